//! Who in a call is meant.

use std::convert::Infallible;
use std::str::FromStr;
use std::sync::Arc;

use callflow_core::call::{CallLeg, Role};
use callflow_core::{Call, Uniqueid};
use serde::{Deserialize, Serialize};

use super::error::ControlError;

/// A party of a call, as a request names it: `caller`, `callee`, or a number such as `101`. Where one number has several
/// channels in the call, the `Uniqueid` of one of them.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize)]
#[serde(from = "String")]
pub enum Party {
    /// The one who called; of an originated call the phone that was rung first.
    Caller,
    /// The one who talks with the caller: who answered, and after a transfer who has the call now. While nobody has
    /// answered, the one whose phone rings.
    Callee,
    /// Who has this number, or whose channel has this `Uniqueid`.
    Number(Arc<str>),
}

/// Someone in a call, as a request might have meant them.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Candidate {
    /// What they are to the call.
    pub role: Role,
    /// Their number.
    pub number: Option<Arc<str>>,
    /// Their name.
    pub name: Option<Arc<str>>,
    /// `Uniqueid` of their channel.
    pub uniqueid: Uniqueid,
}

impl From<&str> for Party {
    fn from(text: &str) -> Self {
        match text {
            "caller" => Self::Caller,
            "callee" => Self::Callee,
            number => Self::Number(number.into()),
        }
    }
}

impl From<String> for Party {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl FromStr for Party {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

/// The channels of the call that people are behind, and that there still are.
pub(super) fn live(call: &Call) -> impl Iterator<Item = &CallLeg> {
    // The action Hangup would read a name that begins with `/` as a regular expression. Asterisk has none.
    let has_name = |leg: &&CallLeg| !leg.channel.is_empty() && !leg.channel.starts_with('/');
    call.legs.iter().filter(|leg| leg.ended_at.is_none() && !leg.internal).filter(has_name)
}

/// The one channel that is meant.
pub(super) fn find<'c>(call: &'c Call, party: &Party) -> Result<&'c CallLeg, ControlError> {
    let meant: Vec<&CallLeg> = match party {
        Party::Caller => live(call).filter(|leg| leg.role == Role::Caller).collect(),
        Party::Callee => callees(call),
        Party::Number(number) => {
            let by_id: Vec<&CallLeg> = live(call).filter(|leg| leg.uniqueid.as_str() == &**number).collect();
            let by_number = || live(call).filter(|leg| leg.number.as_ref() == Some(number)).collect();
            if by_id.is_empty() { up_of(by_number()) } else { by_id }
        }
    };
    match meant.as_slice() {
        [only] => Ok(only),
        [] => Err(ControlError::PartyUnknown { parties: live(call).map(Candidate::of).collect() }),
        several => {
            let parties = several.iter().map(|leg| Candidate::of(leg)).collect();
            Err(ControlError::PartyAmbiguous { parties })
        }
    }
}

/// The one whom this one talks with, or would: the callee of the caller, and the caller of everybody else.
pub(super) fn peer<'c>(call: &'c Call, of: &CallLeg) -> Option<&'c CallLeg> {
    let party = if of.role == Role::Caller { Party::Callee } else { Party::Caller };
    find(call, &party).ok()
}

/// Those who were called. Of several who are up, the last one to talk with the caller.
fn callees(call: &Call) -> Vec<&CallLeg> {
    let called = up_of(live(call).filter(|leg| leg.role != Role::Caller).collect());
    let is_last = |leg: &&CallLeg| leg.number.is_some() && leg.number == call.final_party;
    let last: Vec<&CallLeg> = called.iter().copied().filter(is_last).collect();
    if called.len() > 1 && last.len() == 1 { last } else { called }
}

/// Those of them that are up; if none is, all.
fn up_of(legs: Vec<&CallLeg>) -> Vec<&CallLeg> {
    let up: Vec<&CallLeg> = legs.iter().copied().filter(|leg| leg.answered_at.is_some()).collect();
    if up.is_empty() { legs } else { up }
}

