//! The traits of webhooks: who is told, and what becomes of events on their way.

mod deliveries;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{Removal, StoreError, Update};
use callflow_webhooks::WebhookId;
use callflow_webhooks::store::WebhookStore;
use callflow_webhooks::webhook::Webhook;
use sea_query::{Cond, Expr, ExprTrait, Order, Query};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::row::Row;
use crate::schema::{Conflict, Table, deliveries as delivery_columns};
use crate::store::SqlStore;

const ID: &str = "id";
const TENANT: &str = "tenant";
const VERSION: &str = "version";
const CREATED_AT: &str = "created_at";
const RECORD: &str = "record";

const TABLE: Table = Table {
    name: "webhooks",
    columns: &[ID, TENANT, VERSION, CREATED_AT, RECORD],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Never,
};

fn read(row: &Row) -> Result<Webhook, StoreError> {
    let mut webhook: Webhook = decode("a webhook", row)?;
    // These count, whatever the record that was changed last had of them.
    webhook.version = row.count(VERSION).map_err(store_error)?;
    webhook.created_at = Timestamp::from_unix_micros(row.number(CREATED_AT).map_err(store_error)?);
    Ok(webhook)
}

fn of_id(dialect: Dialect, tenant: Option<&str>, id: &WebhookId) -> Cond {
    let of_id = Cond::all().add(Expr::col(ID).eq(&*dialect.key(id.as_str())));
    of_id.add_option(tenant.map(|tenant| Expr::col(TENANT).eq(&*dialect.key(tenant))))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl SqlStore {
    async fn try_to_create_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let mut row = Rows::new(self.dialect());
        row.key(webhook.id.as_str()).key(&webhook.tenant).count(webhook.version);
        row.time(webhook.created_at).string(encode(webhook)?);
        let mut writing = self.writing().await?;
        writing.insert(&TABLE, row).await?;
        writing.commit().await
    }

    async fn try_to_remove_webhook(
        &self,
        tenant: Option<&str>,
        id: &WebhookId,
        version: Option<u64>,
    ) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        let mut delete = Query::delete();
        delete.from_table(TABLE.name).cond_where(of_id(self.dialect(), tenant, id));
        if let Some(version) = version {
            delete.and_where(Expr::col(VERSION).eq(number(version)));
        }
        let removed = writing.delete(&delete).await?;
        if removed > 0 {
            let of_webhook = Expr::col(delivery_columns::WEBHOOK_ID).eq(&*self.dialect().key(id.as_str()));
            let deliveries = Query::delete().from_table(delivery_columns::TABLE).and_where(of_webhook).take();
            writing.delete(&deliveries).await?;
        }
        writing.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl WebhookStore for SqlStore {
    async fn create_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        self.until_done(|| self.try_to_create_webhook(webhook)).await
    }

    async fn webhooks(&self, tenant: Option<&str>) -> Result<Vec<Webhook>, StoreError> {
        let mut select = Query::select();
        select.columns([VERSION, CREATED_AT, RECORD]).from(TABLE.name);
        if let Some(tenant) = tenant {
            select.and_where(Expr::col(TENANT).eq(&*self.dialect().key(tenant)));
        }
        select.order_by(CREATED_AT, Order::Asc).order_by(ID, Order::Asc);
        self.rows(&select).await?.iter().map(read).collect()
    }

    async fn webhook(&self, tenant: Option<&str>, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        let select = Query::select()
            .columns([VERSION, CREATED_AT, RECORD])
            .from(TABLE.name)
            .cond_where(of_id(self.dialect(), tenant, id))
            .take();
        self.rows(&select).await?.first().map(read).transpose()
    }

    async fn update_webhook(&self, webhook: &Webhook) -> Result<Update, StoreError> {
        let (tenant, version) = (Some(&*webhook.tenant), webhook.version.saturating_add(1));
        let update = Query::update()
            .table(TABLE.name)
            .value(VERSION, number(version))
            .value(RECORD, encode(webhook)?)
            .cond_where(of_id(self.dialect(), tenant, &webhook.id))
            .and_where(Expr::col(VERSION).eq(number(webhook.version)))
            .take();
        Ok(match self.change(&update).await? {
            0 if self.webhook(tenant, &webhook.id).await?.is_some() => Update::Changed,
            0 => Update::Gone,
            _ => Update::Done { version },
        })
    }

    async fn remove_webhook(
        &self,
        tenant: Option<&str>,
        id: &WebhookId,
        version: Option<u64>,
    ) -> Result<Removal, StoreError> {
        Ok(match self.until_done(|| self.try_to_remove_webhook(tenant, id, version)).await? {
            0 if version.is_some() && self.webhook(tenant, id).await?.is_some() => Removal::Changed,
            0 => Removal::Gone,
            _ => Removal::Done,
        })
    }
}
