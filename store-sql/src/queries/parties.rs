//! `parties`: one row for everyone who was tried or talked in a call that is over.

use callflow_core::Call;

use crate::bind::Rows;
use crate::schema::{Conflict, Table};

pub(crate) const TABLE: Table = Table {
    name: "parties",
    columns: &["call_id", "n", "number", "name", "role", "answered", "outcome"],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// Adds the rows of a call.
pub(crate) fn add(rows: &mut Rows, call: &Call) {
    for (n, party) in (0..).zip(&call.parties) {
        rows.key(call.id.as_str()).number(n).text(&party.number).text_or_null(party.name.as_deref());
        rows.word(&party.role).flag(party.answered).word_or_null(party.outcome.as_ref());
    }
}
