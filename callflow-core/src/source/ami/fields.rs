//! Reading the headers that many events share.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use ami_proto::Frame;

use crate::signal::{BridgeSnapshot, ChannelSnapshot, ChannelState, MemberSnapshot};
use crate::source::channel::bridge_kind;

/// The channel of an event that has one, without prefix.
pub(super) fn channel<'a>(frame: &Frame<'a>) -> Option<ChannelSnapshot<'a>> {
    channel_of(frame, "")
}

/// The channel whose headers begin with `prefix` (`Dest`, `Transferee`, …); `None` if the event has none.
pub(super) fn channel_of<'a>(frame: &Frame<'a>, prefix: &str) -> Option<ChannelSnapshot<'a>> {
    // First only where the values are, and then all in one go: a text that takes another's place has to see what is
    // to become of that one.
    let mut values: [&[u8]; Field::COUNT] = [&[]; Field::COUNT];
    let mut variables = Vec::new();
    for header in frame.headers() {
        let Some(name) = after_prefix(header.name, prefix.as_bytes()) else { continue };
        match Field::of(name) {
            Some(Field::ChanVariable) => variables.extend(split_variable(header.value)),
            Some(field) => {
                if let Some(value) = values.get_mut(field as usize) {
                    *value = header.value;
                }
            }
            None => {}
        }
    }
    let value = |field: Field| values.get(field as usize).copied().unwrap_or_default();
    let text = |field| said(value(field));
    let uniqueid = value(Field::Uniqueid);
    (!uniqueid.is_empty()).then(|| ChannelSnapshot {
        name: lossy(value(Field::Channel)),
        uniqueid: lossy(uniqueid),
        linkedid: text(Field::Linkedid),
        state: decimal(value(Field::ChannelState)).map(state),
        caller_number: text(Field::CallerIdNum),
        caller_name: text(Field::CallerIdName),
        connected_number: text(Field::ConnectedLineNum),
        context: text(Field::Context),
        exten: text(Field::Exten),
        priority: decimal(value(Field::Priority)).and_then(|priority| u32::try_from(priority).ok()),
        account_code: text(Field::AccountCode),
        variables,
    })
}

/// The headers of a channel that the core reads.
#[derive(Clone, Copy)]
enum Field {
    Channel,
    Uniqueid,
    Linkedid,
    ChannelState,
    CallerIdNum,
    CallerIdName,
    ConnectedLineNum,
    Context,
    Exten,
    Priority,
    AccountCode,
    ChanVariable,
}

impl Field {
    const COUNT: usize = Self::ChanVariable as usize;

    /// Every header of every event comes by here, so that lengths are told apart first and names compared at a
    /// length that the compiler knows: that is a few machine words, while a match on slices calls `memcmp` once
    /// for each candidate.
    fn of(name: &[u8]) -> Option<Self> {
        fn is<const N: usize>(name: &[u8], want: &[u8; N]) -> bool {
            name.first_chunk::<N>() == Some(want)
        }
        Some(match name.len() {
            5 if is(name, b"Exten") => Self::Exten,
            7 if is(name, b"Channel") => Self::Channel,
            7 if is(name, b"Context") => Self::Context,
            8 if is(name, b"Uniqueid") => Self::Uniqueid,
            8 if is(name, b"Linkedid") => Self::Linkedid,
            8 if is(name, b"Priority") => Self::Priority,
            11 if is(name, b"CallerIDNum") => Self::CallerIdNum,
            11 if is(name, b"AccountCode") => Self::AccountCode,
            12 if is(name, b"ChannelState") => Self::ChannelState,
            12 if is(name, b"CallerIDName") => Self::CallerIdName,
            12 if is(name, b"ChanVariable") => Self::ChanVariable,
            16 if is(name, b"ConnectedLineNum") => Self::ConnectedLineNum,
            _ => return None,
        })
    }
}

/// The rest of a header's name; most names fail at the prefix's first letter, or have none to lose.
fn after_prefix<'n>(name: &'n [u8], prefix: &[u8]) -> Option<&'n [u8]> {
    match prefix.first() {
        None => Some(name),
        first if name.first() == first => name.strip_prefix(prefix),
        _ => None,
    }
}

/// What `OriginateResponse` says of its channel: on failure there is no Uniqueid, only what was dialled.
pub(super) fn uniqueid_of<'a>(frame: &Frame<'a>) -> ChannelSnapshot<'a> {
    ChannelSnapshot {
        name: text(frame, "Channel").unwrap_or_default(),
        uniqueid: text(frame, "Uniqueid").unwrap_or_default(),
        context: text(frame, "Context"),
        caller_number: text(frame, "CallerIDNum"),
        ..ChannelSnapshot::default()
    }
}

pub(super) fn bridge<'a>(frame: &Frame<'a>) -> Option<BridgeSnapshot<'a>> {
    let id = text(frame, "BridgeUniqueid")?;
    let holds = frame.get("BridgeTechnology") == Some(b"holding_bridge");
    let class = text(frame, "BridgeType").unwrap_or_default();
    Some(BridgeSnapshot { id, kind: bridge_kind(&class, holds) })
}

pub(super) fn member<'a>(frame: &Frame<'a>) -> Option<MemberSnapshot<'a>> {
    Some(MemberSnapshot {
        queue: text(frame, "Queue")?,
        interface: text(frame, "Interface").or_else(|| text(frame, "Location"))?,
        name: text(frame, "MemberName").or_else(|| text(frame, "Name")),
    })
}

/// The value of a header that says something.
pub(super) fn text<'a>(frame: &Frame<'a>, name: &str) -> Option<Cow<'a, str>> {
    said(frame.get(name)?)
}

pub(super) fn number(frame: &Frame<'_>, name: &str) -> Option<u64> {
    decimal(frame.get(name)?)
}

fn state(number: u64) -> ChannelState {
    ChannelState::from_number(u16::try_from(number).unwrap_or(0))
}

fn said(value: &[u8]) -> Option<Cow<'_, str>> {
    (!value.is_empty() && value != b"<unknown>").then(|| lossy(value))
}

/// A caller name is cut at some eighty bytes, and so may end in half a character; Asterisk 16 sends Latin-1 as
/// it came. What is not UTF-8 becomes U+FFFD: a name that reads oddly must not cost the event.
fn lossy(value: &[u8]) -> Cow<'_, str> {
    // Nearly all is ASCII, for which this check is several times as fast as looking for what to replace.
    core::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed)
}

fn split_variable(value: &[u8]) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    // `CALLERID(num)=101`: the first sign divides, the value may hold more.
    match lossy(value) {
        Cow::Borrowed(text) => {
            text.split_once('=').map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)))
        }
        Cow::Owned(text) => {
            text.split_once('=').map(|(name, value)| (Cow::Owned(name.into()), Cow::Owned(value.into())))
        }
    }
}

fn decimal(value: &[u8]) -> Option<u64> {
    core::str::from_utf8(value).ok()?.trim().parse().ok()
}
