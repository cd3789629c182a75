//! Whatever is asked, in whatever order: what is told of each channel is well ordered, on both interfaces, and agrees
//! with what there is in the end.

use std::collections::BTreeMap;
use std::time::Duration;

use asterisk_sim::{Act, Ari, Caller, Options, Phone, When};
use proptest::prelude::*;
use serde_json::Value;

use super::client::{MS, Pbx, kind};
use crate::support::frames;

/// What a client does next: a request, with what stands for a channel or a bridge in it, or nothing for a while.
#[derive(Clone, Debug)]
enum Step {
    Ask(&'static str, String),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let channel = || prop::sample::select(vec!["a", "b", "c"]);
    let bridge = || prop::sample::select(vec!["x", "y"]);
    let endpoint = prop::sample::select(vec!["1", "busy", "never", "slow"]);
    let of_channel = prop::sample::select(vec![
        ("POST", "answer"),
        ("POST", "play?media=sound:x"),
        ("POST", "play?media=sound:x,sound:y"),
        ("POST", "record?name=r&format=wav&ifExists=overwrite&maxDurationSeconds=2"),
        ("POST", "dial?timeout=3"),
        ("POST", "move?app=other"),
        ("POST", "move?app=live"),
        ("POST", "continue"),
        ("POST", "variable?variable=V&value=1"),
        ("POST", "moh"),
    ]);
    let of_bridge =
        prop::sample::select(vec!["play?media=sound:x", "record?name=s&format=wav&ifExists=overwrite"]);
    prop::collection::vec(
        prop_oneof![
            4 => (channel(), endpoint.clone(), 1..40_u8).prop_map(|(id, endpoint, timeout)| {
                Step::Ask("POST", format!("channels?endpoint=PJSIP/{endpoint}&app=live&channelId={id}&timeout={timeout}"))
            }),
            2 => (channel(), endpoint).prop_map(|(id, endpoint)| {
                Step::Ask("POST", format!("channels/create?endpoint=PJSIP/{endpoint}&app=live&channelId={id}"))
            }),
            4 => (channel(), of_channel).prop_map(|(id, (method, what))| Step::Ask(method, format!("channels/{id}/{what}"))),
            2 => channel().prop_map(|id| Step::Ask("DELETE", format!("channels/{id}"))),
            2 => (bridge(), any::<bool>()).prop_map(|(id, holds)| {
                let kind = if holds { "holding" } else { "mixing" };
                Step::Ask("POST", format!("bridges/{id}?type={kind}"))
            }),
            4 => (bridge(), channel()).prop_map(|(id, one)| Step::Ask("POST", format!("bridges/{id}/addChannel?channel={one}"))),
            1 => (bridge(), channel()).prop_map(|(id, one)| Step::Ask("POST", format!("bridges/{id}/removeChannel?channel={one}"))),
            1 => (bridge(), of_bridge).prop_map(|(id, what)| Step::Ask("POST", format!("bridges/{id}/{what}"))),
            1 => bridge().prop_map(|id| Step::Ask("DELETE", format!("bridges/{id}"))),
            5 => (0..2_500_u64).prop_map(Step::Wait),
        ],
        1..60,
    )
}

fn ari() -> Ari {
    let soon = Duration::from_millis(700);
    Ari::new()
        .phone(Phone::new("PJSIP/1").answers_after(Duration::ZERO))
        .phone(Phone::new("PJSIP/busy").refuses(17))
        .phone(Phone::new("PJSIP/never").never_answers())
        .phone(Phone::new("PJSIP/slow").answers_after(soon).then(When::Bridged, soon, Act::HangUp))
        .caller(Caller::new("live", "1").after(soon).then(When::Answered, soon, Act::Press('1')))
        .caller(Caller::new("other", "2").then(When::Answered, soon, Act::HangUp))
}

/// Where a channel is, by what was told of it.
#[derive(Debug, Default)]
struct Seen {
    state: String,
    app: Option<String>,
    bridge: Option<String>,
}

/// What there is, by what was told.
#[derive(Debug, Default)]
struct Told {
    channels: BTreeMap<String, Seen>,
    bridges: BTreeMap<String, Vec<String>>,
    /// Playbacks that began, with their state.
    playing: BTreeMap<String, u32>,
    recording: BTreeMap<String, ()>,
    at: String,
}

impl Told {
    /// Takes up an event; panics if it cannot follow those before.
    fn event(&mut self, event: &Value) {
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (kind, at) = (text("/type"), text("/timestamp"));
        assert!(self.at <= at, "time goes back: {event}");
        self.at = at;
        let id = [text("/channel/id"), text("/peer/id")].concat();
        if kind == "ChannelCreated" {
            let state = text("/channel/state");
            assert!(
                self.channels.insert(id, Seen { state, ..Seen::default() }).is_none(),
                "created twice: {event}"
            );
            return;
        }
        let shown = [text("/channel/state"), text("/peer/state")].concat();
        if !id.is_empty() {
            let seen = self.channels.get_mut(&id).unwrap_or_else(|| panic!("not there: {event}"));
            if kind == "ChannelStateChange" {
                assert_ne!(seen.state, shown, "no change: {event}");
                assert_ne!(seen.state, "Up", "what is up stays up: {event}");
                seen.state = shown;
            } else {
                assert_eq!(seen.state, shown, "{event}");
            }
        }
        let bridge = text("/bridge/id");
        match kind.as_str() {
            "StasisStart" => assert_eq!(self.seen(&id).app.replace(text("/application")), None, "{event}"),
            "StasisEnd" => assert_eq!(self.seen(&id).app.take(), Some(text("/application")), "{event}"),
            "ChannelEnteredBridge" => {
                assert!(self.seen(&id).app.is_some(), "{event}");
                assert_eq!(self.seen(&id).bridge.replace(bridge.clone()), None, "{event}");
                self.bridges.get_mut(&bridge).unwrap().push(id);
            }
            "ChannelLeftBridge" => {
                assert_eq!(self.seen(&id).bridge.take(), Some(bridge.clone()), "{event}");
                self.bridges.get_mut(&bridge).unwrap().retain(|one| *one != id);
            }
            "ChannelDestroyed" => {
                let seen = self.channels.remove(&id).unwrap();
                assert_eq!((seen.app, seen.bridge), (None, None), "{event}");
            }
            "BridgeCreated" => assert!(self.bridges.insert(bridge, Vec::new()).is_none(), "{event}"),
            "BridgeDestroyed" => assert_eq!(self.bridges.remove(&bridge), Some(Vec::new()), "{event}"),
            "PlaybackStarted" => *self.playing.entry(text("/playback/id")).or_default() += 1,
            "PlaybackContinuing" => assert!(self.playing.contains_key(&text("/playback/id")), "{event}"),
            "PlaybackFinished" => assert!(self.playing.remove(&text("/playback/id")).is_some(), "{event}"),
            "RecordingStarted" => {
                assert_eq!(self.recording.insert(text("/recording/name"), ()), None, "{event}")
            }
            "RecordingFinished" => {
                assert!(self.recording.remove(&text("/recording/name")).is_some(), "{event}")
            }
            _ => {}
        }
        let inside = event.pointer("/bridge/channels").and_then(Value::as_array);
        if let Some((inside, known)) = inside.zip(self.bridges.get(&text("/bridge/id"))) {
            assert_eq!(inside.iter().map(|id| id.as_str().unwrap()).collect::<Vec<_>>(), *known, "{event}");
        }
    }

