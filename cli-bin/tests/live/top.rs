//! `callflow top`: a call that is hung up is over, whether it was seen over the API or straight from the Asterisk.

use std::fs;

use callflow_server::Application;
use callflow_server::config::{ConfigFile, Flags, Settings, Sources};
use callflow_sip_agent::{Account, Agent, Event, OnCall};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use crate::at_both;
use crate::pty::Terminal;
use crate::rig::Asterisk;

at_both!(a_call_is_hung_up);

const SIZE: (u16, u16) = (110, 16);

/// A phone that calls a number which answers and waits.
struct Caller {
    agent: Agent,
    events: UnboundedReceiver<Event>,
}

impl Caller {
    async fn of(asterisk: &Asterisk) -> Self {
        let account = Account::new(asterisk.sip, "1001", "test-1001").on_call(OnCall::Ring);
        let (agent, events) = Agent::new(account).await.unwrap();
        agent.register(300).await.unwrap();
        Self { agent, events }
    }

    /// Calls; then whoever sits at this terminal hangs up, and says so.
    fn is_hung_up(&mut self, runtime: &Runtime, mut top: Terminal, told: &str) {
        top.shows("connected");
        top.shows("no calls");
        let call = runtime.block_on(self.agent.call("9120")).unwrap();
        top.until(|text| text.contains("1001 → 9120") && text.contains("1 up"));
        top.press("x");
        top.shows("hang up this call?");
        top.press("y");
        top.until(|text| text.contains(told) && text.contains("no calls"));
        let ended = async {
            while let Some(event) = self.events.recv().await {
                if matches!(event, Event::Ended { call: over, .. } if over == call) {
                    return true;
                }
            }
            false
        };
        assert!(runtime.block_on(ended), "the phone is off");
        top.press("q");
        assert_eq!(top.end(), 0);
    }
}

/// With a configuration that `callflow init` has written, of the server too.
fn a_call_is_hung_up(asterisk: Asterisk) {
    let folder = tempfile::tempdir().unwrap();
    let config = asterisk.init(folder.path(), "act");
    let runtime = Runtime::new().unwrap();
    let mut caller = runtime.block_on(Caller::of(&asterisk));
    let top = Terminal::start(&["top", "--ami", "--config", &config], &[], SIZE);
    caller.is_hung_up(&runtime, top, "Asterisk hangs up");

    let text = fs::read_to_string(&config).unwrap();
    let database = format!("sqlite:{}", folder.path().join("callflow.db").display());
    let settings = Settings::gather(&Sources {
        flags: Flags { config: None, listen: Some("127.0.0.1:0".into()), demo: false },
        env: vec![("CALLFLOW_DATABASE_URL".into(), database.into())],
        file: Some(ConfigFile { path: (&config).into(), text: text.clone() }),
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let settings = settings.unwrap().config().unwrap();
    let application = runtime.block_on(Application::build(&settings)).unwrap();
    let url = format!("http://{}", application.address().unwrap());
    let running = runtime.spawn(application.run(async move {
        let _ = stopped.await;
    }));
    let key = text.lines().find_map(|line| line.strip_prefix("machine_key = ")).unwrap().trim_matches('"');
    let top = Terminal::start(&["top", "--server", &url], &[("CALLFLOW_API_KEY", key)], SIZE);
    caller.is_hung_up(&runtime, top, "hung up");
    stop.send(()).unwrap();
    runtime.block_on(running).unwrap().unwrap();
}
