//! Bringing a stored record up to what the files say.

use alloc::vec::Vec;
use core::time::Duration;

use super::queue_log::{QueueLogEntry, restarts_after};
use super::visits::{self, Logged, TALK_SLACK_MS};
use super::{Evidence, is_doubtful};
use crate::call::{Call, CallLeg, HungUpBy, Outcome, QueueVisit, Role, VisitOutcome};
use crate::cause::HangupCause;
use crate::disposition::Disposition;
use crate::time::Timestamp;

/// The files cut their seconds off, so that what they tell was up to a second later; and Asterisk writes a line a
/// moment after, or before, it sends the event.
const BEFORE: Duration = Duration::from_secs(1);
const AFTER: Duration = Duration::from_secs(2);

/// Whether a time that was seen is that of a row with whole seconds.
pub(super) fn agrees(seen: Timestamp, row: Timestamp) -> bool {
    row.saturating_sub(BEFORE) <= seen && seen < row.saturating_add(AFTER)
}

/// The record with what a link failure hid of it, as the files say at `now`; `None` where they add nothing.
///
/// Only a record that [`is_doubtful`] changes. Its `version` rises and `revised_at` is `now`. Doing it again with the
/// same files changes nothing.
#[must_use]
pub fn correct(stored: &Call, evidence: &Evidence<'_>, now: Timestamp) -> Option<Call> {
    if !is_doubtful(stored) {
        return None;
    }
    let mut call = stored.clone();
    let logged = visits::logged(stored, evidence.told, evidence.queue_log);
    let later = evidence.told.is_some_and(|told| correct_legs(&mut call.legs, &told.legs));
    let began = evidence.told.is_some_and(|told| correct_start(&mut call, told));
    let visited = visits::correct(&mut call.queue_visits, &logged);
    let answered = correct_answer(&mut call, evidence.told);
    let cut_off = is_cut_off(&call, evidence.queue_log);
    let asked = evidence.told.is_some_and(|told| !cut_off && correct_asker(&mut call, told));
    let gave_up = !cut_off && correct_giving_up(&mut call, &logged);
    if !(later || began || visited || answered || asked || gave_up) {
        return None;
    }
    if let Some(told) = evidence.told {
        correct_parties(&mut call, told);
        correct_moves(&mut call, told);
    }
    correct_end(&mut call, stored, evidence.told, &logged, evidence.queue_log);
    correct_figures(&mut call, stored, evidence.told);
    if call == *stored {
        return None;
    }
    call.version = call.version.saturating_add(1);
    call.revised_at = Some(now);
    Some(call)
}

/// A leg whose end was not seen has no cause: it was closed at the last moment at which it was known to live.
fn is_guess(leg: &CallLeg) -> bool {
    leg.hangup_cause.is_none_or(|cause| cause == HangupCause::NONE)
}

/// A call that had begun before anybody listened again: what its beginning tells.
fn correct_start(call: &mut Call, told: &Call) -> bool {
    let late = call.started_at > told.started_at && !agrees(call.started_at, told.started_at);
    // Taken up from a list a moment after it began: who called whom had been told before.
    let taken_up = call.reconstructed && call.gaps == 0;
    let other = call.direction != told.direction || (call.dialled.is_none() && told.dialled.is_some());
    if !(late || (taken_up && other)) {
        return false;
    }
    if late {
        call.started_at = told.started_at;
    }
    call.tenant.clone_from(&told.tenant);
    call.direction = told.direction;
    call.caller.clone_from(&told.caller);
    call.dialled.clone_from(&told.dialled);
    call.did.clone_from(&told.did);
    call.dtmf.clone_from(&told.dtmf);
    for old in &mut call.legs {
        let Some(new) = told.legs.iter().find(|new| new.uniqueid == old.uniqueid) else { continue };
        if old.started_at > new.started_at && !agrees(old.started_at, new.started_at) {
            old.started_at = new.started_at;
            old.answered_at = new.answered_at;
            old.role = new.role;
            old.number = old.number.take().or_else(|| new.number.clone());
            old.name = old.name.take().or_else(|| new.name.clone());
        }
    }
    true
}

fn correct_legs(legs: &mut Vec<CallLeg>, told: &[CallLeg]) -> bool {
    let mut hidden = false;
    for new in told {
        let Some(old) = legs.iter_mut().find(|old| old.uniqueid == new.uniqueid) else {
            legs.push(new.clone());
            hidden = true;
            continue;
        };
        if !is_guess(old) || new.ended_at.is_none() {
            continue;
        }
        if old.ended_at < new.ended_at {
            old.ended_at = new.ended_at;
            hidden = true;
        }
        if !is_guess(new) {
            old.hangup_cause = new.hangup_cause;
            hidden = true;
        }
        if hidden {
            old.answered_at = old.answered_at.or(new.answered_at);
            if new.dial_status.is_some() {
                old.dial_status.clone_from(&new.dial_status);
            }
        }
    }
    legs.sort_by_key(|leg| leg.started_at);
    hidden
}

