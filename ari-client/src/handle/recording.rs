//! A recording.

use crate::error::Error;
use crate::model::{LiveRecording, StoredRecording};
use crate::operation::recordings::{self, Recordings};

super::handle! {
    /// A recording: one that is being made, and once that is over the one on the disk.
    RecordingHandle name RecordingName
}

impl RecordingHandle {
    /// Tells of it while it is being made.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get(&self) -> Result<LiveRecording, Error> {
        self.ari.get_live(recordings::GetLive::new(&self.name)).await
    }

    /// Stops it and stores it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stop(&self) -> Result<(), Error> {
        Recordings::stop(&*self.ari, recordings::Stop::new(&self.name)).await
    }

    /// Stops it and throws it away.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn cancel(&self) -> Result<(), Error> {
        Recordings::cancel(&*self.ari, recordings::Cancel::new(&self.name)).await
    }

    /// Pauses it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn pause(&self) -> Result<(), Error> {
        Recordings::pause(&*self.ari, recordings::Pause::new(&self.name)).await
    }

    /// Goes on with it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn unpause(&self) -> Result<(), Error> {
        Recordings::unpause(&*self.ari, recordings::Unpause::new(&self.name)).await
    }

    /// Mutes it: silence is recorded.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn mute(&self) -> Result<(), Error> {
        Recordings::mute(&*self.ari, recordings::Mute::new(&self.name)).await
    }

    /// Takes the mute back.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn unmute(&self) -> Result<(), Error> {
        Recordings::unmute(&*self.ari, recordings::Unmute::new(&self.name)).await
    }

    /// Tells of it once it is stored.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stored(&self) -> Result<StoredRecording, Error> {
        self.ari.get_stored(recordings::GetStored::new(&self.name)).await
    }

    /// Fetches its file once it is stored.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn file(&self) -> Result<Vec<u8>, Error> {
        self.ari.get_stored_file(recordings::GetStoredFile::new(&self.name)).await
    }

    /// Deletes it once it is stored.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete(&self) -> Result<(), Error> {
        self.ari.delete_stored(recordings::DeleteStored::new(&self.name)).await
    }
}
