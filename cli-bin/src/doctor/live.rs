//! Looking at running Asterisks: may we log in, may we ask, and what are we sent.

use std::time::Duration;

use ami_client::ami_proto::Action;
use ami_client::{Client, ConnectError, Message, SendError, SubscribeOptions, Subscription};
use anyhow::anyhow;
use callflow_server::config::{Pbx, Tls};
use tokio::time::{Instant, timeout_at};

use super::examination::Examination;
use super::finding::Finding;
use super::{Patient, account, advisory, link};
use crate::cli::DoctorArgs;
use crate::configuration;
use crate::connected::first_login;
use crate::failure::Failure;
use crate::manager_conf;

/// Looks at every Asterisk of the configuration.
pub(super) fn examine(args: &DoctorArgs) -> Result<Vec<Patient>, Failure> {
    let (_, config) = configuration::read(args.config.as_deref()).map_err(configuration::wrong)?;
    if config.pbx.is_empty() {
        return Err(Failure::Input(anyhow!("connect is false: there is no Asterisk to look at")));
    }
    let listen = Duration::from_secs(args.seconds);
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    runtime.block_on(async {
        let mut patients = Vec::new();
        for (name, pbx) in &config.pbx {
            patients.push(patient(name, pbx, listen).await?);
        }
        Ok(patients)
    })
}

async fn patient(name: &str, pbx: &Pbx, listen: Duration) -> Result<Patient, Failure> {
    let options = pbx.options(name).map_err(configuration::wrong)?;
    let title = format!("{name}, {}", options.address());
    let failed = |why: String| Failure::Work(anyhow!("{name}: {why}"));
    let listener = SubscribeOptions::new().named("doctor");
    let started = Client::start_listening(options, listener);
    let (client, messages) = started.map_err(|error| failed(error.to_string()))?;
    first_login(&client).await.map_err(|error| failed(refusal(name, pbx, &error)))?;
    let findings = findings((name, pbx), &client, messages, listen).await;
    let findings = findings.map_err(|error| failed(error.to_string()))?;
    client.close().await;
    Ok(Patient { name: title, findings, manager_conf: Some(manager_conf::advised(pbx)) })
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
