//! How a header's bytes become a value of a type.

use core::str;
use core::time::Duration;

/// A whole number, spaces around it ignored.
pub(crate) fn number(bytes: &[u8]) -> Option<i64> {
    str::from_utf8(bytes).ok()?.trim().parse().ok()
}

/// Whole seconds, as Asterisk counts hold and talk times (rounded: a wait of 2.5 s shows 3).
pub(crate) fn seconds(bytes: &[u8]) -> Option<Duration> {
    number(bytes).and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
}

/// The words that Asterisk prints for yes and no.
pub(crate) fn flag(bytes: &[u8]) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| bytes.eq_ignore_ascii_case(word.as_bytes()));
    if is(["yes", "true", "on", "1"]) {
        Some(true)
    } else if is(["no", "false", "off", "0"]) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole() {
        for (text, value) in [("16", Some(16)), (" -1 ", Some(-1)), ("", None), ("1.5", None), ("x", None)] {
            assert_eq!(number(text.as_bytes()), value, "{text}");
        }
        assert_eq!(number(b"\xff1"), None);
    }

    #[test]
    fn seconds_are_not_negative() {
        assert_eq!(seconds(b"3"), Some(Duration::from_secs(3)));
        assert_eq!(seconds(b"-3"), None);
    }

    #[test]
    fn flags_have_four_spellings() {
        for yes in ["Yes", "TRUE", "on", "1"] {
            assert_eq!(flag(yes.as_bytes()), Some(true), "{yes}");
        }
        for no in ["No", "False", "off", "0"] {
            assert_eq!(flag(no.as_bytes()), Some(false), "{no}");
        }
        assert_eq!(flag(b"maybe"), None);
    }
}
