//! Typed views over events.
//!
//! [`Event::of`] finds the view for a frame; each view has an accessor for every header that Asterisk 22
//! documents for the event or was seen to send, listed in the table of its type. All are optional, because
//! versions and modules differ. A value that is not of the accessor's type reads as `None`; it and every
//! other header can be reached by `frame()`.

mod generated;
mod value;
mod view;

pub use generated::*;
pub use view::{EventView, OwnedEvent};
