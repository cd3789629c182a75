//! One call from its rows.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::CdrRecord;
use crate::call::{
    Call, CallLeg, CallState, Caller, Direction, Outcome, Party, QueueVisit, Role, VisitOutcome,
};
use crate::disposition::Disposition;
use crate::ids::{CallId, Linkedid, Uniqueid};
use crate::plan::{DirectionQuestion, Plan, TenantQuestion, is_special_exten};
use crate::story::{dialled_target, endpoint_of, is_person_channel};
use crate::time::Timestamp;

/// What stands in [`Call::imported_from`].
const SOURCE: &str = "cdr";

/// The call of these rows, which are in order; `None` for none.
pub(super) fn call(pbx: &str, plan: &Plan, linkedid: &str, rows: &[&CdrRecord]) -> Option<Call> {
    let teller = Teller::new(plan, linkedid, rows)?;
    let first = teller.first;
    let started_at = rows.iter().map(|row| row.start).min()?;
    let ended_at = rows.iter().map(|row| row.end).max()?;
    let linkedid = Linkedid::new(linkedid);
    let caller = teller.caller();
    let (direction, dialled) = teller.direction(caller.number.as_deref());
    let did = dialled.clone().filter(|number| direction == Direction::Inbound && !plan.is_internal(number));
    let (parties, answered) = (teller.parties(), teller.answered());
    let answered_by = answered.first().and_then(|row| teller.called(row));
    let conference = teller.argument_of(&["ConfBridge", "MeetMe"]);
    let talked = !answered.is_empty() || conference.is_some();
    let answered_at = match answered.first() {
        Some(row) => row.answer.map(|answer| answer.max(row.start)),
        None if talked => first.answer,
        None => None,
    };
    let blocked = !talked && rows.last().is_some_and(|row| plan.blocks(&row.row.dcontext));
    let queue_visits = teller.visits(ended_at);
    let disposition = if talked {
        Disposition::Answered
    } else if blocked {
        Disposition::Blocked
    } else {
        teller.disposition_in_vain()
    };
    let queue = queue_visits.last().map(|visit| visit.queue.clone());
    let tenant = plan.tenant_name(TenantQuestion {
        did: did.as_deref(),
        context: Some(&first.row.dcontext),
        endpoint: Some(endpoint_of(&first.row.channel)),
        queue: queue.as_deref(),
    });
    Some(Call {
        id: CallId::of(pbx, &linkedid, started_at),
        tenant,
        pbx: pbx.into(),
        linkedid,
        direction,
        state: CallState::Ended,
        disposition: Some(disposition),
        caller,
        dialled,
        did,
        answered: talked,
        final_party: answered.last().and_then(|row| teller.called(row)),
        answered_by,
        answered_by_name: None,
        hung_up_by: None,
        hangup_cause: None,
        blocked,
        voicemail: rows.iter().any(|row| &*row.row.lastapp == "VoiceMail"),
        started_at,
        answered_at,
        ended_at: Some(ended_at),
        ring_ms: teller.ring_ms(&answered),
        wait_ms: answered_at.unwrap_or(ended_at).millis_since(started_at),
        talk_ms: talk_ms(&answered, answered_at, ended_at),
        hold_ms: 0,
        duration_ms: ended_at.millis_since(started_at),
        queue,
        queue_visits,
        turned_away: Vec::new(),
        parties,
        transfers: Vec::new(),
        forwards: Vec::new(),
        pickups: Vec::new(),
        holds: Vec::new(),
        parks: Vec::new(),
        recordings: Vec::new(),
        playbacks: Vec::new(),
        stasis: Vec::new(),
        conference,
        dtmf: Vec::new(),
        originated: false,
        originated_by: None,
        legs: teller.legs(),
        legs_left_out: 0,
        segments: Vec::new(),
        merged_into: None,
        merged: Vec::new(),
        reconstructed: false,
        gaps: 0,
        ari_gaps: 0,
        account_code: Some(first.row.accountcode.clone()).filter(|code| !code.is_empty()),
        variables: BTreeMap::new(),
        imported_from: Some(SOURCE.into()),
        version: 0,
        revised_at: None,
    })
}

