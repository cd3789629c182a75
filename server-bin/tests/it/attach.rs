//! A server that comes, or comes back, while calls go on: against a peer that answers as it is told to.

use ami_proto::{Decoder, Frame};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::child::Callflowd;
use crate::server::{Client, Database};

/// The last question after a login.
const LAST: &str = "Agents";

/// Answers a login and all questions after it: with items where `lists` has them, else as an Asterisk that does not
/// let its manager user ask for phones, and has none of the older modules.
async fn attach(listener: &TcpListener, lists: &[(&str, Vec<String>)]) -> TcpStream {
    let (mut socket, _) = listener.accept().await.unwrap();
    socket.write_all(b"Asterisk Call Manager/11.0.0\r\n").await.unwrap();
    let mut decoder = Decoder::new();
    let mut buffer = [0; 4096];
    let mut asked = Vec::new();
    while asked.last().is_none_or(|action| action != LAST) {
        let count = socket.read(&mut buffer).await.unwrap();
        assert!(count > 0, "only {asked:?} was asked");
        decoder.feed(&buffer[..count]);
        while let Some(action) = decoder.next() {
            let action = action.unwrap();
            asked.push(action.text("Action").unwrap().into_owned());
            socket.write_all(answer(&action, lists).as_bytes()).await.unwrap();
        }
    }
    let first = ["Challenge", "Login", "CoreSettings", "CoreStatus", "BridgeList", "Status", "QueueStatus"];
    assert_eq!(asked[..7], first);
    socket
}

fn answer(action: &Frame<'_>, lists: &[(&str, Vec<String>)]) -> String {
    let name = action.text("Action").unwrap();
    let id = action.text("ActionID").unwrap_or_default();
    let refused = |message: &str| block(&format!("Response: Error\nActionID: {id}\nMessage: {message}"));
    match &*name {
        "Challenge" => block("Response: Success\nChallenge: 123"),
        "Login" => block("Response: Success\nMessage: Authentication accepted"),
        "CoreSettings" | "CoreStatus" => refused("Permission denied"),
        "PJSIPShowEndpoints" | "PJSIPShowContacts" => refused("Permission denied"),
        "SIPpeers" | "IAXpeerlist" | "Agents" => refused(&format!(
            "Invalid/unknown command: {name}. Use Action: ListCommands to show available commands."
        )),
        name => {
            let items = lists.iter().filter(|(list, _)| *list == name).flat_map(|(_, items)| items);
            let items: String = items.map(|item| block(&format!("{item}\nActionID: {id}"))).collect();
            let begin = block(&format!("Response: Success\nActionID: {id}\nEventList: start"));
            let end = block(&format!("Event: {name}Complete\nActionID: {id}\nEventList: Complete"));
            format!("{begin}{items}{end}")
        }
    }
}

/// As it is on the wire.
fn block(lines: &str) -> String {
    format!("{}\r\n\r\n", lines.replace('\n', "\r\n"))
}

/// An item of `Status`.
fn channel(name: &str, id: &str, linkedid: &str, more: &str) -> String {
    format!("Event: Status\nChannel: {name}\nChannelState: 6\nUniqueid: {id}\nLinkedid: {linkedid}\n{more}")
}

/// Both channels of an extension's call to another one, which talk in a bridge of their own.
fn talk(caller: &str, callee: &str, id: &str) -> [String; 2] {
    let bridge = format!("BridgeID: bridge-{id}\nSeconds: 9");
    let dials = format!(
        "CallerIDNum: {caller}\nContext: from-internal\nExten: {callee}\nDNID: {callee}\nApplication: Dial\n\
         Data: PJSIP/{callee},20\n{bridge}"
    );
    let dialled = format!("CallerIDNum: {callee}\nApplication: AppDial\nData: (Outgoing Line)\n{bridge}");
    [
        channel(&format!("PJSIP/{caller}-00000001"), &format!("{id}.1"), &format!("{id}.1"), &dials),
        channel(&format!("PJSIP/{callee}-00000002"), &format!("{id}.2"), &format!("{id}.1"), &dialled),
    ]
}

fn waits() -> String {
    let more = "CallerIDNum: +12025550143\nContext: queues\nExten: sales\nDNID: +15125550170\nApplication: Queue\n\
                Data: sales,tT,,,60\nSeconds: 12";
    channel("PJSIP/trunk-00000003", "1700000001.3", "1700000001.3", more)
}

fn entry(seconds: u64) -> String {
    format!(
        "Event: QueueEntry\nQueue: sales\nPosition: 1\nChannel: PJSIP/trunk-00000003\nUniqueid: 1700000001.3\n\
         Wait: {seconds}"
    )
}

