#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod cli;
pub mod config;
pub mod follow;
pub mod telemetry;

mod app;
mod calls_told;
mod clock;
mod connection;
mod demo;
mod kept;
mod live;
mod meters;
mod pipeline;
mod problem;
mod record;
mod routes;
mod signals;
mod unasked;
mod writer;

pub use self::app::{Application, StartError};
pub use self::demo::Demo;
pub use self::record::{RecordError, record};
pub use self::signals::stop_signal;
