//! Asterisk goes, and comes back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ami_client::ami_proto::action::{CoreShowChannels, Ping, QueueStatus};
use ami_client::{Backoff, Client, GapCause, Message, SendError};
use callflow_core::call::HungUpBy;
use callflow_sip_agent::OnCall;
use tokio::time::{Instant, timeout_at};

use crate::at_both;
use crate::proxy::Proxy;
use crate::rig::{Asterisk, Listener, PATIENCE, connected_times, options_at, originate};
use crate::tracked::Tracked;

at_both!(
    a_killed_asterisk_is_a_gap_and_leaves_outcomes_unknown,
    an_orderly_shutdown_is_told_and_tried_again_at_once,
    twenty_restarts_leave_nothing_behind,
);

async fn a_killed_asterisk_is_a_gap_and_leaves_outcomes_unknown(asterisk: Asterisk) {
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    let mut kim = asterisk.phone("1001", OnCall::Ring).await;
    let mut lee = asterisk.phone("1002", OnCall::ANSWER).await;
    let call = kim.agent.call("1002").await.unwrap();
    let there = lee.incoming().await;
    lee.answered(&there).await;
    kim.answered(&call).await;
    events.event("BridgeEnter", "BridgeNumChannels", "2").await;

    // It hears what is sent, and does not get to it any more.
    asterisk.kill("STOP").await;
    let before = client.metrics().actions.sent;
    let waits = {
        let client = client.clone();
        tokio::spawn(async move {
            let (ping, list, call) = tokio::join!(
                client.send(Ping::new()),
                client.collect(QueueStatus::new()),
                client.originate(originate("Local/9001@phones", 0), PATIENCE),
            );
            [ping.unwrap_err(), list.unwrap_err(), call.unwrap_err()]
        })
    };
    while client.metrics().actions.sent < before + 3 {
        tokio::task::yield_now().await;
    }
    asterisk.kill("KILL").await;
    for error in waits.await.unwrap() {
        assert!(matches!(error, SendError::OutcomeUnknown) && !error.did_nothing(), "{error:?}");
    }
    events.until("disconnected", |message| matches!(message, Message::Disconnected { .. })).await;
    let error = client.send(Ping::new()).await.unwrap_err();
    assert!(matches!(error, SendError::NotConnected) && error.did_nothing(), "{error:?}");

    asterisk.start().await;
    let back = Instant::now() + Duration::from_secs(2);
    let mut states = client.state();
    timeout_at(back, states.wait_for(ami_client::State::is_up)).await.unwrap().unwrap();
    events.until("connected again", |message| matches!(message, Message::Connected { .. })).await;
    let [.., Message::Disconnected { last_heard }, Message::Gap(gap), Message::Connected { since, .. }] =
        &events.heard[..]
    else {
        panic!("{:?}", events.words())
    };
    assert_eq!((gap.cause, gap.missed, gap.from, gap.to), (GapCause::Link, None, *last_heard, *since));
    // The call is no more.
    let (_, channels) = client.collect(CoreShowChannels::new()).await.unwrap();
    assert!(channels.is_empty());
    let metrics = client.metrics();
    assert_eq!((metrics.connects, metrics.disconnects, metrics.actions.lost), (2, 1, 3));
}

