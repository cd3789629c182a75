//! `PJSIPShowEndpoints`: the endpoints whose device state was heard of.

use crate::ami::reply::Reply;
use crate::state::State;

pub(super) fn list(state: &State, reply: &mut Reply<'_>) {
    let endpoints: Vec<_> = state
        .hints
        .devices
        .iter()
        .filter_map(|(device, state)| Some((device.strip_prefix(b"PJSIP/")?, state)))
        .collect();
    if endpoints.is_empty() {
        // The second line end is Asterisk's own.
        reply.error("No endpoints found\n");
        return;
    }
    reply.list("A listing of Endpoints follows, presented as EndpointList events");
    for (name, device_state) in endpoints {
        let active = state.channels.iter().filter(|channel| is_of(channel.get("Channel"), name)).count();
        reply.item("EndpointList");
        reply.put("ObjectType", "endpoint");
        reply.put("ObjectName", name);
        for (header, value) in [("Transport", &b"transport-udp"[..]), ("Aor", name)] {
            reply.put(header, value);
        }
        for header in ["Auths", "OutboundAuths", "Contacts"] {
            reply.put(header, "");
        }
        reply.put("DeviceState", words(device_state));
        reply.put("ActiveChannels", active.to_string());
        reply.end();
    }
    reply.complete("EndpointListComplete", None);
}

/// Whether `PJSIP/100-0000001c` is a channel of the endpoint `100`.
fn is_of(channel: &[u8], endpoint: &[u8]) -> bool {
    let rest = channel.strip_prefix(b"PJSIP/").and_then(|rest| rest.strip_prefix(endpoint));
    rest.is_some_and(|rest| rest.first() == Some(&b'-') && rest.len() == 9)
}

fn words(state: &[u8]) -> &'static str {
    match state {
        b"NOT_INUSE" => "Not in use",
        b"INUSE" => "In use",
        b"BUSY" => "Busy",
        b"INVALID" => "Invalid",
        b"UNAVAILABLE" => "Unavailable",
        b"RINGING" => "Ringing",
        b"RINGINUSE" => "Ring+Inuse",
        b"ONHOLD" => "On Hold",
        _ => "Unknown",
    }
}
