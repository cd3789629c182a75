//! `Agents`. The names of agents are told by no event.

use crate::ami::reply::Reply;
use crate::state::State;
use crate::wire::value;

pub(super) fn list(state: &State, reply: &mut Reply<'_>) {
    reply.list("Agents will follow");
    for (agent, logged_in) in state.agents.iter() {
        let channel =
            logged_in.and_then(|logged_in| Some((logged_in, state.channels.get(&logged_in.uniqueid)?)));
        reply.late_item("Agents");
        reply.put("Agent", agent);
        reply.put("Name", "");
        match channel {
            None => reply.put("Status", "AGENT_LOGGEDOFF"),
            Some((logged_in, channel)) => {
                // Who waits for a call is in a bridge of its own kind, or on the way there.
                let bridge = state.bridges.get(&channel.bridge);
                let kind = bridge.and_then(|bridge| value(bridge, "BridgeType"));
                let idle = kind.is_none_or(|kind| kind == b"agent_hold");
                reply.put("Status", if idle { "AGENT_IDLE" } else { "AGENT_ONCALL" });
                reply.put("LoggedInTime", logged_in.since.as_secs().to_string());
                reply.raw(&channel.lines);
            }
        }
        reply.put_id();
        reply.end();
    }
    reply.complete("AgentsComplete", None);
}
