//! `webhook_deliveries`: what becomes of events on their way.

use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{OutboxRow, Sort, StoreError};
use callflow_webhooks::WebhookId;
use callflow_webhooks::delivery::{Delivery, DeliveryState, Progress};
use callflow_webhooks::store::{DeliveryPage, DeliveryQuery, DeliveryStore};
use callflow_webhooks::turn::Waiting;
use sea_query::{Cond, Expr, ExprTrait, Order, Query, SelectStatement, UpdateStatement};

use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::outbox::{self, TABLE, WAITING};
use crate::queries::place;
use crate::row::Row;
use crate::schema::deliveries as columns;
use crate::store::SqlStore;
use crate::words::variant;

fn of_webhook(dialect: Dialect, webhook: &WebhookId) -> Expr {
    Expr::col(columns::WEBHOOK_ID).eq(&*dialect.key(webhook.as_str()))
}

fn of_event(dialect: Dialect, webhook: &WebhookId, event: &str) -> Cond {
    Cond::all().add(of_webhook(dialect, webhook)).add(Expr::col(columns::EVENT_ID).eq(&*dialect.key(event)))
}

fn state(state: DeliveryState) -> Expr {
    Expr::col(columns::STATE).eq(state.as_str())
}

fn whole_rows() -> SelectStatement {
    let select = [columns::FIRST_TRIED_AT, columns::LAST_TRIED_AT, columns::STATUS, columns::ERROR];
    Query::select().columns(TABLE.columns.iter().copied()).columns(select).from(TABLE.name).take()
}

fn read(row: &Row) -> Result<Delivery, StoreError> {
    let text = |column: &'static str| -> Result<Arc<str>, StoreError> {
        Ok(row.text(column).map_err(store_error)?.into())
    };
    let time = |column: &'static str| -> Result<Option<Timestamp>, StoreError> {
        let micros = row.number_or_null(column).map_err(store_error)?;
        Ok(micros.map(Timestamp::from_unix_micros))
    };
    let state = variant(&text(columns::STATE)?).map_err(|error| StoreError::Damaged {
        what: "the state of a delivery".into(),
        source: error.into(),
    })?;
    let status = row.number_or_null(columns::STATUS).map_err(store_error)?;
    let progress = Progress {
        state,
        attempts: u32::try_from(row.count(columns::ATTEMPTS).map_err(store_error)?).unwrap_or(u32::MAX),
        next_at: Timestamp::from_unix_micros(row.number(columns::NEXT_AT).map_err(store_error)?),
        first_tried_at: time(columns::FIRST_TRIED_AT)?,
        last_tried_at: time(columns::LAST_TRIED_AT)?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        error: row.text_or_null(columns::ERROR).map_err(store_error)?.map(Arc::from),
    };
    Ok(Delivery {
        webhook: WebhookId::new(&text(columns::WEBHOOK_ID)?),
        event: text(columns::EVENT_ID)?,
        tenant: text(columns::TENANT)?,
        pbx: text(columns::PBX)?,
        kind: text(columns::EVENT_TYPE)?,
        line: text(columns::LINE)?,
        place: text(columns::PLACE)?,
        at: Timestamp::from_unix_micros(row.number(columns::HAPPENED_AT).map_err(store_error)?),
        body: text(columns::BODY)?,
        progress,
    })
}

fn read_waiting(row: &Row) -> Result<Waiting, sqlx::Error> {
    Ok(Waiting {
        event: row.text(columns::EVENT_ID)?.into(),
        line: row.text(columns::LINE)?.into(),
        place: row.text(columns::PLACE)?.into(),
        next_at: Timestamp::from_unix_micros(row.number(columns::NEXT_AT)?),
    })
}

/// Writes how far it has come; whoever takes it says of which.
fn progressed(progress: &Progress) -> UpdateStatement {
    let time = |at: Option<Timestamp>| at.map(Timestamp::unix_micros);
    let mut update = Query::update();
    update
        .table(TABLE.name)
        .value(columns::STATE, progress.state.as_str())
        .value(columns::ATTEMPTS, i64::from(progress.attempts))
        .value(columns::NEXT_AT, progress.next_at.unix_micros())
        .value(columns::FIRST_TRIED_AT, time(progress.first_tried_at))
        .value(columns::LAST_TRIED_AT, time(progress.last_tried_at))
        .value(columns::STATUS, progress.status.map(i64::from))
        .value(columns::ERROR, progress.error.as_deref().map(str::to_owned));
    if progress.state == DeliveryState::Delivered {
        update.value(columns::BODY, "");
    }
    update
}

