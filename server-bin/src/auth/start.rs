//! The first start: an administrator, whose password is told once.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::service::{Accounts, Error};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::sleep;
use tracing::{error, info};

use crate::clock::Clock;
use crate::kept_secret::write_private;

/// How often a store that does not answer is asked again.
const AGAIN: Duration = Duration::from_secs(1);

/// The first administrator.
#[derive(Debug)]
struct FirstPassword {
    name: String,
    password: SecretString,
}

impl FirstPassword {
    /// Keeps it in a file that its owner alone reads, and says in the log where: a log is read by many.
    fn keep(&self, file: &Path) {
        match self.write(file) {
            Ok(()) => info!(
                user = self.name,
                file = %file.display(),
                "the first administrator was made: its one-time password is in that file; sign in, choose another, remove it"
            ),
            // A password that is not shown is lost, and there is no second one.
            Err(error) => {
                error!(%error, file = %file.display(), "the first password cannot be kept in that file; it is on standard error");
                let _ = io::Write::write_all(
                    &mut io::stderr().lock(),
                    format!("user {}, one-time password {}\n", self.name, self.password.expose_secret())
                        .as_bytes(),
                );
            }
        }
    }

    fn write(&self, file: &Path) -> io::Result<()> {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        write_private(file, &format!("{} {}", self.name, self.password.expose_secret()))
    }
}

/// Makes the first administrator as soon as the store answers, where there is no user yet, and keeps its password in a file.
pub(crate) async fn keep_first_password(accounts: Arc<Accounts>, clock: Clock, file: PathBuf) {
    if let Some(first) = first_start(accounts, clock).await {
        first.keep(&file);
    }
}

async fn first_start(accounts: Arc<Accounts>, clock: Clock) -> Option<FirstPassword> {
    let mut told = false;
    loop {
        match accounts.first_start(clock.now()).await {
            Ok(made) => {
                return made.map(|(user, password)| FirstPassword { name: user.name.to_string(), password });
            }
            Err(Error::Store(failure)) if failure.retryable() => {}
            Err(error) if !told => {
                error!(%error, "there may be no user yet, and none can be made");
                told = true;
            }
            Err(_) => {}
        }
        sleep(AGAIN).await;
    }
}
