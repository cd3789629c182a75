//! At an Asterisk that the test plays: nothing is recorded twice, whatever became of an answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use ami_client::{Client, Options};
use callflow_core::{Call, CallId, Timestamp};

use super::AutomaticRule;
use crate::control::plan::samples::talking;
use crate::control::{Control, ControlError, Live, Means, Recorded, RecordingRules, Rules};

#[path = "../../../tests/it/control/peer.rs"]
mod peer;
use self::peer::{Peer, Say};

const NO_FILE: &str =
    "Response: Success\r\nActionID: {ActionID}\r\nVariable: MIXMONITOR_FILENAME\r\nValue: \r\n\r\n";
const A_FILE: &str = "Response: Success\r\nActionID: {ActionID}\r\nVariable: MIXMONITOR_FILENAME\r\nValue: /spool/a.wav\r\n\r\n";
const STARTED: &str = "Response: Success\r\nActionID: {ActionID}\r\n\r\n\
    Event: MixMonitorStart\r\nPrivilege: call,all\r\nUniqueid: 1.1\r\n\r\n";
const COMMANDS: &str =
    "Response: Success\r\nActionID: {ActionID}\r\nMonitor: Monitor a channel.  (Priv: call,all)\r\n\r\n";
const NO_COMMANDS: &str =
    "Response: Success\r\nActionID: {ActionID}\r\nPing: Keepalive.  (Priv: <none>)\r\n\r\n";

/// Of which nobody is asked here: the call is given.
struct Nobody;

impl Live for Nobody {
    fn call(&self, _: &CallId) -> Option<Arc<Call>> {
        None
    }
}

async fn site(says: Vec<Vec<Say>>) -> (Control, Peer) {
    let peer = Peer::start(says).await;
    let options = Options::new(peer.address.to_string(), "callflow", "lo").unwrap();
    let clients = BTreeMap::from([("default".into(), Client::connect(options).await.unwrap())]);
    let recording = RecordingRules::new("/spool", "wav").unwrap();
    let recording = recording.automatically("{call}".parse().unwrap(), vec![AutomaticRule::default()]);
    let rules = Rules { recording: Some(recording), ..Rules::default() };
    (Control::new(clients, Nobody, rules, Timestamp::default), peer)
}

/// The names of the actions that were sent.
fn sent(peer: &mut Peer) -> Vec<String> {
    let name = |action: String| {
        action.lines().find_map(|line| line.strip_prefix("Action: ").map(str::to_owned)).unwrap_or_default()
    };
    std::iter::from_fn(|| peer.actions.try_recv().ok()).map(name).collect()
}

#[tokio::test]
async fn a_recording_begins_where_the_channel_has_none() {
    let (control, mut peer) = site(vec![vec![Say::Text(NO_FILE)], vec![Say::Text(STARTED)]]).await;
    let begun = control.record_automatically(&talking(), Means::MixMonitor).await.unwrap();
    let Recorded::Begun(done) = begun else { panic!("{begun:?}") };
    assert_eq!((done.confirmed, done.details.file.as_deref()), (true, Some("/spool/default-1.1.wav")));
    assert_eq!(sent(&mut peer), ["Getvar", "MixMonitor"]);
}

#[tokio::test]
async fn a_channel_that_is_recorded_is_left_as_it_is() {
    let (control, mut peer) = site(vec![vec![Say::Text(A_FILE)]]).await;
    let left = control.record_automatically(&talking(), Means::MixMonitor).await.unwrap();
    assert!(matches!(left, Recorded::Already), "{left:?}");
    assert_eq!(sent(&mut peer), ["Getvar"]);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_not_taken_for_anything() {
    let (control, _peer) = site(vec![vec![Say::Text(NO_FILE)], vec![Say::Close]]).await;
    let lost = control.record_automatically(&talking(), Means::MixMonitor).await.unwrap_err();
    assert_eq!(lost, ControlError::Unknown { pbx: "default".into() });
}

#[tokio::test]
async fn a_call_that_is_not_due_is_not_asked_about() {
    let (control, mut peer) = site(Vec::new()).await;
    let alone = Call { answered: false, ..talking() };
    let left = control.record_automatically(&alone, Means::MixMonitor).await.unwrap();
    assert!(matches!(left, Recorded::NotDue), "{left:?}");
    assert_eq!(sent(&mut peer), [""; 0]);
}

#[tokio::test]
async fn asterisk_says_with_what_it_records() {
    let (control, mut peer) = site(vec![vec![Say::Text(COMMANDS)], vec![Say::Text(NO_COMMANDS)]]).await;
    assert_eq!(control.recording_means(&"default".into()).await, Ok(Means::Monitor));
    let neither = control.recording_means(&"default".into()).await.unwrap_err();
    assert!(neither.to_string().contains("neither MixMonitor nor Monitor"), "{neither}");
    assert_eq!(sent(&mut peer), ["ListCommands", "ListCommands"]);
}
