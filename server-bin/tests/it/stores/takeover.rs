//! Two servers on one Asterisk and one database.

use std::time::Duration;

use asterisk_sim::{Audience, Sim};
use callflow_server::stores;
use rustix::process::Signal;
use tokio::time::{Instant, sleep};

use super::databases::Server;
use super::traffic::{assert_once, asterisk, stored, truth};
use crate::child::Callflowd;
use crate::server::{Answer, Database};

fn server(sim: &Sim, folder: &Database, url: &str) -> Callflowd {
    let mut env = folder.env(&[("default", sim.local_addr())]);
    env.retain(|(name, _)| name != "CALLFLOW_DATABASE_URL");
    env.push(("CALLFLOW_DATABASE_URL".to_owned(), url.to_owned()));
    env.push(("CALLFLOW_JOURNAL_PATH".to_owned(), folder.folder().join("a.journal").display().to_string()));
    Callflowd::start(folder.folder(), &env)
}

/// Whether the one whose `/metrics` these are writes.
fn owns(page: &Answer) -> bool {
    page.text.contains("callflow_pbx_owner{pbx=\"default\"} 1\n")
}

/// How far the store is behind the one whose `/metrics` these are, in seconds.
fn lag(page: &Answer) -> f64 {
    let name = "callflow_pbx_store_lag_seconds{pbx=\"default\"} ";
    page.text.lines().find_map(|line| line.strip_prefix(name)).unwrap().parse().unwrap()
}

/// The one that owns the Asterisk ends so; the other one goes on.
async fn one_takes_over(url: &str, signal: Signal) {
    let sim = asterisk(3, Audience::Needed).await;
    let (one, other) = (Database::new(), Database::new());
    let mut first = server(&sim, &one, url);
    let client = first.client().await;
    client.until("/api/calls", |answer| answer.json()["items"][0].is_object()).await;
    let mut second = server(&sim, &other, url);
    let standby = second.client().await;
    second.has_said("standing by").await;
    standby.until("/readyz", |answer| answer.status == 200).await;
    sim.until(|status| status.events > 2_500).await;
    let page = standby.get("/metrics").await;
    assert!(owns(&client.get("/metrics").await) && !owns(&page));
    assert!(lag(&page) < 3_600.0, "one that wrote nothing yet counts from its start: {}", lag(&page));

    first.signal(signal);
    let began = Instant::now();
    second.says("took over").await;
    let took = began.elapsed();
    assert!(owns(&standby.get("/metrics").await));
    if signal == Signal::STOP {
        // It wakes up, believes that it is the owner, and is told otherwise.
        sleep(Duration::from_secs(1)).await;
        first.signal(Signal::CONT);
        first.says("standing by").await;
    } else {
        // What it heard and had not brought into the store it brings when it is back.
        first.ended().await;
        first = server(&sim, &one, url);
        first.says("standing by").await;
    }
    sim.finished().await;
    standby.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    let truth = truth(&sim).await;
    let store = stores::open(url).await.unwrap();
    let calls = stored(&*store, &truth).await;
    second.terminate().await;
    assert_once(&calls, &truth);
    super::faults::tell(&format!(
        "the owner gets {signal:?}: another takes over after {} ms; {} calls, none lost or double",
        took.as_millis(),
        calls.len()
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_another_takes_over() {
    let database = Database::new();
    one_takes_over(&database.url(), Signal::KILL).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a database server"]
async fn after_a_stop_another_takes_over_on_postgres() {
    let server = Server::start("postgres");
    one_takes_over(&server.url, Signal::STOP).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a database server"]
async fn after_a_kill_another_takes_over_on_mariadb() {
    let server = Server::start("mariadb");
    one_takes_over(&server.url, Signal::KILL).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a database server"]
async fn after_a_kill_another_takes_over_on_mongo() {
    let server = Server::start("mongo");
    one_takes_over(&server.url, Signal::KILL).await;
}
