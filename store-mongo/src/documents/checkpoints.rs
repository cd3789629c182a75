//! `checkpoints`: how far each PBX has come, and the saved state.
//!
//! A state that is too large for one document lies in `checkpointParts`, a part a document, all under a name that is
//! new with each state. The checkpoint names them, so that whoever reads it has the parts of one state or none.

use callflow_core::Timestamp;
use callflow_core::store::{Checkpoint, SavedCheckpoint, StoreError};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, Bson, Document, RawDocument, RawDocumentBuf, doc};

use super::{Fields, number, time, whole};
/// The most bytes of a state in one document; the server takes 16 MiB with everything else in it.
const PART: usize = 8 * 1024 * 1024;

/// A checkpoint, ready to be written.
#[derive(Debug)]
pub(crate) struct PreparedCheckpoint {
    pub(crate) pbx: String,
    /// A pipeline that makes the new document of the old one.
    pub(crate) change: Vec<Document>,
    /// Parts of the state that are to be there before, and their name.
    pub(crate) parts: Vec<RawDocumentBuf>,
    pub(crate) name: Option<ObjectId>,
    /// Whether it has a state; parts of the one before are then of no use.
    pub(crate) replaces_state: bool,
}

impl PreparedCheckpoint {
    /// As [`SavedCheckpoint::then`]; with a fence only where no writer of a newer token was before.
    pub(crate) fn new(checkpoint: &Checkpoint<'_>, fence: Option<u64>) -> Result<Self, StoreError> {
        let journal: Bson =
            checkpoint.journal.map_or(Bson::Null, |journal| doc! {"$literal": journal}.into());
        let position = number(checkpoint.position);
        let mut set = doc! {
            "position": position,
            "journal": &journal,
            "at": time(checkpoint.at),
            "atMicros": checkpoint.at.unix_micros(),
            "savedAt": "$$NOW",
        };
        let mut parts = Vec::new();
        let mut name = None;
        match checkpoint.state {
            Some(state) => {
                set.insert("statePosition", position);
                if state.len() <= PART {
                    set.insert("state", binary(state));
                    set.insert("stateParts", Bson::Null);
                } else {
                    let id = ObjectId::new();
                    parts = cut(checkpoint.pbx, id, state)?;
                    name = Some(id);
                    set.insert("state", Bson::Null);
                    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
                    set.insert("stateParts", doc! {"name": id, "count": count});
                }
            }
            None => {
                // All of another journal comes after the state.
                let same = doc! {"$eq": [{"$ifNull": ["$journal", Bson::Null]}, journal]};
                let kept = doc! {"$ifNull": ["$statePosition", 0_i64]};
                set.insert("statePosition", doc! {"$cond": [same, kept, 0_i64]});
            }
        }
        let change = match fence {
            None => doc! {"$set": set},
            Some(token) => {
                let token = number(token);
                set.insert("fence", token);
                let newest = doc! {"$lte": [{"$ifNull": ["$fence", 0_i64]}, token]};
                let whole = doc! {"$mergeObjects": ["$$ROOT", set]};
                doc! {"$replaceWith": {"$cond": [newest, whole, "$$ROOT"]}}
            }
        };
        Ok(Self {
            pbx: checkpoint.pbx.into(),
            change: vec![change],
            parts,
            name,
            replaces_state: checkpoint.state.is_some(),
        })
    }
}

pub(crate) fn binary(bytes: &[u8]) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes: bytes.into() }
}

fn cut(pbx: &str, name: ObjectId, state: &[u8]) -> Result<Vec<RawDocumentBuf>, StoreError> {
    let part = |(n, bytes): (i64, &[u8])| {
        let id = format!("{name}/{n:06}");
        Fields::default()
            .set("_id", id)
            .set("pbx", pbx)
            .set("name", name)
            .set("n", n)
            .set("bytes", binary(bytes))
            .encode()
    };
    (0..).zip(state.chunks(PART)).map(part).collect()
}

/// A checkpoint as it was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) saved: SavedCheckpoint,
    /// The name and number of the parts that the state lies in.
    pub(crate) parts: Option<(ObjectId, usize)>,
}

/// What `document` says; `None` where it has a fence alone.
pub(crate) fn read(document: &RawDocument) -> Option<Found> {
    let place = |name: &str| whole(document, name).and_then(|place| u64::try_from(place).ok()).unwrap_or(0);
    whole(document, "position")?;
    let mut saved = SavedCheckpoint::default();
    saved.position = place("position");
    saved.state_position = place("statePosition");
    saved.journal = document.get_str("journal").ok().map(Into::into);
    saved.at = Timestamp::from_unix_micros(whole(document, "atMicros").unwrap_or(0));
    saved.state = document.get_binary("state").ok().map(|state| state.bytes.into());
    let parts = document.get_document("stateParts").ok().and_then(|parts| {
        let count = usize::try_from(whole(parts, "count")?).ok()?;
        Some((parts.get_object_id("name").ok()?, count))
    });
    Some(Found { saved, parts })
}
