//! A bridge.

use super::{PlaybackHandle, RecordingHandle};
use crate::error::Error;
use crate::id;
use crate::model::Bridge;
use crate::operation::bridges::{self, Bridges};
use crate::text::{ChannelId, RecordingName, Text};

super::handle! {
    /// A bridge, whether it is still there or not.
    BridgeHandle id BridgeId
}

impl BridgeHandle {
    /// Tells of it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get(&self) -> Result<Bridge, Error> {
        Bridges::get(&*self.ari, bridges::Get::new(&self.id)).await
    }

    /// Destroys it; channels in it go back to their application.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn destroy(&self) -> Result<(), Error> {
        Bridges::destroy(&*self.ari, bridges::Destroy::new(&self.id)).await
    }

    /// Takes back which channel's video is shown.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn clear_video_source(&self) -> Result<(), Error> {
        Bridges::clear_video_source(&*self.ari, bridges::ClearVideoSource::new(&self.id)).await
    }

    /// Plays music on hold to it, of the default class.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn start_moh(&self) -> Result<(), Error> {
        Bridges::start_moh(&*self.ari, bridges::StartMoh::new(&self.id)).await
    }

    /// Ends music on hold.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stop_moh(&self) -> Result<(), Error> {
        Bridges::stop_moh(&*self.ari, bridges::StopMoh::new(&self.id)).await
    }

    /// Adds a channel.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn add(&self, channel: impl Into<ChannelId> + Send) -> Result<(), Error> {
        Bridges::add_channel(&*self.ari, bridges::AddChannel::new(&self.id, [channel.into()])).await
    }

    /// Takes a channel out.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn remove(&self, channel: impl Into<ChannelId> + Send) -> Result<(), Error> {
        Bridges::remove_channel(&*self.ari, bridges::RemoveChannel::new(&self.id, [channel.into()])).await
    }

    /// Shows the video of this channel to all.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_video_source(&self, channel: impl Into<ChannelId> + Send) -> Result<(), Error> {
        Bridges::set_video_source(&*self.ari, bridges::SetVideoSource::new(&self.id, channel)).await
    }

    /// Plays media: `sound:hello-world` and the like. Its id is chosen here.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn play(&self, media: impl Into<Text> + Send) -> Result<PlaybackHandle, Error> {
        self.play_with(bridges::Play::new(&self.id, [media.into()])).await
    }

    /// Plays media, with options; the bridge of the request is this one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn play_with(&self, mut request: bridges::Play) -> Result<PlaybackHandle, Error> {
        let id = request.playback_id.get_or_insert_with(|| id::fresh().into()).clone();
        request.bridge_id = self.id.clone();
        Bridges::play(&*self.ari, request).await?;
        Ok(PlaybackHandle::new(id, self.ari.clone()))
    }

    /// Records it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn record(
        &self,
        name: impl Into<RecordingName> + Send,
        format: impl Into<Text> + Send,
    ) -> Result<RecordingHandle, Error> {
        self.record_with(bridges::Record::new(&self.id, name, format)).await
    }

    /// Records it, with options; the bridge of the request is this one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn record_with(&self, mut request: bridges::Record) -> Result<RecordingHandle, Error> {
        request.bridge_id = self.id.clone();
        let name = request.name.clone();
        Bridges::record(&*self.ari, request).await?;
        Ok(RecordingHandle::new(name, self.ari.clone()))
    }

    /// The value of a variable.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn variable(&self, name: impl Into<Text> + Send) -> Result<Text, Error> {
        let request = bridges::GetBridgeVar::new(&self.id, name);
        Ok(Bridges::get_bridge_var(&*self.ari, request).await?.value)
    }

    /// Sets a variable.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_variable(
        &self,
        name: impl Into<Text> + Send,
        value: impl Into<Text> + Send,
    ) -> Result<(), Error> {
        let request = bridges::SetBridgeVar::new(&self.id, name).value(value);
        Bridges::set_bridge_var(&*self.ari, request).await
    }
}
