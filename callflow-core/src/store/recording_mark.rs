//! What people and the server do to the files of recordings: holds, removals, copies.

use alloc::boxed::Box;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::query::MAX_LIMIT;
use super::versioned::Update;
use crate::ids::CallId;
use crate::time::Timestamp;

/// What became of the file of a recording. It is no part of the call's record, and no correction of a record changes it.
///
/// It is of the **file**: a recording that is corrected, or comes to another call with a merge, keeps it, and two
/// recordings in one file have it together.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct RecordingMark {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// The file as Asterisk named it.
    pub file: Arc<str>,
    /// Whose the call is.
    pub tenant: Arc<str>,
    /// The call by which somebody came to it.
    pub call: CallId,
    /// Why it must not be removed, if it must not.
    pub hold: Option<RecordingHold>,
    /// That it was removed.
    pub removed: Option<RecordingRemoval>,
    /// How large it was when it was marked, in bytes.
    pub size: Option<u64>,
    /// Its copy in storage elsewhere, if there is or may be one.
    #[serde(default)]
    pub copy: Option<RecordingCopy>,
    /// Rises by one with each change; 0 for a file that has none yet.
    pub version: u64,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

/// A recording that must not be removed: a legal hold.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct RecordingHold {
    /// Why.
    pub reason: Arc<str>,
    /// Who has said so.
    pub by: Arc<str>,
    /// Since when.
    pub at: Timestamp,
}

/// A recording that was removed. One that began in the same file afterwards is another one.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct RecordingRemoval {
    /// Who did it.
    pub by: Arc<str>,
    /// When.
    pub at: Timestamp,
}

/// A copy of a recording's file in storage elsewhere.
///
/// It is noted **before** it is made, so that whoever removes the recording meanwhile knows what else there is to remove.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct RecordingCopy {
    /// Where it is: `s3://bucket/key`. The key holds no credentials, and the URL is no address to ask.
    pub url: Arc<str>,
    /// How large the file was, in bytes.
    pub size: u64,
    /// When the file was last written.
    pub written_at: Timestamp,
    /// When the copy was complete, and found to be as large as the file; `None` until then.
    pub at: Option<Timestamp>,
    /// Whether the file was removed behind it, so that the copy is all there is.
    pub sole: bool,
}

impl RecordingCopy {
    /// Whether it is complete.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.at.is_some()
    }
}

super::rows::placed!(RecordingMark);

impl RecordingMark {
    /// That of a file of which nothing is known yet.
    #[must_use]
    pub fn new(pbx: &str, tenant: &str, call: &CallId, file: &str) -> Self {
        Self {
            pbx: pbx.into(),
            file: file.into(),
            tenant: tenant.into(),
            call: call.clone(),
            hold: None,
            removed: None,
            size: None,
            copy: None,
            version: 0,
            changed_at: Timestamp::default(),
        }
    }

    /// The removal of a recording that began then, if it was removed.
    #[must_use]
    pub fn removal_of(&self, from: Timestamp) -> Option<&RecordingRemoval> {
        self.removed.as_ref().filter(|removal| from <= removal.at)
    }
}

/// Keeps what became of the files of recordings.
///
/// It stays when its call is [removed](super::RetentionStore::purge): a file that is held is held without it.
#[async_trait]
pub trait RecordingMarkStore: Debug + Send + Sync {
    /// The marks of these files of a PBX, as far as they have one; in the order of the files (by their bytes), each once.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for more than [`MAX_LIMIT`] files, [`StoreError::Damaged`] for a mark that cannot be
    /// read, and those of the database.
    async fn recording_marks(&self, pbx: &str, files: &[Arc<str>]) -> Result<Vec<RecordingMark>, StoreError>;

    /// Puts a mark in the place of the one of its **version**, 0 where the file had none, and raises that. Of several at once
    /// one is [`Update::Done`] and the others [`Update::Changed`]; so nothing is removed that somebody holds meanwhile. Never
    /// [`Update::Gone`]: there may be a mark without a call.
    ///
    /// # Errors
    /// Those of the database.
    async fn mark_recording(&self, mark: &RecordingMark) -> Result<Update, StoreError>;
}

/// Whether a store can be asked for the marks of these files; every implementation asks this first.
///
/// # Errors
/// [`StoreError::InvalidQuery`] for more than [`MAX_LIMIT`].
pub fn check_files(files: &[Arc<str>]) -> Result<(), StoreError> {
    if files.len() <= usize::try_from(MAX_LIMIT).unwrap_or(usize::MAX) {
        Ok(())
    } else {
        Err(StoreError::invalid("files", format!("must be at most {MAX_LIMIT}")))
    }
}
