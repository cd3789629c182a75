//! Passwords that change when a lease ends: whoever had the extension cannot register with it any more.
//!
//! A program of the operator's tells Asterisk: it gets the name of the Asterisk and the extension as arguments and the new
//! password on its standard input, and ends with 0 when it counts.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use callflow_core::store::StoreError;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use crate::vault::VaultError;

/// The program has so long.
pub(super) const WITHIN: Duration = Duration::from_secs(30);
/// The most that is told of what it says.
const MOST_SAID: usize = 500;

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    #[error("there are no random numbers")]
    Entropy(#[from] callflow_accounts::EntropyError),
    #[error("{}: {source}", command.display())]
    Start { command: PathBuf, source: std::io::Error },
    #[error("{} took longer than {} s", command.display(), WITHIN.as_secs())]
    TimedOut { command: PathBuf },
    #[error("{} ended with {status}: {said}", command.display())]
    Refused { command: PathBuf, status: std::process::ExitStatus, said: String },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Runs the program.
#[derive(Clone, Debug)]
pub(crate) struct PasswordChanger {
    pub(crate) command: PathBuf,
}

impl PasswordChanger {
    /// A new password that Asterisk knows.
    pub(super) async fn change(&self, (pbx, extension): (&str, &str)) -> Result<SecretString, ChangeError> {
        let password = callflow_accounts::token::random_secret()?;
        let start = |source| ChangeError::Start { command: self.command.clone(), source };
        let mut child = Command::new(&self.command)
            .args([pbx, extension])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(start)?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends without reading says by its status what it thinks of that.
            let _ = stdin.write_all(format!("{}\n", password.expose_secret()).as_bytes()).await;
        }
        let ended = timeout(WITHIN, child.wait_with_output()).await;
        let output =
            ended.map_err(|_| ChangeError::TimedOut { command: self.command.clone() })?.map_err(start)?;
        if output.status.success() {
            return Ok(password);
        }
        // Whatever it says, it does not say the password in our log.
        let said = String::from_utf8_lossy(&output.stderr).replace(password.expose_secret(), "***");
        let said = said.chars().filter(|char| !char.is_control()).take(MOST_SAID).collect();
        Err(ChangeError::Refused { command: self.command.clone(), status: output.status, said })
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "tests may fail loudly")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn program(folder: &std::path::Path, text: &str) -> PasswordChanger {
        let command = folder.join("change");
        std::fs::write(&command, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&command, std::fs::Permissions::from_mode(0o700)).unwrap();
        PasswordChanger { command }
    }

    #[tokio::test]
    async fn the_program_gets_the_place_as_arguments_and_the_password_on_its_input() {
        let folder = tempfile::TempDir::new().unwrap();
        let told = folder.path().join("told");
        let changer = program(folder.path(), &format!("echo \"$1 $2 $(cat)\" >{}", told.display()));
        let password = changer.change(("default", "3001")).await.unwrap();
        let told = std::fs::read_to_string(told).unwrap();
        assert_eq!(told.trim(), format!("default 3001 {}", password.expose_secret()));
    }

    #[tokio::test]
    async fn a_program_that_fails_is_told_without_the_password() {
        let folder = tempfile::TempDir::new().unwrap();
        let changer = program(folder.path(), "echo \"cannot set $(cat)\" >&2; exit 3");
        let error = changer.change(("default", "3001")).await.unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.ends_with("cannot set ***"), "{error}");
        let missing = PasswordChanger { command: folder.path().join("missing") };
        assert!(matches!(missing.change(("default", "3001")).await, Err(ChangeError::Start { .. })));
    }
}