impl SqlStore {
    async fn try_to_put_deliveries(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let written = outbox::write(&mut transaction, self.dialect(), self.statements(), rows);
        written.await.map_err(store_error)?;
        transaction.commit().await.map_err(store_error)
    }

    async fn try_to_purge_deliveries(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        let oldest = Query::select()
            .columns([columns::WEBHOOK_ID, columns::EVENT_ID])
            .from(TABLE.name)
            .and_where(Expr::col(columns::HAPPENED_AT).lt(before.unix_micros()))
            .order_by(columns::HAPPENED_AT, Order::Asc)
            .limit(limit.into())
            .take();
        let mut removed = 0;
        for row in writing.fetch(&oldest).await? {
            let of_row = [columns::WEBHOOK_ID, columns::EVENT_ID]
                .into_iter()
                .try_fold(Cond::all(), |cond, column| {
                    Ok(cond.add(Expr::col(column).eq(&*row.text(column).map_err(store_error)?)))
                })?;
            removed +=
                writing.delete(&Query::delete().from_table(TABLE.name).cond_where(of_row).take()).await?;
        }
        writing.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl DeliveryStore for SqlStore {
    async fn put_deliveries(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        self.until_done(|| self.try_to_put_deliveries(rows)).await
    }

    async fn waiting_deliveries(
        &self,
        webhook: &WebhookId,
        pbx: &str,
        behind: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut select = Query::select();
        select.columns([columns::EVENT_ID, columns::LINE, columns::PLACE, columns::NEXT_AT]);
        select.from(TABLE.name).and_where(of_webhook(self.dialect(), webhook));
        select.and_where(state(DeliveryState::Waiting));
        select.and_where(Expr::col(columns::PBX).eq(&*self.dialect().key(pbx)));
        if let Some(behind) = behind {
            select.and_where(Expr::col(columns::PLACE).gt(behind));
        }
        select.order_by(columns::PLACE, Order::Asc).limit(limit.into());
        self.rows(&select).await?.iter().map(read_waiting).collect::<Result<_, _>>().map_err(store_error)
    }

    async fn claim_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let update = Query::update()
            .table(TABLE.name)
            .value(columns::NEXT_AT, until.unix_micros())
            .cond_where(of_event(self.dialect(), webhook, event))
            .and_where(Expr::col(columns::STATE).eq(WAITING))
            .and_where(Expr::col(columns::NEXT_AT).lte(now.unix_micros()))
            .take();
        if self.change(&update).await? == 0 {
            return Ok(None);
        }
        let select = whole_rows().cond_where(of_event(self.dialect(), webhook, event)).take();
        self.rows(&select).await?.first().map(read).transpose()
    }

    async fn settle_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        until: Timestamp,
        progress: &Progress,
    ) -> Result<bool, StoreError> {
        let mut update = progressed(progress);
        update
            .cond_where(of_event(self.dialect(), webhook, event))
            .and_where(Expr::col(columns::NEXT_AT).eq(until.unix_micros()))
            .and_where(Expr::col(columns::STATE).eq(WAITING));
        Ok(self.change(&update).await? > 0)
    }

    async fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StoreError> {
        query.check()?;
        let mut select = whole_rows();
        select.and_where(of_webhook(self.dialect(), &query.webhook)).limit(u64::from(query.limit) + 1);
        if let Some(wanted) = query.state {
            select.and_where(self.dialect().plain(Expr::col(columns::STATE)).eq(wanted.as_str()));
        }
        let list = (Expr::col(columns::HAPPENED_AT), Expr::col(columns::EVENT_ID));
        place::turn_to(self.dialect(), &mut select, list, Sort::NewestFirst, query.cursor.as_ref());
        let items = self.rows(&select).await?.iter().map(read).collect::<Result<_, _>>()?;
        Ok(DeliveryPage::of(items, query.limit))
    }

    async fn replay_deliveries(&self, webhook: &WebhookId, event: Option<&str>) -> Result<u64, StoreError> {
        let mut update = progressed(&Progress::default());
        update.and_where(of_webhook(self.dialect(), webhook)).and_where(state(DeliveryState::Dead));
        if let Some(event) = event {
            update.and_where(Expr::col(columns::EVENT_ID).eq(&*self.dialect().key(event)));
        }
        self.change(&update).await
    }

    async fn purge_deliveries(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.until_done(|| self.try_to_purge_deliveries(before, limit)).await
    }
}
