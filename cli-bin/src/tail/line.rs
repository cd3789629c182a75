//! What a line says.

use ami_client::{Gap, GapCause};
use ami_proto::{Frame, FrameKind};
use callflow_core::call::{CallState, HungUpBy};
use callflow_core::{Call, Change, ChangeKind, Disposition, Timestamp};
use callflow_server::follow::timestamp;

use crate::output::table::{cut, duration, parties, shown, word};
use crate::paint::{Colour, Paint};

/// A line: when, what, and what is to be known of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Line {
    at: Timestamp,
    colour: Colour,
    what: String,
    told: String,
}

/// Names of events are mostly no longer than this.
const WIDTH: usize = 20;

impl Line {
    /// Without the time.
    pub(super) fn text(&self) -> String {
        format!("{:<WIDTH$}  {}", self.what, self.told).trim_end().to_owned()
    }

    pub(super) fn painted(&self, paint: Paint) -> String {
        let what = paint.on(self.colour, &format!("{:<WIDTH$}", self.what));
        format!("{}  {what}  {}", paint.on(Colour::Dim, &clock(self.at)), self.told).trim_end().to_owned()
    }
}

/// `18:16:11.563`
fn clock(at: Timestamp) -> String {
    at.to_string().get(11..23).unwrap_or_default().to_owned()
}

/// Headers that tell what an event is about, with what stands before their value.
const TOLD: [(&str, &str); 33] = [
    ("CallerIDNum", "caller "),
    ("DialString", "dials "),
    ("DialStatus", "status "),
    ("Forward", "forward to "),
    ("Queue", "queue "),
    ("Position", "position "),
    ("Count", "waiting "),
    ("MemberName", "member "),
    ("Interface", ""),
    ("Paused", "paused "),
    ("HoldTime", "hold time "),
    ("Cause", "cause "),
    ("Cause-txt", ""),
    ("BridgeType", "bridge "),
    ("BridgeNumChannels", "channels "),
    ("TransfereeChannel", "transfers "),
    ("TransferTargetChannel", "to "),
    ("DestType", ""),
    ("Result", "result "),
    ("ParkingSpace", "space "),
    ("Conference", "conference "),
    ("Variable", "variable "),
    ("Value", "= "),
    ("Digit", "digit "),
    ("Response", "response "),
    ("Device", "device "),
    ("State", "state "),
    ("StatusText", "status "),
    ("Peer", "peer "),
    ("PeerStatus", ""),
    ("EndpointName", "endpoint "),
    ("ContactStatus", ""),
    ("URI", ""),
];

/// What a channel is, told with each event of it; these events are about that.
const OF_CHANNEL: [(&str, &str); 3] =
    [("ConnectedLineNum", "with "), ("Exten", "exten "), ("ChannelStateDesc", "state ")];
const ABOUT_CHANNEL: [&str; 6] =
    ["Newchannel", "Newstate", "Newexten", "NewCallerid", "NewConnectedLine", "ExtensionStatus"];

/// Of an event of which nothing is known, these say nothing of what it is about.
const FORMAL: [&str; 9] =
    ["Event", "Privilege", "Timestamp", "SequenceNumber", "SystemName", "ActionID", "File", "Line", "Func"];

/// What fills a screen and is seldom looked for.
const QUIET: [&str; 4] = ["VarSet", "Newexten", "RTCPSent", "RTCPReceived"];

