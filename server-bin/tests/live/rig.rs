//! An Asterisk of the test's own, and its telephones.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use ami_client::Options;
use callflow_sip_agent::{Account, Agent, CallId, Event, OnCall};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

/// Nothing takes so long, on however busy a machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Asterisk {
    folder: TempDir,
    ami: SocketAddr,
    sip: SocketAddr,
}

impl Asterisk {
    pub(crate) async fn up(version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(script("up"));
        command.arg(version).arg(folder.path()).env("WATCH_PID", std::process::id().to_string());
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        assert!(output.status.success(), "up {version}: {}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        let value = |key: &str| {
            let address = told.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            address.unwrap().parse().unwrap()
        };
        Self { ami: value("AMI"), sip: value("SIP"), folder }
    }

    /// Where its manager interface is.
    pub(crate) fn ami(&self) -> SocketAddr {
        self.ami
    }

    /// A folder that Asterisk may write into.
    pub(crate) fn recordings(&self) -> PathBuf {
        self.folder.path().join("recordings")
    }

    /// What Asterisk has written into its log by now.
    pub(crate) fn log(&self) -> String {
        let bytes = std::fs::read(self.folder.path().join("log/full")).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Options for a user of `manager.conf`.
    pub(crate) fn options(&self, user: &str) -> Options {
        Options::new(self.ami.to_string(), user, format!("test-{user}")).unwrap()
    }

    pub(crate) async fn phone(&self, number: &str, on_call: OnCall) -> Phone {
        plug_in(Account::new(self.sip, number, format!("test-{number}")).on_call(on_call)).await
    }

    /// A phone with somebody who speaks.
    pub(crate) async fn speaking_phone(&self, number: &str, on_call: OnCall) -> Phone {
        let account = Account::new(self.sip, number, format!("test-{number}")).on_call(on_call);
        plug_in(account.speaking()).await
    }

    /// The carrier, which takes the calls to outside numbers.
    pub(crate) async fn trunk(&self, on_call: OnCall) -> Phone {
        plug_in(Account::new(self.sip, "trunk", "").header("X-Trunk", "carrier").on_call(on_call)).await
    }
}

async fn plug_in(account: Account) -> Phone {
    let (agent, events) = Agent::new(account).await.unwrap();
    agent.register(300).await.unwrap();
    Phone { agent, events }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/asterisk").join(name)
}

impl Drop for Asterisk {
    fn drop(&mut self) {
        // Should it fail, its keeper ends it with this process.
        let _ = Command::new(script("down")).arg(self.folder.path()).status();
    }
}

pub(crate) struct Phone {
    pub(crate) agent: Agent,
    events: UnboundedReceiver<Event>,
}

impl Phone {
    /// Until this call is over.
    pub(crate) async fn ended(&mut self, call: &CallId) {
        let ended = async {
            while let Some(event) = self.events.recv().await {
                if matches!(event, Event::Ended { call: over, .. } if over == *call) {
                    return;
                }
            }
            panic!("the phone is off");
        };
        timeout(PATIENCE, ended).await.unwrap();
    }
}
