//! The kinds of records that a store keeps: how each is listed, and how it is put.

use callflow_core::call::Call;
use callflow_core::store::{
    AgentRow, Batch, CallQuery, Cursor, Dated, DeviceEventRow, ExtensionRow, HistoryQuery, IntervalRow,
    LeaseRow, MAX_LIMIT, MemberRow, QueueRow, Row, Rows, Scope, Sort, Store, StoreError, supersedes,
};
use callflow_core::{CallId, Timestamp};
use serde::Serialize;

/// Some records in their order, and where those behind them begin.
pub(super) type Page<R> = (Vec<R>, Option<Cursor>);

/// One kind of records.
pub(super) trait Kept: Clone + PartialEq + Serialize {
    /// Its word, as results have it.
    const KIND: &'static str;

    /// Whether they are listed by [`at`](Self::at): then nothing behind one that came later is of before.
    const BY_TIME: bool;

    /// What orders the records in every store, and tells one from another.
    type Place: Ord;

    /// Where this one stands.
    fn place(&self) -> Self::Place;

    /// What it is called in a message.
    fn name(&self) -> String;

    /// When it began or changed: a later one may have come in while others were compared.
    fn at(&self) -> Timestamp;

    /// Whether a store takes it in the place of `old`.
    fn replaces(&self, old: &Self) -> bool;

    /// The records behind a place, from the beginning without one. Lists that have no pages come whole.
    async fn page(store: &dyn Store, after: Option<Cursor>) -> Result<Page<Self>, StoreError>;

    /// The time of the last one.
    async fn newest(store: &dyn Store) -> Result<Option<Timestamp>, StoreError>;

    /// How many there are, where a store can tell it quickly.
    async fn count(_: &dyn Store) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }

    /// Puts them, all or none.
    async fn put(store: &dyn Store, records: Vec<Self>) -> Result<(), StoreError>;
}

impl Kept for Call {
    const KIND: &'static str = "calls";
    const BY_TIME: bool = true;
    type Place = (Timestamp, CallId);

    fn place(&self) -> Self::Place {
        (self.started_at, self.id.clone())
    }

    fn name(&self) -> String {
        self.id.to_string()
    }

    fn at(&self) -> Timestamp {
        self.started_at
    }

    fn replaces(&self, old: &Self) -> bool {
        supersedes(self, old)
    }

    async fn page(store: &dyn Store, after: Option<Cursor>) -> Result<Page<Self>, StoreError> {
        let mut query = every_call();
        query.cursor = after;
        let page = store.calls(&query).await?;
        Ok((page.items, page.next_cursor))
    }

    async fn newest(store: &dyn Store) -> Result<Option<Timestamp>, StoreError> {
        let mut query = every_call();
        (query.sort, query.limit) = (Sort::NewestFirst, 1);
        Ok(store.calls(&query).await?.items.first().map(|call| call.started_at))
    }

    async fn count(store: &dyn Store) -> Result<Option<u64>, StoreError> {
        let mut query = every_call();
        (query.limit, query.with_total) = (1, true);
        Ok(store.calls(&query).await?.total)
    }

    async fn put(store: &dyn Store, records: Vec<Self>) -> Result<(), StoreError> {
        store.put_calls(&records).await
    }
}

/// All calls, merged and live ones too, the earliest first.
pub(crate) fn every_call() -> CallQuery {
    let mut query = CallQuery::default();
    query.include_merged = true;
    query.sort = Sort::OldestFirst;
    query.limit = MAX_LIMIT;
    query
}

