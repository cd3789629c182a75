//! Answers, held against those of a real Asterisk to the same bytes.

use asterisk_sim::{CommandOutput, Options, Script, Version};

use crate::support::{Client, capture, frames, options, played, recorded};

const HERE: &str = "asterisk-22/30b-actions";

#[track_caller]
fn assert_answers(sent: &[u8], want: &str) {
    let mut client = Client::new(options());
    client.send(b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\nEvents: off\r\n\r\n");
    assert_eq!(String::from_utf8_lossy(&client.send(sent)), want);
}

/// The whole connection, byte for byte.
#[test]
fn refused_and_short_connections_are_as_recorded() {
    for version in ["asterisk-22", "asterisk-16"] {
        for (name, closes) in [("badlogin", true), ("nologin", false), ("eventsoff", true)] {
            let file = |end| recorded(&format!("{version}/30b-actions/ami-{name}.{end}"));
            let version = if version == "asterisk-22" { Version::ASTERISK_22 } else { Version::ASTERISK_16 };
            let mut client = Client::new(options().version(version));
            client.send(&file("sent"));
            assert_eq!(String::from_utf8_lossy(&client.got), String::from_utf8_lossy(&file("raw")), "{name}");
            assert_eq!(client.read(), closes, "{name}");
        }
    }
}

/// Every action of the recorded connection whose answer depends on nothing that only that system knew.
#[test]
fn responses_are_as_recorded() {
    let mut client = Client::new(options());
    client.send(&recorded(&format!("{HERE}/ami.sent")));
    let response = |frames: &[ami_proto::OwnedFrame], id: &str| {
        let found = frames.iter().map(|frame| frame.as_frame()).find(|frame| {
            frame.kind() == ami_proto::FrameKind::Response && frame.get("ActionID") == Some(id.as_bytes())
        });
        let text = found.map(|frame| String::from_utf8_lossy(frame.bytes()).into_owned());
        text.unwrap_or_else(|| panic!("no response to {id}"))
    };
    let (ours, real) = (frames(&client.got), frames(&recorded(&format!("{HERE}/ami.raw"))));
    let same = ["login-1"].map(String::from).into_iter().chain(
        [6, 11, 12, 13, 14, 19, 20, 21, 22, 23, 27, 30, 35, 44, 45, 46, 47, 49, 50, 51, 52, 54, 56, 58]
            .map(|number| format!("rig-{number}")),
    );
    for id in same {
        assert_eq!(response(&ours, &id), response(&real, &id));
    }
}

#[test]
fn what_a_user_may_not_do_is_denied_as_recorded() {
    let mut client = Client::new(options());
    client.send(&recorded(&format!("{HERE}/ami-readonly.sent")));
    let responses = |bytes: &[u8]| -> Vec<String> {
        let all = frames(bytes);
        let all = all.iter().map(|frame| frame.as_frame());
        all.filter(|frame| frame.kind() == ami_proto::FrameKind::Response && frame.get("Timestamp").is_none())
            .map(|frame| String::from_utf8_lossy(frame.bytes()).into_owned())
            .collect()
    };
    let real = responses(&recorded(&format!("{HERE}/ami-readonly.raw")));
    assert_eq!(responses(&client.got), real);
    assert!(real.len() > 7);
}

#[test]
fn action_ids_come_back_with_their_trailing_blanks() {
    assert_answers(
        b"action:   pInG\nACTIONID:   mixed Case  \n\n",
        "Response: Success\r\nActionID: mixed Case  \r\nPing: Pong\r\nTimestamp: 1900000000.000000\r\n\r\n",
    );
}

#[test]
fn the_action_may_stand_behind_other_headers() {
    assert_answers(
        b"ActionID: 7\r\nAction: Events\r\nEventMask: off\r\n\r\n",
        "Response: Success\r\nActionID: 7\r\nEvents: Off\r\n\r\n",
    );
}

#[test]
fn a_missing_action_is_an_error_without_an_id() {
    assert_answers(
        b"garbage without a colon\r\n\r\n",
        "Response: Error\r\nMessage: Missing action in request\r\n\r\n",
    );
}

#[test]
fn what_is_not_simulated_says_so() {
    assert_answers(
        b"Action: Originate\r\nActionID: o\r\nChannel: PJSIP/100\r\n\r\n",
        "Response: Error\r\nActionID: o\r\nMessage: Originate is not simulated\r\n\r\n",
    );
}

/// The values are those of another machine; the headers are the same.
#[test]
fn settings_and_status_have_the_recorded_headers() {
    for (folder, version) in [("asterisk-22", Version::ASTERISK_22), ("asterisk-16", Version::ASTERISK_16)] {
        let real = frames(&recorded(&format!("{folder}/30b-actions/ami.raw")));
        let mut client = Client::new(options().version(version));
        client.send(b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\nEvents: off\r\n\r\n");
        for (action, id) in [("CoreSettings", "rig-31"), ("CoreStatus", "rig-32")] {
            let ours = frames(&client.send(format!("Action: {action}\r\nActionID: {id}\r\n\r\n").as_bytes()));
            let names = |all: &[ami_proto::OwnedFrame]| -> Vec<String> {
                let mut all = all.iter().map(|frame| frame.as_frame());
                let frame = all.find(|frame| frame.get("ActionID") == Some(id.as_bytes())).unwrap();
                frame.headers().map(|header| String::from_utf8_lossy(header.name).into_owned()).collect()
            };
            assert_eq!(names(&ours), names(&real), "{folder} {action}");
        }
    }
}

/// `Filter` is not in the recordings; its words are those of Asterisk's `manager.c`.
#[test]
fn a_client_may_filter_what_it_gets() {
    let mut client =
        Client::new(options().script(Script::of(capture("asterisk-22/01-internal-caller-hangs-up"))));
    client.send(b"Action: Login\r\nUsername: admin\r\nSecret: rig-admin\r\nEvents: off\r\n\r\n");
    let add =
        |filter: &str| format!("Action: Filter\r\nActionID: f\r\nOperation: Add\r\nFilter: {filter}\r\n\r\n");
    for filter in ["Event: Newchannel[[:space:]]", "Event: Hangup"] {
        let answer = client.send(add(filter).as_bytes());
        assert_eq!(answer, b"Response: Success\r\nActionID: f\r\nMessage: Added\r\n\r\n");
    }
    let refused = client.send(add("Channel: [").as_bytes());
    let want = "Response: Error\r\nActionID: f\r\nMessage: Filter did not compile.  Check the syntax of the filter given.\r\n\r\n";
    assert_eq!(String::from_utf8_lossy(&refused), want);
    let unknown = client.send(b"Action: Filter\r\nOperation: Drop\r\nFilter: x\r\n\r\n");
    assert_eq!(unknown, b"Response: Error\r\nMessage: Unknown operation\r\n\r\n");
    client.got.clear();
    client.send(b"Action: Events\r\nEventMask: on\r\n\r\n");
    let events = played(&client.got);
    let mut names: Vec<&str> = events.iter().map(|event| event[0].1.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["Hangup", "HangupRequest", "Newchannel"]);
    let mut reader = Client::new(options());
    reader.send(b"Action: Login\r\nUsername: readonly\r\nSecret: rig-readonly\r\nEvents: off\r\n\r\n");
    let denied = reader.send(add("Event: Hangup").as_bytes());
    assert_eq!(denied, b"Response: Error\r\nActionID: f\r\nMessage: Permission denied\r\n\r\n");
}

#[test]
fn commands_are_answered_in_both_forms() {
    let command = b"Action: Command\r\nActionID: c\r\nCommand: core show uptime\r\n\r\n";
    assert_answers(
        command,
        "Response: Success\r\nActionID: c\r\nMessage: Command output follows\r\n\
         Output: System uptime: 0 seconds\r\nOutput: Last reload: 0 seconds\r\n\r\n",
    );
    let version = Version::ASTERISK_22.command_output(CommandOutput::Raw);
    let mut client = Client::new(Options::new().version(version));
    client.send(b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\nEvents: off\r\n\r\n");
    let answer = client.send(command);
    assert_eq!(
        String::from_utf8_lossy(&answer),
        "Response: Follows\r\nPrivilege: Command\r\nActionID: c\r\n\
         System uptime: 0 seconds\nLast reload: 0 seconds\n--END COMMAND--\r\n\r\n"
    );
    let lines: Vec<_> = frames(&answer)[0].as_frame().get_all("Output").map(<[u8]>::to_vec).collect();
    assert_eq!(lines, [b"System uptime: 0 seconds".to_vec(), b"Last reload: 0 seconds".to_vec()]);
}

#[test]
fn login_by_md5_takes_the_key_of_its_own_challenge() {
    let mut client = Client::new(options());
    let answer = client.send(b"Action: Challenge\r\nAuthType: MD5\r\n\r\n");
    let challenge = frames(&answer)[0].as_frame().text("Challenge").unwrap().into_owned();
    let key = md5_hex(&format!("{challenge}rig-admin"));
    let login = format!("Action: Login\r\nAuthType: MD5\r\nUsername: admin\r\nKey: {key}\r\n\r\n");
    let answer = client.send(login.as_bytes());
    assert!(
        answer
            .starts_with(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\nEvent: FullyBooted")
    );

    let mut other = Client::new(options());
    let refused = other.send(login.as_bytes());
    assert_eq!(refused, b"Response: Error\r\nMessage: Authentication failed\r\n\r\n");
    assert!(other.read());
}

pub(crate) fn md5_hex(text: &str) -> String {
    use md5::{Digest, Md5};
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
