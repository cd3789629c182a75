//! Actions with one response: about the system, an extension or a channel. Nothing is really done to a
//! recorded channel: the recording goes on as it was. One that lives ([`State::live`](crate::State)) is hung up.

use super::reply::Reply;
use super::request::Request;
use super::{Order, Pbx};
use crate::calendar::date_and_time;

/// Answers the action of that name, unless it is none of these.
pub(super) fn answer(name: &str, request: &Request<'_>, pbx: &Pbx, reply: &mut Reply<'_>) -> bool {
    match name {
        "CoreSettings" => core_settings(pbx, reply),
        "CoreStatus" => core_status(pbx, reply),
        "ExtensionState" => extension_state(request, pbx, reply),
        "Redirect" => on_channel(request, pbx, reply, "Channel not specified", |channel| {
            format!("Channel does not exist: {}", String::from_utf8_lossy(channel))
        }),
        "Getvar" | "Setvar" if request.given("Variable").is_none() => reply.error("No variable specified"),
        "Originate" if request.given("Channel").is_none() => reply.error("Channel not specified"),
        "UserEvent" => reply.success("Event Sent"),
        "MailboxStatus" | "MailboxCount" if request.given("Mailbox").is_none() => {
            reply.error("Mailbox not specified");
        }
        "LoggerRotate" => reply.success("Reloaded the logger and rotated log files"),
        _ => return false,
    }
    true
}

/// Hangs up a channel that lives, by its name or its Uniqueid.
pub(super) fn hangup(request: &Request<'_>, pbx: &Pbx, reply: &mut Reply<'_>) -> Option<Order> {
    let channels = &pbx.state.channels;
    let asked = request.given("Channel");
    let uniqueid = asked.and_then(|asked| {
        let named = channels.named(asked).map(|channel| channel.get("Uniqueid"));
        named.or_else(|| channels.get(asked).map(|_| asked)).filter(|id| pbx.state.live.contains(*id))
    });
    let Some(uniqueid) = uniqueid else {
        on_channel(request, pbx, reply, "No channel specified", |_| "No such channel".into());
        return None;
    };
    let cause = request.given("Cause").and_then(|cause| str::from_utf8(cause).ok()?.parse().ok());
    reply.success("Channel Hungup");
    Some(Order::Hangup { uniqueid: uniqueid.to_vec(), cause: cause.unwrap_or(16) })
}

fn core_settings(pbx: &Pbx, reply: &mut Reply<'_>) {
    reply.begin("Success");
    for (header, value) in [
        ("AMIversion", pbx.version.ami()),
        ("AsteriskVersion", pbx.version.asterisk()),
        ("SystemName", ""),
        ("CoreMaxCalls", "0"),
        ("CoreMaxLoadAvg", "0.000000"),
        ("CoreRunUser", ""),
        ("CoreRunGroup", ""),
        ("CoreMaxFilehandles", "0"),
        ("CoreRealTimeEnabled", "No"),
        ("CoreCDRenabled", "Yes"),
        ("CoreHTTPenabled", "Yes"),
    ] {
        reply.put(header, value);
    }
    if pbx.version.ami_major() >= 11 {
        reply.put("SoundsSearchCustomDir", "No");
    }
    reply.end();
}

fn core_status(pbx: &Pbx, reply: &mut Reply<'_>) {
    let (date, time) = date_and_time(pbx.booted);
    reply.begin("Success");
    for (header, value) in [
        ("CoreStartupDate", &date),
        ("CoreStartupTime", &time),
        ("CoreReloadDate", &date),
        ("CoreReloadTime", &time),
        ("CoreCurrentCalls", &pbx.state.channels.iter().len().to_string()),
    ] {
        reply.put(header, value);
    }
    // Asterisk 16 does not tell it. Which version was the first to do so is not known here.
    if pbx.version.ami_major() > 5 {
        reply.put("CoreProcessedCalls", pbx.state.channels.created.to_string());
    }
    reply.end();
}

fn extension_state(request: &Request<'_>, pbx: &Pbx, reply: &mut Reply<'_>) {
    let Some(exten) = request.given("Exten") else {
        reply.error("Extension not specified");
        return;
    };
    let context = request.given("Context").unwrap_or(b"default");
    reply.begin("Success");
    reply.put("Message", "Extension Status");
    match pbx.state.hints.extension(exten, context) {
        Some(lines) => reply.raw(lines),
        None => {
            reply.put("Exten", exten);
            reply.put("Context", context);
            for (header, value) in [("Hint", ""), ("Status", "-1"), ("StatusText", "Unknown")] {
                reply.put(header, value);
            }
        }
    }
    reply.end();
}

/// Refuses an action on a channel: because none is named, because it is not there, or because nothing can be
/// done to a recorded one.
fn on_channel(
    request: &Request<'_>,
    pbx: &Pbx,
    reply: &mut Reply<'_>,
    not_named: &str,
    not_there: impl Fn(&[u8]) -> String,
) {
    match request.given("Channel") {
        None => reply.error(not_named),
        Some(channel) if pbx.state.channels.named(channel).is_none() => reply.error(not_there(channel)),
        Some(_) => reply.error("a recorded channel cannot be changed"),
    }
}
