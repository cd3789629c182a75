//! What all builders have in common, and the macro that the generated tables are written in.

use alloc::format;

use crate::action::{Action, AllowedFunctions};
use crate::error::EncodeError;

/// An action in the making. The first error is kept until [`finish`](Self::finish), so that setters chain.
#[derive(Clone, Debug)]
pub(super) struct Draft(Result<Action, EncodeError>);

impl Draft {
    pub(super) fn new(name: &'static str) -> Self {
        Self(Ok(Action::new(name)))
    }

    pub(super) fn header(self, name: &[u8], value: &[u8]) -> Self {
        Self(self.0.and_then(|action| action.header(name, value)))
    }

    pub(super) fn header_allowing(self, name: &[u8], value: &[u8], functions: &AllowedFunctions) -> Self {
        Self(self.0.and_then(|action| action.header_allowing(name, value, functions)))
    }

    /// `Action-000001`, as `UpdateConfig` numbers its changes.
    pub(super) fn numbered(self, stem: &str, number: u32, value: &[u8]) -> Self {
        self.header(format!("{stem}{number:06}").as_bytes(), value)
    }

    /// `UnitAmount(1)`, as `AOCMessage` numbers its entries.
    pub(super) fn indexed(self, stem: &str, index: u32, value: &[u8]) -> Self {
        self.header(format!("{stem}({index})").as_bytes(), value)
    }

    pub(super) fn variable(self, name: &[u8], value: &[u8], functions: &AllowedFunctions) -> Self {
        Self(self.0.and_then(|action| action.variable_allowing(name, value, functions)))
    }

    pub(super) fn finish(
        self,
        name: &'static str,
        required: &'static [&'static str],
    ) -> Result<Action, EncodeError> {
        let action = self.0?;
        match required.iter().find(|parameter| action.get(parameter).is_none()) {
            Some(parameter) => Err(EncodeError::MissingParameter { action: name, parameter }),
            None => Ok(action),
        }
    }
}

/// One setter, or two where a variable may also be a function.
macro_rules! setter {
    ($method:ident $header:literal Text) => {
        pub fn $method(self, value: impl AsRef<[u8]>) -> Self {
            Self(self.0.header($header.as_bytes(), value.as_ref()))
        }
    };
    ($method:ident $header:literal Variable) => {
        /// Adds a variable. May be called again for more of them.
        pub fn $method(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
            self.variable_allowing(name, value, &crate::action::AllowedFunctions::NONE)
        }

        /// Adds a variable whose name may be one of these functions.
        pub fn variable_allowing(
            self,
            name: impl AsRef<[u8]>,
            value: impl AsRef<[u8]>,
            functions: &crate::action::AllowedFunctions,
        ) -> Self {
            Self(self.0.variable(name.as_ref(), value.as_ref(), functions))
        }
    };
    ($method:ident $header:literal Numbered) => {
        pub fn $method(self, number: u32, value: impl AsRef<[u8]>) -> Self {
            Self(self.0.numbered($header, number, value.as_ref()))
        }
    };
    ($method:ident $header:literal Indexed) => {
        pub fn $method(self, index: u32, value: impl AsRef<[u8]>) -> Self {
            Self(self.0.indexed($header, index, value.as_ref()))
        }
    };
}

/// The builders: one type an action, its table of setters as documentation.
macro_rules! builders {
    ($($builder:ident $name:literal $about:literal [$($required:literal),*] {
        $($method:ident $header:literal $kind:ident;)*
    })*) => {
        /// The names of all actions that have a builder, in alphabetical order.
        pub const NAMES: &[&str] = &[$($name,)*];

        $(
        #[doc = concat!("Builds the action `", $name, "`.", $about)]
        ///
        #[doc = concat!("| setter | header |\n|---|---|\n" $(,
            "| [`", stringify!($method), "`](Self::", stringify!($method), ") | `", $header, "` |\n")*)]
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct $builder(crate::action::builder::Draft);

        #[allow(missing_docs, reason = "the table of the type documents every setter")]
        impl $builder {
            $(crate::action::builder::setter!($method $header $kind);)*
        }

        impl $builder {
            /// The action without any parameter yet.
            pub fn new() -> Self {
                Self(crate::action::builder::Draft::new($name))
            }

            /// Adds any header, such as one that a module of one's own reads.
            pub fn header(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
                Self(self.0.header(name.as_ref(), value.as_ref()))
            }

            /// As [`header`](Self::header), but a variable may be one of these functions.
            pub fn header_allowing(
                self,
                name: impl AsRef<[u8]>,
                value: impl AsRef<[u8]>,
                functions: &crate::action::AllowedFunctions,
            ) -> Self {
                Self(self.0.header_allowing(name.as_ref(), value.as_ref(), functions))
            }

            /// The action, ready to encode.
            ///
            /// # Errors
            ///
            /// The first thing that a setter was given and that may not be sent, else the first required
            /// parameter that was not set.
            pub fn build(self) -> Result<crate::action::Action, crate::error::EncodeError> {
                self.0.finish($name, &[$($required),*])
            }
        }

        impl crate::action::IntoAction for $builder {
            fn into_action(self) -> Result<crate::action::Action, crate::error::EncodeError> {
                self.build()
            }
        }

        impl Default for $builder {
            fn default() -> Self {
                Self::new()
            }
        }
        )*
    };
}

pub(super) use {builders, setter};
