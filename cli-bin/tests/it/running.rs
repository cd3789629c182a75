//! A command that goes on until it is told to stop, and what it says meanwhile.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

/// A started `callflow`; killed where the test ends early.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    /// Starts it with these variables alone in its environment, in the temporary folder of the tests.
    pub(crate) fn start(args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
        command.args(args).env_clear().envs(env.iter().copied()).current_dir(env!("CARGO_TARGET_TMPDIR"));
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr }
    }

    /// `callflow sim` on a free port.
    pub(crate) fn sim(args: &[&str]) -> Self {
        Self::start(&[&["sim", "--listen", "127.0.0.1:0"], args].concat(), &[])
    }

    /// The next line on standard error that has `word` in it.
    #[track_caller]
    pub(crate) fn line_with(&mut self, word: &str) -> String {
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            assert!(self.stderr.read_line(&mut line).unwrap() > 0, "no line with {word:?} in:\n{seen}");
            if line.contains(word) {
                return line;
            }
            seen.push_str(&line);
        }
    }

    /// Where a simulated Asterisk says that it listens.
    #[track_caller]
    pub(crate) fn address(&mut self) -> SocketAddr {
        let line = self.line_with("listens on ");
        let (_, rest) = line.split_once("listens on ").unwrap();
        rest.split(';').next().unwrap().parse().unwrap()
    }

    /// Sends a signal, `TERM` or `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for the end: the exit status, none after a signal, and what else it said.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Mostly it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of a simulated Asterisk.
#[derive(Debug)]
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        // A test that waits for what never comes is to end.
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut client = Self(BufReader::new(socket));
        let mut banner = String::new();
        client.0.read_line(&mut banner).unwrap();
        assert!(banner.starts_with("Asterisk Call Manager/"), "{banner}");
        client
    }

    /// Connects, logs in as `admin`, and gives what Asterisk says to that.
    pub(crate) fn login(address: SocketAddr, secret: &str) -> (Self, String) {
        let mut client = Self::connect(address);
        client.ask(&format!("Action: Login\r\nUsername: admin\r\nSecret: {secret}\r\n\r\n"));
        let answer = client.message();
        (client, answer)
    }

    pub(crate) fn ask(&mut self, action: &str) {
        self.0.get_mut().write_all(action.as_bytes()).unwrap();
    }

    /// The next message, with the blank line that ends it; empty at the end of the connection.
    pub(crate) fn message(&mut self) -> String {
        let mut message = String::new();
        while self.0.read_line(&mut message).unwrap() > 0 && !message.ends_with("\r\n\r\n") {}
        message
    }

    /// Everything until the connection ends.
    pub(crate) fn rest(mut self) -> String {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).unwrap();
        rest
    }
}
