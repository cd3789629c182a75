//! Requests: one struct for each operation of ARI, in a module for each resource.
//!
//! ```
//! use ari_client::operation::{Operation as _, channels};
//!
//! let call = channels::Play::new("1795198626.0", ["sound:hello-world", "number:42"]).lang("en").call();
//! assert_eq!(call.path(), "/channels/1795198626.0/play");
//! assert_eq!(call.target(), "/channels/1795198626.0/play?media=sound%3Ahello-world%2Cnumber%3A42&lang=en");
//! ```

use alloc::vec::Vec;

use crate::model::Model;

mod call;
pub(crate) mod macros;

pub mod applications;
pub mod asterisk;
pub mod bridges;
pub mod channels;
pub mod device_states;
pub mod endpoints;
pub mod events;
pub mod mailboxes;
pub mod playbacks;
pub mod recordings;
pub mod sounds;

pub use call::{Call, Method, Parameter};

/// An operation with its parameters.
pub trait Operation: Send + Sync {
    /// What it is answered with.
    type Answer: Answer;

    /// Resource and nickname, such as `channels.play`.
    const NAME: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path below `/ari`, with names of parameters in braces.
    const PATH: &'static str;
    /// The versions of Asterisk that it came with, one of each branch.
    const SINCE: &'static [&'static str];

    /// The request that is to be sent.
    fn call(&self) -> Call;
}

/// What an operation is answered with.
pub trait Answer: Sized + Send {
    /// Reads the body of the answer.
    ///
    /// # Errors
    /// If it is not what it should be.
    fn decode(body: &[u8]) -> Result<Self, serde_json::Error>;
}

impl Answer for () {
    fn decode(_: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(())
    }
}

/// The body as it is: the file of a recording.
impl Answer for Vec<u8> {
    fn decode(body: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(body.to_vec())
    }
}

impl<M: Model + Send + serde::de::DeserializeOwned> Answer for M {
    fn decode(body: &[u8]) -> Result<Self, serde_json::Error> {
        read_json(body)
    }
}

impl<M: Model + Send + serde::de::DeserializeOwned> Answer for Vec<M> {
    fn decode(body: &[u8]) -> Result<Self, serde_json::Error> {
        read_json(body)
    }
}

/// Reads a body as text, as events are read: reading bytes would be all the code for models once more.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    let text = core::str::from_utf8(body).map_err(serde::de::Error::custom)?;
    serde_json::from_str(text)
}
