//! The binary, run as a user does, and what it says.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::server::Client;

/// Longer than anything here takes, and shorter than a test run that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running `callflowd`. It is killed when this is dropped; what it said is told if the test has failed.
pub(crate) struct Callflowd {
    child: Child,
    /// Lines as they come: it would wait for somebody to read them at some time.
    log: UnboundedReceiver<String>,
    /// All lines so far.
    pub(crate) said: Vec<String>,
}

impl Callflowd {
    pub(crate) fn start(folder: &Path, env: &[(String, String)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_callflowd"))
            .env_clear()
            .envs(env.iter().cloned())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, log) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = tell.send(line);
            }
        });
        Self { child, log, said: Vec::new() }
    }

    /// A line with this in it that was said already, or the next one.
    pub(crate) async fn has_said(&mut self, text: &str) -> String {
        match self.said.iter().find(|line| line.contains(text)) {
            Some(line) => line.clone(),
            None => self.says(text).await,
        }
    }

    /// Waits for a line with this in it.
    pub(crate) async fn says(&mut self, text: &str) -> String {
        loop {
            let line = timeout(PATIENCE, self.log.recv()).await;
            let line = line.unwrap_or_else(|_| unreachable!("never said {text:?}: {:#?}", self.said));
            let line = line.unwrap_or_else(|| unreachable!("ended without {text:?}: {:#?}", self.said));
            self.said.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits until it listens.
    pub(crate) async fn client(&mut self) -> Client {
        Client::of(self.address().await)
    }

    /// Waits until it listens, and gives where.
    pub(crate) async fn address(&mut self) -> SocketAddr {
        let line = self.says("listening address=").await;
        line.rsplit('=').next().unwrap().parse().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for its end, and reads the rest of what it says.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let rest = async {
            while let Some(line) = self.log.recv().await {
                self.said.push(line);
            }
        };
        timeout(PATIENCE, rest).await.unwrap();
        timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap()
    }

    /// Stops it in good order.
    pub(crate) async fn terminate(&mut self) {
        self.signal(Signal::TERM);
        let status = self.ended().await;
        assert_eq!(status.code(), Some(0), "{status}: {:#?}", self.said);
    }
}

impl Drop for Callflowd {
    fn drop(&mut self) {
        if std::thread::panicking() {
            while let Ok(line) = self.log.try_recv() {
                self.said.push(line);
            }
            let last = self.said.len().saturating_sub(100);
            eprintln!("callflowd said:\n{}", self.said[last..].join("\n"));
        }
    }
}
