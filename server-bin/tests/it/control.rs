//! Carrying out, at an Asterisk that the test plays: what is said when an answer or an event does not come, or comes twice.

mod peer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ami_client::{Client, Options};
use asterisk_sim::{Classes, Sim, User};
use callflow_core::call::{CallLeg, CallState, Role};
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::{Call, CallId, Timestamp, Uniqueid};
use callflow_server::control::{
    Control, ControlError, Done, Dtmf, Failure, Hangup, Live, Originate, Park, QueuePause, Recording,
    RecordingStep, Refusal, Rules, Transfer,
};
use tokio::net::TcpListener;

use self::peer::{Peer, Say};

const HUNG_UP: &str = "Response: Success\r\nActionID: {ActionID}\r\nMessage: Channel Hungup\r\n\r\n";
const NO_CHANNEL: &str = "Response: Error\r\nActionID: {ActionID}\r\nMessage: No such channel\r\n\r\n";
const CALLER_GONE: &str = "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.1\r\n\r\n";
const CALLEE_GONE: &str = "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.2\r\n\r\n";
const OTHER_GONE: &str = "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.9\r\n\r\n";
const QUEUED: &str =
    "Response: Success\r\nActionID: {ActionID}\r\nMessage: Originate successfully queued\r\n\r\n";
const NEW: &str = "Event: Newchannel\r\nPrivilege: call,all\r\nUniqueid: {ChannelId}\r\n\r\n";
const NOT_RUNG: &str = "Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: {ActionID}\r\n\
    Response: Failure\r\nReason: 0\r\nUniqueid: <unknown>\r\n\r\n";
const RUNG: &str = "Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: {ActionID}\r\n\
    Response: Success\r\nReason: 4\r\nUniqueid: {ChannelId}\r\n\r\n";

/// One call: +12025550143 talks with 101.
struct One;

impl Live for One {
    fn call(&self, id: &CallId) -> Option<Arc<Call>> {
        let call = Sample::new("default-1.1", 0)
            .inbound("+12025550143", "+15125550101")
            .live()
            .with(|call| {
                call.state = CallState::Up;
                call.legs = vec![
                    leg("1.1", "PJSIP/trunk-00000001", Role::Caller, "+12025550143"),
                    leg("1.2", "PJSIP/101-00000002", Role::Callee, "101"),
                ];
            })
            .build();
        (call.id == *id).then(|| Arc::new(call))
    }
}

fn leg(id: &str, channel: &str, role: Role, number: &str) -> CallLeg {
    CallLeg {
        uniqueid: Uniqueid::new(id),
        channel: channel.into(),
        role,
        number: Some(number.into()),
        name: None,
        started_at: at(0),
        ringing_at: None,
        answered_at: Some(at(5)),
        ended_at: None,
        hangup_cause: None,
        dial_status: None,
        internal: false,
    }
}

fn id() -> CallId {
    CallId::new("default-1.1")
}

const NOW: Timestamp = at(100);

fn control_of(clients: BTreeMap<Arc<str>, Client>) -> Control {
    let rules = Rules { contexts: vec!["phones".into()], ..Rules::default() };
    Control::new(clients, One, rules, || NOW)
}

/// With an Asterisk that says this to each action in turn.
async fn site(says: Vec<Vec<Say>>) -> (Control, Peer) {
    let peer = Peer::start(says).await;
    let options = Options::new(peer.address.to_string(), "callflow", "lo").unwrap();
    let client = Client::connect(options).await.unwrap();
    (control_of(BTreeMap::from([("default".into(), client)])), peer)
}

async fn hangup(says: Vec<Vec<Say>>, party: Option<&str>) -> Result<Done, ControlError> {
    let (control, _peer) = site(says).await;
    // What comes at all comes at once; what does not is not waited for long.
    let control = control.confirmed_within(Duration::from_millis(200));
    let request = Hangup { party: party.map(Into::into), cause: None };
    // A server may give it to another thread.
    tokio::spawn(async move { control.hangup(&id(), &request).await }).await.unwrap()
}

