//! Who talked with whom.
//!
//! Talk is reachability: two people talk while a path of bridges and Local channels joins their legs. Parking
//! lots and other waiting rooms carry no talk, and a conference is told apart.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Teller;
use crate::call::BridgeSegment;
use crate::signal::BridgeKind;
use crate::story::{Leg, LegKind, LegNo, Moment, Origin, Stay, Story};

/// Between the two halves of an optimised Local channel, a leg is in no bridge for a moment; the talk goes on.
const SWAP_MS: u64 = 50;

/// All talks of a call, in the order of their beginning.
pub(super) struct Talk {
    pub(super) stretches: Vec<Stretch>,
    /// It is over a room that `Page()` made.
    pub(super) is_paging: bool,
}

/// A stretch of time in which the same people could hear each other.
pub(super) struct Stretch {
    pub(super) from: Moment,
    pub(super) to: Option<Moment>,
    /// A bridge that carried it.
    bridge: u32,
    /// The legs of at least two people, in order.
    pub(super) people: Vec<LegNo>,
}

/// A stretch as one of its people has it.
#[derive(Clone, Debug)]
pub(super) struct Spell {
    pub(super) from: Moment,
    pub(super) to: Option<Moment>,
    /// Whose spell it is.
    pub(super) anchor: LegNo,
    /// The others, in order.
    pub(super) peers: Vec<LegNo>,
}

impl Talk {
    pub(super) fn of(story: &Story) -> Self {
        let mut boundaries: Vec<(Moment, usize, bool)> = Vec::with_capacity(story.stays.len() * 2);
        for (place, stay) in story.stays.iter().enumerate().filter(|(_, stay)| carries_talk(story, stay)) {
            boundaries.push((stay.entered, place, true));
            boundaries.extend(stay.left.map(|left| (left, place, false)));
        }
        boundaries.sort_by_key(|(at, _, _)| at.seq);

        let is_paging = story.stays.iter().any(|stay| is_paging(story, stay));
        let mut talk = Self { stretches: Vec::new(), is_paging };
        let mut inside: Vec<&Stay> = Vec::new();
        let mut groups = Groups::default();
        for (at, place, enters) in boundaries {
            let Some(stay) = story.stays.get(place) else { continue };
            if enters {
                inside.push(stay);
            } else {
                inside.retain(|other| !core::ptr::eq(*other, stay));
            }
            groups.find(story, &inside);
            talk.go_on(&groups, at);
        }
        talk
    }

    /// Ends the stretches whose people are no longer together, and begins new ones.
    fn go_on(&mut self, groups: &Groups<'_>, at: Moment) {
        for open in self.stretches.iter_mut().filter(|stretch| stretch.to.is_none()) {
            if !groups.iter().any(|(_, people)| *people == *open.people) {
                open.to = Some(at);
            }
        }
        for (bridge, people) in groups.iter() {
            if self.stretches.iter().any(|stretch| stretch.to.is_none() && *stretch.people == *people) {
                continue;
            }
            let swapped = self.stretches.iter_mut().rev().find(|stretch| {
                *stretch.people == *people
                    && stretch.to.is_some_and(|to| at.at.millis_since(to.at) <= SWAP_MS)
            });
            match swapped {
                Some(stretch) => stretch.to = None,
                None => self.stretches.push(Stretch { from: at, to: None, bridge, people: people.into() }),
            }
        }
    }

    pub(super) fn has_talked(&self, leg: LegNo) -> bool {
        self.stretches.iter().any(|stretch| stretch.people.contains(&leg))
    }

    /// The spells of a caller. Where the caller has left and one who talked with it talks on with somebody else
    /// (the caller transferred itself out), that one's spells follow, and so on.
    pub(super) fn spells(&self, story: &Story, caller: LegNo) -> Vec<Spell> {
        if self.stretches.is_empty() {
            return Vec::new();
        }
        let mut anchors = Vec::from([caller]);
        let mut spells: Vec<Spell> = self.spells_of(caller).collect();
        while let Some((peer, gone)) = anchors.last().and_then(|left| self.who_stays(story, *left, &anchors))
        {
            anchors.push(peer);
            spells.extend(self.spells_of(peer).filter(|spell| spell.from.is_since(gone)));
        }
        spells
    }

