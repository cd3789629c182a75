//! How many were answered, and how many gave up.

use super::{Tally, percent};

/// 100 · b / (a + b + flow-outs).
#[must_use]
pub fn abandon_rate(tally: &Tally) -> Option<f64> {
    percent(tally.abandoned, tally.offered())
}

/// Without those who hardly waited: 100 · (b − short b) / (a + b + flow-outs − short b). Talkdesk's.
#[must_use]
pub fn abandon_rate_net(tally: &Tally) -> Option<f64> {
    let short = tally.short_abandoned;
    percent(tally.abandoned.saturating_sub(short), tally.offered().saturating_sub(short))
}

/// Of all who came, those turned away too: 100 · a / (a + b + flow-outs + turned away). Wazo's `answered_rate`.
#[must_use]
pub fn answer_rate(tally: &Tally) -> Option<f64> {
    percent(tally.answered, tally.offered() + tally.turned_away)
}

#[cfg(test)]
mod tests {
    use super::super::tally::samples::busy_hour;
    use super::*;

    #[test]
    fn rates_by_hand() {
        let turned_away = Tally { turned_away: 3, ..Tally::default() };
        let only_lost = Tally { visits: 1, lost: 1, ..Tally::default() };
        for (tally, abandon, net, answer) in [
            (Tally::default(), None, None, None),
            // 3 of 9; 2 of 8; 4 of 9 + 2.
            (busy_hour(), Some(300.0 / 9.0), Some(25.0), Some(400.0 / 11.0)),
            (turned_away, None, None, Some(0.0)),
            (only_lost, None, None, None),
        ] {
            assert_eq!(abandon_rate(&tally), abandon);
            assert_eq!(abandon_rate_net(&tally), net);
            assert_eq!(answer_rate(&tally), answer);
        }
    }
}
