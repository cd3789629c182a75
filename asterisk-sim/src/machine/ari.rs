//! The REST interface beside the manager interface: both tell of the same live calls.

use std::net::SocketAddr;
use std::time::Duration;

use super::{ConnectionId, Machine, Order};
use crate::ari::clients::{Clients, Patience};
use crate::ari::world::{Facts, World};
use crate::line::Line;
use crate::options::Options;
use crate::script::Stamps;

/// The REST interface, if there is one.
#[derive(Debug)]
pub(super) struct Side(Option<Box<Clients>>);

impl Side {
    pub(super) fn new(options: &Options, now: Duration) -> Self {
        let Some(setup) = &options.ari else { return Self(None) };
        let version = options.chosen_version();
        let major = version.asterisk().split('.').next().and_then(|major| major.parse().ok());
        let facts = Facts {
            version: version.asterisk().to_owned(),
            major: major.unwrap_or_default(),
            seed: options.seed,
            booted: now,
            stamps: options.script.stamps == Stamps::OnAll,
        };
        let users = if setup.users.is_empty() { options.chosen_users() } else { setup.users.clone() };
        let faults = [setup.faults.clone(), setup.http_faults.clone()];
        let patience = Patience { buffer: options.buffer, slow_reader: options.slow_reader };
        Self(Some(Box::new(Clients::new(World::new(setup, facts), users, faults, patience))))
    }

    pub(super) fn line(&self, id: ConnectionId) -> Option<&Line> {
        self.0.as_ref()?.line(id)
    }

    pub(super) fn receive(&mut self, id: ConnectionId, bytes: &[u8], now: Duration) {
        self.each(|clients| clients.receive(id, bytes, now));
    }

    pub(super) fn sent(&mut self, id: ConnectionId, bytes: usize, now: Duration) {
        self.each(|clients| clients.sent(id, bytes, now));
    }

    pub(super) fn lost(&mut self, id: ConnectionId) {
        self.each(|clients| clients.lost(id));
    }

    pub(super) fn disconnect_all(&mut self) {
        self.each(Clients::disconnect_all);
    }

    pub(super) fn go_down(&mut self, now: Duration) {
        self.each(|clients| clients.go_down(now));
    }

    pub(super) fn listeners(&self) -> usize {
        self.0.as_ref().map_or(0, |clients| clients.listeners())
    }

    pub(super) fn is_idle(&self) -> bool {
        self.0.as_ref().is_none_or(|clients| clients.is_idle())
    }

    pub(super) fn next_due(&self) -> Option<Duration> {
        self.0.as_ref()?.next_due()
    }

    fn each(&mut self, act: impl FnOnce(&mut Clients)) {
        if let Some(clients) = &mut self.0 {
            act(clients);
        }
    }
}

impl Machine {
    /// A client connects to the REST interface. `None` while Asterisk is down or lets nobody in, and where there is
    /// no such interface: the connection is to be closed.
    pub fn accept_ari(&mut self, now: Duration) -> Option<ConnectionId> {
        self.end_restart(now);
        if !self.presence.is_open(now) || self.ari.0.is_none() {
            return None;
        }
        let id = self.next_id();
        self.ari.each(|clients| clients.accept(id, now));
        Some(id)
    }

    /// How many clients are connected to the REST interface.
    #[must_use]
    pub fn ari_connections(&self) -> usize {
        self.ari.0.as_ref().map_or(0, |clients| clients.len())
    }

    /// How many WebSockets are open.
    #[must_use]
    pub fn ari_listeners(&self) -> usize {
        self.ari.listeners()
    }

    /// What is to be sent by UDP since this was last asked: sound, as RTP, with the address that it goes to.
    pub fn take_sound(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        self.ari.0.as_mut().map_or_else(Vec::new, |clients| clients.take_sound())
    }

    /// A packet of sound has come by UDP.
    pub fn hear(&mut self, from: SocketAddr, now: Duration) {
        self.ari.each(|clients| clients.hear(from, now));
        self.advance(now);
    }

    /// Does what was asked for on the manager interface.
    pub(super) fn carry_out(&mut self, order: &Order, now: Duration) {
        let Order::Hangup { uniqueid, cause } = order;
        self.ari.each(|clients| clients.hang_up(uniqueid, *cause, now));
        self.tell_of_live_calls(now);
    }

    /// Lets live calls go on.
    pub(super) fn live(&mut self, now: Duration) {
        if self.presence.restarts_until().is_none() {
            self.ari.each(|clients| clients.advance(now));
        }
        self.tell_of_live_calls(now);
    }

    fn tell_of_live_calls(&mut self, now: Duration) {
        let Some(clients) = &mut self.ari.0 else { return };
        for (classes, event) in clients.take_ami() {
            if event.starts_with(b"Event: Newchannel\r\n") {
                let id = crate::wire::value(&event, "Uniqueid").unwrap_or_default();
                self.pbx.state.live.insert(id.to_vec());
            }
            self.happens(classes, &event, now);
            if event.starts_with(b"Event: Hangup\r\n") {
                self.pbx.state.live.remove(crate::wire::value(&event, "Uniqueid").unwrap_or_default());
            }
        }
    }
}
