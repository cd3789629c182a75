//! The rows of a batch.

use callflow_core::store::{Rows, StoreError, best};
use mongodb::bson::Document;

use crate::documents::{Put, StoredRow, put};
use crate::writer::{Failure, Writer};

/// What is to be put and deleted, by collection.
#[derive(Debug, Default)]
pub(super) struct PreparedRows(Vec<Changes>);

#[derive(Debug)]
struct Changes {
    collection: &'static str,
    puts: Vec<Put>,
    deletes: Vec<Document>,
}

impl PreparedRows {
    pub(super) fn new(rows: Option<&Rows>) -> Result<Self, StoreError> {
        let mut prepared = Self::default();
        if let Some(rows) = rows {
            prepared.add(&rows.queues)?;
            prepared.add(&rows.members)?;
            prepared.add(&rows.agents)?;
            prepared.add(&rows.intervals)?;
            prepared.add(&rows.extensions)?;
            prepared.add(&rows.device_events)?;
            prepared.add(&rows.leases)?;
        }
        Ok(prepared)
    }

    fn add<R: StoredRow>(&mut self, rows: &[R]) -> Result<(), StoreError> {
        let mut changes = Changes { collection: R::COLLECTION, puts: Vec::new(), deletes: Vec::new() };
        for row in best(rows) {
            match row.removes() {
                Some(filter) => changes.deletes.push(filter),
                None => changes.puts.push(put(row)?),
            }
        }
        if !(changes.puts.is_empty() && changes.deletes.is_empty()) {
            self.0.push(changes);
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) async fn write(&self, writer: &mut Writer<'_>) -> Result<(), Failure> {
        for changes in &self.0 {
            writer.put(changes.collection, &changes.puts).await?;
            writer.delete(changes.collection, changes.deletes.clone()).await?;
        }
        Ok(())
    }
}
