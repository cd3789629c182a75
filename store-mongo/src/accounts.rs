//! The traits of accounts: users, sign-in sessions, keys of machines and the audit log.
//!
//! Each change is one of one document, which the server makes in one step, so it takes no transactions; unique indexes hold
//! what must be there once. Only the audit log is written like a batch.

mod api_keys;
mod audit;
mod sessions;
mod users;

use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{ListQuery, Listed, Page};
use callflow_core::store::StoreError;
use mongodb::bson::{Document, RawDocument, doc};
use mongodb::options::Hint;

use crate::queries::Places;
use crate::store::MongoStore;

/// The document of this id, if it is of one of these tenants.
fn of_id(tenants: &Tenants, id: &str) -> Document {
    let mut filter = doc! {"_id": id};
    if let Some(tenant) = tenants.one() {
        filter.insert("tenant", &**tenant);
    }
    filter
}

/// A list: where it lies, by what it is ordered, and how a part of it is found.
#[derive(Debug)]
struct List<'q> {
    collection: &'static str,
    places: Places,
    filter: Document,
    index: &'static str,
    query: &'q ListQuery,
}

impl MongoStore {
    async fn list<T: Listed>(
        &self,
        list: List<'_>,
        read: impl Fn(&RawDocument) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let List { places, filter, query, .. } = list;
        let limit = query.limit.saturating_add(1);
        let collection = self.connection().collection(list.collection);
        let page = collection
            .find(filter)
            .sort(places.order(query.sort))
            .limit(i64::from(limit))
            .batch_size(limit)
            .hint(Hint::Name(list.index.into()));
        let found = self.connection().all(async { page.await }).await?;
        let items = found.iter().map(|document| read(document)).collect::<Result<_, _>>()?;
        Ok(Page::of(items, query.limit))
    }
}
