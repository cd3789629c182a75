//! Keys of machines.

use std::sync::Arc;

use callflow_core::Timestamp;
use secrecy::SecretString;

use super::{Accounts, Error, Origin};
use crate::api_key::{ApiKey, NewApiKey, PresentedKey};
use crate::audit::{AuditOutcome, event};
use crate::first::FIRST_TENANT;
use crate::id::ApiKeyId;
use crate::reach::Tenants;
use crate::rights::{Action, Actor, Refusal};

impl Accounts {
    /// Who a request with this API key is from.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] for whatever is no key that counts, and those of the store.
    pub async fn machine_of_key(&self, text: &str, now: Timestamp) -> Result<Actor, Error> {
        let presented = PresentedKey::parse(text).ok_or(Error::NotSignedIn)?;
        let key = self.store.api_key(&Tenants::All, &presented.id).await?;
        let key = key.filter(|key| key.opens(&presented, now)).ok_or(Error::NotSignedIn)?;
        if key.is_use_noted(now) {
            self.store.note_api_key_use(&key.id, now).await?;
        }
        Ok(Actor::ApiKey(Arc::new(key)))
    }

    /// Makes a key of a tenant, by somebody who may ([`Action::ManageApiKeys`]), and gives its text, to be shown once.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Refused`], and those of the store.
    pub async fn create_api_key(
        &self,
        actor: &Actor,
        (tenant, new): (Option<&str>, NewApiKey),
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(ApiKey, SecretString), Error> {
        let reach = self.allow(actor, Action::ManageApiKeys, origin, now).await?;
        new.check(now)?;
        let own = actor.tenant().map_or(FIRST_TENANT, |tenant| &**tenant);
        let tenant = tenant.unwrap_or(own);
        if !reach.tenants().holds(tenant) || (new.spans_tenants && reach.tenants() != Tenants::All) {
            return Err(Refusal::NotYours.into());
        }
        let by = actor.user().map(|user| user.id.clone());
        let (key, text) = ApiKey::new(tenant, new, by, now)?;
        self.store.create_api_key(&key).await?;
        let what = (event::API_KEY_CREATED, Some(key.id.as_str()));
        self.note(origin, (tenant, actor.into()), what, AuditOutcome::Done, now).await?;
        Ok((key, text))
    }

    /// Revokes a key, by somebody who may ([`Action::ManageApiKeys`]).
    ///
    /// # Errors
    /// [`Error::NotFound`] for one of another tenant or that was revoked before, [`Error::Refused`], and those of the store.
    pub async fn revoke_api_key(
        &self,
        actor: &Actor,
        id: &ApiKeyId,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let tenants = self.allow(actor, Action::ManageApiKeys, origin, now).await?.tenants();
        let key = self.store.api_key(&tenants, id).await?.ok_or(Error::NotFound)?;
        if key.spans_tenants && tenants != Tenants::All {
            return Err(Refusal::NotYours.into());
        }
        if !self.store.revoke_api_key(&tenants, id, now).await? {
            return Err(Error::NotFound);
        }
        let what = (event::API_KEY_REVOKED, Some(id.as_str()));
        self.note(origin, (&*key.tenant, actor.into()), what, AuditOutcome::Done, now).await
    }
}
