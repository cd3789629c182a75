//! What a number is: inside or outside, how it is written, and which texts are no numbers at all.

use alloc::borrow::Cow;
use alloc::format;
use alloc::sync::Arc;

use serde::Serialize;

use super::normaliser::is_e164;
use super::{Pattern, Plan, any};

/// Shorter than this, a number without `+` is no number of the public network.
const SHORTEST_PUBLIC: usize = 7;

impl Plan {
    /// An extension, a group, a queue or a feature code.
    #[must_use]
    pub fn is_internal(&self, number: &str) -> bool {
        self.internal_pattern(number).is_some()
    }

    /// What says that a number is internal.
    pub(super) fn internal_pattern(&self, number: &str) -> Option<&Pattern> {
        self.numbers.internal.iter().find(|pattern| pattern.matches(number))
    }

    /// A number of the public network, with or without access prefix.
    #[must_use]
    pub fn is_public(&self, number: &str) -> bool {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let long_enough = digits.len() >= SHORTEST_PUBLIC || digits.len() < number.len();
        !self.is_internal(number) && long_enough && digits.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The number without the access prefix that was dialled before it. Only a number that stays a public one
    /// loses its first digits: `911` and `9` are left alone, and so is what is a whole number with them
    /// (`9175550143` of New York), as far as the plan can tell.
    #[must_use]
    pub fn without_access_prefix<'n>(&self, number: &'n str) -> &'n str {
        self.access_prefix(number).map_or(number, |(_, rest)| rest)
    }

    /// The access prefix and the rest; the longest prefix that fits.
    pub(super) fn access_prefix<'n>(&self, number: &'n str) -> Option<(&'n str, &'n str)> {
        let rest_after = |prefix: &str| {
            let (before, rest) = number.split_at_checked(prefix.len())?;
            let fits = before == prefix && self.is_public(rest) && rest.len() > SHORTEST_PUBLIC;
            (fits && !prefix.is_empty()).then_some((before, rest))
        };
        let split = self
            .numbers
            .access_prefixes
            .iter()
            .filter_map(|prefix| rest_after(prefix))
            .max_by_key(|(prefix, _)| prefix.len())?;
        (!self.is_whole(number)).then_some(split)
    }

    /// A public number that needs nothing taken off: by the country's data, else by the form of numbers in North
    /// America, where the plan names no other country.
    fn is_whole(&self, number: &str) -> bool {
        let is_american = || {
            let code = self.numbers.country_code.as_deref();
            code.is_none_or(|code| code == "1") && is_north_american(number)
        };
        match self.numbers.country {
            Some(_) => self.normaliser.e164(number).is_some(),
            None => is_american(),
        }
    }

    /// The number in E.164 where the plan allows, else as it is. Internal numbers stay.
    ///
    /// What begins with `+` is in E.164 already; blanks, dashes and brackets in it go. Then the
    /// [normaliser](super::Normaliser) is asked, if the plan was given one. Then the plain rules: an international
    /// prefix becomes `+`, a national one `+` and the country's code. A number without either is left alone, for it
    /// may be local, national or foreign.
    #[must_use]
    pub fn normalise(&self, number: &str) -> Arc<str> {
        self.normalise_by(number).0.into()
    }

    /// [`normalise`](Self::normalise), of a number that may not need it.
    pub(crate) fn normalised<'n>(&self, number: Cow<'n, str>) -> Cow<'n, str> {
        match number {
            Cow::Borrowed(number) => self.normalise_by(number).0,
            Cow::Owned(number) => Cow::Owned(self.normalise_by(&number).0.into_owned()),
        }
    }

    /// [`normalise`](Self::normalise), and the rule that was followed.
    pub(crate) fn normalise_by<'n>(&self, number: &'n str) -> (Cow<'n, str>, NumberRule) {
        if self.is_internal(number) {
            return (number.into(), NumberRule::Internal);
        }
        let digits = without_separators(number);
        if is_e164(&digits) {
            return (digits, NumberRule::E164);
        }
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return (number.into(), NumberRule::AsItIs);
        }
        if let Some(e164) = self.normaliser.e164(number) {
            return (Cow::Owned((*e164).into()), NumberRule::Country);
        }
        self.normalise_plainly(&digits).unwrap_or_else(|| (number.into(), NumberRule::AsItIs))
    }

    fn normalise_plainly(&self, digits: &str) -> Option<(Cow<'static, str>, NumberRule)> {
        let rules = &self.numbers;
        let after = |prefix: &Option<Arc<str>>| {
            let rest = digits.strip_prefix(prefix.as_deref()?)?;
            (!rest.is_empty()).then_some(rest)
        };
        if let Some(rest) = after(&rules.international_prefix) {
            return Some((format!("+{rest}").into(), NumberRule::InternationalPrefix));
        }
        let (rest, code) = (after(&rules.national_prefix)?, rules.country_code.as_deref()?);
        let e164 = format!("+{code}{rest}");
        is_e164(&e164).then(|| (e164.into(), NumberRule::NationalPrefix))
    }

    /// The text of a caller ID if it is a number that somebody could call back: not empty, not
    /// [anonymous](super::Numbers::anonymous), not one of Asterisk's own words. Of an address (`101@host`) it is
    /// what stands before the `@`.
    #[must_use]
    pub fn said_number<'t>(&self, text: &'t str) -> Option<&'t str> {
        let user = text.split_once('@').map_or(text, |(user, _)| user);
        let unsaid = is_special_exten(user) || self.is_anonymous(text) || self.is_anonymous(user);
        (!unsaid && !user.contains(['/', ';', '<', '>'])).then_some(user)
    }

    /// A caller ID that hides the number.
    #[must_use]
    pub fn is_anonymous(&self, text: &str) -> bool {
        any(&self.numbers.anonymous, text)
    }
}

