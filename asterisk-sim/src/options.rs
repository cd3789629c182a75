//! How a simulated Asterisk is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

#[cfg(feature = "ari")]
use crate::ari::Ari;
use crate::fault::Fault;
use crate::outage::Outage;
use crate::schedule::Schedule;
use crate::script::Script;
use crate::user::User;
use crate::version::Version;

/// Everything there is to choose.
///
/// | what | default |
/// |---|---|
/// | [`listen`](Self::listen) | `127.0.0.1:0`, any free port |
/// | [`user`](Self::user) | `admin` with the secret `secret`, who may do everything; the first `user` takes their place |
/// | [`script`](Self::script) | nothing is played |
/// | [`version`](Self::version) | that of the script's first recording, or Asterisk 22 |
/// | [`buffer`](Self::buffer) | 1 MiB for each connection |
/// | [`slow_reader`](Self::slow_reader) | 10 s |
/// | [`login_within`](Self::login_within) | 30 s, as Asterisk's `authtimeout` |
/// | [`fault`](Self::fault), [`outage`](Self::outage), [`schedule`](Self::schedule) | none |
/// | [`keep_played`](Self::keep_played) | no |
/// | [`seed`](Self::seed) | 0 |
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) users: Vec<User>,
    pub(crate) version: Option<Version>,
    pub(crate) script: Script,
    pub(crate) faults: Vec<Fault>,
    pub(crate) outages: Vec<Outage>,
    pub(crate) keeps_played: bool,
    pub(crate) buffer: usize,
    pub(crate) slow_reader: Duration,
    pub(crate) login_within: Duration,
    pub(crate) seed: u64,
    #[cfg(feature = "ari")]
    pub(crate) ari: Option<Ari>,
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            users: Vec::new(),
            version: None,
            script: Script::new(),
            faults: Vec::new(),
            outages: Vec::new(),
            keeps_played: false,
            buffer: 1 << 20,
            slow_reader: Duration::from_secs(10),
            login_within: Duration::from_secs(30),
            seed: 0,
            #[cfg(feature = "ari")]
            ari: None,
        }
    }

    /// Address to listen on; port 0 takes any free one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Adds one who may log in.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Which Asterisk it is.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// What is played.
    #[must_use]
    pub fn script(mut self, script: Script) -> Self {
        self.script = script;
        self
    }

    /// Adds something that goes wrong.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Adds a time at which Asterisk is away, or lets nobody in.
    #[must_use]
    pub fn outage(mut self, outage: Outage) -> Self {
        self.outages.push(outage);
        self
    }

    /// Adds all faults and outages of a schedule.
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.faults.extend(schedule.faults);
        self.outages.extend(schedule.outages);
        self
    }

    /// Whether to keep what is played for [`Machine::take_played`](crate::Machine::take_played). It takes memory
    /// until it is taken.
    #[must_use]
    pub fn keep_played(mut self, keep: bool) -> Self {
        self.keeps_played = keep;
        self
    }

    /// How many bytes may wait for a client. Where the script follows the clock, a client with more is cut
    /// off; where it follows the readers, it is waited for.
    #[must_use]
    pub fn buffer(mut self, bytes: usize) -> Self {
        self.buffer = bytes;
        self
    }

    /// How long a client may read nothing while bytes wait for it, before it is cut off: `writetimeout`.
    #[must_use]
    pub fn slow_reader(mut self, limit: Duration) -> Self {
        self.slow_reader = limit;
        self
    }

    /// How long a client may stay without logging in: `authtimeout`.
    #[must_use]
    pub fn login_within(mut self, limit: Duration) -> Self {
        self.login_within = limit;
        self
    }

    /// Serves the REST interface too (feature `ari`).
    #[cfg(feature = "ari")]
    #[must_use]
    pub fn ari(mut self, ari: Ari) -> Self {
        self.ari = Some(ari);
        self
    }

    /// Where everything random comes from: challenges, ids of bridges, whether an answer of ARI comes before the
    /// events that it brings.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub(crate) fn chosen_version(&self) -> Version {
        let recorded = || self.script.captures().next().map(|capture| capture.version().clone());
        self.version.clone().or_else(recorded).unwrap_or_default()
    }

    pub(crate) fn chosen_users(&self) -> Vec<User> {
        if self.users.is_empty() { vec![User::new("admin", "secret")] } else { self.users.clone() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
