//! Receive times of recorded bytes, and Unix seconds as text.

use std::time::Duration;

/// Rows of `ami.times`: offset of the first byte of a read, and when it was.
#[derive(Debug)]
pub(crate) struct Times(Vec<(usize, Duration)>);

impl Times {
    /// The number of the bad line, if there is one.
    pub(crate) fn parse(text: &str) -> Result<Self, usize> {
        let rows = text.lines().enumerate().map(|(index, line)| row(line).ok_or(index + 1));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() { Err(1) } else { Ok(Self(rows)) }
    }

    /// When the byte at `offset` was received.
    pub(crate) fn of_byte(&self, offset: usize) -> Duration {
        let next = self.0.partition_point(|(from, _)| *from <= offset);
        self.0.get(next.saturating_sub(1)).map_or(Duration::ZERO, |(_, at)| *at)
    }
}

fn row(line: &str) -> Option<(usize, Duration)> {
    let (offset, at) = line.split_once('\t')?;
    Some((offset.parse().ok()?, unix(at.as_bytes())?))
}

/// `1795198571.261886`, or without a fraction.
pub(crate) fn unix(text: &[u8]) -> Option<Duration> {
    let text = str::from_utf8(text).ok()?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let micros =
        fraction.bytes().chain(std::iter::repeat(b'0')).take(6).try_fold(0, |micros, digit| {
            digit.is_ascii_digit().then(|| micros * 10 + u64::from(digit - b'0'))
        })?;
    // More would be no time of a recording, but could overflow where times are added up.
    let seconds = seconds.parse().ok().filter(|seconds| *seconds < 100_000_000_000)?;
    Some(Duration::from_secs(seconds) + Duration::from_micros(micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_has_the_time_of_the_read_that_gave_it() {
        let times = Times::parse("0\t10.5\n30\t11\n").unwrap();
        assert_eq!(times.of_byte(29), Duration::from_millis(10_500));
        assert_eq!(times.of_byte(30), Duration::from_secs(11));
        assert_eq!(times.of_byte(900), Duration::from_secs(11));
    }

    #[test]
    fn bad_rows_are_named() {
        assert_eq!(Times::parse("0\t1\nx\t2\n").unwrap_err(), 2);
        assert_eq!(Times::parse("").unwrap_err(), 1);
        assert_eq!(Times::parse("0\t1.x\n").unwrap_err(), 1);
    }
}