pub(super) fn event(at: Timestamp, frame: &Frame<'_>) -> Line {
    let name = shown(&String::from_utf8_lossy(frame.event_name().unwrap_or_default()));
    let header = |name: &str| {
        let value = frame.text(name).filter(|value| !value.is_empty() && value != "<unknown>");
        value.map(|value| cut(&shown(&value)))
    };
    let channels = match (header("Channel"), header("DestChannel")) {
        (Some(one), Some(other)) => Some(format!("{one} → {other}")),
        (one, other) => one.or(other),
    };
    let of_channel = if ABOUT_CHANNEL.contains(&&*name) { OF_CHANNEL.as_slice() } else { &[] };
    let application = header("Application")
        .map(|application| format!("{application}({})", header("AppData").unwrap_or_default()));
    let told =
        TOLD.iter().chain(of_channel).filter_map(|(name, label)| Some(format!("{label}{}", header(name)?)));
    let mut told: Vec<String> = channels.into_iter().chain(told).chain(application).collect();
    if told.is_empty() && frame.kind() == FrameKind::Event {
        let other = frame.headers().filter_map(|header| {
            let name = String::from_utf8_lossy(header.name);
            let value = String::from_utf8_lossy(header.value);
            let formal = FORMAL.iter().any(|formal| formal.eq_ignore_ascii_case(&name));
            (!formal && !value.is_empty()).then(|| format!("{} {}", shown(&name), cut(&shown(&value))))
        });
        told.extend(other.take(4));
    }
    // Changes of calls have the time of Asterisk, too, where it tells it.
    let at = frame.text("Timestamp").and_then(|stamp| Timestamp::from_unix_text(&stamp)).unwrap_or(at);
    let colour = if QUIET.contains(&&*name) { Colour::Dim } else { Colour::Plain };
    Line { at, colour, what: name, told: told.join("  ") }
}

pub(super) fn connected(at: Timestamp, asterisk: Option<&str>, address: &str) -> Line {
    let asterisk = asterisk.map(|version| format!(" {}", shown(version))).unwrap_or_default();
    Line {
        at,
        colour: Colour::Green,
        what: "── connected".into(),
        told: format!(
            "to Asterisk{asterisk} at {address}, {} (UTC)",
            at.to_string().get(..10).unwrap_or_default()
        ),
    }
}

pub(super) fn disconnected(at: Timestamp, last_heard: Timestamp) -> Line {
    let told = format!("to Asterisk since {}; connecting again", clock(last_heard));
    Line { at, colour: Colour::Red, what: "── no connection".into(), told }
}

pub(super) fn gap(gap: &Gap) -> Line {
    let why = match gap.cause {
        GapCause::Link => "there was no connection",
        GapCause::SlowReader => "they came faster than they were read here",
        GapCause::TooLarge => "one was larger than any that Asterisk sends",
        GapCause::Garbage => "what came was no event",
        _ => "for several reasons",
    };
    let missed = gap.missed.map_or_else(|| "events".to_owned(), |count| format!("{count} events"));
    let (from, to) = (timestamp(gap.from), timestamp(gap.to));
    let told = format!("{missed} missing from {} to {}: {why}", clock(from), clock(to));
    Line { at: to, colour: Colour::Red, what: "── GAP".into(), told }
}

/// Nothing, of a change that is about no call.
pub(super) fn change(change: &Change) -> Option<Line> {
    let (colour, what, told) = match &change.kind {
        ChangeKind::CallStarted(call) | ChangeKind::CallUpdated(call) if call.ended_at.is_none() => {
            (Colour::Cyan, format!("call {}", word(&call.state)), live(call))
        }
        ChangeKind::CallStarted(call) | ChangeKind::CallUpdated(call) => {
            (Colour::Cyan, "call corrected".into(), over(call))
        }
        ChangeKind::CallEnded(call) => (outcome(call), "call ended".into(), over(call)),
        ChangeKind::CallMerged(call) => {
            let into = call.merged_into.as_ref().map(|id| shown(id.as_str())).unwrap_or_default();
            (Colour::Dim, "call merged".into(), format!("{}  is part of {into}", who(call)))
        }
        ChangeKind::QueueJoined(joined) => {
            let place = joined.position.map(|place| format!("  position {place}")).unwrap_or_default();
            let told = format!("{}{place}  {}", shown(&joined.queue), shown(joined.call.as_str()));
            (Colour::Yellow, "queue joined".into(), told)
        }
        ChangeKind::QueueLeft(left) => {
            let outcome = left.outcome.map(|outcome| format!("  {}", word(&outcome))).unwrap_or_default();
            let told = format!("{}{outcome}  {}", shown(&left.queue), shown(left.call.as_str()));
            (Colour::Yellow, "queue left".into(), told)
        }
        ChangeKind::Anomaly(anomaly) => (Colour::Red, "anomaly".into(), shown(&anomaly.detail)),
        _ => return None,
    };
    Some(Line { at: change.at, colour, what, told })
}

fn outcome(call: &Call) -> Colour {
    match call.disposition {
        Some(Disposition::Answered | Disposition::Application) => Colour::Green,
        _ => Colour::Red,
    }
}