fn confirmed(done: Result<Done, ControlError>) -> Option<String> {
    let done = done.unwrap();
    assert_eq!((done.confirmed, done.call), (done.by.is_some(), Some(id())));
    done.by
}

#[tokio::test]
async fn control_waits_for_the_event_of_the_channel_and_no_other() {
    let patient = |says| async move {
        let (control, _peer) = site(vec![says]).await;
        control.hangup(&id(), &Hangup { party: Some("caller".into()), cause: None }).await
    };
    assert_eq!(confirmed(patient(vec![Say::Text(HUNG_UP), Say::Text(CALLER_GONE)]).await).unwrap(), "Hangup");
    // It listens before it sends: the event may come before the answer.
    assert_eq!(confirmed(patient(vec![Say::Text(CALLER_GONE), Say::Text(HUNG_UP)]).await).unwrap(), "Hangup");
    let other = vec![vec![Say::Text(HUNG_UP), Say::Text(OTHER_GONE), Say::Text(CALLEE_GONE)]];
    assert_eq!(confirmed(hangup(other, Some("caller")).await), None);
    assert_eq!(confirmed(hangup(vec![vec![Say::Text(HUNG_UP)]], Some("caller")).await), None);
}

#[tokio::test]
async fn control_that_is_not_confirmed_says_when_it_gave_up() {
    let done = hangup(vec![vec![Say::Text(HUNG_UP), Say::Close]], Some("caller")).await.unwrap();
    assert_eq!((done.confirmed, done.by, done.at), (false, None, NOW));
}

#[tokio::test]
async fn control_of_a_whole_call_takes_channels_that_went_with_the_first_as_done() {
    let both = vec![
        vec![Say::Text(HUNG_UP), Say::Text(CALLEE_GONE), Say::Text(CALLER_GONE)],
        vec![Say::Text(NO_CHANNEL)],
    ];
    assert_eq!(confirmed(hangup(both, None).await).unwrap(), "Hangup");
    let one = vec![vec![Say::Text(HUNG_UP), Say::Text(CALLER_GONE)], vec![Say::Text(HUNG_UP)]];
    assert_eq!(confirmed(hangup(one, None).await), None, "the callee is still there");
    let none = vec![vec![Say::Text(NO_CHANNEL)], vec![Say::Text(NO_CHANNEL)]];
    let failed = hangup(none, None).await.unwrap_err();
    assert!(matches!(failed, ControlError::Failed { why: Failure::NoSuchChannel, .. }), "{failed:?}");
}

#[tokio::test]
async fn control_whose_answer_is_lost_is_unknown_unless_the_event_came() {
    let unknown = ControlError::Unknown { pbx: "default".into() };
    assert_eq!(hangup(vec![vec![Say::Close]], Some("caller")).await, Err(unknown));
    let seen = vec![vec![Say::Text(CALLER_GONE), Say::Close]];
    assert_eq!(confirmed(hangup(seen, Some("caller")).await).unwrap(), "Hangup");
}

#[tokio::test]
async fn control_that_was_done_in_part_is_unknown() {
    let queued = "Response: Success\r\nActionID: {ActionID}\r\nMessage: DTMF successfully queued\r\n\r\n";
    let (control, _peer) = site(vec![vec![Say::Text(queued), Say::Close]]).await;
    let unknown = ControlError::Unknown { pbx: "default".into() };
    assert_eq!(control.dtmf(&id(), &Dtmf { party: None, digits: "12".into() }).await, Err(unknown));
}

