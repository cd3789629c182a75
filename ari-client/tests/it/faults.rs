//! The link breaks, in all ways.

use std::time::Duration;

use ari_client::{Error, GapCause, Message, Requests, State, SubscribeOptions};

use crate::server::{Answer, Asked, Server, event, idle, next, number, until};

#[tokio::test]
async fn a_link_cut_in_a_frame_is_a_gap_and_made_again() {
    let mut server = Server::start(idle("16.28.0")).await;
    let (client, mut socket) = server.connected(server.options()).await;
    let mut events = client.subscribe(SubscribeOptions::new());
    socket.event(1).await;
    let (_, first) = until(&mut events, |message| number(message).is_some()).await;
    assert_eq!(number(&first), Some(1));
    socket.cut_in_a_frame().await;
    let mut socket = server.socket().await;
    socket.event(2).await;
    let (before, _) = until(&mut events, |message| number(message) == Some(2)).await;
    let mut told = before.iter().filter(|message| !matches!(message, Message::Snapshot(_)));
    let Some(Message::Disconnected { last_heard }) = told.next() else { panic!("{before:?}") };
    let Some(Message::Gap(gap)) = told.next() else { panic!("{before:?}") };
    assert_eq!((gap.from, gap.missed, gap.cause), (*last_heard, None, GapCause::Link));
    let Some(Message::Connected { since, .. }) = told.next() else { panic!("{before:?}") };
    assert_eq!(gap.to, *since);
    assert!(told.next().is_none(), "{before:?}");
}

#[tokio::test]
async fn after_each_connection_asterisk_is_asked_how_things_are() {
    let mut server = Server::start(idle("16.28.0")).await;
    let (client, socket) = server.connected(server.options()).await;
    let mut events = client.subscribe(SubscribeOptions::new());
    until(&mut events, |message| matches!(message, Message::Snapshot(_))).await;
    client.follow("endpoint:PJSIP/1").await.unwrap_err(); // the answer is no application
    drop(socket);
    server.socket().await;
    let (_, snapshot) = until(&mut events, |message| matches!(message, Message::Snapshot(_))).await;
    let Message::Snapshot(snapshot) = snapshot else { panic!("{snapshot:?}") };
    assert!(snapshot.channels.is_empty() && snapshot.asked <= snapshot.at);
}

fn application(asked: &Asked) -> Answer {
    if !asked.line.contains("/applications/") {
        return idle("16.28.0")(asked);
    }
    if asked.line.contains("gone") && asked.body.is_empty() && asked.line.starts_with("POST") {
        return Answer::Status(422, r#"{"message":"Event source does not exist"}"#.into());
    }
    let application = serde_json::json!({
        "name": "app", "channel_ids": [], "bridge_ids": [], "endpoint_ids": [], "device_names": [],
        "events_allowed": [], "events_disallowed": [],
    });
    Answer::Status(200, application.to_string())
}

#[tokio::test]
async fn what_was_followed_is_followed_again() {
    let mut server = Server::start(application).await;
    let (client, socket) = server.connected(server.options()).await;
    client.follow("endpoint:PJSIP/1").await.unwrap();
    client.follow("deviceState:Stasis:1").await.unwrap();
    client.unfollow("deviceState:Stasis:1").await.unwrap();
    client.follow("channel:gone").await.unwrap_err();
    drop(socket);
    let _socket = server.socket().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    until(&mut events, |message| matches!(message, Message::Snapshot(_))).await;
    let lines = server.lines();
    let subscriptions = |source: &str| {
        let line = format!("POST /ari/applications/app/subscription?eventSource={source}");
        lines.iter().filter(|one| **one == line).count()
    };
    assert_eq!(subscriptions("endpoint%3APJSIP%2F1"), 2, "{lines:?}");
    assert_eq!(subscriptions("deviceState%3AStasis%3A1"), 1);
    assert_eq!(subscriptions("channel%3Agone"), 1);
}

#[tokio::test]
async fn a_server_killed_with_requests_under_way_leaves_their_outcome_unknown() {
    let mut server = Server::start(idle("22.4.0")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let channel = client.channel("1");
    let waits = tokio::spawn(async move { channel.answer().await.unwrap_err() });
    socket.request().await;
    drop(socket);
    let error = waits.await.unwrap();
    assert!(matches!(error, Error::OutcomeUnknown { operation: "channels.answer" }), "{error:?}");
    assert!(!error.did_nothing());
}

#[tokio::test]
async fn by_http_the_outcome_is_unknown_too() {
    let answers =
        |asked: &Asked| if asked.line.starts_with("POST") { Answer::Cut } else { idle("16")(asked) };
    let mut server = Server::start(answers).await;
    let (client, _socket) = server.connected(server.options()).await;
    let error = client.channel("1").answer().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
}

#[tokio::test]
async fn an_http_server_that_is_silent_is_told_by_the_deadline() {
    let answers =
        |asked: &Asked| if asked.line.starts_with("POST") { Answer::Nothing } else { idle("16")(asked) };
    let mut server = Server::start(answers).await;
    let options = server.options().answer_within(Duration::from_millis(50));
    let (client, _socket) = server.connected(options).await;
    let error = client.channel("1").answer().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn without_a_connection_nothing_is_sent() {
    let server = Server::start(idle("16")).await;
    let address = server.address;
    let options = server.options().requests(Requests::Http);
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nowhere = ari_client::Options::new(&format!("http://{gone}"), "user", "hunter2", "app").unwrap();
    let client = ari_client::Client::start(nowhere.requests(Requests::Http));
    let error = client.channel("1").answer().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }) && error.did_nothing(), "{error:?}");
    let closed = ari_client::Client::start(options);
    closed.close();
    let error = closed.channel("1").answer().await.unwrap_err();
    assert!(matches!(error, Error::ClientClosed { .. }), "{address}: {error:?}");
}

#[tokio::test]
async fn a_silent_asterisk_is_given_up() {
    let mut server = Server::start(idle("16")).await;
    let options =
        server.options().ping_after(Duration::from_millis(20)).pong_within(Duration::from_millis(20));
    let (client, _silent) = server.connected(options).await;
    // Nobody reads the socket of the test, so that no ping is answered.
    let mut state = client.state();
    let waiting =
        |state: &State| matches!(state, State::Waiting { error, .. } if error.to_string().contains("silent"));
    state.wait_for(waiting).await.unwrap();
    server.socket().await;
}

#[tokio::test]
async fn what_is_no_event_is_a_gap_in_its_place() {
    let mut server = Server::start(idle("16")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let mut events = client.subscribe(SubscribeOptions::new());
    assert!(matches!(next(&mut events).await, Message::Connected { .. }));
    socket.event(1).await;
    socket.send("{\"type\":").await;
    socket.send(event(2)).await;
    assert_eq!(number(&next(&mut events).await), Some(1));
    assert!(matches!(next(&mut events).await, Message::Gap(gap) if gap.cause == GapCause::Garbage));
    assert_eq!(number(&next(&mut events).await), Some(2));
}
