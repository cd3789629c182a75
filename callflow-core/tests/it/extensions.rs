//! Where devices are registered, as real and made-up Asterisks tell it.

use callflow_core::device_state::{DeviceState, ExtensionStatus};
use callflow_core::extension::{ContactStatus, ExtensionRecord};
use callflow_core::signal::{ContactSnapshot, PeerStatus, Signal};
use callflow_core::{CallFlow, Change, ChangeKind, Input, Plan, SavedState, Timestamp};
use proptest::prelude::*;

use crate::events::Script;
use crate::recording::{play, read, root};

/// What was told of one extension, each time: registered, and its contacts' addresses and states.
fn told(changes: &[Change], exten: &str) -> Vec<(bool, Vec<(String, ContactStatus)>)> {
    let mut told: Vec<_> = changes
        .iter()
        .filter_map(|change| match &change.kind {
            ChangeKind::ExtensionStatus(record) if &*record.extension == exten => Some(registration(record)),
            _ => None,
        })
        .collect();
    told.dedup();
    told
}

fn registration(record: &ExtensionRecord) -> (bool, Vec<(String, ContactStatus)>) {
    let contacts = record.contacts.iter().map(|contact| (contact.uri.to_string(), contact.status));
    (record.registered, contacts.collect())
}

fn extension(records: &[ExtensionRecord], exten: &str) -> ExtensionRecord {
    records.iter().find(|record| &*record.extension == exten).unwrap().clone()
}

fn contact_status(uri: &str, status: &str) -> String {
    format!(
        "Event: ContactStatus\nURI: {uri}\nContactStatus: {status}\nAOR: 101\nEndpointName: 101\nRoundtripUsec: 0"
    )
}

fn peer_status(status: &str) -> String {
    format!("Event: PeerStatus\nChannelType: PJSIP\nPeer: PJSIP/101\nPeerStatus: {status}")
}

fn registered(script: &Script) -> (bool, Vec<(String, ContactStatus)>) {
    registration(&extension(&script.flow.extensions(), "101"))
}

fn one(uri: &str, status: ContactStatus) -> (bool, Vec<(String, ContactStatus)>) {
    (true, vec![(uri.to_owned(), status)])
}

const HOME: &str = "sip:101@192.0.2.1:5060";
const MOBILE: &str = "sip:101@192.0.2.2:5060";

#[test]
fn phones_register_and_unregister() {
    for version in ["asterisk-16", "asterisk-22"] {
        let (flow, changes) = play(&read(&root().join(version).join("26-registration")));
        let home = "sip:106@127.0.0.1:6106";
        assert_eq!(
            told(&changes, "106"),
            [(true, vec![]), one(home, ContactStatus::NonQualified), (false, vec![])],
            "{version}: the endpoint is told of before its contact, and the contact's end last"
        );
        let qualified = "sip:107@127.0.0.1:6107";
        assert_eq!(
            told(&changes, "107"),
            [
                one(qualified, ContactStatus::NonQualified),
                one(qualified, ContactStatus::Reachable),
                (false, vec![])
            ],
            "{version}: asked, and answered"
        );
        for exten in ["106", "107"] {
            let record = extension(&flow.extensions(), exten);
            assert_eq!(record.status, ExtensionStatus::Offline, "{version} {exten}");
            assert_eq!(record.device_state, Some(DeviceState::Unavailable), "{version} {exten}");
        }
    }
}

#[test]
fn a_peer_of_chan_sip_registers_and_runs_out() {
    let (flow, changes) = play(&read(&root().join("asterisk-16/38-chan-sip")));
    let address = "127.0.0.1:6120";
    assert_eq!(
        told(&changes, "120"),
        [one(address, ContactStatus::Unknown), one(address, ContactStatus::Reachable), (false, vec![])]
    );
    let other = extension(&flow.extensions(), "121");
    assert_eq!(registration(&other), one("127.0.0.1:6121", ContactStatus::Unknown), "from the list of peers");
}

