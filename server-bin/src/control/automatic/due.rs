//! Whether a call is to be recorded now, and how.

use callflow_core::call::{CallLeg, Recording, Role};
use callflow_core::{Call, Timestamp};

use super::rule::AutomaticRule;
use crate::control::party;

/// A recording that is to begin.
#[derive(Clone, Copy, Debug)]
pub(in crate::control) struct Due<'c> {
    /// On this one's channel.
    pub(in crate::control) leg: &'c CallLeg,
    /// Which one of the call it will be, from 0.
    pub(in crate::control) part: usize,
}

/// The recording of a call that is to begin now, if one is.
pub(in crate::control) fn due<'c>(call: &'c Call, rules: &[AutomaticRule]) -> Option<Due<'c>> {
    let goes_on = call.ended_at.is_none() && call.merged_into.is_none();
    // A room has recordings of its own.
    if !goes_on || !call.answered || call.conference.is_some() {
        return None;
    }
    if !rules.iter().any(|rule| rule.is_for(call)) {
        return None;
    }
    let is_open = |recording: &Recording| recording.to.is_none();
    if call.recordings.iter().any(is_open) || !may_go_on(call) {
        return None;
    }
    let up: Vec<&CallLeg> = party::live(call).filter(|leg| leg.answered_at.is_some()).collect();
    if up.len() < 2 {
        return None;
    }
    // The caller is there longest, as a rule.
    let leg = up.iter().find(|leg| leg.role == Role::Caller).or(up.first())?;
    Some(Due { leg, part: call.recordings.len() })
}

/// Whether the last recording ended with its channel, or there was none: what somebody has ended stays ended.
fn may_go_on(call: &Call) -> bool {
    let Some(last) = call.recordings.iter().filter_map(|recording| recording.to).max() else { return true };
    call.legs.iter().filter_map(|leg| leg.ended_at).any(|ended| is_near(ended, last))
}

/// Asterisk tells of a channel's end and of its recording's within some milliseconds.
fn is_near(one: Timestamp, other: Timestamp) -> bool {
    const SAME_MOMENT_MS: u64 = 250;
    one.millis_since(other).max(other.millis_since(one)) <= SAME_MOMENT_MS
}

#[cfg(test)]
mod tests {
    use callflow_core::call::CallState;
    use callflow_core::store::testkit::sample::at;

    use super::*;
    use crate::control::plan::samples::{leg, talking};

    const ALL: &[AutomaticRule] = &[AutomaticRule {
        directions: Vec::new(),
        queues: Vec::new(),
        extensions: Vec::new(),
        tenants: Vec::new(),
        pbxs: Vec::new(),
    }];

    /// On which channel, as which part.
    fn due_of(change: impl FnOnce(&mut Call)) -> Option<(String, usize)> {
        let mut call = talking();
        change(&mut call);
        due(&call, ALL).map(|due| (due.leg.uniqueid.to_string(), due.part))
    }

    fn recorded(from: i64, to: Option<i64>) -> Recording {
        Recording { file: None, from: at(from), to: to.map(at), paused_ms: 0 }
    }

    #[test]
    fn a_call_of_two_is_due_once_both_are_up() {
        assert_eq!(due_of(|_| ()), Some(("1.1".into(), 0)));
        assert_eq!(due_of(|call| call.answered = false), None);
        assert_eq!(due_of(|call| call.legs[1].answered_at = None), None);
        assert_eq!(due_of(|call| call.legs[0].answered_at = None), None);
        assert_eq!(due_of(|call| call.ended_at = Some(at(60))), None);
        assert_eq!(due_of(|call| call.merged_into = Some(call.id.clone())), None);
        assert_eq!(due_of(|call| call.legs.truncate(1)), None);
        assert_eq!(due_of(|call| call.state = CallState::Held), Some(("1.1".into(), 0)));
        let call = talking();
        assert!(due(&call, &[]).is_none(), "off by default");
        let other = AutomaticRule { tenants: vec!["acme".into()], ..AutomaticRule::default() };
        assert!(due(&call, &[other]).is_none());
    }

    #[test]
    fn what_is_or_was_recorded_is_not_recorded_again() {
        assert_eq!(due_of(|call| call.recordings = vec![recorded(6, None)]), None);
        // Somebody has ended it.
        assert_eq!(due_of(|call| call.recordings = vec![recorded(6, Some(9))]), None);
        assert_eq!(due_of(|call| call.recordings = vec![recorded(6, Some(9)), recorded(7, None)]), None);
    }

    #[test]
    fn a_call_goes_on_being_recorded_when_its_recorded_channel_has_left_it() {
        let transferred = |recordings: Vec<Recording>| {
            move |call: &mut Call| {
                call.legs[0].ended_at = Some(at(20));
                call.legs.push(leg("1.3", "PJSIP/102-00000003", Role::Callee, "102", true));
                call.recordings = recordings;
            }
        };
        assert_eq!(due_of(transferred(vec![recorded(6, Some(20))])), Some(("1.2".into(), 1)));
        assert_eq!(due_of(transferred(vec![recorded(6, Some(12))])), None, "it was ended before");
        assert_eq!(due_of(transferred(vec![recorded(6, Some(20)), recorded(20, None)])), None);
    }

    #[test]
    fn a_room_is_not_recorded_by_its_callers() {
        assert_eq!(due_of(|call| call.conference = Some("900".into())), None);
    }
}
