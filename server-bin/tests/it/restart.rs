//! Servers that are stopped and killed while calls go on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use asterisk_sim::{Audience, Options, Pace, Rounds, Script, Sim, Speed, Track};
use callflow_core::{Call, CallId};
use futures_util::future::join_all;
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::captures;
use crate::child::Callflowd;
use crate::server::{Answer, Database};

#[tokio::test]
async fn live_calls_survive_a_restart() {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/01-internal-caller-hangs-up"));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let env = database.env(&[("default", sim.local_addr())]);
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let up = |answer: &Answer| answer.json()["items"][0]["state"] == "up";
    let before = client.until("/api/calls/live", up).await.json()["items"][0].clone();
    callflowd.terminate().await;

    // Asterisk is away: nothing tells of the call but what was saved.
    sim.shutdown().await;
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let live = client.items("/api/calls/live").await;
    assert_eq!(live.len(), 1);
    for field in ["id", "started_at", "answered_at", "caller", "dialled", "answered_by", "state"] {
        assert_eq!(live[0][field], before[field], "{field}");
    }
    callflowd.terminate().await;

    // It is there again and has no channels: the call ended meanwhile.
    let sim = Sim::bind(Options::new()).await.unwrap();
    let env = database.env(&[("default", sim.local_addr())]);
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let ended = client.until("/api/calls", |answer| answer.json()["items"][0].is_object()).await.json();
    assert!(client.items("/api/calls/live").await.is_empty());
    assert_eq!((&ended["items"][0]["id"], &ended["items"][0]["state"]), (&before["id"], &json!("ended")));
    callflowd.terminate().await;
}

/// A client that asks half a question and waits.
#[tokio::test]
async fn a_slow_client_does_not_keep_the_server_from_stopping() {
    let database = Database::new();
    let mut callflowd = Callflowd::start(database.folder(), &database.env(&[]));
    let line = callflowd.says("listening address=").await;
    let mut slow = TcpStream::connect(line.rsplit('=').next().unwrap()).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").unwrap();
    callflowd.terminate().await;
}

/// Calls of many kinds that all end, so that some are live at any moment.
const RECORDINGS: [&str; 8] = [
    "asterisk-22/01-internal-caller-hangs-up",
    "asterisk-22/06-inbound-did",
    "asterisk-22/09-queue-answered-after-wait",
    "asterisk-22/14-attended-transfer-dtmf",
    "asterisk-22/14c-attended-transfer-refer-replaces",
    "asterisk-22/15-park-and-retrieve",
    "asterisk-22/21-pickup",
    "asterisk-22/28-storm",
];
const ROUNDS: u64 = 3;

/// Each recording in a loop, with new ids each time, all at once and so fast that times still fit the clock: what
/// is a second apart is more than a moment (100 ms) apart for the tracker too.
fn loops(audience: Audience) -> Script {
    // `Uptime` is in whole seconds: who leaves in the second in which Asterisk was started cannot know afterwards
    // whether it was started anew meanwhile.
    let later = Duration::from_secs(50);
    let tracks = RECORDINGS
        .iter()
        .map(|name| Track::of([captures::open(name)]).rounds(Rounds::times(ROUNDS)).starts_after(later));
    let script = tracks.fold(Script::new(), Script::track);
    script.pace(Pace::Scaled(Speed::new(10.0).unwrap())).audience(audience)
}

/// How many events the script has.
fn events() -> u64 {
    ROUNDS * RECORDINGS.iter().map(|name| captures::open(name).events() as u64).sum::<u64>()
}

/// SplitMix64: the moments are the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// So many numbers from 1 to `end`, in order.
    fn moments(mut self, count: usize, end: u64) -> Vec<u64> {
        let mut moments: Vec<u64> = (0..count).map(|_| 1 + self.next() % end).collect();
        moments.sort_unstable();
        moments
    }
}

