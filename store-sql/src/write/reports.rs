//! What a batch changes in the counts for reports.

use std::collections::BTreeMap;

use callflow_core::Call;
use callflow_core::report::{Share, shares_of_call, shares_of_interval};
use callflow_core::store::{Dated, IntervalRow, Row, StoreError};
use sea_query::{Expr, ExprTrait, Query};

use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::calls::padded;
use crate::queries::report_counts::Ledger;
use crate::queries::rows::read;
use crate::queries::{intervals, records};
use crate::schema::{records as columns, rows};

/// Records that one statement asks for.
const MOST_RECORDS: usize = 256;

/// What these calls, which are there and may be counted, have added. One whose record cannot be read has added nothing:
/// putting mends it, and what it was can no longer be known.
pub(super) async fn old_shares(
    transaction: &mut Transaction,
    dialect: Dialect,
    ids: &[&str],
) -> Result<BTreeMap<String, Vec<Share>>, StoreError> {
    let mut shares = BTreeMap::new();
    for ids in ids.chunks(MOST_RECORDS) {
        let select = Query::select()
            .columns([columns::CALL_ID, columns::RECORD])
            .from(columns::TABLE)
            .and_where(Expr::col(columns::CALL_ID).is_in(padded(dialect, ids)))
            .take();
        let (sql, values) = dialect.select(&select);
        for row in transaction.fetch(&sql, values.0).await.map_err(store_error)? {
            let id = row.text(columns::CALL_ID).map_err(store_error)?.into_owned();
            let record = row.text(columns::RECORD).map_err(store_error)?;
            let old = records::decode(&id, &record).ok();
            shares.insert(id, old.as_ref().map(shares_of_call).unwrap_or_default());
        }
    }
    Ok(shares)
}

/// Counts a call in place of what it was.
pub(super) fn count(ledger: &mut Ledger, dialect: Dialect, call: &Call, old: Option<Vec<Share>>) {
    ledger.replace(dialect, &old.unwrap_or_default(), &shares_of_call(call));
}

/// Counts those of the intervals, which are going to be written, that are counted.
pub(super) async fn count_intervals(
    ledger: &mut Ledger,
    transaction: &mut Transaction,
    dialect: Dialect,
    new: &[&IntervalRow],
) -> Result<(), StoreError> {
    let counted: Vec<(&IntervalRow, Vec<Share>)> = new
        .iter()
        .map(|row| (*row, shares_of_interval(row)))
        .filter(|(_, shares)| !shares.is_empty())
        .collect();
    for new in counted.chunks(MOST_RECORDS) {
        let there = there(transaction, dialect, new).await?;
        for (row, shares) in new {
            let old = there.iter().find(|old| old.key() == row.key());
            if old.is_none_or(|old| row.replaces(old)) {
                let old = old.map(shares_of_interval).unwrap_or_default();
                ledger.replace(dialect, &old, shares);
            }
        }
    }
    Ok(())
}

/// Those that the database has, and maybe others.
async fn there(
    transaction: &mut Transaction,
    dialect: Dialect,
    new: &[(&IntervalRow, Vec<Share>)],
) -> Result<Vec<IntervalRow>, StoreError> {
    let times = new.iter().map(|(row, _)| row.from.unix_micros());
    let last = times.clone().next_back().into_iter().cycle();
    let ids: Vec<String> = new.iter().map(|(row, _)| row.id().into_owned()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let count = new.len().next_power_of_two();
    let select = Query::select()
        .column(rows::RECORD)
        .from(intervals::TABLE.name)
        .and_where(Expr::col(intervals::HISTORY.at).is_in(times.chain(last).take(count)))
        .and_where(Expr::col(intervals::HISTORY.id).is_in(padded(dialect, &ids)))
        .take();
    let (sql, values) = dialect.select(&select);
    let found = transaction.fetch(&sql, values.0).await.map_err(store_error)?;
    found.iter().map(read).collect()
}
