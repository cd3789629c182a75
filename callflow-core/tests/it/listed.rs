//! What lists tell of calls, queues and phones that nobody saw come about.

use std::time::Duration;

use ami_proto::OwnedFrame;
use callflow_core::call::{AttemptOutcome, CallState, ParkOutcome, VisitOutcome};
use callflow_core::{Call, CallFlow, Change, ChangeKind, Input, Plan, Signal, Timestamp};

use crate::events::Script;
use crate::recording::{Step, feed, read, root};

const NOW: Timestamp = Timestamp::from_unix_micros(1_700_000_100_000_000);

fn frame(item: &str) -> OwnedFrame {
    OwnedFrame::from_headers(item.lines().map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.as_bytes(), value.as_bytes())
    }))
}

/// An item of `Status`, of a channel that is up.
fn channel(name: &str, id: &str, linkedid: &str, more: &str) -> String {
    format!(
        "Event: Status\nChannel: {name}\nChannelState: 6\nUniqueid: {id}\nLinkedid: {linkedid}\nContext: queues\n{more}"
    )
}

fn bridge(id: &str, kind: &str) -> String {
    format!(
        "Event: BridgeListItem\nBridgeUniqueid: {id}\nBridgeType: {kind}\nBridgeTechnology: simple_bridge"
    )
}

/// An attached tracker that was told of these items, and what it told.
struct Attached {
    flow: CallFlow,
    changes: Vec<Change>,
    now: Timestamp,
}

impl Attached {
    fn to(items: &[String]) -> Self {
        let mut attached =
            Self { flow: CallFlow::new("default", Plan::default()), changes: Vec::new(), now: NOW };
        attached.lists(items);
        attached
    }

    /// Whole lists, all channels among them.
    fn lists(&mut self, items: &[String]) -> &mut Self {
        let frames: Vec<OwnedFrame> = items.iter().map(|item| frame(item)).collect();
        let views: Vec<_> = frames.iter().map(OwnedFrame::as_frame).collect();
        let signals: Vec<Signal<'_>> =
            views.iter().map(|view| callflow_core::source::ami::signal(view, self.now).unwrap()).collect();
        let all_channels = Some(self.flow.mark());
        self.flow.handle(Input::Snapshot { items: &signals, all_channels }, self.now);
        self.drain()
    }

    fn event(&mut self, after_s: u64, event: &str) -> &mut Self {
        self.now = self.now.saturating_add(Duration::from_secs(after_s));
        self.flow.handle(Input::Ami(frame(event).as_frame()), self.now);
        self.drain()
    }

    fn gap(&mut self, seconds: u64) -> &mut Self {
        self.flow.handle(Input::LinkLost, self.now);
        self.now = self.now.saturating_add(Duration::from_secs(seconds));
        self.drain()
    }

    fn drain(&mut self) -> &mut Self {
        while let Some(change) = self.flow.poll_output() {
            self.changes.push(change);
        }
        self
    }

    /// The last record of the only call.
    fn call(&self) -> Call {
        let records = crate::captures::last_records(&self.changes);
        assert_eq!(records.len(), 1, "{records:#?}");
        records[0].clone()
    }

    fn waiting(&self) -> u32 {
        self.flow.queues().iter().map(|queue| queue.waiting).sum()
    }

    fn left_told(&self) -> usize {
        self.changes.iter().filter(|change| matches!(change.kind, ChangeKind::QueueLeft(_))).count()
    }
}

const TALK: &str = "BridgeID: b-1\nApplication: Queue\nData: sales,tT,,,60";

fn waiting_caller(seconds: u64) -> String {
    let more = format!("Application: Queue\nData: sales,tT,,,60\nDNID: 700\nSeconds: {seconds}");
    channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", &more)
}

fn entry(seconds: u64) -> String {
    format!(
        "Event: QueueEntry\nQueue: sales\nPosition: 1\nChannel: PJSIP/trunk-01\nUniqueid: 1700000000.1\nWait: {seconds}"
    )
}

fn served_caller() -> String {
    channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", &format!("{TALK}\nDNID: 700\nSeconds: 30"))
}

fn member(name: &str) -> String {
    let more = "BridgeID: b-1\nApplication: AppQueue\nData: (Outgoing Line)\nSeconds: 20";
    channel(name, "1700000010.2", "1700000000.1", more)
}

