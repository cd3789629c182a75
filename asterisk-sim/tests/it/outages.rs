//! Asterisk goes away and comes back.

use std::collections::BTreeSet;
use std::time::Duration;

use asterisk_sim::{
    Audience, Ids, Moment, Options, Outage, OutageKind, Pace, Played, Rounds, Script, Stamps, Track,
};

use crate::support::{Client, LOGIN, NOW, capture, frames, options, played};

const CALL: &str = "asterisk-22/01-internal-caller-hangs-up";
const SECOND: Duration = Duration::from_secs(1);

fn of(moment: Moment, kind: OutageKind, lasts: Duration) -> Options {
    let script = Script::new().track(Track::of([capture(CALL)]).rounds(Rounds::times(2)));
    options().script(script).outage(Outage::new(moment, kind, lasts))
}

/// The values of a header in the events, in order, each once.
fn values(bytes: &[u8], header: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let events = played(bytes);
    let values = events.iter().flatten().filter(|(name, _)| name == header).map(|(_, value)| value.clone());
    values.filter(|value| seen.insert(value.clone())).collect()
}

fn channels(bytes: &[u8]) -> Vec<String> {
    let named = values(bytes, "Channel").into_iter();
    named.filter(|channel| channel.contains('/')).collect()
}

#[test]
fn a_crash_ends_connections_without_a_word_and_is_over_in_time() {
    let mut client = Client::new(of(Moment::Event(10), OutageKind::Crash, 5 * SECOND));
    client.send(LOGIN);
    assert!(client.read(), "the connection ends");
    let before = played(&client.got);
    assert_eq!(before.len(), 10);
    assert!(client.got.ends_with(b"\r\n\r\n"));
    let id = client.id;
    client.machine.lost(id, client.now);
    assert_eq!(client.machine.accept(client.now), None);
    assert_eq!(client.machine.poll_timeout(), Some(client.now + 5 * SECOND));
    client.pass(5 * SECOND - Duration::from_millis(1));
    assert_eq!(client.machine.accept(client.now), None);
    assert!(!client.machine.is_finished());
    client.pass(Duration::from_millis(1));

    client.got.clear();
    client.now += 2 * SECOND;
    client.reconnect();
    let channels_now = client.send(
        b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\nEvents: off\r\n\r\nAction: CoreShowChannels\r\n\r\n\
          Action: CoreStatus\r\n\r\nAction: Events\r\nEventMask: on\r\n\r\nAction: Logoff\r\n\r\n",
    );
    let text = String::from_utf8(channels_now).unwrap();
    assert!(text.contains("EventList: Complete\r\nListItems: 0\r\n"), "{text}");
    let (_, startup) = text.split_once("CoreStartupTime: ").unwrap();
    let seconds = (NOW + 5 * SECOND).as_secs() % 60;
    assert!(startup.starts_with(&format!("17:46:{:02}", seconds)), "{startup}");
}

/// The first round's call was going on and is never heard of again; the second round's begins anew.
#[test]
fn calls_that_were_going_on_do_not_end_and_names_begin_again() {
    let mut client = Client::new(of(Moment::Event(10), OutageKind::Crash, SECOND));
    client.send(LOGIN);
    let first = client.got.clone();
    client.pass(SECOND);
    client.reconnect();
    client.got.clear();
    client.send(LOGIN);
    let second = client.got.clone();
    assert!(client.machine.is_finished());
    let (old, new) = (values(&first, "Uniqueid"), values(&second, "Uniqueid"));
    assert!(old.len() == 1 && new.len() == 2 && !new.contains(&old[0]), "{old:?} {new:?}");
    assert!(new.iter().all(|id| id.starts_with("19000000")));
    assert_eq!(channels(&first), ["PJSIP/100-00000000"]);
    assert_eq!(channels(&second), ["PJSIP/100-00000000", "PJSIP/101-00000001"]);
    let hangups = |bytes: &[u8]| played(bytes).iter().filter(|event| event[0].1 == "Hangup").count();
    assert_eq!((hangups(&first), hangups(&second)), (0, 2));
    let uptime = frames(&second).iter().find_map(|frame| Some(frame.as_frame().text("Uptime")?.into_owned()));
    assert_eq!(uptime.as_deref(), Some("0"));
}

/// Of one recording with many calls those that began are gone, and those that begin later are whole.
#[test]
fn a_recording_goes_on_with_the_calls_that_begin_later() {
    for ids in [Ids::Fresh, Ids::RecordedFirst] {
        let storm = capture("asterisk-22/28-storm");
        let half = storm.events() as u64 / 2;
        let script = Script::of(storm).ids(ids);
        let mut client = Client::new(options().script(script.clone()));
        client.send(LOGIN);
        let whole = values(&client.got, "Uniqueid").len();
        let crash = Outage::new(Moment::Event(half), OutageKind::Crash, SECOND);
        let mut client = Client::new(options().script(script).outage(crash));
        client.send(LOGIN);
        let first = client.got.clone();
        assert_eq!(client.machine.events(), half);
        client.pass(SECOND);
        client.reconnect();
        client.got.clear();
        client.send(LOGIN);
        let second = client.got;
        let born = |bytes: &[u8]| {
            let events = played(bytes);
            let born = events.iter().filter(|event| event[0].1 == "Newchannel");
            let ids = born.map(|event| event.iter().find(|(name, _)| name == "Uniqueid").unwrap().1.clone());
            ids.collect::<BTreeSet<_>>()
        };
        let told: BTreeSet<String> =
            values(&second, "Uniqueid").into_iter().filter(|id| id.contains('.')).collect();
        assert_eq!(told, born(&second), "nothing is heard of a channel that was there before");
        assert!(born(&second).is_disjoint(&born(&first)));
        assert!(!told.is_empty() && told.len() + born(&first).len() <= whole);
        let hangups = played(&second).iter().filter(|event| event[0].1 == "Hangup").count();
        assert_eq!(hangups, told.len());
        let least =
            channels(&second).iter().map(|name| name.split('-').next_back().unwrap()[..8].to_owned()).min();
        assert_eq!(least.as_deref(), Some("00000000"), "{ids:?}");
    }
}

