//! A server that is killed again and again, at any moment.

use asterisk_sim::{Audience, Sim};
use callflow_core::Timestamp;
use callflow_server::stores;
use rustix::process::Signal;

use super::traffic::{assert_once_if_heard, assert_true, asterisk, now, stored, truth};
use crate::child::Callflowd;
use crate::server::Database;

/// Kills servers on one database after about so many events each, and lets the last one finish. Gives when it killed them.
async fn killed(sim: &Sim, database: &Database, kills: u64, step: u64) -> Vec<Timestamp> {
    let env = database.env(&[("default", sim.local_addr())]);
    let mut killed_at = Vec::new();
    let mut random = 7_u64;
    for _ in 0..kills {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut callflowd = Callflowd::start(database.folder(), &env);
        callflowd.says("connected to Asterisk").await;
        let moment = sim.status().events + 1 + (random >> 33) % step;
        sim.until(|status| status.events >= moment).await;
        killed_at.push(now());
        callflowd.signal(Signal::KILL);
        callflowd.ended().await;
    }
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    sim.finished().await;
    client.until("/readyz", |answer| answer.status == 200).await;
    client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    callflowd.terminate().await;
    killed_at
}

/// Time stands still for the calls while nobody listens, so each of them is told at least in part.
async fn nothing_is_lost(kills: u64, rounds: u64, step: u64) {
    let sim = asterisk(rounds, Audience::Needed).await;
    let database = Database::new();
    let killed_at = killed(&sim, &database, kills, step).await;
    let truth = truth(&sim).await;
    let store = stores::open(&database.url()).await.unwrap();
    let calls = stored(&*store, &truth).await;
    let unheard = assert_once_if_heard(&calls, &truth, &killed_at);
    let whole = assert_true(&calls, &truth);
    let touched = calls.iter().filter(|call| call.gaps > 0 || call.reconstructed).count();
    assert_eq!(whole + touched, calls.len());
    assert!(touched > 0, "no call was live when a server was killed");
    super::faults::tell(&format!(
        "{kills} kills: {} calls, {whole} heard whole, {unheard} over before they were heard",
        calls.len()
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_there_once_after_eight_kills() {
    nothing_is_lost(8, 2, 700).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute or two"]
async fn every_call_is_there_once_after_fifty_kills() {
    nothing_is_lost(50, 12, 700).await;
}
