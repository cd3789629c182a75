//! Where calls are kept: traits that a database implements and a server is written against.
//!
//! The traits describe futures and run none; they are small, named by what is done with them, and object-safe, so
//! that a program picks its database when it starts and holds an `Arc<dyn Store>`:
//!
//! | trait | what for |
//! |---|---|
//! | [`CallStore`] | to put records of calls, to list, filter and count them |
//! | [`StateStore`] | to commit records, rows and the state they come from in one transaction, and to go on from it |
//! | [`AgentStore`] | to list agents, and what they did |
//! | [`QueueStore`] | to list queues and their members |
//! | [`ExtensionStore`] | to list extensions and their leases, and what became of them |
//! | [`RecordingStore`] | to list the recordings of calls |
//! | [`RecordingMarkStore`] | to keep what became of their files: holds, removals, copies |
//! | [`ReportStore`] | to tell what was counted, for reports |
//! | [`DirectoryStore`] | to keep what people configure: extensions, agents, queues |
//! | [`AnnotationStore`] | to keep what people write on calls: tags, notes |
//! | [`LeaseClaimStore`] | to give each extension to one client where several servers give them out |
//! | [`IdempotencyStore`] | to do a request once that comes again |
//! | [`OwnerStore`] | to have one writer a PBX where several servers follow it |
//! | [`RetentionStore`] | to remove what is old |
//! | [`Lifecycle`] | to ask whether it answers, and to close it in order |
//! | [`Store`] | all of them |
//!
//! What Asterisk tells is put by [`StateStore::commit`]: calls as they are told, what else changed as [`Rows`]. Recordings and
//! counts follow from the calls. What a question means is said here, once, as plain functions and methods
//! ([`CallQuery::matches`], [`HistoryQuery::matches`], [`Row::replaces`], [`Purge::takes_call`]); a store says the same
//! in its database's language, and the tests of `store::testkit` hold both together.
//!
//! What people do is put by traits of its own, and is no part of batches.
//!
//! # What may be repeated
//!
//! Everything that Asterisk tells. Events come again after a reconnect, a batch comes again when its answer was lost, and a program
//! that was killed starts from an older state. So every write is idempotent: a record is known by its call id, and
//! [`supersedes`] says which of two records of one call stays; a row is known by its [`Row::key`], and the newer one
//! stays. A batch that fails left nothing behind, and a batch that is repeated changes nothing.
//!
//! # Nothing twice, nothing open that ended
//!
//! A program that is killed at any moment finds what it had committed and nothing of a batch under way
//! ([`StateStore::commit`]). If each commit carries the state, records and state agree, and the program goes on
//! from there. If the state is saved less often than records, records are ahead of it: the restored tracker tells
//! older versions of calls for a while, which the store refuses, until it tells their end, which the store takes
//! even where the version is older, because an end is final. Calls that live in the store
//! ([`CallStore::live_calls`]) and that neither the restored state nor Asterisk knows are for the program to close.
//!
//! # What is old, and who wants to be forgotten
//!
//! [`RetentionStore::purge`] removes calls, intervals and device events by their age; what was counted stays.
//! [`subject_calls`] finds all calls of a number in any store, and [`forget_number`] takes it out of them. What people
//! wrote on a call goes with it, and with a number that is forgotten in it.
//!
//! # Features
//!
//! `store` has the traits, without std. `testkit` adds `store::memory`, and `store::testkit` with the tests that every
//! implementation passes; these need std.

mod agent_sums;
mod annotation;
mod calls;
mod cursor;
mod directory;
mod entities;
mod error;
mod facts;
mod history;
mod idempotency;
mod lease_claim;
mod matching;
mod outbox;
mod owner;
mod query;
mod recording_mark;
mod reports;
mod retention;
mod rows;
mod sealed;
mod state;
mod statistics;
mod subject;
mod versioned;

#[cfg(feature = "testkit")]
pub mod memory;
#[cfg(feature = "testkit")]
pub mod testkit;

pub use self::agent_sums::{AgentSum, AgentSums, AgentSumsQuery};
pub use self::annotation::{Annotation, AnnotationStore, check_calls};
pub use self::calls::{CallStore, Standing, supersedes};
pub use self::cursor::Cursor;
pub use self::directory::{
    AgentEntry, AgentQueue, Configured, DirectoryEntry, DirectoryStore, EntryId, EntryKind, ExtensionEntry,
    QueueEntry, entries, entry,
};
pub use self::entities::{AgentStore, ExtensionStore, QueueStore, RecordingStore};
pub use self::error::{BoxError, StoreError};
pub use self::facts::{agents, is_live, numbers, over_since, queues, search_text};
pub use self::history::{Dated, HistoryQuery, Page};
pub use self::idempotency::{Answer, Begun, Fingerprint, IdempotencyKey, IdempotencyStore};
pub use self::lease_claim::{Candidate, LeaseClaim, LeaseClaimStore, LeaseRequest};
pub use self::outbox::OutboxRow;
pub use self::owner::{Claim, Fence, OwnerStore};
pub use self::query::{CallPage, CallQuery, MAX_LIMIT, Scope, Sort, Stage};
pub use self::recording_mark::{
    RecordingCopy, RecordingHold, RecordingMark, RecordingMarkStore, RecordingRemoval, check_files,
};
pub use self::reports::{CountsQuery, ReportStore};
pub use self::retention::{Entity, MAX_PURGE, Purge, RetentionStore};
pub use self::rows::{
    AgentRow, DeviceEventRow, ExtensionRow, IntervalRow, LeaseRow, MemberRow, Placed, QueueRow, RecordingRow,
    Row, Rows, best, recordings,
};
pub use self::sealed::Sealed;
pub use self::state::{Batch, Checkpoint, Lifecycle, SavedCheckpoint, StateStore};
pub use self::statistics::{
    DirectionCounts, DispositionCounts, MAX_PERIODS, Period, StatisticsQuery, StatisticsRow,
};
pub use self::subject::{Forgotten, SubjectCalls, forget_number, subject_calls};
pub use self::versioned::{Creation, Removal, Update};

/// A whole store: what a server holds as `Arc<dyn Store>`. Implemented for everything that is all of these.
pub trait Store:
    CallStore
    + StateStore
    + AgentStore
    + QueueStore
    + ExtensionStore
    + RecordingStore
    + RecordingMarkStore
    + ReportStore
    + DirectoryStore
    + AnnotationStore
    + LeaseClaimStore
    + IdempotencyStore
    + OwnerStore
    + RetentionStore
    + Lifecycle
{
}

impl<T> Store for T where
    T: CallStore
        + StateStore
        + AgentStore
        + QueueStore
        + ExtensionStore
        + RecordingStore
        + RecordingMarkStore
        + ReportStore
        + DirectoryStore
        + AnnotationStore
        + LeaseClaimStore
        + IdempotencyStore
        + OwnerStore
        + RetentionStore
        + Lifecycle
        + ?Sized
{
}
