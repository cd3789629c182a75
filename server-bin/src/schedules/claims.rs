//! Which due times are this server's to send. They are claimed in the store, where requests are that are done once.

use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::report::{Due, Recurrence};
use callflow_core::store::{Answer, Begun, Fingerprint, IdempotencyKey, Store, StoreError};
use sha2::{Digest, Sha256};
use tokio::time::sleep;
use tracing::{debug, error};

use super::Schedule;

/// A report that could not be sent for so long is given up: nobody waits for it any more.
const GIVE_UP_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What was sent is remembered for so long: longer than it is looked for.
const REMEMBER: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Whose requests they are, beside those of users and keys.
const ACTOR: &str = "reports";
/// How often what came of a claim is noted again that the store did not take, and the pause between.
const NOTE: (u32, Duration) = (5, Duration::from_secs(1));

/// What the store knows of a schedule.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    /// To be sent by this server, the oldest first.
    pub(super) ours: Vec<Due>,
    /// Begun by another one, or by one that died in the middle.
    pub(super) running: Option<Due>,
}

/// Claims all that is due and was not sent. Of a schedule that nothing is known of, which is new, the last one alone is due.
pub(super) async fn claim(
    store: &dyn Store,
    schedule: &Schedule,
    recurrence: &Recurrence,
    now: Timestamp,
) -> Result<Claimed, StoreError> {
    let mut claimed = Claimed::default();
    let mut is_new = true;
    for due in recurrence.dues_back(now.saturating_sub(GIVE_UP_AFTER), now) {
        let (key, until) = (key(schedule, &due), now.saturating_add(REMEMBER));
        match store.begin_request(&key, &fingerprint(&due), now, until).await {
            Ok(Begun::New) => claimed.ours.push(due),
            Ok(Begun::Running) => {
                (claimed.running, is_new) = (Some(due), false);
                break;
            }
            Ok(Begun::Done(_) | Begun::Different) => {
                is_new = false;
                break;
            }
            Err(error) => {
                give_back(store, schedule, &claimed.ours).await;
                return Err(error);
            }
        }
    }
    if is_new && claimed.ours.len() > 1 {
        give_back(store, schedule, &claimed.ours.split_off(1)).await;
    }
    claimed.ours.reverse();
    Ok(claimed)
}

/// Notes that it was sent.
pub(super) async fn done(store: &dyn Store, schedule: &Schedule, due: &Due) {
    let answer = Answer { status: 200, content_type: None, body: Vec::new() };
    let key = key(schedule, due);
    let noted = noted(|| store.finish_request(&key, &answer)).await;
    if let Err(error) = noted {
        // It stays claimed, so it is not sent again all the same.
        error!(report.schedule = &*schedule.name, %error, "the store has not noted that a report was sent");
    }
}

/// Leaves these to be claimed again, by whichever server: nothing was sent.
pub(super) async fn give_back(store: &dyn Store, schedule: &Schedule, dues: &[Due]) {
    for due in dues {
        let key = key(schedule, due);
        if let Err(error) = noted(|| store.abandon_request(&key)).await {
            error!(
                report.schedule = &*schedule.name,
                report.due = %due.at,
                %error,
                "a report was not sent, and the store has not noted that; it will not be sent"
            );
        }
    }
}

async fn noted<F: Future<Output = Result<bool, StoreError>>>(
    mut note: impl FnMut() -> F,
) -> Result<bool, StoreError> {
    for _ in 1..NOTE.0 {
        match note().await {
            Err(error) if error.retryable() => debug!(%error, "what came of a report cannot be noted yet"),
            noted => return noted,
        }
        sleep(NOTE.1).await;
    }
    note().await
}

fn key(schedule: &Schedule, due: &Due) -> IdempotencyKey {
    let key = format!("{}@{}", schedule.name, due.at);
    IdempotencyKey { tenant: tenant(schedule).into(), actor: ACTOR.into(), key: key.into() }
}

/// Whose report it is: of all tenants, nobody's.
pub(super) fn tenant(schedule: &Schedule) -> &str {
    schedule.tenant.as_deref().unwrap_or_default()
}

/// What was sent at a due time stays sent, also when the schedule says something else by then.
fn fingerprint(due: &Due) -> Fingerprint {
    Sha256::digest(due.at.unix_micros().to_le_bytes()).into()
}

#[cfg(test)]
mod tests {
    use callflow_core::Zone;
    use callflow_core::store::memory::MemoryStore;

    use super::super::Schedules;
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn schedule() -> Schedule {
        let text = "[[schedule]]\nname = \"daily\"\nreport = \"calls\"\nrange = \"yesterday\"\nat = \"07:30\"\n\
                    to = [\"lead@example.com\"]\n";
        Schedules::parse(text).unwrap().0[0].clone()
    }

    async fn claimed(store: &MemoryStore, now: &str) -> (Vec<String>, bool) {
        let schedule = schedule();
        let recurrence = schedule.recurrence(&Zone::default());
        let claimed = claim(store, &schedule, &recurrence, at(now)).await.unwrap();
        (claimed.ours.iter().map(|due| due.at.to_string()).collect(), claimed.running.is_some())
    }

    async fn settle(store: &MemoryStore, due: &str) {
        let due = schedule().recurrence(&Zone::default()).last_due(at(due));
        done(store, &schedule(), &due).await;
    }

    fn days(days: &[u32]) -> Vec<String> {
        days.iter().map(|day| at(&format!("2026-11-{day:02}T07:30:00Z")).to_string()).collect()
    }

    #[tokio::test]
    async fn a_new_schedule_begins_with_the_last_due_time_and_misses_none_from_then_on() {
        let store = MemoryStore::new();
        assert_eq!(claimed(&store, "2026-11-10T12:00:00Z").await, (days(&[10]), false));
        settle(&store, "2026-11-10T12:00:00Z").await;
        assert_eq!(claimed(&store, "2026-11-11T07:29:59Z").await, (vec![], false), "nothing is due");
        // No server was up for three days.
        assert_eq!(claimed(&store, "2026-11-13T12:00:00Z").await, (days(&[11, 12, 13]), false));
    }

    #[tokio::test]
    async fn of_two_servers_one_sends_it_and_the_other_waits() {
        let store = MemoryStore::new();
        assert_eq!(claimed(&store, "2026-11-10T12:00:00Z").await, (days(&[10]), false));
        assert_eq!(claimed(&store, "2026-11-10T12:00:00Z").await, (vec![], true));
        // The one could not send it, and the other does.
        let due = schedule().recurrence(&Zone::default()).last_due(at("2026-11-10T12:00:00Z"));
        give_back(&store, &schedule(), &[due]).await;
        assert_eq!(claimed(&store, "2026-11-10T12:00:00Z").await, (days(&[10]), false));
        settle(&store, "2026-11-10T12:00:00Z").await;
        assert_eq!(claimed(&store, "2026-11-10T12:00:00Z").await, (vec![], false));
    }

    #[tokio::test]
    async fn what_is_older_than_a_week_is_given_up() {
        let store = MemoryStore::new();
        assert_eq!(claimed(&store, "2026-11-01T12:00:00Z").await, (days(&[1]), false));
        settle(&store, "2026-11-01T12:00:00Z").await;
        let (late, _) = claimed(&store, "2026-11-10T12:00:00Z").await;
        assert_eq!(late, days(&[10]), "what was sent before is out of sight: as if it were new");
        settle(&store, "2026-11-10T12:00:00Z").await;
        let (late, _) = claimed(&store, "2026-11-17T07:00:00Z").await;
        assert_eq!(late, days(&[11, 12, 13, 14, 15, 16]));
    }
}
