//! A channel.

use super::{PlaybackHandle, RecordingHandle};
use crate::error::Error;
use crate::id;
use crate::model::{Channel, Direction, HangupReason, RtpStat};
use crate::operation::channels::{self, Channels};
use crate::text::{ChannelId, RecordingName, Text};

super::handle! {
    /// A channel, whether it is still there or not. Asking for what a channel cannot do that is not in the application is
    /// [`Error::Conflict`]; of one that was hung up, [`Error::NotFound`].
    ChannelHandle id ChannelId
}

impl ChannelHandle {
    /// Tells of it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get(&self) -> Result<Channel, Error> {
        Channels::get(&*self.ari, channels::Get::new(&self.id)).await
    }

    /// Answers it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn answer(&self) -> Result<(), Error> {
        Channels::answer(&*self.ari, channels::Answer::new(&self.id)).await
    }

    /// Says that it is ringing.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn ring(&self) -> Result<(), Error> {
        Channels::ring(&*self.ari, channels::Ring::new(&self.id)).await
    }

    /// Says that it is ringing no more.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn ring_stop(&self) -> Result<(), Error> {
        Channels::ring_stop(&*self.ari, channels::RingStop::new(&self.id)).await
    }

    /// Says that the call makes progress.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn progress(&self) -> Result<(), Error> {
        Channels::progress(&*self.ari, channels::Progress::new(&self.id)).await
    }

    /// Puts it on hold.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn hold(&self) -> Result<(), Error> {
        Channels::hold(&*self.ari, channels::Hold::new(&self.id)).await
    }

    /// Takes it off hold.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn unhold(&self) -> Result<(), Error> {
        Channels::unhold(&*self.ari, channels::Unhold::new(&self.id)).await
    }

    /// Plays silence to it, so that media flows.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn start_silence(&self) -> Result<(), Error> {
        Channels::start_silence(&*self.ari, channels::StartSilence::new(&self.id)).await
    }

    /// Ends the silence.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stop_silence(&self) -> Result<(), Error> {
        Channels::stop_silence(&*self.ari, channels::StopSilence::new(&self.id)).await
    }

    /// Plays music on hold to it, of the default class.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn start_moh(&self) -> Result<(), Error> {
        Channels::start_moh(&*self.ari, channels::StartMoh::new(&self.id)).await
    }

    /// Ends music on hold.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn stop_moh(&self) -> Result<(), Error> {
        Channels::stop_moh(&*self.ari, channels::StopMoh::new(&self.id)).await
    }

    /// Hangs it up, with the cause 16 (normal).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn hangup(&self) -> Result<(), Error> {
        Channels::hangup(&*self.ari, channels::Hangup::new(&self.id)).await
    }

    /// Lets it leave the application and go on in the dial plan where it was.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn continue_in_dialplan(&self) -> Result<(), Error> {
        Channels::continue_in_dialplan(&*self.ari, channels::ContinueInDialplan::new(&self.id)).await
    }

    /// Dials it, if it was created without.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn dial(&self) -> Result<(), Error> {
        Channels::dial(&*self.ari, channels::Dial::new(&self.id)).await
    }

    /// Hangs it up with this cause.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn hangup_with(&self, reason: HangupReason) -> Result<(), Error> {
        Channels::hangup(&*self.ari, channels::Hangup::new(&self.id).reason(reason)).await
    }

    /// Lets it leave the application and go on at another place of the dial plan.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn continue_at(&self, context: &str, extension: &str, priority: i64) -> Result<(), Error> {
        let request = channels::ContinueInDialplan::new(&self.id);
        let request = request.context(context).extension(extension).priority(priority);
        Channels::continue_in_dialplan(&*self.ari, request).await
    }

    /// Moves it into another application.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn move_to(&self, app: impl Into<Text> + Send) -> Result<(), Error> {
        Channels::move_(&*self.ari, channels::Move::new(&self.id, app)).await
    }

    /// Redirects it, unanswered, to an endpoint of the same technology.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn redirect(&self, endpoint: impl Into<Text> + Send) -> Result<(), Error> {
        Channels::redirect(&*self.ari, channels::Redirect::new(&self.id, endpoint)).await
    }

    /// Sends DTMF.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send_dtmf(&self, digits: impl Into<Text> + Send) -> Result<(), Error> {
        Channels::send_dtmf(&*self.ari, channels::SendDtmf::new(&self.id).dtmf(digits)).await
    }

    /// Mutes it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn mute(&self, direction: Direction) -> Result<(), Error> {
        Channels::mute(&*self.ari, channels::Mute::new(&self.id).direction(direction)).await
    }

    /// Takes a mute back.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn unmute(&self, direction: Direction) -> Result<(), Error> {
        Channels::unmute(&*self.ari, channels::Unmute::new(&self.id).direction(direction)).await
    }

    /// Plays media: `sound:hello-world` and the like. Its id is chosen here.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn play(&self, media: impl Into<Text> + Send) -> Result<PlaybackHandle, Error> {
        self.play_with(channels::Play::new(&self.id, [media.into()])).await
    }

    /// Plays media, with options; the channel of the request is this one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn play_with(&self, mut request: channels::Play) -> Result<PlaybackHandle, Error> {
        let id = request.playback_id.get_or_insert_with(|| id::fresh().into()).clone();
        request.channel_id = self.id.clone();
        Channels::play(&*self.ari, request).await?;
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
        self.record_with(channels::Record::new(&self.id, name, format)).await
    }

    /// Records it, with options; the channel of the request is this one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn record_with(&self, mut request: channels::Record) -> Result<RecordingHandle, Error> {
        request.channel_id = self.id.clone();
        let name = request.name.clone();
        Channels::record(&*self.ari, request).await?;
        Ok(RecordingHandle::new(name, self.ari.clone()))
    }

    /// The value of a variable or function.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn variable(&self, name: impl Into<Text> + Send) -> Result<Text, Error> {
        let request = channels::GetChannelVar::new(&self.id, name);
        Ok(Channels::get_channel_var(&*self.ari, request).await?.value)
    }

    /// Sets a variable, or writes to a function.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_variable(
        &self,
        name: impl Into<Text> + Send,
        value: impl Into<Text> + Send,
    ) -> Result<(), Error> {
        let request = channels::SetChannelVar::new(&self.id, name).value(value);
        Channels::set_channel_var(&*self.ari, request).await
    }

    /// Listens to it, or whispers to it, by a new channel in this application.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn snoop(
        &self,
        app: impl Into<Text> + Send,
        spy: Direction,
        whisper: Direction,
    ) -> Result<Self, Error> {
        let id: ChannelId = id::fresh().into();
        let request = channels::SnoopChannel::new(&self.id, app).snoop_id(&id).spy(spy).whisper(whisper);
        Channels::snoop_channel(&*self.ari, request).await?;
        Ok(Self::new(id, self.ari.clone()))
    }

    /// Tells statistics of its RTP session.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn rtp_statistics(&self) -> Result<RtpStat, Error> {
        Channels::rtp_statistics(&*self.ari, channels::RtpStatistics::new(&self.id)).await
    }
}
