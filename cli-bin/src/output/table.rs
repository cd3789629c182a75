//! Results for people.

mod backfilled;
mod calls;
mod compared;
mod copied;
mod forgotten;
mod imported;
mod migrated;
mod plan;
mod steps;
mod summary;

pub(crate) use self::backfilled::backfilled;
pub(crate) use self::calls::{calls, came_out, parties};
pub(crate) use self::compared::compared;
pub(crate) use self::copied::copied;
pub(crate) use self::forgotten::forgotten;
pub(crate) use self::imported::imported;
pub(crate) use self::migrated::migrated;
pub(crate) use self::plan::plan;
pub(crate) use self::steps::{cut, steps};
pub(crate) use self::summary::summary;

use serde::Serialize;
use serde_json::Value;

/// Stands where there is nothing to tell.
const NOTHING: &str = "–";

/// A number with commas, `37,628`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Text from the wire without what a terminal would take as a command.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A word of the record as people write it, `no answer` for `no_answer`.
pub(crate) fn word(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(word)) => word.replace('_', " "),
        _ => NOTHING.into(),
    }
}

/// `2.5 s`, `2:05`, `1:02:05`.
pub(crate) fn duration(ms: u64) -> String {
    let tenths = (ms + 50) / 100;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let seconds = (ms + 500) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_short_as_they_can_be() {
        for (ms, want) in [
            (0, "0.0 s"),
            (49, "0.0 s"),
            (2_450, "2.5 s"),
            (59_949, "59.9 s"),
            (59_950, "1:00"),
            (125_000, "2:05"),
            (3_725_400, "1:02:05"),
        ] {
            assert_eq!(duration(ms), want);
        }
    }

    #[test]
    fn large_numbers_have_commas() {
        for (number, want) in [(0, "0"), (999, "999"), (1_000, "1,000"), (37_628_123, "37,628,123")] {
            assert_eq!(grouped(number), want);
        }
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        assert_eq!(shown("\u{1b}[2Jx\r\n\u{9b}1m"), "\u{fffd}[2Jx\u{fffd}\u{fffd}\u{fffd}1m");
    }
}
