//! `recording_marks`: what became of the files of recordings.

use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::store::{RecordingMark, RecordingMarkStore, StoreError, Update, check_files};
use sea_query::{Cond, Expr, ExprTrait, Order, Query};

use crate::bind::Rows;
use crate::json::{decode, encode};
use crate::queries::calls::padded;
use crate::row::Row;
use crate::schema::{Conflict, Table, rows};
use crate::store::SqlStore;

const FILE: &str = "file";
const VERSION: &str = "version";

const TABLE: Table = Table {
    name: "recording_marks",
    columns: &[rows::PBX, FILE, rows::TENANT, VERSION, rows::CHANGED_AT, rows::RECORD],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

fn read(row: &Row) -> Result<RecordingMark, StoreError> {
    decode("the mark of a recording", row)
}

fn count(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

impl SqlStore {
    /// Of two that begin at once one meets the other's row, and sees it when it is done again.
    async fn try_to_mark(&self, mark: &RecordingMark) -> Result<Update, StoreError> {
        let dialect = self.dialect();
        let (pbx, file) = (dialect.key(&mark.pbx), dialect.key(&mark.file));
        let of_file = Cond::all().add(Expr::col(rows::PBX).eq(&*pbx)).add(Expr::col(FILE).eq(&*file));
        let version = mark.version.saturating_add(1);
        let new = RecordingMark { version, ..mark.clone() };
        let mut writing = self.writing().await?;
        if mark.version > 0 {
            let update = Query::update()
                .table(TABLE.name)
                .value(VERSION, count(version))
                .value(rows::CHANGED_AT, new.changed_at.unix_micros())
                .value(rows::RECORD, encode(&new)?)
                .cond_where(of_file)
                .and_where(Expr::col(VERSION).eq(count(mark.version)))
                .take();
            if writing.update(&update).await? == 0 {
                return Ok(Update::Changed);
            }
        } else {
            let old = Query::select().column(VERSION).from(TABLE.name).cond_where(of_file).take();
            if !writing.fetch(&old).await?.is_empty() {
                return Ok(Update::Changed);
            }
            let mut row = Rows::new(dialect);
            row.key(&new.pbx).key(&new.file).key(&new.tenant).count(version);
            row.time(new.changed_at).string(encode(&new)?);
            writing.insert(&TABLE, row).await?;
        }
        writing.commit().await?;
        Ok(Update::Done { version })
    }
}

#[async_trait]
impl RecordingMarkStore for SqlStore {
    async fn recording_marks(&self, pbx: &str, files: &[Arc<str>]) -> Result<Vec<RecordingMark>, StoreError> {
        check_files(files)?;
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let files: Vec<&str> = files.iter().map(|file| &**file).collect();
        let select = Query::select()
            .column(rows::RECORD)
            .from(TABLE.name)
            .and_where(Expr::col(rows::PBX).eq(&*self.dialect().key(pbx)))
            .and_where(Expr::col(FILE).is_in(padded(self.dialect(), &files)))
            .order_by(FILE, Order::Asc)
            .take();
        self.rows(&select).await?.iter().map(read).collect()
    }

    async fn mark_recording(&self, mark: &RecordingMark) -> Result<Update, StoreError> {
        self.until_done(|| self.try_to_mark(mark)).await
    }
}
