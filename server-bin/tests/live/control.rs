//! Acting on calls and queues: what Asterisk does, which event shows it, and what the record then says.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ami_client::Client;
use callflow_core::call::{CallState, Direction, HungUpBy, ParkOutcome, TransferKind};
use callflow_core::{Call, Disposition};
use callflow_server::control::{
    Control, ControlError, Done, Dtmf, Failure, Hangup, Originate, Park, QueueAdd, QueuePause, QueuePenalty,
    QueueRemove, Recording, RecordingRules, RecordingStep, Refusal, Rules, Transfer,
};
use callflow_server::follow::timestamp;
use callflow_sip_agent::OnCall;
use tokio::time::{sleep, timeout};

use crate::at_both;
use crate::rig::{Asterisk, PATIENCE, Phone};
use crate::tracked::Tracked;

at_both!(
    a_call_is_made_and_one_party_hung_up,
    a_dialers_call_rings_outside_first,
    a_call_that_nobody_takes_is_told_as_one,
    the_callee_hands_the_caller_to_a_third,
    the_caller_hands_the_callee_to_a_third,
    the_caller_is_parked_in_a_space_that_is_told,
    a_recording_begins_pauses_and_ends,
    keys_are_played,
    members_are_added_paused_weighed_and_removed,
    what_asterisk_refuses_is_told_apart,
);

struct Site {
    control: Control,
    client: Client,
    tracked: Tracked,
    asterisk: Asterisk,
}

impl Site {
    async fn at(asterisk: Asterisk) -> Self {
        let (client, tracked) = Tracked::follow(asterisk.options("callflow")).await;
        let control = control(&asterisk, client.clone(), &tracked);
        Self { control, client, tracked, asterisk }
    }

    /// 1001 calls 1002, which answers; until both talk.
    async fn talk(&mut self) -> (Call, Phone, callflow_sip_agent::CallId, Phone) {
        let kim = self.asterisk.phone("1001", OnCall::Ring).await;
        let lee = self.asterisk.phone("1002", OnCall::ANSWER).await;
        let here = kim.agent.call("1002").await.unwrap();
        (self.tracked.talk().await, kim, here, lee)
    }
}

fn control(asterisk: &Asterisk, client: Client, tracked: &Tracked) -> Control {
    let rules = Rules {
        contexts: vec!["phones".into()],
        trunks: vec!["trunk".into()],
        allow: vec!["_+49.".parse().unwrap()],
        originate_outside: true,
        recording: Some(RecordingRules::new(asterisk.recordings().to_str().unwrap(), "wav").unwrap()),
        ..Rules::default()
    };
    let clients = BTreeMap::from([(Arc::from("live"), client)]);
    Control::new(clients, tracked.clone(), rules, || timestamp(SystemTime::now()))
}

#[track_caller]
fn assert_confirmed(done: &Done, by: &str) {
    assert_eq!((done.confirmed, done.by.as_deref()), (true, Some(by)), "{done:?}");
}

fn from_to(from: &str, to: &str) -> Originate {
    Originate { from: from.into(), to: to.into(), timeout_s: Some(20), ..Originate::default() }
}

fn party(name: &str) -> Hangup {
    Hangup { party: Some(name.into()), ..Hangup::default() }
}

async fn a_call_is_made_and_one_party_hung_up(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let _kim = site.asterisk.phone("1001", OnCall::ANSWER).await;
    let _lee = site.asterisk.phone("1002", OnCall::ANSWER).await;
    let done = site.control.originate(&from_to("1001", "1002")).await.unwrap();
    assert_confirmed(&done, "Newchannel");
    let id = done.call.unwrap();
    let call = site.tracked.talk().await;
    assert_eq!((&call.id, call.answered_by.as_deref()), (&id, Some("1002")));

    let done = site.control.hangup(&id, &party("callee")).await.unwrap();
    assert_confirmed(&done, "Hangup");
    let call = site.tracked.ended(&id).await;
    assert_eq!((call.originated, call.originated_by), (true, None));
    assert_eq!((call.caller.number.as_deref(), call.dialled.as_deref()), (Some("1001"), Some("1002")));
    assert_eq!((call.disposition, call.hung_up_by), (Some(Disposition::Answered), Some(HungUpBy::System)));
    assert_eq!(site.control.hangup(&id, &Hangup::default()).await, Err(ControlError::NotFound(id)));
}

