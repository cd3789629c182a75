//! Statuses and bodies, as real Asterisk gives them.

use asterisk_sim::{Ari, Classes, Options, Phone, User, Version};
use serde_json::json;

use super::client::{MS, Pbx, SECOND, handshake, kind};

fn said(pbx: &mut Pbx, method: &str, target: &str, body: &str) -> String {
    let (status, body) = pbx.ask_with(method, target, body);
    let message = body.pointer("/message").or(body.pointer("/error")).and_then(|text| text.as_str());
    format!("{status} {}", message.unwrap_or_default())
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut pbx = Pbx::new(Ari::new());
    for (method, target, want) in [
        ("GET", "channels/x", "404 Channel not found"),
        ("DELETE", "channels/x", "404 Channel not found"),
        ("POST", "channels/x/answer", "404 Channel not found"),
        ("POST", "channels/x/play", "404 Channel not found"),
        ("POST", "channels/x/record?name=a&format=wav", "404 Channel not found"),
        ("GET", "channels/x/variable?variable=A", "404 Provided channel was not found"),
        ("GET", "bridges/x", "404 Bridge not found"),
        ("DELETE", "bridges/x", "404 Bridge not found"),
        ("POST", "bridges/x/addChannel?channel=y", "404 Bridge not found"),
        ("GET", "playbacks/x", "404 Playback not found"),
        ("POST", "playbacks/x/control?operation=pause", "404 Playback not found"),
        ("GET", "recordings/live/x", "404 Recording not found"),
        ("POST", "recordings/live/x/stop", "404 Recording not found"),
        ("DELETE", "recordings/stored/x", "404 Recording not found"),
        ("GET", "applications/x", "404 Application not found"),
        ("GET", "endpoints/PJSIP/none", "404 Endpoint not found"),
        ("GET", "endpoints/NOPE", "404 No Endpoints found - invalid tech NOPE"),
        ("POST", "events/user/foo?application=nope", "404 Application not found"),
        ("GET", "nope", "404 Resource not found"),
        ("POST", "channels/x/nope", "404 Resource not found"),
        ("PUT", "channels", "405 Invalid method"),
        ("DELETE", "bridges", "405 Invalid method"),
        ("GET", "sounds", "501 sounds is not simulated"),
    ] {
        assert_eq!(said(&mut pbx, method, target, ""), want, "{method} {target}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let mut pbx =
        Pbx::new(Ari::new().phone(Phone::new("PJSIP/1001")).phone(Phone::new("PJSIP/1002").unreachable()));
    let _socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=one");
    pbx.pass(2 * SECOND);
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=rings");
    pbx.done("POST", "channels/create?endpoint=PJSIP/1001&app=live&channelId=down");
    pbx.done("POST", "bridges?bridgeId=br");
    pbx.done("POST", "channels/one/play?media=sound:a&playbackId=now");
    pbx.done("POST", "channels/one/play?media=sound:a&playbackId=later");
    for (method, target, want) in [
        ("POST", "channels?endpoint=nope", "400 Invalid endpoint specified"),
        ("POST", "channels?endpoint=NOPE/x&app=live", "500 Allocation failed"),
        ("POST", "channels?endpoint=PJSIP/1002&app=live", "500 Allocation failed"),
        ("POST", "channels", "400 Endpoint must be specified"),
        ("POST", "channels?endpoint=PJSIP/1001", "400 Application or extension must be specified"),
        (
            "POST",
            "channels?endpoint=PJSIP/1001&app=live&channelId=one",
            "409 Channel with given unique ID already exists",
        ),
        (
            "POST",
            "channels/one?endpoint=PJSIP/1001&app=live",
            "409 Channel with given unique ID already exists",
        ),
        ("POST", "channels/rings/answer", "409 Channel not in Stasis application"),
        ("POST", "channels/rings/play?media=sound:x", "409 Channel not in Stasis application"),
        ("POST", "channels/rings/record?name=n&format=wav", "409 Channel not in Stasis application"),
        ("POST", "channels/rings/variable?variable=A", "409 Channel not in Stasis application"),
        ("POST", "channels/down/play?media=sound:x", "412 Channel in invalid state"),
        ("POST", "channels/one/dial", "409 Channel is not in the 'Down' state"),
        ("POST", "channels/one/mute", "400 Direction is required"),
        ("POST", "channels/one/dtmf", "400 DTMF is required"),
        ("POST", "channels/one/variable", "400 Variable name is required"),
        ("GET", "channels/one/variable?variable=NONE", "404 Provided variable was not found"),
        ("DELETE", "channels/one?reason=nonsense", "400 Invalid reason for hangup reason provided"),
        (
            "DELETE",
            "channels/one?reason=busy&reason_code=17",
            "400 The reason and reason_code can't both be specified",
        ),
        ("DELETE", "channels/one?reason_code=x", "400 Invalid reason for hangup reason code provided"),
        ("POST", "bridges?bridgeId=br", "409 Bridge with id 'br' already exists"),
        ("POST", "bridges/br", "409 Bridge with id 'br' already exists"),
        (
            "POST",
            "bridges?type=nonsense&bridgeId=b2",
            "500 Unable to create bridge. Possible duplicate bridge id 'b2'",
        ),
        ("POST", "bridges/br/addChannel", "400 Missing parameter channel"),
        ("POST", "bridges/br/addChannel?channel=zz,one", "400 Channel not found"),
        ("POST", "bridges/br/addChannel?channel=rings", "422 Channel not in Stasis application"),
        ("POST", "bridges/br/removeChannel?channel=one", "422 Channel not in this bridge"),
        ("POST", "playbacks/now/control?operation=nope", "400 Invalid operation nope"),
        ("POST", "playbacks/now/control", "400 Missing operation"),
        ("POST", "playbacks/later/control?operation=pause", "409 Can only pause while media is playing"),
        ("POST", "channels/one/record?name=x", "422 specified format is unknown on this system"),
        ("POST", "channels/one/record?format=wav", "500 Error parsing request"),
        ("POST", "channels/one/record?name=../x&format=wav", "500 Error parsing request"),
        (
            "POST",
            "channels/one/record?name=x&format=wav&maxDurationSeconds=-1",
            "400 max_duration_seconds cannot be negative",
        ),
        ("POST", "channels/one/record?name=x&format=wav&ifExists=nope", "400 ifExists invalid"),
        ("POST", "channels/one/record?name=x&format=wav&terminateOn=nope", "400 terminateOn invalid"),
        ("POST", "applications/live/subscription", "400 Missing parameter eventSource"),
        (
            "POST",
            "applications/live/subscription?eventSource=nonsense:x",
            "400 Invalid event source URI scheme",
        ),
        ("POST", "applications/live/subscription?eventSource=channel:x", "422 Event source does not exist"),
        ("POST", "applications/nope/subscription?eventSource=channel:", "404 Application not found"),
        ("DELETE", "applications/live/subscription?eventSource=bridge:", "501 Method not implemented"),
        (
            "DELETE",
            "applications/live/subscription?eventSource=bridge:zz",
            "422 Event source was not subscribed to",
        ),
        ("POST", "events/user/foo", "400 Missing parameter application"),
        ("POST", "events/user/foo?application=live&source=channel:zz", "422 Event source was not found"),
        ("POST", "events/user/foo?application=live&source=weird", "400 Invalid event source URI scheme"),
        ("PUT", "deviceStates/PJSIP%2Fx?deviceState=RINGING", "409 Uncontrolled device specified"),
        ("PUT", "deviceStates/Stasis:x?deviceState=nope", "500 Unknown device"),
    ] {
        assert_eq!(said(&mut pbx, method, target, ""), want, "{method} {target}");
    }
    for (target, body, want) in [
        ("channels", "{bad", "400 Error parsing request body"),
        ("channels?endpoint=PJSIP/1001&app=live", "{bad", "400 Error parsing request body"),
        (
            "channels",
            r#"{"endpoint":"PJSIP/1001","app":"live","variables":{"A":1}}"#,
            "400 Each value in 'variables' must be a string or an object with 'value' and optional 'report_events'",
        ),
    ] {
        assert_eq!(said(&mut pbx, "POST", target, body), want, "{target} {body}");
    }
    // The same name twice is no matter for playbacks, as it is none for Asterisk.
    assert_eq!(pbx.ask("POST", "channels/one/play?media=sound:a&playbackId=now").0, 201);
}

#[test]
fn only_who_is_known_is_let_in() {
    let reader = User::new("reader", "r").write(Classes::NONE);
    let mut pbx = Pbx::new(Ari::new().user(User::new("admin", "secret")).user(reader));
    let mut status = |head: &str| {
        let id = pbx.connect();
        pbx.send(id, format!("{head}\r\n\r\n").as_bytes());
        String::from_utf8_lossy(pbx.received(id)).split("\r\n\r\n").collect::<Vec<_>>().join("|")
    };
    let refused = status("GET /ari/channels HTTP/1.1");
    assert!(refused.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{refused}");
    assert!(refused.contains("WWW-Authenticate: Basic realm=\"Asterisk REST Interface\"\r\n"), "{refused}");
    assert!(refused.ends_with("|{\"message\":\"Authentication required\"}"), "{refused}");
    assert!(status("GET /ari/channels HTTP/1.1\r\nAuthorization: Basic YWRtaW46bm8=").contains(" 401 "));
    assert!(status(handshake("a", "").trim_end()).contains(" 401 "));
    assert!(status("GET /ari/channels?api_key=admin:secret HTTP/1.1").contains(" 200 OK"));
    assert!(status("GET /ari/channels?api_key=reader:r HTTP/1.1").contains(" 200 OK"));
    assert!(status("POST /ari/bridges?api_key=reader:r HTTP/1.1").contains("Write access denied"));
    assert!(status("GET /elsewhere HTTP/1.1").contains("The requested URL was not found on this server."));
    assert!(status("GET /ari/events?app=x&api_key=admin:secret HTTP/1.1").contains(" 426 Upgrade Required"));
    let no_app =
        "GET /ari/events?api_key=admin:secret HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x";
    assert!(status(no_app).contains("HTTP request is missing param: [app]"));
    assert!(status("BREW / HTCPCP/1.0").contains(" 400 Bad Request"));
}

#[test]
fn it_says_which_asterisk_it_is() {
    for (version, major) in [(Version::ASTERISK_22, "22."), (Version::ASTERISK_16, "16.")] {
        let mut pbx = Pbx::of(Options::new().version(version).ari(Ari::new()));
        let info = pbx.done("GET", "asterisk/info?only=system");
        assert!(info["system"]["version"].as_str().unwrap().starts_with(major), "{info}");
        assert_eq!(info.as_object().unwrap().len(), 1);
        assert_eq!(pbx.done("GET", "asterisk/ping")["ping"], "pong");
        assert_eq!(pbx.done("GET", "asterisk/variable?variable=X"), json!({"value": ""}));
        pbx.done("POST", "asterisk/variable?variable=X&value=a%20b");
        assert_eq!(pbx.done("GET", "asterisk/variable?variable=X"), json!({"value": "a b"}));
    }
}

/// What an Asterisk of version 16 does not know yet.
#[test]
fn an_older_one_lacks_what_is_newer() {
    let mut pbx = Pbx::of(Options::new().version(Version::ASTERISK_16).ari(Ari::new()));
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=one");
    pbx.pass(2 * SECOND);
    assert_eq!(said(&mut pbx, "POST", "channels/one/progress", ""), "404 Resource not found");
    assert_eq!(said(&mut pbx, "POST", "channels/one/variables", ""), "404 Resource not found");
    pbx.heard(&mut socket);
    pbx.say(&socket, r#"{"type":"RESTRequest","request_id":"1","method":"GET","uri":"channels"}"#);
    pbx.pass(SECOND);
    assert_eq!(pbx.kinds(&mut socket), [""; 0], "no answer ever comes");
}

#[test]
fn requests_come_over_the_websocket_too() {
    let mut pbx = Pbx::new(Ari::new());
    let mut socket = pbx.open("live,other");
    let request = json!({
        "type": "RESTRequest", "transaction_id": "t", "request_id": "7", "method": "POST", "uri": "channels",
        "query_strings": [{"name": "app", "value": "live"}, {"name": "channelId", "value": "made"}],
        "message_body": json!({"endpoint": "PJSIP/1001"}).to_string(),
    });
    pbx.say(&socket, &request.to_string());
    let heard = pbx.heard(&mut socket);
    let answer = heard.iter().find(|event| event["type"] == "RESTResponse").unwrap();
    assert_eq!(
        (&answer["transaction_id"], &answer["request_id"], &answer["status_code"], &answer["application"]),
        (&json!("t"), &json!("7"), &json!(200), &json!("live"))
    );
    let body: serde_json::Value = serde_json::from_str(answer["message_body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["id"], &body["state"]), (&json!("made"), &json!("Down")));
    let dial = heard.iter().find(|event| kind(event) == "Dial").unwrap();
    assert_eq!(dial["peer"]["id"], "made");
    for (request, want) in [
        (json!({"type": "RESTRequest", "request_id": "8", "method": "GET", "uri": "channels/x"}), 404),
        (json!({"type": "RESTRequest", "request_id": "9", "method": "DELETE", "uri": "bridges"}), 405),
        (json!({"type": "RESTRequest", "request_id": "10", "uri": "bridges"}), 400),
    ] {
        pbx.say(&socket, &request.to_string());
        assert_eq!(pbx.heard(&mut socket)[0]["status_code"], want, "{request}");
    }
}

#[test]
fn an_idle_connection_is_closed_and_a_ping_is_answered() {
    let mut pbx = Pbx::new(Ari::new());
    let http = pbx.connect();
    let socket = pbx.open("live");
    pbx.send(socket.id, &[0x89, 0x80, 0, 0, 0, 0]);
    assert!(pbx.received(socket.id).ends_with(&[0x8a, 0]));
    pbx.pass(15 * SECOND - MS);
    assert_eq!(pbx.machine.ari_connections(), 2);
    pbx.pass(MS);
    assert_eq!((pbx.machine.ari_connections(), pbx.machine.output(http).then_close), (1, true));
    pbx.send(socket.id, &[0x88, 0x80, 0, 0, 0, 0]);
    assert_eq!(pbx.machine.ari_connections(), 0, "who says goodbye is answered, and gone");
}
