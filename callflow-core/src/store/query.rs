//! Questions about calls.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::cursor::Cursor;
use super::error::StoreError;
use crate::call::{Call, Direction};
use crate::disposition::Disposition;
use crate::time::Timestamp;

/// The most rows that a page holds.
pub const MAX_LIMIT: u32 = 500;

pub(super) const DEFAULT_LIMIT: u32 = 50;

/// Which calls to list. All filters that are set must hold; the default asks for the 50 newest calls.
///
/// ```
/// use callflow_core::call::Direction;
/// use callflow_core::store::CallQuery;
///
/// let mut query = CallQuery::default();
/// query.direction = Some(Direction::Inbound);
/// query.queue = Some("sales".into());
/// query.limit = 100;
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CallQuery {
    /// Began at this time or later.
    pub from: Option<Timestamp>,
    /// Began before this time.
    pub to: Option<Timestamp>,
    /// Went this way.
    pub direction: Option<Direction>,
    /// Came out so; a live call has no disposition.
    pub disposition: Option<Disposition>,
    /// Exactly this number called, was dialled, or was a party ([`numbers`](super::numbers)).
    pub number: Option<Arc<str>>,
    /// This agent took it: was the first to answer, or the member a queue connected ([`agents`](super::agents)).
    pub agent: Option<Arc<str>>,
    /// The caller entered this queue ([`queues`](super::queues)).
    pub queue: Option<Arc<str>>,
    /// Every word of it (split at white space) occurs in a number or a name of the call
    /// ([`search_text`](super::search_text)), upper and lower case alike. A store may have an index of parts of words,
    /// for words of three characters and more; without one it costs time in proportion to the calls that the other
    /// filters leave.
    pub text: Option<Arc<str>>,
    /// Is of this tenant and ran on this PBX.
    pub scope: Scope,
    /// Lives, or is over.
    pub stage: Option<Stage>,
    /// Also the calls that became part of another one. They are left out by default, as they count nowhere.
    pub include_merged: bool,
    /// In which order.
    pub sort: Sort,
    /// At most this many, from 1 to [`MAX_LIMIT`].
    pub limit: u32,
    /// Those after this place, which a page gave as [`CallPage::next_cursor`]. A cursor fits any filter and the
    /// sort it was made with.
    pub cursor: Option<Cursor>,
    /// Leaves out this many calls before the first, for callers that number their pages. It costs time in
    /// proportion, and calls that come in between shift the pages; a cursor does neither.
    pub offset: u64,
    /// Also count all that the filters leave, whatever cursor, offset and limit are.
    pub with_total: bool,
    /// Counting may stop there, for callers that cannot wait: where there are more, [`CallPage::total`] is `None` if the
    /// store does not know it anyway.
    pub count_at_most: u64,
}

impl Default for CallQuery {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            direction: None,
            disposition: None,
            number: None,
            agent: None,
            queue: None,
            text: None,
            scope: Scope::default(),
            stage: None,
            include_merged: false,
            sort: Sort::default(),
            limit: DEFAULT_LIMIT,
            cursor: None,
            offset: 0,
            with_total: false,
            count_at_most: u64::MAX,
        }
    }
}

impl CallQuery {
    /// Whether a store can answer it; every implementation asks this first.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit of 0 or above [`MAX_LIMIT`].
    pub fn check(&self) -> Result<(), StoreError> {
        check_limit(self.limit)
    }

    /// The words of [`text`](Self::text) in lower case, as they are looked for.
    pub fn words(&self) -> impl Iterator<Item = String> {
        self.text.as_deref().unwrap_or_default().split_whitespace().map(str::to_lowercase)
    }
}

/// One rule for the pages of all lists.
pub(super) fn check_limit(limit: u32) -> Result<(), StoreError> {
    if (1..=MAX_LIMIT).contains(&limit) {
        Ok(())
    } else {
        Err(StoreError::invalid("limit", alloc::format!("must be from 1 to {MAX_LIMIT}")))
    }
}

/// Whose, and of which PBX; `None` is any.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// The tenant.
    pub tenant: Option<Arc<str>>,
    /// The name of the PBX.
    pub pbx: Option<Arc<str>>,
}

impl Scope {
    /// Everything that ran on one PBX.
    #[must_use]
    pub fn of_pbx(pbx: &str) -> Self {
        Self { tenant: None, pbx: Some(pbx.into()) }
    }

    /// Everything of one tenant.
    #[must_use]
    pub fn of_tenant(tenant: &str) -> Self {
        Self { tenant: Some(tenant.into()), pbx: None }
    }
}

/// Whether a call goes on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It goes on ([`is_live`](super::is_live)).
    Live,
    /// It is over.
    Ended,
}

/// The order of a list by time.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Sort {
    /// What began last comes first.
    #[default]
    NewestFirst,
    /// What began first comes first.
    OldestFirst,
}

/// One page of calls.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CallPage {
    /// The calls, in the order asked for.
    pub items: Vec<Call>,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<Cursor>,
    /// How many calls the filters leave in all, if it was asked, and not too many to count.
    pub total: Option<u64>,
}

impl CallPage {
    /// The page made of the first `limit` of `items`, which are one more than the limit where there are more.
    #[must_use]
    pub fn of(mut items: Vec<Call>, limit: u32, total: Option<u64>) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = if more { items.last().map(Cursor::after) } else { None };
        Self { items, next_cursor, total }
    }
}
