//! Recordings of a real Asterisk, made ready to be repeated as other calls.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ami_proto::FrameKind;
use anyhow::Context as _;

/// Scenarios that cannot be repeated one after the other on one connection: Asterisk goes down in the midst of calls
/// (29, 29b), or they began before the connection (35).
const LEFT_OUT: [&str; 3] = ["29", "29b", "35"];

/// The events of one recording, and where in them the names stand that Asterisk gives once only.
#[derive(Debug)]
pub(crate) struct Recording {
    /// `asterisk-22/01-internal-caller-hangs-up`
    pub(crate) name: String,
    bytes: Vec<u8>,
    events: Vec<Event>,
    names: Vec<Name>,
    /// Unix time of the first byte in whole seconds.
    begin_s: u64,
}

/// One event of a recording.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// Where it ends in the recording's bytes.
    pub(crate) end: usize,
    /// When it was received, in microseconds since 1970.
    pub(crate) at_us: i64,
}

/// A piece of a name that is written anew for each repetition, in the same number of bytes.
#[derive(Clone, Copy, Debug)]
struct Name {
    at: usize,
    kind: NameKind,
}

#[derive(Clone, Copy, Debug)]
enum NameKind {
    /// The ten digits before the dot of a `Uniqueid`, a `Linkedid` or a `Timestamp`: Unix time in seconds.
    Seconds(u64),
    /// The eight hexadecimal digits that end a channel's name, or begin a bridge's.
    Hex(u32),
}

/// One repetition of a recording: nothing in it has a name that another repetition has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repetition {
    /// Which it is, over all recordings.
    pub(crate) number: u32,
    /// When it begins, in seconds since 1970.
    pub(crate) begin_s: u64,
}

impl Recording {
    /// Reads all recordings of all versions that can be repeated, in the order of their names.
    pub(crate) fn read_all(captures: &Path) -> anyhow::Result<Vec<Self>> {
        let mut recordings = Vec::new();
        for version in ["asterisk-16", "asterisk-22"] {
            for folder in folders(&captures.join(version))? {
                let scenario = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let number = scenario.split('-').next().unwrap_or_default();
                if !LEFT_OUT.contains(&number) {
                    let recording = Self::read(&folder, format!("{version}/{scenario}"))
                        .with_context(|| format!("reading {}", folder.display()))?;
                    recordings.push(recording);
                }
            }
        }
        Ok(recordings)
    }

    fn read(folder: &Path, name: String) -> anyhow::Result<Self> {
        let raw = fs::read(folder.join("ami.raw")).context("ami.raw")?;
        let times = read_times(&folder.join("ami.times")).context("ami.times")?;
        let mut recording =
            Self { name, bytes: Vec::new(), events: Vec::new(), names: Vec::new(), begin_s: 0 };
        let mut frames = ami_proto::frames(&raw);
        while let Some(frame) = frames.next() {
            let frame = frame?;
            if frame.kind() == FrameKind::Event {
                recording.bytes.extend_from_slice(frame.bytes());
                // An event was received with its last byte.
                let last = frame.offset() + frame.bytes().len() as u64 - 1;
                let after = times.partition_point(|(offset, _)| *offset <= last);
                let (_, at_us) = times.get(after - 1).context("it does not begin at offset 0")?;
                recording.events.push(Event { end: recording.bytes.len(), at_us: *at_us });
            }
        }
        let (_, begin_us) = times.first().context("it is empty")?;
        recording.begin_s = begin_us.unsigned_abs() / 1_000_000;
        recording.names = find_names(&recording.bytes);
        Ok(recording)
    }

    /// Leaves only what came before the first event whose name begins with `name`: calls stay up.
    #[must_use]
    pub(crate) fn until(&self, name: &str) -> Self {
        let head = format!("Event: {name}");
        let begins = |event: &&Event| {
            let at = self.start_of(event);
            !self.bytes.get(at..).unwrap_or_default().starts_with(head.as_bytes())
        };
        let events: Vec<Event> = self.events.iter().take_while(begins).copied().collect();
        let end = events.last().map_or(0, |event| event.end);
        Self {
            name: self.name.clone(),
            bytes: self.bytes.get(..end).unwrap_or_default().into(),
            names: self.names.iter().filter(|name| name.at < end).copied().collect(),
            events,
            begin_s: self.begin_s,
        }
    }

