//! What the server stores of each recording, played to it over TCP, is what `callflow replay` tells of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use asterisk_sim::{Capture, Ids, Options, Pace, Script, Sim, Speed, Stamps};
use callflow_core::{Call, CallId};
use futures_util::StreamExt;

use crate::captures;
use crate::server::{Database, Server};

/// Asterisk goes away without a word. Its calls end when the link was lost, which no event tells: that time is the
/// server's own.
fn ends_untold(folder: &Path) -> bool {
    folder.ends_with("29b-crash-in-mid-call")
}

/// The server's records of what a script plays.
async fn stored(script: Script) -> BTreeMap<CallId, Call> {
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let mut config = database.config(&[("default", sim.local_addr())]);
    config.listen = None;
    let server = Server::start(&config).await;
    sim.finished().await;
    server.stop().await;
    database.calls().await.into_iter().map(|call| (call.id.clone(), call)).collect()
}

/// Ids and times are those of the recording: each event has its receive time in a header `Timestamp`. Then all
/// fields are equal, `version` and `revised_at` too: the server tells after each event, however they are batched.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_record_of_every_capture_is_that_of_replay() {
    let folders: Vec<PathBuf> =
        captures::folders().into_iter().filter(|folder| !ends_untold(folder)).collect();
    assert!(folders.len() > 100, "{}", folders.len());
    let different: Vec<String> = futures_util::stream::iter(folders)
        .map(|folder| async move {
            let expected = captures::replayed(&folder);
            let script = Script::of(Capture::open(&folder).unwrap());
            let stored = stored(script.ids(Ids::RecordedFirst).stamps(Stamps::OnAll)).await;
            difference(&expected, &stored).map(|what| format!("{}: {what}", captures::name(&folder)))
        })
        .buffer_unordered(8)
        .filter_map(std::future::ready)
        .collect()
        .await;
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

/// Played so that its times fit the clock, and held against what was recorded in everything but times and ids.
#[tokio::test(flavor = "multi_thread")]
async fn calls_cut_off_by_a_crash_are_those_of_replay() {
    let folders: Vec<PathBuf> =
        captures::folders().into_iter().filter(|folder| ends_untold(folder)).collect();
    assert_eq!(folders.len(), 2);
    for folder in folders {
        let expected = captures::shapes(captures::replayed(&folder).values());
        let pace = Pace::Scaled(Speed::new(5.0).unwrap());
        let stored = stored(Script::of(Capture::open(&folder).unwrap()).pace(pace)).await;
        assert_eq!(captures::shapes(stored.values()), expected, "{}", captures::name(&folder));
    }
}

/// The first field in which a record differs.
fn difference(expected: &BTreeMap<CallId, Call>, stored: &BTreeMap<CallId, Call>) -> Option<String> {
    let ids = |calls: &BTreeMap<CallId, Call>| calls.keys().map(ToString::to_string).collect::<Vec<_>>();
    if ids(expected) != ids(stored) {
        return Some(format!("calls {:?}, stored {:?}", ids(expected), ids(stored)));
    }
    let mut out = Vec::new();
    for (expected, stored) in expected.values().zip(stored.values()) {
        let (one, other) = (serde_json::to_value(expected).unwrap(), serde_json::to_value(stored).unwrap());
        for (field, value) in one.as_object().unwrap() {
            if other[field] != *value {
                out.push(format!("{} {field}: {value}, stored {}", expected.id, other[field]));
            }
        }
    }
    (!out.is_empty()).then(|| out.join("\n   "))
}