async fn a_dialers_call_rings_outside_first(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let _carrier = site.asterisk.trunk(OnCall::ANSWER).await;
    let _kim = site.asterisk.phone("1001", OnCall::ANSWER).await;
    let request = Originate { trunk: Some("trunk".into()), ..from_to("+493012345", "1001") };
    let done = site.control.originate(&request).await.unwrap();
    assert_confirmed(&done, "Newchannel");
    let id = done.call.unwrap();
    assert_eq!(site.tracked.talk().await.id, id);
    // The one outside is found by the number.
    assert_confirmed(&site.control.hangup(&id, &party("+493012345")).await.unwrap(), "Hangup");
    let call = site.tracked.ended(&id).await;
    assert_eq!((call.originated, call.direction), (true, Direction::Outbound));
    assert_eq!((call.caller.number.as_deref(), call.dialled.as_deref()), (Some("1001"), Some("+493012345")));
}

async fn a_call_that_nobody_takes_is_told_as_one(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let _busy = site.asterisk.phone("1003", OnCall::BUSY).await;
    let done = site.control.originate(&from_to("1003", "1002")).await.unwrap();
    assert_confirmed(&done, "Newchannel");
    let call = site.tracked.ended(&done.call.unwrap()).await;
    assert_eq!((call.originated, call.disposition), (true, Some(Disposition::Busy)));

    let _kim = site.asterisk.phone("1001", OnCall::Ring).await;
    let done = site.control.originate(&from_to("1001", "1002")).await.unwrap();
    let id = done.call.unwrap();
    site.tracked.live("a phone that rings", |call| call.id == id && call.state == CallState::Ringing).await;
    assert_confirmed(&site.control.hangup(&id, &Hangup::default()).await.unwrap(), "Hangup");
    let call = site.tracked.ended(&id).await;
    assert_eq!((call.originated, call.answered, call.caller.number.as_deref()), (true, false, Some("1001")));
}

async fn the_callee_hands_the_caller_to_a_third(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let _sam = site.asterisk.phone("1003", OnCall::ANSWER).await;
    let (call, mut kim, here, _lee) = site.talk().await;
    let request = Transfer { party: None, to: "1003".into(), context: None };
    let done = site.control.transfer(&call.id, &request).await.unwrap();
    assert_confirmed(&done, "BlindTransfer");
    let is_there = |call: &Call| call.final_party.as_deref() == Some("1003");
    let call = site.tracked.live("talk with 1003", is_there).await;

    // All of it.
    assert_confirmed(&site.control.hangup(&call.id, &Hangup::default()).await.unwrap(), "Hangup");
    kim.ended(&here).await;
    let call = site.tracked.ended(&call.id).await;
    assert_eq!(call.transfers.len(), 1);
    let transfer = &call.transfers[0];
    assert_eq!((transfer.kind, transfer.succeeded), (TransferKind::Blind, true));
    assert_eq!((transfer.by.as_deref(), transfer.to.as_deref()), (Some("1002"), Some("1003")));
    assert_eq!((call.answered_by.as_deref(), call.caller.number.as_deref()), (Some("1002"), Some("1001")));
    assert_eq!(call.hung_up_by, Some(HungUpBy::System));
}

async fn the_caller_hands_the_callee_to_a_third(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let _sam = site.asterisk.phone("1003", OnCall::ANSWER).await;
    let (call, mut kim, here, _lee) = site.talk().await;
    let request = Transfer { party: Some("1001".into()), to: "1003".into(), context: Some("phones".into()) };
    let done = site.control.transfer(&call.id, &request).await.unwrap();
    assert_confirmed(&done, "BlindTransfer");
    kim.ended(&here).await;
    let is_there = |call: &Call| call.final_party.as_deref() == Some("1003");
    let call = site.tracked.live("talk with 1003", is_there).await;
    site.control.hangup(&call.id, &party("1003")).await.unwrap();
    let call = site.tracked.ended(&call.id).await;
    let transfer = &call.transfers[0];
    assert_eq!((transfer.by.as_deref(), transfer.to.as_deref()), (Some("1001"), Some("1003")));
    assert!(transfer.succeeded);
}

