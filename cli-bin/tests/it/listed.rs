//! `callflow calls`, `queues` and `agents`, against `callflowd --demo`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::demo::Demo;
use crate::pty::Terminal;
use crate::run::{file, folder};

struct Said {
    status: Option<i32>,
    out: String,
    err: String,
}

fn command(args: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
    command.args(args).env_clear().envs(env.iter().copied()).current_dir(env!("CARGO_TARGET_TMPDIR"));
    command.stdin(Stdio::null());
    command
}

fn run(args: &[&str], env: &[(&str, &str)]) -> Said {
    let output = command(args, env).output().unwrap();
    Said {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What it says when all went well.
#[track_caller]
fn well(args: &[&str], env: &[(&str, &str)]) -> String {
    let said = run(args, env);
    assert_eq!((said.status, &*said.err), (Some(0), ""), "{args:?}: {}", said.out);
    said.out
}

#[track_caller]
fn json(args: &[&str], env: &[(&str, &str)]) -> Value {
    serde_json::from_str(&well(&[args, &["--format", "json"]].concat(), env)).unwrap()
}

/// Waits until so many calls are over.
fn with_calls(demo: &Demo, least: usize) -> Vec<Value> {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        let calls = json(&["calls", "--limit", "500"], &demo.env());
        let items = calls["items"].as_array().unwrap();
        if items.len() >= least {
            return items.clone();
        }
        assert!(Instant::now() < end, "{calls}");
        sleep(Duration::from_millis(200));
    }
}

#[test]
fn calls_are_listed_in_three_forms() {
    let demo = Demo::start();
    let env = demo.env();
    let known = with_calls(&demo, 3);
    let id = known.last().unwrap()["id"].as_str().unwrap();

    let csv = well(&["calls", "--format", "csv", "--oldest-first", "--limit", "3"], &env);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), rows[0].get(0)), (3, Some(id)));
    for field in ["direction", "disposition", "talk_ms", "started_at", "hung_up_by", "pbx"] {
        let place = headings.iter().position(|heading| heading == field).unwrap();
        let want = &known.last().unwrap()[field];
        let want = want.as_str().map_or_else(|| want.to_string(), str::to_owned).replace("null", "");
        assert_eq!(rows[0].get(place), Some(&*want), "{field}");
    }

    let table = well(&["calls", "--oldest-first", "--limit", "2"], &env);
    assert!(table.starts_with("began (UTC)") && table.contains(id), "{table}");
    assert!(table.contains("2 of ") && table.contains("--limit shows more"), "{table}");
    assert!(!table.contains('\u{1b}'), "no colours in a pipe: {table}");

    let live = json(&["calls", "--live"], &env);
    assert!(live["items"].as_array().unwrap().iter().all(|call| call["ended_at"].is_null()), "{live}");
}

#[test]
fn filters_are_those_of_the_api() {
    let demo = Demo::start();
    let env = demo.env();
    let known = with_calls(&demo, 4);
    let all = |args: &[&str]| {
        let list = json(&[&["calls", "--limit", "500"], args].concat(), &env);
        list["items"].as_array().unwrap().clone()
    };
    for (option, field) in
        [("--direction", "direction"), ("--disposition", "disposition"), ("--queue", "queue")]
    {
        let Some(value) = known.iter().find_map(|call| call[field].as_str()) else { continue };
        let found = all(&[option, value]);
        assert!(!found.is_empty(), "{option} {value}");
        assert!(field == "queue" || found.iter().all(|call| call[field] == value), "{option} {value}");
    }
    assert_eq!(all(&["--number", "no-such-number"]), [] as [Value; 0]);
    assert_eq!(all(&["--to", "2026-01-01"]), [] as [Value; 0]);
    assert!(all(&["--from", "1h"]).len() >= known.len());
    assert_eq!(well(&["calls", "--text", "nobody-has-this-name"], &env), "no calls\n");
    let empty = well(&["calls", "--text", "nobody-has-this-name", "--format", "csv"], &env);
    assert_eq!(empty.lines().count(), 1, "headings alone");
}