/// A list of how things stand, which comes whole.
macro_rules! listed {
    ($row:ident, $kind:literal, $rows:ident, $list:expr, $at:ident) => {
        impl Kept for $row {
            const KIND: &'static str = $kind;
            const BY_TIME: bool = false;
            type Place = Vec<String>;

            fn place(&self) -> Self::Place {
                names(self)
            }

            fn name(&self) -> String {
                names(self).join("/")
            }

            fn at(&self) -> Timestamp {
                self.$at
            }

            fn replaces(&self, old: &Self) -> bool {
                Row::replaces(self, old)
            }

            async fn page(store: &dyn Store, _: Option<Cursor>) -> Result<Page<Self>, StoreError> {
                Ok(($list(store).await?, None))
            }

            async fn newest(store: &dyn Store) -> Result<Option<Timestamp>, StoreError> {
                Ok($list(store).await?.iter().map(|row: &Self| row.$at).max())
            }

            async fn put(store: &dyn Store, records: Vec<Self>) -> Result<(), StoreError> {
                let mut rows = Rows::default();
                rows.$rows = records;
                store.commit(&Batch::default().with_rows(&rows)).await
            }
        }
    };
}

/// What a row of a list is known by, in the order of its list.
trait Named {
    fn names(&self) -> Vec<&str>;
}

fn names(row: &impl Named) -> Vec<String> {
    row.names().into_iter().map(Into::into).collect()
}

macro_rules! named {
    ($($row:ident($($name:ident),*),)*) => {$(
        impl Named for $row {
            fn names(&self) -> Vec<&str> {
                let ($($name),*) = self.key();
                vec![$($name),*]
            }
        }
    )*};
}

named! {
    QueueRow(pbx, queue),
    MemberRow(pbx, queue, interface),
    AgentRow(pbx, agent),
    ExtensionRow(pbx, extension),
    LeaseRow(pbx, extension),
}

listed!(QueueRow, "queues", queues, async |store: &dyn Store| store.queues(&Scope::default()).await, seen_at);
listed!(
    MemberRow,
    "members",
    members,
    async |store: &dyn Store| store.members(&Scope::default(), None).await,
    changed_at
);
listed!(
    AgentRow,
    "agents",
    agents,
    async |store: &dyn Store| store.agents(&Scope::default()).await,
    changed_at
);
listed!(
    ExtensionRow,
    "extensions",
    extensions,
    async |store: &dyn Store| store.extensions(&Scope::default()).await,
    changed_at
);
listed!(
    LeaseRow,
    "leases",
    leases,
    async |store: &dyn Store| store.leases(&Scope::default()).await,
    changed_at
);

/// A history, which comes in pages.
macro_rules! dated {
    ($row:ident, $kind:literal, $rows:ident, $list:ident) => {
        impl Kept for $row {
            const KIND: &'static str = $kind;
            const BY_TIME: bool = true;
            type Place = (Timestamp, String);

            fn place(&self) -> Self::Place {
                (Dated::at(self), self.id().into_owned())
            }

            fn name(&self) -> String {
                format!("{} of {}", self.id(), Dated::at(self))
            }

            fn at(&self) -> Timestamp {
                Dated::at(self)
            }

            fn replaces(&self, old: &Self) -> bool {
                Row::replaces(self, old)
            }

            async fn page(store: &dyn Store, after: Option<Cursor>) -> Result<Page<Self>, StoreError> {
                let mut query = HistoryQuery::default();
                (query.sort, query.limit, query.cursor) = (Sort::OldestFirst, MAX_LIMIT, after);
                let page = store.$list(&query).await?;
                Ok((page.items, page.next_cursor))
            }

            async fn newest(store: &dyn Store) -> Result<Option<Timestamp>, StoreError> {
                let mut query = HistoryQuery::default();
                query.limit = 1;
                Ok(store.$list(&query).await?.items.first().map(Dated::at))
            }

            async fn put(store: &dyn Store, records: Vec<Self>) -> Result<(), StoreError> {
                let mut rows = Rows::default();
                rows.$rows = records;
                store.commit(&Batch::default().with_rows(&rows)).await
            }
        }
    };
}

dated!(IntervalRow, "agent_intervals", intervals, agent_intervals);
dated!(DeviceEventRow, "device_events", device_events, device_events);