async fn the_caller_is_parked_in_a_space_that_is_told(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let (call, _kim, _here, _lee) = site.talk().await;
    let request = Park { timeout_s: Some(600), ..Park::default() };
    let done = site.control.park(&call.id, &request).await.unwrap();
    assert_confirmed(&done, "ParkedCall");
    assert_eq!(done.details.parking_space.as_deref(), Some("701"));
    assert_eq!(done.details.parking_lot.as_deref(), Some("default"));
    let call = site.tracked.live("parked", |call| call.state == CallState::Parked).await;
    assert_confirmed(&site.control.hangup(&call.id, &party("caller")).await.unwrap(), "Hangup");
    let call = site.tracked.ended(&call.id).await;
    assert_eq!(call.parks.len(), 1);
    let park = &call.parks[0];
    assert_eq!((park.space.as_deref(), park.lot.as_deref()), (Some("701"), Some("default")));
    assert_eq!((park.by.as_deref(), park.outcome), (Some("1002"), Some(ParkOutcome::GivenUp)));
}

async fn a_recording_begins_pauses_and_ends(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let (call, _kim, _here, _lee) = site.talk().await;
    let step = |action| Recording { action, party: None };
    let mut file = None;
    for (action, event) in [
        (RecordingStep::On, "MixMonitorStart"),
        (RecordingStep::Pause, "MixMonitorMute"),
        (RecordingStep::Resume, "MixMonitorMute"),
        (RecordingStep::Off, "MixMonitorStop"),
    ] {
        let done = site.control.recording(&call.id, &step(action)).await.unwrap();
        assert_confirmed(&done, event);
        file = file.or(done.details.file);
    }
    let file = file.unwrap();
    site.control.hangup(&call.id, &Hangup::default()).await.unwrap();
    let call = site.tracked.ended(&call.id).await;
    assert_eq!(call.recordings.len(), 1);
    let recording = &call.recordings[0];
    assert_eq!(recording.file.as_deref(), Some(&*file));
    assert!(recording.to.is_some_and(|to| to >= recording.from));
    assert!(Path::new(&file).starts_with(site.asterisk.recordings()), "{file}");
    // Asterisk writes it on a thread of its own.
    let written = async {
        while !Path::new(&file).is_file() {
            sleep(Duration::from_millis(50)).await;
        }
    };
    assert!(timeout(PATIENCE, written).await.is_ok(), "no {file}");
}

async fn keys_are_played(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let (call, _kim, _here, _lee) = site.talk().await;
    site.client.command("pjsip set logger on").await.unwrap();
    let done = site.control.dtmf(&call.id, &Dtmf { party: None, digits: "122#".into() }).await.unwrap();
    assert_eq!((done.confirmed, done.by), (false, None));
    // The phone is told of each by a SIP message of its own; one that is sent again has the number of the first.
    let told = || {
        let log = site.asterisk.log();
        let infos = log.split("\nINFO sip:1002@").skip(1);
        let told = |info: &str| {
            let of =
                |name: &str| info.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::to_owned);
            Some((of("CSeq: ")?, of("Signal=")?))
        };
        let mut keys: Vec<(String, String)> = infos.filter_map(told).collect();
        keys.dedup();
        keys.into_iter().map(|(_, key)| key).collect::<String>()
    };
    let all = async {
        while told().len() < 4 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    assert!(timeout(PATIENCE, all).await.is_ok(), "{}", site.asterisk.log());
    assert_eq!(told(), "122#");
    assert_eq!(site.control.hold(&call.id), Err(Refusal::HoldNeedsAri.into()));
}

