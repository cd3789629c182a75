//! Lines of `queue_log`: `time|callid|queue|member|EVENT|data…`.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::ids::Uniqueid;
use crate::time::Timestamp;

/// One line of `queue_log`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QueueLogEntry {
    /// When, in whole seconds, cut off.
    pub at: Timestamp,
    /// `Uniqueid` of the caller's channel; `NONE` or another word for what is of no call.
    pub caller: Uniqueid,
    /// Name of the queue; `NONE` for what is of no queue.
    pub queue: Arc<str>,
    /// Name of the member, which is its interface where it has no other; `NONE` for what is of no member.
    pub member: Arc<str>,
    /// What happened.
    pub event: QueueLogEvent,
}

/// What a line of `queue_log` tells. Durations are in seconds unless the name has another unit.
///
/// The names are those of `app_queue.c` in Asterisk 16 to 22.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum QueueLogEvent {
    /// `ENTERQUEUE|url|number|position`: a caller joined.
    Entered {
        /// The place in the queue, from 1.
        position: Option<u32>,
    },
    /// `CONNECT|holdtime|channel|ringtime`: a member was connected.
    Connected {
        /// `Uniqueid` of the member's channel.
        channel: Uniqueid,
        /// How long it rang.
        ring_s: u64,
    },
    /// `COMPLETEAGENT|holdtime|calltime|position`: the member hung up.
    CompletedByMember {
        /// How long they talked.
        talk_s: u64,
    },
    /// `COMPLETECALLER|holdtime|calltime|position`: the caller hung up.
    CompletedByCaller {
        /// How long they talked.
        talk_s: u64,
    },
    /// `BLINDTRANSFER|exten|context|holdtime|calltime|position`, `ATTENDEDTRANSFER|…|holdtime|calltime|position`,
    /// and `TRANSFER` of old versions: the member gave the caller away.
    Transferred {
        /// How long they talked.
        talk_s: u64,
    },
    /// `ABANDON|position|original position|wait`: the caller hung up while waiting.
    Abandoned,
    /// `EXITWITHTIMEOUT|position|original position|wait`.
    TimedOut,
    /// `EXITWITHKEY|key|position|original position|wait`.
    LeftByKey,
    /// `EXITEMPTY|position|original position|wait`.
    LeftEmpty,
    /// `WITHDRAW|position|original position|wait|info`: an operator took the caller out.
    Withdrawn,
    /// `RINGNOANSWER|ringtime`: the member let it ring.
    LetRing {
        /// How long, in milliseconds.
        ring_ms: u64,
    },
    /// `RINGCANCELED|ringtime`: the caller left while the member's phone rang.
    RingCancelled {
        /// How long, in milliseconds.
        ring_ms: u64,
    },
    /// Nothing about a call: `PAUSE`, `ADDMEMBER`, `QUEUESTART`, `DID` …, by its name.
    Other(Arc<str>),
}

/// Why a line of `queue_log` cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueLogError {
    /// Fields are missing.
    #[error("not a line of queue_log: time|callid|queue|member|EVENT|data… is wanted")]
    NotALine,
    /// The first field is no time.
    #[error("the first field is no time in Unix seconds")]
    NotATime,
    /// A number of this event is missing or none.
    #[error("a number of the event is missing or is no number")]
    NotANumber,
}

impl QueueLogEntry {
    /// Reads a line, without its line end. A system name before the time is not expected: `queue_log` has none.
    ///
    /// # Errors
    /// If it is no such line. An event without a meaning here is none: it is [`QueueLogEvent::Other`].
    pub fn read(line: &str) -> Result<Self, QueueLogError> {
        let fields: Vec<&str> = line.split('|').collect();
        let [at, caller, queue, member, event, data @ ..] = fields.as_slice() else {
            return Err(QueueLogError::NotALine);
        };
        if event.is_empty() || !event.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(QueueLogError::NotALine);
        }
        Ok(Self {
            at: Timestamp::from_unix_text(at).ok_or(QueueLogError::NotATime)?,
            caller: Uniqueid::new(caller),
            queue: (*queue).into(),
            member: (*member).into(),
            event: read_event(event, data)?,
        })
    }

    pub(super) fn is_of(&self, caller: &str) -> bool {
        self.caller.as_str() == caller && !matches!(self.event, QueueLogEvent::Other(_))
    }
}

/// A caller whom Asterisk cut off when it stopped is an abandon to `queue_log` if `QUEUESTART` comes so soon after.
const RESTART_S: i64 = 10;

/// Whether Asterisk started at `at` or soon after, as far as the lines tell; `None` where they tell of no start.
pub(super) fn restarts_after(log: &[QueueLogEntry], at: Timestamp) -> Option<bool> {
    let starts = || {
        log.iter()
            .filter(|entry| matches!(&entry.event, QueueLogEvent::Other(name) if &**name == "QUEUESTART"))
    };
    starts().next()?;
    let after_s = |start: Timestamp| (start.unix_micros() - at.unix_micros()).div_euclid(1_000_000);
    Some(starts().any(|start| (-1..=RESTART_S).contains(&after_s(start.at))))
}

