//! `extensions`: extensions as they stand.

use callflow_core::store::ExtensionRow;

use super::rows::Entity;
use crate::bind::Rows;
use crate::schema::{Conflict, Table, rows};

pub(crate) const TABLE: Table = Table {
    name: "extensions",
    columns: &["pbx", "extension", "tenant", "status", "device_state", "registered", "changed_at", "record"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::ReplaceSince(rows::CHANGED_AT),
};

impl Entity for ExtensionRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "an extension";

    fn add(&self, rows: &mut Rows) {
        let extension = &self.extension;
        rows.key(&self.pbx).key(&extension.extension).key(&self.tenant).word(&extension.status);
        rows.word_or_null(extension.device_state.as_ref()).flag(extension.registered).time(self.changed_at);
    }
}
