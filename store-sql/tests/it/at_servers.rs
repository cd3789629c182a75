//! What only database servers do: they refuse, go away and come back, and have several programs at once.

use std::time::Duration;

use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{
    CallQuery, CallStore, Lifecycle, OwnerStore, Period, Scope, StateStore, StatisticsQuery, StoreError,
};
use callflow_core::{Call, CallId};
use callflow_store_sql::{OpenError, Options, SqlStore};

use crate::NEWEST;
use crate::server::{Kind, Server};

async fn refused(url: &str) -> OpenError {
    let mut options = Options::default();
    options.connect_timeout = Duration::from_secs(20);
    SqlStore::open_with(url, &options).await.unwrap_err()
}

/// What a user reads is one line that names the place, and neither it nor what is beneath it has the password.
fn assert_told(error: &OpenError, parts: &[&str]) {
    let line = error.to_string();
    assert!(!line.contains('\n') && parts.iter().all(|part| line.contains(part)), "{line}");
    let whole = format!("{error:?}");
    assert!(!whole.contains("test-callflow") && !whole.contains("tiger"), "{whole}");
}

/// `host:port` of a URL.
fn place(url: &str) -> &str {
    url.split_once('@').unwrap().1.split_once('/').unwrap().0
}

async fn openings_are_refused_clearly(kind: Kind) {
    let server = kind.server();
    let missing = server.url_of("missing");
    let at = place(&missing);
    let error = refused(&missing).await;
    assert!(matches!(error, OpenError::DatabaseMissing { .. }), "{error:?}");
    assert_told(&error, &[&format!("{at}/missing"), "create it"]);

    let wrong = server.url_of("callflow").replace("test-callflow", "tiger");
    let error = refused(&wrong).await;
    assert!(matches!(&error, OpenError::Denied { user, .. } if user == "callflow"), "{error:?}");
    assert_told(&error, &[&format!("{at}/callflow"), "\"callflow\"", "password"]);

    // Whoever has bound a port and does not listen refuses connections to it.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = closed.local_addr().unwrap().to_string();
    drop(closed);
    let error = refused(&missing.replace(at, &nowhere)).await;
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error:?}");
    assert_told(&error, &[&nowhere, "start it"]);

    let error = refused(&missing.replace(at, "127.0.0.1:notaport")).await;
    assert!(matches!(error, OpenError::InvalidUrl { .. }), "{error:?}");
    assert_told(&error, &["port"]);
}

async fn databases_are_checked_and_migrated(kind: Kind) {
    let database = kind.server().database().await;
    let mut options = Options::default();
    options.migrate = false;
    let applied = async || {
        let status = SqlStore::migrations(&database.url).await.unwrap();
        i64::try_from(status.iter().filter(|it| it.applied).count()).unwrap()
    };
    assert_eq!(applied().await, 0);
    let error = SqlStore::open_with(&database.url, &options).await.unwrap_err();
    assert!(matches!(error, OpenError::SchemaOlder { found: 0, known: NEWEST, .. }), "{error:?}");
    assert_eq!(applied().await, 0);

    // Of several that start at once one migrates, and the others find it done.
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move { SqlStore::open(&url).await })
        })
        .collect();
    for store in opening {
        store.await.unwrap().unwrap().close().await.unwrap();
    }
    assert_eq!(applied().await, NEWEST);
    SqlStore::open_with(&database.url, &options).await.unwrap().close().await.unwrap();

    if kind == Kind::Mariadb {
        // What a program leaves that is killed amid a version.
        database
            .execute(
                "DELETE FROM _sqlx_migrations WHERE version > 5; DROP TABLE leases;
                UPDATE _sqlx_migrations SET success = FALSE WHERE version = 5",
            )
            .await;
        assert_eq!(applied().await, 4);
        let store = SqlStore::open(&database.url).await.unwrap();
        assert_eq!(applied().await, NEWEST);
        use callflow_core::store::ExtensionStore;
        assert_eq!(store.leases(&Scope::default()).await.unwrap(), []);
        assert_eq!(database.numbers("SELECT count(*) FROM account_locks").await, [1]);
    }

    database.execute(&format!("UPDATE _sqlx_migrations SET version = 999 WHERE version = {NEWEST}")).await;
    let error = refused(&database.url).await;
    assert!(matches!(error, OpenError::SchemaNewer { found: 999, known: NEWEST, .. }), "{error:?}");
    database.remove().await;

    let database = kind.server().database().await;
    database.execute("CREATE TABLE recipes (name TEXT)").await;
    let error = refused(&database.url).await;
    assert!(matches!(&error, OpenError::ForeignDatabase { table, .. } if table == "recipes"), "{error:?}");
    assert_told(&error, &[place(&database.url)]);
    database.remove().await;
}

