//! Rows of a report: the visits of a day, by its hours.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{EndedVisit, Tally};
use crate::plan::Limits;
use crate::time::Timestamp;
use crate::zone::Span;

/// Which moment of a visit says to which row it belongs.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// When the caller joined: how many came in that hour, and what became of them.
    Joined,
    /// When the caller left: what happened in that hour.
    #[default]
    Ended,
}

/// A row.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Row {
    /// Of which time.
    pub span: Span,
    /// What was counted.
    pub tally: Tally,
}

impl By {
    /// The moment that counts.
    #[must_use]
    pub fn of(self, visit: &EndedVisit) -> Timestamp {
        match self {
            Self::Joined => visit.joined_at,
            Self::Ended => visit.left_at,
        }
    }
}

/// The row of a whole day ([`Zone::day_of`](crate::Zone::day_of)), or of any other span.
#[must_use]
pub fn day_row(visits: &[EndedVisit], day: Span, by: By, limits: Limits) -> Row {
    let tally = Tally::of(visits.iter().filter(|visit| day.contains(by.of(visit))), limits);
    Row { span: day, tally }
}

/// The rows of a day's hours, 23 to 25 of them, also those in which nothing happened. They add up to the day's.
#[must_use]
pub fn hour_rows(visits: &[EndedVisit], day: Span, by: By, limits: Limits) -> Vec<Row> {
    day.hours().map(|hour| day_row(visits, hour, by, limits)).collect()
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::super::tally::samples::visit;
    use super::*;
    use crate::call::VisitOutcome;
    use crate::zone::Zone;

    #[test]
    fn an_hour_has_those_who_joined_or_those_who_left_in_it() {
        // The day on which the clocks of Berlin go back: 02:30 comes twice.
        let zone = Zone::new("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let day = zone.day_of(at("2026-10-25T12:00:00Z"));
        let visits: Vec<EndedVisit> = [
            // Before midnight until after it.
            ("2026-10-24T21:59:50Z", 20),
            ("2026-10-25T00:30:00Z", 5),
            ("2026-10-25T01:30:00Z", 5),
            ("2026-10-25T01:59:59Z", 2),
            // Until after the next midnight.
            ("2026-10-25T22:59:59Z", 5),
        ]
        .into_iter()
        .map(|(joined, wait_s)| {
            let joined_at = at(joined);
            let left_at = joined_at.saturating_add(Duration::from_secs(wait_s));
            EndedVisit { joined_at, left_at, ..visit(VisitOutcome::Abandoned, wait_s) }
        })
        .collect();
        let hours = |by| {
            let rows = hour_rows(&visits, day, by, Limits::default());
            rows.iter().map(|row| row.tally.visits).collect::<Vec<u64>>()
        };
        let mut joined = [0; 25];
        (joined[2], joined[3], joined[24]) = (1, 2, 1);
        assert_eq!(hours(By::Joined), joined);
        let mut ended = [0; 25];
        (ended[0], ended[2], ended[3], ended[4]) = (1, 1, 1, 1);
        assert_eq!(hours(By::Ended), ended);
    }
}
