//! What applications do with calls: their recordings, playbacks and stays, which ARI alone tells.

use ari_client::Event;
use callflow_core::call::Call;
use callflow_core::{CallFlow, Change, ChangeKind, Plan, Timestamp};
use serde_json::{Value, json};

use super::recorded::feed_ari;
use crate::captures::last_records;

/// A caller at an application, by ARI alone: what happens is said a second later than what was said before.
struct Script {
    flow: CallFlow,
    changes: Vec<Change>,
    second: i64,
}

const CALLER: &str = "1795199420.1";
const CALLEE: &str = "1795199420.2";
const BRIDGE: &str = "b1";

fn channel(id: &str, state: &str) -> Value {
    let (name, number) =
        if id == CALLER { ("PJSIP/trunk-00000001", "+12025550143") } else { ("PJSIP/101-00000002", "101") };
    json!({
        "id": id, "name": name, "state": state, "protocol_id": "", "accountcode": "", "language": "en",
        "caller": {"name": "", "number": number}, "connected": {"name": "", "number": ""},
        "dialplan": {"context": "from-trunk", "exten": "810", "priority": 1, "app_name": "", "app_data": ""},
        "creationtime": "2026-11-20T18:17:00.000+0000",
    })
}

fn bridge() -> Value {
    json!({
        "id": BRIDGE, "technology": "simple_bridge", "bridge_type": "mixing", "bridge_class": "stasis",
        "creator": "Stasis", "name": "", "channels": [], "creationtime": "2026-11-20T18:17:00.000+0000",
    })
}

fn playback(id: &str, media: &str, target: &str) -> Value {
    json!({"playback": {"id": id, "media_uri": media, "target_uri": target, "state": "playing"}})
}

fn recording(name: &str, target: &str, state: &str) -> Value {
    json!({"recording": {"name": name, "format": "wav", "target_uri": target, "state": state}})
}

impl Script {
    fn new() -> Self {
        Self { flow: CallFlow::new("default", Plan::default()), changes: Vec::new(), second: 0 }
    }

    /// The caller has come in and was answered.
    fn answered() -> Self {
        let mut script = Self::new();
        script.happens("ChannelCreated", json!({"channel": channel(CALLER, "Ring")}));
        script.happens("ChannelStateChange", json!({"channel": channel(CALLER, "Up")}));
        script
    }

    /// It talks with a phone, in a bridge of the application's.
    fn talking() -> Self {
        let mut script = Self::answered();
        script.enters(CALLER);
        script.happens("ChannelCreated", json!({"channel": channel(CALLEE, "Down")}));
        let dial = |status: &str| json!({"peer": channel(CALLEE, "Ringing"), "dialstatus": status, "dialstring": "101"});
        script.happens("Dial", dial(""));
        script.happens("Dial", dial("RINGING"));
        script.happens("ChannelStateChange", json!({"channel": channel(CALLEE, "Up")}));
        script.enters(CALLEE);
        script
    }

    fn happens(&mut self, name: &str, mut event: Value) {
        self.second += 1;
        let fields = event.as_object_mut().unwrap();
        fields.insert("type".into(), name.into());
        fields.insert("application".into(), "menu".into());
        let time = format!("2026-11-20T18:17:{:02}.000+0000", self.second);
        fields.insert("timestamp".into(), time.into());
        let event = Event::from_json(&event.to_string()).unwrap();
        assert!(!matches!(event, Event::Other(_)), "{event:?}");
        let at = callflow_core::source::ari::stamp(&event).unwrap();
        self.changes.extend(feed_ari(&mut self.flow, at, &event));
    }

    /// Within the second of what happened before.
    fn happens_at_once(&mut self, name: &str, event: Value) {
        self.second -= 1;
        self.happens(name, event);
    }

    fn enters(&mut self, id: &str) {
        self.happens("ChannelEnteredBridge", json!({"bridge": bridge(), "channel": channel(id, "Up")}));
    }

    fn leaves(&mut self, id: &str) {
        self.happens("ChannelLeftBridge", json!({"bridge": bridge(), "channel": channel(id, "Up")}));
    }

