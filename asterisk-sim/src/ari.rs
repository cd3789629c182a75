//! The REST interface (ARI): requests and events over HTTP and WebSockets, and a world of calls that they act on.
//!
//! ```text
//! bytes ─▶ http, socket ─▶ Request ─▶ World ─▶ Answer
//!                                       │
//!            time, AMI's orders ───────▶└──▶ events of ARI to applications, events of AMI to all
//! ```
//!
//! [`World`](world::World) is pure: a request at a time gives an answer, and what happens is told. It decides
//! everything; [`Clients`](clients::Clients) moves bytes in and out of it. Answers and events are those of Asterisk
//! 22 and 16, as heard from real ones.

mod ami;
mod answer;
mod applications;
mod bridges;
mod channel;
mod channels;
pub(crate) mod clients;
mod dial;
mod http;
mod json;
mod life;
mod people;
mod playbacks;
mod recordings;
mod request;
mod rest;
mod route;
mod setup;
mod socket;
mod sound;
mod stage;
mod system;
mod told;
pub(crate) mod world;

pub(crate) use sound::Datagram;

pub use people::{Act, Caller, Phone, When};
pub use setup::Ari;
