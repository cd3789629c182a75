//! Averages of waits, talks, holds, rings and work after a call, in seconds.

use super::{Tally, mean_s, seconds};

/// Average speed of answer: Σ wait(a) / a.
#[must_use]
pub fn asa_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.answered_wait_ms, tally.answered)
}

/// Average wait, however it ended: Σ wait / (a + b + flow-outs).
#[must_use]
pub fn awt_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.wait_ms, tally.offered())
}

/// The longest wait, however it ended; `None` if nobody waited.
#[must_use]
pub fn longest_wait_s(tally: &Tally) -> Option<f64> {
    (tally.offered() > 0).then(|| seconds(tally.longest_wait_ms))
}

/// Average talk, hold included: Σ talk / handled.
#[must_use]
pub fn att_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.talk_ms, tally.handled)
}

/// Average hold: Σ hold / handled.
#[must_use]
pub fn ahold_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.hold_ms, tally.handled)
}

/// Average work after a call: Σ wrap-up / handled.
#[must_use]
pub fn acw_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.wrap_up_ms, tally.handled)
}

/// Average handling: Σ (talk, hold included, + wrap-up) / handled.
#[must_use]
pub fn aht_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.talk_ms.saturating_add(tally.wrap_up_ms), tally.handled)
}

/// Average ring of answered attempts: Σ ring / those attempts.
#[must_use]
pub fn aring_s(tally: &Tally) -> Option<f64> {
    mean_s(tally.ring_ms, tally.rung)
}

#[cfg(test)]
mod tests {
    use super::super::tally::samples::busy_hour;
    use super::*;

    #[test]
    fn averages_by_hand() {
        for (name, formula, want) in [
            // (10 + 20 + 21 + 49) / 4
            ("asa_s", asa_s as fn(&Tally) -> Option<f64>, 25.0),
            // (100 + 4 + 5 + 90 + 60 + 1) / 9
            ("awt_s", awt_s, 260.0 / 9.0),
            ("longest_wait_s", longest_wait_s, 90.0),
            ("att_s", att_s, 60.0),
            ("ahold_s", ahold_s, 6.0),
            ("acw_s", acw_s, 10.0),
            ("aht_s", aht_s, 70.0),
            ("aring_s", aring_s, 3.0),
        ] {
            assert_eq!(formula(&busy_hour()), Some(want), "{name}");
            assert_eq!(formula(&Tally::default()), None, "{name} of nothing");
        }
    }
}
