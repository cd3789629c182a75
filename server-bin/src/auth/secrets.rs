//! The secret that sessions are signed with: the configured one, or one that is made at the first start and kept.

use std::path::Path;

use callflow_accounts::token::{SigningKeys, WeakKey};

use crate::config::Auth;
use crate::kept_secret::{KeptSecretError, kept};

/// Why there is no secret to sign with.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// It cannot be kept.
    #[error(transparent)]
    Kept(#[from] KeptSecretError),
    /// It is too short.
    #[error(transparent)]
    Weak(#[from] WeakKey),
}

/// The configured keys, or that of the file, which is made where there is none.
pub(crate) fn signing_keys(auth: &Auth, file: &Path) -> Result<SigningKeys, SecretError> {
    let current = match &auth.secret {
        Some(secret) => secret.clone(),
        None => kept(file, "sign-ins", "auth.secret")?,
    };
    Ok(SigningKeys::new(current, auth.older_secrets.iter().cloned())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configured_secret_needs_no_file() {
        let auth = |secret: Option<&str>| Auth {
            secret: secret.map(Into::into),
            older_secrets: Vec::new(),
            machine_key: None,
            secure_cookies: true,
            development: false,
        };
        let file = Path::new("/nowhere/callflow.secret");
        assert!(signing_keys(&auth(Some("0123456789abcdef0123456789abcdef")), file).is_ok());
        assert!(matches!(signing_keys(&auth(None), file), Err(SecretError::Kept(_))));
        assert!(matches!(signing_keys(&auth(Some("short")), file), Err(SecretError::Weak(_))));
    }
}
