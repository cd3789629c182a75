//! Removing what is old.
//!
//! What was counted of calls stays in `purgedCalls`: one document a removal, with the sums by quarter of an hour. It has
//! the calls' ids while they are being removed. So without transactions, whatever moment a crash comes at, a call is
//! counted once: questions leave out the calls of such a document, and the next removal begins with finishing it.

use std::collections::BTreeMap;

use callflow_core::store::{Entity, Purge, StoreError};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};

use super::of_scope;
use crate::connection::Connection;
use crate::documents::{encode, whole};
use crate::schema::{ANNOTATIONS, BELOW_CALLS, CALLS, DEVICE_EVENTS, INTERVALS, PURGES};
use crate::writer::{Failure, Patience, Writer};

/// The finest piece of time that removed calls are counted in: the offsets of all time zones are multiples of it.
const QUARTER_MICROS: i64 = 15 * 60 * 1_000_000;
/// Removals that are finished before a new one.
const UNFINISHED: i64 = 10;

/// Removes rows, and says how many.
pub(crate) async fn run(connection: &Connection, purge: &Purge) -> Result<u64, StoreError> {
    let mut patience = Patience::of(connection);
    loop {
        match connection.answer(attempt(connection, purge)).await {
            Ok(removed) => return Ok(removed),
            Err(failure) => patience.after(failure).await?,
        }
    }
}

async fn attempt(connection: &Connection, purge: &Purge) -> Result<u64, Failure> {
    let mut writer = Writer::begin(connection).await?;
    let removed = match purge.entity {
        Entity::Calls => calls(&mut writer, purge).await,
        Entity::AgentIntervals => {
            rows(&mut writer, purge, INTERVALS, "toMicros", &["toMicros", "fromMicros", "orderId"]).await
        }
        Entity::DeviceEvents => {
            rows(&mut writer, purge, DEVICE_EVENTS, "atMicros", &["atMicros", "orderId"]).await
        }
        // Of a kind that a later version of the traits may bring there is nothing here.
        _ => Ok(0),
    };
    writer.end(removed).await
}

/// What was over before the time.
fn old(purge: &Purge, field: &str) -> Document {
    let mut filter = doc! {field: {"$lt": purge.before.unix_micros()}};
    filter.extend(of_scope(&purge.scope));
    filter
}

async fn rows(
    writer: &mut Writer<'_>,
    purge: &Purge,
    collection: &str,
    field: &str,
    order: &[&str],
) -> Result<u64, Failure> {
    let order: Document = order.iter().map(|field| ((*field).to_owned(), Bson::Int32(1))).collect();
    let limit = i64::from(purge.limit);
    let found = writer.first(collection, old(purge, field), doc! {"_id": 1}, order, limit).await?;
    let keys: Vec<&str> = found.iter().filter_map(|it| it.get_str("_id").ok()).collect();
    for keys in keys.chunks(1_000) {
        writer.delete(collection, vec![doc! {"_id": {"$in": keys}}]).await?;
    }
    Ok(u64::try_from(keys.len()).unwrap_or(0))
}

async fn calls(writer: &mut Writer<'_>, purge: &Purge) -> Result<u64, Failure> {
    let unfinished = writer
        .first(PURGES, doc! {"calls": {"$exists": true}}, doc! {"calls": 1}, doc! {}, UNFINISHED)
        .await?;
    for purge in unfinished {
        if let Ok(name) = purge.get_object_id("_id") {
            finish(writer, name, &ids(&purge)).await?;
        }
    }
    let fields = doc! {
        "counted": 1, "startedAtMicros": 1, "tenant": 1, "pbx": 1, "direction": 1, "disposition": 1,
        "answered": 1, "talkMs": 1, "waitMs": 1, "holdMs": 1, "durationMs": 1,
    };
    let order = doc! {"overAtMicros": 1, "_id": 1};
    let limit = i64::from(purge.limit);
    let found = writer.first(CALLS, old(purge, "overAtMicros"), fields, order, limit).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let ids: Vec<String> = found.iter().filter_map(|it| it.get_str("_id").ok().map(Into::into)).collect();
    let name = ObjectId::new();
    let document = Counts::of(&found).document(name, &ids);
    writer.insert(PURGES, &[&encode(&document)?]).await?;
    finish(writer, name, &ids).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(0))
}

