//! `owners`: who writes for a PBX.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::{Claim, Fence, Scope, StoreError};
use sea_query::{Expr, ExprTrait, Order, Query};

use crate::bind::Rows;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::schema::{Conflict, Table, owners};
use crate::statements::Statements;

/// A PBX that nobody owns yet.
const NEW: Table = Table {
    name: owners::TABLE,
    columns: &[owners::PBX],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Keep,
};

/// Waits until no other writer is at one of these PBXs, and keeps others waiting until the transaction ends.
///
/// What a batch adds to and takes from the counts depends on what it finds, so that two of them must not look at the
/// same call at once. Always in the order of names, lest two of them wait for each other.
pub(crate) async fn lock(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    pbxs: &BTreeSet<&str>,
) -> Result<(), sqlx::Error> {
    if pbxs.is_empty() {
        return Ok(());
    }
    let keys: BTreeSet<String> = pbxs.iter().map(|pbx| dialect.key(pbx).into_owned()).collect();
    let select = Query::select()
        .column(owners::PBX)
        .from(owners::TABLE)
        .and_where(Expr::col(owners::PBX).is_in(keys.iter().map(String::as_str)))
        .order_by(owners::PBX, Order::Asc)
        .lock_exclusive()
        .take();
    // SQLite, which has no such lock, leaves it out of the statement.
    let (sql, values) = dialect.select(&select);
    if transaction.fetch(&sql, values.0.clone()).await?.len() == keys.len() {
        return Ok(());
    }
    // The first time that one of them is written.
    let mut rows = Rows::new(dialect);
    for key in &keys {
        rows.key(key);
    }
    statements.write(transaction, &NEW, rows).await?;
    transaction.fetch(&sql, values.0).await?;
    Ok(())
}

/// The same of all PBXs of a scope that were ever written.
pub(crate) async fn lock_all(
    transaction: &mut Transaction,
    dialect: Dialect,
    scope: &Scope,
) -> Result<(), sqlx::Error> {
    let mut select = Query::select();
    select.column(owners::PBX).from(owners::TABLE).order_by(owners::PBX, Order::Asc).lock_exclusive();
    if let Some(pbx) = &scope.pbx {
        select.and_where(Expr::col(owners::PBX).eq(&*dialect.key(pbx)));
    }
    let (sql, values) = dialect.select(&select);
    transaction.fetch(&sql, values.0).await?;
    Ok(())
}

/// Whether these are the newest tokens, in a transaction that holds the lock of their PBXs.
pub(crate) async fn check(
    transaction: &mut Transaction,
    dialect: Dialect,
    fences: &[Fence<'_>],
) -> Result<(), StoreError> {
    for fence in fences {
        let ownership = of(transaction, dialect, fence.pbx).await.map_err(store_error)?;
        // 0 stands at a PBX that was never claimed.
        if fence.token == 0 || ownership.is_none_or(|ownership| ownership.token != fence.token) {
            return Err(StoreError::Fenced { pbx: fence.pbx.into() });
        }
    }
    Ok(())
}

/// Claims a PBX, in a transaction that writes.
pub(crate) async fn claim(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    (pbx, owner): (&str, &str),
    ttl: Duration,
) -> Result<Claim, StoreError> {
    lock(transaction, dialect, statements, &BTreeSet::from([pbx])).await.map_err(store_error)?;
    let Ownership { owner: by, token, held_until, now } =
        of(transaction, dialect, pbx).await.map_err(store_error)?.unwrap_or_default();
    let token = match by {
        Some(by) if *by == *dialect.key(owner) => token,
        Some(by) if held_until > now => {
            return Ok(Claim::Held { by: by.into(), for_another: held_until.since(now) });
        }
        _ => token + 1,
    };
    let until = now.saturating_add(ttl);
    let update = Query::update()
        .table(owners::TABLE)
        .value(owners::OWNER, &*dialect.key(owner))
        .value(owners::TOKEN, i64::try_from(token).unwrap_or(i64::MAX))
        .value(owners::HELD_UNTIL, until.unix_micros())
        .and_where(Expr::col(owners::PBX).eq(&*dialect.key(pbx)))
        .take();
    let (sql, values) = dialect.update(&update);
    transaction.execute(&sql, values.0, Keep::Prepared).await.map_err(store_error)?;
    Ok(Claim::Owned { token })
}

/// Gives a PBX up, if it is the owner's.
pub(crate) async fn release(
    transaction: &mut Transaction,
    dialect: Dialect,
    pbx: &str,
    owner: &str,
) -> Result<(), sqlx::Error> {
    let update = Query::update()
        .table(owners::TABLE)
        .value(owners::OWNER, Expr::cust("NULL"))
        .and_where(Expr::col(owners::PBX).eq(&*dialect.key(pbx)))
        .and_where(Expr::col(owners::OWNER).eq(&*dialect.key(owner)))
        .take();
    let (sql, values) = dialect.update(&update);
    transaction.execute(&sql, values.0, Keep::Prepared).await?;
    Ok(())
}

/// What stands at a PBX.
#[derive(Debug, Default)]
struct Ownership {
    owner: Option<String>,
    token: u64,
    held_until: Timestamp,
    /// By the database's clock.
    now: Timestamp,
}

const NOW: &str = "now_at";

async fn of(
    transaction: &mut Transaction,
    dialect: Dialect,
    pbx: &str,
) -> Result<Option<Ownership>, sqlx::Error> {
    let select = Query::select()
        .columns([owners::OWNER, owners::TOKEN, owners::HELD_UNTIL])
        .expr_as(dialect.now(), NOW)
        .from(owners::TABLE)
        .and_where(Expr::col(owners::PBX).eq(&*dialect.key(pbx)))
        .take();
    let (sql, values) = dialect.select(&select);
    let rows = transaction.fetch(&sql, values.0).await?;
    let read = |row: &Row| {
        Ok(Ownership {
            owner: row.text_or_null(owners::OWNER)?.map(Cow::into_owned),
            token: row.count(owners::TOKEN)?,
            held_until: Timestamp::from_unix_micros(row.number(owners::HELD_UNTIL)?),
            now: Timestamp::from_unix_micros(row.number(NOW)?),
        })
    };
    rows.first().map(read).transpose()
}
