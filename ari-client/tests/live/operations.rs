//! Every operation at a real Asterisk; the table in the README is what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use ari_client::{Client, Requests};
use serde_json::Value;

use crate::rig::Asterisk;
use crate::run::{Column, Outcome, Run};
use crate::scenario::everything;

const COLUMNS: [Column; 3] = [(22, Requests::Http), (22, Requests::WebSocket), (16, Requests::Http)];

/// What the README has: where it was made from a run with `ARI_TABLE=write`, it is written anew.
const BEGIN: &str = "<!-- operations: begin -->\n";
const END: &str = "<!-- operations: end -->";

async fn outcomes((version, requests): Column) -> BTreeMap<&'static str, Outcome> {
    let asterisk = Asterisk::up(&version.to_string()).await;
    let options = asterisk.options().requests(requests).without_snapshots();
    let client = Client::connect(options).await.unwrap();
    let mut run = Run::new(&client);
    everything(&asterisk, &mut run).await;
    run.outcomes
}

#[tokio::test]
#[ignore = "needs a real Asterisk: scripts/test live"]
async fn asterisk_22_does_every_operation() {
    let mut columns = Vec::new();
    for column in COLUMNS {
        columns.push(outcomes(column).await);
    }
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/ari-catalogue.json");
    let catalogue: Value = serde_json::from_str(&std::fs::read_to_string(catalogue).unwrap()).unwrap();
    let names: BTreeSet<String> = catalogue
        .pointer("/operations")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .map(|one| format!("{}.{}", word(one, "resource"), word(one, "nickname")))
        .collect();
    assert_eq!(names.len(), 109);
    for column in &columns {
        let done: BTreeSet<String> = column.keys().map(|name| (*name).to_owned()).collect();
        assert_eq!(done, names);
    }
    let table = table(&names, &columns);
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (old, after) = rest.split_once(END).unwrap();
    if std::env::var_os("ARI_TABLE").is_some() {
        std::fs::write(readme, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(old, table, "the table in README.md is old: run this test with ARI_TABLE=write");
    }
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap()
}

fn table(names: &BTreeSet<String>, columns: &[BTreeMap<&'static str, Outcome>]) -> String {
    let mut out = String::from("\n| operation |");
    for (version, requests) in COLUMNS {
        write!(out, " {version}, {requests} |").unwrap();
    }
    out.push_str("\n|---|---|---|---|\n");
    for name in names {
        write!(out, "| `{name}` |").unwrap();
        for column in columns {
            match column.get(name.as_str()).unwrap() {
                Outcome::Done(status) => write!(out, " {status} |").unwrap(),
                Outcome::Cannot(status, why) => write!(out, " {status}: {why} |").unwrap(),
            }
        }
        out.push('\n');
    }
    out.push('\n');
    out
}
