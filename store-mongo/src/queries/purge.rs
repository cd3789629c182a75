//! Removing what is old.
//!
//! What was counted of calls stays in `purgedCalls`: one document a removal, with the sums by quarter of an hour. It has
//! the calls' ids while they are being removed. So without transactions, whatever moment a crash comes at, a call is
//! counted once: questions leave out the calls of such a document, and the next removal begins with finishing it. What reports
//! count of calls and intervals stays in the same way, by quarter and group.

use std::collections::BTreeMap;

use callflow_core::report::{shares_of_call, shares_of_interval};
use callflow_core::store::{Entity, IntervalRow, Purge, StoreError};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};

use super::of_scope;
use crate::connection::Connection;
use crate::documents::{calls, encode, read, shares, whole};
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
        Entity::AgentIntervals => intervals(&mut writer, purge).await,
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

/// Work after a call that is removed stays counted for reports, as calls do.
async fn intervals(writer: &mut Writer<'_>, purge: &Purge) -> Result<u64, Failure> {
    for (name, ids) in unfinished(writer, INTERVAL_IDS).await? {
        finish_intervals(writer, name, &ids).await?;
    }
    let order = doc! {"toMicros": 1, "fromMicros": 1, "orderId": 1};
    let limit = i64::from(purge.limit);
    let fields = doc! {"record": 1};
    let found = writer.first(INTERVALS, old(purge, "toMicros"), fields, order, limit).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let ids: Vec<String> = found.iter().filter_map(|it| it.get_str("_id").ok().map(Into::into)).collect();
    let name = ObjectId::new();
    let mut document = doc! {"_id": name, INTERVAL_IDS: &ids};
    // What is damaged is removed too, and was counted nowhere.
    let intervals = found.iter().filter_map(|it| read::<IntervalRow>(it).ok());
    shares::add(&mut document, intervals.flat_map(|interval| shares_of_interval(&interval)))?;
    writer.insert(PURGES, &[&encode(&document)?]).await?;
    finish_intervals(writer, name, &ids).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(0))
}

async fn finish_intervals(writer: &mut Writer<'_>, name: ObjectId, ids: &[String]) -> Result<(), Failure> {
    for ids in ids.chunks(1_000) {
        writer.delete(INTERVALS, vec![doc! {"_id": {"$in": ids}}]).await?;
    }
    finished(writer, name, INTERVAL_IDS).await
}

/// Removals that were broken off.
async fn unfinished(
    writer: &mut Writer<'_>,
    field: &'static str,
) -> Result<Vec<(ObjectId, Vec<String>)>, Failure> {
    let filter = doc! {field: {"$exists": true}};
    let found = writer.first(PURGES, filter, doc! {field: 1}, doc! {}, UNFINISHED).await?;
    Ok(found.iter().filter_map(|it| Some((it.get_object_id("_id").ok()?, ids(it, field)))).collect())
}

async fn finished(writer: &mut Writer<'_>, name: ObjectId, field: &'static str) -> Result<(), Failure> {
    let update = doc! {"q": {"_id": name}, "u": {"$unset": {field: ""}}};
    writer.update(PURGES, &[&encode(&update)?]).await?;
    Ok(())
}

async fn calls(writer: &mut Writer<'_>, purge: &Purge) -> Result<u64, Failure> {
    for (name, ids) in unfinished(writer, CALL_IDS).await? {
        finish(writer, name, &ids).await?;
    }
    let fields = doc! {
        "counted": 1, "startedAtMicros": 1, "tenant": 1, "pbx": 1, "direction": 1, "disposition": 1,
        "answered": 1, "talkMs": 1, "waitMs": 1, "holdMs": 1, "durationMs": 1, calls::RECORD: 1,
    };
    let order = doc! {"overAtMicros": 1, "_id": 1};
    let limit = i64::from(purge.limit);
    let found = writer.first(CALLS, old(purge, "overAtMicros"), fields, order, limit).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let ids: Vec<String> = found.iter().filter_map(|it| it.get_str("_id").ok().map(Into::into)).collect();
    let name = ObjectId::new();
    let mut document = Counts::of(&found).document(name, &ids);
    let removed = found.iter().filter_map(|it| calls::read(it).ok());
    shares::add(&mut document, removed.flat_map(|call| shares_of_call(&call)))?;
    writer.insert(PURGES, &[&encode(&document)?]).await?;
    finish(writer, name, &ids).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(0))
}

/// The fields of a removal that is not finished.
pub(crate) const CALL_IDS: &str = "calls";
pub(crate) const INTERVAL_IDS: &str = "intervals";

/// What a removal that is not finished removes.
pub(crate) fn ids(purge: &RawDocument, field: &str) -> Vec<String> {
    let Ok(ids) = purge.get_array(field) else { return Vec::new() };
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
    finished(writer, name, CALL_IDS).await
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
