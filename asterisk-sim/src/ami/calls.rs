//! Actions with one response: about the system, an extension or a channel. Nothing is really done to a
//! channel, but for `Hangup` where the options say so: the recording goes on as it was.

use std::time::Duration;

use super::Pbx;
use super::reply::Reply;
use super::request::Request;

/// Answers the action of that name, unless it is none of these.
pub(super) fn answer(name: &str, request: &Request<'_>, pbx: &Pbx, reply: &mut Reply<'_>) -> bool {
    match name {
        "CoreSettings" => core_settings(pbx, reply),
        "CoreStatus" => core_status(pbx, reply),
        "ExtensionState" => extension_state(request, pbx, reply),
        "Hangup" => on_channel(request, pbx, reply, "No channel specified", |_| "No such channel".into()),
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

/// The channel that an action ends, if it is a `Hangup` that does something.
pub(super) fn to_hang_up<'r>(name: &str, request: &'r Request<'_>, pbx: &Pbx) -> Option<&'r [u8]> {
    let named = request.given("Channel").filter(|_| pbx.hangs_up && name == "Hangup")?;
    pbx.state.channels.named(named).is_some().then_some(named)
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
    let (date, time) = calendar(pbx.booted);
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

/// Date and time of day in UTC, from the time since the Unix epoch.
fn calendar(at: Duration) -> (String, String) {
    let days = at.as_secs() / 86_400;
    // Days to a date as Howard Hinnant's `civil_from_days` does it: years begin in March, in eras of 400 years.
    let since = days + 719_468;
    let (era, of_era) = (since / 146_097, since % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let time = Duration::from_secs(at.as_secs() % 86_400);
    (format!("{year:04}-{month:02}-{day:02}"), super::lists::clock(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (seconds, date, time) in [
            (0, "1970-01-01", "00:00:00"),
            (951_782_400, "2000-02-29", "00:00:00"),
            (1_795_198_963, "2026-11-20", "18:22:43"),
        ] {
            assert_eq!(calendar(Duration::from_secs(seconds)), (date.into(), time.into()));
        }
    }
}