/// An answer that nobody saw, or that was taken for the moment at which the link was back.
fn correct_answer(call: &mut Call, told: Option<&Call>) -> bool {
    let Some(told) = told.filter(|told| told.answered) else { return false };
    let Some(at) = told.answered_at else { return false };
    if let Some(seen) = call.answered_at {
        let late = seen > at && !agrees(seen, at);
        if late {
            call.answered_at = Some(at);
        }
        let nameless = call.answered_by.is_none() && told.answered_by.is_some();
        if nameless {
            call.answered_by.clone_from(&told.answered_by);
            call.answered_by_name.clone_from(&told.answered_by_name);
            call.final_party = call.final_party.take().or_else(|| told.final_party.clone());
        }
        return late || nameless;
    }
    call.answered = true;
    call.answered_at = Some(at.max(call.started_at));
    call.answered_by.clone_from(&told.answered_by);
    call.answered_by_name.clone_from(&told.answered_by_name);
    call.final_party.clone_from(&told.final_party);
    call.conference = call.conference.take().or_else(|| told.conference.clone());
    true
}

fn correct_parties(call: &mut Call, told: &Call) {
    for new in &told.parties {
        match call.parties.iter_mut().find(|old| old.number == new.number) {
            Some(old) => {
                old.answered |= new.answered;
                // The outcomes are in the order in which the better one counts.
                if new.answered || old.outcome.is_none_or(|old| old == Outcome::Cancelled) {
                    old.outcome = old.outcome.max(new.outcome);
                }
            }
            None => call.parties.push(new.clone()),
        }
    }
}

/// What was done with the call meanwhile: talks, transfers, parking, pickups.
fn correct_moves(call: &mut Call, told: &Call) {
    for new in &told.segments {
        let same_people = |parties: &[_]| {
            parties.len() == new.parties.len() && new.parties.iter().all(|party| parties.contains(party))
        };
        let overlaps = |from: Timestamp, to: Option<Timestamp>| {
            let begins_before = new.to.is_none_or(|end| from < end.saturating_add(AFTER));
            begins_before && to.is_none_or(|to| new.from < to.saturating_add(AFTER))
        };
        let mut known = call.segments.iter_mut();
        match known.find(|old| same_people(&old.parties) && overlaps(old.from, old.to)) {
            Some(old)
                if old.to < new.to && new.to.is_some_and(|to| old.to.is_none_or(|old| !agrees(old, to))) =>
            {
                old.to = new.to;
            }
            Some(old) if old.from > new.from && !agrees(old.from, new.from) => old.from = new.from,
            Some(_) => {}
            None => call.segments.push(new.clone()),
        }
    }
    call.segments.sort_by_key(|segment| segment.from);
    for new in &told.transfers {
        let known = |old: &crate::call::Transfer| old.kind == new.kind && agrees(old.at, new.at);
        if !call.transfers.iter().any(known) {
            call.transfers.push(new.clone());
        }
    }
    call.transfers.sort_by_key(|transfer| transfer.at);
    for new in &told.parks {
        match call.parks.iter_mut().find(|old| agrees(old.from, new.from)) {
            Some(old) if old.outcome != new.outcome && old.retrieved_by.is_none() => {
                old.to = new.to;
                old.outcome = new.outcome;
                old.retrieved_by.clone_from(&new.retrieved_by);
            }
            Some(_) => {}
            None => call.parks.push(new.clone()),
        }
    }
    call.parks.sort_by_key(|park| park.from);
    for new in &told.pickups {
        if !call.pickups.contains(new) {
            call.pickups.push(new.clone());
        }
    }
}

/// Whether Asterisk itself went down with the call: the files then have hangups, and nobody hung up.
fn is_cut_off(call: &Call, log: &[QueueLogEntry]) -> bool {
    let lost = call.queue_visits.iter().any(|visit| visit.outcome == Some(VisitOutcome::Lost));
    restarts_after(log, call.ended_at.unwrap_or_default()).unwrap_or(lost)
}

/// Who hung up was not seen, and CEL has it. Of a call that was not answered CEL cannot tell giving up from being
/// refused as well as events can.
fn correct_asker(call: &mut Call, told: &Call) -> bool {
    let unseen = call.hung_up_by == Some(HungUpBy::System) && call.answered && told.answered;
    if unseen {
        call.hung_up_by = told.hung_up_by;
    }
    unseen && call.hung_up_by != Some(HungUpBy::System)
}

