//! Applications: who listens, and what they are subscribed to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Asked};
use super::json;
use super::request::{Body, Request};
use super::told::{About, App, Kind, subscribe, unsubscribe};
use super::world::World;
use crate::machine::ConnectionId;

const NOT_FOUND: &str = "Application not found";

pub(super) fn list(world: &World) -> Asked {
    Ok(Answer::ok(world.apps.iter().map(|(name, app)| app.to_json(name)).collect()))
}

pub(super) fn get(world: &World, name: &str) -> Asked {
    let app = world.apps.get(name).ok_or_else(|| Answer::not_found(NOT_FOUND))?;
    Ok(Answer::ok(app.to_json(name)))
}

/// `channel:ID`, `bridge:ID`, `endpoint:TECH/RESOURCE`, `deviceState:NAME`.
fn source(text: &str) -> Result<(Kind, &str), Answer> {
    let (scheme, id) = text.split_once(':').unwrap_or((text, ""));
    let kind = match scheme {
        "channel" => Kind::Channel,
        "bridge" => Kind::Bridge,
        "endpoint" => Kind::Endpoint,
        "deviceState" => Kind::Device,
        _ => return Err(Answer::invalid("Invalid event source URI scheme")),
    };
    Ok((kind, id))
}

fn sources(request: &Request) -> Result<Vec<String>, Answer> {
    let sources = request.list("eventSource");
    if sources.is_empty() { Err(Answer::missing("eventSource")) } else { Ok(sources) }
}

pub(super) fn subscribe_to(world: &mut World, name: &str, request: &Request) -> Asked {
    let sources = sources(request)?;
    get(world, name)?;
    let there = |(kind, id): &(Kind, &str)| match kind {
        Kind::Channel => world.channels.contains_key(*id),
        Kind::Bridge => world.bridges.contains_key(*id),
        Kind::Endpoint => world.phone(id).is_some(),
        Kind::Device => true,
    };
    let mut meant = Vec::new();
    for text in &sources {
        let one = source(text)?;
        if !one.1.is_empty() && !there(&one) {
            return Err(Answer::unprocessable("Event source does not exist"));
        }
        meant.push(one);
    }
    if let Some(app) = world.apps.get_mut(name) {
        for (kind, id) in meant {
            match kind {
                kind if id.is_empty() => {
                    app.all.insert(kind);
                }
                Kind::Channel => subscribe(&mut app.channels, id),
                Kind::Bridge => subscribe(&mut app.bridges, id),
                Kind::Endpoint => {
                    app.endpoints.insert(id.to_owned());
                }
                Kind::Device => {
                    app.devices.insert(id.to_owned());
                }
            }
        }
    }
    get(world, name)
}

pub(super) fn unsubscribe_from(world: &mut World, name: &str, request: &Request) -> Asked {
    let sources = sources(request)?;
    get(world, name)?;
    let Some(app) = world.apps.get_mut(name) else { return Err(Answer::not_found(NOT_FOUND)) };
    for text in &sources {
        let (kind, id) = source(text)?;
        if id.is_empty() {
            return Err(Answer::error(501, "Not Implemented", "Method not implemented"));
        }
        let was = match kind {
            Kind::Channel => app.channels.contains_key(id),
            Kind::Bridge => app.bridges.contains_key(id),
            Kind::Endpoint => app.endpoints.remove(id),
            Kind::Device => app.devices.remove(id),
        };
        if !was {
            return Err(Answer::unprocessable("Event source was not subscribed to"));
        }
        match kind {
            Kind::Channel => unsubscribe(&mut app.channels, id),
            Kind::Bridge => unsubscribe(&mut app.bridges, id),
            Kind::Endpoint | Kind::Device => {}
        }
    }
    let answer = app.to_json(name);
    world.forget_apps();
    Ok(Answer::ok(answer))
}

