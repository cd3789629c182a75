//! `call_recordings`: recordings of ended calls.

use callflow_core::store::{Dated, RecordingRow};

use super::rows::{Entity, History};
use crate::bind::Rows;
use crate::schema::{Conflict, Table};

pub(crate) const TABLE: Table = Table {
    name: "call_recordings",
    columns: &["call_id", "n", "order_id", "pbx", "tenant", "file", "from_at", "to_at", "record"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// In which columns its place in time stands.
pub(crate) const HISTORY: History =
    History { table: TABLE.name, at: "from_at", id: "order_id", of: "call_id" };

impl Entity for RecordingRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "a recording";

    fn add(&self, rows: &mut Rows) {
        rows.key(self.call.as_str()).number(self.n.into()).key(&self.id()).key(&self.pbx).key(&self.tenant);
        rows.text_or_null(self.file.as_deref()).time(self.from).time_or_null(self.to);
    }
}
