//! Writing a batch.
//!
//! It is put together before the server is asked for anything, as far as the records alone tell. Then: what is below
//! calls, the calls, the rows, the checkpoints. In a transaction the order does not matter. Without, whatever a crash
//! leaves is mended when the batch is repeated, as it is while its checkpoint is not there: no call is without what is
//! below it, and every document takes another's place only where its record is the better one.

mod calls;
mod rows;

use callflow_core::store::{Batch, StoreError};
use mongodb::bson::{RawDocumentBuf, doc};

use self::calls::PreparedCalls;
use self::rows::PreparedRows;
use crate::connection::Connection;
use crate::documents::checkpoints::PreparedCheckpoint;
use crate::documents::{Put, encode, number, outbox};
use crate::schema::{CHECKPOINTS, DELIVERIES, OWNERS, STATE_PARTS};
use crate::writer::{Failure, Patience, Writer};

/// A batch, as far as it can be made without a server.
#[derive(Debug)]
pub(crate) struct Prepared {
    calls: PreparedCalls,
    rows: PreparedRows,
    /// What is to be told to others.
    outbox: Vec<Put>,
    checkpoints: Vec<PreparedCheckpoint>,
    /// PBXs and the tokens that must be their newest ones.
    fences: Vec<(String, i64)>,
}

impl Prepared {
    pub(crate) fn new(batch: &Batch<'_>) -> Result<Self, StoreError> {
        let fence = |pbx: &str| batch.fences.iter().find(|fence| fence.pbx == pbx).map(|fence| fence.token);
        let checkpoints = batch.checkpoints.iter().map(|it| PreparedCheckpoint::new(it, fence(it.pbx)));
        Ok(Self {
            calls: PreparedCalls::new(batch.calls)?,
            rows: PreparedRows::new(batch.rows)?,
            outbox: batch.outbox.iter().map(outbox::put).collect::<Result<_, _>>()?,
            checkpoints: checkpoints.collect::<Result<_, _>>()?,
            fences: batch.fences.iter().map(|fence| (fence.pbx.into(), number(fence.token))).collect(),
        })
    }

    fn is_empty(&self) -> bool {
        let records = self.calls.is_empty() && self.rows.is_empty() && self.outbox.is_empty();
        records && self.checkpoints.is_empty() && self.fences.is_empty()
    }

    /// Commits it.
    pub(crate) async fn commit(&self, connection: &Connection) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        let mut patience = Patience::of(connection);
        while let Err(failure) = connection.answer(self.attempt(connection)).await {
            patience.after(failure).await?;
        }
        Ok(())
    }

    async fn attempt(&self, connection: &Connection) -> Result<(), Failure> {
        let mut writer = Writer::begin(connection).await?;
        let written = self.write(&mut writer).await;
        writer.end(written).await
    }

    async fn write(&self, writer: &mut Writer<'_>) -> Result<(), Failure> {
        if !writer.is_atomic() {
            self.check_fences(writer).await?;
        }
        self.calls.write(writer).await?;
        self.rows.write(writer).await?;
        writer.put(DELIVERIES, &self.outbox).await?;
        // In a transaction only now: what it has changed of the owners keeps others from taking over until it ends, and
        // one that nobody ends, because the program is gone, ends after a minute. Without transactions, whoever took the PBX
        // over in the meantime is told of behind the checkpoints, and lost nothing: the records are the same that it will
        // tell, and its own checkpoint is not replaced by one of an older token.
        if writer.is_atomic() {
            self.check_fences(writer).await?;
        }
        for checkpoint in &self.checkpoints {
            save(writer, checkpoint).await?;
        }
        if !writer.is_atomic() {
            self.check_fences(writer).await?;
        }
        Ok(())
    }

    /// In a transaction the owners are changed, so that a claim has to wait for the end of it, or this for the claim.
    async fn check_fences(&self, writer: &mut Writer<'_>) -> Result<(), Failure> {
        for (pbx, token) in &self.fences {
            let update = doc! {"q": {"_id": pbx, "token": token}, "u": {"$inc": {"commits": 1_i64}}};
            if writer.update(OWNERS, &[&encode(&update)?]).await? == 0 {
                return Err(StoreError::Fenced { pbx: pbx.as_str().into() }.into());
            }
        }
        Ok(())
    }
}

async fn save(writer: &mut Writer<'_>, checkpoint: &PreparedCheckpoint) -> Result<(), Failure> {
    let parts: Vec<&RawDocumentBuf> = checkpoint.parts.iter().collect();
    writer.insert(STATE_PARTS, &parts).await?;
    let update = doc! {"q": {"_id": &checkpoint.pbx}, "u": checkpoint.change.clone(), "upsert": true};
    writer.update(CHECKPOINTS, &[&encode(&update)?]).await?;
    if checkpoint.replaces_state {
        // Those of the state before, if it was as large.
        let before = match checkpoint.name {
            Some(name) => doc! {"pbx": &checkpoint.pbx, "name": {"$ne": name}},
            None => doc! {"pbx": &checkpoint.pbx},
        };
        writer.delete(STATE_PARTS, vec![before]).await?;
    }
    Ok(())
}
