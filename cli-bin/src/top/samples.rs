//! A small floor, for tests.

use std::sync::Arc;

use callflow_core::agent::AgentState;
use callflow_core::call::CallState;
use callflow_core::queue::QueueMember;
use callflow_core::{Call, Timestamp};
use serde_json::json;

use super::floor::{AgentNow, Floor, QueueNow};

/// 18:16:00 and so many seconds.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros((1_795_198_560 + seconds) * 1_000_000)
}

/// A call of which little is known.
fn call(id: &str, state: CallState) -> Call {
    let text = format!(
        r#"{{
        "id": "{id}", "tenant": "default", "pbx": "p", "linkedid": "1.1", "direction": "inbound", "state": {state},
        "disposition": null, "caller": {{"number": "+12025550143", "name": "ACME"}}, "dialled": "+15125550170",
        "did": null, "answered": false, "answered_by": null, "answered_by_name": null, "final_party": null,
        "hung_up_by": null, "hangup_cause": null, "blocked": false, "voicemail": false, "started_at": "{begun}",
        "answered_at": null, "ended_at": null, "ring_ms": 0, "wait_ms": 0, "talk_ms": 0, "hold_ms": 0,
        "duration_ms": 0, "queue": null, "queue_visits": [], "parties": [], "transfers": [], "forwards": [],
        "pickups": [], "holds": [], "parks": [], "recordings": [], "conference": null, "dtmf": [],
        "originated": false, "originated_by": null, "legs": [], "segments": [], "merged_into": null, "merged": [],
        "reconstructed": false, "gaps": 0, "account_code": null, "variables": {{}}, "version": 1, "revised_at": null
        }}"#,
        state = serde_json::to_string(&state).unwrap(),
        begun = at(-90),
    );
    serde_json::from_str(&text).unwrap()
}

/// One call talks, one rings, one waits; of three agents one could answer.
pub(super) fn floor() -> Floor {
    let mut talks = call("p-1", CallState::Up);
    talks.answered_at = Some(at(-60));
    (talks.answered_by, talks.final_party, talks.queue) =
        (Some("101".into()), Some("101".into()), Some("sales".into()));
    let mut rings = call("p-2", CallState::Ringing);
    rings.started_at = at(-5);
    (rings.caller.number, rings.dialled) = (Some("+12025550155".into()), Some("102".into()));
    rings.parties = vec![
        serde_json::from_value(json!({
            "number": "102", "name": "Ann", "role": "callee", "answered": false, "outcome": null
        }))
        .unwrap(),
    ];
    let mut waits = call("p-3", CallState::Queued);
    waits.started_at = at(-4);
    (waits.caller.number, waits.queue) = (None, Some("sales".into()));
    waits.queue_visits = vec![
        serde_json::from_value(json!({
            "queue": "sales", "joined_at": at(-3).to_string(), "left_at": null, "outcome": null, "position": 1,
            "wait_ms": 0, "member": null, "talk_ms": 0, "hold_ms": 0, "attempts": []
        }))
        .unwrap(),
    ];
    Floor {
        calls: [talks, rings, waits].map(Arc::new).into(),
        queues: vec![queue("sales", 1), queue("support", 0)],
        agents: vec![
            agent("101", "Bob Example", AgentState::InCall, -60),
            agent("102", "Ann Example", AgentState::Available, -600),
            agent("103", "日本 語", AgentState::Paused, -4_000),
        ],
    }
}

fn queue(name: &str, waiting: u32) -> QueueNow {
    QueueNow {
        queue: name.into(),
        pbx: "p".into(),
        waiting,
        waiting_since: (waiting > 0).then(|| at(-3)),
        members: vec![member(name, "101", true), member(name, "102", false)],
        today: None,
    }
}

fn member(queue: &str, number: &str, in_call: bool) -> QueueMember {
    QueueMember {
        queue: queue.into(),
        member: number.into(),
        interface: format!("PJSIP/{number}").into(),
        name: None,
        state: None,
        paused: false,
        reason: None,
        penalty: 0,
        in_call,
        removed: false,
    }
}

fn agent(number: &str, name: &str, state: AgentState, since: i64) -> AgentNow {
    AgentNow {
        agent: number.into(),
        pbx: "p".into(),
        name: Some(name.into()),
        state,
        since: at(since),
        reason: (state == AgentState::Paused).then(|| "lunch".into()),
        queue: (state == AgentState::InCall).then(|| "sales".into()),
        queues: vec!["sales".into(), "support".into()],
        today: None,
    }
}
