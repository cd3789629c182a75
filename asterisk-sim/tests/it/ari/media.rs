//! What is played and recorded.

use asterisk_sim::{Act, Ari, Caller, When};
use serde_json::json;

use super::client::{MS, Pbx, SECOND, Socket, kind};

/// A channel `a` in the application `live`, and what is heard of it from now on.
fn with_channel(ari: Ari) -> (Pbx, Socket) {
    let mut pbx = Pbx::new(ari);
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(2 * SECOND);
    pbx.heard(&mut socket);
    (pbx, socket)
}

#[test]
fn sounds_are_played_one_after_the_other() {
    let (mut pbx, mut socket) = with_channel(Ari::new().sound("sound:long", 5 * SECOND));
    let playback = pbx.done("POST", "channels/a/play?media=sound:x,sound:y&playbackId=p1");
    assert_eq!(
        playback,
        json!({
            "id": "p1", "media_uri": "sound:x", "next_media_uri": "sound:y", "target_uri": "channel:a", "language": "en",
            "state": "queued",
        })
    );
    assert_eq!(pbx.done("POST", "channels/a/play/p2?media=sound:long")["state"], "queued");
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackStarted p1"]);
    assert_eq!(pbx.done("GET", "playbacks/p1")["state"], "playing");
    assert_eq!(pbx.done("GET", "playbacks/p2")["state"], "queued");
    pbx.pass(2 * SECOND);
    let want = ["PlaybackContinuing", "PlaybackStarted p1", "PlaybackFinished p1", "PlaybackStarted p2"];
    assert_eq!(pbx.kinds(&mut socket), want);
    assert_eq!(pbx.ask("GET", "playbacks/p1").0, 404);
    pbx.pass(5 * SECOND - MS);
    assert_eq!(pbx.kinds(&mut socket), [""; 0]);
    pbx.pass(MS);
    let heard = pbx.heard(&mut socket);
    assert_eq!(
        (kind(&heard[0]).as_str(), &heard[0]["playback"]["state"]),
        ("PlaybackFinished p2", &json!("done"))
    );
}

#[test]
fn a_playback_is_paused_begun_anew_and_stopped() {
    let (mut pbx, mut socket) = with_channel(Ari::new());
    pbx.done("POST", "channels/a/play/p1?media=sound:x");
    pbx.pass(SECOND / 2);
    pbx.done("POST", "playbacks/p1/control?operation=pause");
    assert_eq!(pbx.done("GET", "playbacks/p1")["state"], "paused");
    pbx.pass(60 * SECOND);
    pbx.done("POST", "playbacks/p1/control?operation=unpause");
    pbx.pass(SECOND / 2 - MS);
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackStarted p1", "PlaybackStarted p1"]);
    pbx.done("POST", "playbacks/p1/control?operation=restart");
    pbx.pass(SECOND - MS);
    assert_eq!(pbx.kinds(&mut socket), [""; 0]);
    pbx.done("DELETE", "playbacks/p1");
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackFinished p1"]);
    pbx.pass(SECOND);
    assert_eq!(pbx.kinds(&mut socket), [""; 0], "its end comes once");
}

#[test]
fn what_has_no_end_fails_with_the_channel() {
    let (mut pbx, mut socket) = with_channel(Ari::new());
    for playback in ["p1", "p2"] {
        pbx.done("POST", &format!("channels/a/play/{playback}?media=sound:x"));
    }
    pbx.done("POST", "channels/a/record?name=r&format=wav");
    pbx.heard(&mut socket);
    pbx.done("DELETE", "channels/a");
    let heard = pbx.heard(&mut socket);
    let want = [
        "ChannelHangupRequest",
        "PlaybackFinished p1",
        "PlaybackStarted p2",
        "PlaybackFinished p2",
        "RecordingStarted",
        "RecordingFinished",
        "StasisEnd",
        "ChannelVarset STASISSTATUS",
        "ChannelDestroyed",
    ];
    assert_eq!(heard.iter().map(kind).collect::<Vec<_>>(), want);
    assert_eq!(heard[1]["playback"]["state"], "failed");
}

