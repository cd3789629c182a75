//! Items of lists: what there is, not what happened.

use core::time::Duration;

use ami_proto::Frame;

use super::fields::{bridge, channel, number, text};
use crate::signal::{ListedChannel, Signal};

/// The signal of a list item that tells of channels, bridges or waiting callers.
pub(super) fn listed<'a>(frame: &Frame<'a>, name: &[u8]) -> Option<Signal<'a>> {
    Some(match name {
        b"CoreShowChannel" => Signal::ChannelListed(ListedChannel {
            channel: channel(frame)?,
            application: text(frame, "Application"),
            data: text(frame, "ApplicationData"),
            bridge: text(frame, "BridgeId"),
            dialled: None,
            age: text(frame, "Duration").and_then(|duration| clock(&duration)),
        }),
        b"Status" => Signal::ChannelListed(ListedChannel {
            channel: channel(frame)?,
            application: text(frame, "Application"),
            data: text(frame, "Data"),
            bridge: text(frame, "BridgeID"),
            dialled: text(frame, "DNID"),
            age: number(frame, "Seconds").map(Duration::from_secs),
        }),
        b"BridgeListItem" => Signal::BridgeListed(bridge(frame)?),
        b"QueueParams" => Signal::QueueListed { queue: text(frame, "Queue")? },
        b"QueueEntry" => Signal::QueueCallerListed {
            channel: channel(frame)?,
            queue: text(frame, "Queue")?,
            position: number(frame, "Position").and_then(|position| u32::try_from(position).ok()),
            waited: number(frame, "Wait").map_or(Duration::ZERO, Duration::from_secs),
        },
        _ => return None,
    })
}

/// The signal of an item of `BridgeInfo`, which does not name the bridge itself.
pub(super) fn in_bridge<'a>(frame: &Frame<'a>, bridge: &'a str) -> Option<Signal<'a>> {
    Some(Signal::ChannelListed(ListedChannel {
        channel: channel(frame)?,
        application: None,
        data: None,
        bridge: Some(bridge.into()),
        dialled: None,
        age: None,
    }))
}

/// `00:01:05`; the hours go on counting past a day.
fn clock(text: &str) -> Option<Duration> {
    let mut parts = text.split(':').map(|part| part.parse::<u64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let all = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    Some(Duration::from_secs(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_hours_minutes_and_seconds() {
        assert_eq!(clock("00:01:05"), Some(Duration::from_secs(65)));
        assert_eq!(clock("100:00:00"), Some(Duration::from_secs(360_000)));
        for odd in ["", "5", "a:b:c", "00:00", "18446744073709551615:00:00"] {
            assert_eq!(clock(odd), None, "{odd}");
        }
    }
}
