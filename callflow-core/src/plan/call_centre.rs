//! How a call centre counts: its time zone and the limits of its figures.

use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Pattern;
use crate::zone::Zone;

/// How a call centre counts; what is not said has the defaults below.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallCentre {
    /// Where a day begins and ends. `UTC`.
    pub zone: Zone,
    /// An answer within so many seconds is in time (`T` of the service levels). 20.
    pub service_level_s: u32,
    /// Who gives up before so many seconds has hardly waited. 5.
    pub short_abandon_s: u32,
    /// How long a member of a queue works on after a call, where the queue does not say so itself. 0.
    pub wrap_up_s: u32,
    /// For how many days, today being the first, hours and agents' intervals are kept. 2, and at least 1.
    pub keep_days: u32,
    /// What is different in some queues; the first that matches.
    pub queues: Vec<QueueRules>,
}

/// What is different in a queue.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QueueRules {
    /// Its name, or a pattern for several.
    pub name: Pattern,
    /// An answer within so many seconds is in time.
    pub service_level_s: Option<u32>,
    /// Who gives up before so many seconds has hardly waited.
    pub short_abandon_s: Option<u32>,
    /// `wrapuptime` of queues.conf, in seconds: Asterisk's events do not tell it.
    pub wrap_up_s: Option<u32>,
}

/// The limits that the figures of a queue are counted by.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// `T`: an answer within so many seconds is in time.
    pub service_level_s: u32,
    /// Who gives up before so many seconds has hardly waited.
    pub short_abandon_s: u32,
}

impl Default for CallCentre {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            zone: Zone::default(),
            service_level_s: limits.service_level_s,
            short_abandon_s: limits.short_abandon_s,
            wrap_up_s: 0,
            keep_days: 2,
            queues: Vec::new(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { service_level_s: 20, short_abandon_s: 5 }
    }
}

impl CallCentre {
    /// The limits of a queue's figures.
    #[must_use]
    pub fn limits(&self, queue: &str) -> Limits {
        let rules = self.rules(queue);
        Limits {
            service_level_s: rules.and_then(|r| r.service_level_s).unwrap_or(self.service_level_s),
            short_abandon_s: rules.and_then(|r| r.short_abandon_s).unwrap_or(self.short_abandon_s),
        }
    }

    /// How long a member works on after a call of a queue, where Asterisk does not tell.
    #[must_use]
    pub fn wrap_up(&self, queue: &str) -> Duration {
        let seconds = self.rules(queue).and_then(|r| r.wrap_up_s).unwrap_or(self.wrap_up_s);
        Duration::from_secs(seconds.into())
    }

    fn rules(&self, queue: &str) -> Option<&QueueRules> {
        self.queues.iter().find(|rules| rules.name.matches(queue))
    }
}

#[cfg(test)]
mod tests {
    use crate::plan::Plan;

    #[test]
    fn a_queue_has_its_own_limits_and_else_those_of_all() {
        let plan: Plan = toml::from_str(
            "[call_centre]\nzone = \"CET-1CEST,M3.5.0,M10.5.0/3\"\nwrap_up_s = 3\n\
             [[call_centre.queues]]\nname = \"sales*\"\nservice_level_s = 30\nwrap_up_s = 10\n",
        )
        .unwrap();
        let centre = &plan.call_centre;
        assert_eq!(
            (centre.limits("sales-eu").service_level_s, centre.wrap_up("sales-eu").as_secs()),
            (30, 10)
        );
        assert_eq!((centre.limits("support").service_level_s, centre.wrap_up("support").as_secs()), (20, 3));
        assert_eq!(centre.limits("sales").short_abandon_s, 5);
        assert_eq!(centre.zone.name(), "CET-1CEST,M3.5.0,M10.5.0/3");
    }

    #[test]
    fn an_unknown_zone_is_refused() {
        let error = toml::from_str::<Plan>("[call_centre]\nzone = \"Mars\"\n").unwrap_err();
        assert!(alloc::format!("{error}").contains("no time zone"), "{error}");
    }
}
