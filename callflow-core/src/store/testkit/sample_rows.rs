//! Made-up rows, each with a value in every field.

use alloc::format;
use alloc::sync::Arc;
use alloc::vec;
use core::time::Duration;

use super::sample::at;
use crate::agent::AgentState;
use crate::device_state::{DeviceState, ExtensionStatus};
use crate::extension::{Contact, ContactStatus, ExtensionRecord};
use crate::lease::{Lease, LeaseId, LeaseState};
use crate::queue::QueueMember;
use crate::store::{AgentRow, DeviceEventRow, ExtensionRow, IntervalRow, LeaseRow, MemberRow, QueueRow};
use crate::time::Timestamp;

/// A microsecond after a second, so that a store that rounds is seen.
fn just_after(second: i64) -> Timestamp {
    at(second).saturating_add(Duration::from_micros(1))
}

fn text(text: &str) -> Arc<str> {
    text.into()
}

/// A queue that was seen in this second.
#[must_use]
pub fn queue(name: &str, second: i64) -> QueueRow {
    QueueRow { pbx: text("default"), tenant: text("default"), queue: text(name), seen_at: just_after(second) }
}

/// The member `PJSIP/NUMBER` of a queue, changed in this second.
#[must_use]
pub fn member(queue: &str, number: &str, second: i64) -> MemberRow {
    let member = QueueMember {
        queue: text(queue),
        member: text(number),
        interface: format!("PJSIP/{number}").into(),
        name: Some(text("Zoë O'Neil")),
        state: Some(DeviceState::RingInUse),
        paused: true,
        reason: Some(text("lunch")),
        penalty: 3,
        in_call: true,
        removed: false,
    };
    MemberRow { pbx: text("default"), tenant: text("default"), member, changed_at: just_after(second) }
}

/// An agent that paused in this second.
#[must_use]
pub fn agent(name: &str, second: i64) -> AgentRow {
    AgentRow {
        pbx: text("default"),
        tenant: text("default"),
        agent: text(name),
        number: Some(text(name)),
        name: Some(text("Zoë O'Neil")),
        state: AgentState::Paused,
        since: just_after(second),
        reason: Some(text("lunch")),
        queue: Some(text("sales")),
        queues: vec![text("support"), text("sales")],
        changed_at: just_after(second),
    }
}

/// An agent's call of a queue from one second to another, or one that goes on.
#[must_use]
pub fn interval(agent: &str, from: i64, to: Option<i64>) -> IntervalRow {
    IntervalRow {
        pbx: text("default"),
        tenant: text("default"),
        agent: text(agent),
        state: AgentState::InCall,
        reason: Some(text("none: it's a call")),
        queue: Some(text("sales")),
        from: just_after(from),
        to: to.map(just_after),
    }
}

/// A lease that was made in this second.
#[must_use]
pub fn lease(extension: &str, second: i64) -> LeaseRow {
    LeaseRow {
        pbx: text("default"),
        tenant: text("default"),
        lease: Lease {
            extension: text(extension),
            state: LeaseState::Reserved,
            id: Some(LeaseId::new(&format!("client-{second}"))),
            expires_at: Some(just_after(second + 60)),
        },
        changed_at: just_after(second),
    }
}

fn contact(extension: &str, second: i64) -> Contact {
    Contact {
        uri: format!("sip:{extension}@127.0.0.1:6101").into(),
        status: ContactStatus::Reachable,
        since: just_after(second),
        user_agent: Some(text("a \"phone\"")),
    }
}

/// An extension that registered in this second.
#[must_use]
pub fn extension(extension: &str, second: i64) -> ExtensionRow {
    ExtensionRow {
        pbx: text("default"),
        tenant: text("default"),
        extension: ExtensionRecord {
            extension: text(extension),
            status: ExtensionStatus::Online,
            device_state: Some(DeviceState::OnHold),
            registered: true,
            contacts: vec![contact(extension, second)],
            lease: lease(extension, second).lease,
            last_activity_at: just_after(second),
        },
        changed_at: just_after(second),
    }
}

/// The same as an event.
#[must_use]
pub fn device_event(extension: &str, second: i64) -> DeviceEventRow {
    DeviceEventRow {
        pbx: text("default"),
        tenant: text("default"),
        id: format!("default-{extension}@{second}").into(),
        extension: text(extension),
        at: just_after(second),
        status: ExtensionStatus::Online,
        device_state: Some(DeviceState::OnHold),
        registered: true,
        contacts: vec![contact(extension, second)],
    }
}
