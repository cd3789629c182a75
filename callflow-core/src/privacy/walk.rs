//! Every text of a record, in one place: a field that is new does not compile until it is said here what it is.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::forgetting::FORGOTTEN;
use crate::call::{
    Attempt, BridgeSegment, Call, CallLeg, Caller, EarlierAttempts, Forward, Hold, Park, Party, Pickup,
    Playback, QueueVisit, Recording, StasisStay, Transfer, TurnedAway,
};
use crate::ids::{BridgeId, Linkedid, Uniqueid};

/// What a text is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Somebody's number, or what was dialled.
    Number,
    /// The company's own number.
    Did,
    /// Somebody's name.
    Name,
    /// The name of a queue, a room, a parking lot.
    Label,
    /// An id of Asterisk's, or any text that a client chose in its place.
    Id,
    /// Anything: a channel's or a file's name, a code.
    Free,
    /// A variable of the dial plan.
    Variable,
}

/// What becomes of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Edited {
    Keep,
    /// Nothing stays of it; where a text is needed, [`FORGOTTEN`].
    Remove,
    Replace(Arc<str>),
}

pub(super) trait Edit {
    fn text(&self, kind: Kind, text: &str) -> Edited;

    /// Keys that the caller pressed; `None` leaves them.
    fn keys(&self, keys: &[Arc<str>]) -> Option<Vec<Arc<str>>>;
}

/// A person in a record: its numbers, the channel that it had, and its name.
pub(super) struct Person<'c> {
    pub(super) numbers: [Option<&'c str>; 2],
    pub(super) channel: Option<&'c str>,
    pub(super) name: Option<&'c Arc<str>>,
    pub(super) is_caller: bool,
}

/// Everyone whose name the record may have.
pub(super) fn people(call: &Call) -> impl Iterator<Item = Person<'_>> {
    let caller = Person {
        numbers: [call.caller.number.as_deref(), call.caller.first_number.as_deref()],
        channel: None,
        name: call.caller.name.as_ref(),
        is_caller: true,
    };
    let answered_by = Person {
        numbers: [call.answered_by.as_deref(), None],
        channel: None,
        name: call.answered_by_name.as_ref(),
        is_caller: false,
    };
    let parties = call.parties.iter().map(|party| Person {
        numbers: [Some(&*party.number), None],
        channel: None,
        name: party.name.as_ref(),
        is_caller: false,
    });
    let legs = call.legs.iter().map(|leg| Person {
        numbers: [leg.number.as_deref(), None],
        channel: Some(&*leg.channel),
        name: leg.name.as_ref(),
        is_caller: false,
    });
    [caller, answered_by].into_iter().chain(parties).chain(legs)
}

/// Goes through every text of the record but the call's own id, those of calls it is one with, its tenant and its PBX,
/// by all of which it is known. Says whether anything changed.
pub(super) fn walk(call: &mut Call, edit: &dyn Edit) -> bool {
    let mut walk = Walk { edit, changed: false };
    walk.call(call);
    walk.changed
}

struct Walk<'e> {
    edit: &'e dyn Edit,
    changed: bool,
}

