//! `queue_members`: members of queues as they stand.

use callflow_core::store::{MemberRow, Scope};
use sea_query::{Expr, ExprTrait, SelectStatement};

use super::rows::{self as all, Entity};
use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, rows};

pub(crate) const TABLE: Table = Table {
    name: "queue_members",
    columns: &[
        "pbx",
        "queue",
        "interface",
        "tenant",
        "member",
        "name",
        "state",
        "paused",
        "reason",
        "penalty",
        "in_call",
        "changed_at",
        "record",
    ],
    key: 3,
    partitioned_key: None,
    conflict: Conflict::ReplaceSince(rows::CHANGED_AT),
};

impl Entity for MemberRow {
    const TABLE: &'static Table = &TABLE;
    const WHAT: &'static str = "a member of a queue";

    fn add(&self, rows: &mut Rows) {
        let member = &self.member;
        rows.key(&self.pbx).key(&member.queue).key(&member.interface).key(&self.tenant).text(&member.member);
        rows.text_or_null(member.name.as_deref()).word_or_null(member.state.as_ref()).flag(member.paused);
        rows.text_or_null(member.reason.as_deref()).number(member.penalty.into()).flag(member.in_call);
        rows.time(self.changed_at);
    }
}

/// All members of a scope, or those of the queue of this name.
pub(crate) fn list(dialect: Dialect, scope: &Scope, queue: Option<&str>) -> SelectStatement {
    let mut select = all::list::<MemberRow>(dialect, scope);
    if let Some(queue) = queue {
        select.and_where(Expr::col("queue").eq(&*dialect.key(queue)));
    }
    select
}
