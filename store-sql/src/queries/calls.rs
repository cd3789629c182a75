//! `calls`: one row a call, what it is found, ordered and counted by.

use std::borrow::Cow;

use callflow_core::Call;
use callflow_core::store::{Standing, is_live};
use sea_query::{Expr, ExprTrait, Query};

use crate::bind::Rows;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::queries::counts::Counted;
use crate::queries::facets::Facets;
use crate::row::Row;
use crate::schema::{Conflict, Table, calls, records};

pub(crate) const TABLE: Table = Table {
    name: calls::TABLE,
    columns: &[
        "id",
        "started_at",
        "version",
        "tenant",
        "pbx",
        "live",
        "merged",
        "ended",
        "answered_at",
        "ended_at",
        "direction",
        "disposition",
        "state",
        "answered",
        "ring_ms",
        "wait_ms",
        "talk_ms",
        "hold_ms",
        "duration_ms",
        "caller_number",
        "caller_name",
        "dialled",
        "did",
        "answered_by",
        "queue",
        "hangup_cause",
        "merged_into",
        "facets",
        "search",
    ],
    key: 1,
    partitioned_key: Some(2),
    conflict: Conflict::ReplaceOlder,
};

/// Adds the row of a call.
pub(crate) fn add(rows: &mut Rows, call: &Call, facets: &Facets, search: String) {
    rows.key(call.id.as_str()).time(call.started_at).number(call.version.into());
    rows.key(&call.tenant).key(&call.pbx);
    rows.flag(is_live(call)).flag(call.merged_into.is_some()).flag(Standing::of(call).ended);
    rows.time_or_null(call.answered_at).time_or_null(call.ended_at);
    rows.word(&call.direction).word_or_null(call.disposition.as_ref()).word(&call.state).flag(call.answered);
    rows.count(call.ring_ms).count(call.wait_ms).count(call.talk_ms).count(call.hold_ms);
    rows.count(call.duration_ms);
    rows.text_or_null(call.caller.number.as_deref()).text_or_null(call.caller.name.as_deref());
    rows.text_or_null(call.dialled.as_deref()).text_or_null(call.did.as_deref());
    rows.text_or_null(call.answered_by.as_deref()).text_or_null(call.queue.as_deref());
    rows.number_or_null(call.hangup_cause.map(|cause| cause.number().into()));
    rows.key_or_null(call.merged_into.as_ref().map(callflow_core::CallId::as_str));
    rows.text(facets.as_text()).string(search);
}

/// Takes out the row of a call that moves, and its record's, where the time at which it began is part of their keys.
pub(crate) async fn remove_moved(
    transaction: &mut Transaction,
    dialect: Dialect,
    id: &str,
    started_at: i64,
) -> Result<(), sqlx::Error> {
    for (table, id_column) in [(calls::TABLE, calls::ID), (records::TABLE, records::CALL_ID)] {
        let delete = Query::delete()
            .from_table(table)
            .and_where(Expr::col(id_column).eq(&*dialect.key(id)))
            .and_where(Expr::col(calls::STARTED_AT).eq(started_at))
            .take();
        let (sql, values) = dialect.delete(&delete);
        transaction.execute(&sql, values.0, Keep::Prepared).await?;
    }
    Ok(())
}

/// What the database knows of a call before it is written again.
#[derive(Debug)]
pub(crate) struct Existing {
    pub(crate) id: String,
    pub(crate) standing: Standing,
    pub(crate) live: bool,
    pub(crate) facets: Facets,
    pub(crate) search: String,
    pub(crate) counted: Option<Counted>,
}

/// Looks up those of `ids` that are there.
pub(crate) async fn existing(
    transaction: &mut Transaction,
    dialect: Dialect,
    ids: &[&str],
) -> Result<Vec<Existing>, sqlx::Error> {
    let mut found = Vec::new();
    for ids in ids.chunks(MOST_IDS) {
        let select = Query::select()
            .columns([
                calls::ID,
                calls::VERSION,
                calls::LIVE,
                calls::ENDED,
                calls::MERGED,
                calls::STARTED_AT,
                calls::TENANT,
                calls::PBX,
                calls::DIRECTION,
                calls::DISPOSITION,
                calls::ANSWERED,
                calls::TALK_MS,
                calls::WAIT_MS,
                calls::HOLD_MS,
                calls::DURATION_MS,
                calls::FACETS,
                calls::SEARCH,
            ])
            .from(calls::TABLE)
            .and_where(Expr::col(calls::ID).is_in(padded(dialect, ids)))
            .take();
        let (sql, values) = dialect.select(&select);
        for row in transaction.fetch(&sql, values.0).await? {
            found.push(Existing::read(&row)?);
        }
    }
    Ok(found)
}

const MOST_IDS: usize = 512;

/// Ids as keys, in numbers that are powers of two, the last id repeated, so that few statements are prepared.
pub(crate) fn padded(dialect: Dialect, ids: &[&str]) -> impl Iterator<Item = String> {
    let count = ids.len().next_power_of_two();
    let ids = ids.iter().chain(std::iter::repeat(ids.last().unwrap_or(&""))).take(count);
    ids.map(move |id| dialect.key(id).into_owned())
}

impl Existing {
    fn read(row: &Row) -> Result<Self, sqlx::Error> {
        let ended = row.flag(calls::ENDED)?;
        let merged = row.flag(calls::MERGED)?;
        let started_at = row.number(calls::STARTED_AT)?;
        let counted = if ended && !merged {
            Some(Counted {
                started_at,
                tenant: row.text(calls::TENANT)?.into_owned(),
                pbx: row.text(calls::PBX)?.into_owned(),
                direction: row.text(calls::DIRECTION)?.into_owned(),
                disposition: row.text_or_null(calls::DISPOSITION)?.map(Cow::into_owned),
                answered: row.number(calls::ANSWERED)?,
                ms: [
                    row.number(calls::TALK_MS)?,
                    row.number(calls::WAIT_MS)?,
                    row.number(calls::HOLD_MS)?,
                    row.number(calls::DURATION_MS)?,
                ],
            })
        } else {
            None
        };
        let version = u32::try_from(row.number(calls::VERSION)?).unwrap_or(u32::MAX);
        Ok(Self {
            id: row.text(calls::ID)?.into_owned(),
            standing: Standing { version, ended },
            live: row.flag(calls::LIVE)?,
            facets: Facets::stored(started_at, merged, row.text(calls::FACETS)?.into_owned()),
            search: row.text(calls::SEARCH)?.into_owned(),
            counted,
        })
    }
}
