//! When a state is to be kept.

use std::time::Duration;

use tokio::time::Instant;

/// So often …
const EVERY: Duration = Duration::from_secs(15);
/// … or behind so many entries, because all of them are read again after a crash …
const BEHIND: u64 = 200_000;
/// … but it takes no more than this part of the time, however many calls there are.
const SHARE: u32 = 20;

/// What was kept, and when the next is due.
#[derive(Debug)]
pub(super) struct Snapshots {
    position: u64,
    usual: Instant,
    earliest: Instant,
}

impl Snapshots {
    /// The last one stands at this place; the next one is due as soon as there is anything behind it.
    pub(super) fn behind(position: u64) -> Self {
        let now = Instant::now();
        Self { position, usual: now, earliest: now }
    }

    pub(super) fn are_due(&self, position: u64) -> bool {
        let (now, moved) = (Instant::now(), position.saturating_sub(self.position));
        (now >= self.usual && moved > 0) || (now >= self.earliest && moved > BEHIND)
    }

    /// One was tried, from `begun` until now, and if that went well stands at `position`.
    pub(super) fn took(&mut self, begun: Instant, position: Option<u64>) {
        let now = Instant::now();
        self.position = position.unwrap_or(self.position);
        self.earliest = now + (now - begun) * SHARE;
        self.usual = self.earliest.max(now + EVERY);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_large_state_is_not_kept_again_and_again() {
        let mut snapshots = Snapshots::behind(0);
        assert!(!snapshots.are_due(0) && snapshots.are_due(1));
        let begun = Instant::now();
        advance(Duration::from_secs(1)).await;
        snapshots.took(begun, Some(1));
        advance(Duration::from_secs(16)).await;
        assert!(!snapshots.are_due(10 * BEHIND), "a second of each twenty");
        advance(Duration::from_secs(4)).await;
        assert!(snapshots.are_due(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_state_is_kept_sooner_where_much_is_heard() {
        let mut snapshots = Snapshots::behind(0);
        let begun = Instant::now();
        advance(Duration::from_millis(1)).await;
        snapshots.took(begun, Some(1));
        advance(Duration::from_secs(1)).await;
        assert!(!snapshots.are_due(BEHIND));
        assert!(snapshots.are_due(BEHIND + 2));
    }
}
