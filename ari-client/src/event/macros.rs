//! What an event does. `generated.rs` says which there are.

/// The enum of all events, and what their parts are.
macro_rules! events {
    ($(
        $name:ident $wire:literal
        channels { $( $channel_how:ident $channel:ident; )* }
        bridges { $( $bridge_how:ident $bridge:ident; )* }
        playbacks { $( $playback_how:ident $playback:ident; )* }
        recordings { $( $recording_how:ident $recording:ident; )* }
    )*) => {
        /// An event. Each type has a struct of its name; what is of no known type, or is not as the catalogue says, is
        /// [`Other`](Self::Other) and keeps everything.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $( #[doc = concat!("`", $wire, "`: see [`", stringify!($name), "`].")] $name(alloc::boxed::Box<$name>), )*
            /// None of these.
            Other(alloc::boxed::Box<super::Other>),
        }

        impl Event {
            /// The types that have a struct.
            pub const TYPES: &'static [&'static str] = &[$( $wire, )*];

            /// The type, as on the wire.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $( Self::$name(_) => $wire, )*
                    Self::Other(other) => &other.name,
                }
            }

            /// When it happened; `None` of an answer to a request, and where it does not say.
            #[must_use]
            pub fn timestamp(&self) -> Option<Date> {
                match self {
                    $( Self::$name(event) => Option::<Date>::from(event.timestamp), )*
                    Self::Other(other) => other.body.get("timestamp")?.as_str().and_then(Date::parse),
                }
            }

            /// Reads an event of this type; `None` if there is no such type.
            pub(super) fn of_type(name: &str, text: &str) -> Option<Result<Self, serde_json::Error>> {
                match name {
                    $( $wire => Some(serde_json::from_str(text).map(Self::$name)), )*
                    _ => None,
                }
            }

            /// The channels that it tells of.
            pub(super) fn each_channel<'e>(&'e self, each: &mut dyn FnMut(&'e Channel)) {
                match self {
                    $( Self::$name(_event) => { $( events!(@each $channel_how _event $channel each); )* } )*
                    Self::Other(_) => {}
                }
            }

            /// The bridges that it tells of.
            pub(super) fn each_bridge<'e>(&'e self, each: &mut dyn FnMut(&'e Bridge)) {
                match self {
                    $( Self::$name(_event) => { $( events!(@each $bridge_how _event $bridge each); )* } )*
                    Self::Other(_) => {}
                }
            }

            /// The playback that it tells of.
            #[must_use]
            pub fn playback(&self) -> Option<&Playback> {
                match self {
                    $( $( Self::$name(event) => events!(@some $playback_how event $playback), )* )*
                    _ => None,
                }
            }

            /// The recording that it tells of.
            #[must_use]
            pub fn recording(&self) -> Option<&LiveRecording> {
                match self {
                    $( $( Self::$name(event) => events!(@some $recording_how event $recording), )* )*
                    _ => None,
                }
            }
        }

        impl serde::Serialize for Event {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( Self::$name(event) => event.serialize(serializer), )*
                    Self::Other(other) => other.body.serialize(serializer),
                }
            }
        }

        $(impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Self::$name(alloc::boxed::Box::new(event))
            }
        })*
    };
    (@each one $event:ident $field:ident $each:ident) => { $each(&$event.$field); };
    (@each maybe $event:ident $field:ident $each:ident) => { $event.$field.iter().for_each(&mut *$each); };
    (@some one $event:ident $field:ident) => { Some(&$event.$field) };
    (@some maybe $event:ident $field:ident) => { $event.$field.as_ref() };
}
pub(crate) use events;
