//! Playing recordings without a socket.

use std::time::Duration;

use asterisk_sim::{Audience, Classes, Ids, Pace, Rounds, Script, Speed, Stamps, Track};

use crate::support::{Client, LOGIN, capture, folders, frames, options, played, recorded};

fn as_recorded(capture: asterisk_sim::Capture) -> Script {
    Script::of(capture).ids(Ids::RecordedFirst)
}

#[test]
fn every_recording_comes_back_frame_by_frame() {
    for folder in folders() {
        let capture = asterisk_sim::Capture::open(&folder).unwrap();
        let events = capture.events();
        let mut client = Client::new(options().script(as_recorded(capture)));
        client.send(LOGIN);
        while client.read() && !client.machine.is_finished() {
            client.reconnect();
            client.send(LOGIN);
        }
        let mut raw = recorded(folder.join("ami.raw").to_str().unwrap());
        for further in ["ami-2.raw", "ami-3.raw"] {
            raw.extend(std::fs::read(folder.join(further)).unwrap_or_default());
        }
        assert!(client.machine.is_finished(), "{}", folder.display());
        assert_eq!(played(&client.got).len(), events, "{}", folder.display());
        for (ours, real) in played(&client.got).iter().zip(played(&raw)) {
            assert_eq!(*ours, real, "{}", folder.display());
        }
        assert_eq!(client.machine.events(), events as u64);
    }
}

