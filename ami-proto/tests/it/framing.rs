//! Where frames begin and end, and what is in them: one named test a peculiarity of the wire.

use ami_proto::{FrameKind, frames as read};

use crate::read::{expected, frames, texts};

#[test]
fn banner_alone_is_a_frame_at_once() {
    let seen = frames(b"Asterisk Call Manager/5.0.4\r\n");
    assert_eq!(seen[0].kind, FrameKind::Banner);
    assert_eq!(seen[0].text(), [(String::new(), "Asterisk Call Manager/5.0.4".to_owned())]);
    assert_eq!(seen[0].bytes, b"Asterisk Call Manager/5.0.4\r\n");
    assert_eq!(seen.len(), 1);
}

#[test]
fn banner_joined_to_the_first_frame() {
    assert_eq!(
        texts(
            b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"
        ),
        [
            expected("banner", &[("", "Asterisk Call Manager/11.0.0")]),
            expected("response", &[("Response", "Success"), ("Message", "Authentication accepted")]),
        ]
    );
}

#[test]
fn lines_end_with_crlf() {
    assert_eq!(
        texts(b"Event: Hangup\r\nCause: 16\r\n\r\nEvent: Shutdown\r\nRestart: False\r\n\r\n"),
        [
            expected("event", &[("Event", "Hangup"), ("Cause", "16")]),
            expected("event", &[("Event", "Shutdown"), ("Restart", "False")]),
        ]
    );
}

#[test]
fn lines_end_with_bare_lf() {
    assert_eq!(
        texts(b"Asterisk Call Manager/1.1\nEvent: Hangup\nCause: 16\n\nEvent: Shutdown\nRestart: False\n\n"),
        [
            expected("banner", &[("", "Asterisk Call Manager/1.1")]),
            expected("event", &[("Event", "Hangup"), ("Cause", "16")]),
            expected("event", &[("Event", "Shutdown"), ("Restart", "False")]),
        ]
    );
}

#[test]
fn a_stream_may_change_its_line_ends_between_frames() {
    assert_eq!(
        texts(b"Event: A\r\nX: 1\r\n\r\nEvent: B\nX: 2\n\nEvent: C\nX: 3\r\n\r\nEvent: D\r\n\r\n"),
        [
            expected("event", &[("Event", "A"), ("X", "1")]),
            expected("event", &[("Event", "B"), ("X", "2")]),
            expected("event", &[("Event", "C"), ("X", "3")]),
            expected("event", &[("Event", "D")]),
        ]
    );
}

#[test]
fn crlf_lf_ends_a_frame_so_that_two_events_do_not_merge() {
    assert_eq!(
        texts(b"Event: Hangup\r\nCause: 16\r\n\nEvent: Hangup\r\nCause: 17\r\n\r\n"),
        [
            expected("event", &[("Event", "Hangup"), ("Cause", "16")]),
            expected("event", &[("Event", "Hangup"), ("Cause", "17")]),
        ]
    );
}

#[test]
fn a_bare_lf_is_part_of_a_value_where_lines_end_with_crlf() {
    // Park of Asterisk 16 and 22, and PJSIPShowContacts without any.
    assert_eq!(
        texts(b"Response: Success\r\nActionID: rig-1\r\nMessage: Park successful\n\r\n\r\nEvent: A\r\n\r\n"),
        [
            expected(
                "response",
                &[("Response", "Success"), ("ActionID", "rig-1"), ("Message", "Park successful\n")]
            ),
            expected("event", &[("Event", "A")]),
        ]
    );
    assert_eq!(
        texts(b"Event: A\r\nX: one\ntwo: 2\n\nthree\r\nY: 1\r\n\r\n"),
        [expected("event", &[("Event", "A"), ("X", "one\ntwo: 2\n\nthree"), ("Y", "1")])]
    );
}

#[test]
fn several_blank_lines_stand_between_frames() {
    let bytes = b"\r\n\nEvent: A\r\n\r\n\r\n\r\n\n\nEvent: B\r\nToken: ALL\r\n\r\n\r\n";
    assert_eq!(
        texts(bytes),
        [expected("event", &[("Event", "A")]), expected("event", &[("Event", "B"), ("Token", "ALL")])]
    );
    assert_eq!(frames(bytes).iter().map(|frame| frame.offset).collect::<Vec<_>>(), [3, 21]);
}

#[test]
fn a_header_needs_no_space_and_loses_only_one() {
    assert_eq!(
        texts(b"Event:A\r\nX:1\r\nY:  two \r\nZ:\t3\r\n\r\n"),
        [expected("event", &[("Event", "A"), ("X", "1"), ("Y", " two "), ("Z", "\t3")])]
    );
}

#[test]
fn values_may_be_empty() {
    assert_eq!(
        texts(b"Event: A\r\nX:\r\nY: \r\nZ: z\r\n\r\n"),
        [expected("event", &[("Event", "A"), ("X", ""), ("Y", ""), ("Z", "z")])]
    );
}

#[test]
fn values_may_hold_colons() {
    assert_eq!(
        texts(b"Event: A\r\nURI: sip:101@[::1]:5060\r\nX::: y\r\n\r\n"),
        [expected("event", &[("Event", "A"), ("URI", "sip:101@[::1]:5060"), ("X", ":: y")])]
    );
}

#[test]
fn a_line_without_colon_is_a_header_without_name() {
    assert_eq!(
        texts(b"Event: A\r\nno colon here\r\nX: 1\r\n:y\r\n\r\n"),
        [expected("event", &[("Event", "A"), ("", "no colon here"), ("X", "1"), ("", "y")])]
    );
}

