//! `--fault [CONNECTION:]PLACE:HARM`, and `--fault MOMENT:OUTAGE=SECONDS`.

use std::ops::RangeInclusive;

use asterisk_sim::{Fault, Harm, Moment, Outage, OutageKind, Place};

use super::seconds;

/// What an argument stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trouble {
    /// On connections.
    Fault(Fault),
    /// Of Asterisk as a whole.
    Outage(Outage),
}

/// Reads a fault; the error says which part is wrong and what may stand there.
pub(super) fn read(text: &str) -> Result<Trouble, String> {
    let (first, rest) = split(text)?;
    // What goes in between may have any characters, so the harm is all that is left.
    let (connections, (place, harm)) = match connections(first)? {
        Some(connections) => (Some(connections), split(rest)?),
        None => (None, (first, rest)),
    };
    if let Some(kind) = outage_kind(harm) {
        if connections.is_some() {
            return Err(format!("{harm} is for all connections; write {place}:{harm}"));
        }
        return outage(place, kind, harm).map(Trouble::Outage);
    }
    let (place, harm) = (place_of(place)?, harm_of(harm)?);
    if harm == Harm::Repeat && matches!(place, Place::Byte(_) | Place::After(_)) {
        return Err("repeat is for an event or an answer; write event=N:repeat or answer=N:repeat".into());
    }
    Ok(Trouble::Fault(Fault::on_connections(connections.unwrap_or(1..=1), place, harm)))
}

fn split(text: &str) -> Result<(&str, &str), String> {
    text.split_once(':').ok_or_else(|| "write [CONNECTION:]PLACE:HARM, such as event=10:drop-within".into())
}

/// `None` if the part is none, but already the place.
fn connections(text: &str) -> Result<Option<RangeInclusive<u64>>, String> {
    match text {
        "each" => Ok(Some(1..=u64::MAX)),
        range if range.starts_with(|c: char| c.is_ascii_digit()) => {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let range = first.parse().ok().zip(last.parse().ok()).map(|(first, last)| first..=last);
            range.filter(|range| *range.start() > 0 && !range.is_empty()).map(Some).ok_or_else(|| {
                format!("{text:?} is no number of a connection, nor such as 2-5; they count from 1")
            })
        }
        _ => Ok(None),
    }
}

fn place_of(text: &str) -> Result<Place, String> {
    let place = text.split_once('=').and_then(|(kind, number)| match kind {
        "event" => number.parse().ok().filter(|number| *number > 0).map(Place::Event),
        "answer" => number.parse().ok().filter(|number| *number > 0).map(Place::Answer),
        "byte" => number.parse().ok().map(Place::Byte),
        "after" => seconds(number).ok().map(Place::After),
        _ => None,
    });
    place.ok_or_else(|| {
        format!("{text:?} is no place; write event=N or answer=N, from 1 on, byte=N, or after=SECONDS")
    })
}

fn harm_of(text: &str) -> Result<Harm, String> {
    let (kind, value) = text.split_once('=').map_or((text, None), |(kind, value)| (kind, Some(value)));
    match (kind, value) {
        ("drop-before", None) => Ok(Harm::DropBefore),
        ("drop-within", None) => Ok(Harm::DropWithin),
        ("repeat", None) => Ok(Harm::Repeat),
        ("unanswered", None) => Ok(Harm::Unanswered),
        ("refuse-login", None) => Ok(Harm::RefuseLogin),
        ("stall", Some(value)) => seconds(value).map(Harm::Stall),
        ("late", Some(value)) => seconds(value).map(Harm::Late),
        ("insert", Some(value)) => unescaped(value).map(Harm::Insert),
        ("pieces", Some(value)) => {
            let bytes = value.parse().ok().filter(|bytes| *bytes > 0);
            bytes.map(Harm::Pieces).ok_or_else(|| "pieces have 1 byte or more; write pieces=1".into())
        }
        _ => Err(format!(
            "{text:?} is no harm; write drop-before, drop-within, stall=SECONDS, repeat, insert=TEXT, pieces=BYTES, \
             late=SECONDS, unanswered or refuse-login; or crash=, shutdown= or refuse=SECONDS"
        )),
    }
}

fn outage_kind(harm: &str) -> Option<OutageKind> {
    match harm.split_once('=').map_or(harm, |(kind, _)| kind) {
        "crash" => Some(OutageKind::Crash),
        "shutdown" => Some(OutageKind::Shutdown),
        "refuse" => Some(OutageKind::Refuse),
        _ => None,
    }
}

fn outage(place: &str, kind: OutageKind, harm: &str) -> Result<Outage, String> {
    let at = match place_of(place) {
        Ok(Place::Event(number)) => Moment::Event(number),
        Ok(Place::After(time)) => Moment::After(time),
        _ => {
            return Err(format!(
                "{place:?} is no time for {harm}; write event=N, from 1 on, or after=SECONDS"
            ));
        }
    };
    let lasts = harm.split_once('=').map_or("", |(_, lasts)| lasts);
    Ok(Outage::new(at, kind, seconds(lasts)?))
}

