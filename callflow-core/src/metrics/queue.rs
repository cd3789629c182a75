//! All figures of a queue over one interval.

use serde::{Deserialize, Serialize};

use super::{
    Tally, abandon_rate, abandon_rate_net, acw_s, ahold_s, aht_s, answer_rate, aring_s, asa_s, att_s, awt_s,
    longest_wait_s, seconds, service_level_answered, service_level_offered, service_level_strict,
};
use crate::plan::Limits;

/// The figures of a queue over some interval, each by its name in the table of the [module](super).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueMetrics {
    /// What was counted.
    #[serde(flatten)]
    pub tally: Tally,
    /// Timeout, key, empty queue, withdrawal and transfer together.
    pub flow_outs: u64,
    /// The limits that were counted by: `service_level_s` is `T`.
    #[serde(flatten)]
    pub limits: Limits,
    /// In percent of those answered.
    pub service_level_answered: Option<f64>,
    /// In percent of those answered or abandoned.
    pub service_level_offered: Option<f64>,
    /// In percent of all who really waited.
    pub service_level_strict: Option<f64>,
    /// In percent.
    pub abandon_rate: Option<f64>,
    /// In percent, without those who hardly waited.
    pub abandon_rate_net: Option<f64>,
    /// In percent of all who came.
    pub answer_rate: Option<f64>,
    /// Average speed of answer.
    pub asa_s: Option<f64>,
    /// Average wait.
    pub awt_s: Option<f64>,
    /// The longest wait.
    pub longest_wait_s: Option<f64>,
    /// The longest wait of those answered.
    pub longest_wait_answered_s: Option<f64>,
    /// The longest wait of those abandoned.
    pub longest_wait_abandoned_s: Option<f64>,
    /// Average talk, hold included.
    pub att_s: Option<f64>,
    /// Average hold.
    pub ahold_s: Option<f64>,
    /// Average work after a call.
    pub acw_s: Option<f64>,
    /// Average handling.
    pub aht_s: Option<f64>,
    /// Average ring of answered attempts.
    pub aring_s: Option<f64>,
    /// Expected wait of a caller who joins now; `None` of an interval that is not now.
    pub ewt_s: Option<f64>,
}

impl QueueMetrics {
    /// All figures that follow from a tally.
    #[must_use]
    pub fn of(tally: Tally, limits: Limits) -> Self {
        let longest = |count: u64, ms: u64| (count > 0).then(|| seconds(ms));
        Self {
            flow_outs: tally.flow_outs(),
            limits,
            service_level_answered: service_level_answered(&tally),
            service_level_offered: service_level_offered(&tally),
            service_level_strict: service_level_strict(&tally),
            abandon_rate: abandon_rate(&tally),
            abandon_rate_net: abandon_rate_net(&tally),
            answer_rate: answer_rate(&tally),
            asa_s: asa_s(&tally),
            awt_s: awt_s(&tally),
            longest_wait_s: longest_wait_s(&tally),
            longest_wait_answered_s: longest(tally.answered, tally.longest_answered_wait_ms),
            longest_wait_abandoned_s: longest(tally.abandoned, tally.longest_abandoned_wait_ms),
            att_s: att_s(&tally),
            ahold_s: ahold_s(&tally),
            acw_s: acw_s(&tally),
            aht_s: aht_s(&tally),
            aring_s: aring_s(&tally),
            ewt_s: None,
            tally,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tally::samples::busy_hour;
    use super::*;

    #[test]
    fn the_json_has_the_names_of_the_table_and_null_for_nothing() {
        let busy = serde_json::to_value(QueueMetrics::of(busy_hour(), Limits::default())).unwrap();
        for (name, want) in [
            ("visits", 10.0),
            ("answered", 4.0),
            ("turned_away", 2.0),
            ("flow_outs", 2.0),
            ("service_level_s", 20.0),
            ("short_abandon_s", 5.0),
            ("service_level_answered", 50.0),
            ("service_level_strict", 25.0),
            ("asa_s", 25.0),
            ("longest_wait_answered_s", 49.0),
            ("longest_wait_abandoned_s", 90.0),
            ("aht_s", 70.0),
        ] {
            assert_eq!(busy[name].as_f64(), Some(want), "{name}");
        }
        let idle = serde_json::to_value(QueueMetrics::of(Tally::default(), Limits::default())).unwrap();
        for name in [
            "service_level_answered",
            "service_level_offered",
            "service_level_strict",
            "abandon_rate",
            "abandon_rate_net",
            "answer_rate",
            "asa_s",
            "awt_s",
            "longest_wait_s",
            "longest_wait_answered_s",
            "longest_wait_abandoned_s",
            "att_s",
            "ahold_s",
            "acw_s",
            "aht_s",
            "aring_s",
            "ewt_s",
        ] {
            assert_eq!(idle.get(name), Some(&serde_json::Value::Null), "{name}");
        }
    }
}
