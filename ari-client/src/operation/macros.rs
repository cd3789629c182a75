//! What a request does. The files beside this one say which there are.

/// Requests: a struct for each operation, made by `new` from what is required, with a setter for the rest.
macro_rules! operations {
    ($(
        $about:literal $name:ident $full:literal $method:ident $path:literal since [$($since:literal),*] => [$answer:ty] {
            required { $( $field:ident $wire:literal $place:ident $type:ty => $doc:literal; )* }
            optional { $( $opt_field:ident $opt_wire:literal $opt_place:ident $opt_type:ty => $opt_doc:literal; )* }
        }
    )*) => {$(
        #[doc = $about]
        #[doc = ""]
        #[doc = concat!("`", stringify!($method), " ", $path, "`, since Asterisk ", $( $since, " ", )* "(and later).")]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $( #[doc = $doc] pub $field: operations!(@type $place $type), )*
            $( #[doc = $opt_doc] pub $opt_field: Option<operations!(@type $opt_place $opt_type)>, )*
        }

        impl $name {
            /// With what is required.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "a request is asked for, not there by default")]
            pub fn new($( $field: operations!(@into $place $type), )*) -> Self {
                Self {
                    $( $field: operations!(@convert $place $field), )*
                    $( $opt_field: None, )*
                }
            }

            $(
                #[doc = $opt_doc]
                #[must_use]
                pub fn $opt_field(mut self, $opt_field: operations!(@into $opt_place $opt_type)) -> Self {
                    self.$opt_field = Some(operations!(@convert $opt_place $opt_field));
                    self
                }
            )*
        }

        impl $crate::operation::Operation for $name {
            type Answer = $answer;

            const NAME: &'static str = $full;
            const METHOD: $crate::operation::Method = $crate::operation::Method::$method;
            const PATH: &'static str = $path;
            const SINCE: &'static [&'static str] = &[$( $since, )*];

            fn call(&self) -> $crate::operation::Call {
                #[allow(unused_mut, reason = "some operations have no parameters")]
                let mut call = $crate::operation::Call::new::<Self>();
                $( operations!(@add $place call $wire &self.$field); )*
                $( if let Some(value) = &self.$opt_field { operations!(@add $opt_place call $opt_wire value); } )*
                call
            }
        }
    )*};
    (@type list $type:ty) => { alloc::vec::Vec<$type> };
    (@type $place:ident $type:ty) => { $type };
    (@into list $type:ty) => { impl IntoIterator<Item = impl Into<$type>> };
    (@into $place:ident $type:ty) => { impl Into<$type> };
    (@convert list $value:ident) => { $value.into_iter().map(Into::into).collect() };
    (@convert $place:ident $value:ident) => { $value.into() };
    (@add path $call:ident $wire:literal $value:expr) => { $call.set_path($wire, $value) };
    (@add query $call:ident $wire:literal $value:expr) => { $call.add_query($wire, $value) };
    (@add list $call:ident $wire:literal $value:expr) => { $call.add_list($wire, $value) };
    (@add body $call:ident $wire:literal $value:expr) => { $call.add_body($wire, $value) };
    (@add whole $call:ident $wire:literal $value:expr) => { $call.set_body($value) };
}
pub(super) use operations;

/// The trait of a resource, and the client's own implementation of it.
#[cfg(feature = "client")]
macro_rules! resource {
    ($about:literal $resource:ident { $( $op_about:literal $method:ident $name:ident => $answer:ty; )* }) => {
        #[doc = $about]
        ///
        /// [`Client`](crate::Client) does what is asked. Whoever fakes it writes the methods that are to do something;
        /// the others answer [`Error::Unsupported`](crate::Error::Unsupported).
        ///
        /// # Errors
        /// Each method: see [`Error`](crate::Error).
        ///
        /// # Cancel safety
        /// Dropping a future that was polled may have asked Asterisk or not; an answer is thrown away.
        #[async_trait::async_trait]
        pub trait $resource: Send + Sync {
            $(
                #[doc = $op_about]
                async fn $method(&self, request: $name) -> Result<$answer, $crate::Error> {
                    Err($crate::Error::unsupported(&request))
                }
            )*
        }

        #[async_trait::async_trait]
        impl $resource for $crate::Client {
            $(
                async fn $method(&self, request: $name) -> Result<$answer, $crate::Error> {
                    self.send(&request).await
                }
            )*
        }
    };
}
#[cfg(feature = "client")]
pub(super) use resource;
