//! A call as another way than ours tells it: some fields of our record, under the same names.

use callflow_core::call::{Direction, HungUpBy};
use callflow_core::plan::DirectionQuestion;
use callflow_core::{Disposition, Plan, Timestamp};
use serde::Serialize;

/// A call. What a way cannot tell is empty.
#[derive(Debug, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "fields of the published form of the record, not a state")]
pub(crate) struct Row {
    /// What the way knows it by: a Uniqueid or a Linkedid.
    pub(crate) id: String,
    pub(crate) direction: Option<Direction>,
    pub(crate) disposition: Option<Disposition>,
    pub(crate) caller: Caller,
    pub(crate) dialled: Option<String>,
    pub(crate) did: Option<String>,
    pub(crate) answered: bool,
    pub(crate) answered_by: Option<String>,
    pub(crate) final_party: Option<String>,
    pub(crate) hung_up_by: Option<HungUpBy>,
    pub(crate) blocked: bool,
    pub(crate) voicemail: bool,
    pub(crate) started_at: Timestamp,
    pub(crate) wait_ms: u64,
    pub(crate) talk_ms: u64,
    pub(crate) queue: Option<String>,
    pub(crate) queue_visits: Vec<Visit>,
    pub(crate) parties: Vec<Party>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) forwards: Vec<Forward>,
    pub(crate) pickups: Vec<Pickup>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) parks: Vec<Park>,
    pub(crate) recordings: Vec<Recorded>,
    pub(crate) conference: Option<String>,
    pub(crate) originated: bool,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Caller {
    pub(crate) number: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Visit {
    pub(crate) queue: String,
    pub(crate) outcome: Option<&'static str>,
    pub(crate) attempts: Vec<Attempt>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Attempt {
    pub(crate) member: String,
    pub(crate) outcome: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Party {
    pub(crate) number: String,
    pub(crate) answered: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Transfer {
    pub(crate) kind: &'static str,
    pub(crate) by: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) succeeded: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Forward {
    pub(crate) from: Option<String>,
    pub(crate) to: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Pickup {
    pub(crate) from: Option<String>,
    pub(crate) by: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Hold {
    pub(crate) by: Option<String>,
    pub(crate) ms: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Park {
    pub(crate) space: Option<String>,
    pub(crate) retrieved_by: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Recorded {
    pub(crate) from: Timestamp,
}

impl Row {
    /// Sets the direction, told by the context and the channel that the call came in at and by what was dialled.
    pub(crate) fn direct(&mut self, plan: &Plan, context: Option<&str>, channel: &str) {
        let direction = plan.direction(DirectionQuestion {
            context,
            endpoint: Some(endpoint(channel)),
            dialled: self.dialled.as_deref(),
            ..DirectionQuestion::default()
        });
        self.did = self.dialled.clone().filter(|_| direction == Direction::Inbound);
        self.direction = Some(direction);
    }
}

/// `101` of the channel `PJSIP/101-00000003`.
pub(crate) fn endpoint(channel: &str) -> &str {
    let name = channel.split_once('/').map_or(channel, |(_, name)| name);
    name.rsplit_once('-').map_or(name, |(endpoint, _)| endpoint)
}
