//! Requests that are repeated with the same key, and done once.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Debug};

use async_trait::async_trait;

use super::error::StoreError;
use crate::time::Timestamp;

/// By what a request is known when it comes again.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct IdempotencyKey {
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Who makes it: nobody gets the answer to another one's request.
    pub actor: Arc<str>,
    /// What the client has made up.
    pub key: Arc<str>,
}

/// A digest of what is asked for, by which another request under the same key is told.
pub type Fingerprint = [u8; 32];

/// What was answered to a request. [`Debug`] does not show the body, which may have anything in it.
#[derive(Clone, Eq, PartialEq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The type of the body, if there is one.
    pub content_type: Option<Arc<str>>,
    /// The body.
    pub body: Vec<u8>,
}

impl Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// What came of [`IdempotencyStore::begin_request`].
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub enum Begun {
    /// It is the first one: do it, and [finish](IdempotencyStore::finish_request) it.
    New,
    /// It was begun before and has no answer. Never do it again: whoever began it may be at it, or have died in the middle,
    /// and nobody knows what came of it.
    Running,
    /// It was done before, with this answer.
    Done(Answer),
    /// Something else was asked for under the same key.
    Different,
}

/// Remembers requests that act on something outside, so that each is done once, whichever server gets it again.
#[async_trait]
pub trait IdempotencyStore: Debug + Send + Sync {
    /// Begins a request, which is remembered until `until`. Of several who begin the same one at once, one gets
    /// [`Begun::New`]. A key whose time is over at `now` counts as new.
    ///
    /// After an error nobody knows whether it has begun: it is not done then, and whoever asks again may hear that it is
    /// running.
    ///
    /// # Errors
    /// Those of the database.
    async fn begin_request(
        &self,
        key: &IdempotencyKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Begun, StoreError>;

    /// Notes the answer of a request that is running; says whether there was such a one. An answer never changes.
    ///
    /// # Errors
    /// Those of the database.
    async fn finish_request(&self, key: &IdempotencyKey, answer: &Answer) -> Result<bool, StoreError>;

    /// Forgets a request that is running and of which **nothing was done**, so that it may be tried again; says whether
    /// there was such a one.
    ///
    /// # Errors
    /// Those of the database.
    async fn abandon_request(&self, key: &IdempotencyKey) -> Result<bool, StoreError>;

    /// Forgets all requests whose time was over before this one, and says how many.
    ///
    /// # Errors
    /// Those of the database.
    async fn purge_idempotency(&self, before: Timestamp) -> Result<u64, StoreError>;
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn a_body_is_not_shown() {
        let answer = Answer { status: 201, content_type: None, body: b"s3cret".to_vec() };
        let shown = format!("{:?}", Begun::Done(answer));
        assert_eq!(shown, "Done(Answer { status: 201, content_type: None, bytes: 6 })");
    }
}
