//! Acting on calls and queues, over the manager interface.
//!
//! A request names a call by its id and, where it matters, a [`Party`] of it; the channel is found in the live record.
//! No name of a channel, file or function of Asterisk is ever taken from a request. What is asked for is held against
//! the operator's [`Rules`], made into actions by pure functions (`plan`), and carried out by [`Control`], which listens
//! before it sends, and says whether an event has confirmed what was done.
//!
//! | verb | action | confirmed by | class in `write` of `manager.conf` |
//! |---|---|---|---|
//! | [`hangup`](Control::hangup) | `Hangup` | `Hangup` of each channel | `call` |
//! | [`transfer`](Control::transfer) | `BlindTransfer` | `BlindTransfer`, `Result: Success` | `call` |
//! | [`originate`](Control::originate) | `Originate` | `Newchannel` | `originate` |
//! | [`park`](Control::park) | `Park` | `ParkedCall`, which has the space | `call` |
//! | [`recording`](Control::recording) on | `MixMonitor` | `MixMonitorStart` | `system` |
//! | … off | `StopMixMonitor` | `MixMonitorStop` | `call` |
//! | … pause, resume | `MixMonitorMute` | `MixMonitorMute` | `call` |
//! | [`dtmf`](Control::dtmf) | `PlayDTMF`, one a digit | the answer; there is no event | `call` |
//! | [`queue_add`](Control::queue_add) | `QueueAdd` | `QueueMemberAdded` | `agent` |
//! | [`queue_remove`](Control::queue_remove) | `QueueRemove` | `QueueMemberRemoved` | `agent` |
//! | [`queue_pause`](Control::queue_pause) | `QueuePause` | `QueueMemberPause` | `agent` |
//! | [`queue_penalty`](Control::queue_penalty) | `QueuePenalty` | `QueueMemberPenalty` | `agent` |
//!
//! It is tested with Asterisk 16 and 22, which differ in none of these. The events of channels are of the class `call` and those of
//! members of `agent`: a manager user who does not `read` them gets everything done, and nothing confirmed. An
//! `eventfilter` must let them through.
//!
//! Calls may be recorded by themselves, where the [rules](RecordingRules::automatic) say so.
//!
//! Holding a call is not possible: the manager interface has no action for it. [`Control::hold`] says so.

mod automatic;
mod error;
mod expect;
mod live;
mod outcome;
mod party;
mod plan;
mod recording_rules;
mod request;
mod rules;
mod run;
mod text;
mod watch;

pub use self::automatic::{AutomaticRule, NamePattern, NamePatternError};
pub use self::error::{ControlError, Failure, Refusal};
pub(crate) use self::live::Members;
pub use self::live::{Clients, Live};
pub use self::outcome::{Details, Done};
pub use self::party::{Candidate, Party};
pub(crate) use self::plan::Means;
pub use self::recording_rules::{RecordingRules, RecordingRulesError};
pub use self::request::{
    CallerId, Dtmf, Hangup, Originate, Park, QueueAdd, QueuePause, QueuePenalty, QueueRemove, Recording,
    RecordingStep, Transfer,
};
pub use self::rules::Rules;
pub use self::run::Control;
pub(crate) use self::run::Recorded;
