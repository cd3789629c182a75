//! The Asterisk Manager Interface (AMI): bytes to frames, frames to typed events, actions to bytes.
//!
//! This crate is pure. It opens no connection, starts nothing and reads no clock: whoever has bytes feeds them,
//! be it a socket, a file or a test. It is not an AMI client; `ami-client` is, and is built on [`session`].
//!
//! | to do this | take this |
//! |---|---|
//! | read what arrives | [`Decoder`] |
//! | read a recording that is all at hand | [`frames`] |
//! | look into a message | [`Frame`]; [`OwnedFrame`] to keep it, [`FrameBlock`] to keep many |
//! | get at an event's headers by name and type | [`Event`], views in [`event`] |
//! | make an action | [`Action`], builders in [`action`] |
//! | bound memory | [`Limits`] |
//! | log in, and match answers to actions | [`session`] (feature `session`) |
//!
//! ```
//! use ami_proto::{Decoder, Event, FrameKind};
//!
//! let mut decoder = Decoder::new();
//! let mut hangups = Vec::new();
//! for piece in [&b"Asterisk Call Manager/5.0.4\r\nEvent: Hang"[..], b"up\r\nCause: 16\r\n\r\nnoise\r\n\r\n"] {
//!     decoder.feed(piece);
//!     while let Some(frame) = decoder.next() {
//!         let frame = frame?;
//!         if let Some(Event::Hangup(hangup)) = Event::of(frame) {
//!             hangups.push(hangup.cause());
//!         } else if frame.kind() == FrameKind::Garbage {
//!             assert_eq!(frame.bytes(), b"noise\r\n\r\n");
//!         }
//!     }
//! }
//! assert_eq!(hangups, [Some(16)]);
//! # Ok::<(), ami_proto::DecodeError>(())
//! ```
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `std` | yes | lets `memchr` look at run time for vector instructions; nothing else needs `std` |
//! | `session` | no | the module [`session`], with MD5 and `secrecy` |
//!
//! # Sources
//!
//! The framing follows `main/manager.c` of Asterisk and recordings of versions 16 and 22; Command output before
//! version 14 follows `action_command` of Asterisk 11 and 13. Names of events, headers and actions are those of
//! the documentation of Asterisk 22.10.1 (`catalogue/`).

#![no_std]
#![deny(missing_docs)]

extern crate alloc;

pub mod action;
mod assemble;
mod block;
mod decoder;
mod encode;
mod error;
pub mod event;
mod frame;
mod grammar;
mod limits;
mod owned;
mod scan;
mod secret;
#[cfg(feature = "session")]
pub mod session;
mod slice;

pub use action::Action;
pub use block::FrameBlock;
pub use decoder::Decoder;
pub use error::{DecodeError, EncodeError};
pub use event::{Event, EventView, OwnedEvent};
pub use frame::{Frame, FrameKind, Header, Headers};
pub use limits::Limits;
pub use owned::OwnedFrame;
pub use slice::{Frames, frames};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
