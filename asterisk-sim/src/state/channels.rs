//! Channels that are up.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::wire::{block_and_rest, replace, value};

#[derive(Clone, Debug, Default)]
pub(crate) struct Channels {
    live: BTreeMap<Vec<u8>, Channel>,
    /// How many there were so far.
    pub(crate) created: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// The lines from `Channel` to `Linkedid`, which events and lists have alike.
    pub(crate) lines: Vec<u8>,
    pub(crate) since: Duration,
    /// Number that was dialled first.
    pub(crate) dnid: Vec<u8>,
    pub(crate) application: Vec<u8>,
    pub(crate) data: Vec<u8>,
    /// Empty outside of bridges.
    pub(crate) bridge: Vec<u8>,
}

impl Channel {
    pub(crate) fn get(&self, name: &str) -> &[u8] {
        value(&self.lines, name).unwrap_or_default()
    }
}

impl Channels {
    pub(super) fn seen(&mut self, event: &[u8], frame: &[u8], now: Duration) {
        let block = block_and_rest(frame, b"\r\nChannel: ", b"\r\nLinkedid: ");
        let Some((lines, rest)) = block else { return };
        let Some(uniqueid) = value(lines, "Uniqueid") else { return };
        if event == b"Newchannel" {
            self.created += 1;
            self.live.insert(
                uniqueid.to_vec(),
                Channel {
                    lines: lines.to_vec(),
                    since: now,
                    dnid: value(lines, "Exten").unwrap_or_default().to_vec(),
                    application: Vec::new(),
                    data: Vec::new(),
                    bridge: Vec::new(),
                },
            );
            return;
        }
        // A channel may be heard of once more after its end; that does not bring it back.
        let Some(channel) = self.live.get_mut(uniqueid) else { return };
        replace(&mut channel.lines, lines);
        match event {
            b"Newexten" => {
                replace(&mut channel.application, value(rest, "Application").unwrap_or_default());
                replace(&mut channel.data, value(rest, "AppData").unwrap_or_default());
            }
            b"BridgeEnter" => channel.bridge = value(frame, "BridgeUniqueid").unwrap_or_default().to_vec(),
            b"BridgeLeave" => channel.bridge.clear(),
            _ => {}
        }
    }

    pub(super) fn ended(&mut self, frame: &[u8]) {
        if let Some(uniqueid) = value(frame, "Uniqueid") {
            self.live.remove(uniqueid);
        }
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Channel> {
        self.live.values()
    }

    /// The channel of that Uniqueid.
    pub(crate) fn get(&self, uniqueid: &[u8]) -> Option<&Channel> {
        self.live.get(uniqueid)
    }

    /// The channel of that name.
    pub(crate) fn named(&self, name: &[u8]) -> Option<&Channel> {
        self.iter().find(|channel| channel.get("Channel") == name)
    }
}
