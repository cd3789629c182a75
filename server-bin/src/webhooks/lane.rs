//! What is known of one webhook's events of one PBX: which are ready, and how the receiver does.

use std::collections::VecDeque;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use callflow_webhooks::WebhookId;
use callflow_webhooks::delivery::Attempt;
use callflow_webhooks::retry::{Schedule, seed};
use callflow_webhooks::share::Health;
use callflow_webhooks::store::DeliveryStore;
use callflow_webhooks::turn::{Turn, Waiting};

/// So many are picked at once …
const PICK: usize = 100;
/// … of pages of so many …
const PAGE: u32 = 500;
/// … and no more pages are read at once: of lines behind them the next look finds out.
const PAGES: usize = 40;
/// How long a receiver is left alone that does not answer: longer each time, a minute at most.
const PAUSE: Schedule =
    Schedule { first: Duration::from_secs(1), most: Duration::from_secs(60), give_up_after: Duration::MAX };

/// The events of one PBX for one webhook.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// May go, the oldest first.
    pub(super) ready: VecDeque<Waiting>,
    /// How many are on their way.
    pub(super) own: usize,
    /// When to look for more.
    pub(super) look_at: Timestamp,
    /// Nothing goes before then.
    pub(super) paused_until: Timestamp,
    failures: u32,
}

impl Lane {
    pub(super) fn health(&self) -> Health {
        if self.failures == 0 { Health::Well } else { Health::Failing }
    }

    /// Looks for what may go.
    pub(super) async fn refill(
        &mut self,
        store: &dyn DeliveryStore,
        (pbx, webhook): (&str, &WebhookId),
        now: Timestamp,
        latest: Timestamp,
    ) -> Result<(), StoreError> {
        let mut turn = Turn::new(now, PICK);
        let mut behind = None;
        for _ in 0..PAGES {
            let page = store.waiting_deliveries(webhook, pbx, behind.as_deref(), PAGE).await?;
            let is_last = u32::try_from(page.len()).is_ok_and(|count| count < PAGE);
            behind = page.last().map(|last| last.place.clone());
            turn.take(page);
            if is_last || turn.is_full() {
                break;
            }
        }
        let (ready, due) = turn.done();
        self.ready = ready.into();
        self.look_at = due.map_or(latest, |due| due.min(latest));
        Ok(())
    }

    /// One has come to its end. Says whether the receiver does otherwise than before.
    pub(super) fn finished(&mut self, webhook: &WebhookId, attempt: &Attempt, now: Timestamp) -> bool {
        self.own = self.own.saturating_sub(1);
        // The next one of its line may go.
        self.look_at = now;
        let before = self.health();
        match attempt {
            Attempt::Unreachable { .. } => {
                self.failures = self.failures.saturating_add(1);
                self.paused_until = now.saturating_add(PAUSE.delay(self.failures, seed(webhook.as_str())));
                self.ready.clear();
            }
            _ => (self.failures, self.paused_until) = (0, Timestamp::default()),
        }
        before != self.health()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_that_fails_is_left_alone_until_it_answers() {
        let (id, mut lane) = (WebhookId::new("w"), Lane::default());
        let at = |seconds: i64| Timestamp::from_unix_micros(seconds * 1_000_000);
        assert!(lane.finished(&id, &Attempt::answered(503), at(100)));
        assert_eq!(lane.health(), Health::Failing);
        assert!(lane.paused_until > at(100) && lane.paused_until < at(102));
        assert!(!lane.finished(&id, &Attempt::answered(500), at(110)), "that is known");
        for _ in 0..20 {
            lane.finished(&id, &Attempt::answered(500), at(200));
        }
        assert!(lane.paused_until > at(240) && lane.paused_until < at(280), "a minute at most");
        assert!(lane.finished(&id, &Attempt::answered(404), at(300)), "it answers, whatever it makes of it");
        assert_eq!((lane.health(), lane.paused_until), (Health::Well, at(0)));
    }
}
