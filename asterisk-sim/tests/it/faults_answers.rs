//! Answers that come late, never, twice or not whole.

use std::time::Duration;

use asterisk_sim::{Fault, Harm, Ids, Pace, Place, Script};

use crate::support::{Client, LOGIN, capture, frames, options, played};

const SECOND: Duration = Duration::from_secs(1);
const PING: &[u8] = b"Action: Ping\r\nActionID: p\r\n\r\n";
const LIST: &[u8] = b"Action: CoreShowChannels\r\nActionID: c\r\n\r\n";

fn script() -> Script {
    Script::of(capture("asterisk-22/01-internal-caller-hangs-up"))
        .ids(Ids::RecordedFirst)
        .pace(Pace::Original)
}

fn client(place: Place, harm: Harm) -> Client {
    let mut client = Client::new(options().script(script()).fault(Fault::new(place, harm)));
    client.send(LOGIN);
    client
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The `ActionID` of each frame that has one.
fn ids(bytes: &[u8]) -> Vec<String> {
    let frames = frames(bytes);
    let ids = frames.iter().filter_map(|frame| Some(frame.as_frame().text("ActionID")?.into_owned()));
    ids.collect()
}

#[test]
fn late_answers_come_after_events_that_were_played_later() {
    let mut client = client(Place::Answer(2), Harm::Late(2 * SECOND));
    client.pass(SECOND);
    let whole = client.send(LIST);
    assert_eq!(whole, b"");
    let before = client.got.len();
    client.pass(2 * SECOND - Duration::from_millis(1));
    let events = client.got[before..].to_vec();
    assert!(!played(&events).is_empty() && ids(&events).is_empty());
    let due = client.now + Duration::from_millis(1);
    assert_eq!(client.machine.poll_timeout().map(|at| at.min(due)), Some(due));
    client.pass(Duration::from_millis(1));
    let answer = text(&client.got[before + events.len()..]);
    assert!(answer.starts_with("Response: Success\r\nActionID: c\r\nEventList: start\r\n"), "{answer}");
    assert!(answer.contains("EventList: Complete\r\nListItems: "), "{answer}");
}

/// It tells of the channels that were there when it was asked for.
#[test]
fn a_late_list_tells_of_the_past() {
    let length = capture("asterisk-22/01-internal-caller-hangs-up").length();
    let mut client = client(Place::Answer(2), Harm::Late(2 * length));
    client.pass(length / 2);
    client.send(LIST);
    client.pass(length);
    assert_eq!(played(&client.got).iter().filter(|event| event[0].1 == "Hangup").count(), 2);
    client.got.clear();
    client.pass(length);
    assert!(text(&client.got).ends_with("ListItems: 2\r\n\r\n"));
}

#[test]
fn answers_keep_their_order() {
    let first = Fault::new(Place::Answer(2), Harm::Late(2 * SECOND));
    let then = Fault::new(Place::Answer(3), Harm::Late(Duration::ZERO));
    let mut client = Client::new(options().fault(first).fault(then));
    client.send(LOGIN);
    client.send(LIST);
    client.pass(SECOND);
    assert_eq!(client.send(PING), b"");
    client.got.clear();
    client.pass(SECOND);
    assert_eq!(ids(&client.got), ["c", "c", "p"]);
    // From there on none is late.
    assert_eq!(ids(&client.send(PING)), ["p"]);
}

#[test]
fn a_late_logoff_ends_the_connection_when_it_is_answered() {
    let mut client = client(Place::Answer(2), Harm::Late(SECOND));
    client.send(b"Action: Logoff\r\n\r\n");
    assert_eq!(client.send(PING), b"", "what comes after it is not carried out");
    assert!(!client.read());
    client.pass(SECOND);
    assert!(client.read());
    assert!(client.got.ends_with(b"Message: Thanks for all the fish.\r\n\r\n"));
}

#[test]
fn nothing_is_played_before_a_late_login_is_answered() {
    let mut client = client(Place::Byte(0), Harm::Late(SECOND));
    assert_eq!((client.got.len(), client.machine.listeners(), client.machine.events()), (30, 0, 0));
    client.pass(SECOND);
    let answer =
        b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n";
    assert!(client.got.starts_with(answer));
    assert_eq!(client.machine.listeners(), 1);
}

#[test]
fn one_answer_is_never_given() {
    let mut silent = client(Place::Answer(2), Harm::Unanswered);
    assert_eq!(silent.send(LIST), b"");
    assert_eq!(ids(&silent.send(PING)), ["p"]);
    // The action was carried out all the same.
    let mut off = client(Place::Answer(2), Harm::Unanswered);
    off.send(b"Action: Events\r\nEventMask: off\r\n\r\n");
    assert_eq!(off.machine.listeners(), 0);
    // At any other place it is the next one.
    let mut silent = client(Place::Event(1), Harm::Unanswered);
    silent.pass(SECOND);
    assert_eq!(silent.send(PING), b"");
    assert_eq!(ids(&silent.send(PING)), ["p"]);
}

#[test]
fn an_answer_breaks_off_or_comes_twice() {
    let mut whole = Client::new(options());
    whole.send(LOGIN);
    let list = whole.send(LIST);
    let of = |harm| {
        let mut client = Client::new(options().fault(Fault::new(Place::Answer(2), harm)));
        client.send(LOGIN);
        let got = client.send(LIST);
        (got, client.read())
    };
    assert_eq!(of(Harm::DropBefore), (vec![], true));
    assert_eq!(of(Harm::DropWithin), (list[..list.len() / 2].to_vec(), true));
    assert_eq!(of(Harm::Repeat), (list.repeat(2), false));
    assert_eq!(of(Harm::Insert(b"x\r\n\r\n".to_vec())), ([b"x\r\n\r\n", &list[..]].concat(), false));
    assert_eq!(of(Harm::Stall(SECOND)), (vec![], false));
}

#[test]
fn logins_are_refused_for_some_connections() {
    let refuse = Fault::on_connections(1..=2, Place::Byte(0), Harm::RefuseLogin);
    let mut client = Client::new(options().fault(refuse));
    for _ in 0..2 {
        assert_eq!(client.send(LOGIN), b"Response: Error\r\nMessage: Authentication failed\r\n\r\n");
        assert!(client.read());
        client.reconnect();
    }
    assert!(client.send(LOGIN).starts_with(b"Response: Success\r\n"));
    // One that is logged in stays so.
    let refuse = Fault::new(Place::Answer(1), Harm::RefuseLogin);
    let mut client = Client::new(options().fault(refuse));
    assert!(client.send(LOGIN).starts_with(b"Response: Success\r\n"));
    assert_eq!(ids(&client.send(PING)), ["p"]);
}