    /// Who talks on without an anchor that has left, and since when it has. The first whom it talked with comes
    /// first: who is consulted only later is the target of a transfer.
    fn who_stays(&self, story: &Story, left: LegNo, anchors: &[LegNo]) -> Option<(LegNo, Moment)> {
        let leg = story.leg(left)?;
        // Its phone is gone before its channel is.
        let gone = leg.ended().map(|ended| leg.asked.unwrap_or(ended).min(ended))?;
        // Of three who talk with each other, two are left when one hangs up; that is no transfer.
        let were_together = |spell: &Spell| {
            let all_of = |people: &[LegNo]| {
                people.contains(&spell.anchor) && spell.peers.iter().all(|peer| people.contains(peer))
            };
            self.stretches.iter().any(|stretch| stretch.people.contains(&left) && all_of(&stretch.people))
        };
        let talks_on = |peer: LegNo| {
            self.spells_of(peer).any(|spell| {
                let goes_on = spell.to.is_none_or(|to| to > gone);
                spell.from.is_since(gone) && goes_on && !spell.peers.contains(&left) && !were_together(&spell)
            })
        };
        let mut peers = self.spells_of(left).flat_map(|spell| spell.peers);
        peers.find(|peer| !anchors.contains(peer) && talks_on(*peer)).map(|peer| (peer, gone))
    }

    fn spells_of(&self, anchor: LegNo) -> impl Iterator<Item = Spell> {
        self.stretches.iter().filter(move |stretch| stretch.people.contains(&anchor)).map(move |stretch| {
            Spell {
                from: stretch.from,
                to: stretch.to,
                anchor,
                peers: stretch.people.iter().copied().filter(|leg| *leg != anchor).collect(),
            }
        })
    }
}

impl Teller<'_> {
    /// The first person to talk with the caller. In a dialer's call that is the customer, whose leg came first.
    pub(super) fn answering_leg(&self) -> Option<(LegNo, &Leg)> {
        let first = self.spells.first()?;
        self.leg(if self.is_customer_first { first.anchor } else { *first.peers.first()? })
    }

    /// The last person to talk with the caller.
    pub(super) fn final_leg(&self) -> Option<(LegNo, &Leg)> {
        let last = self.spells.last()?;
        self.leg(if self.is_with_agent(last) { last.anchor } else { *last.peers.last()? })
    }

    /// Whether a spell is that of a dialer's customer with the agent, who is the caller. An agent who has sent the
    /// customer on has transferred itself out.
    pub(super) fn is_with_agent(&self, spell: &Spell) -> bool {
        let agent = self.spells.first().and_then(|first| first.peers.first());
        self.is_customer_first && agent.is_some_and(|agent| spell.peers.contains(agent))
    }

    /// Whether a leg is the caller's, or that of one who stayed when the caller had transferred itself out.
    pub(super) fn is_anchor(&self, no: LegNo) -> bool {
        self.caller.is_some_and(|(caller, _)| caller == no)
            || self.spells.iter().any(|spell| spell.anchor == no)
    }

    pub(super) fn leg(&self, no: LegNo) -> Option<(LegNo, &Leg)> {
        self.story.leg(no).map(|leg| (no, leg))
    }

    pub(super) fn segments(&self) -> Vec<BridgeSegment> {
        let party = |no: &LegNo| {
            let number = self.number(*no);
            number.unwrap_or_else(|| Arc::from("unknown"))
        };
        // Legs come into a talk, and go, one by one: for an instant it is some of them who talk.
        let passing = |stretch: &&Stretch| {
            stretch.to.is_some_and(|to| to.at.millis_since(stretch.from.at) <= SWAP_MS)
                && self.talk.stretches.iter().any(|other| {
                    other.people.len() > stretch.people.len()
                        && stretch.people.iter().all(|person| other.people.contains(person))
                })
        };
        self.talk
            .stretches
            .iter()
            .filter(|stretch| !passing(stretch))
            .filter_map(|stretch| {
                Some(BridgeSegment {
                    bridge: self.story.bridges.get(stretch.bridge as usize)?.id.clone(),
                    from: stretch.from.at,
                    to: stretch.to.map(|to| to.at),
                    parties: stretch.people.iter().map(party).collect(),
                })
            })
            .collect()
    }
}

