//! What is played: which recordings, how often, how fast, and to whom.

use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use crate::capture::Capture;

/// What the simulated Asterisk plays. Everything in it happens on one time line, that of the original speed;
/// [`Pace`] says how fast that passes.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Capture, Pace, Rounds, Script, Track};
///
/// let capture = Capture::from_bytes("nothing", b"Asterisk Call Manager/11.0.0\r\n", None)?;
/// let script = Script::new()
///     .track(Track::of([capture.clone()]).rounds(Rounds::times(3)))
///     .track(Track::of([capture]).starts_after(Duration::from_secs(2)))
///     .pace(Pace::AsRead);
/// # let _ = script;
/// # Ok::<(), asterisk_sim::CaptureError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub(crate) tracks: Vec<Track>,
    pub(crate) pace: Pace,
    pub(crate) ids: Ids,
    pub(crate) stamps: Stamps,
    pub(crate) audience: Audience,
}

/// Recordings that are played one after another. Several tracks run at the same time.
#[derive(Clone, Debug)]
pub struct Track {
    pub(crate) captures: Vec<Arc<Capture>>,
    pub(crate) starts_after: Duration,
    pub(crate) gap: Duration,
    pub(crate) rounds: Rounds,
}

/// How fast a script is played.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pace {
    /// As recorded.
    Original,
    /// So many times as fast.
    Scaled(Speed),
    /// As fast as the slowest listener reads; without a listener nothing is played, whatever [`Audience`] is
    /// set. Times of the events are those of the original speed, so they run ahead of the clock.
    #[default]
    AsRead,
}

/// A factor above zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed(f64);

impl Speed {
    /// `None` unless the factor is finite and at least a thousandth.
    #[must_use]
    pub fn new(factor: f64) -> Option<Self> {
        (factor.is_finite() && factor >= 0.001).then_some(Self(factor))
    }
}

/// How often a track is played.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rounds {
    /// So many times.
    Times(NonZeroU64),
    /// Again and again.
    Endless,
}

impl Rounds {
    /// Once.
    pub const ONCE: Self = Self::Times(NonZeroU64::MIN);

    /// So many times; 0 counts as 1.
    #[must_use]
    pub fn times(count: u64) -> Self {
        Self::Times(NonZeroU64::new(count).unwrap_or(NonZeroU64::MIN))
    }
}

/// Which ids the played events have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Ids {
    /// New ones each time that a recording is played, and times that fit the clock.
    #[default]
    Fresh,
    /// In a track's first round ids and times as recorded, then new ones.
    RecordedFirst,
}

/// Which events have a header `Timestamp`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Stamps {
    /// Those that had one when they were recorded.
    #[default]
    AsRecorded,
    /// All, as with `timestampevents = yes`. So a reader knows the times of the recording however fast it is
    /// played.
    OnAll,
}

/// Whether the script waits for listeners: clients that are logged in with events on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Audience {
    /// Time stands still while nobody listens, so no event is missed. For tests.
    #[default]
    Needed,
    /// The script begins with the first listener and goes on whoever stays; after a restart that was recorded
    /// it waits for one again.
    FirstListener,
    /// It runs from the start on, as Asterisk does. For demos.
    NotNeeded,
}

impl Script {
    /// An empty script.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One recording, once, as fast as it is read.
    #[must_use]
    pub fn of(capture: Capture) -> Self {
        Self::new().track(Track::of([capture]))
    }

    /// Adds recordings that are played at the same time as those before.
    #[must_use]
    pub fn track(mut self, track: Track) -> Self {
        self.tracks.push(track);
        self
    }

    /// How fast; by default as fast as it is read.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Which ids; by default fresh ones.
    #[must_use]
    pub fn ids(mut self, ids: Ids) -> Self {
        self.ids = ids;
        self
    }

    /// Which events have a header `Timestamp`; by default those that were recorded with one.
    #[must_use]
    pub fn stamps(mut self, stamps: Stamps) -> Self {
        self.stamps = stamps;
        self
    }

    /// Whether it waits for listeners; by default it does.
    #[must_use]
    pub fn audience(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }

    pub(crate) fn captures(&self) -> impl Iterator<Item = &Capture> {
        self.tracks.iter().flat_map(|track| &track.captures).map(AsRef::as_ref)
    }
}

impl Track {
    /// These recordings, one after another, once.
    pub fn of<C: Into<Arc<Capture>>>(captures: impl IntoIterator<Item = C>) -> Self {
        Self {
            captures: captures.into_iter().map(Into::into).collect(),
            starts_after: Duration::ZERO,
            gap: Duration::ZERO,
            rounds: Rounds::ONCE,
        }
    }

    /// How long after the script's start it begins; by default at once.
    #[must_use]
    pub fn starts_after(mut self, delay: Duration) -> Self {
        self.starts_after = delay;
        self
    }

    /// Silence after each recording; none by default.
    #[must_use]
    pub fn gap(mut self, gap: Duration) -> Self {
        self.gap = gap;
        self
    }

    /// How often; by default once.
    #[must_use]
    pub fn rounds(mut self, rounds: Rounds) -> Self {
        self.rounds = rounds;
        self
    }
}

impl Pace {
    /// How long a stretch of the script's time line takes.
    pub(crate) fn scaled(self, stretch: Duration) -> Duration {
        match self {
            Self::Original | Self::AsRead => stretch,
            Self::Scaled(Speed(factor)) => {
                Duration::try_from_secs_f64(stretch.as_secs_f64() / factor).unwrap_or(Duration::MAX)
            }
        }
    }

    /// Of which stretch of the script's time line so long is made.
    pub(crate) fn unscaled(self, length: Duration) -> Duration {
        match self {
            Self::Original | Self::AsRead => length,
            Self::Scaled(Speed(factor)) => {
                Duration::try_from_secs_f64(length.as_secs_f64() * factor).unwrap_or(Duration::MAX)
            }
        }
    }
}
