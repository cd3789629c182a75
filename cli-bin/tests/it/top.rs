//! `callflow top` at a pseudo-terminal: against `callflowd --demo`, and against `callflow sim`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::demo::Demo;
use crate::pty::Terminal;
use crate::run::capture;
use crate::running::Running;

const SIZE: (u16, u16) = (120, 24);

fn ami_env(sim: &mut Running) -> Vec<(String, String)> {
    let port = sim.address().port().to_string();
    [("AMI_HOST", "127.0.0.1"), ("AMI_PORT", &port), ("AMI_USERNAME", "admin"), ("AMI_PASSWORD", "secret")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn at_sim(sim: &mut Running, more: &[(&str, &str)], size: (u16, u16)) -> Terminal {
    let env = ami_env(sim);
    let env: Vec<(&str, &str)> =
        env.iter().map(|(name, value)| (&**name, &**value)).chain(more.iter().copied()).collect();
    Terminal::start(&["top", "--ami"], &env, size)
}

#[test]
fn a_server_is_watched_over_its_api() {
    let demo = Demo::start();
    let mut top = Terminal::start(&["top"], &demo.env(), SIZE);
    let text = top.until(|text| text.contains("connected") && text.contains(" demo-"));
    assert!(text.contains(&demo.url) && !text.contains(&demo.key), "{text}");
    assert!(text.contains("caller → dialled") && text.contains("events/s"), "{text}");
    assert!(top.coloured() > 0);

    top.press("2");
    let queues = top.until(|text| text.contains("sales") && text.contains(" of "));
    assert!(queues.contains("available") && queues.contains("by waiting"), "{queues}");
    top.press("3");
    let agents = top.until(|text| text.contains("by state") && text.contains("101"));
    assert!(agents.contains("queues"), "{agents}");

    top.press("1/no such call");
    top.shows("no calls with \"no such call\"");
    top.press("\u{1b}");
    top.until(|text| !text.contains("no such call"));

    top.resize((60, 9));
    let narrow = top.until(|text| text.lines().count() <= 9 && text.contains("1 Calls"));
    assert!(!narrow.contains("direction") && !narrow.contains("events/s"), "{narrow}");
    top.resize((15, 3));
    top.shows("needs 24");
    top.resize(SIZE);
    top.shows("events/s");
    top.press("?");
    top.shows("hang up the call");
    top.press(" q");
    assert_eq!(top.end(), 0);
}

#[test]
fn a_call_is_hung_up_after_a_question_and_what_comes_of_it_is_told() {
    let demo = Demo::start();
    // A call may end by itself while somebody still reads the question; then there is another one to choose. What comes
    // of the wish is told: a simulated Asterisk that plays recordings may refuse it, and its words are shown then.
    let told = (0..50).find_map(|_| {
        let mut top = Terminal::start(&["top"], &demo.env(), SIZE);
        top.shows(" demo-");
        top.press("xy");
        let text = top.until(|text| {
            ["hung up", "asked to hang up", "ended by itself", "no call to hang up"]
                .iter()
                .any(|told| text.contains(told))
        });
        text.lines().find(|line| line.contains("hung up") || line.contains("asked to")).map(str::to_owned)
    });
    let told = told.unwrap();
    let why = told.strip_prefix("not hung up: ").map(str::len);
    assert!(why.is_none_or(|why| why > 0), "{told:?}");

    let mut top = Terminal::start(&["top"], &demo.env(), SIZE);
    top.shows(" demo-");
    top.press("x");
    top.until(|text| text.contains("hang up this call?") || text.contains("ended by itself"));
    top.press("n");
    top.until(|text| !text.contains("hang up this call?"));
    top.press("\u{3}");
    assert_eq!(top.end(), 0, "Ctrl-C ends it");
}

#[test]
fn an_asterisk_is_watched_without_a_server() {
    let recording = capture("asterisk-22/09-queue-answered-after-wait");
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--stay"]);
    let mut top = at_sim(&mut sim, &[], (100, 12));
    sim.line_with("everything is played");
    top.press("2");
    // When all is over: one came, and was answered.
    let queues = top.until(|text| {
        let sales = text.lines().find(|line| line.starts_with("sales"));
        sales.is_some_and(|line| line.contains(" 1 ")) && text.contains("connected")
    });
    // The address and the bars of the last minute are others each time.
    let table: Vec<&str> = queues.lines().skip(2).map(str::trim_end).collect();
    insta::assert_snapshot!("top-ami-queues", table.join("\n"));
    top.press("q");
    assert_eq!(top.end(), 0);
}

#[test]
fn a_lost_connection_is_seen_and_found_again() {
    // After a minute of the recordings, which is three seconds, it is away for three.
    let mut sim = Running::sim(&["--speed", "20", "--fault", "after=60:crash=3"]);
    let top = at_sim(&mut sim, &[], SIZE);
    top.shows("connected");
    top.shows("no connection to Asterisk; connecting again");
    top.until(|text| text.lines().next().is_some_and(|title| title.contains("connected")));
    top.signal("INT");
    assert_eq!(top.end(), 0);
}

#[test]
fn the_terminal_is_as_it_was_after_a_signal() {
    for signal in ["TERM", "INT"] {
        let mut sim = Running::sim(&[]);
        let top = at_sim(&mut sim, &[], SIZE);
        top.shows("connected");
        top.signal(signal);
        assert_eq!(top.end(), 0, "{signal}");
    }
}

#[test]
fn without_colours_there_are_none() {
    for (env, is_coloured) in [(&[][..], true), (&[("NO_COLOR", "1")], false), (&[("NO_COLOR", "")], true)] {
        let mut sim = Running::sim(&[]);
        let mut top = at_sim(&mut sim, env, SIZE);
        top.until(|text| text.contains("connected") && text.contains(" → "));
        assert_eq!(top.coloured() > 0, is_coloured, "{env:?}");
        top.press("q");
        assert_eq!(top.end(), 0);
    }
}

#[test]
fn what_it_cannot_begin_with_is_told_on_the_usual_screen() {
    let demo = Demo::start();
    let wrong_key = [("CALLFLOW_SERVER", &*demo.url), ("CALLFLOW_API_KEY", "cfk_wrong")];
    for (args, env, status, told) in [
        (&["top"][..], &wrong_key[..], 1, "the server does not know who asks"),
        (
            &["top", "--server", "http://127.0.0.1:1"],
            &[("CALLFLOW_API_KEY", "x")],
            1,
            "http://127.0.0.1:1: cannot connect: ",
        ),
        (&["top", "--server", &demo.url], &[], 2, "nobody is named to ask it as"),
        (&["top", "--ami"], &[], 2, "pbx: no Asterisk is named"),
    ] {
        let top = Terminal::start(args, env, SIZE);
        top.until(|text| text.replace('\n', "").contains(told));
        assert_eq!(top.end(), status, "{args:?}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
    command.arg("top").env_clear().current_dir(Path::new(env!("CARGO_TARGET_TMPDIR"))).stdin(Stdio::null());
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.starts_with("callflow: top needs a terminal") && output.stdout.is_empty(), "{said}");
}
