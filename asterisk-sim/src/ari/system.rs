//! What can be asked of Asterisk itself: what it is, its telephones, the states of devices.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Asked};
use super::channel::State;
use super::json;
use super::people::{Phone, Reply};
use super::request::Request;
use super::told::{About, ENTITY};
use super::world::World;

pub(super) fn info(world: &World, request: &Request) -> Asked {
    let started = json::time(world.facts.booted);
    let all = [
        (
            "build",
            json!({ "os": "Linux", "kernel": "unknown", "machine": "unknown", "options": "", "date": "", "user": "" }),
        ),
        ("system", json!({ "version": world.facts.version, "entity_id": ENTITY })),
        ("config", json!({ "name": "", "default_language": "en", "setid": { "user": "", "group": "" } })),
        ("status", json!({ "startup_time": started, "last_reload_time": started })),
    ];
    let only = request.list("only");
    let asked = all.into_iter().filter(|(part, _)| only.is_empty() || only.iter().any(|one| one == part));
    let parts: Map<String, Value> = asked.map(|(part, about)| (part.to_owned(), about)).collect();
    Ok(Answer::ok(Value::Object(parts)))
}

pub(super) fn ping(world: &World) -> Asked {
    let timestamp = json::time(world.now);
    Ok(Answer::ok(json!({ "ping": "pong", "timestamp": timestamp, "asterisk_id": ENTITY })))
}

pub(super) fn global(world: &World, request: &Request) -> Asked {
    let name = request.get("variable").ok_or_else(|| Answer::invalid("Variable name is required"))?;
    Ok(Answer::ok(json!({ "value": world.globals.get(&name).map_or("", String::as_str) })))
}

pub(super) fn set_global(world: &mut World, request: &Request) -> Asked {
    let name = request.get("variable").ok_or_else(|| Answer::invalid("Variable name is required"))?;
    world.globals.insert(name, request.get("value").unwrap_or_default());
    Ok(Answer::done())
}

/// `/endpoints`, all or those of a technology.
pub(super) fn endpoints(world: &World, technology: Option<&str>) -> Asked {
    let meant = |phone: &&Phone| technology.is_none_or(|technology| phone.technology() == technology);
    let endpoints: Vec<Value> = world.phones.iter().filter(meant).map(|phone| world.about(phone)).collect();
    match technology {
        Some(technology) if endpoints.is_empty() => {
            Err(Answer::error(404, "Not Found", format!("No Endpoints found - invalid tech {technology}")))
        }
        _ => Ok(Answer::ok(endpoints.into())),
    }
}

pub(super) fn endpoint(world: &World, technology: &str, resource: &str) -> Asked {
    let endpoint = world.endpoint(&format!("{technology}/{resource}"));
    Ok(Answer::ok(endpoint.ok_or_else(|| Answer::not_found("Endpoint not found"))?))
}

const STATES: [&str; 9] =
    ["NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD", "UNKNOWN"];
/// What applications may set begins so.
const OURS: &str = "Stasis:";

pub(super) fn devices(world: &World) -> Asked {
    let ours = world.devices.iter().filter(|(device, _)| device.starts_with(OURS));
    Ok(Answer::ok(ours.map(|(device, state)| json!({ "name": device, "state": state })).collect()))
}

pub(super) fn device(world: &World, device: &str) -> Asked {
    let known = world.devices.get(device).map(String::as_str);
    let idle = || if world.phone(device).is_some() { "NOT_INUSE" } else { "UNKNOWN" };
    Ok(Answer::ok(json!({ "name": device, "state": known.unwrap_or_else(idle) })))
}

pub(super) fn set_device(world: &mut World, device: &str, request: &Request) -> Asked {
    if !device.starts_with(OURS) {
        return Err(Answer::conflict("Uncontrolled device specified"));
    }
    let state = request.get("deviceState").filter(|state| STATES.contains(&state.as_str()));
    world.set_device(device, &state.ok_or_else(|| Answer::failed("Unknown device"))?);
    Ok(Answer::done())
}

pub(super) fn delete_device(world: &mut World, device: &str) -> Asked {
    if !device.starts_with(OURS) {
        return Err(Answer::conflict("Uncontrolled device specified"));
    }
    if world.devices.contains_key(device) {
        world.set_device(device, "UNKNOWN");
        world.devices.remove(device);
    }
    Ok(Answer::done())
}

impl World {
    /// The object that tells of an endpoint, `PJSIP/1001`.
    pub(super) fn endpoint(&self, endpoint: &str) -> Option<Value> {
        self.phone(endpoint).map(|phone| self.about(phone))
    }

    fn about(&self, phone: &Phone) -> Value {
        let channels = self.channels.values().filter(|channel| channel.endpoint == phone.endpoint);
        json!({
            "technology": phone.technology(),
            "resource": phone.resource(),
            "state": if phone.reply == Reply::Unreachable { "offline" } else { "online" },
            "channel_ids": channels.map(|channel| channel.id.as_str()).collect::<Vec<_>>(),
        })
    }

    /// A channel of this endpoint has changed: the state of the device may have.
    pub(super) fn device(&mut self, endpoint: &str) {
        let states = self.channels.values().filter(|channel| channel.endpoint == endpoint);
        let state = states.fold("NOT_INUSE", |state, channel| match (state, channel.state) {
            (state, State::Down) => state,
            ("NOT_INUSE", State::Ringing) => "RINGING",
            ("RINGING", State::Up | State::Ring) | ("INUSE", State::Ringing) => "RINGINUSE",
            ("NOT_INUSE", State::Up | State::Ring) => "INUSE",
            (state, _) => state,
        });
        if self.devices.get(endpoint).is_none_or(|before| before != state) {
            self.set_device(endpoint, state);
        }
    }

    fn set_device(&mut self, device: &str, state: &str) {
        self.devices.insert(device.to_owned(), state.to_owned());
        let fields = json!({ "device_state": { "name": device, "state": state } });
        self.tell(&[About::Device(device)], "DeviceStateChanged", fields);
        let event = self.ami("DeviceStateChange", "call").with("Device", device).with("State", state);
        self.tell_ami(event);
    }
}
