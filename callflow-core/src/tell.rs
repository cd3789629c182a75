//! Telling the record of a call from its story: all conclusions, and no state.
//!
//! One file a question: who talked ([`talk`]), which number ([`number`]), what came of a leg ([`outcome`]), how it
//! came out ([`result`]), who ended it ([`hangup`]), and so on. All are asked anew for every record.

mod direction;
mod fold;
mod hangup;
mod holds;
mod media;
mod number;
mod outcome;
mod parks;
mod parties;
mod result;
mod talk;
mod transfers;
mod visits;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

pub(crate) use self::fold::Fold;
use self::number::Behind;
use self::talk::{Spell, Talk};
use crate::call::{Call, CallLeg, CallState, Pickup, Recording, Role};
use crate::plan::{Plan, TenantQuestion};
use crate::story::{Conference, Leg, LegNo, Life, Moment, Story, endpoint_of};
use crate::time::Timestamp;

/// What every question looks at.
struct Teller<'s> {
    plan: &'s Plan,
    story: &'s Story,
    /// The caller's leg.
    caller: Option<(LegNo, &'s Leg)>,
    /// Who talked with whom.
    talk: Talk,
    /// Talks of the caller, in order; after the caller transferred itself out, of the peer who stayed.
    spells: Vec<Spell>,
    /// The legs that queues called, in order.
    members: Vec<LegNo>,
    /// A dialer's call: Asterisk called somebody outside first.
    is_customer_first: bool,
    /// When the caller and a person first talked, or the caller entered a conference.
    answer: Option<Moment>,
    /// What was found out of each leg: most questions ask for numbers.
    behind: Vec<Behind<'s>>,
}

/// The record of a call as it is known now.
pub(crate) fn tell(plan: &Plan, pbx: &Arc<str>, story: &Story) -> Call {
    Teller::new(plan, story).record(pbx)
}

impl<'s> Teller<'s> {
    fn new(plan: &'s Plan, story: &'s Story) -> Self {
        let caller = story.caller();
        let talk = Talk::of(story);
        let spells = caller.map(|(no, _)| talk.spells(story, no)).unwrap_or_default();
        let calls = story.visits.iter().flat_map(|visit| &visit.calls);
        let mut members: Vec<LegNo> = calls.filter_map(|call| call.leg).collect();
        members.sort_unstable();
        let behind = story.legs.iter().map(|_| Behind::default()).collect();
        let mut teller = Self {
            plan,
            story,
            caller,
            talk,
            spells,
            members,
            is_customer_first: false,
            answer: None,
            behind,
        };
        teller.is_customer_first =
            story.is_originated() && caller.is_some_and(|(no, _)| teller.outside_number(no).is_some());
        teller.answer = teller.find_answer();
        teller
    }
}

