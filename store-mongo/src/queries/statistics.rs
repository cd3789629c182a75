//! Calls by hour and by day: summed up by the server when they are asked for, from one index that has all that is
//! counted, so that they are exact whoever writes, with transactions or without.

use std::collections::BTreeMap;

use callflow_core::Timestamp;
use callflow_core::store::{StatisticsQuery, StatisticsRow, StoreError};
use mongodb::bson::{Bson, Document, RawDocument, doc};

use super::of_scope;
use crate::documents::whole;
use crate::error::damaged;
use crate::schema::index;
use crate::words::{variant, word};

const SUMS: [&str; 4] = ["talkMs", "waitMs", "holdMs", "durationMs"];

/// Sums up the calls that are there, but for these.
pub(crate) fn calls(query: &StatisticsQuery, without: &[String]) -> Vec<Document> {
    let mut filter = doc! {"counted": true, "startedAtMicros": span(query)};
    filter.extend(of_scope(&query.scope));
    if let Some(direction) = &query.direction {
        filter.insert("direction", word(direction));
    }
    for (field, value) in [("agents", &query.agent), ("queues", &query.queue)] {
        if let Some(value) = value {
            filter.insert(field, &**value);
        }
    }
    if !without.is_empty() {
        filter.insert("_id", doc! {"$nin": without});
    }
    let one = doc! {"$sum": 1_i64};
    let answered = doc! {"$sum": {"$cond": ["$answered", 1_i64, 0_i64]}};
    vec![doc! {"$match": filter}, group(query, "startedAtMicros", "", one, answered)]
}

/// The index of [`calls`].
pub(crate) fn index(query: &StatisticsQuery) -> &'static str {
    if query.agent.is_some() {
        index::AGENT
    } else if query.queue.is_some() {
        index::QUEUE
    } else {
        index::STATISTICS
    }
}

/// Whether the counts of removed calls are part of the answer: they do not know agents and queues.
pub(crate) fn with_purged(query: &StatisticsQuery) -> bool {
    query.agent.is_none() && query.queue.is_none()
}

/// The removals that took calls of the span.
pub(crate) fn purges(query: &StatisticsQuery) -> Document {
    doc! {
        "lastMicros": {"$gte": query.from.unix_micros()},
        "firstMicros": {"$lt": query.to.unix_micros()},
    }
}

/// Sums up what was counted of removed calls.
pub(crate) fn purged(query: &StatisticsQuery) -> Vec<Document> {
    let mut filter = doc! {"counts.fromMicros": span(query)};
    filter
        .extend(of_scope(&query.scope).into_iter().map(|(field, value)| (format!("counts.{field}"), value)));
    if let Some(direction) = &query.direction {
        filter.insert("counts.direction", word(direction));
    }
    let sum = |field: &str| doc! {"$sum": format!("$counts.{field}")};
    vec![
        doc! {"$match": purges(query)},
        doc! {"$unwind": "$counts"},
        doc! {"$match": filter},
        group(query, "counts.fromMicros", "counts.", sum("calls"), sum("answered")),
    ]
}

fn span(query: &StatisticsQuery) -> Bson {
    doc! {"$gte": query.from.unix_micros(), "$lt": query.to.unix_micros()}.into()
}

fn group(query: &StatisticsQuery, time: &str, fields: &str, calls: Document, answered: Document) -> Document {
    let period = query.period.micros();
    let offset = i64::from(query.offset_minutes) * 60_000_000;
    let time = format!("${time}");
    // As `rem_euclid`: the server's remainder has the sign of the number, which is below zero before 1970.
    let into = doc! {"$mod": [{"$add": [&time, offset]}, period]};
    let into = doc! {"$mod": [{"$add": [into, period]}, period]};
    let mut group = doc! {
        "_id": {
            "period": {"$subtract": [&time, into]},
            "direction": format!("${fields}direction"),
            "disposition": format!("${fields}disposition"),
        },
        "calls": calls,
        "answered": answered,
    };
    for field in SUMS {
        group.insert(field, doc! {"$sum": format!("${fields}{field}")});
    }
    doc! {"$group": group}
}

/// Hours or days, put together from groups.
#[derive(Debug, Default)]
pub(crate) struct Answer(BTreeMap<Timestamp, StatisticsRow>);

impl Answer {
    pub(crate) fn add(&mut self, group: &RawDocument) -> Result<(), StoreError> {
        const WHAT: &str = "a count of calls";
        let of = |error: mongodb::bson::error::Error| damaged(WHAT, error);
        let number = |name: &str| match whole(group, name) {
            Some(sum) => Ok(u64::try_from(sum).unwrap_or(0)),
            None => Err(damaged(WHAT, format!("it has no {name}"))),
        };
        let key = group.get_document("_id").map_err(of)?;
        let from = whole(key, "period").map(Timestamp::from_unix_micros);
        let from = from.ok_or_else(|| damaged(WHAT, "it has no period"))?;
        let direction =
            variant(key.get_str("direction").map_err(of)?).map_err(|error| damaged(WHAT, error))?;
        let disposition = match key.get_str("disposition") {
            Ok(disposition) => Some(variant(disposition).map_err(|error| damaged(WHAT, error))?),
            Err(_) => None,
        };
        let row = self.0.entry(from).or_insert_with(|| StatisticsRow::empty(from));
        row.count(direction, disposition, number("calls")?);
        row.answered += number("answered")?;
        row.talk_ms += number("talkMs")?;
        row.wait_ms += number("waitMs")?;
        row.hold_ms += number("holdMs")?;
        row.duration_ms += number("durationMs")?;
        Ok(())
    }

    pub(crate) fn into_rows(self) -> Vec<StatisticsRow> {
        self.0.into_values().collect()
    }
}
