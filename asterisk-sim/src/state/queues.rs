//! Queues, as far as their members and callers were heard of.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::wire::value;

#[derive(Clone, Debug, Default)]
pub(crate) struct Queues(BTreeMap<Vec<u8>, Queue>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    /// The last event of each, by its interface.
    pub(crate) members: BTreeMap<Vec<u8>, Vec<u8>>,
    /// In their order: the event `QueueCallerJoin` of each, and when it came.
    pub(crate) callers: Vec<(Duration, Vec<u8>)>,
}

impl Queues {
    pub(super) fn changed(&mut self, event: &[u8], frame: &[u8], now: Duration) {
        let Some(name) = value(frame, "Queue") else { return };
        let queue = self.0.entry(name.to_vec()).or_default();
        match event {
            b"QueueCallerJoin" => {
                let position =
                    value(frame, "Position").and_then(|text| str::from_utf8(text).ok()?.parse().ok());
                let place = position.unwrap_or(usize::MAX).saturating_sub(1).min(queue.callers.len());
                queue.callers.insert(place, (now, frame.to_vec()));
            }
            b"QueueCallerLeave" => {
                let uniqueid = value(frame, "Uniqueid");
                queue.callers.retain(|(_, join)| value(join, "Uniqueid") != uniqueid);
            }
            b"QueueMemberRemoved" => {
                queue.members.remove(value(frame, "Interface").unwrap_or_default());
            }
            _ => {
                queue.members.insert(value(frame, "Interface").unwrap_or_default().to_vec(), frame.to_vec());
            }
        }
    }

    /// Names and queues; only the one, if one is named.
    pub(crate) fn iter<'a>(
        &'a self,
        only: Option<&'a [u8]>,
    ) -> impl Iterator<Item = (&'a [u8], &'a Queue)> + 'a {
        self.0
            .iter()
            .filter(move |(name, _)| only.is_none_or(|only| only == name.as_slice()))
            .map(|(name, queue)| (name.as_slice(), queue))
    }
}
