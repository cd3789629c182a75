#![cfg_attr(all(feature = "ari", feature = "demo", feature = "listen"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "ari", feature = "demo", feature = "listen")),
    doc = "A simulated Asterisk that plays recordings."
)]
#![deny(missing_docs)]

mod ami;
#[cfg(feature = "ari")]
mod ari;
mod calendar;
mod capture;
mod connection;
#[cfg(feature = "demo")]
pub mod demo;
mod fault;
mod ids;
mod line;
#[cfg(feature = "listen")]
mod listen;
mod machine;
mod options;
mod outage;
mod played;
mod player;
mod schedule;
mod script;
mod state;
mod user;
mod version;
mod wire;

pub use ami::{Pbx, Session, Then};
#[cfg(feature = "ari")]
pub use ari::{Act, Ari, Caller, Phone, When};
pub use capture::{Capture, CaptureError};
pub use fault::{Fault, Harm, Place};
#[cfg(feature = "listen")]
pub use listen::{Sim, Status};
pub use machine::{ConnectionId, Machine, Output};
pub use options::Options;
pub use outage::{Moment, Outage, OutageKind};
pub use played::Played;
pub use schedule::{Bounds, Schedule};
pub use script::{Audience, Ids, Pace, Rounds, Script, Speed, Stamps, Track};
pub use state::State;
pub use user::{Classes, User};
pub use version::{CommandOutput, Version};
