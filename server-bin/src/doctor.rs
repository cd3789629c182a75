//! Whether what an Asterisk sends is enough to tell its calls, in plain words: what `callflow doctor` and the dashboard's
//! settings say of it.
//!
//! Nothing is changed in Asterisk: it is logged in with a connection of its own, asked what a server asks after each login,
//! and listened to for a while.

mod account;
mod advisory;
mod examination;
mod finding;
mod link;
mod needed;

use std::time::Duration;

use ami_client::ami_proto::Action;
use ami_client::{Client, ConnectError, Message, SendError, State, SubscribeOptions, Subscription};
use tokio::time::{Instant, timeout_at};

pub use self::examination::Examination;
pub use self::finding::{Finding, Weight};
use crate::config::{ConfigError, Pbx, Tls};

/// Why an Asterisk could not be looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExamineError {
    /// The certificate authorities of the configuration cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no connection, or no login; in plain words, with what to look at.
    #[error("{0}")]
    NoLogin(String),
    /// The connection was lost while it was asked.
    #[error(transparent)]
    Lost(#[from] SendError),
}

/// Looks at one Asterisk, and listens for so long.
///
/// # Errors
/// [`ExamineError`]. What is wrong with an Asterisk that answers is a finding.
pub async fn examine(name: &str, pbx: &Pbx, listen: Duration) -> Result<Vec<Finding>, ExamineError> {
    let options = pbx.options(name)?;
    let listener = SubscribeOptions::new().named("doctor");
    let started = Client::start_listening(options, listener);
    let (client, messages) = started.map_err(|error| ExamineError::NoLogin(error.to_string()))?;
    let login = first_login(&client).await;
    let found = match login {
        Ok(()) => findings((name, pbx), &client, messages, listen).await.map_err(ExamineError::Lost),
        Err(error) => Err(ExamineError::NoLogin(refusal(name, pbx, &error))),
    };
    client.close().await;
    found
}

/// Waits for the end of the first attempt; what fails then is most likely wrong for good, and somebody watches.
///
/// # Errors
/// Why there is no connection.
pub async fn first_login(client: &Client) -> Result<(), ConnectError> {
    let mut state = client.state();
    let settled = state.wait_for(|state| !matches!(state, State::Connecting)).await;
    match settled.as_deref() {
        Ok(State::Up { .. }) => Ok(()),
        Ok(State::Waiting { error, .. }) => Err(error.clone()),
        Ok(_) | Err(_) => Err(ConnectError::Closed),
    }
}

/// Why there is no connection, and what to look at.
fn refusal(name: &str, pbx: &Pbx, error: &ConnectError) -> String {
    match error {
        ConnectError::Refused { username, message } => format!(
            "the login of {username:?} is refused: {message}; see secret, permit and deny in manager.conf, and \
             Asterisk's security log"
        ),
        ConnectError::Connect { address, source } if matches!(pbx.tls, Tls::On { .. }) => format!(
            "cannot connect to {address}: {source}; is tlsenable = yes in manager.conf, and the certificate that of \
             pbx.{name}.tls_ca and pbx.{name}.tls_name?"
        ),
        error => error.to_string(),
    }
}

async fn findings(
    (name, pbx): (&str, &Pbx),
    client: &Client,
    messages: Subscription,
    listen: Duration,
) -> Result<Vec<Finding>, SendError> {
    let mut findings = vec![Finding::fine(format!("{} may log in", pbx.username))];
    findings.extend(version(client).await?);
    findings.push(link::encryption(name, pbx));
    findings.extend(link::clock(client).await?);
    findings.extend(account::questions(client).await?);
    findings.extend(account::powers(client).await?);
    findings.extend(listen_for(messages, listen).await);
    Ok(findings)
}

/// Which Asterisk it is, and what is known of that.
async fn version(client: &Client) -> Result<Vec<Finding>, SendError> {
    let ami = client.state().borrow().server().and_then(|server| server.ami_version());
    let ami = ami.map_or_else(String::new, |(major, minor)| format!(", manager interface {major}.{minor}"));
    match client.send(Action::new("CoreSettings")).await {
        Ok(settings) => {
            let version = settings.text("AsteriskVersion").unwrap_or("of an unknown version".into());
            let mut findings = vec![Finding::fine(format!("Asterisk {version}{ami}"))];
            findings.extend(advisory::findings(&version));
            Ok(findings)
        }
        Err(SendError::PermissionDenied | SendError::Refused { .. }) => {
            let major = client.state().borrow().server().and_then(|server| server.asterisk_major());
            let major = major.map_or_else(String::new, |major| format!(" {major}"));
            Ok(vec![Finding::note(format!(
                "Asterisk{major}{ami}; which release, it tells only those with write = reporting"
            ))])
        }
        Err(error) => Err(error),
    }
}

/// Listens, and judges what came.
async fn listen_for(mut messages: Subscription, listen: Duration) -> Vec<Finding> {
    let mut examination = Examination::of_login();
    let mut findings = Vec::new();
    let until = Instant::now() + listen;
    while let Ok(Some(message)) = timeout_at(until, messages.recv()).await {
        match message {
            Message::Event(event) => examination.frame(&event.frame()),
            Message::Disconnected { .. } => {
                findings.push(Finding::fault("the connection was lost while it was listened to"));
            }
            Message::Gap(_) => findings.push(Finding::fault("events are missing of what was listened to")),
            _ => {}
        }
    }
    findings.push(examination.rate(listen));
    findings.extend(examination.findings());
    findings
}
