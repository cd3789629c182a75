//! `call_facets`: what a call has several of and is found by.

use std::collections::BTreeSet;

use callflow_core::Call;
use callflow_core::store::{agents, numbers, queues};
use sea_query::{Expr, ExprTrait, Query};

use crate::bind::Rows;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, facets};

pub(crate) const NUMBER: &str = "n";
pub(crate) const AGENT: &str = "a";
pub(crate) const QUEUE: &str = "q";

pub(crate) const TABLE: Table = Table {
    name: facets::TABLE,
    columns: &[facets::KIND, facets::VALUE, facets::STARTED_AT, facets::CALL_ID, facets::MERGED],
    key: 4,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// The facets of one call, as they stand in `calls.facets`: one a line, its kind in one letter, then its value.
///
/// Standing there, they tell what has to be taken out when a call changes; in most versions nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Facets {
    started_at: i64,
    merged: bool,
    text: String,
}

impl Facets {
    pub(crate) fn of(call: &Call) -> Self {
        let mut text = String::with_capacity(64);
        for (kind, values) in [(NUMBER, numbers(call)), (AGENT, agents(call)), (QUEUE, queues(call))] {
            for value in values {
                text.push_str(kind);
                text.push_str(&plain(value));
                text.push('\n');
            }
        }
        Self { started_at: call.started_at.unix_micros(), merged: call.merged_into.is_some(), text }
    }

    pub(crate) fn stored(started_at: i64, merged: bool, text: String) -> Self {
        Self { started_at, merged, text }
    }

    pub(crate) fn as_text(&self) -> &str {
        &self.text
    }

    pub(crate) fn started_at(&self) -> i64 {
        self.started_at
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.is_empty())
    }

    /// Adds the rows that are not there yet.
    pub(crate) fn add(&self, rows: &mut Rows, call_id: &str, old: Option<&Self>) {
        let there = self.kept_of(old);
        for line in self.lines().filter(|line| !there.contains(line)) {
            let (kind, value) = line.split_at(1);
            rows.text(kind).key(value).number(self.started_at).key(call_id).flag(self.merged);
        }
    }

    /// Takes out the rows of `old` that stand no more.
    pub(crate) async fn remove_old(
        &self,
        transaction: &mut Transaction,
        dialect: Dialect,
        call_id: &str,
        old: &Self,
    ) -> Result<(), sqlx::Error> {
        if self == old {
            return Ok(());
        }
        let keep = old.kept_of(Some(self));
        for line in old.lines().filter(|line| !keep.contains(line)) {
            old.remove_line(transaction, dialect, call_id, line).await?;
        }
        Ok(())
    }

    /// Takes out all of its rows.
    pub(crate) async fn remove(
        &self,
        transaction: &mut Transaction,
        dialect: Dialect,
        call_id: &str,
    ) -> Result<(), sqlx::Error> {
        for line in self.lines() {
            self.remove_line(transaction, dialect, call_id, line).await?;
        }
        Ok(())
    }

    async fn remove_line(
        &self,
        transaction: &mut Transaction,
        dialect: Dialect,
        call_id: &str,
        line: &str,
    ) -> Result<(), sqlx::Error> {
        let (kind, value) = line.split_at(1);
        let delete = Query::delete()
            .from_table(facets::TABLE)
            .and_where(Expr::col(facets::KIND).eq(kind))
            .and_where(Expr::col(facets::VALUE).eq(&*dialect.key(value)))
            .and_where(Expr::col(facets::STARTED_AT).eq(self.started_at))
            .and_where(Expr::col(facets::CALL_ID).eq(&*dialect.key(call_id)))
            .take();
        let (sql, values) = dialect.delete(&delete);
        transaction.execute(&sql, values.0, Keep::Prepared).await?;
        Ok(())
    }

    /// The lines of `other` whose rows are the same as mine would be.
    fn kept_of<'a>(&self, other: Option<&'a Self>) -> BTreeSet<&'a str> {
        let alike = other.filter(|it| (it.started_at, it.merged) == (self.started_at, self.merged));
        alike.into_iter().flat_map(Self::lines).collect()
    }
}

/// A value on one line. No number has a line break on the wire, so none is lost.
pub(crate) fn plain(value: &str) -> String {
    value.replace(['\n', '\r'], " ")
}
