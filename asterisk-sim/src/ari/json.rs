//! Times and objects as ARI writes them.

use std::time::Duration;

use serde_json::{Value, json};

use super::channel::{Channel, Party};
use super::world::Bridge;
use crate::calendar::date_and_time;

/// `2026-11-20T18:17:06.336+0000`.
pub(super) fn time(at: Duration) -> String {
    let (date, time) = date_and_time(at);
    format!("{date}T{time}.{:03}+0000", at.subsec_millis())
}

pub(super) fn channel(channel: &Channel) -> Value {
    json!({
        "id": channel.id,
        "name": channel.name,
        "state": channel.state.name(),
        "protocol_id": channel.protocol_id,
        "caller": party(&channel.caller),
        "connected": party(&channel.connected),
        "accountcode": "",
        "dialplan": {
            "context": channel.context,
            "exten": channel.exten,
            "priority": 1,
            "app_name": channel.app_name,
            "app_data": channel.app_data,
        },
        "creationtime": time(channel.created),
        "language": "en",
    })
}

fn party(party: &Party) -> Value {
    json!({ "name": party.name, "number": party.number })
}

pub(super) fn bridge(id: &str, bridge: &Bridge) -> Value {
    json!({
        "id": id,
        "technology": bridge.technology(),
        "bridge_type": bridge.kind,
        "bridge_class": "stasis",
        "creator": "Stasis",
        "name": bridge.name,
        "channels": bridge.channels,
        "creationtime": time(bridge.created),
        "video_mode": "talker",
    })
}
