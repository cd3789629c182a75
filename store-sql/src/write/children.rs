//! The rows below a call: legs, segments, parties, visits, attempts.

use callflow_core::Call;
use callflow_core::store::{StoreError, recordings as recordings_of};
use sea_query::{Expr, ExprTrait, Query};

use crate::bind::Rows;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::queries::{legs, parties, queue_visits, recordings, rows, segments};
use crate::schema::Table;
use crate::statements::Statements;

/// The key's first column in all of them.
const CALL_ID: &str = "call_id";
/// Calls whose rows one statement takes out.
const MOST_IDS: usize = 256;

const TABLES: [&Table; 6] = [
    &legs::TABLE,
    &segments::TABLE,
    &parties::TABLE,
    &queue_visits::VISITS,
    &queue_visits::ATTEMPTS,
    &recordings::TABLE,
];

/// What is to be written and taken out below the calls of a batch.
#[derive(Debug)]
pub(crate) struct Children {
    dialect: Dialect,
    replaced: Vec<String>,
    legs: Rows,
    segments: Rows,
    parties: Rows,
    visits: Rows,
    attempts: Rows,
    recordings: Rows,
}

impl Children {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            replaced: Vec::new(),
            legs: Rows::new(dialect),
            segments: Rows::new(dialect),
            parties: Rows::new(dialect),
            visits: Rows::new(dialect),
            attempts: Rows::new(dialect),
            recordings: Rows::new(dialect),
        }
    }

    /// Takes the rows out that the call has.
    pub(crate) fn replace(&mut self, call: &Call) {
        self.replaced.push(self.dialect.key(call.id.as_str()).into_owned());
    }

    /// Adds the rows of a call that has none.
    pub(crate) fn add(&mut self, call: &Call) -> Result<(), StoreError> {
        legs::add(&mut self.legs, call);
        parties::add(&mut self.parties, call);
        queue_visits::add_visits(&mut self.visits, call);
        queue_visits::add_attempts(&mut self.attempts, call);
        for recording in recordings_of(call) {
            rows::add(&mut self.recordings, &recording)?;
        }
        segments::add(&mut self.segments, call)
    }

    pub(crate) async fn write(
        self,
        transaction: &mut Transaction,
        statements: &Statements,
    ) -> Result<(), sqlx::Error> {
        remove(transaction, self.dialect, &self.replaced).await?;
        statements.write(transaction, &legs::TABLE, self.legs).await?;
        statements.write(transaction, &segments::TABLE, self.segments).await?;
        statements.write(transaction, &parties::TABLE, self.parties).await?;
        statements.write(transaction, &queue_visits::VISITS, self.visits).await?;
        statements.write(transaction, &queue_visits::ATTEMPTS, self.attempts).await?;
        statements.write(transaction, &recordings::TABLE, self.recordings).await
    }
}

/// Takes out all rows below these calls, which are named as they are in keys.
pub(crate) async fn remove(
    transaction: &mut Transaction,
    dialect: Dialect,
    ids: &[String],
) -> Result<(), sqlx::Error> {
    for table in TABLES {
        remove_from(transaction, dialect, (table.name, CALL_ID), ids).await?;
    }
    Ok(())
}

/// Takes out the rows of a table that have one of these ids in a column.
pub(crate) async fn remove_from(
    transaction: &mut Transaction,
    dialect: Dialect,
    (table, column): (&'static str, &'static str),
    ids: &[String],
) -> Result<(), sqlx::Error> {
    for ids in ids.chunks(MOST_IDS) {
        let ids = ids.iter().map(String::as_str);
        let delete = Query::delete().from_table(table).and_where(Expr::col(column).is_in(ids)).take();
        let (sql, values) = dialect.delete(&delete);
        // Any number of ids: not worth a prepared statement each.
        transaction.execute(&sql, values.0, Keep::Nothing).await?;
    }
    Ok(())
}
