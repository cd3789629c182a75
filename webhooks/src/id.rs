//! Ids that are shown to users.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hex;

/// The operating system gave no random bytes, so no id and no secret can be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct EntropyError {
    #[from]
    source: getrandom::Error,
}

/// So many bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Of a webhook: 128 random bits.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(transparent)]
pub struct WebhookId(Arc<str>);

impl WebhookId {
    /// A new one: 32 hexadecimal digits.
    ///
    /// # Errors
    /// [`EntropyError`] where the operating system gives no random numbers.
    pub fn random() -> Result<Self, EntropyError> {
        Ok(Self(hex::encode(&random::<16>()?).into()))
    }

    /// The id that reads `text`, which may be any: one that no webhook has is found nowhere.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same text, shared.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
