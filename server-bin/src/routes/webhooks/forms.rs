//! What is said of webhooks, and what they say of themselves: never a secret that was stored.

use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::call::Direction;
use callflow_core::disposition::Disposition;
use callflow_webhooks::address::AddressRules;
use callflow_webhooks::filter::Filter;
use callflow_webhooks::target::Target;
use callflow_webhooks::webhook::{Settings, Webhook};
use callflow_webhooks::{checked_secret, random_secret};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Host;
use utoipa::ToSchema;

use crate::problem::Problem;

/// The most characters of a name, and the most items of a filter.
const MOST: usize = 200;

/// A webhook without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(super) struct WebhookForm {
    id: String,
    tenant: Arc<str>,
    /// Whether it is told of all tenants.
    spans_tenants: bool,
    /// What it is for.
    name: Arc<str>,
    /// Where events are sent.
    url: String,
    /// The kinds of events that it is told of; empty is all.
    events: Vec<Arc<str>>,
    /// Of calls of these directions alone; empty is all.
    #[schema(value_type = Vec<String>)]
    directions: Vec<Direction>,
    /// Of calls that ended so alone; empty is all.
    #[schema(value_type = Vec<String>)]
    dispositions: Vec<Disposition>,
    /// Of what happens in these queues alone; empty is all.
    queues: Vec<Arc<str>>,
    /// Of what these numbers have part in alone; empty is all.
    numbers: Vec<Arc<str>>,
    enabled: bool,
    /// Until when events are signed with the secret of before too.
    #[schema(value_type = Option<String>, format = DateTime)]
    older_secret_until: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    version: u64,
}

impl WebhookForm {
    pub(super) fn of(webhook: &Webhook, now: Timestamp) -> Self {
        let Settings { name, url, filter, enabled } = webhook.settings.clone();
        let Filter { events, directions, dispositions, queues, numbers } = filter;
        let older = webhook.older_secret.as_ref().map(|older| older.until).filter(|until| now < *until);
        Self {
            id: webhook.id.to_string(),
            tenant: webhook.tenant.clone(),
            spans_tenants: webhook.spans_tenants,
            name,
            url: url.as_str().to_owned(),
            events,
            directions,
            dispositions,
            queues,
            numbers,
            enabled,
            older_secret_until: older,
            created_at: webhook.created_at,
            changed_at: webhook.changed_at,
            version: webhook.version,
        }
    }
}

/// Webhooks.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhookPage {
    pub(super) items: Vec<WebhookForm>,
    /// Where the next page begins; `null` on the last one.
    pub(super) next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    pub(super) total: Option<u64>,
}

fn yes() -> bool {
    true
}

/// What is said of a webhook, new or changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookFields {
    /// What it is for.
    #[schema(max_length = 200)]
    name: Arc<str>,
    /// Where events are sent: `https://…`. Addresses of private networks only where the server's configuration allows them.
    #[schema(max_length = 2048)]
    url: String,
    /// The kinds of events that it is told of, `call.ended`, …; all unless told.
    #[serde(default)]
    events: Vec<Arc<str>>,
    /// Of calls of these directions alone.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    directions: Vec<Direction>,
    /// Of calls that ended so alone.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    dispositions: Vec<Disposition>,
    /// Of what happens in these queues alone.
    #[serde(default)]
    queues: Vec<Arc<str>>,
    /// Of what these numbers have part in alone.
    #[serde(default)]
    numbers: Vec<Arc<str>>,
    #[serde(default = "yes")]
    enabled: bool,
}

impl WebhookFields {
    /// The same, looked at.
    pub(super) fn settings(self, rules: &AddressRules) -> Result<Settings, Problem> {
        if self.name.trim().is_empty() || self.name.chars().count() > MOST {
            return Err(Problem::field("name", format!("must have 1 to {MOST} characters")));
        }
        let url = Target::parse(&self.url).map_err(|error| Problem::field("url", error.to_string()))?;
        // A name is looked at each time it is resolved; of an address it can be said now.
        let address = match url.host() {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        };
        if address.is_some_and(|address| !rules.admits(address)) {
            let why =
                "is of a private network or of this machine, which webhooks.allow_private does not allow";
            return Err(Problem::field("url", why));
        }
        let filter = Filter {
            events: self.events,
            directions: self.directions,
            dispositions: self.dispositions,
            queues: self.queues,
            numbers: self.numbers,
        };
        for (field, count) in [
            ("events", filter.events.len()),
            ("directions", filter.directions.len()),
            ("dispositions", filter.dispositions.len()),
            ("queues", filter.queues.len()),
            ("numbers", filter.numbers.len()),
        ] {
            if count > MOST {
                return Err(Problem::field(field, format!("must have {MOST} items at most")));
            }
        }
        filter.check().map_err(|unknown| Problem::field("events", unknown.to_string()))?;
        Ok(Settings { name: self.name, url, filter, enabled: self.enabled })
    }
}

/// A new webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhook {
    /// Whose it is; one's own tenant unless told.
    #[serde(default)]
    pub(super) tenant: Option<Arc<str>>,
    /// Whether it is told of all tenants.
    #[serde(default)]
    pub(super) spans_tenants: bool,
    /// What events are signed with, 16 to 256 visible characters of ASCII. Without one it gets one, which is in the answer.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, min_length = 16, max_length = 256)]
    pub(super) secret: Option<SecretString>,
    /// What it is for.
    #[schema(max_length = 200)]
    name: Arc<str>,
    /// Where events are sent: `https://…`. Addresses of private networks only where the server's configuration allows them.
    #[schema(max_length = 2048)]
    url: String,
    /// The kinds of events that it is told of, `call.ended`, …; all unless told.
    #[serde(default)]
    events: Vec<Arc<str>>,
    /// Of calls of these directions alone.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    directions: Vec<Direction>,
    /// Of calls that ended so alone.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    dispositions: Vec<Disposition>,
    /// Of what happens in these queues alone.
    #[serde(default)]
    queues: Vec<Arc<str>>,
    /// Of what these numbers have part in alone.
    #[serde(default)]
    numbers: Vec<Arc<str>>,
    #[serde(default = "yes")]
    enabled: bool,
}

impl NewWebhook {
    /// What may be changed later.
    pub(super) fn fields(self) -> WebhookFields {
        let Self { name, url, events, directions, dispositions, queues, numbers, enabled, .. } = self;
        WebhookFields { name, url, events, directions, dispositions, queues, numbers, enabled }
    }
}

/// A webhook that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct CreatedWebhook {
    #[serde(flatten)]
    pub(super) webhook: WebhookForm,
    /// What events are signed with, if none was given. It is shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
}

/// Another secret.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSecret {
    /// 16 to 256 visible characters of ASCII. Without one the webhook gets one, which is in the answer.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, min_length = 16, max_length = 256)]
    pub(super) secret: Option<SecretString>,
}

/// A secret that was changed.
#[derive(Serialize, ToSchema)]
pub(super) struct RotatedSecret {
    /// What events are signed with, if none was given. It is shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// Until when they are signed with the one of before too.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) older_secret_until: Option<Timestamp>,
}

/// The secret that was given, or a new one, which is to be shown.
pub(super) fn secret(given: Option<SecretString>) -> Result<(SecretString, bool), Problem> {
    match given {
        Some(given) => {
            let checked =
                checked_secret(given).map_err(|error| Problem::field("secret", error.to_string()))?;
            Ok((checked, false))
        }
        None => Ok((random_secret().map_err(super::internal)?, true)),
    }
}
