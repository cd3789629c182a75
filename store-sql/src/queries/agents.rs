//! `agents`: agents as they stand.

use callflow_core::store::AgentRow;

use super::rows::Entity;
use crate::bind::Rows;
use crate::schema::{Conflict, Table, rows};

pub(crate) const TABLE: Table = Table {
    name: "agents",
    columns: &[
        "pbx",
        "agent",
        "tenant",
        "number",
        "name",
        "state",
        "since",
        "reason",
        "queue",
        "changed_at",
        "record",
    ],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::ReplaceSince(rows::CHANGED_AT),
};

impl Entity for AgentRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "an agent";

    fn add(&self, rows: &mut Rows) {
        rows.key(&self.pbx).key(&self.agent).key(&self.tenant);
        rows.text_or_null(self.number.as_deref()).text_or_null(self.name.as_deref());
        rows.word(&self.state).time(self.since).text_or_null(self.reason.as_deref());
        rows.text_or_null(self.queue.as_deref()).time(self.changed_at);
    }
}
