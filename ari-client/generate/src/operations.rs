//! `src/operation/RESOURCE.rs`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::ensure;

use crate::catalogue::{Catalogue, Operation, Param};
use crate::words::Words;
use crate::{kinds, names};

pub(crate) fn render(catalogue: &Catalogue, resource: &str, words: &Words) -> anyhow::Result<String> {
    let about = words.of(resource)?;
    let mut out = format!(
        "//! {about}\n//!\n//! Written by ari-client-generate from the catalogue; do not edit.\n\n\
         #[allow(unused_imports, reason = \"one list for all resources\")]\nuse alloc::vec::Vec;\n\nuse super::macros::operations;\n#[cfg(feature = \"client\")]\nuse super::macros::resource;\n\
         #[allow(unused_imports, reason = \"one list for all resources\")]\n\
         use crate::model::*;\n#[allow(unused_imports, reason = \"one list for all resources\")]\n\
         use crate::text::{{BridgeId, ChannelId, PlaybackId, RecordingName, Text}};\n\noperations! {{\n"
    );
    let operations: Vec<&Operation> =
        catalogue.operations.iter().filter(|operation| operation.resource == resource).collect();
    for operation in &operations {
        render_one(&mut out, operation, words)?;
    }
    writeln!(
        out,
        "}}\n\n#[cfg(feature = \"client\")]\nresource! {{\n    {about:?} {} {{",
        names::pascal(resource)
    )?;
    for operation in operations.iter().filter(|operation| operation.upgrade.is_none()) {
        let about = words.of(&format!("{resource}.{}", operation.nickname))?;
        let (method, name) = (names::snake(&operation.nickname), names::pascal(&operation.nickname));
        writeln!(out, "        {about:?} {method} {name} => {};", kinds::answer(&operation.response)?)?;
    }
    out.push_str("    }\n}\n");
    Ok(out)
}

fn render_one(out: &mut String, operation: &Operation, words: &Words) -> anyhow::Result<()> {
    let full = format!("{}.{}", operation.resource, operation.nickname);
    writeln!(
        out,
        "    {:?} {} {full:?} {} {:?} since {:?} => [{}] {{",
        words.of(&full)?,
        names::pascal(&operation.nickname),
        names::pascal(&operation.method.to_lowercase()),
        operation.path,
        operation.since,
        kinds::answer(&operation.response)?,
    )?;
    // Ids first, in the order of the path.
    let mut params: Vec<&Param> = operation.params.iter().collect();
    params.sort_by_key(|param| operation.path.find(&format!("{{{}}}", param.name)).unwrap_or(usize::MAX));
    // Names that the request itself has.
    let mut used = BTreeSet::from(["new", "call"].map(str::to_owned));
    for (section, wanted) in [("required", true), ("optional", false)] {
        write!(out, "        {section} {{")?;
        let of_section = params.iter().filter(|param| is_required(param) == wanted);
        let mut count = 0;
        for param in of_section {
            let name = names::snake(&param.name);
            ensure!(used.insert(name.clone()), "{full}: two parameters would be {name}");
            let about = words.of_part("@", &full, &param.name)?;
            write!(
                out,
                "\n            {name} {:?} {} {} => {about:?};",
                param.name,
                place(param),
                kinds::param(param)?
            )?;
            count += 1;
        }
        out.push_str(if count == 0 { "}\n" } else { "\n        }\n" });
    }
    out.push_str("    }\n");
    Ok(())
}

/// Parts of the path are required, also where the catalogue does not say so; so is what a body is made of, where it is
/// all that the operation is for.
fn is_required(param: &Param) -> bool {
    param.required || param.param_type == "path" || matches!(param.name.as_str(), "filter" | "fields")
}

/// Where a parameter goes.
fn place(param: &Param) -> &'static str {
    match (param.param_type.as_str(), param.name.as_str()) {
        ("path", _) => "path",
        ("body", "filter") => "whole",
        ("body", _) => "body",
        _ if param.allow_multiple => "list",
        _ => "query",
    }
}
