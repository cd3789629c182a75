//! `signInSessions`: sign-in sessions.

use async_trait::async_trait;
use callflow_accounts::session::{End, Session};
use callflow_accounts::store::SessionStore;
use callflow_accounts::{Digest, SessionId, UserId};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use mongodb::bson::{Document, RawDocument, doc};

use crate::connection::Connection;
use crate::documents::{Fields, encode, number, time, whole};
use crate::error::damaged;
use crate::schema::SIGN_INS;
use crate::step::{read, record};
use crate::store::MongoStore;
use crate::words::{variant, word};
use crate::writer::{Failure, Patience, Writer};

const WHAT: &str = "a session";

/// What changes with each refresh.
fn changing(session: &Session) -> Result<Fields, StoreError> {
    Ok(Fields::default()
        .number("generation", session.generation)
        .moment("refreshedAt", Some(session.refreshed_at))
        .moment("expiresAt", Some(session.expires_at))
        .set("record", record(session)?))
}

fn ending(end: End) -> Document {
    doc! {"endedAtMicros": end.at.unix_micros(), "endedAt": time(end.at), "endReason": word(&end.reason)}
}

fn read_session(document: &RawDocument) -> Result<Session, StoreError> {
    let mut session: Session = read(WHAT, document)?;
    // The end stands beside the record, so that all sessions of a user end by one command.
    session.ended = match whole(document, "endedAtMicros") {
        Some(at) => {
            let reason = document.get_str("endReason").map_err(|error| damaged(WHAT, error))?;
            let reason = variant(reason).map_err(|error| damaged(WHAT, error))?;
            Some(End { at: Timestamp::from_unix_micros(at), reason })
        }
        None => None,
    };
    Ok(session)
}

/// Leaves of a filter what was not ended.
fn open(mut filter: Document) -> Document {
    filter.insert("endedAtMicros", doc! {"$exists": false});
    filter
}

#[async_trait]
impl SessionStore for MongoStore {
    async fn create_session(&self, session: &Session) -> Result<(), StoreError> {
        let mut document = changing(session)?
            .set("_id", session.id.as_str())
            .set("family", session.family.to_hex())
            .set("user", session.user.as_str())
            .set("tenant", &*session.tenant)
            .moment("createdAt", Some(session.created_at))
            .done();
        document.extend(session.ended.map(ending).unwrap_or_default());
        // The id is new: where it is there already, the answer of the first attempt was lost.
        self.insert(SIGN_INS, &encode(&document)?).await.map(|_| ())
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        let found = self.find(SIGN_INS, doc! {"_id": id.as_str()}).await?;
        found.map(|document| read_session(&document)).transpose()
    }

    async fn session_of_family(&self, family: &Digest) -> Result<Option<Session>, StoreError> {
        let found = self.find(SIGN_INS, doc! {"family": family.to_hex()}).await?;
        found.map(|document| read_session(&document)).transpose()
    }

    async fn rotate(&self, session: &Session) -> Result<bool, StoreError> {
        let before = number(session.generation) - 1;
        let filter = open(doc! {"_id": session.id.as_str(), "generation": before});
        let change = doc! {"$set": changing(session)?.done()};
        Ok(self.change(SIGN_INS, &filter, &change).await? > 0)
    }

    async fn end_session(&self, id: &SessionId, end: End) -> Result<bool, StoreError> {
        let filter = open(doc! {"_id": id.as_str()});
        Ok(self.change(SIGN_INS, &filter, &doc! {"$set": ending(end)}).await? > 0)
    }

    async fn end_sessions_of(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        end: End,
    ) -> Result<u64, StoreError> {
        let mut filter = open(doc! {"user": user.as_str()});
        if let Some(except) = except {
            filter.insert("_id", doc! {"$ne": except.as_str()});
        }
        self.change(SIGN_INS, &filter, &doc! {"$set": ending(end)}).await
    }

    async fn sessions_of(&self, user: &UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let mut filter = open(doc! {"user": user.as_str()});
        filter.insert("expiresAtMicros", doc! {"$gt": now.unix_micros()});
        let sessions = self.connection().collection(SIGN_INS);
        let live = sessions.find(filter).sort(doc! {"refreshedAtMicros": -1, "_id": -1});
        let found = self.connection().all(async { live.await }).await?;
        found.iter().map(|document| read_session(document)).collect()
    }

    async fn purge_sessions(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let old = doc! {"expiresAtMicros": {"$lt": before.unix_micros()}};
        let order = doc! {"expiresAtMicros": 1, "_id": 1};
        remove(self.connection(), SIGN_INS, (old, order), limit).await
    }
}

/// Removes the first documents of a list, at most `limit`, and says how many.
pub(super) async fn remove(
    connection: &Connection,
    collection: &str,
    (filter, order): (Document, Document),
    limit: u32,
) -> Result<u64, StoreError> {
    let attempt = async || {
        let mut writer = Writer::begin(connection).await?;
        let removed = async {
            let fields = doc! {"_id": 1};
            let found = writer.first(collection, filter.clone(), fields, order.clone(), limit.into()).await?;
            let keys: Vec<&str> = found.iter().filter_map(|it| it.get_str("_id").ok()).collect();
            let mut removed = 0;
            for keys in keys.chunks(1_000) {
                removed += writer.delete(collection, vec![doc! {"_id": {"$in": keys}}]).await?;
            }
            Ok::<u64, Failure>(removed)
        };
        let removed = removed.await;
        writer.end(removed).await
    };
    let mut patience = Patience::of(connection);
    loop {
        match connection.answer(attempt()).await {
            Ok(removed) => return Ok(removed),
            Err(failure) => patience.after(failure).await?,
        }
    }
}
