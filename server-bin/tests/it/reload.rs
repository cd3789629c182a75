//! SIGHUP: what takes effect while the server runs, and what does not.

use std::fs;
use std::net::SocketAddr;

use asterisk_sim::{Options, Sim};
use rustix::process::Signal;
use serde_json::json;

use crate::child::Callflowd;
use crate::contract::phones::{configure, password, script, unplugged};
use crate::https::{asked, certificate, file};
use crate::server::{Client, Database};

/// A server whose settings are in files.
struct Site {
    callflowd: Callflowd,
    database: Database,
    address: SocketAddr,
    _sim: Sim,
}

impl Site {
    /// With these files, of which `callflow.toml` is the configuration.
    async fn start(files: &[(&str, &str)]) -> Self {
        let events = ["3001", "4001"].map(unplugged);
        let sim = Sim::bind(Options::new().script(script(&events))).await.unwrap();
        let database = Database::new();
        for (name, text) in files {
            fs::write(database.folder().join(name), text).unwrap();
        }
        let env = database.env(&[("default", sim.local_addr())]);
        let mut callflowd = Callflowd::start(database.folder(), &env);
        let address = callflowd.address().await;
        Self { callflowd, database, address, _sim: sim }
    }

    fn client(&self) -> Client {
        Client::of(self.address)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.database.folder().join(name), text).unwrap();
    }

    /// Asks it to read everything again, and waits for this.
    async fn reload(&mut self, says: &str) -> String {
        self.callflowd.signal(Signal::HUP);
        self.callflowd.says(says).await
    }
}

const READ: &str = "the configuration was read again";
const STAYS: &str = "the configuration stays as it was";

#[tokio::test]
async fn a_changed_plan_counts_at_once() {
    let plan = |extensions: &str| format!("[leasing]\nextensions = [\"{extensions}\"]\n");
    let files = [("callflow.toml", "plan = \"plan.toml\"\n"), ("plan.toml", &plan("_4XXX"))];
    let mut site = Site::start(&files).await;
    let client = site.client();
    configure(&client, &["4001"]).await;
    site.write("plan.toml", &plan("_3XXX"));
    site.reload(READ).await;
    configure(&client, &["3001"]).await;
    let leased = client.get("/extensions/free").await.json();
    assert_eq!(leased["password"], password("3001"));
    assert_eq!(client.get("/extensions/free").await.status, 503, "4001 is no longer given out");

    // What is wrong is told with its place, and the plan of before goes on.
    site.write("plan.toml", "[leasing]\nextensions = 7\n");
    let why = site.reload(STAYS).await;
    assert!(why.contains("plan.toml") && why.contains("extensions"), "{why}");
    site.write("callflow.toml", "plan = \"nowhere.toml\"\n");
    assert!(site.reload(STAYS).await.contains("nowhere.toml"));
    let release = json!({"extension": "3001"});
    assert_eq!(client.send("POST /extensions/release", Some(&release), &[]).await.status, 200);
    let leased = client.until("/extensions/free", |answer| answer.status == 200).await.json();
    assert_eq!(leased["password"], password("3001"));
    site.callflowd.terminate().await;
}

#[tokio::test]
async fn changed_rules_of_control_count_at_once() {
    let settings = "[control]\nrules = \"rules.toml\"\n";
    let mut site = Site::start(&[("callflow.toml", settings), ("rules.toml", "")]).await;
    let client = site.client();
    client.until("/readyz", |answer| answer.status == 200).await;
    let dial = json!({"from": "3001", "to": "4001"});
    let refused = async || client.send("POST /api/calls/originate", Some(&dial), &[]).await.status == 403;
    assert!(refused().await, "nothing may be dialled unless told");
    site.write("rules.toml", "contexts = [\"phones\"]\n");
    site.reload(READ).await;
    assert!(!refused().await);
    site.write("rules.toml", "contexts = [\n");
    assert!(site.reload(STAYS).await.contains("rules.toml"));
    assert!(!refused().await);
    site.write("rules.toml", "");
    site.reload(READ).await;
    assert!(refused().await);
    site.callflowd.terminate().await;
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_to_whoever_connects_next() {
    let text = |name: &str| fs::read_to_string(file(name)).unwrap();
    let settings = "[http]\ntls_certificate = \"own.pem\"\ntls_key = \"own.key\"\n";
    let files = [("callflow.toml", settings), ("own.pem", &text("pbx.pem")), ("own.key", &text("pbx.key"))];
    let mut site = Site::start(&files).await;
    let address = site.address;
    let shown = async |trusted: &str| asked(address, trusted).await.unwrap().0;
    assert_eq!(shown("ca.pem").await, certificate("pbx.pem").to_vec());

    // Written half, as by a program that is still at it: the pair of before goes on.
    site.write("own.pem", &text("renewed.pem"));
    site.reload(STAYS).await;
    assert_eq!(shown("ca.pem").await, certificate("pbx.pem").to_vec());
    site.write("own.key", &text("renewed.key"));
    site.reload(READ).await;
    assert_eq!(shown("renewed.pem").await, certificate("renewed.pem").to_vec());
    assert!(asked(address, "ca.pem").await.is_err());
    site.callflowd.terminate().await;
}

#[tokio::test]
async fn the_filter_of_the_log_is_changed_and_the_rest_is_told() {
    let mut site = Site::start(&[("callflow.toml", "")]).await;
    site.write("callflow.toml", "[log]\nfilter = \"debug\"\n[http]\nmax_connections = 7\n");
    let told = site.reload("takes effect at the next start").await;
    assert!(told.contains("http.max_connections has changed"), "{told}");
    site.callflowd.has_said(READ).await;
    site.client().get("/healthz").await;
    site.callflowd.says("DEBUG").await;
    site.write("callflow.toml", "[log]\nfilter = \"info,,=\"\n");
    assert!(site.reload(STAYS).await.contains("log.filter"));
    site.callflowd.terminate().await;
}

#[tokio::test]
async fn a_server_that_is_starting_is_not_ended_by_it() {
    // A database that takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let database = Database::new();
    let mut env = database.env(&[]);
    env.retain(|(name, _)| name != "CALLFLOW_DATABASE_URL");
    let url = format!("postgres://user@{}/calls", silent.local_addr().unwrap());
    env.push(("CALLFLOW_DATABASE_URL".to_owned(), url));
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let (_held, _) = silent.accept().await.unwrap();
    callflowd.signal(Signal::HUP);
    callflowd.terminate().await;
}
