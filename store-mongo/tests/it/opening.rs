//! Opening a database, and what is said when it is none.

use std::error::Error as _;
use std::time::Duration;

use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore, Lifecycle, StoreError};
use callflow_store_mongo::{MongoStore, OpenError, Options};
use mongodb::bson::{Document, doc};

use crate::server::Database;

fn hasty() -> Options {
    let mut options = Options::default();
    options.selection_timeout = Duration::from_millis(300);
    options
}

#[tokio::test]
async fn a_url_of_something_else_is_refused_without_repeating_its_password() {
    for (url, shown) in [
        ("postgres://me:s3cret@db/calls", "\"postgres\""),
        ("me:s3cret@db", "\"me\""),
        ("s3cret", "\"\""),
        ("mongodb://me:s3cret@db.example/calls?authMechanism=s3cret-none", "db.example"),
        ("mongodb://me:s3/cret@db.example/calls", "db.example"),
        ("mongodb://me:s3cret@/calls", "URL"),
    ] {
        let error = MongoStore::open(url).await.unwrap_err();
        let mut said = format!("{error} {error:?}");
        let mut source = error.source();
        while let Some(error) = source {
            said.push_str(&error.to_string());
            source = error.source();
        }
        assert!(error.to_string().contains(shown), "{error}");
        assert!(!said.contains("me:s3") && !said.contains("s3cret@"), "{said}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    // Nobody listens on the port that was free a moment ago; if somebody does, it is no MongoDB.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("mongodb://me:s3cret@127.0.0.1:{port}/phones");
    let error = MongoStore::open_with(&url, &hasty()).await.unwrap_err();
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error:?}");
    let line = error.to_string();
    assert!(line.contains("phones") && line.contains(&format!("127.0.0.1:{port}")), "{line}");
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
}

/// It takes connections, and that is all.
#[tokio::test]
async fn a_server_that_says_nothing_is_told() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("mongodb://{}/calls", silent.local_addr().unwrap());
    let error = MongoStore::open_with(&url, &hasty()).await.unwrap_err();
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_refused_login_is_told_without_the_password() {
    let database = Database::new();
    let (_, address) = database.url.split_once("://").unwrap();
    let address = address.rsplit_once('@').map_or(address, |(_, after)| after);
    let error = MongoStore::open(&format!("mongodb://nobody:s3cret@{address}")).await.unwrap_err();
    assert!(matches!(error, OpenError::Denied { .. }), "{error:?}");
    assert!(error.to_string().contains(&database.name), "{error}");
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn calls_are_there_after_opening_again_and_a_closed_store_says_so() {
    let database = Database::new();
    let call = Sample::new("c", 0).build();
    let store = MongoStore::open(&database.url).await.unwrap();
    assert!(!format!("{store:?}").contains("Credential"), "{store:?}");
    store.put_calls(std::slice::from_ref(&call)).await.unwrap();
    store.close().await.unwrap();
    assert!(matches!(store.call(&call.id).await, Err(StoreError::Closed)));
    assert!(matches!(store.ping().await, Err(StoreError::Closed)));

    let store = MongoStore::open(&database.url).await.unwrap();
    assert_eq!(store.call(&call.id).await.unwrap(), Some(call));
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn each_version_of_the_schema_is_told_before_and_after() {
    let database = Database::new();
    let applied = async || -> Vec<(i64, bool)> {
        let status = MongoStore::migrations(&database.url).await.unwrap();
        status.iter().map(|it| (it.version, it.applied)).collect()
    };
    assert_eq!(applied().await, [(1, false), (2, false), (3, false), (4, false), (5, false), (6, false)]);
    let mut careful = Options::default();
    careful.migrate = false;
    let error = MongoStore::open_with(&database.url, &careful).await.unwrap_err();
    assert!(matches!(error, OpenError::SchemaOlder { found: 0, known: 6, .. }), "{error:?}");
    assert!(error.to_string().contains("callflow migrate up"), "{error}");
    assert!(database.connect().await.list_collection_names().await.unwrap().is_empty(), "nothing is changed");

    MongoStore::open(&database.url).await.unwrap();
    assert_eq!(applied().await, [(1, true), (2, true), (3, true), (4, true), (5, true), (6, true)]);
    MongoStore::open_with(&database.url, &careful).await.unwrap();
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn an_older_schema_is_brought_up_to_date_and_a_newer_one_is_refused() {
    let database = Database::new();
    let call = Sample::new("c", 0).build();
    MongoStore::open(&database.url).await.unwrap().put_calls(std::slice::from_ref(&call)).await.unwrap();
    let other = database.connect().await;
    let schema = other.collection::<Document>("callflowSchema");
    // As the first version left it.
    for collection in ["agents", "agentIntervals", "deviceEvents"] {
        other.collection::<Document>(collection).drop().await.unwrap();
    }
    schema.update_one(doc! {}, doc! {"$set": {"version": 1_i64}}).await.unwrap();
    let store = MongoStore::open(&database.url).await.unwrap();
    assert_eq!(store.call(&call.id).await.unwrap(), Some(call));
    let indexes = other.collection::<Document>("agentIntervals").list_index_names().await.unwrap();
    assert!(indexes.contains(&"over".to_owned()), "{indexes:?}");

    schema.update_one(doc! {}, doc! {"$set": {"version": 99_i64}}).await.unwrap();
    let error = MongoStore::open(&database.url).await.unwrap_err();
    assert!(matches!(error, OpenError::SchemaNewer { found: 99, known: 6, .. }), "{error:?}");
    assert!(error.to_string().contains(&database.name), "{error}");
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_collection_of_another_program_is_refused_and_left_alone() {
    let database = Database::new();
    let other = database.connect().await;
    other.collection::<Document>("recipes").insert_one(doc! {"name": "bread"}).await.unwrap();
    MongoStore::open(&database.url).await.unwrap();
    other.collection::<Document>("callflowSchema").drop().await.unwrap();
    other.collection::<Document>("calls").insert_one(doc! {"from": "somebody"}).await.unwrap();
    let error = MongoStore::open(&database.url).await.unwrap_err();
    assert!(
        matches!(&error, OpenError::ForeignDatabase { collection, .. } if collection == "calls"),
        "{error:?}"
    );
    assert_eq!(other.collection::<Document>("calls").count_documents(doc! {}).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs a MongoDB"]
async fn several_programs_may_open_a_new_database_at_once() {
    let database = Database::new();
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move { MongoStore::open(&url).await })
        })
        .collect();
    for store in opening {
        let store = store.await.unwrap().unwrap();
        store.put_calls(&[Sample::new("c", 0).build()]).await.unwrap();
    }
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn calls_expire_as_the_options_say() {
    let database = Database::new();
    let other = database.connect().await;
    let seconds = async |collection: &str| {
        let reply = other.run_command(doc! {"listIndexes": collection}).await.unwrap();
        let indexes = reply.get_document("cursor").unwrap().get_array("firstBatch").unwrap().clone();
        indexes.iter().find_map(|index| {
            let after = index.as_document().unwrap().get("expireAfterSeconds")?;
            after.as_i32().map(i64::from).or(after.as_i64())
        })
    };
    for after in [None, Some(7_200), Some(3_600), None] {
        let mut options = Options::default();
        options.calls_expire_after = after.map(Duration::from_secs);
        MongoStore::open_with(&database.url, &options).await.unwrap();
        for collection in ["calls", "callLegs", "recordings", "annotations"] {
            assert_eq!(seconds(collection).await, after.map(u64::cast_signed), "{collection}");
        }
    }
}
