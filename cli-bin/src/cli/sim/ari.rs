//! Arguments of `callflow sim` about the REST interface (ARI).

use std::net::SocketAddr;
use std::time::Duration;

use asterisk_sim::{Act, Ari, Caller, Fault, Phone, When};
use clap::Args;

use super::{Trouble, WRONG, address, fault, seconds};

const REST: &str = "The REST interface";

/// The REST interface.
#[derive(Args, Debug)]
pub(crate) struct AriArgs {
    /// Serve the REST interface (ARI) as well, on this address and port; user and secret are the same
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, help_heading = REST)]
    pub(crate) ari: Option<SocketAddr>,

    /// A telephone that can be dialled, and what it does, see below; may be repeated [default: PJSIP/1001 to PJSIP/1010, answered after a second]
    #[arg(long, value_name = "PHONE", value_parser = phone, requires = "ari", help_heading = REST)]
    pub(crate) ari_phone: Vec<Phone>,

    /// Somebody who calls an application as soon as it listens, see below; may be repeated
    #[arg(long, value_name = "CALLER", value_parser = caller, requires = "ari", help_heading = REST)]
    pub(crate) ari_caller: Vec<Caller>,

    /// Do not answer requests over the WebSocket, as before Asterisk 20.14, 21.9 and 22.4
    #[arg(long, requires = "ari", help_heading = REST)]
    pub(crate) ari_http_only: bool,

    /// Something that goes wrong on WebSockets, which count from 1; may be repeated
    #[arg(long, value_name = "FAULT", value_parser = on_connections, requires = "ari", help_heading = WRONG)]
    pub(crate) ari_fault: Vec<Fault>,

    /// Something that goes wrong on the other connections to the REST interface; may be repeated
    #[arg(long, value_name = "FAULT", value_parser = on_connections, requires = "ari", help_heading = WRONG)]
    pub(crate) http_fault: Vec<Fault>,
}

impl AriArgs {
    /// What they stand for, if the REST interface is to be served.
    pub(crate) fn setup(&self) -> Option<Ari> {
        let mut ari = Ari::new().listen(self.ari?);
        if self.ari_http_only {
            ari = ari.rest_over_websocket(false);
        }
        ari = self.ari_phone.iter().cloned().fold(ari, Ari::phone);
        ari = self.ari_caller.iter().cloned().fold(ari, Ari::caller);
        ari = self.ari_fault.iter().cloned().fold(ari, Ari::fault);
        Some(self.http_fault.iter().cloned().fold(ari, Ari::http_fault))
    }
}

/// A fault; outages are of Asterisk as a whole.
fn on_connections(text: &str) -> Result<Fault, String> {
    match fault::read(text)? {
        Trouble::Fault(fault) => Ok(fault),
        Trouble::Outage(_) => Err(format!("{text} is for all of Asterisk; write --fault {text}")),
    }
}

/// `PJSIP/1001 answers=0.5 bridged after=3 hang-up`.
fn phone(text: &str) -> Result<Phone, String> {
    let mut words = text.split_whitespace().peekable();
    let endpoint = words.next().filter(|endpoint| endpoint.contains('/'));
    let endpoint =
        endpoint.ok_or_else(|| "write an endpoint such as PJSIP/1001, and what it does".to_owned())?;
    let mut phone = Phone::new(endpoint);
    let reply = words.peek().copied().unwrap_or_default();
    phone = match reply.split_once('=').unwrap_or((reply, "")) {
        ("answers", after) => phone.answers_after(seconds(after)?),
        ("refuses", cause) => {
            let cause = cause.parse().ok().filter(|cause| (1..128).contains(cause));
            phone.refuses(cause.ok_or_else(|| format!("{reply:?} has no hangup cause; write refuses=17"))?)
        }
        ("rings", "") => phone.never_answers(),
        ("unreachable", "") => phone.unreachable(),
        _ => return steps(words, phone, Phone::then),
    };
    words.next();
    steps(words, phone, Phone::then)
}

/// `menu,sales=+12025550143 plays=sound:demo-instruct after=0.5 press=2`.
fn caller(text: &str) -> Result<Caller, String> {
    let mut words = text.split_whitespace();
    let (app, number) = words.next().and_then(|word| word.split_once('=')).ok_or_else(|| {
        "write APPLICATION=NUMBER, such as menu=+12025550143, and what the caller does".to_owned()
    })?;
    let mut parts = app.split(',');
    let caller = Caller::new(parts.next().unwrap_or_default(), number).args(parts);
    steps(words, caller, Caller::then)
}

