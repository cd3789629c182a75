//! Each verb from made-up and recorded calls; and what gets through no field.

mod hostile;
mod recorded;

use ami_proto::Action;
use callflow_core::call::Role;
use callflow_core::plan::Pattern;
use callflow_core::{Call, Timestamp};

use super::samples::{leg, member, talking};
use super::*;
use crate::control::error::Refusal;
use crate::control::party::Party;
use crate::control::recording_rules::RecordingRules;
use crate::control::request::{
    CallerId, Dtmf, Hangup, Originate, Park, QueueAdd, QueuePause, QueuePenalty, QueueRemove, Recording,
    RecordingStep, Transfer,
};
use crate::control::rules::Rules;

const NOW: Timestamp = Timestamp::from_unix_micros(1_795_199_420_123_456);

/// Everything is allowed that may be, from which each test takes something away.
fn rules() -> Rules {
    Rules {
        contexts: vec!["phones".into(), "lab".into()],
        trunks: vec!["carrier".into()],
        allow: vec![Pattern::new("_+49.").unwrap()],
        originate_outside: true,
        variables: vec!["X_CRM_ID".into()],
        recording: Some(RecordingRules::new("/rec", "wav").unwrap()),
        ..Rules::default()
    }
}

fn ids() -> ChannelIds {
    ChannelIds::new(NOW, (7, 8))
}

/// What is sent, as it comes out of a parser at the other end: exactly one action, line by line.
fn sent(action: &Action) -> Vec<String> {
    let bytes = action.encode().unwrap();
    let mut frames = ami_proto::frames(&bytes);
    let frame = frames.next().unwrap().unwrap().to_owned();
    assert!(frames.next().is_none(), "a second action in {action:?}");
    let text = |bytes| String::from_utf8(Vec::from(bytes)).unwrap();
    frame
        .as_frame()
        .headers()
        .map(|header| format!("{}: {}", text(header.name), text(header.value)))
        .collect()
}

#[track_caller]
fn assert_sent(order: Result<Order, ControlError>, lines: &[&str], event: &str, headers: &[(&str, &str)]) {
    let order = order.unwrap();
    assert_eq!(order.actions.len(), 1);
    assert_eq!(sent(&order.actions[0]), lines);
    assert_eq!(order.expects.len(), 1);
    let expected = &order.expects[0];
    let waited: Vec<(&str, &str)> = expected.headers.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!((expected.event, &*waited), (event, headers));
}

fn hang_up(call: &Call, party: Option<&str>, cause: Option<u8>) -> Result<Order, ControlError> {
    hangup(call, &Hangup { party: party.map(Party::from), cause })
}

#[test]
fn a_party_is_hung_up_with_a_cause() {
    let call = talking();
    for (party, cause, channel, id, told) in [
        ("caller", None, "PJSIP/trunk-00000001", "1.1", "16"),
        ("callee", Some(17), "PJSIP/101-00000002", "1.2", "17"),
        ("101", Some(127), "PJSIP/101-00000002", "1.2", "127"),
    ] {
        assert_sent(
            hang_up(&call, Some(party), cause),
            &["Action: Hangup", &format!("Channel: {channel}"), &format!("Cause: {told}")],
            "Hangup",
            &[("Uniqueid", id)],
        );
    }
    for cause in [0, 128, 255] {
        let refused = hang_up(&call, Some("caller"), Some(cause)).unwrap_err();
        assert_eq!(refused, ControlError::invalid("cause", "not between 1 and 127"));
    }
}

#[test]
fn hanging_up_a_call_hangs_up_who_talks_and_waits_for_all() {
    let mut call = talking();
    call.legs.push(leg("1.3", "PJSIP/102-00000003", Role::Callee, "102", false));
    let mut local = leg("1.4", "Local/103@x-00000004;1", Role::Internal, "103", true);
    local.internal = true;
    call.legs.push(local);
    let order = hang_up(&call, None, None).unwrap();
    let channels: Vec<String> = order.actions.iter().map(|action| sent(action)[1].clone()).collect();
    assert_eq!(channels, ["Channel: PJSIP/trunk-00000001", "Channel: PJSIP/101-00000002"]);
    let gone: Vec<&str> = order.expects.iter().map(|expected| &*expected.headers[0].1).collect();
    assert_eq!(gone, ["1.1", "1.2", "1.3"]);
    assert!(order.ends_channels);

    // Made by Asterisk, and nobody is up yet.
    call.legs.drain(..2);
    let order = hang_up(&call, None, None).unwrap();
    assert_eq!(sent(&order.actions[0])[1], "Channel: PJSIP/102-00000003");
    call.legs.clear();
    assert!(matches!(hang_up(&call, None, None), Err(ControlError::PartyUnknown { .. })));
}