#[test]
fn queues_and_agents_are_listed_with_their_figures() {
    let demo = Demo::start();
    let env = demo.env();
    let is_sales = |queues: &[Value]| queues.iter().any(|queue| queue["queue"] == "sales");
    demo.listed("queues", is_sales);
    let queues = json(&["queues"], &env);
    let sales = queues["items"].as_array().unwrap().iter().find(|queue| queue["queue"] == "sales").unwrap();
    assert!(sales["metrics"]["visits"].is_u64() && sales["members"].is_array(), "{sales}");
    assert_eq!(queues["total"].as_u64().unwrap() as usize, queues["items"].as_array().unwrap().len());
    let table = well(&["queues"], &env);
    assert!(table.starts_with("queue") && table.contains("available") && table.contains("sales"), "{table}");
    assert!(well(&["queues", "--format", "csv"], &env).starts_with("queue,name,waiting,longest_wait_ms,"));

    let agents = json(&["agents"], &env);
    let agents = agents["items"].as_array().unwrap();
    assert!(!agents.is_empty());
    let of_sales = json(&["agents", "--queue", "sales"], &env);
    for agent in of_sales["items"].as_array().unwrap() {
        assert!(agent["queues"].as_array().unwrap().contains(&Value::from("sales")), "{agent}");
    }
    assert_eq!(well(&["agents", "--queue", "no-such-queue"], &env), "no agents\n");
    let csv = well(&["agents", "--format", "csv"], &env);
    assert_eq!(csv.lines().count(), agents.len() + 1, "{csv}");
}

