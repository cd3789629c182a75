//! Calls that are parked.

use std::collections::BTreeMap;

use crate::wire::{block, value};

#[derive(Clone, Debug, Default)]
pub(crate) struct Parking(BTreeMap<Vec<u8>, Vec<u8>>);

impl Parking {
    /// The lines from `ParkeeChannel` to `ParkingDuration` are those of the list `ParkedCalls` too.
    pub(super) fn changed(&mut self, event: &[u8], frame: &[u8]) {
        let Some(parkee) = value(frame, "ParkeeUniqueid") else { return };
        if event != b"ParkedCall" {
            self.0.remove(parkee);
        } else if let Some(lines) = block(frame, b"\r\nParkeeChannel: ", b"\r\nParkingDuration: ") {
            self.0.insert(parkee.to_vec(), lines.to_vec());
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.values().map(Vec::as_slice)
    }
}