async fn an_orderly_shutdown_is_told_and_tried_again_at_once(asterisk: Asterisk) {
    let proxy = Proxy::to(asterisk.ami, []).await;
    // Only an attempt that needs no pause comes within the time of a test.
    let hour = Duration::from_secs(3_600);
    let patient = Backoff { first: hour, longest: hour, jitter: 0.0, ..Backoff::default() };
    let client = Client::connect(options_at(proxy.address, "callflow").backoff(patient)).await.unwrap();
    let direct = asterisk.client().await;
    let mut events = Listener::new(&client);
    direct.send(originate("Local/9100@phones", 100)).await.unwrap();
    events.event("OriginateResponse", "Response", "Success").await;
    asterisk.kill("TERM").await;
    proxy.accepted(2).await;
    let shutdown = events
        .until("Shutdown", |message| matches!(message, Message::Event(event) if event.name() == "Shutdown"));
    let Message::Event(shutdown) = shutdown.await else { panic!() };
    assert_eq!(shutdown.frame().text("Restart").unwrap(), "False");
    events.until("disconnected", |message| matches!(message, Message::Disconnected { .. })).await;

    // Whoever pauses as by default is back when Asterisk is.
    asterisk.start().await;
    connected_times(&direct, 2).await;
    assert_eq!(direct.metrics().disconnects, 1);
}

/// Waits until the wall clock shows another second.
async fn next_second() {
    let second = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = second();
    while second() == now {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn twenty_restarts_leave_nothing_behind(asterisk: Asterisk) {
    const RESTARTS: usize = 20;
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    let mut tracked = Tracked::new(&client);
    let mut kim = asterisk.phone("1001", OnCall::Ring).await;
    let mut tasks = None;
    for restart in 1..=RESTARTS {
        // It restarts within a second and counts channels anew: in the same second they would have the same ids.
        next_second().await;
        // In the middle of calls, Asterisk's own ones and a person's.
        for _ in 0..5 {
            client.send(originate("Local/9100@phones", 100)).await.unwrap();
        }
        let call = kim.agent.call("9100").await.unwrap();
        kim.answered(&call).await;
        for _ in 0..5 {
            events.event("OriginateResponse", "Response", "Success").await;
        }
        tracked.until("a call", |tracked| tracked.knows(restart) && tracked.flow.live_count() == 1).await;
        let (_, channels) = client.collect(CoreShowChannels::new()).await.unwrap();
        assert_eq!(channels.len(), 11, "restart {restart}");
        asterisk.kill(if restart % 4 == 0 { "TERM" } else { "KILL" }).await;
        let error = client.send(Ping::new()).await.unwrap_err();
        assert!(error.did_nothing() || matches!(error, SendError::OutcomeUnknown), "{error:?}");
        asterisk.start().await;
        let back = Instant::now() + Duration::from_secs(2);
        let mut states = client.state();
        let up = async {
            while client.metrics().connects <= restart as u64 || !states.borrow_and_update().is_up() {
                states.changed().await.unwrap();
            }
        };
        assert!(timeout_at(back, up).await.is_ok(), "restart {restart}: {:?}", client.state().borrow());
        events.until("connected", |message| matches!(message, Message::Connected { .. })).await;

        // No call is left, and each was told to its end.
        tracked.until("all asked", |tracked| tracked.knows(restart + 1)).await;
        assert_eq!((tracked.flow.live_count(), tracked.started), (0, restart), "restart {restart}");
        let last = tracked.ended.last().unwrap();
        assert_eq!((tracked.ended.len(), last.hung_up_by), (restart, Some(HungUpBy::System)));
        // As many as after the first time.
        let alive = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        assert!(*tasks.get_or_insert(alive) >= alive, "restart {restart}: {alive} tasks");
    }
    let metrics = client.metrics();
    assert_eq!((metrics.connects, metrics.disconnects, metrics.gaps, metrics.unreadable), (21, 20, 20, 0));
    let gaps = events.heard.iter().filter(|message| matches!(message, Message::Gap(_))).count();
    assert_eq!((gaps, tracked.gaps), (RESTARTS, RESTARTS));
    events.take();
    // Asterisk has one session of ours, and nothing waits anywhere.
    let sessions = client.command("manager show connected").await.unwrap();
    assert_eq!(sessions.last().unwrap(), "1 users connected.");
    events.take();
    assert!(tracked.is_idle());
    let queues = client.metrics().subscribers;
    assert_eq!((queues.len(), queues[0].messages, queues[0].bytes, queues[0].missed), (2, 0, 0, 0));
}
