//! Changes and audiences for tests: two tenants, few numbers and queues, so that everything meets.

use std::sync::Arc;

use callflow_accounts::reach::Reach;
use callflow_core::agent::{AgentChange, AgentState};
use callflow_core::device_state::ExtensionStatus;
use callflow_core::extension::ExtensionRecord;
use callflow_core::lease::{Lease, LeaseState};
use callflow_core::queue::QueueMember;
use callflow_core::store::testkit::sample::Sample;
use callflow_core::{Call, Change, ChangeKind, Timestamp};
use proptest::prelude::*;

use super::audience::Audience;

pub(super) const TENANTS: [&str; 2] = ["acme", "default"];
const QUEUES: [&str; 2] = ["sales", "support"];
const NUMBERS: [&str; 3] = ["101", "102", "103"];

fn any_of(words: &'static [&'static str]) -> impl Strategy<Value = Arc<str>> {
    proptest::sample::select(words).prop_map(Arc::from)
}

fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Vec<Arc<str>>> {
    proptest::sample::subsequence(words, 0..=words.len())
        .prop_map(|words| words.into_iter().map(Arc::from).collect())
}

pub(super) fn reach() -> impl Strategy<Value = Option<Reach>> {
    let own = (any_of(&TENANTS), some_of(&NUMBERS))
        .prop_map(|(tenant, numbers)| Reach::Own { tenant, numbers: numbers.into_iter().collect() });
    let queues =
        (any_of(&TENANTS), some_of(&NUMBERS), some_of(&QUEUES)).prop_map(|(tenant, numbers, queues)| {
            Reach::Queues {
                tenant,
                numbers: numbers.into_iter().collect(),
                queues: queues.into_iter().collect(),
            }
        });
    prop_oneof![
        1 => Just(None),
        3 => own.prop_map(Some),
        3 => queues.prop_map(Some),
        2 => any_of(&TENANTS).prop_map(|tenant| Some(Reach::Tenant(tenant))),
        1 => Just(Some(Reach::Everything)),
    ]
}

pub(super) fn audience() -> impl Strategy<Value = Arc<Audience>> {
    (reach(), reach(), reach(), reach(), any::<bool>()).prop_map(
        |(calls, queues, agents, extensions, sees_numbers)| {
            Arc::new(Audience { calls, queues, agents, extensions, sees_numbers })
        },
    )
}

pub(super) fn call() -> impl Strategy<Value = Call> {
    let parts = (0..6_u8, any_of(&TENANTS), any_of(&QUEUES), any_of(&NUMBERS), any::<[bool; 3]>());
    parts.prop_map(|(id, tenant, queue, member, [queued, waits, ended])| {
        let id = format!("default-{id}");
        let mut sample = Sample::new(&id, 1).inbound("+12025550143", "+15125550170");
        if queued {
            sample = sample.through(&queue, &member);
        }
        if !ended {
            sample = sample.live();
        }
        sample
            .with(|call| {
                call.tenant = tenant;
                call.pbx = "default".into();
                for visit in call.queue_visits.iter_mut().filter(|_| waits && !ended) {
                    visit.left_at = None;
                }
            })
            .build()
    })
}

fn agent() -> impl Strategy<Value = AgentChange> {
    (any_of(&NUMBERS), some_of(&QUEUES), any::<bool>()).prop_map(|(agent, queues, paused)| AgentChange {
        number: Some(agent.clone()),
        agent,
        name: None,
        state: if paused { AgentState::Paused } else { AgentState::Available },
        since: Timestamp::default(),
        reason: None,
        queue: None,
        queues,
        before: None,
    })
}

fn member() -> impl Strategy<Value = QueueMember> {
    (any_of(&QUEUES), any_of(&NUMBERS), any::<[bool; 2]>()).prop_map(|(queue, member, [paused, removed])| {
        QueueMember {
            queue,
            interface: format!("PJSIP/{member}").into(),
            member,
            name: None,
            state: None,
            paused,
            reason: None,
            penalty: 0,
            in_call: false,
            removed,
        }
    })
}

fn lease(extension: Arc<str>, free: bool) -> Lease {
    let state = if free { LeaseState::Free } else { LeaseState::Busy };
    Lease { extension, state, id: None, expires_at: None }
}

fn extension() -> impl Strategy<Value = ExtensionRecord> {
    (any_of(&NUMBERS), any::<bool>()).prop_map(|(extension, registered)| ExtensionRecord {
        status: if registered { ExtensionStatus::Online } else { ExtensionStatus::Offline },
        device_state: None,
        registered,
        contacts: Vec::new(),
        lease: lease(extension.clone(), true),
        last_activity_at: Timestamp::default(),
        extension,
    })
}

/// A change as the core would tell it; whose it is, is anybody's.
pub(super) fn change() -> impl Strategy<Value = Arc<Change>> {
    let of_call = (call(), any::<bool>()).prop_map(|(call, merged)| {
        let mut call = Box::new(call);
        if merged {
            call.merged_into = Some(callflow_core::CallId::new("default-x"));
            return ChangeKind::CallMerged(call);
        }
        match call.ended_at {
            Some(_) => ChangeKind::CallEnded(call),
            None => ChangeKind::CallUpdated(call),
        }
    });
    let kind = prop_oneof![
        6 => of_call,
        2 => agent().prop_map(ChangeKind::AgentState),
        2 => member().prop_map(ChangeKind::QueueMember),
        2 => extension().prop_map(ChangeKind::ExtensionStatus),
        1 => (any_of(&NUMBERS), any::<bool>())
            .prop_map(|(extension, free)| ChangeKind::LeaseChanged(lease(extension, free))),
        1 => Just(ChangeKind::LinkGap),
    ];
    (any_of(&TENANTS), kind).prop_map(|(tenant, kind)| {
        let tenant = match &kind {
            // The plan gives all queues and phones to one tenant, by name.
            ChangeKind::QueueMember(_) | ChangeKind::ExtensionStatus(_) | ChangeKind::LeaseChanged(_) => {
                "default".into()
            }
            kind => kind.call().map_or(tenant, |call| call.tenant.clone()),
        };
        let (id, at) = ("default-1".into(), Timestamp::default());
        Arc::new(Change { id, at, tenant, pbx: "default".into(), kind })
    })
}