#[test]
fn a_caller_found_with_a_member_was_answered_by_the_queue() {
    for order in [[0, 1, 2], [0, 2, 1]] {
        let items = [bridge("b-1", "basic"), served_caller(), member("PJSIP/103-02")];
        let attached = Attached::to(&order.map(|place| items[place].clone()));
        let call = attached.call();
        assert_eq!((call.state, call.reconstructed), (CallState::Up, true));
        assert_eq!((call.queue.as_deref(), call.answered_by.as_deref()), (Some("sales"), Some("103")));
        assert_eq!(call.queue_visits.len(), 1);
        let visit = &call.queue_visits[0];
        assert_eq!((visit.outcome, visit.member.as_deref()), (Some(VisitOutcome::Answered), Some("103")));
        // It talks since the younger of the two channels is there, at the earliest.
        assert_eq!(visit.left_at, Some(NOW.saturating_sub(Duration::from_secs(20))));
        assert_eq!((attached.waiting(), attached.left_told()), (0, 1));
    }
}

#[test]
fn a_member_found_on_a_local_channel_is_the_one_who_completes() {
    let mut attached =
        Attached::to(&[bridge("b-1", "basic"), served_caller(), member("Local/104@agents-00000001;1")]);
    attached.event(
        5,
        "Event: AgentComplete\nQueue: sales\nInterface: Local/104@agents/n\nMemberName: Erin\n\
         Channel: PJSIP/trunk-01\nUniqueid: 1700000000.1\nLinkedid: 1700000000.1\nTalkTime: 25",
    );
    let visits = attached.flow.live_calls().remove(0).queue_visits;
    assert_eq!(visits.len(), 1);
    let attempts: Vec<_> =
        visits[0].attempts.iter().map(|attempt| (&*attempt.member, attempt.outcome)).collect();
    assert_eq!(attempts, [("104", Some(AttemptOutcome::Answered))]);
}

#[test]
fn a_caller_who_waits_joined_when_the_list_says_and_was_there_then() {
    let attached = Attached::to(&[waiting_caller(5), entry(6)]);
    let call = attached.call();
    let joined = NOW.saturating_sub(Duration::from_secs(6));
    assert_eq!((call.state, call.started_at), (CallState::Queued, joined));
    assert_eq!((call.queue_visits.len(), call.queue_visits[0].joined_at), (1, joined));
    assert_eq!(attached.waiting(), 1);
}

#[test]
fn a_waiting_caller_keeps_its_place_over_a_gap() {
    let mut attached = Attached::to(&[waiting_caller(5), entry(6)]);
    attached.gap(10).lists(&[waiting_caller(15), entry(16)]);
    let call = attached.call();
    assert_eq!((call.state, call.gaps, call.queue_visits.len()), (CallState::Queued, 1, 1));
    assert_eq!(call.queue_visits[0].joined_at, NOW.saturating_sub(Duration::from_secs(6)));
    assert_eq!((attached.waiting(), attached.left_told()), (1, 0));
}

#[test]
fn what_became_of_a_caller_who_was_gone_after_a_gap_is_not_known() {
    let mut attached = Attached::to(&[waiting_caller(5), entry(5)]);
    attached.gap(10).lists(&[]);
    let call = attached.call();
    assert_eq!((call.state, call.ended_at), (CallState::Ended, Some(NOW)));
    let visit = &call.queue_visits[0];
    assert_eq!((visit.outcome, visit.left_at, visit.wait_ms), (Some(VisitOutcome::Lost), Some(NOW), 5_000));
    assert_eq!((attached.waiting(), attached.left_told()), (0, 1));
}

