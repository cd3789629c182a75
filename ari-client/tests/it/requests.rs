//! Requests and their answers, by HTTP and over the WebSocket.

use std::time::Duration;

use ari_client::operation::channels;
use ari_client::{Client, ConnectError, Error, Event, Requests, State};
use serde_json::json;

use crate::server::{Answer, Server, idle, next, ok};

fn channel(id: &str) -> serde_json::Value {
    json!({
        "id": id, "protocol_id": "", "name": "PJSIP/1-1", "state": "Up", "caller": {"name": "", "number": ""},
        "connected": {"name": "", "number": ""}, "accountcode": "", "language": "en",
        "dialplan": {"context": "c", "exten": "e", "priority": 1, "app_name": "", "app_data": ""},
        "creationtime": "2026-11-20T18:17:06.336+0000",
    })
}

#[tokio::test]
async fn an_old_asterisk_is_asked_by_http() {
    let answers = |asked: &crate::server::Asked| {
        if asked.line.starts_with("GET /ari/channels/a%2Fb") {
            ok(&channel("a/b"))
        } else {
            idle("16.28.0")(asked)
        }
    };
    let mut server = Server::start(answers).await;
    let (client, _socket) = server.connected(server.options().subscribe_all().without_snapshots()).await;
    let State::Up { server: known, .. } = client.state().borrow().clone() else { panic!("not up") };
    assert_eq!((known.version.as_deref(), known.requests), (Some("16.28.0"), Requests::Http));
    assert_eq!(client.channel("a/b").get().await.unwrap().id, "a/b");
    let mut originate = channels::Originate::new("PJSIP/1");
    originate = originate.app("app").variables([("A", "1 & 2")]);
    let _ = client.send(&originate).await;
    assert_eq!(
        server.lines(),
        [
            "GET /ari/asterisk/info?only=system",
            "GET /ari/events?app=app&subscribeAll=true",
            "GET /ari/channels/a%2Fb",
            "POST /ari/channels?endpoint=PJSIP%2F1&app=app",
        ]
    );
    let asked = server.asked.lock().unwrap();
    assert_eq!(asked[3].body, r#"{"variables":{"A":"1 & 2"}}"#);
    assert!(
        asked.iter().all(|asked| asked.head.to_lowercase().contains("authorization: basic dxnlcjpodw50zxiy"))
    );
}

#[tokio::test]
async fn a_new_asterisk_is_asked_over_the_websocket() {
    let mut server = Server::start(idle("22.10.1")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let (one, two) = (client.channel("1"), client.channel("2"));
    let asking = tokio::spawn(async move {
        let play = channels::Play::new("x", ["sound:a", "sound:b"]).lang("en").playback_id("p");
        tokio::join!(one.play_with(play), two.get())
    });
    let (first, second) = (socket.request().await, socket.request().await);
    assert_eq!(first["type"], "RESTRequest");
    assert_eq!((&first["method"], &first["uri"]), (&json!("POST"), &json!("channels/1/play")));
    let query = json!([
        {"name": "media", "value": "sound:a,sound:b"}, {"name": "lang", "value": "en"},
        {"name": "playbackId", "value": "p"},
    ]);
    assert_eq!(first["query_strings"], query);
    assert_ne!(first["request_id"], second["request_id"]);
    // Answers come in any order.
    socket.answer(&second, 200, &channel("2").to_string()).await;
    let playback = json!({"id": "p", "media_uri": "sound:a", "target_uri": "channel:1", "state": "queued"});
    socket.answer(&first, 201, &playback.to_string()).await;
    let (playback, channel) = asking.await.unwrap();
    assert_eq!((playback.unwrap().id().as_str(), channel.unwrap().id.as_str()), ("p", "2"));
    assert_eq!(server.lines().len(), 2, "{:?}", server.lines());
}

#[tokio::test]
async fn refusals_are_told_by_their_kind() {
    let answers = |asked: &crate::server::Asked| match asked.line.as_str() {
        "POST /ari/channels/1/answer" => Answer::Status(404, r#"{"message":"Channel not found"}"#.into()),
        "POST /ari/channels/2/answer" => {
            Answer::Status(409, r#"{"message":"Channel not in Stasis application"}"#.into())
        }
        "POST /ari/channels/3/answer" => Answer::Status(400, String::new()),
        "POST /ari/channels/4/answer" => Answer::Status(403, r#"{"error":"Forbidden"}"#.into()),
        "POST /ari/channels/5/answer" => Answer::Status(500, "oops".into()),
        "GET /ari/channels/6" => Answer::Status(200, "{}".into()),
        _ => idle("16")(asked),
    };
    let mut server = Server::start(answers).await;
    let (client, _socket) = server.connected(server.options().without_snapshots()).await;
    let answer = async |id: &str| client.channel(id).answer().await.unwrap_err();
    let error = answer("1").await;
    assert_eq!(error.to_string(), "channels.answer: not found: Channel not found");
    assert!(
        matches!(answer("2").await, Error::Conflict { message, .. } if message == "Channel not in Stasis application")
    );
    assert!(matches!(answer("3").await, Error::Invalid { .. }));
    assert!(matches!(answer("4").await, Error::Unauthorised { message, .. } if message == "Forbidden"));
    assert!(matches!(answer("5").await, Error::Refused { status: 500, .. }));
    assert!(matches!(client.channel("6").get().await.unwrap_err(), Error::Unreadable { .. }));
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let server = Server::start(|_| Answer::Status(401, String::new())).await;
    let error = Client::connect(server.options()).await.unwrap_err();
    assert!(
        matches!(&error, ConnectError::Refused { username, status: 401 } if username == "user"),
        "{error}"
    );
}

#[tokio::test]
async fn answers_have_a_deadline() {
    let mut server = Server::start(idle("22.4.0")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let hurried = client.with_deadline(Duration::from_millis(1));
    let error = hurried.channel("1").answer().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }) && !error.did_nothing(), "{error:?}");
    // The late answer is nobody's, and disturbs nobody.
    let late = socket.request().await;
    socket.answer(&late, 204, "").await;
    let waits = tokio::spawn(async move { client.channel("2").answer().await });
    let request = socket.request().await;
    assert_eq!(request["uri"], "channels/2/answer");
    socket.answer(&request, 204, "").await;
    waits.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_request_that_is_dropped_is_no_longer_waited_for() {
    let mut server = Server::start(idle("22.4.0")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let channel = client.channel("1");
    let waits = tokio::spawn(async move { channel.answer().await });
    let first = socket.request().await;
    waits.abort();
    assert!(waits.await.unwrap_err().is_cancelled());
    socket.answer(&first, 404, r#"{"message":"too late"}"#).await;
    let channel = client.channel("1");
    let waits = tokio::spawn(async move { channel.answer().await });
    let second = socket.request().await;
    assert_ne!(first["request_id"], second["request_id"]);
    socket.answer(&second, 204, "").await;
    waits.await.unwrap().unwrap();
}

#[tokio::test]
async fn who_originates_hears_the_first_event() {
    let mut server = Server::start(idle("22.4.0")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let originating = tokio::spawn({
        let client = client.clone();
        async move { client.originate(channels::Originate::new("PJSIP/1")).await.unwrap() }
    });
    let request = socket.request().await;
    let query = request["query_strings"].as_array().unwrap();
    let given =
        |name: &str| query.iter().find(|pair| pair["name"] == name).unwrap()["value"].as_str().unwrap();
    let id = given("channelId");
    assert_eq!(given("app"), "app");
    // The event overtakes the answer, and another channel's is none of ours.
    for id in ["another", id] {
        let event = json!({
            "type": "ChannelCreated", "application": "app", "timestamp": "2026-11-20T18:17:06.336+0000",
            "channel": channel(id),
        });
        socket.send(event.to_string()).await;
    }
    socket.answer(&request, 200, &channel(id).to_string()).await;
    let (handle, mut events) = originating.await.unwrap();
    assert_eq!(handle.id().as_str(), id);
    let mut heard = next(&mut events).await;
    if matches!(heard, ari_client::Message::Connected { .. }) {
        heard = next(&mut events).await;
    }
    let ari_client::Message::Event(event) = heard else { panic!("{heard:?}") };
    assert!(matches!(event.event(), Event::ChannelCreated(created) if created.channel.id == *id));
}
