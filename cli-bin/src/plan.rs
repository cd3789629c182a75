//! `callflow plan`: what the dial plan's file makes of numbers, and how one is written.

use std::io::{self, BufWriter, Write};

use anyhow::anyhow;
use callflow_core::plan::{NumberChecked, Supposed};
use serde::Serialize;

use crate::cli::{Format, PlanArgs, PlanCheckArgs, PlanCommand, PlanShowArgs};
use crate::failure::Failure;
use crate::output::{json, table};
use crate::plan_file;

/// The default plan, with a comment to each field.
const DEFAULT: &str = include_str!("plan/default.toml");

/// Runs the command.
pub(crate) fn run(args: &PlanArgs) -> Result<(), Failure> {
    match &args.command {
        PlanCommand::Check(args) => check(args),
        PlanCommand::Show(args) => show(args),
    }
}

fn show(args: &PlanShowArgs) -> Result<(), Failure> {
    let text = match &args.file {
        None => DEFAULT.into(),
        Some(file) => {
            let plan = plan_file::read(Some(file))?;
            toml::to_string(&plan)
                .map_err(|error| Failure::Work(anyhow!("the plan cannot be written: {error}")))?
        }
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)
}

fn check(args: &PlanCheckArgs) -> Result<(), Failure> {
    let plan = plan_file::read(Some(&args.file))?;
    let supposed = Supposed {
        context: args.context.as_deref(),
        endpoint: args.endpoint.as_deref(),
        queue: args.queue.as_deref(),
        originated: args.originated,
    };
    let numbers = args.numbers.iter().map(|number| plan.check_number(number, supposed)).collect();
    let document = Checked { file: args.file.display().to_string(), numbers };
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &document),
        Format::Table => table::plan(&mut out, &document),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)
}

/// The result of `callflow plan check`.
#[derive(Debug, Serialize)]
pub(crate) struct Checked<'p> {
    file: String,
    pub(crate) numbers: Vec<NumberChecked<'p>>,
}

#[cfg(test)]
mod tests {
    use callflow_core::Plan;

    use super::*;

    #[test]
    fn the_plan_to_begin_with_is_the_default_plan() {
        let shown: Plan = toml::from_str(DEFAULT).unwrap_or_else(|error| panic!("{error}"));
        let json = |plan: &Plan| serde_json::to_value(plan).unwrap_or_default();
        assert_eq!(json(&shown), json(&Plan::default()));
        assert!(json(&shown).is_object());
    }

    /// Each field is there, also those that are empty by default.
    #[test]
    fn the_plan_to_begin_with_shows_every_field() {
        let json = serde_json::to_value(Plan::default()).unwrap_or_default();
        let sections = json.as_object().into_iter().flatten();
        for (section, fields) in sections {
            assert!(DEFAULT.contains(&format!("[{section}]")), "{section}");
            for (field, _) in fields.as_object().into_iter().flatten() {
                assert!(
                    DEFAULT.contains(&format!("\n{field} = ")) || DEFAULT.contains(&format!("\n#{field} = ")),
                    "{field}"
                );
            }
        }
    }
}
