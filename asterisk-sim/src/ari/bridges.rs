//! Bridges, and who is in them.

use serde_json::{Value, json};

use super::answer::{Answer, Asked};
use super::json;
use super::people::When;
use super::request::Request;
use super::stage::{Stage, Target};
use super::told::{About, subscribe, unsubscribe};
use super::world::{Bridge, World};

const NOT_FOUND: &str = "Bridge not found";

/// What `type` may say; the last of the two kinds counts.
const FLAGS: [&str; 7] =
    ["mixing", "holding", "dtmf_events", "proxy_media", "video_sfu", "video_single", "sdp_label"];

pub(super) fn list(world: &World) -> Asked {
    Ok(Answer::ok(world.bridges.iter().map(|(id, bridge)| json::bridge(id, bridge)).collect()))
}

pub(super) fn get(world: &World, id: &str) -> Asked {
    Ok(Answer::ok(json::bridge(id, found(world, id, "Not Found")?)))
}

pub(super) fn create(world: &mut World, request: &Request, id: Option<&str>) -> Asked {
    let id = id.map(str::to_owned).or_else(|| request.get("bridgeId")).unwrap_or_else(|| world.uuid());
    if world.bridges.contains_key(&id) {
        return Err(Answer::conflict(format!("Bridge with id '{id}' already exists")));
    }
    let mut kind = "mixing";
    for flag in request.list("type") {
        match flag.as_str() {
            "holding" => kind = "holding",
            flag if FLAGS.contains(&flag) => {}
            _ => {
                let message = format!("Unable to create bridge. Possible duplicate bridge id '{id}'");
                return Err(Answer::error(500, "Internal Error", message));
            }
        }
    }
    let bridge = Bridge {
        name: request.get("name").unwrap_or_default(),
        kind,
        created: world.now,
        channels: Vec::new(),
        stage: Stage::default(),
        music: false,
    };
    let answer = Answer::ok(json::bridge(&id, &bridge));
    world.bridges.insert(id.clone(), bridge);
    world.tell_bridge(&id, "BridgeCreated", "BridgeCreate");
    Ok(answer)
}

pub(super) fn destroy(world: &mut World, id: &str) -> Asked {
    let bridge = found(world, id, "Not found")?;
    for channel in bridge.channels.clone() {
        world.leave_bridge(&channel, true);
    }
    let stage = world.bridges.get_mut(id).map(|bridge| std::mem::take(&mut bridge.stage)).unwrap_or_default();
    let target = Target::Bridge(id.to_owned());
    let recorded = world.live.iter().filter(|(_, live)| live.target == target);
    let recorded: Vec<String> = recorded.map(|(name, _)| name.clone()).collect();
    recorded.iter().for_each(|name| world.recording_ends(name, "done"));
    world.cut_off(stage);
    world.tell_bridge(id, "BridgeDestroyed", "BridgeDestroy");
    world.bridges.remove(id);
    for app in world.apps.values_mut() {
        app.bridges.remove(id);
    }
    world.forget_apps();
    Ok(Answer::done())
}

/// The channels that are named, each in an application.
fn named(world: &World, request: &Request) -> Result<Vec<String>, Answer> {
    let ids = request.list("channel");
    if ids.is_empty() {
        return Err(Answer::missing("channel"));
    }
    for id in &ids {
        let Some(channel) = world.channels.get(id) else { return Err(Answer::invalid("Channel not found")) };
        if channel.app().is_none() {
            return Err(Answer::unprocessable("Channel not in Stasis application"));
        }
    }
    Ok(ids)
}

pub(super) fn add(world: &mut World, id: &str, request: &Request) -> Asked {
    found(world, id, "Not found")?;
    for channel in named(world, request)? {
        world.leave_bridge(&channel, true);
        world.enter_bridge(&channel, id);
    }
    Ok(Answer::done())
}

pub(super) fn remove(world: &mut World, id: &str, request: &Request) -> Asked {
    found(world, id, "Not found")?;
    let channels = named(world, request)?;
    let is_in = |channel: &String| {
        world.channels.get(channel).is_some_and(|channel| channel.bridge.as_deref() == Some(id))
    };
    if !channels.iter().all(is_in) {
        return Err(Answer::unprocessable("Channel not in this bridge"));
    }
    channels.iter().for_each(|channel| world.leave_bridge(channel, true));
    Ok(Answer::done())
}

/// The target of what is played and recorded.
pub(super) fn target(world: &World, id: &str) -> Result<Target, Answer> {
    found(world, id, "Not Found")?;
    Ok(Target::Bridge(id.to_owned()))
}

/// `moh`, on or off.
pub(super) fn music(world: &mut World, id: &str, on: bool) -> Asked {
    found(world, id, "Not Found")?;
    if let Some(bridge) = world.bridges.get_mut(id) {
        if !on && !bridge.music {
            return Err(Answer::conflict("Bridge isn't playing music"));
        }
        bridge.music = on;
    }
    Ok(Answer::done())
}

