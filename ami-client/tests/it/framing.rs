//! The framing cases that other clients fail; the table in the README has a row for each of these tests.

use ami_client::{Message, SubscribeOptions};

use crate::peer::connected;

/// What a command gives when its answer comes like this, ActionID put in for `{id}`.
async fn command(answer: &str) -> Vec<String> {
    let (client, mut peer, _asterisk) = connected().await;
    let lines = tokio::spawn(async move { client.command("x").await });
    let id = peer.asked("Command").await;
    peer.says(answer.replace("{id}", &id)).await;
    lines.await.unwrap().unwrap()
}

/// The values of a header in all events that come of these bytes.
async fn values(bytes: impl AsRef<[u8]>, header: &str) -> Vec<String> {
    let (client, mut peer, _asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    peer.says(bytes).await;
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    let mut values = Vec::new();
    while let Some(message) = events.try_recv() {
        assert!(!matches!(message, Message::Gap(_)), "{message:?}");
        if let Message::Event(event) = message {
            values.extend(event.frame().text(header).map(std::borrow::Cow::into_owned));
        }
    }
    values
}

#[tokio::test(start_paused = true)]
async fn command_output_of_600_lines() {
    let output: String = (0..600).map(|line| format!("Output:   line {line}: x\r\n")).collect();
    let answer =
        format!("Response: Success\r\nActionID: {{id}}\r\nMessage: Command output follows\r\n{output}\r\n");
    let lines = command(&answer).await;
    assert_eq!((lines.len(), &*lines[599]), (600, "  line 599: x"));
}

#[tokio::test(start_paused = true)]
async fn command_output_before_asterisk_14() {
    let output: String = (0..600).map(|line| format!("line {line}: x\n")).collect();
    let answer = format!(
        "Response: Follows\r\nPrivilege: Command\r\nActionID: {{id}}\r\n{output}--END COMMAND--\r\n\r\n"
    );
    let lines = command(&answer).await;
    assert_eq!((lines.len(), &*lines[0], &*lines[599]), (600, "line 0: x", "line 599: x"));
}

#[tokio::test(start_paused = true)]
async fn frames_that_end_with_cr_lf_lf() {
    let bytes = "Event: Hangup\r\nCause: 16\r\n\nEvent: Hangup\r\nCause: 17\r\n\r\n";
    assert_eq!(values(bytes, "Cause").await, ["16", "17"]);
}

#[tokio::test(start_paused = true)]
async fn lines_that_end_with_a_bare_lf() {
    assert_eq!(
        values("Event: Hangup\nCause: 16\n\nEvent: Hangup\nCause: 17\n\n", "Cause").await,
        ["16", "17"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_bare_lf_within_a_value() {
    let bytes = "Event: X\r\nMessage: Park successful\n\r\nCause: 1\r\n\r\nEvent: X\r\nCause: 2\r\n\r\n";
    assert_eq!(values(bytes, "Cause").await, ["1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn names_in_latin_1_and_half_a_character() {
    let bytes = b"Event: Newchannel\r\nCallerIDName: Andr\xe9\r\n\r\nEvent: Newchannel\r\nCallerIDName: \xd0\x94\xd0\r\n\r\n";
    assert_eq!(values(bytes, "CallerIDName").await, ["Andr\u{fffd}", "\u{414}\u{fffd}"]);
}

#[tokio::test(start_paused = true)]
async fn an_event_over_64_kib() {
    let long = "x".repeat(100_000);
    let bytes = format!("Event: UserEvent\r\nBody: {long}\r\n\r\n");
    assert_eq!(values(bytes, "Body").await, [long]);
}

#[tokio::test(start_paused = true)]
async fn repeated_headers_and_values_with_colons() {
    let bytes = "Event: X\r\nChanVariable: a=1\r\nChanVariable: b: 2\r\n\r\n";
    let (client, mut peer, _asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    peer.says(bytes).await;
    events.recv().await.unwrap();
    let Some(Message::Event(event)) = events.recv().await else { panic!() };
    let all: Vec<&[u8]> = event.frame().get_all("ChanVariable").collect();
    assert_eq!(all, [&b"a=1"[..], b"b: 2"]);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_holds_a_header_response() {
    let bytes = "Event: OriginateResponse\r\nResponse: Failure\r\nReason: 0\r\n\r\n";
    assert_eq!(values(bytes, "Reason").await, ["0"]);
}