#[test]
fn a_caller_who_left_the_queue_in_a_gap_waits_no_more() {
    let mut attached = Attached::to(&[waiting_caller(5), entry(5)]);
    let voicemail = "Application: VoiceMail\nData: 100@default,u\nSeconds: 15";
    attached.gap(10).lists(&[channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", voicemail)]);
    assert_eq!(attached.call().queue_visits[0].outcome, Some(VisitOutcome::Lost));
    assert_eq!((attached.call().ended_at, attached.call().reconstructed), (None, true));
    assert_eq!(attached.waiting(), 0);
}

#[test]
fn a_caller_who_was_put_through_in_a_gap_was_answered() {
    let mut attached = Attached::to(&[waiting_caller(10), entry(10)]);
    attached.gap(20).lists(&[bridge("b-1", "basic"), served_caller(), member("PJSIP/103-02")]);
    let call = attached.call();
    assert_eq!((call.state, call.answered_by.as_deref()), (CallState::Up, Some("103")));
    assert_eq!(call.queue_visits.len(), 1);
    let visit = &call.queue_visits[0];
    assert_eq!((visit.outcome, visit.member.as_deref()), (Some(VisitOutcome::Answered), Some("103")));
    assert_eq!((attached.waiting(), attached.left_told()), (0, 1));
}

#[test]
fn nobody_waits_after_a_restart_of_asterisk() {
    let mut attached = Attached::to(&[waiting_caller(5), entry(5)]);
    assert_eq!(attached.waiting(), 1);
    attached.gap(60).event(0, "Event: FullyBooted\nUptime: 5\nLastReload: 5").lists(&[]);
    assert_eq!(attached.waiting(), 0);
    assert_eq!(attached.call().queue_visits[0].outcome, Some(VisitOutcome::Lost));
}

fn in_lot() -> String {
    let more = "BridgeID: p-1\nApplication: Dial\nData: PJSIP/104,5\nDNID: 104\nSeconds: 30";
    channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", more)
}

const PARKED: &str = "Event: ParkedCall\nActionID: 1\nParkeeChannel: PJSIP/trunk-01\n\
                      ParkeeUniqueid: 1700000000.1\nParkeeLinkedid: 1700000000.1\nParkerDialString: PJSIP/104\n\
                      Parkinglot: default\nParkingSpace: 901\nParkingDuration: 12";

#[test]
fn a_call_found_in_a_parking_lot_is_parked() {
    let mut attached = Attached::to(&[bridge("p-1", "parking"), in_lot()]);
    let call = attached.call();
    assert_eq!((call.state, call.parks.len()), (CallState::Parked, 1));
    assert_eq!((call.parks[0].space.as_deref(), call.parks[0].from), (None, NOW));
    attached.event(0, PARKED);
    let call = attached.call();
    assert_eq!(call.parks.len(), 1);
    let (park, since) = (&call.parks[0], NOW.saturating_sub(Duration::from_secs(12)));
    assert_eq!((park.space.as_deref(), park.by.as_deref(), park.from), (Some("901"), Some("104"), since));
}

#[test]
fn a_parked_call_found_in_a_talk_was_fetched() {
    let mut attached = Attached::to(&[bridge("p-1", "parking"), in_lot()]);
    attached.event(0, PARKED);
    let talk = |application: &str| format!("BridgeID: b-1\nApplication: {application}\nSeconds: 3");
    attached.gap(10).lists(&[
        bridge("b-1", "basic"),
        channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", &talk("Dial")),
        channel("PJSIP/100-07", "1700000105.7", "1700000105.7", &talk("ParkedCall")),
    ]);
    let calls = attached.flow.live_calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].state, CallState::Up);
    let park = &calls[0].parks[0];
    assert_eq!((park.outcome, park.retrieved_by.as_deref()), (Some(ParkOutcome::Retrieved), Some("100")));
}

/// After each login the same lists come again.
#[test]
fn what_is_listed_twice_is_told_once() {
    for version in ["asterisk-16", "asterisk-22"] {
        let steps = read(&root().join(version).join("35-attach-in-mid-call"));
        let is_item =
            |step: &Step| matches!(step, Step::Event(frame) if frame.as_frame().get("ActionID").is_some());
        let last = steps.iter().rposition(|(_, step)| is_item(step)).unwrap();
        let mut flow = CallFlow::new("default", Plan::default());
        for (at, step) in &steps[..=last] {
            feed(&mut flow, *at, step);
        }
        let at = steps[last].0;
        let again = steps[..=last].iter().filter(|(_, step)| is_item(step));
        let told: Vec<Change> = again.flat_map(|(_, step)| feed(&mut flow, at, step)).collect();
        // That a call was listed may be told, but nothing that happened.
        let news: Vec<_> =
            told.iter().filter(|change| !matches!(change.kind, ChangeKind::CallUpdated(_))).collect();
        assert_eq!(news, Vec::<&Change>::new(), "{version}");
    }
}

