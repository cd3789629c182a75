//! temp
use std::sync::Arc;
use callflow_core::store::Store;
/// temp
#[derive(Debug, thiserror::Error)]
#[error("temp")]
pub struct OpenStoreError;
impl OpenStoreError { /// temp
 #[must_use] pub fn retryable(&self) -> bool { false } }
/// temp
/// # Errors
/// temp
pub async fn open(_url: &str) -> Result<Arc<dyn Store>, OpenStoreError> { Ok(Arc::new(callflow_core::store::memory::MemoryStore::new())) }

/// The URL without its secrets, as messages may show it.
#[must_use]
pub fn shown(url: &str) -> String {
    crate::config::redacted_url(url)
}
