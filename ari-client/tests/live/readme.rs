//! The tables in the README that live tests hold to what a real Asterisk did.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Tests of several versions may write at once, each its own columns.
static FILE: Mutex<()> = Mutex::new(());

/// A table: the names of its columns, and its rows by what stands first in them.
#[derive(Debug)]
pub(crate) struct Table {
    /// Between which marks it stands.
    pub(crate) name: &'static str,
    /// What the first column has.
    pub(crate) first: &'static str,
    pub(crate) columns: &'static [&'static str],
}

type Rows = BTreeMap<String, Vec<String>>;

impl Table {
    /// Holds columns of the table to what came out; with `ARI_TABLE=write` writes them anew instead.
    pub(crate) fn hold(&self, columns: &BTreeMap<&'static str, BTreeMap<String, String>>) {
        let _file = FILE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let text = std::fs::read_to_string(readme()).unwrap();
        let (begin, end) =
            (format!("<!-- {}: begin -->\n", self.name), format!("<!-- {}: end -->", self.name));
        let (before, rest) = text.split_once(&begin).unwrap();
        let (old, after) = rest.split_once(&end).unwrap();
        let (old, mut new) = (self.read(old), self.read(old));
        for (column, cells) in columns {
            let at = self.columns.iter().position(|one| one == column).unwrap();
            // A row that nobody fills any more is no row.
            new.retain(|name, _| cells.contains_key(name));
            for (name, cell) in cells {
                let row = new.entry(name.clone()).or_insert_with(|| vec![String::new(); self.columns.len()]);
                row.get_mut(at).unwrap().clone_from(cell);
            }
        }
        if std::env::var("ARI_TABLE").is_ok_and(|how| how == "write") {
            std::fs::write(readme(), format!("{before}{begin}{}{end}{after}", self.write(&new))).unwrap();
        } else {
            assert_eq!(old, new, "the table in README.md is old: run this test with ARI_TABLE=write");
        }
    }

    fn read(&self, text: &str) -> Rows {
        let mut rows = Rows::new();
        for line in text.lines().filter(|line| line.starts_with("| `")) {
            let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
            let name = cells.next().unwrap().trim_matches('`').to_owned();
            let mut cells: Vec<String> = cells.collect();
            cells.resize(self.columns.len(), String::new());
            rows.insert(name, cells);
        }
        rows
    }

    fn write(&self, rows: &Rows) -> String {
        let mut out = format!("\n| {} | {} |\n|---|", self.first, self.columns.join(" | "));
        out.push_str(&"---|".repeat(self.columns.len()));
        out.push('\n');
        for (name, cells) in rows {
            writeln!(out, "| `{name}` | {} |", cells.join(" | ")).unwrap();
        }
        out.push('\n');
        out
    }
}

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}
