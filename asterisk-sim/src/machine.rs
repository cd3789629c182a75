//! The simulated Asterisk as a whole, without a socket and without a clock.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::ami::{Order, Pbx};
use crate::connection::Connection;
use crate::line::Line;
use crate::options::Options;
use crate::outage::Outage;
use crate::played::Played;
use crate::player::{Cue, Player};
use crate::script::{Audience, Pace};
use crate::user::Classes;

#[cfg(feature = "ari")]
mod ari;
#[cfg(not(feature = "ari"))]
#[path = "machine/without_ari.rs"]
mod ari;
mod outage;
mod play;

use ari::Side;
use outage::Presence;

/// One connection, counted from 1 in the order in which they were accepted, of both interfaces.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ConnectionId(u64);

impl ConnectionId {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// Bytes in, bytes out, time in. A driver tells it what happens ([`accept`](Self::accept),
/// [`receive`](Self::receive), [`sent`](Self::sent), [`lost`](Self::lost)) and lets time go on
/// ([`advance`](Self::advance)); after each of these it looks at [`output`](Self::output) of every connection.
/// All times are since the Unix epoch and never go back.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Machine, Options};
///
/// let now = Duration::from_secs(1_800_000_000);
/// let mut machine = Machine::new(Options::new(), now);
/// let id = machine.accept(now).unwrap();
/// assert_eq!(machine.output(id).bytes, b"Asterisk Call Manager/11.0.0\r\n");
/// machine.sent(id, 30, now);
/// machine.receive(id, b"Action: Logoff\r\n\r\n", now);
/// assert!(machine.output(id).bytes.starts_with(b"Response: Goodbye\r\n"));
/// assert!(machine.output(id).then_close);
/// ```
#[derive(Debug)]
pub struct Machine {
    options: Options,
    pbx: Pbx,
    player: Player,
    clock: Clock,
    connections: BTreeMap<ConnectionId, Connection>,
    /// The REST interface.
    ari: Side,
    /// Connections so far, of both interfaces, and of the manager interface alone.
    ids: u64,
    accepted: u64,
    /// Events so far, played and of live calls.
    events: u64,
    presence: Presence,
    /// Those that are still to come.
    outages: VecDeque<Outage>,
    played: Vec<Played>,
    scratch: Vec<u8>,
}

/// Where the script's time stands.
#[derive(Clone, Copy, Debug)]
enum Clock {
    /// It has not begun, or it stands still: so much of it has passed.
    Stands(Duration),
    /// It began then, had it never stood still.
    RunsSince(Duration),
}

/// What is to be sent on a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Output<'a> {
    /// These bytes; may be empty.
    pub bytes: &'a [u8],
    /// The connection ends once they are sent.
    pub then_close: bool,
}

impl Machine {
    /// An Asterisk that was started just now.
    #[must_use]
    pub fn new(options: Options, now: Duration) -> Self {
        let pbx = Pbx {
            users: options.chosen_users(),
            version: options.chosen_version(),
            booted: now,
            seed: options.seed,
            ..Pbx::default()
        };
        let clock = match options.script.audience {
            Audience::NotNeeded => Clock::RunsSince(now),
            Audience::Needed | Audience::FirstListener => Clock::Stands(Duration::ZERO),
        };
        Self {
            pbx,
            player: Player::new(options.script.clone(), options.seed),
            clock,
            connections: BTreeMap::new(),
            ari: Side::new(&options, now),
            ids: 0,
            accepted: 0,
            events: 0,
            presence: Presence::default(),
            outages: options.outages.iter().copied().collect(),
            played: Vec::new(),
            scratch: Vec::new(),
            options,
        }
    }

    /// A client connects. `None` while Asterisk is down or lets nobody in: the connection is to be closed.
    pub fn accept(&mut self, now: Duration) -> Option<ConnectionId> {
        self.end_restart(now);
        if !self.presence.is_open(now) {
            return None;
        }
        self.accepted += 1;
        let id = self.next_id();
        self.connections.insert(id, Connection::new(self.accepted, &self.options.faults, &self.pbx, now));
        Some(id)
    }

    fn next_id(&mut self) -> ConnectionId {
        self.ids += 1;
        ConnectionId(self.ids)
    }

    /// Whether a client is to be read from. One that does not take its answers may not ask for more.
    #[must_use]
    pub fn takes_input(&self, id: ConnectionId) -> bool {
        self.line(id).is_some_and(|line| line.unsent() <= self.options.buffer)
    }

    /// The line of a connection, of whichever interface.
    fn line(&self, id: ConnectionId) -> Option<&Line> {
        self.connections.get(&id).map(|one| &one.line).or_else(|| self.ari.line(id))
    }

