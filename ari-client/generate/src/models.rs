//! `src/model/generated.rs` and `src/event/generated.rs`.

use std::fmt::Write as _;

use crate::catalogue::{Catalogue, Field, Model};
use crate::words::Words;
use crate::{kinds, names};

/// Not models of their own: every event has their fields.
const BASES: [&str; 2] = ["Message", "Event"];

pub(crate) fn render_models(catalogue: &Catalogue, words: &Words) -> anyhow::Result<String> {
    let mut out = String::from(
        "//! All models. Written by ari-client-generate from the catalogue; do not edit.\n\n\
         use alloc::vec::Vec;\n\nuse super::code::*;\nuse super::macros::models;\nuse super::{Date, Object, Values};\n\
         use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};\n\nmodels! {\n",
    );
    let mut models: Vec<&Model> = catalogue
        .models
        .iter()
        .filter(|model| !model.is_event && !BASES.contains(&model.name.as_str()))
        .collect();
    models.sort_by_key(|model| &model.name);
    for model in models {
        render(&mut out, model, &model.fields, words)?;
    }
    out.push_str("}\n");
    Ok(out)
}

pub(crate) fn render_events(catalogue: &Catalogue, words: &Words) -> anyhow::Result<String> {
    let mut out = String::from(
        "//! All events. Written by ari-client-generate from the catalogue; do not edit.\n\n\
         use alloc::vec::Vec;\n\nuse super::macros::events;\nuse crate::model::macros::models;\nuse crate::model::*;\n\
         use crate::text::{BridgeId, ChannelId, Text};\n\nmodels! {\n",
    );
    let mut events: Vec<&Model> = catalogue.models.iter().filter(|model| model.is_event).collect();
    events.sort_by_key(|model| &model.name);
    let common: Vec<Field> = ["Event", "Message"]
        .iter()
        .filter_map(|base| catalogue.models.iter().find(|model| model.name == *base))
        .flat_map(|base| base.fields.iter().filter(|field| field.name != "type").cloned())
        .collect();
    for event in &events {
        let mut fields = event.fields.clone();
        for field in &common {
            // An answer without them would still be one, and somebody waits for it.
            let required = field.required && event.name != "RESTResponse";
            fields.push(Field { required, ..field.clone() });
        }
        render(&mut out, event, &fields, words)?;
    }
    out.push_str("}\n\nevents! {\n");
    for event in &events {
        let parts = |kind: &str| -> String {
            let of_kind = event.fields.iter().filter(|field| field.kind == kind);
            of_kind.fold(String::new(), |list, field| {
                let how = if field.required { "one" } else { "maybe" };
                format!("{list} {how} {};", names::snake(&field.name))
            })
        };
        writeln!(
            out,
            "    {} {:?} channels {{{} }} bridges {{{} }} playbacks {{{} }} recordings {{{} }}",
            names::model(&event.name),
            event.name,
            parts("Channel"),
            parts("Bridge"),
            parts("Playback"),
            parts("LiveRecording"),
        )?;
    }
    out.push_str("}\n");
    Ok(out)
}

fn render(out: &mut String, model: &Model, fields: &[Field], words: &Words) -> anyhow::Result<()> {
    let tag = if model.is_event { format!("[{:?}]", model.name) } else { "[]".to_owned() };
    writeln!(out, "    {tag} {:?} {} {{", words.of(&model.name)?, names::model(&model.name))?;
    for field in fields {
        let how = if field.required { "required" } else { "optional" };
        writeln!(
            out,
            "        {how} {} {:?} {} => {:?};",
            names::snake(&field.name),
            field.name,
            kinds::field(&model.name, &field.name, &field.kind)?,
            words.of_part("", &model.name, &field.name)?,
        )?;
    }
    out.push_str("    }\n");
    Ok(())
}
