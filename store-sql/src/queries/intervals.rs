//! `agent_intervals`: what agents did, and what they do now.

use callflow_core::store::{Dated, IntervalRow};

use super::rows::{Entity, History};
use crate::bind::Rows;
use crate::schema::{Conflict, Table};

/// Which says how old one is.
pub(crate) const TO_AT: &str = "to_at";

pub(crate) const TABLE: Table = Table {
    name: "agent_intervals",
    columns: &["from_at", "order_id", "pbx", "tenant", "agent", "state", "reason", "queue", TO_AT, "record"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::ReplaceUntil(TO_AT),
};

/// In which columns its place in time stands.
pub(crate) const HISTORY: History = History { table: TABLE.name, at: "from_at", id: "order_id", of: "agent" };

impl Entity for IntervalRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "an interval of an agent";

    fn add(&self, rows: &mut Rows) {
        rows.time(self.from)
            .key(&self.id())
            .key(&self.pbx)
            .key(&self.tenant)
            .key(&self.agent)
            .word(&self.state);
        rows.text_or_null(self.reason.as_deref()).text_or_null(self.queue.as_deref()).time_or_null(self.to);
    }
}
