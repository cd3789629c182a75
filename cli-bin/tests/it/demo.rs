//! A `callflowd --demo` of the test's own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use callflow_server::Demo as Demonstration;
use callflow_server::config::{Flags, Settings, Sources};
use serde_json::Value;
use tokio::sync::oneshot;

/// A server with calls of a simulated office.
pub(crate) struct Demo {
    runs: Runs,
    pub(crate) url: String,
    pub(crate) key: String,
    pub(crate) password: String,
    /// What it says at its start.
    pub(crate) greeting: String,
}

enum Runs {
    /// The program itself, where it was built with these tests.
    Program(Child),
    /// What the program runs, where these tests were built alone.
    Here(Option<(oneshot::Sender<()>, JoinHandle<()>)>),
}

impl Demo {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With these variables in its environment.
    pub(crate) fn start_with(env: &[(&str, &str)]) -> Self {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_callflow")).with_file_name("callflowd");
        let (runs, greeting) = if program.exists() { of_program(program, env) } else { here(env) };
        let behind = |text: &str| {
            let (_, rest) = greeting.split_once(text).unwrap_or_else(|| panic!("no {text:?} in {greeting}"));
            rest.split(['\'', '\n', ' ']).next().unwrap().to_owned()
        };
        let url = behind("calls that ended     ").replace("/api/calls", "");
        let (key, password) = (behind("X-API-Key: "), behind("with the password    "));
        Self { runs, url, key, password, greeting }
    }

    /// The environment of a command that asks it.
    pub(crate) fn env(&self) -> [(&str, &str); 2] {
        [("CALLFLOW_SERVER", &self.url), ("CALLFLOW_API_KEY", &self.key)]
    }

    /// What a command lists, once that is so: it takes a while until each queue and agent had a call.
    pub(crate) fn listed(&self, command: &str, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            let said = Command::new(env!("CARGO_BIN_EXE_callflow"))
                .args([command, "--format", "json"])
                .env_clear()
                .envs(self.env())
                .current_dir(env!("CARGO_TARGET_TMPDIR"))
                .output()
                .unwrap();
            let page: Value = serde_json::from_slice(&said.stdout).unwrap();
            let items = page["items"].as_array().unwrap();
            if is_so(items) {
                return items.clone();
            }
            assert!(Instant::now() < end, "{page}");
            sleep(Duration::from_millis(200));
        }
    }
}

fn of_program(program: PathBuf, env: &[(&str, &str)]) -> (Runs, String) {
    let mut child = Command::new(program)
        .args(["--demo", "--listen", "127.0.0.1:0"])
        .env_clear()
        .envs(env.iter().copied())
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut greeting = String::new();
    while !greeting.contains("Database: ") {
        assert!(out.read_line(&mut greeting).unwrap() > 0, "it ended: {greeting}");
    }
    // It tells each call that ends, and would wait for somebody to read that.
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    (Runs::Program(child), greeting)
}

fn here(env: &[(&str, &str)]) -> (Runs, String) {
    let env = env.iter().map(|(name, value)| (name.into(), value.into())).collect();
    let (stop, stopped) = oneshot::channel();
    let (told, greeting) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let flags = Flags { config: None, listen: Some("127.0.0.1:0".into()), demo: true };
        let settings = Settings::gather(&Sources { flags, env, file: None }).unwrap();
        let config = settings.config().unwrap();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let demo = Demonstration::build(&config).await.unwrap();
            told.send(demo.greeting()).unwrap();
            let stopped = async {
                let _ = stopped.await;
            };
            demo.run(stopped).await.unwrap();
        });
    });
    (Runs::Here(Some((stop, thread))), greeting.recv().unwrap())
}

impl Drop for Demo {
    fn drop(&mut self) {
        match &mut self.runs {
            Runs::Program(child) => {
                let _ = child.kill();
                let _ = child.wait();
            }
            Runs::Here(running) => {
                if let Some((stop, thread)) = running.take() {
                    let _ = stop.send(());
                    let _ = thread.join();
                }
            }
        }
    }
}
