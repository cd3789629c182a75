//! `apiKeys`: keys of machines.

use async_trait::async_trait;
use callflow_accounts::ApiKeyId;
use callflow_accounts::api_key::ApiKey;
use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{ApiKeyStore, ListQuery, Page};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use mongodb::bson::{RawDocument, doc};

use super::users::of_tenant;
use super::{List, of_id};
use crate::documents::{Fields, encode, time, whole};
use crate::queries::Places;
use crate::schema::API_KEYS;
use crate::step::{read, record};
use crate::store::MongoStore;

const PLACES: Places = Places { time: "createdAtMicros", id: "_id" };

fn read_key(document: &RawDocument) -> Result<ApiKey, StoreError> {
    let mut key: ApiKey = read("an API key", document)?;
    // These change without the record.
    let time = |field: &str| whole(document, field).map(Timestamp::from_unix_micros);
    (key.last_used_at, key.revoked_at) = (time("lastUsedAtMicros"), time("revokedAtMicros"));
    Ok(key)
}

#[async_trait]
impl ApiKeyStore for MongoStore {
    async fn create_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let document = Fields::default()
            .set("_id", key.id.as_str())
            .set("tenant", &*key.tenant)
            .set("name", &*key.name)
            .set("scopes", scopes)
            .moment("createdAt", Some(key.created_at))
            .date("expiresAt", key.expires_at)
            .moment("lastUsedAt", key.last_used_at)
            .moment("revokedAt", key.revoked_at)
            .set("record", record(key)?)
            .done();
        self.insert(API_KEYS, &encode(&document)?).await.map(|_| ())
    }

    async fn api_key(&self, tenants: &Tenants, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let found = self.find(API_KEYS, of_id(tenants, id.as_str())).await?;
        found.map(|document| read_key(&document)).transpose()
    }

    async fn api_keys(&self, query: &ListQuery) -> Result<Page<ApiKey>, StoreError> {
        query.check()?;
        let (filter, index) = of_tenant(query, PLACES);
        self.list(List { collection: API_KEYS, places: PLACES, filter, index, query }, read_key).await
    }

    async fn revoke_api_key(
        &self,
        tenants: &Tenants,
        id: &ApiKeyId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut filter = of_id(tenants, id.as_str());
        filter.insert("revokedAtMicros", doc! {"$exists": false});
        let change = doc! {"$set": {"revokedAtMicros": at.unix_micros(), "revokedAt": time(at)}};
        Ok(self.change(API_KEYS, &filter, &change).await? > 0)
    }

    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        let last = doc! {"$max": {"lastUsedAtMicros": at.unix_micros(), "lastUsedAt": time(at)}};
        self.change(API_KEYS, &doc! {"_id": id.as_str()}, &last).await.map(|_| ())
    }
}
