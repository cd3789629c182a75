//! `src/event/generated.rs`: the views, their codes, and the list of all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::ensure;

use crate::catalogue::{Catalogue, Event, Param};
use crate::kinds::{self, Kind};
use crate::names;

pub(crate) fn render(catalogue: &Catalogue) -> anyhow::Result<String> {
    let codes = codes(catalogue);
    let mut out = String::from(
        "//! Typed views of all events. Written by ami-proto-generate from the catalogue; do not edit.\n\n\
         use crate::event::view::{codes, events, views};\n\ncodes! {\n",
    );
    for (values, name) in &codes {
        let constants: Vec<String> =
            values.iter().map(|value| format!("{} = {value:?}", names::constant_name(value))).collect();
        let unique: BTreeSet<&String> = constants.iter().collect();
        ensure!(unique.len() == values.len(), "two values of {name} have one name");
        writeln!(out, "    {name} {{ {} }}", constants.join(", "))?;
    }
    out.push_str("}\n\nviews! {\n");
    for event in &catalogue.events {
        view(&mut out, event, &codes)?;
    }
    out.push_str("}\n\nevents! {\n");
    for event in &catalogue.events {
        let first = event.name.to_lowercase().chars().next().unwrap_or('_');
        writeln!(out, "    {} b'{first}' {}", event.name.len(), names::type_name(&event.name))?;
    }
    out.push_str("}\n");
    Ok(out)
}

fn view(out: &mut String, event: &Event, codes: &BTreeMap<Vec<String>, String>) -> anyhow::Result<()> {
    let classes: Vec<String> = event
        .classes
        .iter()
        .map(|class| class.trim_start_matches("EVENT_FLAG_").to_lowercase())
        .filter(|class| !class.is_empty() && class != "0")
        .collect();
    let about = if event.undocumented {
        "sent, but not in Asterisk's documentation".to_owned()
    } else if classes.is_empty() {
        "documented without a class".to_owned()
    } else {
        format!("class {}", classes.join(", "))
    };
    writeln!(out, "    {} {:?} {about:?} {{", names::type_name(&event.name), event.name)?;
    let mut used = BTreeSet::from(["frame".to_owned()]);
    for param in &event.params {
        let method = names::method_name(&param.name);
        ensure!(used.insert(method.clone()), "{}: two headers would be {method}", event.name);
        let kind = match kinds::of(param) {
            Kind::Text => "Text".to_owned(),
            Kind::List => "List".to_owned(),
            Kind::Number => "Number".to_owned(),
            Kind::Seconds => "Seconds".to_owned(),
            Kind::Flag => "Flag".to_owned(),
            Kind::Code => format!("Code {}", codes.get(&param.values).map_or("?", String::as_str)),
        };
        writeln!(out, "        {method} {:?} {kind};", param.name)?;
    }
    out.push_str("    }\n");
    Ok(())
}

/// Each set of values once. It is named after its header if several events have it and no other set has that
/// header, else after event and header.
fn codes(catalogue: &Catalogue) -> BTreeMap<Vec<String>, String> {
    let is_code = |param: &&Param| kinds::of(param) == Kind::Code;
    let mut sets: BTreeMap<&str, BTreeSet<&[String]>> = BTreeMap::new();
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for event in &catalogue.events {
        for param in event.params.iter().filter(is_code) {
            sets.entry(kinds::base(param)).or_default().insert(&param.values);
            uses.entry(kinds::base(param)).or_default().insert(&event.name);
        }
    }
    let mut codes = BTreeMap::new();
    for event in &catalogue.events {
        for param in event.params.iter().filter(is_code) {
            let base = kinds::base(param);
            let single = sets.get(base).is_some_and(|sets| sets.len() == 1);
            let shared = uses.get(base).is_some_and(|uses| uses.len() > 1);
            let view = names::type_name(&event.name);
            let name = match base {
                "Result" => "TransferResult".to_owned(),
                "PT" => "RtcpPacketType".to_owned(),
                _ if single && shared || view.ends_with(base) => base.to_owned(),
                _ => view + base,
            };
            codes.entry(param.values.clone()).or_insert(name);
        }
    }
    codes
}
