//! Which way a call goes.

use serde::Serialize;

use super::{Pattern, Plan, any};
use crate::call::Direction;

/// What the plan needs to know of a call to tell its direction.
#[derive(Clone, Copy, Debug, Default)]
pub struct DirectionQuestion<'a> {
    /// The first channel was dialled by Asterisk (Originate) and did not come in by itself.
    pub first_was_dialled: bool,
    /// The context that the first channel came in at.
    pub context: Option<&'a str>,
    /// The endpoint of the first channel.
    pub endpoint: Option<&'a str>,
    /// What was dialled, as dialled.
    pub dialled: Option<&'a str>,
    /// The number of the caller, where it is known.
    pub caller: Option<&'a str>,
    /// A leg went out over a trunk (dialled as `number@endpoint`).
    pub left_by_trunk: bool,
    /// What was dialled is what went out over a trunk, so that it was meant for the outside.
    pub left_as_dialled: bool,
}

impl Plan {
    /// An endpoint that leads outside.
    #[must_use]
    pub fn is_trunk(&self, endpoint: &str) -> bool {
        self.trunk_pattern(endpoint).is_some()
    }

    /// What says that an endpoint leads outside.
    fn trunk_pattern(&self, endpoint: &str) -> Option<&Pattern> {
        let own = self.trunks.iter().map(|trunk| &trunk.endpoint);
        own.chain(&self.inbound.trunks).find(|pattern| pattern.matches(endpoint))
    }

    /// A context for calls from outside.
    #[must_use]
    pub fn is_inbound_context(&self, context: &str) -> bool {
        any(&self.inbound.contexts, context)
    }

    /// Which way a call goes, told by its first channel and by what was dialled.
    ///
    /// Later channels do not count: the called legs of a trunk are born in the trunk's inbound context, and a
    /// call that is forwarded out stays what it was.
    #[must_use]
    pub fn direction(&self, question: DirectionQuestion<'_>) -> Direction {
        self.explain_direction(question).direction()
    }

    /// What decides which way a call goes.
    #[must_use]
    pub fn explain_direction(&self, question: DirectionQuestion<'_>) -> DirectionReason<'_> {
        use DirectionReason as Reason;
        let trunk = question.endpoint.and_then(|endpoint| self.trunk_pattern(endpoint));
        if let Some(pattern) = trunk.filter(|_| question.first_was_dialled) {
            return Reason::TrunkDialled { pattern };
        }
        if !question.first_was_dialled {
            if let Some(pattern) = trunk {
                return Reason::Trunk { pattern };
            }
            let context = |context| self.inbound.contexts.iter().find(|pattern| pattern.matches(context));
            if let Some(pattern) = question.context.and_then(context) {
                return Reason::InboundContext { pattern };
            }
        }
        if question.left_as_dialled {
            return Reason::LeftByTrunk;
        }
        if let Some(pattern) = question.dialled.and_then(|dialled| self.internal_pattern(dialled)) {
            return Reason::InternalNumber { pattern };
        }
        match question.dialled {
            Some(dialled) if self.is_public(dialled) && self.is_from_outside(question) => Reason::FromOutside,
            Some(dialled) if self.is_public(dialled) => Reason::PublicNumber,
            _ if question.left_by_trunk => Reason::LeftByTrunk,
            _ if question.context.is_some() || question.endpoint.is_some() => Reason::FromInside,
            _ => Reason::Nothing,
        }
    }
}

impl Plan {
    /// Whether a public number was dialled from outside: by a public number, at an endpoint that is no extension. A
    /// caller who hides the number is inside only if the call goes out.
    fn is_from_outside(&self, question: DirectionQuestion<'_>) -> bool {
        let no_phone = question.endpoint.is_some_and(|endpoint| !self.is_internal(endpoint));
        let from_public = match question.caller {
            Some(number) => self.is_public(number),
            None => !question.left_by_trunk,
        };
        !question.first_was_dialled && no_phone && from_public
    }
}

/// What decided which way a call went.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum DirectionReason<'p> {
    /// Asterisk itself called an endpoint that leads outside.
    TrunkDialled {
        /// What says that it does.
        pattern: &'p Pattern,
    },
    /// It came in over an endpoint that leads outside.
    Trunk {
        /// What says that it does.
        pattern: &'p Pattern,
    },
    /// It came in at a context for calls from outside.
    InboundContext {
        /// What says that it is one.
        pattern: &'p Pattern,
    },
    /// A phone dialled an internal number.
    InternalNumber {
        /// What says that it is one.
        pattern: &'p Pattern,
    },
    /// A phone dialled a number of the public network.
    PublicNumber,
    /// A public number, or nobody, called one of the site's own over an endpoint that is no extension.
    FromOutside,
    /// What was dialled went out over a trunk, or does not tell, and a leg went out over one.
    LeftByTrunk,
    /// What was dialled is a name or nothing: a phone that is inside reached something inside.
    FromInside,
    /// Neither a number nor a place is known.
    Nothing,
}

