//! Times that tick: in whole seconds, so that nothing on the screen trembles.

use callflow_core::Timestamp;

/// How long it is since then.
pub(super) fn span(since: Timestamp, now: Timestamp) -> String {
    millis(now.millis_since(since))
}

/// `0:05`, `2:05`, `1:02:05`.
pub(super) fn millis(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// `18:16:39`
pub(super) fn clock(at: Timestamp) -> String {
    at.to_string().get(11..19).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_whole() {
        for (ms, want) in [(0, "0:00"), (5_999, "0:05"), (125_000, "2:05"), (3_725_400, "1:02:05")] {
            assert_eq!(millis(ms), want);
        }
        // Two clocks that do not agree.
        assert_eq!(span(Timestamp::from_unix_micros(9_000_000), Timestamp::default()), "0:00");
        assert_eq!(clock(Timestamp::default()), "00:00:00");
    }
}