#[test]
fn lists_tell_what_was_before_the_connection() {
    for version in ["asterisk-16", "asterisk-22"] {
        let (flow, _) = play(&read(&root().join(version).join("30b-actions")));
        let records = flow.extensions();
        for exten in ["100", "101", "102", "103", "104", "105", "108", "109"] {
            let record = extension(&records, exten);
            let uri = format!("sip:{exten}@127.0.0.1:6{exten}");
            let contacts: Vec<&str> = record.contacts.iter().map(|contact| &*contact.uri).collect();
            assert_eq!((record.registered, contacts), (true, vec![&*uri]), "{version} {exten}");
            assert_eq!(record.status, ExtensionStatus::Online, "{version} {exten}");
        }
        for exten in ["106", "107"] {
            let record = extension(&records, exten);
            assert_eq!(registration(&record), (false, vec![]), "{version} {exten}");
            assert_eq!(record.status, ExtensionStatus::Offline, "{version} {exten}");
        }
        let names: Vec<&str> = records.iter().map(|record| &*record.extension).collect();
        assert!(!names.contains(&"trunk") && !names.contains(&"dead"), "{version}: {names:?}");
    }
}

#[test]
fn hints_and_devices_are_known_after_attaching_in_mid_call() {
    for version in ["asterisk-16", "asterisk-22"] {
        let steps = read(&root().join(version).join("35-attach-in-mid-call"));
        let mut flow = CallFlow::new("default", Plan::default());
        let mut listed = None;
        for (at, step) in &steps {
            crate::recording::feed(&mut flow, *at, step);
            let crate::recording::Step::Event(frame) = step else { continue };
            if frame.as_frame().event_name() == Some(b"DeviceStateListComplete") {
                listed = Some(flow.extensions());
            }
        }
        let records = listed.unwrap();
        let seen = |exten: &str| {
            let record = extension(&records, exten);
            (record.status, record.device_state.unwrap(), record.registered)
        };
        assert_eq!(seen("106"), (ExtensionStatus::Offline, DeviceState::Unavailable, false), "{version}");
        assert_eq!(seen("109"), (ExtensionStatus::Online, DeviceState::NotInUse, true), "{version}");
    }
}

#[test]
fn status_numbers_of_hints_become_three_words() {
    for (status, want) in [
        ("0", ExtensionStatus::Online),
        ("1", ExtensionStatus::Online),
        ("2", ExtensionStatus::Online),
        ("8", ExtensionStatus::Online),
        ("9", ExtensionStatus::Online),
        ("16", ExtensionStatus::Online),
        ("17", ExtensionStatus::Online),
        ("4", ExtensionStatus::Offline),
        ("12", ExtensionStatus::Offline),
        ("-1", ExtensionStatus::Unknown),
        ("-2", ExtensionStatus::Unknown),
        ("Idle", ExtensionStatus::Unknown),
    ] {
        let mut script = Script::new();
        script.after(0, &format!("Event: ExtensionStatus\nExten: 101\nHint: PJSIP/101\nStatus: {status}"));
        let record = extension(&script.flow.extensions(), "101");
        assert_eq!((record.status, record.device_state), (want, None), "{status}");
    }
}

#[test]
fn an_extension_has_as_many_contacts_as_devices_registered() {
    let mut script = Script::new();
    script
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(9, &contact_status(MOBILE, "NonQualified"))
        .after(9, &contact_status(MOBILE, "Reachable"));
    let home = (HOME.to_owned(), ContactStatus::NonQualified);
    assert_eq!(registered(&script), (true, vec![home, (MOBILE.to_owned(), ContactStatus::Reachable)]));
    script.after(9, &contact_status(HOME, "Removed"));
    assert_eq!(registered(&script), one(MOBILE, ContactStatus::Reachable));
    script.after(9, &contact_status(MOBILE, "Removed"));
    assert_eq!(registered(&script), (false, vec![]));
}

#[test]
fn a_contact_of_another_address_takes_the_place_of_the_old_one() {
    let mut script = Script::new();
    script
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(9, &contact_status(MOBILE, "NonQualified"))
        .after(0, &contact_status(HOME, "Removed"));
    assert_eq!(registered(&script), one(MOBILE, ContactStatus::NonQualified));
    assert!(told(&script.changes, "101").iter().all(|(registered, _)| *registered));
}

#[test]
fn a_contact_of_the_same_address_takes_the_place_of_the_old_one() {
    for made in ["NonQualified", "Created"] {
        let mut script = Script::new();
        script
            .after(0, &peer_status("Reachable"))
            .after(0, &contact_status(HOME, made))
            .after(9, &contact_status(HOME, made))
            .after(0, &contact_status(HOME, "Removed"));
        assert_eq!(registered(&script), one(HOME, ContactStatus::NonQualified), "{made}");
        script.after(9, &peer_status("Unreachable")).after(0, &contact_status(HOME, "Removed"));
        assert_eq!(registered(&script), (false, vec![]), "{made}");
    }
}

