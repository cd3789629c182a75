//! Sources: one module an interface, each turning that interface's events into [`Signal`](crate::Signal)s.

#[cfg(feature = "ami")]
pub mod ami;
