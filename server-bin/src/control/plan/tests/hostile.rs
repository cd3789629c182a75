//! What an attacker writes into the fields of requests.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Texts that Asterisk, or the line they stand in, would take for more than they seem.
const HOSTILE: &[&str] = &[
    "101\r\nAction: Command\r\nCommand: core stop now",
    "101\nVariable: X=1",
    "101\r",
    "101\0",
    "101&Local/900@out",
    "PJSIP/101&PJSIP/102",
    "Local/101@phones",
    "local/101@phones/n",
    "PJSIP/101@carrier",
    "101@carrier",
    "101/carrier",
    "101,30,tT",
    "101|x",
    "${SHELL(id)}",
    "$[1+1]",
    "101)",
    "SHELL(id)",
    "/^PJSIP/",
    "<101>",
    "\"101\"",
    "101\\",
    "101;x",
    "101`id`",
    "../101",
    "\u{202e}101",
    "",
];

/// Every verb with every text field set to `text`; the others are as they should be.
fn every_field(text: &str) -> Vec<(&'static str, Result<Vec<Action>, ControlError>)> {
    let (call, rules) = (talking(), rules());
    let text = || text.to_owned();
    let actions = |order: Result<Order, ControlError>| order.map(|order| order.actions);
    let rung = |change: &dyn Fn(&mut Originate)| {
        let mut request = Originate { from: "101".into(), to: "102".into(), ..Originate::default() };
        change(&mut request);
        let ringing = originate("ams", &request, &rules, (&ids(), NOW))?;
        Ok(vec![ringing.action.build()?])
    };
    let shown = |number: &str, name: Option<String>| Some(CallerId { number: number.into(), name });
    let moved = |party: Option<Party>, to: String, context| {
        actions(transfer(&call, &Transfer { party, to, context }, &rules))
    };
    let added = |queue: String, agent: String, name| {
        actions(add(&QueueAdd { queue, agent, name, ..QueueAdd::default() }, &rules, &[]))
    };
    let paused = |queue, agent: String, reason| {
        actions(pause(&QueuePause { pbx: None, queue, agent, paused: true, reason }, &rules, &[]))
    };
    let sales = || "sales".to_owned();
    let agent = || "101".to_owned();
    vec![
        ("hangup.party", actions(hang_up(&call, Some(&text()), None))),
        ("transfer.party", moved(Some(text().into()), "102".into(), None)),
        ("transfer.to", moved(None, text(), None)),
        ("transfer.context", moved(None, "102".into(), Some(text()))),
        ("park.party", actions(park(&call, &Park { party: Some(text().into()), ..Park::default() }))),
        ("park.lot", actions(park(&call, &Park { lot: Some(text()), ..Park::default() }))),
        (
            "recording.party",
            actions(recording(
                &call,
                &Recording { action: RecordingStep::On, party: Some(text().into()) },
                &rules,
                NOW,
            )),
        ),
        ("dtmf.digits", actions(dtmf(&call, &Dtmf { party: None, digits: text() }))),
        ("originate.from", rung(&|request| request.from = text())),
        ("originate.to", rung(&|request| request.to = text())),
        ("originate.context", rung(&|request| request.context = Some(text()))),
        (
            "originate.trunk",
            rung(&|request| (request.from, request.trunk) = ("+493012345".into(), Some(text()))),
        ),
        (
            "originate.from over a trunk",
            rung(&|request| (request.from, request.trunk) = (text(), Some("carrier".into()))),
        ),
        ("originate.caller_id.number", rung(&|request| request.caller_id = shown(&text(), None))),
        ("originate.caller_id.name", rung(&|request| request.caller_id = shown("100", Some(text())))),
        (
            "originate.variables, a name",
            rung(&|request| request.variables = BTreeMap::from([(text(), "1".to_owned())])),
        ),
        (
            "originate.variables, a value",
            rung(&|request| request.variables = BTreeMap::from([("X_CRM_ID".to_owned(), text())])),
        ),
        ("queue_add.queue", added(text(), agent(), None)),
        ("queue_add.agent", added(sales(), text(), None)),
        ("queue_add.name", added(sales(), agent(), Some(text()))),
        (
            "queue_remove.queue",
            actions(remove(&QueueRemove { pbx: None, queue: text(), agent: agent() }, &rules, &[])),
        ),
        (
            "queue_remove.agent",
            actions(remove(&QueueRemove { pbx: None, queue: sales(), agent: text() }, &rules, &[])),
        ),
        ("queue_pause.queue", paused(Some(text()), agent(), None)),
        ("queue_pause.agent", paused(None, text(), None)),
        ("queue_pause.reason", paused(None, agent(), Some(text()))),
        (
            "queue_penalty.agent",
            actions(penalty(&QueuePenalty { agent: text(), ..QueuePenalty::default() }, &rules, &[])),
        ),
    ]
}