#[test]
fn a_recording_is_kept_until_it_is_deleted() {
    let (mut pbx, mut socket) = with_channel(Ari::new());
    let live = pbx.done("POST", "channels/a/record?name=folder/r&format=wav&maxDurationSeconds=3");
    assert_eq!(
        live,
        json!({"name": "folder/r", "format": "wav", "state": "queued", "target_uri": "channel:a"})
    );
    assert_eq!(pbx.done("GET", "recordings/live/folder%2Fr")["state"], "recording");
    pbx.done("POST", "recordings/live/folder%2Fr/pause");
    assert_eq!(pbx.done("GET", "recordings/live/folder%2Fr")["state"], "paused");
    pbx.pass(10 * SECOND);
    assert_eq!(pbx.kinds(&mut socket), ["RecordingStarted"], "what is paused does not get longer");
    pbx.done("DELETE", "recordings/live/folder%2Fr/pause");
    let again = pbx.ask("POST", "channels/a/record?name=folder/r&format=wav&ifExists=overwrite");
    assert_eq!(again.0, 409);
    pbx.pass(4 * SECOND);
    let heard = pbx.heard(&mut socket);
    assert_eq!((heard.len(), &heard[0]["recording"]["duration"]), (1, &json!(3)));
    assert_eq!(pbx.done("GET", "recordings/stored"), json!([{"name": "folder/r", "format": "wav"}]));
    assert_eq!(pbx.ask("POST", "channels/a/record?name=folder/r&format=wav").0, 409);
    pbx.done("POST", "recordings/stored/folder%2Fr/copy?destinationRecordingName=c");
    assert_eq!(pbx.ask("POST", "recordings/stored/c/copy?destinationRecordingName=c").0, 409);
    pbx.done("DELETE", "recordings/stored/folder%2Fr");
    // It is as long as it was recorded.
    pbx.done("POST", "channels/a/play/p?media=recording:c");
    pbx.pass(3 * SECOND - MS);
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackStarted p"]);
    pbx.pass(MS);
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackFinished p"]);
    pbx.done("POST", "channels/a/play/q?media=recording:gone");
    let heard = pbx.heard(&mut socket);
    assert_eq!((heard.len(), &heard[1]["playback"]["state"]), (2, &json!("failed")));
    pbx.done("POST", "channels/a/record?name=x&format=wav");
    pbx.done("DELETE", "recordings/live/x");
    assert_eq!(pbx.kinds(&mut socket), ["RecordingStarted", "RecordingFinished"]);
    assert_eq!(pbx.ask("GET", "recordings/stored/x").0, 404, "it was thrown away");
}

#[test]
fn who_calls_presses_keys() {
    let caller = Caller::new("live", "1")
        .then(When::Plays("sound:menu".into()), 300 * MS, Act::Press('5'))
        .then(When::Recorded, SECOND, Act::Press('#'));
    let mut pbx = Pbx::new(Ari::new().caller(caller));
    let mut socket = pbx.open("live");
    pbx.pass(MS);
    let id = pbx.heard(&mut socket)[0]["channel"]["id"].as_str().unwrap().to_owned();
    pbx.done("POST", &format!("channels/{id}/answer"));
    pbx.done("POST", &format!("channels/{id}/play/p?media=sound:menu"));
    pbx.pass(SECOND);
    let want = ["ChannelStateChange Up", "PlaybackStarted p", "ChannelDtmfReceived 5", "PlaybackFinished p"];
    assert_eq!(pbx.kinds(&mut socket), want);
    pbx.done("POST", &format!("channels/{id}/record?name=r&format=wav&terminateOn=%23"));
    pbx.pass(2 * SECOND);
    assert_eq!(pbx.kinds(&mut socket), ["RecordingStarted", "ChannelDtmfReceived #", "RecordingFinished"]);
}

#[test]
fn bridges_are_played_to_and_recorded() {
    let (mut pbx, mut socket) = with_channel(Ari::new());
    pbx.done("POST", "bridges/br");
    pbx.done("POST", "bridges/br/addChannel?channel=a");
    pbx.heard(&mut socket);
    let recording = pbx.done("POST", "channels/a/record?name=n&format=wav");
    assert_eq!(recording["state"], "queued");
    let heard = pbx.heard(&mut socket);
    assert_eq!(
        (kind(&heard[0]).as_str(), heard[0]["recording"]["cause"].as_str()),
        ("RecordingFailed", Some("Cannot record channel while in bridge"))
    );
    assert_eq!(pbx.done("POST", "bridges/br/play/p?media=sound:x")["target_uri"], "bridge:br");
    pbx.done("POST", "bridges/br/record?name=r&format=wav");
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackStarted p", "RecordingStarted"]);
    pbx.pass(SECOND);
    pbx.done("DELETE", "bridges/br");
    assert_eq!(pbx.kinds(&mut socket), ["PlaybackFinished p", "ChannelLeftBridge"]);
    assert_eq!(pbx.done("GET", "recordings/stored"), json!([{"name": "r", "format": "wav"}]));
}
