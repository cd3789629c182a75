//! The table of DIDs: the site's own public numbers, whatever a provider writes.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::number::without_separators;
use super::{Pattern, Plan, any};

/// With fewer digits than these, the end of a number is nobody's number.
const SHORTEST_FORM: usize = 3;

/// One of the site's own public numbers, or a range of them.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Did {
    /// The number as the records shall show it, mostly in E.164 (`+15125550170`); a range of them as a pattern
    /// (`_+1512555017X`).
    ///
    /// A provider may leave out what stands before: any form that ends the number and has three digits or more
    /// (`15125550170`, `5125550170`, `0170`) is this number as long as it ends no other one of the table.
    pub number: Pattern,
    /// Further forms on the wire that are no end of the number, as the provider's own customer number. They take a
    /// `number` that is one number.
    #[serde(default)]
    pub forms: Vec<Pattern>,
    /// What people call it: `Sales`.
    #[serde(default)]
    pub name: Option<Arc<str>>,
    /// Whose it is; it counts before the lists of the tenants.
    #[serde(default)]
    pub tenant: Option<Arc<str>>,
}

/// A DID of the table, found by what stood on the wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DidMatch<'p> {
    /// The number as the records show it.
    pub number: Arc<str>,
    /// Its entry in the table.
    pub entry: &'p Did,
    /// What of the entry it was found by.
    pub by: DidForm,
}

/// What of an entry of the table a DID was found by.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DidForm {
    /// The whole number, as it came or in E.164.
    Number,
    /// One of its further forms.
    Form,
    /// The end of the number.
    End,
}

impl Plan {
    /// The DID of the table that a called number on the wire means. The whole number counts before further forms,
    /// and those before the ends of numbers; an end that fits several entries is none's.
    #[must_use]
    pub fn find_did(&self, wire: &str) -> Option<DidMatch<'_>> {
        if self.dids.is_empty() {
            return None;
        }
        let e164 = self.normalise(wire);
        let whole = [&*e164, wire].into_iter().find_map(|number| {
            let entry = self.dids.iter().find(|did| did.number.matches(number))?;
            Some(DidMatch { number: number.into(), entry, by: DidForm::Number })
        });
        let form = || {
            let entry = self.dids.iter().find(|did| any(&did.forms, wire))?;
            let number = entry.number.only().map_or_else(|| e164.clone(), Arc::from);
            Some(DidMatch { number, entry, by: DidForm::Form })
        };
        whole.or_else(form).or_else(|| self.did_ending_in(wire))
    }

    fn did_ending_in(&self, wire: &str) -> Option<DidMatch<'_>> {
        // What begins with `+` claims to be whole.
        let digits = &*without_separators(wire);
        if digits.len() < SHORTEST_FORM || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut found = self.dids.iter().filter_map(|entry| Some((entry.number.completed(digits)?, entry)));
        let (number, entry) = found.next()?;
        // The same number may stand in the table twice, as itself and in a range.
        found.all(|(other, _)| other == number).then_some(DidMatch { number, entry, by: DidForm::End })
    }

    /// The number that a caller from outside dialled, as the records show it: after what the trunk's rules make of
    /// it, as the table of DIDs has it, else in E.164 where the plan allows.
    #[must_use]
    pub fn called_from_outside(&self, endpoint: &str, wire: &str) -> Arc<str> {
        let number = self.rewritten_did(endpoint, wire);
        match self.find_did(&number) {
            Some(did) => did.number,
            None => self.normalise(&number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        toml::from_str(
            r#"
            [[dids]]
            number = "+15125550170"
            name = "Sales"
            tenant = "acme"
            forms = ["K-4711", "_00447."]
            [[dids]]
            number = "_+1512555018X"
            [[dids]]
            number = "+15125560170"
            "#,
        )
        .unwrap()
    }

    #[test]
    fn every_form_of_a_did_is_one_number() {
        let plan = plan();
        for (wire, want, by) in [
            ("+15125550170", "+15125550170", DidForm::Number),
            ("15125550170", "+15125550170", DidForm::End),
            ("5125550170", "+15125550170", DidForm::End),
            ("5550170", "+15125550170", DidForm::End),
            ("K-4711", "+15125550170", DidForm::Form),
            ("004471", "+15125550170", DidForm::Form),
            ("+15125550185", "+15125550185", DidForm::Number),
            ("0185", "+15125550185", DidForm::End),
            ("185", "+15125550185", DidForm::End),
            ("(512) 555-0185", "+15125550185", DidForm::End),
        ] {
            let found = plan.find_did(wire).unwrap();
            assert_eq!((&*found.number, found.by), (want, by), "{wire}");
            assert_eq!(&*plan.called_from_outside("trunk", wire), want, "{wire}");
        }
    }

    #[test]
    fn what_could_be_two_dids_or_none_is_left_as_it_came() {
        for wire in ["0170", "85", "s", "0190", "25550170", "115125550170", "+5125550170", "+49301234567", ""]
        {
            let want = if wire == "25550170" { Some("+15125550170") } else { None };
            assert_eq!(plan().find_did(wire).map(|did| did.number).as_deref(), want, "{wire}");
            assert_eq!(&*plan().called_from_outside("trunk", wire), want.unwrap_or(wire), "{wire}");
        }
    }

    #[test]
    fn a_number_in_the_table_twice_is_still_one() {
        let plan: Plan =
            toml::from_str("[[dids]]\nnumber = \"+15125550181\"\n[[dids]]\nnumber = \"_+1512555018X\"\n")
                .unwrap();
        assert_eq!(plan.find_did("0181").map(|did| did.number).as_deref(), Some("+15125550181"));
    }
}