#[test]
fn nothing_is_played_before_somebody_listens() {
    let script = as_recorded(capture("asterisk-22/01-internal-caller-hangs-up"));
    let mut client = Client::new(options().script(script));
    client.send(b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\nEvents: off\r\n\r\n");
    assert_eq!(client.machine.events(), 0);
    client.send(b"Action: Events\r\nEventMask: on\r\n\r\n");
    assert!(client.machine.is_finished());
}

#[test]
fn a_user_gets_the_classes_that_are_readable_and_asked_for() {
    let script = as_recorded(capture("asterisk-22/09-queue-answered-after-wait"));
    let classes = |login: &[u8]| {
        let mut client = Client::new(options().script(script.clone()));
        client.send(login);
        let frames = frames(&client.got);
        let mut classes: Vec<String> =
            frames.iter().filter_map(|f| Some(f.as_frame().text("Privilege")?.into_owned())).collect();
        classes.sort();
        classes.dedup();
        (classes, frames.iter().filter(|f| f.as_frame().event_name() == Some(b"VarSet")).count())
    };
    let (all, variables) = classes(LOGIN);
    assert!(all.contains(&"dialplan,all".into()) && variables > 0);
    let (some, _) = classes(b"Action: Login\r\nUsername: readonly\r\nSecret: rig-readonly\r\n\r\n");
    assert_eq!(some, ["agent,all", "call,all"]);
    let login =
        b"Action: Login\r\nUsername: readonly\r\nSecret: rig-readonly\r\nEvents: agent,dialplan\r\n\r\n";
    assert_eq!(classes(login).0, ["agent,all"]);
    let (quiet, variables) = classes(b"Action: Login\r\nUsername: quiet\r\nSecret: q\r\n\r\n");
    assert_eq!((quiet, variables), (all, 0));
    assert!(Classes::NONE.is_empty());
}

#[test]
fn a_restart_ends_the_connection_and_boots_anew() {
    let capture = capture("asterisk-22/29-restart-in-mid-call");
    let mut client = Client::new(options().script(as_recorded(capture)));
    client.pass(Duration::from_secs(20));
    client.send(LOGIN);
    assert!(client.read(), "the first connection ends");
    let last = frames(&client.got).pop().unwrap();
    assert_eq!(last.as_frame().event_name(), Some(&b"Shutdown"[..]));
    client.reconnect();
    client.got.clear();
    client.send(LOGIN);
    let uptime = frames(&client.got)[1].as_frame().text("Uptime").unwrap().into_owned();
    assert_eq!(uptime, "0");
    assert!(client.machine.is_finished() && !client.read(), "the second one stays");
}

#[test]
fn events_come_when_they_are_due() {
    let capture = capture("asterisk-22/03-no-answer");
    let (length, events) = (capture.length(), capture.events() as u64);
    assert!(length > Duration::from_secs(5));
    for (pace, factor) in [(Pace::Original, 1), (Pace::Scaled(Speed::new(4.0).unwrap()), 4)] {
        let script = as_recorded(capture.clone()).pace(pace);
        let mut client = Client::new(options().script(script));
        client.send(LOGIN);
        assert!(client.machine.events() < events);
        client.pass(length / factor - Duration::from_millis(10));
        assert!(client.machine.events() < events);
        client.pass(Duration::from_millis(20));
        assert_eq!(client.machine.events(), events);
    }
}

#[test]
fn time_stands_still_without_a_listener_or_goes_on() {
    let capture = capture("asterisk-22/03-no-answer");
    let all = capture.events() as u64;
    for (audience, before, after) in
        [(Audience::Needed, 0, 0), (Audience::FirstListener, 0, all), (Audience::NotNeeded, all, all)]
    {
        let script = as_recorded(capture.clone()).pace(Pace::Original).audience(audience);
        let mut client = Client::new(options().login_within(Duration::from_secs(900)).script(script));
        client.pass(Duration::from_secs(60));
        assert_eq!(client.machine.events(), before, "{audience:?}");
        client.send(LOGIN);
        let begun = client.machine.events();
        client.send(b"Action: Events\r\nEventMask: off\r\n\r\n");
        client.pass(Duration::from_secs(60));
        assert_eq!(client.machine.events(), after.max(begun), "{audience:?}");
    }
}

#[test]
fn tracks_are_merged_in_the_order_of_time() {
    let names = ["asterisk-22/01-internal-caller-hangs-up", "asterisk-22/09-queue-answered-after-wait"];
    let script = Script::new()
        .track(Track::of([capture(names[0])]).rounds(Rounds::times(3)).gap(Duration::from_millis(250)))
        .track(Track::of([capture(names[1])]).starts_after(Duration::from_millis(700)))
        .stamps(Stamps::OnAll);
    let mut client = Client::new(options().script(script));
    client.send(LOGIN);
    let stamps: Vec<f64> = frames(&client.got)
        .iter()
        .filter_map(|frame| frame.as_frame().text("Timestamp")?.parse().ok())
        .collect();
    assert_eq!(stamps.len() as u64, client.machine.events());
    assert!(stamps.is_sorted());
    assert!(stamps[0] >= 1_900_000_000.0);
}

#[test]
fn stamps_tell_the_times_of_the_recording() {
    let capture = capture("asterisk-22/01-internal-caller-hangs-up");
    let mut client = Client::new(options().script(as_recorded(capture).stamps(Stamps::OnAll)));
    client.send(LOGIN);
    let first = &played(&client.got)[0];
    let names: Vec<&str> = first.iter().take(3).map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Event", "Privilege", "Timestamp"]);
    assert!(first[2].1.starts_with("1795198571."));
}

#[test]
fn lists_tell_what_was_played() {
    let capture = capture("asterisk-22/23-ring-group");
    let whole = capture.length();
    let mut client = Client::new(options().script(as_recorded(capture).pace(Pace::Original)));
    client.send(LOGIN);
    let mut most = 0;
    for _ in 0..=whole.as_millis() / 250 {
        client.pass(Duration::from_millis(250));
        let channels = client.send(b"Action: CoreShowChannels\r\nActionID: c\r\n\r\n");
        let channels = frames(&channels);
        let items = channels.iter().filter(|f| f.as_frame().event_name() == Some(b"CoreShowChannel")).count();
        let complete = channels.last().unwrap().as_frame().text("ListItems").unwrap().into_owned();
        assert_eq!(items.to_string(), complete);
        let status = client.send(b"Action: Status\r\nActionID: s\r\n\r\n");
        let status = frames(&status);
        assert_eq!(status.last().unwrap().as_frame().text("Items").unwrap(), complete);
        most = most.max(items);
    }
    assert!(most > 2);
    let end = client.send(b"Action: CoreShowChannels\r\nActionID: c\r\n\r\n");
    assert!(end.ends_with(b"ListItems: 0\r\n\r\n"));
}

/// The recorder asked in mid-call; the simulation is asked at the same place of the recording.
#[test]
fn lists_are_as_recorded() {
    let capture = capture("asterisk-22/30b-actions");
    let mut client = Client::new(options().script(as_recorded(capture).pace(Pace::Original)));
    client.send(LOGIN);
    client.pass(Duration::from_millis(720));
    let real = frames(&recorded("asterisk-22/30b-actions/ami.raw"));
    for (action, id, item, headers) in [
        (
            "CoreShowChannels",
            "rig-11",
            "CoreShowChannel",
            &["Channel", "Uniqueid", "Linkedid", "BridgeId"][..],
        ),
        ("Status", "rig-12", "Status", &["Channel", "CallerIDName", "Type", "BridgeID", "Nativeformats"]),
        ("BridgeList", "rig-21", "BridgeListItem", &["BridgeUniqueid", "BridgeType", "BridgeName"]),
    ] {
        let answer = client.send(format!("Action: {action}\r\nActionID: {id}\r\n\r\n").as_bytes());
        let items = |all: &[ami_proto::OwnedFrame]| {
            let all = all.iter().map(ami_proto::OwnedFrame::as_frame);
            let items = all.filter(|f| {
                f.event_name() == Some(item.as_bytes()) && f.get("ActionID") == Some(id.as_bytes())
            });
            let mut rows: Vec<Vec<Option<String>>> = items
                .map(|f| headers.iter().map(|name| f.text(name).map(|text| text.into_owned())).collect())
                .collect();
            rows.sort();
            rows
        };
        assert_eq!(items(&frames(&answer)), items(&real), "{action}");
        assert!(items(&real).len() > 1);
    }
}

#[test]
fn a_bridge_is_told_as_recorded() {
    for (folder, bridge) in [
        ("asterisk-22/30b-actions", "58f030c1-2e07-4b51-9d88-059ca2c68ea7"),
        ("asterisk-16/30b-actions", "ddc71ec0-8448-4981-80dc-a8940b65c846"),
    ] {
        let script = as_recorded(capture(folder)).pace(Pace::Original);
        let mut client = Client::new(options().script(script));
        client.send(LOGIN);
        client.pass(Duration::from_millis(720));
        let ask = format!("Action: BridgeInfo\r\nActionID: rig-29\r\nBridgeUniqueid: {bridge}\r\n\r\n");
        let of = |bytes: &[u8]| -> Vec<String> {
            let all = frames(bytes);
            let all = all.iter().map(|frame| frame.as_frame());
            let all = all.filter(|frame| frame.get("ActionID") == Some(b"rig-29"));
            all.map(|frame| String::from_utf8_lossy(frame.bytes()).into_owned()).collect()
        };
        let real = of(&recorded(&format!("{folder}/ami.raw")));
        // No event tells that a bridge has changed its technology.
        let told: Vec<_> = real.iter().map(|frame| frame.replace("native_rtp", "simple_bridge")).collect();
        assert_eq!(of(&client.send(ask.as_bytes())), told, "{folder}");
        assert_eq!(real.len(), 4);
    }
}

/// But for the name of the agent, which no event tells.
#[test]
fn agents_are_listed_as_recorded() {
    for folder in ["asterisk-22/56-fp-agent-pool", "asterisk-16/56-fp-agent-pool"] {
        let capture = capture(folder);
        let steps = capture.length().as_millis() / 100;
        let mut client = Client::new(options().script(as_recorded(capture).pace(Pace::Original)));
        client.send(LOGIN);
        let ask = b"Action: Agents\r\nActionID: rig-1\r\n\r\n";
        assert!(
            client.send(ask).starts_with(b"Response: Error\r\nActionID: rig-1\r\nMessage: Invalid/unknown")
        );
        let mask = |bytes: &[u8]| -> Vec<String> {
            let all = frames(bytes);
            let all = all.iter().map(|frame| frame.as_frame());
            let all = all.filter(|frame| frame.get("ActionID") == Some(b"rig-1"));
            let line = |line: &str| !line.starts_with("Name: ") && !line.starts_with("LoggedInTime: ");
            let lines = |text: &str| text.lines().filter(|text| line(text)).collect::<Vec<_>>().join("\n");
            all.map(|frame| lines(&String::from_utf8_lossy(frame.bytes()))).collect()
        };
        let mut seen = Vec::new();
        for _ in 0..steps {
            client.pass(Duration::from_millis(100));
            seen.push(mask(&client.send(ask)));
        }
        assert!(seen.contains(&mask(&recorded(&format!("{folder}/ami.raw")))), "{folder} {seen:#?}");
        let has = |status: &str| seen.iter().flatten().any(|frame| frame.contains(status));
        assert!(has("AGENT_ONCALL") && has("AGENT_LOGGEDOFF"));
    }
}

#[test]
fn contacts_are_listed_as_long_as_phones_are_registered() {
    let script = as_recorded(capture("asterisk-22/26-registration")).pace(Pace::Original);
    let mut client = Client::new(options().script(script));
    client.send(LOGIN);
    let mut seen: Vec<Vec<[String; 3]>> = Vec::new();
    while !client.machine.is_finished() {
        client.pass(Duration::from_millis(20));
        let listed = frames(&client.send(b"Action: PJSIPShowContacts\r\nActionID: c\r\n\r\n"));
        let contacts = listed.iter().filter(|frame| frame.as_frame().event_name() == Some(b"ContactList"));
        let contact = |frame: &ami_proto::OwnedFrame| {
            ["ObjectName", "Uri", "Status"].map(|name| frame.as_frame().text(name).unwrap().into_owned())
        };
        seen.push(contacts.map(contact).collect());
        seen.dedup();
    }
    let of = |object: &str, uri: &str, status: &str| [object, uri, status].map(str::to_owned);
    let (first, second) = ("106;@f26286fc6d5d3231b27f30618ab90525", "107;@aa763809ecfe83c342d6d5645d435f6b");
    let both = vec![
        of(first, "sip:106@127.0.0.1:6106", "NonQualified"),
        of(second, "sip:107@127.0.0.1:6107", "Reachable"),
    ];
    assert!(seen.contains(&both), "{seen:#?}");
    assert_eq!((seen.first(), seen.last()), (Some(&vec![]), Some(&vec![])));
    let none = client.send(b"Action: PJSIPShowContacts\r\nActionID: c\r\n\r\n");
    assert_eq!(none, b"Response: Error\r\nActionID: c\r\nMessage: No Contacts found\n\r\n\r\n");
}