/// An event of a contact may come twice; the endpoint's own state then tells that it is gone.
#[test]
fn a_contact_told_twice_does_not_stay_when_the_endpoint_is_gone() {
    for endpoint_first in [true, false] {
        let mut script = Script::new();
        script
            .after(0, &contact_status(HOME, "NonQualified"))
            .after(9, &contact_status(HOME, "NonQualified"));
        let mut end = [peer_status("Unreachable"), contact_status(HOME, "Removed")];
        if !endpoint_first {
            end.reverse();
        }
        script.after(9, &end[0]).after(0, &end[1]);
        assert_eq!(registered(&script), (false, vec![]), "endpoint first: {endpoint_first}");
    }
}

#[test]
fn a_phone_that_does_not_answer_stays_registered() {
    let mut script = Script::new();
    script
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(9, &contact_status(HOME, "Reachable"))
        .after(9, &contact_status(HOME, "Unreachable"))
        .after(0, &peer_status("Unreachable"))
        .after(0, "Event: DeviceStateChange\nDevice: PJSIP/101\nState: UNAVAILABLE");
    assert_eq!(registered(&script), one(HOME, ContactStatus::Unreachable));
    script.after(9, &contact_status(HOME, "Updated"));
    assert_eq!(
        registered(&script),
        one(HOME, ContactStatus::Unreachable),
        "registered again, and not asked yet"
    );
    script.after(9, &contact_status(HOME, "Removed"));
    assert_eq!(registered(&script), (false, vec![]));
}

/// The connection may be younger than another contact, of which no event came.
#[test]
fn the_endpoint_tells_that_the_last_contact_is_gone() {
    let mut script = Script::new();
    script
        .after(0, "Event: DeviceStateChange\nActionID: 1\nDevice: PJSIP/101\nState: NOT_INUSE")
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(9, &contact_status(HOME, "Removed"));
    assert_eq!(registered(&script), (true, vec![]));
    script.after(0, &peer_status("Unreachable"));
    assert_eq!(registered(&script), (false, vec![]));
}

#[test]
fn a_device_that_is_in_use_and_of_which_nothing_else_is_known_counts_as_registered() {
    let in_use = "Event: DeviceStateChange\nActionID: 1\nDevice: PJSIP/101\nState: INUSE";
    let mut script = Script::new();
    script.after(0, in_use);
    assert_eq!(registered(&script), (true, vec![]));
    // Unregistered in a call: its channel keeps it in use.
    let mut script = Script::new();
    script
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(0, &peer_status("Reachable"))
        .after(0, &peer_status("Unreachable"))
        .after(0, &contact_status(HOME, "Removed"))
        .after(0, in_use);
    assert_eq!(registered(&script), (false, vec![]));
}

#[test]
fn what_unregistered_unseen_is_gone_when_the_contacts_were_listed() {
    let mut script = Script::new();
    script
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(0, &contact_status(MOBILE, "NonQualified"))
        .after(0, "Event: DeviceStateChange\nDevice: PJSIP/102\nState: NOT_INUSE")
        .after(9, "Event: ContactListComplete\nActionID: 1\nEventList: Complete\nListItems: 0");
    assert_eq!(registered(&script).1.len(), 2, "the link was never lost: the events know it better");
    script
        .lose_link()
        .after(9, "Event: ContactList\nActionID: 2\nObjectName: 101;@f2\nEndpoint: 101\nUri: sip:101@192.0.2.2:5060\nStatus: Reachable\nUserAgent: Phone 1.0")
        .after(0, "Event: ContactListComplete\nActionID: 2\nEventList: Complete\nListItems: 1");
    assert_eq!(registered(&script), one(MOBILE, ContactStatus::Reachable));
    let records = script.flow.extensions();
    assert_eq!(extension(&records, "101").contacts[0].user_agent.as_deref(), Some("Phone 1.0"));
    assert!(!extension(&records, "102").registered);
}

#[test]
fn a_contact_without_an_endpoint_is_known_by_its_aor() {
    let mut script = Script::new();
    script.after(0, "Event: ContactList\nActionID: 2\nObjectName: 101@@f2\nUri: sip:101@192.0.2.1:5060\nStatus: NonQualified");
    assert_eq!(registered(&script), one(HOME, ContactStatus::NonQualified));
}

