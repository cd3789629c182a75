//! `--fault [CONNECTION:]PLACE:HARM`.

use asterisk_sim::{Fault, Harm, Place};

use super::seconds;

/// Reads a fault; the error says which part is wrong and what may stand there.
pub(super) fn read(text: &str) -> Result<Fault, String> {
    let (first, rest) = split(text)?;
    // What goes in between may have any characters, so the harm is all that is left.
    let (connection, (place, harm)) = match connection(first)? {
        Some(connection) => (connection, split(rest)?),
        None => (Connection::Numbered(1), (first, rest)),
    };
    let (place, harm) = (place_of(place)?, harm_of(harm)?);
    if harm == Harm::Repeat && matches!(place, Place::Byte(_)) {
        return Err("repeat is for an event; write event=N:repeat".into());
    }
    Ok(match connection {
        Connection::Numbered(number) => Fault::on_connection(number, place, harm),
        Connection::Each => Fault::on_each(place, harm),
    })
}

enum Connection {
    Numbered(u64),
    Each,
}

fn split(text: &str) -> Result<(&str, &str), String> {
    text.split_once(':').ok_or_else(|| "write [CONNECTION:]PLACE:HARM, such as event=10:drop-within".into())
}

/// `None` if the part is none, but already the place.
fn connection(text: &str) -> Result<Option<Connection>, String> {
    match text {
        "each" => Ok(Some(Connection::Each)),
        number if number.starts_with(|c: char| c.is_ascii_digit()) => number
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .map(|number| Some(Connection::Numbered(number)))
            .ok_or_else(|| format!("{number:?} is no number of a connection; they count from 1")),
        _ => Ok(None),
    }
}

fn place_of(text: &str) -> Result<Place, String> {
    let place = text.split_once('=').and_then(|(kind, number)| {
        let number = number.parse().ok()?;
        match kind {
            "event" => Some(Place::Event(number)).filter(|_| number > 0),
            "byte" => Some(Place::Byte(number)),
            _ => None,
        }
    });
    place.ok_or_else(|| format!("{text:?} is no place; write event=N, from 1 on, or byte=N"))
}

fn harm_of(text: &str) -> Result<Harm, String> {
    let (kind, value) = text.split_once('=').map_or((text, None), |(kind, value)| (kind, Some(value)));
    match (kind, value) {
        ("drop-before", None) => Ok(Harm::DropBefore),
        ("drop-within", None) => Ok(Harm::DropWithin),
        ("repeat", None) => Ok(Harm::Repeat),
        ("stall", Some(value)) => seconds(value).map(Harm::Stall),
        ("insert", Some(value)) => unescaped(value).map(Harm::Insert),
        _ => Err(format!(
            "{text:?} is no harm; write drop-before, drop-within, repeat, stall=SECONDS or insert=TEXT"
        )),
    }
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
                _ => return Err("after a '\\' comes r, n, t or another '\\'".into()),
            },
            byte => byte,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn faults_are_read() {
        for (text, want) in [
            ("event=10:drop-within", Fault::new(Place::Event(10), Harm::DropWithin)),
            ("2:byte=0:drop-before", Fault::on_connection(2, Place::Byte(0), Harm::DropBefore)),
            ("each:event=1:repeat", Fault::on_each(Place::Event(1), Harm::Repeat)),
            ("byte=7:stall=0.5", Fault::new(Place::Byte(7), Harm::Stall(Duration::from_millis(500)))),
            (
                r"event=3:insert=Event: A=B\r\n\\",
                Fault::new(Place::Event(3), Harm::Insert(b"Event: A=B\r\n\\".to_vec())),
            ),
        ] {
            assert_eq!(read(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn the_wrong_part_is_named() {
        for (text, want) in [
            ("drop-within", "write [CONNECTION:]PLACE:HARM"),
            ("each:drop-within", "write [CONNECTION:]PLACE:HARM"),
            ("0:event=1:repeat", "\"0\" is no number of a connection"),
            ("2x:event=1:repeat", "\"2x\" is no number of a connection"),
            ("all:event=1:repeat", "\"all\" is no place"),
            ("event=0:repeat", "\"event=0\" is no place"),
            ("event=1:explode", "\"explode\" is no harm"),
            ("event=1:repeat=2", "\"repeat=2\" is no harm"),
            ("event=1:stall=soon", "no number of seconds"),
            (r"event=1:insert=\x", "after a '\\'"),
            ("byte=1:repeat", "repeat is for an event"),
        ] {
            assert!(read(text).is_err_and(|error| error.starts_with(want)), "{text}: {:?}", read(text));
        }
    }
}
