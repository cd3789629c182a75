//! `queues`: queues that were heard of.

use callflow_core::store::QueueRow;

use super::rows::Entity;
use crate::bind::Rows;
use crate::schema::{Conflict, Table};

pub(crate) const TABLE: Table = Table {
    name: "queues",
    columns: &["pbx", "queue", "tenant", "seen_at", "record"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::ReplaceSince("seen_at"),
};

impl Entity for QueueRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "a queue";

    fn add(&self, rows: &mut Rows) {
        rows.key(&self.pbx).key(&self.queue).key(&self.tenant).time(self.seen_at);
    }
}
