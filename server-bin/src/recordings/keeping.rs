//! What is done with the files of recordings: held, removed. Whoever does it first, does it; a hold always wins.

use std::io;
use std::sync::Arc;

use callflow_core::call::Recording;
use callflow_core::store::{RecordingHold, RecordingMark, RecordingRemoval, Store, StoreError, Update};
use callflow_core::{Call, Timestamp};

use super::folders::{Folders, Found, NotFound};

/// How often a mark is put that others change at the same time.
const TRIES: usize = 8;

/// The files, and what the store knows of them. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    store: Arc<dyn Store>,
    folders: Arc<Folders>,
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
    /// Others change the same mark again and again.
    #[error("others change it at the same time")]
    Busy,
}

impl Keeping {
    pub(crate) const fn new(store: Arc<dyn Store>, folders: Arc<Folders>) -> Self {
        Self { store, folders }
    }

    /// Opens the file of a recording.
    pub(crate) async fn open(&self, file: &str) -> Result<Found, NotFound> {
        let (folders, file) = (self.folders.clone(), file.to_owned());
        let found = tokio::task::spawn_blocking(move || folders.find(&file)).await;
        found.unwrap_or_else(|_| Err(NotFound::Unreadable(io::Error::other("the server is stopping"))))
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
        self.change(call, file, now, |mark| {
            mark.hold = hold.clone();
            true
        })
        .await
        .map(|(mark, _)| mark)
    }

    /// Removes a recording's file, unless somebody holds it. The mark goes first: a hold that comes at the same time either
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
        let found = match self.open(file).await {
            Ok(found) => found,
            Err(NotFound::Missing) if was_removed => return Ok(Removed::Before),
            Err(why) => return Ok(Removed::Missing(why)),
        };
        let size = found.size;
        let removal = RecordingRemoval { by: by.into(), at: now };
        let (mark, is_marked) = self
            .change(call, file, now, |mark| {
                if mark.hold.is_some() {
                    return false;
                }
                (mark.removed, mark.size) = (Some(removal.clone()), Some(size));
                true
            })
            .await?;
        if !is_marked {
            return Ok(mark.hold.map_or(Removed::Before, Removed::Held));
        }
        let removed = tokio::task::spawn_blocking(move || found.remove()).await;
        match removed.unwrap_or_else(|_| Err(io::Error::other("the server is stopping"))) {
            Ok(()) => Ok(Removed::Done),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Removed::Done),
            Err(error) => {
                // It is there still, so nobody shall be told that it is not.
                let undone = self.change(call, file, now, |mark| {
                    let is_ours = mark.removed.as_ref() == Some(&removal);
                    if is_ours {
                        mark.removed = known.as_ref().and_then(|mark| mark.removed.clone());
                    }
                    is_ours
                });
                undone.await?;
                Err(KeepingError::File(error))
            }
        }
    }

    /// Changes the mark of a file, and again where others do at the same time. Gives it as it is then, and whether it was
    /// changed: not where `change` does not want to.
    async fn change(
        &self,
        call: &Call,
        file: &Arc<str>,
        now: Timestamp,
        change: impl Fn(&mut RecordingMark) -> bool + Send,
    ) -> Result<(RecordingMark, bool), KeepingError> {
        for _ in 0..TRIES {
            let known = self.mark(&call.pbx, file).await?;
            let mut mark =
                known.unwrap_or_else(|| RecordingMark::new(&call.pbx, &call.tenant, &call.id, file));
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
