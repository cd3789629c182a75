//! Who hears what.

use asterisk_sim::Ari;
use serde_json::json;

use super::client::{Pbx, SECOND};

#[test]
fn one_that_is_subscribed_to_all_hears_from_the_beginning_to_the_end() {
    let mut pbx = Pbx::new(Ari::new());
    let _live = pbx.open("live");
    let mut all = pbx.open("all&subscribeAll=true");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(2 * SECOND);
    pbx.done("DELETE", "channels/a");
    let want = [
        "ChannelCreated",
        "ChannelDialplan AppDial2",
        "Dial",
        "Dial RINGING",
        "ChannelStateChange Ringing",
        "DeviceStateChanged RINGING",
        "ChannelStateChange Up",
        "DeviceStateChanged INUSE",
        "Dial ANSWER",
        "ChannelVarset STASISSTATUS",
        "ChannelHangupRequest",
        "ChannelVarset STASISSTATUS",
        "ChannelDestroyed",
        "DeviceStateChanged NOT_INUSE",
    ];
    assert_eq!(pbx.kinds(&mut all), want);
    pbx.done("POST", "bridges/b");
    pbx.done("DELETE", "bridges/b");
    assert_eq!(pbx.kinds(&mut all), ["BridgeCreated", "BridgeDestroyed"]);
    let app = pbx.done("GET", "applications/all");
    assert_eq!(app["channel_ids"], json!(["__AST_CHANNEL_ALL_TOPIC"]));
}

#[test]
fn channels_move_between_applications() {
    let mut pbx = Pbx::new(Ari::new());
    let (mut live, mut other) = (pbx.open("live"), pbx.open("other,third"));
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(2 * SECOND);
    pbx.heard(&mut live);
    pbx.done("POST", "channels/a/move?app=nowhere");
    assert_eq!(pbx.kinds(&mut live), ["ApplicationMoveFailed"]);
    pbx.done("POST", "channels/a/move?app=third&appArgs=q,r");
    // Who has made a channel hears of it wherever it is.
    let want = ["StasisEnd", "ChannelVarset STASISSTATUS", "ChannelVarset STASISSTATUS"];
    assert_eq!(pbx.kinds(&mut live), want);
    let heard = pbx.heard(&mut other);
    assert_eq!(
        (heard.len(), &heard[0]["application"], &heard[0]["args"]),
        (1, &json!("third"), &json!(["q", "r"]))
    );
    pbx.done("POST", "channels/a/continue");
    let want = ["StasisEnd"];
    assert_eq!(pbx.kinds(&mut other), want);
    assert_eq!(pbx.kinds(&mut live), ["ChannelVarset STASISSTATUS", "ChannelDestroyed"]);
}

#[test]
fn the_last_who_listens_hears() {
    let mut pbx = Pbx::new(Ari::new());
    let mut first = pbx.open("live");
    let mut second = pbx.open("live");
    let heard = pbx.heard(&mut first);
    assert_eq!(
        (&heard[0]["type"], &heard[0]["application"]),
        (&json!("ApplicationReplaced"), &json!("live"))
    );
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    assert_eq!((pbx.kinds(&mut first).len(), pbx.kinds(&mut second).len()), (0, 1));
    // Whoever goes leaves what is in the application there.
    pbx.pass(2 * SECOND);
    let id = second.id;
    pbx.machine.lost(id, pbx.now);
    assert_eq!(pbx.done("GET", "applications/live")["channel_ids"], json!(["a"]));
    assert_eq!(pbx.ask("POST", "channels/a/play?media=sound:x").0, 201);
    pbx.pass(2 * SECOND);
    let mut third = pbx.open("live");
    pbx.done("DELETE", "channels/a");
    let want = ["ChannelHangupRequest", "StasisEnd", "ChannelVarset STASISSTATUS", "ChannelDestroyed"];
    assert_eq!(pbx.kinds(&mut third), want);
    let id = third.id;
    pbx.machine.lost(id, pbx.now);
    assert_eq!(pbx.ask("GET", "applications/live").0, 404, "nothing is left of it");
}

#[test]
fn subscriptions_are_made_and_undone() {
    let mut pbx = Pbx::new(Ari::new());
    let (mut live, mut other) = (pbx.open("live"), pbx.open("other"));
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    let sources = "channel:a,endpoint:PJSIP/1001,deviceState:Stasis:x";
    let app = pbx.done("POST", &format!("applications/other/subscription?eventSource={sources}"));
    assert_eq!(app["channel_ids"], json!(["a"]));
    assert_eq!((&app["endpoint_ids"], &app["device_names"]), (&json!(["PJSIP/1001"]), &json!(["Stasis:x"])));
    pbx.done("PUT", "deviceStates/Stasis:x?deviceState=RINGING");
    assert_eq!(pbx.done("GET", "deviceStates"), json!([{"name": "Stasis:x", "state": "RINGING"}]));
    pbx.pass(2 * SECOND);
    let of_other = pbx.kinds(&mut other);
    assert_eq!(of_other[0], "DeviceStateChanged RINGING");
    // It enters another application, so that its start is not told here.
    assert_eq!(of_other[1..], pbx.kinds(&mut live)[1..6]);
    pbx.done("DELETE", "applications/other/subscription?eventSource=channel:a");
    pbx.done("DELETE", "channels/a");
    assert_eq!(pbx.kinds(&mut other), [""; 0]);
}

#[test]
fn events_are_filtered() {
    let mut pbx = Pbx::new(Ari::new());
    let mut live = pbx.open("live");
    let put = |pbx: &mut Pbx, body: &str| pbx.ask_with("PUT", "applications/live/eventFilter", body);
    let (status, app) = put(&mut pbx, r#"{"allowed":[{"type":"StasisStart"},{"type":"ChannelVarset"}]}"#);
    assert_eq!(
        (status, &app["events_allowed"]),
        (200, &json!([{"type": "ChannelVarset"}, {"type": "StasisStart"}]))
    );
    assert_eq!(put(&mut pbx, r#"{"disallowed":[{"type":"ChannelVarset"}]}"#).0, 200);
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(2 * SECOND);
    assert_eq!(pbx.kinds(&mut live), ["StasisStart"]);
    assert_eq!(put(&mut pbx, "{}").1["events_allowed"], json!([]));
    pbx.done("DELETE", "channels/a");
    assert_eq!(pbx.kinds(&mut live).len(), 4);
    for wrong in [r#"{"disallowed":[{"type":1}]}"#, "[1]", "{"] {
        assert_eq!(put(&mut pbx, wrong).0, 400, "{wrong}");
    }
}
