//! Writing a batch: one transaction, few statements.
//!
//! A batch is put together before the writer is asked for, as far as the records alone tell: the best record of each
//! call, its JSON, its facets. In the transaction the database is asked which of the calls it has and in which
//! version. From there it is clear what to write: nothing for an outdated record; the rows of `calls`, `call_records`
//! and new facets for every other one; the rows of legs, segments, parties and visits only for calls that are over,
//! because those of a live call would be written anew with each of its versions; and what the counts gain and lose, those of
//! reports too. What a call was that has ended and is corrected is read from its old record, which is seldom.

pub(crate) mod children;
mod reports;
mod rows;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::btree_map::{BTreeMap, Entry};

use callflow_core::Call;
use callflow_core::store::{Batch, Standing, StoreError, is_live, search_text, supersedes};

use self::children::Children;
use crate::bind::Rows;
use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::calls::Existing;
use crate::queries::counts::{Counted, Tally};
use crate::queries::facets::Facets;
use crate::queries::report_counts::Ledger;
use crate::queries::{calls, checkpoints, counts, facets, outbox, owners, records, texts};
use crate::statements::Statements;

/// A batch, as far as it can be made without a database.
#[derive(Debug)]
pub(crate) struct Prepared<'a> {
    batch: &'a Batch<'a>,
    calls: Vec<PreparedCall<'a>>,
}

#[derive(Debug)]
struct PreparedCall<'a> {
    call: &'a Call,
    record: String,
    facets: Facets,
    search: String,
}

impl<'a> Prepared<'a> {
    /// Keeps the best record of each call, in the order of their ids, in which tables and indexes grow at their end.
    pub(crate) fn new(dialect: Dialect, batch: &'a Batch<'a>) -> Result<Self, StoreError> {
        let mut best: BTreeMap<&str, &Call> = BTreeMap::new();
        for call in batch.calls {
            match best.entry(call.id.as_str()) {
                Entry::Vacant(entry) => {
                    entry.insert(call);
                }
                Entry::Occupied(mut entry) if supersedes(call, entry.get()) => {
                    entry.insert(call);
                }
                Entry::Occupied(_) => {}
            }
        }
        let prepare = |call: &'a Call| {
            Ok(PreparedCall {
                call,
                record: records::encode(call)?,
                facets: Facets::of(call),
                search: dialect.search(search_text(call)),
            })
        };
        Ok(Self { batch, calls: best.into_values().map(prepare).collect::<Result<_, StoreError>>()? })
    }

    pub(crate) fn is_empty(&self) -> bool {
        let Batch { checkpoints, rows, outbox, fences, .. } = self.batch;
        let rows = rows.is_none_or(callflow_core::store::Rows::is_empty);
        self.calls.is_empty() && checkpoints.is_empty() && rows && outbox.is_empty() && fences.is_empty()
    }

    /// The PBXs that it is about.
    fn pbxs(&self) -> BTreeSet<&str> {
        let Batch { checkpoints, rows, fences, .. } = self.batch;
        let mut pbxs: BTreeSet<&str> = self.calls.iter().map(|it| &*it.call.pbx).collect();
        pbxs.extend(checkpoints.iter().map(|checkpoint| checkpoint.pbx));
        pbxs.extend(fences.iter().map(|fence| fence.pbx));
        if let Some(rows) = rows {
            rows::pbxs(rows, &mut pbxs);
        }
        pbxs
    }

    /// Writes it, in the transaction.
    pub(crate) async fn write(
        self,
        transaction: &mut Transaction,
        dialect: Dialect,
        statements: &Statements,
    ) -> Result<(), StoreError> {
        if !dialect.has_one_writer() {
            owners::lock(transaction, dialect, statements, &self.pbxs()).await.map_err(store_error)?;
        }
        owners::check(transaction, dialect, self.batch.fences).await?;
        let ids: Vec<&str> = self.calls.iter().map(|it| it.call.id.as_str()).collect();
        let existing = calls::existing(transaction, dialect, &ids).await.map_err(store_error)?;
        let mut existing: HashMap<String, Existing> =
            existing.into_iter().map(|it| (it.id.clone(), it)).collect();

        let ended: Vec<&str> =
            existing.values().filter(|old| old.standing.ended).map(|old| &*old.id).collect();
        let mut reported = reports::old_shares(transaction, dialect, &ended).await?;

        let mut rows = CallRows::new(dialect);
        let mut ledger = Ledger::default();
        for prepared in self.calls {
            let old = existing.remove(&*dialect.key(prepared.call.id.as_str()));
            if old.as_ref().is_some_and(|old| !Standing::of(prepared.call).supersedes(old.standing)) {
                continue;
            }
            if let Some(old) = &old {
                let id = prepared.call.id.as_str();
                let removed = prepared.facets.remove_old(transaction, dialect, id, &old.facets);
                removed.await.map_err(store_error)?;
                let began = old.facets.started_at();
                if dialect.has_time_in_key() && began != prepared.facets.started_at() {
                    let removed = calls::remove_moved(transaction, dialect, id, began);
                    removed.await.map_err(store_error)?;
                }
            }
            let old_shares = old.as_ref().and_then(|old| reported.remove(&old.id));
            reports::count(&mut ledger, dialect, prepared.call, old_shares);
            rows.add(prepared, old)?;
        }
        rows.write(transaction, statements).await.map_err(store_error)?;

        if let Some(rows) = self.batch.rows {
            rows::write(transaction, dialect, statements, (rows, &mut ledger)).await?;
        }
        let told = outbox::write(transaction, dialect, statements, self.batch.outbox);
        told.await.map_err(store_error)?;
        ledger.write(transaction, dialect, statements).await?;
        for checkpoint in self.batch.checkpoints {
            checkpoints::write(transaction, dialect, statements, checkpoint).await.map_err(store_error)?;
        }
        Ok(())
    }
}

