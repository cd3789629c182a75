//! Lists with a text that is found by its parts.
//!
//! How many calls have the text, nobody knows beforehand: SQLite has no statistics, those of PostgreSQL say no more than
//! "a hundredth" of what one call has, and none say whether all of them lie years back. So the list is looked through from
//! its place on, but not far: a text that many calls have fills the page there. Only one that does not is looked up.

use std::time::Duration;

use callflow_core::store::{CallPage, CallQuery, Sort, StoreError};
use callflow_core::{Call, Timestamp};
use sea_query::SelectStatement;

use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::texts::Moments;
use crate::queries::{list, texts};
use crate::row::Row;
use crate::store::record;

/// Calls that are looked through before an index is asked.
const NEAR: u64 = 4096;

/// Whether it is asked so.
pub(crate) fn is_by_parts(dialect: Dialect, query: &CallQuery) -> bool {
    !texts::steps(dialect, query).is_empty() || texts::has_indexed_part(dialect, query)
}

/// The question without what lies beyond the moment.
fn up_to(query: &CallQuery, moment: Timestamp) -> CallQuery {
    let mut query = query.clone();
    match query.sort {
        Sort::OldestFirst => query.to = Some(moment.saturating_add(Duration::from_micros(1))),
        _ => query.from = Some(moment),
    }
    query
}

/// Who asks: one transaction for all questions of a list, lest a moment come or go between them.
#[derive(Debug)]
pub(crate) struct Asker {
    dialect: Dialect,
    transaction: Transaction,
}

impl Asker {
    pub(crate) fn new(dialect: Dialect, transaction: Transaction) -> Self {
        Self { dialect, transaction }
    }

    /// The list that `query` asks for.
    pub(crate) async fn list(mut self, query: &CallQuery) -> Result<CallPage, StoreError> {
        let steps = texts::steps(self.dialect, query);
        let total = if query.with_total { self.total(query, &steps).await? } else { None };
        let items = if steps.is_empty() {
            self.page_by_index(query).await?
        } else {
            self.page_among(query, steps).await?
        };
        self.transaction.rollback().await.map_err(store_error)?;
        Ok(CallPage::of(items, query.limit, total))
    }

    /// Among the first moments that have the text, which is enough if there are no more, or if they fill the page.
    /// Otherwise hardly one of these calls is left by the other filters; those are looked up, and each is asked for the
    /// text.
    async fn page_among(&mut self, query: &CallQuery, steps: Vec<Moments>) -> Result<Vec<Call>, StoreError> {
        let has_facet = [&query.number, &query.agent, &query.queue].iter().any(|facet| facet.is_some());
        for (n, moments) in steps.into_iter().map(|step| step.after_cursor(query)).enumerate() {
            // To look up a facet of thousands of calls costs more than to ask the calls of the facet for a frequent text.
            if n > 0 && has_facet && self.number(&moments.count()).await? > moments.most() {
                continue;
            }
            let items = self.records(&list::page_among(self.dialect, query, moments.select())).await?;
            let is_full = items.len() > query.limit as usize;
            if is_full || self.number(&moments.count()).await? <= moments.most() {
                return Ok(items);
            }
        }
        self.records(&list::page(self.dialect, query)).await
    }

    /// Among the first calls of the list, and if these leave hardly one, by an index. The server decides which, but may not
    /// walk on along the list.
    async fn page_by_index(&mut self, query: &CallQuery) -> Result<Vec<Call>, StoreError> {
        let whole = list::page(self.dialect, query);
        // Who numbers pages has come a long way already.
        if query.offset > 0 {
            return self.records(&whole).await;
        }
        let rows = self.rows(&list::moment_after(self.dialect, query, NEAR)).await?;
        let Some(row) = rows.first() else { return self.records(&whole).await };
        let moment = Timestamp::from_unix_micros(row.number(0).map_err(store_error)?);
        let near = self.records(&list::page(self.dialect, &up_to(query, moment))).await?;
        let limit = query.limit as usize;
        if near.len() > limit {
            return Ok(near);
        }
        // So many that the page is not far from being full.
        let is_frequent = near.len() * 8 > limit;
        if is_frequent || self.number(&texts::indexes()).await? == 0 {
            return self.records(&whole).await;
        }
        self.records(&list::page_sorted(self.dialect, query)).await
    }

    /// `None` where there are too many to be counted.
    async fn total(&mut self, query: &CallQuery, steps: &[Moments]) -> Result<Option<u64>, StoreError> {
        let is_bounded = query.count_at_most < u64::MAX;
        // A text that is frequent is looked for in the whole index with each step.
        let steps = if is_bounded { steps.get(..1).unwrap_or(steps) } else { steps };
        for moments in steps {
            if self.number(&moments.count()).await? <= moments.most() {
                let total = list::total_among(self.dialect, query, moments.select());
                return Ok(Some(self.number(&total).await?).filter(|total| *total <= query.count_at_most));
            }
        }
        if is_bounded && !steps.is_empty() {
            return Ok(None);
        }
        let total = self.number(&list::total(self.dialect, query)).await?;
        Ok(Some(total).filter(|total| *total <= query.count_at_most))
    }

    async fn rows(&mut self, select: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        let (sql, values) = self.dialect.select(select);
        self.transaction.fetch(&sql, values.0).await.map_err(store_error)
    }

    async fn records(&mut self, select: &SelectStatement) -> Result<Vec<Call>, StoreError> {
        self.rows(select).await?.iter().map(record).collect()
    }

    /// What a count says.
    async fn number(&mut self, select: &SelectStatement) -> Result<u64, StoreError> {
        let rows = self.rows(select).await?;
        let count = rows.first().map(|row| row.count(0)).transpose().map_err(store_error)?;
        Ok(count.unwrap_or_default())
    }
}