async fn members_are_added_paused_weighed_and_removed(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let (sales, agent) = (|| "sales".to_owned(), || "1006".to_owned());
    let at = ("sales", "PJSIP/1006");
    let add = QueueAdd { queue: sales(), agent: agent(), name: Some("Zoë".into()), ..QueueAdd::default() };
    let done = site.control.queue_add(&add).await.unwrap();
    assert_confirmed(&done, "QueueMemberAdded");
    assert_eq!(done.details.interface.as_deref(), Some("PJSIP/1006"));
    site.tracked.member("a member", at, |member| member.is_some_and(|member| !member.paused)).await;
    let again = site.control.queue_add(&add).await.unwrap_err();
    assert!(matches!(again, ControlError::Failed { why: Failure::AlreadyAMember, .. }), "{again:?}");

    let pause = QueuePause {
        queue: Some(sales()),
        agent: agent(),
        paused: true,
        reason: Some("lunch: soup".into()),
        pbx: None,
    };
    assert_confirmed(&site.control.queue_pause(&pause).await.unwrap(), "QueueMemberPause");
    let is_paused = |reason: &'static str| {
        move |member: Option<&callflow_core::queue::QueueMember>| {
            member.is_some_and(|member| member.paused && member.reason.as_deref() == Some(reason))
        }
    };
    site.tracked.member("paused", at, is_paused("lunch: soup")).await;
    let penalty = QueuePenalty { queue: Some(sales()), agent: agent(), penalty: 7, pbx: Some("live".into()) };
    assert_confirmed(&site.control.queue_penalty(&penalty).await.unwrap(), "QueueMemberPenalty");
    let has_penalty =
        |member: Option<&callflow_core::queue::QueueMember>| member.is_some_and(|member| member.penalty == 7);
    site.tracked.member("with a penalty", at, has_penalty).await;
    let back = QueuePause { queue: None, paused: false, reason: None, ..pause };
    assert_confirmed(&site.control.queue_pause(&back).await.unwrap(), "QueueMemberPause");
    site.tracked.member("back", at, |member| member.is_some_and(|member| !member.paused)).await;

    let remove = QueueRemove { queue: sales(), agent: agent(), pbx: None };
    assert_confirmed(&site.control.queue_remove(&remove).await.unwrap(), "QueueMemberRemoved");
    site.tracked.member("no member", at, |member| member.is_none()).await;
    for (request, why) in [
        (remove.clone(), Failure::NotAMember),
        (QueueRemove { agent: "1004".into(), ..remove.clone() }, Failure::NotDynamic),
        (QueueRemove { queue: "nowhere".into(), ..remove }, Failure::NoSuchQueue),
    ] {
        let failed = site.control.queue_remove(&request).await.unwrap_err();
        assert!(matches!(&failed, ControlError::Failed { why: told, .. } if *told == why), "{failed:?}");
    }
}

async fn what_asterisk_refuses_is_told_apart(asterisk: Asterisk) {
    let mut site = Site::at(asterisk).await;
    let failed = |error: &ControlError| match error {
        ControlError::Failed { why, .. } => *why,
        other => panic!("{other:?}"),
    };
    // Nobody is registered there; and there is no such number.
    let not_rung = site.control.originate(&from_to("1009", "1002")).await.unwrap_err();
    assert_eq!(failed(&not_rung), Failure::NotRung, "{not_rung:?}");
    let no_number = site.control.originate(&from_to("1009", "7777")).await.unwrap_err();
    assert_eq!(failed(&no_number), Failure::NoSuchExtension, "{no_number:?}");

    // It rings: there is nobody to be sent on.
    let kim = site.asterisk.phone("1001", OnCall::Ring).await;
    let _lee = site.asterisk.phone("1002", OnCall::Ring).await;
    kim.agent.call("1002").await.unwrap();
    let call = site.tracked.live("ringing", |call| call.state == CallState::Ringing).await;
    let request = Transfer { party: None, to: "1003".into(), context: None };
    let not_now = site.control.transfer(&call.id, &request).await.unwrap_err();
    assert_eq!(failed(&not_now), Failure::NotNow, "{not_now:?}");
    for action in [RecordingStep::Off, RecordingStep::Pause] {
        let request = Recording { action, party: None };
        let not_recorded = site.control.recording(&call.id, &request).await.unwrap_err();
        assert_eq!(failed(&not_recorded), Failure::NotNow, "{not_recorded:?}");
    }

    // Another manager user sees the same calls, and may do nothing.
    let reader = Client::connect(site.asterisk.options("reader")).await.unwrap();
    let refused = control(&site.asterisk, reader, &site.tracked).hangup(&call.id, &Hangup::default()).await;
    assert_eq!(failed(&refused.unwrap_err()), Failure::PermissionDenied);
    site.client.close().await;
    let closed = site.control.hangup(&call.id, &Hangup::default()).await;
    assert_eq!(closed, Err(ControlError::Unavailable { pbx: "live".into() }));
}
