//! Writes the generated files of `ari-client`: `cargo run -p ari-client-generate`.

use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in ari_client_generate::generate(&root)? {
        std::fs::write(root.join(file.path), file.text)?;
    }
    Ok(())
}