#[test]
fn a_device_listed_in_the_state_that_it_is_known_in_is_no_news() {
    let mut script = Script::new();
    script.after(0, "Event: DeviceStateChange\nDevice: PJSIP/101\nState: INUSE");
    let told = script.changes.len();
    script.after(9, "Event: DeviceStateChange\nActionID: 7\nDevice: PJSIP/101\nState: INUSE");
    assert_eq!((told, script.changes.len()), (1, 1));
}

fn dialling(data: &str) -> String {
    let more = format!("Application: Dial\nData: {data}\nDNID: 9\nSeconds: 8");
    channel("PJSIP/100-01", "1700000000.1", "1700000000.1", &more)
}

fn dialled(name: &str) -> String {
    let more = "Application: AppDial\nData: (Outgoing Line)\nSeconds: 5";
    channel(name, "1700000010.2", "1700000000.1", more).replace("ChannelState: 6", "ChannelState: 5")
}

/// Whom a call rings is told by the `Dial()` that its caller runs; the others of that `Dial()` are not known.
#[test]
fn a_ringing_phone_is_known_by_the_dial_that_called_it() {
    let data = "PJSIP/2025550111@berlin&PJSIP/2025550122@paris&PJSIP/105,30";
    for (name, number) in [("PJSIP/berlin-02", "2025550111"), ("PJSIP/paris-02", "2025550122")] {
        for caller_first in [true, false] {
            let items = [dialling(data), dialled(name)];
            let order = if caller_first { [0, 1] } else { [1, 0] };
            let mut attached = Attached::to(&order.map(|place| items[place].clone()));
            let call = attached.call();
            let numbers: Vec<&str> = call.parties.iter().map(|party| &*party.number).collect();
            assert_eq!((call.state, &*numbers), (CallState::Ringing, &[number][..]), "{name} {caller_first}");
            attached.event(
                5,
                "Event: Newexten\nChannel: PJSIP/100-01\nUniqueid: 1700000000.1\nLinkedid: 1700000000.1\n\
                 Exten: 9\nApplication: Playback\nAppData: sorry",
            );
            assert_eq!(attached.call().parties.len(), 1, "{name} {caller_first}");
        }
    }
}

/// Applications that hold a caller of their own accord have nobody parked.
#[test]
fn who_waits_in_another_bridge_is_not_parked() {
    for (application, parks) in
        [("BridgeWait", 0), ("AgentLogin", 0), ("AgentRequest", 0), ("Stasis", 0), ("Park", 1), ("Dial", 1)]
    {
        let more = format!("BridgeID: p-1\nApplication: {application}\nData: x\nSeconds: 30");
        let caller = channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", &more);
        let attached = Attached::to(&[bridge("p-1", "parking"), caller]);
        assert_eq!(attached.call().parks.len(), parks, "{application}");
    }
}

/// What a bridge is for is guessed by the application only where that tells.
#[test]
fn a_bridge_that_is_not_listed_is_what_its_application_makes_it() {
    for (applications, calls, conference) in [
        (["Dial", "AppDial"], 1, None),
        (["Queue", "AppQueue"], 1, None),
        (["Bridge", "AppDial2"], 1, None),
        (["ConfBridge", "ConfBridge"], 2, Some("800")),
        (["BridgeWait", "Park"], 2, None),
        (["Stasis", "Stasis"], 2, None),
    ] {
        let item = |name: &str, id: &str, application: &str| {
            let more = format!("BridgeID: b-1\nApplication: {application}\nData: 800,user\nSeconds: 30");
            channel(name, id, id, &more)
        };
        let attached = Attached::to(&[
            item("PJSIP/100-01", "1700000000.1", applications[0]),
            item("PJSIP/101-02", "1700000010.2", applications[1]),
        ]);
        let live = attached.flow.live_calls();
        assert_eq!((live.len(), live[0].conference.as_deref()), (calls, conference), "{applications:?}");
        assert_eq!(live[0].answered, calls == 1 || conference.is_some(), "{applications:?}");
    }
}

