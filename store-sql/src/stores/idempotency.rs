//! `idempotency`: requests that are done once.

use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{Answer, Begun, Fingerprint, IdempotencyKey, IdempotencyStore, StoreError};
use sea_query::{Cond, Expr, ExprTrait, Query};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::schema::{Conflict, Table};
use crate::store::SqlStore;

const TENANT: &str = "tenant";
const ACTOR: &str = "actor";
const KEY: &str = "request_key";
const FINGERPRINT: &str = "fingerprint";
const UNTIL_AT: &str = "until_at";
const STATUS: &str = "status";
const CONTENT_TYPE: &str = "content_type";
const BODY: &str = "body";

/// As it is written when it begins.
const TABLE: Table = Table {
    name: "idempotency",
    columns: &[TENANT, ACTOR, KEY, FINGERPRINT, UNTIL_AT],
    key: 3,
    partitioned_key: None,
    conflict: Conflict::Never,
};

fn of_key(dialect: Dialect, key: &IdempotencyKey) -> Cond {
    Cond::all()
        .add(Expr::col(TENANT).eq(&*dialect.key(&key.tenant)))
        .add(Expr::col(ACTOR).eq(&*dialect.key(&key.actor)))
        .add(Expr::col(KEY).eq(&*dialect.key(&key.key)))
}

/// The same while it has no answer.
fn running(dialect: Dialect, key: &IdempotencyKey) -> Cond {
    of_key(dialect, key).add(Expr::col(STATUS).is_null())
}

/// What stands there of a request that counts.
fn begun(row: &Row, fingerprint: &Fingerprint) -> Result<Begun, sqlx::Error> {
    if row.bytes_or_null(FINGERPRINT)?.as_deref() != Some(fingerprint) {
        return Ok(Begun::Different);
    }
    let Some(status) = row.number_or_null(STATUS)? else { return Ok(Begun::Running) };
    Ok(Begun::Done(Answer {
        status: u16::try_from(status).unwrap_or(u16::MAX),
        content_type: row.text_or_null(CONTENT_TYPE)?.map(Arc::from),
        body: row.bytes_or_null(BODY)?.unwrap_or_default(),
    }))
}

impl SqlStore {
    async fn try_to_begin_request(
        &self,
        key: &IdempotencyKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Begun, StoreError> {
        let dialect = self.dialect();
        let mut writing = self.writing().await?;
        let select = Query::select()
            .columns([FINGERPRINT, UNTIL_AT, STATUS, CONTENT_TYPE, BODY])
            .from(TABLE.name)
            .cond_where(of_key(dialect, key))
            .lock_exclusive()
            .take();
        if let Some(row) = writing.fetch(&select).await?.first() {
            if row.number(UNTIL_AT).map_err(store_error)? > now.unix_micros() {
                return begun(row, fingerprint).map_err(store_error);
            }
            let null = || Expr::cust("NULL");
            let update = Query::update()
                .table(TABLE.name)
                .value(FINGERPRINT, fingerprint.to_vec())
                .value(UNTIL_AT, until.unix_micros())
                .values([(STATUS, null()), (CONTENT_TYPE, null()), (BODY, null())])
                .cond_where(of_key(dialect, key))
                .take();
            writing.update(&update).await?;
            writing.commit().await?;
            return Ok(Begun::New);
        }
        let mut row = Rows::new(dialect);
        row.key(&key.tenant).key(&key.actor).key(&key.key).blob_or_null(Some(fingerprint)).time(until);
        // Where another one puts it at the same moment, this one begins again and finds it.
        writing.insert(&TABLE, row).await?;
        writing.commit().await?;
        Ok(Begun::New)
    }
}

#[async_trait]
impl IdempotencyStore for SqlStore {
    async fn begin_request(
        &self,
        key: &IdempotencyKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Begun, StoreError> {
        self.until_done(|| self.try_to_begin_request(key, fingerprint, now, until)).await
    }

    async fn finish_request(&self, key: &IdempotencyKey, answer: &Answer) -> Result<bool, StoreError> {
        let update = Query::update()
            .table(TABLE.name)
            .value(STATUS, i64::from(answer.status))
            .value(CONTENT_TYPE, answer.content_type.as_deref().map(str::to_owned))
            .value(BODY, answer.body.clone())
            .cond_where(running(self.dialect(), key))
            .take();
        Ok(self.change(&update).await? > 0)
    }

    async fn abandon_request(&self, key: &IdempotencyKey) -> Result<bool, StoreError> {
        let delete = Query::delete().from_table(TABLE.name).cond_where(running(self.dialect(), key)).take();
        Ok(self.remove(&delete).await? > 0)
    }

    async fn purge_idempotency(&self, before: Timestamp) -> Result<u64, StoreError> {
        let old = Expr::col(UNTIL_AT).lt(before.unix_micros());
        self.remove(&Query::delete().from_table(TABLE.name).and_where(old).take()).await
    }
}