/// What was billed, where one row has all of it; else from the first answer to the last end of those who talked.
fn talk_ms(answered: &[&CdrRecord], answered_at: Option<Timestamp>, ended_at: Timestamp) -> u64 {
    match answered {
        [row] if !row.billed.is_zero() => row.billed.as_millis().try_into().unwrap_or(u64::MAX),
        rows => {
            let end = rows.iter().map(|row| row.end).max().unwrap_or(ended_at);
            answered_at.map_or(0, |answered_at| end.millis_since(answered_at))
        }
    }
}

struct Teller<'a> {
    plan: &'a Plan,
    rows: &'a [&'a CdrRecord],
    /// The row of the caller.
    first: &'a CdrRecord,
}

impl<'a> Teller<'a> {
    fn new(plan: &'a Plan, linkedid: &str, rows: &'a [&'a CdrRecord]) -> Option<Self> {
        // The channel that the call is named after is the caller's, unless Asterisk called first.
        let own =
            rows.iter().find(|row| &*row.row.uniqueid == linkedid && is_person_channel(&row.row.channel));
        let person = || rows.iter().find(|row| is_person_channel(&row.row.channel));
        let first = own.or_else(person).or(rows.first())?;
        Some(Self { plan, rows, first })
    }

    fn caller(&self) -> Caller {
        let row = &self.first.row;
        let endpoint = endpoint_of(&row.channel);
        let number = self.plan.said_number(&row.src).filter(|number| !number.is_empty()).map(|number| {
            // What the dial plan shows to the outside in the place of an extension is not who called.
            if self.plan.is_internal(endpoint) && !self.plan.is_internal(number) {
                return endpoint.into();
            }
            self.plan.normalise(&self.plan.rewritten_caller(endpoint, number))
        });
        Caller { number, name: name_of(&row.clid), ..Caller::default() }
    }

    /// Which way it went, and what was dialled as the record has it.
    fn direction(&self, caller: Option<&str>) -> (Direction, Option<Arc<str>>) {
        let row = &self.first.row;
        let endpoint = endpoint_of(&row.channel);
        let wire = Some(&*row.dst).filter(|dst| !dst.is_empty() && !is_special_exten(dst));
        let mut went_out = self.rows.iter().filter_map(|row| self.went_out_to(row)).peekable();
        let left_by_trunk = went_out.peek().is_some();
        let left_as_dialled = went_out.any(|number| {
            wire.is_some_and(|wire| wire == number || self.plan.without_access_prefix(wire) == number)
        });
        let direction = self.plan.direction(DirectionQuestion {
            first_was_dialled: false,
            context: Some(&row.dcontext),
            endpoint: Some(endpoint),
            dialled: wire,
            caller,
            left_by_trunk,
            left_as_dialled,
        });
        let dialled = wire.map(|wire| match direction {
            Direction::Inbound => self.plan.called_from_outside(endpoint, wire),
            _ => wire.into(),
        });
        (direction, dialled)
    }

    /// The number that a row's dial string asked a trunk for.
    fn went_out_to(&self, row: &'a CdrRecord) -> Option<&'a str> {
        if !self.plan.is_trunk(endpoint_of(&row.row.dstchannel)) || &*row.row.lastapp != "Dial" {
            return None;
        }
        dialled_target(dial_string(&row.row.lastdata)).number
    }

    /// Whose phone the called channel of a row is.
    fn called(&self, row: &CdrRecord) -> Option<Arc<str>> {
        let channel = &*row.row.dstchannel;
        if !is_person_channel(channel) {
            return None;
        }
        let endpoint = endpoint_of(channel);
        if !self.plan.is_trunk(endpoint) {
            return Some(endpoint.into());
        }
        let asked = self.went_out_to(row).unwrap_or(&row.row.dst);
        Some(self.plan.normalise(self.plan.without_access_prefix(asked)))
    }

    /// The rows in which a person answered, in order.
    fn answered(&self) -> Vec<&'a CdrRecord> {
        let talked = |row: &&&CdrRecord| {
            let dialled = matches!(&*row.row.lastapp, "Dial" | "Queue" | "AppDial" | "AppQueue" | "");
            row.is_answered() && dialled && is_person_channel(&row.row.dstchannel)
        };
        let mut answered: Vec<_> = self.rows.iter().filter(talked).copied().collect();
        // A row of a person's own channel repeats what the row of the one who called it says.
        let is_called = |row: &CdrRecord| {
            self.rows.iter().any(|other| other.row.dstchannel == row.row.channel && other.is_answered())
        };
        if answered.iter().any(|row| !is_called(row)) {
            answered.retain(|row| !is_called(row));
        }
        answered.sort_by_key(|row| (row.answer.map(|answer| answer.max(row.start)), row.sequence));
        answered
    }

    fn parties(&self) -> Vec<Party> {
        let mut parties: Vec<Party> = Vec::new();
        for row in self.rows {
            let Some(number) = self.called(row) else { continue };
            let outcome = Some(outcome(row));
            match parties.iter_mut().find(|party| party.number == number) {
                Some(party) => {
                    party.answered |= row.is_answered();
                    party.outcome = party.outcome.max(outcome);
                }
                None => {
                    let answered = row.is_answered();
                    parties.push(Party { number, name: None, role: role(row), answered, outcome });
                }
            }
        }
        parties
    }

    /// Of a call that nobody answered.
    fn disposition_in_vain(&self) -> Disposition {
        let last = self.rows.iter().max_by_key(|row| (row.end, row.sequence));
        if last.is_some_and(|row| &*row.row.lastapp == "Queue") {
            return Disposition::Abandoned;
        }
        let tried = || self.rows.iter().filter(|row| !row.row.dstchannel.is_empty());
        if let Some(disposition) = Disposition::of_vain_tries(tried().map(|row| outcome(row))) {
            return disposition;
        }
        match self.rows.iter().map(|row| outcome(row)).max() {
            Some(Outcome::Answered) => Disposition::Application,
            Some(Outcome::Busy) => Disposition::Busy,
            Some(Outcome::Congestion) => Disposition::Congestion,
            Some(Outcome::Failed) => Disposition::Failed,
            _ => Disposition::NoAnswer,
        }
    }

    /// How long the phone that answered rang; else the longest row in vain.
    fn ring_ms(&self, answered: &[&CdrRecord]) -> u64 {
        match answered.first() {
            Some(row) => row.answer.map_or(0, |answer| answer.millis_since(row.start)),
            None => {
                let tried = self.rows.iter().filter(|row| !row.row.dstchannel.is_empty());
                tried.map(|row| row.end.millis_since(row.start)).max().unwrap_or(0)
            }
        }
    }

    /// One visit for the rows of one queue that follow each other.
    fn visits(&self, ended_at: Timestamp) -> Vec<QueueVisit> {
        let rows: Vec<_> = self.rows.iter().copied().filter(|row| &*row.row.lastapp == "Queue").collect();
        let same = |one: &&CdrRecord, other: &&CdrRecord| argument(one) == argument(other);
        let last_end = self.rows.iter().map(|row| row.end).max().unwrap_or(ended_at);
        let visit = |rows: &[&CdrRecord]| {
            let (first, last) = (rows.first()?, rows.last()?);
            let answered = rows.iter().find(|row| row.is_answered() && !row.row.dstchannel.is_empty());
            let answered_at = answered.and_then(|row| Some(row.answer?.max(row.start)));
            let left_at = answered_at.unwrap_or(last.end);
            let outcome = match answered {
                Some(_) => VisitOutcome::Answered,
                None if last.end >= last_end => VisitOutcome::Abandoned,
                None => VisitOutcome::Timeout,
            };
            let talk = answered.map_or(0, |row| row.end.millis_since(left_at));
            Some(QueueVisit {
                queue: argument(first)?.into(),
                joined_at: first.start,
                left_at: Some(left_at),
                outcome: Some(outcome),
                position: None,
                wait_ms: left_at.millis_since(first.start),
                member: answered.and_then(|row| self.called(row)),
                talk_ms: talk,
                hold_ms: 0,
                attempts: Vec::new(),
                earlier_attempts: Vec::new(),
            })
        };
        rows.chunk_by(same).filter_map(visit).collect()
    }

    fn argument_of(&self, applications: &[&str]) -> Option<Arc<str>> {
        let row = self.rows.iter().find(|row| applications.contains(&&*row.row.lastapp))?;
        argument(row).map(Into::into)
    }

    /// Every channel that a row names. Of one that was called only, the `Uniqueid` is not known; its name stands there.
    fn legs(&self) -> Vec<CallLeg> {
        let mut legs: Vec<CallLeg> = Vec::new();
        for row in self.rows {
            let role = if row.row.channel == self.first.row.channel { Role::Caller } else { Role::Joined };
            let id = if row.row.uniqueid.is_empty() { &row.row.channel } else { &row.row.uniqueid };
            self.leg(&mut legs, row, &row.row.channel, (Some(id), role));
            if !row.row.dstchannel.is_empty() {
                self.leg(&mut legs, row, &row.row.dstchannel, (None, self::role(row)));
            }
        }
        legs
    }

    fn leg(
        &self,
        legs: &mut Vec<CallLeg>,
        row: &CdrRecord,
        channel: &Arc<str>,
        of: (Option<&Arc<str>>, Role),
    ) {
        let (uniqueid, role) = of;
        if let Some(leg) = legs.iter_mut().find(|leg| leg.channel == *channel) {
            if let Some(uniqueid) = uniqueid {
                leg.uniqueid = Uniqueid::new(uniqueid);
            }
            leg.started_at = leg.started_at.min(row.start);
            leg.ended_at = leg.ended_at.max(Some(row.end));
            leg.answered_at = [leg.answered_at, row.answer].into_iter().flatten().min();
            return;
        }
        let internal = !is_person_channel(channel);
        let number = match role {
            _ if internal => None,
            Role::Caller => self.caller().number,
            Role::Joined => {
                Some(endpoint_of(channel)).filter(|number| self.plan.is_internal(number)).map(Into::into)
            }
            _ => self.called(row),
        };
        legs.push(CallLeg {
            uniqueid: Uniqueid::new(uniqueid.unwrap_or(channel)),
            channel: channel.clone(),
            role: if internal { Role::Internal } else { role },
            number,
            name: None,
            started_at: row.start,
            ringing_at: None,
            answered_at: row.answer,
            ended_at: Some(row.end),
            hangup_cause: None,
            dial_status: uniqueid.is_none().then(|| dial_status(row).into()),
            internal,
        });
    }
}

fn role(row: &CdrRecord) -> Role {
    if &*row.row.lastapp == "Queue" { Role::Member } else { Role::Callee }
}

fn outcome(row: &CdrRecord) -> Outcome {
    match &*row.row.disposition {
        "ANSWERED" => Outcome::Answered,
        "BUSY" => Outcome::Busy,
        "CONGESTION" => Outcome::Congestion,
        "FAILED" => Outcome::Failed,
        _ => Outcome::NoAnswer,
    }
}

fn dial_status(row: &CdrRecord) -> &'static str {
    match &*row.row.disposition {
        "ANSWERED" => "ANSWER",
        "BUSY" => "BUSY",
        "CONGESTION" => "CONGESTION",
        "FAILED" => "CHANUNAVAIL",
        _ => "NOANSWER",
    }
}

/// The first argument of the application.
fn argument(row: &CdrRecord) -> Option<&str> {
    row.row.lastdata.split(',').next().filter(|argument| !argument.is_empty())
}

/// Of several destinations the one that the row is about is not known; the first one stands for them.
fn dial_string(lastdata: &str) -> &str {
    lastdata.split([',', '&']).next().unwrap_or_default()
}

/// `Bob Example` of `"Bob Example" <101>`.
fn name_of(clid: &str) -> Option<Arc<str>> {
    let (name, _) = clid.rsplit_once('<')?;
    let name = name.trim().trim_matches('"').trim();
    (!name.is_empty()).then(|| name.into())
}
