//! Transfers: who sent the call on, where to, and whether it got there.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Teller;
use crate::call::{Transfer, TransferKind};
use crate::plan::is_special_exten;
use crate::signal::BridgeKind;
use crate::story::{
    AttendedTransfer, BlindTransfer, Leg, LegNo, Moment, ParkStay, Redirect, Transferred, Visit,
};

/// Within this time of a transfer its consequences are told.
const SOON_MS: u64 = 2_000;

impl Teller<'_> {
    pub(super) fn transfers(&self) -> Vec<Transfer> {
        let mut transfers: Vec<Transfer> = self.told_transfers().chain(self.taken_back()).collect();
        transfers.sort_by_key(|transfer| transfer.at);
        transfers
    }

    /// Consultations by feature that no event tells the end of: the transferer took the call back.
    fn taken_back(&self) -> impl Iterator<Item = Transfer> {
        let story = self.story;
        let finished: Vec<LegNo> = story
            .transfers
            .iter()
            .filter_map(|transfer| match transfer {
                Transferred::Attended(attended) => self.consultation_leg(attended).map(|(no, _)| no),
                _ => None,
            })
            .collect();
        story.numbered_legs().filter_map(move |(no, leg)| {
            // While the consultation lasts nobody knows what becomes of it.
            let open = leg.ended().is_none();
            if open || finished.contains(&no) || !self.is_made_by_feature(no) {
                return None;
            }
            let by = self.met_in_bridge(no)?;
            Some(Transfer {
                kind: TransferKind::Attended,
                by: self.number_behind(by),
                to: leg.birth_exten.clone(),
                at: leg.born.at,
                succeeded: false,
                consult_ms: self.consult_ms(by, leg.born, leg.ended()?),
            })
        })
    }

    /// The person who was in the same bridge as a leg.
    fn met_in_bridge(&self, no: LegNo) -> Option<LegNo> {
        let stays = &self.story.stays;
        let own =
            stays.iter().find(|stay| stay.leg == no && self.story.bridge_kind(stay) == BridgeKind::Talk)?;
        let is_person = |leg: LegNo| self.story.leg(leg).is_some_and(Leg::is_person);
        let met = stays.iter().find(|stay| stay.bridge == own.bridge && is_person(stay.leg))?;
        Some(met.leg)
    }

    fn told_transfers(&self) -> impl Iterator<Item = Transfer> {
        self.story.transfers.iter().filter_map(|transfer| match transfer {
            Transferred::Blind(blind) => self.blind(blind),
            Transferred::Attended(attended) => Some(self.attended(attended)),
            Transferred::Redirect(redirect) => self.redirect(redirect),
        })
    }

    /// A transfer into a parking lot is a park and no transfer.
    fn blind(&self, blind: &BlindTransfer) -> Option<Transfer> {
        let parked = self.story.parks.iter().any(|park| {
            park.leg == blind.transferee
                && park.from.is_since(blind.at)
                && park.from.at.millis_since(blind.at.at) < SOON_MS
        });
        (!parked).then(|| Transfer {
            kind: TransferKind::Blind,
            by: self.number_behind(blind.by),
            to: Some(blind.to.clone()),
            at: blind.at.at,
            succeeded: self.talked_anew_after(blind.at, &[blind.by]),
            consult_ms: None,
        })
    }

    /// A leaving that a transfer explains is no redirect; the event that tells of the transfer may come after it.
    fn redirect(&self, redirect: &Redirect) -> Option<Transfer> {
        let near =
            |at: Moment| at.at.millis_since(redirect.at.at).max(redirect.at.at.millis_since(at.at)) < SOON_MS;
        let story = self.story;
        let end_of_park =
            |park: &ParkStay| near(park.from) || park.to.is_some_and(near) && self.is_timed_out(park);
        // Who leaves a queue by a key goes on at the key's extension, and no abandon is told.
        let by_key = |visit: &Visit| {
            visit.leg == redirect.transferee
                && !visit.abandon_seen
                && visit.left.is_some_and(near)
                && visit.calls.iter().all(|call| call.connected.is_none())
        };
        let explained = story.transfers.iter().any(|transfer| match transfer {
            Transferred::Blind(blind) => {
                blind.at.is_near(redirect.at) || near(blind.at) && blind.to == redirect.to
            }
            Transferred::Attended(attended) => near(attended.at),
            Transferred::Redirect(_) => false,
        }) || story.parks.iter().any(end_of_park)
            || story.visits.iter().any(by_key);
        (!explained).then(|| Transfer {
            kind: TransferKind::Blind,
            by: Some("system".into()),
            to: Some(redirect.to.clone()),
            at: redirect.at.at,
            succeeded: self.talked_anew_after(redirect.at, &[]),
            consult_ms: None,
        })
    }

    fn attended(&self, attended: &AttendedTransfer) -> Transfer {
        let began = self.consultation_leg(attended).map(|(_, leg)| leg.born);
        Transfer {
            kind: TransferKind::Attended,
            by: self.number_behind(attended.first),
            to: self.consultation_target(attended),
            at: began.unwrap_or(attended.at).at,
            succeeded: self.talked_anew_after(attended.at, &[attended.first, attended.second]),
            consult_ms: began.and_then(|began| self.consult_ms(attended.second, began, attended.at)),
        }
    }

    /// The leg by which the transferer reached the target: with feature codes a Local channel, else the
    /// transferer's own second call.
    fn consultation_leg(&self, attended: &AttendedTransfer) -> Option<(LegNo, &Leg)> {
        if attended.first != attended.second {
            return self.leg(attended.second);
        }
        let candidates = || {
            self.story.numbered_legs().rev().filter(|(no, leg)| {
                let met = |stay: &crate::story::Stay| stay.leg == *no;
                leg.born < attended.at && self.is_made_by_feature(*no) && self.story.stays.iter().any(met)
            })
        };
        // Whoever is consulted may consult somebody in turn.
        let by = self.number_behind(attended.first);
        let own = candidates()
            .find(|(no, _)| self.met_in_bridge(*no).map(|met| self.number_behind(met)) == Some(by.clone()));
        own.or_else(|| candidates().next())
    }

    fn consultation_target(&self, attended: &AttendedTransfer) -> Option<Arc<str>> {
        let dialled = self.consultation_leg(attended).and_then(|(_, leg)| leg.birth_exten.clone());
        dialled.filter(|exten| !is_special_exten(exten)).or_else(|| self.number_behind(attended.target?))
    }

    /// How long the transferer talked without the one whom it talked with before.
    fn consult_ms(&self, transferer: LegNo, began: Moment, ended: Moment) -> Option<u64> {
        let number = |no: &LegNo| self.number(*no);
        let own = number(&transferer);
        let has_part = |people: &[LegNo]| people.iter().any(|no| *no == transferer || number(no) == own);
        let before = self
            .talk
            .stretches
            .iter()
            .rev()
            .find(|stretch| has_part(&stretch.people) && !stretch.from.is_since(began));
        let transferees: Vec<LegNo> = before.map_or_else(Vec::new, |before| {
            before.people.iter().copied().filter(|no| number(no) != own).collect()
        });
        self.talk
            .stretches
            .iter()
            .filter(|stretch| {
                stretch.from > began
                    && stretch.from < ended
                    && stretch.people.contains(&transferer)
                    && !stretch.people.iter().any(|leg| transferees.contains(leg))
            })
            .map(|stretch| stretch.to.unwrap_or(ended).min(ended).at.millis_since(stretch.from.at))
            .reduce(|sum, more| sum + more)
    }

    /// Whether the caller came to talk with somebody who is not among the transferers after a transfer, or to a
    /// conference.
    fn talked_anew_after(&self, at: Moment, transferers: &[LegNo]) -> bool {
        // The transferer may be called back on another leg, so people are told by their numbers.
        let number = |no: &LegNo| self.number(*no);
        let transferers: Vec<_> = transferers.iter().map(number).collect();
        let talked = self.spells.iter().any(|spell| {
            // What it was taken out of may be told to be over just after it.
            let after = spell.from > at || spell.to.is_none_or(|to| !at.is_since(to));
            after && spell.peers.iter().any(|peer| !transferers.contains(&number(peer)))
        });
        let met = || {
            self.story.stays.iter().any(|stay| {
                self.story.bridge_kind(stay) == BridgeKind::Conference
                    && self.is_anchor(stay.leg)
                    && stay.entered.is_since(at)
            })
        };
        // The queue that it was sent to may have given it back to the one who sent it.
        let served = || {
            let anew =
                |visit: &Visit| visit.joined > at && visit.calls.iter().any(|call| call.connected.is_some());
            self.story.visits.iter().any(anew)
        };
        talked || met() || served()
    }

    /// Whether a leg was taken out of where it was by a redirect at that moment.
    pub(super) fn was_redirected(&self, leg: LegNo, at: Moment) -> bool {
        self.story.transfers.iter().any(|transfer| match transfer {
            Transferred::Redirect(redirect) => {
                redirect.transferee == leg && redirect.at.is_near(at) && self.redirect(redirect).is_some()
            }
            _ => false,
        })
    }
}
