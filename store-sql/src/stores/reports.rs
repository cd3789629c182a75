//! Counts for reports.

use async_trait::async_trait;
use callflow_core::report::Share;
use callflow_core::store::{CountsQuery, ReportStore, StoreError};

use crate::queries::report_counts;
use crate::store::SqlStore;

#[async_trait]
impl ReportStore for SqlStore {
    async fn report_counts(&self, query: &CountsQuery) -> Result<Vec<Share>, StoreError> {
        if query.names.as_ref().is_some_and(|names| names.is_empty()) {
            return Ok(Vec::new());
        }
        let rows = self.rows(&report_counts::of(self.dialect(), query)).await?;
        rows.iter().map(report_counts::read).collect()
    }
}
