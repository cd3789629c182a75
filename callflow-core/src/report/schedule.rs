//! When a report is due that is sent by itself, and which time it covers.

use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Timestamp;
use crate::zone::{Span, Zone};

/// Which time a report covers: the whole period before the one in which it is due.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    /// The day before; due every day.
    Yesterday,
    /// Monday to Sunday; due every Monday.
    LastWeek,
    /// A calendar month; due on the first of the next one.
    LastMonth,
}

/// A time of day as the clocks show it: `07:30`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TimeOfDay {
    minutes: u16,
}

/// Why a text is no [`TimeOfDay`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{text:?} is no time of day; write 07:30, from 00:00 to 23:59")]
pub struct TimeOfDayError {
    /// The text.
    pub text: String,
}

/// A report that is due again and again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recurrence {
    /// Which time it covers, and with it how often it is due.
    pub covered: Covered,
    /// When on the first day of the next period.
    pub at: TimeOfDay,
    /// By whose clocks.
    pub zone: Zone,
}

/// One time at which a report is due.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What it covers.
    pub covers: Span,
}

impl Recurrence {
    /// The last time at which it was due, `now` included.
    #[must_use]
    pub fn last_due(&self, now: Timestamp) -> Due {
        let period = self.period_of(now);
        let due = self.due_after(period);
        if due.at <= now { due } else { self.due_after(self.before(period)) }
    }

    /// The next time at which it is due, `now` not included.
    #[must_use]
    pub fn next_due(&self, now: Timestamp) -> Due {
        let period = self.period_of(now);
        let due = self.due_after(period);
        if due.at > now { due } else { self.due_after(self.period_of(period.to)) }
    }

