//! Actions: their bytes, and everything that is refused.

use ami_proto::action::{self, AllowedFunctions};
use ami_proto::{Action, EncodeError, FrameKind, OwnedFrame, frames};
use proptest::prelude::*;

#[test]
fn a_typed_action_is_written_in_the_order_of_its_setters() {
    let action = action::QueuePause::new()
        .action_id("q-1")
        .interface("PJSIP/101")
        .paused("true")
        .header("X-Ours", "")
        .build()
        .unwrap();
    assert_eq!(
        action.encode().unwrap(),
        b"Action: QueuePause\r\nActionID: q-1\r\nInterface: PJSIP/101\r\nPaused: true\r\nX-Ours: \r\n\r\n"
    );
}

#[test]
fn numbered_parameters_carry_their_number() {
    let action = action::UpdateConfig::new()
        .src_filename("a.conf")
        .dst_filename("a.conf")
        .action(0, "Update")
        .value(12, "x")
        .build()
        .unwrap();
    assert_eq!(action.get("Action-000000"), Some(&b"Update"[..]));
    assert_eq!(action.get("Value-000012"), Some(&b"x"[..]));
    let aoc = action::AOCMessage::new().msg_type("D").unit_amount(1, "5").build().unwrap();
    assert_eq!(aoc.get("UnitAmount(1)"), Some(&b"5"[..]));
}

#[test]
fn a_required_parameter_is_missed() {
    assert_eq!(
        action::Originate::new().exten("101").build(),
        Err(EncodeError::MissingParameter { action: "Originate", parameter: "Channel" })
    );
    assert_eq!(
        action::Setvar::new().variable("A").build(),
        Err(EncodeError::MissingParameter { action: "Setvar", parameter: "Value" })
    );
}

#[test]
fn line_breaks_and_nul_are_refused_by_the_name_of_the_field() {
    for (byte, value) in [(b'\r', "a\rb"), (b'\n', "a\nAction: Originate"), (0, "a\0")] {
        let error = EncodeError::ForbiddenByte { field: "Exten".into(), byte };
        assert_eq!(Action::new("Redirect").header("Exten", value), Err(error.clone()));
        assert_eq!(action::Redirect::new().channel("x").exten(value).context("c").build(), Err(error));
    }
    let error = EncodeError::ForbiddenByte { field: "X\\ny".into(), byte: b'\n' };
    assert_eq!(Action::new("Ping").header("X\ny", "1"), Err(error.clone()));
    assert_eq!(error.to_string(), "header 'X\\ny' holds the forbidden byte 0x0a");
    assert_eq!(
        Action::new("Ping\r\n\r\nAction: Command").encode(),
        Err(EncodeError::ForbiddenByte { field: "Action".into(), byte: b'\r' })
    );
}

#[test]
fn names_must_be_names() {
    assert_eq!(Action::new("Ping").header("", "1"), Err(EncodeError::EmptyName));
    assert_eq!(Action::new("").encode(), Err(EncodeError::EmptyName));
    assert_eq!(Action::new("Ping").header("a:b", "1"), Err(EncodeError::ColonInName { field: "a:b".into() }));
    assert_eq!(Action::new("Ping").header("action", "Command"), Err(EncodeError::SecondAction));
}

#[test]
fn lines_over_1024_bytes_are_refused() {
    let longest = "x".repeat(1024 - "Data: \r\n".len());
    let action = Action::new("Originate").header("Data", &longest).unwrap();
    assert_eq!(action.encode().unwrap().len(), "Action: Originate\r\n".len() + 1024 + 2);
    assert_eq!(
        Action::new("Originate").header("Data", longest + "x"),
        Err(EncodeError::LineTooLong { field: "Data".into(), length: 1025 })
    );
}

