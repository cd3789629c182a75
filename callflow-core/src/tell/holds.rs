//! Holds, without those that a transfer feature raises for its consultation.

use alloc::vec::Vec;

use super::Teller;
use crate::call::Hold;
use crate::story::{HoldSpan, LegKind, LegNo, Moment, Origin, Transferred};

impl Teller<'_> {
    pub(super) fn holds(&self) -> Vec<Hold> {
        let hold = |span: &HoldSpan| Hold {
            by: self.number(span.leg),
            from: span.from.at,
            to: span.to.map(|to| to.at),
            ms: span.to.unwrap_or(self.story.last).at.millis_since(span.from.at),
        };
        let mut holds: Vec<Hold> =
            self.story.holds.iter().filter(|span| !self.is_consultation(span)).map(hold).collect();
        holds.sort_by_key(|hold| hold.from);
        holds
    }

    /// Whether somebody is on hold now.
    pub(super) fn is_held(&self) -> bool {
        self.story.holds.iter().any(|span| span.to.is_none() && !self.is_consultation(span))
    }

    /// A consultation by feature: while the hold is open, its leg goes into a bridge with a Local channel that
    /// nobody's `Dial` made.
    ///
    /// A blind transfer by feature: its digits are pressed while the hold is open, and the transfer ends it. The
    /// hold that a phone raised before a REFER has no digits in it, and counts.
    fn is_consultation(&self, hold: &HoldSpan) -> bool {
        let stays = &self.story.stays;
        let while_open = |at: Moment| at > hold.from && hold.to.is_none_or(|to| at < to);
        let blind = self.story.transfers.iter().any(|transfer| match transfer {
            Transferred::Blind(blind) => {
                blind.by == hold.leg && blind.at > hold.from && hold.to.is_none_or(|to| to.is_since(blind.at))
            }
            _ => false,
        });
        let digits = self.story.keys.iter().any(|(at, leg, _)| *leg == hold.leg && while_open(*at));
        if blind && digits || self.is_raised_by_digits(hold) {
            return true;
        }
        stays.iter().any(|stay| {
            let while_held = stay.leg == hold.leg && while_open(stay.entered);
            while_held
                && stays.iter().any(|other| other.bridge == stay.bridge && self.is_made_by_feature(other.leg))
        })
    }

    /// A feature's digits, `*2` and the like, raise a hold at once, also where nothing comes of them.
    fn is_raised_by_digits(&self, hold: &HoldSpan) -> bool {
        const AT_ONCE_MS: u64 = 1_000;
        let just_before =
            |at: Moment| hold.from.is_since(at) && hold.from.at.millis_since(at.at) <= AT_ONCE_MS;
        let mut digits = self.story.keys.iter().filter(|(at, leg, _)| *leg == hold.leg && just_before(*at));
        digits.next().is_some_and(|(_, _, first)| matches!(first, '*' | '#')) && digits.next().is_some()
    }

    /// The first half of a Local channel that a transfer feature made for its consultation.
    pub(super) fn is_made_by_feature(&self, no: LegNo) -> bool {
        self.story.root().is_none_or(|(root, _)| root != no)
            && self.story.leg(no).is_some_and(|leg| {
                matches!(leg.kind, LegKind::Local { first: true, .. })
                    && leg.origin == Origin::Dialled { by: None }
            })
    }
}
