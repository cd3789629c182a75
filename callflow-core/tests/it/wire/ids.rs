//! Ids, and which channels are one call.

use callflow_core::call::ParkOutcome;

use super::{answered_by, both, get, seen};

#[test]
fn a_system_name_stands_before_the_id_and_may_hold_dashes_and_dots() {
    both("36-systemname", |seen| {
        assert!(seen.all("Newchannel", "Uniqueid").iter().all(|id| id.starts_with("pbx-ams.1-")));
        assert_eq!(seen.calls.len(), 3);
        assert!(
            seen.calls.iter().all(|call| call.id.as_str() == format!("default-{}", call.linkedid.as_str()))
        );
    });
}

/// Ids carry the second and hardly ever repeat.
#[test]
fn channel_names_begin_again_after_a_restart() {
    for name in ["29-restart-in-mid-call", "29b-crash-in-mid-call"] {
        both(name, |seen| {
            let began = seen.events("FullyBooted").nth(1).unwrap().0;
            let first = seen.events("Newchannel").find(|(at, _)| *at > began).unwrap().1;
            assert_eq!(get(first, "Channel"), "PJSIP/100-00000000");
            let [up, _, after] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
            assert_eq!(&*after.legs[0].channel, "PJSIP/100-00000000");
            assert_ne!(up.id, after.id);
        });
    }
}

#[test]
fn the_linkedid_changes_without_an_event_when_a_parked_call_is_fetched() {
    both("15-park-and-retrieve", |seen| {
        let retriever = get(seen.events("UnParkedCall").next().unwrap().1, "RetrieverChannel");
        let born = seen.events("Newchannel").find(|(_, frame)| get(frame, "Channel") == retriever).unwrap().1;
        let entered =
            seen.events("BridgeEnter").find(|(_, frame)| get(frame, "Channel") == retriever).unwrap().1;
        assert_ne!(get(born, "Linkedid"), get(entered, "Linkedid"));
        let [call] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
        assert_eq!(call.parks[0].outcome, Some(ParkOutcome::Retrieved));
        assert_eq!(call.parks[0].retrieved_by.as_deref(), Some("102"));
    });
}

#[test]
fn the_linkedid_changes_late_after_a_pickup() {
    both("21-pickup", |seen| {
        let picker = get(seen.events("Pickup").next().unwrap().1, "Channel");
        let linkedid = |name| {
            let event = seen.events(name).find(|(_, frame)| get(frame, "Channel") == picker).unwrap().1;
            get(event, "Linkedid")
        };
        assert_eq!(linkedid("Newchannel"), linkedid("BridgeEnter"), "not yet");
        assert_ne!(linkedid("BridgeEnter"), linkedid("BridgeLeave"));
        let answered: Vec<&str> = seen.calls.iter().map(answered_by).collect();
        assert_eq!(answered, ["102", "103"]);
    });
}

/// A row for each Linkedid would count this call twice.
#[test]
fn a_call_of_two_linkedids_is_one_call() {
    both("14c-attended-transfer-refer-replaces", |seen| {
        let mut linkedids = seen.all("Newchannel", "Linkedid");
        linkedids.dedup();
        assert_eq!(linkedids.len(), 2);
        assert_eq!(seen.calls.len(), 1);
        assert_eq!(seen.calls[0].final_party.as_deref(), Some("102"));
    });
}

/// Asterisk 22 leaves `TransferTarget` out where the target is behind a Local channel; 16 names the Local channel.
#[test]
fn an_attended_transfer_over_a_local_channel_names_no_target() {
    let target = |version| {
        let seen = seen(version, "14-attended-transfer-dtmf");
        let [call] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
        assert_eq!((call.transfers[0].to.as_deref(), call.transfers[0].succeeded), (Some("102"), true));
        assert_eq!(call.final_party.as_deref(), Some("102"));
        seen.all("AttendedTransfer", "TransferTargetChannel")[0].to_owned()
    };
    assert_eq!(target("asterisk-22"), "");
    assert_eq!(target("asterisk-16"), "Local/102@from-internal-00000000;1");
}