    fn ends(&mut self, id: &str) {
        self.happens(
            "ChannelDestroyed",
            json!({"channel": channel(id, "Up"), "cause": 16, "cause_txt": "Normal Clearing"}),
        );
    }

    fn call(&self) -> Call {
        let calls = last_records(&self.changes);
        calls.into_iter().find(|call| call.merged_into.is_none()).unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix_micros((1_795_198_620 + second) * 1_000_000)
    }
}

#[test]
fn an_application_records_a_caller() {
    let mut script = Script::answered();
    let of_caller = format!("channel:{CALLER}");
    script.happens("RecordingStarted", recording("greetings/7", &of_caller, "recording"));
    script.happens("RecordingFinished", recording("greetings/7", &of_caller, "done"));
    let call = script.call();
    let [made] = &*call.recordings else { panic!("{:?}", call.recordings) };
    assert_eq!(made.file.as_deref(), Some("greetings/7.wav"));
    assert_eq!((made.from, made.to), (Script::at(3), Some(Script::at(4))));
    let ready = script.changes.iter().filter(|change| matches!(change.kind, ChangeKind::RecordingReady(_)));
    assert_eq!(ready.count(), 1);
}

#[test]
fn what_is_recorded_of_a_bridge_goes_on_without_one_of_those_in_it() {
    let mut script = Script::talking();
    let of_bridge = format!("bridge:{BRIDGE}");
    script.happens("RecordingStarted", recording("talk", &of_bridge, "recording"));
    let began = script.second;
    script.leaves(CALLER);
    script.ends(CALLER);
    assert_eq!(script.call().recordings[0].to, None);
    script.happens("RecordingFinished", recording("talk", &of_bridge, "done"));
    let ended = script.second;
    script.leaves(CALLEE);
    script.ends(CALLEE);
    let call = script.call();
    let [made] = &*call.recordings else { panic!("{:?}", call.recordings) };
    assert_eq!((made.from, made.to), (Script::at(began), Some(Script::at(ended))));
}

#[test]
fn a_recording_that_failed_is_none() {
    let mut script = Script::answered();
    let of_caller = format!("channel:{CALLER}");
    for (name, end, state) in [("one", "RecordingFailed", "failed"), ("two", "RecordingFinished", "canceled")]
    {
        script.happens("RecordingStarted", recording(name, &of_caller, "recording"));
        assert_eq!(script.call().recordings.len(), 1);
        script.happens(end, recording(name, &of_caller, state));
        assert_eq!(script.call().recordings, []);
    }
    script.happens("RecordingStarted", recording("three", &of_caller, "recording"));
    script.ends(CALLER);
    let call = script.call();
    assert_eq!(call.recordings[0].file.as_deref(), Some("three.wav"));
    assert_eq!(call.recordings[0].to, Some(Script::at(script.second)), "with the channel");
}

#[test]
fn what_is_played_to_a_bridge_is_played_to_the_call_in_it() {
    let mut script = Script::talking();
    let to_bridge = format!("bridge:{BRIDGE}");
    script.happens("PlaybackStarted", playback("p", "sound:beep", &to_bridge));
    let began = script.second;
    script.happens("PlaybackStarted", playback("p", "sound:beep", &to_bridge));
    script.leaves(CALLER);
    script.ends(CALLER);
    assert_eq!(script.call().playbacks[0].to, None);
    script.happens("BridgeDestroyed", json!({"bridge": bridge()}));
    let call = script.call();
    let [played] = &*call.playbacks else { panic!("{:?}", call.playbacks) };
    assert_eq!((played.from, played.to), (Script::at(began), Some(Script::at(script.second))));
}

#[test]
fn a_playback_that_could_not_be_played_says_so() {
    let mut script = Script::answered();
    let to_caller = format!("channel:{CALLER}");
    script.happens("PlaybackStarted", playback("p", "sound:none", &to_caller));
    let mut failed = playback("p", "sound:none", &to_caller);
    failed["playback"]["state"] = "failed".into();
    script.happens("PlaybackFinished", failed);
    let call = script.call();
    assert!(call.playbacks[0].failed && call.playbacks[0].to.is_some());
}