async fn a_frozen_server_is_not_waited_for_without_end(kind: Kind) {
    let server = Server::start(kind);
    let database = server.database().await;
    let mut options = Options::default();
    (options.connect_timeout, options.answer_timeout) = (Duration::from_secs(1), Duration::from_secs(1));
    let store = SqlStore::open_with(&database.url, &options).await.unwrap();
    let calls = [Sample::new("c", 0).build()];
    store.put_calls(&[]).await.unwrap();
    store.ping().await.unwrap();
    server.stop("STOP");
    for error in [
        store.ping().await.unwrap_err(),
        store.put_calls(&calls).await.unwrap_err(),
        store.call(&calls[0].id).await.unwrap_err(),
        store.claim("default", "one", Duration::from_secs(9)).await.unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Unavailable { .. }) && error.retryable(), "{error:?}");
    }
    server.stop("CONT");
    put(&store, &calls).await;
    assert_eq!(store.call(&calls[0].id).await.unwrap().as_ref(), Some(&calls[0]));
}

/// Puts calls as a server does: until it is done, as long as it is said to be worth while.
async fn put(store: &SqlStore, calls: &[Call]) {
    let begin = std::time::Instant::now();
    while let Err(error) = store.put_calls(calls).await {
        assert!(error.retryable(), "{error:?}");
        assert!(begin.elapsed() < Duration::from_secs(60), "{error:?}");
    }
}

async fn a_server_that_was_started_again_is_found_at_the_next_request(kind: Kind) {
    let server = Server::start(kind);
    let database = server.database().await;
    let mut options = Options::default();
    options.connect_timeout = Duration::from_millis(500);
    let store = SqlStore::open_with(&database.url, &options).await.unwrap();
    let call = |id: &str| Sample::new(id, 0).build();
    store.put_calls(&[call("before")]).await.unwrap();
    assert_eq!(store.live_calls(&Scope::default()).await.unwrap(), []);

    for (round, signal) in ["TERM", "KILL"].into_iter().enumerate() {
        // With connections that do not know of it yet: the first request after it is none that fails.
        server.stop(signal);
        server.start_again();
        let id = format!("after-{round}");
        store.put_calls(&[call(&id)]).await.unwrap();
        assert!(store.call(&CallId::new(&id)).await.unwrap().is_some());

        server.stop(signal);
        for error in [
            store.put_calls(&[call("meanwhile")]).await.unwrap_err(),
            store.call(&CallId::new("before")).await.unwrap_err(),
            store.ping().await.unwrap_err(),
        ] {
            assert!(matches!(error, StoreError::Unavailable { .. }) && error.retryable(), "{error:?}");
        }
        server.start_again();
        store.ping().await.unwrap();
        assert!(store.call(&CallId::new(&id)).await.unwrap().is_some());
    }
    // Amid commits.
    let stop = async {
        tokio::task::yield_now().await;
        tokio::task::block_in_place(|| {
            server.stop("KILL");
            server.start_again();
        });
    };
    let commits = async {
        for n in 0..50 {
            put(&store, &[call(&format!("amid-{n}"))]).await;
        }
    };
    tokio::join!(commits, stop);
    let mut query = CallQuery::default();
    query.with_total = true;
    assert_eq!(store.calls(&query).await.unwrap().total, Some(53));
    let day = StatisticsQuery::new(at(-86_400), at(86_400), Period::Day);
    assert_eq!(store.statistics(&day).await.unwrap()[0].calls, 53);
}

async fn several_programs_count_each_call_once(kind: Kind) {
    let database = kind.server().database().await;
    let mut programs = Vec::new();
    for program in 0..4_u32 {
        let store = SqlStore::open(&database.url).await.unwrap();
        programs.push(tokio::spawn(async move {
            for round in 0..6_u32 {
                // The same calls in each program, in other versions and another order.
                let mut calls: Vec<Call> = (0..40)
                    .map(|n| {
                        let version = 1 + (program + round) % 5;
                        let pbx: &str = if n % 2 == 0 { "ams" } else { "ber" };
                        let sample = Sample::new(&format!("c{n}"), i64::from(n)).version(version);
                        sample.with(|call| call.pbx = pbx.into()).build()
                    })
                    .collect();
                calls.rotate_left((program * 7 + round * 3) as usize);
                put(&store, &calls).await;
                let pbx = format!("only-{program}");
                let own =
                    Sample::new(&format!("{pbx}-{round}"), 0).with(|call| call.pbx = pbx.as_str().into());
                put(&store, &[own.build()]).await;
            }
        }));
    }
    for program in programs {
        program.await.unwrap();
    }
    let store = SqlStore::open(&database.url).await.unwrap();
    let mut query = CallQuery::default();
    query.with_total = true;
    let page = store.calls(&query).await.unwrap();
    assert_eq!(page.total, Some(40 + 4 * 6));
    assert!(page.items.iter().filter(|call| call.id.as_str().starts_with('c')).all(|call| call.version == 5));
    let hour = StatisticsQuery::new(at(0), at(3_600), Period::Hour);
    assert_eq!(store.statistics(&hour).await.unwrap()[0].calls, 64);
    assert_eq!(database.numbers("SELECT count(*) FROM call_legs").await, [2 * 64]);
    database.remove().await;
}

/// Whether an error says what it is to say.
type Told = fn(&StoreError) -> bool;

