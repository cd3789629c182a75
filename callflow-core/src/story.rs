//! What is known of one call, as it was seen: the state from which the record is told.
//!
//! A story only grows: legs, stays in bridges, visits, holds, each with the moments of its beginning and its end.
//! Nothing in it is a conclusion. Whether the call was answered, who talked and who hung up follows from it
//! ([`crate::tell`]), so that a late event or a merge needs no undoing: it is added, and the record is told anew.

mod endpoint;
mod folded;
mod happening;
mod leg;
mod media;
mod merge;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub(crate) use self::endpoint::{
    dialled_target, endpoint_of, is_person_channel, member_number, strip_technology,
};
pub(crate) use self::folded::Folded;
pub(crate) use self::happening::{
    AttendedTransfer, BlindTransfer, Conference, Diversion, HoldSpan, MemberCall, ParkStay, PickupMade,
    RecordingSpan, Redirect, Transferred, Unjoined, Unreached, Visit, Voicemail,
};
pub(crate) use self::leg::{App, Dial, Leg, LegKind, Life, Origin};
pub(crate) use self::media::{Heard, Live, Media, PlaybackSpan, StasisSpan};
use crate::ids::{BridgeId, CallId, Linkedid};
use crate::signal::BridgeKind;
use crate::time::Timestamp;

/// When something happened, and its place in the order of events: events of one read share a time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
pub(crate) struct Moment {
    /// The number of the input; later inputs have higher ones.
    pub(crate) seq: u64,
    /// The event's own time where it has one, else that of its reception.
    pub(crate) at: Timestamp,
}

impl Moment {
    /// Whether two moments may be one. What Asterisk does in one go it tells within a few milliseconds, and events
    /// of different channels may overtake each other by some more; so neither comes before the other.
    pub(crate) fn is_near(self, other: Self) -> bool {
        const SAME_MOMENT_MS: u64 = 100;
        self.at.millis_since(other.at).max(other.at.millis_since(self.at)) <= SAME_MOMENT_MS
    }

    /// Whether it does not come before the other one, as far as that can be told.
    pub(crate) fn is_since(self, other: Self) -> bool {
        self > other || self.is_near(other)
    }
}

/// The place of a leg in its story.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
pub(crate) struct LegNo(pub(crate) u32);

/// A bridge that legs of the story were in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KnownBridge {
    pub(crate) id: BridgeId,
    pub(crate) kind: BridgeKind,
}

/// One leg's stay in one bridge.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Stay {
    pub(crate) leg: LegNo,
    /// Place in [`Story::bridges`].
    pub(crate) bridge: u32,
    pub(crate) entered: Moment,
    pub(crate) left: Option<Moment>,
    /// The extension that the leg was at when it entered.
    pub(crate) exten: Option<Arc<str>>,
}

/// Where a story stands with those who are told of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum Told {
    /// Nobody has heard of it.
    Nothing,
    /// `call.started` was sent.
    Started,
    /// `call.ended` was sent.
    Ended,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts of a call, each of which may hold with any other")]
pub(crate) struct Story {
    pub(crate) id: CallId,
    pub(crate) linkedid: Linkedid,
    pub(crate) born: Moment,
    /// The last event that said something of it.
    pub(crate) last: Moment,
    pub(crate) legs: Vec<Leg>,
    /// What legs that are no longer among them add to the record.
    #[serde(default)]
    pub(crate) folded: Option<Box<Folded>>,
    pub(crate) bridges: Vec<KnownBridge>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) visits: Vec<Visit>,
    /// `Queue()` was run; a caller whom the queue does not let in joins nothing.
    pub(crate) queue_asked: Option<Moment>,
    /// Queues that the legs were sent to and did not join.
    pub(crate) unjoined: Vec<Unjoined>,
    pub(crate) holds: Vec<HoldSpan>,
    pub(crate) transfers: Vec<Transferred>,
    pub(crate) parks: Vec<ParkStay>,
    pub(crate) pickups: Vec<PickupMade>,
    pub(crate) recordings: Vec<RecordingSpan>,
    /// What applications did with it.
    #[serde(default)]
    pub(crate) media: Option<Box<Media>>,
    pub(crate) unreached: Vec<Unreached>,
    pub(crate) diversions: Vec<Diversion>,
    pub(crate) keys: Vec<(Moment, LegNo, char)>,
    pub(crate) conferences: Vec<Conference>,
    /// The caller came to `VoiceMail()`.
    pub(crate) voicemail: Option<Voicemail>,
    /// What `OriginateResponse` said; a story that began with a dialled leg is originated even without it.
    pub(crate) originate_exten: Option<Arc<str>>,
    /// The Linkedids that its channels were born with.
    pub(crate) linkedids: Vec<Linkedid>,
    /// The file of the recording that is about to begin on a leg.
    pub(crate) next_file: Option<(LegNo, Arc<str>)>,
    /// Asterisk went down while it lived.
    pub(crate) cut_off: bool,
    /// Asterisk's list of its channels told of an end that was not seen.
    pub(crate) reconstructed: bool,
    pub(crate) gaps: u32,
    pub(crate) variables: BTreeMap<Arc<str>, Arc<str>>,
    pub(crate) merged: Vec<CallId>,
    /// When its last leg ended.
    pub(crate) ended: Option<Moment>,
    /// When it is to be forgotten, once it ended.
    pub(crate) forget_at: Option<Timestamp>,
    pub(crate) told: Told,
    /// Something is new since it was last told.
    pub(crate) touched: bool,
    /// It began with a channel that may turn out to be of another call: no Linkedid told.
    #[serde(default)]
    pub(crate) may_be_anothers: bool,
    pub(crate) version: u32,
    pub(crate) revised_at: Option<Timestamp>,
}

