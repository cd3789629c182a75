//! Opening a database, and what is said when it is none.

use std::error::Error as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore, Lifecycle, StateStore, StoreError};
use callflow_core::{Call, CallId};
use callflow_store_sql::{OpenError, Options, SqlStore, Synchronous};
use sqlx::Row;

use crate::NEWEST;
use crate::database::Database;

async fn refused(url: &str) -> OpenError {
    SqlStore::open(url).await.unwrap_err()
}

/// What a user reads is one line that names the file.
fn assert_names(error: &OpenError, path: &Path) {
    let line = error.to_string();
    assert!(line.contains(&path.display().to_string()) && !line.contains('\n'), "{line}");
}

#[tokio::test]
async fn calls_and_state_are_there_after_opening_again() {
    let database = Database::new();
    let call = Sample::new("c", 0).build();
    let store = database.open().await;
    store.put_calls(std::slice::from_ref(&call)).await.unwrap();
    store.close().await.unwrap();
    assert!(matches!(store.call(&CallId::new("c")).await, Err(StoreError::Closed)));

    let store = database.open().await;
    assert_eq!(store.call(&CallId::new("c")).await.unwrap(), Some(call));
    assert_eq!(store.checkpoint("default").await.unwrap(), None);
    store.close().await.unwrap();
    let journal = fs::metadata(database.path().with_extension("db-wal"));
    assert_eq!(journal.map_or(0, |journal| journal.len()), 0, "closing puts the journal into the file");
}

#[tokio::test]
async fn nothing_is_open_after_closing_while_a_connection_comes_back() {
    let database = Database::new();
    for _ in 0..10 {
        let store = database.open().await;
        store.call(&CallId::new("c")).await.unwrap();
        // The connection that was read with is on its way back to the others.
        tokio::task::yield_now().await;
        store.close().await.unwrap();
        for beside in ["db-wal", "db-shm"] {
            let path = database.path().with_extension(beside);
            assert!(!path.exists(), "{} is there while a connection is open", path.display());
        }
    }
}

#[tokio::test]
async fn both_forms_of_the_url_and_every_option_open() {
    for form in ["sqlite:", "sqlite://"] {
        for synchronous in [Synchronous::Normal, Synchronous::Full] {
            let database = Database::new();
            let mut options = Options::default();
            (options.synchronous, options.readers) = (synchronous, 0);
            let url = format!("{form}{}", database.path().display());
            let store = SqlStore::open_with(&url, &options).await.unwrap();
            store.put_calls(&[Sample::new("c", 0).build()]).await.unwrap();
            store.ping().await.unwrap();
            assert!(database.path().exists());
        }
    }
}

#[tokio::test]
async fn a_url_of_something_else_is_refused_without_repeating_its_password() {
    for (url, shown) in [
        ("oracle://scott:tiger@db/calls", "\"oracle\""),
        ("calls.db", "\"calls.db\""),
        ("sqlite:", "\"sqlite\""),
        ("", "\"\""),
    ] {
        let line = refused(url).await.to_string();
        assert!(line.starts_with(shown) && line.contains("sqlite:PATH") && !line.contains("tiger"), "{line}");
    }
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let database = Database::new();
    let folder = database.path().with_file_name("missing");
    let path = folder.join("calls.db");
    let error = refused(&format!("sqlite:{}", path.display())).await;
    assert!(
        matches!(&error, OpenError::FolderMissing { folder: named, .. } if *named == folder),
        "{error:?}"
    );
    assert_names(&error, &path);
    assert!(error.to_string().contains("create"));
}

