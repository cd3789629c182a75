//! How ARI is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::people::{Caller, Phone};
use crate::fault::Fault;
use crate::user::User;

/// The REST interface of a simulated Asterisk: who may use it, whom it can call, who calls, and what goes wrong.
///
/// | what | default |
/// |---|---|
/// | [`listen`](Self::listen) | `127.0.0.1:0`, any free port |
/// | [`user`](Self::user) | the users of the manager interface |
/// | [`phone`](Self::phone) | `PJSIP/1001` to `PJSIP/1010`, answered after a second |
/// | [`caller`](Self::caller) | nobody calls |
/// | [`sound`](Self::sound) | every sound lasts a second |
/// | [`fault`](Self::fault), [`http_fault`](Self::http_fault) | none |
/// | [`rest_over_websocket`](Self::rest_over_websocket) | as the version of Asterisk has it: from 22 on |
///
/// ```
/// use asterisk_sim::{Ari, Caller, Fault, Harm, Options, Phone, Place};
///
/// let ari = Ari::new()
///     .phone(Phone::new("PJSIP/1001"))
///     .caller(Caller::new("menu", "+12025550143"))
///     // The first WebSocket breaks in the middle of its fifth event.
///     .fault(Fault::new(Place::Event(5), Harm::DropWithin));
/// let options = Options::new().ari(ari);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct Ari {
    pub(crate) listen: SocketAddr,
    pub(crate) users: Vec<User>,
    pub(crate) phones: Vec<Phone>,
    pub(crate) callers: Vec<Caller>,
    pub(crate) sounds: Vec<(String, Duration)>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) http_faults: Vec<Fault>,
    pub(crate) rest_over_websocket: Option<bool>,
}

impl Ari {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            users: Vec::new(),
            phones: Vec::new(),
            callers: Vec::new(),
            sounds: Vec::new(),
            faults: Vec::new(),
            http_faults: Vec::new(),
            rest_over_websocket: None,
        }
    }

    /// Address to listen on; port 0 takes any free one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Adds one who may use it. Who may write nothing ([`User::write`]) is `read_only` here.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a telephone that can be dialled. The first one takes the place of those of the default.
    #[must_use]
    pub fn phone(mut self, phone: Phone) -> Self {
        self.phones.push(phone);
        self
    }

    /// Adds somebody who calls.
    #[must_use]
    pub fn caller(mut self, caller: Caller) -> Self {
        self.callers.push(caller);
        self
    }

    /// How long a sound lasts, by the URI that plays it.
    #[must_use]
    pub fn sound(mut self, uri: impl Into<String>, lasts: Duration) -> Self {
        self.sounds.push((uri.into(), lasts));
        self
    }

    /// Adds something that goes wrong on WebSockets. They count from 1 in the order in which they were opened;
    /// their bytes begin with the answer to the handshake, their answers are those to requests over them.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Adds something that goes wrong on connections by which HTTP alone is spoken. They count from 1 in the order
    /// of their first requests; there are no events on them.
    #[must_use]
    pub fn http_fault(mut self, fault: Fault) -> Self {
        self.http_faults.push(fault);
        self
    }

    /// Whether requests may come over the WebSocket. An Asterisk that cannot do that, such as 16, does not answer
    /// them.
    #[must_use]
    pub fn rest_over_websocket(mut self, can: bool) -> Self {
        self.rest_over_websocket = Some(can);
        self
    }

    pub(crate) fn chosen_phones(&self) -> Vec<Phone> {
        if self.phones.is_empty() {
            (1001..=1010).map(|number| Phone::new(format!("PJSIP/{number}"))).collect()
        } else {
            self.phones.clone()
        }
    }
}

impl Default for Ari {
    fn default() -> Self {
        Self::new()
    }
}
