//! The key of machines that stands in a configuration: it needs no store, so it opens also while that is away.

use std::fmt;
use std::sync::Arc;

use callflow_core::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::api_key::ApiKey;
use crate::rights::Actor;
use crate::secret::Digest;

/// A key that whoever runs the server has chosen. It may do whatever keys of machines may, in all tenants, for as long as it
/// is configured.
#[derive(Clone)]
pub struct MachineKey {
    digest: Digest,
    key: Arc<ApiKey>,
}

impl MachineKey {
    /// By what it is known, in the audit log too.
    pub const NAME: &str = "configuration";

    /// This text is the key, from now on.
    #[must_use]
    pub fn new(text: &SecretString, now: Timestamp) -> Self {
        let digest = Digest::of(text.expose_secret().as_bytes());
        Self { digest, key: Arc::new(ApiKey::of_configuration(Self::NAME, digest, now)) }
    }

    /// Who a request is from, if this is the key.
    #[must_use]
    pub fn opens(&self, text: &str) -> Option<Actor> {
        (Digest::of(text.as_bytes()) == self.digest).then(|| Actor::ApiKey(self.key.clone()))
    }
}

impl fmt::Debug for MachineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MachineKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::Reach;
    use crate::rights::{Action, Decision, decide};

    #[test]
    fn it_opens_what_machines_may_and_nothing_else() {
        let key = MachineKey::new(&"0123456789abcdef0123456789abcdef".into(), Timestamp::default());
        assert!(key.opens("0123456789abcdef0123456789abcdeF").is_none() && key.opens("").is_none());
        let actor = key.opens("0123456789abcdef0123456789abcdef").unwrap();
        for action in Action::ALL {
            let allowed = decide(&actor, *action) == Decision::Allowed(Reach::Everything);
            assert_eq!(allowed, action.right().scope.is_some(), "{action}");
        }
        assert!(!format!("{key:?}").contains("0123"));
    }
}
