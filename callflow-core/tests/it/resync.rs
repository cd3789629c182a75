//! What is asked after a login or a gap, and what the answers do.

use std::collections::BTreeMap;
use std::time::Duration;

use ami_proto::OwnedFrame;
use callflow_core::device_state::ExtensionStatus;
use callflow_core::resync::{AskId, Heard, Question, Refusal, Resync};
use callflow_core::{CallFlow, ChangeKind, HangupCause, Input, Plan, Timestamp};

const START: Timestamp = Timestamp::from_unix_micros(1_700_000_000_000_000);

fn frame(text: &str) -> OwnedFrame {
    OwnedFrame::from_headers(text.lines().map(|line| line.split_once(": ").unwrap()))
}

/// A tracker, and an Asterisk that answers what it is asked.
struct Attached {
    flow: CallFlow,
    resync: Resync,
    now: Timestamp,
    /// By action: a refusal, or items. What is not in it has an empty list.
    answers: BTreeMap<&'static str, Result<Vec<String>, &'static str>>,
    started: &'static str,
    asked: Vec<String>,
    refused: Vec<Refusal>,
}

impl Attached {
    fn new() -> Self {
        Self {
            flow: CallFlow::new("default", Plan::default()),
            resync: Resync::new(),
            now: START,
            answers: BTreeMap::new(),
            started: "18:22:43",
            asked: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn event(&mut self, text: &str) -> &mut Self {
        self.now = self.now.saturating_add(Duration::from_secs(1));
        self.flow.handle(Input::Ami(frame(text).as_frame()), self.now);
        self
    }

    fn loses_the_link(&mut self) -> &mut Self {
        self.now = self.now.saturating_add(Duration::from_secs(1));
        self.flow.handle(Input::LinkLost, self.now);
        self
    }

    fn lists(&mut self, action: &'static str, items: &[&str]) -> &mut Self {
        self.answers.insert(action, Ok(items.iter().map(|item| (*item).to_owned()).collect()));
        self
    }

    fn refuses(&mut self, action: &'static str, message: &'static str) -> &mut Self {
        self.answers.insert(action, Err(message));
        self
    }

    /// Asks everything, and takes every answer.
    fn resyncs(&mut self) -> &mut Self {
        self.now = self.now.saturating_add(Duration::from_secs(60));
        self.resync.begin(&self.flow);
        self.goes_on();
        assert!(self.resync.is_done());
        self
    }

    fn goes_on(&mut self) {
        while let Some(ask) = self.resync.poll_ask() {
            let action = String::from_utf8(ask.action.name().to_vec()).unwrap();
            let about =
                ask.action.get("BridgeUniqueid").map(|id| format!(" {}", String::from_utf8_lossy(id)));
            self.asked.push(format!("{action}{}", about.unwrap_or_default()));
            match self.answers.get(&*action).cloned() {
                Some(Err(message)) => {
                    let response = frame(&format!("Response: Error\nMessage: {message}"));
                    self.hears(ask.id, Heard::Response(response.as_frame()));
                }
                _ if action == "CoreStatus" => {
                    let response = frame(&format!(
                        "Response: Success\nCoreStartupDate: 2026-11-20\nCoreStartupTime: {}",
                        self.started
                    ));
                    self.hears(ask.id, Heard::Response(response.as_frame()));
                }
                items => {
                    let response = frame("Response: Success\nEventList: start");
                    self.hears(ask.id, Heard::Response(response.as_frame()));
                    for item in items.into_iter().flatten().flatten() {
                        self.hears(ask.id, Heard::Item(frame(&item).as_frame()));
                    }
                    let end = frame(&format!("Event: {action}Complete\nEventList: Complete"));
                    self.hears(ask.id, Heard::End(end.as_frame()));
                }
            }
        }
    }

    fn hears(&mut self, id: AskId, heard: Heard<'_>) {
        self.refused.extend(self.resync.answer(&mut self.flow, id, heard, self.now));
    }

    /// The records of calls that ended, as they were told last.
    fn ended(&mut self) -> Vec<callflow_core::Call> {
        let changes = std::iter::from_fn(|| self.flow.poll_output());
        changes
            .filter_map(|change| match change.kind {
                ChangeKind::CallEnded(call) => Some(*call),
                _ => None,
            })
            .collect()
    }
}

const CALL: &str = "Event: Newchannel\nChannel: PJSIP/100-00000001\nChannelState: 4\nCallerIDNum: 100\n\
                    Context: from-internal\nExten: 101\nUniqueid: 1700000000.1\nLinkedid: 1700000000.1";
const STATUS: &str = "Event: Status\nChannel: PJSIP/100-00000001\nChannelState: 6\nCallerIDNum: 100\n\
                      Context: from-internal\nExten: 101\nUniqueid: 1700000000.1\nLinkedid: 1700000000.1\nSeconds: 9";
const MEMBER: &str =
    "Queue: sales\nMemberName: Bob\nLocation: PJSIP/101\nInterface: PJSIP/101\nStatus: 1\nPaused: 0";

#[test]
fn bridges_are_asked_for_before_channels_and_channels_before_who_waits() {
    let mut attached = Attached::new();
    attached.resyncs();
    let all: Vec<&str> = Question::all().iter().map(|question| question.action).collect();
    assert_eq!(attached.asked, all);
    assert_eq!(all[..5], ["CoreStatus", "BridgeList", "Status", "QueueStatus", "ParkedCalls"]);
    assert_eq!(attached.refused, []);
}

#[test]
fn a_call_that_is_listed_goes_on_and_one_that_is_not_has_ended() {
    let mut attached = Attached::new();
    attached.event(CALL).loses_the_link().lists("Status", &[STATUS]).resyncs();
    assert_eq!((attached.flow.live_count(), attached.ended()), (1, vec![]));
    let lost = attached.loses_the_link().now;
    attached.lists("Status", &[]).resyncs();
    let [call] = &attached.ended()[..] else { panic!() };
    assert_eq!((call.ended_at, call.gaps, call.reconstructed), (Some(lost), 2, true));
    assert_eq!(call.hangup_cause, Some(HangupCause::NONE));
}

#[test]
fn a_list_that_breaks_off_ends_no_call() {
    let mut attached = Attached::new();
    attached.event(CALL).loses_the_link();
    attached.resync.begin(&attached.flow);
    let ids: Vec<AskId> = std::iter::from_fn(|| attached.resync.poll_ask()).map(|ask| ask.id).collect();
    for id in &ids {
        attached.hears(*id, Heard::Response(frame("Response: Success\nEventList: start").as_frame()));
        attached.hears(*id, Heard::Failed);
    }
    assert!(attached.resync.is_done());
    assert_eq!(attached.flow.live_count(), 1);
    // And what comes of it afterwards counts no more.
    attached.hears(ids[2], Heard::End(frame("Event: StatusComplete").as_frame()));
    assert_eq!(attached.flow.live_count(), 1);
}

#[test]
fn a_list_whose_response_does_not_say_that_one_follows_is_a_list() {
    let mut attached = Attached::new();
    attached.resync.begin(&attached.flow);
    let ids: Vec<AskId> = std::iter::from_fn(|| attached.resync.poll_ask()).map(|ask| ask.id).collect();
    let response = frame("Response: Success\nMessage: Channel status will follow");
    attached.hears(ids[2], Heard::Response(response.as_frame()));
    attached.hears(ids[2], Heard::Item(frame(STATUS).as_frame()));
    attached.hears(ids[2], Heard::End(frame("Event: StatusComplete").as_frame()));
    assert_eq!(attached.flow.live_count(), 1);
}

#[test]
fn answers_of_before_a_second_gap_count_no_more() {
    let mut attached = Attached::new();
    attached.event(CALL).loses_the_link();
    attached.resync.begin(&attached.flow);
    let first: Vec<AskId> = std::iter::from_fn(|| attached.resync.poll_ask()).map(|ask| ask.id).collect();
    attached.loses_the_link();
    attached.resync.begin(&attached.flow);
    attached.hears(first[2], Heard::End(frame("Event: StatusComplete").as_frame()));
    assert_eq!(attached.flow.live_count(), 1);
}

#[test]
fn where_the_channels_may_not_be_asked_bridges_tell_who_talks() {
    let mut attached = Attached::new();
    let channel = |name: &str, number: u32| {
        format!(
            "Event: BridgeInfoChannel\nChannel: {name}\nChannelState: 6\nCallerIDNum: 10{number}\n\
             Context: from-internal\nExten: 101\nUniqueid: 1700000000.{number}\nLinkedid: 1700000000.0"
        )
    };
    attached
        .refuses("Status", "Permission denied")
        .refuses("CoreShowChannels", "Permission denied")
        .lists("BridgeList", &["Event: BridgeListItem\nBridgeUniqueid: b-1\nBridgeType: basic\nBridgeTechnology: simple_bridge"])
        .lists("BridgeInfo", &[&channel("PJSIP/100-00000001", 0), &channel("PJSIP/101-00000002", 1)])
        .resyncs();
    let further = ["CoreShowChannels", "QueueStatus", "ParkedCalls", "BridgeInfo b-1"];
    assert_eq!(attached.asked[Question::all().len()..], further);
    let [call] = &attached.flow.live_calls()[..] else { panic!("{:#?}", attached.flow.live_calls()) };
    assert_eq!((call.legs.len(), call.segments.len(), call.reconstructed), (2, 1, true));
    let refused: Vec<_> =
        attached.refused.iter().map(|refusal| (refusal.question.action, &*refusal.message)).collect();
    assert_eq!(refused, [("Status", "Permission denied"), ("CoreShowChannels", "Permission denied")]);
}

#[test]
fn the_other_list_of_channels_serves_as_well() {
    let mut attached = Attached::new();
    let item =
        STATUS.replace("Event: Status", "Event: CoreShowChannel").replace("Seconds: 9", "Duration: 00:00:09");
    attached.refuses("Status", "Permission denied").lists("CoreShowChannels", &[&item]).resyncs();
    assert_eq!(attached.flow.live_count(), 1);
    attached.loses_the_link().lists("CoreShowChannels", &[]).resyncs();
    assert_eq!(attached.flow.live_count(), 0);
}

#[test]
fn a_restart_is_told_from_a_lost_link_without_fully_booted() {
    for (started, is_another) in [("18:22:43", false), ("18:30:00", true)] {
        let mut attached = Attached::new();
        attached.resyncs();
        attached.event("Event: DeviceStateChange\nDevice: PJSIP/101\nState: INUSE");
        attached.event("Event: ExtensionStatus\nExten: 101\nContext: hints\nHint: PJSIP/101\nStatus: 1\nStatusText: InUse");
        let lost = attached.event(CALL).loses_the_link().now;
        attached.started = started;
        attached.resyncs();
        let [call] = &attached.ended()[..] else { panic!() };
        assert_eq!(call.ended_at, Some(lost));
        let extensions = attached.flow.extensions();
        let extension = extensions.iter().find(|one| &*one.extension == "101").unwrap();
        let is_known = extension.status != ExtensionStatus::Unknown && extension.device_state.is_some();
        assert_eq!(is_known, !is_another, "after a restart no state of before counts");
    }
}

#[test]
fn who_is_listed_no_more_is_no_member_any_more() {
    let mut attached = Attached::new();
    let other = MEMBER.replace("101", "102");
    attached.event(&format!("Event: QueueMemberAdded\n{MEMBER}"));
    attached.event(&format!("Event: QueueMemberAdded\n{other}")).loses_the_link();
    let listed = format!("Event: QueueMember\n{}", MEMBER.replace("MemberName", "Name"));
    attached.lists("QueueStatus", &["Event: QueueParams\nQueue: empty\nMax: 0", &listed]).resyncs();
    let queues = attached.flow.queues();
    let members = |name: &str| {
        let queue = queues.iter().find(|queue| &*queue.queue == name).unwrap();
        queue.members.iter().map(|member| member.interface.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((members("sales"), members("empty")), (vec!["PJSIP/101".to_owned()], vec![]));
}

#[test]
fn no_contacts_are_an_empty_list_and_no_refusal() {
    let mut attached = Attached::new();
    attached.event(
        "Event: ContactStatus\nURI: sip:101@10.0.0.1\nContactStatus: Reachable\nAOR: 101\nEndpointName: 101",
    );
    assert!(attached.flow.extensions()[0].registered);
    attached.loses_the_link().refuses("PJSIPShowContacts", "No Contacts found\n").resyncs();
    assert!(!attached.flow.extensions()[0].registered);
    assert_eq!(attached.refused, []);
    attached.refuses("PJSIPShowContacts", "Permission denied").resyncs();
    assert_eq!(attached.refused.len(), 1);
}

/// `gap` and `whole` in the order in which they were told, and whatever else as `.`, repeats as one.
fn links(attached: &mut Attached) -> Vec<&'static str> {
    let changes = std::iter::from_fn(|| attached.flow.poll_output());
    let mut words: Vec<&str> = changes
        .map(|change| match change.kind {
            ChangeKind::LinkGap => "gap",
            ChangeKind::LinkResynced => "whole",
            _ => ".",
        })
        .collect();
    words.dedup();
    words
}

#[test]
fn that_a_gap_is_closed_is_told_once_and_behind_what_it_hid() {
    let mut attached = Attached::new();
    // The first login closes no gap.
    attached.event(CALL).lists("Status", &[STATUS]).resyncs();
    assert_eq!(links(&mut attached), ["."]);
    attached.loses_the_link().loses_the_link();
    assert_eq!(links(&mut attached), [".", "gap"]);
    // The call has ended meanwhile: that comes first.
    attached.lists("Status", &[]).resyncs();
    assert_eq!(links(&mut attached), [".", "whole"]);
    attached.resyncs();
    assert_eq!(links(&mut attached), [] as [&str; 0]);
}

#[test]
fn a_gap_is_open_until_the_last_question_is_answered_also_across_a_restart_of_ours() {
    let mut attached = Attached::new();
    attached.loses_the_link().refuses("Status", "Permission denied");
    attached.flow = CallFlow::restore(Plan::default(), attached.flow.save());
    attached.resync.begin(&attached.flow);
    // The refusal makes further questions, so the last of the first ones does not close it.
    while let Some(ask) = attached.resync.poll_ask() {
        let heard = match ask.action.name() {
            b"Status" => frame("Response: Error\nMessage: Permission denied"),
            _ => frame("Event: SomeComplete\nEventList: Complete"),
        };
        let is_refusal = heard.as_frame().get("Response").is_some();
        let whole = attached.flow.clone().poll_output();
        assert!(!whole.is_some_and(|change| change.kind == ChangeKind::LinkResynced));
        let part = if is_refusal { Heard::Response(heard.as_frame()) } else { Heard::End(heard.as_frame()) };
        attached.hears(ask.id, part);
    }
    assert_eq!(links(&mut attached), ["gap", "whole"]);
}
