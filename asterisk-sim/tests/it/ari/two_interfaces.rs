//! Live calls are told of on both interfaces.

use asterisk_sim::{Ari, Options, Script};

use super::client::{Pbx, SECOND};
use crate::support::{capture, frames};

const LOGIN: &[u8] = b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n";

/// A client of the manager interface that is logged in.
fn manager(pbx: &mut Pbx) -> asterisk_sim::ConnectionId {
    let id = pbx.machine.accept(pbx.now).unwrap();
    pbx.listen(id);
    pbx.send(id, LOGIN);
    id
}

/// `Newchannel a`, `Hangup a 16`.
fn said(pbx: &Pbx, id: asterisk_sim::ConnectionId, from: usize) -> Vec<String> {
    let frames = frames(&pbx.received(id)[from..]);
    let text = |frame: &ami_proto::OwnedFrame, name: &str| {
        frame.as_frame().text(name).map(|text| text.into_owned()).unwrap_or_default()
    };
    frames
        .iter()
        .filter(|frame| !text(frame, "Event").is_empty())
        .map(|frame| {
            let id = ["Uniqueid", "DestUniqueid", "Device"].map(|name| text(frame, name)).concat();
            let further = ["ChannelStateDesc", "DialStatus", "Cause", "Variable", "State"]
                .map(|name| text(frame, name))
                .concat();
            format!("{} {id} {further}", text(frame, "Event"))
        })
        .collect()
}

#[test]
fn a_call_made_over_ari_is_seen_on_ami() {
    let mut pbx = Pbx::new(Ari::new());
    let ami = manager(&mut pbx);
    let _live = pbx.open("live");
    let from = pbx.received(ami).len();
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
    pbx.pass(2 * SECOND);
    pbx.done("POST", "bridges/br");
    pbx.done("POST", "bridges/br/addChannel?channel=a");
    pbx.send(ami, b"Action: CoreShowChannels\r\n\r\nAction: BridgeInfo\r\nBridgeUniqueid: br\r\n\r\n");
    let list = String::from_utf8_lossy(pbx.received(ami)).into_owned();
    assert!(list.contains("Event: CoreShowChannel\r\nChannel: PJSIP/1001-10000000\r\n"), "{list}");
    assert!(list.contains("BridgeId: br\r\n") && list.contains("Event: BridgeInfoChannel\r\n"), "{list}");
    let from_end = pbx.received(ami).len();
    pbx.done("DELETE", "bridges/br");
    pbx.done("DELETE", "channels/a?reason=busy");
    let mut seen = said(&pbx, ami, from);
    seen.retain(|event| !event.starts_with("CoreShow") && !event.starts_with("BridgeInfo"));
    assert_eq!(
        seen[..14],
        [
            "Newchannel a Down",
            "Newexten a Down",
            "DialBegin a ",
            "DialState a RINGING",
            "Newstate a Ringing",
            "DeviceStateChange PJSIP/1001 RINGING",
            "Newstate a Up",
            "DeviceStateChange PJSIP/1001 INUSE",
            "DialEnd a ANSWER",
            "VarSet a UpSTASISSTATUS",
            "BridgeCreate  ",
            "BridgeEnter a Up",
            "BridgeLeave a Up",
            "BridgeDestroy  ",
        ]
    );
    let end = ["SoftHangupRequest a Up32", "VarSet a UpSTASISSTATUS", "Hangup a Up17"];
    assert_eq!(said(&pbx, ami, from_end)[2..5], end);
    pbx.send(ami, b"Action: CoreShowChannels\r\nActionID: gone\r\n\r\n");
    let list = String::from_utf8_lossy(pbx.received(ami)).into_owned();
    assert!(list.ends_with("ListItems: 0\r\n\r\n"), "{list}");
}

#[test]
fn a_hangup_over_ami_is_seen_on_ari() {
    let mut pbx = Pbx::new(Ari::new());
    let ami = manager(&mut pbx);
    let mut live = pbx.open("live");
    for (by, cause) in [("a", "21"), ("PJSIP/1001-10000001", "16")] {
        pbx.done("POST", "channels?endpoint=PJSIP/1001&app=live&channelId=a");
        pbx.pass(2 * SECOND);
        pbx.heard(&mut live);
        pbx.send(ami, format!("Action: Hangup\r\nChannel: {by}\r\nCause: {cause}\r\n\r\n").as_bytes());
        let heard = pbx.heard(&mut live);
        let kinds: Vec<String> = heard.iter().map(super::client::kind).collect();
        assert_eq!(kinds, ["StasisEnd", "ChannelVarset STASISSTATUS", "ChannelDestroyed"]);
        assert_eq!(heard[2]["cause"].to_string(), cause);
        let seen = String::from_utf8_lossy(pbx.received(ami)).into_owned();
        assert!(seen.contains("Response: Success\r\nMessage: Channel Hungup\r\n"), "{seen}");
    }
    pbx.send(ami, b"Action: Hangup\r\nChannel: a\r\n\r\n");
    let seen = String::from_utf8_lossy(pbx.received(ami)).into_owned();
    assert!(seen.ends_with("Message: No such channel\r\n\r\n"), "{seen}");
}

/// Recordings go on beside live calls, and are not to be touched.
#[test]
fn recordings_are_of_the_manager_interface_alone() {
    let script = Script::of(capture("asterisk-22/01-internal-caller-hangs-up"));
    let mut pbx = Pbx::of(Options::new().script(script).ari(Ari::new()));
    let ami = manager(&mut pbx);
    let mut all = pbx.open("all&subscribeAll=true");
    pbx.pass(SECOND);
    assert!(pbx.machine.is_finished());
    let played = said(&pbx, ami, 0);
    assert_eq!(played.iter().filter(|event| event.starts_with("Newchannel")).count(), 2);
    assert_eq!((pbx.kinds(&mut all).len(), pbx.done("GET", "channels").as_array().unwrap().len()), (0, 0));
    pbx.done("POST", "channels?endpoint=PJSIP/1001&app=all&channelId=a");
    assert!(!pbx.machine.is_finished(), "it rings");
    pbx.pass(2 * SECOND);
    assert!(pbx.machine.is_finished());
    assert!(said(&pbx, ami, 0).iter().any(|event| event == "Newchannel a Down"));
}

/// What clients say ends no line of a message, however it looks.
#[test]
fn values_stay_in_their_line() {
    let mut pbx = Pbx::new(Ari::new());
    let ami = manager(&mut pbx);
    let _live = pbx.open("live");
    let body = r#"{"endpoint":"PJSIP/1001","app":"live","channelId":"a\r\nEvent: Evil","variables":{"X\r\nY":"1\r\n\r\nEvent: Evil"}}"#;
    assert_eq!(pbx.ask_with("POST", "channels", body).0, 200);
    let seen = frames(pbx.received(ami));
    assert!(seen.iter().all(|frame| frame.as_frame().event_name() != Some(b"Evil")));
    assert!(seen.iter().any(|frame| frame.as_frame().get("Value") == Some(b"1    Event: Evil")));
}
