//! The secret that sessions are signed with: the configured one, or one that is made at the first start and kept.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use callflow_accounts::token::{SigningKeys, WeakKey};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Auth;

/// More is no secret of ours.
const MOST_BYTES: u64 = 4_096;

/// Why there is no secret to sign with.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file of the secret cannot be read or made.
    #[error("{}: the secret of sign-ins cannot be kept there: {source}; set auth.secret instead", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is too short.
    #[error(transparent)]
    Weak(#[from] WeakKey),
    /// The operating system has no random numbers.
    #[error(transparent)]
    Entropy(#[from] callflow_accounts::EntropyError),
}

/// The configured keys, or that of the file, which is made where there is none.
pub(crate) fn signing_keys(auth: &Auth, file: &Path) -> Result<SigningKeys, SecretError> {
    let current = match &auth.secret {
        Some(secret) => secret.clone(),
        None => kept(file)?,
    };
    Ok(SigningKeys::new(current, auth.older_secrets.iter().cloned())?)
}

fn kept(path: &Path) -> Result<SecretString, SecretError> {
    let failed = |source| SecretError::File { file: path.into(), source };
    match File::open(path) {
        Ok(file) => {
            let mut text = String::new();
            file.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
            Ok(text.trim().into())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = callflow_accounts::token::random_secret()?;
            write_private(path, secret.expose_secret()).map_err(failed)?;
            Ok(secret)
        }
        Err(error) => Err(failed(error)),
    }
}

/// A new file that nobody but its owner reads.
pub(super) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auth(secret: Option<&str>) -> Auth {
        Auth {
            secret: secret.map(Into::into),
            older_secrets: Vec::new(),
            machine_key: None,
            secure_cookies: true,
            development: false,
        }
    }

    #[test]
    fn a_secret_is_made_once_and_kept_to_its_owner() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("callflow.secret");
        signing_keys(&auth(None), &file).unwrap();
        let made = std::fs::read_to_string(&file).unwrap();
        assert!(made.trim().len() >= 32, "{}", made.len());
        signing_keys(&auth(None), &file).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_configured_secret_needs_no_file() {
        let file = Path::new("/nowhere/callflow.secret");
        assert!(signing_keys(&auth(Some("0123456789abcdef0123456789abcdef")), file).is_ok());
        assert!(matches!(signing_keys(&auth(None), file), Err(SecretError::File { .. })));
        assert!(matches!(signing_keys(&auth(Some("short")), file), Err(SecretError::Weak(_))));
    }
}
