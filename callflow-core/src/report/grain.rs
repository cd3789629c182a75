//! The periods of a report, as the clocks of a time zone show them.

use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::share::QUARTER;
use crate::time::Timestamp;
use crate::zone::{Span, Zone};

/// The most periods that a report may have: more than a year by the hour.
pub const MAX_PERIODS: usize = 10_000;

/// How long a period is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// 15 minutes, counted from the day's beginning.
    Quarter,
    /// An hour, counted from the day's beginning: 23 to 25 a day.
    Hour,
    /// From midnight to midnight.
    #[default]
    Day,
    /// From Monday to Sunday (ISO 8601).
    Week,
    /// From the first to the last day of a month.
    Month,
}

/// Why a range has no periods.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// It ends before it begins, or at once.
    #[error("must be after the beginning of the range")]
    Empty,
    /// It has more periods than [`MAX_PERIODS`].
    #[error("is more than {MAX_PERIODS} periods after the beginning of the range")]
    TooLong,
}

impl Grain {
    /// The period of the zone that `at` lies in.
    #[must_use]
    pub fn period_of(self, zone: &Zone, at: Timestamp) -> Span {
        match self {
            Self::Quarter => {
                let hour = zone.hour_of(at);
                let into = at.since(hour.from).as_secs() / QUARTER.as_secs();
                let from = hour.from.saturating_add(Duration::from_secs(into * QUARTER.as_secs()));
                Span { from, to: from.saturating_add(QUARTER).min(hour.to) }
            }
            Self::Hour => zone.hour_of(at),
            Self::Day => zone.day_of(at),
            Self::Week => zone.week_of(at),
            Self::Month => zone.month_of(at),
        }
    }
}

/// All periods that have a moment of `range` in them, whole, in order: the first may begin before the range, and the last
/// may end after it.
///
/// # Errors
/// [`RangeError`] for a range without a moment, or too many periods.
pub fn periods(grain: Grain, zone: &Zone, range: Span) -> Result<Vec<Span>, RangeError> {
    if range.from >= range.to {
        return Err(RangeError::Empty);
    }
    let mut periods = Vec::new();
    let mut next = range.from;
    while next < range.to {
        let period = grain.period_of(zone, next);
        // No calendar reaches so far: there is no next one.
        if periods.len() == MAX_PERIODS || period.to <= next {
            return Err(RangeError::TooLong);
        }
        next = period.to;
        periods.push(period);
    }
    Ok(periods)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn spans(grain: Grain, zone: &str, from: &str, to: &str) -> Vec<Span> {
        let zone = Zone::new(zone).unwrap();
        periods(grain, &zone, Span { from: at(from), to: at(to) }).unwrap()
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn a_year_of_berlin_has_its_quarters_hours_days_weeks_and_months() {
        let (from, to) = ("2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z");
        for (grain, count) in [(Grain::Hour, 8_760), (Grain::Day, 365), (Grain::Week, 53), (Grain::Month, 12)]
        {
            let spans = spans(grain, "Europe/Berlin", from, to);
            assert_eq!(spans.len(), count, "{grain:?}");
            assert!(spans.windows(2).all(|pair| pair[0].to == pair[1].from), "{grain:?} tile the time");
        }
        // The months are those of the wall clock: March is an hour shorter, October an hour longer.
        let hours = |span: &Span| span.length().as_secs() / 3_600;
        let months = spans(Grain::Month, "Europe/Berlin", from, to);
        let lengths: Vec<u64> = months.iter().map(hours).collect();
        assert_eq!(lengths, [744, 672, 743, 720, 744, 720, 744, 744, 720, 745, 720, 744]);
        assert_eq!(months[0].from, at(from));
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn the_day_of_a_change_has_23_or_25_hours_of_four_quarters() {
        for (from, to, hours) in [
            ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23),
            ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25),
        ] {
            assert_eq!(spans(Grain::Day, "Europe/Berlin", from, to), [Span { from: at(from), to: at(to) }]);
            assert_eq!(spans(Grain::Hour, "Europe/Berlin", from, to).len(), hours);
            assert_eq!(spans(Grain::Quarter, "Europe/Berlin", from, to).len(), 4 * hours);
        }
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn zones_off_the_hour_have_their_own_hours() {
        for (zone, from) in
            [("Asia/Kolkata", "2026-05-31T18:30:00Z"), ("Asia/Kathmandu", "2026-05-31T18:15:00Z")]
        {
            let hours = spans(Grain::Hour, zone, from, "2026-06-01T18:00:00Z");
            assert_eq!((hours.len(), hours[0].from), (24, at(from)), "{zone}");
        }
    }

    #[test]
    fn a_week_begins_on_monday_and_periods_are_whole() {
        // 2026-11-22 is a Sunday.
        assert_eq!(
            spans(Grain::Week, "UTC", "2026-11-22T12:00:00Z", "2026-11-22T12:00:01Z"),
            [Span { from: at("2026-11-16T00:00:00Z"), to: at("2026-11-23T00:00:00Z") }]
        );
        assert_eq!(spans(Grain::Quarter, "UTC", "2026-11-22T12:14:00Z", "2026-11-22T12:15:01Z").len(), 2);
    }

    #[test]
    fn a_range_without_a_moment_or_without_an_end_is_refused() {
        let zone = Zone::default();
        let now = at("2026-11-22T12:00:00Z");
        let range = |to| periods(Grain::Hour, &zone, Span { from: now, to });
        assert_eq!(range(now), Err(RangeError::Empty));
        assert_eq!(range(at("2029-11-22T12:00:00Z")), Err(RangeError::TooLong));
        assert_eq!(range(Timestamp::from_unix_micros(i64::MAX)), Err(RangeError::TooLong));
    }
}
