//! Agents of the agent pool, as far as they were heard of.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::wire::value;

/// By their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agents(BTreeMap<Vec<u8>, Option<LoggedIn>>);

/// An agent who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct LoggedIn {
    /// Uniqueid of the channel on which the agent waits.
    pub(crate) uniqueid: Vec<u8>,
    pub(crate) since: Duration,
}

impl Agents {
    pub(super) fn changed(&mut self, event: &[u8], frame: &[u8], now: Duration) {
        let Some(agent) = value(frame, "Agent") else { return };
        let uniqueid = value(frame, "Uniqueid").unwrap_or_default().to_vec();
        let state = (event == b"AgentLogin").then_some(LoggedIn { uniqueid, since: now });
        self.0.insert(agent.to_vec(), state);
    }

    /// Whether none was heard of: then the module may not be there.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ids and states.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], Option<&LoggedIn>)> {
        self.0.iter().map(|(agent, state)| (agent.as_slice(), state.as_ref()))
    }
}
