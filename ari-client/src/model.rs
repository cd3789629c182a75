//! What Asterisk tells about: channels, bridges and so on.
//!
//! Fields that the catalogue says are always there are plain, others are an `Option`. What a model has no field for is
//! in its `extra`, so that nothing is lost that a newer Asterisk sends.

mod code;
mod date;
mod filter;
mod generated;
pub(crate) mod key;
pub(crate) mod macros;
mod object;

pub use code::*;
pub use date::Date;
pub use filter::EventFilter;
pub use generated::*;
pub use object::{Map, Object, Values};

/// Implemented by what the catalogue calls a model.
pub(crate) trait Model {}
