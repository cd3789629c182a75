//! Events: all that the catalogue names, and room for those that it does not.

use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::model::{Bridge, Channel, Object};
use crate::text::Text;

mod generated;
pub(crate) mod macros;
mod scan;

pub use generated::*;

/// An event of no known type, or one that is not as the catalogue says.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Other {
    /// Its type.
    pub name: Text,
    /// All of it, `type` included.
    pub body: Object,
    /// What is wrong with it, if its type is known.
    pub reason: Option<Box<str>>,
}

/// Why text is not an event.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It is not JSON, or no object.
    #[error("not a JSON object: {message}")]
    NotAnObject {
        /// What is wrong with it.
        message: String,
    },
    /// It has no `type`.
    #[error("an object without a type")]
    NoType,
}

impl Event {
    /// Reads an event. The type is looked for first, and then the struct is filled from the text, with nothing between
    /// them.
    ///
    /// ```
    /// use ari_client::Event;
    ///
    /// let text = r#"{"type":"ChannelToneDetected","application":"a","timestamp":"2026-11-20T18:17:06.336+0000","x":1}"#;
    /// let Event::Other(event) = Event::from_json(text)? else { panic!("it has no channel") };
    /// assert!(event.reason.as_deref().is_some_and(|reason| reason.starts_with("missing field `channel`")));
    /// assert_eq!(event.body.get("x"), Some(&1.into()));
    /// # Ok::<(), ari_client::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// If it is no JSON object with a `type`. An unknown event, or one that is not as it should be, is no error: see
    /// [`Other`](Self::Other).
    pub fn from_json(text: &str) -> Result<Self, DecodeError> {
        let name = scan::find_type(text).ok_or_else(|| match serde_json::from_str::<Object>(text) {
            Ok(_) => DecodeError::NoType,
            Err(error) => DecodeError::NotAnObject { message: error.to_string() },
        })?;
        let reason = match Self::of_type(name, text) {
            Some(Ok(event)) => return Ok(event),
            Some(Err(error)) => Some(error.to_string().into_boxed_str()),
            None => None,
        };
        let body = serde_json::from_str(text)
            .map_err(|error| DecodeError::NotAnObject { message: error.to_string() })?;
        Ok(Self::Other(Box::new(Other { name: name.into(), body, reason })))
    }

    /// The channels that it tells of, in the order of the catalogue.
    #[must_use]
    pub fn channels(&self) -> Vec<&Channel> {
        let mut channels = Vec::new();
        self.each_channel(&mut |channel| channels.push(channel));
        if let Self::ChannelTransfer(event) = self {
            let to = &event.refer_to;
            channels.push(&event.referred_by.source_channel);
            channels.extend(event.referred_by.connected_channel.iter());
            channels.extend(to.destination_channel.iter().chain(to.connected_channel.iter()));
        }
        channels
    }

    /// The first of the [channels](Self::channels).
    #[must_use]
    pub fn channel(&self) -> Option<&Channel> {
        self.channels().first().copied()
    }

    /// The bridges that it tells of.
    #[must_use]
    pub fn bridges(&self) -> Vec<&Bridge> {
        let mut bridges = Vec::new();
        self.each_bridge(&mut |bridge| bridges.push(bridge));
        bridges
    }

    /// Whether it tells of this channel, or of a playback or recording on it.
    #[must_use]
    pub fn is_about_channel(&self, id: &str) -> bool {
        self.channels().iter().any(|channel| channel.id == *id) || self.is_media_of("channel:", id)
    }

    /// Whether it tells of this bridge, or of a playback or recording on it.
    #[must_use]
    pub fn is_about_bridge(&self, id: &str) -> bool {
        self.bridges().iter().any(|bridge| bridge.id == *id) || self.is_media_of("bridge:", id)
    }

    fn is_media_of(&self, kind: &str, id: &str) -> bool {
        let target = self.playback().map(|playback| &playback.target_uri);
        let target = target.or_else(|| self.recording().map(|recording| &recording.target_uri));
        target.and_then(|target| target.strip_prefix(kind)) == Some(id)
    }
}
