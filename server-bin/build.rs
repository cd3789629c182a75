//! Embeds the dashboard: a table of its files, each as it is and compressed, for `src/dashboard.rs`.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// Where the dashboard is …
const FOLDER: &str = "dashboard";
/// … and what of it is for those who work on it alone.
const NOT_SERVED: [&str; 6] =
    ["tests", "README.md", "node_modules", "package.json", "package-lock.json", "vendor/vendor.json"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let mut paths = Vec::new();
    if env::var_os("CARGO_FEATURE_DASHBOARD").is_some() {
        walk(&folder, &folder, &mut paths)?;
    }
    // The table, and with it the name of this edition, is the same on every machine.
    paths.sort();
    let (mut table, mut edition) = (String::from("&[\n"), Sha256::new());
    for (n, path) in paths.iter().enumerate() {
        let (source, packed) = (folder.join(path), out.join(format!("{n}.gz")));
        let bytes = fs::read(&source)?;
        edition.update(path.as_bytes());
        edition.update(Sha256::digest(&bytes));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        fs::write(&packed, encoder.finish()?)?;
        let tag = hex(&Sha256::digest(&bytes));
        writeln!(
            table,
            "    File {{ path: {path:?}, tag: {tag:?}, plain: include_bytes!({source:?}), packed: include_bytes!({packed:?}) }},"
        )?;
    }
    table.push(']');
    fs::write(out.join("dashboard.rs"), table)?;
    println!("cargo::rustc-env=CALLFLOW_DASHBOARD_EDITION={}", hex(&edition.finalize()));
    Ok(())
}

/// Adds the files in `folder`, by their path from `root`.
fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?.path();
        let path = entry.strip_prefix(root)?.to_str().ok_or("a name that is no text")?.replace('\\', "/");
        if NOT_SERVED.contains(&path.as_str()) {
            continue;
        }
        if folder == root {
            // Each alone: the tests and their packages, which are beside them, are no reason to build anew.
            println!("cargo::rerun-if-changed={FOLDER}/{path}");
        }
        if entry.is_dir() {
            walk(root, &entry, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// Enough of a digest to tell two files apart.
fn hex(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
