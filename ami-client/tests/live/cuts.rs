//! Connections that break in the middle: of the login, of a list, of an event.

use std::time::Duration;

use ami_client::ami_proto::action::{PJSIPShowEndpoints, Ping};
use ami_client::{Client, GapCause, Message, SendError};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::at_both;
use crate::listeners::{frames, times};
use crate::proxy::Proxy;
use crate::rig::{Asterisk, Listener, PATIENCE, connected_times, eager, mark, options_at, originate};

at_both!(
    a_login_that_is_cut_off_is_tried_again,
    a_list_that_is_cut_off_is_no_short_list,
    an_event_is_heard_or_a_gap_is_told,
);

/// After every byte of the greeting, the login and what follows it.
async fn a_login_that_is_cut_off_is_tried_again(asterisk: Asterisk) {
    let whole = Proxy::to(asterisk.ami, []).await;
    let client = Client::connect(options_at(whole.address, "callflow").events("off")).await.unwrap();
    client.send(Ping::new()).await.unwrap();
    let bytes = whole.carried()[0];
    assert!((400..2_000).contains(&bytes), "{bytes}");
    client.close().await;

    let mut clients = JoinSet::new();
    for budget in (0..bytes).step_by(3) {
        let asterisk = asterisk.ami;
        clients.spawn(async move {
            let proxy = Proxy::to(asterisk, [budget]).await;
            let client =
                Client::start(options_at(proxy.address, "callflow").events("off").backoff(eager())).unwrap();
            proxy.accepted(2).await;
            let up = async {
                // It may have been up on the first connection, too.
                while client.metrics().connects + client.metrics().failures < 2
                    || client.send(Ping::new()).await.is_err()
                {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            timeout(PATIENCE, up)
                .await
                .unwrap_or_else(|_| panic!("after {budget} bytes: {:?}", client.metrics()));
            let metrics = client.metrics();
            // Two, unless the machine is so busy that an attempt takes too long.
            let attempts = usize::try_from(metrics.connects + metrics.failures).unwrap();
            assert_eq!(proxy.carried().len(), attempts, "after {budget} bytes: {metrics:?}");
            assert_eq!(metrics.unreadable, 0, "after {budget} bytes");
            client.close().await;
        });
    }
    clients.join_all().await;
}

async fn a_list_that_is_cut_off_is_no_short_list(asterisk: Asterisk) {
    let proxy = Proxy::to(asterisk.ami, []).await;
    let options = options_at(proxy.address, "callflow").events("off").backoff(eager());
    let client = Client::connect(options).await.unwrap();
    client.send(Ping::new()).await.unwrap();
    let before = proxy.carried()[0];
    let (_, whole) = client.collect(PJSIPShowEndpoints::new()).await.unwrap();
    let bytes = proxy.carried()[0] - before;
    assert!(whole.len() == 11 && bytes > 2_000, "{} items, {bytes} bytes", whole.len());

    let cuts: Vec<usize> = (0..bytes).step_by(53).chain(bytes - 40..bytes).collect();
    for (times, cut) in cuts.iter().enumerate() {
        connected_times(&client, 1 + times as u64).await;
        // The version is asked for behind the login.
        client.send(Ping::new()).await.unwrap();
        proxy.cut_after(*cut);
        let error = match client.collect(PJSIPShowEndpoints::new()).await {
            Err(error) => error,
            Ok((_, items)) => panic!("after {cut} of {bytes} bytes: {} items", items.len()),
        };
        // The ids of actions differ in length by a byte or two.
        assert!(matches!(error, SendError::OutcomeUnknown), "after {cut} of {bytes} bytes: {error:?}");
    }
    connected_times(&client, 1 + cuts.len() as u64).await;
    let (_, again) = client.collect(PJSIPShowEndpoints::new()).await.unwrap();
    assert_eq!(again.len(), whole.len());
    let metrics = client.metrics();
    assert_eq!((metrics.actions.lost, metrics.unreadable), (cuts.len() as u64, 0));
}

/// Compared with what another client hears that is not disturbed.
async fn an_event_is_heard_or_a_gap_is_told(asterisk: Asterisk) {
    const CUTS: usize = 60;
    const CALLS: usize = 600;
    let watcher = asterisk.client().await;
    let mut all = Listener::new(&watcher);
    let proxy = Proxy::to(asterisk.ami, (0..CUTS).map(|cut| 1_500 + cut * 397)).await;
    let client = Client::start(options_at(proxy.address, "callflow").backoff(eager())).unwrap();
    let mut events = Listener::new(&client);

    // Calls until the last cut is made, however fast they are.
    let mut calls = 0;
    while proxy.carried().len() <= CUTS || calls < CALLS {
        watcher.send(originate("Local/9000@phones", 0)).await.unwrap();
        calls += 1;
        assert!(calls < 20_000, "{:?}", client.metrics());
        if calls % 10 == 0 {
            // Asterisk takes originates faster than it makes calls of them.
            let name = format!("after {calls}");
            mark(&watcher, &name).await;
            all.marked(&name).await;
            events.take();
        }
        if calls % 100 == 0 {
            // Nor faster than a client is connected again that hardly gets to run.
            crate::rig::state(&client, "up", ami_client::State::is_up).await;
        }
    }
    connected_times(&client, client.metrics().connects).await;
    proxy.accepted(CUTS + 1).await;
    crate::rig::state(&client, "up", ami_client::State::is_up).await;
    mark(&watcher, "End").await;
    all.marked("End").await;
    events.marked("End").await;

    let all_frames = frames(&all);
    let heard_at = times(&all);
    let mut at = 0;
    let (mut runs, mut missing) = (0_usize, 0);
    let mut gap_of_run = None;
    for run in events.heard.split(|message| matches!(message, Message::Disconnected { .. })) {
        // Each but the first begins with the gap, which ends where the connection begins.
        let run = match run {
            [Message::Gap(gap), Message::Connected { since, .. }, rest @ ..] => {
                assert_eq!((gap.cause, gap.missed, gap.to), (GapCause::Link, None, *since));
                assert!(gap.from <= gap.to);
                gap_of_run = Some(gap);
                rest
            }
            [Message::Connected { .. }, rest @ ..] if runs == 0 => rest,
            other => panic!("{:?}", other.first()),
        };
        runs += 1;
        let run: Vec<&Message> = run
            .iter()
            .filter(|message| !matches!(message, Message::Event(event) if event.name() == "FullyBooted"))
            .collect();
        let Some(first) = run.first() else { continue };
        let bytes = |message: &Message| match message {
            Message::Event(event) => event.frame().bytes().to_vec(),
            other => panic!("{other:?}"),
        };
        let begin = all_frames[at..].iter().position(|frame| *frame == bytes(first)).unwrap();
        if let Some(gap) = gap_of_run.filter(|_| at > 0) {
            missing += begin;
            // The two connections are not equally fast.
            let lag = Duration::from_secs(2);
            for time in &heard_at[at..at + begin] {
                assert!(gap.from - lag <= *time && *time <= gap.to + lag, "{gap:?} hides {time:?}");
            }
        }
        at += begin;
        for message in run {
            assert!(all_frames[at] == bytes(message), "run {runs}, event {at}: {message:?}");
            at += 1;
        }
    }
    assert_eq!(at, all_frames.len(), "the last run goes on to the end");
    assert!(runs > CUTS / 2, "{runs}");
    // The cuts hid something, and most was heard.
    assert!(missing > runs / 4, "{missing} in {runs} runs");
    let metrics = client.metrics();
    let gaps = runs as u64 - 1;
    assert_eq!((metrics.disconnects, metrics.gaps, metrics.unreadable), (gaps, gaps, 0));
    assert_eq!((watcher.metrics().connects, watcher.metrics().gaps), (1, 0));
}
