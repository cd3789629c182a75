//! `callflow migrate`, `copy`, `backup` and `restore`, on SQLite files and on real database servers.

use std::fs;
use std::path::Path;

use callflow_core::Call;
use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::testkit::sample_rows::{
    agent, device_event, extension, interval, lease, member, queue,
};
use callflow_core::store::{Batch, CallQuery, Rows};
use callflow_server::stores;
use serde_json::{Value, json};
use sqlx::Connection as _;

use crate::databases::{Kind, database};
use crate::run::{callflow, file, folder};

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

pub(crate) fn url(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

fn calls(count: i64) -> Vec<Call> {
    (0..count).map(|n| Sample::new(&format!("default-{n}"), n).build()).collect()
}

/// A store with some of everything.
async fn fill(url: &str) {
    let store = stores::open(url).await.unwrap();
    let mut calls = calls(700);
    let mut merged = Sample::new("default-merged", 3).through("sales", "101").build();
    merged.merged_into = Some(calls[0].id.clone());
    calls.push(merged);
    calls.push(Sample::new("default-live", 2_000).live().build());
    let mut rows = Rows::default();
    rows.queues = vec![queue("sales", 1)];
    rows.members = vec![member("sales", "101", 3)];
    rows.agents = vec![agent("101", 5)];
    rows.intervals = vec![interval("101", 0, Some(7)), interval("101", 7, None)];
    rows.extensions = vec![extension("101", 1)];
    rows.device_events = vec![device_event("101", 1), device_event("101", 2)];
    rows.leases = vec![lease("3001", 8)];
    store.commit(&Batch::new(&calls).with_rows(&rows)).await.unwrap();
    store.close().await.unwrap();
}

/// All calls of a store, by the time at which they began.
pub(crate) async fn stored(url: &str) -> Vec<Call> {
    let store = stores::open(url).await.unwrap();
    let mut query = CallQuery::default();
    (query.include_merged, query.limit) = (true, 500);
    let mut calls = Vec::new();
    loop {
        let page = store.calls(&query).await.unwrap();
        calls.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            store.close().await.unwrap();
            return calls;
        }
    }
}

fn figures(copied: &Value, of: &str) -> Value {
    copied["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| (kind["kind"].as_str().unwrap().to_owned(), kind[of].clone()))
        .collect()
}

fn everything() -> Value {
    json!({"calls": 702, "queues": 1, "members": 1, "agents": 1, "agent_intervals": 2, "extensions": 1,
           "device_events": 2, "leases": 1})
}

fn nothing() -> Value {
    json!({"calls": 0, "queues": 0, "members": 0, "agents": 0, "agent_intervals": 0, "extensions": 0,
           "device_events": 0, "leases": 0})
}

/// From one to the other, twice.
fn copied(from: &str, to: &str) {
    let args = ["copy", "--from", from, "--to", to, "--format", "json"];
    let first = callflow(&args).json();
    assert_eq!(figures(&first, "written"), everything(), "{first}");
    assert_eq!(first["verified"], true);
    for kind in first["kinds"].as_array().unwrap() {
        assert_eq!(kind["compared"]["source"], kind["compared"]["target"], "{kind}");
    }
    assert_eq!(run(stored(to)), run(stored(from)));
    let again = callflow(&args).json();
    assert_eq!(figures(&again, "written"), nothing(), "{again}");
    assert_eq!(figures(&again, "compared"), figures(&first, "compared"));
}

#[test]
fn a_store_is_copied_whole_and_once() {
    let folder = folder("copy");
    let (from, to) = (url(&folder, "from.db"), url(&folder, "to.db"));
    run(fill(&from));
    copied(&from, &to);
    let said = callflow(&["copy", "--from", &from, "--to", &to, "--no-verify"]).well();
    assert!(said.starts_with("calls            0 written\nqueues           0 written\n"), "{said}");
}

#[test]
#[ignore = "needs PostgreSQL, MariaDB and a server of MongoDB's protocol, which tests/databases/install installs"]
fn database_servers_are_copied_from_and_to() {
    let folder = folder("copy-servers");
    let (first, last) = (url(&folder, "first.db"), url(&folder, "last.db"));
    let (postgres, mariadb) = (database(Kind::Postgres), database(Kind::Mariadb));
    let mongo = database(Kind::Mongo);
    run(fill(&first));
    copied(&first, &postgres);
    copied(&postgres, &mariadb);
    copied(&mariadb, &mongo);
    copied(&mongo, &last);
    assert_eq!(run(stored(&last)), run(stored(&first)));

    let backup = folder.join("backup.db");
    callflow(&["backup", "--database", &mariadb, backup.to_str().unwrap()]).well();
    let empty = database(Kind::Postgres);
    callflow(&["restore", "--database", &empty, backup.to_str().unwrap()]).well();
    assert_eq!(run(stored(&empty)), run(stored(&first)));

    for url in [&postgres, &mariadb, &mongo] {
        let status = callflow(&["migrate", "status", "--database", url, "--format", "json"]);
        assert!(!status.out.contains("test-callflow"), "a password: {}", status.out);
        assert!(status.json()["migrations"].as_array().unwrap().iter().all(|it| it["applied"] == true));
    }
}

#[test]
fn a_store_that_is_written_meanwhile_is_copied() {
    let folder = folder("copy-live");
    let (from, to) = (url(&folder, "from.db"), url(&folder, "to.db"));
    run(fill(&from));
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            run(async {
                let store = stores::open(&from).await.unwrap();
                let mut n: i64 = 0;
                while n < 400 && !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    // One that began now, a long one that began among the others, and a correction.
                    let version = u32::try_from(n + 2).unwrap();
                    let calls = [
                        Sample::new(&format!("default-new-{n}"), 10_000 + n).build(),
                        Sample::new(&format!("default-long-{n}"), n % 700).build(),
                        Sample::new(&format!("default-{}", n % 700), n % 700).version(version).build(),
                    ];
                    store.put_calls(&calls).await.unwrap();
                    n += 1;
                }
                store.close().await.unwrap();
                n
            })
        });
        for _ in 0..3 {
            callflow(&["copy", "--from", &from, "--to", &to]).well();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(writer.join().unwrap() > 0);
    });
    callflow(&["copy", "--from", &from, "--to", &to]).well();
    assert_eq!(run(stored(&to)), run(stored(&from)));
}

