//! Lists in pages.

use std::cmp::Ordering;
use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::store::{Cursor, MAX_LIMIT, Sort, StoreError};

use crate::api_key::ApiKey;
use crate::audit::AuditEntry;
use crate::user::User;

/// What is listed by a time and an id.
pub trait Listed {
    /// The time that it is listed by.
    fn at(&self) -> Timestamp;

    /// Whose it is.
    fn tenant(&self) -> &str;

    /// What orders those of one moment, by its bytes.
    fn id(&self) -> &str;
}

impl Listed for User {
    fn at(&self) -> Timestamp {
        self.created_at
    }

    fn tenant(&self) -> &str {
        &self.tenant
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for ApiKey {
    fn at(&self) -> Timestamp {
        self.created_at
    }

    fn tenant(&self) -> &str {
        &self.tenant
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for AuditEntry {
    fn at(&self) -> Timestamp {
        self.at
    }

    fn tenant(&self) -> &str {
        &self.tenant
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// Which part of a list. The default asks for the 50 newest of all tenants.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ListQuery {
    /// Of this tenant.
    pub tenant: Option<Arc<str>>,
    /// At most this many, from 1 to [`MAX_LIMIT`].
    pub limit: u32,
    /// Those after this place, which a page gave as [`Page::next_cursor`].
    pub cursor: Option<Cursor>,
    /// In which order.
    pub sort: Sort,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self { tenant: None, limit: 50, cursor: None, sort: Sort::default() }
    }
}

impl ListQuery {
    /// Whether a store can answer it; every implementation asks this first.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit of 0 or above [`MAX_LIMIT`].
    pub fn check(&self) -> Result<(), StoreError> {
        if (1..=MAX_LIMIT).contains(&self.limit) {
            Ok(())
        } else {
            Err(StoreError::invalid("limit", format!("must be from 1 to {MAX_LIMIT}")))
        }
    }

    /// How two rows stand to each other in the list.
    #[must_use]
    pub fn order<T: Listed>(&self, one: &T, other: &T) -> Ordering {
        self.directed((one.at(), one.id()).cmp(&(other.at(), other.id())))
    }

    /// Whether the row is of the tenant and comes after the cursor.
    #[must_use]
    pub fn holds<T: Listed>(&self, row: &T) -> bool {
        self.tenant.as_deref().is_none_or(|tenant| tenant == row.tenant())
            && self.cursor.as_ref().is_none_or(|cursor| {
                let order = (row.at(), row.id()).cmp(&(cursor.at(), cursor.id()));
                self.directed(order) == Ordering::Greater
            })
    }

    fn directed(&self, order: Ordering) -> Ordering {
        match self.sort {
            Sort::OldestFirst => order,
            _ => order.reverse(),
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<Cursor>,
}

impl<T: Listed> Page<T> {
    /// The page made of the first `limit` of `items`, which are one more than the limit where there are more.
    #[must_use]
    pub fn of(mut items: Vec<T>, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|row| Cursor::new(row.at(), row.id()));
        Self { items, next_cursor }
    }
}