#[test]
fn a_caller_found_in_voicemail_reached_it() {
    let more = "Application: VoiceMail\nData: 101@default,u\nSeconds: 15";
    let attached = Attached::to(&[channel("PJSIP/trunk-01", "1700000000.1", "1700000000.1", more)]);
    assert!(attached.call().voicemail);
}

const WHO: &str = "Channel: PJSIP/trunk-01\nUniqueid: 1700000000.1\nLinkedid: 1700000000.1";

fn newchannel() -> String {
    format!("Event: Newchannel\n{WHO}\nChannelState: 4\nContext: from-trunk\nExten: 700")
}

fn joins(queue: &str) -> String {
    format!("Event: QueueCallerJoin\n{WHO}\nQueue: {queue}\nPosition: 1\nCount: 1")
}

fn leaves(queue: &str) -> String {
    format!("Event: QueueCallerLeave\n{WHO}\nQueue: {queue}\nPosition: 1\nCount: 0")
}

/// Waits are listed in whole seconds; whose beginning was seen began then, whatever the list says.
#[test]
fn a_listed_wait_corrects_no_beginning_that_was_seen() {
    let mut attached = Attached::to(&[]);
    attached.event(0, &newchannel()).event(5, &joins("sales"));
    attached.lists(&[waiting_caller(5), entry(6)]);
    assert_eq!(attached.call().started_at, NOW);
    let attached = Attached::to(&[waiting_caller(10), entry(3)]);
    let call = attached.call();
    assert_eq!(call.started_at, NOW.saturating_sub(Duration::from_secs(10)));
    assert_eq!(call.queue_visits[0].joined_at, NOW.saturating_sub(Duration::from_secs(3)));
}

/// How long it was to wait is told by the `Queue()` that it was found in.
#[test]
fn a_caller_found_waiting_has_the_timeout_of_its_queue() {
    for (seconds, want) in [(5, VisitOutcome::Withdrawn), (55, VisitOutcome::Timeout)] {
        let mut attached = Attached::to(&[waiting_caller(5), entry(5)]);
        let abandons = format!("Event: QueueCallerAbandon\n{WHO}\nQueue: sales\nPosition: 1");
        attached.event(seconds, &abandons).event(0, &leaves("sales"));
        assert_eq!(attached.call().queue_visits[0].outcome, Some(want), "{seconds}");
    }
}

fn outcomes(call: &Call) -> Vec<(&str, Option<VisitOutcome>)> {
    call.queue_visits.iter().map(|visit| (&*visit.queue, visit.outcome)).collect()
}

/// Of a caller whose end was not seen only the wait that was open is lost.
#[test]
fn a_queue_that_was_left_before_a_gap_is_not_lost() {
    let mut attached = Attached::to(&[]);
    attached.event(0, &newchannel()).event(1, &joins("support"));
    attached.event(20, &format!("Event: VarSet\n{WHO}\nVariable: QUEUESTATUS\nValue: TIMEOUT"));
    attached.event(0, &leaves("support")).event(1, &joins("sales"));
    attached.gap(10).lists(&[]);
    let call = attached.call();
    let want = [("support", Some(VisitOutcome::Timeout)), ("sales", Some(VisitOutcome::Lost))];
    assert_eq!(outcomes(&call), want);
}

#[test]
fn a_caller_who_waits_in_another_queue_after_a_gap_left_the_first_unseen() {
    let mut attached = Attached::to(&[waiting_caller(5), entry(5)]);
    let elsewhere = |item: String| item.replace("sales", "support");
    attached.gap(10).lists(&[elsewhere(waiting_caller(15)), elsewhere(entry(4))]);
    let call = attached.call();
    assert_eq!(outcomes(&call), [("sales", Some(VisitOutcome::Lost)), ("support", None)]);
    assert_eq!(attached.waiting(), 1);
}