#[test]
fn a_terminal_has_colours_unless_it_is_told_otherwise() {
    let demo = Demo::start();
    with_calls(&demo, 2);
    let env = demo.env();
    for (more, is_coloured) in [(None, true), (Some(("NO_COLOR", "1")), false)] {
        let env: Vec<(&str, &str)> = env.into_iter().chain(more).collect();
        let terminal = Terminal::start(&["calls"], &env, (140, 40));
        terminal.until(|text| text.contains(" calls") || text.contains(" call\n"));
        assert_eq!(terminal.coloured() > 0, is_coloured, "{more:?}");
        assert_eq!(terminal.end(), 0);
    }
    // A narrow one gets fewer columns, and is told which are missing.
    let terminal = Terminal::start(&["calls"], &env, (70, 40));
    let text = terminal.shows("not shown, as the terminal is narrow: hung up by");
    let mut rows = text.lines().take_while(|line| !line.is_empty());
    assert!(rows.all(|line| line.chars().count() <= 70), "{text}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn one_signs_in_by_a_key_or_a_password() {
    let demo = Demo::start();
    let url = &*demo.url;
    let folder = folder("listed-signs-in");
    let key_file = file(&folder, "key", format!("{}\n", demo.key));
    well(&["queues", "--server", url, "--key-file", &key_file], &[]);
    well(&["queues", "--server", url, "--user", "admin"], &[("CALLFLOW_PASSWORD", &demo.password)]);
    // The key stands in the configuration of the server itself.
    let listen = url.strip_prefix("http://").unwrap();
    let config = format!("listen = \"{listen}\"\n[auth]\nmachine_key = \"{}\"\n", demo.key);
    let config = file(&folder, "callflow.toml", config);
    well(&["queues", "--config", &config], &[]);
    // To any other server it is a secret.
    let said = run(&["queues", "--config", &config, "--server", url], &[]);
    assert_eq!(said.status, Some(2));
    assert!(said.err.contains("nobody is named to ask it as"), "{}", said.err);

    let said = run(&["queues", "--server", url, "--user", "admin"], &[("CALLFLOW_PASSWORD", "not this one")]);
    assert_eq!(said.status, Some(1), "{}", said.err);
    assert!(!said.err.contains("not this one"), "{}", said.err);
    let said = run(&["queues", "--server", url, "--user", "admin"], &[]);
    assert_eq!(said.status, Some(2));
    assert!(said.err.contains("set CALLFLOW_PASSWORD"), "{}", said.err);
    // At a terminal it is asked for, and not shown.
    demo.listed("queues", |queues| !queues.is_empty());
    let mut terminal = Terminal::start(&["queues", "--server", url, "--user", "admin"], &[], (100, 30));
    terminal.shows("Password of admin");
    terminal.press(&format!("{}\n", demo.password));
    let text = terminal.shows("available");
    assert!(!text.contains(&demo.password), "{text}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn an_encrypted_connection_is_to_whom_one_trusts() {
    let tls = |name: &str| format!("{}/tests/tls/{name}", env!("CARGO_MANIFEST_DIR"));
    let (certificate, key) = (tls("server.pem"), tls("server.key"));
    let demo =
        Demo::start_with(&[("CALLFLOW_HTTP_TLS_CERTIFICATE", &certificate), ("CALLFLOW_HTTP_TLS_KEY", &key)]);
    let url = demo.url.replace("http://", "https://");
    let env = [("CALLFLOW_SERVER", &*url), ("CALLFLOW_API_KEY", &*demo.key)];
    well(&["queues", "--ca", &certificate], &env);
    well(
        &["queues", "--ca", &certificate, "--user", "admin"],
        &[("CALLFLOW_SERVER", &*url), ("CALLFLOW_PASSWORD", &demo.password)],
    );
    for (args, told) in [
        (&["queues"][..], "no encrypted connection: "),
        (&["queues", "--ca", &key], "--ca: there is no certificate in the file"),
        (&["queues", "--ca", "/no/such.pem"], "/no/such.pem: no such file"),
    ] {
        let said = run(args, &env);
        assert!(matches!(said.status, Some(1 | 2)) && said.err.contains(told), "{args:?}: {}", said.err);
    }
    // Plain HTTP is no answer of such a server.
    let said = run(
        &["queues"],
        &[("CALLFLOW_SERVER", &demo.url.replace("https://", "http://")), ("CALLFLOW_API_KEY", "x")],
    );
    assert_eq!(said.status, Some(1), "{}", said.err);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let demo = Demo::start();
    with_calls(&demo, 1);
    for format in ["table", "csv", "json"] {
        let mut child = command(&["calls", "--format", format], &demo.env())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        // Closed before anything is read.
        assert!(out.fill_buf().is_ok());
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{format}");
    }
}

#[test]
fn wrong_input_is_named() {
    let key = [("CALLFLOW_API_KEY", "x")];
    for (args, env, status, told) in [
        (
            &["calls", "--from", "yesterday"][..],
            &key[..],
            2,
            "invalid value 'yesterday' for '--from <TIME>': no time; write ",
        ),
        (&["calls", "--limit", "0"], &key, 2, "invalid value '0' for '--limit <N>'"),
        (&["calls", "--direction", "up"], &key, 2, "invalid value 'up' for '--direction <DIRECTION>'"),
        (&["calls", "--live", "--from", "1h"], &key, 2, "'--live' cannot be used with '--from <TIME>'"),
        (&["calls", "--server", "ftp://x"], &key, 2, "--server: is no address of a web server"),
        (&["calls", "--server", "http://a:b@x"], &key, 2, "--server: has a password in it"),
        (&["calls", "--server", "http://127.0.0.1:1"], &key, 1, "http://127.0.0.1:1: cannot connect: "),
        (&["calls", "--key-file", "/no/such"], &[], 2, "/no/such: no such file"),
        (&["calls"], &[], 2, "http://127.0.0.1:8080: nobody is named to ask it as"),
    ] {
        let said = run(args, env);
        assert_eq!((said.status, said.err.lines().count()), (Some(status), 1), "{args:?}: {}", said.err);
        assert!(said.err.starts_with("callflow: ") && said.err.contains(told), "{args:?}: {}", said.err);
        assert_eq!(said.out, "", "{args:?}");
    }
}

#[test]
fn what_the_server_refuses_is_told_in_its_words() {
    let demo = Demo::start();
    let env = demo.env();
    let said = run(&["queues", "--pbx", "no-such-asterisk"], &env);
    assert!(said.status == Some(0) && said.out == "no queues\n", "{} {}", said.out, said.err);
    // A time before the first is no mistake of the command line, but the server knows better.
    let said = run(&["calls", "--from", "2026-01-02", "--to", "2026-01-01"], &env);
    assert!(matches!(said.status, Some(0 | 2)), "{}", said.err);
    let said = run(&["calls"], &[("CALLFLOW_SERVER", &*demo.url), ("CALLFLOW_API_KEY", "cfk_wrong")]);
    assert_eq!(said.status, Some(1));
    assert!(said.err.contains("does not know who asks"), "{}", said.err);
}
