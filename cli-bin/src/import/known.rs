//! What the store has of the calls that are imported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use callflow_core::store::{Scope, Store};
use callflow_core::{Call, CallId, Timestamp};

use crate::copy::{checksum, every_call};
use crate::database;
use crate::failure::Failure;

/// How the store stands to a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// It has none of it, or an import that told it otherwise.
    New,
    /// It has just this.
    Same,
    /// Callflow saw it: a live record has this id, or one of the channels.
    Seen,
}

/// The calls of one Asterisk that are stored, as far as it takes to know them again.
pub(super) struct Known {
    ids: BTreeSet<CallId>,
    channels: BTreeSet<Arc<str>>,
    imported: BTreeMap<CallId, u128>,
}

impl Known {
    /// Those that began between two times.
    pub(super) async fn read(
        store: &dyn Store,
        pbx: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Self, Failure> {
        let mut known = Self { ids: BTreeSet::new(), channels: BTreeSet::new(), imported: BTreeMap::new() };
        let mut query = every_call();
        query.scope = Scope::of_pbx(pbx);
        query.from = Some(from);
        query.to = Some(to.saturating_add(Duration::from_secs(1)));
        loop {
            let page = store.calls(&query).await.map_err(database::failed)?;
            for call in page.items {
                known.add(call)?;
            }
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                return Ok(known);
            }
        }
    }

    fn add(&mut self, call: Call) -> Result<(), Failure> {
        if call.imported_from.is_some() {
            let sum = sum(&call)?;
            self.imported.insert(call.id, sum);
        } else {
            self.channels.extend(call.legs.iter().map(|leg| leg.uniqueid.as_str().into()));
            self.ids.insert(call.id);
        }
        Ok(())
    }

    pub(super) fn standing(&self, call: &Call) -> Result<Standing, Failure> {
        let has = |channel: &str| self.channels.contains(channel);
        if self.ids.contains(&call.id) || call.legs.iter().any(|leg| has(leg.uniqueid.as_str())) {
            return Ok(Standing::Seen);
        }
        let same = match self.imported.get(&call.id) {
            Some(sum_there) => *sum_there == sum(call)?,
            None => false,
        };
        Ok(if same { Standing::Same } else { Standing::New })
    }
}

fn sum(call: &Call) -> Result<u128, Failure> {
    checksum(call).map_err(|error| Failure::Work(anyhow!("call {}: {error}", call.id)))
}
