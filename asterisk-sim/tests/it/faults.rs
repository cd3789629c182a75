//! What goes wrong on purpose, and how long anything is waited for.

use std::time::Duration;

use asterisk_sim::{Capture, Fault, Harm, Ids, Options, Pace, Place, Rounds, Script, Track};

use crate::support::{Client, LOGIN, capture, options, played};

fn script() -> Script {
    Script::of(capture("asterisk-22/01-internal-caller-hangs-up")).ids(Ids::RecordedFirst)
}

fn client(place: Place, harm: Harm) -> Client {
    let mut client = Client::new(options().script(script()).fault(Fault::new(place, harm)));
    client.send(LOGIN);
    client
}

fn whole() -> Vec<u8> {
    let mut client = Client::new(options().script(script()));
    client.send(LOGIN);
    client.got
}

#[test]
fn a_connection_ends_at_any_byte() {
    let whole = whole();
    for byte in [0, 5, 30, 100, 5_000, 20_000] {
        let mut cut = client(Place::Byte(byte), Harm::DropWithin);
        assert!(cut.read(), "byte {byte}");
        assert_eq!(cut.got, whole[..byte as usize], "byte {byte}");
    }
}

#[test]
fn a_connection_ends_before_or_within_an_event() {
    let all = played(&whole());
    let mut before = client(Place::Event(10), Harm::DropBefore);
    assert!(before.read());
    assert_eq!(played(&before.got), all[..9]);
    let mut within = client(Place::Event(10), Harm::DropWithin);
    assert!(within.read());
    assert!(within.got.len() > before.got.len());
    assert!(whole().starts_with(&within.got));
    // What comes then is for the next connection.
    within.reconnect();
    within.got.clear();
    within.send(LOGIN);
    assert_eq!(played(&within.got), all[10..]);
}

#[test]
fn an_event_comes_twice_and_bytes_come_in_between() {
    let all = played(&whole());
    let twice = played(&client(Place::Event(3), Harm::Repeat).got);
    assert_eq!((&twice[2], &twice[3]), (&all[2], &all[2]));
    assert_eq!(twice.len(), all.len() + 1);
    let noisy = client(Place::Event(3), Harm::Insert(b"%&/noise\r\n\r\n".to_vec()));
    assert_eq!(played(&noisy.got), all);
    assert!(noisy.got.windows(8).any(|bytes| bytes == b"%&/noise"));
}

#[test]
fn a_stalled_connection_goes_on_in_time() {
    let mut stalled = client(Place::Event(10), Harm::Stall(Duration::from_secs(3)));
    let before = stalled.got.len();
    stalled.pass(Duration::from_millis(2_999));
    assert_eq!(stalled.got.len(), before);
    stalled.pass(Duration::from_millis(1));
    assert_eq!(stalled.got, whole());
}

#[test]
fn who_does_not_read_is_cut_off() {
    let script = script().pace(Pace::Original);
    let mut client = Client::new(options().slow_reader(Duration::from_secs(5)).script(script.clone()));
    client.machine.receive(client.id, LOGIN, client.now);
    let now = client.now + Duration::from_secs(5);
    assert!(client.machine.poll_timeout().is_some_and(|at| at <= now));
    client.machine.advance(now);
    assert_eq!(client.machine.connections(), 0);

    let mut client = Client::new(options().buffer(4_000).script(script));
    client.machine.receive(client.id, LOGIN, client.now);
    client.machine.advance(client.now + Duration::from_secs(4));
    assert_eq!(client.machine.connections(), 0);
}

#[test]
fn who_does_not_log_in_is_cut_off() {
    let mut client = Client::new(Options::new());
    client.pass(Duration::from_secs(29));
    assert_eq!(client.machine.connections(), 1);
    client.pass(Duration::from_secs(1));
    assert_eq!(client.machine.connections(), 0);
}

#[test]
fn bad_recordings_are_named() {
    let refused = |bytes: &[u8], times| Capture::from_bytes("it", bytes, times).unwrap_err().to_string();
    assert_eq!(
        refused(b"Event: x\r\n\r\n", None),
        "it is no recording of a manager connection: it does not begin with the banner"
    );
    assert_eq!(
        refused(b"Asterisk Call Manager/5.0.4\r\n", Some("0\t1\nx\n")),
        "receive times of it, line 2: not a byte offset, a tab and Unix seconds"
    );
    assert!(Capture::open("/nowhere/at/all").unwrap_err().to_string().starts_with("cannot read /nowhere"));
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    assert_eq!(Capture::open(here).unwrap_err().to_string(), format!("no ami.raw in {here}"));
}

#[test]
fn the_longest_times_are_times_too() {
    let track = Track::of([capture("asterisk-22/03-no-answer")]).gap(Duration::MAX).rounds(Rounds::Endless);
    let options = options()
        .login_within(Duration::MAX)
        .slow_reader(Duration::MAX)
        .fault(Fault::new(Place::Event(3), Harm::Stall(Duration::MAX)))
        .script(Script::new().track(track).pace(Pace::Original));
    let mut client = Client::new(options);
    client.send(LOGIN);
    client.pass(Duration::from_secs(3_600));
    assert_eq!(client.machine.connections(), 1);
    assert!(!client.machine.is_finished());
}
