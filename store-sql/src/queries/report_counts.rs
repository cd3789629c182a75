//! `report_counts`: what was counted in a quarter of an hour, for reports.
//!
//! What a record adds is a list of waits among other things, which no SQL adds up and takes back. So the rows of the quarters
//! that a batch is about are read, changed and written again: a batch is mostly about the last quarter or two. Writers of one
//! PBX, which is part of the key, wait for each other.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::report::{Counts, Group, Share, ShareKey};
use callflow_core::store::{CountsQuery, StoreError};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::bind::Rows;
use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::calls::padded;
use crate::queries::rows::of_scope;
use crate::row::Row;
use crate::schema::{Conflict, Table, reports, rows};
use crate::statements::Statements;
use crate::words::{variant, word};

pub(crate) const TABLE: Table = Table {
    name: reports::TABLE,
    columns: &[reports::KIND, reports::QUARTER, reports::NAME, rows::TENANT, rows::PBX, reports::COUNTS],
    key: 5,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// Quarters that one statement asks for: a batch of another time than now may be about many.
const MOST_QUARTERS: usize = 64;

/// What a batch changes.
#[derive(Debug, Default)]
pub(crate) struct Ledger(BTreeMap<ShareKey, Change>);

#[derive(Debug, Default)]
struct Change {
    more: Counts,
    less: Counts,
}

impl Ledger {
    /// Counts a record in place of an older one, of which these were the shares.
    pub(crate) fn replace(&mut self, dialect: Dialect, old: &[Share], new: &[Share]) {
        if old == new {
            return;
        }
        for share in new {
            self.of(dialect, &share.key).more += &share.counts;
        }
        let revised_at = new.iter().filter_map(|share| share.counts.revised_at).max();
        for share in old {
            let change = self.of(dialect, &share.key);
            change.less += &share.counts;
            // Where it was counted before, something else is told from now on.
            change.more.revised_at = change.more.revised_at.max(revised_at);
        }
    }

    fn of(&mut self, dialect: Dialect, key: &ShareKey) -> &mut Change {
        let keyed = |text: &Arc<str>| match dialect.key(text) {
            std::borrow::Cow::Borrowed(_) => text.clone(),
            std::borrow::Cow::Owned(short) => short.into(),
        };
        let (name, tenant, pbx) = (keyed(&key.name), keyed(&key.tenant), keyed(&key.pbx));
        self.0.entry(ShareKey { name, tenant, pbx, ..*key }).or_default()
    }

    /// Writes the rows that change, in the transaction.
    pub(crate) async fn write(
        self,
        transaction: &mut Transaction,
        dialect: Dialect,
        statements: &Statements,
    ) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut there = self.there(transaction, dialect).await?;
        let mut values = Rows::new(dialect);
        for (key, Change { more, less }) in self.0 {
            let old = there.remove(&key).unwrap_or_default();
            let mut new = old.clone();
            new += &more;
            new.take_back(&less);
            if new != old {
                add(&mut values, &Share { key, counts: new })?;
            }
        }
        statements.write(transaction, &TABLE, values).await.map_err(store_error)
    }

    /// What the database has of the quarters that change.
    async fn there(
        &self,
        transaction: &mut Transaction,
        dialect: Dialect,
    ) -> Result<BTreeMap<ShareKey, Counts>, StoreError> {
        let quarters: BTreeSet<i64> = self.0.keys().map(|key| key.quarter.unix_micros()).collect();
        let quarters: Vec<i64> = quarters.into_iter().collect();
        let pbxs: BTreeSet<&str> = self.0.keys().map(|key| &*key.pbx).collect();
        let pbxs: Vec<&str> = pbxs.into_iter().collect();
        let mut there = BTreeMap::new();
        for quarters in quarters.chunks(MOST_QUARTERS) {
            let last = quarters.last().into_iter().cycle();
            let count = quarters.len().next_power_of_two();
            let select = selected()
                .and_where(Expr::col(reports::KIND).is_in(Group::ALL.map(|group| word(&group))))
                .and_where(
                    Expr::col(reports::QUARTER).is_in(quarters.iter().chain(last).take(count).copied()),
                )
                .and_where(dialect.plain(Expr::col(rows::PBX)).is_in(padded(dialect, &pbxs)))
                .take();
            let (sql, values) = dialect.select(&select);
            for row in transaction.fetch(&sql, values.0).await.map_err(store_error)? {
                let share = read(&row)?;
                there.insert(share.key, share.counts);
            }
        }
        Ok(there)
    }
}

fn add(rows: &mut Rows, Share { key, counts }: &Share) -> Result<(), StoreError> {
    let counts =
        serde_json::to_string(counts).map_err(|error| StoreError::Failed { source: error.into() })?;
    rows.word(&key.group).time(key.quarter).key(&key.name).key(&key.tenant).key(&key.pbx).string(counts);
    Ok(())
}

fn selected() -> SelectStatement {
    let mut select = Query::select();
    select.columns(TABLE.columns.iter().copied()).from(TABLE.name);
    select
}

/// The rows that are asked for.
pub(crate) fn of(dialect: Dialect, query: &CountsQuery) -> SelectStatement {
    let mut select = selected();
    select
        .and_where(Expr::col(reports::KIND).eq(word(&query.group)))
        .and_where(Expr::col(reports::QUARTER).gte(query.from.unix_micros()))
        .and_where(Expr::col(reports::QUARTER).lt(query.to.unix_micros()));
    for (column, value) in of_scope(dialect, &query.scope) {
        select.and_where(dialect.plain(Expr::col(column)).eq(value));
    }
    if let Some(names) = &query.names {
        let names = names.iter().map(|name| dialect.key(name).into_owned());
        select.and_where(dialect.plain(Expr::col(reports::NAME)).is_in(names));
    }
    select
}

/// The share of a row.
pub(crate) fn read(row: &Row) -> Result<Share, StoreError> {
    let damaged = |source: callflow_core::store::BoxError| StoreError::Damaged {
        what: "a count of a report".into(),
        source,
    };
    let text = |column| row.text(column).map(Arc::from).map_err(store_error);
    let group = row.text(reports::KIND).map_err(store_error)?;
    let counts = row.text(reports::COUNTS).map_err(store_error)?;
    Ok(Share {
        key: ShareKey {
            group: variant(&group).map_err(|error| damaged(error.into()))?,
            quarter: Timestamp::from_unix_micros(row.number(reports::QUARTER).map_err(store_error)?),
            name: text(reports::NAME)?,
            tenant: text(rows::TENANT)?,
            pbx: text(rows::PBX)?,
        },
        counts: serde_json::from_str(&counts).map_err(|error| damaged(error.into()))?,
    })
}