impl Walk<'_> {
    fn edited(&mut self, kind: Kind, text: &str) -> Option<Option<Arc<str>>> {
        let edited = match self.edit.text(kind, text) {
            Edited::Keep => return None,
            Edited::Remove => None,
            Edited::Replace(text) => Some(text),
        };
        self.changed = true;
        Some(edited)
    }

    fn optional(&mut self, kind: Kind, field: &mut Option<Arc<str>>) {
        if let Some(edited) = field.as_deref().and_then(|text| self.edited(kind, text)) {
            *field = edited;
        }
    }

    fn needed(&mut self, kind: Kind, field: &mut Arc<str>) {
        if let Some(edited) = self.edited(kind, field) {
            *field = edited.unwrap_or_else(|| FORGOTTEN.into());
        }
    }

    fn id<T>(&mut self, field: &mut T, text: fn(&T) -> &str, new: fn(&str) -> T) {
        if let Some(edited) = self.edited(Kind::Id, text(field)) {
            *field = new(edited.as_deref().unwrap_or(FORGOTTEN));
        }
    }

    fn call(&mut self, call: &mut Call) {
        let Call {
            id: _,
            tenant: _,
            pbx: _,
            linkedid,
            direction: _,
            state: _,
            disposition: _,
            caller: Caller { number, name, first_number, shown_number },
            dialled,
            did,
            answered: _,
            answered_by,
            answered_by_name,
            final_party,
            hung_up_by: _,
            hangup_cause: _,
            blocked: _,
            voicemail: _,
            started_at: _,
            answered_at: _,
            ended_at: _,
            ring_ms: _,
            wait_ms: _,
            talk_ms: _,
            hold_ms: _,
            duration_ms: _,
            queue,
            queue_visits,
            turned_away,
            parties,
            transfers,
            forwards,
            pickups,
            holds,
            parks,
            recordings,
            playbacks,
            stasis,
            conference,
            dtmf,
            originated: _,
            originated_by,
            legs,
            legs_left_out: _,
            segments,
            merged_into: _,
            merged: _,
            reconstructed: _,
            gaps: _,
            ari_gaps: _,
            account_code,
            variables,
            version: _,
            imported_from: _,
            revised_at: _,
        } = call;
        self.id(linkedid, Linkedid::as_str, Linkedid::new);
        for number in [number, first_number, shown_number, dialled, answered_by, final_party, originated_by] {
            self.optional(Kind::Number, number);
        }
        self.optional(Kind::Did, did);
        self.optional(Kind::Name, name);
        self.optional(Kind::Name, answered_by_name);
        self.optional(Kind::Label, queue);
        self.optional(Kind::Label, conference);
        self.optional(Kind::Free, account_code);
        queue_visits.iter_mut().for_each(|visit| self.visit(visit));
        for TurnedAway { queue, at: _ } in turned_away {
            self.needed(Kind::Label, queue);
        }
        for Party { number, name, role: _, answered: _, outcome: _ } in parties {
            self.needed(Kind::Number, number);
            self.optional(Kind::Name, name);
        }
        for Transfer { kind: _, by, to, at: _, succeeded: _, consult_ms: _ } in transfers {
            self.optional(Kind::Number, by);
            self.optional(Kind::Number, to);
        }
        for Forward { from, to } in forwards {
            self.optional(Kind::Number, from);
            self.needed(Kind::Number, to);
        }
        for Pickup { from, by } in pickups {
            self.optional(Kind::Number, from);
            self.optional(Kind::Number, by);
        }
        for Hold { by, from: _, to: _, ms: _ } in holds {
            self.optional(Kind::Number, by);
        }
        for Park { by, space, lot, from: _, to: _, outcome: _, retrieved_by } in parks {
            self.optional(Kind::Number, by);
            self.optional(Kind::Number, retrieved_by);
            self.optional(Kind::Label, space);
            self.optional(Kind::Label, lot);
        }
        for Recording { file, from: _, to: _, paused_ms: _ } in recordings {
            self.optional(Kind::Free, file);
        }
        for Playback { media, from: _, to: _, failed: _ } in playbacks {
            self.needed(Kind::Free, media);
        }
        for StasisStay { application, args, from: _, to: _ } in stasis {
            self.needed(Kind::Label, application);
            // Of an argument nobody knows what it says, as of a variable.
            args.iter_mut().for_each(|argument| self.needed(Kind::Variable, argument));
        }
        if let Some(keys) = self.edit.keys(dtmf) {
            *dtmf = keys;
            self.changed = true;
        }
        legs.iter_mut().for_each(|leg| self.leg(leg));
        for BridgeSegment { bridge, from: _, to: _, parties } in segments {
            self.id(bridge, BridgeId::as_str, BridgeId::new);
            parties.iter_mut().for_each(|party| self.needed(Kind::Number, party));
        }
        let mut kept = alloc::collections::BTreeMap::new();
        for (mut name, mut value) in core::mem::take(variables) {
            self.needed(Kind::Variable, &mut name);
            self.needed(Kind::Variable, &mut value);
            kept.insert(name, value);
        }
        *variables = kept;
    }

    fn visit(&mut self, visit: &mut QueueVisit) {
        let QueueVisit {
            queue,
            joined_at: _,
            left_at: _,
            outcome: _,
            position: _,
            wait_ms: _,
            member,
            talk_ms: _,
            hold_ms: _,
            attempts,
            earlier_attempts,
        } = visit;
        self.needed(Kind::Label, queue);
        self.optional(Kind::Number, member);
        for Attempt { member, outcome: _, ring_ms: _ } in attempts {
            self.needed(Kind::Number, member);
        }
        for EarlierAttempts { member, .. } in earlier_attempts {
            self.needed(Kind::Number, member);
        }
    }

    fn leg(&mut self, leg: &mut CallLeg) {
        let CallLeg {
            uniqueid,
            channel,
            role: _,
            number,
            name,
            started_at: _,
            ringing_at: _,
            answered_at: _,
            ended_at: _,
            hangup_cause: _,
            dial_status,
            internal: _,
        } = leg;
        self.id(uniqueid, Uniqueid::as_str, Uniqueid::new);
        self.needed(Kind::Free, channel);
        self.optional(Kind::Number, number);
        self.optional(Kind::Name, name);
        self.optional(Kind::Label, dial_status);
    }
}
