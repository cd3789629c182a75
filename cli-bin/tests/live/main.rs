//! The command at a real Asterisk, 22 and 16: `scripts/test live`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

struct Asterisk {
    folder: TempDir,
    ami: SocketAddr,
}

impl Asterisk {
    fn up(version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(script("up"));
        command.arg(version).arg(folder.path()).env("WATCH_PID", std::process::id().to_string());
        let output = command.output().unwrap();
        assert!(output.status.success(), "up {version}: {}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        let ami = told.lines().find_map(|line| line.strip_prefix("AMI=")).unwrap().parse().unwrap();
        Self { folder, ami }
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
fn callflow(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_callflow")).args(args).env_clear().output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The user that `callflow init` makes may ask all that is asked, and may do what it is for and nothing else.
fn the_user_of_init_has_the_rights_that_it_needs(version: &str) {
    let asterisk = Asterisk::up(version);
    let folder = tempfile::tempdir().unwrap();
    for (purpose, powers) in [("watch", &[][..]), ("act", &["Originate", "Redirect", "QueueAdd"])] {
        let config = folder.path().join(format!("{purpose}.toml"));
        let (config, port, user) =
            (config.to_str().unwrap(), asterisk.ami.port().to_string(), format!("init-{purpose}"));
        let (status, said, wrong) = callflow(&[
            "init",
            "--yes",
            "--output",
            config,
            "--port",
            &port,
            "--username",
            &user,
            "--for",
            purpose,
        ]);
        assert_eq!(status, Some(0), "{wrong}");
        let section =
            said.split("\n    [general]\n").nth(1).unwrap().split("\n\nThere is a [general]").next().unwrap();
        // There is one already.
        asterisk.add_manager(&format!("[general](+)\n{}\n", section.replace("\n    ", "\n")));

        let (status, report, wrong) =
            callflow(&["doctor", "--config", config, "--seconds", "1", "--format", "json"]);
        assert_eq!(status, Some(0), "{report}{wrong}");
        let report: Value = serde_json::from_str(&report).unwrap();
        let findings = report.pointer("/0/findings").and_then(Value::as_array).unwrap();
        let texts = |weight: &str| {
            let of = findings.iter().filter(|finding| finding.get("weight").unwrap() == weight);
            of.map(|finding| finding.get("text").and_then(Value::as_str).unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts("fault"), [] as [String; 0]);
        let asked = texts("fine").into_iter().find(|text| text.starts_with("may ask ")).unwrap();
        for question in ["BridgeList", "QueueStatus", "Status", "ExtensionStateList", "DeviceStateList"] {
            assert!(asked.contains(question), "{asked}");
        }
        let may: Vec<String> = texts("note")
            .into_iter()
            .filter(|text| text.starts_with("may ") && text.contains("Callflow never does"))
            .collect();
        assert_eq!(may.is_empty(), powers.is_empty(), "{may:?}");
        for power in powers {
            assert!(may.iter().any(|text| text.contains(power)), "{power}: {may:?}");
        }
        assert!(!may.iter().any(|text| text.contains("(Command)")), "{may:?}");
    }
}

mod asterisk_22 {
    #[test]
    #[ignore = "needs a real Asterisk: scripts/test live"]
    fn the_user_of_init_has_the_rights_that_it_needs() {
        super::the_user_of_init_has_the_rights_that_it_needs("22");
    }
}

mod asterisk_16 {
    #[test]
    #[ignore = "needs a real Asterisk: scripts/test live"]
    fn the_user_of_init_has_the_rights_that_it_needs() {
        super::the_user_of_init_has_the_rights_that_it_needs("16");
    }
}
