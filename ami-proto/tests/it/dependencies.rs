//! What the crate is built on stays small.

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn normal_dependencies_are_those_on_the_list() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "ami-proto",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{lib}",
        ])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "--offline"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let allowed = [
        "ami_proto",
        "memchr",
        "nom",
        "proc_macro2",
        "quote",
        "syn",
        "thiserror",
        "thiserror_impl",
        "unicode_ident",
    ];
    assert_eq!(names, BTreeSet::from(allowed));
}