/// By which rule a number is written as it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NumberRule {
    /// It is internal.
    Internal,
    /// It was in E.164 already.
    E164,
    /// By the data of the plan's country.
    Country,
    /// It begins with the international prefix.
    InternationalPrefix,
    /// It begins with the national prefix.
    NationalPrefix,
    /// No rule is for it.
    AsItIs,
}

/// Without what people put between digits, where there is nothing else.
pub(super) fn without_separators(number: &str) -> Cow<'_, str> {
    let is_separator = |c: char| matches!(c, ' ' | '(' | ')' | '-');
    let is_number = |c: char| c == '+' || c.is_ascii_digit() || is_separator(c);
    if !number.contains(is_separator) || !number.chars().all(is_number) {
        return Cow::Borrowed(number);
    }
    Cow::Owned(number.chars().filter(|c| !is_separator(*c)).collect())
}

/// `NXXNXXXXXX`.
fn is_north_american(number: &str) -> bool {
    let digits = number.as_bytes();
    let is_first = |digit: Option<&u8>| digit.is_some_and(|digit| (b'2'..=b'9').contains(digit));
    digits.len() == 10
        && digits.iter().all(u8::is_ascii_digit)
        && is_first(digits.first())
        && is_first(digits.get(3))
}

/// An extension that the dial plan uses for itself and nobody dials: start, hangup, invalid, timeout, operator,
/// assistant, fax, absolute timeout, error; and what is made of a channel's name, as `PJSIP_101` where a parked call
/// comes back to.
pub(crate) fn is_special_exten(exten: &str) -> bool {
    // What people dial, nearly always.
    if exten.bytes().next().is_some_and(|first| first.is_ascii_digit()) {
        return false;
    }
    let special =
        matches!(exten, "" | "s" | "h" | "i" | "t" | "o" | "a" | "e" | "T" | "fax" | "talk" | "failed");
    special || exten.starts_with('<') || is_of_channel(exten)
}

fn is_of_channel(exten: &str) -> bool {
    let technologies = ["PJSIP", "SIP", "IAX2", "DAHDI", "Local", "SCCP", "Skinny", "Agent", "Motif"];
    let after = |technology: &&str| exten.strip_prefix(*technology);
    technologies.iter().filter_map(after).any(|rest| rest.starts_with(['_', '/']))
}

#[cfg(test)]
mod tests {
    use alloc::sync::Arc;
    use alloc::vec;

    use proptest::prelude::*;

    use super::*;
    use crate::plan::Normaliser;

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
    fn a_prefix_could_be_the_beginning_of_a_number() {
        let mut plan = Plan::default();
        assert_eq!(plan.without_access_prefix("9175550143"), "9175550143", "New York");
        plan.numbers.country_code = Some("48".into());
        assert_eq!(plan.without_access_prefix("9125550143"), "125550143", "Kraków");
        plan.numbers.access_prefixes = ["0", "01", ""].map(Into::into).into();
        assert_eq!(plan.without_access_prefix("01225550143"), "225550143", "the longest");
    }

