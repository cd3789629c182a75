//! Removes recordings that are older than they are to be kept. What somebody holds stays.

use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::audit::{AuditEntry, AuditOutcome};
use callflow_accounts::rights::{Action, Actor};
use callflow_accounts::service::Accounts;
use callflow_core::Timestamp;
use callflow_core::call::Recording;
use callflow_core::store::{Cursor, HistoryQuery, MAX_LIMIT, RecordingRow, Sort, Store, StoreError};
use serde_json::json;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use super::keeping::{Keeping, Removed};
use crate::clock::{Clock, earlier};
use crate::meters::PbxMeters;
use crate::ownership::Ownership;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// Between two pages: calls that end now go first.
const PAUSE: Duration = Duration::from_millis(100);
/// So often it is begun with the oldest ones again: somebody may have ended a hold.
const ROUNDS: u32 = 144;
/// Who it is, in marks.
const BY: &str = "retention";

/// Removes them, while any Asterisk is this server's.
#[derive(Clone)]
pub(crate) struct Expiry {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keeping: Keeping,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) pbxs: Arc<[Arc<PbxMeters>]>,
    pub(crate) clock: Clock,
    pub(crate) keep: Duration,
}

impl Expiry {
    /// For ever.
    pub(crate) async fn run(self) {
        let (mut cursor, mut round) = (None, 0);
        loop {
            if round % ROUNDS == 0 {
                cursor = None;
            }
            match self.round(&mut cursor).await {
                Ok(0) => {}
                Ok(removed) => info!(removed, "took out recordings that were kept long enough"),
                Err(error) if error.retryable() => debug!(%error, "old recordings are taken out later"),
                Err(error) => warn!(%error, "old recordings could not be taken out"),
            }
            round = round.wrapping_add(1);
            sleep(EVERY).await;
        }
    }

    /// From the cursor to what is old now; says how many files were removed.
    async fn round(&self, cursor: &mut Option<Cursor>) -> Result<u64, StoreError> {
        let before = earlier(self.clock.now(), self.keep);
        let mut removed = 0;
        loop {
            let mut query = HistoryQuery::default();
            (query.to, query.sort, query.limit) = (Some(before), Sort::OldestFirst, MAX_LIMIT);
            query.cursor = cursor.clone();
            let page = self.store.recordings(&query).await?;
            for row in &page.items {
                if is_ours(&self.pbxs, &row.pbx) && self.remove(row, before).await? {
                    removed += 1;
                }
            }
            let Some(next) = page.next_cursor else { return Ok(removed) };
            *cursor = Some(next);
            sleep(PAUSE).await;
        }
    }

    async fn remove(&self, row: &RecordingRow, before: Timestamp) -> Result<bool, StoreError> {
        let (Some(file), Some(call)) = (&row.file, self.store.call(&row.call).await?) else {
            return Ok(false);
        };
        // A later recording may be in the same file.
        let mark = self.keeping.mark(&row.pbx, file).await?;
        match self.keeping.source(file, mark.as_ref()).await {
            Ok(source) if source.written_at() < before => {}
            _ => return Ok(false),
        }
        let recording = Recording { file: row.file.clone(), from: row.from, to: row.to, paused_ms: 0 };
        let now = self.clock.now();
        match self.keeping.remove((&call, &recording), file, (BY, now)).await {
            Ok(Removed::Done) => {}
            Ok(_) => return Ok(false),
            Err(error) => {
                warn!(call.id = %call.id, "a recording that is old was not removed: {error}");
                return Ok(false);
            }
        }
        let action = Action::DeleteRecordings.as_str();
        let actor = (&Actor::System).into();
        if let Ok(mut entry) = AuditEntry::new(&call.tenant, actor, action, AuditOutcome::Done, now) {
            entry.target = Some(super::RecordingId::of(&call, &recording).to_string().into());
            let entry = entry.with_detail(json!({"by": BY, "file": file}));
            if let Err(error) = self.accounts.audit(entry).await {
                tracing::error!(%error, action, "the audit log has not got what was done");
            }
        }
        Ok(true)
    }
}

/// Whether what is old or new on an Asterisk is this server's work.
pub(super) fn is_ours(pbxs: &[Arc<PbxMeters>], pbx: &str) -> bool {
    let of_pbx = pbxs.iter().find(|meters| meters.name == pbx);
    // Of one that is configured no more there is no owner: any server may do it.
    of_pbx.is_none_or(|meters| {
        meters.ownership.get().is_some_and(|is| matches!(*is.borrow(), Ownership::Ours(_)))
    })
}
