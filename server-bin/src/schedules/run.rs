//! Sending what is due, and again what could not be sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::audit::{AuditActor, AuditEntry, AuditOutcome, event};
use callflow_core::report::{Due, Recurrence};
use callflow_core::store::StoreError;
use callflow_core::{Timestamp, Zone};
use callflow_webhooks::retry::{self, seed};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use super::claims::{self, claim};
use super::letter::{Letter, MailError, Mailer};
use super::{Schedule, Schedules, Way};
use crate::problem::Problem;
use crate::routes::{ReportFile, State, scheduled_report};
use crate::webhooks::Posted;

/// How often it is looked whether something is due.
const EVERY: Duration = Duration::from_secs(5);
/// What could not be sent is sent again.
const AGAIN: retry::Schedule = retry::Schedule {
    first: Duration::from_secs(5),
    most: Duration::from_secs(30 * 60),
    give_up_after: Duration::MAX,
};
/// What another server has begun is looked at again after so long, and so often: no report takes longer to send.
const LOOKS: (Duration, u32) = (Duration::from_secs(60), 30);

/// Sends reports by themselves.
pub(crate) struct Scheduler {
    pub(crate) state: State,
    pub(crate) schedules: watch::Receiver<Schedules>,
    /// Where e-mails go, if anywhere.
    pub(crate) mailer: Option<Mailer>,
}

/// What is known of a schedule in this process.
#[derive(Debug, Default)]
struct Memory {
    /// Everything that was due until then is settled.
    settled: Timestamp,
    not_before: Timestamp,
    failures: u32,
    /// How often something was found begun by somebody else.
    looks: u32,
}

#[derive(Debug, thiserror::Error)]
enum Unsent {
    #[error("the report cannot be made: {0}")]
    Made(String),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("no mail server is named: set reports.smtp_url and reports.mail_from")]
    NoMailer,
    #[error("the receiver has not taken it: {0}")]
    Post(String),
}

impl From<Problem> for Unsent {
    /// With what a client would be told field by field, and with what it would not be told.
    fn from(problem: Problem) -> Self {
        Self::Made(match problem {
            Problem::Invalid(fields) => {
                let fields = fields.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.message));
                fields.collect::<Vec<_>>().join("; ")
            }
            Problem::Internal(error) => error.to_string(),
            other => other.to_string(),
        })
    }
}