/// A phone that hung up before it came into the bridge never talked: it was up only to be asked something.
fn carries_talk(story: &Story, stay: &Stay) -> bool {
    let hung_up_before =
        story.leg(stay.leg).and_then(|leg| leg.asked).is_some_and(|asked| asked.seq < stay.entered.seq);
    (story.bridge_kind(stay) == BridgeKind::Talk || is_paging(story, stay)) && !hung_up_before
}

/// `Page()` makes a conference of its own, into which it calls phones, also by Local channels, that belong to the
/// call and are dialled by nobody.
fn is_paging(story: &Story, stay: &Stay) -> bool {
    let is_called_in = |other: &Stay| {
        let leg = story.leg(other.leg).filter(|_| other.bridge == stay.bridge);
        leg.is_some_and(|leg| match leg.kind {
            LegKind::Local { first, .. } => first,
            LegKind::Person => !story.is_originated() && leg.origin == Origin::Dialled { by: None },
            LegKind::Machine => false,
        })
    };
    story.bridge_kind(stay) == BridgeKind::Conference && story.stays.iter().any(is_called_in)
}

/// The groups of at least two people who are joined at a moment. One is used for all moments of a story: the record
/// is told anew with every event, and most of its cost would be vectors that live for an instant.
#[derive(Default)]
struct Groups<'s> {
    /// Of each group a bridge, and where its people begin.
    found: Vec<(u32, usize)>,
    /// The legs of all groups, those of each in order.
    people: Vec<LegNo>,
    /// The legs of which it is known with whom they are joined.
    seen: Vec<LegNo>,
    reached: Vec<&'s Stay>,
}

impl<'s> Groups<'s> {
    fn iter(&self) -> impl Iterator<Item = (u32, &[LegNo])> {
        let ends = self.found.iter().skip(1).map(|(_, from)| *from).chain([self.people.len()]);
        self.found
            .iter()
            .zip(ends)
            .filter_map(|((bridge, from), to)| Some((*bridge, self.people.get(*from..to)?)))
    }

    /// Finds those of the legs whose stays these are.
    fn find(&mut self, story: &Story, inside: &[&'s Stay]) {
        self.found.clear();
        self.people.clear();
        self.seen.clear();
        if inside.len() < 2 {
            return;
        }
        for start in inside {
            if !self.seen.contains(&start.leg) {
                self.reach(story, inside, start);
                self.seen.extend(self.reached.iter().map(|stay| stay.leg));
                self.add(story, start.bridge);
            }
        }
    }

    /// All whom a path of bridges and Local channels joins with one.
    fn reach(&mut self, story: &Story, inside: &[&'s Stay], start: &'s Stay) {
        self.reached.clear();
        self.reached.push(start);
        let mut next = 0;
        while let Some(from) = self.reached.get(next).copied() {
            next += 1;
            let other_half = match story.leg(from.leg).map(|leg| leg.kind) {
                Some(LegKind::Local { other, .. }) => other,
                _ => None,
            };
            for to in inside {
                let joined = to.bridge == from.bridge || Some(to.leg) == other_half;
                if joined && !self.reached.iter().any(|known| known.leg == to.leg) {
                    self.reached.push(to);
                }
            }
        }
    }

    fn add(&mut self, story: &Story, bridge: u32) {
        let from = self.people.len();
        let is_person = |stay: &&&Stay| story.leg(stay.leg).is_some_and(Leg::is_person);
        self.people.extend(self.reached.iter().filter(is_person).map(|stay| stay.leg));
        match self.people.get_mut(from..) {
            Some(people) if people.len() > 1 => {
                people.sort_unstable();
                self.found.push((bridge, from));
            }
            _ => self.people.truncate(from),
        }
    }
}
