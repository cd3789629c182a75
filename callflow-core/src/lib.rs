#![no_std]
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests may fail loudly"
    )
)]

extern crate alloc;

pub mod agent;
pub mod backfill;
pub mod call;
pub mod change;
pub mod counted;
pub mod device_state;
pub mod disposition;
pub mod extension;
pub mod lease;
pub mod metrics;
pub mod plan;
pub mod privacy;
pub mod queue;
#[cfg(feature = "store")]
pub mod report;
#[cfg(feature = "ami")]
pub mod resync;
pub mod signal;
pub mod source;
#[cfg(feature = "store")]
pub mod store;

mod cause;
mod clock;
mod flow;
mod ids;
mod slab;
mod story;
mod tell;
mod time;
mod tracker;
mod zone;

pub use self::call::Call;
pub use self::cause::HangupCause;
pub use self::change::{Change, ChangeKind};
pub use self::disposition::Disposition;
pub use self::flow::{CallFlow, Input, Mark, SavedState};
pub use self::ids::{BridgeId, CallId, Linkedid, Uniqueid};
pub use self::plan::Plan;
pub use self::signal::Signal;
pub use self::time::{ParseTimestampError, Timestamp};
pub use self::zone::{Span, Zone, ZoneError};
