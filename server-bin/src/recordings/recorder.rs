//! Has calls recorded that are to be recorded by themselves: on each Asterisk by the one server that owns it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::audit::{AuditEntry, AuditOutcome};
use callflow_accounts::rights::{Action, Actor};
use callflow_accounts::service::Accounts;
use callflow_core::store::Scope;
use callflow_core::{Call, CallId};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{debug, error, warn};

use super::attempts::{Attempts, Outcome};
use crate::clock::Clock;
use crate::control::{Control, ControlError, Means, Recorded};
use crate::live::LiveView;
use crate::meters::PbxMeters;
use crate::ownership::Ownership;

/// How often all live calls are looked at, besides those with news: some may have come to this server with their Asterisk, and
/// some wait to be tried again.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What the recorder is told.
#[derive(Clone, Debug)]
pub(crate) enum RecordingNews {
    /// A call that was answered has news.
    Call(CallId),
    /// The connection to this Asterisk was lost: it may be another one afterwards.
    LinkLost(Arc<str>),
}

/// What came of one call.
struct Tried {
    call: Arc<Call>,
    /// With what it was, where Asterisk has said so.
    means: Option<Means>,
    outcome: Result<Recorded, ControlError>,
}

pub(crate) struct Recorder {
    live: LiveView,
    control: Control,
    accounts: Arc<Accounts>,
    pbxs: Arc<[Arc<PbxMeters>]>,
    clock: Clock,
    attempts: Attempts,
    /// With which action each Asterisk records, where it was asked.
    means: BTreeMap<Arc<str>, Means>,
    tries: JoinSet<Tried>,
}

impl Recorder {
    pub(crate) fn new(
        live: LiveView,
        control: Control,
        accounts: Arc<Accounts>,
        pbxs: Arc<[Arc<PbxMeters>]>,
        clock: Clock,
    ) -> Self {
        let (attempts, means, tries) = (Attempts::default(), BTreeMap::new(), JoinSet::new());
        Self { live, control, accounts, pbxs, clock, attempts, means, tries }
    }

    /// Works for as long as there is news to come.
    pub(crate) async fn run(mut self, mut news: mpsc::UnboundedReceiver<RecordingNews>) {
        let mut looking = interval(LOOK_EVERY);
        looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                told = news.recv() => match told {
                    Some(RecordingNews::Call(id)) => {
                        if let Some(call) = self.live.call(&id) {
                            self.look_at(&call);
                        }
                    }
                    Some(RecordingNews::LinkLost(pbx)) => drop(self.means.remove(&pbx)),
                    None => return,
                },
                Some(Ok(tried)) = self.tries.join_next() => self.came(tried).await,
                _ = looking.tick() => {
                    self.attempts.keep(|id| self.live.call(id).is_some());
                    for call in self.live.calls(&Scope::default()) {
                        self.look_at(&call);
                    }
                }
            }
        }
    }

    fn look_at(&mut self, call: &Arc<Call>) {
        let Some(part) = self.control.is_to_be_recorded(call) else { return };
        if !self.is_ours(&call.pbx) || !self.attempts.begin(&call.id, part, self.clock.now()) {
            return;
        }
        let known = self.means.get(&call.pbx).copied();
        let (control, call) = (self.control.clone(), call.clone());
        self.tries.spawn(async move {
            let mut means = known;
            let outcome = record(&control, &call, &mut means).await;
            Tried { call, means, outcome }
        });
    }

    fn is_ours(&self, pbx: &str) -> bool {
        let of_pbx = self.pbxs.iter().find(|meters| meters.name == pbx);
        let ownership = of_pbx.and_then(|meters| meters.ownership.get());
        ownership.is_some_and(|is| matches!(*is.borrow(), Ownership::Ours(_)))
    }

    async fn came(&mut self, tried: Tried) {
        let Tried { call, means, outcome } = tried;
        if let Some(means) = means.filter(|_| outcome.is_ok()) {
            self.means.insert(call.pbx.clone(), means);
        }
        let (told, audited) = match &outcome {
            Ok(Recorded::Begun(_)) => (Outcome::Recorded, Some(AuditOutcome::Done)),
            Ok(Recorded::Already) => (Outcome::Recorded, None),
            Ok(Recorded::NotDue) => (Outcome::NotDue, None),
            Err(ControlError::Unavailable { .. }) => (Outcome::Open, None),
            Err(ControlError::Unknown { .. }) => (Outcome::Open, Some(AuditOutcome::Unknown)),
            Err(_) => (Outcome::Refused, Some(AuditOutcome::Failed)),
        };
        if let Err(error) = &outcome {
            debug!(call.id = %call.id, %error, "the recording has not begun");
        }
        if self.attempts.came(&call.id, told, self.clock.now())
            && let Err(error) = &outcome
        {
            warn!(call.id = %call.id, pbx.name = &*call.pbx, "the call is not recorded: {error}");
        }
        let file = match &outcome {
            Ok(Recorded::Begun(done)) => done.details.file.clone(),
            _ => None,
        };
        if let Some(audited) = audited {
            self.note(&call, audited, file).await;
        }
    }

    /// Writes it into the audit log, as what people do is.
    async fn note(&self, call: &Call, outcome: AuditOutcome, file: Option<String>) {
        let actor = (&Actor::System).into();
        let action = Action::Record.as_str();
        let entry = AuditEntry::new(&call.tenant, actor, action, outcome, self.clock.now());
        let Ok(mut entry) = entry else { return };
        entry.target = Some(call.id.as_str().into());
        let entry = entry.with_detail(json!({"step": "On", "by_rule": true, "file": file}));
        if let Err(error) = self.accounts.audit(entry).await {
            error!(%error, action, "the audit log has not got what was done");
        }
    }
}

async fn record(control: &Control, call: &Call, means: &mut Option<Means>) -> Result<Recorded, ControlError> {
    let means = match *means {
        Some(means) => means,
        None => *means.insert(control.recording_means(&call.pbx).await?),
    };
    control.record_automatically(call, means).await
}
