//! What the played events say is going on: the answer to `CoreShowChannels` and the like.

use std::collections::BTreeSet;
use std::time::Duration;

mod agents;
mod bridges;
mod channels;
mod contacts;
mod hints;
mod parking;
mod queues;

use agents::Agents;
use bridges::Bridges;
use channels::Channels;
use contacts::Contacts;
use hints::Hints;
use parking::Parking;
use queues::Queues;

/// Kept from event to event. It knows only what was sent; calls that were there before are not in it.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(crate) agents: Agents,
    pub(crate) channels: Channels,
    pub(crate) bridges: Bridges,
    pub(crate) contacts: Contacts,
    pub(crate) hints: Hints,
    pub(crate) parking: Parking,
    pub(crate) queues: Queues,
    /// Uniqueids of the channels that are no recording: something can be done to them.
    pub(crate) live: BTreeSet<Vec<u8>>,
}

impl State {
    /// Takes up an event, whose bytes begin with `Event: `.
    pub(crate) fn event(&mut self, event: &[u8], now: Duration) {
        let rest = event.strip_prefix(b"Event: ").unwrap_or_default();
        let name = rest.get(..memchr::memchr(b'\r', rest).unwrap_or_default()).unwrap_or_default();
        match name {
            b"VarSet" | b"TestEvent" => {}
            b"Newchannel" | b"Newstate" | b"Newexten" | b"NewCallerid" | b"NewConnectedLine"
            | b"NewAccountCode" => self.channels.seen(name, event, now),
            b"Hangup" => self.channels.ended(event),
            b"BridgeEnter" | b"BridgeLeave" => {
                self.channels.seen(name, event, now);
                self.bridges.changed(event);
            }
            b"BridgeCreate" => self.bridges.changed(event),
            b"BridgeDestroy" => self.bridges.destroyed(event),
            b"AgentLogin" | b"AgentLogoff" => self.agents.changed(name, event, now),
            b"ContactStatus" => self.contacts.changed(event),
            b"DeviceStateChange" | b"ExtensionStatus" => self.hints.changed(name, event),
            b"ParkedCall" | b"UnParkedCall" | b"ParkedCallTimeOut" | b"ParkedCallGiveUp" => {
                self.parking.changed(name, event);
            }
            b"QueueCallerJoin"
            | b"QueueCallerLeave"
            | b"QueueMemberAdded"
            | b"QueueMemberRemoved"
            | b"QueueMemberStatus"
            | b"QueueMemberPause"
            | b"QueueMemberPenalty"
            | b"QueueMemberRinginuse" => self.queues.changed(name, event, now),
            _ => {}
        }
    }

    /// After a restart nothing is left.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
