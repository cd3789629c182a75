//! A WebSocket as bytes: texts out of what was received, and frames to be sent.

use std::io::{self, Read, Write};

use tungstenite::protocol::{Role, WebSocketConfig};
use tungstenite::{Message, WebSocket};

/// What was received and not read, and what was written and is not taken.
#[derive(Debug, Default)]
struct Memory {
    received: Vec<u8>,
    written: Vec<u8>,
}

impl Read for Memory {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.received.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let length = self.received.as_slice().read(into)?;
        self.received.drain(..length);
        Ok(length)
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The server's end.
#[derive(Debug)]
pub(super) struct Socket {
    socket: WebSocket<Memory>,
}

/// What came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Came {
    Text(String),
    /// The client has said goodbye, or what it says is no WebSocket.
    End,
}

/// Longer messages are refused.
const LONGEST: usize = 1 << 20;

impl Socket {
    pub(super) fn new(received: Vec<u8>) -> Self {
        let config = WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
        let memory = Memory { received, written: Vec::new() };
        Self { socket: WebSocket::from_raw_socket(memory, Role::Server, Some(config)) }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.socket.get_mut().received.extend_from_slice(bytes);
    }

    /// The next message that is complete. Pings are answered on the way.
    pub(super) fn next(&mut self) -> Option<Came> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(Came::Text(text.as_str().to_owned())),
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    // What answers a ping waits for that.
                    let _ = self.socket.flush();
                    return None;
                }
                Err(_) => return Some(Came::End),
            }
        }
    }

    /// What is to be sent that is no answer and no event.
    pub(super) fn take_written(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.socket.get_mut().written)
    }

    /// The frame of a text.
    pub(super) fn frame(&mut self, text: String) -> Vec<u8> {
        let before = self.take_written();
        // Memory takes everything; after a goodbye nothing is to be sent.
        let _ = self.socket.send(Message::text(text));
        let frame = self.take_written();
        self.socket.get_mut().written = before;
        frame
    }
}