    /// Leaves out all events of these names.
    #[must_use]
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let mut left = Self {
            name: self.name.clone(),
            bytes: Vec::new(),
            events: Vec::new(),
            names: Vec::new(),
            begin_s: self.begin_s,
        };
        let mut at = 0;
        for event in &self.events {
            let bytes = self.bytes.get(at..event.end).unwrap_or_default();
            at = event.end;
            let is_one = |name: &&str| bytes.starts_with(format!("Event: {name}\r\n").as_bytes());
            if !names.iter().any(is_one) {
                left.bytes.extend_from_slice(bytes);
                left.events.push(Event { end: left.bytes.len(), at_us: event.at_us });
            }
        }
        left.names = find_names(&left.bytes);
        left
    }

    fn start_of(&self, event: &Event) -> usize {
        let before = self.events.partition_point(|other| other.end < event.end);
        before.checked_sub(1).and_then(|before| self.events.get(before)).map_or(0, |before| before.end)
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How long it is in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// How many events it has.
    pub(crate) fn events(&self) -> usize {
        self.events.len()
    }

    /// How long it took, in seconds, rounded up.
    pub(crate) fn seconds(&self) -> u64 {
        let end_us = self.events.last().map_or(0, |event| event.at_us).unsigned_abs();
        (end_us / 1_000_000 + 1).saturating_sub(self.begin_s)
    }

    /// Writes a repetition of it behind what `bytes` and `events` hold.
    pub(crate) fn repeat_into(&self, repetition: Repetition, bytes: &mut Vec<u8>, events: &mut Vec<Event>) {
        let from = bytes.len();
        let later_s = repetition.begin_s.wrapping_sub(self.begin_s);
        bytes.extend_from_slice(&self.bytes);
        let copy = bytes.get_mut(from..).unwrap_or_default();
        for name in &self.names {
            let place = copy.get_mut(name.at..).unwrap_or_default();
            match name.kind {
                NameKind::Seconds(seconds) => write_decimal(place, seconds.wrapping_add(later_s)),
                // An odd factor, so that no two repetitions get the same.
                NameKind::Hex(value) => write_hex(place, value ^ repetition.number.wrapping_mul(0x9e37_79b1)),
            }
        }
        let later_us = later_s.cast_signed().wrapping_mul(1_000_000);
        events.extend(
            self.events
                .iter()
                .map(|event| Event { end: event.end + from, at_us: event.at_us.wrapping_add(later_us) }),
        );
    }
}

fn folders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut folders = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<PathBuf>>>()?;
    folders.retain(|folder| folder.join("ami.raw").is_file());
    folders.sort();
    Ok(folders)
}

/// Rows of byte offset and time of receipt in microseconds since 1970.
fn read_times(path: &Path) -> anyhow::Result<Vec<(u64, i64)>> {
    let row = |line: &str| -> anyhow::Result<(u64, i64)> {
        let (offset, seconds) = line.split_once('\t').context("a row without a tab")?;
        let at = callflow_core::Timestamp::from_unix_text(seconds).context("a row without a time")?;
        Ok((offset.parse()?, at.unix_micros()))
    };
    fs::read_to_string(path)?.lines().map(row).collect()
}

/// Finds the names that Asterisk gives once only, wherever they stand: in headers of their own, in values of
/// variables, in arguments of applications.
fn find_names(bytes: &[u8]) -> Vec<Name> {
    let bridges = find_bridges(bytes);
    let mut names = Vec::new();
    let mut at = 0;
    let mut before = b' ';
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let Token { kind, skip, len } = token(before, rest, &bridges);
        names.extend(kind.map(|kind| Name { at: at + skip, kind }));
        at += len;
        before = bytes.get(at - 1).copied().unwrap_or_default();
    }
    names
}

/// UUIDs of bridges. Others stay as they are: a site may name its phones that way (66-fp-names-that-say-nothing).
fn find_bridges(bytes: &[u8]) -> BTreeSet<&[u8]> {
    let values = memchr::memmem::find_iter(bytes, b"Uniqueid: ").map(|at| at + b"Uniqueid: ".len());
    values.filter_map(|at| bytes.get(at..at + UUID)).filter(|value| is_uuid(value)).collect()
}

/// Length of `f5d4e1c2-07a6-4d0b-9a63-3c8f6d1e2b4a`.
const UUID: usize = 36;