    /// The due times after `from`, `to` included, from the newest back.
    pub fn dues_back(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Due> {
        let before = |due: &Due| Some(self.last_due(due.at.saturating_sub(Duration::from_micros(1))));
        core::iter::successors(Some(self.last_due(to)), before).take_while(move |due| due.at > from)
    }

    /// When the report is due in this period, which covers the one before.
    fn due_after(&self, period: Span) -> Due {
        let at = self.zone.clock_time(period.from, self.at.since_midnight());
        Due { at, covers: self.before(period) }
    }

    fn before(&self, period: Span) -> Span {
        self.period_of(period.from.saturating_sub(Duration::from_micros(1)))
    }

    fn period_of(&self, at: Timestamp) -> Span {
        match self.covered {
            Covered::Yesterday => self.zone.day_of(at),
            Covered::LastWeek => self.zone.week_of(at),
            Covered::LastMonth => self.zone.month_of(at),
        }
    }
}

impl TimeOfDay {
    /// How far the hands are from midnight.
    #[must_use]
    pub fn since_midnight(self) -> Duration {
        Duration::from_secs(u64::from(self.minutes) * 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = TimeOfDayError;

    fn from_str(text: &str) -> Result<Self, TimeOfDayError> {
        let two = |digits: &str, below: u16| {
            let all = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|number| all && *number < below)
        };
        let minutes =
            text.split_once(':').and_then(|(hours, minutes)| Some(two(hours, 24)? * 60 + two(minutes, 60)?));
        minutes.map(|minutes| Self { minutes }).ok_or_else(|| TimeOfDayError { text: text.to_string() })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn recurrence(covered: Covered, time: &str, zone: &str) -> Recurrence {
        Recurrence { covered, at: time.parse().unwrap(), zone: Zone::new(zone).unwrap() }
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn reports_are_due_by_the_clocks_of_their_zone() {
        use Covered::{LastMonth, LastWeek, Yesterday};
        // Clocks go forward on 2026-03-29 and back on 2026-10-25.
        for (covered, time, now, due, from, to) in [
            // In winter, before and at the very moment.
            (
                Yesterday,
                "07:30",
                "2026-01-15T06:29:59Z",
                "2026-01-14T06:30:00Z",
                "2026-01-12T23:00:00Z",
                "2026-01-13T23:00:00Z",
            ),
            (
                Yesterday,
                "07:30",
                "2026-01-15T06:30:00Z",
                "2026-01-15T06:30:00Z",
                "2026-01-13T23:00:00Z",
                "2026-01-14T23:00:00Z",
            ),
            // An hour earlier by UTC on the very day on which summer time begins; the day it covers is whole.
            (
                Yesterday,
                "07:30",
                "2026-03-29T12:00:00Z",
                "2026-03-29T05:30:00Z",
                "2026-03-27T23:00:00Z",
                "2026-03-28T23:00:00Z",
            ),
            // The day of 23 hours, covered on the next one.
            (
                Yesterday,
                "07:30",
                "2026-03-30T12:00:00Z",
                "2026-03-30T05:30:00Z",
                "2026-03-28T23:00:00Z",
                "2026-03-29T22:00:00Z",
            ),
            // A time that the clocks leave out is due as if they had not; it is due nevertheless.
            (
                Yesterday,
                "02:30",
                "2026-03-29T12:00:00Z",
                "2026-03-29T01:30:00Z",
                "2026-03-27T23:00:00Z",
                "2026-03-28T23:00:00Z",
            ),
            // A time that comes twice is due the first time, and not again.
            (
                Yesterday,
                "02:30",
                "2026-10-25T00:30:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-23T22:00:00Z",
                "2026-10-24T22:00:00Z",
            ),
            (
                Yesterday,
                "02:30",
                "2026-10-25T01:30:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-23T22:00:00Z",
                "2026-10-24T22:00:00Z",
            ),
            // The day of 25 hours.
            (
                Yesterday,
                "00:00",
                "2026-10-25T23:00:00Z",
                "2026-10-25T23:00:00Z",
                "2026-10-24T22:00:00Z",
                "2026-10-25T23:00:00Z",
            ),
            // Monday to Sunday, with the change in it. 2026-03-30 is a Monday.
            (
                LastWeek,
                "06:00",
                "2026-04-02T12:00:00Z",
                "2026-03-30T04:00:00Z",
                "2026-03-22T23:00:00Z",
                "2026-03-29T22:00:00Z",
            ),
            (
                LastWeek,
                "06:00",
                "2026-03-30T03:59:59Z",
                "2026-03-23T05:00:00Z",
                "2026-03-15T23:00:00Z",
                "2026-03-22T23:00:00Z",
            ),
            (
                LastMonth,
                "06:00",
                "2026-04-02T12:00:00Z",
                "2026-04-01T04:00:00Z",
                "2026-02-28T23:00:00Z",
                "2026-03-31T22:00:00Z",
            ),
            (
                LastMonth,
                "06:00",
                "2026-04-01T03:00:00Z",
                "2026-03-01T05:00:00Z",
                "2026-01-31T23:00:00Z",
                "2026-02-28T23:00:00Z",
            ),
        ] {
            let recurrence = recurrence(covered, time, "Europe/Berlin");
            let want = Due { at: at(due), covers: Span { from: at(from), to: at(to) } };
            assert_eq!(recurrence.last_due(at(now)), want, "{covered:?} {time} {now}");
        }
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn each_time_is_due_once_in_a_year_of_any_zone() {
        for zone in ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"] {
            for time in ["00:00", "00:30", "02:15", "02:30", "23:59"] {
                for (covered, count) in
                    [(Covered::Yesterday, 365), (Covered::LastWeek, 52), (Covered::LastMonth, 12)]
                {
                    let recurrence = recurrence(covered, time, zone);
                    let (from, to) = (at("2017-12-31T23:30:00Z"), at("2018-12-31T23:30:00Z"));
                    let mut forwards = Vec::new();
                    let mut now = from;
                    loop {
                        let due = recurrence.next_due(now);
                        assert!(due.at > now && due.covers.to <= due.at, "{zone} {time} {covered:?} {now}");
                        assert_eq!(recurrence.last_due(due.at), due);
                        now = due.at;
                        if now > to {
                            break;
                        }
                        forwards.push(due);
                    }
                    // What is covered tiles the time: nothing is told twice, and nothing left out.
                    assert!(forwards.windows(2).all(|pair| pair[0].covers.to == pair[1].covers.from));
                    assert!(
                        forwards.len().abs_diff(count) <= 1,
                        "{zone} {time} {covered:?}: {}",
                        forwards.len()
                    );
                    let mut back: Vec<Due> = recurrence.dues_back(from, to).collect();
                    back.reverse();
                    assert_eq!(back, forwards, "{zone} {time} {covered:?}");
                }
            }
        }
    }

    #[test]
    fn a_time_of_day_has_two_digits_twice() {
        for (text, minutes) in [("00:00", 0), ("07:30", 450), ("23:59", 1_439)] {
            let time: TimeOfDay = text.parse().unwrap();
            assert_eq!((time.minutes, time.to_string().as_str()), (minutes, text));
            assert_eq!(time.since_midnight(), Duration::from_secs(u64::from(minutes) * 60));
        }
        for text in ["", "7:30", "07:60", "24:00", "07.30", "07:30:00", "+7:30", "07:3", "ab:cd"] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(TimeOfDayError { text: text.into() }));
        }
    }
}
