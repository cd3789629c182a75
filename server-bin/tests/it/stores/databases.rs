//! A database server for one test, by the scripts of `tests/databases`.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A server that runs until this is dropped.
pub(crate) struct Server {
    kind: &'static str,
    folder: TempDir,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(kind: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        let url = script("start", &[kind, folder.path().to_str().unwrap()]);
        Self { kind, folder, url: url.trim().to_owned() }
    }

    /// Returns when it is gone, at once and without a word to anybody.
    pub(crate) fn kill(&self) {
        let folder = self.folder.path().to_str().unwrap();
        // The one for MongoDB's protocol knows one way to end.
        if self.kind == "mongo" {
            script("stop", &[folder]);
        } else {
            script("stop", &[folder, "KILL"]);
        }
    }

    /// Returns when it answers.
    pub(crate) fn start_again(&self) {
        script("start", &[self.kind, self.folder.path().to_str().unwrap()]);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn script(name: &str, arguments: &[&str]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/databases").join(name);
    let output = Command::new(&path)
        .args(arguments)
        .env("WATCH_PID", std::process::id().to_string())
        .output()
        .unwrap_or_else(|error| unreachable!("{}: {error}", path.display()));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {}\n{told}", output.status);
    String::from_utf8(output.stdout).unwrap()
}
