//! `src/action/generated.rs`: the builders.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::ensure;

use crate::catalogue::{Action, Catalogue, Param};
use crate::names;

pub(crate) fn render(catalogue: &Catalogue) -> anyhow::Result<String> {
    let mut out = String::from(
        "//! Builders of all documented actions. Written by ami-proto-generate from the catalogue; do not edit.\n\n\
         use crate::action::builder::builders;\n\nbuilders! {\n",
    );
    for action in &catalogue.actions {
        builder(&mut out, action)?;
    }
    out.push_str("}\n");
    Ok(out)
}

fn builder(out: &mut String, action: &Action) -> anyhow::Result<()> {
    let mut about = String::new();
    let required: Vec<&str> =
        action.params.iter().filter(|param| param.required).map(|param| param.name.as_str()).collect();
    if !required.is_empty() {
        write!(about, " Required: `{}`.", required.join("`, `"))?;
    }
    if !action.responds_with.is_empty() {
        write!(about, " The answer ends with the event `{}`.", action.responds_with.join("` or `"))?;
    }
    writeln!(out, "    {} {:?} {about:?} {required:?} {{", names::type_name(&action.name), action.name)?;
    // Names that the builder itself has.
    let mut used = BTreeSet::from(["new", "header", "build"].map(str::to_owned));
    for param in &action.params {
        // Header1 … HeaderN stand for headers of any name: `header` makes them.
        if action.name == "UserEvent" && param.name.starts_with("Header") {
            continue;
        }
        let method = names::method_name(&param.name);
        ensure!(used.insert(method.clone()), "{}: two parameters would be {method}", action.name);
        let (header, kind) = setter(&action.name, param);
        writeln!(out, "        {method} {header:?} {kind};")?;
    }
    out.push_str("    }\n");
    Ok(())
}

/// The header that a setter writes, and what it takes.
fn setter<'p>(action: &str, param: &'p Param) -> (&'p str, &'static str) {
    if let Some(stem) = param.name.strip_suffix("000000") {
        return (stem, "Numbered");
    }
    if let Some(stem) = param.name.strip_suffix("(0)") {
        return (stem, "Indexed");
    }
    // Getvar and Setvar name one variable; elsewhere the header carries name and value, and may be repeated.
    let carries_value = param.name == "Variable" && !matches!(action, "Getvar" | "Setvar");
    (&param.name, if carries_value { "Variable" } else { "Text" })
}