/// After each login the same is listed again: of a talk that was seen to begin it says nothing new.
#[test]
fn a_list_changes_nothing_of_a_talk_that_was_seen() {
    let mut attached = Attached::to(&[]);
    let whose = |event: &str| {
        format!(
            "Event: {event}\n{WHO}\nDestChannel: PJSIP/103-02\nDestUniqueid: 1700000010.2\n\
             DestLinkedid: 1700000000.1\nQueue: sales\nInterface: PJSIP/103\nMemberName: Bob\nDialString: 103"
        )
    };
    let member_is = |event: &str, more: &str| {
        let who = "Channel: PJSIP/103-02\nUniqueid: 1700000010.2\nLinkedid: 1700000000.1";
        format!("Event: {event}\n{who}\n{more}")
    };
    let in_bridge = "BridgeUniqueid: b-1\nBridgeType: basic\nBridgeTechnology: simple_bridge";
    attached.event(0, &newchannel()).event(0, &format!("Event: Newstate\n{WHO}\nChannelState: 6"));
    attached.event(1, &joins("support"));
    attached.event(20, &format!("Event: VarSet\n{WHO}\nVariable: QUEUESTATUS\nValue: TIMEOUT"));
    attached.event(0, &leaves("support")).event(1, &joins("sales"));
    attached.event(1, &member_is("Newchannel", "ChannelState: 0\nExten: s"));
    attached.event(0, &whose("DialBegin")).event(0, &whose("AgentCalled"));
    attached.event(4, &member_is("Newstate", "ChannelState: 6"));
    attached.event(0, &leaves("sales")).event(0, &whose("AgentConnect"));
    attached.event(0, &member_is("BridgeEnter", in_bridge));
    attached.event(0, &format!("Event: BridgeEnter\n{WHO}\n{in_bridge}"));
    let before = attached.call();
    assert_eq!((before.state, before.queue.as_deref()), (CallState::Up, Some("sales")));
    attached.now = attached.now.saturating_add(Duration::from_secs(9));
    attached.lists(&[bridge("b-1", "basic"), served_caller(), member("PJSIP/103-02")]);
    let after = attached.call();
    assert_eq!(after.queue_visits, {
        let mut same = before.queue_visits.clone();
        same[1].talk_ms = after.queue_visits[1].talk_ms;
        same
    });
    assert_eq!((after.segments, after.legs, after.parties), (before.segments, before.legs, before.parties));
    assert!(!after.reconstructed);
}

/// Who came after the list was asked for is not on it, and lives.
#[test]
fn a_channel_that_came_after_the_list_was_asked_for_lives() {
    let mut attached = Attached::to(&[]);
    let asked = attached.flow.mark();
    attached.event(1, &newchannel());
    let now = attached.now;
    attached.flow.handle(Input::Snapshot { items: &[], all_channels: Some(asked) }, now);
    assert_eq!(attached.drain().call().state, CallState::New);
    let asked = attached.flow.mark();
    attached.flow.handle(Input::Snapshot { items: &[], all_channels: Some(asked) }, now);
    assert_eq!(attached.drain().call().state, CallState::Ended);
}

/// On the new connection a call may begin before Asterisk says since when it is up.
#[test]
fn a_call_that_began_after_a_restart_is_not_cut_off() {
    let mut attached = Attached::to(&[waiting_caller(5), entry(5)]);
    attached.gap(60);
    let other = newchannel().replace("1700000000.1", "1700000155.1").replace("trunk-01", "trunk-02");
    attached.event(0, &other).event(0, "Event: FullyBooted\nUptime: 5\nLastReload: 5");
    let live = attached.flow.live_calls();
    assert_eq!(live.len(), 1);
    assert_eq!(live[0].linkedid.as_str(), "1700000155.1");
}

/// A talk that was found began when the younger of its own two came, whoever talks elsewhere in the call.
#[test]
fn a_found_talk_is_as_old_as_its_younger_channel() {
    let item = |name: &str, id: &str, application: &str, bridge: &str, seconds: u64| {
        let more = format!("BridgeID: {bridge}\nApplication: {application}\nData: x\nSeconds: {seconds}");
        channel(name, id, "1700000000.1", &more)
    };
    let attached = Attached::to(&[
        bridge("b-2", "basic"),
        item("Local/103@agents-00000001;2", "1700000000.4", "Dial", "b-2", 5),
        item("PJSIP/100-01", "1700000000.1", "Dial", "b-1", 40),
        item("PJSIP/101-02", "1700000000.2", "AppDial", "b-1", 30),
    ]);
    assert_eq!(attached.call().answered_at, Some(NOW.saturating_sub(Duration::from_secs(30))));
}