#[test]
fn a_database_is_not_copied_onto_itself() {
    let folder = folder("copy-itself");
    let from = url(&folder, "from.db");
    run(fill(&from));
    let link = folder.join("link.db");
    std::os::unix::fs::symlink(folder.join("from.db"), &link).unwrap();
    for to in [from.clone(), from.replace("sqlite:", "sqlite://"), format!("sqlite:{}", link.display())] {
        let said = callflow(&["copy", "--from", &from, "--to", &to]);
        assert_eq!((said.status, &*said.out), (2, ""), "{to}");
        assert!(said.err.contains("--from and --to are the same database"), "{}", said.err);
    }
    let none = url(&folder, "none.db");
    let said = callflow(&["copy", "--from", &none, "--to", &from]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("none.db: no such database; check --from"), "{}", said.err);
    assert!(!folder.join("none.db").exists());
}

#[test]
fn a_backup_is_a_store_and_comes_back() {
    let folder = folder("backup");
    let (from, empty) = (url(&folder, "from.db"), url(&folder, "empty.db"));
    run(fill(&from));
    let backup = folder.join("backup.db");
    let name = backup.to_str().unwrap();
    // What a backup that was cut off has left behind.
    fs::write(folder.join("backup.db.part"), "half").unwrap();
    let done = callflow(&["backup", "--database", &from, name, "--format", "json"]).json();
    assert_eq!(figures(&done, "written"), everything());
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&backup).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "it has numbers of people in it");
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(!files.into_iter().any(|file| file.starts_with("backup.db.") || file.starts_with("backup.db-")));
    assert_eq!(run(stored(&format!("sqlite:{name}"))), run(stored(&from)));

    let again = callflow(&["backup", "--database", &from, name]);
    assert_eq!(again.status, 2);
    assert!(
        again.err.contains("backup.db: is there already; name another file, or say --replace"),
        "{}",
        again.err
    );
    callflow(&["backup", "--database", &from, name, "--replace"]).well();
    let itself =
        callflow(&["backup", "--database", &from, folder.join("from.db").to_str().unwrap(), "--replace"]);
    assert_eq!(itself.status, 2);
    assert!(itself.err.contains("is the database itself"), "{}", itself.err);

    let back = callflow(&["restore", "--database", &empty, name, "--format", "json"]).json();
    assert_eq!(figures(&back, "written"), everything());
    assert_eq!(run(stored(&empty)), run(stored(&from)));
}

