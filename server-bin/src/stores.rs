//! Opening the store that a URL names.

use std::sync::Arc;

use callflow_core::store::Store;
use callflow_store_sql::{OpenError as SqlError, SqlStore};

/// Why a store is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenStoreError {
    /// One of the SQL databases.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

impl OpenStoreError {
    /// Whether it may succeed later, without anybody changing the URL: the database is down or starting.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Sql(error) => {
                matches!(
                    error,
                    SqlError::Unreachable { .. } | SqlError::Busy { .. } | SqlError::Failed { .. }
                )
            }
        }
    }
}

/// Opens `sqlite:`, `postgres:`, `mysql:` or `mongodb:`, and brings its schema up to date.
///
/// # Errors
/// Those of the store, which name the database and say what to do.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenStoreError> {
    Ok(Arc::new(SqlStore::open(url).await?))
}
