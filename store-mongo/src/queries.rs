//! Questions, as filters and pipelines.

pub(crate) mod histories;
pub(crate) mod list;
#[cfg(test)]
mod plans;
pub(crate) mod purge;
pub(crate) mod statistics;

use callflow_core::Timestamp;
use callflow_core::store::{Cursor, Scope, Sort};
use mongodb::bson::{Bson, Document, doc};

/// A filter of this tenant and PBX.
pub(crate) fn of_scope(scope: &Scope) -> Document {
    let mut filter = Document::new();
    if let Some(tenant) = &scope.tenant {
        filter.insert("tenant", &**tenant);
    }
    if let Some(pbx) = &scope.pbx {
        filter.insert("pbx", &**pbx);
    }
    filter
}

/// A place in a list by time: the field of the time, and that of what orders a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    pub(crate) time: &'static str,
    pub(crate) id: &'static str,
}

impl Places {
    /// Leaves of `filter` what began in a span and comes after a cursor.
    pub(crate) fn restrict(
        self,
        filter: &mut Document,
        span: (Option<Timestamp>, Option<Timestamp>),
        cursor: Option<&Cursor>,
        sort: Sort,
    ) {
        let mut bounds = Document::new();
        if let Some(from) = span.0 {
            bounds.insert("$gte", from.unix_micros());
        }
        if let Some(to) = span.1 {
            bounds.insert("$lt", to.unix_micros());
        }
        let mut all: Vec<Document> = Vec::new();
        if !bounds.is_empty() {
            all.push(doc! {self.time: bounds});
        }
        if let Some(cursor) = cursor {
            // (time, id) beyond the cursor: a bound that the index has, and what is left of its first moment.
            let (near, beyond) = match sort {
                Sort::OldestFirst => ("$gte", "$gt"),
                _ => ("$lte", "$lt"),
            };
            let at = cursor.at().unix_micros();
            all.push(doc! {self.time: {near: at}});
            all.push(doc! {"$or": [{self.time: {beyond: at}}, {self.id: {beyond: cursor.id()}}]});
        }
        if !all.is_empty() {
            filter.insert("$and", all.into_iter().map(Bson::from).collect::<Vec<_>>());
        }
    }

    /// The order of the list.
    pub(crate) fn order(self, sort: Sort) -> Document {
        let direction = match sort {
            Sort::OldestFirst => 1,
            _ => -1,
        };
        doc! {self.time: direction, self.id: direction}
    }
}

/// The largest number of documents to leave out: beyond it lies nothing.
pub(crate) fn skip(offset: u64) -> u64 {
    offset.min(i64::MAX.unsigned_abs())
}