fn transferred(
    party: Option<&str>,
    to: &str,
    context: Option<&str>,
    rules: &Rules,
) -> Result<Order, ControlError> {
    let request =
        Transfer { party: party.map(Party::from), to: to.into(), context: context.map(str::to_owned) };
    transfer(&talking(), &request, rules)
}

#[test]
fn the_callee_transfers_the_caller_unless_another_is_named() {
    for (party, context, channel, id, in_context) in [
        (None, None, "PJSIP/101-00000002", "1.2", "phones"),
        (Some("caller"), Some("lab"), "PJSIP/trunk-00000001", "1.1", "lab"),
        (Some("101"), None, "PJSIP/101-00000002", "1.2", "phones"),
    ] {
        assert_sent(
            transferred(party, "102", context, &rules()),
            &[
                "Action: BlindTransfer",
                &format!("Channel: {channel}"),
                &format!("Context: {in_context}"),
                "Exten: 102",
            ],
            "BlindTransfer",
            &[("Result", "Success"), ("TransfererUniqueid", id), ("Extension", "102")],
        );
    }
}

#[test]
fn a_transfer_goes_where_the_rules_allow() {
    let refused = |to, context, rules: &Rules| transferred(None, to, context, rules).unwrap_err();
    let deny = Rules { deny: vec![Pattern::new("_+49900.").unwrap()], ..rules() };
    assert_eq!(refused("102", None, &Rules::default()), Refusal::NoContext.into());
    assert_eq!(refused("102", Some("x"), &rules()), Refusal::Context { context: "x".into() }.into());
    assert_eq!(refused("+12025550143", None, &rules()), Refusal::NumberNotAllowed.into());
    assert_eq!(refused("+499001", None, &deny), Refusal::NumberDenied.into());
    assert!(transferred(None, "+49301", None, &deny).is_ok());
    assert!(matches!(refused("", None, &rules()), ControlError::Invalid { .. }));
    let unknown = transferred(Some("102"), "103", None, &rules()).unwrap_err();
    assert!(matches!(unknown, ControlError::PartyUnknown { parties } if parties.len() == 2));
}

#[test]
fn the_caller_is_parked_unless_another_is_named() {
    assert_sent(
        park(&talking(), &Park::default()),
        &["Action: Park", "Channel: PJSIP/trunk-00000001", "TimeoutChannel: PJSIP/101-00000002"],
        "ParkedCall",
        &[("ParkeeUniqueid", "1.1")],
    );
    let request = Park { party: Some("101".into()), lot: Some("vip".into()), timeout_s: Some(90) };
    assert_sent(
        park(&talking(), &request),
        &[
            "Action: Park",
            "Channel: PJSIP/101-00000002",
            "TimeoutChannel: PJSIP/trunk-00000001",
            "Parkinglot: vip",
            "Timeout: 90000",
        ],
        "ParkedCall",
        &[("ParkeeUniqueid", "1.2")],
    );
    let endless = Park { timeout_s: Some(u32::MAX), ..Park::default() };
    assert!(matches!(park(&talking(), &endless), Err(ControlError::Invalid { .. })));
}

#[test]
fn recordings_begin_in_a_file_that_the_request_cannot_name() {
    let record = |action, rules: &Rules| {
        let mut call = talking();
        call.id = callflow_core::CallId::new("a%2F..,b^{X}&c-1.1");
        recording(&call, &Recording { action, party: None }, rules, NOW)
    };
    let file = "/rec/a_2F.._b__X__c-1.1-20261120T183020123456Z.wav";
    let on = record(RecordingStep::On, &rules());
    assert_eq!(on.as_ref().unwrap().details.file.as_deref(), Some(file));
    assert_sent(
        on,
        &["Action: MixMonitor", "Channel: PJSIP/trunk-00000001", &format!("File: {file}")],
        "MixMonitorStart",
        &[("Uniqueid", "1.1")],
    );
    assert_sent(
        record(RecordingStep::Off, &Rules::default()),
        &["Action: StopMixMonitor", "Channel: PJSIP/trunk-00000001"],
        "MixMonitorStop",
        &[("Uniqueid", "1.1")],
    );
    for (step, state) in [(RecordingStep::Pause, "1"), (RecordingStep::Resume, "0")] {
        assert_sent(
            record(step, &Rules::default()),
            &[
                "Action: MixMonitorMute",
                "Channel: PJSIP/trunk-00000001",
                "Direction: both",
                &format!("State: {state}"),
            ],
            "MixMonitorMute",
            &[("Uniqueid", "1.1"), ("State", state)],
        );
    }
    assert_eq!(record(RecordingStep::On, &Rules::default()).unwrap_err(), Refusal::Recording.into());
}

