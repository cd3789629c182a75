//! Made-up records.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use crate::call::{
    Attempt, AttemptOutcome, BridgeSegment, Call, CallLeg, CallState, Caller, Direction, HungUpBy, Outcome,
    Party, QueueVisit, Role, VisitOutcome,
};
use crate::cause::HangupCause;
use crate::disposition::Disposition;
use crate::ids::{BridgeId, CallId, Linkedid, Uniqueid};
use crate::time::Timestamp;

/// The second in which sample calls begin: 2026-11-20T18:00:00Z.
pub const BEGINNING: i64 = 1_795_197_600;

/// The time `seconds` after [`BEGINNING`].
#[must_use]
pub const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros((BEGINNING + seconds) * 1_000_000)
}

/// Builds a record; from the start it is that of an ended internal call from 100 to 101 in version 1, answered
/// after 5 s and over after 65 s, with two legs, a party and a segment.
#[derive(Clone, Debug)]
pub struct Sample {
    call: Call,
}

impl Sample {
    /// The call `id`, which began at this second after [`BEGINNING`].
    #[must_use]
    pub fn new(id: &str, second: i64) -> Self {
        let start = at(second);
        let answer = start.saturating_add(core::time::Duration::from_secs(5));
        let end = start.saturating_add(core::time::Duration::from_secs(65));
        let call = Call {
            id: CallId::new(id),
            tenant: "default".into(),
            pbx: "default".into(),
            linkedid: Linkedid::new(&format!("{}.{second}", BEGINNING + second)),
            direction: Direction::Internal,
            state: CallState::Ended,
            disposition: Some(Disposition::Answered),
            caller: Caller {
                number: Some("100".into()),
                name: Some("Ann Example".into()),
                ..Caller::default()
            },
            dialled: Some("101".into()),
            did: None,
            answered: true,
            answered_by: Some("101".into()),
            answered_by_name: Some("Bob Example".into()),
            final_party: Some("101".into()),
            hung_up_by: Some(HungUpBy::Caller),
            hangup_cause: Some(HangupCause::NORMAL_CLEARING),
            blocked: false,
            voicemail: false,
            started_at: start,
            answered_at: Some(answer),
            ended_at: Some(end),
            ring_ms: 4_000,
            wait_ms: 5_000,
            talk_ms: 60_000,
            hold_ms: 0,
            duration_ms: 65_000,
            queue: None,
            queue_visits: Vec::new(),
            turned_away: Vec::new(),
            parties: vec![party("101", Some("Bob Example"))],
            transfers: Vec::new(),
            forwards: Vec::new(),
            pickups: Vec::new(),
            holds: Vec::new(),
            parks: Vec::new(),
            recordings: Vec::new(),
            playbacks: Vec::new(),
            stasis: Vec::new(),
            conference: None,
            dtmf: Vec::new(),
            originated: false,
            originated_by: None,
            legs: vec![
                leg(&format!("{id}.0"), Role::Caller, "100", start, end),
                leg(&format!("{id}.1"), Role::Callee, "101", start, end),
            ],
            legs_left_out: 0,
            segments: vec![BridgeSegment {
                bridge: BridgeId::new("b-1"),
                from: answer,
                to: Some(end),
                parties: vec!["100".into(), "101".into()],
            }],
            merged_into: None,
            merged: Vec::new(),
            reconstructed: false,
            gaps: 0,
            ari_gaps: 0,
            account_code: None,
            variables: BTreeMap::new(),
            imported_from: None,
            version: 1,
            revised_at: None,
        };
        Self { call }
    }

    /// In this version.
    #[must_use]
    pub fn version(self, version: u32) -> Self {
        self.with(|call| call.version = version)
    }

    /// Not over: it rings.
    #[must_use]
    pub fn live(self) -> Self {
        self.with(|call| {
            call.state = CallState::Ringing;
            call.disposition = None;
            call.answered = false;
            (call.answered_by, call.answered_by_name, call.final_party) = (None, None, None);
            (call.hung_up_by, call.hangup_cause) = (None, None);
            (call.answered_at, call.ended_at) = (None, None);
            (call.talk_ms, call.duration_ms) = (0, 5_000);
            call.segments.clear();
            call.parties.iter_mut().for_each(|party| (party.answered, party.outcome) = (false, None));
            call.legs.iter_mut().for_each(|leg| leg.ended_at = None);
        })
    }

    /// Not answered, and over after five seconds.
    #[must_use]
    pub fn unanswered(self, disposition: Disposition) -> Self {
        self.live().with(|call| {
            call.state = CallState::Ended;
            call.disposition = Some(disposition);
            call.ended_at = Some(call.started_at.saturating_add(core::time::Duration::from_secs(5)));
            call.hung_up_by = Some(HungUpBy::System);
        })
    }

    /// Through a queue, whose member took it.
    #[must_use]
    pub fn through(self, queue: &str, member: &str) -> Self {
        self.with(|call| {
            call.queue = Some(queue.into());
            call.answered_by = Some(member.into());
            call.parties = vec![party(member, None)];
            call.queue_visits.push(QueueVisit {
                queue: queue.into(),
                joined_at: call.started_at,
                left_at: call.answered_at,
                outcome: Some(VisitOutcome::Answered),
                position: Some(1),
                wait_ms: 5_000,
                member: Some(member.into()),
                talk_ms: 60_000,
                hold_ms: 0,
                attempts: vec![
                    Attempt { member: "199".into(), outcome: Some(AttemptOutcome::NoAnswer), ring_ms: 2_000 },
                    Attempt {
                        member: member.into(),
                        outcome: Some(AttemptOutcome::Answered),
                        ring_ms: 2_000,
                    },
                ],
                earlier_attempts: Vec::new(),
            });
        })
    }

    /// From outside, to this DID.
    #[must_use]
    pub fn inbound(self, caller: &str, did: &str) -> Self {
        self.with(|call| {
            call.direction = Direction::Inbound;
            call.caller = Caller { number: Some(caller.into()), ..Caller::default() };
            (call.dialled, call.did) = (Some(did.into()), Some(did.into()));
        })
    }

    /// Part of another call.
    #[must_use]
    pub fn merged_into(self, id: &str) -> Self {
        self.with(|call| call.merged_into = Some(CallId::new(id)))
    }

    /// With anything else.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Call)) -> Self {
        change(&mut self.call);
        self
    }

    /// The record.
    #[must_use]
    pub fn build(self) -> Call {
        self.call
    }
}

/// A party that was called and answered.
#[must_use]
pub fn party(number: &str, name: Option<&str>) -> Party {
    Party {
        number: number.into(),
        name: name.map(Arc::from),
        role: Role::Callee,
        answered: true,
        outcome: Some(Outcome::Answered),
    }
}

fn leg(uniqueid: &str, role: Role, number: &str, start: Timestamp, end: Timestamp) -> CallLeg {
    CallLeg {
        uniqueid: Uniqueid::new(uniqueid),
        channel: format!("PJSIP/{number}-00000001").into(),
        role,
        number: Some(number.into()),
        name: None,
        started_at: start,
        ringing_at: None,
        answered_at: Some(start),
        ended_at: Some(end),
        hangup_cause: Some(HangupCause::NORMAL_CLEARING),
        dial_status: None,
        internal: false,
    }
}
