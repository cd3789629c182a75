//! The audit log: who did what to the telephone network and to rights, and what came of it.

use std::sync::Arc;

use callflow_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entropy::EntropyError;
use crate::id::{ApiKeyId, AuditId, UserId};
use crate::rights::{Actor, name_of};

/// The words of what happens to accounts. What is done with the API has the word of its
/// [`Action`](crate::rights::Action).
pub mod event {
    /// Somebody has signed in.
    pub const SIGNED_IN: &str = "account.signed_in";
    /// Somebody has tried to sign in, and was refused.
    pub const SIGN_IN_REFUSED: &str = "account.sign_in_refused";
    /// A user has signed out.
    pub const SIGNED_OUT: &str = "account.signed_out";
    /// A user has signed out everywhere.
    pub const SIGNED_OUT_EVERYWHERE: &str = "account.signed_out_everywhere";
    /// A refresh token was used twice, and its session ended.
    pub const TOKEN_REUSED: &str = "account.token_reused";
    /// A password was changed.
    pub const PASSWORD_CHANGED: &str = "account.password_changed";
    /// The first administrator was made.
    pub const FIRST_ADMINISTRATOR: &str = "users.first_administrator";
    /// A user was made.
    pub const USER_CREATED: &str = "users.created";
    /// A user was changed.
    pub const USER_CHANGED: &str = "users.changed";
    /// A user was removed.
    pub const USER_REMOVED: &str = "users.removed";
    /// An API key was made.
    pub const API_KEY_CREATED: &str = "api_keys.created";
    /// An API key was revoked.
    pub const API_KEY_REVOKED: &str = "api_keys.revoked";
    /// A report was sent by itself.
    pub const REPORT_SENT: &str = "reports.sent";
}

/// Who did it, as it was called then.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuditActor {
    /// A user.
    User {
        /// Its id.
        id: UserId,
        /// Its login name.
        name: Arc<str>,
    },
    /// A machine.
    ApiKey {
        /// Its id.
        id: ApiKeyId,
        /// What it is for.
        name: Arc<str>,
    },
    /// The program, or whoever has its command line.
    System,
    /// Somebody who has not signed in, by the name that was given.
    Nobody {
        /// The name, normalised; it may be a password that was typed in the wrong field, so names that are nobody's are
        /// left out.
        name: Option<Arc<str>>,
    },
}

impl AuditActor {
    /// By which entries of one actor are found: an id, `system` or `nobody`.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::User { id, .. } => id.as_str(),
            Self::ApiKey { id, .. } => id.as_str(),
            Self::System => "system",
            Self::Nobody { .. } => "nobody",
        }
    }
}

impl From<&Actor> for AuditActor {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::User { user, .. } => {
                let (id, name) = name_of(user);
                Self::User { id, name }
            }
            Actor::ApiKey(key) => Self::ApiKey { id: key.id.clone(), name: key.name.clone() },
            Actor::System => Self::System,
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// It was not allowed.
    Refused,
    /// It was allowed, and did not work.
    Failed,
    /// It was sent on its way, and nobody knows what came of it: the link broke.
    Unknown,
}

/// What is told besides, without secrets: whatever is called like one is blotted out when it is put in.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Detail(Option<Value>);

impl Detail {
    /// The most bytes that it has as JSON.
    pub const MOST_BYTES: usize = 8 * 1_024;

    /// This, with values blotted out whose names say that they are secret, at any depth: `password`, `secret`, `token`,
    /// `authorization`, `cookie`, `credential`, `api_key` and everything that has one of these in it. More than
    /// [`MOST_BYTES`](Self::MOST_BYTES) is left out, and that is said.
    #[must_use]
    pub fn new(mut value: Value) -> Self {
        blot_out(&mut value);
        let bytes = value.to_string().len();
        if bytes > Self::MOST_BYTES {
            value = serde_json::json!({"omitted_bytes": bytes});
        }
        Self((!value.is_null()).then_some(value))
    }

    /// What it says.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.0.as_ref()
    }
}

impl<'de> Deserialize<'de> for Detail {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Value>::deserialize(deserializer).map(|value| Self::new(value.unwrap_or_default()))
    }
}

