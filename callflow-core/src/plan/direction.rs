//! Which way a call goes.

use super::{Plan, any};
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
    /// A leg went out over a trunk (dialled as `number@endpoint`).
    pub left_by_trunk: bool,
}

impl Plan {
    /// An endpoint that leads outside.
    #[must_use]
    pub fn is_trunk(&self, endpoint: &str) -> bool {
        any(&self.inbound.trunks, endpoint)
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
        let by_trunk = question.endpoint.is_some_and(|endpoint| self.is_trunk(endpoint));
        if question.first_was_dialled && by_trunk {
            return Direction::Outbound;
        }
        let from_outside =
            by_trunk || question.context.is_some_and(|context| self.is_inbound_context(context));
        if from_outside && !question.first_was_dialled {
            return Direction::Inbound;
        }
        match question.dialled {
            Some(dialled) if self.is_internal(dialled) => Direction::Internal,
            Some(dialled) if self.is_public(dialled) => Direction::Outbound,
            _ if question.left_by_trunk => Direction::Outbound,
            // A name (`sales`), or nothing: a phone that is inside reached something inside.
            _ if question.context.is_some() || question.endpoint.is_some() => Direction::Internal,
            _ => Direction::Unknown,
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
                left_by_trunk: false,
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
}
