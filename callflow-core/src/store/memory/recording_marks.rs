//! What became of the files of recordings, in memory.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use async_trait::async_trait;

use super::MemoryStore;
use crate::store::{RecordingMark, RecordingMarkStore, StoreError, Update, check_files};

/// By PBX and file.
#[derive(Debug, Default)]
pub(super) struct Marks(BTreeMap<(Arc<str>, Arc<str>), RecordingMark>);

#[async_trait]
impl RecordingMarkStore for MemoryStore {
    async fn recording_marks(&self, pbx: &str, files: &[Arc<str>]) -> Result<Vec<RecordingMark>, StoreError> {
        check_files(files)?;
        let inner = self.lock();
        let files: BTreeSet<&Arc<str>> = files.iter().collect();
        let found = files.into_iter().filter_map(|file| inner.marks.0.get(&(pbx.into(), file.clone())));
        Ok(found.cloned().collect())
    }

    async fn mark_recording(&self, mark: &RecordingMark) -> Result<Update, StoreError> {
        let marks = &mut self.lock().marks.0;
        let key = (mark.pbx.clone(), mark.file.clone());
        if marks.get(&key).map_or(0, |old| old.version) != mark.version {
            return Ok(Update::Changed);
        }
        let version = mark.version.saturating_add(1);
        marks.insert(key, RecordingMark { version, ..mark.clone() });
        Ok(Update::Done { version })
    }
}