const BLOTTED: &str = "***";
const SECRETS: [&str; 8] =
    ["password", "passwd", "secret", "token", "authorization", "cookie", "credential", "apikey"];

fn blot_out(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                let name: String = name.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect();
                if SECRETS.iter().any(|secret| name.contains(secret))
                    && !value.is_boolean()
                    && !value.is_null()
                {
                    *value = BLOTTED.into();
                } else {
                    blot_out(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blot_out),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// One entry. It is written once and never changed.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct AuditEntry {
    /// What it is known by; one that is put again is the same one.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// In whose telephone network.
    pub tenant: Arc<str>,
    /// Who did it.
    pub actor: AuditActor,
    /// From which address.
    pub address: Option<Arc<str>>,
    /// The word of an [`Action`](crate::rights::Action), or one of [`event`].
    pub action: Arc<str>,
    /// To what: the id of a call, an extension, a user.
    pub target: Option<Arc<str>>,
    /// What came of it.
    pub outcome: AuditOutcome,
    /// The id of the request, as it stands in the log of the program.
    pub request: Option<Arc<str>>,
    /// What is told besides.
    #[serde(default)]
    pub detail: Detail,
}

impl AuditEntry {
    /// Somebody did this.
    ///
    /// # Errors
    /// [`EntropyError`] where there is no id to be had.
    pub fn new(
        tenant: &str,
        actor: AuditActor,
        action: &str,
        outcome: AuditOutcome,
        now: Timestamp,
    ) -> Result<Self, EntropyError> {
        Ok(Self {
            id: AuditId::random()?,
            at: now,
            tenant: tenant.into(),
            actor,
            address: None,
            action: action.into(),
            target: None,
            outcome,
            request: None,
            detail: Detail::default(),
        })
    }

    /// To this.
    #[must_use]
    pub fn with_target(mut self, target: &str) -> Self {
        self.target = Some(target.into());
        self
    }

    /// From this address, with this id of the request.
    #[must_use]
    pub fn with_request(mut self, address: Option<&str>, request: Option<&str>) -> Self {
        self.address = address.map(Into::into);
        self.request = request.map(Into::into);
        self
    }

    /// With more about it.
    #[must_use]
    pub fn with_detail(mut self, detail: Value) -> Self {
        self.detail = Detail::new(detail);
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_blotted_out_at_any_depth() {
        let detail = Detail::new(json!({
            "number": "101", "Password": "s3cret-1", "must_change_password": true,
            "lease": {"SIP-Secret": {"value": "s3cret-2"}, "extension": "101"},
            "headers": [{"Authorization": "s3cret-3"}, {"Set-Cookie": ["s3cret-4"]}, {"X-Api-Key": "s3cret-5"}],
            "refresh_token": null,
        }));
        let text = detail.value().unwrap().to_string();
        assert!(!text.contains("s3cret"), "{text}");
        assert_eq!(detail.value().unwrap()["lease"], json!({"SIP-Secret": "***", "extension": "101"}));
        assert_eq!(detail.value().unwrap()["must_change_password"], json!(true), "a yes or no is no secret");
    }

    #[test]
    fn a_detail_is_bounded() {
        let detail = Detail::new(json!({"text": "x".repeat(Detail::MOST_BYTES)}));
        assert_eq!(detail.value(), Some(&json!({"omitted_bytes": Detail::MOST_BYTES + 11})));
        assert_eq!(Detail::new(Value::Null), Detail::default());
    }

    #[test]
    fn an_entry_survives_being_json() {
        let actor = AuditActor::User { id: UserId::new("u1"), name: "bob".into() };
        let entry = AuditEntry::new("acme", actor, "calls.hangup", AuditOutcome::Done, Timestamp::default())
            .unwrap()
            .with_target("default-1795199420.7")
            .with_request(Some("192.0.2.1"), Some("r1"))
            .with_detail(json!({"cause": 16}));
        let json = serde_json::to_value(&entry).unwrap();
        assert_eq!(json["actor"], json!({"kind": "user", "id": "u1", "name": "bob"}));
        assert_eq!((&json["outcome"], &json["detail"]), (&json!("done"), &json!({"cause": 16})));
        assert_eq!(serde_json::from_value::<AuditEntry>(json).unwrap(), entry);
    }
}