#[test]
fn a_list_of_endpoints_tells_who_is_not_registered() {
    let mut script = Script::new();
    script
        .after(0, &contact_status(HOME, "NonQualified"))
        .after(9, "Event: EndpointList\nActionID: 1\nObjectName: 101\nContacts: 101/sip:101@192.0.2.2:5060,\nDeviceState: Not in use");
    assert_eq!(registered(&script), one(MOBILE, ContactStatus::Unknown));
    script
        .after(9, "Event: EndpointList\nActionID: 2\nObjectName: 101\nContacts: \nDeviceState: Unavailable");
    assert_eq!(registered(&script), (false, vec![]));
}

#[test]
fn an_iax_peer_lags_and_leaves() {
    let mut script = Script::new();
    let peer = |status: &str, more: &str| {
        format!("Event: PeerStatus\nChannelType: IAX2\nPeer: IAX2/101\nPeerStatus: {status}\n{more}")
    };
    let address = "192.0.2.1:4569";
    script.after(0, &peer("Registered", "Address: 192.0.2.1:4569"));
    assert_eq!(registered(&script), one(address, ContactStatus::Unknown));
    for (word, status) in [
        ("Lagged", ContactStatus::Lagged),
        ("Unreachable", ContactStatus::Unreachable),
        ("Rejected", ContactStatus::Unreachable),
        ("Reachable", ContactStatus::Reachable),
    ] {
        script.after(9, &peer(word, "Time: 20"));
        assert_eq!(registered(&script), one(address, status), "{word}");
    }
    script.after(9, &peer("Unregistered", "Cause: Expired"));
    assert_eq!(registered(&script), (false, vec![]));
    script.after(9, "Event: PeerEntry\nActionID: 1\nChanneltype: IAX\nObjectName: 101/user\nIPaddress: 192.0.2.1\nIPport: 4569\nStatus: LAGGED (2100 ms)");
    assert_eq!(registered(&script), one(address, ContactStatus::Lagged));
    script.after(9, "Event: PeerEntry\nActionID: 2\nChanneltype: IAX\nObjectName: 101/user\nIPaddress: -none-\nIPport: 0\nStatus: UNKNOWN");
    assert_eq!(registered(&script), (false, vec![]));
}

#[test]
fn a_device_of_another_name_is_known_by_the_hint_that_watches_it() {
    let mut script = Script::new();
    script
        .after(0, "Event: ExtensionStatus\nExten: 101\nHint: PJSIP/alice&PJSIP/alice-mobile,CustomPresence:101\nStatus: 4")
        .after(0, "Event: ExtensionStatus\nExten: *76101\nHint: PJSIP/bob\nStatus: 0")
        .after(9, "Event: ContactStatus\nURI: sip:a@192.0.2.1\nContactStatus: NonQualified\nAOR: alice\nEndpointName: alice")
        .after(9, "Event: DeviceStateChange\nDevice: PJSIP/alice-mobile\nState: NOT_INUSE")
        .after(9, "Event: DeviceStateChange\nDevice: PJSIP/bob\nState: NOT_INUSE")
        .after(9, "Event: ContactStatus\nURI: sip:a@192.0.2.1\nContactStatus: Removed\nAOR: alice\nEndpointName: alice");
    assert_eq!(registered(&script), (true, vec![]), "the other device is still there");
    script.after(9, "Event: DeviceStateChange\nDevice: PJSIP/alice-mobile\nState: UNAVAILABLE");
    assert_eq!(registered(&script), (false, vec![]));
    assert!(!extension(&script.flow.extensions(), "*76101").registered, "a feature code is nobody's phone");
}

#[test]
fn a_local_channel_is_no_device() {
    let mut script = Script::new();
    script.after(0, "Event: DeviceStateChange\nDevice: Local/104@agents\nState: NOT_INUSE");
    assert_eq!(script.flow.extensions(), []);
}

#[test]
fn the_record_has_the_promised_form() {
    let mut script = Script::new();
    script.after(0, &contact_status(HOME, "Reachable"));
    let record = serde_json::to_value(&script.flow.extensions()[0]).unwrap();
    assert_eq!(
        record,
        serde_json::json!({
            "extension": "101",
            "status": "unknown",
            "device_state": null,
            "registered": true,
            "contacts": [{
                "uri": HOME,
                "status": "reachable",
                "since": "2023-11-14T22:13:20.000000Z",
                "user_agent": null
            }],
            "lease": {"extension": "101", "state": "busy", "id": null, "expires_at": null},
            "last_activity_at": "2023-11-14T22:13:20.000000Z"
        })
    );
}

