//! `leases`: leases of extensions as they stand.

use callflow_core::store::LeaseRow;

use super::rows::Entity;
use crate::bind::Rows;
use crate::schema::{Conflict, Table, rows};

pub(crate) const TABLE: Table = Table {
    name: "leases",
    columns: &["pbx", "extension", "tenant", "state", "expires_at", "changed_at", "record"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::ReplaceSince(rows::CHANGED_AT),
};

impl Entity for LeaseRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "a lease";

    fn add(&self, rows: &mut Rows) {
        let lease = &self.lease;
        rows.key(&self.pbx).key(&lease.extension).key(&self.tenant).word(&lease.state);
        rows.time_or_null(lease.expires_at).time(self.changed_at);
    }
}
