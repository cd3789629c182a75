//! `callflow tail`, against `callflow sim`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::run::{callflow, capture, folder};
use crate::running::Running;

/// A started `callflow tail`, whose output is a file.
struct Tail {
    child: Child,
    out: PathBuf,
}

impl Tail {
    fn start(test: &str, sim: &mut Running, args: &[&str]) -> Self {
        let out = folder(test).join("out.txt");
        let child =
            command(sim, args).stdout(File::create(&out).unwrap()).stderr(Stdio::inherit()).spawn().unwrap();
        Self { child, out }
    }

    /// Waits until it has printed this, and gives all that it has printed by then.
    #[track_caller]
    fn until(&self, text: &str) -> String {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let out = fs::read_to_string(&self.out).unwrap();
            if out.contains(text) {
                return out;
            }
            assert!(Instant::now() < end, "no {text:?} in:\n{out}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as Ctrl-C does.
    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

fn command(sim: &mut Running, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
    command.arg("tail").args(args).env_clear().current_dir(env!("CARGO_TARGET_TMPDIR")).stdin(Stdio::null());
    let port = sim.address().port().to_string();
    command.envs([
        ("AMI_HOST", "127.0.0.1"),
        ("AMI_PORT", &*port),
        ("AMI_USERNAME", "admin"),
        ("AMI_PASSWORD", "secret"),
    ]);
    command
}

fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn events_and_calls_are_lines_to_read() {
    let recording = capture("asterisk-22/14-attended-transfer-dtmf");
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--recorded-ids", "--timestamps"]);
    let tail = Tail::start("tail-text", &mut sim, &[]);
    let said = tail.until("── no connection");
    assert_eq!(tail.end(), Some(0));
    for told in [
        "── connected",
        "Newchannel            PJSIP/",
        "Hangup                PJSIP/",
        "call ringing",
        "call ended",
    ] {
        assert!(said.contains(told), "{told}\n{said}");
    }
    let ended = said.lines().find(|line| line.contains("call ended")).unwrap();
    let call = &callflow(&["replay", "--format", "json", &recording]).json()["calls"][0];
    for field in ["id", "answered_by", "final_party"] {
        assert!(ended.contains(call[field].as_str().unwrap()), "{field}: {ended}");
    }
    // Into a file there are no colours.
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn json_lines_hold_all_headers_and_the_records() {
    let recording = capture("asterisk-22/06-inbound-did");
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--recorded-ids", "--timestamps"]);
    let tail = Tail::start("tail-jsonl", &mut sim, &["--format", "jsonl"]);
    let said = objects(&tail.until("\"disconnected\""));
    assert_eq!(tail.end(), Some(0));
    let of_type = |kind: &str| said.iter().filter(|object| object["type"] == kind).collect::<Vec<_>>();
    assert_eq!(said[0]["type"], "connected");
    let hangup = of_type("event").into_iter().find(|event| event["event"] == "Hangup").unwrap();
    assert_eq!(hangup["headers"][0], serde_json::json!(["Event", "Hangup"]));
    let call = &callflow(&["replay", "--format", "json", &recording]).json()["calls"][0];
    let [ended] = &*of_type("call.ended") else { panic!("{said:?}") };
    for field in ["id", "caller", "disposition", "answered_by", "talk_ms", "queue"] {
        assert_eq!(ended["data"][field], call[field], "{field}");
    }
}

#[test]
fn filters_leave_out_what_was_not_asked_for() {
    let recording = capture("asterisk-22/28-storm");
    for (test, args, all) in [
        ("name", &["--event", "hangup", "--event", "DIALBEGIN"][..], &["Hangup", "DialBegin"][..]),
        ("class", &["--class", "dtmf"], &["DTMFBegin", "DTMFEnd"]),
        (
            "both",
            &["--class", "call,dialplan", "--event", "Newexten", "--channel", "pjsip/10"],
            &["Newexten"],
        ),
        ("number", &["--event", "Newstate", "--number", "101"], &["Newstate"]),
    ] {
        let mut sim = Running::sim(&[&recording, "--speed", "max"]);
        let args = [args, &["--format", "jsonl"]].concat();
        let tail = Tail::start(&format!("tail-filter-{test}"), &mut sim, &args);
        let said = objects(&tail.until("\"disconnected\""));
        assert_eq!(tail.end(), Some(0));
        let mut events = said.iter().filter(|object| object["type"] == "event").peekable();
        assert!(test == "class" || events.peek().is_some(), "{test}: {said:?}");
        for event in events {
            assert!(all.contains(&event["event"].as_str().unwrap()), "{test}: {event}");
            if test == "number" {
                assert!(event["headers"].to_string().contains("101"), "{event}");
            }
        }
        assert!(said.iter().all(|object| !object["type"].as_str().unwrap().starts_with("call.")), "{test}");
    }
}

#[test]
fn a_lost_connection_and_the_gap_are_seen_whatever_is_filtered() {
    let mut sim = Running::sim(&["--speed", "20", "--fault", "event=40:drop-within"]);
    let tail = Tail::start("tail-gap", &mut sim, &["--event", "NoSuchEvent"]);
    let said = tail.until("── GAP");
    let lines: Vec<&str> = said.lines().map(|line| line.get(14..).unwrap().trim_start()).collect();
    assert!(lines[0].starts_with("── connected"), "{said}");
    assert!(lines[1].starts_with("── no connection      to Asterisk since "), "{said}");
    assert!(
        lines[2].contains("events missing from") && lines[2].ends_with("there was no connection"),
        "{said}"
    );
    tail.until("── connected          to Asterisk 22");
    assert_eq!(tail.end(), Some(0));
}

#[test]
fn a_closed_pipe_ends_it() {
    let mut sim = Running::sim(&["--speed", "20"]);
    let mut tail = command(&mut sim, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(tail.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("connected"), "{line}");
    let output = tail.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn what_it_cannot_begin_with_is_told_in_one_line() {
    let run = |args: &[&str], env: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
        command.arg("tail").args(args).env_clear().envs(env.iter().copied());
        let output = command.current_dir(Path::new(env!("CARGO_TARGET_TMPDIR"))).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let mut sim = Running::sim(&[]);
    let port = sim.address().port().to_string();
    let of_sim = [
        ("AMI_HOST", "127.0.0.1"),
        ("AMI_PORT", &*port),
        ("AMI_USERNAME", "admin"),
        ("AMI_PASSWORD", "wrong"),
    ];
    for (args, env, status, told) in [
        (&[][..], &of_sim[..], 1, "default: Asterisk refuses the login of \"admin\": Authentication failed"),
        (&["--pbx", "west"], &of_sim, 2, "no Asterisk \"west\" in the configuration; there is default"),
        (&[], &[], 2, "pbx: no Asterisk is named; "),
        (&["--class", "nonsense"], &[], 2, "invalid value 'nonsense' for '--class <CLASS>'"),
    ] {
        let (code, said) = run(args, env);
        assert_eq!((code, said.lines().count()), (Some(status), 1), "{args:?}: {said}");
        assert!(said.starts_with("callflow: ") && said.contains(told), "{args:?}: {said}");
    }
}
