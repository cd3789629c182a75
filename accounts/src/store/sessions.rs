//! Sign-in sessions.

use std::fmt::Debug;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::StoreError;

use crate::id::{SessionId, UserId};
use crate::secret::Digest;
use crate::session::{End, Session};

/// Sign-in sessions. Their ids are of 128 random bits, so a session is found by its id alone.
#[async_trait]
pub trait SessionStore: Debug + Send + Sync {
    /// Puts a new session.
    ///
    /// # Errors
    /// Those of the database.
    async fn create_session(&self, session: &Session) -> Result<(), StoreError>;

    /// The session of this id, also one that is over.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a record that cannot be read, and those of the database.
    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError>;

    /// The session of this family of refresh tokens, also one that is over.
    ///
    /// # Errors
    /// Those of [`session`](Self::session).
    async fn session_of_family(&self, family: &Digest) -> Result<Option<Session>, StoreError>;

    /// Puts a refreshed session in the place of the one before it, if that still has the generation before and was not ended;
    /// says whether it did. **Atomic**: of several who do so at once, one does.
    ///
    /// # Errors
    /// Those of the database.
    async fn rotate(&self, session: &Session) -> Result<bool, StoreError>;

    /// Ends a session, unless it was ended before; says whether it did.
    ///
    /// # Errors
    /// Those of the database.
    async fn end_session(&self, id: &SessionId, end: End) -> Result<bool, StoreError>;

    /// Ends all sessions of a user but `except`, and says how many. A session that begins or is refreshed in the same moment
    /// is ended, or begins after it.
    ///
    /// # Errors
    /// Those of the database.
    async fn end_sessions_of(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        end: End,
    ) -> Result<u64, StoreError>;

    /// The sessions of a user that go on at this time, those that were refreshed last first.
    ///
    /// # Errors
    /// Those of [`session`](Self::session).
    async fn sessions_of(&self, user: &UserId, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// Removes sessions whose time was over before `before`, ended ones too, at most `limit`; says how many. 0 means that none
    /// is left.
    ///
    /// # Errors
    /// Those of the database.
    async fn purge_sessions(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
}
