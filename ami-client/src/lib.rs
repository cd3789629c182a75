#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! | to do this | take this |
//! |---|---|
//! | say where and who | [`Options`] |
//! | connect | [`Client::connect`], [`Client::start`], [`Client::start_listening`] |
//! | act | [`Client::send`], [`Client::collect`], [`Client::list`], [`Client::command`], [`Client::originate`] |
//! | listen | [`Client::subscribe`], [`Subscription`], [`Message`], [`Gap`] |
//! | ask in step with the events | [`Subscription::ask`] |
//! | see how the connection is | [`Client::state`], [`Client::metrics`] |
//! | use another transport | [`Connector`] |
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `tls` | yes | connections over TLS, with rustls and its `ring` provider |

#![deny(missing_docs)]

mod backoff;
mod client;
mod clock;
mod connect;
mod driver;
mod error;
mod metrics;
mod options;
mod response;
mod state;
mod subscribe;

pub use ami_proto;
pub use backoff::Backoff;
pub use client::{Client, List};
#[cfg(feature = "tls")]
pub use connect::tls::{Roots, TlsError, TlsOptions, Verification};
pub use connect::{Connecting, Connector, Io};
pub use error::{ConnectError, SendError};
pub use metrics::{ActionMetrics, LATENCY_BUCKETS, Metrics, SubscriberMetrics};
pub use options::{Address, AddressError, Options, Transport};
pub use response::{Originated, Response};
pub use state::State;
pub use subscribe::{
    Gap, GapCause, Interest, Message, Part, Policy, Question, Received, SubscribeOptions, Subscription,
};