impl Teller<'_> {
    fn record(&self, pbx: &Arc<str>) -> Call {
        let story = self.story;
        let dialled = self.dialled();
        let direction = self.direction(dialled.as_deref());
        let dialled = self.dialled_of_record(dialled, direction);
        let inbound = direction == crate::call::Direction::Inbound;
        let did = dialled.clone().filter(|_| inbound);
        let started = self.started();
        let answer = self.answer;
        let end = story.ended.unwrap_or(story.last);
        let queue_visits = self.queue_visits();
        let holds = self.holds();
        let queue = self.last_queue().map(Arc::from);
        let first_leg = self.caller.map(|(_, leg)| leg);
        let tenant = self.plan.tenant_name(TenantQuestion {
            did: did.as_deref(),
            context: first_leg.and_then(|leg| leg.birth_context.as_deref()),
            endpoint: first_leg.map(|leg| endpoint_of(&leg.name)),
            queue: queue.as_deref(),
        });
        let answered_by = self.answering_leg();
        let blocked = self.is_blocked();
        Call {
            id: story.id.clone(),
            tenant,
            pbx: pbx.clone(),
            linkedid: story.linkedid.clone(),
            direction,
            state: self.state(),
            disposition: self.disposition(blocked),
            caller: self.caller_party(),
            dialled,
            did,
            answered: answer.is_some(),
            answered_by: answered_by.and_then(|(no, _)| self.number(no)),
            answered_by_name: answered_by.and_then(|(_, leg)| leg.display.clone()),
            final_party: self.final_leg().and_then(|(no, _)| self.number(no)),
            hung_up_by: story.ended.map(|_| self.hung_up_by()),
            hangup_cause: first_leg.and_then(Leg::cause),
            blocked,
            voicemail: story.voicemail.is_some(),
            started_at: started.at,
            answered_at: answer.map(|answer| answer.at.max(started.at)),
            ended_at: story.ended.map(|ended| ended.at.max(started.at)),
            ring_ms: self.ring_ms(),
            wait_ms: self.wait_ms(started, answer, end),
            talk_ms: answer
                .map_or(0, |answer| self.talk_end(end).at.millis_since(answer.at))
                .min(end.at.millis_since(started.at)),
            hold_ms: holds.iter().map(|hold| hold.ms).sum(),
            duration_ms: end.at.millis_since(started.at),
            queue,
            queue_visits,
            turned_away: self.turned_away(),
            parties: self.parties(),
            transfers: self.transfers(),
            forwards: self.forwards(),
            pickups: self.pickups(),
            holds,
            parks: self.parks(),
            recordings: self.recordings(),
            playbacks: self.playbacks(),
            stasis: self.stasis(),
            conference: self.conference(),
            dtmf: self.keys(answer),
            originated: story.is_originated(),
            originated_by: None,
            legs: self.legs(),
            legs_left_out: story.folded.as_ref().map_or(0, |folded| folded.legs),
            segments: self.segments(),
            merged_into: None,
            merged: story.merged.clone(),
            reconstructed: story.reconstructed || story.legs.iter().any(|leg| leg.is_stranger),
            gaps: story.gaps,
            ari_gaps: story.media.as_ref().map_or(0, |media| media.gaps),
            account_code: first_leg.and_then(|leg| leg.account_code.clone()),
            variables: story.variables.clone(),
            imported_from: None,
            version: story.version,
            revised_at: story.revised_at,
        }
    }

    /// A call that came in began with its channel, an originated one when the first phone rang.
    fn started(&self) -> Moment {
        match self.caller {
            Some((_, leg)) if self.story.is_originated() => {
                // Out of order, its ringing may be told after its talk.
                leg.rang().unwrap_or(leg.born).min(self.answer.unwrap_or(self.story.last))
            }
            _ => self.story.born,
        }
    }

    fn find_answer(&self) -> Option<Moment> {
        let talked = self.spells.first().map(|spell| spell.from);
        let met = self.met().map(|met| met.joined);
        talked.into_iter().chain(met).min()
    }

    /// When the caller was gone, or who stayed after the caller had transferred itself out; others may chat on.
    fn talk_end(&self, end: Moment) -> Moment {
        let anchor = self.spells.last().map(|spell| spell.anchor).or(self.caller.map(|(no, _)| no));
        anchor.and_then(|no| self.story.leg(no)?.ended()).unwrap_or(end).min(end)
    }

    /// The caller's first entering of a conference. The room that `Page()` makes for itself is none.
    fn met(&self) -> Option<&Conference> {
        let is_callers = |met: &&Conference| {
            self.is_anchor(met.leg) || !self.story.leg(met.leg).is_some_and(Leg::is_person)
        };
        self.story.conferences.iter().find(is_callers).filter(|_| !self.talk.is_paging)
    }

    fn conference(&self) -> Option<Arc<str>> {
        self.met().map(|met| met.name.clone())
    }

    fn state(&self) -> CallState {
        let story = self.story;
        let is_up = self.caller.is_some_and(|(_, leg)| leg.up().is_some());
        // A phone that was picked up and is not through yet (it may be asked for a key) still rings to the caller.
        let rings = |(_, leg): (LegNo, &Leg)| match leg.life {
            Life::Ringing { .. } => true,
            Life::Up { .. } => !is_up,
            Life::Down | Life::Ended { .. } => false,
        };
        let first_rings = self.caller.is_some_and(|(_, leg)| matches!(leg.life, Life::Ringing { .. }));
        if story.ended.is_some() {
            CallState::Ended
        } else if story.parks.iter().any(|park| park.to.is_none()) {
            CallState::Parked
        } else if self.is_held() {
            CallState::Held
        } else if self.answer.is_some() {
            CallState::Up
        } else if story.visits.iter().any(|visit| visit.left.is_none()) {
            CallState::Queued
        } else if first_rings || self.tried_legs().any(rings) {
            CallState::Ringing
        } else if is_up {
            CallState::Up
        } else {
            CallState::New
        }
    }

    /// How long the phone that answered rang; where nobody answered, the longest that a phone rang.
    fn ring_ms(&self) -> u64 {
        let folded = || self.story.folded.as_ref().map_or(0, |folded| folded.ring_ms);
        match self.answering_leg() {
            Some((_, leg)) => self.leg_ring_ms(leg),
            None => self.tried_legs().map(|(_, leg)| self.leg_ring_ms(leg)).fold(folded(), u64::max),
        }
    }

    fn leg_ring_ms(&self, leg: &Leg) -> u64 {
        let until = leg.up().or(leg.ended()).unwrap_or(self.story.last);
        leg.rang().map_or(0, |rang| until.at.millis_since(rang.at))
    }

    fn wait_ms(&self, started: Moment, answer: Option<Moment>, end: Moment) -> u64 {
        let visits = &self.story.visits;
        let joined = visits.iter().map(|visit| visit.joined).min();
        let from = joined.filter(|joined| answer.is_none_or(|answer| *joined < answer)).unwrap_or(started);
        let left = visits.iter().map(|visit| visit.left.unwrap_or(end)).max();
        let until = answer.or(left).unwrap_or(end);
        until.at.millis_since(from.at)
    }

    fn pickups(&self) -> Vec<Pickup> {
        self.story
            .pickups
            .iter()
            .map(|pickup| Pickup { from: self.number(pickup.target), by: self.number(pickup.picker) })
            .collect()
    }

    /// What was recorded. A dial plan that records every call begins before anybody answers; where nobody does, there
    /// is nothing to hear but the waiting. A dial plan that talks to the caller itself may be recorded.
    fn recordings(&self) -> Vec<Recording> {
        let was_up = self.caller.is_some_and(|(_, leg)| leg.up().is_some());
        let by_plan = was_up && (!self.was_anyone_tried() || self.story.voicemail.is_some());
        if !by_plan && self.answer.is_none() {
            return Vec::new();
        }
        let recording = |span: &crate::story::RecordingSpan| {
            let until = span.to.unwrap_or(self.story.last);
            let pause = |(from, to): &(Moment, Option<Moment>)| to.unwrap_or(until).at.millis_since(from.at);
            Recording {
                file: span.file.clone(),
                from: span.from.at,
                to: span.to.map(|to| to.at),
                paused_ms: span.pauses.iter().map(pause).sum(),
            }
        };
        self.story.recordings.iter().filter(|span| span.is_one()).map(recording).collect()
    }

    /// Keys of the caller before the first answer; those pressed in one go are one entry.
    fn keys(&self, answer: Option<Moment>) -> Vec<Arc<str>> {
        const ONE_GO_MS: u64 = 3_000;
        let caller = self.caller.map(|(no, _)| no);
        let mut entries: Vec<String> = Vec::new();
        let mut last: Option<Timestamp> = None;
        for (at, leg, digit) in &self.story.keys {
            if Some(*leg) != caller || answer.is_some_and(|answer| answer < *at) {
                continue;
            }
            let same_go = last.is_some_and(|last| at.at.millis_since(last) <= ONE_GO_MS);
            match entries.last_mut().filter(|_| same_go) {
                Some(entry) => entry.push(*digit),
                None => entries.push(String::from(*digit)),
            }
            last = Some(at.at);
        }
        entries.into_iter().map(Arc::from).collect()
    }

    fn legs(&self) -> Vec<CallLeg> {
        let leg = |(no, leg): (LegNo, &Leg)| CallLeg {
            uniqueid: leg.uniqueid.clone(),
            channel: leg.name.clone(),
            role: self.role(no, leg),
            number: if leg.is_person() { self.number(no) } else { None },
            name: if leg.is_person() { leg.display.clone() } else { None },
            started_at: leg.born.at,
            ringing_at: leg.rang().map(|rang| rang.at),
            answered_at: leg.up().map(|up| up.at),
            ended_at: leg.ended().map(|ended| ended.at),
            hangup_cause: leg.cause(),
            dial_status: leg.dial.as_ref().and_then(|dial| dial.status.clone()),
            internal: !leg.is_person(),
        };
        self.story.numbered_legs().map(leg).collect()
    }

    fn role(&self, no: LegNo, leg: &Leg) -> Role {
        if !leg.is_person() {
            Role::Internal
        } else if self.caller.is_some_and(|(caller, _)| caller == no) {
            Role::Caller
        } else {
            self.party_role(no, leg)
        }
    }
}
