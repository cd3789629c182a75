//! `audit_log`: what was done.

use async_trait::async_trait;
use callflow_accounts::audit::AuditEntry;
use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{AuditQuery, AuditStore, Page};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::pages::{ID, page};
use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::schema::{Conflict, Table};
use crate::store::SqlStore;

const HAPPENED_AT: &str = "happened_at";
const TENANT: &str = "tenant";
const ACTOR: &str = "actor";
const ACTION: &str = "action";
const RECORD: &str = "record";

const TABLE: Table = Table {
    name: "audit_log",
    columns: &[ID, HAPPENED_AT, TENANT, ACTOR, ACTION, "target", "outcome", RECORD],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Keep,
};

fn select(dialect: Dialect, query: &AuditQuery) -> SelectStatement {
    let filters = [(ACTOR, &query.actor), (ACTION, &query.action)];
    let filters = filters.into_iter().filter_map(|(column, value)| Some((column, value.as_deref()?)));
    let mut select = page(dialect, (TABLE.name, &[RECORD], HAPPENED_AT), filters.collect(), &query.list);
    if let Some(from) = query.from {
        select.and_where(Expr::col(HAPPENED_AT).gte(from.unix_micros()));
    }
    if let Some(to) = query.to {
        select.and_where(Expr::col(HAPPENED_AT).lt(to.unix_micros()));
    }
    select
}

impl SqlStore {
    async fn try_to_add_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        let mut rows = Rows::new(self.dialect());
        for entry in entries {
            rows.key(entry.id.as_str()).time(entry.at).key(&entry.tenant).key(entry.actor.key());
            rows.key(&entry.action).text_or_null(entry.target.as_deref()).word(&entry.outcome);
            rows.string(encode(entry)?);
        }
        let mut writing = self.writing().await?;
        writing.insert(&TABLE, rows).await?;
        writing.commit().await
    }

    async fn try_to_purge_audit(
        &self,
        tenants: &Tenants,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        let mut oldest = Query::select();
        oldest.column(ID).from(TABLE.name).limit(limit.into());
        oldest.and_where(Expr::col(HAPPENED_AT).lt(before.unix_micros()));
        if let Some(tenant) = tenants.one() {
            oldest.and_where(Expr::col(TENANT).eq(&*self.dialect().key(tenant)));
        }
        oldest.order_by(HAPPENED_AT, Order::Asc).order_by(ID, Order::Asc);
        let mut removed = 0;
        for row in writing.fetch(&oldest).await? {
            let id = Expr::col(ID).eq(&*row.text(ID).map_err(store_error)?);
            removed += writing.delete(&Query::delete().from_table(TABLE.name).and_where(id).take()).await?;
        }
        writing.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl AuditStore for SqlStore {
    async fn add_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.until_done(|| self.try_to_add_audit(entries)).await
    }

    async fn audit(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        query.list.check()?;
        let rows = self.rows(&select(self.dialect(), query)).await?;
        let items =
            rows.iter().map(|row| decode("an entry of the audit log", row)).collect::<Result<_, _>>()?;
        Ok(Page::of(items, query.list.limit))
    }

    async fn purge_audit(&self, tenants: &Tenants, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.until_done(|| self.try_to_purge_audit(tenants, before, limit)).await
    }
}
