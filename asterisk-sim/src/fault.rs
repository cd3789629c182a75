//! What goes wrong on purpose: pure descriptions, carried out by [`Machine`](crate::Machine).

use std::time::Duration;

/// Something that goes wrong on one connection.
///
/// ```
/// use asterisk_sim::{Fault, Harm, Place};
///
/// // The second connection breaks in the middle of its tenth played event.
/// let fault = Fault::on_connection(2, Place::Event(10), Harm::DropWithin);
/// # let _ = fault;
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// Which connection, counted from 1 in the order in which they were accepted; `None` for each.
    pub connection: Option<u64>,
    /// Where.
    pub place: Place,
    /// What.
    pub harm: Harm,
}

/// Where on a connection a fault strikes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// After so many bytes, the banner and all answers included.
    Byte(u64),
    /// At the played event of that number, counted from 1 in those that this connection gets.
    Event(u64),
}

/// What a fault does. At a [`Place::Byte`], `DropBefore` and `DropWithin` both cut exactly there, and `Repeat`
/// does nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Harm {
    /// The connection ends before the event.
    DropBefore,
    /// The connection ends in the middle of the event.
    DropWithin,
    /// Nothing more is sent for so long.
    Stall(Duration),
    /// The event comes twice.
    Repeat,
    /// These bytes come in between.
    Insert(Vec<u8>),
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
        Self { connection: Some(connection), place, harm }
    }

    /// A fault on each connection.
    #[must_use]
    pub fn on_each(place: Place, harm: Harm) -> Self {
        Self { connection: None, place, harm }
    }

    pub(crate) fn concerns(&self, connection: u64) -> bool {
        self.connection.is_none_or(|number| number == connection)
    }
}