/// The calls of a removal that is not finished.
pub(crate) fn ids(purge: &RawDocument) -> Vec<String> {
    let Ok(ids) = purge.get_array("calls") else { return Vec::new() };
    ids.into_iter().filter_map(|id| Some(id.ok()?.as_str()?.to_owned())).collect()
}

async fn finish(writer: &mut Writer<'_>, name: ObjectId, ids: &[String]) -> Result<(), Failure> {
    for ids in ids.chunks(1_000) {
        for collection in BELOW_CALLS {
            writer.delete(collection, vec![doc! {"callId": {"$in": ids}}]).await?;
        }
        writer.delete(CALLS, vec![doc! {"_id": {"$in": ids}}]).await?;
        // After the calls: whoever annotates one looks whether it is still there afterwards.
        writer.delete(ANNOTATIONS, vec![doc! {"_id": {"$in": ids}}]).await?;
    }
    let update = doc! {"q": {"_id": name}, "u": {"$unset": {"calls": ""}}};
    writer.update(PURGES, &[&encode(&update)?]).await?;
    Ok(())
}

/// By quarter, tenant, PBX, direction, disposition.
type Key = (i64, [Option<String>; 4]);

const WORDS: [&str; 4] = ["tenant", "pbx", "direction", "disposition"];
const SUMS: [&str; 4] = ["talkMs", "waitMs", "holdMs", "durationMs"];

#[derive(Debug, Default)]
struct Counts {
    sums: BTreeMap<Key, [i64; SUMS.len() + 2]>,
    /// The first and the last moment at which one of them began.
    span: Option<(i64, i64)>,
}

impl Counts {
    fn of(calls: &[RawDocumentBuf]) -> Self {
        let mut counts = Self::default();
        for call in calls.iter().filter(|call| call.get_bool("counted").unwrap_or(false)) {
            counts.add(call);
        }
        counts
    }

    fn add(&mut self, call: &RawDocument) {
        let number = |name: &str| whole(call, name).unwrap_or(0);
        let at = number("startedAtMicros");
        let words = WORDS.map(|name| call.get_str(name).ok().map(str::to_owned));
        let [calls, answered, sums @ ..] =
            self.sums.entry((at - at.rem_euclid(QUARTER_MICROS), words)).or_default();
        *calls += 1;
        *answered += i64::from(call.get_bool("answered").unwrap_or(false));
        for (sum, name) in sums.iter_mut().zip(SUMS) {
            *sum = sum.saturating_add(number(name));
        }
        let (first, last) = self.span.get_or_insert((at, at));
        (*first, *last) = ((*first).min(at), (*last).max(at));
    }

    fn document(self, name: ObjectId, calls: &[String]) -> Document {
        let counts: Vec<Document> = self.sums.into_iter().map(count).collect();
        let mut document = doc! {"_id": name, "calls": calls, "counts": counts};
        if let Some((first, last)) = self.span {
            // From the beginning of the quarter, where its count is.
            document.insert("firstMicros", first - first.rem_euclid(QUARTER_MICROS));
            document.insert("lastMicros", last);
        }
        document
    }
}

fn count(((from, words), [calls, answered, sums @ ..]): (Key, [i64; SUMS.len() + 2])) -> Document {
    let mut count = doc! {"fromMicros": from, "calls": calls, "answered": answered};
    for (name, word) in WORDS.into_iter().zip(words) {
        if let Some(word) = word {
            count.insert(name, word);
        }
    }
    for (name, sum) in SUMS.into_iter().zip(sums) {
        count.insert(name, sum);
    }
    count
}
