//! A place in a list of calls.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::error::StoreError;
use crate::call::Call;
use crate::ids::CallId;
use crate::time::Timestamp;

/// The place right after one call in a list ordered by start and id.
///
/// To users it is a text of letters and digits without a meaning (`Display`, `FromStr`); its form may change with
/// any version. It names the call it stands behind, not a count, so it holds its place whatever is put meanwhile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cursor {
    started_at: Timestamp,
    id: CallId,
}

impl Cursor {
    /// The place right after `call`.
    #[must_use]
    pub fn after(call: &Call) -> Self {
        Self { started_at: call.started_at, id: call.id.clone() }
    }

    /// When the call before this place began.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// The id of the call before this place.
    #[must_use]
    pub fn id(&self) -> &CallId {
        &self.id
    }
}

impl fmt::Display for Cursor {
    /// Hexadecimal, because it stands in a URL as it is and looks like nothing one would want to edit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in format!("{}.{}", self.started_at.unix_micros(), self.id).bytes() {
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
    Some(Cursor { started_at: Timestamp::from_unix_micros(micros.parse().ok()?), id: CallId::new(id) })
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_cursor_survives_being_text() {
        for (micros, id) in [(0, "a"), (-5, "default-1795199420.7"), (i64::MAX, "x%20y.é")] {
            let cursor = Cursor { started_at: Timestamp::from_unix_micros(micros), id: CallId::new(id) };
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
