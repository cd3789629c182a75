//! A secret of the server's own, which is made at the first start and kept in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use callflow_accounts::EntropyError;
use secrecy::{ExposeSecret, SecretString};

/// More is no secret of ours.
const MOST_BYTES: u64 = 4_096;

/// Why there is no such secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeptSecretError {
    /// The file cannot be read or made.
    #[error("{}: the secret of {what} cannot be kept there: {source}; set {key} instead", file.display())]
    File {
        /// What it is for.
        what: &'static str,
        /// The key of the configuration that makes the file unnecessary.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The operating system has no random numbers.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// The secret of the file, which is made where there is none.
pub(crate) fn kept(
    path: &Path,
    what: &'static str,
    key: &'static str,
) -> Result<SecretString, KeptSecretError> {
    let failed = |source| KeptSecretError::File { what, key, file: path.into(), source };
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
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
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

    #[test]
    fn a_secret_is_made_once_and_kept_to_its_owner() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("callflow.secret");
        let kept = || kept(&file, "sign-ins", "auth.secret").unwrap().expose_secret().to_owned();
        let made = kept();
        assert!(made.len() >= 32, "{}", made.len());
        assert_eq!(kept(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_with_the_way_out() {
        let error =
            kept(Path::new("/nowhere/callflow.secret"), "sign-ins", "auth.secret").unwrap_err().to_string();
        assert!(
            error.starts_with("/nowhere/callflow.secret: ") && error.ends_with("; set auth.secret instead"),
            "{error}"
        );
    }
}
