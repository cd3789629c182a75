//! A call between two telephones, seen through the client.

use std::time::UNIX_EPOCH;

use ami_client::Message;
use callflow_core::call::{CallState, HungUpBy};
use callflow_core::{CallFlow, Change, ChangeKind, Disposition, Input, Plan, Timestamp};
use callflow_sip_agent::OnCall;

use crate::at_both;
use crate::rig::{Asterisk, Listener};

at_both!(a_call_is_told_in_order);

/// Which of the two channels an event is about.
fn side(event: &ami_client::Received, header: &str) -> char {
    let channel = event.frame().text(header).unwrap_or_default().into_owned();
    match channel.split('-').next() {
        Some("PJSIP/1001") => 'a',
        Some("PJSIP/1002") => 'b',
        other => panic!("{other:?}"),
    }
}

async fn a_call_is_told_in_order(asterisk: Asterisk) {
    let client = asterisk.client().await;
    let mut kim = asterisk.phone("1001", OnCall::Ring).await;
    let mut lee = asterisk.phone("1002", OnCall::Ring).await;
    let mut events = Listener::new(&client);
    let here = kim.agent.call("1002").await.unwrap();
    let there = lee.incoming().await;
    lee.agent.answer(&there).await.unwrap();
    kim.answered(&here).await;
    // Until both talk.
    events.event("BridgeEnter", "BridgeNumChannels", "2").await;
    lee.agent.hang_up(&there).await.unwrap();
    kim.ended(&here).await;
    events.event("Hangup", "CallerIDNum", "1001").await;
    events.take();

    let told: Vec<String> = events
        .heard
        .iter()
        .filter_map(|message| {
            let Message::Event(event) = message else { return None };
            let name = event.name().into_owned();
            Some(match &*name {
                "Newchannel" | "BridgeEnter" | "HangupRequest" | "Hangup" => {
                    format!("{name} {}", side(event, "Channel"))
                }
                "DialBegin" => format!("{name} {}{}", side(event, "Channel"), side(event, "DestChannel")),
                "DialEnd" => format!("{name} {}", event.frame().text("DialStatus").unwrap()),
                _ => return None,
            })
        })
        .collect();
    // Who enters the bridge first, and whose channel goes first, is a matter of threads.
    let mut sorted = told.clone();
    sorted[4..6].sort();
    sorted[7..].sort();
    assert_eq!(
        sorted,
        [
            "Newchannel a",
            "Newchannel b",
            "DialBegin ab",
            "DialEnd ANSWER",
            "BridgeEnter a",
            "BridgeEnter b",
            "HangupRequest b",
            "Hangup a",
            "Hangup b",
        ],
        "{told:?}"
    );
    assert!(events.words().iter().all(|word| !word.starts_with("gap")));

    // And the tracker makes one call of it.
    let mut flow = CallFlow::new("live", Plan::default());
    let mut changes: Vec<Change> = Vec::new();
    for message in &events.heard {
        if let Message::Event(event) = message {
            let micros = event.at().duration_since(UNIX_EPOCH).unwrap().as_micros();
            let at = Timestamp::from_unix_micros(micros.try_into().unwrap());
            flow.handle(Input::Ami(event.frame()), at);
            changes.extend(std::iter::from_fn(|| flow.poll_output()));
        }
    }
    let calls = |kind: fn(&ChangeKind) -> bool| changes.iter().filter(|change| kind(&change.kind)).count();
    assert_eq!(calls(|kind| matches!(kind, ChangeKind::CallStarted(_))), 1);
    assert_eq!(calls(|kind| matches!(kind, ChangeKind::CallEnded(_))), 1);
    assert_eq!(calls(|kind| matches!(kind, ChangeKind::Anomaly(_))), 0);
    assert_eq!(flow.live_count(), 0);
    let call = changes.iter().rev().find_map(|change| change.kind.call()).unwrap();
    assert_eq!((call.state, call.disposition), (CallState::Ended, Some(Disposition::Answered)));
    assert_eq!((call.caller.number.as_deref(), call.dialled.as_deref()), (Some("1001"), Some("1002")));
    assert_eq!(call.answered_by.as_deref(), Some("1002"));
    assert_eq!(call.hung_up_by, Some(HungUpBy::Callee));
    assert_eq!((call.legs.len(), call.segments.len(), call.gaps, call.reconstructed), (2, 1, 0, false));
}
