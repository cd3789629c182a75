//! An Asterisk of the test's own, and what tests do with it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use ami_client::ami_proto::Action;
use ami_client::ami_proto::action::{IntoAction, Originate, UserEvent};
use ami_client::{Backoff, Client, Message, Options, SendError, State, SubscribeOptions, Subscription};
use callflow_sip_agent::{Account, Agent, CallId, Event, OnCall};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

/// Nothing takes so long, on however busy a machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Asterisk {
    folder: TempDir,
    /// Major version.
    pub(crate) version: u32,
    pub(crate) ami: SocketAddr,
    pub(crate) amis: SocketAddr,
    pub(crate) sip: SocketAddr,
    pub(crate) ca: PathBuf,
}

/// Runs one of the scripts, not on a thread of the runtime: the client must live on meanwhile.
async fn script(name: &str, arguments: &[&str]) -> String {
    let mut command =
        Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/asterisk").join(name));
    command.args(arguments).env("WATCH_PID", std::process::id().to_string());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{name} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Asterisk {
    pub(crate) async fn up(version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let told = script("up", &[version, folder.path().to_str().unwrap()]).await;
        let value =
            |key: &str| told.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap();
        Self {
            version: version.parse().unwrap(),
            ami: value("AMI").parse().unwrap(),
            amis: value("AMIS").parse().unwrap(),
            sip: value("SIP").parse().unwrap(),
            ca: value("CA").into(),
            folder,
        }
    }

    fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// `KILL`, `TERM`, `STOP` or `CONT`.
    pub(crate) async fn kill(&self, signal: &str) {
        script("kill", &[self.path(), signal]).await;
    }

    /// Starts it again; returns when it has booted.
    pub(crate) async fn start(&self) {
        script("start", &[self.path()]).await;
    }

    pub(crate) fn config(&self, name: &str) -> PathBuf {
        self.folder.path().join("etc").join(name)
    }

    /// Options for a user of `manager.conf`.
    pub(crate) fn options(&self, user: &str) -> Options {
        options_at(self.ami, user)
    }

    /// A client that may do everything.
    pub(crate) async fn client(&self) -> Client {
        Client::connect(self.options("callflow")).await.unwrap()
    }

    pub(crate) async fn phone(&self, number: &str, on_call: OnCall) -> Phone {
        let account = Account::new(self.sip, number, format!("test-{number}")).on_call(on_call);
        let (agent, events) = Agent::new(account).await.unwrap();
        agent.register(300).await.unwrap();
        Phone { agent, events }
    }
}

impl Drop for Asterisk {
    fn drop(&mut self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/asterisk/down");
        // Should it fail, its keeper ends it with this process.
        let _ = Command::new(script).arg(self.folder.path()).status();
    }
}

pub(crate) fn options_at(address: SocketAddr, user: &str) -> Options {
    Options::new(address.to_string(), user, format!("test-{user}")).unwrap()
}

/// For tests that cut many connections, so that they are not long.
pub(crate) fn eager() -> Backoff {
    Backoff { first: Duration::from_millis(5), longest: Duration::from_millis(50), ..Backoff::default() }
}

/// Calls `channel`, which then waits for so many seconds.
pub(crate) fn originate(channel: &str, seconds: u32) -> Originate {
    Originate::new().channel(channel).application("Wait").data(seconds.to_string())
}

/// An event that a test waits for.
pub(crate) async fn mark(client: &Client, name: &str) {
    client.send(UserEvent::new().user_event(name)).await.unwrap();
}

/// `client.collect`, and whether the count that ends the list is right, where there is one.
pub(crate) async fn collect(
    client: &Client,
    action: impl IntoAction,
) -> Result<(usize, Option<usize>), SendError> {
    let mut list = client.list(action).await?;
    let mut items = 0;
    while let Some(item) = list.next().await {
        item?;
        items += 1;
    }
    let told = list.end().and_then(|end| end.as_frame().text("ListItems").map(|text| text.parse().unwrap()));
    Ok((items, told))
}

pub(crate) fn action(name: &str, headers: &[(&str, &str)]) -> Action {
    headers.iter().fold(Action::new(name), |action, (name, value)| action.header(name, value).unwrap())
}

/// Waits for a state of the connection.
pub(crate) async fn state(client: &Client, what: &str, is: impl FnMut(&State) -> bool) {
    let mut state = client.state();
    if timeout(PATIENCE, state.wait_for(is)).await.is_err() {
        panic!("not {what}: {:?}", client.state().borrow());
    }
}

/// Waits until the client is connected for the `count`th time.
pub(crate) async fn connected_times(client: &Client, count: u64) {
    let mut state = client.state();
    let waiting = async {
        while client.metrics().connects < count || !state.borrow_and_update().is_up() {
            state.changed().await.unwrap();
        }
    };
    if timeout(PATIENCE, waiting).await.is_err() {
        panic!("not connected {count} times: {:?}, {:?}", client.state().borrow(), client.metrics());
    }
}

/// Waits until Asterisk has been up for so many whole seconds.
pub(crate) async fn up_for(client: &Client, seconds: u32) {
    loop {
        let lines = client.command("core show uptime seconds").await.unwrap();
        let (_, up) = lines[0].rsplit_once(' ').unwrap();
        if up.parse::<u32>().unwrap() >= seconds {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A subscription, with everything that it was told.
pub(crate) struct Listener {
    pub(crate) subscription: Subscription,
    pub(crate) heard: Vec<Message>,
}

impl Listener {
    pub(crate) fn new(client: &Client) -> Self {
        Self { subscription: client.subscribe(SubscribeOptions::new()), heard: Vec::new() }
    }

    /// Listens until this is said, and gives it.
    pub(crate) async fn until(&mut self, what: &str, mut is: impl FnMut(&Message) -> bool) -> Message {
        let waiting = async {
            loop {
                let message =
                    self.subscription.recv().await.unwrap_or_else(|| panic!("closed before {what}"));
                let found = is(&message);
                self.heard.push(message.clone());
                if found {
                    return message;
                }
            }
        };
        match timeout(PATIENCE, waiting).await {
            Ok(message) => message,
            Err(_) => panic!("no {what}; heard {:#?}", self.words()),
        }
    }

    /// Listens until an event of this name, for which this holds, comes.
    pub(crate) async fn event(&mut self, name: &str, header: &str, value: &str) {
        let is = |message: &Message| is_event(message, name, header, value);
        self.until(&format!("{name} with {header}: {value}"), is).await;
    }

    /// Listens until this [mark](mark) comes.
    pub(crate) async fn marked(&mut self, name: &str) {
        self.event("UserEvent", "UserEvent", name).await;
    }

    /// Takes what is there without waiting.
    pub(crate) fn take(&mut self) {
        self.heard.extend(std::iter::from_fn(|| self.subscription.try_recv()));
    }

    /// Everything heard, in short words.
    pub(crate) fn words(&self) -> Vec<String> {
        self.heard.iter().map(word).collect()
    }
}

pub(crate) fn is_event(message: &Message, name: &str, header: &str, value: &str) -> bool {
    let Message::Event(event) = message else { return false };
    event.name() == name && event.frame().get(header) == Some(value.as_bytes())
}

pub(crate) fn word(message: &Message) -> String {
    match message {
        Message::Connected { .. } => "connected".into(),
        Message::Disconnected { .. } => "disconnected".into(),
        Message::Event(event) => event.name().into_owned(),
        Message::Gap(gap) => format!("gap {:?} {:?}", gap.cause, gap.missed),
        other => format!("{other:?}"),
    }
}

pub(crate) struct Phone {
    pub(crate) agent: Agent,
    events: UnboundedReceiver<Event>,
}

impl Phone {
    pub(crate) async fn next(&mut self) -> Event {
        timeout(PATIENCE, self.events.recv()).await.unwrap().unwrap()
    }

    pub(crate) async fn incoming(&mut self) -> CallId {
        match self.next().await {
            Event::Incoming { call, .. } => call,
            other => panic!("{other:?}"),
        }
    }

    /// Until this call is up.
    pub(crate) async fn answered(&mut self, call: &CallId) {
        while self.next().await != (Event::Answered { call: call.clone() }) {}
    }

    pub(crate) async fn ended(&mut self, call: &CallId) {
        while !matches!(self.next().await, Event::Ended { call: over, .. } if over == *call) {}
    }
}