impl Scheduler {
    /// Until `stop`; what is being sent then is sent.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut memories: BTreeMap<Arc<str>, Memory> = BTreeMap::new();
        loop {
            let Schedules(schedules) = self.schedules.borrow_and_update().clone();
            for schedule in &*schedules {
                if stop.is_cancelled() {
                    return;
                }
                self.attend(schedule, memories.entry(schedule.name.clone()).or_default(), &stop).await;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(EVERY) => {}
                changed = self.schedules.changed() => {
                    // Whoever could change it has gone: the server stops.
                    if changed.is_err() {
                        return;
                    }
                    memories.clear();
                }
            }
        }
    }

    async fn attend(&self, schedule: &Schedule, memory: &mut Memory, stop: &CancellationToken) {
        let now = self.state.clock.now();
        let recurrence = schedule.recurrence(&self.usual_zone());
        let newest = recurrence.last_due(now);
        if newest.at <= memory.settled || now < memory.not_before {
            return;
        }
        match self.settle((schedule, &recurrence), memory, stop).await {
            Ok(true) => *memory = Memory { settled: newest.at, ..Memory::default() },
            Ok(false) => {}
            Err(error) => debug!(report.schedule = &*schedule.name, %error, "what is due is asked again"),
        }
    }

    fn usual_zone(&self) -> Zone {
        self.state.plan.borrow().call_centre.zone.clone()
    }

    /// Whether all that is due was sent, by whomever.
    async fn settle(
        &self,
        (schedule, recurrence): (&Schedule, &Recurrence),
        memory: &mut Memory,
        stop: &CancellationToken,
    ) -> Result<bool, StoreError> {
        let store = &*self.state.store;
        let claimed = claim(store, schedule, recurrence, self.state.clock.now()).await?;
        for (n, due) in claimed.ours.iter().enumerate() {
            let sent =
                if stop.is_cancelled() { None } else { Some(self.send(schedule, recurrence, due).await) };
            match sent {
                Some(Ok(())) => {
                    claims::done(store, schedule, due).await;
                    info!(report.schedule = &*schedule.name, report.due = %due.at, "sent a report");
                    self.note((schedule, due), AuditOutcome::Done, None).await;
                }
                unsent => {
                    claims::give_back(store, schedule, claimed.ours.get(n..).unwrap_or_default()).await;
                    if let Some(Err(error)) = unsent {
                        self.failed((schedule, due), memory, &error).await;
                    }
                    return Ok(false);
                }
            }
        }
        let Some(running) = claimed.running else { return Ok(true) };
        memory.looks += 1;
        if memory.looks <= LOOKS.1 {
            memory.not_before = self.state.clock.now().saturating_add(LOOKS.0);
            return Ok(false);
        }
        error!(
            report.schedule = &*schedule.name,
            report.due = %running.at,
            "whoever began to send a report has never said that it did: it may not have come"
        );
        self.note((schedule, &running), AuditOutcome::Unknown, None).await;
        Ok(true)
    }

    async fn failed(&self, (schedule, due): (&Schedule, &Due), memory: &mut Memory, error: &Unsent) {
        memory.failures += 1;
        let delay = AGAIN.delay(memory.failures, seed(&schedule.name));
        memory.not_before = self.state.clock.now().saturating_add(delay);
        warn!(
            report.schedule = &*schedule.name,
            report.due = %due.at,
            attempts = memory.failures,
            "a report was not sent and is sent again: {error}"
        );
        if memory.failures == 1 {
            self.note((schedule, due), AuditOutcome::Failed, Some(&error.to_string())).await;
        }
    }

    async fn send(&self, schedule: &Schedule, recurrence: &Recurrence, due: &Due) -> Result<(), Unsent> {
        let zone = &recurrence.zone;
        let file = scheduled_report(&self.state, schedule, (zone, due.covers)).await?;
        match &schedule.way {
            Way::Mail(to) => {
                let mailer = self.mailer.as_ref().ok_or(Unsent::NoMailer)?;
                Ok(mailer.send(letter((schedule, to), zone, due, file)).await?)
            }
            Way::Post { url, secret } => {
                let body = String::from_utf8_lossy(&file.content);
                let posted = Posted {
                    id: &format!("{}@{}", schedule.name, due.at),
                    kind: "report",
                    content_type: &file.kind,
                    body: &body,
                };
                self.state.webhooks.post(url, secret, posted).await.map_err(Unsent::Post)
            }
        }
    }

    async fn note(&self, (schedule, due): (&Schedule, &Due), outcome: AuditOutcome, error: Option<&str>) {
        let now = self.state.clock.now();
        let (tenant, action) = (claims::tenant(schedule), event::REPORT_SENT);
        let Ok(entry) = AuditEntry::new(tenant, AuditActor::System, action, outcome, now) else { return };
        let to = match &schedule.way {
            Way::Mail(to) => to.iter().map(|to| to.email.to_string()).collect::<Vec<_>>().join(", "),
            // The rest of a URL may be a secret of the receiver.
            Way::Post { url, .. } => url.authority().to_owned(),
        };
        let detail = json!({
            "report": schedule.report.as_str(), "due": due.at, "from": due.covers.from, "to": due.covers.to,
            "sent_to": to, "error": error,
        });
        let entry = entry.with_target(&schedule.name).with_detail(detail);
        if let Err(error) = self.state.callers.accounts.audit(entry).await {
            error!(%error, action, "the audit log has not got what was done");
        }
    }
}

fn letter<'l>(
    (schedule, to): (&Schedule, &'l [lettre::message::Mailbox]),
    zone: &Zone,
    due: &Due,
    file: ReportFile,
) -> Letter<'l> {
    let day = |at: Timestamp| zone.shown(at).chars().take(10).collect::<String>();
    let (first, last) = (day(due.covers.from), day(due.covers.to.saturating_sub(Duration::from_micros(1))));
    let span = if first == last { first } else { format!("{first} to {last}") };
    Letter {
        to,
        id: format!("<{}.{}@callflow>", schedule.name, due.at.unix_micros() / 1_000_000),
        subject: format!("{}: {span}", schedule.name),
        text: format!("The report {} of {span}, by the clocks of {}.\n", schedule.report, zone.name()),
        file: (file.name, file.kind),
        content: file.content,
    }
}
