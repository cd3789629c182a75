//! Calls: what is told of them, and in which order.

use asterisk_sim::{Act, Ari, Caller, Phone, When};
use serde_json::json;

use super::client::{MS, Pbx, SECOND};

#[test]
fn a_call_that_is_answered_enters_the_application() {
    let mut pbx = Pbx::new(Ari::new().phone(Phone::new("PJSIP/1001").named("Bob").answers_after(SECOND)));
    let mut socket = pbx.open("live");
    let channel = pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&appArgs=a,b&channelId=one");
    assert_eq!(
        (
            &channel["id"],
            &channel["name"],
            &channel["state"],
            &channel["caller"],
            &channel["dialplan"]["app_name"]
        ),
        (
            &json!("one"),
            &json!("PJSIP/1001-10000000"),
            &json!("Down"),
            &json!({"name": "Bob", "number": "1001"}),
            &json!("AppDial2")
        )
    );
    assert_eq!(pbx.kinds(&mut socket), ["Dial"]);
    pbx.pass(100 * MS);
    assert_eq!(pbx.kinds(&mut socket), ["Dial RINGING", "ChannelStateChange Ringing"]);
    pbx.pass(SECOND);
    let heard = pbx.heard(&mut socket);
    let kinds: Vec<String> = heard.iter().map(super::client::kind).collect();
    assert_eq!(kinds, ["ChannelStateChange Up", "Dial ANSWER", "ChannelVarset STASISSTATUS", "StasisStart"]);
    let start = heard.last().unwrap();
    assert_eq!((&start["args"], &start["application"]), (&json!(["a", "b"]), &json!("live")));
    assert_eq!(start["channel"]["dialplan"]["app_data"], "live,a,b");
    assert_eq!(start["asterisk_id"], "02:00:00:00:00:01");
    assert!(start["timestamp"].as_str().unwrap().ends_with("+0000"), "{start}");

    pbx.done("DELETE", "channels/one?reason=busy");
    let heard = pbx.heard(&mut socket);
    let kinds: Vec<String> = heard.iter().map(super::client::kind).collect();
    assert_eq!(
        kinds,
        ["ChannelHangupRequest", "StasisEnd", "ChannelVarset STASISSTATUS", "ChannelDestroyed"]
    );
    assert_eq!((&heard[0]["cause"], &heard[0]["soft"]), (&json!(32), &json!(true)));
    assert_eq!((&heard[3]["cause"], &heard[3]["cause_txt"]), (&json!(17), &json!("User busy")));
    assert_eq!(pbx.done("GET", "channels"), json!([]));
}

#[test]
fn a_call_that_comes_in_begins_with_its_start_and_ends_with_its_end() {
    let caller = Caller::new("menu", "+12025550143").named("Ann").args(["sales"]).dials("810");
    let mut pbx = Pbx::new(Ari::new().caller(caller.then(When::Answered, SECOND, Act::HangUp)));
    pbx.pass(SECOND);
    let mut socket = pbx.open("menu");
    pbx.pass(MS);
    let heard = pbx.heard(&mut socket);
    assert_eq!(
        (heard.len(), &heard[0]["type"], &heard[0]["args"]),
        (1, &json!("StasisStart"), &json!(["sales"]))
    );
    let channel = &heard[0]["channel"];
    assert_eq!(
        (&channel["state"], &channel["caller"]),
        (&json!("Ring"), &json!({"name": "Ann", "number": "+12025550143"}))
    );
    assert_eq!(channel["dialplan"]["exten"], "810");
    let id = channel["id"].as_str().unwrap().to_owned();
    pbx.done("POST", &format!("channels/{id}/answer"));
    assert_eq!(pbx.kinds(&mut socket), ["ChannelStateChange Up"]);
    pbx.pass(2 * SECOND);
    // The application hears nothing more of a channel that it did not make.
    assert_eq!(pbx.kinds(&mut socket), ["ChannelHangupRequest", "StasisEnd"]);
    assert_eq!(pbx.done("GET", "applications/menu")["channel_ids"], json!([]));
}

