//! The events without which facts of calls are lost.

/// Names by the class that a manager user must read to be sent them; the same table stands in `docs/truth.md`, where it
/// is measured.
pub(super) const NEEDED: &[(&str, &[&str])] = &[
    (
        "call",
        &[
            "AttendedTransfer",
            "BlindTransfer",
            "BridgeEnter",
            "BridgeLeave",
            "ConfbridgeJoin",
            "DialBegin",
            "DialEnd",
            "Hangup",
            "HangupRequest",
            "Hold",
            "MixMonitorStart",
            "NewCallerid",
            "Newchannel",
            "Newstate",
            "OriginateResponse",
            "ParkedCall",
            "Pickup",
            "SoftHangupRequest",
            "UnParkedCall",
            "Unhold",
        ],
    ),
    (
        "agent",
        &[
            "AgentCalled",
            "AgentConnect",
            "QueueCallerAbandon",
            "QueueCallerJoin",
            "QueueCallerLeave",
            "QueueMemberPause",
        ],
    ),
    ("dialplan", &["Newexten"]),
    ("dtmf", &["DTMFEnd"]),
    ("system", &["FullyBooted"]),
];

/// Where the first came this often in a recording, the second must have come.
pub(super) const SURE_AFTER: u64 = 3;
/// So often where one looks in for some seconds: of calls that last longer only the beginning is seen then, or the end.
pub(super) const SURE_AFTER_A_LOOK: u64 = 20;
pub(super) const TOGETHER: &[(&str, &str)] = &[
    ("Hangup", "Newchannel"),
    ("Newchannel", "Newstate"),
    ("Newchannel", "Newexten"),
    ("DialBegin", "DialEnd"),
    ("DialEnd", "DialBegin"),
    ("BridgeEnter", "BridgeLeave"),
    ("BridgeLeave", "BridgeEnter"),
    ("QueueCallerJoin", "QueueCallerLeave"),
    ("QueueCallerLeave", "QueueCallerJoin"),
    ("AgentConnect", "AgentCalled"),
    ("Unhold", "Hold"),
];

/// The class that an event's name belongs to, of the needed ones.
pub(super) fn class_of(event: &str) -> Option<&'static str> {
    NEEDED.iter().find(|(_, events)| events.contains(&event)).map(|(class, _)| *class)
}

/// What is not told to those who do not read a class.
pub(super) fn lost_without(class: &str) -> &'static str {
    match class {
        "call" => "there are no calls",
        "agent" => "there are no queue visits and no members",
        "dialplan" => "blocked calls, voicemail and menus are guessed or missed",
        "dtmf" => "keys that callers press are missed",
        _ => "a restart of Asterisk cuts calls off unseen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_documentation() {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/truth.md")).unwrap();
        let (_, rest) = text.split_once("<!-- least set -->").unwrap();
        let (table, _) = rest.split_once("<!-- end -->").unwrap();
        for (class, events) in NEEDED {
            let row = table.lines().find(|line| line.starts_with(&format!("| `{class}` |"))).unwrap();
            let mut documented: Vec<&str> = row.split('`').skip(1).step_by(2).skip(1).collect();
            documented.sort_unstable();
            assert_eq!(&documented, events, "{class}");
        }
        assert_eq!(table.lines().filter(|line| line.starts_with("| `")).count(), NEEDED.len());
    }

    #[test]
    fn what_must_come_together_is_needed() {
        for event in TOGETHER.iter().flat_map(|(seen, missing)| [seen, missing]) {
            assert!(class_of(event).is_some(), "{event}");
        }
    }
}