impl Candidate {
    fn of(leg: &CallLeg) -> Self {
        Self {
            role: leg.role,
            number: leg.number.clone(),
            name: leg.name.clone(),
            uniqueid: leg.uniqueid.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::Call;
    use callflow_core::call::Role;

    use super::super::plan::samples::{leg, talking};
    use super::*;

    fn found(call: &Call, party: &str) -> Result<String, usize> {
        match find(call, &party.into()) {
            Ok(leg) => Ok(leg.channel.to_string()),
            Err(ControlError::PartyUnknown { parties } | ControlError::PartyAmbiguous { parties }) => {
                Err(parties.len())
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn parties_are_found_by_what_they_are_and_by_number() {
        let call = talking();
        for (party, channel) in [
            ("caller", Ok("PJSIP/trunk-00000001")),
            ("callee", Ok("PJSIP/101-00000002")),
            ("+12025550143", Ok("PJSIP/trunk-00000001")),
            ("101", Ok("PJSIP/101-00000002")),
            ("1.2", Ok("PJSIP/101-00000002")),
            // Nobody; the two who are there are told.
            ("102", Err(2)),
            ("", Err(2)),
            ("PJSIP/101-00000002", Err(2)),
        ] {
            assert_eq!(found(&call, party), channel.map(str::to_owned), "{party}");
        }
    }

    #[test]
    fn of_phones_that_ring_together_none_is_the_callee_until_one_answers() {
        let mut call = talking();
        call.legs.push(leg("1.3", "PJSIP/102-00000003", Role::Callee, "102", false));
        call.legs.push(leg("1.4", "PJSIP/103-00000004", Role::Callee, "103", false));
        assert_eq!(found(&call, "callee"), Ok("PJSIP/101-00000002".into()));
        call.legs.remove(1);
        assert_eq!(found(&call, "callee"), Err(2));
        assert_eq!(found(&call, "103"), Ok("PJSIP/103-00000004".into()));
    }

    #[test]
    fn after_a_consultation_the_callee_is_the_last_to_talk_with_the_caller() {
        let mut call = talking();
        call.legs.push(leg("1.3", "PJSIP/102-00000003", Role::TransferTarget, "102", true));
        assert_eq!(
            found(&call, "callee"),
            Ok("PJSIP/101-00000002".into()),
            "102 has not talked with the caller"
        );
        call.final_party = Some("102".into());
        assert_eq!(found(&call, "callee"), Ok("PJSIP/102-00000003".into()));
        call.final_party = None;
        assert_eq!(found(&call, "callee"), Err(2));
    }

    #[test]
    fn the_peer_is_the_other_one_if_it_is_known() {
        let mut call = talking();
        let peers = |call: &Call| {
            let peer = |leg| peer(call, leg).map(|peer| peer.uniqueid.to_string());
            call.legs.iter().map(peer).collect::<Vec<_>>()
        };
        assert_eq!(peers(&call), [Some("1.2".to_owned()), Some("1.1".to_owned())]);
        call.legs.push(leg("1.3", "PJSIP/102-00000003", Role::TransferTarget, "102", true));
        call.final_party = None;
        assert_eq!(peers(&call), [None, Some("1.1".to_owned()), Some("1.1".to_owned())]);
    }

    #[test]
    fn a_number_with_two_channels_needs_an_id() {
        let mut call = talking();
        call.legs.push(leg("1.3", "PJSIP/101-00000003", Role::Callee, "101", true));
        assert_eq!(found(&call, "101"), Err(2));
        assert_eq!(found(&call, "1.3"), Ok("PJSIP/101-00000003".into()));
    }

    #[test]
    fn channels_that_are_gone_or_asterisks_own_are_nobody() {
        let mut call = talking();
        call.legs[0].ended_at = Some(call.started_at);
        call.legs[1].internal = true;
        call.legs.push(leg("1.3", "/^PJSIP/", Role::Callee, "103", true));
        for party in ["caller", "callee", "101", "103"] {
            assert_eq!(found(&call, party), Err(0), "{party}");
        }
    }
}
