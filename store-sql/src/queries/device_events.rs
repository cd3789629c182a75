//! `device_events`: what became of extensions.

use callflow_core::store::DeviceEventRow;

use super::rows::{Entity, History};
use crate::bind::Rows;
use crate::schema::{Conflict, Table};

/// Which says how old one is.
pub(crate) const AT: &str = "happened_at";

pub(crate) const TABLE: Table = Table {
    name: "device_events",
    columns: &[AT, "id", "pbx", "extension", "tenant", "status", "device_state", "registered", "record"],
    key: 4,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// In which columns its place in time stands.
pub(crate) const HISTORY: History = History { table: TABLE.name, at: AT, id: "id", of: "extension" };

impl Entity for DeviceEventRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "what became of an extension";

    fn add(&self, rows: &mut Rows) {
        rows.time(self.at)
            .key(&self.id)
            .key(&self.pbx)
            .key(&self.extension)
            .key(&self.tenant)
            .word(&self.status);
        rows.word_or_null(self.device_state.as_ref()).flag(self.registered);
    }
}
