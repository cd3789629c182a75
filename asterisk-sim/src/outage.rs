//! Times at which Asterisk itself goes away: pure descriptions, carried out by [`Machine`](crate::Machine).

use std::fmt;
use std::time::Duration;

use crate::fault::Seconds;

/// Something that Asterisk as a whole does to its clients.
///
/// After a restart the state is empty, `Uptime` begins at 0, and nothing more is heard of the calls that were
/// going on: the events that are left of them are never sent. Calls that begin later in a recording are played, and
/// names of channels begin again, at `-00000000`. The script's time stands still while Asterisk is away, so nothing
/// else is lost; where the script waits for an audience, it waits for one again. Events that name no call go on as
/// recorded, so a phone may be told to be free that nobody was told to be busy since. From then on recordings begin
/// with fresh ids, whatever [`Ids`](crate::Ids) says.
///
/// Shown as text, it has the form that `callflow sim --fault` takes.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Moment, Outage, OutageKind};
///
/// // Asterisk crashes after the hundredth event, and is there again five seconds later.
/// let outage = Outage::new(Moment::Event(100), OutageKind::Crash, Duration::from_secs(5));
/// assert_eq!(outage.to_string(), "event=100:crash=5");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Outage {
    /// When it begins.
    pub at: Moment,
    /// What happens.
    pub kind: OutageKind,
    /// How long it lasts, by the clock, however fast the script is played.
    pub lasts: Duration,
}

/// A place in the script.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Moment {
    /// When so many events of the script were played.
    Event(u64),
    /// So long after the script's start, on its time line: a faster [`Pace`](crate::Pace) brings it earlier.
    After(Duration),
}

/// What an outage is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OutageKind {
    /// Asterisk is killed: connections end without a word, and it is started anew.
    Crash,
    /// As a crash, but each client is told so first, by the event `Shutdown`.
    Shutdown,
    /// Connections that are there stay and the script goes on, but new ones are closed at once.
    Refuse,
}

impl Outage {
    /// An outage.
    #[must_use]
    pub fn new(at: Moment, kind: OutageKind, lasts: Duration) -> Self {
        Self { at, kind, lasts }
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            OutageKind::Crash => "crash",
            OutageKind::Shutdown => "shutdown",
            OutageKind::Refuse => "refuse",
        };
        write!(f, "{}:{kind}={}", self.at, Seconds(self.lasts))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(number) => write!(f, "event={number}"),
            Self::After(time) => write!(f, "after={}", Seconds(*time)),
        }
    }
}
