//! Rows of CEL played as the signals that they stand for, with the lines of `queue_log` where they belong.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use super::super::Files;
use super::super::queue_log::{QueueLogEntry, QueueLogEvent, certain};
use super::{CelEvent, named, said};
use crate::cause::HangupCause;
use crate::signal::{
    ChannelSnapshot, ChannelState, HangupAsk, KnownVariable, MemberSnapshot, ParkEnd, Signal,
};
use crate::story::{endpoint_of, strip_technology};
use crate::time::Timestamp;

/// Takes each signal and its time.
type Take<'t> = &'t mut dyn FnMut(Signal<'_>, Timestamp);

/// Gives what the files say as signals, in order.
pub(in super::super) fn play(files: &Files, take: Take<'_>) {
    let player = Player::of(files);
    let mut steps: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (number, event) in files.cel.iter().enumerate() {
        for entry in player.inserts.get(&number).into_iter().flatten() {
            player.entry(entry, take);
        }
        player.event(event, &mut steps, take);
    }
}

struct Player<'f> {
    /// The rows of each channel, in order.
    channels: BTreeMap<&'f str, Vec<&'f CelEvent>>,
    /// The `Uniqueid` behind each channel name; a name comes once between two starts of Asterisk, the last counts.
    names: BTreeMap<&'f str, &'f str>,
    /// The lines of `queue_log` that come before a row.
    inserts: BTreeMap<usize, Vec<&'f QueueLogEntry>>,
    /// The root of each Linkedid: those of its channels that were not called.
    linked: BTreeMap<&'f str, Vec<&'f str>>,
}

impl<'f> Player<'f> {
    fn of(files: &'f Files) -> Self {
        let mut player = Self {
            channels: BTreeMap::new(),
            names: BTreeMap::new(),
            inserts: BTreeMap::new(),
            linked: BTreeMap::new(),
        };
        for event in &files.cel {
            let rows = player.channels.entry(event.uniqueid()).or_default();
            if rows.is_empty() {
                player.linked.entry(&event.row.linkedid).or_default().push(event.uniqueid());
            }
            rows.push(event);
            player.names.insert(&event.row.channame, event.uniqueid());
        }
        player.place_entries(files);
        player
    }

    /// Seconds do not tell what came first; what the lines mean does.
    fn place_entries(&mut self, files: &'f Files) {
        let mut behind: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in certain(&files.queue_log) {
            let caller = entry.caller.as_str();
            let Some(linkedid) =
                self.channels.get(caller).and_then(|rows| rows.first()).map(|row| &row.row.linkedid)
            else {
                continue;
            };
            let from = *behind.get(caller).unwrap_or(&0);
            let begun = files
                .cel
                .iter()
                .position(|row| row.is_of(caller) && row.begins())
                .map_or(0, |place| place + 1);
            let comes_before = |row: &CelEvent| {
                let same_second = row.at >= entry.at;
                let is_end = row.is_of(caller) && (row.is("HANGUP") || row.is("CHAN_END"));
                let is_member = match &entry.event {
                    QueueLogEvent::Entered { .. } => {
                        row.row.linkedid == *linkedid && !row.is_of(caller) && row.begins()
                    }
                    QueueLogEvent::Connected { channel, .. } => {
                        row.is_of(channel.as_str()) && row.is("BRIDGE_ENTER")
                    }
                    _ => false,
                };
                is_end
                    || row.at.unix_micros() >= entry.at.unix_micros() + 1_000_000
                    || (same_second && is_member)
            };
            let rows = files.cel.iter().enumerate().skip(from.max(begun));
            if let Some((place, _)) = { rows }.find(|(_, row)| comes_before(row)) {
                self.inserts.entry(place).or_default().push(entry);
                behind.insert(caller, place);
            }
        }
    }

    fn rows(&self, uniqueid: &str) -> &[&'f CelEvent] {
        self.channels.get(uniqueid).map_or(&[], Vec::as_slice)
    }