/// `WHEN [after=SECONDS] ACT`, again and again.
fn steps<'a, P>(
    mut words: impl Iterator<Item = &'a str>,
    mut person: P,
    then: fn(P, When, Duration, Act) -> P,
) -> Result<P, String> {
    while let Some(word) = words.next() {
        let when = match word.split_once('=').unwrap_or((word, "")) {
            ("answered", "") => When::Answered,
            ("plays", uri) if !uri.is_empty() => When::Plays(uri.to_owned()),
            ("recorded", "") => When::Recorded,
            ("bridged", "") => When::Bridged,
            ("held", "") => When::Held,
            ("echoed", "") => When::Echoed,
            _ => {
                return Err(format!(
                    "{word:?} does not happen; write answered, plays=URI, recorded, bridged, held or echoed"
                ));
            }
        };
        let mut act = words.next().unwrap_or_default();
        let mut after = Duration::ZERO;
        if let Some(time) = act.strip_prefix("after=") {
            after = seconds(time)?;
            act = words.next().unwrap_or_default();
        }
        let act = match act.split_once('=').unwrap_or((act, "")) {
            ("hang-up", "") => Act::HangUp,
            ("press", key)
                if key.len() == 1 && key.contains(|key: char| "0123456789*#ABCD".contains(key)) =>
            {
                Act::Press(key.chars().next().unwrap_or('#'))
            }
            _ => return Err(format!("{act:?} cannot be done; write press=KEY or hang-up")),
        };
        person = then(person, when, after, act);
    }
    Ok(person)
}

#[cfg(test)]
mod tests {
    use asterisk_sim::{Harm, Place};

    use super::*;

    #[test]
    fn people_are_read() {
        let half = Duration::from_millis(500);
        assert_eq!(
            caller("menu,a,b=+120 plays=sound:x after=0.5 press=# answered hang-up"),
            Ok(Caller::new("menu", "+120")
                .args(["a", "b"])
                .then(When::Plays("sound:x".into()), half, Act::Press('#'))
                .then(When::Answered, Duration::ZERO, Act::HangUp))
        );
        for (text, want) in [
            ("PJSIP/1", Phone::new("PJSIP/1")),
            ("PJSIP/1 answers=0.5", Phone::new("PJSIP/1").answers_after(half)),
            ("PJSIP/1 refuses=17", Phone::new("PJSIP/1").refuses(17)),
            (
                "PJSIP/1 rings held hang-up",
                Phone::new("PJSIP/1").never_answers().then(When::Held, Duration::ZERO, Act::HangUp),
            ),
            ("PJSIP/1 unreachable", Phone::new("PJSIP/1").unreachable()),
            (
                "PJSIP/1 bridged after=0.5 hang-up",
                Phone::new("PJSIP/1").then(When::Bridged, half, Act::HangUp),
            ),
        ] {
            assert_eq!(phone(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn the_wrong_part_is_named() {
        for (text, want) in [
            ("", "write an endpoint"),
            ("1001", "write an endpoint"),
            ("PJSIP/1 explodes", "\"explodes\" does not happen"),
            ("PJSIP/1 refuses=", "\"refuses=\" has no hangup cause"),
            ("PJSIP/1 answers=soon", "no number of seconds"),
            ("PJSIP/1 bridged", "\"\" cannot be done"),
            ("PJSIP/1 bridged press=12", "\"press=12\" cannot be done"),
            ("PJSIP/1 plays= hang-up", "\"plays=\" does not happen"),
        ] {
            assert!(phone(text).is_err_and(|error| error.starts_with(want)), "{text}: {:?}", phone(text));
        }
        assert!(caller("menu").is_err_and(|error| error.starts_with("write APPLICATION=NUMBER")));
        assert_eq!(
            on_connections("2:event=1:drop-within"),
            Ok(Fault::on_connection(2, Place::Event(1), Harm::DropWithin))
        );
        assert!(
            on_connections("after=1:crash=1")
                .is_err_and(|error| error.contains("write --fault after=1:crash=1"))
        );
    }
}