    /// A client sent something.
    pub fn receive(&mut self, id: ConnectionId, bytes: &[u8], now: Duration) {
        match self.connections.get_mut(&id) {
            Some(connection) => {
                for order in connection.receive(bytes, &self.pbx, now) {
                    self.carry_out(&order, now);
                }
            }
            None => self.ari.receive(id, bytes, now),
        }
        self.advance(now);
    }

    /// What is to be sent to a client now.
    #[must_use]
    pub fn output(&self, id: ConnectionId) -> Output<'_> {
        match self.line(id) {
            Some(line) => {
                let bytes = line.out.ready();
                let rests = bytes.len() == line.out.waiting().len();
                Output { bytes, then_close: line.is_closing() && rests }
            }
            None => Output { bytes: &[], then_close: true },
        }
    }

    /// So many bytes of the output are on their way.
    pub fn sent(&mut self, id: ConnectionId, bytes: usize, now: Duration) {
        match self.connections.get_mut(&id) {
            Some(connection) => connection.line.out.took(bytes, now),
            None => self.ari.sent(id, bytes, now),
        }
        self.advance(now);
    }

    /// The connection is gone, from whichever side.
    pub fn lost(&mut self, id: ConnectionId, now: Duration) {
        if self.connections.remove(&id).is_none() {
            self.ari.lost(id);
        }
        self.advance(now);
    }

    /// Ends every connection once what waits for it is sent.
    pub fn disconnect_all(&mut self) {
        self.connections.values_mut().for_each(|one| one.line.close());
        self.ari.disconnect_all();
    }

    /// How many clients are connected to the manager interface.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// How many connections the manager interface ever accepted.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// How many clients are logged in with events on.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.connections.values().filter(|connection| connection.listens()).count()
    }

    /// How many events the manager interface had to tell of: those that were played, and those of live calls.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Whether the script is played to its end, no restart lasts and no outage is to come, nothing more will happen to
    /// live calls by itself, and everything is sent. An endless script never is.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.next_due().is_none()
            && self.presence.restarts_until().is_none()
            && self.connections.values().all(|one| one.line.unsent() == 0)
            && self.ari.is_idle()
    }

    /// What happened since this was last asked, in order and with nothing missing, whatever befell the clients.
    /// Empty unless [`Options::keep_played`] is set.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use asterisk_sim::{Capture, Machine, Moment, Options, Outage, OutageKind, Played, Script};
    /// # let bytes = b"Asterisk Call Manager/11.0.0\r\nEvent: Reload\r\nPrivilege: system,all\r\n\r\n";
    /// # let script = Script::of(Capture::from_bytes("reload", bytes, None)?);
    /// # let now = Duration::from_secs(1_800_000_000);
    /// let crash = Outage::new(Moment::Event(1), OutageKind::Crash, Duration::from_secs(1));
    /// let mut machine = Machine::new(Options::new().script(script).keep_played(true).outage(crash), now);
    /// let id = machine.accept(now).unwrap();
    /// machine.receive(id, b"Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\n", now);
    /// let played = machine.take_played();
    /// assert_eq!(played[0].event(), Some(&b"Event: Reload\r\nPrivilege: system,all\r\n\r\n"[..]));
    /// assert_eq!(played[1], Played::Down { at: now });
    /// # Ok::<(), asterisk_sim::CaptureError>(())
    /// ```
    pub fn take_played(&mut self) -> Vec<Played> {
        std::mem::take(&mut self.played)
    }

    /// When [`advance`](Self::advance) has something to do, if nothing else happens before.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        let of_connection = |connection: &Connection| {
            let login = connection.session.user().is_none();
            let login = login.then(|| connection.accepted.saturating_add(self.options.login_within));
            let unread = connection.line.out.unread_since();
            let unread = unread.map(|since| since.saturating_add(self.options.slow_reader));
            [login, unread, connection.line.next_due()].into_iter().flatten().min()
        };
        let connections = self.connections.values().filter_map(of_connection).min();
        let script = match self.clock {
            Clock::RunsSince(origin) if self.player.pace() != Pace::AsRead => {
                self.next_due().map(|(due, _)| origin.saturating_add(due))
            }
            Clock::RunsSince(_) | Clock::Stands(_) => None,
        };
        let script = self.presence.restarts_until().or(script);
        [connections, self.ari.next_due(), script].into_iter().flatten().min()
    }

    /// Lets time go on: plays what is due, and ends connections that wait too long.
    pub fn advance(&mut self, now: Duration) {
        self.end_restart(now);
        for connection in self.connections.values_mut() {
            connection.line.go_on(now);
        }
        self.connections.retain(|_, connection| {
            let idle = connection.session.user().is_none()
                && !connection.line.is_closing()
                && connection.accepted.saturating_add(self.options.login_within) <= now;
            let unread = connection
                .line
                .out
                .unread_since()
                .is_some_and(|since| since.saturating_add(self.options.slow_reader) <= now);
            !idle && !unread
        });
        self.live(now);
        self.play(now);
    }
}
