//! New ids in each round: consistent within one, never the same in two.

use std::collections::{BTreeMap, BTreeSet};

use asterisk_sim::{Ids, Rounds, Script, Track};

use crate::support::{Client, LOGIN, capture, folders, options, played};

type Frames = Vec<Vec<(String, String)>>;

/// The events of each round.
fn rounds(folder: &std::path::Path, ids: Ids, count: u64) -> Vec<Frames> {
    let capture = asterisk_sim::Capture::open(folder).unwrap();
    let events = capture.events();
    let script = Script::new().track(Track::of([capture]).rounds(Rounds::times(count))).ids(ids);
    let mut client = Client::new(options().script(script));
    client.send(LOGIN);
    while client.read() && !client.machine.is_finished() {
        client.reconnect();
        client.send(LOGIN);
    }
    let all = played(&client.got);
    assert_eq!(all.len(), events * count as usize);
    all.chunks(events.max(1)).map(<[_]>::to_vec).collect()
}

fn is_id(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["uniqueid", "linkedid", "bridgeid"].iter().any(|end| name.ends_with(end))
}

/// `-0000001c` of a channel's name.
fn suffix(channel: &str) -> &str {
    let name = channel.split(';').next().unwrap();
    &name[name.len() - 9..]
}

fn is_channel(name: &str, value: &str) -> bool {
    name.ends_with("Channel")
        && value.split(';').next().unwrap().rsplit('-').next().is_some_and(|end| end.len() == 8)
}

fn ids(frames: &Frames) -> BTreeSet<&str> {
    let named = frames.iter().flatten().filter(|(name, value)| is_id(name) || is_channel(name, value));
    named.map(|(_, value)| value.as_str()).filter(|v| !["", "none", "<unknown>"].contains(v)).collect()
}

/// No id occurs in two rounds; the same old one gives the same new one wherever it occurs; and nothing but ids
/// and times changes.
#[test]
fn each_round_has_ids_of_its_own() {
    for folder in folders() {
        let rounds = rounds(&folder, Ids::RecordedFirst, 2);
        let (old, new) = (&rounds[0], &rounds[1]);
        assert_eq!(ids(old).len(), ids(new).len(), "{}", folder.display());
        assert!(ids(old).is_disjoint(&ids(new)), "{}", folder.display());
        let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
        for (old, new) in old.iter().flatten().zip(new.iter().flatten()) {
            assert_eq!(old.0, new.0);
            if is_id(&old.0) || is_channel(&old.0, &old.1) {
                let known = renamed.entry(&old.1).or_insert(&new.1);
                assert_eq!(*known, new.1, "{} in {}", old.0, folder.display());
            }
            // A channel may be named in a value without an event of its own.
            if is_channel(&old.0, &old.1) {
                renamed.insert(suffix(&old.1), suffix(&new.1));
            }
        }
        let mut longest: Vec<_> = renamed.iter().collect();
        longest.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        for (old, new) in old.iter().flatten().zip(new.iter().flatten()) {
            let told = ["Timestamp", "CallID", "PriorCallID"].contains(&old.0.as_str());
            if old.1 == new.1 || told || is_id(&old.0) || is_channel(&old.0, &old.1) {
                continue;
            }
            // What else has changed had an id in it; the longest first, as one may begin like another.
            let mut text = old.1.clone();
            for (old, new) in &longest {
                text = text.replace(**old, new).replace(&old.replace('/', "%2F"), &new.replace('/', "%2F"));
            }
            assert_eq!(text, new.1, "{} in {}", old.0, folder.display());
        }
    }
}

#[test]
fn an_id_that_somebody_chose_stays_readable() {
    let bytes = b"Asterisk Call Manager/11.0.0\r\nEvent: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/1-00000001\r\n\
        Uniqueid: order-4711\r\nLinkedid: order-4711\r\n\r\n";
    let capture = asterisk_sim::Capture::from_bytes("chosen", bytes, None).unwrap();
    let mut client = Client::new(options().script(Script::of(capture)));
    client.send(LOGIN);
    let frame = &played(&client.got)[0];
    assert_eq!(frame[3].1, "order-4711-1");
    assert_eq!(frame[4].1, "order-4711-1");
}

/// Several recordings that were made of one Asterisk after another have ids in common; played, they have none.
#[test]
fn no_id_comes_twice_in_many_rounds_of_several_recordings() {
    let names = ["03-no-answer", "04-busy", "05-caller-cancels"];
    let track = |names: &[&str]| {
        let captures = names.iter().map(|name| capture(&format!("asterisk-22/{name}")));
        Track::of(captures).rounds(Rounds::times(20))
    };
    let script = Script::new().track(track(&names)).track(track(&names[1..]));
    let mut client = Client::new(options().script(script));
    client.send(LOGIN);
    let mut born = BTreeSet::new();
    for event in played(&client.got).iter().filter(|event| event[0].1 == "Newchannel") {
        for name in ["Uniqueid", "Channel"] {
            let id = &event.iter().find(|(header, _)| header == name).unwrap().1;
            assert!(born.insert(id.clone()), "{id} again");
        }
    }
    assert_eq!(born.len(), 2 * 20 * (2 + 4 + 4));
}
