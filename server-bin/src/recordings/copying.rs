//! One recording into storage elsewhere: noted, copied, found to be whole, noted again.
//!
//! ```text
//!   ready ──▶ noted ──▶ copied ──▶ complete ──▶ file removed (if it is to be, and nobody holds it)
//!               │          │
//!               │          └─ the file changed meanwhile ──▶ ready, later
//!               └─ removed meanwhile ──▶ copy removed, too
//! ```
//!
//! Whatever breaks off between two of these steps is begun again, with the same key, and comes to the same.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::{RecordingCopy, RecordingMark, RecordingRow};

use super::folders::Found;
use super::keeping::{Keeping, KeepingError, remove_file};
use super::storage::Storage;
use crate::clock::earlier;

/// A file that was not written for so long is closed: `MixMonitor` writes every second at the latest, and `sox`, which mixes
/// what `Monitor` has written, begins when the recording ends.
const SETTLED: Duration = Duration::from_secs(60);

/// What came of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Copying {
    /// Nothing was left to do.
    Done,
    /// There is a copy now.
    Made,
    /// It may be written still.
    Later,
}

/// What is to become of recordings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copies {
    /// Whether the file goes when its copy is complete.
    pub(super) remove_local: bool,
}

impl Keeping {
    /// Does what is left to be done for a recording of an ended call; `mark` is what the store said of its file.
    pub(super) async fn copy(
        &self,
        row: &RecordingRow,
        mark: Option<&RecordingMark>,
        (copies, now): (Copies, Timestamp),
    ) -> Result<Copying, KeepingError> {
        let (Some(file), Some(storage)) = (&row.file, &self.storage) else { return Ok(Copying::Done) };
        let blank = RecordingMark::new(&row.pbx, &row.tenant, &row.call, file);
        let known = mark.and_then(|mark| mark.copy.as_ref());
        if mark.is_some_and(|mark| mark.removal_of(row.from).is_some()) {
            if let Some(copy) = known {
                self.clear(&blank, copy, now).await?;
            }
            return Ok(Copying::Done);
        }
        let is_held = mark.is_some_and(|mark| mark.hold.is_some());
        let wants_file = |copy: &RecordingCopy| copies.remove_local && !copy.sole && !is_held;
        // A later recording in the same file is one more to be copied.
        let complete = known.filter(|copy| copy.at.is_some_and(|at| row.from <= at));
        if complete.is_some_and(|copy| !wants_file(copy)) {
            return Ok(Copying::Done);
        }
        let Ok(found) = self.open(file).await else {
            if let Some(copy) = complete {
                self.note_sole(&blank, copy, now).await?;
            }
            // It is of another machine, or was removed by other means.
            return Ok(Copying::Done);
        };
        if found.written_at() > earlier(now, SETTLED) {
            return Ok(Copying::Later);
        }
        let made = match complete.filter(|copy| is_of(copy, &found)) {
            Some(copy) => Some(copy.clone()),
            None => self.make(&blank, storage, (&found, row.from), now).await?,
        };
        let Some(copy) = made else { return Ok(Copying::Later) };
        if wants_file(&copy) {
            self.make_sole(&blank, &copy, found, now).await?;
        }
        Ok(Copying::Made)
    }

    /// Copies the file; `None` if it has changed meanwhile, or was removed.
    async fn make(
        &self,
        blank: &RecordingMark,
        storage: &Arc<dyn Storage>,
        (found, from): (&Found, Timestamp),
        now: Timestamp,
    ) -> Result<Option<RecordingCopy>, KeepingError> {
        let path = found.path().ok_or_else(|| {
            KeepingError::Copy(io::Error::new(io::ErrorKind::InvalidFilename, "the file's name is no text"))
        })?;
        let parts: Vec<&str> = std::iter::once(&*blank.pbx).chain(path).collect();
        let (url, size, written_at) = (storage.url(&parts), found.size, found.written_at());
        let begun = RecordingCopy { url, size, written_at, at: None, sole: false };
        let note = |copy: RecordingCopy| {
            self.change(blank, now, move |mark| {
                let is_there = mark.removal_of(from).is_none();
                if is_there {
                    mark.copy = Some(copy.clone());
                }
                is_there
            })
        };
        if !note(begun.clone()).await?.1 {
            return Ok(None);
        }
        let file = found.again().map_err(KeepingError::File)?;
        storage.put(&begun.url, file, size).await.map_err(KeepingError::Copy)?;
        let is_same = self.open(&blank.file).await.is_ok_and(|again| again.tag() == found.tag());
        let made = RecordingCopy { at: Some(now), ..begun.clone() };
        if is_same && note(made.clone()).await?.1 {
            return Ok(Some(made));
        }
        // Whoever removed the recording has removed what there was then. A file that only changed is copied again, over this.
        let mark = self.mark(&blank.pbx, &blank.file).await?;
        if mark.is_some_and(|mark| mark.removal_of(from).is_some()) {
            self.clear(blank, &begun, now).await?;
        }
        Ok(None)
    }

    /// Removes the copy of a recording that was removed.
    async fn clear(
        &self,
        blank: &RecordingMark,
        copy: &RecordingCopy,
        now: Timestamp,
    ) -> Result<(), KeepingError> {
        self.remove_copy(Some(copy)).await.map_err(KeepingError::Copy)?;
        self.change(blank, now, |mark| {
            let is_it = mark.copy.as_ref() == Some(copy);
            if is_it {
                mark.copy = None;
            }
            is_it
        })
        .await?;
        Ok(())
    }

    /// Removes the file behind its copy, unless somebody holds it by now.
    async fn make_sole(
        &self,
        blank: &RecordingMark,
        copy: &RecordingCopy,
        found: Found,
        now: Timestamp,
    ) -> Result<(), KeepingError> {
        let mark = self.mark(&blank.pbx, &blank.file).await?;
        let may_go = mark.is_some_and(|mark| mark.hold.is_none() && mark.copy.as_ref() == Some(copy));
        if may_go {
            remove_file(Some(found)).await.map_err(KeepingError::File)?;
            self.note_sole(blank, copy, now).await?;
        }
        Ok(())
    }

    async fn note_sole(
        &self,
        blank: &RecordingMark,
        copy: &RecordingCopy,
        now: Timestamp,
    ) -> Result<(), KeepingError> {
        self.change(blank, now, |mark| match &mut mark.copy {
            Some(known) if known == copy => {
                known.sole = true;
                true
            }
            _ => false,
        })
        .await?;
        Ok(())
    }
}

/// Whether it is a copy of the file as that is now.
fn is_of(copy: &RecordingCopy, found: &Found) -> bool {
    (copy.size, copy.written_at) == (found.size, found.written_at())
}
