//! What changes leave behind besides calls: queues, members, agents, extensions and leases as they stand, and what was.
//!
//! [`Rows::take`] says which rows a [`Change`] makes; a store puts them with
//! [`Batch::with_rows`](super::Batch::with_rows). [`Row`] says once, for all stores, by what a row is known and which of
//! two stays.

mod agent;
mod extension;
mod queue;
mod recording;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

pub use self::agent::{AgentRow, IntervalRow};
pub use self::extension::{DeviceEventRow, ExtensionRow, LeaseRow};
pub use self::queue::{MemberRow, QueueRow};
pub use self::recording::{RecordingRow, recordings};
use crate::call::Call;
use crate::change::{Change, ChangeKind};

/// Rows to be put, of any number of PBXs.
///
/// In what order they stand does not matter but for rows of one key and one time, of which the last one stays
/// ([`best`]).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Rows {
    /// Queues that were heard of.
    pub queues: Vec<QueueRow>,
    /// Members of queues as they stand, those that were taken out included.
    pub members: Vec<MemberRow>,
    /// Agents as they stand.
    pub agents: Vec<AgentRow>,
    /// What agents did, and what they do now.
    pub intervals: Vec<IntervalRow>,
    /// Extensions as they stand.
    pub extensions: Vec<ExtensionRow>,
    /// What became of extensions.
    pub device_events: Vec<DeviceEventRow>,
    /// Leases as they stand.
    pub leases: Vec<LeaseRow>,
}

impl Rows {
    /// Adds what a change tells. Calls are put as they are ([`Batch::calls`](super::Batch::calls)) and leave nothing
    /// here, nor do gaps and anomalies.
    pub fn take(&mut self, change: &Change) {
        match &change.kind {
            ChangeKind::QueueJoined(joined) => self.queues.push(QueueRow::of(change, &joined.queue)),
            ChangeKind::QueueLeft(left) => self.queues.push(QueueRow::of(change, &left.queue)),
            ChangeKind::QueueMember(member) => {
                self.queues.push(QueueRow::of(change, &member.queue));
                self.members.push(MemberRow::of(change, member));
            }
            ChangeKind::AgentState(agent) => {
                self.agents.push(AgentRow::of(change, agent));
                self.intervals.extend(IntervalRow::ended_by(change, agent));
                self.intervals.push(IntervalRow::begun_by(change, agent));
            }
            ChangeKind::ExtensionStatus(extension) => {
                self.extensions.push(ExtensionRow::of(change, extension));
                self.device_events.push(DeviceEventRow::of(change, extension));
            }
            ChangeKind::LeaseChanged(lease) => self.leases.push(LeaseRow::of(change, lease)),
            ChangeKind::CallStarted(_)
            | ChangeKind::CallUpdated(_)
            | ChangeKind::CallEnded(_)
            | ChangeKind::CallMerged(_)
            | ChangeKind::RecordingReady(_)
            | ChangeKind::LinkGap
            | ChangeKind::LinkResynced
            | ChangeKind::Anomaly(_) => {}
        }
    }

    /// Whether there is nothing to put.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows there are, of all kinds, those of one key each for itself.
    #[must_use]
    pub fn len(&self) -> usize {
        let Self { queues, members, agents, intervals, extensions, device_events, leases } = self;
        queues.len()
            + members.len()
            + agents.len()
            + intervals.len()
            + extensions.len()
            + device_events.len()
            + leases.len()
    }
}

/// Whose a thing is, and where it was.
pub trait Placed {
    /// Its tenant.
    fn tenant(&self) -> &str;

    /// The name of its PBX.
    fn pbx(&self) -> &str;
}

/// A row that is put: what it is known by, and when it takes the place of another one.
pub trait Row: Placed {
    /// What a row is known by. Its order is that of the lists.
    type Key<'a>: Ord
    where
        Self: 'a;

    /// By what it is known; the tenant is no part of it.
    fn key(&self) -> Self::Key<'_>;

    /// Whether it takes the place of `old`, a row of the same key: it does where it is newer or as old, never where it
    /// is older. So everything may be put again, in any order of the commits, and the newest stays.
    fn replaces(&self, old: &Self) -> bool;
}

/// The rows that stay, one a key in the order of the keys: for stores that write many in one statement, which takes no
/// key twice.
#[must_use]
pub fn best<R: Row>(rows: &[R]) -> Vec<&R> {
    let mut best: BTreeMap<R::Key<'_>, &R> = BTreeMap::new();
    for row in rows {
        best.entry(row.key())
            .and_modify(|old| {
                if row.replaces(old) {
                    *old = row
                }
            })
            .or_insert(row);
    }
    best.into_values().collect()
}

/// Rows that have both as fields.
macro_rules! placed {
    ($($row:ty),*) => {$(
        impl $crate::store::Placed for $row {
            fn tenant(&self) -> &str {
                &self.tenant
            }

            fn pbx(&self) -> &str {
                &self.pbx
            }
        }
    )*};
}
pub(super) use placed;

placed!(
    Call,
    QueueRow,
    MemberRow,
    AgentRow,
    IntervalRow,
    ExtensionRow,
    DeviceEventRow,
    LeaseRow,
    RecordingRow
);

#[cfg(all(test, feature = "testkit"))]
mod tests;
