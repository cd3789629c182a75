//! Faults and outages by chance.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::fault::{Fault, Harm, Place};
use crate::ids::mixed;
use crate::outage::{Moment, Outage, OutageKind};

/// Faults and outages that belong together. Shown as text, it has one line for each, in the form that
/// `callflow sim --fault` takes, so a schedule that a client did not survive can be told and tried again.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Bounds, Options, Schedule};
///
/// let bounds = Bounds::new(Duration::from_secs(60)).outages(1);
/// let schedule = Schedule::random(7, &bounds);
/// assert_eq!(schedule, Schedule::random(7, &bounds));
/// println!("seed 7:\n{schedule}");
/// let options = Options::new().schedule(schedule);
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Schedule {
    /// What goes wrong on connections.
    pub faults: Vec<Fault>,
    /// When Asterisk itself is away.
    pub outages: Vec<Outage>,
}

/// What a random [`Schedule`] may have in it.
///
/// | what | default |
/// |---|---|
/// | [`connections`](Self::connections) | 1 to 8 |
/// | [`faults`](Self::faults) | at most 2 for each of them |
/// | [`outages`](Self::outages) | none |
/// | [`bytes`](Self::bytes) | 64 KiB |
/// | [`events`](Self::events) | 200 |
/// | [`answers`](Self::answers) | 8 |
/// | [`pause`](Self::pause) | at most 5 s |
#[derive(Clone, Debug)]
pub struct Bounds {
    span: Duration,
    connections: RangeInclusive<u64>,
    faults: u64,
    outages: u64,
    bytes: u64,
    events: u64,
    answers: u64,
    pause: Duration,
}

impl Bounds {
    /// Outages within so much of the script's time, and faults within so much of a connection's.
    #[must_use]
    pub fn new(span: Duration) -> Self {
        Self {
            span,
            connections: 1..=8,
            faults: 2,
            outages: 0,
            bytes: 64 * 1024,
            events: 200,
            answers: 8,
            pause: Duration::from_secs(5),
        }
    }

    /// Which connections suffer. All others are safe. Each is gone through, so the range must not be endless.
    #[must_use]
    pub fn connections(mut self, connections: RangeInclusive<u64>) -> Self {
        self.connections = connections;
        self
    }

    /// At most so many faults on one connection.
    #[must_use]
    pub fn faults(mut self, each: u64) -> Self {
        self.faults = each;
        self
    }

    /// At most so many restarts and refusals.
    #[must_use]
    pub fn outages(mut self, most: u64) -> Self {
        self.outages = most;
        self
    }

    /// How far into a connection bytes are struck.
    #[must_use]
    pub fn bytes(mut self, most: u64) -> Self {
        self.bytes = most;
        self
    }

    /// How far into a connection events are struck.
    #[must_use]
    pub fn events(mut self, most: u64) -> Self {
        self.events = most;
        self
    }

    /// How far into a connection answers are struck.
    #[must_use]
    pub fn answers(mut self, most: u64) -> Self {
        self.answers = most;
        self
    }

    /// How long stalls, delays and outages last at most.
    #[must_use]
    pub fn pause(mut self, most: Duration) -> Self {
        self.pause = most;
        self
    }
}

/// What does not look like a message.
const GARBAGE: [&[u8]; 5] =
    [b"\r\n", b"\x00\xff\xfe", b"noise without a colon\r\n\r\n", b"Event: \r\n\r\n", b": \r\n: \r\n\r\n"];

impl Schedule {
    /// The same for the same seed and bounds.
    #[must_use]
    pub fn random(seed: u64, bounds: &Bounds) -> Self {
        let mut chance = Chance { seed: mixed(seed), drawn: 0 };
        let mut schedule = Self::default();
        for connection in bounds.connections.clone() {
            for _ in 0..chance.up_to(bounds.faults) {
                schedule.faults.push(chance.fault(connection, bounds));
            }
        }
        for _ in 0..chance.up_to(bounds.outages) {
            schedule.outages.push(chance.outage(bounds));
        }
        schedule
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.faults.iter().try_for_each(|fault| writeln!(f, "{fault}"))?;
        self.outages.iter().try_for_each(|outage| writeln!(f, "{outage}"))
    }
}

/// Numbers that look random.
struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    /// From 0 to `most`.
    fn up_to(&mut self, most: u64) -> u64 {
        self.drawn += 1;
        let number = mixed(self.seed ^ mixed(self.drawn));
        most.checked_add(1).map_or(number, |count| number % count)
    }

    /// In milliseconds, so that it can be told.
    fn time(&mut self, most: Duration) -> Duration {
        Duration::from_millis(self.up_to(u64::try_from(most.as_millis()).unwrap_or(u64::MAX)))
    }

    fn fault(&mut self, connection: u64, bounds: &Bounds) -> Fault {
        let place = match self.up_to(3) {
            0 => Place::Byte(self.up_to(bounds.bytes)),
            1 => Place::Event(self.up_to(bounds.events.saturating_sub(1)) + 1),
            2 => Place::Answer(self.up_to(bounds.answers.saturating_sub(1)) + 1),
            _ => Place::After(self.time(bounds.span)),
        };
        let harm = match self.up_to(8) {
            0 => Harm::DropBefore,
            1 => Harm::DropWithin,
            2 => Harm::Stall(self.time(bounds.pause)),
            // Elsewhere it does nothing.
            3 if matches!(place, Place::Event(_) | Place::Answer(_)) => Harm::Repeat,
            3 | 4 => {
                let which = usize::try_from(self.up_to(4)).unwrap_or_default();
                Harm::Insert(GARBAGE.get(which).copied().unwrap_or_default().to_vec())
            }
            5 => Harm::Pieces(usize::try_from(self.up_to(15)).unwrap_or_default() + 1),
            6 => Harm::Late(self.time(bounds.pause)),
            7 => Harm::Unanswered,
            // Where a login can still follow.
            _ => return Fault::on_connection(connection, Place::Byte(0), Harm::RefuseLogin),
        };
        Fault::on_connection(connection, place, harm)
    }

    fn outage(&mut self, bounds: &Bounds) -> Outage {
        let kind = match self.up_to(2) {
            0 => OutageKind::Crash,
            1 => OutageKind::Shutdown,
            _ => OutageKind::Refuse,
        };
        Outage::new(Moment::After(self.time(bounds.span)), kind, self.time(bounds.pause))
    }
}
