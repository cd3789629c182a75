//! Which way a call went, and what was dialled.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Teller;
use crate::call::{Direction, Forward};
use crate::plan::{DirectionQuestion, is_special_exten};
use crate::story::{dialled_target, endpoint_of};

impl Teller<'_> {
    /// The number as the caller dialled it.
    pub(super) fn dialled(&self) -> Option<Arc<str>> {
        let (no, caller) = self.caller?;
        let said = |exten: Option<&str>| exten.filter(|exten| !is_special_exten(exten)).map(Arc::from);
        if !self.story.is_originated() {
            return said(caller.birth_exten.as_deref()).or_else(|| said(caller.exten.as_deref()));
        }
        if let Some(number) = self.outside_number(no) {
            return Some(number.into());
        }
        // Where the first phone was sent to once it had answered; the first leg may be a Local channel.
        let sent_to = self.story.root().and_then(|(_, root)| root.exten.as_deref());
        said(self.story.originate_exten.as_deref()).or_else(|| said(sent_to))
    }

    pub(super) fn direction(&self, dialled: Option<&str>) -> Direction {
        let Some((no, caller)) = self.caller else { return Direction::Unknown };
        let folded = || self.story.folded.iter().flat_map(|folded| &folded.went_out);
        let folded = || folded().map(|number| Cow::Borrowed(&**number));
        let went_out =
            || self.story.numbered_legs().filter_map(|(no, _)| self.went_out_to(no)).chain(folded());
        let as_dialled = |number: Cow<'_, str>| {
            dialled.is_some_and(|dialled| {
                dialled == number || self.plan.without_access_prefix(dialled) == number
            })
        };
        let caller_number = self.number(no);
        self.plan.direction(DirectionQuestion {
            first_was_dialled: self.story.is_originated(),
            context: caller.birth_context.as_deref(),
            endpoint: Some(endpoint_of(&caller.name)),
            dialled,
            caller: caller_number.as_deref(),
            left_by_trunk: went_out().next().is_some(),
            left_as_dialled: went_out().any(as_dialled),
        })
    }

    /// What the record says was dialled: of an inbound call the DID as the plan has it, else as it was dialled.
    pub(super) fn dialled_of_record(
        &self,
        dialled: Option<Arc<str>>,
        direction: Direction,
    ) -> Option<Arc<str>> {
        let endpoint = self.caller.map_or("", |(_, leg)| endpoint_of(&leg.name));
        let inbound = direction == Direction::Inbound;
        dialled.map(|wire| if inbound { self.plan.called_from_outside(endpoint, &wire) } else { wire })
    }

    /// Sent on by the phone itself (a 302), or by the dial plan for it.
    pub(super) fn forwards(&self) -> Vec<Forward> {
        let by_phone = self.story.numbered_legs().filter_map(|(no, leg)| {
            let to = leg.dial.as_ref()?.forward.clone()?;
            // `103@from-internal`: the context is the dial plan's affair.
            let to = to.split_once('@').map_or(&*to, |(to, _)| to).into();
            Some(Forward { from: self.number(no), to })
        });
        let by_plan = self.story.diversions.iter().filter_map(|diversion| {
            let target = dialled_target(diversion.to.as_deref()?);
            let to = target.number.unwrap_or(target.endpoint).into();
            let from = self.plan.said_number(&diversion.from)?;
            Some(Forward { from: Some(self.plan.normalise(from)), to })
        });
        by_phone.chain(by_plan).collect()
    }
}