#[test]
fn repeated_headers_keep_their_order() {
    let mut frames = read(b"Event: A\r\nVariable: a=1\r\nX: x\r\nvariable: b=2\r\nVARIABLE: a=3\r\n\r\n");
    let frame = frames.next().unwrap().unwrap();
    assert_eq!(frame.get_all("Variable").collect::<Vec<_>>(), [&b"a=1"[..], b"b=2", b"a=3"]);
    assert_eq!(frame.get("VARIABLE"), Some(&b"a=1"[..]));
    assert_eq!(frame.get("Variables"), None);
    assert_eq!(frame.headers().len(), 5);
}

#[test]
fn the_first_header_alone_tells_the_kind() {
    let failed = b"Event: OriginateResponse\r\nResponse: Failure\r\nUniqueid: <unknown>\r\n\r\n";
    let asked = b"ACTION: Ping\r\nEvent: x\r\n\r\n";
    let seen = [frames(failed), frames(asked), frames(b"response: Goodbye\r\nEvent: x\r\n\r\n")].concat();
    assert_eq!(
        seen.iter().map(|frame| frame.kind).collect::<Vec<_>>(),
        [FrameKind::Event, FrameKind::Action, FrameKind::Response]
    );
}

#[test]
fn text_is_any_bytes() {
    let cases: [(&[u8], &str); 6] = [
        ("Zoë Ångström 你好".as_bytes(), "Zoë Ångström 你好"),
        (b"half a character: \xe4\xbd", "half a character: \u{fffd}"),
        (b"Ren\xe9", "Ren\u{fffd}"),
        (b"\xff\xfe\x80\x01\x02", "\u{fffd}\u{fffd}\u{fffd}\u{1}\u{2}"),
        (b"nul \0 within", "nul \0 within"),
        (b"CR \r within", "CR \r within"),
    ];
    for (raw, text) in cases {
        let bytes = [b"Event: Newchannel\r\nCallerIDName: ", raw, b"\r\nCause: 0\r\n\r\n"].concat();
        let seen = frames(&bytes);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].headers[1].1, raw);
        let mut again = read(&bytes);
        assert_eq!(again.next().unwrap().unwrap().text("calleridname").unwrap(), text);
    }
}

#[test]
fn a_value_of_200_kb_comes_whole() {
    let value = "0123456789".repeat(20_000);
    let bytes = format!("Event: VarSet\r\nVariable: X\r\nValue: {value}\r\nUniqueid: 1.1\r\n\r\n");
    assert_eq!(
        texts(bytes.as_bytes()),
        [expected(
            "event",
            &[("Event", "VarSet"), ("Variable", "X"), ("Value", &value), ("Uniqueid", "1.1")]
        )]
    );
}

#[test]
fn garbage_is_kept_and_the_next_frame_found() {
    let seen = frames(b"Event: A\r\n\r\n\x01\x02 noise\r\nmore: noise\r\n\r\nEvent: B\r\n\r\n");
    assert_eq!(
        seen.iter().map(|frame| (frame.kind.as_str(), &frame.bytes[..])).collect::<Vec<_>>(),
        [
            ("event", &b"Event: A\r\n\r\n"[..]),
            ("garbage", b"\x01\x02 noise\r\nmore: noise\r\n\r\n"),
            ("event", b"Event: B\r\n\r\n"),
        ]
    );
    assert_eq!(seen[1].headers[0], (vec![], b"\x01\x02 noise".to_vec()));
    assert_eq!(seen[1].headers[1], (b"more".to_vec(), b"noise".to_vec()));
}

#[test]
fn garbage_without_a_blank_line_ends_where_a_frame_begins() {
    let bytes = b"lost tail of a line\r\nevent: A\r\n\r\nnoise\nAsterisk Call Manager/5.0.4\r\nx\r\nResponse: Success\r\n\r\n";
    assert_eq!(
        texts(bytes),
        [
            expected("garbage", &[("", "lost tail of a line")]),
            expected("event", &[("event", "A")]),
            expected("garbage", &[("", "noise")]),
            expected("banner", &[("", "Asterisk Call Manager/5.0.4")]),
            expected("garbage", &[("", "x")]),
            expected("response", &[("Response", "Success")]),
        ]
    );
}

#[test]
fn a_stream_that_ends_within_a_frame_tells_what_it_had() {
    type Case = (&'static [u8], &'static str, &'static [(&'static str, &'static str)]);
    let cases: [Case; 8] = [
        (b"Asterisk Call Man", "truncated", &[("", "Asterisk Call Man")]),
        (b"Eve", "truncated", &[("", "Eve")]),
        (b"Event: Hangup\r\nCau", "truncated", &[("Event", "Hangup"), ("", "Cau")]),
        (b"Event: Hangup\r\nCause: 1", "truncated", &[("Event", "Hangup"), ("Cause", "1")]),
        (b"Event: Hangup\r\nCause: 16\r", "truncated", &[("Event", "Hangup"), ("Cause", "16")]),
        (b"Event: Hangup\r\nCause: 16\r\n", "truncated", &[("Event", "Hangup"), ("Cause", "16")]),
        (b"Event: Hangup\r\nCause: 16\r\n\r", "truncated", &[("Event", "Hangup"), ("Cause", "16")]),
        (b"noise\r\nmore", "garbage", &[("", "noise"), ("", "more")]),
    ];
    for (bytes, kind, headers) in cases {
        assert_eq!(texts(bytes), [expected(kind, headers)]);
        assert_eq!(frames(bytes)[0].bytes, bytes);
    }
}

#[test]
fn nothing_but_blank_lines_is_no_frame() {
    for bytes in [&b""[..], b"\r\n", b"\n\n\n", b"\r\n\r\n\r", b"\r"] {
        assert_eq!(texts(bytes), []);
    }
}