/// The headers that an action may have, in this order, each at most once; the first so many it always has.
fn headers_of(action: &str) -> (usize, &'static [&'static str]) {
    match action {
        "Hangup" => (3, &["Action", "Channel", "Cause"]),
        "BlindTransfer" => (4, &["Action", "Channel", "Context", "Exten"]),
        "Park" => (3, &["Action", "Channel", "TimeoutChannel", "Parkinglot", "Timeout"]),
        "MixMonitor" => (3, &["Action", "Channel", "File"]),
        "PlayDTMF" => (3, &["Action", "Channel", "Digit"]),
        "Originate" => (
            9,
            &[
                "Action",
                "Channel",
                "Context",
                "Exten",
                "Priority",
                "Timeout",
                "Async",
                "ChannelId",
                "OtherChannelId",
                "CallerID",
                "Variable",
            ],
        ),
        "QueueAdd" => (3, &["Action", "Queue", "Interface", "MemberName", "Penalty", "Paused"]),
        "QueueRemove" => (3, &["Action", "Queue", "Interface"]),
        "QueuePause" => (3, &["Action", "Interface", "Paused", "Queue", "Reason"]),
        "QueuePenalty" => (3, &["Action", "Interface", "Penalty", "Queue"]),
        other => panic!("{other}"),
    }
}

/// Whether the action, as it is read at the other end, has the headers that it should have, and no others.
fn assert_shape(field: &str, action: &Action) {
    let names: Vec<String> = sent(action)
        .iter()
        .map(|line| line.split_once(": ").map_or("", |(name, _)| name).to_owned())
        .collect();
    let (always, may) = headers_of(std::str::from_utf8(action.name()).unwrap());
    assert_eq!(names[..always], may[..always], "{field}: {action:?}");
    let mut allowed = may.iter();
    for name in &names {
        assert!(allowed.any(|other| other == name), "{field}: {name} in {action:?}");
    }
}

#[test]
fn no_hostile_text_gets_through_any_field() {
    for text in HOSTILE {
        for (field, made) in every_field(text) {
            assert!(made.is_err(), "{field} took {text:?}: {made:?}");
        }
    }
}

#[test]
fn the_fields_would_take_what_is_right() {
    let right = |field: &str| match field {
        "transfer.context" | "originate.context" => "lab",
        "originate.trunk" => "carrier",
        "originate.from over a trunk" => "+493012345",
        "originate.variables, a name" => "X_CRM_ID",
        _ => "101",
    };
    let fields: Vec<&str> = every_field("").into_iter().map(|(field, _)| field).collect();
    for field in fields {
        let made = every_field(right(field)).into_iter().find(|(name, _)| *name == field).unwrap().1;
        for action in made.unwrap_or_else(|error| panic!("{field}: {error}")) {
            assert_shape(field, &action);
        }
    }
}

proptest! {
    /// Whatever stands in the fields, what is sent is one action with the headers that it should have.
    #[test]
    fn no_text_makes_another_header(
        text in prop_oneof![
            "[0-9A-Za-z*#+_. -]{0,12}",
            "\\PC{0,40}",
            ".{0,20}",
            (proptest::sample::select(HOSTILE), "[0-9A-Za-z \r\n:]{0,8}").prop_map(|(text, more)| format!("{more}{text}")),
        ],
    ) {
        for (field, made) in every_field(&text) {
            for action in made.into_iter().flatten() {
                assert_shape(field, &action);
                let values = sent(&action).concat();
                let taken = |letter: char| "&@,|$(){}\\".contains(letter);
                // The trunk's dial string has the one `@` that the operator wrote.
                prop_assert!(
                    values.matches(taken).count() <= usize::from(field == "originate.from over a trunk" || field == "originate.trunk"),
                    "{field}: {values}"
                );
            }
        }
    }
}