#[test]
fn a_shutdown_is_announced() {
    let mut options = of(Moment::Event(10), OutageKind::Shutdown, SECOND);
    options = options.keep_played(true);
    let mut client = Client::new(options);
    client.send(LOGIN);
    let end = b"Event: Shutdown\r\nPrivilege: system,all\r\nShutdown: Cleanly\r\nRestart: False\r\n\r\n";
    assert!(client.read() && client.got.ends_with(end));
    assert_eq!(client.machine.events(), 10, "it is not of the script");
    let kept = client.machine.take_played();
    assert_eq!(kept.len(), 12);
    assert_eq!(kept[10].event(), Some(&end[..]));
    assert_eq!(kept[11], Played::Down { at: NOW });
}

#[test]
fn a_shutdown_tells_the_time_of_the_recording() {
    let script = Script::of(capture(CALL)).ids(Ids::RecordedFirst).stamps(Stamps::OnAll);
    let shutdown = Outage::new(Moment::Event(1), OutageKind::Shutdown, SECOND);
    let mut client = Client::new(options().script(script).outage(shutdown));
    client.send(LOGIN);
    let stamps = values(&client.got, "Timestamp");
    assert_eq!((stamps.len(), &stamps[0][..11]), (1, "1795198571."));
}

#[test]
fn outages_come_at_the_scripts_time() {
    for (pace, at) in [(Pace::Original, 2_000), (Pace::Scaled(asterisk_sim::Speed::new(4.0).unwrap()), 500)] {
        let script = Script::of(capture("asterisk-22/03-no-answer")).pace(pace).audience(Audience::NotNeeded);
        let crash = Outage::new(Moment::After(2 * SECOND), OutageKind::Crash, SECOND);
        let mut client = Client::new(options().script(script).outage(crash).keep_played(true));
        client.send(LOGIN);
        client.pass(Duration::from_millis(at - 1));
        assert!(!client.read());
        client.pass(Duration::from_millis(1));
        assert!(client.read());
        let kept = client.machine.take_played();
        assert_eq!(kept.last(), Some(&Played::Down { at: NOW + Duration::from_millis(at) }));
        client.pass(SECOND);
        // What comes then names no call, for the recording had but one.
        let kept = client.machine.take_played();
        assert_eq!(kept.first(), Some(&Played::Up { at: NOW + Duration::from_millis(at) + SECOND }));
        client.pass(20 * SECOND);
        assert!(client.machine.is_finished());
        let kept = client.machine.take_played();
        let text: Vec<u8> = kept.iter().filter_map(Played::event).collect::<Vec<_>>().concat();
        assert_eq!(channels(&text), Vec::<String>::new());
    }
}

/// New clients only: the one that is there hears on.
#[test]
fn nobody_is_let_in_for_a_time() {
    let mut client = Client::new(of(Moment::Event(10), OutageKind::Refuse, 3 * SECOND));
    client.send(LOGIN);
    assert!(client.machine.is_finished() && !client.read());
    assert_eq!(client.machine.accept(client.now + 3 * SECOND - Duration::from_nanos(1)), None);
    assert!(client.machine.accept(client.now + 3 * SECOND).is_some());
}

/// What is kept is all that happened, however the clients fared.
#[test]
fn what_happened_is_kept_across_a_restart() {
    let mut client = Client::new(of(Moment::Event(10), OutageKind::Crash, SECOND).keep_played(true));
    client.send(LOGIN);
    let first = client.got.clone();
    client.pass(SECOND);
    client.reconnect();
    client.got.clear();
    client.send(LOGIN);
    let kept = client.machine.take_played();
    let place = kept.iter().position(|one| *one == Played::Down { at: NOW }).unwrap();
    assert_eq!(kept[place + 1], Played::Up { at: NOW + SECOND });
    let text = |kept: &[Played]| kept.iter().filter_map(Played::event).collect::<Vec<_>>().concat();
    assert_eq!(played(&text(&kept[..place])), played(&first));
    assert_eq!(played(&text(&kept[place..])), played(&client.got));
    assert_eq!(client.machine.take_played(), []);
    let mut without = Client::new(of(Moment::Event(10), OutageKind::Crash, SECOND));
    without.send(LOGIN);
    assert_eq!(without.machine.take_played(), []);
}