#[test]
fn keys_are_played_one_by_one() {
    let play = |digits: &str| dtmf(&talking(), &Dtmf { party: None, digits: digits.into() });
    let order = play("1A#").unwrap();
    let digits: Vec<Vec<String>> = order.actions.iter().map(sent).collect();
    let one = |digit| vec!["Action: PlayDTMF".into(), "Channel: PJSIP/101-00000002".into(), digit];
    assert_eq!(digits, ["Digit: 1", "Digit: A", "Digit: #"].map(|digit| one(digit.to_owned())));
    assert!(order.expects.is_empty());
    for digits in ["", "a", "1,2", "E", &"1".repeat(33)] {
        assert!(matches!(play(digits), Err(ControlError::Invalid { .. })), "{digits}");
    }
}

fn originated(change: impl FnOnce(&mut Originate), rules: &Rules) -> Result<Vec<String>, ControlError> {
    let mut request = Originate { from: "101".into(), to: "102".into(), ..Originate::default() };
    change(&mut request);
    let ringing = originate("ams", &request, rules, (&ids(), NOW))?;
    assert_eq!(ringing.expects.headers, [("Uniqueid", "callflow-1795199420.7".to_owned())]);
    assert_eq!(ringing.call.as_str(), "ams-callflow-1795199420.7");
    Ok(sent(&ringing.action.build().unwrap()))
}

#[test]
fn a_call_is_made_from_a_phone_to_a_number() {
    let plain = originated(|_| {}, &rules()).unwrap();
    let lines = [
        "Action: Originate",
        "Channel: PJSIP/101",
        "Context: phones",
        "Exten: 102",
        "Priority: 1",
        "Timeout: 30000",
        "Async: true",
        "ChannelId: callflow-1795199420.7",
        "OtherChannelId: callflow-1795199420.8",
    ];
    assert_eq!(plain, lines);
    let full = originated(
        |request| {
            request.from = "PJSIP/soft-1".into();
            request.context = Some("lab".into());
            request.timeout_s = Some(300);
            request.caller_id = Some(CallerId { number: "100".into(), name: Some("Zoë O'Neil".into()) });
            request.variables = [("X_CRM_ID".to_owned(), "crm-77".to_owned())].into();
        },
        &rules(),
    );
    let full = full.unwrap();
    assert_eq!(
        (&*full[1], &*full[2], &*full[5]),
        ("Channel: PJSIP/soft-1", "Context: lab", "Timeout: 300000")
    );
    assert_eq!(full[9..], ["CallerID: \"Zoë O'Neil\" <100>", "Variable: X_CRM_ID=crm-77"]);
    let dialer = originated(
        |request| (request.from, request.trunk) = ("+493012345".into(), Some("carrier".into())),
        &rules(),
    );
    assert_eq!(dialer.unwrap()[1], "Channel: PJSIP/+493012345@carrier");
}

#[test]
fn a_call_is_made_only_as_the_rules_allow() {
    type Change = fn(&mut Originate);
    let invalid = |field, message: &str| ControlError::invalid(field, message);
    for (name, change, rules, want) in [
        (
            "outside",
            (|r| r.to = "+493012345".into()) as Change,
            Rules { originate_outside: false, ..rules() },
            Refusal::Outside.into(),
        ),
        ("number", |r| r.to = "+12025550143".into(), rules(), Refusal::NumberNotAllowed.into()),
        ("from", |r| r.from = "+12025550143".into(), rules(), Refusal::NumberNotAllowed.into()),
        (
            "no trunk",
            |r| r.from = "+493012345".into(),
            rules(),
            invalid("from", "is an outside number, which takes a trunk"),
        ),
        (
            "trunk",
            |r| (r.from, r.trunk) = ("+493012345".into(), Some("other".into())),
            rules(),
            Refusal::Trunk { trunk: "other".into() }.into(),
        ),
        (
            "911",
            |r| (r.from, r.trunk) = ("911".into(), Some("carrier".into())),
            rules(),
            invalid("from", "is internal, and not to be rung over a trunk"),
        ),
        ("context", |_| {}, Rules::default(), Refusal::NoContext.into()),
        ("technology", |r| r.from = "Local/101@phones".into(), rules(), Refusal::Interface.into()),
        (
            "caller",
            |r| r.caller_id = Some(CallerId { number: "+12025550143".into(), name: None }),
            rules(),
            Refusal::CallerId.into(),
        ),
        (
            "variable",
            |r| r.variables = [("OTHER".to_owned(), "1".to_owned())].into(),
            rules(),
            Refusal::Variable { name: "OTHER".into() }.into(),
        ),
        ("timeout", |r| r.timeout_s = Some(0), rules(), invalid("timeout_s", "not between 1 and 300")),
    ] {
        assert_eq!(originated(change, &rules), Err(want), "{name}");
    }
}

