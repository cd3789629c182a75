//! `callflow sim`.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::run::{callflow, capture, file, folder};
use crate::running::{Client, Running};

const CALL: &str = "asterisk-22/02-internal-callee-hangs-up";

#[test]
fn a_client_gets_the_recording_and_the_simulator_ends() {
    let mut sim = Running::sim(&[&capture(CALL), "--speed", "max", "--recorded-ids"]);
    let (client, answer) = Client::login(sim.address(), "secret");
    assert!(answer.contains("Message: Authentication accepted"), "{answer}");
    let said = client.rest();
    assert_eq!(said.matches("Event: Hangup\r\n").count(), 2);
    assert!(said.contains("Uniqueid: 1795198575."), "ids as they were recorded");
    sim.line_with("everything is played");
    assert_eq!(sim.end(), (Some(0), String::new()));
}

#[test]
fn the_secret_is_that_of_the_environment_and_never_shown() {
    let mut sim = Running::start(&["sim", "--listen", "127.0.0.1:0"], &[("CALLFLOW_SIM_SECRET", "s3cret")]);
    let line = sim.line_with("listens on ");
    assert!(line.contains("user admin, password as in CALLFLOW_SIM_SECRET"), "{line}");
    let address = line.split_once("listens on ").unwrap().1.split(';').next().unwrap().parse().unwrap();

    let (stranger, answer) = Client::login(address, "secret");
    assert!(answer.contains("Message: Authentication failed"), "{answer}");
    assert_eq!(stranger.rest(), "", "a stranger gets nothing more");
    let (_, answer) = Client::login(address, "s3cret");
    assert!(answer.contains("Message: Authentication accepted"), "{answer}");

    sim.signal("TERM");
    let (status, said) = sim.end();
    assert_eq!(status, Some(0));
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn without_a_path_a_small_office_calls_until_ctrl_c() {
    let mut sim = Running::sim(&["--speed", "1000"]);
    let (mut client, _) = Client::login(sim.address(), "secret");
    let hangups = std::iter::from_fn(|| Some(client.message())).filter(|said| said.contains("Event: Hangup"));
    assert_eq!(hangups.take(60).count(), 60, "more than one round of it");
    sim.signal("INT");
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn rounds_have_ids_of_their_own() {
    let mut sim = Running::sim(&[&capture(CALL), "--speed", "max", "--rounds", "3", "--timestamps"]);
    let said = Client::login(sim.address(), "secret").0.rest();
    let hangups: Vec<&str> =
        said.split("\r\n\r\n").filter(|said| said.contains("Event: Hangup\r\n")).collect();
    let mut ids: Vec<&str> =
        hangups.iter().flat_map(|said| said.lines().find(|line| line.starts_with("Uniqueid: "))).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((hangups.len(), ids.len()), (6, 6));
    assert!(hangups.iter().all(|said| said.contains("\r\nTimestamp: ")));
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn a_folder_of_captures_is_played_at_once_and_the_simulator_stays_if_asked() {
    let captures = folder("sim-together");
    for name in ["02-internal-callee-hangs-up", "05-caller-cancels"] {
        let from = capture(&format!("asterisk-22/{name}"));
        fs::create_dir(captures.join(name)).unwrap();
        fs::copy(format!("{from}/ami.raw"), captures.join(name).join("ami.raw")).unwrap();
    }
    let captures = captures.to_str().unwrap();
    let mut sim = Running::sim(&[captures, "--together", "--speed", "max", "--stay", "--asterisk", "13"]);
    let address = sim.address();
    let programme = sim.line_with("plays");
    assert!(programme.contains("plays 2 recordings at once"), "{programme}");
    let (mut client, _) = Client::login(address, "secret");
    sim.line_with("everything is played");
    client.ask("Action: Command\r\nCommand: core show version\r\n\r\nAction: Logoff\r\n\r\n");
    let said = client.rest();
    assert!(said.contains("Asterisk 13"), "it is the version that was asked for");
    assert!(said.contains("Response: Goodbye"), "it still answers");
    sim.signal("TERM");
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn a_fault_strikes_its_connection_and_no_other() {
    let recording = capture(CALL);
    let fault = "1:event=2:drop-before";
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--fault", fault, "--hide", "VarSet"]);
    let address = sim.address();
    let first = Client::login(address, "secret").0.rest();
    assert_eq!(first.matches("Event: ").count(), 2, "FullyBooted and one event: {first}");
    let second = Client::login(address, "secret").0.rest();
    assert_eq!(second.matches("Event: Hangup\r\n").count(), 2);
    assert_eq!((first + &second).matches("Event: VarSet").count(), 0, "the user does not get them");
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn asterisk_crashes_and_comes_back() {
    let recording = capture(CALL);
    let mut sim =
        Running::sim(&[&recording, "--rounds", "2", "--speed", "max", "--fault", "event=5:crash=0.1"]);
    let address = sim.address();
    let first = Client::login(address, "secret").0.rest();
    assert_eq!(first.matches("Event: ").count(), 6, "FullyBooted and five events: {first}");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let second = Client::login(address, "secret").0.rest();
    assert_eq!(second.matches("Event: Hangup\r\n").count(), 2, "only the second round's call is heard of");
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn the_rest_interface_is_served_beside_it() {
    let mut sim =
        Running::sim(&["--ari", "127.0.0.1:0", "--ari-phone", "PJSIP/7 answers=0.1", "--asterisk", "22"]);
    let (mut client, _) = Client::login(sim.address(), "secret");
    let line = sim.line_with("REST interface");
    let address = line.split_once("http://").unwrap().1.split(';').next().unwrap();
    let ask = |what: &str| {
        let mut socket = TcpStream::connect(address).unwrap();
        let head = "HTTP/1.1\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\nConnection: close\r\n\r\n";
        write!(socket, "{what} {head}").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    };
    let made = ask("POST /ari/channels?endpoint=PJSIP/7&app=nobody&channelId=mine");
    assert!(made.starts_with("HTTP/1.1 200 OK\r\n") && made.contains("\"id\":\"mine\""), "{made}");
    // Whoever is logged in hears of it.
    while !client.message().contains("Event: Newchannel\r\n") {}
    assert!(ask("GET /ari/endpoints/PJSIP/8").starts_with("HTTP/1.1 404 "));
    sim.signal("TERM");
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn a_port_that_is_taken_is_work_that_fails() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = callflow(&["sim", "--listen", &address]);
    assert_eq!((said.status, &*said.out), (1, ""));
    assert!(said.err.starts_with(&format!("callflow: cannot listen on {address}: ")), "{}", said.err);
    assert!(said.err.ends_with("; choose another with --listen\n"), "{}", said.err);
}

#[test]
fn what_cannot_be_played_is_told_in_one_line() {
    let folder = folder("sim-refused");
    let bad_times = folder.join("bad-times");
    fs::create_dir(&bad_times).unwrap();
    file(&bad_times, "ami.raw", "Asterisk Call Manager/11.0.0\r\nEvent: Hangup\r\nUniqueid: 1.1\r\n\r\n");
    file(&bad_times, "ami.times", "0\t1\nx\n");
    let empty = folder.join("empty");
    fs::create_dir(&empty).unwrap();
    let silent = file(&folder, "silent.raw", "Asterisk Call Manager/11.0.0\r\n");
    let text = file(&folder, "notes.txt", "no recording\n");
    let (bad_times, empty) = (bad_times.to_str().unwrap(), empty.to_str().unwrap());
    let captures = capture("");
    for (path, want) in [
        ("/no/such/folder", "no such file or folder; check the path".to_owned()),
        (empty, "no ami.raw in this folder, nor in those within it".into()),
        (&*captures, format!("no capture folders here, but in {captures}asterisk-16 within it; name that")),
        (&*silent, "has no event in it; there is nothing to play".into()),
        (
            &*text,
            "no recording of a manager connection: it does not begin with the banner, 'Asterisk Call Manager/'".into(),
        ),
        (bad_times, "receive times, line 2: not a byte offset, a tab and Unix seconds".into()),
    ] {
        let said = callflow(&["sim", "--listen", "127.0.0.1:0", path]);
        assert_eq!((said.status, &*said.out, &*said.err), (2, "", &*format!("callflow: {path}: {want}\n")));
    }
}

#[test]
fn wrong_usage_says_what_to_write() {
    for (args, want) in [
        (
            &["--speed", "fast"][..],
            "invalid value 'fast' for '--speed <SPEED>': write original, max, or a number of 0.001 or more",
        ),
        (&["--speed", "0"], "invalid value '0' for '--speed <SPEED>': write original, max, or a number"),
        (
            &["--listen", "5038"],
            "invalid value '5038' for '--listen <ADDR:PORT>': no IP address with a port; ",
        ),
        (
            &["--asterisk", "14"],
            "invalid value '14' for '--asterisk <VERSION>' [possible values: 13, 16, 22]",
        ),
        (
            &["--read", "cals"],
            "invalid value 'cals' for '--read <CLASSES>': \"cals\" is no class; write all, ",
        ),
        (&["--loop", "--rounds", "2", "x"], "the argument '--loop' cannot be used with '--rounds <N>'"),
        (&["--rounds", "2"], "the following required arguments were not provided: <PATH>..."),
        (&["--ari", "8088"], "invalid value '8088' for '--ari <ADDR:PORT>': no IP address with a port; "),
        (
            &["--ari", "127.0.0.1:0", "--ari-phone", "7"],
            "invalid value '7' for '--ari-phone <PHONE>': write an endpoint such as PJSIP/1001, and what it does",
        ),
        (
            &["--ari-fault", "event=1:repeat"],
            "the following required arguments were not provided: --ari <ADDR:PORT>",
        ),
        (
            &["--fault", "event=1"],
            "invalid value 'event=1' for '--fault <FAULT>': write [CONNECTION:]PLACE:HARM",
        ),
    ] {
        let said = callflow(&[&["sim"], args].concat());
        assert_eq!((said.status, &*said.out, said.err.lines().count()), (2, "", 1), "{}", said.err);
        assert!(said.err.starts_with(&format!("callflow: {want}")), "{}", said.err);
        assert!(said.err.ends_with("(see 'callflow sim --help')\n"), "{}", said.err);
    }
}
