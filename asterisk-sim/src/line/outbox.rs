//! Bytes that wait to be sent on one connection.

use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Outbox {
    bytes: Vec<u8>,
    /// How much of them is sent.
    sent: usize,
    /// What stands behind such a place is not sent before that time. In the order of places.
    barriers: Vec<(usize, Duration)>,
    /// At most so many bytes at once.
    pieces: usize,
    /// Since when bytes wait of which none was taken.
    waits_since: Duration,
}

impl Outbox {
    pub(crate) fn new(now: Duration) -> Self {
        Self { bytes: Vec::new(), sent: 0, barriers: Vec::new(), pieces: usize::MAX, waits_since: now }
    }

    /// What waits to be sent, also while it is held back.
    pub(crate) fn waiting(&self) -> &[u8] {
        self.bytes.get(self.sent..).unwrap_or_default()
    }

    /// What may be sent now.
    pub(crate) fn ready(&self) -> &[u8] {
        let barrier = self.barriers.first().map_or(self.bytes.len(), |(place, _)| *place);
        let end = barrier.min(self.sent.saturating_add(self.pieces));
        self.bytes.get(self.sent..end).unwrap_or_default()
    }

    /// Since when the client has read nothing, if there is something for it.
    pub(crate) fn unread_since(&self) -> Option<Duration> {
        (!self.ready().is_empty()).then_some(self.waits_since)
    }

    /// When more may be sent than now.
    pub(crate) fn stalled_until(&self) -> Option<Duration> {
        self.barriers.first().map(|(_, until)| *until)
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn push(&mut self, bytes: &[u8], now: Duration) {
        if self.ready().is_empty() {
            self.waits_since = now;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn set_pieces(&mut self, bytes: usize) {
        self.pieces = bytes.max(1);
    }

    /// Puts bytes into the midst of others.
    pub(crate) fn insert(&mut self, place: usize, bytes: &[u8]) {
        let place = place.clamp(self.sent, self.bytes.len());
        self.bytes.splice(place..place, bytes.iter().copied());
        for (barrier, _) in self.barriers.iter_mut().filter(|(barrier, _)| *barrier > place) {
            *barrier += bytes.len();
        }
    }

    /// Holds back what stands behind that place, and what comes later.
    pub(crate) fn stall(&mut self, place: usize, until: Duration) {
        let place = place.clamp(self.sent, self.bytes.len());
        let at = self.barriers.partition_point(|(barrier, _)| *barrier <= place);
        self.barriers.insert(at, (place, until));
    }

    /// Takes back what stands behind that place.
    pub(crate) fn truncate(&mut self, place: usize) {
        self.bytes.truncate(place.max(self.sent));
        self.barriers.retain(|(barrier, _)| *barrier <= place);
    }

    /// Takes back everything that is not sent.
    pub(crate) fn discard(&mut self) {
        self.truncate(self.sent);
        self.barriers.clear();
    }

    /// Nothing is held back or cut into pieces any more.
    pub(crate) fn free(&mut self) {
        self.barriers.clear();
        self.pieces = usize::MAX;
    }

    pub(crate) fn go_on(&mut self, now: Duration) {
        let held = self.ready().is_empty();
        // A later one may end earlier, and has to wait for those before it.
        let over = self.barriers.iter().take_while(|(_, until)| *until <= now).count();
        self.barriers.drain(..over);
        if over > 0 && held {
            self.waits_since = now;
        }
    }

    pub(crate) fn took(&mut self, bytes: usize, now: Duration) {
        self.sent = self.sent.saturating_add(bytes).min(self.bytes.len());
        if bytes > 0 {
            self.waits_since = now;
        }
        if self.sent == self.bytes.len() || self.sent > self.bytes.len() / 2 {
            self.bytes.drain(..self.sent);
            for (barrier, _) in &mut self.barriers {
                *barrier = barrier.saturating_sub(self.sent);
            }
            self.sent = 0;
        }
    }
}
