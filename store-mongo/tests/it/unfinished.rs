//! What a crash leaves where there are no transactions, and who may write after it.

use std::time::Duration;

use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{
    Batch, CallStore, Checkpoint, Claim, Entity, Fence, OwnerStore, Period, Purge, RetentionStore,
    StateStore, StatisticsQuery, StoreError,
};
use callflow_store_mongo::MongoStore;
use futures_util::TryStreamExt;
use mongodb::bson::{Document, doc};

use crate::server::{Database, Kind};

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn calls_whose_removal_was_cut_off_are_counted_once() {
    let database = Database::on(Kind::Standalone);
    let store = MongoStore::open(&database.url).await.unwrap();
    let calls = ["a", "b", "c"].map(|id| Sample::new(id, 0).build());
    store.put_calls(&calls).await.unwrap();
    let question = StatisticsQuery::new(at(-18 * 3_600), at(6 * 3_600), Period::Hour);
    let before = store.statistics(&question).await.unwrap();
    assert_eq!(before[0].calls, 3);

    let other = database.connect().await;
    let (stored, purges) =
        (other.collection::<Document>("calls"), other.collection::<Document>("purgedCalls"));
    let documents: Vec<Document> = stored.find(doc! {}).await.unwrap().try_collect().await.unwrap();
    let mut purge = Purge::new(Entity::Calls, at(9_000));
    purge.limit = 2;
    assert_eq!(store.purge(&purge).await.unwrap(), 2);
    assert_eq!(store.statistics(&question).await.unwrap(), before);

    // As if it had been killed after the counts were written, and before the calls were deleted.
    stored.insert_many(&documents[..2]).await.unwrap();
    purges.update_one(doc! {}, doc! {"$set": {"calls": ["a", "b"]}}).await.unwrap();
    assert_eq!(store.statistics(&question).await.unwrap(), before, "they are counted once");
    assert_eq!(store.purge(&purge).await.unwrap(), 1, "the next removal finishes it");
    assert_eq!(store.statistics(&question).await.unwrap(), before);
    assert_eq!(stored.count_documents(doc! {}).await.unwrap(), 0);
    assert_eq!(purges.count_documents(doc! {"calls": {"$exists": true}}).await.unwrap(), 0);
}

/// The owner before is past its check when it stalls, and goes on after another one has taken over.
#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_checkpoint_of_an_older_token_does_not_replace_a_newer_one() {
    let database = Database::on(Kind::Standalone);
    let store = MongoStore::open(&database.url).await.unwrap();
    let owners = database.connect().await.collection::<Document>("owners");
    let save = async |position, token| {
        let checkpoints = [Checkpoint::new("default", position).with_state(b"state")];
        let fences = [Fence { pbx: "default", token }];
        store.commit(&Batch::new(&[]).with_checkpoints(&checkpoints).with_fences(&fences)).await
    };
    let none = Duration::ZERO;
    assert_eq!(store.claim("default", "one", none).await.unwrap(), Claim::Owned { token: 1 });
    save(1, 1).await.unwrap();
    assert_eq!(store.claim("default", "two", none).await.unwrap(), Claim::Owned { token: 2 });
    assert!(matches!(save(5, 1).await, Err(StoreError::Fenced { .. })));
    // What it would find if it had asked a moment earlier.
    owners.update_one(doc! {}, doc! {"$set": {"token": 1_i64}}).await.unwrap();
    save(7, 1).await.unwrap();
    assert_eq!(store.checkpoint("default").await.unwrap().unwrap().position, 1);
    owners.update_one(doc! {}, doc! {"$set": {"token": 2_i64}}).await.unwrap();
    save(2, 2).await.unwrap();
    assert_eq!(store.checkpoint("default").await.unwrap().unwrap().position, 2);
}
