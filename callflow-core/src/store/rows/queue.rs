//! Queues and their members.

use alloc::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Row;
use crate::change::Change;
use crate::queue::QueueMember;
use crate::time::Timestamp;

/// A queue that was heard of. Who waits in it, and its figures, are in the records of calls.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct QueueRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Its name.
    pub queue: Arc<str>,
    /// When a caller or a member of it changed last.
    pub seen_at: Timestamp,
}

impl QueueRow {
    pub(super) fn of(change: &Change, queue: &Arc<str>) -> Self {
        let (pbx, tenant) = (change.pbx.clone(), change.tenant.clone());
        Self { pbx, tenant, queue: queue.clone(), seen_at: change.at }
    }
}

impl Row for QueueRow {
    type Key<'a> = (&'a str, &'a str);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.queue)
    }

    fn replaces(&self, old: &Self) -> bool {
        self.seen_at >= old.seen_at
    }
}

/// A member of a queue as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MemberRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The member. One that was taken out (`removed`) deletes the row that it replaces, and none is kept of it.
    pub member: QueueMember,
    /// When it changed.
    pub changed_at: Timestamp,
}

impl MemberRow {
    pub(super) fn of(change: &Change, member: &QueueMember) -> Self {
        let (pbx, tenant) = (change.pbx.clone(), change.tenant.clone());
        Self { pbx, tenant, member: member.clone(), changed_at: change.at }
    }
}

impl Row for MemberRow {
    type Key<'a> = (&'a str, &'a str, &'a str);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.member.queue, &self.member.interface)
    }

    fn replaces(&self, old: &Self) -> bool {
        self.changed_at >= old.changed_at
    }
}