#[test]
fn more_than_128_headers_are_refused() {
    let mut action = Action::new("UserEvent");
    for n in 1..128 {
        action = action.header(format!("H{n}"), "x").unwrap();
    }
    assert_eq!(action.headers().len(), 128);
    assert!(action.encode().unwrap().ends_with(b"H127: x\r\n\r\n"));
    assert_eq!(action.header("H128", "x"), Err(EncodeError::TooManyHeaders { count: 129 }));
    let received = OwnedFrame::from_headers((0..129).map(|n| (if n == 0 { "Action" } else { "X" }, "y")));
    let received = Action::from_frame(&received.as_frame()).unwrap();
    assert_eq!(received.encode(), Err(EncodeError::TooManyHeaders { count: 129 }));
}

#[test]
fn a_refused_action_adds_nothing_to_the_output() {
    let mut out = b"before".to_vec();
    let received = OwnedFrame::from_headers([("Action", "Ping"), ("X", "a\nb")]);
    let action = Action::from_frame(&received.as_frame()).unwrap();
    assert_eq!(
        action.encode_into(&mut out),
        Err(EncodeError::ForbiddenByte { field: "X".into(), byte: b'\n' })
    );
    assert_eq!(out, b"before");
    Action::new("Ping").encode_into(&mut out).unwrap();
    assert_eq!(out, b"beforeAction: Ping\r\n\r\n");
}

#[test]
fn secrets_are_not_shown() {
    let login = action::Login::new().username("admin").secret("hunter2").key("0123abcd").build().unwrap();
    let bytes = login.encode().unwrap();
    let mut read = frames(&bytes);
    let frame = read.next().unwrap().unwrap();
    let update = Action::new("UpdateConfig").header("Value-000001", "hunter2").unwrap();
    for shown in
        [format!("{login:?}"), format!("{frame:?}"), format!("{:?}", frame.to_owned()), format!("{update:?}")]
    {
        assert!(!shown.contains("hunter2") && !shown.contains("0123abcd"), "{shown}");
        assert!(shown.contains("[hidden]"), "{shown}");
    }
    assert!(format!("{:?}", action::Login::new().username("admin").secret("hunter2")).contains("admin"));
    assert!(!format!("{:?}", action::Login::new().secret("hunter2")).contains("hunter2"));
}

#[test]
fn plain_variables_are_taken_and_others_refused() {
    let name = |name: &str| Action::new("Originate").variable(name, "1").map(|action| action.name().to_vec());
    for good in ["A", "_A", "__A9_b", "x"] {
        assert_eq!(name(good).unwrap(), b"Originate", "{good}");
    }
    for bad in ["", "_", "___A", "9A", "A-B", "A B", "Ä", "A=B", "CALLERID(name)", "${A}", "A,B"] {
        assert_eq!(name(bad), Err(EncodeError::VariableName { name: bad.into() }), "{bad}");
    }
}

#[test]
fn functions_need_the_list() {
    let list = AllowedFunctions::new(["CALLERID(name)", "PJSIP_HEADER(add,X-Id)", "CDR(*)"]).unwrap();
    let set = |name: &str| {
        action::Originate::new().channel("PJSIP/100").variable_allowing(name, "v", &list).build().map(|_| ())
    };
    for good in ["CALLERID(name)", "PJSIP_HEADER(add,X-Id)", "CDR(userfield)", "PLAIN"] {
        assert_eq!(set(good), Ok(()), "{good}");
    }
    for bad in ["CALLERID(num)", "CALLERID(name", "CALLERID(name)x", "CDR(${SHELL(id)})", "CDR(a)b(c)"] {
        assert_eq!(set(bad), Err(EncodeError::VariableName { name: bad.into() }), "{bad}");
    }
}

