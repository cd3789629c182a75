//! An Asterisk of the test's own, and what tests do with it.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ari_client::{Backoff, Client, Event, Message, Options, Subscription};
use callflow_sip_agent::{Account, Agent, CallId, OnCall};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

/// Nothing takes so long, on however busy a machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What the instance has beyond what other tests need: recordings, sounds, outside media, objects that can be changed.
const MODULES: &str = "load = res_ari_recordings.so\nload = res_ari_sounds.so\nload = res_stasis_broadcast.so\n\
     load = app_stasis_broadcast.so\nload = res_pjsip_messaging.so\nload = res_rtp_multicast.so\nload = chan_rtp.so\nload = chan_bridge_media.so\n\
     load = codec_resample.so\nload = func_talkdetect.so\nload = res_tonedetect.so\nload = app_playtones.so\n";
const DIAL_PLAN: &str = "[phones](+)\n\
     exten => 404,1,Stasis(live,unanswered)\n same => n,Hangup()\n\
     exten => 405,1,StasisBroadcast(20000,,argument,yes)\n same => n,Hangup()\n\
     exten => 406,1,Set(PJSIP_TRANSFER_HANDLING()=ari-only)\n same => n,Answer()\n same => n,Stasis(live,transfer)\n\
     exten => 407,1,Answer()\n same => n,Wait(300)\n\
     exten => 408,1,Stasis(callflow-calls)\n same => n,Hangup()\n\
     exten => 409,1,Answer()\n same => n,Playtones(440/1000,0/60000)\n same => n,Wait(60)\n\
     exten => 410,1,Set(CHANNEL(language)=en_US_f_Allison)\n same => n,Dial(PJSIP/1009,30,tT)\n";
const OBJECTS: &str = "[res_pjsip]\naor=config,pjsip.conf,criteria=type=aor\naor=memory\n";

pub(crate) struct Asterisk {
    folder: TempDir,
    /// Major version.
    pub(crate) version: u32,
    pub(crate) http: SocketAddr,
    pub(crate) sip: SocketAddr,
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
        let asterisk = Self {
            version: version.parse().unwrap(),
            http: value("HTTP").parse().unwrap(),
            sip: value("SIP").parse().unwrap(),
            folder,
        };
        asterisk.append("modules.conf", MODULES);
        asterisk.append("extensions.conf", DIAL_PLAN);
        asterisk.append("sorcery.conf", OBJECTS);
        std::fs::create_dir(asterisk.folder.path().join("spool/recording")).unwrap();
        asterisk.restart().await;
        asterisk
    }

    /// Adds to its configuration; it takes effect with a restart.
    pub(crate) fn append(&self, name: &str, text: &str) {
        let path = self.folder.path().join("etc").join(name);
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    /// Changes its configuration; it takes effect when the module is loaded again.
    pub(crate) fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.folder.path().join("etc").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }

    pub(crate) async fn restart(&self) {
        self.kill("TERM").await;
        self.start().await;
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

    pub(crate) fn options(&self) -> Options {
        self.options_for("live")
    }

    /// Options of a client of another application.
    pub(crate) fn options_for(&self, app: &str) -> Options {
        let backoff = Backoff {
            first: Duration::from_millis(5),
            longest: Duration::from_millis(50),
            ..Backoff::default()
        };
        let url = format!("http://{}", self.http);
        Options::new(&url, "callflow", "test-callflow", app).unwrap().backoff(backoff)
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(self.options()).await.unwrap()
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

/// A telephone, which lives as long as somebody could hear of it.
pub(crate) struct Phone {
    pub(crate) agent: Agent,
    events: UnboundedReceiver<callflow_sip_agent::Event>,
}

impl Phone {
    /// Waits until a call is up.
    pub(crate) async fn answered(&mut self) -> CallId {
        let waiting = async {
            loop {
                if let callflow_sip_agent::Event::Answered { call } = self.events.recv().await.unwrap() {
                    return call;
                }
            }
        };
        timeout(PATIENCE, waiting).await.unwrap()
    }
}

/// Listens until an event is heard for which this holds.
pub(crate) async fn heard(events: &mut Subscription, what: &str, is: impl Fn(&Event) -> bool) -> Event {
    let mut others = Vec::new();
    let waiting = async {
        loop {
            let event = events.event().await.unwrap_or_else(|| panic!("closed before {what}"));
            if is(event.event()) {
                return event.event().clone();
            }
            others.push(event.event().name().to_owned());
        }
    };
    match timeout(PATIENCE, waiting).await {
        Ok(event) => event,
        Err(_) => panic!("no {what}; heard {others:?}"),
    }
}

/// Listens until this is said.
pub(crate) async fn told(events: &mut Subscription, what: &str, is: impl Fn(&Message) -> bool) -> Message {
    let waiting = async {
        loop {
            let message = events.recv().await.unwrap_or_else(|| panic!("closed before {what}"));
            if is(&message) {
                return message;
            }
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("not told: {what}"))
}
