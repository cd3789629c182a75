//! A place in a list by time.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::error::StoreError;
use crate::call::Call;
use crate::time::Timestamp;

/// The place right after one row in a list ordered by time and id: a call, an interval, an event, a recording.
///
/// To users it is a text of letters and digits without a meaning (`Display`, `FromStr`); its form may change with
/// any version. It names the row it stands behind, not a count, so it holds its place whatever is put meanwhile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cursor {
    at: Timestamp,
    id: Arc<str>,
}

impl Cursor {
    /// The place right after the row of this time and id.
    #[must_use]
    pub fn new(at: Timestamp, id: &str) -> Self {
        Self { at, id: id.into() }
    }

    /// The place right after `call`.
    #[must_use]
    pub fn after(call: &Call) -> Self {
        Self::new(call.started_at, call.id.as_str())
    }

    /// The time of the row before this place: when the call began.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The id of the row before this place: that of the call, [`Dated::id`](super::Dated::id) of others.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for Cursor {
    /// Hexadecimal, because it stands in a URL as it is and looks like nothing one would want to edit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in format!("{}.{}", self.at.unix_micros(), self.id).bytes() {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| StoreError::invalid("cursor", "is none that a page gave"))
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16);
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    });
    let plain = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?;
    let (micros, id) = plain.split_once('.')?;
    Some(Cursor::new(Timestamp::from_unix_micros(micros.parse().ok()?), id))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_cursor_survives_being_text() {
        for (micros, id) in [(0, "a"), (-5, "default-1795199420.7"), (i64::MAX, "x%20y.é")] {
            let cursor = Cursor::new(Timestamp::from_unix_micros(micros), id);
            let text = cursor.to_string();
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{text}");
            assert_eq!(text.parse::<Cursor>().unwrap(), cursor);
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for wrong in ["", "3", "zz", "é", "+1+1", "31", "2e61", "ff2e61"] {
            assert!(
                matches!(wrong.parse::<Cursor>(), Err(StoreError::InvalidQuery { field: "cursor", .. })),
                "{wrong}"
            );
        }
    }
}
