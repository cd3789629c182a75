//! Bridges that are there.

use std::collections::BTreeMap;

use crate::wire::{block, value};

#[derive(Clone, Debug, Default)]
pub(crate) struct Bridges(BTreeMap<Vec<u8>, Vec<u8>>);

impl Bridges {
    /// The lines from `BridgeUniqueid` to `BridgeVideoSourceMode` are those of `BridgeList` too.
    pub(super) fn changed(&mut self, frame: &[u8]) {
        let lines = block(frame, b"\r\nBridgeUniqueid: ", b"\r\nBridgeVideoSourceMode: ");
        if let Some((id, lines)) = value(frame, "BridgeUniqueid").zip(lines) {
            self.0.insert(id.to_vec(), lines.to_vec());
        }
    }

    pub(super) fn destroyed(&mut self, frame: &[u8]) {
        if let Some(id) = value(frame, "BridgeUniqueid") {
            self.0.remove(id);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.values().map(Vec::as_slice)
    }

    pub(crate) fn get(&self, id: &[u8]) -> Option<&[u8]> {
        self.0.get(id).map(Vec::as_slice)
    }
}
