//! The whole, put together: signing in, refreshing, signing out and the rest, one method each.
//!
//! For programs on tokio: passwords are hashed beside it, a few at a time. Time is an argument, as everywhere here. Each method
//! writes what it does into the audit log.

mod keys;
mod recent;
mod sign_in;
mod sign_out;
mod users;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use self::recent::Recent;
pub use self::sign_in::{Credentials, SignedIn};
pub use self::users::Changed;
use crate::audit::{AuditActor, AuditEntry, AuditOutcome};
use crate::csrf::CsrfTokens;
use crate::entropy::EntropyError;
use crate::first::FirstError;
use crate::id::SessionId;
use crate::invalid::Invalid;
use crate::password::{PasswordCost, PasswordError, PasswordHash, PasswordPolicy, Passwords, Verdict};
use crate::rights::Refusal;
use crate::session::{Client, Lifetimes};
use crate::store::AccountStore;
use crate::throttle::{Limits, Throttle};
use crate::token::{AccessTokens, SigningKeys};

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The address of the client, behind proxies that are trusted.
    pub address: Option<IpAddr>,
    /// What the program says it is (`User-Agent`).
    pub agent: Option<String>,
    /// The id of the request, as it stands in the log.
    pub request: Option<String>,
}

impl Origin {
    fn client(&self) -> Client {
        Client::new(self.address.map(|it| it.to_string()).as_deref(), self.agent.as_deref())
    }
}

/// What can be set. The default is what is recommended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// How long an access token lives; `None` is [`AccessTokens::LIFETIME`].
    pub access_lifetime: Option<Duration>,
    /// How long sessions last.
    pub sessions: Lifetimes,
    /// What passwords may be.
    pub policy: PasswordPolicy,
    /// What it costs to try one.
    pub cost: PasswordCost,
    /// How often one may try.
    pub limits: Limits,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not signed in, or not any more (401). It does not say why: neither which names there are nor which sessions.
    #[error("not signed in")]
    NotSignedIn,
    /// Name or password are wrong, or the account is disabled (401).
    #[error("name or password are wrong")]
    WrongCredentials,
    /// Too many attempts (429, `Retry-After`).
    #[error("too many attempts: try again in {} s", .after.as_secs().max(1))]
    TooManyAttempts {
        /// When to try again.
        after: Duration,
    },
    /// Signed in, but it has no right to this (403).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A field is wrong (422).
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Another user of the tenant has the name (409).
    #[error("another user has this name")]
    NameTaken,
    /// Another one has changed it meanwhile (409, or 412): read it again.
    #[error("it was changed meanwhile")]
    Conflict,
    /// There is none, or none of this tenant (404).
    #[error("there is none")]
    NotFound,
    /// The store did not do it (503 where [`StoreError::retryable`], else 500).
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A password could not be hashed (500).
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// There is no first administrator (500).
    #[error(transparent)]
    First(#[from] FirstError),
    /// There are no random numbers (500).
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The program is ending, and passwords are hashed no more (503).
    #[error("the program is ending")]
    Ending,
}

/// Everything about accounts that a server asks for.
#[derive(Debug)]
pub struct Accounts {
    store: Arc<dyn AccountStore>,
    tokens: AccessTokens,
    csrf: CsrfTokens,
    passwords: Passwords,
    settings: Settings,
    throttle: Mutex<Throttle>,
    recent: Mutex<Recent>,
    /// Each takes the memory of the cost and a core for tens of milliseconds.
    hashing: Semaphore,
}

/// How many passwords are hashed at once: more would take longer each, and memory.
const AT_ONCE: usize = 2;

impl Accounts {
    /// With this store and these keys. It hashes one password, so it takes some milliseconds.
    ///
    /// # Errors
    /// [`PasswordError`] for a cost that cannot be had.
    pub fn new(
        store: Arc<dyn AccountStore>,
        keys: SigningKeys,
        settings: Settings,
    ) -> Result<Self, PasswordError> {
        let lifetime = settings.access_lifetime.unwrap_or(AccessTokens::LIFETIME);
        Ok(Self {
            store,
            csrf: CsrfTokens::new(&keys),
            tokens: AccessTokens::new(keys, lifetime),
            passwords: Passwords::new(settings.cost)?,
            settings,
            throttle: Mutex::new(Throttle::new(settings.limits)),
            recent: Mutex::new(Recent::new(lifetime)),
            hashing: Semaphore::new(AT_ONCE),
        })
    }

    /// The store, for lists of users, keys and the audit log.
    #[must_use]
    pub fn store(&self) -> &dyn AccountStore {
        &*self.store
    }

    /// Whether a request that changes something and signs in by cookies has brought the token back: in a header, and in the
    /// cookie that scripts may read.
    #[must_use]
    pub fn check_csrf(&self, session: &SessionId, header: &str, cookie: &str) -> bool {
        self.csrf.check(session, header, cookie)
    }

    /// Writes an entry of the audit log.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn audit(&self, entry: AuditEntry) -> Result<(), Error> {
        Ok(self.store.add_audit(&[entry]).await?)
    }

    async fn verify(&self, stored: Option<PasswordHash>, password: SecretString) -> Result<Verdict, Error> {
        let passwords = self.passwords.clone();
        self.hashing(move || passwords.verify(stored.as_ref(), &password)).await
    }

    async fn hash(&self, password: SecretString) -> Result<PasswordHash, Error> {
        let passwords = self.passwords.clone();
        self.hashing(move || passwords.hash(&password)).await
    }

    async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, Error> {
        let _turn = self.hashing.acquire().await.map_err(|_| Error::Ending)?;
        Ok(tokio::task::spawn_blocking(work).await.map_err(|_| Error::Ending)??)
    }

    /// Nothing under the lock can fail half-way.
    fn throttled<T>(&self, ask: impl FnOnce(&mut Throttle) -> T) -> T {
        ask(&mut self.throttle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn note(
        &self,
        origin: &Origin,
        (tenant, actor): (&str, AuditActor),
        (action, target): (&str, Option<&str>),
        outcome: AuditOutcome,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut entry = AuditEntry::new(tenant, actor, action, outcome, now)?;
        let address = origin.address.map(|it| it.to_string());
        entry = entry.with_request(address.as_deref(), origin.request.as_deref());
        entry.target = target.map(Into::into);
        self.audit(entry).await
    }
}

#[cfg(all(test, feature = "testkit"))]
mod tests;