    fn seen(&mut self, id: &str) -> &mut Seen {
        self.channels.get_mut(id).unwrap()
    }
}

/// The same of the manager interface: each channel begins once, ends once, and is heard of in between alone.
fn ami_is_ordered(bytes: &[u8]) -> Vec<String> {
    let mut channels: BTreeMap<String, Option<String>> = BTreeMap::new();
    for frame in frames(bytes) {
        let frame = frame.as_frame();
        let text = |name: &str| frame.text(name).map(|text| text.into_owned());
        let Some(event) = text("Event") else { continue };
        let Some(id) = text("Uniqueid").or(text("DestUniqueid")) else { continue };
        match event.as_str() {
            "Newchannel" => assert!(channels.insert(id, None).is_none(), "begun twice"),
            "Hangup" => assert_eq!(channels.remove(&id), Some(None), "ended in a bridge, or twice"),
            "BridgeEnter" => {
                assert_eq!(channels.get_mut(&id).unwrap().replace(text("BridgeUniqueid").unwrap()), None)
            }
            "BridgeLeave" => assert_eq!(channels.get_mut(&id).unwrap().take(), text("BridgeUniqueid")),
            _ => assert!(channels.contains_key(&id), "{event} of {id}, which is not there"),
        }
    }
    channels.into_keys().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_is_told_is_well_ordered(seed in any::<u64>(), steps in steps()) {
        let mut pbx = Pbx::of(Options::new().seed(seed).ari(ari()));
        let ami = pbx.machine.accept(pbx.now).unwrap();
        pbx.listen(ami);
        pbx.send(ami, b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n");
        let mut all = pbx.open("live,other&subscribeAll=true");
        let mut told = Told::default();
        for step in &steps {
            match step {
                Step::Ask(method, target) => drop(pbx.ask(method, target)),
                Step::Wait(time) => pbx.pass(MS * u32::try_from(*time).unwrap()),
            }
            let mut heard = pbx.heard(&mut all);
            // Both applications hear everything: what is said twice is taken once, but who enters and leaves.
            heard.retain(|event| event["application"] == "live" || kind(event).starts_with("Stasis"));
            heard.iter().for_each(|event| told.event(event));
        }
        let there = |list: Value| -> BTreeMap<String, Value> {
            let list = list.as_array().unwrap().clone();
            list.into_iter().map(|one| (one["id"].as_str().unwrap().to_owned(), one)).collect()
        };
        let (channels, bridges) = (there(pbx.done("GET", "channels")), there(pbx.done("GET", "bridges")));
        prop_assert_eq!(channels.keys().collect::<Vec<_>>(), told.channels.keys().collect::<Vec<_>>());
        for (id, channel) in &channels {
            prop_assert_eq!(channel["state"].as_str().unwrap(), &told.channels[id].state);
        }
        prop_assert_eq!(bridges.keys().collect::<Vec<_>>(), told.bridges.keys().collect::<Vec<_>>());
        for (id, bridge) in &bridges {
            let inside: Vec<&str> = bridge["channels"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            prop_assert_eq!(&inside, &told.bridges[id]);
        }
        prop_assert_eq!(ami_is_ordered(pbx.received(ami)), channels.into_keys().collect::<Vec<_>>());
    }
}
