//! The listener, over TCP.

use std::time::Duration;

use asterisk_sim::{Ids, Moment, Outage, OutageKind, Pace, Played, Rounds, Script, Sim, Track};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::answers::md5_hex;
use crate::support::{LOGIN, capture, frames, options, played, recorded};

async fn connect(sim: &Sim) -> TcpStream {
    TcpStream::connect(sim.local_addr()).await.unwrap()
}

/// Reads until what was read ends with these bytes.
async fn read_to(socket: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let mut got = Vec::new();
    while !got.ends_with(end) {
        assert!(
            socket.read_buf(&mut got).await.unwrap() > 0,
            "ended after {:?}",
            String::from_utf8_lossy(&got)
        );
    }
    got
}

async fn rest(socket: &mut TcpStream) -> Vec<u8> {
    let mut got = Vec::new();
    socket.read_to_end(&mut got).await.unwrap();
    got
}

fn script(name: &str) -> Script {
    Script::of(capture(name)).ids(Ids::RecordedFirst)
}

#[tokio::test]
async fn a_client_gets_the_whole_recording() {
    const NAME: &str = "asterisk-22/14-attended-transfer-dtmf";
    let sim = Sim::bind(options().script(script(NAME))).await.unwrap();
    let mut socket = connect(&sim).await;
    socket.write_all(LOGIN).await.unwrap();
    sim.finished().await;
    assert_eq!((sim.connections(), sim.status().listeners), (1, 1));
    socket.write_all(b"Action: Logoff\r\n\r\n").await.unwrap();
    let got = rest(&mut socket).await;
    assert!(got.starts_with(b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n"));
    assert!(got.ends_with(b"Thanks for all the fish.\r\n\r\n"));
    assert_eq!(played(&got), played(&recorded(&format!("{NAME}/ami.raw"))));
    assert_eq!(sim.until(|status| status.connections == 0).await.accepted, 1);
}

#[tokio::test]
async fn login_by_md5_and_a_wrong_secret() {
    let sim = Sim::bind(options()).await.unwrap();
    let mut socket = connect(&sim).await;
    socket.write_all(b"Action: Challenge\r\nAuthType: MD5\r\n\r\n").await.unwrap();
    let got = read_to(&mut socket, b"\r\n\r\n").await;
    let challenge = frames(&got)[1].as_frame().text("Challenge").unwrap().into_owned();
    let key = md5_hex(&format!("{challenge}rig-admin"));
    let login =
        format!("Action: Login\r\nAuthType: MD5\r\nUsername: admin\r\nKey: {key}\r\nEvents: off\r\n\r\n");
    socket.write_all(login.as_bytes()).await.unwrap();
    read_to(&mut socket, b"Message: Authentication accepted\r\n\r\n").await;
    socket.write_all(b"Action: Nonsense\r\n\r\n").await.unwrap();
    read_to(&mut socket, b"Use Action: ListCommands to show available commands.\r\n\r\n").await;

    let mut socket = connect(&sim).await;
    socket.write_all(b"Action: Login\r\nUsername: admin\r\nSecret: no\r\n\r\n").await.unwrap();
    let got = rest(&mut socket).await;
    assert!(got.ends_with(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n"));
}

#[tokio::test]
async fn after_a_restart_it_accepts_again() {
    const FOLDER: &str = "asterisk-22/29-restart-in-mid-call";
    let sim = Sim::bind(options().script(script(FOLDER))).await.unwrap();
    let mut first = connect(&sim).await;
    first.write_all(LOGIN).await.unwrap();
    assert_eq!(played(&rest(&mut first).await), played(&recorded(&format!("{FOLDER}/ami.raw"))));
    let mut second = connect(&sim).await;
    second.write_all(LOGIN).await.unwrap();
    sim.finished().await;
    sim.disconnect_all();
    assert_eq!(played(&rest(&mut second).await), played(&recorded(&format!("{FOLDER}/ami-2.raw"))));
}

#[tokio::test]
async fn a_crash_closes_the_door_for_a_time() {
    let away = Duration::from_millis(300);
    let crash = Outage::new(Moment::Event(5), OutageKind::Crash, away);
    let script =
        Script::new().track(Track::of([capture("asterisk-22/03-no-answer")]).rounds(Rounds::times(2)));
    let sim = Sim::bind(options().script(script).outage(crash).keep_played(true)).await.unwrap();
    let mut first = connect(&sim).await;
    first.write_all(LOGIN).await.unwrap();
    let first = rest(&mut first).await;
    assert_eq!(played(&first).len(), 5);
    let start = tokio::time::Instant::now();
    let mut second = loop {
        let mut socket = connect(&sim).await;
        let mut banner = [0; 30];
        // Whether it is closed or reset hangs on the moment.
        if socket.read_exact(&mut banner).await.is_ok() {
            break socket;
        }
        assert!(start.elapsed() < 20 * away);
        tokio::time::sleep(away / 10).await;
    };
    assert!(start.elapsed() > away / 2);
    second.write_all(LOGIN).await.unwrap();
    sim.finished().await;
    let kept = sim.take_played().await;
    sim.disconnect_all();
    let second = rest(&mut second).await;
    let place = kept.iter().position(|one| matches!(one, Played::Down { .. })).unwrap();
    let text = |kept: &[Played]| kept.iter().filter_map(Played::event).collect::<Vec<_>>().concat();
    assert_eq!(played(&text(&kept[..place])), played(&first));
    assert_eq!(played(&text(&kept[place..])), played(&second));
    assert!(kept[place + 1].at() >= kept[place].at() + away);
}

#[tokio::test]
async fn all_clients_get_what_is_played() {
    let sim = Sim::bind(options().script(script("asterisk-22/01-internal-caller-hangs-up"))).await.unwrap();
    let mut sockets = Vec::new();
    for _ in 0..3 {
        let mut socket = connect(&sim).await;
        let quiet = b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\nEvents: off\r\n\r\n";
        socket.write_all(quiet).await.unwrap();
        read_to(&mut socket, b"accepted\r\n\r\n").await;
        sockets.push(socket);
    }
    // Two ask for events in one go and are both there when the script begins, or the second hears its rest.
    for socket in &mut sockets[..2] {
        socket.write_all(b"Action: Events\r\nEventMask: on\r\n\r\n").await.unwrap();
    }
    sim.finished().await;
    sim.shutdown().await;
    let mut heard = Vec::new();
    for mut socket in sockets {
        heard.push(played(&rest(&mut socket).await));
    }
    let all = played(&recorded("asterisk-22/01-internal-caller-hangs-up/ami.raw"));
    assert!(heard[..2].contains(&all));
    assert!(all.ends_with(&heard[0]) && all.ends_with(&heard[1]));
    assert!(heard[2].is_empty());
}

/// Time is tokio's, so a test may stop it: a minute of calls passes in no time.
#[tokio::test(start_paused = true)]
async fn natural_speed_follows_the_runtimes_clock() {
    let capture = capture("asterisk-22/03-no-answer");
    let length = capture.length();
    let script = Script::of(capture).ids(Ids::RecordedFirst).pace(Pace::Original);
    let options = options().slow_reader(Duration::from_secs(900)).script(script);
    let sim = Sim::bind(options).await.unwrap();
    let mut socket = connect(&sim).await;
    socket.write_all(LOGIN).await.unwrap();
    sim.until(|status| status.listeners == 1).await;
    let start = tokio::time::Instant::now();
    sim.finished().await;
    assert!(start.elapsed() + Duration::from_millis(10) >= length);
    sim.disconnect_all();
    assert_eq!(played(&rest(&mut socket).await), played(&recorded("asterisk-22/03-no-answer/ami.raw")));
}
