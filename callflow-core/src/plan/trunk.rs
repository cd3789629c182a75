//! Trunks that write numbers in a way of their own.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Pattern, Plan};

/// Trunks that write numbers in a way of their own. Endpoints that are named here lead outside, as those of
/// [`Inbound::trunks`](super::Inbound::trunks) do.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Trunk {
    /// The endpoint or endpoints (PJSIP) or peers (SIP, IAX2); `*` stands for any text.
    pub endpoint: Pattern,
    /// What callers' numbers become that come in over it; the first rule that matches counts.
    #[serde(default)]
    pub callers: Vec<Rewrite>,
    /// What called numbers become that come in over it, before they are looked for among the DIDs.
    #[serde(default)]
    pub dids: Vec<Rewrite>,
    /// What numbers become that are called over it, as if they had been dialled without what the trunk needs.
    #[serde(default)]
    pub called: Vec<Rewrite>,
}

/// A rule by which a number is written anew: digits are taken off its beginning, then others put before it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rewrite {
    /// The numbers that it is for.
    #[serde(rename = "match")]
    pub matches: Pattern,
    /// How many characters are taken off.
    #[serde(default)]
    pub strip: usize,
    /// What is put before the rest.
    #[serde(default)]
    pub prepend: Arc<str>,
}

impl Plan {
    /// A caller's number after the rules of the trunk that it came in over.
    #[must_use]
    pub fn rewritten_caller<'n>(&self, endpoint: &str, number: &'n str) -> Cow<'n, str> {
        self.rewritten(endpoint, number, |trunk| &trunk.callers)
    }

    /// A called number after the rules of the trunk that it came in over.
    #[must_use]
    pub fn rewritten_did<'n>(&self, endpoint: &str, number: &'n str) -> Cow<'n, str> {
        self.rewritten(endpoint, number, |trunk| &trunk.dids)
    }

    /// A called number after the rules of the trunk that it went out over.
    #[must_use]
    pub fn rewritten_called<'n>(&self, endpoint: &str, number: &'n str) -> Cow<'n, str> {
        self.rewritten(endpoint, number, |trunk| &trunk.called)
    }

    fn rewritten<'n>(
        &self,
        endpoint: &str,
        number: &'n str,
        rules: fn(&Trunk) -> &[Rewrite],
    ) -> Cow<'n, str> {
        self.trunks
            .iter()
            .filter(|trunk| trunk.endpoint.matches(endpoint))
            .flat_map(rules)
            .find(|rule| rule.matches.matches(number))
            .map_or(Cow::Borrowed(number), |rule| rule.apply(number))
    }
}

impl Rewrite {
    /// A number of which nothing would be left stays as it is.
    fn apply<'n>(&self, number: &'n str) -> Cow<'n, str> {
        match number.get(self.strip..).filter(|rest| !rest.is_empty()) {
            Some(rest) if self.prepend.is_empty() => Cow::Borrowed(rest),
            Some(rest) => Cow::Owned([&*self.prepend, rest].concat()),
            None => Cow::Borrowed(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trunk_writes_numbers_in_its_own_way() {
        let plan: Plan = toml::from_str(
            r#"
            [[trunks]]
            endpoint = "isdn-*"
            callers = [{ match = "_00.", strip = 2, prepend = "+" }, { match = "_0.", strip = 1, prepend = "+49" }]
            dids = [{ match = "_XX", prepend = "+493012345" }]
            called = [{ match = "_0.", strip = 1 }]
            "#,
        )
        .unwrap();
        for (number, want) in
            [("0012025550143", "+12025550143"), ("030123456", "+4930123456"), ("101", "101")]
        {
            assert_eq!(plan.rewritten_caller("isdn-1", number), want);
            assert_eq!(plan.rewritten_caller("sip", number), number, "another trunk");
        }
        assert_eq!(plan.rewritten_did("isdn-1", "17"), "+49301234517");
        assert_eq!(plan.rewritten_called("isdn-1", "0030123456"), "030123456");
        assert_eq!(plan.rewritten_called("isdn-1", "é"), "é");
        assert!(plan.is_trunk("isdn-1") && !plan.is_trunk("101"));
    }

    #[test]
    fn a_number_of_which_nothing_would_be_left_stays() {
        let rule = |strip| Rewrite { matches: Pattern::literal_or_glob("*"), strip, prepend: "+".into() };
        assert_eq!(rule(3).apply("12"), "12");
        assert_eq!(rule(1).apply("é1"), "é1", "half a letter");
        assert_eq!(rule(2).apply("12"), "12");
    }
}
