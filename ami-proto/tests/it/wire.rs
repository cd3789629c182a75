//! Oddities of framing and of answers, each shown by the bytes of a recording. `docs/truth.md` lists them.

use std::fs;
use std::path::Path;

use ami_proto::{FrameKind, OwnedFrame, frames};

fn capture(version: &str, file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures").join(version).join(file)).unwrap()
}

fn all(bytes: &[u8]) -> Vec<OwnedFrame> {
    let mut found = Vec::new();
    let mut frames = frames(bytes);
    while let Some(frame) = frames.next() {
        found.push(frame.unwrap().to_owned());
    }
    found
}

/// The frames of the same recording of both versions.
fn both(file: &str, check: impl Fn(&[OwnedFrame])) {
    for version in ["asterisk-16", "asterisk-22"] {
        check(&all(&capture(version, file)));
    }
}

fn named<'f>(frames: &'f [OwnedFrame], name: &'f str) -> impl Iterator<Item = &'f OwnedFrame> {
    frames.iter().filter(move |frame| frame.as_frame().event_name() == Some(name.as_bytes()))
}

fn values<'f>(frame: &'f OwnedFrame, name: &str) -> Vec<&'f [u8]> {
    let headers = frame.as_frame().headers();
    headers.filter(|header| header.name == name.as_bytes()).map(|header| header.value).collect()
}

#[test]
fn a_banner_is_one_line_and_its_version_is_not_asterisks() {
    for (version, want) in [("asterisk-16", "5.0.4"), ("asterisk-22", "11.0.0")] {
        let frames = all(&capture(version, "01-internal-caller-hangs-up/ami.raw"));
        let banner = frames[0].as_frame();
        assert_eq!(banner.kind(), FrameKind::Banner);
        assert_eq!(banner.bytes(), format!("Asterisk Call Manager/{want}\r\n").as_bytes());
        assert_eq!(frames[1].as_frame().kind(), FrameKind::Response);
    }
}

#[test]
fn a_test_event_repeats_a_key_and_is_followed_by_a_blank_line() {
    for version in ["asterisk-16", "asterisk-22"] {
        let bytes = capture(version, "01-internal-caller-hangs-up/ami.raw");
        assert!(bytes.windows(6).any(|six| six == b"\r\n\r\n\r\n"));
        let frames = all(&bytes);
        assert!(named(&frames, "TestEvent").any(|frame| values(frame, "State").len() == 2));
        assert!(frames.iter().all(|frame| frame.as_frame().kind() != FrameKind::Garbage));
    }
}

#[test]
fn an_answer_may_end_its_message_with_a_line_feed() {
    both("15-park-and-retrieve/ami.raw", |frames| {
        let parked =
            frames.iter().find(|frame| values(frame, "Message").iter().any(|m| m.starts_with(b"Park suc")));
        assert_eq!(values(parked.unwrap(), "Message"), [b"Park successful\n"]);
    });
}

#[test]
fn a_name_is_any_bytes_and_cut_where_a_character_may_be_halved() {
    let names = |version| -> Vec<Vec<u8>> {
        let frames = all(&capture(version, "30-oddities/ami.raw"));
        let born = named(&frames, "Newchannel");
        born.flat_map(|frame| values(frame, "CallerIDName")).map(<[u8]>::to_vec).collect()
    };
    let on_16 = names("asterisk-16");
    assert!(on_16.iter().any(|name| str::from_utf8(name).is_err()));
    for as_it_is in [&b"Sales: EMEA: 1"[..], br"Evil\\r\\nEvent: Hangup\\r\\nX: 1"] {
        assert!(on_16.iter().any(|name| name == as_it_is), "{}", String::from_utf8_lossy(as_it_is));
    }
    let longest = names("asterisk-22").iter().map(Vec::len).max().unwrap();
    assert!((70..=80).contains(&longest), "{longest}");
}

/// It says `Error`, and that output follows.
#[test]
fn an_unknown_command_is_an_error_with_output() {
    both("30b-actions/ami.raw", |frames| {
        let outputs: Vec<_> = frames
            .iter()
            .filter(|frame| values(frame, "Message") == [b"Command output follows"])
            .map(|frame| (values(frame, "Response").concat(), values(frame, "Output")))
            .collect();
        assert!(outputs.iter().any(|(_, output)| output.iter().any(|line| line.is_empty())));
        let unknown = outputs.iter().find(|(_, output)| output[0].starts_with(b"No such command")).unwrap();
        assert_eq!(unknown.0, b"Error");
        assert_eq!(outputs.iter().filter(|(response, _)| response != b"Success").count(), 1);
    });
}

#[test]
fn an_error_may_have_no_action_id() {
    both("30b-actions/ami.raw", |frames| {
        let of_none = frames
            .iter()
            .find(|frame| values(frame, "Message") == [b"Missing action in request"])
            .unwrap()
            .as_frame();
        assert_eq!((of_none.kind(), of_none.get("ActionID")), (FrameKind::Response, None));
    });
}

#[test]
fn a_user_who_may_not_read_system_is_sent_no_fully_booted() {
    both("30b-actions/ami.raw", |frames| assert!(named(frames, "FullyBooted").count() > 0));
    both("30b-actions/ami-filtered.raw", |frames| {
        assert!(frames.iter().any(|frame| frame.as_frame().kind() == FrameKind::Response));
    });
    both("30b-actions/ami-readonly.raw", |frames| assert_eq!(named(frames, "FullyBooted").count(), 0));
}

#[test]
fn answers_hold_any_keys() {
    both("30b-actions/ami.raw", |frames| {
        let listed = frames.iter().find(|frame| values(frame, "QueueStatus").len() == 1).unwrap().as_frame();
        assert_eq!(listed.kind(), FrameKind::Response);
        assert!(listed.headers().len() > 100, "ListCommands has one header a command");
        let complete = named(frames, "StatusComplete").next().unwrap();
        assert_eq!((values(complete, "ListItems").len(), values(complete, "Items").len()), (1, 1));
    });
}

#[test]
fn headers_repeat_and_their_values_hold_equals_signs() {
    both("58-fp-account-channelvars/ami.raw", |frames| {
        let several = named(frames, "Newchannel")
            .map(|frame| values(frame, "ChanVariable"))
            .max_by_key(Vec::len)
            .unwrap();
        assert!(several.len() > 1);
        assert!(several.iter().all(|value| value.contains(&b'=')));
        assert!(several.iter().any(|value| value.starts_with(b"CALLERID(name)=")));
    });
}

#[test]
fn async_agi_text_is_encoded_in_one_line() {
    both("37-async-agi-spy-reload/ami.raw", |frames| {
        let start = named(frames, "AsyncAGIStart").next().unwrap();
        let [environment] = &*values(start, "Env") else { panic!("{start:?}") };
        assert!(environment.starts_with(b"agi_request%3A%20"));
        assert!(environment.windows(3).filter(|three| three == b"%0A").count() > 10);
        let [result] = &*values(named(frames, "AsyncAGIExec").next().unwrap(), "Result") else { panic!() };
        assert!(result.windows(3).any(|three| three == b"%20"));
    });
}

/// `ActionID: x ` comes back as it was sent: the blank is part of the value.
#[test]
fn blanks_at_the_end_of_a_value_stay() {
    let frames = all(b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: one  \r\n\r\n");
    assert_eq!(values(&frames[1], "ActionID"), [b"one  "]);
}
