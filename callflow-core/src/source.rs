//! Sources: one module an interface, each turning that interface's events into [`Signal`](crate::Signal)s; and who of
//! them is believed where several are connected ([`Owner`]).

#[cfg(feature = "ami")]
pub mod ami;
#[cfg(feature = "ari")]
pub mod ari;

#[cfg(any(feature = "ami", feature = "ari"))]
mod channel;
mod owner;
#[cfg(any(feature = "ami", feature = "ari"))]
mod registration;

pub use self::owner::Owner;
