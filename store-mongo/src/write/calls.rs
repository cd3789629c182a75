//! The calls of a batch, with what is below them.
//!
//! The server is asked which of the calls it has, and in which version. Those that it has not are inserted, which is
//! fastest; the others are put, document by document, where their record is the better one.

use std::collections::HashMap;
use std::collections::btree_map::{BTreeMap, Entry};

use callflow_core::Call;
use callflow_core::store::{Standing, StoreError, supersedes};
use mongodb::bson::{Bson, Document, RawDocumentBuf, doc};

use crate::documents::calls::{self, Stored};
use crate::documents::{Children, Put, below};
use crate::schema::{BELOW_CALLS, CALLS};
use crate::writer::{Failure, Writer};

/// One record a call, the best one, in the order of their ids.
#[derive(Debug)]
pub(super) struct PreparedCalls(Vec<PreparedCall>);

#[derive(Debug)]
struct PreparedCall {
    id: String,
    standing: Standing,
    document: RawDocumentBuf,
    children: Children,
}

impl PreparedCall {
    fn new(call: &Call) -> Result<Self, StoreError> {
        Ok(Self {
            id: call.id.as_str().into(),
            standing: Standing::of(call),
            document: calls::document(call)?,
            children: below(call)?,
        })
    }

    fn put(&self) -> Put {
        let guard = superseded(calls::VERSION, calls::ENDED, self.standing);
        Put { id: self.id.as_str().into(), guard, document: self.document.clone() }
    }

    fn put_child(&self, document: &RawDocumentBuf) -> Put {
        let id = document.get_str("_id").unwrap_or_default();
        let guard = superseded("callVersion", "callEnded", self.standing);
        Put { id: id.into(), guard, document: document.clone() }
    }

    /// A filter of what is below the call in the place `from` of a collection or behind it, and comes from a record that
    /// is not better than this.
    fn below_from(&self, from: usize) -> Document {
        let mut older = vec![doc! {"callVersion": {"$lte": i64::from(self.standing.version)}}];
        if self.standing.ended {
            older.push(doc! {"callEnded": false});
        }
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        doc! {"callId": &self.id, "n": {"$gte": from}, "$or": older}
    }
}

/// [`Standing::supersedes`] as an expression of the server's: whether a record of this standing takes the place of the
/// one whose standing is in these fields, or of none.
fn superseded(version: &str, ended: &str, by: Standing) -> Bson {
    let (version, ended) = (format!("${version}"), format!("${ended}"));
    let mut ways = vec![
        doc! {"$eq": [{"$type": &version}, "missing"]},
        doc! {"$lte": [&version, i64::from(by.version)]},
    ];
    if by.ended {
        ways.push(doc! {"$eq": [&ended, false]});
    }
    doc! {"$or": ways}.into()
}

impl PreparedCalls {
    pub(super) fn new(calls: &[Call]) -> Result<Self, StoreError> {
        let mut best: BTreeMap<&str, &Call> = BTreeMap::new();
        for call in calls {
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
        Ok(Self(best.into_values().map(PreparedCall::new).collect::<Result<_, _>>()?))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) async fn write(&self, writer: &mut Writer<'_>) -> Result<(), Failure> {
        if self.is_empty() {
            return Ok(());
        }
        let stored = stored(writer, &self.0.iter().collect::<Vec<_>>()).await?;
        let mut plan = Plan::default();
        for call in &self.0 {
            match stored.get(&call.id) {
                None => plan.new.push(call),
                Some(old) if call.standing.supersedes(old.standing) => {
                    plan.known.push(call);
                    // A live call has nothing below it, if nobody else writes.
                    if !(old.live && writer.is_atomic()) {
                        plan.touched.insert(&call.id, call);
                    }
                }
                // Without transactions an earlier try may have left something below a call that is better by now.
                Some(_) if !writer.is_atomic() => {
                    plan.touched.insert(&call.id, call);
                }
                Some(_) => {}
            }
        }
        for (place, collection) in BELOW_CALLS.into_iter().enumerate() {
            plan.write_below(writer, collection, place).await?;
        }
        plan.write_calls(writer).await?;
        plan.settle(writer).await
    }
}

/// What is to be done with each call.
#[derive(Debug, Default)]
struct Plan<'a> {
    /// Not there yet.
    new: Vec<&'a PreparedCall>,
    /// There, in a version that is not better.
    known: Vec<&'a PreparedCall>,
    /// Those that may have something below them that is of another record.
    touched: BTreeMap<&'a str, &'a PreparedCall>,
}

