//! Three answers to "how many were served in time".

use super::{Tally, percent};

/// Of those answered, how many in time: 100 · a≤T / a. Asterisk's `ServicelevelPerf`.
#[must_use]
pub fn service_level_answered(tally: &Tally) -> Option<f64> {
    percent(tally.answered_in_time, tally.answered)
}

/// Of those answered or abandoned, how many in time: 100 · (a≤T + b≤T) / (a + b). Asterisk's `ServicelevelPerf2`.
#[must_use]
pub fn service_level_offered(tally: &Tally) -> Option<f64> {
    percent(tally.answered_in_time + tally.abandoned_in_time, tally.answered + tally.abandoned)
}

/// Of all who really waited, how many were answered in time: 100 · a≤T / (a + b − short b + flow-outs).
#[must_use]
pub fn service_level_strict(tally: &Tally) -> Option<f64> {
    percent(tally.answered_in_time, tally.offered().saturating_sub(tally.short_abandoned))
}

#[cfg(test)]
mod tests {
    use super::super::tally::samples::busy_hour;
    use super::*;

    #[test]
    fn service_levels_by_hand() {
        let only_short = Tally { abandoned: 2, short_abandoned: 2, abandoned_in_time: 2, ..Tally::default() };
        for (tally, answered, offered, strict) in [
            (Tally::default(), None, None, None),
            // 2 of 4; 2 + 2 of 7; 2 of 4 + 3 − 1 + 2.
            (busy_hour(), Some(50.0), Some(400.0 / 7.0), Some(25.0)),
            (only_short, None, Some(100.0), None),
        ] {
            assert_eq!(service_level_answered(&tally), answered);
            assert_eq!(service_level_offered(&tally), offered);
            assert_eq!(service_level_strict(&tally), strict);
        }
    }
}
