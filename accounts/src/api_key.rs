//! API keys: how machines sign in.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::entropy::EntropyError;
use crate::first::FIRST_TENANT;
use crate::hex;
use crate::id::{ApiKeyId, UserId};
use crate::invalid::{Invalid, Problem, plain_text};
use crate::rights::KeyScope;
use crate::secret::{Digest, Secret};

const PREFIX: &str = "cfk";

/// A use is noted only where the one noted before is older, so that a busy key does not write at each request.
const NOTED_EVERY: Duration = Duration::from_secs(5 * 60);

/// An API key in the hand of its machine: `cfk_ID_SECRET`.
#[derive(Clone)]
pub struct PresentedKey {
    /// What the key is found by.
    pub id: ApiKeyId,
    secret: Secret,
}

impl PresentedKey {
    /// Reads what a machine sent; `None` for anything that is no API key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.strip_prefix('_')?.split_once('_')?;
        hex::decode::<16>(id)?;
        Some(Self { id: ApiKeyId::new(id), secret: Secret::parse(secret)? })
    }
}

impl fmt::Debug for PresentedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresentedKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What somebody says of a new key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewApiKey {
    /// What it is for.
    pub name: Arc<str>,
    /// What it may do.
    pub scopes: BTreeSet<KeyScope>,
    /// Whether it is for all tenants.
    pub spans_tenants: bool,
    /// Until when it counts; `None` is until it is revoked.
    pub expires_at: Option<Timestamp>,
}

/// An API key as it is stored. Its secret is not in it, only a digest.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ApiKey {
    /// What it is known by.
    pub id: ApiKeyId,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// What it is for.
    pub name: Arc<str>,
    /// What it may do.
    pub scopes: BTreeSet<KeyScope>,
    /// Whether it is for all tenants, and not for its own alone.
    pub spans_tenants: bool,
    digest: Digest,
    /// Who has made it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
    /// Until when it counts.
    pub expires_at: Option<Timestamp>,
    /// When it was used, to some minutes.
    pub last_used_at: Option<Timestamp>,
    /// Since when it counts no more.
    pub revoked_at: Option<Timestamp>,
}

/// An API key as clients may see it: without the digest.
#[derive(Clone, Debug, Serialize)]
pub struct ApiKeyView<'k> {
    /// What it is known by.
    pub id: &'k ApiKeyId,
    /// Whose it is.
    pub tenant: &'k str,
    /// What it is for.
    pub name: &'k str,
    /// What it may do.
    pub scopes: &'k BTreeSet<KeyScope>,
    /// Whether it is for all tenants.
    pub spans_tenants: bool,
    /// Who has made it.
    pub created_by: Option<&'k UserId>,
    /// When.
    pub created_at: Timestamp,
    /// Until when it counts.
    pub expires_at: Option<Timestamp>,
    /// When it was used, to some minutes.
    pub last_used_at: Option<Timestamp>,
    /// Since when it counts no more.
    pub revoked_at: Option<Timestamp>,
}

impl NewApiKey {
    /// Whether there may be such a key.
    ///
    /// # Errors
    /// [`Invalid`] for a name that is empty or too long, no scopes, and a time that is over.
    pub fn check(&self, now: Timestamp) -> Result<(), Invalid> {
        if self.name.trim().is_empty() {
            return Err(Invalid::new("name", Problem::Empty));
        }
        plain_text("name", &self.name, 128)?;
        if self.scopes.is_empty() {
            return Err(Invalid::new("scopes", Problem::Empty));
        }
        if self.expires_at.is_some_and(|at| at <= now) {
            return Err(Invalid::new("expires_at", Problem::Past));
        }
        Ok(())
    }
}

impl ApiKey {
    /// A new key of a tenant, and its text, which is shown once.
    ///
    /// # Errors
    /// [`EntropyError`] where the operating system gives no random numbers.
    pub fn new(
        tenant: &str,
        new: NewApiKey,
        created_by: Option<UserId>,
        now: Timestamp,
    ) -> Result<(Self, SecretString), EntropyError> {
        let (id, secret) = (ApiKeyId::random()?, Secret::random()?);
        let text = format!("{PREFIX}_{id}_{}", secret.to_text().expose_secret()).into();
        let key = Self {
            id,
            tenant: tenant.into(),
            name: new.name,
            scopes: new.scopes,
            spans_tenants: new.spans_tenants,
            digest: secret.digest(),
            created_by,
            created_at: now,
            expires_at: new.expires_at,
            last_used_at: None,
            revoked_at: None,
        };
        Ok((key, text))
    }

