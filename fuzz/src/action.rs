//! Every setter of every action's builder, from the same table that ami-proto is generated from (see [`crate::event`]).

use ami_proto::{Action, EncodeError};

#[path = "../../ami-proto/src/action/generated.rs"]
mod generated;

pub use generated::BUILDERS;

/// Builds one action from orders.
pub type Build = fn(&mut Orders<'_>) -> Result<Action, EncodeError>;

/// Bytes that say which setters are called, and with what.
#[derive(Debug)]
pub struct Orders<'a>(&'a [u8]);

impl<'a> Orders<'a> {
    /// Reads these bytes; when they are used up, the answer to everything is no.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        let (&byte, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        byte
    }

    /// Some bytes, for a name or a value: as many as the first one says, up to 63, or so many times ten.
    pub fn text(&mut self) -> Vec<u8> {
        let length = self.byte();
        let (text, rest) = self.0.split_at(usize::from(length & 63).min(self.0.len()));
        self.0 = rest;
        // Only so do short inputs reach the limits on length.
        let times = if length & 64 == 0 { 1 } else { 20 };
        text.repeat(times)
    }

    /// Whether anything is left to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

mod builder {
    macro_rules! set {
        ($builder:ident $orders:ident $method:ident Text) => {
            $builder.$method($orders.text())
        };
        ($builder:ident $orders:ident $method:ident Variable) => {
            $builder.$method($orders.text(), $orders.text())
        };
        ($builder:ident $orders:ident $method:ident $numbered:ident) => {
            $builder.$method(u32::from($orders.byte()), $orders.text())
        };
    }

    macro_rules! builders {
        ($($builder:ident $name:literal $about:literal [$($required:literal),*] {
            $($method:ident $header:literal $kind:ident;)*
        })*) => {
            /// One function for each builder; it calls those setters that the orders want.
            pub const BUILDERS: &[super::Build] = &[$(|orders| {
                let builder = ami_proto::action::$builder::new();
                $(let builder = if orders.byte() & 1 == 0 {
                    builder
                } else {
                    crate::action::builder::set!(builder orders $method $kind)
                };)*
                // A header that the table does not have.
                let builder = match orders.byte() & 1 {
                    0 => builder,
                    _ => builder.header(orders.text(), orders.text()),
                };
                builder.build()
            },)*];
        };
    }

    pub(crate) use {builders, set};
}
