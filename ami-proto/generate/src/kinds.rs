//! What kind of value a header has. The catalogue tells only where there is a fixed set of values; the rest is
//! known from what Asterisk prints.

use crate::catalogue::Param;

/// The accessor that a header gets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Text,
    List,
    Number,
    Seconds,
    Flag,
    /// One of a set that may grow.
    Code,
}

/// Whole numbers. Names that describe a channel or bridge occur with prefixes too.
const NUMBERS: [&str; 58] = [
    "ActiveChannels",
    "BridgeNumChannels",
    "BridgePriority",
    "Calls",
    "CallsTaken",
    "Cause",
    "ChannelState",
    "Completed",
    "CompletedFAXes",
    "Count",
    "CurrentSessions",
    "DurationMs",
    "FailedFAXes",
    "Items",
    "Line",
    "ListContexts",
    "ListExtensions",
    "ListItems",
    "ListPriorities",
    "LoggedIn",
    "Available",
    "Callers",
    "Marked",
    "Max",
    "MaxContacts",
    "MaxAudioStreams",
    "MaxVideoStreams",
    "New",
    "NewMessages",
    "NewMessageCount",
    "Old",
    "OldMessages",
    "OldMessageCount",
    "OriginalPosition",
    "PagesReceived",
    "PagesTransferred",
    "PagesTransmitted",
    "Parties",
    "Penalty",
    "Port",
    "Position",
    "Priority",
    "ReceiveAttempts",
    "RTT",
    "RoundtripUsec",
    "SentOctets",
    "SentPackets",
    "SentRTP",
    "SpecialCode",
    "StartSpace",
    "StopSpace",
    "Total",
    "TotalBadLines",
    "TotalContacts",
    "TransmitAttempts",
    "UserNumber",
    "ViaPort",
    "Weight",
];

/// Times in whole seconds.
const SECONDS: [&str; 15] = [
    "AnsweredTime",
    "BillableSeconds",
    "HoldTime",
    "Holdtime",
    "LongestHoldTime",
    "ParkingDuration",
    "ParkingTimeout",
    "RingTime",
    "Seconds",
    "ServiceLevel",
    "TalkTime",
    "TimeToHangup",
    "Uptime",
    "Wait",
    "Wrapuptime",
];

/// The header without the prefix that says whose it is.
pub(crate) fn base(param: &Param) -> &str {
    param.name.strip_prefix(param.prefix.as_str()).unwrap_or(&param.name)
}

pub(crate) fn of(param: &Param) -> Kind {
    let base = base(param);
    if param.multiple {
        Kind::List
    } else if NUMBERS.contains(&base) {
        Kind::Number
    } else if SECONDS.contains(&base) {
        Kind::Seconds
    } else if is_flag(&param.values) {
        Kind::Flag
    } else if param.values.len() > 1 && param.values.iter().any(|value| value.parse::<i64>().is_err()) {
        Kind::Code
    } else if param.values.len() > 1 {
        Kind::Number
    } else {
        Kind::Text
    }
}

fn is_flag(values: &[String]) -> bool {
    let [one, other] = values else { return false };
    let pairs = [("yes", "no"), ("true", "false"), ("on", "off"), ("1", "0")];
    pairs.iter().any(|(yes, no)| {
        (one.eq_ignore_ascii_case(yes) && other.eq_ignore_ascii_case(no))
            || (one.eq_ignore_ascii_case(no) && other.eq_ignore_ascii_case(yes))
    })
}