/// Plays the script to servers that get `signal` after so many events each, and lets the last one finish.
async fn interrupted(database: &Database, sim: &Sim, signal: Signal, moments: &[u64]) {
    let env = database.env(&[("default", sim.local_addr())]);
    for moment in moments {
        let mut callflowd = Callflowd::start(database.folder(), &env);
        callflowd.says("connected to Asterisk").await;
        sim.until(|status| status.events >= *moment).await;
        callflowd.signal(signal);
        let status = callflowd.ended().await;
        let expected = (signal == Signal::TERM).then_some(0);
        assert_eq!(status.code(), expected, "{status}: {:#?}", callflowd.said);
    }
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    client.until("/readyz", |answer| answer.status == 200).await;
    sim.finished().await;
    // Nothing is open that ended.
    client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    callflowd.terminate().await;
}

/// Time stands still while nobody listens, so all of the script is told to one or the other server.
#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_stopped_at_any_moment_miss_nothing() {
    let mut expected: Vec<Value> = Vec::new();
    for name in RECORDINGS {
        let calls = captures::replayed(&captures::folder(name));
        for _ in 0..ROUNDS {
            expected.extend(calls.values().map(captures::shape));
        }
    }
    join_all((1..=2).map(async |seed| {
        let sim = Sim::bind(Options::new().script(loops(Audience::Needed)).seed(seed)).await.unwrap();
        let database = Database::new();
        interrupted(&database, &sim, Signal::TERM, &Random(seed).moments(4, events())).await;
        let calls = database.calls().await;
        assert!(calls.iter().any(|call| call.gaps > 0), "no call was live across a restart");
        let mut missing = ungapped(expected.clone());
        let mut more = Vec::new();
        for told in ungapped(calls.iter().map(captures::shape).collect()) {
            match missing.iter().position(|missing| *missing == told) {
                Some(place) => drop(missing.swap_remove(place)),
                None => more.push(told),
            }
        }
        let (lack, excess) = (missing.first(), more.first());
        assert_eq!((missing.len(), more.len()), (0, 0), "seed {seed}, missing: {lack:#?}, more: {excess:#?}");
    }))
    .await;
}

/// Without what a restart does to a record.
fn ungapped(mut shapes: Vec<Value>) -> Vec<String> {
    for shape in &mut shapes {
        shape["gaps"] = 0.into();
    }
    shapes.iter().map(ToString::to_string).collect()
}

/// The script goes on while nobody listens, as an Asterisk does. Another client hears all of it and knows the truth.
#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_killed_at_any_moment_tell_nothing_twice_and_leave_nothing_open() {
    let seen = join_all((1..=3).map(async |seed| {
        let sim = Sim::bind(Options::new().script(loops(Audience::FirstListener)).seed(seed)).await.unwrap();
        let witness = tokio::spawn(heard(sim.local_addr()));
        sim.until(|status| status.listeners > 0).await;
        let database = Database::new();
        interrupted(&database, &sim, Signal::KILL, &Random(100 + seed).moments(5, events())).await;
        sim.disconnect_all();
        let truth = witness.await.unwrap();
        let mut seen = BTreeSet::new();
        for call in database.calls().await {
            assert!(call.ended_at.is_some() || call.merged_into.is_some(), "seed {seed}, open: {call:?}");
            assert!(truth.contains_key(&call.id), "seed {seed}, never was: {call:?}");
            assert!(seen.insert(call.id.clone()), "seed {seed}, twice: {call:?}");
        }
        seen.len()
    }))
    .await;
    // How many depends on how long a server takes to start, while the script goes on.
    assert!(seen.iter().sum::<usize>() > 0);
}

/// The last records of all that an Asterisk says until it closes the connection.
async fn heard(address: SocketAddr) -> BTreeMap<CallId, Call> {
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    socket.write_all(b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n").await.unwrap();
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).await.unwrap();
    captures::told(&bytes)
}
