//! Webhooks: who is told, of what, how often and in which order.

mod delivered;
mod encrypted;
mod kept;
mod receiver;
mod refused;

use asterisk_sim::{Ids, Options, Script, Sim, Stamps, Track};
use serde_json::{Value, json};

use self::receiver::Receiver;
use crate::browser::{Browser, administrator};
use crate::captures;
use crate::server::{Database, Server};

/// Calls of several kinds: some are united, some wait in queues.
const RECORDINGS: [&str; 4] = [
    "asterisk-22/01-internal-caller-hangs-up",
    "asterisk-22/06-inbound-did",
    "asterisk-22/09-queue-answered-after-wait",
    "asterisk-22/14c-attended-transfer-refer-replaces",
];

/// An Asterisk where they happen.
async fn asterisk() -> Sim {
    let script = Script::new()
        .track(Track::of(RECORDINGS.map(captures::open)))
        .ids(Ids::RecordedFirst)
        .stamps(Stamps::OnAll);
    Sim::bind(Options::new().script(script)).await.unwrap()
}

/// The environment of a server that may send to this machine, and sends again soon.
fn env(database: &Database, sim: Option<&Sim>) -> Vec<(String, String)> {
    let asterisks: Vec<_> = sim.map(|sim| ("default", sim.local_addr())).into_iter().collect();
    let mut env = database.env(&asterisks);
    env.push(("CALLFLOW_WEBHOOKS_ALLOW_PRIVATE".to_owned(), "127.0.0.0/8".to_owned()));
    env.push(("CALLFLOW_WEBHOOKS_RETRY_SECONDS".to_owned(), "1".to_owned()));
    // Several servers on one database open each other's secrets.
    env.push(("CALLFLOW_LEASING_SECRET_KEY".to_owned(), "what the tests encrypt secrets with".to_owned()));
    env
}

/// Has an administrator make webhooks in a database that no server uses yet. Gives their ids.
async fn subscribed(database: &Database, webhooks: &[Value]) -> Vec<String> {
    let server = Server::start(&database.config_of(env(database, None))).await;
    let client = server.client();
    let mut admin = administrator(&client, database).await;
    let mut ids = Vec::new();
    for webhook in webhooks {
        ids.push(made(&mut admin, webhook).await["id"].as_str().unwrap().to_owned());
    }
    server.stop().await;
    ids
}

/// What an administrator is told of a webhook that was made.
async fn made(admin: &mut Browser, webhook: &Value) -> Value {
    let made = admin.send("POST /api/webhooks", webhook).await;
    assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.text);
    made.json()
}

/// A webhook that leads to this receiver.
fn webhook(receiver: &Receiver) -> Value {
    json!({"name": "crm", "url": receiver.url(), "secret": receiver::SECRET})
}
