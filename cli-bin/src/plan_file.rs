//! The file of the dial plan (`--plan`).

use std::fs;
use std::path::Path;

use callflow_core::Plan;
use callflow_server::config::{PlanError, parse_plan};

use crate::failure::Failure;

/// The plan in the file, or the default one where no file is given.
pub(crate) fn read(path: Option<&Path>) -> Result<Plan, Failure> {
    let Some(path) = path else { return Ok(Plan::default()) };
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| Failure::unreadable(path.display(), &error))?;
    parse(&text).map_err(|Wrong { line, what }| Failure::input(format_args!("{name}:{line}"), what))
}

#[derive(Debug, Eq, PartialEq)]
struct Wrong {
    line: usize,
    what: String,
}

fn parse(text: &str) -> Result<Plan, Wrong> {
    parse_plan(text).map_err(|PlanError { at, why }| {
        let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        Wrong { line, what: why }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_plan_is_named_by_line_and_key() {
        let patterns = "[numbers]\ninternal = [\"_1XX\", \"_1[\"]\n";
        for (text, line, what) in [
            ("x", 1, "key with no value, expected `=`"),
            (
                "[blocking]\ncontext = []\n",
                2,
                "blocking.context: unknown field `context`, expected `contexts`",
            ),
            (patterns, 2, "numbers.internal[1]: pattern \"_1[\" has a '[' without a set and ']'"),
            (
                "[numbers]\ncountry_code = 49\n",
                2,
                "numbers.country_code: invalid type: integer `49`, expected a string",
            ),
            ("[[tenants]]\ndids = []\n", 1, "tenants[0]: missing field `name`"),
        ] {
            assert_eq!(parse(text).unwrap_err(), Wrong { line, what: what.into() }, "{text}");
        }
    }
}