#[test]
fn calls_that_are_not_answered_end() {
    let mut pbx = Pbx::new(
        Ari::new()
            .phone(Phone::new("PJSIP/busy").refuses(17))
            .phone(Phone::new("PJSIP/never").never_answers()),
    );
    let mut socket = pbx.open("live");
    for (endpoint, want, cause) in [
        ("PJSIP/busy", &["Dial", "ChannelHangupRequest", "Dial BUSY", "ChannelDestroyed"][..], 17),
        ("PJSIP/never", &["Dial", "Dial RINGING", "ChannelStateChange Ringing", "ChannelDestroyed"], 19),
    ] {
        pbx.done("POST", &format!("channels?endpoint={endpoint}&app=live&timeout=5"));
        pbx.pass(5 * SECOND);
        let heard = pbx.heard(&mut socket);
        assert_eq!(heard.iter().map(super::client::kind).collect::<Vec<_>>(), want, "{endpoint}");
        assert_eq!(heard.last().unwrap()["cause"], cause);
    }
    pbx.done("POST", "channels?endpoint=PJSIP/never&app=live&channelId=a");
    pbx.pass(SECOND);
    pbx.heard(&mut socket);
    pbx.done("DELETE", "channels/a");
    assert_eq!(pbx.kinds(&mut socket), ["ChannelHangupRequest", "Dial NOANSWER", "ChannelDestroyed"]);
}

/// One that has the id of another later is not touched by what was to happen to that.
#[test]
fn an_id_may_be_used_again() {
    let mut pbx = Pbx::new(Ari::new().phone(Phone::new("PJSIP/1").never_answers()));
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1&app=live&channelId=a&timeout=10");
    pbx.pass(8 * SECOND);
    pbx.done("DELETE", "channels/a");
    pbx.done("POST", "channels?endpoint=PJSIP/1&app=live&channelId=a&timeout=10");
    pbx.heard(&mut socket);
    pbx.pass(9 * SECOND);
    assert_eq!(pbx.kinds(&mut socket), ["Dial RINGING", "ChannelStateChange Ringing"]);
}

#[test]
fn a_channel_is_made_first_and_dialled_then() {
    let mut pbx =
        Pbx::new(Ari::new().phone(Phone::new("PJSIP/1")).phone(Phone::new("PJSIP/2").never_answers()));
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels/create?endpoint=PJSIP/1&app=live&appArgs=x&channelId=a");
    let want = ["ChannelDialplan Stasis", "ChannelVarset STASISSTATUS", "StasisStart"];
    assert_eq!(pbx.kinds(&mut socket), want);
    assert_eq!(pbx.done("GET", "channels/a")["state"], "Down");
    pbx.done("POST", "channels/a/dial?timeout=10");
    pbx.pass(2 * SECOND);
    let want = ["Dial", "Dial RINGING", "ChannelStateChange Ringing", "ChannelStateChange Up", "Dial ANSWER"];
    assert_eq!(pbx.kinds(&mut socket), want);
    pbx.done("POST", "channels/create?endpoint=PJSIP/2&app=live&channelId=b");
    pbx.done("POST", "channels/b/dial?timeout=1");
    pbx.heard(&mut socket);
    pbx.pass(2 * SECOND);
    let want = [
        "Dial RINGING",
        "ChannelStateChange Ringing",
        "ChannelHangupRequest",
        "StasisEnd",
        "ChannelVarset STASISSTATUS",
        "ChannelDestroyed",
    ];
    assert_eq!(pbx.kinds(&mut socket), want);
}

/// What is up stays up, whatever the telephone says then.
#[test]
fn who_is_dialled_may_be_answered_by_the_application() {
    let mut pbx = Pbx::new(Ari::new());
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels/create?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.done("POST", "channels/a/dial");
    pbx.done("POST", "channels/a/answer");
    pbx.heard(&mut socket);
    pbx.pass(2 * SECOND);
    assert_eq!(pbx.kinds(&mut socket), ["Dial RINGING", "Dial ANSWER"]);
    assert_eq!(pbx.done("GET", "channels/a")["state"], "Up");
}

#[test]
fn an_application_that_nobody_hears_is_not_entered() {
    let mut pbx = Pbx::new(Ari::new());
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=nobody&channelId=a");
    assert_eq!(pbx.done("GET", "channels/a")["state"], "Down");
    pbx.pass(2 * SECOND);
    assert_eq!(pbx.ask("GET", "channels/a").0, 404);
}

