//! Whatever the order of answers, the pieces in which bytes come and the time they take: every frame comes out once
//! and in order, and every action ends once.

use std::collections::BTreeMap;
use std::time::Duration;

use ami_proto::session::{Expect, Output, Role, Ticket};
use ami_proto::{Action, FrameKind};
use proptest::prelude::*;

use super::Talk;

/// What one action is answered with.
#[derive(Clone, Copy, Debug)]
enum Answered {
    Plainly,
    WithItems(usize),
    WithOldItems(usize),
    Never,
}

#[derive(Clone, Debug)]
struct Case {
    actions: Vec<Answered>,
    /// Whose next frame comes; one past the last action is an event of nobody.
    turns: Vec<prop::sample::Index>,
    pieces: Vec<usize>,
    pauses_ms: Vec<u64>,
}

fn cases() -> impl Strategy<Value = Case> {
    let answered = prop_oneof![
        Just(Answered::Plainly),
        (0_usize..4).prop_map(Answered::WithItems),
        (0_usize..4).prop_map(Answered::WithOldItems),
        Just(Answered::Never),
    ];
    let turns = prop::collection::vec(any::<prop::sample::Index>(), 1..80);
    let pieces = prop::collection::vec(1_usize..40, 1..40);
    let pauses = prop::collection::vec(prop_oneof![4 => 0_u64..300, 1 => 3_000_u64..6_000], 1..40);
    (prop::collection::vec(answered, 1..8), turns, pieces, pauses)
        .prop_map(|(actions, turns, pieces, pauses_ms)| Case { actions, turns, pieces, pauses_ms })
}

/// The frames that answer one action, in order.
fn frames(answered: Answered, id: usize) -> Vec<String> {
    let item = |name: &str, more: &str| format!("Event: {name}\r\nActionID: t-{id}\r\n{more}\r\n");
    let head = |more: &str| format!("Response: Success\r\nActionID: t-{id}\r\n{more}\r\n");
    match answered {
        Answered::Never => vec![],
        Answered::Plainly => vec![head("")],
        Answered::WithItems(count) => [head("EventList: start\r\n")]
            .into_iter()
            .chain((0..count).map(|_| item("Item", "")))
            .chain([item("ItemComplete", "EventList: Complete\r\n")])
            .collect(),
        Answered::WithOldItems(count) => [head("Message: Items will follow\r\n")]
            .into_iter()
            .chain((0..count).map(|_| item("Item", "")))
            .chain([item("ItemComplete", "")])
            .collect(),
    }
}

/// The bytes that come, answers of several actions and events between them in the order of the turns.
fn stream(case: &Case) -> String {
    // The login took the first id.
    let mut queues: Vec<_> = case
        .actions
        .iter()
        .enumerate()
        .map(|(index, answered)| frames(*answered, index + 2).into_iter())
        .collect();
    let mut stream = String::new();
    for turn in &case.turns {
        match queues.get_mut(turn.index(case.actions.len() + 1)) {
            Some(queue) => stream.extend(queue.next()),
            None => stream.push_str("Event: Hangup\r\nActionID: another\r\n\r\n"),
        }
    }
    stream
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum End {
    Answered,
    Expired,
    Lost,
}

proptest! {
    #[test]
    fn every_frame_comes_once_and_every_action_ends_once(case in cases()) {
        let mut talk = Talk::logged_in();
        let within = Duration::from_secs(5);
        let mut tickets = Vec::new();
        for _ in &case.actions {
            tickets.push(talk.session.send(&Action::new("X"), Expect::Response, within, talk.now).unwrap());
        }
        let count = talk.session.unsent().len();
        talk.session.wrote(count);

        let stream = stream(&case);
        let mut expected = ami_proto::frames(stream.as_bytes());
        let mut ends: BTreeMap<Ticket, End> = BTreeMap::new();
        let mut rest = stream.as_bytes();
        let (mut pieces, mut pauses) = (case.pieces.iter().cycle(), case.pauses_ms.iter().cycle());
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.len().min(*pieces.next().unwrap()));
            rest = after;
            talk.now += Duration::from_millis(*pauses.next().unwrap());
            talk.session.receive(piece, talk.now);
            while let Some(output) = talk.session.poll(talk.now) {
                match output {
                    Output::Frame(role, frame) => {
                        let next = expected.next().unwrap().unwrap();
                        prop_assert_eq!(frame.bytes(), next.bytes());
                        let id = frame.text("ActionID").unwrap();
                        let of = id.strip_prefix("t-").map(|id| tickets[id.parse::<usize>().unwrap() - 2]);
                        match role {
                            Role::Answer { ticket, last } => {
                                prop_assert_eq!(Some(ticket), of);
                                prop_assert!(!ends.contains_key(&ticket));
                                if last {
                                    ends.insert(ticket, End::Answered);
                                }
                            }
                            Role::Late => prop_assert_eq!(ends.get(&of.unwrap()), Some(&End::Expired)),
                            Role::Event => prop_assert_eq!(of, None),
                            other => prop_assert!(false, "{:?}: {:?}", other, frame.kind() == FrameKind::Event),
                        }
                    }
                    Output::Expired(ticket) => {
                        prop_assert_eq!(ends.insert(ticket, End::Expired), None);
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }
        prop_assert!(expected.next().is_none());
        let under_way = talk.session.under_way();
        prop_assert_eq!(under_way, tickets.len() - ends.len());
        for (ticket, _) in talk.session.lose() {
            prop_assert_eq!(ends.insert(ticket, End::Lost), None);
        }
        prop_assert_eq!(ends.len(), tickets.len());
    }
}