/// Anything that may be said of the device of 101, in any order.
fn rumour() -> impl Strategy<Value = Input<'static>> {
    let contact = |uri: &'static str, status| ContactSnapshot {
        device: "PJSIP/101".into(),
        uri: uri.into(),
        status,
        user_agent: None,
    };
    let uri = || prop::sample::select(vec![HOME, MOBILE]);
    let status = || {
        prop::option::of(prop::sample::select(vec![
            ContactStatus::Reachable,
            ContactStatus::Unreachable,
            ContactStatus::NonQualified,
        ]))
    };
    let device = || std::borrow::Cow::from("PJSIP/101");
    let states = [DeviceState::NotInUse, DeviceState::InUse, DeviceState::Unavailable, DeviceState::Unknown];
    let peers =
        [PeerStatus::Registered, PeerStatus::Unregistered, PeerStatus::Lagged, PeerStatus::Unreachable];
    let signal = prop_oneof![
        4 => (uri(), status()).prop_map(move |(uri, status)| Signal::ContactCreated(contact(uri, status))),
        2 => (uri(), status()).prop_map(move |(uri, status)| Signal::ContactSeen(contact(uri, status))),
        4 => uri().prop_map(move |uri| Signal::ContactRemoved { device: device(), uri: uri.into() }),
        1 => Just(Signal::ContactsListed { technology: "PJSIP".into() }),
        1 => uri().prop_map(move |uri| Signal::EndpointListed { device: device(), contacts: vec![uri.into()] }),
        2 => any::<bool>().prop_map(move |reachable| Signal::EndpointChanged { device: device(), reachable }),
        1 => (prop::sample::select(peers.to_vec()), prop::option::of(uri())).prop_map(move |(status, address)| {
            Signal::PeerChanged { device: device(), status, address: address.map(Into::into) }
        }),
        2 => prop::sample::select(states.to_vec())
            .prop_map(move |state| Signal::DeviceChanged { device: device(), state }),
    ];
    prop_oneof![9 => signal.prop_map(|signal| Input::Signal(signal, None)), 1 => Just(Input::LinkLost)]
}

fn hear(flow: &mut CallFlow, place: usize, input: Input<'static>) -> Vec<Change> {
    flow.handle(input, Timestamp::from_unix_micros(1_700_000_000_000_000 + place as i64));
    std::iter::from_fn(|| flow.poll_output()).collect()
}

proptest! {
    #[test]
    fn a_list_is_the_truth_whatever_was_heard_before(rumours in prop::collection::vec(rumour(), 0..40)) {
        let mut flow = CallFlow::new("default", Plan::default());
        for (place, rumour) in rumours.into_iter().enumerate() {
            hear(&mut flow, place, rumour);
        }
        for contacts in [vec![HOME], vec![HOME, MOBILE], vec![]] {
            let listed = contacts.iter().map(|uri| (*uri).into()).collect();
            let signal = Signal::EndpointListed { device: "PJSIP/101".into(), contacts: listed };
            hear(&mut flow, 40, Input::Signal(signal, None));
            let record = extension(&flow.extensions(), "101");
            prop_assert_eq!(record.registered, !contacts.is_empty());
            let told: Vec<&str> = record.contacts.iter().map(|contact| &*contact.uri).collect();
            prop_assert_eq!(told, contacts);
        }
    }

    /// Each change that is told is one, the last one told is how it stands, and a restart of our own is not seen.
    #[test]
    fn what_is_told_of_an_extension_is_how_it_stands(
        rumours in prop::collection::vec(rumour(), 1..40),
        restarted in any::<prop::sample::Index>(),
    ) {
        let restarted = restarted.index(rumours.len());
        let mut flow = CallFlow::new("default", Plan::default());
        let mut twin = flow.clone();
        let mut last: Option<ExtensionRecord> = None;
        for (place, rumour) in rumours.into_iter().enumerate() {
            let changes = hear(&mut flow, place, rumour.clone());
            prop_assert_eq!(&changes, &hear(&mut twin, place, rumour));
            for change in changes {
                let ChangeKind::ExtensionStatus(record) = change.kind else { continue };
                prop_assert_ne!(Some(&record), last.as_ref());
                last = Some(record);
            }
            if let Some(last) = &last {
                prop_assert_eq!(last, &flow.extensions()[0]);
                prop_assert!(last.registered || last.contacts.is_empty());
            }
            if place == restarted {
                let saved = serde_json::to_string(&twin.save()).unwrap();
                twin = CallFlow::restore(Plan::default(), serde_json::from_str::<SavedState>(&saved).unwrap());
            }
        }
    }
}
