//! `annotations`: what people write on calls.

use async_trait::async_trait;
use callflow_core::CallId;
use callflow_core::store::{Annotation, AnnotationStore, Scope, StoreError, Update, check_calls};
use sea_query::{Expr, ExprTrait, Order, Query};

use crate::bind::Rows;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::queries::calls::padded;
use crate::queries::rows::of_scope;
use crate::row::Row;
use crate::schema::annotations::{CALL_ID, TABLE as NAME};
use crate::schema::{Conflict, Table, calls, rows};
use crate::store::SqlStore;

const VERSION: &str = "version";

const TABLE: Table = Table {
    name: NAME,
    columns: &[CALL_ID, rows::TENANT, rows::PBX, VERSION, rows::CHANGED_AT, rows::RECORD],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// The most ids in one statement.
const MOST_IDS: usize = 512;

fn read(row: &Row) -> Result<Annotation, StoreError> {
    decode("an annotation", row)
}

impl SqlStore {
    async fn try_to_annotate(&self, annotation: &Annotation) -> Result<Update, StoreError> {
        let dialect = self.dialect();
        let id = dialect.key(annotation.call.as_str());
        let mut writing = self.writing().await?;
        // The lock keeps others waiting who write on the same call, and whoever removes it.
        let call = Query::select()
            .column(calls::ID)
            .from(calls::TABLE)
            .and_where(Expr::col(calls::ID).eq(&*id))
            .and_where(dialect.plain(Expr::col(calls::TENANT)).eq(&*dialect.key(&annotation.tenant)))
            .and_where(dialect.plain(Expr::col(calls::PBX)).eq(&*dialect.key(&annotation.pbx)))
            .lock_exclusive()
            .take();
        if writing.fetch(&call).await?.is_empty() {
            return Ok(Update::Gone);
        }
        let old = Query::select().column(VERSION).from(NAME).and_where(Expr::col(CALL_ID).eq(&*id)).take();
        let found = writing.fetch(&old).await?;
        let found = found.first().map(|row| row.count(VERSION)).transpose().map_err(store_error)?;
        if found.unwrap_or(0) != annotation.version {
            return Ok(Update::Changed);
        }
        let version = annotation.version.saturating_add(1);
        let new = Annotation { version, ..annotation.clone() };
        if found.is_some() {
            let update = Query::update()
                .table(NAME)
                .value(VERSION, i64::try_from(version).unwrap_or(i64::MAX))
                .value(rows::CHANGED_AT, new.changed_at.unix_micros())
                .value(rows::RECORD, encode(&new)?)
                .and_where(Expr::col(CALL_ID).eq(&*id))
                .take();
            writing.update(&update).await?;
        } else {
            let mut row = Rows::new(dialect);
            row.key(new.call.as_str()).key(&new.tenant).key(&new.pbx).count(version);
            row.time(new.changed_at).string(encode(&new)?);
            writing.insert(&TABLE, row).await?;
        }
        writing.commit().await?;
        Ok(Update::Done { version })
    }

    async fn try_to_remove_annotations(&self, calls: &[&str]) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        let mut removed = 0;
        for calls in calls.chunks(MOST_IDS) {
            let of_calls = Expr::col(CALL_ID).is_in(padded(self.dialect(), calls));
            removed += writing.delete(&Query::delete().from_table(NAME).and_where(of_calls).take()).await?;
        }
        writing.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl AnnotationStore for SqlStore {
    async fn annotations(&self, scope: &Scope, calls: &[CallId]) -> Result<Vec<Annotation>, StoreError> {
        check_calls(calls)?;
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<&str> = calls.iter().map(CallId::as_str).collect();
        let mut select = Query::select();
        select.column(rows::RECORD).from(NAME).order_by(CALL_ID, Order::Asc);
        select.and_where(Expr::col(CALL_ID).is_in(padded(self.dialect(), &ids)));
        for (column, value) in of_scope(self.dialect(), scope) {
            select.and_where(Expr::col(column).eq(value));
        }
        self.rows(&select).await?.iter().map(read).collect()
    }

    async fn annotate(&self, annotation: &Annotation) -> Result<Update, StoreError> {
        self.until_done(|| self.try_to_annotate(annotation)).await
    }

    async fn remove_annotations(&self, calls: &[CallId]) -> Result<u64, StoreError> {
        if calls.is_empty() {
            return Ok(0);
        }
        let ids: Vec<&str> = calls.iter().map(CallId::as_str).collect();
        self.until_done(|| self.try_to_remove_annotations(&ids)).await
    }
}
