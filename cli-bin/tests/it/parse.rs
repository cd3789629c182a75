use std::fs;
use std::io::{BufRead, BufReader};

use crate::run::{callflow, callflow_with, capture, command, file, folder};

/// Bytes and the lines that `parse` makes of them.
const FORMS: [(&str, &[u8], &str); 9] = [
    (
        "a banner is a header without a name",
        b"Asterisk Call Manager/11.0.0\r\n",
        r#"{"offset":0,"kind":"banner","headers":[["","Asterisk Call Manager/11.0.0"]]}"#,
    ),
    (
        "headers keep their order, repeats and empty values",
        b"Event: Status\r\nChanVariable: a=1\r\nChanVariable:b=2\r\nExten: \r\n\r\n",
        r#"{"offset":0,"kind":"event","headers":[["Event","Status"],["ChanVariable","a=1"],["ChanVariable","b=2"],["Exten",""]]}"#,
    ),
    (
        "a line without a colon has an empty name",
        b"Response: Success\r\nno colon here\r\n\r\n",
        r#"{"offset":0,"kind":"response","headers":[["Response","Success"],["","no colon here"]]}"#,
    ),
    (
        "output of commands before Asterisk 14 reads as since",
        b"Response: Follows\r\nPrivilege: Command\r\n  one: 1\ntwo\n--END COMMAND--\r\n\r\n",
        r#"{"offset":0,"kind":"response","headers":[["Response","Follows"],["Privilege","Command"],["Output","  one: 1"],["Output","two"]]}"#,
    ),
    (
        "what a client sends is an action",
        b"Action: Ping\r\nActionID: 1\r\n\r\n",
        r#"{"offset":0,"kind":"action","headers":[["Action","Ping"],["ActionID","1"]]}"#,
    ),
    (
        "bytes that are not UTF-8 stand as base64, in names too",
        b"Event: X\r\nCallerIDName: J\xfcrgen\r\n\xff: 1\r\n\r\n",
        r#"{"offset":0,"kind":"event","headers":[["Event","X"],["CallerIDName",{"base64":"SvxyZ2Vu"}],[{"base64":"/w=="},"1"]]}"#,
    ),
    (
        "a quote, a control character and a NUL are escaped",
        b"Event: X\r\nName: \"a\\\x00\x1b\r\n\r\n",
        r#"{"offset":0,"kind":"event","headers":[["Event","X"],["Name","\"a\\\u0000\u001b"]]}"#,
    ),
    (
        "bytes between frames are garbage, and are shown",
        b"xx\r\nyy: 1\r\n\r\nEvent: A\r\n\r\n",
        concat!(
            r#"{"offset":0,"kind":"garbage","headers":[["","xx"],["yy","1"]]}"#,
            "\n",
            r#"{"offset":13,"kind":"event","headers":[["Event","A"]]}"#
        ),
    ),
    (
        "a frame that the end cuts off is truncated",
        b"Event: A\r\n\r\nEvent: Hangup\r\nCau",
        concat!(
            r#"{"offset":0,"kind":"event","headers":[["Event","A"]]}"#,
            "\n",
            r#"{"offset":12,"kind":"truncated","headers":[["Event","Hangup"],["","Cau"]]}"#
        ),
    ),
];

#[test]
fn frames_have_their_form_from_a_file_and_from_standard_input() {
    let folder = folder("forms");
    for (what, bytes, want) in FORMS {
        let path = file(&folder, "ami.raw", bytes);
        assert_eq!(callflow(&["parse", &path]).well(), format!("{want}\n"), "{what}");
        assert_eq!(callflow_with(&["parse", "-"], bytes).well(), format!("{want}\n"), "{what}");
    }
}

#[test]
fn frames_of_a_recording_follow_each_other() {
    let raw = capture("asterisk-22/30-oddities") + "/ami.raw";
    let out = callflow(&["parse", &raw, "--format", "jsonl"]).well();
    let offsets: Vec<u64> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["offset"].as_u64().unwrap())
        .collect();
    assert_eq!(offsets.len(), 1_125);
    assert!(offsets.is_sorted_by(|a, b| a < b));
}

#[test]
fn a_frame_beyond_the_limits_is_told_of_and_left_out() {
    let mut bytes = b"Event: A\r\n\r\nEvent: B\r\nName: ".to_vec();
    bytes.resize(bytes.len() + (2 << 20), b'x');
    bytes.extend_from_slice(b"\r\n\r\nEvent: C\r\n\r\n");
    let said = callflow_with(&["parse", "-"], &bytes);
    assert_eq!(said.status, 1);
    assert_eq!(
        said.err,
        "callflow: standard input: frame at byte 12 is longer than 1048576 bytes; it is left out\n"
    );
    let names: Vec<&str> = said.out.lines().map(|line| line.rsplit('"').nth(1).unwrap()).collect();
    assert_eq!(names, ["A", "C"]);
}

#[test]
fn the_summary_counts_what_there_is() {
    let bytes = b"Asterisk Call Manager/5.0.4\r\nResponse: Success\r\n\r\nEvent: B\r\n\r\nEvent: A\r\n\r\n\
        Event: B\r\n\r\nEvent: A\r\n\r\nEvent: \x1b[2J\r\n\r\nResponse: Error\r\n\r\nEvent: B\r\n\r\nEve";
    let out = callflow_with(&["parse", "--format", "summary", "-"], bytes).well();
    let (counts, names) = out.split_once("read in ").unwrap();
    let words = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(
        words(counts)[..8],
        [
            "standard input",
            "",
            "147  bytes",
            "10  frames",
            "1    banner",
            "6    event",
            "2    response",
            "1    truncated"
        ]
    );
    assert_eq!(
        words(names)[1..],
        [
            "",
            "6  events",
            "3    B",
            "2    A",
            "1    \u{fffd}[2J",
            "",
            "2  responses",
            "1    Error",
            "1    Success"
        ]
    );
    assert!(words(names)[0].ends_with(" frames/s"), "{out}");
}

#[test]
fn whoever_closes_the_output_has_read_enough() {
    // More than a pipe holds, so that the rest cannot be written.
    let raw = capture("asterisk-22/28-storm") + "/ami.raw";
    assert!(fs::metadata(&raw).unwrap().len() > 500_000);
    let mut child = command(&["parse", &raw]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with(r#"{"offset":0,"kind":"banner""#), "{line}");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}
