//! An Asterisk, and the command beside it.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

/// An Asterisk of the test's own.
pub(crate) struct Asterisk {
    folder: TempDir,
    pub(crate) ami: SocketAddr,
    pub(crate) sip: SocketAddr,
}

impl Asterisk {
    pub(crate) fn up(version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(script("up"));
        command.arg(version).arg(folder.path()).env("WATCH_PID", std::process::id().to_string());
        let output = command.output().unwrap();
        assert!(output.status.success(), "up {version}: {}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        let value = |key: &str| {
            let address = told.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            address.unwrap().parse().unwrap()
        };
        Self { ami: value("AMI"), sip: value("SIP"), folder }
    }

    /// A configuration as `callflow init` writes it, whose user this Asterisk knows from now on.
    pub(crate) fn init(&self, folder: &Path, purpose: &str) -> String {
        let config = folder.join(format!("{purpose}.toml"));
        let (config, port, user) =
            (config.to_str().unwrap(), self.ami.port().to_string(), format!("init-{purpose}"));
        let mut args = vec!["init", "--yes", "--output", config, "--port", &port];
        args.extend(["--username", &user, "--for", purpose]);
        let (status, said, wrong) = callflow(&args);
        assert_eq!(status, Some(0), "{wrong}");
        let section =
            said.split("\n    [general]\n").nth(1).unwrap().split("\n\nThere is a [general]").next().unwrap();
        // There is one already.
        self.add_manager(&format!("[general](+)\n{}\n", section.replace("\n    ", "\n")));
        config.to_owned()
    }

    /// Adds a section to `manager.conf`, and has it read.
    fn add_manager(&self, section: &str) {
        let conf = find(self.folder.path(), "manager.conf").unwrap();
        let mut file = OpenOptions::new().append(true).open(conf).unwrap();
        write!(file, "\n{section}").unwrap();
        self.command("manager reload");
    }

    /// Runs a command of the console as the user who may do everything.
    fn command(&self, command: &str) {
        let mut socket = TcpStream::connect(self.ami).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let actions = format!(
            "Action: Login\r\nUsername: callflow\r\nSecret: test-callflow\r\nEvents: off\r\n\r\n\
             Action: Command\r\nCommand: {command}\r\n\r\nAction: Logoff\r\n\r\n"
        );
        socket.write_all(actions.as_bytes()).unwrap();
        let mut said = String::new();
        socket.read_to_string(&mut said).unwrap();
        assert!(said.contains("Authentication accepted") && said.contains("Goodbye"), "{said}");
    }
}

impl Drop for Asterisk {
    fn drop(&mut self) {
        // Should it fail, its keeper ends it with this process.
        let _ = Command::new(script("down")).arg(self.folder.path()).status();
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/asterisk").join(name)
}

/// The first file of this name in a folder, at any depth.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find_map(|path| if path.is_dir() { find(&path, name) } else { path.ends_with(name).then_some(path) })
}

/// Runs the command; gives its exit status and what it printed.
pub(crate) fn callflow(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_callflow")).args(args).env_clear().output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}
