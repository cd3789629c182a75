//! A playback.

use crate::error::Error;
use crate::model::{Playback, PlaybackControl};
use crate::operation::playbacks::{self, Playbacks};

super::handle! {
    /// A playback, whether it is still going on or not. Once it is over all is [`Error::NotFound`].
    PlaybackHandle id PlaybackId
}

impl PlaybackHandle {
    /// Tells of it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get(&self) -> Result<Playback, Error> {
        Playbacks::get(&*self.ari, playbacks::Get::new(&self.id)).await
    }

    /// Stops it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stop(&self) -> Result<(), Error> {
        Playbacks::stop(&*self.ari, playbacks::Stop::new(&self.id)).await
    }

    /// Pauses, restarts or moves it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn control(&self, operation: PlaybackControl) -> Result<(), Error> {
        self.ari.control(playbacks::Control::new(&self.id, operation)).await
    }
}
