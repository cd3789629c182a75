//! What goes wrong on purpose on a connection: pure descriptions, carried out by [`Machine`](crate::Machine).

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Something that goes wrong on connections.
///
/// Shown as text, it has the form that `callflow sim --fault` takes.
///
/// ```
/// use asterisk_sim::{Fault, Harm, Place};
///
/// // The second connection breaks in the middle of its tenth played event.
/// let fault = Fault::on_connection(2, Place::Event(10), Harm::DropWithin);
/// assert_eq!(fault.to_string(), "2:event=10:drop-within");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// Which connections, counted from 1 in the order in which they were accepted.
    pub connections: RangeInclusive<u64>,
    /// Where.
    pub place: Place,
    /// What.
    pub harm: Harm,
}

/// Where on a connection a fault strikes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// After so many bytes, the banner and all answers included; what [`Harm::Insert`] adds does not count.
    /// This may be in the middle of a message.
    Byte(u64),
    /// At the played event of that number, counted from 1 in those that this connection gets.
    Event(u64),
    /// At the answer of that number, counted from 1: usually that is the answer to the login. All events of a
    /// list belong to its answer.
    Answer(u64),
    /// So long after the connection was accepted; between two messages.
    After(Duration),
}

/// What a fault does.
///
/// Some harm is done once, at the place; `Pieces`, `Late` and `RefuseLogin` last from there on to the end of
/// the connection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Harm {
    /// The connection ends before the event or the answer. At a [`Place::Byte`] it is cut exactly there, at a
    /// [`Place::After`] it ends when what waits is sent.
    DropBefore,
    /// The connection ends in the middle of the event or the answer. At a [`Place::Byte`] it is cut exactly
    /// there, at a [`Place::After`] what waits is lost.
    DropWithin,
    /// Nothing more is sent for so long; what stands before the place still is.
    Stall(Duration),
    /// The event or the answer comes twice. At other places nothing happens.
    Repeat,
    /// These bytes come in between: before the event or the answer, or at the byte, in the middle of whatever
    /// message is there.
    Insert(Vec<u8>),
    /// From there on the output comes in pieces of at most so many bytes; 0 counts as 1.
    Pieces(usize),
    /// From there on each answer comes so much later than it was made. Events go on meanwhile, so those that
    /// were played later come before it, and what a list says is no longer true. Answers keep their order. A
    /// client gets no events before the answer to its login.
    Late(Duration),
    /// The answer is never given, though the action was carried out. At a place that is no answer, it is the
    /// next one.
    Unanswered,
    /// From there on a login fails as with a wrong secret: it is refused, and the connection ends.
    RefuseLogin,
}

impl Fault {
    /// A fault on the first connection.
    #[must_use]
    pub fn new(place: Place, harm: Harm) -> Self {
        Self::on_connection(1, place, harm)
    }

    /// A fault on the connection of that number.
    #[must_use]
    pub fn on_connection(connection: u64, place: Place, harm: Harm) -> Self {
        Self::on_connections(connection..=connection, place, harm)
    }

    /// A fault on each of these connections.
    #[must_use]
    pub fn on_connections(connections: RangeInclusive<u64>, place: Place, harm: Harm) -> Self {
        Self { connections, place, harm }
    }

    /// A fault on each connection.
    #[must_use]
    pub fn on_each(place: Place, harm: Harm) -> Self {
        Self::on_connections(1..=u64::MAX, place, harm)
    }

    pub(crate) fn concerns(&self, connection: u64) -> bool {
        self.connections.contains(&connection)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self.connections.start(), *self.connections.end()) {
            (0 | 1, u64::MAX) => f.write_str("each")?,
            (first, last) if first == last => write!(f, "{first}")?,
            (first, last) => write!(f, "{first}-{last}")?,
        }
        write!(f, ":{}:{}", self.place, self.harm)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(byte) => write!(f, "byte={byte}"),
            Self::Event(number) => write!(f, "event={number}"),
            Self::Answer(number) => write!(f, "answer={number}"),
            Self::After(time) => write!(f, "after={}", Seconds(*time)),
        }
    }
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DropBefore => f.write_str("drop-before"),
            Self::DropWithin => f.write_str("drop-within"),
            Self::Stall(time) => write!(f, "stall={}", Seconds(*time)),
            Self::Repeat => f.write_str("repeat"),
            Self::Insert(bytes) => write!(f, "insert={}", Escaped(bytes)),
            Self::Pieces(bytes) => write!(f, "pieces={}", (*bytes).max(1)),
            Self::Late(time) => write!(f, "late={}", Seconds(*time)),
            Self::Unanswered => f.write_str("unanswered"),
            Self::RefuseLogin => f.write_str("refuse-login"),
        }
    }
}

/// A time as seconds, exactly.
pub(crate) struct Seconds(pub(crate) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.as_secs())?;
        match self.0.subsec_nanos() {
            0 => Ok(()),
            nanos => f.write_str(format!(".{nanos:09}").trim_end_matches('0')),
        }
    }
}

/// Bytes as text in one line.
struct Escaped<'a>(&'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            match byte {
                b'\r' => f.write_str("\\r")?,
                b'\n' => f.write_str("\\n")?,
                b'\t' => f.write_str("\\t")?,
                b'\\' => f.write_str("\\\\")?,
                b' '..=b'~' => write!(f, "{}", char::from(*byte))?,
                byte => write!(f, "\\x{byte:02x}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_shown_as_the_command_line_takes_them() {
        let seconds = Duration::from_millis(2_500);
        for (fault, want) in [
            (Fault::new(Place::Byte(7), Harm::DropBefore), "1:byte=7:drop-before"),
            (Fault::on_each(Place::Answer(2), Harm::Unanswered), "each:answer=2:unanswered"),
            (Fault::on_connections(2..=5, Place::Event(3), Harm::Repeat), "2-5:event=3:repeat"),
            (Fault::new(Place::After(seconds), Harm::Stall(Duration::from_secs(1))), "1:after=2.5:stall=1"),
            (
                Fault::new(Place::Byte(0), Harm::Insert(b"\x00a\\\r\n".to_vec())),
                r"1:byte=0:insert=\x00a\\\r\n",
            ),
            (Fault::new(Place::Byte(0), Harm::Pieces(0)), "1:byte=0:pieces=1"),
            (Fault::new(Place::Byte(0), Harm::Late(Duration::from_nanos(1))), "1:byte=0:late=0.000000001"),
        ] {
            assert_eq!(fault.to_string(), want);
        }
    }
}
