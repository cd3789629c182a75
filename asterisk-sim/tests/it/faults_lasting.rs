//! Faults at a time, in the midst of a message, and such as last.

use std::time::Duration;

use asterisk_sim::{Fault, Harm, Ids, Options, Pace, Place, Script, User};

use crate::support::{Client, LOGIN, capture, options, played};

const SECOND: Duration = Duration::from_secs(1);

fn script() -> Script {
    Script::of(capture("asterisk-22/01-internal-caller-hangs-up")).ids(Ids::RecordedFirst)
}

fn with(faults: &[(Place, Harm)]) -> Client {
    let faults = faults.iter().map(|(place, harm)| Fault::new(*place, harm.clone()));
    let mut client = Client::new(faults.fold(options().script(script()), Options::fault));
    client.send(LOGIN);
    client
}

fn whole() -> Vec<u8> {
    with(&[]).got
}

#[test]
fn output_comes_byte_by_byte() {
    let mut client =
        Client::new(options().script(script()).fault(Fault::new(Place::Byte(0), Harm::Pieces(1))));
    client.machine.receive(client.id, LOGIN, client.now);
    for byte in whole().iter().skip(30) {
        let output = client.machine.output(client.id);
        assert_eq!(output.bytes, [*byte]);
        client.machine.sent(client.id, 1, client.now);
    }
    assert!(client.machine.is_finished());
    for (pieces, most) in [(0, 1), (7, 7)] {
        let fault = Fault::new(Place::Event(1), Harm::Pieces(pieces));
        let mut client = Client::new(options().script(script()).fault(fault));
        client.machine.receive(client.id, LOGIN, client.now);
        assert_eq!(client.machine.output(client.id).bytes, &whole()[30..30 + most]);
    }
}

#[test]
fn garbage_comes_in_the_midst_of_a_message() {
    let whole = whole();
    let got = with(&[(Place::Byte(200), Harm::Insert(b"\x00#".to_vec()))]).got;
    assert_eq!(got, [&whole[..200], b"\x00#", &whole[200..]].concat());
    // Bytes are counted without it.
    let two = [
        (Place::Byte(200), Harm::Insert(b"one".to_vec())),
        (Place::Byte(210), Harm::Insert(b"two".to_vec())),
        (Place::Byte(220), Harm::DropWithin),
    ];
    let want = [&whole[..200], b"one", &whole[200..210], b"two", &whole[210..220]].concat();
    let mut cut = with(&two);
    assert!(cut.read());
    assert_eq!(cut.got, want);
    let reversed: Vec<_> = two.into_iter().rev().collect();
    assert_eq!(with(&reversed).got, want);
}

/// What stands before the place comes at once, the rest when the time is over.
#[test]
fn a_connection_stalls_in_the_midst_of_a_message() {
    let whole = whole();
    let mut client = with(&[(Place::Byte(500), Harm::Stall(3 * SECOND))]);
    assert_eq!(client.got, whole[..500]);
    assert_eq!(client.machine.poll_timeout(), Some(client.now + 3 * SECOND));
    client.pass(3 * SECOND - Duration::from_millis(1));
    assert_eq!(client.got, whole[..500]);
    client.pass(Duration::from_millis(1));
    assert_eq!(client.got, whole);
    // Several, one of which is over before it is reached.
    let mut client = with(&[
        (Place::Byte(600), Harm::Stall(SECOND)),
        (Place::Byte(500), Harm::Stall(2 * SECOND)),
        (Place::Byte(700), Harm::Stall(3 * SECOND)),
    ]);
    client.pass(SECOND);
    assert_eq!(client.got, whole[..500]);
    client.pass(SECOND);
    assert_eq!(client.got, whole[..700]);
    client.pass(SECOND);
    assert_eq!(client.got, whole);
}

#[test]
fn a_connection_suffers_at_a_time() {
    let at = |harm| {
        let fault = Fault::new(Place::After(2 * SECOND), harm);
        let mut client = Client::new(options().script(script().pace(Pace::Original)).fault(fault));
        client.now += SECOND;
        client.send(LOGIN);
        client.pass(SECOND - Duration::from_nanos(1));
        assert!(!client.read());
        let before = client.got.len();
        assert!(client.machine.poll_timeout().is_some_and(|at| at <= client.now + Duration::from_nanos(1)));
        client.pass(Duration::from_nanos(1));
        (client, before)
    };
    for harm in [Harm::DropBefore, Harm::DropWithin] {
        assert!(at(harm).0.read());
    }
    let (client, before) = at(Harm::Insert(b"noise".to_vec()));
    assert_eq!(&client.got[before..before + 5], b"noise");
    let (mut stalled, before) = at(Harm::Stall(60 * SECOND));
    stalled.pass(60 * SECOND - Duration::from_millis(1));
    assert_eq!(stalled.got.len(), before);
    stalled.pass(Duration::from_millis(1));
    assert_eq!(played(&stalled.got), played(&whole()));
    // Before a login too.
    let mut early = Client::new(options().fault(Fault::new(Place::After(SECOND), Harm::DropBefore)));
    early.pass(SECOND);
    assert!(early.read());
}

/// What waits is lost, or still sent.
#[test]
fn a_cut_at_a_time_loses_what_waits_or_not() {
    let whole = whole();
    for (harm, want) in [(Harm::DropWithin, 0), (Harm::DropBefore, whole.len() - 30)] {
        let fault = Fault::new(Place::After(SECOND), harm);
        let mut client = Client::new(options().script(script()).fault(fault));
        client.machine.receive(client.id, LOGIN, client.now);
        client.machine.advance(client.now + SECOND);
        let output = client.machine.output(client.id);
        assert!(output.then_close);
        assert_eq!(output.bytes, &whole[30..30 + want]);
    }
}

#[test]
fn who_is_spared_suffers_nothing_from_the_login_on() {
    let user = User::new("twin", "t").spared();
    let login = b"Action: Login\r\nUsername: twin\r\nSecret: t\r\n\r\n";
    let mut options = options().user(user).script(script());
    for (place, harm) in [
        (Place::Byte(0), Harm::RefuseLogin),
        (Place::Byte(0), Harm::Late(SECOND)),
        (Place::Byte(0), Harm::Pieces(3)),
        (Place::Byte(500), Harm::DropWithin),
        (Place::Event(3), Harm::Repeat),
        (Place::Answer(1), Harm::Unanswered),
        (Place::After(SECOND), Harm::DropBefore),
    ] {
        options = options.fault(Fault::on_each(place, harm));
    }
    let mut twin = Client::new(options.clone());
    twin.send(login);
    twin.pass(SECOND);
    assert!(!twin.read());
    assert_eq!(twin.got, whole());
    let mut other = Client::new(options);
    assert_eq!(other.send(LOGIN), b"");
}
