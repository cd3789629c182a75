//! The link to an Asterisk: whether others can read along, and whether its clock is right.

use std::net::IpAddr;
use std::time::SystemTime;

use ami_client::ami_proto::Action;
use ami_client::{Client, SendError};
use callflow_core::Timestamp;

use super::finding::Finding;
use crate::config::{Pbx, Tls};

/// A difference between two clocks that nobody sees in a call's record, in microseconds.
const SMALL: i64 = 1_000_000;

/// Whether it is encrypted, and has to be.
pub(super) fn encryption(name: &str, pbx: &Pbx) -> Finding {
    match &pbx.tls {
        Tls::On { .. } => Finding::fine("the connection is encrypted, and the certificate verified"),
        Tls::Unverified => Finding::note(format!(
            "the connection is encrypted, with whoever answers: whoever stands in between can read and change all of \
             it; write pbx.{name}.tls = \"on\", with tls_ca for a certificate of your own"
        )),
        Tls::Off if is_local(&pbx.host) => {
            Finding::fine("the connection is not encrypted, and does not leave this machine")
        }
        Tls::Off => Finding::fault(format!(
            "the connection is not encrypted, and Asterisk is another machine: whoever stands in between can read who \
             calls whom, and act as {:?}; write tlsenable = yes in manager.conf and pbx.{name}.tls = \"on\" here, or \
             take a tunnel to a port of this machine",
            pbx.username
        )),
    }
}

fn is_local(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// How far Asterisk's clock is from ours.
pub(super) async fn clock(client: &Client) -> Result<Option<Finding>, SendError> {
    let asked = now();
    let answer = client.send(Action::new("Ping")).await?;
    let answered = now();
    let said = answer.text("Timestamp").and_then(|text| Timestamp::from_unix_text(&text));
    Ok(said.map(|said| skew(said.unix_micros(), asked, answered)))
}

/// Asterisk said its time somewhen between the question and the answer.
fn skew(said: i64, asked: i64, answered: i64) -> Finding {
    let way = (answered - asked) / 2;
    let off = said - (asked + way);
    let seconds = off.unsigned_abs() as f64 / 1e6;
    if off.abs() - way <= SMALL {
        return Finding::fine("Asterisk's clock and that of this machine agree");
    }
    let side = if off > 0 { "ahead of" } else { "behind" };
    Finding::note(format!(
        "Asterisk's clock is {seconds:.1} s {side} that of this machine: let both take their time from the network (NTP), \
         or times in records are not those on the wall"
    ))
}

fn now() -> i64 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::finding::Weight;
    use super::*;

    #[test]
    fn a_slow_answer_is_no_wrong_clock() {
        let second = 1_000_000;
        assert_eq!(skew(10 * second, 10 * second, 10 * second).weight, Weight::Fine);
        // It took eight seconds, and Asterisk may have said it at any moment in them.
        assert_eq!(skew(10 * second, 10 * second, 18 * second).weight, Weight::Fine);
        let ahead = skew(13 * second, 10 * second, 10 * second);
        assert!(ahead.weight == Weight::Note && ahead.text.contains("3.0 s ahead of"), "{ahead:?}");
        assert!(skew(0, 10 * second, 10 * second).text.contains("10.0 s behind"));
    }

    #[test]
    fn only_another_machine_needs_encryption() {
        let pbx = |host: &str, tls| Pbx {
            host: host.into(),
            port: 5038,
            username: "callflow".into(),
            password: String::new().into(),
            tls,
            wss: String::new(),
            ari: None,
        };
        for (host, tls, weight) in [
            ("127.0.0.1", Tls::Off, Weight::Fine),
            ("::1", Tls::Off, Weight::Fine),
            ("localhost", Tls::Off, Weight::Fine),
            ("10.0.0.5", Tls::Off, Weight::Fault),
            ("pbx.example", Tls::Off, Weight::Fault),
            ("pbx.example", Tls::On { ca: None, name: None }, Weight::Fine),
            ("pbx.example", Tls::Unverified, Weight::Note),
        ] {
            assert_eq!(encryption("default", &pbx(host, tls)).weight, weight, "{host}");
        }
    }
}
