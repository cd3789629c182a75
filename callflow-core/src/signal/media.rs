//! What is played and recorded, as events name it.

use alloc::borrow::Cow;

/// What is played to, or recorded: one channel, or all that a bridge mixes. ARI `target_uri`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MediaTarget<'a> {
    /// A channel, by its `Uniqueid`.
    Channel(Cow<'a, str>),
    /// A bridge, by its id.
    Bridge(Cow<'a, str>),
}

/// Media that is played. ARI `playback`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PlaybackSnapshot<'a> {
    /// Id of the playback, which may be of several media.
    pub id: Cow<'a, str>,
    /// What is played now: `sound:hello`.
    pub media: Cow<'a, str>,
    /// To whom.
    pub target: MediaTarget<'a>,
}

/// A recording that an application makes. ARI `recording`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LiveRecordingSnapshot<'a> {
    /// Its name, of which there is one at a time.
    pub name: Cow<'a, str>,
    /// Its format, `wav`: how its file's name ends.
    pub format: Cow<'a, str>,
    /// Of whom.
    pub target: MediaTarget<'a>,
}
