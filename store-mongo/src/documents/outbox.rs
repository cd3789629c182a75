//! `webhookDeliveries`, as batches leave them: what becomes of them afterwards is written by `webhooks`.

use callflow_core::store::{OutboxRow, StoreError};
use mongodb::bson::doc;

use super::{Fields, Put, key};

/// The state in which they begin.
pub(crate) const WAITING: &str = "waiting";

/// The key of a delivery.
pub(crate) fn id(webhook: &str, event: &str) -> String {
    key([webhook, event])
}

/// As one that nobody has tried yet. One that is there stays as it was.
pub(crate) fn put(row: &OutboxRow) -> Result<Put, StoreError> {
    let id = id(&row.receiver, &row.event);
    let document = Fields::default()
        .set("_id", &*id)
        .set("webhook", &*row.receiver)
        .set("event", &*row.event)
        .set("tenant", &*row.tenant)
        .set("pbx", &*row.pbx)
        .set("type", &*row.kind)
        .set("line", &*row.line)
        .set("place", &*row.place)
        .moment("at", Some(row.at))
        .set("state", WAITING)
        .set("attempts", 0_i64)
        .set("nextAtMicros", 0_i64)
        .set("body", &*row.body)
        .encode()?;
    let guard = doc! {"$eq": [{"$type": "$state"}, "missing"]};
    Ok(Put { id: id.into(), guard: guard.into(), document })
}