/// The rows of a batch, by table.
#[derive(Debug)]
struct CallRows {
    dialect: Dialect,
    calls: Rows,
    records: Rows,
    facets: Rows,
    children: Children,
    tally: Tally,
    /// When calls begin, or began, whose text is not there yet, or no more.
    moments: BTreeSet<i64>,
}

impl CallRows {
    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            calls: Rows::new(dialect),
            records: Rows::new(dialect),
            facets: Rows::new(dialect),
            children: Children::new(dialect),
            tally: Tally::default(),
            moments: BTreeSet::new(),
        }
    }

    fn add(&mut self, prepared: PreparedCall<'_>, old: Option<Existing>) -> Result<(), StoreError> {
        let PreparedCall { call, record, facets, search } = prepared;
        let (moment, before) =
            (facets.started_at(), old.as_ref().map(|old| (old.facets.started_at(), &*old.search)));
        if before != Some((moment, &*search)) {
            self.moments.extend(before.map(|(moment, _)| moment));
            self.moments.insert(moment);
        }
        calls::add(&mut self.calls, call, &facets, search);
        records::add(self.dialect, &mut self.records, call, record);
        facets.add(&mut self.facets, call.id.as_str(), old.as_ref().map(|old| &old.facets));
        if old.as_ref().is_some_and(|old| !old.live) {
            self.children.replace(call);
        }
        if !is_live(call) {
            self.children.add(call)?;
        }
        if let Some(counted) = old.and_then(|old| old.counted) {
            self.tally.take_back(counted);
        }
        if let Some(counted) = Counted::of(call) {
            self.tally.add(counted);
        }
        Ok(())
    }

    async fn write(self, transaction: &mut Transaction, statements: &Statements) -> Result<(), sqlx::Error> {
        // Calls first, because the other tables refer to them.
        statements.write(transaction, &calls::TABLE, self.calls).await?;
        statements.write(transaction, records::table(self.dialect), self.records).await?;
        texts::renew(transaction, self.dialect, &self.moments).await?;
        statements.write(transaction, &facets::TABLE, self.facets).await?;
        self.children.write(transaction, statements).await?;
        statements.write(transaction, &counts::TABLE, self.tally.into_rows(self.dialect)).await
    }
}
