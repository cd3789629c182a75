//! What the plan makes of a number in every place of a call that it may stand in.

use alloc::sync::Arc;
use serde::Serialize;

use super::{DirectionQuestion, DirectionReason, NumberExplained, Plan, TenantQuestion};
use crate::call::Direction;

/// What is supposed of the call in which a number stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Supposed<'a> {
    /// The context that the call's first channel comes in at.
    pub context: Option<&'a str>,
    /// The endpoint of that channel: `101` of `PJSIP/101-00000003`.
    pub endpoint: Option<&'a str>,
    /// The queue that the caller waits in.
    pub queue: Option<&'a str>,
    /// Asterisk itself called the endpoint (Originate).
    pub originated: bool,
}

/// What the plan makes of a number, as a caller's and as one that was dialled.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct NumberChecked<'p> {
    /// What it is, and why.
    #[serde(flatten)]
    pub explained: NumberExplained<'p>,
    /// `caller.number` of a call that it makes.
    pub as_caller: Option<Arc<str>>,
    /// What a call to it is.
    pub as_dialled: NumberDialled<'p>,
}

/// What a call is in which a number was dialled.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct NumberDialled<'p> {
    /// Which way it goes.
    pub direction: Direction,
    /// What decides so.
    #[serde(flatten)]
    pub reason: DirectionReason<'p>,
    /// `dialled` of its record.
    pub dialled: Option<Arc<str>>,
    /// Whose it is.
    pub tenant: Arc<str>,
}

impl Plan {
    /// What the plan makes of `number`, as it stands on the wire, in a call of which so much is supposed.
    #[must_use]
    pub fn check_number<'p>(&'p self, number: &str, supposed: Supposed<'_>) -> NumberChecked<'p> {
        let explained = self.explain_number(number);
        let endpoint = supposed.endpoint.unwrap_or_default();
        let said = self.said_number(number);
        let as_caller = said.map(|number| self.normalise(&self.rewritten_caller(endpoint, number)));
        NumberChecked { explained, as_caller, as_dialled: self.dialled(said, supposed) }
    }

    fn dialled(&self, number: Option<&str>, supposed: Supposed<'_>) -> NumberDialled<'_> {
        let Supposed { context, endpoint, queue, originated } = supposed;
        let reason = self.explain_direction(DirectionQuestion {
            first_was_dialled: originated,
            context,
            endpoint,
            dialled: number,
            ..DirectionQuestion::default()
        });
        let direction = reason.direction();
        let inbound = direction == Direction::Inbound;
        let dialled = number.map(|wire| {
            if inbound { self.called_from_outside(endpoint.unwrap_or_default(), wire) } else { wire.into() }
        });
        let did = dialled.as_deref().filter(|_| inbound);
        let tenant = self.tenant(TenantQuestion { did, context, endpoint, queue }).into();
        NumberDialled { direction, reason, dialled, tenant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_is_another_call_from_another_context() {
        let plan: Plan = toml::from_str(
            "[numbers]\ncountry_code = \"1\"\nnational_prefix = \"1\"\n[[dids]]\nnumber = \"+15125550170\"\ntenant = \"acme\"\n",
        )
        .unwrap();
        let told = |context| {
            let supposed = Supposed { context, ..Supposed::default() };
            let NumberChecked { as_caller, as_dialled, .. } = plan.check_number("15125550170", supposed);
            (as_caller, as_dialled.direction, as_dialled.dialled, as_dialled.tenant)
        };
        let number = |text: &str| Some(Arc::from(text));
        let caller = number("+15125550170");
        assert_eq!(
            told(Some("from-trunk")),
            (caller.clone(), Direction::Inbound, number("+15125550170"), "acme".into())
        );
        let (_, direction, dialled, tenant) = told(Some("from-internal"));
        assert_eq!((direction, dialled, &*tenant), (Direction::Outbound, number("15125550170"), "default"));
    }
}