/// Root may write anywhere, but not here.
#[tokio::test]
async fn a_folder_that_is_not_to_be_written_is_named() {
    let folder = Path::new("/proc/self");
    if !folder.is_dir() {
        return; // not Linux
    }
    let path = folder.join("calls.db");
    let error = refused(&format!("sqlite:{}", path.display())).await;
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
    assert_names(&error, &path);
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_folder_instead_of_a_file_is_refused() {
    let database = Database::new();
    fs::create_dir(database.path()).unwrap();
    let error = refused(&database.url()).await;
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let database = Database::new();
    let text = "this is a letter to my aunt, and longer than the header of a database. ".repeat(20);
    fs::write(database.path(), &text).unwrap();
    let error = refused(&database.url()).await;
    assert!(matches!(error, OpenError::NotADatabase { .. }), "{error:?}");
    assert_names(&error, &database.path());
    assert_eq!(fs::read_to_string(database.path()).unwrap(), text);
}

#[tokio::test]
async fn a_database_whose_beginning_is_damaged_is_refused() {
    let database = Database::new();
    database.open().await.close().await.unwrap();
    let mut bytes = fs::read(database.path()).unwrap();
    bytes[100..4_000].fill(0xff);
    fs::write(database.path(), bytes).unwrap();
    let error = refused(&database.url()).await;
    assert!(matches!(error, OpenError::NotADatabase { .. }), "{error:?}");
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let database = Database::new();
    let other = database.connect().await;
    sqlx::query("CREATE TABLE recipes (name TEXT)").execute(&other).await.unwrap();
    other.close().await;
    let error = refused(&database.url()).await;
    assert!(matches!(&error, OpenError::ForeignDatabase { table, .. } if table == "recipes"), "{error:?}");
    assert_names(&error, &database.path());
    assert_eq!(database.rows("SELECT name FROM sqlite_master").await.len(), 1);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let database = Database::new();
    database.open().await.close().await.unwrap();
    let newer = database.connect().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (999, 'of the future', 1, x'00', 0)",
    )
    .execute(&newer)
    .await
    .unwrap();
    newer.close().await;
    let error = refused(&database.url()).await;
    assert!(matches!(error, OpenError::SchemaNewer { found: 999, known: NEWEST, .. }), "{error:?}");
    assert_names(&error, &database.path());
}

#[tokio::test]
async fn each_version_of_the_schema_is_recorded() {
    let database = Database::new();
    for _ in 0..2 {
        database.open().await.close().await.unwrap();
        let rows = database.rows("SELECT version, description FROM _sqlx_migrations ORDER BY version").await;
        let versions: Vec<(i64, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let want = [
            (1, "calls"),
            (2, "statistics"),
            (3, "checkpoints"),
            (4, "owners"),
            (5, "rows"),
            (6, "texts"),
            (7, "accounts"),
            (8, "directory"),
            (9, "removals"),
            (10, "reports"),
            (11, "recordings"),
            (12, "webhooks"),
        ];
        assert_eq!(versions, want.map(|(version, name)| (version, name.to_owned())));
    }
}

#[tokio::test]
async fn a_lock_of_another_program_is_waited_for_and_then_reported_as_retryable() {
    let database = Database::new();
    let mut options = Options::default();
    options.busy_timeout = std::time::Duration::from_millis(1);
    let store = SqlStore::open_with(&database.url(), &options).await.unwrap();
    let calls = [Sample::new("c", 0).build()];

    let other = database.connect().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let error = store.put_calls(&calls).await.unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }) && error.retryable(), "{error:?}");
    assert_eq!(store.call(&calls[0].id).await.unwrap(), None, "readers are not held up");
    lock.rollback().await.unwrap();
    store.put_calls(&calls).await.unwrap();
    assert_eq!(store.call(&calls[0].id).await.unwrap().as_ref(), Some(&calls[0]));
}

#[tokio::test]
async fn a_damaged_record_is_named_and_the_others_are_read() {
    let database = Database::new();
    let store = database.open().await;
    let calls: Vec<Call> = ["a", "b"].map(|id| Sample::new(id, 0).build()).into();
    store.put_calls(&calls).await.unwrap();
    let other = database.connect().await;
    sqlx::query("UPDATE call_records SET record = '{' WHERE call_id = 'b'").execute(&other).await.unwrap();
    let error = store.call(&CallId::new("b")).await.unwrap_err();
    assert!(matches!(&error, StoreError::Damaged { what, .. } if what == "call b"), "{error:?}");
    assert_eq!(store.call(&CallId::new("a")).await.unwrap().as_ref(), Some(&calls[0]));
    store.put_calls(&calls).await.unwrap();
    assert_eq!(store.call(&CallId::new("b")).await.unwrap().as_ref(), Some(&calls[1]), "putting mends it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_programs_may_open_a_new_file_at_once() {
    let database = Database::new();
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let url = database.url();
            // However slow the disk is.
            let mut options = Options::default();
            options.busy_timeout = Duration::from_secs(60);
            tokio::spawn(async move { SqlStore::open_with(&url, &options).await })
        })
        .collect();
    for store in opening {
        let store = store.await.unwrap().unwrap();
        store.put_calls(&[Sample::new("c", 0).build()]).await.unwrap();
    }
}
