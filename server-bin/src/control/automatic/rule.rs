//! Which calls are recorded by themselves.

use std::sync::Arc;

use callflow_core::Call;
use callflow_core::call::Direction;
use callflow_core::plan::Pattern;
use serde::Deserialize;

/// Calls that are recorded by themselves: those for which all lists hold that are not empty. One without any list is for all
/// calls.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AutomaticRule {
    /// Calls in one of these directions.
    pub directions: Vec<Direction>,
    /// Calls of one of these queues: the one that was answered last.
    pub queues: Vec<Arc<str>>,
    /// Calls in which somebody with one of these numbers talks.
    pub extensions: Vec<Pattern>,
    /// Calls of one of these tenants.
    pub tenants: Vec<Arc<str>>,
    /// Calls on one of these Asterisks.
    pub pbxs: Vec<Arc<str>>,
}

impl AutomaticRule {
    /// Whether it is for this call.
    #[must_use]
    pub fn is_for(&self, call: &Call) -> bool {
        let has = |list: &[Arc<str>], text: &Arc<str>| list.is_empty() || list.contains(text);
        (self.directions.is_empty() || self.directions.contains(&call.direction))
            && (self.queues.is_empty()
                || call.queue.as_ref().is_some_and(|queue| self.queues.contains(queue)))
            && (self.extensions.is_empty() || self.is_for_somebody(call))
            && has(&self.tenants, &call.tenant)
            && has(&self.pbxs, &call.pbx)
    }

    fn is_for_somebody(&self, call: &Call) -> bool {
        let talks = call.legs.iter().filter(|leg| !leg.internal && leg.answered_at.is_some());
        let numbers = talks.filter_map(|leg| leg.number.as_deref());
        numbers.into_iter().any(|number| self.extensions.iter().any(|pattern| pattern.matches(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::plan::samples::talking;

    fn is_for(rule: &str, change: impl FnOnce(&mut Call)) -> bool {
        let mut call = talking();
        change(&mut call);
        toml::from_str::<AutomaticRule>(rule).unwrap().is_for(&call)
    }

    #[test]
    fn a_rule_is_for_what_all_its_lists_name() {
        let sales = |call: &mut Call| call.queue = Some("sales".into());
        for (rule, want) in [
            ("", true),
            ("directions = [\"inbound\"]", true),
            ("directions = [\"outbound\", \"internal\"]", false),
            ("queues = [\"sales\"]", true),
            ("queues = [\"support\"]", false),
            ("extensions = [\"_1XX\"]", true),
            ("extensions = [\"101\"]", true),
            ("extensions = [\"102\", \"_2XX\"]", false),
            ("tenants = [\"default\"]", true),
            ("tenants = [\"acme\"]", false),
            ("pbxs = [\"default\"]", true),
            ("pbxs = [\"ams\"]", false),
            ("directions = [\"inbound\"]\nqueues = [\"support\"]", false),
            ("directions = [\"inbound\"]\nqueues = [\"sales\"]\nextensions = [\"101\"]", true),
        ] {
            assert_eq!(is_for(rule, sales), want, "{rule}");
        }
        assert!(!is_for("queues = [\"sales\"]", |_| ()), "it was in no queue");
        let rang_only = |call: &mut Call| call.legs[1].answered_at = None;
        assert!(!is_for("extensions = [\"101\"]", rang_only));
        assert!(toml::from_str::<AutomaticRule>("direction = []").is_err());
        assert!(toml::from_str::<AutomaticRule>("directions = [\"sideways\"]").is_err());
    }
}