fn found<'w>(world: &'w World, id: &str, reason: &'static str) -> Result<&'w Bridge, Answer> {
    world.bridges.get(id).ok_or_else(|| Answer::error(404, reason, NOT_FOUND))
}

impl World {
    fn enter_bridge(&mut self, id: &str, bridge_id: &str) {
        let Some((channel, bridge)) = self.channels.get_mut(id).zip(self.bridges.get_mut(bridge_id)) else {
            return;
        };
        channel.bridge = Some(bridge_id.to_owned());
        bridge.channels.push(id.to_owned());
        let (is_holding, inside) = (bridge.kind == "holding", bridge.channels.clone());
        let app = channel.app().map(str::to_owned);
        if let Some(app) = app.and_then(|app| self.apps.get_mut(&app)) {
            subscribe(&mut app.bridges, bridge_id);
        }
        if !is_holding {
            self.unite(&inside);
        }
        self.tell_crossing(id, bridge_id, "ChannelEnteredBridge", "BridgeEnter");
        if is_holding {
            self.happened(id, &When::Held);
            return;
        }
        self.tell_peers(&inside);
        if inside.len() > 1 {
            inside.iter().for_each(|id| self.happened(id, &When::Bridged));
            self.speak_in(bridge_id);
        }
    }

    /// Takes a channel out of the bridge that it is in. `is_taken` says that it goes on, and is not hung up.
    pub(super) fn leave_bridge(&mut self, id: &str, is_taken: bool) {
        let Some(channel) = self.channels.get(id) else { return };
        let app = channel.app().map(str::to_owned);
        let Some(bridge_id) = channel.bridge.clone() else { return };
        let inside = self.bridges.get_mut(&bridge_id).map(|bridge| {
            bridge.channels.retain(|inside| inside != id);
            bridge.channels.clone()
        });
        let peer = self.channels.get(id).and_then(|channel| channel.variables.get("BRIDGEPEER"));
        if peer.is_some_and(|peer| !peer.is_empty()) {
            self.set_variable(id, "BRIDGEPEER", "");
        }
        self.tell_crossing(id, &bridge_id, "ChannelLeftBridge", "BridgeLeave");
        if let Some(channel) = self.channels.get_mut(id) {
            channel.bridge = None;
        }
        // Asterisk stays subscribed to the bridge when it is the channel that ends.
        if let Some(app) = app.filter(|_| is_taken).and_then(|app| self.apps.get_mut(&app)) {
            unsubscribe(&mut app.bridges, &bridge_id);
        }
        self.tell_peers(&inside.unwrap_or_default());
    }

    /// Calls that meet are one from then on: that of the oldest channel.
    fn unite(&mut self, inside: &[String]) {
        let oldest =
            inside.iter().filter_map(|id| self.channels.get(id)).min_by_key(|channel| channel.number);
        let Some(linkedid) = oldest.map(|channel| channel.linkedid.clone()) else { return };
        for id in inside {
            if let Some(channel) = self.channels.get_mut(id) {
                channel.linkedid.clone_from(&linkedid);
            }
        }
    }

    fn tell_peers(&mut self, inside: &[String]) {
        if inside.len() < 2 {
            return;
        }
        let names: Vec<(String, String)> =
            inside.iter().filter_map(|id| Some((id.clone(), self.channels.get(id)?.name.clone()))).collect();
        for (id, _) in &names {
            let peers = names.iter().filter(|(other, _)| other != id).map(|(_, name)| name.as_str());
            self.set_variable(id, "BRIDGEPEER", &peers.collect::<Vec<_>>().join(","));
        }
    }

    /// A channel comes into a bridge or leaves it.
    fn tell_crossing(&mut self, id: &str, bridge_id: &str, kind: &str, ami: &str) {
        let Some((channel, bridge)) = self.channels.get(id).zip(self.bridges.get(bridge_id)) else { return };
        let event = self.ami(ami, "call").bridge(bridge_id, bridge).channel("", channel);
        let fields = json!({ "bridge": json::bridge(bridge_id, bridge), "channel": json::channel(channel) });
        self.tell(&[About::Channel(id), About::Bridge(bridge_id)], kind, fields);
        self.tell_ami(event);
    }

    fn tell_bridge(&mut self, id: &str, kind: &str, ami: &str) {
        let Some(bridge) = self.bridges.get(id) else { return };
        let event = self.ami(ami, "call").bridge(id, bridge);
        let fields: Value = json!({ "bridge": json::bridge(id, bridge) });
        self.tell(&[About::Bridge(id)], kind, fields);
        self.tell_ami(event);
    }
}
