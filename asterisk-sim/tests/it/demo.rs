//! The recordings that the crate brings along.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use asterisk_sim::{Options, demo};

use crate::support::{Client, capture, played};

fn office() -> Client {
    let mut client = Client::new(Options::new().script(demo::script().unwrap()));
    client.send(b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n");
    client
}

#[test]
fn they_are_the_events_of_the_recordings() {
    let left_out = ["VarSet", "RTCPSent", "RTCPReceived", "TestEvent", "SuccessfulAuth"];
    for ours in demo::captures().unwrap() {
        let real = capture(&format!("asterisk-22/{}", ours.name()));
        let real: Vec<&[u8]> = real
            .frames()
            .map(<[u8]>::trim_ascii_end)
            .filter(|frame| {
                !left_out.iter().any(|name| frame.starts_with(format!("Event: {name}\r\n").as_bytes()))
            })
            .collect();
        assert_eq!(ours.frames().map(<[u8]>::trim_ascii_end).collect::<Vec<_>>(), real, "{}", ours.name());
    }
}

#[test]
fn a_call_centre_has_teams_of_its_own() {
    let mut centre = Client::new(Options::new().script(demo::call_centre().unwrap()));
    centre.send(b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n");
    // Step by step: who does not read for so long is hung up on.
    for _ in 0..120 {
        centre.pass(Duration::from_secs(10));
    }
    let of = |name: &str| {
        let all = played(&centre.got).into_iter().flatten();
        all.filter(|(header, _)| header == name).map(|(_, value)| value).collect::<BTreeSet<_>>()
    };
    assert_eq!(of("Queue"), ["fleet", "loans", "parts", "sales"].map(str::to_owned).into());
    let names = of("MemberName");
    assert!(names.len() >= 4 * 3 * 2, "{names:?}");
    assert!(!names.iter().any(|name| name.contains("Example")), "{names:?}");
}

#[test]
fn nobody_in_a_call_centre_is_in_two_calls_at_once() {
    let mut centre = Client::new(Options::new().script(demo::call_centre_of(60).unwrap()));
    centre.send(b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n");
    let mut live = BTreeMap::new();
    let mut most = 0;
    for _ in 0..120 {
        centre.got.clear();
        centre.pass(Duration::from_secs(1));
        for event in played(&centre.got) {
            let get = |name: &str| event.iter().find(|(header, _)| header == name).map(|(_, value)| value);
            let Some(channel) = get("Channel").filter(|channel| channel.starts_with("PJSIP/")) else {
                continue;
            };
            let (phone, linkedid) = (channel.split('-').next().unwrap(), get("Linkedid").unwrap());
            match get("Event").unwrap().as_str() {
                "Newchannel" if phone != "PJSIP/trunk" => {
                    let before = live.insert(phone.to_owned(), linkedid.clone());
                    assert!(before.is_none(), "{phone} is in {before:?} and {linkedid}");
                }
                "Hangup" => drop(live.remove(phone)),
                _ => {}
            }
        }
        most = most.max(live.values().collect::<BTreeSet<_>>().len());
    }
    assert!((40..=80).contains(&most), "{most} calls at once");
}

#[test]
fn calls_come_at_once_and_without_end() {
    let mut office = office();
    office.pass(Duration::from_secs(10));
    let ended = |got: &[u8]| played(got).iter().filter(|event| event[0].1 == "Hangup").count();
    assert!(ended(&office.got) >= 4);
    let mut channels = BTreeSet::new();
    for _ in 0..30 {
        office.got.clear();
        office.pass(Duration::from_secs(60));
        let new = played(&office.got);
        let new: Vec<_> = new.iter().filter(|event| event[0].1 == "Newchannel").collect();
        assert!(!new.is_empty());
        for event in new {
            let uniqueid = event.iter().find(|(name, _)| name == "Uniqueid").unwrap();
            assert!(channels.insert(uniqueid.1.clone()), "{uniqueid:?} again");
        }
    }
    assert!(!office.machine.is_finished());
}
