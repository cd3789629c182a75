#![cfg_attr(not(feature = "client"), no_std)]
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! | to do this | take this |
//! |---|---|
//! | say where and who | [`Options`] |
//! | connect | [`Client::connect`], [`Client::start`], [`Client::start_listening`] |
//! | let Asterisk connect | [`Listener`], [`accept_stream`] |
//! | act on one channel, bridge, playback, recording | [`ChannelHandle`], [`BridgeHandle`], [`PlaybackHandle`], [`RecordingHandle`] |
//! | do any operation | [`operation`], [`Client::send`] |
//! | listen | [`Client::subscribe`], [`Subscription`], [`Message`], [`Gap`] |
//! | create and listen without a race | [`Client::originate`], [`Client::create_channel`], [`Client::create_bridge`] |
//! | see how the connection is | [`Client::state`], [`Client::subscribers`] |
//! | fake it in tests | [`Ari`] |
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `client` | yes | the client; without it the crate is models, events and requests alone, and `no_std` |
//! | `tls` | yes | connections over TLS, with rustls and its `ring` provider |

#![deny(missing_docs)]

extern crate alloc;

pub mod event;
pub mod model;
pub mod operation;
mod text;

#[cfg(feature = "client")]
mod ari;
#[cfg(feature = "client")]
mod backoff;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
mod driver;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod handle;
#[cfg(feature = "client")]
mod id;
#[cfg(feature = "client")]
mod options;
#[cfg(feature = "client")]
mod outbound;
#[cfg(feature = "client")]
mod state;
#[cfg(feature = "client")]
mod subscribe;
#[cfg(feature = "client")]
mod transport;

pub use event::{DecodeError, Event, Other};
pub use model::Date;
pub use text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};

#[cfg(feature = "client")]
pub use self::{
    ari::Ari,
    backoff::Backoff,
    client::Client,
    error::{ConnectError, Error},
    handle::{BridgeHandle, ChannelHandle, PlaybackHandle, RecordingHandle},
    options::{Address, AddressError, Options},
    outbound::{AcceptError, Listener, ListenerOptions, accept_stream},
    state::{Requests, Server, State},
    subscribe::{
        Gap, GapCause, Interest, Message, Policy, Received, Snapshot, SubscribeOptions, SubscriberMetrics,
        Subscription,
    },
    transport::{Reply, stream::Io},
};
#[cfg(feature = "tls")]
pub use transport::tls::{Roots, TlsError, TlsOptions, Verification};
