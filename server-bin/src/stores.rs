//! Opening the store that a URL names.

use std::sync::Arc;

use callflow_accounts::store::AccountStore;
use callflow_core::store::Store;
use callflow_store_mongo::{MongoStore, OpenError as MongoError, Options as MongoOptions};
use callflow_store_sql::{OpenError as SqlError, SqlStore};
use callflow_webhooks::store::{DeliveryStore, WebhookStore};
use serde::Serialize;

/// What every database holds: calls and what belongs to them, who may see them, and who is told of them. Coerces into each.
pub trait AnyStore: Store + AccountStore + WebhookStore + DeliveryStore {}

impl<T: Store + AccountStore + WebhookStore + DeliveryStore> AnyStore for T {}

/// Why a store is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenStoreError {
    /// One of the SQL databases.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// MongoDB.
    #[error(transparent)]
    Mongo(#[from] MongoError),
    /// The schema is older, and bringing it up to date would take data out of the database.
    #[error(
        "version {version} ({name}) of the schema takes data out of the database: make a backup and run `callflow \
         migrate up --yes`"
    )]
    DropsData {
        /// The number of the first version that does so.
        version: i64,
        /// What it is about.
        name: String,
    },
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
            Self::Mongo(error) => matches!(error, MongoError::Unreachable { .. } | MongoError::Failed { .. }),
            Self::DropsData { .. } => false,
        }
    }
}

/// One version of a store's schema, and whether a database has it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Migration {
    /// Its number; they are taken in order, each once.
    pub version: i64,
    /// What it is about, in a word or two.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether taking it loses something, so that an operator has to ask for it.
    pub drops_data: bool,
}

/// Whether the URL is of MongoDB.
fn is_mongo(url: &str) -> bool {
    url.starts_with("mongodb:") || url.starts_with("mongodb+srv:")
}

/// Opens `sqlite:`, `postgres:`, `mysql:` or `mongodb:`, and brings its schema up to date, but for versions that take data
/// out.
///
/// # Errors
/// Those of the store, which name the database and say what to do; [`OpenStoreError::DropsData`].
pub async fn open(url: &str) -> Result<Arc<dyn AnyStore>, OpenStoreError> {
    match migrations(url).await {
        Ok(migrations) => lose_nothing(&migrations)?,
        // Opening says more of it.
        Err(OpenStoreError::Sql(SqlError::Failed { .. })) => {}
        Err(error) => return Err(error),
    }
    open_and_migrate(url).await
}

/// The same with versions that take data out: for an operator who has asked for it.
///
/// # Errors
/// Those of the store.
pub async fn open_and_migrate(url: &str) -> Result<Arc<dyn AnyStore>, OpenStoreError> {
    if is_mongo(url) {
        // A transaction that a killed server leaves open would keep the next one out for a minute. Without, records are
        // written so that a crash between them loses nothing.
        let mut options = MongoOptions::default();
        options.transactions = false;
        return Ok(Arc::new(MongoStore::open_with(url, &options).await?));
    }
    Ok(Arc::new(SqlStore::open(url).await?))
}

/// The versions of the schema, and which of them the database has. Changes nothing, and creates no file.
///
/// # Errors
/// As [`open`]; a schema that is newer than this program is one.
pub async fn migrations(url: &str) -> Result<Vec<Migration>, OpenStoreError> {
    if is_mongo(url) {
        let found = MongoStore::migrations(url).await?.into_iter().map(|it| Migration {
            version: it.version,
            name: it.name.to_owned(),
            applied: it.applied,
            drops_data: it.drops_data,
        });
        return Ok(found.collect());
    }
    let found = SqlStore::migrations(url).await?.into_iter().map(|it| Migration {
        version: it.version,
        name: it.name,
        applied: it.applied,
        drops_data: it.drops_data,
    });
    Ok(found.collect())
}

/// The URL without its secrets, as messages may show it.
#[must_use]
pub fn shown(url: &str) -> String {
    crate::config::redacted_url(url)
}

/// Fails where a version that is to be taken takes data out. A database that is empty loses nothing.
fn lose_nothing(migrations: &[Migration]) -> Result<(), OpenStoreError> {
    let is_new = migrations.iter().all(|it| !it.applied);
    match migrations.iter().find(|it| it.drops_data && !it.applied && !is_new) {
        Some(it) => Err(OpenStoreError::DropsData { version: it.version, name: it.name.clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_go_only_when_somebody_asked_for_it() {
        let version = |version, applied, drops_data| Migration {
            version,
            name: format!("number {version}"),
            applied,
            drops_data,
        };
        let refused = |migrations: &[Migration]| lose_nothing(migrations).map_err(|error| error.to_string());
        let old = [version(1, true, false), version(2, false, false), version(3, false, true)];
        let said = refused(&old).unwrap_err();
        assert!(said.starts_with("version 3 (number 3) of the schema takes data out"), "{said}");
        assert_eq!(refused(&[version(1, true, false), version(2, true, true)]), Ok(()), "it is done already");
        assert_eq!(refused(&[version(1, false, false), version(2, false, true)]), Ok(()), "it is empty");
        assert_eq!(refused(&[version(1, true, false), version(2, false, false)]), Ok(()));
    }
}
