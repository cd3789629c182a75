//! Actions that are answered by a list of events.

use std::time::Duration;

use super::reply::Reply;
use super::request::Request;
use crate::calendar::clock;
use crate::state::State;
use crate::wire;

mod agents;
mod contacts;
mod endpoints;
mod queues;

/// Answers the action of that name, unless it is none of these.
pub(super) fn answer(
    name: &str,
    request: &Request<'_>,
    state: &State,
    now: Duration,
    reply: &mut Reply<'_>,
) -> bool {
    match name {
        "CoreShowChannels" => core_show_channels(state, now, reply),
        "Status" => status(request, state, now, reply),
        "QueueStatus" => queues::status(request, state, now, reply),
        "QueueSummary" => queues::summary(request, state, now, reply),
        "DeviceStateList" => device_state_list(state, reply),
        "ExtensionStateList" => {
            reply.list("Extension Statuses will follow");
            items("ExtensionStatus", state.hints.extensions(), reply);
            reply.complete("ExtensionStateListComplete", None);
        }
        "BridgeList" => {
            reply.list("Bridge listing will follow");
            items("BridgeListItem", state.bridges.iter(), reply);
            reply.complete("BridgeListComplete", None);
        }
        "Agents" => agents::list(state, reply),
        "BridgeInfo" => bridge_info(request, state, reply),
        "ParkedCalls" => parked_calls(state, reply),
        "PJSIPShowEndpoints" => endpoints::list(state, reply),
        "PJSIPShowContacts" => contacts::list(state, reply),
        "ConfbridgeListRooms" => reply.error("No active conferences."),
        "PresenceStateList" => {
            empty(reply, "Presence State Changes will follow", "PresenceStateListComplete")
        }
        "VoicemailUsersList" => reply.success("There are no voicemail users currently defined."),
        "Parkinglots" => empty(reply, "Parking lots will follow", "ParkinglotsComplete"),
        _ => return false,
    }
    true
}

fn empty(reply: &mut Reply<'_>, message: &str, complete: &str) {
    reply.list(message);
    reply.complete(complete, None);
}

/// Events that consist of lines taken from other events.
fn items<'l>(event: &str, lines: impl Iterator<Item = &'l [u8]>, reply: &mut Reply<'_>) {
    for lines in lines {
        reply.item(event);
        reply.raw(lines);
        reply.end();
    }
}

fn core_show_channels(state: &State, now: Duration, reply: &mut Reply<'_>) {
    reply.list("Channels will follow");
    for channel in state.channels.iter() {
        reply.item("CoreShowChannel");
        reply.raw(&channel.lines);
        reply.put("Application", &channel.application);
        reply.put("ApplicationData", &channel.data);
        reply.put("Duration", clock(now.saturating_sub(channel.since)));
        reply.put("BridgeId", &channel.bridge);
        reply.end();
    }
    reply.complete("CoreShowChannelsComplete", None);
}

fn status(request: &Request<'_>, state: &State, now: Duration, reply: &mut Reply<'_>) {
    let only = request.given("Channel");
    if only.is_some_and(|name| state.channels.named(name).is_none()) {
        reply.error("No such channel");
        return;
    }
    reply.list("Channel status will follow");
    for channel in state.channels.iter() {
        let name = channel.get("Channel");
        if only.is_some_and(|only| only != name) {
            continue;
        }
        reply.late_item("Status");
        reply.put("Privilege", "Call");
        reply.raw(&channel.lines);
        reply.put("Type", name.split(|byte| *byte == b'/').next().unwrap_or_default());
        reply.put("DNID", &channel.dnid);
        reply.put("EffectiveConnectedLineNum", channel.get("ConnectedLineNum"));
        reply.put("EffectiveConnectedLineName", channel.get("ConnectedLineName"));
        reply.put("TimeToHangup", "0");
        reply.put("BridgeID", &channel.bridge);
        reply.put("Application", &channel.application);
        reply.put("Data", &channel.data);
        for (header, value) in FORMATS {
            reply.put(header, value);
        }
        reply.put("Seconds", now.saturating_sub(channel.since).as_secs().to_string());
        reply.put_id();
        reply.end();
    }
    reply.complete("StatusComplete", Some("Items"));
}

/// No event tells the formats of a channel.
const FORMATS: [(&str, &str); 7] = [
    ("Nativeformats", "(ulaw)"),
    ("Readformat", "ulaw"),
    ("Readtrans", ""),
    ("Writeformat", "ulaw"),
    ("Writetrans", ""),
    ("Callgroup", "0"),
    ("Pickupgroup", "0"),
];

fn device_state_list(state: &State, reply: &mut Reply<'_>) {
    reply.list("Device State Changes will follow");
    for (device, device_state) in &state.hints.devices {
        reply.item("DeviceStateChange");
        reply.put("Device", device);
        reply.put("State", device_state);
        reply.end();
    }
    reply.complete("DeviceStateListComplete", None);
}

fn bridge_info(request: &Request<'_>, state: &State, reply: &mut Reply<'_>) {
    let Some(id) = request.given("BridgeUniqueid") else {
        reply.error("BridgeUniqueid must be provided");
        return;
    };
    let Some(bridge) = state.bridges.get(id) else {
        reply.error("Specified BridgeUniqueid not found");
        return;
    };
    reply.list("Bridge channel listing will follow");
    let inside = state.channels.iter().filter(|channel| channel.bridge == id);
    items("BridgeInfoChannel", inside.map(|channel| channel.lines.as_slice()), reply);
    reply.put("Event", "BridgeInfoComplete");
    reply.put_id();
    reply.put("EventList", "Complete");
    reply.put("ListItems", wire::value(bridge, "BridgeNumChannels").unwrap_or(b"0"));
    reply.raw(bridge);
    reply.end();
}

fn parked_calls(state: &State, reply: &mut Reply<'_>) {
    reply.list("Parked calls will follow");
    for lines in state.parking.iter() {
        reply.late_item("ParkedCall");
        reply.raw(lines);
        reply.put_id();
        reply.end();
    }
    reply.complete("ParkedCallsComplete", Some("Total"));
}