fn bridge(id: &str) -> String {
    format!(
        "Event: BridgeListItem\nBridgeUniqueid: bridge-{id}\nBridgeType: basic\nBridgeTechnology: simple_bridge"
    )
}

/// The live calls, once there are so many and the one of these numbers is among them.
async fn live(client: &Client, count: usize, caller: &str, state: &str) -> (Vec<Value>, Value) {
    let find = |items: &[Value]| {
        items.iter().find(|call| call["caller"]["number"] == caller && call["state"] == state).cloned()
    };
    let is_so = |answer: &crate::server::Answer| {
        let json = answer.json();
        let items = json["items"].as_array().unwrap();
        items.len() == count && find(items).is_some()
    };
    let items = client.until("/api/calls/live", is_so).await.json()["items"].as_array().unwrap().clone();
    let found = find(&items).unwrap();
    (items, found)
}

#[tokio::test]
async fn calls_are_taken_up_kept_and_closed_by_what_asterisk_lists_after_a_login() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let database = Database::new();
    let env = database.env(&[("default", listener.local_addr().unwrap())]);
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;

    // It comes in mid-call.
    let channels = [talk("100", "101", "1700000000").to_vec(), vec![waits()]].concat();
    let lists =
        [("BridgeList", vec![bridge("1700000000")]), ("Status", channels), ("QueueStatus", vec![entry(11)])];
    let first = attach(&listener, &lists).await;
    let (_, talks) = live(&client, 2, "100", "up").await;
    assert_eq!((&talks["dialled"], &talks["answered_by"]), (&json!("101"), &json!("101")));
    assert_eq!(talks["reconstructed"], true);
    let (_, waited) = live(&client, 2, "+12025550143", "queued").await;
    assert_eq!((&waited["did"], &waited["queue"]), (&json!("+15125550170"), &json!("sales")));
    assert_eq!(waited["reconstructed"], true);

    // While the link is down, one call ends and another one begins.
    drop(first);
    let channels = [talk("102", "103", "1700000050").to_vec(), vec![waits()]].concat();
    let lists =
        [("BridgeList", vec![bridge("1700000050")]), ("Status", channels), ("QueueStatus", vec![entry(14)])];
    let second = attach(&listener, &lists).await;
    let (items, _) = live(&client, 2, "102", "up").await;
    let still = items.iter().find(|call| call["id"] == waited["id"]).unwrap();
    assert_eq!((&still["state"], &still["gaps"]), (&json!("queued"), &json!(1)));
    assert_eq!(still["queue_visits"].as_array().unwrap().len(), 1);
    assert_eq!(still["queue_visits"][0]["joined_at"], waited["queue_visits"][0]["joined_at"]);
    let ended = client.until("/api/calls", |answer| answer.json()["items"][0].is_object()).await.json();
    let ended = &ended["items"][0];
    assert_eq!((&ended["id"], &ended["disposition"]), (&talks["id"], &json!("answered")));
    assert_eq!((&ended["state"], &ended["gaps"]), (&json!("ended"), &json!(1)));

    // The caller who waits is gone after the next gap, and nobody knows how.
    drop(second);
    let third = attach(&listener, &[]).await;
    live_is_empty(&client).await;
    let all =
        client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() == 3).await;
    let all = all.json();
    let gone =
        all["items"].as_array().unwrap().iter().find(|call| call["id"] == waited["id"]).unwrap().clone();
    assert_eq!(gone["queue_visits"][0]["outcome"], "lost");

    drop((third, listener));
    callflowd.terminate().await;
    let said = |text: &str| callflowd.said.iter().filter(|line| line.contains(text)).count();
    // What it may not ask is said once and not after each login, and what is not there is nothing to tell of.
    assert_eq!(said("the manager user may not ask PJSIPShowContacts: it lacks write = system"), 1);
    assert_eq!(said("the manager user may not ask PJSIPShowEndpoints: it lacks write = system"), 1);
    assert_eq!((said("SIPpeers"), said("IAXpeerlist"), said("Agents")), (0, 0, 0));
}

async fn live_is_empty(client: &Client) {
    client.until("/api/calls/live", |answer| answer.json()["items"].as_array().unwrap().is_empty()).await;
}

#[tokio::test]
async fn who_may_not_ask_for_channels_is_told_what_it_costs() {
    let classes = asterisk_sim::Classes::of;
    let user = asterisk_sim::User::new("admin", "secret").read(classes("call")).write(classes("agent"));
    let sim = asterisk_sim::Sim::bind(asterisk_sim::Options::new().user(user)).await.unwrap();
    let database = Database::new();
    let mut callflowd = Callflowd::start(database.folder(), &database.env(&[("default", sim.local_addr())]));
    let line = callflowd.says(" WARN ").await;
    assert!(line.contains("(Permission denied)") && line.contains("write = reporting"), "{line}");
    callflowd.terminate().await;
}
