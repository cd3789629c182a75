//! `idempotentRequests`: requests that are done once.

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{Answer, Begun, Fingerprint, IdempotencyKey, IdempotencyStore, StoreError};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, RawDocument, doc};

use super::MongoStore;
use crate::documents::checkpoints::binary;
use crate::documents::{Fields, key, whole};
use crate::error::damaged;
use crate::schema::REQUESTS;

fn id(request: &IdempotencyKey) -> String {
    key([&request.tenant, &request.actor, &request.key])
}

/// A request while it has no answer.
fn running(request: &IdempotencyKey) -> Document {
    doc! {"_id": id(request), "status": {"$exists": false}}
}

fn counts_until(document: &RawDocument) -> Result<i64, StoreError> {
    whole(document, "untilMicros").ok_or_else(|| damaged("a request", "it has no untilMicros"))
}

/// What stands there of a request that counts.
fn begun(document: &RawDocument, fingerprint: &Fingerprint) -> Begun {
    if !document.get_binary("fingerprint").is_ok_and(|it| it.bytes == fingerprint) {
        return Begun::Different;
    }
    let Some(status) = whole(document, "status") else { return Begun::Running };
    Begun::Done(Answer {
        status: u16::try_from(status).unwrap_or(u16::MAX),
        content_type: document.get_str("contentType").ok().map(Into::into),
        body: document.get_binary("body").map(|body| body.bytes.to_vec()).unwrap_or_default(),
    })
}

#[async_trait]
impl IdempotencyStore for MongoStore {
    async fn begin_request(
        &self,
        key: &IdempotencyKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Begun, StoreError> {
        // By this it knows itself again where an answer was lost and the driver has repeated what it said.
        let mine = ObjectId::new();
        let fields = || {
            Fields::default()
                .set("fingerprint", binary(fingerprint))
                .moment("until", Some(until))
                .set("begun", mine)
        };
        // Whoever finds something else than it has just seen looks again.
        loop {
            let done = match self.find(REQUESTS, doc! {"_id": id(key)}).await? {
                None => {
                    let texts = [("tenant", &key.tenant), ("actor", &key.actor), ("key", &key.key)];
                    let new = texts.into_iter().fold(fields(), |new, (name, text)| new.set(name, &**text));
                    self.insert(REQUESTS, &new.set("_id", id(key)).encode()?).await?
                }
                Some(found) if found.get_object_id("begun").is_ok_and(|begun| begun == mine) => true,
                Some(found) if counts_until(&found)? > now.unix_micros() => {
                    return Ok(begun(&found, fingerprint));
                }
                Some(_) => {
                    let over = doc! {"_id": id(key), "untilMicros": {"$lte": now.unix_micros()}};
                    let none = doc! {"status": "", "contentType": "", "body": ""};
                    let change = doc! {"$set": fields().done(), "$unset": none};
                    self.change(REQUESTS, &over, &change).await? > 0
                }
            };
            if done {
                return Ok(Begun::New);
            }
        }
    }

    async fn finish_request(&self, key: &IdempotencyKey, answer: &Answer) -> Result<bool, StoreError> {
        let fields = Fields::default()
            .set("status", i32::from(answer.status))
            .text("contentType", answer.content_type.as_ref())
            .set("body", binary(&answer.body));
        Ok(self.change(REQUESTS, &running(key), &doc! {"$set": fields.done()}).await? > 0)
    }

    async fn abandon_request(&self, key: &IdempotencyKey) -> Result<bool, StoreError> {
        Ok(self.remove(REQUESTS, &running(key)).await? > 0)
    }

    async fn purge_idempotency(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.remove(REQUESTS, &doc! {"untilMicros": {"$lt": before.unix_micros()}}).await
    }
}
