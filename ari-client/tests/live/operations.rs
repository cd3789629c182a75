//! Every operation at a real Asterisk, and every event; the tables in the README are what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ari_client::{Client, Event, Message, Requests, SubscribeOptions};
use serde_json::Value;

use crate::provoked::{self, UNHEARD};
use crate::readme::Table;
use crate::rig::Asterisk;
use crate::run::{Outcome, Run};
use crate::scenario::everything;

const OPERATIONS: Table =
    Table { name: "operations", first: "operation", columns: &["22, HTTP", "22, WebSocket", "16, HTTP"] };
const EVENTS: Table = Table { name: "events", first: "event", columns: &["22", "16"] };

mod asterisk_22 {
    #[tokio::test]
    #[ignore = "needs a real Asterisk: scripts/test live"]
    async fn every_operation_and_event_is_as_the_readme_says() {
        use ari_client::Requests::{Http, WebSocket};
        super::held("22", &[("22, HTTP", Http), ("22, WebSocket", WebSocket)]).await;
    }
}

mod asterisk_16 {
    #[tokio::test]
    #[ignore = "needs a real Asterisk: scripts/test live"]
    async fn every_operation_and_event_is_as_the_readme_says() {
        super::held("16", &[("16, HTTP", ari_client::Requests::Http)]).await;
    }
}

async fn held(version: &'static str, columns: &[(&'static str, Requests)]) {
    let names = operations();
    assert_eq!((names.len(), Event::TYPES.len()), (109, 45));
    let (mut cells, mut heard) = (BTreeMap::new(), BTreeSet::new());
    for &(column, requests) in columns {
        let (outcomes, events) = done(version, requests).await;
        let done: BTreeSet<String> = outcomes.keys().map(|name| (*name).to_owned()).collect();
        assert_eq!(done, names, "{column}");
        cells.insert(
            column,
            outcomes.into_iter().map(|(name, outcome)| (name.to_owned(), outcome.to_string())).collect(),
        );
        heard.extend(events);
    }
    let told = Event::TYPES.iter().map(|name| {
        let reason = UNHEARD.iter().find(|(event, of, _)| event == name && of.contains(&version));
        let cell = match reason {
            None if heard.contains(*name) => "heard",
            None => panic!("{name} was not heard of Asterisk {version}; heard {heard:?}"),
            Some(_) if heard.contains(*name) => panic!("{name} is heard of Asterisk {version} after all"),
            Some((_, _, why)) => why,
        };
        ((*name).to_owned(), cell.to_owned())
    });
    let told = BTreeMap::from([(version, told.collect())]);
    OPERATIONS.hold(&cells);
    EVENTS.hold(&told);
}

/// What came of each operation, and the types of all events that were heard meanwhile.
async fn done(version: &str, requests: Requests) -> (BTreeMap<&'static str, Outcome>, BTreeSet<String>) {
    let asterisk = Asterisk::up(version).await;
    let options = asterisk.options().requests(requests).without_snapshots();
    let client = Client::connect(options).await.unwrap();
    let mut all = client.subscribe(SubscribeOptions::new());
    let mut run = Run::new(&client);
    everything(&asterisk, &mut run).await;
    let mut heard = provoked::all(&asterisk, &client).await;
    if requests == Requests::WebSocket {
        // The answers are events too; they go to those who asked.
        heard.insert("RESTResponse".to_owned());
    }
    while let Some(message) = all.try_recv() {
        let Message::Event(event) = message else { continue };
        // What is live is read as its type says, like what is recorded.
        assert!(!matches!(event.event(), Event::Other(_)), "{:?}", event.event());
        heard.insert(event.event().name().to_owned());
    }
    (run.outcomes, heard)
}

/// The names of all operations of the catalogue.
fn operations() -> BTreeSet<String> {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/ari-catalogue.json");
    let catalogue: Value = serde_json::from_str(&std::fs::read_to_string(catalogue).unwrap()).unwrap();
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap().to_owned();
    let operations = catalogue.get("operations").and_then(Value::as_array).unwrap();
    operations.iter().map(|one| format!("{}.{}", word(one, "resource"), word(one, "nickname"))).collect()
}
