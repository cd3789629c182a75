//! What is done with the files of recordings and their copies: held, removed. Whoever does it first, does it; a hold always wins.

use std::io;
use std::sync::Arc;

use callflow_core::call::Recording;
use callflow_core::store::{
    RecordingCopy, RecordingHold, RecordingMark, RecordingRemoval, Store, StoreError, Update,
};
use callflow_core::{Call, Timestamp};

use super::folders::{Folders, Found, NotFound};
use super::source::{Copied, Source};
use super::storage::Storage;

/// How often a mark is put that others change at the same time.
const TRIES: usize = 8;

/// The files, and what the store knows of them. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    store: Arc<dyn Store>,
    folders: Arc<Folders>,
    /// Where copies are, if anywhere.
    pub(super) storage: Option<Arc<dyn Storage>>,
}

/// What came of a removal.
#[derive(Debug)]
pub(crate) enum Removed {
    /// The file is gone.
    Done,
    /// Somebody holds it.
    Held(RecordingHold),
    /// It was removed before, and there is none.
    Before,
    /// There is no such file.
    Missing(NotFound),
}

/// Why it is not known what came of it, or is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepingError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be removed, and is there still.
    #[error("the file could not be removed: {0}")]
    File(#[source] io::Error),
    /// What the storage of the copy said; the copy is there still, or is none yet.
    #[error("the storage of copies: {0}")]
    Copy(#[source] io::Error),
    /// Others change the same mark again and again.
    #[error("others change it at the same time")]
    Busy,
}

impl Keeping {
    pub(crate) const fn new(
        store: Arc<dyn Store>,
        folders: Arc<Folders>,
        storage: Option<Arc<dyn Storage>>,
    ) -> Self {
        Self { store, folders, storage }
    }

    /// Opens the file of a recording.
    pub(crate) async fn open(&self, file: &str) -> Result<Found, NotFound> {
        let (folders, file) = (self.folders.clone(), file.to_owned());
        let found = tokio::task::spawn_blocking(move || folders.find(&file)).await;
        found.unwrap_or_else(|_| Err(NotFound::Unreadable(io::Error::other("the server is stopping"))))
    }

    /// The file of a recording, or its copy where the file is not here. Says of the file why not, where there is neither.
    pub(crate) async fn source(&self, file: &str, mark: Option<&RecordingMark>) -> Result<Source, NotFound> {
        let why = match self.open(file).await {
            Ok(found) => return Ok(Source::File(found)),
            Err(why) => why,
        };
        let copy = mark.and_then(|mark| mark.copy.clone()).filter(RecordingCopy::is_complete);
        match (copy, self.storage.clone()) {
            (Some(copy), Some(storage)) => Ok(Source::Copy(Copied { storage, copy })),
            _ => Err(why),
        }
    }

    /// The mark of a recording's file, if it has one.
    pub(crate) async fn mark(&self, pbx: &str, file: &Arc<str>) -> Result<Option<RecordingMark>, StoreError> {
        Ok(self.store.recording_marks(pbx, std::slice::from_ref(file)).await?.into_iter().next())
    }

    /// Holds a recording, or lets it go.
    pub(crate) async fn hold(
        &self,
        call: &Call,
        file: &Arc<str>,
        hold: Option<RecordingHold>,
        now: Timestamp,
    ) -> Result<RecordingMark, KeepingError> {
        self.change(&blank(call, file), now, |mark| {
            mark.hold = hold.clone();
            true
        })
        .await
        .map(|(mark, _)| mark)
    }

    /// Removes a recording's file and its copy, unless somebody holds it. The mark goes first: a hold that comes at the same time either
    /// stands there before, and is found, or comes too late, and is told so.
    pub(crate) async fn remove(
        &self,
        (call, recording): (&Call, &Recording),
        file: &Arc<str>,
        (by, now): (&str, Timestamp),
    ) -> Result<Removed, KeepingError> {
        let known = self.mark(&call.pbx, file).await?;
        if let Some(hold) = known.as_ref().and_then(|mark| mark.hold.clone()) {
            return Ok(Removed::Held(hold));
        }
        let was_removed = known.as_ref().is_some_and(|mark| mark.removal_of(recording.from).is_some());
        let copy = known.as_ref().and_then(|mark| mark.copy.as_ref());
        let found = match (self.open(file).await, copy) {
            (Ok(found), _) => Some(found),
            (Err(_), Some(_)) => None,
            (Err(NotFound::Missing), None) if was_removed => return Ok(Removed::Before),
            (Err(why), None) => return Ok(Removed::Missing(why)),
        };
        let size = found.as_ref().map(|found| found.size).or(copy.map(|copy| copy.size));
        let blank = blank(call, file);
        let removal = RecordingRemoval { by: by.into(), at: now };
        let (mark, is_marked) = self
            .change(&blank, now, |mark| {
                if mark.hold.is_some() {
                    return false;
                }
                (mark.removed, mark.size) = (Some(removal.clone()), size);
                true
            })
            .await?;
        if !is_marked {
            return Ok(mark.hold.map_or(Removed::Before, Removed::Held));
        }
        // The copy goes first: while its storage does not answer, nothing is lost, and nothing is told that is not so.
        let done = match self.remove_copy(mark.copy.as_ref()).await {
            Ok(()) => remove_file(found).await.map_err(KeepingError::File),
            Err(error) => Err(KeepingError::Copy(error)),
        };
        let is_copy_gone = !matches!(done, Err(KeepingError::Copy(_)));
        self.change(&blank, now, |new| {
            let is_ours = new.removed.as_ref() == Some(&removal);
            if is_ours && done.is_err() {
                // It is there still, so nobody shall be told that it is not.
                new.removed = known.as_ref().and_then(|mark| mark.removed.clone());
            }
            // One that is being made is removed by whoever makes it, and stays noted until then.
            let is_over = is_copy_gone
                && new.copy == mark.copy
                && mark.copy.as_ref().is_some_and(RecordingCopy::is_complete);
            if is_over {
                new.copy = None;
            }
            (is_ours && done.is_err()) || is_over
        })
        .await?;
        done.map(|()| Removed::Done)
    }

    /// Removes a copy from its storage.
    pub(super) async fn remove_copy(&self, copy: Option<&RecordingCopy>) -> io::Result<()> {
        match (copy, &self.storage) {
            (None, _) => Ok(()),
            (Some(copy), Some(storage)) => storage.remove(&copy.url).await,
            (Some(_), None) => {
                Err(io::Error::other("there is a copy, and no storage of copies is configured"))
            }
        }
    }

    /// Changes the mark of a file (`blank` where it has none yet), and again where others do at the same time. Gives it as it is then, and whether it was
    /// changed: not where `change` does not want to.
    pub(super) async fn change(
        &self,
        blank: &RecordingMark,
        now: Timestamp,
        change: impl Fn(&mut RecordingMark) -> bool + Send,
    ) -> Result<(RecordingMark, bool), KeepingError> {
        for _ in 0..TRIES {
            let known = self.mark(&blank.pbx, &blank.file).await?;
            let mut mark = known.unwrap_or_else(|| blank.clone());
            if !change(&mut mark) {
                return Ok((mark, false));
            }
            mark.changed_at = now;
            if let Update::Done { version } = self.store.mark_recording(&mark).await? {
                mark.version = version;
                return Ok((mark, true));
            }
        }
        Err(KeepingError::Busy)
    }
}

fn blank(call: &Call, file: &str) -> RecordingMark {
    RecordingMark::new(&call.pbx, &call.tenant, &call.id, file)
}

/// That it is gone already is as good.
pub(super) async fn remove_file(found: Option<Found>) -> io::Result<()> {
    let Some(found) = found else { return Ok(()) };
    let removed = tokio::task::spawn_blocking(move || found.remove()).await;
    match removed.unwrap_or_else(|_| Err(io::Error::other("the server is stopping"))) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
