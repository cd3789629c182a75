//! States of devices and extensions.

use std::collections::BTreeMap;

use crate::wire::{block, value};

#[derive(Clone, Debug, Default)]
pub(crate) struct Hints {
    /// Device → state, as in `DeviceStateChange`.
    pub(crate) devices: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The lines from `Exten` to `StatusText`, by their first two.
    extensions: BTreeMap<(Vec<u8>, Vec<u8>), Vec<u8>>,
}

impl Hints {
    pub(super) fn changed(&mut self, event: &[u8], frame: &[u8]) {
        let get = |name| value(frame, name).unwrap_or_default().to_vec();
        if event == b"DeviceStateChange" {
            self.devices.insert(get("Device"), get("State"));
        } else if let Some(lines) = block(frame, b"\r\nExten: ", b"\r\nStatusText: ") {
            self.extensions.insert((get("Exten"), get("Context")), lines.to_vec());
        }
    }

    pub(crate) fn extensions(&self) -> impl Iterator<Item = &[u8]> {
        self.extensions.values().map(Vec::as_slice)
    }

    pub(crate) fn extension(&self, exten: &[u8], context: &[u8]) -> Option<&[u8]> {
        self.extensions.get(&(exten.to_vec(), context.to_vec())).map(Vec::as_slice)
    }
}
