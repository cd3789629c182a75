//! Bytes to a [`Capture`]: which frames are played, when, and where their ids are.

use std::collections::BTreeMap;
use std::time::Duration;

use ami_proto::{Frame, FrameKind};

use super::groups::Groups;
use super::times::{Times, unix};
use super::{Capture, CaptureError, Connection, Event, Item, What};
use crate::ids::{Known, Mark};
use crate::user::Classes;
use crate::version::Version;
use crate::wire;

pub(super) fn capture(name: String, connections: Vec<Connection>) -> Result<Capture, CaptureError> {
    let mut reader = Reader::default();
    let mut version = None;
    for (number, connection) in connections.into_iter().enumerate() {
        let Some(banner) = banner(&connection.bytes) else {
            return Err(CaptureError::NoBanner { name });
        };
        version.get_or_insert_with(|| Version::of_ami(&banner));
        let times = match connection.times.as_deref().map(Times::parse).transpose() {
            Ok(times) => times,
            Err(line) => return Err(CaptureError::BadTimes { name, line }),
        };
        reader.connection(number, &connection.bytes, times.as_ref());
    }
    Ok(reader.finish(name, version.unwrap_or_default()))
}

fn banner(bytes: &[u8]) -> Option<String> {
    let line = bytes.strip_prefix(b"Asterisk Call Manager/")?.split(|byte| b"\r\n".contains(byte)).next()?;
    Some(String::from_utf8_lossy(line).into_owned())
}

#[derive(Default)]
struct Reader {
    bytes: Vec<u8>,
    /// With Unix times for now.
    items: Vec<Item>,
    began: Option<Duration>,
    ended: Duration,
    known: Known,
    groups: Groups,
    /// Which one each item is in.
    grouped: Vec<Option<usize>>,
}

impl Reader {
    fn connection(&mut self, number: usize, bytes: &[u8], times: Option<&Times>) {
        if let Some(times) = times {
            let start = times.of_byte(0);
            self.began.get_or_insert(start);
            self.ended = self.ended.max(start);
        }
        if number > 0 {
            self.push(What::Up, None);
        }
        let base = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let mut frames = ami_proto::frames(bytes);
        while let Some(frame) = frames.next() {
            let Ok(frame) = frame else { continue };
            let start = usize::try_from(frame.offset()).unwrap_or(usize::MAX);
            let end = start.saturating_add(frame.bytes().len());
            if let Some(at) = received(&frame, end, times) {
                self.began.get_or_insert(at);
                self.ended = self.ended.max(at);
            }
            self.known.learn(&frame);
            if is_played(&frame) {
                // A message may be followed by one blank line more, as a TestEvent is.
                let more = bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n"));
                let group = self.groups.of(number, &frame);
                self.event(&frame, group, base + start, base + end + if more { 2 } else { 0 });
            }
        }
        self.ended = times.map_or(self.ended, |times| self.ended.max(times.of_byte(usize::MAX)));
        self.push(What::Down, None);
    }

    fn push(&mut self, what: What, group: Option<usize>) {
        self.items.push(Item { after: self.ended, what });
        self.grouped.push(group);
    }

    fn event(&mut self, frame: &Frame<'_>, group: Option<usize>, start: usize, end: usize) {
        let classes = frame.get("Privilege").map_or(Classes::ALL, Classes::of_privilege);
        let stamp_at = Some(head(frame.bytes())).filter(|head| *head > 0 && frame.get("Timestamp").is_none());
        let event = Event {
            start,
            end,
            marks_from: 0,
            marks_to: 0,
            stamp_at: stamp_at.map(|head| start + head),
            classes,
            begins: None,
        };
        self.push(What::Event(event), group);
    }

    fn finish(mut self, name: String, version: Version) -> Capture {
        // That the last connection ended is the end of the recording, not of Asterisk.
        self.items.pop();
        let began = self.began.unwrap_or_default();
        let mut marks: Vec<Mark> = Vec::new();
        let mut begins = BTreeMap::new();
        for (place, (item, group)) in self.items.iter_mut().zip(self.grouped).enumerate() {
            item.after = item.after.saturating_sub(began);
            if let What::Event(event) = &mut item.what {
                event.begins = group.map(|group| *begins.entry(self.groups.root(group)).or_insert(place));
                event.marks_from = marks.len();
                let frame = self.bytes.get(event.start..event.end).unwrap_or_default();
                self.known.mark(frame, event.start, &mut marks);
                event.marks_to = marks.len();
            }
        }
        Capture {
            name,
            version,
            bytes: self.bytes,
            items: self.items,
            marks,
            began,
            length: self.ended.saturating_sub(began),
            span: self.known.span(),
        }
    }
}

/// A frame is there when its last byte is.
fn received(frame: &Frame<'_>, end: usize, times: Option<&Times>) -> Option<Duration> {
    match times {
        Some(times) => Some(times.of_byte(end.saturating_sub(1))),
        None => frame.get("Timestamp").and_then(unix),
    }
}

/// Whether the event is one that Asterisk sent on its own. Answers have the `ActionID` of their action; so has
/// `OriginateResponse`, which all others get as well, and which a class tells from them. `Status`, a list's
/// item, has `Privilege: Call`: no class follows it.
fn is_played(frame: &Frame<'_>) -> bool {
    let Some(name) = frame.event_name() else { return false };
    if frame.kind() != FrameKind::Event || name.eq_ignore_ascii_case(b"FullyBooted") {
        return false;
    }
    let has_class = frame.get("Privilege").is_some_and(|classes| classes.contains(&b','));
    has_class || (frame.get("ActionID").is_none() && frame.get("EventList").is_none())
}

/// Length of the lines `Event` and `Privilege`, after which Asterisk puts its `Timestamp`.
fn head(frame: &[u8]) -> usize {
    let mut length = 0;
    for (name, value) in wire::headers(frame).take(2) {
        if name == b"Event" || name == b"Privilege" {
            length += name.len() + 2 + value.len() + 2;
        }
    }
    length
}
