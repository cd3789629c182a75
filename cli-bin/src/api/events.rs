//! The stream of what happens, as Server-Sent Events.

use std::io;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::ApiError;

/// The server gives a sign of life every 15 s.
const HEARD_WITHIN: Duration = Duration::from_secs(45);
/// No message is longer; a snapshot of a large centre is the largest.
const MOST_BYTES: usize = 64 << 20;

/// A message of the stream.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Message {
    /// Where to go on from.
    pub(crate) id: Option<String>,
    /// What it is called; empty of a sign of life.
    pub(crate) event: String,
    /// Its JSON.
    pub(crate) data: String,
}

/// What happens, as it happens.
#[derive(Debug)]
pub(crate) struct Events {
    body: Incoming,
    place: String,
    reader: Reader,
}

impl Events {
    pub(super) fn new(body: Incoming, place: &str) -> Self {
        Self { body, place: place.to_owned(), reader: Reader::default() }
    }

    /// Waits for the next message. Nothing is lost if this is dropped while it waits.
    pub(crate) async fn next(&mut self) -> Result<Message, ApiError> {
        loop {
            if let Some(message) = self.reader.next() {
                return Ok(message);
            }
            let lost = |source| ApiError::Lost { place: self.place.clone(), source };
            let frame = timeout(HEARD_WITHIN, self.body.frame()).await;
            let frame =
                frame.map_err(|_| lost(io::Error::new(io::ErrorKind::TimedOut, "no sign of life")))?;
            let frame = frame.ok_or_else(|| lost(io::Error::from(io::ErrorKind::UnexpectedEof)))?;
            let frame = frame.map_err(|error| lost(io::Error::other(error)))?;
            if let Some(bytes) = frame.data_ref() {
                self.reader.take(bytes);
            }
            if self.reader.waiting.len() > MOST_BYTES {
                return Err(ApiError::Form {
                    path: "/api/events".into(),
                    why: "a message without an end".into(),
                });
            }
        }
    }
}

/// Bytes into messages, however the network divides them.
#[derive(Debug, Default)]
struct Reader {
    waiting: Vec<u8>,
    /// So much of it has no line end in it.
    seen: usize,
    id: Option<String>,
    event: String,
    data: String,
}

impl Reader {
    fn take(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
    }

    /// The next whole message.
    fn next(&mut self) -> Option<Message> {
        loop {
            let rest = self.waiting.get(self.seen..)?;
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                self.seen = self.waiting.len();
                return None;
            };
            let line: Vec<u8> = self.waiting.drain(..=self.seen + end).collect();
            self.seen = 0;
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches(['\r', '\n']);
            if !line.is_empty() {
                self.field(line);
                continue;
            }
            let message = Message {
                id: self.id.take(),
                event: std::mem::take(&mut self.event),
                data: std::mem::take(&mut self.data),
            };
            return Some(message);
        }
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => self.id = Some(value.to_owned()),
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(value);
            }
            // A comment, or a field of later days.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_the_same_however_they_are_divided() {
        let text = "id: 1-2-3\nevent: snapshot\ndata: {\"é\":1}\n\n:\n\nid: 1-3-3\r\nevent: change\r\ndata:{}\r\n\r\nid: 9\n";
        for pieces in 1..=text.len() {
            let mut reader = Reader::default();
            let mut messages = Vec::new();
            for piece in text.as_bytes().chunks(pieces) {
                reader.take(piece);
                messages.extend(std::iter::from_fn(|| reader.next()));
            }
            let message = |id: &str, event: &str, data: &str| Message {
                id: (!id.is_empty()).then(|| id.to_owned()),
                event: event.into(),
                data: data.into(),
            };
            let want = [
                message("1-2-3", "snapshot", "{\"é\":1}"),
                message("", "", ""),
                message("1-3-3", "change", "{}"),
            ];
            assert_eq!(messages, want, "in pieces of {pieces}");
        }
    }
}
