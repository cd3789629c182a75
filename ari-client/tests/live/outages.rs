//! Asterisk goes, and comes back.

use ari_client::operation::{asterisk, channels};
use ari_client::{Error, Event, GapCause, Message, SubscribeOptions};

use crate::at_both;
use crate::rig::{Asterisk, heard, told};

at_both!(
    an_asterisk_killed_in_a_call_is_a_gap,
    an_asterisk_killed_with_requests_under_way_leaves_them_unknown
);

async fn an_asterisk_killed_in_a_call_is_a_gap(asterisk: Asterisk) {
    let client = asterisk.client().await;
    let mut all = client.subscribe(SubscribeOptions::new());
    let (channel, mut events) =
        client.originate(channels::Originate::new("Local/9300@phones/n")).await.unwrap();
    heard(&mut events, "StasisStart", |event| matches!(event, Event::StasisStart(_))).await;
    client.follow("endpoint:PJSIP/1001").await.unwrap();

    asterisk.kill("KILL").await;
    told(&mut all, "disconnected", |message| matches!(message, Message::Disconnected { .. })).await;
    asterisk.start().await;
    let gap = told(&mut all, "a gap", |message| matches!(message, Message::Gap(_))).await;
    assert!(
        matches!(gap, Message::Gap(gap) if gap.cause == GapCause::Link && gap.missed.is_none()),
        "{gap:?}"
    );
    let snapshot = told(&mut all, "how things are", |message| matches!(message, Message::Snapshot(_))).await;
    let Message::Snapshot(snapshot) = snapshot else { panic!("{snapshot:?}") };
    assert_eq!((snapshot.channels.len(), snapshot.endpoints.len() >= 10), (0, true));
    assert!(matches!(channel.get().await, Err(Error::NotFound { .. })));
    // The application is subscribed to what it was before.
    let application = client.send(&ari_client::operation::applications::Get::new("live")).await.unwrap();
    assert_eq!(application.endpoint_ids.first().unwrap(), &"PJSIP/1001");
}

async fn an_asterisk_killed_with_requests_under_way_leaves_them_unknown(asterisk: Asterisk) {
    let client = asterisk.client().await;
    client.send(&asterisk::Ping::new()).await.unwrap();
    // It hears what is sent, and does not get to it any more.
    asterisk.kill("STOP").await;
    let waits = tokio::spawn({
        let client = client.clone();
        async move { client.channel("1").answer().await.unwrap_err() }
    });
    // The request is written when it is first waited for; the script takes longer than that.
    asterisk.kill("KILL").await;
    let error = waits.await.unwrap();
    assert!(matches!(error, Error::OutcomeUnknown { .. }) && !error.did_nothing(), "{error:?}");
    asterisk.start().await;
    client.state().wait_for(ari_client::State::is_up).await.unwrap();
    client.send(&asterisk::Ping::new()).await.unwrap();
}
