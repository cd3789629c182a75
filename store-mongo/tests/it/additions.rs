//! What people add, as documents.

use callflow_core::CallId;
use callflow_core::lease::LeaseId;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{
    Annotation, AnnotationStore, CallStore, IdempotencyKey, IdempotencyStore, LeaseClaimStore, LeaseRequest,
    Scope, StoreError, Update,
};
use callflow_store_mongo::MongoStore;
use mongodb::bson::{DateTime, Document, doc};

use crate::server::Database;

fn note(call: &str, version: u64) -> Annotation {
    Annotation {
        call: CallId::new(call),
        pbx: "default".into(),
        tenant: "default".into(),
        tags: ["vip".into()].into(),
        note: None,
        by: None,
        version,
        changed_at: at(700),
    }
}

/// By the server itself, where calls do; that of a call that goes on by the time it was written at.
#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn an_annotation_expires_with_its_call() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    let annotations = database.connect().await.collection::<Document>("annotations");
    let expires = async |id: &str| {
        let found = annotations.find_one(doc! {"_id": id}).await.unwrap().unwrap();
        *found.get_datetime("callOverAt").unwrap()
    };
    let millis = |second: i64| DateTime::from_millis(at(second).unix_micros() / 1_000);
    store.put_calls(&[Sample::new("over", 0).build(), Sample::new("live", 0).live().build()]).await.unwrap();
    for (id, want) in [("over", 65), ("live", 700)] {
        assert_eq!(store.annotate(&note(id, 0)).await.unwrap(), Update::Done { version: 1 });
        assert_eq!(expires(id).await, millis(want), "{id}");
    }
    store.put_calls(&[Sample::new("live", 0).version(2).build()]).await.unwrap();
    assert_eq!(store.annotate(&note("live", 1)).await.unwrap(), Update::Done { version: 2 });
    assert_eq!(expires("live").await, millis(65), "it is over by now");
}

/// And not tried for ever.
#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_claim_and_a_request_that_are_damaged_are_told() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    let (id, candidates) = (LeaseId::new("client"), ["3001".into()]);
    let (pbx, tenant, until) = ("default", "default", at(60));
    let request = LeaseRequest { pbx, tenant, candidates: &candidates, id: &id, until };
    let key = IdempotencyKey { tenant: tenant.into(), actor: "ann".into(), key: "1".into() };
    assert!(store.claim_lease(&request, at(0)).await.unwrap().is_some());
    let _new = store.begin_request(&key, &[7; 32], at(0), until).await.unwrap();
    let other = database.connect().await;
    for collection in ["leaseClaims", "idempotentRequests"] {
        let documents = other.collection::<Document>(collection);
        let changed = documents.update_one(doc! {}, doc! {"$unset": {"untilMicros": ""}}).await.unwrap();
        assert_eq!(changed.modified_count, 1);
    }
    let errors = [
        store.claim_lease(&request, at(0)).await.unwrap_err(),
        store.begin_request(&key, &[7; 32], at(0), until).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    }
    assert_eq!(store.lease_claims(&Scope::default(), at(0)).await.unwrap(), [], "it is not running");
}
