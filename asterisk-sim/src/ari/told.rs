//! Who is told of what: applications and what they are subscribed to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::json;
use super::world::World;
use crate::machine::ConnectionId;
use crate::user::Classes;

/// What happened, for those who listen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// An event of ARI, for each of these WebSockets in the name of an application.
    Ari { to: Vec<(ConnectionId, String)>, event: Map<String, Value> },
    /// An event of the manager interface, with its classes.
    Ami(Classes, Vec<u8>),
}

/// A Stasis application.
#[derive(Clone, Debug, Default)]
pub(super) struct App {
    /// Who hears of it. An application without anybody is not entered by channels.
    pub(super) socket: Option<ConnectionId>,
    pub(super) subscribed_to_all: bool,
    /// How often it is subscribed to each, by its id or name.
    pub(super) channels: BTreeMap<String, u32>,
    pub(super) bridges: BTreeMap<String, u32>,
    pub(super) endpoints: BTreeSet<String>,
    pub(super) devices: BTreeSet<String>,
    /// All of a kind.
    pub(super) all: BTreeSet<Kind>,
    pub(super) allowed: BTreeSet<String>,
    pub(super) disallowed: BTreeSet<String>,
}

/// What one can be subscribed to.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Kind {
    Channel,
    Bridge,
    Endpoint,
    Device,
}

impl Kind {
    /// What stands in the lists of an application for all of the kind.
    pub(super) fn topic(self) -> &'static str {
        match self {
            Self::Channel => "__AST_CHANNEL_ALL_TOPIC",
            Self::Bridge => "__AST_BRIDGE_ALL_TOPIC",
            Self::Endpoint => "__AST_ENDPOINT_ALL_TOPIC",
            Self::Device => "__AST_DEVICE_STATE_ALL_TOPIC",
        }
    }
}

/// What an event is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'a> {
    Channel(&'a str),
    Bridge(&'a str),
    Device(&'a str),
    /// The application itself.
    App(&'a str),
}

impl App {
    fn hears_all(&self, kind: Kind) -> bool {
        self.subscribed_to_all || self.all.contains(&kind)
    }

    fn hears(&self, name: &str, about: &About<'_>) -> bool {
        match about {
            About::Channel(id) => self.hears_all(Kind::Channel) || self.channels.contains_key(*id),
            About::Bridge(id) => self.hears_all(Kind::Bridge) || self.bridges.contains_key(*id),
            About::Device(device) => self.hears_all(Kind::Device) || self.devices.contains(*device),
            About::App(app) => *app == name,
        }
    }

    fn lets_through(&self, event: &str) -> bool {
        (self.allowed.is_empty() || self.allowed.contains(event)) && !self.disallowed.contains(event)
    }

    /// Whether anything is left of it once nobody hears of it.
    pub(super) fn is_subscribed(&self) -> bool {
        !(self.channels.is_empty()
            && self.bridges.is_empty()
            && self.endpoints.is_empty()
            && self.devices.is_empty()
            && self.all.is_empty())
    }

    /// The object that tells of it.
    pub(super) fn to_json(&self, name: &str) -> Value {
        let list = |kind: Kind, ids: Vec<&String>| {
            let all = self.hears_all(kind).then_some(kind.topic());
            let ids = ids.into_iter().map(String::as_str);
            json!(all.into_iter().chain(ids).collect::<Vec<_>>())
        };
        let types =
            |names: &BTreeSet<String>| names.iter().map(|name| json!({ "type": name })).collect::<Vec<_>>();
        json!({
            "name": name,
            "channel_ids": list(Kind::Channel, self.channels.keys().collect()),
            "bridge_ids": list(Kind::Bridge, self.bridges.keys().collect()),
            "endpoint_ids": list(Kind::Endpoint, self.endpoints.iter().collect()),
            "device_names": list(Kind::Device, self.devices.iter().collect()),
            "events_allowed": types(&self.allowed),
            "events_disallowed": types(&self.disallowed),
        })
    }
}

/// One subscription more.
pub(super) fn subscribe(counts: &mut BTreeMap<String, u32>, id: &str) {
    *counts.entry(id.to_owned()).or_default() += 1;
}

/// One subscription less.
pub(super) fn unsubscribe(counts: &mut BTreeMap<String, u32>, id: &str) {
    if let Some(count) = counts.get_mut(id) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(id);
        }
    }
}

impl World {
    /// Tells of an event all applications that want to hear of it.
    pub(super) fn tell(&mut self, about: &[About<'_>], kind: &str, fields: Value) {
        let mut to = Vec::new();
        for (name, app) in &self.apps {
            if let Some(socket) = app.socket
                && about.iter().any(|about| app.hears(name, about))
                && app.lets_through(kind)
            {
                to.push((socket, name.clone()));
            }
        }
        self.tell_these(to, kind, fields);
    }

    /// Tells of an event these WebSockets.
    pub(super) fn tell_these(&mut self, to: Vec<(ConnectionId, String)>, kind: &str, fields: Value) {
        if to.is_empty() {
            return;
        }
        let mut event = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        event.insert("type".into(), kind.into());
        event.insert("timestamp".into(), json::time(self.now).into());
        event.insert("asterisk_id".into(), ENTITY.into());
        self.told.push(Told::Ari { to, event });
    }
}

/// Which Asterisk it is, where several are one.
pub(super) const ENTITY: &str = "02:00:00:00:00:01";
