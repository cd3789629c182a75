//! What people write on calls: tags and a note.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::query::{MAX_LIMIT, Scope};
use super::versioned::Update;
use crate::ids::CallId;
use crate::time::Timestamp;

/// What people have written on a call. It is no part of the call's record, and no correction of a record changes it.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Annotation {
    /// The call.
    pub call: CallId,
    /// The name of the call's PBX.
    pub pbx: Arc<str>,
    /// Whose the call is.
    pub tenant: Arc<str>,
    /// Words that calls are sorted by.
    pub tags: BTreeSet<Arc<str>>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// Who has changed it last.
    pub by: Option<Arc<str>>,
    /// Rises by one with each change; 0 for a call that has none yet.
    pub version: u64,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

super::rows::placed!(Annotation);

/// Keeps what people write on calls.
///
/// A note may have a person's data in it: it goes with its call, when that is
/// [removed](super::RetentionStore::purge), and when a number is [forgotten](super::forget_number) in it.
#[async_trait]
pub trait AnnotationStore: Debug + Send + Sync {
    /// The annotations of these calls, as far as they have some and are of the scope; in the order of the calls' ids (by
    /// their bytes), each once.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for more than [`MAX_LIMIT`] calls, [`StoreError::Damaged`] for an annotation that cannot
    /// be read, and those of the database.
    async fn annotations(&self, scope: &Scope, calls: &[CallId]) -> Result<Vec<Annotation>, StoreError>;

    /// Puts an annotation in the place of the one of its **version**, 0 where the call had none, and raises that. One
    /// without tags and note stays, so that its version goes on.
    ///
    /// [`Update::Gone`] where no call of this id is in the store, of this tenant and PBX.
    ///
    /// # Errors
    /// Those of the database.
    async fn annotate(&self, annotation: &Annotation) -> Result<Update, StoreError>;

    /// Removes the annotations of any number of calls, and says how many there were.
    ///
    /// # Errors
    /// Those of the database.
    async fn remove_annotations(&self, calls: &[CallId]) -> Result<u64, StoreError>;
}

/// Whether a store can be asked for the annotations of these calls; every implementation asks this first.
///
/// # Errors
/// [`StoreError::InvalidQuery`] for more than [`MAX_LIMIT`].
pub fn check_calls(calls: &[CallId]) -> Result<(), StoreError> {
    if calls.len() <= usize::try_from(MAX_LIMIT).unwrap_or(usize::MAX) {
        Ok(())
    } else {
        Err(StoreError::invalid("calls", format!("must be at most {MAX_LIMIT}")))
    }
}
