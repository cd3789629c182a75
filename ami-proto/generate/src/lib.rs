//! From the catalogue of names to the source of typed views and builders.
//!
//! The output is calls of the macros in `ami-proto/src/event/view.rs` and `ami-proto/src/action/builder.rs`;
//! what an accessor does stands there, once.

use std::path::Path;

use anyhow::Context as _;

mod actions;
mod catalogue;
mod events;
mod kinds;
mod names;

/// A generated file.
#[derive(Debug)]
pub struct File {
    /// Where it belongs, from the folder of `ami-proto`.
    pub path: &'static str,
    /// What belongs in it.
    pub text: String,
}

/// Makes all generated files from the catalogue under `root`, the folder of `ami-proto`.
///
/// # Errors
///
/// The catalogue cannot be read, or two of its names would become the same Rust name.
pub fn generate(root: &Path) -> anyhow::Result<Vec<File>> {
    let folder = root.join("catalogue");
    let read = |name: &str| {
        std::fs::read_to_string(folder.join(name)).with_context(|| format!("cannot read catalogue/{name}"))
    };
    let catalogue = catalogue::parse(&read("ami-catalogue.json")?, &read("seen-on-the-wire.json")?)?;
    Ok(vec![
        File { path: "src/event/generated.rs", text: events::render(&catalogue)? },
        File { path: "src/action/generated.rs", text: actions::render(&catalogue)? },
    ])
}
