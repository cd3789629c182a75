//! `directory`: what people configure.

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{
    Creation, DirectoryEntry, DirectoryStore, EntryId, EntryKind, Removal, Scope, StoreError, Update,
};
use sea_query::{Cond, Expr, ExprTrait, Order, Query, SelectStatement};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::queries::rows::of_scope;
use crate::row::Row;
use crate::schema::{Conflict, Table, rows};
use crate::store::SqlStore;

const KIND: &str = "kind";
const KNOWN_BY: &str = "known_by";
const VERSION: &str = "version";
const CREATED_AT: &str = "created_at";

const TABLE: Table = Table {
    name: "directory",
    columns: &[KIND, rows::PBX, KNOWN_BY, rows::TENANT, VERSION, CREATED_AT, rows::CHANGED_AT, rows::RECORD],
    key: 3,
    partitioned_key: None,
    conflict: Conflict::Never,
};

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn read(row: &Row) -> Result<DirectoryEntry, StoreError> {
    let entry: DirectoryEntry = decode("an entry of the directory", row)?;
    // The columns count: the record has what the entry had when it was put.
    let created_at = Timestamp::from_unix_micros(row.number(CREATED_AT).map_err(store_error)?);
    Ok(entry.in_version(row.count(VERSION).map_err(store_error)?, created_at))
}

fn of_id(dialect: Dialect, id: &EntryId<'_>) -> Cond {
    let mut all = Cond::all()
        .add(Expr::col(KIND).eq(id.kind.as_str()))
        .add(Expr::col(rows::PBX).eq(&*dialect.key(id.pbx)))
        .add(Expr::col(KNOWN_BY).eq(&*dialect.key(id.known_by)));
    if let Some(tenant) = id.tenant {
        all = all.add(Expr::col(rows::TENANT).eq(&*dialect.key(tenant)));
    }
    all
}

fn select() -> SelectStatement {
    Query::select().columns([VERSION, CREATED_AT, rows::RECORD]).from(TABLE.name).take()
}

impl SqlStore {
    async fn try_to_create_entry(&self, entry: &DirectoryEntry) -> Result<Creation, StoreError> {
        let mut writing = self.writing().await?;
        let there =
            select().cond_where(of_id(self.dialect(), &EntryId { tenant: None, ..entry.id() })).take();
        // Where another one puts it after this, the transaction is in the way of the other's, and begins again.
        if !writing.fetch(&there).await?.is_empty() {
            return Ok(Creation::Exists);
        }
        let EntryId { kind, pbx, known_by, .. } = entry.id();
        let mut row = Rows::new(self.dialect());
        row.text(kind.as_str()).key(pbx).key(known_by).key(entry.id().tenant.unwrap_or_default()).count(1);
        row.time(entry.created_at()).time(entry.changed_at()).string(encode(entry)?);
        writing.insert(&TABLE, row).await?;
        writing.commit().await?;
        Ok(Creation::Done)
    }

    async fn has_entry(&self, id: &EntryId<'_>) -> Result<bool, StoreError> {
        let there = select().cond_where(of_id(self.dialect(), id)).take();
        Ok(!self.rows(&there).await?.is_empty())
    }
}

#[async_trait]
impl DirectoryStore for SqlStore {
    async fn directory(&self, kind: EntryKind, scope: &Scope) -> Result<Vec<DirectoryEntry>, StoreError> {
        let mut select = select();
        select.and_where(Expr::col(KIND).eq(kind.as_str()));
        for (column, value) in of_scope(self.dialect(), scope) {
            select.and_where(Expr::col(column).eq(value));
        }
        select.order_by(rows::PBX, Order::Asc).order_by(KNOWN_BY, Order::Asc);
        self.rows(&select).await?.iter().map(read).collect()
    }

    async fn directory_entry(&self, id: &EntryId<'_>) -> Result<Option<DirectoryEntry>, StoreError> {
        let select = select().cond_where(of_id(self.dialect(), id)).take();
        self.rows(&select).await?.first().map(read).transpose()
    }

    async fn create_entry(&self, entry: &DirectoryEntry) -> Result<Creation, StoreError> {
        self.until_done(|| self.try_to_create_entry(entry)).await
    }

    async fn update_entry(&self, entry: &DirectoryEntry) -> Result<Update, StoreError> {
        let version = entry.version().saturating_add(1);
        let update = Query::update()
            .table(TABLE.name)
            .value(VERSION, number(version))
            .value(rows::CHANGED_AT, entry.changed_at().unix_micros())
            .value(rows::RECORD, encode(entry)?)
            .cond_where(of_id(self.dialect(), &entry.id()))
            .and_where(Expr::col(VERSION).eq(number(entry.version())))
            .take();
        Ok(match self.change(&update).await? {
            0 if self.has_entry(&entry.id()).await? => Update::Changed,
            0 => Update::Gone,
            _ => Update::Done { version },
        })
    }

    async fn remove_entry(&self, id: &EntryId<'_>, version: Option<u64>) -> Result<Removal, StoreError> {
        let mut delete = Query::delete();
        delete.from_table(TABLE.name).cond_where(of_id(self.dialect(), id));
        if let Some(version) = version {
            delete.and_where(Expr::col(VERSION).eq(number(version)));
        }
        Ok(match self.remove(&delete).await? {
            0 if version.is_some() && self.has_entry(id).await? => Removal::Changed,
            0 => Removal::Gone,
            _ => Removal::Done,
        })
    }
}
