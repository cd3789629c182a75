//! What a site's plan does to records and changes.

use callflow_core::{ChangeKind, Plan};

use crate::events::Script;

const PLAN: &str = r#"
[numbers]
access_prefixes = ["0"]
country_code = "49"
national_prefix = "0"
international_prefix = "00"

[[dids]]
number = "_+4930123450X"
[[dids]]
number = "+49301234599"
tenant = "by-did-table"

[[trunks]]
endpoint = "isdn"
callers = [{ match = "_Z.", prepend = "0" }]
called = [{ match = "_1#.", strip = 2 }]

[[tenants]]
name = "by-did"
dids = ["+49301234501"]
[[tenants]]
name = "by-queue"
queues = ["acme-*"]
[[tenants]]
name = "by-context"
contexts = ["from-acme"]
[[tenants]]
name = "by-endpoint"
endpoints = ["201"]
"#;

fn script() -> Script {
    Script::with(toml::from_str::<Plan>(PLAN).unwrap())
}

/// A channel comes in and goes.
fn came_in(name: &str, context: &str, exten: &str, number: &str) -> Script {
    let mut script = script();
    let more = format!("ChannelState: 4\nContext: {context}\nExten: {exten}\nCallerIDNum: {number}");
    script.on(0, "Newchannel", name, "1.1", "1.1", &more);
    script.on(10, "Hangup", name, "1.1", "1.1", "Cause: 16");
    script
}

#[test]
fn a_did_is_one_number_whatever_the_provider_writes() {
    for (exten, did, tenant) in [
        ("+49301234501", "+49301234501", "by-did"),
        ("0301234501", "+49301234501", "by-did"),
        ("301234501", "+49301234501", "by-did"),
        ("4501", "+49301234501", "by-did"),
        ("0049301234599", "+49301234599", "by-did-table"),
        ("99", "99", "default"),
        ("4599", "+49301234599", "by-did-table"),
        ("040123456", "+4940123456", "default"),
    ] {
        let script = came_in("PJSIP/trunk-01", "from-trunk", exten, "0012025550143");
        let call = script.call();
        let said = (call.did.as_deref(), call.dialled.as_deref(), &*call.tenant);
        assert_eq!(said, (Some(did), Some(did), tenant), "{exten}");
        assert_eq!(call.caller.number.as_deref(), Some("+12025550143"));
    }
}

#[test]
fn a_hidden_caller_is_nobody() {
    let words = [
        "anonymous",
        "Anonymous",
        "restricted",
        "unavailable",
        "<unknown>",
        "unknown",
        "private",
        "withheld",
    ];
    for word in words.into_iter().chain(["", "anonymous@anonymous.invalid", "s", "PJSIP_201"]) {
        let script = came_in("PJSIP/trunk-01", "from-trunk", "0301234501", word);
        assert_eq!(script.call().caller.number, None, "{word:?}");
    }
}

#[test]
fn a_trunk_that_writes_numbers_in_its_own_way_is_understood() {
    let script = came_in("PJSIP/isdn-01", "anything", "0301234501", "40123456");
    assert_eq!(script.call().caller.number.as_deref(), Some("+4940123456"));
    assert_eq!(script.call().did.as_deref(), Some("+49301234501"), "the endpoint alone says it is inbound");
}

/// A phone dials a number, and the dial plan asks a trunk for one.
fn called_out(exten: &str, dial_string: &str) -> Script {
    let mut script = script();
    let born = format!("ChannelState: 4\nContext: from-internal\nExten: {exten}\nCallerIDNum: 201");
    script.on(0, "Newchannel", "PJSIP/201-01", "1.1", "1.1", &born);
    script.on(
        5,
        "Newchannel",
        "PJSIP/sip-02",
        "1.2",
        "1.1",
        "ChannelState: 0\nContext: from-trunk\nExten: s",
    );
    script.after(
        5,
        &format!(
            "Event: DialBegin\nChannel: PJSIP/201-01\nUniqueid: 1.1\nLinkedid: 1.1\nDestChannel: PJSIP/sip-02\n\
             DestUniqueid: 1.2\nDestLinkedid: 1.1\nDialString: {dial_string}"
        ),
    );
    script
}

#[test]
fn the_access_prefix_is_taken_off_once() {
    for (exten, dial_string, party) in [
        ("0030123456", "030123456@sip", "+4930123456"),
        ("0030123456", "0030123456@sip", "+4930123456"),
        ("00012025550143", "0012025550143@sip", "+12025550143"),
        ("0040123456", "1#040123456@isdn", "+4940123456"),
    ] {
        let script = called_out(exten, dial_string);
        let call = script.call();
        assert_eq!(
            call.parties.iter().map(|party| &*party.number).collect::<Vec<_>>(),
            [party],
            "{dial_string}"
        );
        assert_eq!(call.dialled.as_deref(), Some(exten), "as the caller dialled it");
    }
}

#[test]
fn a_call_is_its_tenants_by_context_endpoint_and_queue() {
    for (name, context, tenant) in [
        ("PJSIP/105-01", "from-acme", "by-context"),
        ("PJSIP/201-01", "from-internal", "by-endpoint"),
        ("PJSIP/105-01", "from-internal", "default"),
    ] {
        assert_eq!(&*came_in(name, context, "102", "105").call().tenant, tenant);
    }
    let mut script = script();
    script.on(0, "Newchannel", "PJSIP/105-01", "1.1", "1.1", "ChannelState: 4\nContext: x\nExten: 700");
    script.on(5, "QueueCallerJoin", "PJSIP/105-01", "1.1", "1.1", "Queue: acme-sales\nPosition: 1");
    assert_eq!(&*script.call().tenant, "by-queue");
    let joined =
        script.changes.iter().find(|change| matches!(change.kind, ChangeKind::QueueJoined(_))).unwrap();
    assert_eq!(&*joined.tenant, "by-queue");
    script.on(5, "QueueCallerLeave", "PJSIP/105-01", "1.1", "1.1", "Queue: acme-sales\nPosition: 1");
    let left = script.changes.iter().find(|change| matches!(change.kind, ChangeKind::QueueLeft(_))).unwrap();
    assert_eq!(&*left.tenant, "by-queue");
}

#[test]
fn changes_of_queues_and_extensions_are_told_to_their_tenants() {
    let mut script = script();
    for queue in ["acme-sales", "other"] {
        script.after(
            0,
            &format!(
                "Event: QueueMemberStatus\nQueue: {queue}\nInterface: PJSIP/105\nMemberName: Bob\nStatus: 1\nPaused: 0"
            ),
        );
    }
    for exten in ["201", "202"] {
        script.after(
            0,
            &format!("Event: ExtensionStatus\nExten: {exten}\nContext: x\nStatus: 0\nStatusText: Idle"),
        );
    }
    script.lose_link();
    let tenants: Vec<&str> = script.changes.iter().map(|change| &*change.tenant).collect();
    assert_eq!(tenants, ["by-queue", "by-queue", "default", "by-endpoint", "default", "default"]);
}
