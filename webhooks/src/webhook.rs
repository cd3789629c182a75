//! A webhook: who is told, of what, and how it knows that it is us.

use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::Sealed;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::filter::Filter;
use crate::id::{EntropyError, WebhookId};
use crate::target::Target;

/// What somebody says of a webhook.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Settings {
    /// What it is for, in words.
    pub name: Arc<str>,
    /// Where events are sent.
    pub url: Target,
    /// Which ones.
    pub filter: Filter,
    /// Whether it is told of anything. What it has not been told of when it is switched off waits.
    pub enabled: bool,
}

/// A secret of before, which still counts.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct OlderSecret {
    /// The secret.
    pub secret: Sealed,
    /// Until when events are signed with it too.
    pub until: Timestamp,
}

/// A webhook. Its `Debug` shows no secret, as no [`Sealed`] does.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Webhook {
    /// What it is known by.
    pub id: WebhookId,
    /// Whose it is: it is told of nothing of other tenants, unless it spans them.
    pub tenant: Arc<str>,
    /// Whether it is told of all tenants.
    pub spans_tenants: bool,
    /// What somebody says of it.
    pub settings: Settings,
    /// What events are signed with.
    pub secret: Sealed,
    /// What they were signed with before.
    pub older_secret: Option<OlderSecret>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Rises with each change, from 1.
    pub version: u64,
}

impl Webhook {
    /// For how long a secret of before still counts.
    pub const OVERLAP: Duration = Duration::from_secs(24 * 60 * 60);

    /// A new one; [`with_secret`](Self::with_secret) gives it its secret, which may be bound to its id.
    ///
    /// # Errors
    /// [`EntropyError`] where there is no id to be had.
    pub fn new(
        (tenant, spans_tenants): (&str, bool),
        settings: Settings,
        now: Timestamp,
    ) -> Result<Self, EntropyError> {
        Ok(Self {
            id: WebhookId::random()?,
            tenant: tenant.into(),
            spans_tenants,
            settings,
            secret: Sealed::new([]),
            older_secret: None,
            created_at: now,
            changed_at: now,
            version: 1,
        })
    }

    /// The same with its first secret.
    #[must_use]
    pub fn with_secret(mut self, secret: Sealed) -> Self {
        self.secret = secret;
        self
    }

    /// The same with another secret; the one of now counts a while longer.
    #[must_use]
    pub fn rotated(mut self, secret: Sealed, now: Timestamp) -> Self {
        let older = std::mem::replace(&mut self.secret, secret);
        self.older_secret = Some(OlderSecret { secret: older, until: now.saturating_add(Self::OVERLAP) });
        self.changed_at = now;
        self
    }

    /// What an event is signed with now, the newest first.
    pub fn secrets(&self, now: Timestamp) -> impl Iterator<Item = &Sealed> {
        let older = self.older_secret.as_ref().filter(|older| now < older.until);
        [&self.secret].into_iter().chain(older.map(|older| &older.secret))
    }

    /// Whether it is to be told of the event.
    #[must_use]
    pub fn wants(&self, event: &Event<'_>) -> bool {
        self.settings.enabled
            && (self.spans_tenants || self.tenant == event.tenant)
            && self.settings.filter.passes(event)
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::{Change, ChangeKind};

    use super::*;

    fn webhook(spans_tenants: bool) -> Webhook {
        let settings = Settings {
            name: "crm".into(),
            url: Target::parse("https://crm.example.com/").unwrap(),
            filter: Filter::default(),
            enabled: true,
        };
        let webhook = Webhook::new(("acme", spans_tenants), settings, Timestamp::default()).unwrap();
        webhook.with_secret(Sealed::new(*b"one"))
    }

    #[test]
    fn it_is_told_of_its_tenant_alone_unless_it_spans_all() {
        let change = |tenant: &str| Change {
            id: "1".into(),
            at: Timestamp::default(),
            tenant: tenant.into(),
            pbx: "default".into(),
            kind: ChangeKind::LinkGap,
        };
        let mut off = webhook(true);
        off.settings.enabled = false;
        for (webhook, tenant, want) in [
            (webhook(false), "acme", true),
            (webhook(false), "other", false),
            (webhook(true), "other", true),
            (off, "acme", false),
        ] {
            assert_eq!(webhook.wants(&Event::of(&change(tenant)).unwrap()), want, "{tenant}");
        }
    }

    #[test]
    fn an_older_secret_counts_for_a_day() {
        let at = |hours: u64| Timestamp::default().saturating_add(Duration::from_secs(hours * 3_600));
        let rotated = webhook(false).rotated(Sealed::new(*b"two"), at(1));
        let count = |now| rotated.secrets(now).count();
        assert_eq!((count(at(1)), count(at(24)), count(at(25))), (2, 2, 1));
        assert_eq!(rotated.secrets(at(1)).next(), Some(&Sealed::new(*b"two")));
        let again = rotated.rotated(Sealed::new(*b"three"), at(2));
        assert_eq!(
            again.secrets(at(2)).nth(1),
            Some(&Sealed::new(*b"two")),
            "the one before the last is gone"
        );
        assert!(!format!("{again:?}").contains("three") && !format!("{again:?}").contains("dGhyZWU"));
    }
}
