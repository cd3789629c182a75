//! What goes wrong on the REST interface.

use asterisk_sim::{Ari, Fault, Harm, Moment, Options, Outage, OutageKind, Pace, Place, Script, User};
use serde_json::json;

use super::client::{MS, Pbx, SECOND, handshake};

/// A ping over the WebSocket.
fn ping(number: u32) -> String {
    json!({"type": "RESTRequest", "request_id": number.to_string(), "method": "GET", "uri": "asterisk/ping"})
        .to_string()
}

fn faulty(place: Place, harm: Harm) -> Pbx {
    Pbx::new(Ari::new().fault(Fault::new(place, harm)))
}

#[test]
fn a_websocket_breaks_in_the_middle_of_an_event() {
    let mut pbx = faulty(Place::Event(2), Harm::DropWithin);
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(SECOND / 2);
    assert_eq!(pbx.kinds(&mut socket), ["Dial"]);
    assert!(pbx.unread(&socket) > 20, "half an event");
    assert_eq!(pbx.machine.ari_listeners(), 0);
    // The next one is whole.
    let mut socket = pbx.open("live");
    pbx.pass(SECOND);
    assert_eq!(pbx.kinds(&mut socket).last().unwrap(), "StasisStart");
}

#[test]
fn an_answer_never_comes_though_it_is_done() {
    let mut pbx = faulty(Place::Answer(1), Harm::Unanswered);
    let mut socket = pbx.open("live");
    let request = json!({"type": "RESTRequest", "request_id": "1", "method": "POST", "uri": "bridges/b"});
    pbx.say(&socket, &request.to_string());
    pbx.say(&socket, &ping(2));
    pbx.pass(60 * SECOND);
    let heard = pbx.heard(&mut socket);
    assert_eq!((heard.len(), &heard[0]["request_id"]), (1, &json!("2")));
    assert_eq!(pbx.ask("GET", "bridges/b").0, 200);
}

#[test]
fn answers_come_late_while_events_go_on() {
    let mut pbx = faulty(Place::Answer(1), Harm::Late(3 * SECOND));
    let mut socket = pbx.open("live");
    pbx.say(&socket, &ping(1));
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(3 * SECOND - MS);
    assert_eq!(pbx.kinds(&mut socket).last().unwrap(), "StasisStart");
    pbx.pass(MS);
    assert_eq!(pbx.kinds(&mut socket), ["RESTResponse"]);
}

#[test]
fn events_come_twice() {
    let mut pbx = faulty(Place::Event(1), Harm::Repeat);
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live");
    pbx.pass(MS);
    let heard = pbx.heard(&mut socket);
    assert_eq!((heard.len(), &heard[0]), (2, &heard[1]));
}

#[test]
fn output_stalls_and_comes_in_pieces() {
    let mut pbx = faulty(Place::Event(1), Harm::Stall(5 * SECOND));
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live");
    pbx.pass(5 * SECOND - MS);
    assert_eq!(pbx.kinds(&mut socket), [""; 0]);
    pbx.pass(MS);
    assert_eq!(pbx.kinds(&mut socket).len(), 7);

    let mut pbx = faulty(Place::Byte(0), Harm::Pieces(3));
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live");
    assert_eq!(pbx.machine.output(socket.id).bytes.len(), 0, "all was read, three bytes at a time");
    assert_eq!(pbx.kinds(&mut socket), ["Dial"]);
}

#[test]
fn nobody_is_let_in_but_who_is_spared() {
    let ari = || {
        let refuse = Fault::on_each(Place::Byte(0), Harm::RefuseLogin);
        Ari::new().fault(refuse.clone()).http_fault(refuse).user(User::new("admin", "secret"))
    };
    let mut pbx = Pbx::new(ari());
    let id = pbx.connect();
    pbx.send(id, handshake("live", "Authorization: Basic YWRtaW46c2VjcmV0\r\n").as_bytes());
    assert!(pbx.received(id).starts_with(b"HTTP/1.1 401 "));
    assert_eq!(pbx.ask("GET", "channels").0, 401);
    let mut pbx = Pbx::new(ari().user(User::new("twin", "t").spared()));
    let id = pbx.connect();
    // twin:t
    pbx.send(id, handshake("live", "Authorization: Basic dHdpbjp0\r\n").as_bytes());
    assert!(pbx.received(id).starts_with(b"HTTP/1.1 101 "));
}

#[test]
fn http_has_faults_of_its_own() {
    let fault = Fault::on_connection(2, Place::Answer(2), Harm::DropWithin);
    let mut pbx = Pbx::new(Ari::new().http_fault(fault));
    let _socket = pbx.open("live");
    let (first, second) = (pbx.connect(), pbx.connect());
    let request = b"GET /ari/asterisk/ping?api_key=admin:secret HTTP/1.1\r\n\r\n";
    for id in [first, first, second] {
        pbx.send(id, request);
    }
    let whole = pbx.received(second).len();
    pbx.send(second, request);
    assert_eq!((pbx.received(first).len(), pbx.received(second).len()), (2 * whole, whole + whole / 2));
    assert_eq!(pbx.machine.ari_connections(), 2);
}

#[test]
fn asterisk_crashes_and_has_forgotten_everything() {
    let outage = Outage::new(Moment::After(3 * SECOND), OutageKind::Crash, SECOND);
    let script = Script::new().pace(Pace::Original);
    let mut pbx = Pbx::of(Options::new().script(script).outage(outage).ari(Ari::new()));
    let mut socket = pbx.open("live");
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.done("POST", "bridges/b");
    pbx.pass(2 * SECOND);
    assert_eq!(pbx.kinds(&mut socket).last().unwrap(), "StasisStart");
    pbx.pass(SECOND);
    assert_eq!(pbx.kinds(&mut socket), [""; 0], "nothing is said of the end");
    assert_eq!(pbx.machine.ari_connections(), 0);
    assert_eq!(pbx.machine.accept_ari(pbx.now), None);
    pbx.pass(SECOND);
    let mut socket = pbx.open("live");
    for nothing in ["channels", "bridges"] {
        assert_eq!(pbx.done("GET", nothing), json!([]));
    }
    assert_eq!(pbx.done("GET", "applications/live")["channel_ids"], json!([]));
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(2 * SECOND);
    assert_eq!(pbx.kinds(&mut socket).last().unwrap(), "StasisStart");
}

/// A client that does not read is cut off, and the application is as good as nobody's.
#[test]
fn who_does_not_read_is_cut_off() {
    let mut pbx = Pbx::new(Ari::new());
    let id = pbx.machine.accept_ari(pbx.now).unwrap();
    let open = handshake("live", "Authorization: Basic YWRtaW46c2VjcmV0\r\n");
    pbx.machine.receive(id, open.as_bytes(), pbx.now);
    pbx.pass(10 * SECOND);
    assert_eq!(pbx.machine.ari_connections(), 0);
    assert_eq!(pbx.ask("GET", "applications/live").0, 404);
}
