//! temp
use callflow_core::store::Store;
use std::sync::Arc;
/// temp
#[derive(Debug, thiserror::Error)]
#[error("temp")]
pub struct OpenStoreError;
impl OpenStoreError {
    /// temp
    #[must_use]
    pub fn retryable(&self) -> bool {
        false
    }
}
/// temp
/// # Errors
/// temp
pub async fn open(_url: &str) -> Result<Arc<dyn Store>, OpenStoreError> {
    Ok(Arc::new(callflow_core::store::memory::MemoryStore::new()))
}
