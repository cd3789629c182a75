//! Counting for reports what was there before there were such counts.
//!
//! It is done when a database is opened, before the store is used, some hundred records a transaction, each of which says how
//! far it came: whoever is broken off, or comes second, goes on from there.

use callflow_core::report::{Share, shares_of_call, shares_of_interval};
use callflow_core::store::{IntervalRow, StoreError};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use crate::connection::{Keep, Transaction};
use crate::error::store_error;
use crate::queries::report_counts::Ledger;
use crate::queries::rows::read;
use crate::queries::{intervals, records};
use crate::schema::{filling, records as columns, rows};
use crate::store::SqlStore;

/// Records a transaction.
const AT_ONCE: u64 = 500;

/// How far it came.
struct Place {
    call: String,
    interval: (i64, String),
}

/// Counts what is not counted yet.
pub(crate) async fn fill(store: &SqlStore) -> Result<(), StoreError> {
    while !is_done(store).await? {
        let mut transaction = store.begin().await?;
        // Whoever else is at it waits here until this transaction is over.
        if step_taken(&mut transaction, store).await? {
            step(&mut transaction, store).await?;
        }
        transaction.commit().await.map_err(store_error)?;
    }
    Ok(())
}

async fn is_done(store: &SqlStore) -> Result<bool, StoreError> {
    let select = Query::select().from(filling::TABLE).column(filling::DONE).take();
    let found = store.rows(&select).await?;
    let done = found.first().map(|row| row.flag(filling::DONE)).transpose().map_err(store_error)?;
    Ok(done.unwrap_or(true))
}

async fn step_taken(transaction: &mut Transaction, store: &SqlStore) -> Result<bool, StoreError> {
    let update = Query::update()
        .table(filling::TABLE)
        .value(filling::DONE, 0_i64)
        .and_where(Expr::col(filling::DONE).eq(0))
        .take();
    // A database may say that what stays as it is was not touched, so the row is asked again.
    let (sql, values) = store.dialect().update(&update);
    transaction.execute(&sql, values.0, Keep::Nothing).await.map_err(store_error)?;
    let select = Query::select().from(filling::TABLE).column(filling::DONE).take();
    let rows = fetch(transaction, store, &select).await?;
    Ok(!rows.first().map(|row| row.flag(filling::DONE)).transpose().map_err(store_error)?.unwrap_or(true))
}

async fn step(transaction: &mut Transaction, store: &SqlStore) -> Result<(), StoreError> {
    let mut place = place(transaction, store).await?;
    let mut ledger = Ledger::default();
    let (calls, last) = calls_after(transaction, store, &place.call).await?;
    let mut done = false;
    if let Some(last) = last {
        calls.iter().for_each(|shares| ledger.replace(store.dialect(), &[], shares));
        place.call = last;
    } else {
        let (intervals, last) = intervals_after(transaction, store, &place.interval).await?;
        intervals.iter().for_each(|shares| ledger.replace(store.dialect(), &[], shares));
        done = last.is_none();
        place.interval = last.unwrap_or(place.interval);
    }
    ledger.write(transaction, store.dialect(), store.statements()).await?;
    let update = Query::update()
        .table(filling::TABLE)
        .value(filling::DONE, i64::from(done))
        .value(filling::AFTER_CALL, place.call)
        .value(filling::AFTER_FROM, place.interval.0)
        .value(filling::AFTER_ORDER, place.interval.1)
        .take();
    let (sql, values) = store.dialect().update(&update);
    transaction.execute(&sql, values.0, Keep::Nothing).await.map_err(store_error)?;
    Ok(())
}

async fn place(transaction: &mut Transaction, store: &SqlStore) -> Result<Place, StoreError> {
    let columns = [filling::AFTER_CALL, filling::AFTER_FROM, filling::AFTER_ORDER];
    let select = Query::select().from(filling::TABLE).columns(columns).take();
    let rows = fetch(transaction, store, &select).await?;
    let Some(row) = rows.first() else {
        return Ok(Place { call: String::new(), interval: (0, String::new()) });
    };
    let text = |column| row.text(column).map(|text| text.into_owned()).map_err(store_error);
    let from = row.number(filling::AFTER_FROM).map_err(store_error)?;
    Ok(Place { call: text(filling::AFTER_CALL)?, interval: (from, text(filling::AFTER_ORDER)?) })
}

/// The shares of the next calls, and the last of their ids. A damaged record counts nowhere.
async fn calls_after(
    transaction: &mut Transaction,
    store: &SqlStore,
    after: &str,
) -> Result<(Vec<Vec<Share>>, Option<String>), StoreError> {
    let select = Query::select()
        .columns([columns::CALL_ID, columns::RECORD])
        .from(columns::TABLE)
        .and_where(Expr::col(columns::CALL_ID).gt(after))
        .order_by(columns::CALL_ID, Order::Asc)
        .limit(AT_ONCE)
        .take();
    let (mut all, mut last) = (Vec::new(), None);
    for row in fetch(transaction, store, &select).await? {
        let id = row.text(columns::CALL_ID).map_err(store_error)?.into_owned();
        let record = row.text(columns::RECORD).map_err(store_error)?;
        all.extend(records::decode(&id, &record).ok().as_ref().map(shares_of_call));
        last = Some(id);
    }
    Ok((all, last))
}

/// The shares of the next intervals, and the last of their places.
async fn intervals_after(
    transaction: &mut Transaction,
    store: &SqlStore,
    (from, order): &(i64, String),
) -> Result<(Vec<Vec<Share>>, Option<(i64, String)>), StoreError> {
    let (at, id) = (intervals::HISTORY.at, intervals::HISTORY.id);
    let later = Expr::col(at).gt(*from).or(Expr::col(id).gt(order));
    let select = Query::select()
        .columns([at, id, rows::RECORD])
        .from(intervals::TABLE.name)
        .and_where(Expr::col(at).gte(*from))
        .and_where(later)
        .order_by(at, Order::Asc)
        .order_by(id, Order::Asc)
        .limit(AT_ONCE)
        .take();
    let (mut all, mut last) = (Vec::new(), None);
    for row in fetch(transaction, store, &select).await? {
        last = Some((row.number(at).map_err(store_error)?, row.text(id).map_err(store_error)?.into_owned()));
        all.extend(read::<IntervalRow>(&row).ok().as_ref().map(shares_of_interval));
    }
    Ok((all, last))
}

async fn fetch(
    transaction: &mut Transaction,
    store: &SqlStore,
    select: &SelectStatement,
) -> Result<Vec<crate::row::Row>, StoreError> {
    let (sql, values) = store.dialect().select(select);
    transaction.fetch(&sql, values.0).await.map_err(store_error)
}
