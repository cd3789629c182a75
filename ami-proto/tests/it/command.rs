//! Answers to the action Command, as Asterisk wrote them before version 14 and writes them since.

use std::fmt::Write as _;

use crate::read::{expected, frames, texts};

#[test]
fn since_14_output_lines_keep_their_indentation() {
    assert_eq!(
        texts(
            b"Response: Success\r\nActionID: 1\r\nMessage: Command output follows\r\nOutput: Name\r\n\
              Output:   indented: yes\r\nOutput: \r\nOutput:\r\nOutput: last\r\n\r\n"
        ),
        [expected(
            "response",
            &[
                ("Response", "Success"),
                ("ActionID", "1"),
                ("Message", "Command output follows"),
                ("Output", "Name"),
                ("Output", "  indented: yes"),
                ("Output", ""),
                ("Output", ""),
                ("Output", "last"),
            ]
        )]
    );
}

#[test]
fn before_14_raw_lines_become_output_headers() {
    assert_eq!(
        texts(
            b"Response: Follows\r\nPrivilege: Command\r\nActionID: x\r\n  line: 1\n\nline2\n--END COMMAND--\r\n\r\n\
              Event: A\r\n\r\n"
        ),
        [
            expected(
                "response",
                &[
                    ("Response", "Follows"),
                    ("Privilege", "Command"),
                    ("ActionID", "x"),
                    ("Output", "  line: 1"),
                    ("Output", ""),
                    ("Output", "line2"),
                ]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
}

#[test]
fn before_14_an_lf_may_stand_before_the_end_mark() {
    assert_eq!(
        texts(b"Response: Follows\r\nPrivilege: Command\r\nline\n\n--END COMMAND--\r\n\r\nEvent: A\r\n\r\n"),
        [
            expected(
                "response",
                &[("Response", "Follows"), ("Privilege", "Command"), ("Output", "line"), ("Output", "")]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
}

#[test]
fn before_14_output_may_end_without_a_line_end() {
    assert_eq!(
        texts(b"Response: Follows\r\nPrivilege: Command\r\none\ntwo--END COMMAND--\r\n\r\nEvent: A\r\n\r\n"),
        [
            expected(
                "response",
                &[("Response", "Follows"), ("Privilege", "Command"), ("Output", "one"), ("Output", "two")]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
}

#[test]
fn before_14_output_may_be_empty() {
    assert_eq!(
        texts(b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\n--END COMMAND--\r\n\r\nEvent: A\r\n\r\n"),
        [
            expected(
                "response",
                &[("Response", "Follows"), ("Privilege", "Command"), ("ActionID", "7")]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
}

#[test]
fn before_14_output_may_look_like_frames() {
    assert_eq!(
        texts(
            b"Response: Follows\r\nPrivilege: Command\r\nEvent: not one\nActionID: nor this\n\r\n\
              a --END COMMAND-- b\nc --END COMMAND--\n--END COMMAND--\r\n\r\nEvent: A\r\n\r\n"
        ),
        [
            expected(
                "response",
                &[
                    ("Response", "Follows"),
                    ("Privilege", "Command"),
                    ("Output", "Event: not one"),
                    ("Output", "ActionID: nor this"),
                    ("Output", ""),
                    ("Output", "a --END COMMAND-- b"),
                    ("Output", "c --END COMMAND--"),
                ]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
}

#[test]
fn before_14_with_bare_lf_throughout() {
    assert_eq!(
        texts(b"Response: Follows\nPrivilege: Command\nActionID: 7\nKey: v\n--END COMMAND--\n\nEvent: A\n\n"),
        [
            expected(
                "response",
                &[("Response", "Follows"), ("Privilege", "Command"), ("ActionID", "7"), ("Output", "Key: v")]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
}

#[test]
fn before_14_cut_off_keeps_the_lines_that_came() {
    assert_eq!(
        texts(b"Response: Follows\r\nPrivilege: Command\r\none\nt: wo"),
        [expected(
            "truncated",
            &[("Response", "Follows"), ("Privilege", "Command"), ("Output", "one"), ("Output", "t: wo")]
        )]
    );
}

#[test]
fn outputs_of_600_lines_come_whole_in_both_forms() {
    let lines: Vec<String> = (0..600).map(|n| format!("{n:>6} channel PJSIP/101-{n:08x}: Up")).collect();
    let mut old = String::from("Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\n");
    let mut new = String::from("Response: Success\r\nActionID: 1\r\nMessage: Command output follows\r\n");
    for line in &lines {
        writeln!(old, "{line}").unwrap();
        write!(new, "Output: {line}\r\n").unwrap();
    }
    old.push_str("--END COMMAND--\r\n\r\n");
    new.push_str("\r\n");
    for stream in [old, new] {
        let seen = frames(stream.as_bytes());
        assert_eq!(seen.len(), 1);
        let text = seen[0].text();
        let output: Vec<&str> =
            text.iter().filter(|(name, _)| name == "Output").map(|(_, value)| value.as_str()).collect();
        assert_eq!(output, lines);
    }
}
