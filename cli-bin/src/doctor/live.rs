//! Looking at running Asterisks: may we log in, may we ask, and what are we sent.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use ami_proto::{Action, Decoder, Frame, FrameKind};
use anyhow::anyhow;
use callflow_server::config::{Flags, Pbx, Settings, Sources};
use callflow_server::login::{Login, Step};

use super::Patient;
use super::examination::{Examination, Finding};
use crate::cli::DoctorArgs;
use crate::failure::Failure;
use crate::sim;

const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What is asked after each login, and what is not known without the answer.
const QUESTIONS: &[(&str, &str)] = &[
    ("Status", "calls that began or ended unseen"),
    ("BridgeList", "what the bridges of calls in progress are for"),
    ("QueueStatus", "who waits in queues, and their members"),
    ("ParkedCalls", "who is parked"),
    ("ExtensionStateList", "the status of extensions"),
    ("DeviceStateList", "what devices are doing"),
];

/// Looks at every Asterisk of the configuration.
pub(super) fn examine(args: &DoctorArgs) -> Result<Vec<Patient>, Failure> {
    let wrong = |error| Failure::Input(anyhow!("{error}"));
    let flags = Flags { config: args.config.clone(), listen: None, demo: false };
    let mut sources = Sources::of_process(flags).map_err(wrong)?;
    sources.env.retain(|(name, _)| name != sim::SECRET_VARIABLE);
    let config = Settings::gather(&sources).and_then(|settings| settings.config()).map_err(wrong)?;
    let listen = Duration::from_secs(args.seconds);
    config
        .pbx
        .iter()
        .map(|(name, pbx)| {
            let findings = Visit::begin(pbx)
                .and_then(|mut visit| visit.findings(pbx, listen))
                .map_err(|error| Failure::Work(anyhow!("{name}, {}:{}: {error}", pbx.host, pbx.port)))?;
            Ok(Patient { name: format!("{name}, {}:{}", pbx.host, pbx.port), findings })
        })
        .collect()
}

struct Visit {
    socket: TcpStream,
    decoder: Decoder,
    examination: Examination,
}

impl Visit {
    fn begin(pbx: &Pbx) -> io::Result<Self> {
        let address = (pbx.host.as_str(), pbx.port).to_socket_addrs()?.next();
        let address = address.ok_or_else(|| io::Error::other("the host has no address"))?;
        let socket = TcpStream::connect_timeout(&address, ANSWER_WITHIN)?;
        Ok(Self { socket, decoder: Decoder::new(), examination: Examination::default() })
    }

    fn findings(&mut self, pbx: &Pbx, listen: Duration) -> io::Result<Vec<Finding>> {
        self.log_in(pbx)?;
        let mut findings = vec![Finding::fine(format!("{} may log in", pbx.username))];
        for (question, purpose) in QUESTIONS {
            findings.push(self.may_ask(question, purpose)?);
        }
        let until = Instant::now() + listen;
        if let Err(error) = self.wait(until, |_| None::<()>) {
            findings.push(Finding::fault(format!("while it was listened to: {error}")));
        }
        findings.extend(self.examination.findings());
        // Whether it hears us makes no difference any more.
        let _ = self.send(&Action::new("Logoff"));
        Ok(findings)
    }

    fn log_in(&mut self, pbx: &Pbx) -> io::Result<()> {
        let (mut login, mut action) = Login::begin().map_err(io::Error::other)?;
        loop {
            self.send(&action)?;
            let step = self.answer("", |frame| login.handle(frame, pbx))?.map_err(io::Error::other)?;
            action = match step {
                Step::Send(action) => action,
                Step::In | Step::Wait => return Ok(()),
                Step::Refused(words) => {
                    let user = &pbx.username;
                    return Err(io::Error::other(format!("the login of {user:?} is refused: {words}")));
                }
            };
        }
    }

    fn may_ask(&mut self, question: &str, purpose: &str) -> io::Result<Finding> {
        let id = format!("callflow-doctor-{question}");
        self.send(&header(Action::new(question), "ActionID", &id)?)?;
        Ok(match self.answer(&id, succeeded)? {
            Ok(()) => Finding::fine(format!("may ask {question}")),
            // "No such command" of a module that is not loaded: there is nothing to ask for.
            Err(words) if words.contains("denied") => Finding::fault(format!(
                "may not ask {question} ({words}), so {purpose} are not known: give the manager user \
                 write = reporting, or read and write = system"
            )),
            Err(words) => Finding::fine(format!("{question}: {words}")),
        })
    }

    /// The next response, of the action with this `ActionID`.
    fn answer<T>(&mut self, id: &str, mut read: impl FnMut(&Frame<'_>) -> T) -> io::Result<T> {
        let mut of_ours = |frame: &Frame<'_>| {
            let ours = frame.kind() == FrameKind::Response
                && (id.is_empty() || frame.get("ActionID") == Some(id.as_bytes()));
            ours.then(|| read(frame))
        };
        let until = Instant::now() + ANSWER_WITHIN;
        self.wait(until, &mut of_ours)?
            .ok_or_else(|| io::Error::new(io::ErrorKind::TimedOut, "no answer came"))
    }

    /// Takes what comes, until `found` finds what it looks for or the time is over.
    fn wait<T>(
        &mut self,
        until: Instant,
        mut found: impl FnMut(&Frame<'_>) -> Option<T>,
    ) -> io::Result<Option<T>> {
        let mut buffer = [0; 16 * 1024];
        loop {
            while let Some(decoded) = self.decoder.next() {
                let Ok(frame) = decoded else { continue };
                self.examination.frame(&frame);
                if let Some(found) = found(&frame) {
                    return Ok(Some(found));
                }
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            self.socket.set_read_timeout(Some(left))?;
            match self.socket.read(&mut buffer) {
                Ok(0) => {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "Asterisk closed the connection",
                    ));
                }
                Ok(read) => self.decoder.feed(buffer.get(..read).unwrap_or_default()),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn send(&mut self, action: &Action) -> io::Result<()> {
        self.socket.write_all(&action.encode().map_err(io::Error::other)?)
    }
}

fn header(action: Action, name: &str, value: &str) -> io::Result<Action> {
    action.header(name, value).map_err(io::Error::other)
}

fn succeeded(frame: &Frame<'_>) -> Result<(), String> {
    if frame.get("Response") == Some(b"Error") { Err(message(frame)) } else { Ok(()) }
}

fn message(frame: &Frame<'_>) -> String {
    frame.text("Message").unwrap_or("no reason given".into()).into_owned()
}
