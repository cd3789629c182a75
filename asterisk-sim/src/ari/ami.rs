//! What the manager interface is told of live calls.

use super::channel::{Channel, Party};
use super::told::Told;
use super::world::{Bridge, World};
use crate::ids::put_unix;
use crate::user::Classes;
use crate::wire::{end, put};

/// An event in the making.
pub(super) struct Event {
    bytes: Vec<u8>,
    classes: Classes,
}

impl World {
    /// Begins an event of this class.
    pub(super) fn ami(&self, event: &str, class: &str) -> Event {
        let mut bytes = Vec::new();
        put(&mut bytes, "Event", event);
        put(&mut bytes, "Privilege", format!("{class},all"));
        if self.facts.stamps {
            let mut stamp = Vec::new();
            put_unix(&mut stamp, self.now);
            put(&mut bytes, "Timestamp", stamp);
        }
        Event { bytes, classes: Classes::of(class) }
    }

    /// Begins an event about a channel.
    pub(super) fn ami_of(&self, event: &str, class: &str, channel: &Channel) -> Event {
        self.ami(event, class).channel("", channel)
    }

    pub(super) fn tell_ami(&mut self, event: Event) {
        let Event { mut bytes, classes } = event;
        end(&mut bytes);
        self.told.push(Told::Ami(classes, bytes));
    }
}

impl Event {
    pub(super) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        put(&mut self.bytes, name, in_one_line(value.as_ref()));
        self
    }

    /// The lines from `Channel` to `Linkedid`.
    pub(super) fn channel(mut self, prefix: &str, channel: &Channel) -> Self {
        let Party { name: caller_name, number: caller } = &channel.caller;
        let Party { name: connected_name, number: connected } = &channel.connected;
        for (header, value) in [
            ("Channel", channel.name.as_str()),
            ("ChannelState", channel.state.code()),
            ("ChannelStateDesc", channel.state.name()),
            ("CallerIDNum", or_unknown(caller)),
            ("CallerIDName", or_unknown(caller_name)),
            ("ConnectedLineNum", or_unknown(connected)),
            ("ConnectedLineName", or_unknown(connected_name)),
            ("Language", "en"),
            ("AccountCode", ""),
            ("Context", channel.context.as_str()),
            ("Exten", channel.exten.as_str()),
            ("Priority", "1"),
            ("Uniqueid", channel.id.as_str()),
            ("Linkedid", channel.linkedid.as_str()),
        ] {
            self = self.with(&format!("{prefix}{header}"), value);
        }
        self
    }

    pub(super) fn bridge(self, id: &str, bridge: &Bridge) -> Self {
        self.with("BridgeUniqueid", id)
            .with("BridgeType", "stasis")
            .with("BridgeTechnology", bridge.technology())
            .with("BridgeCreator", "Stasis")
            .with("BridgeName", or_unknown(&bridge.name))
            .with("BridgeNumChannels", bridge.channels.len().to_string())
            .with("BridgeVideoSourceMode", "talker")
    }
}

/// What a client gives may have any characters; a header has none that end a line.
fn in_one_line(value: &[u8]) -> Vec<u8> {
    value.iter().map(|byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { *byte }).collect()
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { "<unknown>" } else { text }
}