    /// One that no store has, with all scopes in all tenants.
    pub(crate) fn of_configuration(name: &str, digest: Digest, now: Timestamp) -> Self {
        Self {
            id: ApiKeyId::new(name),
            tenant: FIRST_TENANT.into(),
            name: name.into(),
            scopes: KeyScope::ALL.iter().copied().collect(),
            spans_tenants: true,
            digest,
            created_by: None,
            created_at: now,
            expires_at: None,
            last_used_at: None,
            revoked_at: None,
        }
    }

    /// Whether this is the key and counts.
    #[must_use]
    pub fn opens(&self, presented: &PresentedKey, now: Timestamp) -> bool {
        self.digest == presented.secret.digest() && self.is_live(now)
    }

    /// Whether it counts.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|at| now < at)
    }

    /// Whether a use now is worth noting.
    #[must_use]
    pub fn is_use_noted(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|at| now.since(at) >= NOTED_EVERY)
    }

    /// As clients may see it.
    #[must_use]
    pub fn view(&self) -> ApiKeyView<'_> {
        ApiKeyView {
            id: &self.id,
            tenant: &self.tenant,
            name: &self.name,
            scopes: &self.scopes,
            spans_tenants: self.spans_tenants,
            created_by: self.created_by.as_ref(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_micros(seconds * 1_000_000)
    }

    fn new(expires_at: Option<Timestamp>) -> NewApiKey {
        NewApiKey {
            name: "wallboard".into(),
            scopes: [KeyScope::StatisticsRead].into(),
            spans_tenants: false,
            expires_at,
        }
    }

    fn made(expires_at: Option<Timestamp>) -> (ApiKey, PresentedKey, String) {
        let (key, text) = ApiKey::new("default", new(expires_at), None, at(0)).unwrap();
        let text = text.expose_secret().to_owned();
        let presented = PresentedKey::parse(&text).unwrap();
        (key, presented, text)
    }

    #[test]
    fn a_key_opens_what_it_was_made_for_alone() {
        let (one, opens_one, text) = made(None);
        let (other, opens_other, _) = made(None);
        assert_eq!((text.len(), &text[..4]), (80, "cfk_"));
        assert!(one.opens(&opens_one, at(1)) && other.opens(&opens_other, at(1)));
        assert!(!one.opens(&opens_other, at(1)));
        let mixed = format!("cfk_{}_{}", other.id, &text[37..]);
        assert!(!other.opens(&PresentedKey::parse(&mixed).unwrap(), at(1)), "another one's secret");
        for wrong in ["", "cfk_", &text[..79], &text.to_uppercase(), &text.replace("cfk_", "cfr_")] {
            assert!(PresentedKey::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_key_counts_until_it_expires_or_is_revoked() {
        let (mut key, presented, _) = made(Some(at(100)));
        assert!(key.opens(&presented, at(99)) && !key.opens(&presented, at(100)));
        key.revoked_at = Some(at(50));
        assert!(!key.opens(&presented, at(51)));
    }

    #[test]
    fn the_secret_is_nowhere_but_in_the_hand() {
        let (key, presented, text) = made(None);
        let secret = &text[37..];
        let shown = format!("{key:?} {presented:?} {}", serde_json::to_string(&key).unwrap());
        assert!(!shown.contains(secret), "{shown}");
        let view = serde_json::to_string(&key.view()).unwrap();
        assert!(view.contains("wallboard") && !view.contains("digest"), "{view}");
        assert_eq!(serde_json::from_str::<ApiKey>(&serde_json::to_string(&key).unwrap()).unwrap(), key);
    }

    #[test]
    fn a_use_is_noted_every_five_minutes() {
        let (mut key, ..) = made(None);
        assert!(key.is_use_noted(at(0)));
        key.last_used_at = Some(at(0));
        assert!(!key.is_use_noted(at(299)) && key.is_use_noted(at(300)));
    }

    #[test]
    fn a_new_key_is_checked() {
        let refused = |new: NewApiKey| new.check(at(10)).unwrap_err();
        assert_eq!(new(None).check(at(10)), Ok(()));
        assert_eq!(refused(new(Some(at(10)))), Invalid::new("expires_at", Problem::Past));
        assert_eq!(refused(NewApiKey { name: " ".into(), ..new(None) }).field, "name");
        assert_eq!(refused(NewApiKey { scopes: BTreeSet::new(), ..new(None) }).field, "scopes");
    }
}