    /// Whether a channel was called, by `Dial()` or by a queue.
    fn was_called(&self, uniqueid: &str) -> Option<&'f str> {
        let called = |row: &&CelEvent| matches!(&*row.row.appname, "AppDial" | "AppQueue");
        self.rows(uniqueid).iter().copied().find(called).map(|row| &*row.row.appname)
    }

    /// Who called a channel: the one whose `Dial()` names its device, or who is in the queue; and that step.
    fn caller_of(&self, callee: &CelEvent) -> Option<&'f CelEvent> {
        let wanted = match self.was_called(callee.uniqueid())? {
            "AppQueue" => "Queue",
            _ => "Dial",
        };
        let endpoint = endpoint_of(&callee.row.channame);
        let others = self.linked.get(&*callee.row.linkedid)?.iter().filter(|other| !callee.is_of(other));
        let steps = others.filter_map(|other| {
            let runs =
                |row: &&&CelEvent| row.application() == Some(wanted) && row.row.appdata.contains(endpoint);
            let in_queue = |row: &&&CelEvent| row.application() == Some(wanted) && wanted == "Queue";
            let rows = self.rows(other);
            rows.iter().find(|row| runs(row) || in_queue(row)).copied()
        });
        steps.max_by_key(|row| row.row.appdata.contains(endpoint))
    }

    fn event(&self, event: &'f CelEvent, steps: &mut BTreeMap<&'f str, (&'f str, &'f str)>, take: Take<'_>) {
        let (at, extra) = (event.at, &event.extra);
        let mut give = |signal: Signal<'_>| take(signal, at);
        let mut step = |row: &'f CelEvent, give: &mut dyn FnMut(Signal<'_>)| {
            let Some(application) = row.application() else { return };
            let runs = (application, &*row.row.appdata);
            if steps.insert(row.uniqueid(), runs) != Some(runs) {
                give(Signal::DialplanStep {
                    channel: row.channel(),
                    application: Cow::Borrowed(runs.0),
                    data: Cow::Borrowed(runs.1),
                });
            }
        };
        let channel = event.channel();
        if !event.begins() && !event.is("HANGUP") && !event.is("CHAN_END") {
            step(event, &mut give);
        }
        match &*event.row.eventtype {
            "CHAN_START" => {
                let caller = self.caller_of(event);
                let called = self.was_called(event.uniqueid()).is_some();
                let state = if called { ChannelState::Down } else { ChannelState::Ring };
                give(Signal::ChannelCreated(ChannelSnapshot { state: Some(state), ..event.channel() }));
                self.join_local(event, &mut give);
                if let Some(caller) = caller {
                    step(caller, &mut give);
                    self.called(event, caller, &mut give);
                }
            }
            "ANSWER" => {
                let state = Some(ChannelState::Up);
                give(Signal::ChannelChanged(ChannelSnapshot { state, ..event.channel() }));
                if let Some(caller) = self.caller_of(event) {
                    give(dial_ended(caller, event, "ANSWER"));
                }
            }
            "BRIDGE_ENTER" => {
                if &*event.row.appname == "ConfBridge" {
                    let room = event.row.appdata.split(',').next().unwrap_or_default();
                    let conference = Cow::Borrowed(room);
                    give(Signal::ConferenceJoined { channel: event.channel(), conference });
                }
                if let Some(bridge) = event.bridge() {
                    give(Signal::BridgeEntered { bridge, channel, swapped: None });
                }
            }
            "BRIDGE_EXIT" => {
                if let Some(bridge) = event.bridge() {
                    give(Signal::BridgeLeft { bridge, channel });
                }
            }
            "HANGUP" => self.hangup(event, &mut give),
            "CHAN_END" => give(Signal::ChannelEnded { channel, cause: HangupCause::NONE }),
            "BLINDTRANSFER" => {
                let transferee = named(
                    extra.transferee_channel_name.as_deref(),
                    extra.transferee_channel_uniqueid.as_deref(),
                );
                if let (Some(transferee), Some(exten)) = (transferee, extra.extension.as_deref()) {
                    let exten = Cow::Borrowed(exten);
                    give(Signal::BlindTransferred { transferer: channel, transferee, exten });
                }
            }
            "ATTENDEDTRANSFER" => {
                let second = named(extra.channel2_name.as_deref(), extra.channel2_uniqueid.as_deref());
                give(Signal::AttendedTransferred {
                    second: second.unwrap_or_else(|| event.channel()),
                    first: channel,
                    transferee: named(
                        extra.transferee_channel_name.as_deref(),
                        extra.transferee_channel_uniqueid.as_deref(),
                    )
                    .map(Box::new),
                    target: named(
                        extra.transfer_target_channel_name.as_deref(),
                        extra.transfer_target_channel_uniqueid.as_deref(),
                    )
                    .map(Box::new),
                });
            }
            "PARK_START" => give(Signal::Parked {
                parkee: channel,
                parker: extra.parker_dial_string.as_deref().and_then(said),
                lot: extra.parking_lot.as_deref().and_then(said),
                space: None,
                since: core::time::Duration::ZERO,
            }),
            "PARK_END" => self.park_ended(event, &mut give),
            "PICKUP" => {
                let picker = named(extra.pickup_channel.as_deref(), extra.pickup_channel_uniqueid.as_deref());
                if let Some(picker) = picker {
                    give(Signal::PickedUp { picker, target: channel });
                }
            }
            "DTMF" => {
                if let Some(digit) = extra.digit.as_deref().and_then(|digit| digit.chars().next()) {
                    give(Signal::KeyPressed { channel, digit });
                }
            }
            _ => {}
        }
    }

    /// The halves of a Local channel differ in the last character of their names.
    fn join_local(&self, event: &CelEvent, give: &mut dyn FnMut(Signal<'_>)) {
        let Some(stem) = event.row.channame.strip_suffix(";2") else { return };
        let first = format!("{stem};1");
        let one = named(Some(&first), self.names.get(&*first).copied());
        if let Some(one) = one {
            give(Signal::LocalJoined { one, two: event.channel() });
        }
    }

    fn called(&self, callee: &CelEvent, caller: &CelEvent, give: &mut dyn FnMut(Signal<'_>)) {
        let endpoint = endpoint_of(&callee.row.channame);
        let strings = caller.row.appdata.split(',').next().unwrap_or_default().split('&');
        let dialled = { strings }.find(|string| string.contains(endpoint)).map_or(endpoint, strip_technology);
        if self.was_called(callee.uniqueid()) == Some("AppQueue") {
            let member = member_of(callee, queue_of(caller));
            give(Signal::MemberCalled { channel: caller.channel(), callee: callee.channel(), member });
        }
        give(Signal::DialBegan {
            caller: Some(caller.channel()),
            callee: callee.channel(),
            dial_string: Some(Cow::Borrowed(dialled)),
        });
    }

    fn hangup(&self, event: &CelEvent, give: &mut dyn FnMut(Signal<'_>)) {
        let cause = event.extra.hangupcause.unwrap_or_default();
        let answered = self.rows(event.uniqueid()).iter().any(|row| row.is("ANSWER"));
        // Whoever hears the busy tone of the dial plan hangs up because of it.
        let refused =
            matches!(event.extra.dialstatus.as_deref(), Some("BUSY" | "CONGESTION" | "CHANUNAVAIL"));
        let by_phone = event.extra.hangupsource.as_deref() == Some(&*event.row.channame);
        if by_phone && (answered || !refused) {
            let (channel, by) = (event.channel(), HangupAsk::Phone);
            give(Signal::HangupAsked { channel, by, cause: Some(cause) });
        }
        if let Some(caller) = self.caller_of(event).filter(|_| !answered) {
            let gave_up = |row: &&CelEvent| {
                row.is("HANGUP")
                    && row.at <= event.at
                    && row.extra.hangupsource.as_deref() == Some(&*row.row.channame)
            };
            let gone = self.rows(caller.uniqueid()).iter().copied().any(|row| gave_up(&row));
            let status = match cause.refusal() {
                Some(crate::call::Outcome::Busy) => "BUSY",
                _ if gone => "CANCEL",
                _ => "NOANSWER",
            };
            give(dial_ended(caller, event, status));
        }
        give(Signal::ChannelEnded { channel: event.channel(), cause });
    }

    fn park_ended(&self, event: &CelEvent, give: &mut dyn FnMut(Signal<'_>)) {
        let retriever = event.extra.retriever.as_deref();
        let retriever = retriever.and_then(|name| named(Some(name), self.names.get(name).copied()));
        let parkee = event.channel();
        match (event.extra.reason.as_deref(), retriever) {
            (Some("ParkedCallUnparked"), Some(retriever)) => give(Signal::Unparked { parkee, retriever }),
            (Some("ParkedCallTimeOut"), _) => give(Signal::ParkEnded { parkee, end: ParkEnd::Timeout }),
            (Some("ParkedCallGiveUp"), _) => give(Signal::ParkEnded { parkee, end: ParkEnd::GivenUp }),
            _ => {}
        }
    }

    fn entry(&self, entry: &QueueLogEntry, take: Take<'_>) {
        let Some(first) = self.rows(entry.caller.as_str()).first().copied() else { return };
        let channel = || ChannelSnapshot {
            name: Cow::Borrowed(&first.row.channame),
            uniqueid: Cow::Borrowed(first.uniqueid()),
            linkedid: said(&first.row.linkedid),
            ..ChannelSnapshot::default()
        };
        let queue = || Cow::Borrowed(&*entry.queue);
        let mut give = |signal: Signal<'_>| take(signal, entry.at);
        let left = |status: &'static str| {
            let (variable, value) = (KnownVariable::QueueStatus, Cow::Borrowed(status));
            [
                Signal::QueueAbandoned { channel: channel(), queue: queue() },
                Signal::QueueLeft { channel: channel(), queue: queue() },
                Signal::VariableSet { channel: channel(), variable, value },
            ]
        };
        match &entry.event {
            QueueLogEvent::Entered { position } => {
                let step = self
                    .rows(entry.caller.as_str())
                    .iter()
                    .find(|row| row.application() == Some("Queue") && *queue_of(row) == *entry.queue);
                if let Some(step) = step {
                    let (application, data) = (Cow::Borrowed("Queue"), Cow::Borrowed(&*step.row.appdata));
                    give(Signal::DialplanStep { channel: step.channel(), application, data });
                }
                give(Signal::QueueJoined { channel: channel(), queue: queue(), position: *position });
            }
            QueueLogEvent::Connected { channel: callee, .. } => {
                give(Signal::QueueLeft { channel: channel(), queue: queue() });
                if let Some(callee) = self.rows(callee.as_str()).first() {
                    let member = member_of(callee, &entry.queue);
                    let member = MemberSnapshot { name: said(&entry.member), ..member };
                    give(Signal::MemberConnected { channel: channel(), callee: callee.channel(), member });
                }
            }
            QueueLogEvent::LetRing { .. } | QueueLogEvent::RingCancelled { .. } => {
                if matches!(entry.event, QueueLogEvent::LetRing { .. })
                    && let Some(callee) = self.rang(entry, first)
                {
                    give(Signal::MemberLetRing {
                        channel: channel(),
                        member: member_of(callee, &entry.queue),
                    });
                }
            }
            QueueLogEvent::Abandoned => {
                give(Signal::HangupAsked { channel: channel(), by: HangupAsk::Phone, cause: None });
                give(Signal::QueueAbandoned { channel: channel(), queue: queue() });
                give(Signal::QueueLeft { channel: channel(), queue: queue() });
            }
            QueueLogEvent::TimedOut => left("TIMEOUT").into_iter().for_each(give),
            QueueLogEvent::LeftEmpty => left("LEAVEEMPTY").into_iter().for_each(give),
            QueueLogEvent::Withdrawn => left("WITHDRAW").into_iter().for_each(give),
            // The absence of an abandon tells the key.
            QueueLogEvent::LeftByKey => give(Signal::QueueLeft { channel: channel(), queue: queue() }),
            _ => {}
        }
    }

    /// The member's channel that a line without its id is about: of its name, or the one that ended then.
    fn rang(&self, entry: &QueueLogEntry, caller: &CelEvent) -> Option<&'f CelEvent> {
        let linked = self.linked.get(&*caller.row.linkedid)?;
        let called = linked.iter().filter(|other| self.was_called(other) == Some("AppQueue"));
        let ended = |rows: &&[&CelEvent]| {
            let end = rows.iter().find(|row| row.is("HANGUP") || row.is("CHAN_END"));
            end.is_some_and(|end| end.at.unix_micros().abs_diff(entry.at.unix_micros()) <= 1_000_000)
        };
        let rows = called.map(|other| self.rows(other)).filter(ended);
        let first = { rows }.filter_map(|rows| rows.first().copied());
        first.max_by_key(|row| row.row.cid_name == entry.member)
    }
}

fn dial_ended<'a>(caller: &'a CelEvent, callee: &'a CelEvent, status: &'static str) -> Signal<'a> {
    let status = Cow::Borrowed(status);
    Signal::DialEnded { caller: Some(caller.channel()), callee: callee.channel(), status, forward: None }
}

fn queue_of(step: &CelEvent) -> &str {
    step.row.appdata.split(',').next().unwrap_or_default()
}

/// The member behind a channel, by the interface that the channel's name begins with.
fn member_of<'a>(callee: &'a CelEvent, queue: &'a str) -> MemberSnapshot<'a> {
    let name = &*callee.row.channame;
    let interface = name.rsplit_once('-').map_or(name, |(interface, _)| interface);
    MemberSnapshot {
        queue: Cow::Borrowed(queue),
        interface: Cow::Borrowed(interface),
        name: said(&callee.row.cid_name),
    }
}
