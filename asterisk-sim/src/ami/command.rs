//! `Command`: a few commands of the console.

use std::time::Duration;

use super::Pbx;
use super::reply::Reply;
use super::request::Request;
use crate::state::State;
use crate::version::CommandOutput;

pub(super) fn answer(request: &Request<'_>, pbx: &Pbx, now: Duration, reply: &mut Reply<'_>) {
    let Some(command) = request.given("Command") else {
        reply.error("No command provided");
        return;
    };
    let command = String::from_utf8_lossy(command);
    let words: Vec<&str> = command.split_ascii_whitespace().collect();
    let lines = output(&words, pbx, now);
    let response = if lines.is_some() { "Success" } else { "Error" };
    let lines = lines.unwrap_or_else(|| vec![unknown(&words)]);
    match pbx.version.output() {
        CommandOutput::Headers => {
            reply.begin(response);
            reply.put("Message", "Command output follows");
            for line in lines {
                reply.put("Output", line);
            }
            reply.end();
        }
        CommandOutput::Raw => {
            reply.put("Response", "Follows");
            reply.put("Privilege", "Command");
            reply.put_id();
            for line in lines {
                reply.raw(line.as_bytes());
                reply.raw(b"\n");
            }
            reply.raw(b"--END COMMAND--\r\n");
            reply.end();
        }
    }
}

/// `None` for a command that is not known.
fn output(words: &[&str], pbx: &Pbx, now: Duration) -> Option<Vec<String>> {
    Some(match words {
        ["core", "show", "version"] => {
            let version = pbx.version.asterisk();
            vec![format!("Asterisk {version} built by nobody @ localhost on a simulated machine")]
        }
        ["core", "show", "uptime"] => {
            let up = spelled(now.saturating_sub(pbx.booted).as_secs());
            vec![format!("System uptime: {up}"), format!("Last reload: {up}")]
        }
        ["core", "show", "channels"] => channels(&pbx.state),
        ["core", "show", "calls"] => calls(&pbx.state),
        _ => return None,
    })
}

/// The help that is pointed to is on all words but the last.
fn unknown(words: &[&str]) -> String {
    let help = words.split_last().map_or_else(String::new, |(_, help)| help.join(" "));
    let command = words.join(" ");
    format!("No such command '{command}' (type 'core show help {help}' for other possible commands)")
}

fn channels(state: &State) -> Vec<String> {
    let row = |channel: &str, location: &str, up: &str, application: &str| {
        format!("{channel:<64} {location:<32} {up:<7} {application:<30}")
    };
    let mut lines = vec![row("Channel", "Location", "State", "Application(Data)")];
    for channel in state.channels.iter() {
        let get = |header| String::from_utf8_lossy(channel.get(header));
        let location = match get("Exten") {
            exten if exten.is_empty() => "(None)".into(),
            exten => format!("{exten}@{}:{}", get("Context"), get("Priority")),
        };
        let text = String::from_utf8_lossy;
        let application = format!("{}({})", text(&channel.application), text(&channel.data));
        lines.push(row(&get("Channel"), &location, &get("ChannelStateDesc"), &application));
    }
    lines.push(counted(state.channels.iter().len(), "active channel"));
    lines.extend(calls(state));
    lines
}

fn calls(state: &State) -> Vec<String> {
    let mut linkedids: Vec<&[u8]> = state.channels.iter().map(|channel| channel.get("Linkedid")).collect();
    linkedids.sort_unstable();
    linkedids.dedup();
    let processed = usize::try_from(state.channels.created).unwrap_or(usize::MAX);
    vec![counted(linkedids.len(), "active call"), format!("{} processed", counted(processed, "call"))]
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// `1 hour, 2 seconds`.
fn spelled(seconds: u64) -> String {
    let parts = [
        (seconds / 86_400, "day"),
        (seconds / 3_600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| counted(usize::try_from(count).unwrap_or(usize::MAX), unit))
        .collect();
    if parts.is_empty() { "0 seconds".into() } else { parts.join(", ") }
}