#[tokio::test]
async fn control_that_is_refused_was_not_done_whatever_else_happens() {
    let not_there = "Response: Error\r\nActionID: {ActionID}\r\nMessage: Interface not found\r\n\r\n";
    let of_another =
        "Event: QueueMemberPause\r\nPrivilege: agent,all\r\nInterface: PJSIP/101\r\nPaused: 1\r\n\r\n";
    let (control, _peer) = site(vec![vec![Say::Text(of_another), Say::Text(not_there)]]).await;
    let pause = QueuePause { agent: "101".into(), paused: true, ..QueuePause::default() };
    let failed = control.queue_pause(&pause).await.unwrap_err();
    assert!(matches!(failed, ControlError::Failed { why: Failure::NotAMember, .. }), "{failed:?}");
}

#[tokio::test]
async fn control_without_a_connection_sends_nothing() {
    // Nobody answers there.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options = Options::new(silent.local_addr().unwrap().to_string(), "callflow", "lo").unwrap();
    let control = control_of(BTreeMap::from([("default".into(), Client::start(options).unwrap())]));
    let unavailable = || ControlError::Unavailable { pbx: "default".into() };
    assert_eq!(control.hangup(&id(), &Hangup::default()).await, Err(unavailable()));
    assert_eq!(control.originate(&from_to("101", "102")).await, Err(unavailable()));
    // The Asterisk of the call is configured no more.
    let none = control_of(BTreeMap::new());
    assert_eq!(none.hangup(&id(), &Hangup::default()).await, Err(unavailable()));
}

#[tokio::test]
async fn control_of_a_call_that_is_over_is_not_found() {
    let (control, mut peer) = site(Vec::new()).await;
    let gone = CallId::new("default-7.7");
    let not_found = ControlError::NotFound(gone.clone());
    let transfer = Transfer { party: None, to: "102".into(), context: None };
    let recording = Recording { action: RecordingStep::Off, party: None };
    let digits = Dtmf { party: None, digits: "1".into() };
    assert_eq!(control.hangup(&gone, &Hangup::default()).await, Err(not_found.clone()));
    assert_eq!(control.transfer(&gone, &transfer).await, Err(not_found.clone()));
    assert_eq!(control.park(&gone, &Park::default()).await, Err(not_found.clone()));
    assert_eq!(control.recording(&gone, &recording).await, Err(not_found.clone()));
    assert_eq!(control.dtmf(&gone, &digits).await, Err(not_found.clone()));
    assert_eq!(control.hold(&gone), Err(not_found));
    assert_eq!(control.hold(&id()), Err(Refusal::HoldNeedsAri.into()));
    assert_eq!(peer.actions.try_recv().ok(), None, "something was sent");
}

#[tokio::test]
async fn control_needs_the_name_of_an_asterisk_where_there_are_several() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let client = || Client::start(Options::new(address.clone(), "callflow", "lo").unwrap()).unwrap();
    let control = control_of(BTreeMap::from([("ams".into(), client()), ("ber".into(), client())]));
    let pause = |pbx: Option<&str>| QueuePause {
        pbx: pbx.map(str::to_owned),
        agent: "101".into(),
        paused: true,
        ..QueuePause::default()
    };
    for (pbx, invalid) in [(None, true), (Some("rom"), true), (Some("ber"), false)] {
        let error = control.queue_pause(&pause(pbx)).await.unwrap_err();
        let is_invalid = matches!(&error, ControlError::Invalid { field, .. } if field == "pbx");
        assert_eq!(is_invalid, invalid, "{pbx:?}: {error:?}");
    }
}

fn from_to(from: &str, to: &str) -> Originate {
    Originate { from: from.into(), to: to.into(), ..Originate::default() }
}

async fn originate(says: Vec<Say>) -> Result<Done, ControlError> {
    let (control, mut peer) = site(vec![says]).await;
    let done = control.originate(&from_to("101", "102")).await;
    let action = peer.actions.recv().await.unwrap();
    let id = action.lines().find_map(|line| line.strip_prefix("ChannelId: ")).unwrap();
    if let Ok(done) = &done {
        let call = done.call.as_ref().unwrap();
        assert_eq!(call.as_str(), format!("default-{id}"));
        assert!(done.confirmed);
    }
    done
}

