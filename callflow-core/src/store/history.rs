//! Questions about what was: lists by time, in pages.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::cursor::Cursor;
use super::error::StoreError;
use super::query::{DEFAULT_LIMIT, Scope, Sort, check_limit};
use super::rows::Placed;
use crate::time::Timestamp;

/// A row that has its place in time.
pub trait Dated: Placed {
    /// The time that it is listed by.
    fn at(&self) -> Timestamp;

    /// What orders the rows of one moment, by its bytes. Of two rows of one list and one moment never the same.
    fn id(&self) -> Cow<'_, str>;

    /// What it tells of, as [`HistoryQuery::of`] asks for it.
    fn of(&self) -> &str;
}

/// Which rows of a history to list. All filters that are set must hold; the default asks for the 50 newest rows.
///
/// ```
/// use callflow_core::store::{HistoryQuery, Scope};
///
/// let mut query = HistoryQuery::default();
/// query.scope = Scope::of_pbx("default");
/// query.of = Some("101".into());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct HistoryQuery {
    /// Is of this tenant and of this PBX.
    pub scope: Scope,
    /// Tells of this one: the agent of intervals, the extension of device events, the call's id of recordings.
    pub of: Option<Arc<str>>,
    /// Began or happened at this time or later.
    pub from: Option<Timestamp>,
    /// Began or happened before this time.
    pub to: Option<Timestamp>,
    /// At most this many, from 1 to [`MAX_LIMIT`](super::MAX_LIMIT).
    pub limit: u32,
    /// Those after this place, which a page gave as [`Page::next_cursor`]. A cursor fits any filter and the sort it was
    /// made with.
    pub cursor: Option<Cursor>,
    /// In which order.
    pub sort: Sort,
}

impl Default for HistoryQuery {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            of: None,
            from: None,
            to: None,
            limit: DEFAULT_LIMIT,
            cursor: None,
            sort: Sort::default(),
        }
    }
}

impl HistoryQuery {
    /// Whether a store can answer it; every implementation asks this first.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit of 0 or above [`MAX_LIMIT`](super::MAX_LIMIT).
    pub fn check(&self) -> Result<(), StoreError> {
        check_limit(self.limit)
    }

    /// Whether the filters leave this row, wherever the cursor stands.
    #[must_use]
    pub fn matches<R: Dated>(&self, row: &R) -> bool {
        self.scope.holds(row)
            && self.of.as_deref().is_none_or(|of| of == row.of())
            && self.from.is_none_or(|from| row.at() >= from)
            && self.to.is_none_or(|to| row.at() < to)
    }

    /// How two rows stand to each other in the list.
    #[must_use]
    pub fn order<R: Dated>(&self, one: &R, other: &R) -> Ordering {
        self.sort.directed((one.at(), one.id()).cmp(&(other.at(), other.id())))
    }

    /// Whether the row comes after the cursor, if there is one.
    #[must_use]
    pub fn is_after_cursor<R: Dated>(&self, row: &R) -> bool {
        self.cursor.as_ref().is_none_or(|cursor| {
            let order = (row.at(), &*row.id()).cmp(&(cursor.at(), cursor.id()));
            self.sort.directed(order) == Ordering::Greater
        })
    }
}

/// One page of a history.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<Cursor>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next_cursor: None }
    }
}

impl<T: Dated> Page<T> {
    /// The page made of the first `limit` of `items`, which are one more than the limit where there are more.
    #[must_use]
    pub fn of(mut items: Vec<T>, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|row| Cursor::new(row.at(), &row.id()));
        Self { items, next_cursor }
    }
}