#[test]
fn members_join_and_leave_queues() {
    let request = QueueAdd { queue: "sales".into(), agent: "101".into(), ..QueueAdd::default() };
    let event = [("Interface", "PJSIP/101"), ("Queue", "sales")];
    assert_sent(
        add(&request, &rules(), &[]),
        &["Action: QueueAdd", "Queue: sales", "Interface: PJSIP/101"],
        "QueueMemberAdded",
        &event,
    );
    let full = QueueAdd { name: Some("Bob".into()), penalty: Some(3), paused: true, ..request };
    assert_sent(
        add(&full, &rules(), &[]),
        &[
            "Action: QueueAdd",
            "Queue: sales",
            "Interface: PJSIP/101",
            "MemberName: Bob",
            "Penalty: 3",
            "Paused: true",
        ],
        "QueueMemberAdded",
        &event,
    );
    let request = QueueRemove { queue: "sales".into(), agent: "PJSIP/101".into(), ..QueueRemove::default() };
    assert_sent(
        remove(&request, &rules(), &[]),
        &["Action: QueueRemove", "Queue: sales", "Interface: PJSIP/101"],
        "QueueMemberRemoved",
        &event,
    );
}

#[test]
fn members_pause_and_get_penalties_in_one_queue_or_in_all() {
    let request = QueuePause { agent: "101".into(), paused: true, ..QueuePause::default() };
    assert_sent(
        pause(&request, &rules(), &[]),
        &["Action: QueuePause", "Interface: PJSIP/101", "Paused: true"],
        "QueueMemberPause",
        &[("Interface", "PJSIP/101"), ("Paused", "1")],
    );
    let back =
        QueuePause { paused: false, queue: Some("sales".into()), reason: Some("back".into()), ..request };
    assert_sent(
        pause(&back, &rules(), &[]),
        &["Action: QueuePause", "Interface: PJSIP/101", "Paused: false", "Queue: sales", "Reason: back"],
        "QueueMemberPause",
        &[("Interface", "PJSIP/101"), ("Queue", "sales"), ("Paused", "0")],
    );
    let request = QueuePenalty { agent: "101".into(), penalty: 5, queue: Some("sales".into()), pbx: None };
    assert_sent(
        penalty(&request, &rules(), &[]),
        &["Action: QueuePenalty", "Interface: PJSIP/101", "Penalty: 5", "Queue: sales"],
        "QueueMemberPenalty",
        &[("Interface", "PJSIP/101"), ("Queue", "sales"), ("Penalty", "5")],
    );
    let much = QueuePenalty { penalty: u32::MAX, ..request };
    assert!(matches!(penalty(&much, &rules(), &[]), Err(ControlError::Invalid { .. })));
}

#[test]
fn an_agent_is_the_interface_that_the_queue_has() {
    let known = [
        member("sales", "104", "Local/104@agents/n"),
        member("support", "104", "PJSIP/104"),
        member("both", "105", "PJSIP/105"),
        member("both", "105", "SIP/105"),
    ];
    let paused = |queue: Option<&str>, agent: &str| {
        let request = QueuePause {
            queue: queue.map(str::to_owned),
            agent: agent.into(),
            paused: true,
            ..QueuePause::default()
        };
        pause(&request, &rules(), &known).map(|order| order.details.interface.unwrap())
    };
    assert_eq!(paused(Some("sales"), "104").unwrap(), "Local/104@agents/n");
    assert_eq!(paused(Some("support"), "104").unwrap(), "PJSIP/104");
    assert_eq!(paused(Some("sales"), "Local/104@agents/n").unwrap(), "Local/104@agents/n");
    assert_eq!(paused(Some("support"), "Local/104@agents/n"), Err(Refusal::Interface.into()));
    assert_eq!(paused(None, "106").unwrap(), "PJSIP/106");
    let several = ControlError::invalid("agent", "has several interfaces; name one of them");
    assert_eq!(paused(None, "104"), Err(several.clone()));
    assert_eq!(paused(Some("both"), "105"), Err(several));
    assert_eq!(paused(Some("both"), "SIP/105").unwrap(), "SIP/105");

    // To join is something new: not with every interface that some queue has.
    let joins = |agent: &str| {
        let request = QueueAdd { queue: "new".into(), agent: agent.into(), ..QueueAdd::default() };
        add(&request, &rules(), &known).map(|order| order.details.interface.unwrap())
    };
    assert_eq!(joins("104").unwrap(), "PJSIP/104");
    assert_eq!(joins("Local/104@agents/n"), Err(Refusal::Interface.into()));
    let listed = Rules { interfaces: vec!["Local/{number}@agents/n".into()], ..rules() };
    let request = QueueAdd { queue: "new".into(), agent: "Local/107@agents/n".into(), ..QueueAdd::default() };
    assert!(add(&request, &listed, &known).is_ok());
}
