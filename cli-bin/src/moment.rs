//! Times on the command line.

use std::time::Duration;

use callflow_core::Timestamp;

use crate::now::now;

/// A time as the API takes it, out of RFC 3339, a day, or how long ago.
pub(crate) fn read(text: &str) -> Result<String, String> {
    at(text, now()).map(|at| at.to_string()).ok_or_else(|| {
        "no time; write 2026-11-20T18:10:04Z, a day as 2026-11-20, or how long ago as 30m, 24h or 7d".into()
    })
}

fn at(text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Some(ago) = ago(text) {
        return Some(now.saturating_sub(ago));
    }
    let with_time =
        if text.len() == "2026-11-20".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
    with_time.parse().ok()
}

fn ago(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
    Some(Duration::from_secs(count.checked_mul(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_three_ways() {
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        for (text, want) in [
            ("2026-11-20T18:10:04Z", Some("2026-11-20T18:10:04.000000Z")),
            ("2026-11-20T19:10:04+01:00", None),
            ("2026-11-20", Some("2026-11-20T00:00:00.000000Z")),
            ("90s", Some("2026-11-22T17:58:30.000000Z")),
            ("30m", Some("2026-11-22T17:30:00.000000Z")),
            ("24h", Some("2026-11-21T18:00:00.000000Z")),
            ("7d", Some("2026-11-15T18:00:00.000000Z")),
            ("1w", Some("2026-11-15T18:00:00.000000Z")),
            ("", None),
            ("h", None),
            ("-1h", None),
            ("yesterday", None),
            ("2026-13-01", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(at(text, now).map(|at| at.to_string()).as_deref(), want, "{text:?}");
        }
    }
}
