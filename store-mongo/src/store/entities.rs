//! Agents, queues, extensions and recordings.

use async_trait::async_trait;
use callflow_core::CallId;
use callflow_core::Timestamp;
use callflow_core::store::{
    AgentRow, AgentStore, Dated, DeviceEventRow, ExtensionRow, ExtensionStore, HistoryQuery, IntervalRow,
    LeaseRow, MemberRow, Page, QueueRow, QueueStore, RecordingRow, RecordingStore, Scope, StoreError,
};
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc};
use mongodb::options::Hint;

use super::MongoStore;
use crate::documents::{StoredRow, read, whole};
use crate::error::damaged;
use crate::queries::histories::{History, OF_AGENTS, OF_EXTENSIONS, OF_RECORDINGS};
use crate::queries::of_scope;
use crate::schema::RECORDINGS;

impl MongoStore {
    /// All rows that a filter leaves, in the order of the fields.
    async fn rows<R: StoredRow>(&self, filter: Document, order: &[&str]) -> Result<Vec<R>, StoreError> {
        let order: Document = order.iter().map(|field| ((*field).to_owned(), 1.into())).collect();
        let rows = self.connection.collection(R::COLLECTION);
        let rows = rows.find(filter).projection(record()).sort(order);
        let found = self.connection.all(async { rows.await }).await?;
        found.iter().map(|document| read(document)).collect()
    }

    async fn page<R: Dated>(
        &self,
        history: History,
        query: &HistoryQuery,
        fields: Document,
        read: impl Fn(&RawDocument) -> Result<R, StoreError>,
    ) -> Result<Page<R>, StoreError> {
        query.check()?;
        let limit = query.limit.saturating_add(1);
        let collection = self.connection.collection(history.collection);
        let page = collection
            .find(history.filter(query))
            .projection(fields)
            .sort(history.places.order(query.sort))
            .limit(i64::from(limit))
            .batch_size(limit)
            .hint(Hint::Name(history.index(query).into()));
        let found: Vec<RawDocumentBuf> = self.connection.all(async { page.await }).await?;
        let items = found.iter().map(|document| read(document)).collect::<Result<_, _>>()?;
        Ok(Page::of(items, query.limit))
    }
}

fn record() -> Document {
    doc! {"record": 1}
}

#[async_trait]
impl AgentStore for MongoStore {
    async fn agents(&self, scope: &Scope) -> Result<Vec<AgentRow>, StoreError> {
        self.rows(of_scope(scope), &["pbx", "agent"]).await
    }

    async fn agent_intervals(&self, query: &HistoryQuery) -> Result<Page<IntervalRow>, StoreError> {
        self.page(OF_AGENTS, query, record(), read).await
    }
}

#[async_trait]
impl QueueStore for MongoStore {
    async fn queues(&self, scope: &Scope) -> Result<Vec<QueueRow>, StoreError> {
        self.rows(of_scope(scope), &["pbx", "queue"]).await
    }

    async fn members(&self, scope: &Scope, queue: Option<&str>) -> Result<Vec<MemberRow>, StoreError> {
        let mut filter = of_scope(scope);
        if let Some(queue) = queue {
            filter.insert("queue", queue);
        }
        self.rows(filter, &["pbx", "queue", "interface"]).await
    }
}

#[async_trait]
impl ExtensionStore for MongoStore {
    async fn extensions(&self, scope: &Scope) -> Result<Vec<ExtensionRow>, StoreError> {
        self.rows(of_scope(scope), &["pbx", "extension"]).await
    }

    async fn leases(&self, scope: &Scope) -> Result<Vec<LeaseRow>, StoreError> {
        self.rows(of_scope(scope), &["pbx", "extension"]).await
    }

    async fn device_events(&self, query: &HistoryQuery) -> Result<Page<DeviceEventRow>, StoreError> {
        self.page(OF_EXTENSIONS, query, record(), read).await
    }
}

#[async_trait]
impl RecordingStore for MongoStore {
    async fn recordings(&self, query: &HistoryQuery) -> Result<Page<RecordingRow>, StoreError> {
        let fields =
            doc! {"pbx": 1, "tenant": 1, "callId": 1, "n": 1, "file": 1, "fromMicros": 1, "toMicros": 1};
        self.page(OF_RECORDINGS, query, fields, recording).await
    }
}

/// Unlike the other rows it stands in its fields alone: the record that it comes from has it too.
fn recording(document: &RawDocument) -> Result<RecordingRow, StoreError> {
    let what = format!("a document of {RECORDINGS}");
    let text = |name: &str| document.get_str(name).map_err(|error| damaged(&what, error));
    let number =
        |name: &str| whole(document, name).ok_or_else(|| damaged(&what, format!("it has no {name}")));
    Ok(RecordingRow {
        pbx: text("pbx")?.into(),
        tenant: text("tenant")?.into(),
        call: CallId::new(text("callId")?),
        n: u32::try_from(number("n")?).unwrap_or(u32::MAX),
        file: document.get_str("file").ok().map(Into::into),
        from: Timestamp::from_unix_micros(number("fromMicros")?),
        to: whole(document, "toMicros").map(Timestamp::from_unix_micros),
    })
}
