//! Where accounts are kept: traits that a database implements and a server is written against, as those of
//! [`callflow_core::store`] are.
//!
//! | trait | what for |
//! |---|---|
//! | [`UserStore`] | users and their passwords |
//! | [`SessionStore`] | sign-in sessions |
//! | [`ApiKeyStore`] | keys of machines |
//! | [`AuditStore`] | what was done |
//! | [`AccountStore`] | all of them |
//!
//! **Tenants.** A question that may come from somebody of one tenant takes a [`Tenants`](crate::reach::Tenants) or a
//! [`ListQuery::tenant`], and finds nothing of another one.
//!
//! **At once.** What must not be done twice says so: the first administrator, a name, the change of a version, the refresh of
//! a session. Of several who do it at once, on several servers, one does it and the others are told.
//!
//! **Again.** Whatever failed may be repeated, but [`UserStore::create_user`] and [`SessionStore::rotate`], whose answer then
//! says that it was done before.

mod api_keys;
mod audit;
mod list;
mod sessions;
mod users;

#[cfg(feature = "testkit")]
pub mod memory;

pub use self::api_keys::ApiKeyStore;
pub use self::audit::{AuditQuery, AuditStore};
pub use self::list::{ListQuery, Listed, Page};
pub use self::sessions::SessionStore;
pub use self::users::{Creation, Rehash, Update, UserStore};

/// All of it: what a server holds as `Arc<dyn AccountStore>`. Implemented for everything that is all of these.
pub trait AccountStore: UserStore + SessionStore + ApiKeyStore + AuditStore {}

impl<T> AccountStore for T where T: UserStore + SessionStore + ApiKeyStore + AuditStore + ?Sized {}