#[test]
fn channels_meet_in_bridges() {
    let mut pbx = Pbx::new(Ari::new());
    let mut socket = pbx.open("live");
    for id in ["a", "b"] {
        pbx.done("POST", &format!("channels?endpoint=PJSIP/1001&app=live&channelId={id}"));
    }
    pbx.pass(2 * SECOND);
    pbx.heard(&mut socket);
    let bridge = pbx.done("POST", "bridges?type=mixing&bridgeId=br&name=nm");
    assert_eq!((&bridge["technology"], &bridge["bridge_type"]), (&json!("simple_bridge"), &json!("mixing")));
    assert_eq!(pbx.kinds(&mut socket), [""; 0], "who is not subscribed hears nothing of it");
    pbx.done("POST", "bridges/br/addChannel?channel=a,b");
    let heard = pbx.heard(&mut socket);
    let want = [
        "ChannelEnteredBridge",
        "ChannelEnteredBridge",
        "ChannelVarset BRIDGEPEER",
        "ChannelVarset BRIDGEPEER",
    ];
    assert_eq!(heard.iter().map(super::client::kind).collect::<Vec<_>>(), want);
    assert_eq!(heard[1]["bridge"]["channels"], json!(["a", "b"]));
    assert_eq!(heard[2]["value"], "PJSIP/1001-10000001");
    assert_eq!(pbx.done("GET", "applications/live")["bridge_ids"], json!(["br"]));

    // Another bridge is left for this one.
    pbx.done("POST", "bridges/hold?type=holding");
    pbx.done("POST", "bridges/hold/addChannel?channel=a");
    let want = ["ChannelVarset BRIDGEPEER", "ChannelLeftBridge", "ChannelEnteredBridge"];
    assert_eq!(pbx.kinds(&mut socket), want);
    pbx.done("DELETE", "channels/b");
    let want = [
        "ChannelHangupRequest",
        "ChannelVarset BRIDGEPEER",
        "ChannelLeftBridge",
        "StasisEnd",
        "ChannelVarset STASISSTATUS",
        "ChannelDestroyed",
    ];
    assert_eq!(pbx.kinds(&mut socket), want);
    // It was left by a hangup, so the application is still subscribed to it.
    pbx.done("DELETE", "bridges/br");
    assert_eq!(pbx.kinds(&mut socket), ["BridgeDestroyed"]);
    pbx.done("DELETE", "bridges/hold");
    assert_eq!(pbx.kinds(&mut socket), ["ChannelLeftBridge"]);
    assert_eq!(pbx.done("GET", "bridges"), json!([]));
    assert_eq!(pbx.done("GET", "channels/a")["state"], "Up");
}

#[test]
fn variables_and_names_change() {
    let mut pbx = Pbx::new(Ari::new());
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a&callerId=Al%20%3C123%3E");
    assert_eq!(pbx.done("GET", "channels/a")["caller"], json!({"name": "Al", "number": "123"}));
    pbx.pass(2 * SECOND);
    pbx.heard(&mut socket);
    pbx.done("POST", "channels/a/variable?variable=A&value=b%20c");
    assert_eq!(pbx.done("GET", "channels/a/variable?variable=A"), json!({"value": "b c"}));
    pbx.done("POST", "channels/a/variable?variable=CALLERID(name)&value=zed");
    assert_eq!(pbx.done("GET", "channels/a/variable?variable=CALLERID(name)"), json!({"value": "zed"}));
    assert_eq!(pbx.kinds(&mut socket), ["ChannelVarset A", "ChannelCallerId"]);
    let (status, _) = pbx.ask_with(
        "POST",
        "events/user/mine?application=live&source=channel:a",
        r#"{"variables":{"k":1}}"#,
    );
    assert_eq!(status, 204);
    let heard = pbx.heard(&mut socket);
    assert_eq!(heard[0]["userevent"], json!({"k": 1, "eventname": "mine"}));
    assert_eq!((&heard[0]["type"], &heard[0]["channel"]["id"]), (&json!("ChannelUserevent"), &json!("a")));
}