    #[test]
    fn only_digits_become_e164() {
        let mut plan = Plan::default();
        plan.numbers.international_prefix = Some("00".into());
        for (number, want) in [
            ("00", "00"),
            ("00abc", "00abc"),
            ("+1 (202) 555-0143", "+12025550143"),
            ("00 49 30 123456", "+4930123456"),
            ("(202) 555-0143", "(202) 555-0143"),
            ("+", "+"),
            ("2026-11-21 +", "2026-11-21 +"),
        ] {
            assert_eq!(&*plan.normalise(number), want);
        }
    }

    /// Knows one number, and answers what is no number to another.
    #[derive(Debug)]
    struct OneNumber;

    impl Normaliser for OneNumber {
        fn e164(&self, number: &str) -> Option<Arc<str>> {
            match number {
                "2025550143" | "9195551234" => Some(format!("+1{number}").into()),
                "2025550144" => Some("nonsense".into()),
                _ => None,
            }
        }
    }

    #[test]
    fn the_data_of_a_country_come_before_the_plain_rules() {
        let mut plan = Plan::default();
        plan.numbers.country = Some("US".into());
        plan.numbers.country_code = Some("1".into());
        plan.numbers.national_prefix = Some("20".into());
        assert_eq!(plan.lacks_normaliser_for(), Some("US"));
        let plan = plan.with_normaliser(Arc::new(OneNumber));
        assert_eq!(plan.lacks_normaliser_for(), None);
        for (number, want) in
            [("2025550143", "+12025550143"), ("2025550144", "+125550144"), ("101", "101"), ("sales", "sales")]
        {
            assert_eq!(&*plan.normalise(number), want);
        }
        assert_eq!(plan.without_access_prefix("9195551234"), "9195551234");
        assert_eq!(plan.without_access_prefix("9175550143"), "175550143", "the country does not know it");
    }

    #[test]
    fn asterisks_own_words_and_hidden_numbers_are_no_numbers() {
        let plan = Plan::default();
        for word in [
            "",
            "s",
            "h",
            "i",
            "t",
            "o",
            "a",
            "e",
            "T",
            "fax",
            "<unknown>",
            "asterisk",
            "anonymous",
            "Anonymous",
            "anonymous@anonymous.invalid",
            "restricted",
            "Unavailable",
            "unknown",
            "private",
            "withheld",
            "PJSIP_1001",
            "SIP/101",
            "Local/101@from-internal-00000001;1",
            "s@from-pstn",
        ] {
            assert_eq!(plan.said_number(word), None, "{word}");
        }
        for (text, want) in [("+12025550143", "+12025550143"), ("101@pbx.example.org", "101"), ("sip", "sip")]
        {
            assert_eq!(plan.said_number(text), Some(want));
        }
    }

    #[test]
    fn a_site_says_which_numbers_are_hidden() {
        let plan: Plan = toml::from_str("[numbers]\nanonymous = [\"0000\", \"_099X\"]\n").unwrap();
        assert_eq!((plan.said_number("0000"), plan.said_number("0991")), (None, None));
        assert_eq!(plan.said_number("private"), Some("private"));
        assert_eq!(plan.said_number("<unknown>"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_normalised_once_for_all(
            text in "[+0-9 ()-]{0,16}|\\PC{0,12}",
            plan in prop::sample::select(vec![
                Plan::default(),
                toml::from_str("[numbers]\ncountry_code = \"49\"\nnational_prefix = \"0\"\ninternational_prefix = \"00\"\n").unwrap(),
                toml::from_str("[numbers]\ncountry_code = \"+4x\"\nnational_prefix = \"\"\ninternational_prefix = \"1\"\n").unwrap(),
                toml::from_str("[numbers]\ninternal = [\"_+X.\"]\n[[dids]]\nnumber = \"_+4930123XXX\"\n").unwrap(),
            ]),
        ) {
            let once = plan.normalise(&text);
            prop_assert_eq!(&plan.normalise(&once), &once);
            let called = plan.called_from_outside("trunk", &text);
            prop_assert_eq!(&plan.called_from_outside("trunk", &called), &called);
            prop_assert!(text.ends_with(plan.without_access_prefix(&text)));
            if let Some(said) = plan.said_number(&text) {
                prop_assert_eq!(plan.said_number(said), Some(said));
            }
        }
    }
}
