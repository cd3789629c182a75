//! Recordings, and a client without a socket.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ami_proto::{Decoder, FrameKind, OwnedFrame};
use asterisk_sim::{Capture, ConnectionId, Machine, Options, User};

/// A Unix time after all recordings.
pub(crate) const NOW: Duration = Duration::from_secs(1_900_000_000);

pub(crate) const LOGIN: &[u8] = b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\n\r\n";

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures")
}

pub(crate) fn capture(name: &str) -> Capture {
    Capture::open(root().join(name)).unwrap()
}

pub(crate) fn recorded(file: &str) -> Vec<u8> {
    fs::read(root().join(file)).unwrap()
}

/// All capture folders, sorted.
pub(crate) fn folders() -> Vec<PathBuf> {
    let versions = ["asterisk-16", "asterisk-22"].iter();
    let mut folders: Vec<PathBuf> = versions
        .flat_map(|version| fs::read_dir(root().join(version)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

/// The users of the system that was recorded.
pub(crate) fn options() -> Options {
    let classes = asterisk_sim::Classes::of;
    Options::new()
        .user(User::new("admin", "rig-admin"))
        .user(User::new("readonly", "rig-readonly").read(classes("call,agent")).write(classes("reporting")))
        .user(User::new("quiet", "q").without_event("VarSet"))
}

pub(crate) fn frames(bytes: &[u8]) -> Vec<OwnedFrame> {
    let mut decoder = Decoder::new();
    decoder.feed(bytes);
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next() {
        frames.push(frame.unwrap().to_owned());
    }
    frames.extend(decoder.finish().map(|frame| frame.to_owned()));
    frames
}

/// Headers of the frames that the script played: all events but those with an `ActionID` that lists have, and
/// the one that follows the login.
pub(crate) fn played(bytes: &[u8]) -> Vec<Vec<(String, String)>> {
    frames(bytes)
        .iter()
        .map(OwnedFrame::as_frame)
        .filter(|frame| frame.kind() == FrameKind::Event)
        .filter(|frame| frame.event_name() != Some(b"FullyBooted"))
        .filter(|frame| {
            frame.get("Privilege").is_some_and(|classes| classes.contains(&b','))
                || (frame.get("ActionID").is_none() && frame.get("EventList").is_none())
        })
        .map(|frame| frame.headers().map(|header| (text(header.name), text(header.value))).collect())
        .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A machine with one client that reads everything at once.
pub(crate) struct Client {
    pub(crate) machine: Machine,
    pub(crate) id: ConnectionId,
    pub(crate) got: Vec<u8>,
    pub(crate) now: Duration,
}

impl Client {
    pub(crate) fn new(options: Options) -> Self {
        let mut machine = Machine::new(options, NOW);
        let id = machine.accept(NOW).unwrap();
        let mut client = Self { machine, id, got: Vec::new(), now: NOW };
        client.read();
        client
    }

    /// Sends, and returns what comes back until nothing more does.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> Vec<u8> {
        let from = self.got.len();
        self.machine.receive(self.id, bytes, self.now);
        self.read();
        self.got[from..].to_vec()
    }

    /// Reads until nothing more comes; whether the connection ends then.
    pub(crate) fn read(&mut self) -> bool {
        loop {
            let output = self.machine.output(self.id);
            if output.bytes.is_empty() {
                return output.then_close;
            }
            self.got.extend_from_slice(output.bytes);
            let length = output.bytes.len();
            self.machine.sent(self.id, length, self.now);
        }
    }

    /// Lets time go on.
    pub(crate) fn pass(&mut self, time: Duration) {
        self.now += time;
        self.machine.advance(self.now);
        self.read();
    }

    /// Connects anew after the connection has ended.
    pub(crate) fn reconnect(&mut self) {
        self.machine.lost(self.id, self.now);
        self.id = self.machine.accept(self.now).unwrap();
        self.read();
    }
}
