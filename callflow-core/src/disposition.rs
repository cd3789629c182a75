//! How a call came out, and how that follows from what was tried.

use serde::{Deserialize, Serialize};

use crate::call::Outcome;

/// How a call came out.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// A person talked with the caller, or the caller entered a conference.
    Answered,
    /// A phone rang out, or the caller left a queue unserved.
    NoAnswer,
    /// The last refusal was "busy".
    Busy,
    /// Refused, unreachable, or cut off by a restart of Asterisk.
    Failed,
    /// The network had no room.
    Congestion,
    /// The caller gave up before anyone answered, outside a queue.
    Cancelled,
    /// The caller gave up waiting in a queue.
    Abandoned,
    /// The dial plan turned the caller away.
    Blocked,
    /// The dial plan itself answered, and no person, queue or conference was ever tried.
    Application,
}

impl Disposition {
    /// The disposition of a call in which everyone was tried in vain, from the outcomes in order: `no_answer`
    /// if any rang out, else the last refusal. `None` if nobody was tried.
    ///
    /// A leg that was cancelled without a refusal rang as long as it was let, so it counts as rung out.
    pub fn of_vain_tries(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Self> {
        let mut last = None;
        for outcome in outcomes {
            last = Some(match outcome {
                Outcome::NoAnswer | Outcome::Cancelled | Outcome::Answered | Outcome::PickedUp => {
                    return Some(Self::NoAnswer);
                }
                Outcome::Busy => Self::Busy,
                Outcome::Congestion => Self::Congestion,
                Outcome::Failed => Self::Failed,
                // A diversion says nothing; the leg it led to does.
                Outcome::Forwarded => continue,
            });
        }
        last
    }
}

/// What a `DialStatus` says of a dialled leg that was never answered; `None` for one that says nothing.
///
/// The leg's hangup cause tells before the status does ([`crate::HangupCause::refusal`]): 404 and 603 both read
/// `NOANSWER`.
#[must_use]
pub fn outcome_of_dial_status(status: &str) -> Option<Outcome> {
    Some(match status {
        "ANSWER" => Outcome::Answered,
        "NOANSWER" | "TIMEOUT" => Outcome::NoAnswer,
        "BUSY" => Outcome::Busy,
        "CONGESTION" => Outcome::Congestion,
        "CHANUNAVAIL" | "UNAVAILABLE" | "INVALIDARGS" | "DONTCALL" | "TORTURE" => Outcome::Failed,
        "CANCEL" | "ABORT" | "GOTO" | "CONTINUE" => Outcome::Cancelled,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vain_tries_give_no_answer_if_any_rang_out_else_the_last_refusal() {
        use Outcome::{Busy, Cancelled, Congestion, Failed, Forwarded, NoAnswer};
        for (outcomes, want) in [
            (&[][..], None),
            (&[Busy], Some(Disposition::Busy)),
            (&[NoAnswer, Busy], Some(Disposition::NoAnswer)),
            (&[Cancelled], Some(Disposition::NoAnswer)),
            (&[Congestion, Failed], Some(Disposition::Failed)),
            (&[Congestion, Congestion], Some(Disposition::Congestion)),
            (&[Forwarded, Busy], Some(Disposition::Busy)),
            (&[Forwarded], None),
        ] {
            assert_eq!(Disposition::of_vain_tries(outcomes.iter().copied()), want, "{outcomes:?}");
        }
    }

    #[test]
    fn every_dial_status_of_asterisk_is_known() {
        for (status, want) in [
            ("ANSWER", Some(Outcome::Answered)),
            ("NOANSWER", Some(Outcome::NoAnswer)),
            ("BUSY", Some(Outcome::Busy)),
            ("CONGESTION", Some(Outcome::Congestion)),
            ("CHANUNAVAIL", Some(Outcome::Failed)),
            ("CANCEL", Some(Outcome::Cancelled)),
            ("", None),
            ("RINGING", None),
        ] {
            assert_eq!(outcome_of_dial_status(status), want, "{status}");
        }
    }
}
