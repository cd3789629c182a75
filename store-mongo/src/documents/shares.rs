//! What was counted for reports of calls and intervals that were removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::report::{Counts, Group, Share, ShareKey};
use callflow_core::store::StoreError;
use mongodb::bson::{Bson, Document, RawDocument, doc};

use super::whole;
use crate::error::damaged;
use crate::words::{variant, word};

/// The field of a removal that has them.
pub(crate) const SHARES: &str = "reported";
/// The first and the last quarter of them.
pub(crate) const FIRST: &str = "reportedFirstMicros";
pub(crate) const LAST: &str = "reportedLastMicros";

/// Adds what these records were counted as to the document of their removal.
pub(crate) fn add(document: &mut Document, shares: impl Iterator<Item = Share>) -> Result<(), StoreError> {
    let mut sums: BTreeMap<ShareKey, Counts> = BTreeMap::new();
    for share in shares {
        *sums.entry(share.key).or_default() += &share.counts;
    }
    let quarters = || sums.keys().map(|key| key.quarter.unix_micros());
    if let Some((first, last)) = quarters().min().zip(quarters().max()) {
        document.insert(FIRST, first);
        document.insert(LAST, last);
    }
    let shares: Result<Vec<Bson>, StoreError> = sums.iter().map(|(key, counts)| one(key, counts)).collect();
    document.insert(SHARES, shares?);
    Ok(())
}

fn one(key: &ShareKey, counts: &Counts) -> Result<Bson, StoreError> {
    let counts =
        serde_json::to_string(counts).map_err(|error| StoreError::Failed { source: error.into() })?;
    let share = doc! {
        "group": word(&key.group),
        "quarterMicros": key.quarter.unix_micros(),
        "name": &*key.name,
        "tenant": &*key.tenant,
        "pbx": &*key.pbx,
        "counts": counts,
    };
    Ok(share.into())
}

/// Those of a removal.
pub(crate) fn read(removal: &RawDocument) -> Result<Vec<Share>, StoreError> {
    let Ok(shares) = removal.get_array(SHARES) else { return Ok(Vec::new()) };
    let each = shares.into_iter().map(|share| {
        let share = share.map_err(|error| damaged(WHAT, error))?;
        share.as_document().ok_or_else(|| damaged(WHAT, "it is no document")).and_then(share_of)
    });
    each.collect()
}

const WHAT: &str = "a count of a report";

fn share_of(share: &RawDocument) -> Result<Share, StoreError> {
    let text = |name: &str| share.get_str(name).map_err(|error| damaged(WHAT, error));
    let quarter = whole(share, "quarterMicros").ok_or_else(|| damaged(WHAT, "it has no quarter"))?;
    let group: Group = variant(text("group")?).map_err(|error| damaged(WHAT, error))?;
    Ok(Share {
        key: ShareKey {
            group,
            quarter: Timestamp::from_unix_micros(quarter),
            name: Arc::from(text("name")?),
            tenant: Arc::from(text("tenant")?),
            pbx: Arc::from(text("pbx")?),
        },
        counts: serde_json::from_str(text("counts")?).map_err(|error| damaged(WHAT, error))?,
    })
}
