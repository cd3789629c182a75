//! `api_keys`: keys of machines.

use async_trait::async_trait;
use callflow_accounts::ApiKeyId;
use callflow_accounts::api_key::ApiKey;
use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{ApiKeyStore, ListQuery, Page};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use sea_query::{Expr, ExprTrait, Query};

use super::pages::{ID, page};
use crate::bind::Rows;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::row::Row;
use crate::schema::{Conflict, Table};
use crate::store::SqlStore;

const TENANT: &str = "tenant";
const CREATED_AT: &str = "created_at";
const LAST_USED_AT: &str = "last_used_at";
const REVOKED_AT: &str = "revoked_at";
const RECORD: &str = "record";

const TABLE: Table = Table {
    name: "api_keys",
    columns: &[ID, TENANT, CREATED_AT, LAST_USED_AT, REVOKED_AT, RECORD],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Never,
};

const OF_KEY: [&str; 3] = [LAST_USED_AT, REVOKED_AT, RECORD];

fn read(row: &Row) -> Result<ApiKey, StoreError> {
    let mut key: ApiKey = decode("an API key", row)?;
    // These change without the record.
    let time = |column: &'static str| {
        let micros = row.number_or_null(column).map_err(store_error)?;
        Ok::<_, StoreError>(micros.map(Timestamp::from_unix_micros))
    };
    (key.last_used_at, key.revoked_at) = (time(LAST_USED_AT)?, time(REVOKED_AT)?);
    Ok(key)
}

impl SqlStore {
    async fn try_to_create_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        let mut row = Rows::new(self.dialect());
        row.key(key.id.as_str()).key(&key.tenant).time(key.created_at);
        row.time_or_null(key.last_used_at).time_or_null(key.revoked_at).string(encode(key)?);
        let mut writing = self.writing().await?;
        writing.insert(&TABLE, row).await?;
        writing.commit().await
    }
}

#[async_trait]
impl ApiKeyStore for SqlStore {
    async fn create_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        self.until_done(|| self.try_to_create_api_key(key)).await
    }

    async fn api_key(&self, tenants: &Tenants, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let mut select = Query::select();
        select.columns(OF_KEY).from(TABLE.name);
        select.and_where(Expr::col(ID).eq(&*self.dialect().key(id.as_str())));
        if let Some(tenant) = tenants.one() {
            select.and_where(Expr::col(TENANT).eq(&*self.dialect().key(tenant)));
        }
        self.rows(&select).await?.first().map(read).transpose()
    }

    async fn api_keys(&self, query: &ListQuery) -> Result<Page<ApiKey>, StoreError> {
        query.check()?;
        let select = page(self.dialect(), (TABLE.name, &OF_KEY, CREATED_AT), Vec::new(), query);
        let items = self.rows(&select).await?.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page::of(items, query.limit))
    }

    async fn revoke_api_key(
        &self,
        tenants: &Tenants,
        id: &ApiKeyId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut update = Query::update();
        update.table(TABLE.name).value(REVOKED_AT, at.unix_micros());
        update.and_where(Expr::col(ID).eq(&*self.dialect().key(id.as_str())));
        update.and_where(Expr::col(REVOKED_AT).is_null());
        if let Some(tenant) = tenants.one() {
            update.and_where(Expr::col(TENANT).eq(&*self.dialect().key(tenant)));
        }
        Ok(self.change(&update).await? > 0)
    }

    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        let last = Expr::col(LAST_USED_AT);
        let mut update = Query::update();
        update.table(TABLE.name).value(LAST_USED_AT, at.unix_micros());
        update.and_where(Expr::col(ID).eq(&*self.dialect().key(id.as_str())));
        update.and_where(last.clone().is_null().or(last.lt(at.unix_micros())));
        self.change(&update).await.map(|_| ())
    }
}