#[test]
fn a_restore_loses_nothing_that_is_newer() {
    let folder = folder("restore");
    let from = url(&folder, "from.db");
    run(fill(&from));
    let backup = folder.join("backup.db");
    let name = backup.to_str().unwrap();
    callflow(&["backup", "--database", &from, name]).well();
    let newer = Sample::new("default-3", 3).version(7).build();
    let later = Sample::new("default-later", 9_000).build();
    let changed = [newer.clone(), later.clone()];
    run(async {
        let store = stores::open(&from).await.unwrap();
        store.put_calls(&changed).await.unwrap();
        store.close().await.unwrap();
    });
    let before = run(stored(&from));

    let refused = callflow(&["restore", "--database", &from, name]);
    assert_eq!((refused.status, &*refused.out), (2, ""));
    assert!(refused.err.contains("from.db has calls already; with --yes"), "{}", refused.err);
    let done = callflow(&["restore", "--database", &from, name, "--yes", "--format", "json"]).json();
    assert_eq!(figures(&done, "written"), nothing(), "{done}");
    assert_eq!(
        (&done["kinds"][0]["newer_in_target"], &done["kinds"][0]["only_in_target"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(run(stored(&from)), before);
    let no_file = callflow(&["restore", "--database", &from, "/no/such.db", "--yes"]);
    assert_eq!(no_file.status, 2);
    assert!(no_file.err.contains("/no/such.db: no such database; check the path"), "{}", no_file.err);
    let text =
        file(&folder, "text.db", "this is no database, but it is long enough to look like one\n".repeat(99));
    let no_database = callflow(&["restore", "--database", &from, &text, "--yes"]);
    assert_eq!((no_database.status, no_database.err.lines().count()), (1, 1), "{}", no_database.err);
}

#[test]
fn the_database_is_the_one_of_the_configuration() {
    let folder = folder("store-configuration");
    let from = url(&folder, "from.db");
    run(fill(&from));
    // No Asterisk is named: these commands need none.
    let config = file(&folder, "callflow.toml", format!("database.url = \"{from}\"\n"));
    let status = callflow(&["migrate", "status", "--config", &config]).well();
    assert!(status.starts_with(&format!("{from}\n   1  calls")), "{status}");
    let backup = folder.join("backup.db");
    callflow(&["backup", "--config", &config, backup.to_str().unwrap()]).well();
    assert!(backup.is_file());
    let both = callflow(&["migrate", "status", "--config", &config, "--database", &from]);
    assert_eq!(both.status, 2, "{}", both.err);
}

#[test]
fn migrations_are_shown_and_taken() {
    let folder = folder("migrate");
    let new = url(&folder, "new.db");
    let status = callflow(&["migrate", "status", "--database", &new, "--format", "json"]).json();
    let all = status["migrations"].as_array().unwrap().len();
    assert!(all >= 4 && status["migrations"].as_array().unwrap().iter().all(|it| it["applied"] == false));
    assert!(!folder.join("new.db").exists(), "looking creates nothing");

    let taken = callflow(&["migrate", "up", "--database", &new, "--format", "json"]).json();
    assert_eq!(taken["taken"].as_array().unwrap().len(), all);
    let again = callflow(&["migrate", "up", "--database", &new]).well();
    assert_eq!(again.matches(" there\n").count(), all, "{again}");

    run(async {
        let mut file = sqlx::SqliteConnection::connect(&new).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations SELECT 99, 'of tomorrow', installed_on, success, checksum, \
                     execution_time FROM _sqlx_migrations WHERE version = 1",
        )
        .execute(&mut file)
        .await
        .unwrap();
        file.close().await.unwrap();
    });
    for command in [["migrate", "status"], ["migrate", "up"]] {
        let said = callflow(&[&command[..], &["--database", &new]].concat());
        assert_eq!((said.status, &*said.out, said.err.lines().count()), (1, "", 1), "{}", said.err);
        assert!(
            said.err.contains("has schema version 99") && said.err.contains("start the newer program"),
            "{}",
            said.err
        );
    }
}