impl<'a> Plan<'a> {
    async fn write_below(
        &mut self,
        writer: &mut Writer<'_>,
        collection: &str,
        place: usize,
    ) -> Result<(), Failure> {
        let of = |call: &'a PreparedCall| {
            let children: &'a [RawDocumentBuf] = call.children.get(place).map_or(&[], Vec::as_slice);
            children.iter().map(move |child| (call, child))
        };
        let new: Vec<(&PreparedCall, &RawDocumentBuf)> = self.new.iter().copied().flat_map(of).collect();
        let documents: Vec<&RawDocumentBuf> = new.iter().map(|(_, child)| *child).collect();
        let duplicates = writer.insert(collection, &documents).await?.duplicates;
        let duplicates: Vec<_> = duplicates.into_iter().filter_map(|place| new.get(place).copied()).collect();
        self.touched.extend(duplicates.iter().map(|(call, _)| (&*call.id, *call)));
        let puts = duplicates.into_iter().chain(self.known.iter().copied().flat_map(of));
        let puts: Vec<Put> = puts.map(|(call, child)| call.put_child(child)).collect();
        writer.put(collection, &puts).await
    }

    async fn write_calls(&mut self, writer: &mut Writer<'_>) -> Result<(), Failure> {
        let documents: Vec<&RawDocumentBuf> = self.new.iter().map(|call| &call.document).collect();
        let duplicates = writer.insert(CALLS, &documents).await?.duplicates;
        let duplicates: Vec<&PreparedCall> =
            duplicates.into_iter().filter_map(|place| self.new.get(place).copied()).collect();
        self.touched.extend(duplicates.iter().map(|call| (&*call.id, *call)));
        let puts: Vec<Put> = duplicates.iter().chain(&self.known).map(|call| call.put()).collect();
        writer.put(CALLS, &puts).await
    }

    /// Takes out what is below a call and not of the record that stays.
    async fn settle(&self, writer: &mut Writer<'_>) -> Result<(), Failure> {
        if self.touched.is_empty() {
            return Ok(());
        }
        let better = if writer.is_atomic() {
            HashMap::new()
        } else {
            // Another one may have put a better record in the meantime.
            stored(writer, &self.touched.values().copied().collect::<Vec<_>>()).await?
        };
        for (place, collection) in BELOW_CALLS.into_iter().enumerate() {
            let filter = |call: &&PreparedCall| {
                let beaten = better.get(&call.id).is_some_and(|it| !call.standing.supersedes(it.standing));
                let kept = if beaten { 0 } else { call.children.get(place).map_or(0, Vec::len) };
                call.below_from(kept)
            };
            writer.delete(collection, self.touched.values().map(filter).collect()).await?;
        }
        Ok(())
    }
}

async fn stored(
    writer: &mut Writer<'_>,
    calls: &[&PreparedCall],
) -> Result<HashMap<String, Stored>, Failure> {
    let ids: Vec<&str> = calls.iter().map(|call| &*call.id).collect();
    let found = writer.find(CALLS, &ids, &[calls::VERSION, calls::ENDED, calls::LIVE]).await?;
    let stored = found.iter().filter_map(|it| Some((it.get_str("_id").ok()?.to_owned(), Stored::read(it))));
    Ok(stored.collect())
}