/// `PUT …/eventFilter`: what is not said stays as it was, and nothing at all lets everything through.
pub(super) fn filter(world: &mut World, name: &str, request: &Request) -> Asked {
    let wrong = || Answer::invalid("Invalid format definition");
    let fields = match &request.body {
        Body::Broken => return Err(Answer::unreadable()),
        Body::None => Map::new(),
        Body::Json(Value::Object(fields)) => fields
            .get("filter")
            .map_or_else(|| fields.clone(), |filter| filter.as_object().cloned().unwrap_or_default()),
        Body::Json(_) => return Err(wrong()),
    };
    get(world, name)?;
    let types = |list: &str| {
        let Some(list) = fields.get(list) else { return Ok(None) };
        let one = |entry: &Value| entry.get("type").and_then(Value::as_str).map(str::to_owned);
        let types: Option<BTreeSet<String>> = list.as_array().and_then(|list| list.iter().map(one).collect());
        types.map(Some).ok_or_else(wrong)
    };
    let (allowed, disallowed) = (types("allowed")?, types("disallowed")?);
    if let Some(app) = world.apps.get_mut(name) {
        if fields.is_empty() {
            (app.allowed, app.disallowed) = (BTreeSet::new(), BTreeSet::new());
        }
        app.allowed = allowed.unwrap_or_else(|| std::mem::take(&mut app.allowed));
        app.disallowed = disallowed.unwrap_or_else(|| std::mem::take(&mut app.disallowed));
    }
    get(world, name)
}

/// `POST /events/user/NAME`
pub(super) fn user_event(world: &mut World, event: &str, request: &Request) -> Asked {
    let app = request.get("application").ok_or_else(|| Answer::missing("application"))?;
    if request.body == Body::Broken {
        return Err(Answer::unreadable());
    }
    get(world, &app)?;
    let mut fields = json!({ "eventname": event });
    let mut channel = None;
    let sources = request.list("source");
    for text in &sources {
        let (kind, id) = source(text)?;
        let found = match kind {
            Kind::Channel => world.channels.get(id).map(|channel| ("channel", json::channel(channel))),
            Kind::Bridge => world.bridges.get(id).map(|bridge| ("bridge", json::bridge(id, bridge))),
            Kind::Endpoint => world.endpoint(id).map(|endpoint| ("endpoint", endpoint)),
            Kind::Device => return Err(Answer::invalid("Invalid event source URI scheme")),
        };
        let (name, object) = found.ok_or_else(|| Answer::unprocessable("Event source was not found"))?;
        channel = channel.or_else(|| (kind == Kind::Channel).then(|| id.to_owned()));
        if let Some(fields) = fields.as_object_mut() {
            fields.insert(name.to_owned(), object);
        }
    }
    let mut variables = match request.fields() {
        Some(fields) => {
            fields.get("variables").unwrap_or(&Value::Null).as_object().cloned().unwrap_or_default()
        }
        None => Map::new(),
    };
    let headers: Vec<(String, String)> = variables
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    variables.insert("eventname".into(), event.into());
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("userevent".into(), variables.into());
    }
    world.tell(&[About::App(&app)], "ChannelUserevent", fields);
    if let Some(id) = channel {
        let mut all = vec![("UserEvent", event)];
        all.extend(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        world.ami_tell(&id, "UserEvent", "user", &all);
    }
    Ok(Answer::done())
}

impl World {
    /// Somebody listens to these applications from now on; who did so before does no more.
    pub(crate) fn open(&mut self, apps: &[String], to_all: bool, socket: ConnectionId) {
        for name in apps {
            let app = self.apps.entry(name.clone()).or_default();
            app.subscribed_to_all |= to_all;
            let before = app.socket.replace(socket).filter(|before| *before != socket);
            if let Some(before) = before {
                self.tell_these(vec![(before, name.clone())], "ApplicationReplaced", json!({}));
            }
            self.listens(name);
        }
    }

    /// Nobody hears any more what was said on that WebSocket. Applications stay as long as they are subscribed to
    /// something: channels that are in them, for one.
    pub(crate) fn close(&mut self, socket: ConnectionId) {
        for app in self.apps.values_mut().filter(|app| app.socket == Some(socket)) {
            app.socket = None;
        }
        self.forget_apps();
    }

    pub(super) fn forget_apps(&mut self) {
        self.apps
            .retain(|_, app: &mut App| app.socket.is_some() || app.subscribed_to_all || app.is_subscribed());
    }
}
