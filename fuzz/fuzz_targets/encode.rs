//! Any action that can be built encodes to bytes that decode to it and to nothing else; what cannot be sent is refused
//! with a message that is fit for a log.

#![no_main]

use ami_proto::action::AllowedFunctions;
use ami_proto::{Action, EncodeError, FrameKind, Limits};
use callflow_fuzz::action::{BUILDERS, Orders};
use callflow_fuzz::stream;
use libfuzzer_sys::fuzz_target;

/// The functions that the target allows, so that a name with a bracket is one of these or must not get through.
const FUNCTIONS: [&str; 2] = ["CALLERID(name)", "PJSIP_HEADER(*)"];

fuzz_target!(|input: &[u8]| {
    let mut orders = Orders::new(input);
    let built = match usize::from(orders.byte()) {
        which if which < BUILDERS.len() => BUILDERS[which](&mut orders),
        _ => free(&mut orders),
    };
    match built.and_then(|action| Ok((action.encode()?, action))) {
        Ok((bytes, action)) => is_read_as_sent(&bytes, &action),
        Err(error) => {
            let text = error.to_string();
            assert!(!text.is_empty() && !text.chars().any(char::is_control), "not fit for a log: {text:?}");
        }
    }
});

/// An action that no table knows.
fn free(orders: &mut Orders<'_>) -> Result<Action, EncodeError> {
    let functions = AllowedFunctions::new(FUNCTIONS)?;
    let mut action = match orders.byte() % 4 {
        0 => Action::new("Originate"),
        1 => Action::new("Setvar"),
        2 => Action::new("Status"),
        _ => Action::new(orders.text()),
    };
    while !orders.is_empty() {
        action = match orders.byte() % 6 {
            0 => action.header(orders.text(), orders.text())?,
            1 => action.variable(orders.text(), orders.text())?,
            2 => action.variable_allowing(orders.text(), orders.text(), &functions)?,
            3 => action.header_allowing(orders.text(), orders.text(), &functions)?,
            4 => action.header("Variable", orders.text())?,
            // Many at once, to reach the limit on their number.
            _ => (0..orders.byte()).try_fold(action, |action, _| action.header("A", "b"))?,
        };
    }
    Ok(action)
}

fn is_read_as_sent(bytes: &[u8], action: &Action) {
    let decoded = stream::decode(Limits::DEFAULT, [bytes]);
    let [Ok(frame)] = decoded.as_slice() else { panic!("{} frames from one action", decoded.len()) };
    let frame = frame.as_frame();
    assert_eq!(frame.kind(), FrameKind::Action);
    assert!(frame.headers().eq(action.headers()), "{frame:?} from {action:?}");
    assert_eq!(Action::from_frame(&frame).as_ref(), Some(action));

    // The limits of Asterisk itself.
    assert!(frame.headers().len() <= 128);
    assert!(bytes.split(|&byte| byte == b'\n').all(|line| line.len() < 1024));
    assert!(!bytes.contains(&0));

    for value in frame.get_all("Variable") {
        let name = value.split(|&byte| byte == b'=').next().unwrap_or_default();
        let allowed = name == b"CALLERID(name)" || name.starts_with(b"PJSIP_HEADER(");
        assert!(allowed || !name.contains(&b'('), "a function got through: {frame:?}");
    }
}
