//! Moments as ARI writes them.

use core::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment, to the millisecond, with the offset of Asterisk's time zone: `2026-11-20T18:17:06.336+0000`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date {
    unix_ms: i64,
    offset_minutes: i16,
}

impl Date {
    /// Milliseconds since 1970, in UTC.
    #[must_use]
    pub fn unix_ms(self) -> i64 {
        self.unix_ms
    }

    /// How far Asterisk's time zone is east of UTC, in minutes.
    #[must_use]
    pub fn offset_minutes(self) -> i16 {
        self.offset_minutes
    }

    /// Reads one; `None` if it is none.
    ///
    /// ```
    /// use ari_client::Date;
    ///
    /// let date = Date::parse("2026-11-20T19:17:06.336+0100").unwrap();
    /// assert_eq!((date.unix_ms(), date.offset_minutes()), (1_795_198_626_336, 60));
    /// assert_eq!(date.to_string(), "2026-11-20T19:17:06.336+0100");
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let year = number(&mut rest, 4)?;
        let month = number(after(&mut rest, b'-')?, 2)?;
        let day = number(after(&mut rest, b'-')?, 2)?;
        let hour = number(after(&mut rest, b'T')?, 2)?;
        let minute = number(after(&mut rest, b':')?, 2)?;
        let second = number(after(&mut rest, b':')?, 2)?;
        let ms = match rest.split_first() {
            Some((b'.', digits)) => {
                rest = digits;
                number(&mut rest, 3)?
            }
            _ => 0,
        };
        let offset_minutes = offset(rest)?;
        let in_range =
            (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
        if !in_range {
            return None;
        }
        let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
        Some(Self { unix_ms: (seconds - i64::from(offset_minutes) * 60) * 1_000 + ms, offset_minutes })
    }
}

/// Takes so many digits.
fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (taken, left) = rest.split_at_checked(digits)?;
    *rest = left;
    taken.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

/// Takes this byte.
fn after<'r, 't>(rest: &'r mut &'t [u8], byte: u8) -> Option<&'r mut &'t [u8]> {
    *rest = rest.strip_prefix(&[byte])?;
    Some(rest)
}

fn offset(mut rest: &[u8]) -> Option<i16> {
    let sign = match rest.split_first()? {
        (b'Z', []) => return Some(0),
        (b'+', digits) => {
            rest = digits;
            1
        }
        (b'-', digits) => {
            rest = digits;
            -1
        }
        _ => return None,
    };
    let hours = number(&mut rest, 2)?;
    let rest = &mut rest.strip_prefix(b":").unwrap_or(rest);
    let minutes = number(rest, 2)?;
    rest.is_empty().then_some(i16::try_from(sign * (hours * 60 + minutes)).ok()?)
}

/// Days from 1970 to a date of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of so many days after 1970: year, month, day.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// As ARI writes it.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.unix_ms + i64::from(self.offset_minutes) * 60_000;
        let (year, month, day) = date(local.div_euclid(86_400_000));
        let ms = local.rem_euclid(86_400_000);
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let offset = self.offset_minutes.unsigned_abs();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}", ms % 1_000)?;
        write!(f, "{sign}{:02}{:02}", offset / 60, offset % 60)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateVisitor)
    }
}

struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date as ARI writes it")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
        Date::parse(text).ok_or_else(|| E::custom("not a date as ARI writes it"))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn dates_are_read_and_written() {
        for (text, unix_ms) in [
            ("1970-01-01T00:00:00.000+0000", 0),
            ("1969-12-31T23:59:59.999+0000", -1),
            ("2000-02-29T12:00:00.001+0000", 951_825_600_001),
            ("2026-11-20T18:17:06.336+0000", 1_795_198_626_336),
            ("2026-11-20T12:47:06.336-0530", 1_795_198_626_336),
            ("2100-03-01T00:00:00.000+1400", 4_107_492_000_000),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!((date.unix_ms(), date.to_string().as_str()), (unix_ms, text));
        }
        // Other forms of ISO 8601 are read too.
        assert_eq!(Date::parse("1970-01-01T01:00:00+01:00").unwrap().unix_ms(), 0);
        assert_eq!(Date::parse("1970-01-01T00:00:00Z").unwrap().unix_ms(), 0);
        for text in
            ["", "2026", "2026-13-01T00:00:00Z", "2026-11-20 18:17:06Z", "2026-11-20T18:17:06.336", "é"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