/// By the real error codes, which a trigger raises.
async fn what_went_wrong_is_told_apart(kind: Kind) {
    let database = kind.server().database().await;
    let mut options = Options::default();
    options.busy_timeout = Duration::from_secs(1);
    let store = SqlStore::open_with(&database.url, &options).await.unwrap();
    let calls = [Sample::new("c", 0).build()];
    let cases: [(&str, u32, Told); 4] = [
        ("53100", 1114, |error| matches!(error, StoreError::Full { .. }) && error.retryable()),
        ("25006", 1290, |error| matches!(error, StoreError::ReadOnly { .. }) && !error.retryable()),
        ("40P01", 1213, |error| matches!(error, StoreError::Busy { .. }) && error.retryable()),
        ("XX001", 1194, |error| matches!(error, StoreError::Damaged { .. }) && !error.retryable()),
    ];
    for (code, number, is_told) in cases {
        database
            .execute(&match kind {
                Kind::Postgres => format!(
                    "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{code}'; END $$;
                     CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION fail()"
                ),
                Kind::Mariadb => format!(
                    "CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON calls FOR EACH ROW
                     SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'made up'"
                ),
            })
            .await;
        let error = store.put_calls(&calls).await.unwrap_err();
        assert!(is_told(&error), "{code} {number}: {error:?}");
        assert_eq!(store.call(&calls[0].id).await.unwrap(), None);
    }
    database
        .execute(match kind {
            Kind::Postgres => "DROP TRIGGER fail ON calls",
            Kind::Mariadb => "DROP TRIGGER fail",
        })
        .await;
    store.put_calls(&calls).await.unwrap();

    // Another one that writes for the same PBX, and takes its time.
    let lock = database.hold("SELECT pbx FROM owners WHERE pbx = 'default' FOR UPDATE").await;
    let error = store.put_calls(&calls).await.unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }) && error.retryable(), "{error:?}");
    assert_eq!(store.call(&calls[0].id).await.unwrap().as_ref(), Some(&calls[0]), "readers are not held up");
    lock.release().await;
    store.put_calls(&calls).await.unwrap();
    store.close().await.unwrap();
    assert!(matches!(store.ping().await, Err(StoreError::Closed)));
    assert!(matches!(store.checkpoint("default").await, Err(StoreError::Closed)));
    database.remove().await;
}

/// No text is cut, folded or confused with another one, be it part of a key or not.
async fn odd_keys_are_kept(kind: Kind) {
    let database = kind.server().database().await;
    let store = SqlStore::open(&database.url).await.unwrap();
    let long = "é".repeat(2_000);
    let ids = [
        "a",
        "a ",
        "A",
        "á",
        "a\0",
        "a\u{1}",
        "a\u{1}\u{1}",
        "",
        " ",
        "🦀",
        long.as_str(),
        &format!("{long}x"),
    ];
    let calls: Vec<Call> = ids
        .iter()
        .map(|id| {
            Sample::new(id, 0)
                .with(|call| {
                    (call.caller.number, call.caller.name) = (Some((*id).into()), Some((*id).into()));
                    call.legs[0].channel = (*id).into();
                })
                .build()
        })
        .collect();
    for _ in 0..2 {
        store.put_calls(&calls).await.unwrap();
        for (id, call) in ids.iter().zip(&calls) {
            assert_eq!(store.call(&CallId::new(id)).await.unwrap().as_ref(), Some(call), "{id:?}");
            let mut query = CallQuery::default();
            (query.number, query.with_total) = (Some((*id).into()), true);
            let page = store.calls(&query).await.unwrap();
            assert_eq!((page.items.as_slice(), page.total), (std::slice::from_ref(call), Some(1)), "{id:?}");
        }
        let day = StatisticsQuery::new(at(-86_400), at(86_400), Period::Day);
        assert_eq!(store.statistics(&day).await.unwrap()[0].calls, ids.len() as u64);
    }
    let mut query = CallQuery::default();
    let mut seen = Vec::new();
    query.limit = 5;
    loop {
        let page = store.calls(&query).await.unwrap();
        seen.extend(page.items);
        let Some(next) = page.next_cursor else { break };
        query.cursor = Some(next);
    }
    assert_eq!(seen.len(), ids.len());
    database.remove().await;
}

macro_rules! at_both {
    ($($name:ident,)*) => {
        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs PostgreSQL, which tests/databases/install installs"]
            async fn $name() {
                super::$name(super::Kind::Postgres).await;
            }
        )*}

        mod mariadb {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs MariaDB, which tests/databases/install installs"]
            async fn $name() {
                super::$name(super::Kind::Mariadb).await;
            }
        )*}
    };
}
at_both! {
    openings_are_refused_clearly,
    databases_are_checked_and_migrated,
    a_server_that_was_started_again_is_found_at_the_next_request,
    a_frozen_server_is_not_waited_for_without_end,
    several_programs_count_each_call_once,
    what_went_wrong_is_told_apart,
    odd_keys_are_kept,
}
