//! `callflow import cdr`: what Asterisk itself wrote, as history.

use std::fs;

use callflow_core::store::testkit::sample::Sample;
use callflow_server::stores;
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _};

use crate::databases::{Kind, database};
use crate::run::{callflow, capture, file, folder};
use crate::stores::{run, stored, url};

fn counts(result: &Value) -> [u64; 6] {
    ["rows", "bad_rows", "calls", "written", "unchanged", "seen"].map(|name| result[name].as_u64().unwrap())
}

fn cdr(of: &str) -> String {
    format!("{}/cdr.csv", capture(of))
}

/// The file as `cdr_csv` writes it: no head line, columns of its own order.
fn master(csv: &str, columns: &[&str]) -> String {
    let text = String::from_utf8_lossy(&fs::read(csv).unwrap()).into_owned();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let field =
            |name: &&str| record.get(head.iter().position(|it| it == *name).unwrap()).unwrap().to_owned();
        writer.write_record(columns.iter().map(field)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

const MASTER: [&str; 16] = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
];

#[test]
fn history_is_imported_once() {
    let folder = folder("import");
    let to = url(&folder, "calls.db");
    let file = cdr("asterisk-22/11-queue-ring-no-answer-then-answered");
    let args = ["import", "cdr", &file, "--database", &to, "--format", "json"];
    let dry = callflow(&[&args[..], &["--dry-run"]].concat()).json();
    assert_eq!((counts(&dry), run(stored(&to)).len()), ([2, 0, 1, 1, 0, 0], 0));
    assert_eq!(counts(&callflow(&args).json()), [2, 0, 1, 1, 0, 0]);
    let calls = run(stored(&to));
    assert_eq!(calls[0].id.as_str(), "default-1795198610.24");
    assert_eq!(
        (calls[0].imported_from.as_deref(), calls[0].answered_by.as_deref()),
        (Some("cdr"), Some("101"))
    );
    assert_eq!(counts(&callflow(&args).json()), [2, 0, 1, 0, 1, 0]);
    assert_eq!(run(stored(&to)), calls);
}

#[test]
fn a_call_that_was_seen_is_left_as_it_is() {
    let folder = folder("import-seen");
    let to = url(&folder, "calls.db");
    // One has the id of the first call; the other, which Callflow took for one with another call, its channel.
    let mut same = Sample::new("default-1795198589.10", 991).build();
    same.started_at = "2026-11-20T18:16:29Z".parse().unwrap();
    let mut other = Sample::new("default-older", 1_010).build();
    other.legs[0].uniqueid = callflow_core::Uniqueid::new("1795198610.24");
    run(async {
        let store = stores::open(&to).await.unwrap();
        store.put_calls(&[same, other]).await.unwrap();
        store.close().await.unwrap();
    });
    let before = run(stored(&to));
    let (one, two) =
        (cdr("asterisk-22/06-inbound-did"), cdr("asterisk-22/11-queue-ring-no-answer-then-answered"));
    let done = callflow(&["import", "cdr", &one, &two, "--database", &to, "--format", "json"]).json();
    assert_eq!(counts(&done), [3, 0, 2, 0, 0, 2]);
    assert_eq!(run(stored(&to)), before);
}

#[test]
fn every_form_of_the_file_tells_the_same() {
    let folder = folder("import-forms");
    let source = cdr("asterisk-22/06-inbound-did");
    let call = |name: &str, path: &str| {
        let to = url(&folder, name);
        let done = callflow(&["import", "cdr", path, "--database", &to, "--format", "json"]).json();
        assert_eq!(counts(&done), [1, 0, 1, 1, 0, 0], "{name}");
        run(stored(&to)).remove(0)
    };
    let want = call("head.db", &source);
    for (name, more) in [
        ("uniqueid", &["uniqueid"][..]),
        ("both", &["uniqueid", "userfield"]),
        ("new", &["uniqueid", "userfield", "accountcode", "linkedid", "sequence"]),
    ] {
        let text = master(&source, &[&MASTER[..], more].concat());
        let path = file(&folder, name, text);
        assert_eq!(call(&format!("{name}.db"), &path), want, "{name}");
    }
    let path = file(&folder, "plain", master(&source, &MASTER));
    let plain = call("plain.db", &path);
    assert_eq!(plain.id.as_str(), "default-PJSIP%2Ftrunk-0000000a-1795198589");
    assert_eq!((plain.answered_by, plain.talk_ms), (want.answered_by, want.talk_ms));
}

#[test]
fn times_are_by_the_named_clock() {
    let folder = folder("import-zone");
    let to = url(&folder, "calls.db");
    let text = fs::read_to_string(cdr("asterisk-22/06-inbound-did")).unwrap().replace("20 18:", "20 19:");
    let path = file(&folder, "cdr.csv", text);
    callflow(&["import", "cdr", &path, "--database", &to, "--zone", "Europe/Berlin"]).well();
    assert_eq!(run(stored(&to))[0].started_at.to_string(), "2026-11-20T18:16:29.000000Z");
    let said = callflow(&["import", "cdr", &path, "--database", &to, "--zone", "Mars"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("--zone: "), "{}", said.err);
}

#[test]
fn bad_lines_are_told_and_do_not_stop_the_rest() {
    let folder = folder("import-bad");
    let to = url(&folder, "calls.db");
    let text = fs::read_to_string(cdr("asterisk-22/11-queue-ring-no-answer-then-answered")).unwrap();
    let bad = text.lines().nth(1).unwrap().replace("2026-11-20 18:16:50", "yesterday");
    let path = file(&folder, "cdr.csv", format!("{text}{bad}\nnothing\n{}", text.lines().nth(2).unwrap()));
    let said = callflow(&["import", "cdr", &path, "--database", &to]);
    assert_eq!((said.status, said.err.lines().count()), (1, 2), "{}", said.err);
    assert!(said.err.contains("cdr.csv:4: start \"yesterday\" is no time: "), "{}", said.err);
    assert!(
        said.err.contains("cdr.csv:5: 1 fields, where the first line names 20; left out"),
        "{}",
        said.err
    );
    assert_eq!(
        said.out,
        "3 rows, 1 calls\n1 written, 0 there already, 0 that Callflow saw itself\n2 rows could not be read\n"
    );
    let none = callflow(&["import", "cdr", "/no/such.csv", "--database", &to]);
    assert_eq!(
        (none.status, &*none.err),
        (2, "callflow: /no/such.csv: no such file or folder; check the path\n")
    );
    let neither = callflow(&["import", "cdr", "--database", &to]);
    assert_eq!(neither.status, 2, "{}", neither.err);
}

/// The table as `cdr_mysql` and the samples of `cdr_adaptive_odbc` have it, and the two rows of the queue.
fn table(date: &str, quote: char) -> Vec<String> {
    let source = cdr("asterisk-22/11-queue-ring-no-answer-then-answered");
    let columns = [
        "calldate",
        "clid",
        "src",
        "dst",
        "dcontext",
        "channel",
        "dstchannel",
        "lastapp",
        "lastdata",
        "duration",
        "billsec",
        "disposition",
        "amaflags",
        "accountcode",
        "uniqueid",
        "linkedid",
        "sequence",
        "answer",
        "end",
    ];
    let typed = |column: &&str| match *column {
        "calldate" | "answer" | "end" => format!("{quote}{column}{quote} {date}"),
        "duration" | "billsec" | "amaflags" | "sequence" => format!("{quote}{column}{quote} INTEGER"),
        _ => format!("{quote}{column}{quote} VARCHAR(80)"),
    };
    let mut sql =
        vec![format!("CREATE TABLE cdr ({})", columns.iter().map(typed).collect::<Vec<_>>().join(", "))];
    let mut reader = csv::Reader::from_path(&source).unwrap();
    let head = reader.headers().unwrap().clone();
    for record in reader.records() {
        let record = record.unwrap();
        let value = |column: &&str| {
            let name = if *column == "calldate" { "start" } else { column };
            let text = record.get(head.iter().position(|it| it == name).unwrap()).unwrap();
            match *column {
                "amaflags" => "3".to_owned(),
                "answer" | "end" if text.is_empty() => "NULL".to_owned(),
                _ => format!("'{}'", text.replace('\'', "''")),
            }
        };
        sql.push(format!(
            "INSERT INTO cdr VALUES ({})",
            columns.iter().map(value).collect::<Vec<_>>().join(", ")
        ));
    }
    sql
}

/// What is told from the table is what is told from the file.
fn imported_from_table(folder: &std::path::Path, from: &str) {
    let (file, table) = (url(folder, "file.db"), url(folder, "table.db"));
    let source = cdr("asterisk-22/11-queue-ring-no-answer-then-answered");
    callflow(&["import", "cdr", &source, "--database", &file]).well();
    let done =
        callflow(&["import", "cdr", "--from-table", from, "--database", &table, "--format", "json"]).json();
    assert_eq!(counts(&done), [2, 0, 1, 1, 0, 0]);
    assert_eq!(run(stored(&table)), run(stored(&file)));
    let said = callflow(&["import", "cdr", "--from-table", from, "--table", "other", "--database", &table]);
    assert_eq!((said.status, said.err.lines().count()), (1, 1), "{}", said.err);
    assert!(!said.err.contains("test-callflow"), "a password: {}", said.err);
    let said = callflow(&["import", "cdr", "--from-table", from, "--table", "cdr; --", "--database", &table]);
    assert_eq!(said.status, 2);
}

#[test]
fn a_table_is_imported_from_sqlite() {
    let folder = folder("import-sqlite");
    let from = url(&folder, "asterisk.db");
    run(async {
        let mut connection = sqlx::SqliteConnection::connect(&format!("{from}?mode=rwc")).await.unwrap();
        for sql in table("TEXT", '"') {
            connection.execute(sql.as_str()).await.unwrap();
        }
        connection.close().await.unwrap();
    });
    imported_from_table(&folder, &from);
    let said = callflow(&["import", "cdr", "--from-table", "mongodb://x/y", "--database", &from]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert_eq!(json!(said.out), json!(""));
}

#[test]
#[ignore = "needs PostgreSQL and MariaDB, which tests/databases/install installs"]
fn a_table_is_imported_from_database_servers() {
    let (postgres, mariadb) = (database(Kind::Postgres), database(Kind::Mariadb));
    run(async {
        let mut connection = sqlx::PgConnection::connect(&postgres).await.unwrap();
        for sql in table("TIMESTAMP", '"') {
            connection.execute(sql.as_str()).await.unwrap();
        }
        let mut connection = sqlx::MySqlConnection::connect(&mariadb).await.unwrap();
        for sql in table("DATETIME", '`') {
            connection.execute(sql.as_str()).await.unwrap();
        }
    });
    imported_from_table(&folder("import-postgres"), &postgres);
    imported_from_table(&folder("import-mariadb"), &mariadb);
}
