//! What each change leaves behind, and which rows stay.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Rows, best};
use crate::agent::{AgentChange, AgentState, Interval};
use crate::change::{Anomaly, AnomalyKind, Change, ChangeKind, QueueJoined, QueueLeft};
use crate::ids::CallId;
use crate::store::Dated;
use crate::store::testkit::sample::{Sample, at};
use crate::store::testkit::sample_rows::{agent, device_event, extension, interval, lease, member};
use crate::time::Timestamp;

/// What the change number 17 in this second leaves, of the tenant `acme` on `ams`.
fn taken(second: i64, kind: ChangeKind) -> Rows {
    let mut rows = Rows::default();
    let change =
        Change { id: "ams-17".into(), at: at(second), tenant: "acme".into(), pbx: "ams".into(), kind };
    rows.take(&change);
    rows
}

fn names(pbx: &Arc<str>, tenant: &Arc<str>) -> bool {
    (&**pbx, &**tenant) == ("ams", "acme")
}

#[test]
fn callers_who_come_and_go_tell_of_their_queue() {
    let joined = QueueJoined { queue: "sales".into(), call: CallId::new("c"), position: Some(1) };
    let left = QueueLeft { queue: "sales".into(), call: CallId::new("c"), outcome: None };
    for kind in [ChangeKind::QueueJoined(joined), ChangeKind::QueueLeft(left)] {
        let rows = taken(3, kind);
        let queue = &rows.queues[0];
        assert_eq!((&*queue.queue, queue.seen_at, rows.len()), ("sales", at(3), 1));
        assert!(names(&queue.pbx, &queue.tenant));
    }
}

#[test]
fn a_member_tells_of_itself_and_its_queue() {
    let member = member("sales", "101", 0).member;
    let rows = taken(3, ChangeKind::QueueMember(member.clone()));
    assert_eq!((rows.len(), &*rows.queues[0].queue, rows.queues[0].seen_at), (2, "sales", at(3)));
    let row = &rows.members[0];
    assert_eq!((&row.member, row.changed_at), (&member, at(3)));
    assert!(names(&row.pbx, &row.tenant));
}

fn agent_change(since: Timestamp, before: Option<Interval>) -> AgentChange {
    let row = agent("101", 0);
    AgentChange {
        agent: row.agent,
        number: row.number,
        name: row.name,
        state: AgentState::Paused,
        since,
        reason: row.reason,
        queue: row.queue,
        queues: row.queues,
        before,
    }
}

fn before(from: i64, to: i64) -> Interval {
    let queue = Some("sales".into());
    Interval { state: AgentState::InCall, reason: None, queue, from: at(from), to: Some(at(to)) }
}

#[test]
fn an_agent_tells_of_itself_and_of_two_intervals() {
    let rows = taken(9, ChangeKind::AgentState(agent_change(at(9), Some(before(2, 9)))));
    assert_eq!((rows.len(), rows.agents.len()), (3, 1));
    let row = &rows.agents[0];
    assert_eq!((row.state, row.since, row.changed_at), (AgentState::Paused, at(9), at(9)));
    assert_eq!((row.reason.as_deref(), &row.queues), (Some("lunch"), &agent("101", 0).queues));
    let [ended, begun] = &rows.intervals[..] else { panic!("{rows:?}") };
    assert_eq!((ended.state, ended.from, ended.to), (AgentState::InCall, at(2), Some(at(9))));
    assert_eq!((ended.queue.as_deref(), ended.reason.as_deref()), (Some("sales"), None));
    assert_eq!((begun.state, begun.from, begun.to), (AgentState::Paused, at(9), None));
    assert!(names(&ended.pbx, &ended.tenant) && names(&begun.pbx, &begun.tenant));
}

#[test]
fn an_agent_that_is_new_has_done_nothing_before() {
    let rows = taken(9, ChangeKind::AgentState(agent_change(at(9), None)));
    assert_eq!((rows.intervals.len(), rows.intervals[0].to), (1, None));
}

#[test]
fn an_interval_of_no_length_does_not_end_the_next_one() {
    let mut rows = taken(9, ChangeKind::AgentState(agent_change(at(9), Some(before(2, 9)))));
    rows.take(&Change {
        id: "ams-18".into(),
        at: at(9),
        tenant: "acme".into(),
        pbx: "ams".into(),
        kind: ChangeKind::AgentState(AgentChange {
            state: AgentState::Available,
            ..agent_change(at(9), Some(before(9, 9)))
        }),
    });
    let left: Vec<_> = best(&rows.intervals).iter().map(|row| (row.state, row.from, row.to)).collect();
    assert_eq!(left, [(AgentState::InCall, at(2), Some(at(9))), (AgentState::Available, at(9), None)]);
}

#[test]
fn an_extension_tells_of_itself_and_leaves_an_event() {
    let record = extension("101", 0).extension;
    let rows = taken(3, ChangeKind::ExtensionStatus(record.clone()));
    assert_eq!((rows.len(), &rows.extensions[0].extension), (2, &record));
    assert_eq!(rows.extensions[0].changed_at, at(3));
    let event = &rows.device_events[0];
    assert_eq!(&*event.id, "ams-17@1795197603000000");
    assert_eq!((&*event.extension, event.at, event.registered), ("101", at(3), true));
    assert_eq!((event.status, event.device_state), (record.status, record.device_state));
    assert_eq!(event.contacts, record.contacts);
    assert!(names(&event.pbx, &event.tenant));
}

#[test]
fn a_lease_tells_of_itself() {
    let lease = lease("3001", 0).lease;
    let rows = taken(3, ChangeKind::LeaseChanged(lease.clone()));
    assert_eq!((rows.len(), &rows.leases[0].lease, rows.leases[0].changed_at), (1, &lease, at(3)));
}

#[test]
fn calls_gaps_and_anomalies_leave_nothing() {
    let call = || Box::new(Sample::new("c", 0).through("sales", "101").build());
    let anomaly =
        Anomaly { at: at(0), kind: AnomalyKind::UnknownChannel, detail: "x".into(), uniqueid: None };
    for kind in [
        ChangeKind::CallStarted(call()),
        ChangeKind::CallUpdated(call()),
        ChangeKind::CallEnded(call()),
        ChangeKind::CallMerged(call()),
        ChangeKind::LinkGap,
        ChangeKind::LinkResynced,
        ChangeKind::Anomaly(anomaly),
    ] {
        let rows = taken(3, kind);
        assert!(rows.is_empty(), "{rows:?}");
    }
}

#[test]
fn one_row_a_key_stays() {
    let [first, last] = [agent("101", 7), agent("101", 7)];
    let last = crate::store::AgentRow { name: None, ..last };
    let rows = [agent("102", 1), first, agent("101", 3), last.clone(), agent("101", 5)];
    assert_eq!(best(&rows), [&last, &rows[0]]);
    let intervals = [interval("101", 0, Some(4)), interval("101", 0, None), interval("101", 4, None)];
    assert_eq!(best(&intervals), [&intervals[0], &intervals[2]]);
}

#[test]
fn no_two_rows_of_one_moment_share_an_id() {
    let of = |pbx: &str, name: &str| {
        let mut row = interval(name, 0, None);
        row.pbx = pbx.into();
        row.id().into_owned()
    };
    assert_eq!(of("default", "101"), "default/101");
    assert_ne!(of("a/b", "c"), of("a", "b/c"));
    assert_eq!(of("a/b", "c"), "a%2Fb/c");
    assert_eq!(device_event("101", 0).id(), "default-101@0");
}
