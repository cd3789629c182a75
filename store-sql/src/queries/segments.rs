//! `bridge_segments`: one row a stretch of talk of a call that is over.

use callflow_core::Call;
use callflow_core::store::StoreError;

use crate::bind::Rows;
use crate::schema::{Conflict, Table};

pub(crate) const TABLE: Table = Table {
    name: "bridge_segments",
    columns: &["call_id", "n", "bridge", "from_at", "to_at", "parties"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// Adds the rows of a call.
pub(crate) fn add(rows: &mut Rows, call: &Call) -> Result<(), StoreError> {
    for (n, segment) in (0..).zip(&call.segments) {
        let parties = serde_json::to_string(&segment.parties);
        let parties = parties.map_err(|error| StoreError::Failed { source: error.into() })?;
        rows.key(call.id.as_str()).number(n).text(segment.bridge.as_str());
        rows.time(segment.from).time_or_null(segment.to).string(parties);
    }
    Ok(())
}