fn unescaped(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next() {
                Some(b'r') => b'\r',
                Some(b'n') => b'\n',
                Some(b't') => b'\t',
                Some(b'\\') => b'\\',
                Some(b'x') => {
                    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
                    let number =
                        digit(rest.next()).zip(digit(rest.next())).map(|(high, low)| 16 * high + low);
                    let byte = number.and_then(|number| u8::try_from(number).ok());
                    byte.ok_or_else(|| "after a '\\x' come two hexadecimal digits".to_owned())?
                }
                _ => return Err("after a '\\' comes r, n, t, x or another '\\'".into()),
            },
            byte => byte,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use asterisk_sim::{Bounds, Schedule};

    use super::*;

    #[test]
    fn faults_are_read() {
        let second = Duration::from_secs(1);
        for (text, want) in [
            ("event=10:drop-within", Fault::new(Place::Event(10), Harm::DropWithin)),
            ("2:byte=0:drop-before", Fault::on_connection(2, Place::Byte(0), Harm::DropBefore)),
            ("each:event=1:repeat", Fault::on_each(Place::Event(1), Harm::Repeat)),
            ("byte=7:stall=0.5", Fault::new(Place::Byte(7), Harm::Stall(Duration::from_millis(500)))),
            ("2-5:byte=0:refuse-login", Fault::on_connections(2..=5, Place::Byte(0), Harm::RefuseLogin)),
            ("after=1:late=1", Fault::new(Place::After(second), Harm::Late(second))),
            ("answer=3:unanswered", Fault::new(Place::Answer(3), Harm::Unanswered)),
            ("answer=3:repeat", Fault::new(Place::Answer(3), Harm::Repeat)),
            ("byte=0:pieces=1", Fault::new(Place::Byte(0), Harm::Pieces(1))),
            (
                r"event=3:insert=Event: A=B\r\n\\\x00",
                Fault::new(Place::Event(3), Harm::Insert(b"Event: A=B\r\n\\\x00".to_vec())),
            ),
        ] {
            assert_eq!(read(text), Ok(Trouble::Fault(want)), "{text}");
        }
    }

    #[test]
    fn outages_are_read() {
        let outage = |at, kind| Trouble::Outage(Outage::new(at, kind, Duration::from_millis(1_500)));
        for (text, want) in [
            ("event=10:crash=1.5", outage(Moment::Event(10), OutageKind::Crash)),
            ("after=60:shutdown=1.5", outage(Moment::After(Duration::from_secs(60)), OutageKind::Shutdown)),
            ("after=0:refuse=1.5", outage(Moment::After(Duration::ZERO), OutageKind::Refuse)),
        ] {
            assert_eq!(read(text), Ok(want), "{text}");
        }
    }

    /// So what a test shows of a schedule that a client did not survive can be tried by hand.
    #[test]
    fn what_a_schedule_shows_is_read() {
        for seed in 0..200 {
            let schedule = Schedule::random(seed, &Bounds::new(Duration::from_secs(60)).outages(4));
            let mut again = Schedule::default();
            for line in schedule.to_string().lines() {
                match read(line) {
                    Ok(Trouble::Fault(fault)) => again.faults.push(fault),
                    Ok(Trouble::Outage(outage)) => again.outages.push(outage),
                    Err(error) => panic!("{line}: {error}"),
                }
            }
            assert_eq!(again, schedule);
        }
    }

    #[test]
    fn the_wrong_part_is_named() {
        for (text, want) in [
            ("drop-within", "write [CONNECTION:]PLACE:HARM"),
            ("each:drop-within", "write [CONNECTION:]PLACE:HARM"),
            ("0:event=1:repeat", "\"0\" is no number of a connection"),
            ("2x:event=1:repeat", "\"2x\" is no number of a connection"),
            ("5-2:event=1:repeat", "\"5-2\" is no number of a connection"),
            ("all:event=1:repeat", "\"all\" is no place"),
            ("event=0:repeat", "\"event=0\" is no place"),
            ("answer=0:repeat", "\"answer=0\" is no place"),
            ("after=soon:repeat", "\"after=soon\" is no place"),
            ("event=1:explode", "\"explode\" is no harm"),
            ("event=1:repeat=2", "\"repeat=2\" is no harm"),
            ("event=1:stall=soon", "no number of seconds"),
            ("event=1:pieces=0", "pieces have 1 byte or more"),
            (r"event=1:insert=\y", "after a '\\'"),
            (r"event=1:insert=\x0", "after a '\\x'"),
            ("byte=1:repeat", "repeat is for an event"),
            ("after=1:repeat", "repeat is for an event"),
            ("2:event=1:crash=1", "crash=1 is for all connections; write event=1:crash=1"),
            ("byte=1:crash=1", "\"byte=1\" is no time for crash=1"),
            ("event=1:crash", "no number of seconds"),
        ] {
            assert!(read(text).is_err_and(|error| error.starts_with(want)), "{text}: {:?}", read(text));
        }
    }
}
