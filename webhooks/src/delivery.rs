//! What becomes of an event on its way to one webhook.
//!
//! ```text
//! waiting ──(2xx)──▶ delivered
//!   │ ▲ │
//!   │ └─┘ (anything else: again, later)
//!   ▼
//! dead ──(replay)──▶ waiting
//! ```

use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::store::OutboxRow;
use serde::{Deserialize, Serialize};

use crate::id::WebhookId;
use crate::retry::{Schedule, seed};

/// How far it has come.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeliveryState {
    /// It is to be sent, for the first time or again.
    Waiting,
    /// The receiver has it. What was sent is not kept.
    Delivered,
    /// It was given up. Somebody may have it sent again.
    Dead,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Dead];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }
}

/// An event on its way to one webhook. Known by both.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Delivery {
    /// To which one.
    pub webhook: WebhookId,
    /// The id of the event, by which a receiver discards repeats.
    pub event: Arc<str>,
    /// Whose event it is.
    pub tenant: Arc<str>,
    /// On which Asterisk.
    pub pbx: Arc<str>,
    /// What it is: `call.ended`.
    pub kind: Arc<str>,
    /// What it tells of.
    pub line: Arc<str>,
    /// Its place among those of its PBX.
    pub place: Arc<str>,
    /// When it happened.
    pub at: Timestamp,
    /// What is sent; empty when it was delivered.
    pub body: Arc<str>,
    /// How far it has come, and how.
    pub progress: Progress,
}

/// How far a delivery has come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Progress {
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was sent since it waits.
    pub attempts: u32,
    /// Not to be sent before this time; while it is on its way, until when that is believed.
    pub next_at: Timestamp,
    /// When it was sent first, since it waits.
    pub first_tried_at: Option<Timestamp>,
    /// When it was sent last.
    pub last_tried_at: Option<Timestamp>,
    /// What the receiver answered last.
    pub status: Option<u16>,
    /// Why the last attempt failed.
    pub error: Option<Arc<str>>,
}

impl Default for Progress {
    /// It waits, and nothing was tried.
    fn default() -> Self {
        Self {
            state: DeliveryState::Waiting,
            attempts: 0,
            next_at: Timestamp::default(),
            first_tried_at: None,
            last_tried_at: None,
            status: None,
            error: None,
        }
    }
}

/// What came of sending it once.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Attempt {
    /// The receiver has it.
    Taken {
        /// What it answered, of 200 to 299.
        status: u16,
    },
    /// The receiver answered, and has not taken it: it may take others.
    Refused {
        /// What it answered.
        status: u16,
        /// The same in words.
        error: Arc<str>,
    },
    /// The receiver could not be asked, or is in trouble: others would fare no better.
    Unreachable {
        /// What it answered, if it did.
        status: Option<u16>,
        /// Why.
        error: Arc<str>,
    },
}

impl Attempt {
    /// What an answer of this status says: 2xx is taken; 5xx, 408 and 429 are trouble of the receiver. Redirects are not
    /// followed, and so not taken.
    #[must_use]
    pub fn answered(status: u16) -> Self {
        let error: Arc<str> = match status {
            200..=299 => return Self::Taken { status },
            300..=399 => format!("answered {status}: redirects are not followed").into(),
            _ => format!("answered {status}").into(),
        };
        match status {
            408 | 429 | 500..=599 => Self::Unreachable { status: Some(status), error },
            _ => Self::Refused { status, error },
        }
    }

    /// Whether the receiver has it.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Taken { .. })
    }

    /// What the receiver answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Taken { status } | Self::Refused { status, .. } => Some(*status),
            Self::Unreachable { status, .. } => *status,
        }
    }

    /// Why it failed.
    #[must_use]
    pub fn error(&self) -> Option<&Arc<str>> {
        match self {
            Self::Taken { .. } => None,
            Self::Refused { error, .. } | Self::Unreachable { error, .. } => Some(error),
        }
    }
}