#[tokio::test]
async fn control_knows_the_call_that_it_makes_when_its_channel_is_there() {
    let by = |done: Result<Done, ControlError>| done.unwrap().by.unwrap();
    assert_eq!(by(originate(vec![Say::Text(QUEUED), Say::Text(NEW)]).await), "Newchannel");
    assert_eq!(by(originate(vec![Say::Text(NEW), Say::Close]).await), "Newchannel");
    // A call that fails at once was one; its record says so.
    let failed = vec![Say::Text(QUEUED), Say::Text(NEW), Say::Text(NOT_RUNG)];
    assert_eq!(by(originate(failed).await), "Newchannel");
    // The manager user is not told of new channels.
    assert_eq!(by(originate(vec![Say::Text(QUEUED), Say::Text(RUNG)]).await), "OriginateResponse");
}

#[tokio::test]
async fn control_says_why_no_call_was_made() {
    let not_rung = originate(vec![Say::Text(QUEUED), Say::Text(NOT_RUNG)]).await.unwrap_err();
    assert!(matches!(not_rung, ControlError::Failed { why: Failure::NotRung, .. }), "{not_rung:?}");
    let no_number = "Response: Error\r\nActionID: {ActionID}\r\nMessage: Extension does not exist.\r\n\r\n";
    let no_number = originate(vec![Say::Text(no_number)]).await.unwrap_err();
    assert!(matches!(no_number, ControlError::Failed { why: Failure::NoSuchExtension, .. }), "{no_number:?}");
    let unknown = ControlError::Unknown { pbx: "default".into() };
    assert_eq!(originate(vec![Say::Close]).await, Err(unknown.clone()));
    assert_eq!(originate(vec![Say::Text(QUEUED), Say::Close]).await, Err(unknown.clone()));
    let (control, _peer) = site(vec![vec![Say::Text(QUEUED)]]).await;
    let control = control.confirmed_within(Duration::from_millis(200));
    assert_eq!(control.originate(&from_to("101", "102")).await, Err(unknown));
}

#[tokio::test]
async fn control_plays_keys_in_their_order() {
    let queued = "Response: Success\r\nActionID: {ActionID}\r\nMessage: DTMF successfully queued\r\n\r\n";
    let (control, mut peer) = site(["1", "2", "#"].map(|_| vec![Say::Text(queued)]).into()).await;
    let done = control.dtmf(&id(), &Dtmf { party: Some("101".into()), digits: "12#".into() }).await.unwrap();
    assert_eq!((done.confirmed, done.by), (false, None));
    for digit in ["1", "2", "#"] {
        let action = peer.actions.recv().await.unwrap();
        assert!(action.starts_with("Action: PlayDTMF\r\n"), "{action}");
        assert!(action.contains(&format!("\r\nDigit: {digit}\r\n")), "{digit} is not in {action}");
    }
}

#[tokio::test]
async fn control_at_a_simulated_asterisk_is_refused_as_by_a_real_one() {
    for (write, why) in [("all", Failure::NoSuchChannel), ("reporting", Failure::PermissionDenied)] {
        let user = User::new("callflow", "lo").write(Classes::of(write));
        let sim = Sim::bind(asterisk_sim::Options::new().user(user)).await.unwrap();
        let options = Options::new(sim.local_addr().to_string(), "callflow", "lo").unwrap();
        let client = Client::connect(options).await.unwrap();
        let control = control_of(BTreeMap::from([("default".into(), client)]));
        let party = Hangup { party: Some("callee".into()), cause: None };
        let failed = control.hangup(&id(), &party).await.unwrap_err();
        assert!(matches!(&failed, ControlError::Failed { why: told, .. } if *told == why), "{failed:?}");
    }
}
