//! Reading the query part of a URL: every name known, every value checked, all mistakes told at once.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use callflow_accounts::reach::Reach;
use callflow_accounts::store::ListQuery;
use callflow_core::store::{Cursor, Scope, Sort};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::IntoParams;

use crate::problem::{FieldError, Problem};

pub(super) const NUMBER: &str = "a whole number";
pub(super) const TIME: &str = "a time of the form 2026-11-20T18:10:04Z";

/// What lists of accounts, keys and entries have in common.
pub(super) const LIST: &[&str] = &["tenant", "sort", "limit", "cursor"];

/// Which part of a list, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`list_part` reads them, and tells all mistakes at once")]
pub(super) struct ListFilters {
    /// Of this tenant.
    tenant: Option<String>,
    /// `-created_at`, newest first, or `created_at`.
    sort: Option<String>,
    /// How many, from 1 to 500; 50 unless told.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A list of which nothing but the part is asked; `None` where all that is asked for is another tenant's.
pub(super) fn list_query(pairs: Vec<(String, String)>, reach: &Reach) -> Result<Option<ListQuery>, Problem> {
    let mut asked = Parameters::new(pairs, LIST);
    let part = list_part(&mut asked, reach);
    asked.finish()?;
    if let Some(part) = &part {
        part.check()?;
    }
    Ok(part)
}

pub(super) fn list_part(asked: &mut Parameters, reach: &Reach) -> Option<ListQuery> {
    let mut part = ListQuery::default();
    let tenant = asked.text("tenant");
    part.limit = asked.parsed("limit", NUMBER).unwrap_or(part.limit);
    part.cursor = asked.parsed::<Cursor>("cursor", "the next_cursor of a list");
    match asked.text("sort").as_deref() {
        None | Some("-created_at") => part.sort = Sort::NewestFirst,
        Some("created_at") => part.sort = Sort::OldestFirst,
        Some(other) => asked.refuse("sort", format!("{other:?} is none of created_at, -created_at")),
    }
    let scope = reach.scope(&Scope { tenant, pbx: None })?;
    part.tenant = scope.tenant;
    Some(part)
}

/// The parameters of one request.
pub(super) struct Parameters {
    values: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

impl Parameters {
    /// Takes the pairs of a query; those not among `known` are refused, because a filter that is not understood
    /// would show calls that were not asked for.
    pub(super) fn new(pairs: Vec<(String, String)>, known: &[&str]) -> Self {
        let mut errors = Vec::new();
        let mut values = BTreeMap::new();
        for (name, value) in pairs {
            if !known.contains(&name.as_str()) {
                let nearest = known.iter().min_by_key(|known| strsim::osa_distance(known, &name));
                let hint = nearest.map(|nearest| format!("; did you mean {nearest:?}?")).unwrap_or_default();
                errors.push(FieldError { field: name, message: format!("there is no such parameter{hint}") });
            } else if !value.is_empty() {
                values.insert(name, value);
            }
        }
        Self { values, errors }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<Arc<str>> {
        self.values.remove(name).map(Arc::from)
    }

    /// A value that is written as itself: a number, a time. `form` says what it should be: `a whole number`.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, form: &str) -> Option<T> {
        let value = self.values.remove(name)?;
        match value.parse() {
            Ok(parsed) => Some(parsed),
            Err(_) => {
                self.refuse(name, format!("{value:?} is not {form}"));
                None
            }
        }
    }

    /// One of the words that stand for a value in JSON.
    pub(super) fn word<T: DeserializeOwned>(&mut self, name: &str, words: &[&str]) -> Option<T> {
        let value = self.values.remove(name)?;
        match serde_json::from_value(Value::String(value.clone())) {
            Ok(word) => Some(word),
            Err(_) => {
                self.refuse(name, format!("{value:?} is none of {}", words.join(", ")));
                None
            }
        }
    }

    pub(super) fn refuse(&mut self, field: &str, message: String) {
        self.errors.push(FieldError { field: field.to_owned(), message });
    }

    pub(super) fn finish(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.errors)) }
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::call::Direction;

    use super::*;

    const KNOWN: &[&str] = &["limit", "direction", "text"];
    const NUMBER: &str = "a whole number";

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Parameters::new(pairs.collect(), KNOWN)
    }

    fn direction(asked: &mut Parameters) -> Option<Direction> {
        asked.word("direction", &["inbound", "outbound"])
    }

    #[test]
    fn values_are_read_as_what_they_are() {
        let mut asked = parameters(&[("limit", "7"), ("direction", "inbound"), ("text", "Ann & Bob")]);
        assert_eq!(asked.parsed("limit", NUMBER), Some(7_u32));
        assert_eq!(direction(&mut asked), Some(Direction::Inbound));
        assert_eq!(asked.text("text").as_deref(), Some("Ann & Bob"));
        assert!(asked.finish().is_ok());
    }

    #[test]
    fn an_empty_value_is_as_good_as_none() {
        let mut asked = parameters(&[("limit", ""), ("direction", "")]);
        assert_eq!((asked.parsed::<u32>("limit", NUMBER), direction(&mut asked)), (None, None));
        assert!(asked.finish().is_ok());
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let mut asked = parameters(&[("limit", "many"), ("direction", "up"), ("txet", "a")]);
        assert_eq!((asked.parsed::<u32>("limit", NUMBER), direction(&mut asked)), (None, None));
        let Err(Problem::Invalid(errors)) = asked.finish() else { unreachable!("mistakes are told") };
        let told: Vec<(&str, &str)> =
            errors.iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
        assert_eq!(
            told,
            [
                ("txet", "there is no such parameter; did you mean \"text\"?"),
                ("limit", "\"many\" is not a whole number"),
                ("direction", "\"up\" is none of inbound, outbound"),
            ]
        );
    }
}
