//! Who owns a PBX: one document each, changed in one step by the server, whose clock decides.

use std::time::Duration;

use async_trait::async_trait;
use callflow_core::store::{Claim, OwnerStore, StoreError};
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc};
use mongodb::options::ReturnDocument;

use super::MongoStore;
use crate::connection::Connection;
use crate::documents::{encode, whole};
use crate::schema::{CHECKPOINTS, OWNERS};
use crate::writer::{Failure, Patience, Writer};

/// Makes of the document that is there, or of none, the one after a claim.
fn claim(owner: &str, ttl: Duration) -> Document {
    let owner = doc! {"$literal": owner};
    let ttl = i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX).min(MAX_TTL_MILLIS);
    let mine = doc! {"$eq": ["$owner", &owner]};
    // Times as numbers: some servers compare them in no other way.
    let over = doc! {"$lte": [{"$toLong": "$until"}, {"$toLong": "$$NOW"}]};
    let free = doc! {"$or": [{"$eq": [{"$type": "$owner"}, "missing"]}, over]};
    let given = doc! {"$or": [&mine, &free]};
    let raised = doc! {"$add": [{"$ifNull": ["$token", 0_i64]}, 1_i64]};
    // All of it looks at the document as it was.
    doc! {"$set": {
        "token": {"$cond": [&mine, "$token", {"$cond": [free, raised, "$token"]}]},
        "until": {"$cond": [&given, {"$add": ["$$NOW", ttl]}, "$until"]},
        "owner": {"$cond": [given, owner, "$owner"]},
        "askedAt": "$$NOW",
    }}
}

/// A hundred years: what the server can add to its time.
const MAX_TTL_MILLIS: i64 = 100 * 365 * 24 * 3_600 * 1_000;

fn answer(document: &RawDocument, owner: &str) -> Claim {
    if let Some(token) = fence(document, owner) {
        return Claim::Owned { token: u64::try_from(token).unwrap_or(0) };
    }
    let by = document.get_str("owner").unwrap_or_default();
    let until = document.get_datetime("until").map_or(0, |at| at.timestamp_millis());
    let now = document.get_datetime("askedAt").map_or(0, |at| at.timestamp_millis());
    let left = u64::try_from(until.saturating_sub(now)).unwrap_or(0);
    Claim::Held { by: by.into(), for_another: Duration::from_millis(left) }
}

async fn attempt(
    connection: &Connection,
    pbx: &str,
    owner: &str,
    ttl: Duration,
) -> Result<RawDocumentBuf, Failure> {
    let owners = connection.collection(OWNERS);
    let claimed = owners
        .find_one_and_update(doc! {"_id": pbx}, vec![claim(owner, ttl)])
        .upsert(true)
        .return_document(ReturnDocument::After);
    // Where two make the document at once, SecantusDB may give one of them nothing.
    let claimed = claimed.await?.ok_or_else(Failure::in_the_way)?;
    if let Some(token) = fence(&claimed, owner)
        && !connection.transactions
    {
        // From here on a checkpoint of an older token is not written any more.
        let update = doc! {"q": {"_id": pbx}, "u": {"$max": {"fence": token}}};
        Writer::begin(connection).await?.update(CHECKPOINTS, &[&encode(&update)?]).await?;
    }
    Ok(claimed)
}

#[async_trait]
impl OwnerStore for MongoStore {
    async fn claim(&self, pbx: &str, owner: &str, ttl: Duration) -> Result<Claim, StoreError> {
        let mut patience = Patience::of(&self.connection);
        loop {
            match self.connection.answer(attempt(&self.connection, pbx, owner, ttl)).await {
                Ok(claimed) => return Ok(answer(&claimed, owner)),
                Err(failure) => patience.after(failure).await?,
            }
        }
    }

    async fn release(&self, pbx: &str, owner: &str) -> Result<(), StoreError> {
        let mut patience = Patience::of(&self.connection);
        let owners = self.connection.collection(OWNERS);
        loop {
            let change = doc! {"$unset": {"owner": "", "until": ""}};
            let released = owners.update_one(doc! {"_id": pbx, "owner": owner}, change);
            match self.connection.answer(async { released.await.map_err(Failure::from) }).await {
                Ok(_) => return Ok(()),
                Err(failure) => patience.after(failure).await?,
            }
        }
    }
}

/// The token, if the claim was given.
fn fence(claimed: &RawDocument, owner: &str) -> Option<i64> {
    let mine = claimed.get_str("owner").is_ok_and(|by| by == owner);
    mine.then(|| whole(claimed, "token")).flatten()
}
