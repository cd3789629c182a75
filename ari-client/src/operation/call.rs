//! A request before it is sent.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use super::Operation;
use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};

/// An HTTP method.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl Method {
    /// As on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What is sent for an operation, whatever it travels by.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    name: &'static str,
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Call {
    /// Of an operation, with no parameters yet.
    ///
    /// ```
    /// use ari_client::operation::{Call, Method, Operation};
    ///
    /// /// An operation that this crate does not know yet.
    /// struct Sparkle;
    ///
    /// impl Operation for Sparkle {
    ///     type Answer = ();
    ///     const NAME: &'static str = "channels.sparkle";
    ///     const METHOD: Method = Method::Post;
    ///     const PATH: &'static str = "/channels/{channelId}/sparkle";
    ///     const SINCE: &'static [&'static str] = &["99.0.0"];
    ///
    ///     fn call(&self) -> Call {
    ///         let mut call = Call::new::<Self>();
    ///         call.set_path("channelId", &ari_client::ChannelId::from("1"));
    ///         call.add_query("brightness", &7_i64);
    ///         call
    ///     }
    /// }
    ///
    /// assert_eq!(Sparkle.call().target(), "/channels/1/sparkle?brightness=7");
    /// ```
    #[must_use]
    pub fn new<O: Operation>() -> Self {
        Self { name: O::NAME, method: O::METHOD, path: O::PATH.into(), query: Vec::new(), body: None }
    }

    /// Resource and nickname of the operation, such as `channels.play`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The path below `/ari`, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query, not encoded.
    #[must_use]
    pub fn query(&self) -> &[(&'static str, String)] {
        &self.query
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Path and query, percent-encoded.
    #[must_use]
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (number, (name, value)) in self.query.iter().enumerate() {
            target.push(if number == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.extend(encode(value));
        }
        target
    }
}

/// Parameters.
impl Call {
    /// Puts a value in the place of `{name}`.
    pub fn set_path(&mut self, name: &str, value: &dyn Parameter) {
        let mut pattern = String::from("{");
        pattern.push_str(name);
        pattern.push('}');
        let value: String = encode(&text(value)).collect();
        self.path = self.path.replace(&pattern, &value);
    }

    /// Adds to the query.
    pub fn add_query(&mut self, name: &'static str, value: &dyn Parameter) {
        self.query.push((name, text(value)));
    }

    /// Adds several values of one parameter to the query, separated by commas.
    pub fn add_list<P: Parameter>(&mut self, name: &'static str, values: &[P]) {
        let values: Vec<String> = values.iter().map(|value| text(value)).collect();
        self.query.push((name, values.join(",")));
    }

    /// Makes a body of one member.
    pub fn add_body(&mut self, name: &str, value: &impl Serialize) {
        // What is sent is text alone, which JSON can always say.
        let value = serde_json::to_value(value).unwrap_or_default();
        self.body = Some([(name.to_string(), value)].into_iter().collect());
    }

    /// Makes the body.
    pub fn set_body(&mut self, value: &impl Serialize) {
        self.body = serde_json::to_value(value).ok();
    }
}

/// All but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, RESERVED)
}

fn text(value: &dyn Parameter) -> String {
    let mut text = String::new();
    // Writing into a text cannot fail.
    let _ = value.write(&mut text);
    text
}

/// What may stand in a path or a query.
pub trait Parameter {
    /// Writes it, not encoded.
    ///
    /// # Errors
    /// If it cannot be written to `to`.
    fn write(&self, to: &mut dyn fmt::Write) -> fmt::Result;
}

macro_rules! parameters {
    ($($type:ty),* $(,)?) => {$(
        impl Parameter for $type {
            fn write(&self, to: &mut dyn fmt::Write) -> fmt::Result {
                write!(to, "{self}")
            }
        }
    )*};
}

parameters!(Text, ChannelId, BridgeId, PlaybackId, RecordingName, bool, i64, u32);
parameters!(
    crate::model::ConnectionType,
    crate::model::DeviceStatus,
    crate::model::Direction,
    crate::model::Encapsulation,
    crate::model::HangupReason,
    crate::model::IfExists,
    crate::model::InfoPart,
    crate::model::MediaTransport,
    crate::model::PlaybackControl,
    crate::model::TerminateOn,
);
