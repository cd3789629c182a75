//! Results for programs.

use std::io::{self, Write};

use ami_proto::{Frame, Header};
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{SerializeMap, SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

/// A frame as `{"offset": 30, "kind": "event", "headers": [["Event", "Hangup"], …]}`.
pub(crate) struct FrameLine<'a>(pub(crate) Frame<'a>);

impl Serialize for FrameLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_struct("Frame", 3)?;
        line.serialize_field("offset", &self.0.offset())?;
        line.serialize_field("kind", self.0.kind().as_str())?;
        line.serialize_field("headers", &Headers(self.0))?;
        line.end()
    }
}

/// Headers as pairs, because names repeat and their order counts.
pub(crate) struct Headers<'a>(pub(crate) Frame<'a>);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let headers = self.0.headers();
        let mut list = serializer.serialize_seq(Some(headers.len()))?;
        for Header { name, value } in headers {
            list.serialize_element(&(Bytes(name), Bytes(value)))?;
        }
        list.end()
    }
}

/// Bytes as text where they are UTF-8, else as `{"base64": "…"}`, so that nothing is lost.
struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Ok(text) = str::from_utf8(self.0) {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("base64", &Encoded(self.0))?;
        map.end()
    }
}

struct Encoded<'a>(&'a [u8]);

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}

/// A result as one document, to be read by people too.
pub(crate) fn document(out: &mut impl Write, result: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, result)?;
    out.write_all(b"\n")
}
