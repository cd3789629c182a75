//! Made-up calls and members.

use callflow_core::call::{CallLeg, CallState, Role};
use callflow_core::queue::QueueMember;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::{Call, Uniqueid};

/// +12025550143 called, and talks with 101.
pub(in crate::control) fn talking() -> Call {
    Sample::new("default-1.1", 0)
        .inbound("+12025550143", "+15125550101")
        .live()
        .with(|call| {
            call.state = CallState::Up;
            call.answered = true;
            (call.answered_by, call.final_party) = (Some("101".into()), Some("101".into()));
            call.legs = vec![
                leg("1.1", "PJSIP/trunk-00000001", Role::Caller, "+12025550143", true),
                leg("1.2", "PJSIP/101-00000002", Role::Callee, "101", true),
            ];
        })
        .build()
}

pub(in crate::control) fn leg(id: &str, channel: &str, role: Role, number: &str, up: bool) -> CallLeg {
    CallLeg {
        uniqueid: Uniqueid::new(id),
        channel: channel.into(),
        role,
        number: Some(number.into()),
        name: None,
        started_at: at(0),
        ringing_at: Some(at(1)),
        answered_at: up.then_some(at(5)),
        ended_at: None,
        hangup_cause: None,
        dial_status: None,
        internal: false,
    }
}

pub(in crate::control) fn member(queue: &str, member: &str, interface: &str) -> QueueMember {
    QueueMember {
        queue: queue.into(),
        member: member.into(),
        interface: interface.into(),
        name: None,
        state: None,
        paused: false,
        reason: None,
        penalty: 0,
        in_call: false,
        removed: false,
    }
}