impl Story {
    pub(crate) fn new(id: CallId, linkedid: Linkedid, born: Moment) -> Self {
        Self {
            id,
            linkedid,
            born,
            last: born,
            legs: Vec::new(),
            folded: None,
            bridges: Vec::new(),
            stays: Vec::new(),
            visits: Vec::new(),
            queue_asked: None,
            unjoined: Vec::new(),
            holds: Vec::new(),
            transfers: Vec::new(),
            parks: Vec::new(),
            pickups: Vec::new(),
            recordings: Vec::new(),
            media: None,
            unreached: Vec::new(),
            diversions: Vec::new(),
            keys: Vec::new(),
            conferences: Vec::new(),
            voicemail: None,
            originate_exten: None,
            linkedids: Vec::new(),
            next_file: None,
            cut_off: false,
            reconstructed: false,
            gaps: 0,
            variables: BTreeMap::new(),
            merged: Vec::new(),
            ended: None,
            forget_at: None,
            told: Told::Nothing,
            touched: false,
            may_be_anothers: false,
            version: 0,
            revised_at: None,
        }
    }

    pub(crate) fn leg(&self, no: LegNo) -> Option<&Leg> {
        self.legs.get(no.0 as usize)
    }

    pub(crate) fn leg_mut(&mut self, no: LegNo) -> Option<&mut Leg> {
        self.legs.get_mut(no.0 as usize)
    }

    pub(crate) fn numbered_legs(&self) -> impl DoubleEndedIterator<Item = (LegNo, &Leg)> {
        self.legs.iter().enumerate().map(|(no, leg)| (leg_no(no), leg))
    }

    pub(crate) fn push_leg(&mut self, leg: Leg) -> LegNo {
        // Most calls have two legs; a vector would make room for four at once, and a leg is large.
        if self.legs.len() == self.legs.capacity() {
            self.legs.reserve_exact(self.legs.len().max(2));
        }
        self.legs.push(leg);
        leg_no(self.legs.len() - 1)
    }

    /// The caller: the first person who came in by itself; of an originated call the person called first.
    ///
    /// Events of different channels may be out of order, so the first leg seen is not always the caller's.
    pub(crate) fn caller(&self) -> Option<(LegNo, &Leg)> {
        let persons = || self.numbered_legs().filter(|(_, leg)| leg.is_person());
        let came_in = || {
            let root = self.root().filter(|(_, root)| root.is_person() && root.origin == Origin::CameIn);
            root.or_else(|| persons().find(|(_, leg)| leg.origin == Origin::CameIn))
        };
        if !self.is_originated() {
            return came_in().or_else(|| persons().next());
        }
        // Behind a Local channel's second half is whoever was called first; what its first half calls is the number
        // that the call is for.
        let root = self.root().map(|(root, _)| root);
        let rung_first = persons().find(|(_, leg)| leg.origin != (Origin::Dialled { by: root }));
        rung_first.or_else(|| persons().next())
    }

    /// The leg that the story began with: a call takes its Linkedid from its first channel, whichever channel's
    /// events come first.
    pub(crate) fn root(&self) -> Option<(LegNo, &Leg)> {
        let is_root = |(_, leg): &(LegNo, &Leg)| leg.uniqueid.as_str() == self.linkedid.as_str();
        self.numbered_legs().find(is_root).or_else(|| self.numbered_legs().next())
    }

    /// Whether the story began with Asterisk calling somebody.
    pub(crate) fn is_originated(&self) -> bool {
        self.root().is_some_and(|(_, root)| root.origin == Origin::Dialled { by: None })
    }

    /// Whether it may still be seen to be part of another call, so that it is not to be told of: Asterisk made channels
    /// to call somebody, and has not said for whom. That they ring may be told a moment before; those that are gone
    /// before it has called nobody.
    pub(crate) fn is_unclaimed(&self) -> bool {
        let waits = |leg: &Leg| {
            let is_called = !leg.is_person() || leg.was_dialled();
            is_called && leg.dial.is_none() && leg.up().or(leg.asked).is_none()
        };
        self.may_be_anothers && self.legs.iter().all(waits)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.legs.iter().all(|leg| leg.ended().is_some())
    }

    pub(crate) fn bridge_kind(&self, stay: &Stay) -> BridgeKind {
        self.bridges.get(stay.bridge as usize).map_or(BridgeKind::Waiting, |bridge| bridge.kind)
    }

    pub(crate) fn bridge_no(&mut self, id: &str, kind: BridgeKind) -> u32 {
        let known = self.bridges.iter().position(|bridge| bridge.id.as_str() == id);
        let no = known.unwrap_or_else(|| {
            self.bridges.push(KnownBridge { id: BridgeId::new(id), kind });
            self.bridges.len() - 1
        });
        u32::try_from(no).unwrap_or(u32::MAX)
    }
}

/// More legs than a `u32` counts do not fit in memory.
fn leg_no(place: usize) -> LegNo {
    LegNo(u32::try_from(place).unwrap_or(u32::MAX))
}
