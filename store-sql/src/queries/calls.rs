//! `calls`: one row a call, what it is found, ordered and counted by.

use callflow_core::Call;
use callflow_core::store::{Standing, is_live};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::bind::{Rows, arguments};
use crate::dialect::Dialect;
use crate::queries::counts::Counted;
use crate::queries::facets::Facets;
use crate::schema::{Conflict, Table, calls};

pub(crate) const TABLE: Table = Table {
    name: calls::TABLE,
    columns: &[
        "id",
        "version",
        "tenant",
        "pbx",
        "live",
        "merged",
        "ended",
        "started_at",
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
    conflict: Conflict::ReplaceOlder,
};

/// Adds the row of a call.
pub(crate) fn add(rows: &mut Rows, call: &Call, facets: &Facets, search: String) {
    rows.text(call.id.as_str()).number(call.version.into()).text(&call.tenant).text(&call.pbx);
    rows.flag(is_live(call)).flag(call.merged_into.is_some()).flag(Standing::of(call).ended);
    rows.time(call.started_at).time_or_null(call.answered_at).time_or_null(call.ended_at);
    rows.word(&call.direction).word_or_null(call.disposition.as_ref()).word(&call.state).flag(call.answered);
    rows.count(call.ring_ms).count(call.wait_ms).count(call.talk_ms).count(call.hold_ms);
    rows.count(call.duration_ms);
    rows.text_or_null(call.caller.number.as_deref()).text_or_null(call.caller.name.as_deref());
    rows.text_or_null(call.dialled.as_deref()).text_or_null(call.did.as_deref());
    rows.text_or_null(call.answered_by.as_deref()).text_or_null(call.queue.as_deref());
    rows.number_or_null(call.hangup_cause.map(|cause| cause.number().into()));
    rows.text_or_null(call.merged_into.as_ref().map(callflow_core::CallId::as_str));
    rows.text(facets.as_text()).string(search);
}

/// What the database knows of a call before it is written again.
#[derive(Debug)]
pub(crate) struct Existing {
    pub(crate) id: String,
    pub(crate) standing: Standing,
    pub(crate) live: bool,
    pub(crate) facets: Facets,
    pub(crate) counted: Option<Counted>,
}

/// Looks up those of `ids` that are there.
pub(crate) async fn existing(
    connection: &mut SqliteConnection,
    dialect: Dialect,
    ids: &[&str],
) -> Result<Vec<Existing>, sqlx::Error> {
    let mut found = Vec::new();
    for ids in ids.chunks(MOST_IDS) {
        // Numbers of ids that are powers of two, the last id repeated, so that few statements are prepared.
        let padded = ids.len().next_power_of_two();
        let ids = ids.iter().chain(std::iter::repeat(ids.last().unwrap_or(&""))).take(padded);
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
            ])
            .from(calls::TABLE)
            .and_where(Expr::col(calls::ID).is_in(ids.copied()))
            .take();
        let (sql, values) = dialect.select(&select);
        let rows = sqlx::query_with(&sql, arguments(values)?).fetch_all(&mut *connection).await?;
        for row in rows {
            found.push(Existing::read(&row)?);
        }
    }
    Ok(found)
}

const MOST_IDS: usize = 512;

impl Existing {
    fn read(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let ended: bool = row.try_get(calls::ENDED)?;
        let merged: bool = row.try_get(calls::MERGED)?;
        let started_at: i64 = row.try_get(calls::STARTED_AT)?;
        let counted = if ended && !merged {
            Some(Counted {
                started_at,
                tenant: row.try_get(calls::TENANT)?,
                pbx: row.try_get(calls::PBX)?,
                direction: row.try_get(calls::DIRECTION)?,
                disposition: row.try_get(calls::DISPOSITION)?,
                answered: row.try_get(calls::ANSWERED)?,
                ms: [
                    row.try_get(calls::TALK_MS)?,
                    row.try_get(calls::WAIT_MS)?,
                    row.try_get(calls::HOLD_MS)?,
                    row.try_get(calls::DURATION_MS)?,
                ],
            })
        } else {
            None
        };
        Ok(Self {
            id: row.try_get(calls::ID)?,
            standing: Standing { version: row.try_get(calls::VERSION)?, ended },
            live: row.try_get(calls::LIVE)?,
            facets: Facets::stored(started_at, merged, row.try_get(calls::FACETS)?),
            counted,
        })
    }
}
