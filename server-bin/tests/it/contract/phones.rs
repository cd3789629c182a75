//! A server beside a simulated Asterisk with telephones, whose extensions are given out.

use asterisk_sim::{Capture, Options, Script, Sim, Track};
use serde_json::json;

use crate::server::{Client, Database, Server};

/// Where browsers register.
pub(crate) const WSS: &str = "wss://pbx.example.com:8089/ws";

/// What Asterisk says of a telephone that nobody has plugged in.
pub(crate) fn unplugged(extension: &str) -> String {
    event(&format!("DeviceStateChange\nPrivilege: call,all\nDevice: PJSIP/{extension}\nState: UNAVAILABLE"))
}

/// An event of lines, with its end.
pub(crate) fn event(lines: &str) -> String {
    format!("Event: {}\r\n\r\n", lines.replace('\n', "\r\n"))
}

/// A script of these events, as fast as they are read.
pub(crate) fn script(events: &[String]) -> Script {
    let login =
        "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n";
    let bytes = format!("{login}{}", events.concat());
    Script::new().track(Track::of([Capture::from_bytes("phones", bytes.as_bytes(), None).unwrap()]))
}

/// The password of an extension.
pub(crate) fn password(extension: &str) -> String {
    format!("s3cret-of-{extension}")
}

/// The environment of a server on `database` that leases what begins with a 3.
pub(crate) fn env(database: &Database, sim: &Sim, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let plan = database.folder().join("plan.toml");
    std::fs::write(&plan, "[leasing]\nextensions = [\"_3XXX\"]\n").unwrap();
    let mut env = database.env(&[("default", sim.local_addr())]);
    env.push(("CALLFLOW_PLAN".to_owned(), plan.display().to_string()));
    env.push(("CALLFLOW_PBX_DEFAULT_WSS".to_owned(), WSS.to_owned()));
    env.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    env
}

/// Server, simulated Asterisk and database.
pub(crate) struct Site {
    pub(crate) database: Database,
    pub(crate) server: Server,
    _sim: Sim,
}

impl Site {
    pub(crate) async fn start(events: &[String], more: &[(&str, &str)]) -> Self {
        let sim = Sim::bind(Options::new().script(script(events))).await.unwrap();
        let database = Database::new();
        let server = Server::start(&database.config_of(env(&database, &sim, more))).await;
        Self { database, server, _sim: sim }
    }

    /// With telephones that nobody has plugged in, and whose passwords are known.
    pub(crate) async fn with(extensions: &[&str], more: &[(&str, &str)]) -> Self {
        let events: Vec<String> = extensions.iter().map(|extension| unplugged(extension)).collect();
        let site = Self::start(&events, more).await;
        configure(&site.server.client(), extensions).await;
        site
    }

    pub(crate) fn client(&self) -> Client {
        self.server.client()
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}

/// Waits until Asterisk has told of these, and tells their passwords.
pub(crate) async fn configure(client: &Client, extensions: &[&str]) {
    let told = |answer: &crate::server::Answer| {
        let status = answer.json();
        extensions.iter().all(|extension| status["extensions"][*extension] == "free")
    };
    client.until("/extensions/status", told).await;
    for extension in extensions {
        let new = json!({"extension": extension, "password": password(extension)});
        let made = client.send("POST /api/extensions", Some(&new), &[]).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
}