fn who(call: &Call) -> String {
    format!("{:<8}  {}", word(&call.direction), parties(call))
}

/// A call that goes on: what it does, and with whom.
fn live(call: &Call) -> String {
    let mut told = vec![who(call)];
    if let Some(queue) = call.queue.as_deref().filter(|_| call.state == CallState::Queued) {
        told.push(format!("waits in {}", shown(queue)));
    }
    if call.state == CallState::Ringing || call.state == CallState::Queued {
        let rings = call.parties.iter().filter(|party| party.outcome.is_none() && !party.answered);
        let rings: Vec<String> = rings.map(|party| shown(&party.number)).collect();
        if !rings.is_empty() {
            told.push(format!("rings {}", rings.join(", ")));
        }
    } else if let Some(with) = &call.final_party {
        told.push(format!("with {}", shown(with)));
    }
    told.push(shown(call.id.as_str()));
    told.join("  ")
}

/// A call that is over: how it came out.
fn over(call: &Call) -> String {
    let mut told = call.disposition.map_or_else(|| word(&call.state), |disposition| word(&disposition));
    if let Some(by) = &call.answered_by {
        told = format!("{told} by {}", shown(by));
        if let Some(last) = call.final_party.as_ref().filter(|last| *last != by) {
            told = format!("{told}, then {}", shown(last));
        }
    }
    if call.voicemail {
        told.push_str(", voicemail");
    }
    let time = if call.answered { ("talked", call.talk_ms) } else { ("waited", call.wait_ms) };
    told = format!("{told}, {} {}", time.0, duration(time.1));
    if let Some(by) = call.hung_up_by {
        let by = match by {
            HungUpBy::Caller => "caller",
            HungUpBy::Callee => "callee",
            HungUpBy::System => "system",
        };
        told = format!("{told}, hung up by {by}");
    }
    if let Some(queue) = &call.queue {
        told = format!("{told}, queue {}", shown(queue));
    }
    format!("{}  {told}  {}", who(call), shown(call.id.as_str()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn told(headers: &[(&str, &str)]) -> String {
        let frame = ami_proto::OwnedFrame::from_headers(headers.iter().copied());
        event(Timestamp::default(), &frame.as_frame()).text()
    }

    #[test]
    fn an_event_is_one_line_with_what_matters() {
        for (headers, want) in [
            (
                &[
                    ("Event", "Hangup"),
                    ("Privilege", "call,all"),
                    ("Channel", "PJSIP/101-1"),
                    ("CallerIDNum", "101"),
                    ("ConnectedLineNum", "<unknown>"),
                    ("Exten", ""),
                    ("Cause", "16"),
                    ("Cause-txt", "Normal Clearing"),
                ][..],
                "Hangup                PJSIP/101-1  caller 101  cause 16  Normal Clearing",
            ),
            (
                &[("Event", "DialBegin"), ("Channel", "a"), ("DestChannel", "b"), ("DialString", "101")],
                "DialBegin             a → b  dials 101",
            ),
            (
                &[
                    ("Event", "Newexten"),
                    ("Channel", "a"),
                    ("CallerIDNum", "100"),
                    ("Exten", "101"),
                    ("Extension", "101"),
                    ("Application", "Dial"),
                    ("AppData", "PJSIP/101,5"),
                ],
                "Newexten              a  caller 100  exten 101  Dial(PJSIP/101,5)",
            ),
            (
                &[("Event", "Odd"), ("Privilege", "x"), ("Colour", "red\u{1b}[2J"), ("Empty", "")],
                "Odd                   Colour red\u{fffd}[2J",
            ),
            (&[("Event", "Nothing")], "Nothing"),
        ] {
            assert_eq!(told(headers), want);
        }
    }

    #[test]
    fn a_gap_says_from_when_to_when_and_why() {
        let at = |seconds| {
            SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_198_571_500) + Duration::from_secs(seconds)
        };
        let slow = Gap { from: at(0), to: at(4), missed: Some(12), cause: GapCause::SlowReader };
        let text = gap(&slow).painted(Paint::of_output());
        assert!(
            text.contains("── GAP") && text.contains("12 events missing from 18:16:11.500 to 18:16:15.500"),
            "{text}"
        );
        assert!(text.ends_with("they came faster than they were read here"), "{text}");
    }
}
