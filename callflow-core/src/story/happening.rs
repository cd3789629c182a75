//! What happens to a call besides ringing and talking, as it was seen.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{LegNo, Live, Moment};
use crate::call::EarlierAttempts;

/// A wait in a queue.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Visit {
    pub(crate) queue: Arc<str>,
    pub(crate) leg: LegNo,
    pub(crate) joined: Moment,
    pub(crate) left: Option<Moment>,
    pub(crate) position: Option<u32>,
    /// `Queue()`'s own timeout in seconds.
    pub(crate) timeout_s: Option<u32>,
    /// `QueueCallerAbandon` came, which Asterisk also sends on a timeout, an empty queue and a withdrawal.
    pub(crate) abandon_seen: bool,
    /// When the caller left, no member of the queue could take a call.
    pub(crate) nobody_there: bool,
    /// `QUEUESTATUS`, where variables are sent.
    pub(crate) status: Option<Arc<str>>,
    /// It ended while nobody listened.
    #[serde(default)]
    pub(crate) lost: bool,
    pub(crate) calls: Vec<MemberCall>,
    /// Calls in vain that are no longer among them.
    #[serde(default)]
    pub(crate) earlier: Vec<EarlierAttempts>,
}

/// A queue calls a member.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct MemberCall {
    pub(crate) interface: Arc<str>,
    /// The member's channel, where it was seen.
    pub(crate) leg: Option<LegNo>,
    pub(crate) began: Moment,
    pub(crate) connected: Option<Moment>,
    /// `AgentRingNoAnswer` came.
    pub(crate) let_ring: Option<Moment>,
    /// `AgentComplete` came.
    pub(crate) completed: Option<Moment>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct HoldSpan {
    pub(crate) leg: LegNo,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
}

/// A transfer, by the event that told of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) enum Transferred {
    Blind(BlindTransfer),
    Attended(AttendedTransfer),
    Redirect(Redirect),
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct BlindTransfer {
    pub(crate) at: Moment,
    pub(crate) by: LegNo,
    pub(crate) transferee: LegNo,
    pub(crate) to: Arc<str>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct AttendedTransfer {
    pub(crate) at: Moment,
    /// The transferer's leg towards the transferred party.
    pub(crate) first: LegNo,
    /// The transferer's leg towards the target.
    pub(crate) second: LegNo,
    pub(crate) target: Option<LegNo>,
}

/// The caller was taken out of a talk without a transfer: AMI `Redirect`, ARI.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Redirect {
    pub(crate) at: Moment,
    pub(crate) transferee: LegNo,
    pub(crate) to: Arc<str>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ParkStay {
    pub(crate) leg: LegNo,
    /// Who parked, as a dial string.
    pub(crate) parker: Option<Arc<str>>,
    pub(crate) lot: Option<Arc<str>>,
    pub(crate) space: Option<Arc<str>>,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
    pub(crate) retriever: Option<LegNo>,
    pub(crate) timed_out: bool,
    /// No event tells what it was left for.
    #[serde(default)]
    pub(crate) is_end_untold: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct PickupMade {
    pub(crate) at: Moment,
    pub(crate) picker: LegNo,
    pub(crate) target: LegNo,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct RecordingSpan {
    pub(crate) leg: LegNo,
    pub(crate) file: Option<Arc<str>>,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
    /// Spans of silence, the last one perhaps open.
    pub(crate) pauses: Vec<(Moment, Option<Moment>)>,
    /// `recording.ready` was sent.
    #[serde(default)]
    pub(crate) told: bool,
    /// It is an application's.
    #[serde(default)]
    pub(crate) live: Option<Box<Live>>,
}

impl RecordingSpan {
    /// Whether something was recorded.
    pub(crate) fn is_one(&self) -> bool {
        self.live.as_ref().is_none_or(|live| !live.failed)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Conference {
    pub(crate) name: Arc<str>,
    pub(crate) leg: LegNo,
    pub(crate) joined: Moment,
}

/// A number that `Dial()` was told to call and for which no channel was made: nobody is registered there.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Unreached {
    pub(crate) leg: LegNo,
    /// Without technology, as `DialString` would have it.
    pub(crate) string: Arc<str>,
    /// When `Dial()` began.
    pub(crate) at: Moment,
    /// `Dial()` is over, so nothing can come of it any more.
    pub(crate) given_up: bool,
    /// `Dial()` ran before anything was seen of it, so that its channel may have come and gone.
    pub(crate) unseen: bool,
}

/// The dial plan sends a call on for somebody: it says so in `REDIRECTING`, and then dials.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Diversion {
    pub(crate) leg: LegNo,
    pub(crate) at: Moment,
    /// Who diverted.
    pub(crate) from: Arc<str>,
    /// Where to, as a dial string; not known until it dials.
    pub(crate) to: Option<Arc<str>>,
}

/// A leg was sent into a queue by `Queue()`, and has not joined it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Unjoined {
    pub(crate) leg: LegNo,
    pub(crate) queue: Arc<str>,
    pub(crate) at: Moment,
    /// The leg went on, or ended: the queue did not let it in.
    pub(crate) refused: bool,
}

/// A caller came to `VoiceMail()`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Voicemail {
    pub(crate) at: Moment,
    /// It was told to play the busy greeting.
    pub(crate) busy: bool,
}
