//! The record of a call: what a supervisor reads, a store keeps and a webhook sends.
//!
//! One [`Call`] is one call as a person would count it, however many channels, bridges and Linkedids Asterisk
//! needed for it. The tracker tells it from what it has seen, at every change anew; the record itself decides
//! nothing. Its JSON form is public: fields are added, never renamed. `schema/call.schema.json` describes it.

mod hold;
mod leg;
mod media;
mod park;
mod party;
mod queue_visit;
mod recording;
mod segment;
mod transfer;

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::hold::Hold;
pub use self::leg::{CallLeg, Role};
pub use self::media::{Playback, StasisStay};
pub use self::park::{Park, ParkOutcome};
pub use self::party::{Outcome, Party};
pub use self::queue_visit::{Attempt, AttemptOutcome, EarlierAttempts, QueueVisit, TurnedAway, VisitOutcome};
pub use self::recording::Recording;
pub use self::segment::BridgeSegment;
pub use self::transfer::{Forward, Pickup, Transfer, TransferKind};
use crate::cause::HangupCause;
use crate::disposition::Disposition;
use crate::ids::{CallId, Linkedid};
use crate::time::Timestamp;

/// One call, told from what Asterisk said of it.
///
/// Durations are in milliseconds and carry their unit in the name. `None` is "not so" or "not known yet":
/// an empty number, `s`, `<unknown>` and Asterisk's other inner words never stand in a field.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(clippy::struct_excessive_bools, reason = "the published form of the record, not a state")]
pub struct Call {
    /// Deterministic: the PBX's name and the call's first Linkedid ([`CallId::of`]).
    pub id: CallId,
    /// Whose call it is, by the dial plan; `default` where the plan names nobody.
    pub tenant: Arc<str>,
    /// The name of the Asterisk it ran on.
    pub pbx: Arc<str>,
    /// The first Linkedid of the call.
    pub linkedid: Linkedid,
    /// Which way it went, seen from the company.
    pub direction: Direction,
    /// What it is doing now.
    pub state: CallState,
    /// How it came out; `None` while it lives.
    pub disposition: Option<Disposition>,
    /// Who called.
    pub caller: Caller,
    /// The number as the caller dialled it, access prefix and all; the DID of an inbound call.
    pub dialled: Option<Arc<str>>,
    /// The DID that was called, of an inbound call.
    pub did: Option<Arc<str>>,
    /// A person talked with the caller, or the caller entered a conference.
    pub answered: bool,
    /// The number of the first person to talk with the caller: an extension, or an outside number without
    /// access prefix.
    pub answered_by: Option<Arc<str>>,
    /// The name that goes with `answered_by`.
    pub answered_by_name: Option<Arc<str>>,
    /// The last person to talk with the caller, after transfers and retrievals.
    pub final_party: Option<Arc<str>>,
    /// Who ended it; `None` while it lives, and of one that was imported.
    pub hung_up_by: Option<HungUpBy>,
    /// The caller's hangup cause (Q.850); `None` while the caller's channel lives.
    pub hangup_cause: Option<HangupCause>,
    /// It ended in a context that blocks, or was refused with cause 21 before anyone was tried.
    pub blocked: bool,
    /// The caller reached `VoiceMail()`.
    pub voicemail: bool,
    /// When it began; of an originated call, when the first phone began to ring.
    pub started_at: Timestamp,
    /// When the caller and the first person began to talk.
    pub answered_at: Option<Timestamp>,
    /// When its last channel was hung up.
    pub ended_at: Option<Timestamp>,
    /// How long the phone that answered rang; where nobody answered, the longest that a phone rang.
    pub ring_ms: u64,
    /// How long the caller waited: from the first joining of a queue (without one: from the start) to the first
    /// answer, or to leaving the last queue (without one: to the end). Of a live call up to its last event.
    pub wait_ms: u64,
    /// From the first answer to the end, over all transfers, hold included. Of a live call up to its last event.
    pub talk_ms: u64,
    /// The sum of `holds`.
    pub hold_ms: u64,
    /// From the start to the end. Of a live call up to its last event.
    pub duration_ms: u64,
    /// The last queue that answered, else the last one waited in.
    pub queue: Option<Arc<str>>,
    /// Every entry into a queue, in order.
    pub queue_visits: Vec<QueueVisit>,
    /// Queues that did not let the caller in, in order: they were full, or nobody was there.
    #[serde(default)]
    pub turned_away: Vec<TurnedAway>,
    /// Everyone who was tried or talked, but for the caller, in the order of their first ring.
    pub parties: Vec<Party>,
    /// Transfers, in order.
    pub transfers: Vec<Transfer>,
    /// Diversions, in order.
    pub forwards: Vec<Forward>,
    /// Calls picked up from another phone, in order.
    pub pickups: Vec<Pickup>,
    /// Holds, in order of their beginning.
    pub holds: Vec<Hold>,
    /// Stays in a parking lot, in order.
    pub parks: Vec<Park>,
    /// Recordings, in order of their beginning.
    pub recordings: Vec<Recording>,
    /// What applications played to it, in order; told by ARI. In JSON left out if there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub playbacks: Vec<Playback>,
    /// The applications that its channels were in, in order; told by ARI. In JSON left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stasis: Vec<StasisStay>,
    /// The conference room that the caller entered.
    pub conference: Option<Arc<str>>,
    /// Keys pressed by the caller before the first answer, as one text an entry: a menu's choices.
    pub dtmf: Vec<Arc<str>>,
    /// It was made by an `Originate`.
    pub originated: bool,
    /// Who asked for it, where that is known (the `ActionID`'s owner is not on the wire).
    pub originated_by: Option<Arc<str>>,
    /// Every channel of it, Asterisk's own ones included (`internal`), but for those in `legs_left_out`.
    pub legs: Vec<CallLeg>,
    /// How many channels are not among `legs`: of a caller whom a queue rings its members for more than two hundred
    /// times, those of the older ringings in vain. In JSON left out if there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub legs_left_out: u32,
    /// Who talked with whom, and when.
    pub segments: Vec<BridgeSegment>,
    /// The call that this one became part of; it then counts nowhere.
    pub merged_into: Option<CallId>,
    /// The calls that became part of this one.
    pub merged: Vec<CallId>,
    /// Part of it was not seen and was put together from a snapshot.
    pub reconstructed: bool,
    /// How many times the link to Asterisk was down while it lived.
    pub gaps: u32,
    /// How many times the link to ARI alone was down while it lived: recordings, playbacks and stays in applications may
    /// be missing, and nothing else. In JSON left out if it never was.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ari_gaps: u32,
    /// The account code of the caller's channel.
    pub account_code: Option<Arc<str>>,
    /// Channel variables that the manager's `channelvars` sends (`ChanVariable`), the last value of each.
    pub variables: BTreeMap<Arc<str>, Arc<str>>,
    /// Where it is from, if Callflow did not see it: `cdr` of one that was told from call detail records. In JSON left
    /// out of what was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_from: Option<Arc<str>>,
    /// Rises with every change of the record; 0 of one that was imported.
    pub version: u32,
    /// When it was corrected after its end: a late event, a backfill, a merge.
    pub revised_at: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Who called.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Caller {
    /// The number, in E.164 where the plan allows, else as on the wire; `None` if anonymous.
    pub number: Option<Arc<str>>,
    /// The name, as on the wire.
    pub name: Option<Arc<str>>,
    /// The number that the caller came with, where the dial plan made another one of it.
    #[serde(default)]
    pub first_number: Option<Arc<str>>,
    /// The number that the dial plan shows in the caller's place to those whom it calls over a trunk.
    #[serde(default)]
    pub shown_number: Option<Arc<str>>,
}

/// Which way a call went, seen from the company.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From outside.
    Inbound,
    /// To the outside.
    Outbound,
    /// From inside to inside.
    Internal,
    /// The plan does not tell.
    Unknown,
}

/// What a call is doing now.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// It has begun, and no phone rings yet.
    New,
    /// A phone rings.
    Ringing,
    /// The caller waits in a queue.
    Queued,
    /// The caller talks, with a person or in a conference.
    Up,
    /// The same, on hold.
    Held,
    /// The caller waits in a parking lot.
    Parked,
    /// Every channel of it is gone.
    Ended,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HungUpBy {
    /// The caller.
    Caller,
    /// The other party.
    Callee,
    /// Neither: a timeout, the dial plan, a refusal, an AMI or ARI hangup, a restart.
    System,
}

#[cfg(test)]
mod tests {
    extern crate std;

    /// The schema in the repository is what the types say. `UPDATE_SCHEMA=1` writes it anew.
    #[cfg(feature = "schema")]
    #[test]
    fn the_published_schema_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/call.schema.json");
        let schema = schemars::schema_for!(super::Call);
        let want = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &want).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), want, "run with UPDATE_SCHEMA=1");
    }
}
