//! What a number is: inside or outside, how it is written, and which texts are no numbers at all.

use alloc::boxed::Box;
use alloc::format;

use super::{Plan, any};

/// Shorter than this, a number without `+` is no number of the public network.
const SHORTEST_PUBLIC: usize = 7;

impl Plan {
    /// An extension, a group, a queue or a feature code.
    #[must_use]
    pub fn is_internal(&self, number: &str) -> bool {
        any(&self.numbers.internal, number)
    }

    /// A number of the public network, with or without access prefix.
    #[must_use]
    pub fn is_public(&self, number: &str) -> bool {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let long_enough = digits.len() >= SHORTEST_PUBLIC || digits.len() < number.len();
        !self.is_internal(number) && long_enough && digits.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The number without the access prefix that was dialled before it. Only a number that stays a public one
    /// loses its first digits: `911` and `9` are left alone.
    #[must_use]
    pub fn without_access_prefix<'n>(&self, number: &'n str) -> &'n str {
        self.numbers
            .access_prefixes
            .iter()
            .filter_map(|prefix| number.strip_prefix(&**prefix))
            .find(|rest| self.is_public(rest) && rest.len() > SHORTEST_PUBLIC)
            .unwrap_or(number)
    }

    /// The number in E.164 where the plan allows, else as it is. Internal numbers stay.
    ///
    /// The plain rules: an international prefix becomes `+`, a national one `+` and the country's code. A number
    /// without either is left alone, for it may be local, national or foreign.
    #[must_use]
    pub fn normalise(&self, number: &str) -> Box<str> {
        if number.starts_with('+') || self.is_internal(number) {
            return number.into();
        }
        let rules = &self.numbers;
        let after =
            |prefix: &Option<Box<str>>| prefix.as_deref().and_then(|prefix| number.strip_prefix(prefix));
        if let Some(rest) = after(&rules.international_prefix) {
            return format!("+{rest}").into();
        }
        match (after(&rules.national_prefix), &rules.country_code) {
            (Some(rest), Some(code)) => format!("+{code}{rest}").into(),
            _ => number.into(),
        }
    }
}

/// The text of a caller ID if it is a number somebody could call back: not empty, not anonymous, not one of
/// Asterisk's own words.
pub(crate) fn said_number(text: &str) -> Option<&str> {
    let unsaid = is_special_exten(text)
        || ["anonymous", "unknown", "private", "restricted", "unavailable", "withheld", "asterisk"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word));
    (!unsaid && !text.starts_with('<')).then_some(text)
}

/// An extension that the dial plan uses for itself and nobody dials: start, hangup, invalid, timeout, operator,
/// assistant, fax, absolute timeout, error.
pub(crate) fn is_special_exten(exten: &str) -> bool {
    matches!(exten, "" | "s" | "h" | "i" | "t" | "o" | "a" | "e" | "T" | "fax" | "talk" | "failed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_and_outside_are_told_without_a_file() {
        let plan = Plan::default();
        for internal in ["10", "101", "123456", "*72", "*72102", "700"] {
            assert!(plan.is_internal(internal) && !plan.is_public(internal), "{internal}");
        }
        for public in ["2025550111", "+12025550143", "92025550111", "5550143"] {
            assert!(plan.is_public(public) && !plan.is_internal(public), "{public}");
        }
        for neither in ["", "s", "anonymous", "sales"] {
            assert!(!plan.is_public(neither) && !plan.is_internal(neither), "{neither}");
        }
    }

    #[test]
    fn the_access_prefix_is_taken_off_public_numbers_only() {
        let plan = Plan::default();
        for (number, want) in [
            ("92025550111", "2025550111"),
            ("911", "911"),
            ("9", "9"),
            ("95550143", "95550143"),
            ("2025550111", "2025550111"),
        ] {
            assert_eq!(plan.without_access_prefix(number), want);
        }
    }

    #[test]
    fn numbers_become_e164_where_the_plan_tells_how() {
        let mut plan = Plan::default();
        assert_eq!(&*plan.normalise("030123456"), "030123456");
        plan.numbers.country_code = Some("49".into());
        plan.numbers.national_prefix = Some("0".into());
        plan.numbers.international_prefix = Some("00".into());
        for (number, want) in [
            ("030123456", "+4930123456"),
            ("0012025550143", "+12025550143"),
            ("+12025550143", "+12025550143"),
            ("101", "101"),
        ] {
            assert_eq!(&*plan.normalise(number), want);
        }
    }

    #[test]
    fn asterisks_own_words_are_no_numbers() {
        for word in ["", "s", "h", "anonymous", "Anonymous", "<unknown>", "asterisk"] {
            assert_eq!(said_number(word), None, "{word}");
        }
        assert_eq!(said_number("+12025550143"), Some("+12025550143"));
    }
}
