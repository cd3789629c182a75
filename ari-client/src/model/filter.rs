//! Which types of events an application is told of.

use alloc::vec::Vec;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::text::Text;

/// An event filter: types that are allowed, and types that are not. What is not allowed is not told; where none is
/// allowed by name, all are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct EventFilter {
    allowed: Vec<Text>,
    disallowed: Vec<Text>,
}

impl EventFilter {
    /// All types.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Only these types.
    #[must_use]
    pub fn allow(mut self, types: impl IntoIterator<Item = impl Into<Text>>) -> Self {
        self.allowed.extend(types.into_iter().map(Into::into));
        self
    }

    /// Not these types.
    #[must_use]
    pub fn disallow(mut self, types: impl IntoIterator<Item = impl Into<Text>>) -> Self {
        self.disallowed.extend(types.into_iter().map(Into::into));
        self
    }
}

/// One type, as the filter's list has it.
#[derive(Serialize)]
struct Entry<'t> {
    r#type: &'t str,
}

impl Serialize for EventFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        for (name, types) in [("allowed", &self.allowed), ("disallowed", &self.disallowed)] {
            let list: Vec<Entry<'_>> = types.iter().map(|one| Entry { r#type: one.as_str() }).collect();
            map.serialize_entry(name, &list)?;
        }
        map.end()
    }
}