impl From<&OutboxRow> for Delivery {
    fn from(row: &OutboxRow) -> Self {
        Self {
            webhook: WebhookId::new(&row.receiver),
            event: row.event.clone(),
            tenant: row.tenant.clone(),
            pbx: row.pbx.clone(),
            kind: row.kind.clone(),
            line: row.line.clone(),
            place: row.place.clone(),
            at: row.at,
            body: row.body.clone(),
            progress: Progress::default(),
        }
    }
}

impl Delivery {
    /// How far it has come with this attempt, which ended at `now`.
    #[must_use]
    pub fn after(&self, attempt: &Attempt, now: Timestamp, schedule: &Schedule) -> Progress {
        let attempts = self.progress.attempts.saturating_add(1);
        let first = self.progress.first_tried_at.unwrap_or(now);
        let state = if attempt.is_taken() {
            DeliveryState::Delivered
        } else if now.since(first) >= schedule.give_up_after {
            DeliveryState::Dead
        } else {
            DeliveryState::Waiting
        };
        Progress {
            state,
            attempts,
            next_at: now.saturating_add(schedule.delay(attempts, seed(&self.event))),
            first_tried_at: Some(first),
            last_tried_at: Some(now),
            status: attempt.status(),
            error: attempt.error().cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn delivery() -> Delivery {
        Delivery {
            webhook: WebhookId::new("w"),
            event: "evt_1".into(),
            tenant: "acme".into(),
            pbx: "default".into(),
            kind: "call.ended".into(),
            line: "call:1".into(),
            place: "1".into(),
            at: Timestamp::default(),
            body: "{}".into(),
            progress: Progress::default(),
        }
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::default().saturating_add(Duration::from_secs(seconds))
    }

    #[test]
    fn an_answer_says_whether_it_was_taken() {
        for (status, want) in [
            (200, "taken"),
            (204, "taken"),
            (299, "taken"),
            (301, "refused"),
            (307, "refused"),
            (400, "refused"),
            (404, "refused"),
            (408, "unreachable"),
            (410, "refused"),
            (429, "unreachable"),
            (500, "unreachable"),
            (503, "unreachable"),
        ] {
            let attempt = Attempt::answered(status);
            let is = match attempt {
                Attempt::Taken { .. } => "taken",
                Attempt::Refused { .. } => "refused",
                Attempt::Unreachable { .. } => "unreachable",
            };
            assert_eq!((is, attempt.status()), (want, Some(status)));
        }
    }

    #[test]
    fn it_is_tried_for_a_day_and_then_given_up() {
        let (schedule, failed) = (Schedule::default(), Attempt::answered(503));
        let mut delivery = delivery();
        let (mut now, mut attempts) = (at(1_000), 0);
        loop {
            delivery.progress = delivery.after(&failed, now, &schedule);
            attempts += 1;
            assert_eq!((delivery.progress.attempts, delivery.progress.status), (attempts, Some(503)));
            if delivery.progress.state == DeliveryState::Dead {
                break;
            }
            assert!(delivery.progress.next_at > now);
            now = delivery.progress.next_at;
        }
        assert!((120..200).contains(&attempts), "{attempts}");
        let took = now.since(at(1_000));
        assert!(
            took >= schedule.give_up_after && took < schedule.give_up_after + schedule.most * 2,
            "{took:?}"
        );
    }

    #[test]
    fn one_that_waited_long_before_its_first_attempt_is_not_given_up_with_it() {
        let schedule = Schedule::default();
        let after = delivery().after(&Attempt::answered(500), at(10_000_000), &schedule);
        assert_eq!((after.state, after.first_tried_at), (DeliveryState::Waiting, Some(at(10_000_000))));
    }

    #[test]
    fn one_that_was_taken_is_done() {
        let after = delivery().after(&Attempt::answered(204), at(5), &Schedule::default());
        assert_eq!((after.state, after.attempts, after.error), (DeliveryState::Delivered, 1, None));
    }
}
