//! Lists with a text, where a table has the parts of texts.
//!
//! How many calls have the text, nobody knows beforehand. So the first moments in the order of the list are looked at,
//! which is enough if there are no more, or if they fill the page. Otherwise many calls may have the text, and hardly one
//! of them is left by the other filters; then those are looked up, and each is asked for the text.

use callflow_core::Call;
use callflow_core::store::{CallPage, CallQuery, StoreError};
use sea_query::SelectStatement;

use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::list;
use crate::queries::texts::Moments;
use crate::row::Row;
use crate::store::record;

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

    /// The list that `query` asks for, whose calls are looked for among the moments of one step after the other.
    pub(crate) async fn list(
        mut self,
        query: &CallQuery,
        steps: Vec<Moments>,
    ) -> Result<CallPage, StoreError> {
        let total = if query.with_total { Some(self.total(query, &steps).await?) } else { None };
        let items = self.page(query, steps).await?;
        self.transaction.rollback().await.map_err(store_error)?;
        Ok(CallPage::of(items, query.limit, total))
    }

    async fn page(&mut self, query: &CallQuery, steps: Vec<Moments>) -> Result<Vec<Call>, StoreError> {
        for moments in steps.into_iter().map(|step| step.after_cursor(query)) {
            let are_all = self.number(&moments.count()).await? <= moments.most();
            let items = self.records(&list::page_among(self.dialect, query, moments.select())).await?;
            if are_all || items.len() > query.limit as usize {
                return Ok(items);
            }
        }
        self.records(&list::page(self.dialect, query)).await
    }

    async fn total(&mut self, query: &CallQuery, steps: &[Moments]) -> Result<u64, StoreError> {
        for moments in steps {
            if self.number(&moments.count()).await? <= moments.most() {
                return self.number(&list::total_among(self.dialect, query, moments.select())).await;
            }
        }
        self.number(&list::total(self.dialect, query)).await
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
