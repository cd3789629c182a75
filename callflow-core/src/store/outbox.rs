//! What somebody outside is to be told of a change.

use alloc::sync::Arc;

use crate::time::Timestamp;

/// An event on its way to one receiver. It is committed with the records that it tells of, so that neither is there without
/// the other; what becomes of it afterwards is no concern of the batch.
///
/// It is known by receiver and event: one that is put again, by a batch that is repeated or by another server that has heard
/// the same, stays what it was, whatever has become of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OutboxRow {
    /// Who is to be told.
    pub receiver: Arc<str>,
    /// The id of the event, made of its content, so that the same event has the same id wherever it is told.
    pub event: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// On which Asterisk.
    pub pbx: Arc<str>,
    /// What it is: `call.ended`.
    pub kind: Arc<str>,
    /// What it tells of: events of one line reach the receiver in order.
    pub line: Arc<str>,
    /// Its place among the events of the PBX, by its bytes.
    pub place: Arc<str>,
    /// When it happened.
    pub at: Timestamp,
    /// What is sent.
    pub body: Arc<str>,
}

impl OutboxRow {
    /// The place of the event that is the `n`th of the journal's entry at `position`, told by the owner with this token. Those of
    /// later owners come later, wherever their journals stand.
    #[must_use]
    pub fn place(token: u64, position: u64, n: u32) -> Arc<str> {
        alloc::format!("{token:016x}{position:016x}{n:08x}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_order_by_their_bytes() {
        let places = [
            (1, 9, 0),
            (1, 9, 1),
            (1, 10, 0),
            (1, u64::MAX, u32::MAX),
            (2, 0, 0),
            (10, 0, 0),
            (u64::MAX, 0, 0),
        ]
        .map(|(token, position, n)| OutboxRow::place(token, position, n));
        assert!(places.is_sorted_by(|one, other| one < other), "{places:?}");
    }
}