/// The caller left the queue and the call, and that it hung up was not seen.
fn correct_giving_up(call: &mut Call, logged: &[Logged]) -> bool {
    let Some((by, at)) = logged.last().and_then(|logged| logged.hung_up) else { return false };
    let last = call.queue_visits.last().and_then(|visit| visit.outcome);
    let unseen = last == Some(VisitOutcome::Abandoned) && call.hung_up_by == Some(HungUpBy::System);
    if !unseen || !call.ended_at.is_some_and(|end| agrees(end, at)) {
        return false;
    }
    call.hung_up_by = Some(by);
    true
}

/// How the call came out, where its end had been guessed.
fn correct_end(
    call: &mut Call,
    stored: &Call,
    told: Option<&Call>,
    logged: &[Logged],
    log: &[QueueLogEntry],
) {
    let ends = || stored.legs.iter().filter(|leg| leg.ended_at.is_some() && leg.role != Role::Internal);
    let last = ends().max_by_key(|leg| leg.ended_at);
    let guessed = last.is_none_or(is_guess);
    let cut_off = is_cut_off(call, log);
    if guessed {
        call.ended_at = call.legs.iter().map(|leg| leg.ended_at).max().flatten().max(stored.ended_at);
    }
    if let Some(told) = told.filter(|_| guessed && !cut_off) {
        call.hung_up_by = told.hung_up_by;
        call.hangup_cause = told.hangup_cause.or(stored.hangup_cause);
        call.final_party = told.final_party.clone().or_else(|| call.final_party.take());
        call.disposition = told.disposition;
        call.voicemail |= told.voicemail;
    }
    let hung_up = logged.last().and_then(|logged| logged.hung_up);
    if let Some((by, at)) = hung_up.filter(|_| !cut_off) {
        if told.is_none() && guessed {
            call.ended_at = call.ended_at.max(Some(at));
        }
        if call.ended_at.is_some_and(|end| agrees(end, at)) && call.hung_up_by == Some(HungUpBy::System) {
            call.hung_up_by = Some(by);
        }
    }
    let connected = |visit: &&QueueVisit| visit.outcome == Some(VisitOutcome::Answered);
    if let Some(visit) = call.queue_visits.iter().find(connected).filter(|_| !call.answered) {
        call.answered = true;
        call.answered_at = visit.left_at;
        call.answered_by.clone_from(&visit.member);
        call.final_party.clone_from(&visit.member);
    }
    let visits = &call.queue_visits;
    let last_queue = visits.iter().rev().find(connected).or(visits.last());
    call.queue = last_queue.map(|visit| visit.queue.clone());
    let abandoned = visits.last().is_some_and(|visit| visit.outcome == Some(VisitOutcome::Abandoned));
    if call.answered {
        call.disposition = Some(Disposition::Answered);
    } else if abandoned && call.hung_up_by == Some(HungUpBy::Caller) {
        call.disposition = Some(Disposition::Abandoned);
    }
}

/// The durations that follow from what changed; the others keep what was measured.
fn correct_figures(call: &mut Call, stored: &Call, told: Option<&Call>) {
    let Some(end) = call.ended_at else { return };
    let moved = call.ended_at != stored.ended_at;
    let began = call.started_at != stored.started_at;
    if moved || began {
        call.duration_ms = end.millis_since(call.started_at);
    }
    if moved || began || call.answered_at != stored.answered_at || call.queue_visits != stored.queue_visits {
        call.wait_ms = waited(call, end);
    }
    let cut_short = told.is_some_and(|told| told.talk_ms > call.talk_ms.saturating_add(TALK_SLACK_MS));
    let talked = moved || cut_short || call.answered_at != stored.answered_at;
    if let Some(answered) = call.answered_at.filter(|_| talked) {
        call.talk_ms = end.millis_since(answered);
    }
    if call.answered && !stored.answered {
        let answering = call.legs.iter().find(|leg| leg.number.is_some() && leg.number == call.answered_by);
        let rang = answering.and_then(|leg| Some(leg.answered_at?.millis_since(leg.ringing_at?)));
        call.ring_ms = rang.unwrap_or(stored.ring_ms);
    }
}

fn waited(call: &Call, end: Timestamp) -> u64 {
    let joined = call.queue_visits.first().map(|visit| visit.joined_at);
    match (joined, call.answered_at) {
        (Some(joined), Some(answered)) if joined <= answered => answered.millis_since(joined),
        (_, Some(answered)) => answered.millis_since(call.started_at),
        (Some(joined), None) => {
            let left = call.queue_visits.last().and_then(|visit| visit.left_at).unwrap_or(end);
            left.millis_since(joined)
        }
        (None, None) => end.millis_since(call.started_at),
    }
}
