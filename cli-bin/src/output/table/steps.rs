//! What `callflow explain` prints: one paragraph an event, and under it what the event changed.

use std::io::{self, Write};

use callflow_core::Timestamp;
use serde_json::Value;

use super::calls::{came_out, parties};
use super::{NOTHING, shown, word};
use crate::explain::{Explained, FieldChange, Place, Step};

/// Headers that tell what an event is about, in the order in which they are shown.
const TOLD: [&str; 22] = [
    "Application",
    "AppData",
    "DialString",
    "DialStatus",
    "Forward",
    "Queue",
    "Position",
    "MemberName",
    "Interface",
    "Cause",
    "Cause-txt",
    "BridgeType",
    "BridgeUniqueid",
    "Extension",
    "DestType",
    "Result",
    "ParkingSpace",
    "Conference",
    "Variable",
    "Value",
    "Digit",
    "Response",
];

/// What a channel is, told with each event of it; these events are about that.
const OF_CHANNEL: [&str; 3] = ["CallerIDNum", "Exten", "ChannelStateDesc"];
const ABOUT_CHANNEL: [&str; 4] = ["Newchannel", "Newstate", "Newexten", "NewCallerid"];

/// A value longer than this is cut.
const LONGEST: usize = 60;

/// Prints the steps.
pub(crate) fn steps(out: &mut impl Write, explained: &Explained) -> io::Result<()> {
    let call = &explained.record;
    writeln!(out, "{}", shown(call.id.as_str()))?;
    writeln!(out, "{}, {}, {}", parties(call), word(&call.direction), came_out(call))?;
    if let Some(into) = &call.merged_into {
        writeln!(out, "became part of {}; explain that one to see the whole", shown(into.as_str()))?;
    }
    let place = match explained.place {
        Place::Byte => "byte",
        Place::Entry => "entry",
    };
    let mut file = "";
    let mut day = String::new();
    for event in explained.steps.chunk_by(Step::is_of_same_event) {
        let Some(step) = event.first() else { continue };
        writeln!(out)?;
        if step.file != file {
            file = &step.file;
            writeln!(out, "{}", shown(file))?;
        }
        let at = step.at.to_string();
        if at.get(..10) != Some(&day) {
            day = at.chars().take(10).collect();
            writeln!(out, "{day} (UTC)")?;
        }
        let channels = channels(step);
        writeln!(out, "{}  {}{channels}  at {place} {}", clock(step.at), shown(&step.event), step.offset)?;
        let told = told(step);
        if !told.is_empty() {
            writeln!(out, "    ({told})")?;
        }
        for step in event {
            if step.call != call.id {
                writeln!(out, "    of {}, which became part of this call:", shown(step.call.as_str()))?;
            } else if event.len() > 1 {
                writeln!(out, "    of this call:")?;
            }
            let indent = if event.len() > 1 || step.call != call.id { 8 } else { 4 };
            for line in lines(&step.changes) {
                writeln!(out, "{:indent$}{line}", "")?;
            }
        }
    }
    Ok(())
}

/// The channels of the event, `  PJSIP/100-00000000 → PJSIP/101-00000001`.
fn channels(step: &Step) -> String {
    let header = |name| step.headers.iter().find(|(header, _)| header == name).map(|(_, value)| shown(value));
    match (header("Channel"), header("DestChannel")) {
        (Some(one), Some(other)) => format!("  {one} → {other}"),
        (Some(one), None) | (None, Some(one)) => format!("  {one}"),
        (None, None) => String::new(),
    }
}

fn told(step: &Step) -> String {
    let header = |name: &&str| step.headers.iter().find(|(header, _)| header == name);
    let of_channel = if ABOUT_CHANNEL.contains(&&*step.event) { OF_CHANNEL.as_slice() } else { &[] };
    let told = of_channel.iter().chain(&TOLD).filter_map(header);
    told.map(|(name, value)| format!("{name}: {}", cut(&shown(value)))).collect::<Vec<_>>().join(", ")
}

/// One line a change; what came into being at once in one place stands on one line.
pub(super) fn lines(changes: &[FieldChange]) -> Vec<String> {
    let mut lines = Vec::new();
    for group in changes.chunk_by(|a, b| element(a).is_some() && element(a) == element(b)) {
        match group {
            [only] => {
                lines.push(format!("{}: {} → {}", field(&only.field), value(&only.from), value(&only.to)))
            }
            [first, ..] => {
                let element = element(first).unwrap_or_default();
                let fields = group.iter().map(|change| {
                    let name = change.field.strip_prefix(element).unwrap_or(&change.field);
                    format!("{} {}", field(name), value(&change.to))
                });
                lines.push(format!("{}: {}", field(element), fields.collect::<Vec<_>>().join(", ")));
            }
            [] => {}
        }
    }
    lines
}

/// The list's element that a new value belongs to, `/legs/1` of `/legs/1/channel`.
fn element(change: &FieldChange) -> Option<&str> {
    if !change.from.is_null() {
        return None;
    }
    let mut slashes = change.field.match_indices('/').skip(1);
    let (start, _) = slashes.next()?;
    let (end, _) = slashes.next()?;
    let is_index = change.field.get(start + 1..end)?.bytes().all(|byte| byte.is_ascii_digit());
    is_index.then(|| change.field.get(..end))?
}

/// `legs.1.channel` of the pointer `/legs/1/channel`.
fn field(pointer: &str) -> String {
    shown(&pointer.trim_start_matches('/').replace('/', ".").replace("~1", "/").replace("~0", "~"))
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.into(),
        Value::String(text) => text.parse().map_or_else(|_| cut(&shown(text)), clock),
        other => other.to_string(),
    }
}

/// `18:10:04.123`
fn clock(at: Timestamp) -> String {
    at.to_string().chars().skip(11).take(12).collect()
}

pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}