#[test]
fn some_functions_are_never_allowed() {
    let forbidden = [
        "FILE(/etc/passwd)",
        "FILE_COUNT_LINE(x)",
        "SHELL(id)",
        "shell(id)",
        "SYSTEM(id)",
        "EVAL(x)",
        "EXEC(x)",
        "ENV(PATH)",
        "STAT(e,x)",
        "CURL(http://x)",
        "CURLOPT(x)",
        "REALTIME(a,b)",
        "REALTIME_STORE(a)",
        "DB(a/b)",
        "DB_DELETE(a/b)",
        "ODBC_X(1)",
        "AST_CONFIG(a,b,c)",
        "AST_SORCERY(x)",
        "MINIVMACCOUNT(a)",
        "LOCK(a)",
        "TRYLOCK(a)",
        "UNLOCK(a)",
        "GLOBAL(X)",
        "SHARED(X)",
    ];
    for function in forbidden {
        let error = EncodeError::ForbiddenFunction { name: function.into() };
        assert_eq!(AllowedFunctions::new([function]), Err(error.clone()), "{function}");
        assert_eq!(Action::new("Originate").variable(function, "x"), Err(error.clone()), "{function}");
        assert_eq!(Action::new("Setvar").header("Variable", function), Err(error.clone()), "{function}");
        assert_eq!(Action::new("Getvar").header("Variable", function), Err(error.clone()), "{function}");
        let hidden = format!("A=1,{function}=2");
        assert_eq!(Action::new("Originate").header("variable", hidden), Err(error.clone()), "{function}");
        let listed = format!("A,{function}");
        assert_eq!(Action::new("Status").header("Variables", listed), Err(error), "{function}");
    }
}

#[test]
fn a_value_cannot_begin_a_further_variable() {
    let action = Action::new("Originate").variable("A", "1,SHELL(id)=x\"\\").unwrap();
    assert_eq!(action.get("Variable"), Some(&b"A=1\\,SHELL(id)=x\\\"\\\\"[..]));
}

#[test]
fn sip_headers_of_a_notify_may_have_dashes() {
    let action =
        action::PJSIPNotify::new().endpoint("101").variable("Content-type", "text/plain").build().unwrap();
    assert_eq!(action.get("Variable"), Some(&b"Content-type=text/plain"[..]));
    let error = EncodeError::VariableName { name: "SHELL(id)".into() };
    assert_eq!(Action::new("PJSIPNotify").variable("SHELL(id)", ""), Err(error));
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>().prop_filter("a name's byte", |b| !b"\r\n\0:".contains(b)), 1..20)
        .prop_filter("only the first is Action", |name| {
            !["action", "variable", "variables"].iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes()))
        })
}

fn value() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>().prop_filter("a value's byte", |b| !b"\r\n\0".contains(b)), 0..60)
}

proptest! {
    #[test]
    fn decoding_an_encoded_action_gives_it_back(
        action in value().prop_filter("a name", |name| !name.is_empty()),
        headers in proptest::collection::vec((name(), value()), 0..30),
    ) {
        let mut action = Action::new(action);
        for (name, value) in &headers {
            action = action.header(name, value).unwrap();
        }
        let bytes = action.encode().unwrap();
        let mut read = frames(&bytes);
        let frame = read.next().unwrap().unwrap();
        prop_assert_eq!(frame.kind(), FrameKind::Action);
        prop_assert_eq!(frame.bytes(), &bytes[..]);
        prop_assert_eq!(Action::from_frame(&frame), Some(action));
        prop_assert!(read.next().is_none());
    }

    #[test]
    fn whatever_is_encoded_is_one_action(
        action in any::<Vec<u8>>(),
        headers in proptest::collection::vec((any::<Vec<u8>>(), any::<Vec<u8>>()), 0..4),
    ) {
        let mut made = Ok(Action::new(action));
        for (name, value) in &headers {
            made = made.and_then(|action| action.header(name, value));
        }
        if let Ok(bytes) = made.and_then(|action| action.encode()) {
            let mut read = frames(&bytes);
            prop_assert_eq!(read.next().unwrap().unwrap().headers().len(), headers.len() + 1);
            prop_assert!(read.next().is_none());
        }
    }

    #[test]
    fn owned_frames_give_back_their_headers(headers in proptest::collection::vec((any::<Vec<u8>>(), any::<Vec<u8>>()), 0..9)) {
        let frame = OwnedFrame::from_headers(headers.clone());
        let back: Vec<_> = frame.as_frame().headers().map(|h| (h.name.to_vec(), h.value.to_vec())).collect();
        prop_assert_eq!(back, headers);
        prop_assert_eq!(&frame.as_frame().to_owned(), &frame);
    }
}