impl DirectionReason<'_> {
    /// The direction that follows.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Trunk { .. } | Self::InboundContext { .. } | Self::FromOutside => Direction::Inbound,
            Self::TrunkDialled { .. } | Self::PublicNumber | Self::LeftByTrunk => Direction::Outbound,
            Self::InternalNumber { .. } | Self::FromInside => Direction::Internal,
            Self::Nothing => Direction::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_is_told_by_the_first_channel_and_by_what_was_dialled() {
        let plan = Plan::default();
        let ask = |first_was_dialled, context, endpoint, dialled| {
            plan.direction(DirectionQuestion {
                first_was_dialled,
                context,
                endpoint,
                dialled,
                ..DirectionQuestion::default()
            })
        };
        for context in [
            "from-trunk",
            "from-pstn",
            "from-did-direct",
            "from-twilio",
            "incoming",
            "inbound",
            "from-trunk-sip",
        ] {
            assert_eq!(ask(false, Some(context), Some("x"), Some("s")), Direction::Inbound, "{context}");
        }
        assert_eq!(ask(false, Some("default"), Some("my-trunk"), Some("101")), Direction::Inbound);
        assert_eq!(ask(false, Some("from-internal"), Some("101"), Some("102")), Direction::Internal);
        assert_eq!(ask(false, Some("from-internal"), Some("101"), Some("*97")), Direction::Internal);
        assert_eq!(ask(false, Some("from-internal"), Some("101"), Some("92025550111")), Direction::Outbound);
        assert_eq!(ask(true, Some("from-trunk"), Some("trunk"), Some("2025550111")), Direction::Outbound);
        assert_eq!(ask(true, Some("from-internal"), Some("100"), None), Direction::Internal);
        assert_eq!(ask(false, None, None, None), Direction::Unknown);
    }

    #[test]
    fn a_trunk_of_any_name_is_told_by_who_calls_whom() {
        let plan = Plan::default();
        let ask = |endpoint, caller, dialled, left_by_trunk, left_as_dialled| {
            plan.direction(DirectionQuestion {
                endpoint: Some(endpoint),
                caller,
                dialled: Some(dialled),
                left_by_trunk,
                left_as_dialled,
                ..DirectionQuestion::default()
            })
        };
        assert_eq!(ask("berlin", Some("+4915112345678"), "49301232001", false, false), Direction::Inbound);
        assert_eq!(ask("berlin", None, "49301232001", false, false), Direction::Inbound);
        // Forwarded out again, it stays what it was; what goes out as it was dialled comes from inside.
        assert_eq!(ask("berlin", Some("+4915112345678"), "49301232001", true, false), Direction::Inbound);
        assert_eq!(ask("alice", Some("+493012345"), "01512345678", true, true), Direction::Outbound);
        assert_eq!(ask("h4x7k2mq", Some("110"), "92025550111", false, false), Direction::Outbound);
        assert_eq!(ask("2002", Some("2002"), "112", true, true), Direction::Outbound);
        assert_eq!(ask("2002", Some("2002"), "112", true, false), Direction::Internal);
    }
}
