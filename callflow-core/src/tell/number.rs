//! The number of the person behind a leg.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use core::cell::OnceCell;

use super::Teller;
use crate::call::Caller;
use crate::story::{Leg, LegNo, Origin, dialled_target, endpoint_of};

/// What was found out of a leg, once it was asked for.
#[derive(Default)]
pub(super) struct Behind<'s> {
    number: OnceCell<Option<Arc<str>>>,
    called: OnceCell<Option<Called<'s>>>,
}

/// A number that an endpoint was asked for.
#[derive(Clone, Copy)]
struct Called<'s> {
    endpoint: &'s str,
    number: &'s str,
}

impl<'s> Teller<'s> {
    /// The number of the person behind a leg, never one of Asterisk's own words.
    ///
    /// What a dial plan in macros puts into the caller ID of called legs is not to be trusted (`s`, the number
    /// with its access prefix, the number of another phone), so what was dialled comes first, then the endpoint's
    /// own name where that is an extension, and only then caller IDs.
    pub(super) fn number(&self, no: LegNo) -> Option<Arc<str>> {
        let leg = self.story.leg(no)?;
        let find = || Some(leg.kept_number(&self.number_of(no, leg)?));
        self.behind.get(no.0 as usize)?.number.get_or_init(find).clone()
    }

    fn number_of(&self, no: LegNo, leg: &'s Leg) -> Option<Cow<'s, str>> {
        let plan = self.plan;
        if let Some(number) = self.outside_number(no) {
            return Some(plan.normalised(number));
        }
        let endpoint = endpoint_of(&leg.name);
        if plan.is_internal(endpoint) {
            return Some(endpoint.into());
        }
        let said = |text| plan.said_number(text);
        let birth = leg.birth_number.as_deref().and_then(said);
        // Set by the dial plan; a number that may still be meant for a trunk counts as long as none is dialled.
        let given = leg.given_number.as_deref().or(leg.pending_number.as_deref()).and_then(said);
        let inside = [birth, given].into_iter().flatten().find(|number| plan.is_internal(number));
        // The caller from outside is who the dial plan made of him on the way in.
        let outside = if leg.origin == Origin::CameIn { given.or(birth) } else { birth.or(given) };
        let asked_for = || dialled_target(leg.dial.as_ref()?.string.as_deref()?).number.and_then(said);
        let number = inside.or(outside).or_else(asked_for)?;
        if leg.origin == Origin::CameIn && given.is_none() {
            return Some(plan.normalised(plan.rewritten_caller(endpoint, number)));
        }
        // Until DialBegin tells the dial string, a leg over a trunk has nothing but what was dialled (Asterisk 16).
        let own = if leg.origin == Origin::CameIn { number } else { plan.without_access_prefix(number) };
        Some(plan.normalised(Cow::Borrowed(own)))
    }

    /// The number, of whatever length, that a leg was called at over something that is no extension.
    pub(super) fn went_out_to(&self, no: LegNo) -> Option<Cow<'s, str>> {
        let called = self.called_over(no).filter(|_| self.story.leg(no).is_some_and(Leg::is_person))?;
        Some(self.asked_of_trunk(called.endpoint, called.number))
    }

    /// The public number that a leg was called at over a trunk, without access prefix.
    pub(super) fn outside_number(&self, no: LegNo) -> Option<Cow<'s, str>> {
        let Called { endpoint, number } = self.called_over(no)?;
        (self.plan.is_public(number) || self.plan.is_trunk(endpoint))
            .then(|| self.asked_of_trunk(endpoint, number))
    }

    /// How a leg was called over something that is no extension.
    fn called_over(&self, no: LegNo) -> Option<Called<'s>> {
        let find = || {
            let target = dialled_target(self.story.leg(no)?.dial.as_ref()?.string.as_deref()?);
            let number = target.number.filter(|_| !self.plan.is_internal(target.endpoint))?;
            Some(Called { endpoint: target.endpoint, number: self.plan.said_number(number)? })
        };
        *self.behind.get(no.0 as usize)?.called.get_or_init(find)
    }

    /// The number of a trunk's dial string as a person would say it. Most dial plans have taken the access prefix
    /// off by then, and what looks like one is the number's own beginning (`030123456` of Berlin, where `0` is
    /// dialled before an outside number): only what was passed on as it was dialled may still have it.
    fn asked_of_trunk<'n>(&self, endpoint: &str, number: &'n str) -> Cow<'n, str> {
        match self.plan.rewritten_called(endpoint, number) {
            Cow::Borrowed(same) if same == number => Cow::Borrowed(self.without_prefix_dialled(number)),
            rewritten => rewritten,
        }
    }

    /// The number without access prefix, if it stands there as somebody in this call dialled it.
    fn without_prefix_dialled<'n>(&self, number: &'n str) -> &'n str {
        let is_it = |exten: &Option<Arc<str>>| exten.as_deref() == Some(number);
        let dialled = self.story.legs.iter().any(|leg| is_it(&leg.birth_exten) || is_it(&leg.exten));
        if dialled { self.plan.without_access_prefix(number) } else { number }
    }

    /// The number that a dial string leads to: `101` of `PJSIP/101`, the outside number of `PJSIP/2025550111@trunk`.
    pub(super) fn number_of_dial_string(&self, string: &str) -> Option<Arc<str>> {
        let target = dialled_target(string);
        // A Local channel's context is no endpoint: `101@from-internal` is extension 101.
        let number = match target.number {
            Some(number) if self.plan.is_trunk(target.endpoint) => {
                let number = self.plan.said_number(number)?;
                return Some(self.plan.normalise(&self.asked_of_trunk(target.endpoint, number)));
            }
            Some(number) if !self.plan.is_internal(target.endpoint) => {
                self.plan.without_access_prefix(number)
            }
            _ => target.endpoint,
        };
        self.plan.said_number(number).map(|number| self.plan.normalise(number))
    }

    pub(super) fn caller_party(&self) -> Caller {
        let Some((no, leg)) = self.caller else { return Caller::default() };
        if self.is_customer_first {
            // The dialer rang the customer first; the caller is the one whom the customer is to be joined with.
            let number = self.story.originate_exten.as_deref();
            let number = number.and_then(|exten| self.plan.said_number(exten)).map(Arc::from);
            return Caller { number, ..Caller::default() };
        }
        let number = self.number(no);
        let other = |text: &Option<Arc<str>>| {
            let other = self.plan.normalise(self.plan.said_number(text.as_deref()?)?);
            (Some(&other) != number.as_ref()).then_some(other)
        };
        let is_rewritten = leg.given_number.is_some() || leg.pending_number.is_some();
        Caller {
            first_number: if is_rewritten { other(&leg.birth_number) } else { None },
            shown_number: other(&leg.shown_number),
            name: leg.display.clone(),
            number,
        }
    }
}
