//! From the catalogue of names to the source of models, events and operations.
//!
//! The output is calls of the macros in `ari-client/src/{model,event,operation}/macros.rs`; what a
//! type does stands there, once.

use std::path::Path;

use anyhow::Context as _;

mod catalogue;
mod kinds;
mod models;
mod names;
mod operations;
mod words;

/// A generated file.
#[derive(Debug)]
pub struct File {
    /// Where it belongs, from the folder of `ari-client`.
    pub path: String,
    /// What belongs in it.
    pub text: String,
}

/// Makes all generated files from the catalogue under `root`, the folder of `ari-client`.
///
/// # Errors
///
/// The catalogue cannot be read, something in it has no description, or two of its names would become the same Rust
/// name.
pub fn generate(root: &Path) -> anyhow::Result<Vec<File>> {
    let folder = root.join("catalogue");
    let read = |name: &str| {
        std::fs::read_to_string(folder.join(name)).with_context(|| format!("cannot read catalogue/{name}"))
    };
    let catalogue = catalogue::parse(&read("ari-catalogue.json")?)?;
    let words = words::Words::parse(&read("words.txt")?)?;
    let mut files = vec![
        File { path: "src/model/generated.rs".into(), text: models::render_models(&catalogue, &words)? },
        File { path: "src/event/generated.rs".into(), text: models::render_events(&catalogue, &words)? },
    ];
    for resource in catalogue.resources() {
        let path = format!("src/operation/{}.rs", names::snake(resource));
        files.push(File { path, text: operations::render(&catalogue, resource, &words)? });
    }
    words.all_used()?;
    Ok(files)
}