/// The lines that are sure: without abandons that a restart made.
pub(super) fn certain(log: &[QueueLogEntry]) -> impl Iterator<Item = &QueueLogEntry> {
    log.iter().filter(|entry| {
        entry.event != QueueLogEvent::Abandoned || restarts_after(log, entry.at) != Some(true)
    })
}

fn read_event(name: &str, data: &[&str]) -> Result<QueueLogEvent, QueueLogError> {
    let number = |place: usize| -> Result<u64, QueueLogError> {
        data.get(place).and_then(|text| text.trim().parse().ok()).ok_or(QueueLogError::NotANumber)
    };
    // Transfers have a target of any number of fields first; the talk is the last but one.
    let talk_s = || number(data.len().wrapping_sub(2));
    Ok(match name {
        "ENTERQUEUE" => QueueLogEvent::Entered { position: data.get(2).and_then(|text| text.parse().ok()) },
        "CONNECT" => QueueLogEvent::Connected {
            channel: Uniqueid::new(data.get(1).copied().unwrap_or_default()),
            // Versions before 1.4 did not say.
            ring_s: number(2).unwrap_or(0),
        },
        "COMPLETEAGENT" => QueueLogEvent::CompletedByMember { talk_s: number(1)? },
        "COMPLETECALLER" => QueueLogEvent::CompletedByCaller { talk_s: number(1)? },
        "BLINDTRANSFER" | "ATTENDEDTRANSFER" | "TRANSFER" => QueueLogEvent::Transferred { talk_s: talk_s()? },
        "ABANDON" => QueueLogEvent::Abandoned,
        "EXITWITHTIMEOUT" => QueueLogEvent::TimedOut,
        "EXITWITHKEY" => QueueLogEvent::LeftByKey,
        "EXITEMPTY" => QueueLogEvent::LeftEmpty,
        "WITHDRAW" => QueueLogEvent::Withdrawn,
        "RINGNOANSWER" => QueueLogEvent::LetRing { ring_ms: number(0)? },
        "RINGCANCELED" => QueueLogEvent::RingCancelled { ring_ms: number(0)? },
        other => QueueLogEvent::Other(other.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(line: &str) -> Result<QueueLogEvent, QueueLogError> {
        QueueLogEntry::read(line).map(|entry| entry.event)
    }

    #[test]
    fn every_event_about_a_call_is_read() {
        use QueueLogEvent as E;
        let channel = Uniqueid::new("1795198616.26");
        for (data, want) in [
            ("ENTERQUEUE||+12025550143|3", E::Entered { position: Some(3) }),
            ("CONNECT|7|1795198616.26|2", E::Connected { channel, ring_s: 2 }),
            ("COMPLETEAGENT|7|12|1", E::CompletedByMember { talk_s: 12 }),
            ("COMPLETECALLER|7|13|1", E::CompletedByCaller { talk_s: 13 }),
            ("BLINDTRANSFER|102|from-internal|1|6|1", E::Transferred { talk_s: 6 }),
            ("ATTENDEDTRANSFER|BRIDGE|eaea2a1b-64f6|1|7|1", E::Transferred { talk_s: 7 }),
            ("TRANSFER|102|from-internal|1|8|1", E::Transferred { talk_s: 8 }),
            ("ABANDON|1|1|3", E::Abandoned),
            ("EXITWITHTIMEOUT|1|1|5", E::TimedOut),
            ("EXITWITHKEY|1|1|1|2", E::LeftByKey),
            ("EXITEMPTY|1|1|10", E::LeftEmpty),
            ("WITHDRAW|1|1|11|moved to: sales=1", E::Withdrawn),
            ("RINGNOANSWER|5000", E::LetRing { ring_ms: 5_000 }),
            ("RINGCANCELED|3002", E::RingCancelled { ring_ms: 3_002 }),
            ("PAUSE|lunch", E::Other("PAUSE".into())),
            ("QUEUESTART|", E::Other("QUEUESTART".into())),
        ] {
            assert_eq!(
                event(&alloc::format!("1795198610|1795198610.24|sales|Bob|{data}")),
                Ok(want),
                "{data}"
            );
        }
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for (line, want) in [
            ("", QueueLogError::NotALine),
            ("1795198610|1.2|sales|NONE", QueueLogError::NotALine),
            ("1795198610|1.2|sales|NONE|two words", QueueLogError::NotALine),
            ("yesterday|1.2|sales|NONE|ABANDON|1|1|1", QueueLogError::NotATime),
            ("1795198610|1.2|sales|Bob|COMPLETEAGENT|7", QueueLogError::NotANumber),
            ("1795198610|1.2|sales|Bob|TRANSFER|x", QueueLogError::NotANumber),
        ] {
            assert_eq!(event(line), Err(want), "{line}");
        }
    }
}