fn is_uuid(text: &[u8]) -> bool {
    let groups = text.split(|byte| *byte == b'-');
    groups.clone().map(<[u8]>::len).eq([8, 4, 4, 4, 12]) && groups.flatten().all(u8::is_ascii_hexdigit)
}

/// A piece of text that is gone over at once.
struct Token {
    kind: Option<NameKind>,
    /// How many bytes stay as they are before the name.
    skip: usize,
    len: usize,
}

fn token(before: u8, rest: &[u8], bridges: &BTreeSet<&[u8]>) -> Token {
    let digits_in = |from: usize, is_digit: fn(&u8) -> bool| {
        rest.get(from..).unwrap_or_default().iter().take_while(|byte| is_digit(byte)).count()
    };
    let number = |from: usize, len: usize, radix| {
        let digits = str::from_utf8(rest.get(from..from + len)?).ok()?;
        u64::from_str_radix(digits, radix).ok()
    };
    let hex = |from| number(from, 8, 16).and_then(|value| Some(NameKind::Hex(u32::try_from(value).ok()?)));
    // `PJSIP/101-0000001a`; `…-20261120-181611` is a date.
    if rest.first() == Some(&b'-') {
        let is_name = digits_in(1, u8::is_ascii_hexdigit) == 8 && rest.get(9) != Some(&b'-');
        let kind = hex(1).filter(|_| is_name);
        return Token { kind, skip: 1, len: if kind.is_some() { 9 } else { 1 } };
    }
    if before.is_ascii_alphanumeric() {
        return Token { kind: None, skip: 0, len: 1 };
    }
    if rest.get(..UUID).is_some_and(is_uuid) {
        let kind = rest.get(..UUID).filter(|uuid| bridges.contains(uuid)).and_then(|_| hex(0));
        return Token { kind, skip: 0, len: UUID };
    }
    // `1795198571.12`
    let digits = digits_in(0, u8::is_ascii_digit);
    let is_name = digits == 10 && rest.get(10) == Some(&b'.') && digits_in(11, u8::is_ascii_digit) > 0;
    let kind = number(0, 10, 10).filter(|_| is_name).map(NameKind::Seconds);
    Token { kind, skip: 0, len: digits.max(1) }
}

fn write_decimal(place: &mut [u8], mut value: u64) {
    for digit in place.iter_mut().take(10).rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

fn write_hex(place: &mut [u8], mut value: u32) {
    for digit in place.iter_mut().take(8).rev() {
        *digit = char::from_digit(value % 16, 16).map_or(b'0', |digit| digit as u8);
        value /= 16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_given_once_are_written_anew_in_as_many_bytes() {
        let bytes = b"Channel: Local/101@x-0000001a;1\r\nUniqueid: pbx-1795198571.12\r\n\
            BridgeUniqueid: f5d4e1c2-07a6-4d0b-9a63-3c8f6d1e2b4a\r\n\
            Interface: Local/3f1e8e52-9d5c-4f2a-8b0e-0b5f6ad0a1b7@usersharedlines/n\r\nPort: 5060\r\nCallerIDNum: 2025550111\r\n\
            File: in-20261120-181611-1795198571.5.wav\r\n";
        let recording = Recording {
            name: String::new(),
            bytes: bytes.to_vec(),
            events: vec![Event { end: bytes.len(), at_us: 1_795_198_571_500_000 }],
            names: find_names(bytes),
            begin_s: 1_795_198_571,
        };
        let (mut copy, mut events) = (Vec::new(), Vec::new());
        recording.repeat_into(Repetition { number: 1, begin_s: 1_800_000_000 }, &mut copy, &mut events);
        assert_eq!(
            String::from_utf8_lossy(&copy),
            "Channel: Local/101@x-9e3779ab;1\r\nUniqueid: pbx-1800000000.12\r\n\
            BridgeUniqueid: 6be39873-07a6-4d0b-9a63-3c8f6d1e2b4a\r\n\
            Interface: Local/3f1e8e52-9d5c-4f2a-8b0e-0b5f6ad0a1b7@usersharedlines/n\r\nPort: 5060\r\nCallerIDNum: 2025550111\r\n\
            File: in-20261120-181611-1800000000.5.wav\r\n"
        );
        assert_eq!(events.first().map(|event| event.at_us), Some(1_800_000_000_500_000));
    }
}
