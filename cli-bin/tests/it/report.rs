//! `callflow report`.

use std::fs;

use callflow_core::store::testkit::sample::Sample;
use callflow_server::stores;
use serde_json::Value;

use crate::run::{callflow, folder};
use crate::stores::{run, url};

const DAY: [&str; 4] = ["--from", "2026-11-20T00:00:00Z", "--to", "2026-11-21T00:00:00Z"];

fn store(test: &str) -> (std::path::PathBuf, String) {
    let folder = folder(test);
    let to = url(&folder, "calls.db");
    let calls = [
        Sample::new("default-1", 0).inbound("+12025550143", "+15125550170").through("sales", "102").build(),
        Sample::new("default-2", 3_700)
            .inbound("+12025550144", "+15125550170")
            .through("sales", "103")
            .build(),
        Sample::new("default-3", 10).build(),
    ];
    run(async {
        let store = stores::open(&to).await.unwrap();
        store.put_calls(&calls).await.unwrap();
        store.close().await.unwrap();
    });
    (folder, to)
}

#[test]
fn reports_are_told_in_every_form() {
    let (folder, to) = store("report");
    let ask = |args: &[&str]| {
        let args: Vec<&str> = ["report"].iter().chain(args).chain(&DAY).copied().collect();
        callflow(&[&args[..], &["--database", &to]].concat())
    };
    let told = ask(&["queues", "--by", "hour", "--format", "json"]).json();
    let visits: Vec<&Value> = told["items"].as_array().unwrap().iter().map(|row| &row["visits"]).collect();
    assert_eq!(visits, [1, 1]);
    assert_eq!(
        (&told["totals"]["answered"], &told["totals"]["service_level_answered"]),
        (&2.into(), &100.0.into())
    );
    let told = ask(&["queues", "--threshold-s", "4", "--format", "json"]).json();
    assert_eq!(told["totals"]["service_level_answered"], 0.0);

    let csv = ask(&["calls", "--per", "direction", "--format", "csv"]).well();
    let rows: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
    assert_eq!(rows, ["inbound", "internal"]);
    let csv = ask(&["details", "--queue", "sales", "--format", "csv"]).well();
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.contains(",+12025550143,"), "{csv}");

    let table = ask(&["calls"]).well();
    assert_eq!(table.lines().count(), 3, "heading, day and sum: {table}");

    let book = folder.join("calls.xlsx");
    let name = book.to_str().unwrap();
    let args: Vec<&str> =
        ["report", "calls", "--output", name, "--database", &to].iter().chain(&DAY).copied().collect();
    assert_eq!(callflow(&args).well(), "");
    assert!(fs::read(&book).unwrap().starts_with(b"PK"));
}

#[test]
fn what_is_wrong_is_told() {
    let (_, to) = store("report-wrong");
    for (args, about) in [
        (["calls", "--zone", "Mars"], "--zone"),
        (["calls", "--to", "1970-01-01T00:00:00Z"], "--to"),
        (["calls", "--output", "calls.ods"], "--output"),
    ] {
        let mut all = vec!["report", "--database", &to];
        all.extend(args);
        if about == "--to" {
            all.extend(["--from", "1970-01-01T00:00:00Z"]);
        }
        let said = callflow(&all);
        assert_eq!(said.status, 2, "{args:?}: {}", said.err);
        assert!(said.err.contains(about), "{}", said.err);
    }
}