#[test]
fn what_a_caller_heard_and_was_in_ends_with_it() {
    let mut script = Script::answered();
    script.happens("StasisStart", json!({"args": ["de"], "channel": channel(CALLER, "Up")}));
    script.happens("PlaybackStarted", playback("p", "tone:busy", &format!("channel:{CALLER}")));
    script.ends(CALLER);
    let call = script.call();
    let end = Some(Script::at(script.second));
    assert_eq!((call.playbacks[0].to, call.stasis[0].to), (end, end));
    assert_eq!((&*call.stasis[0].application, &*call.stasis[0].args), ("menu", &["de".into()][..]));
    // Told late, it opens nothing.
    let before = script.changes.len();
    script.happens("PlaybackStarted", playback("q", "tone:busy", &format!("channel:{CALLER}")));
    assert_eq!(script.changes.len(), before);
}

#[test]
fn channels_that_never_come_leave_nothing_behind() {
    let mut script = Script::answered();
    for number in 0..600 {
        let to = format!("channel:1795199999.{number}");
        script.happens_at_once("PlaybackStarted", playback("p", "sound:beep", &to));
    }
    let saved = serde_json::to_value(script.flow.state()).unwrap();
    assert_eq!(saved["tracker"]["early_media"].as_array().unwrap().len(), 256);
    script.second += 10;
    script.happens("ChannelStateChange", json!({"channel": channel(CALLER, "Up")}));
    let saved = serde_json::to_value(script.flow.state()).unwrap();
    assert_eq!(saved["tracker"]["early_media"].as_array().unwrap().len(), 0);
    assert_eq!(script.call().playbacks, []);
}

#[test]
fn an_application_that_plays_for_ever_does_not_fill_the_memory() {
    let mut script = Script::answered();
    for number in 0..600 {
        let id = format!("p{number}");
        script.happens_at_once("PlaybackStarted", playback(&id, "sound:beep", &format!("channel:{CALLER}")));
    }
    assert_eq!(script.call().playbacks.len(), 256);
}

#[test]
fn a_channel_that_asterisk_makes_is_no_call_until_it_is_told_for_whom() {
    let mut script = Script::answered();
    script.happens("ChannelCreated", json!({"channel": channel(CALLEE, "Down")}));
    assert_eq!(script.flow.live_count(), 1);
    let dial = json!({"caller": channel(CALLER, "Up"), "peer": channel(CALLEE, "Down"), "dialstatus": "", "dialstring": "101"});
    script.happens("Dial", dial);
    assert_eq!(script.flow.live_count(), 1);
    let started = script.changes.iter().filter(|change| matches!(change.kind, ChangeKind::CallStarted(_)));
    assert_eq!(started.count(), 1);
    assert_eq!(script.call().legs.len(), 2);
}

#[test]
fn an_originate_begins_when_its_phone_is_called() {
    let mut script = Script::new();
    script.happens("ChannelCreated", json!({"channel": channel(CALLEE, "Down")}));
    assert_eq!((script.flow.live_count(), script.changes.len()), (0, 0));
    script.happens("Dial", json!({"peer": channel(CALLEE, "Down"), "dialstatus": "", "dialstring": "101"}));
    assert_eq!(script.flow.live_count(), 1);
    assert!(script.call().originated);
}

#[test]
fn a_channel_that_calls_nobody_is_no_call() {
    let mut script = Script::new();
    script.happens("ChannelCreated", json!({"channel": channel(CALLEE, "Down")}));
    script.ends(CALLEE);
    assert_eq!((script.flow.live_count(), script.changes.len()), (0, 0));
}

/// `Dial()` that cannot call tells only that it ended.
#[test]
fn the_end_of_a_dial_tells_whose_leg_it_is_too() {
    let mut script = Script::answered();
    script.happens("ChannelCreated", json!({"channel": channel(CALLEE, "Down")}));
    let dial = json!({"caller": channel(CALLER, "Up"), "peer": channel(CALLEE, "Down"), "dialstatus": "CHANUNAVAIL"});
    script.happens("Dial", dial);
    script.ends(CALLEE);
    let call = script.call();
    assert_eq!((call.legs.len(), call.merged.len()), (2, 0));
    assert_eq!(script.flow.live_count(), 1);
}
