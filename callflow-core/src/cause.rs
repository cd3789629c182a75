//! Hangup causes: the numbers of Q.850 that Asterisk puts into the header `Cause`.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::call::Outcome;

/// Why a channel was hung up. AMI `Hangup`, header `Cause`; ARI `ChannelDestroyed.cause`; ITU-T Q.850.
///
/// An open set: any number survives, those with a meaning for a call have a name.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct HangupCause(u16);

macro_rules! causes {
    ($($name:ident = $number:literal, $text:literal, $refusal:expr;)*) => {
        impl HangupCause {
            $(#[doc = concat!("`", $number, "`: ", $text, ".")]
            pub const $name: Self = Self($number);)*

            /// What Q.850 calls it, in lower case; `None` for a number without a name here.
            #[must_use]
            pub const fn text(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some($text),)*
                    _ => None,
                }
            }

            /// What the cause says of a leg that was **never answered**; `None` where it says nothing (a leg
            /// that rang out and one that the caller gave up both end with 0, 16 or 127).
            #[must_use]
            pub const fn refusal(self) -> Option<Outcome> {
                match self.0 {
                    $($number => $refusal,)*
                    _ => None,
                }
            }
        }
    };
}

// The one table of causes: name, number, text, and what it says of a leg that nobody answered.
causes! {
    NONE = 0, "no cause given", None;
    UNALLOCATED = 1, "unallocated number", Some(Outcome::Failed);
    NO_ROUTE_TRANSIT_NET = 2, "no route to transit network", Some(Outcome::Failed);
    NO_ROUTE_DESTINATION = 3, "no route to destination", Some(Outcome::Failed);
    NORMAL_CLEARING = 16, "normal clearing", None;
    USER_BUSY = 17, "user busy", Some(Outcome::Busy);
    NO_USER_RESPONSE = 18, "no user response", Some(Outcome::NoAnswer);
    NO_ANSWER = 19, "no answer", Some(Outcome::NoAnswer);
    SUBSCRIBER_ABSENT = 20, "subscriber absent", Some(Outcome::Failed);
    CALL_REJECTED = 21, "call rejected", Some(Outcome::Failed);
    NUMBER_CHANGED = 22, "number changed", Some(Outcome::Failed);
    REDIRECTED = 23, "redirected to a new destination", None;
    ANSWERED_ELSEWHERE = 26, "answered elsewhere", None;
    DESTINATION_OUT_OF_ORDER = 27, "destination out of order", Some(Outcome::Failed);
    INVALID_NUMBER_FORMAT = 28, "invalid number format", Some(Outcome::Failed);
    FACILITY_REJECTED = 29, "facility rejected", Some(Outcome::Failed);
    NORMAL_UNSPECIFIED = 31, "normal, unspecified", None;
    CONGESTION = 34, "no circuit available", Some(Outcome::Congestion);
    NETWORK_OUT_OF_ORDER = 38, "network out of order", Some(Outcome::Congestion);
    TEMPORARY_FAILURE = 41, "temporary failure", Some(Outcome::Failed);
    SWITCH_CONGESTION = 42, "switching equipment congestion", Some(Outcome::Congestion);
    REQUESTED_CHAN_UNAVAIL = 44, "requested channel not available", Some(Outcome::Congestion);
    FACILITY_NOT_SUBSCRIBED = 50, "facility not subscribed", Some(Outcome::Failed);
    OUTGOING_CALL_BARRED = 52, "outgoing call barred", Some(Outcome::Failed);
    INCOMING_CALL_BARRED = 54, "incoming call barred", Some(Outcome::Failed);
    BEARER_CAPABILITY_NOT_AVAIL = 58, "bearer capability not available", Some(Outcome::Failed);
    BEARER_NOT_IMPLEMENTED = 65, "bearer capability not implemented", Some(Outcome::Failed);
    INCOMPATIBLE_DESTINATION = 88, "incompatible destination", Some(Outcome::Failed);
    RECOVERY_ON_TIMER_EXPIRE = 102, "recovery on timer expiry", Some(Outcome::Failed);
    PROTOCOL_ERROR = 111, "protocol error", Some(Outcome::Failed);
    INTERWORKING = 127, "interworking, unspecified", None;
}

impl HangupCause {
    /// The cause with that number.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number, as in the header `Cause`.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for HangupCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => write!(f, "{} ({text})", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn refusals_are_told_by_their_cause() {
        for (number, want) in [
            (17, Some(Outcome::Busy)),
            (34, Some(Outcome::Congestion)),
            (38, Some(Outcome::Congestion)),
            (42, Some(Outcome::Congestion)),
            (44, Some(Outcome::Congestion)),
            (1, Some(Outcome::Failed)),
            (21, Some(Outcome::Failed)),
            (19, Some(Outcome::NoAnswer)),
            (0, None),
            (16, None),
            (26, None),
            (999, None),
        ] {
            assert_eq!(HangupCause::new(number).refusal(), want, "{number}");
        }
    }

    #[test]
    fn an_unknown_cause_keeps_its_number() {
        assert_eq!(HangupCause::new(999).to_string(), "999");
        assert_eq!(HangupCause::USER_BUSY.to_string(), "17 (user busy)");
    }
}
