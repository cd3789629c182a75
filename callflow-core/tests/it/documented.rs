//! The tables of `docs/truth.md` name a test for each line, and the tests are there.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The rows of the table under a heading, as cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let document = fs::read_to_string(root().join("docs/truth.md")).unwrap();
    let section = document.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    rows.map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The tests in a cell, `callflow-core::wire::ids::…`.
fn tests(cell: &str) -> Vec<String> {
    cell.split("<br>").map(|test| test.trim_matches('`').to_owned()).collect()
}

/// The file of a test and its name.
fn place(test: &str) -> (PathBuf, String) {
    let parts: Vec<&str> = test.split("::").collect();
    let [package, modules @ .., name] = &*parts else { panic!("{test}") };
    let path = modules.iter().fold(root().join(package).join("tests/it"), |path, module| path.join(module));
    (path.with_extension("rs"), (*name).to_owned())
}

fn holds(heading: &str, column: usize, lines: usize) {
    let rows = table(heading);
    let numbers: Vec<usize> = rows.iter().map(|row| row[1].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=lines).collect::<Vec<_>>(), "{heading}");
    for row in rows {
        let named = tests(&row[column]);
        assert!(!named.is_empty());
        for test in named {
            let (file, name) = place(&test);
            let source =
                fs::read_to_string(&file).unwrap_or_else(|_| panic!("{test}: no {}", file.display()));
            let (before, _) = source
                .split_once(&format!("fn {name}("))
                .unwrap_or_else(|| panic!("{test} is not in {}", file.display()));
            // In a block of `proptest!` too, each one is marked so.
            assert!(
                before.trim_end().rsplit('\n').take(3).any(|line| line.contains("test")),
                "{test} is no test"
            );
        }
    }
}

#[test]
fn every_line_of_what_a_tracker_must_get_right_has_a_test() {
    holds("What a tracker must get right", 3, 43);
}

#[test]
fn every_oddity_of_the_wire_has_a_test() {
    holds("What the wire really does", 4, 61);
}

/// A test that the tables do not name belongs into them, or tells nothing of the wire.
#[test]
fn every_test_of_the_wire_is_in_the_table() {
    let named: Vec<String> =
        table("What the wire really does").iter().flat_map(|row| tests(&row[4])).collect();
    let folder = root().join("callflow-core/tests/it/wire");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for name in fs::read_to_string(&path).unwrap().split("#[test]\nfn ").skip(1) {
            let test = format!("callflow-core::wire::{module}::{}", name.split('(').next().unwrap());
            assert!(named.contains(&test), "{test}");
        }
    }
}
