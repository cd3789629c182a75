//! How long agents were in which state, added up.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::entities::AgentStore;
use super::error::StoreError;
use super::history::HistoryQuery;
use super::query::{MAX_LIMIT, Scope, Sort};
use super::rows::IntervalRow;
use crate::agent::AgentState;
use crate::time::Timestamp;
use crate::zone::Span;

/// Which intervals to add up.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AgentSumsQuery {
    /// Those that begin in one of these, which follow on each other without a gap, from whole milliseconds to whole
    /// milliseconds.
    pub periods: Vec<Span>,
    /// Of this tenant and PBX.
    pub scope: Scope,
    /// Of these agents alone; `None` is any.
    pub agents: Option<BTreeSet<Arc<str>>>,
}

/// What the intervals of one agent in one state come to that lie in one period.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AgentSum {
    /// Which of the periods, from 0 on.
    pub period: usize,
    /// Its extension, else its interface; on whichever PBX.
    pub agent: Arc<str>,
    /// In which state.
    pub state: AgentState,
    /// All of them together. Each is cut to whole milliseconds where it begins and ends.
    pub ms: u64,
    /// The longest of them.
    pub longest_ms: u64,
    /// The end of the last one, to the millisecond.
    pub last_to: Timestamp,
}

/// What [`AgentStore::agent_sums`] finds: an interval is in one of the two.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AgentSums {
    /// Of intervals that lie in one period, added up.
    pub sums: Vec<AgentSum>,
    /// Others, as they are: those of an agent in the order in which they began.
    pub others: Vec<IntervalRow>,
}

impl AgentSumsQuery {
    /// All intervals that begin in one of these periods.
    #[must_use]
    pub fn new(periods: Vec<Span>) -> Self {
        Self { periods, scope: Scope::default(), agents: None }
    }

    /// From the beginning of the first period to the end of the last one.
    #[must_use]
    pub fn whole(&self) -> Option<Span> {
        Some(Span { from: self.periods.first()?.from, to: self.periods.last()?.to })
    }
}

/// Reads all intervals page by page, and adds up none: what a store does that cannot do better.
pub(super) async fn in_pages(
    store: &(impl AgentStore + ?Sized),
    query: &AgentSumsQuery,
) -> Result<AgentSums, StoreError> {
    let mut found = AgentSums::default();
    let Some(whole) = query.whole() else { return Ok(found) };
    let mut pages = HistoryQuery {
        scope: query.scope.clone(),
        from: Some(whole.from),
        to: Some(whole.to),
        limit: MAX_LIMIT,
        sort: Sort::OldestFirst,
        ..HistoryQuery::default()
    };
    let wanted = |row: &IntervalRow| query.agents.as_ref().is_none_or(|agents| agents.contains(&row.agent));
    loop {
        let page = store.agent_intervals(&pages).await?;
        found.others.extend(page.items.into_iter().filter(wanted));
        match page.next_cursor {
            Some(next) => pages.cursor = Some(next),
            None => return Ok(found),
        }
    }
}
