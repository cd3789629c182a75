//! What the plan makes of a number, and why.

use alloc::sync::Arc;
use serde::Serialize;

use super::{DidForm, NumberRule, Pattern, Plan};

/// What the plan makes of a number, and why.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct NumberExplained<'p> {
    /// The number as it was given.
    pub number: Arc<str>,
    /// What it is.
    pub kind: NumberKind,
    /// The pattern of `numbers.internal` or `numbers.anonymous` that decided so.
    pub pattern: Option<&'p Pattern>,
    /// The access prefix that was dialled before it.
    pub access_prefix: Option<Arc<str>>,
    /// What the records show of it as the number of a person; `None` where they show nobody's.
    pub shown: Option<Arc<str>>,
    /// The rule by which it is written so.
    pub rule: NumberRule,
    /// The DID that it means as the number that a caller from outside dialled.
    pub did: Option<DidExplained<'p>>,
}

/// What a number is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NumberKind {
    /// An extension, a group, a queue or a feature code.
    Internal,
    /// A number of the public network, with or without access prefix.
    Public,
    /// A caller ID that hides the number.
    Anonymous,
    /// One of Asterisk's own words, which no record shows.
    Innards,
    /// A name, or a number that is too short.
    Neither,
}

/// A DID of the table, and what it was found by.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DidExplained<'p> {
    /// The number as the records show it.
    pub number: Arc<str>,
    /// What people call it.
    pub name: Option<&'p str>,
    /// Whose it is.
    pub tenant: Option<&'p str>,
    /// What of its entry it was found by.
    pub by: DidForm,
    /// The entry's number or range.
    pub entry: &'p Pattern,
}

impl Plan {
    /// What the plan makes of a number, and why.
    #[must_use]
    pub fn explain_number(&self, number: &str) -> NumberExplained<'_> {
        let (kind, pattern) = self.kind(number);
        let prefix = self.access_prefix(number).filter(|_| kind == NumberKind::Public);
        let rest = prefix.map_or(number, |(_, rest)| rest);
        let (shown, rule) = self.normalise_by(rest);
        let is_shown = !matches!(kind, NumberKind::Anonymous | NumberKind::Innards);
        NumberExplained {
            number: number.into(),
            kind,
            pattern,
            access_prefix: prefix.map(|(prefix, _)| prefix.into()),
            shown: is_shown.then(|| shown.into()),
            rule,
            did: self.find_did(number).map(|found| DidExplained {
                number: found.number,
                name: found.entry.name.as_deref(),
                tenant: found.entry.tenant.as_deref(),
                by: found.by,
                entry: &found.entry.number,
            }),
        }
    }

    fn kind(&self, number: &str) -> (NumberKind, Option<&Pattern>) {
        if let Some(pattern) = self.internal_pattern(number) {
            return (NumberKind::Internal, Some(pattern));
        }
        let user = number.split_once('@').map_or(number, |(user, _)| user);
        let hides = |pattern: &&Pattern| pattern.matches(number) || pattern.matches(user);
        if let Some(pattern) = self.numbers.anonymous.iter().find(hides) {
            return (NumberKind::Anonymous, Some(pattern));
        }
        let kind = if self.said_number(number).is_none() {
            NumberKind::Innards
        } else if self.is_public(number) {
            NumberKind::Public
        } else {
            NumberKind::Neither
        };
        (kind, None)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_decision_names_what_made_it() {
        let plan: Plan = toml::from_str(
            "[numbers]\ncountry_code = \"1\"\nnational_prefix = \"1\"\n[[dids]]\nnumber = \"+15125550170\"\nname = \"Sales\"\n",
        )
        .unwrap();
        let told = |number| {
            let told = plan.explain_number(number);
            (told.kind, told.pattern.map(|pattern| pattern.to_string()), told.shown, told.rule)
        };
        let some = |text: &str| Some(text.to_string());
        for (number, kind, pattern, shown, rule) in [
            ("101", NumberKind::Internal, some("_XXX"), Some("101"), NumberRule::Internal),
            ("912025550111", NumberKind::Public, None, Some("+12025550111"), NumberRule::NationalPrefix),
            ("+12025550111", NumberKind::Public, None, Some("+12025550111"), NumberRule::E164),
            ("2025550111", NumberKind::Public, None, Some("2025550111"), NumberRule::AsItIs),
            ("Private", NumberKind::Anonymous, some("private"), None, NumberRule::AsItIs),
            ("PJSIP_101", NumberKind::Innards, None, None, NumberRule::AsItIs),
            ("sales", NumberKind::Neither, None, Some("sales"), NumberRule::AsItIs),
        ] {
            assert_eq!(told(number), (kind, pattern, shown.map(Arc::from), rule), "{number}");
        }
        assert_eq!(plan.explain_number("912025550111").access_prefix.as_deref(), Some("9"));
        let did = plan.explain_number("5550170").did.unwrap();
        assert_eq!((&*did.number, did.name, did.by), ("+15125550170", Some("Sales"), DidForm::End));
    }
}
