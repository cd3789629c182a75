//! Users and their passwords.

use std::fmt::Debug;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::StoreError;

use super::list::{ListQuery, Page};
use crate::id::UserId;
use crate::password::PasswordHash;
use crate::reach::Tenants;
use crate::user::{Account, User, UserName};

/// What came of [`UserStore::create_user`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Creation {
    /// It is there.
    Done,
    /// Another one of the tenant has the name.
    NameTaken,
}

/// What came of [`UserStore::update_user`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Update {
    /// It was changed, and has this version now.
    Done {
        /// One more than before.
        version: u64,
    },
    /// Another one has changed it meanwhile: read it again.
    Changed,
    /// Another one of the tenant has the name.
    NameTaken,
    /// There is no such user.
    Gone,
}

/// A password that was hashed anew.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rehash {
    /// The hash that was verified.
    pub old: PasswordHash,
    /// That of the same password at today's cost.
    pub new: PasswordHash,
}

/// Users and their passwords.
#[async_trait]
pub trait UserStore: Debug + Send + Sync {
    /// Puts this user if there is **no user at all**, of any tenant, and says whether it did. Of several who do so at once, one
    /// does.
    ///
    /// # Errors
    /// Those of the database.
    async fn create_first(&self, account: &Account) -> Result<bool, StoreError>;

    /// Puts a new user, whose id is new.
    ///
    /// # Errors
    /// Those of the database.
    async fn create_user(&self, account: &Account) -> Result<Creation, StoreError>;

    /// Puts a changed user, with its password, in the place of the one of its id **and its version**, which the store raises.
    /// Its tenant, the time it was made and its last sign-in stay what they were.
    ///
    /// # Errors
    /// Those of the database.
    async fn update_user(&self, account: &Account) -> Result<Update, StoreError>;

    /// Removes a user of these tenants and all its sessions; says whether there was one.
    ///
    /// # Errors
    /// Those of the database.
    async fn remove_user(&self, tenants: &Tenants, id: &UserId) -> Result<bool, StoreError>;

    /// Notes that a user has signed in, unless a later time is noted, and puts the hash that was made anew in the place of the
    /// one that was verified, unless the password was changed meanwhile. The version stays. Nothing if there is no such
    /// user.
    ///
    /// # Errors
    /// Those of the database.
    async fn note_sign_in(
        &self,
        id: &UserId,
        at: Timestamp,
        rehash: Option<&Rehash>,
    ) -> Result<(), StoreError>;

    /// A user of these tenants, with its password.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a record that cannot be read, and those of the database.
    async fn account(&self, tenants: &Tenants, id: &UserId) -> Result<Option<Account>, StoreError>;

    /// The user of this name.
    ///
    /// # Errors
    /// Those of [`account`](Self::account).
    async fn account_named(&self, tenant: &str, name: &UserName) -> Result<Option<Account>, StoreError>;

    /// A page of users, by the time they were made.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of [`account`](Self::account).
    async fn users(&self, query: &ListQuery) -> Result<Page<User>, StoreError>;
}
