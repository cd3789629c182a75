//! Writes the generated files of `ami-proto`: `cargo run -p ami-proto-generate`.

use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in ami_proto_generate::generate(&root)? {
        std::fs::write(root.join(file.path), file.text)?;
    }
    Ok(())
}
