//! Which calls are within reach, and how they are asked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use callflow_core::Call;
use callflow_core::store::{
    CallPage, CallQuery, CallStore, Cursor, MAX_LIMIT, Placed, StatisticsQuery, StatisticsRow, StoreError,
    agents, numbers, queues,
};

use super::Reach;

/// How many pages are read at most to fill one, after what is skipped: beyond, a page has fewer calls than it may.
const MOST_ROUNDS: u32 = 20;

impl Reach {
    /// Whether this call is within reach. It is one's own if one of one's numbers has part in it, rang for it too, and
    /// happens in a queue if its caller entered it.
    #[must_use]
    pub fn holds_call(&self, call: &Call) -> bool {
        if !self.tenants().holds(call.tenant()) {
            return false;
        }
        let own = |numbers: BTreeSet<&str>| numbers.into_iter().any(|it| self.numbers().contains(it));
        self.is_whole()
            || own(numbers(call))
            || own(agents(call))
            || queues(call).into_iter().any(|queue| self.seen_queues().contains(queue))
    }

    /// Questions that together find all calls of `query` within reach, and maybe others.
    fn questions(&self, query: &CallQuery) -> Vec<CallQuery> {
        let Some(scope) = self.scope(&query.scope) else { return Vec::new() };
        let mut whole = query.clone();
        whole.scope = scope;
        // The calls of one number are few: whether they are within reach is looked up in each.
        if query.number.is_some() || self.holds_all_of(query) {
            return vec![whole];
        }
        let mut questions = Vec::new();
        for number in self.numbers() {
            let mut of_number = whole.clone();
            of_number.number = Some(number.clone());
            questions.push(of_number);
            if query.agent.is_none() {
                let mut as_agent = whole.clone();
                as_agent.agent = Some(number.clone());
                questions.push(as_agent);
            }
        }
        if query.queue.is_none() {
            for queue in self.seen_queues() {
                let mut of_queue = whole.clone();
                of_queue.queue = Some(queue.clone());
                questions.push(of_queue);
            }
        }
        questions
    }

    /// Whether the answer to `query` has nothing that is not within reach.
    fn holds_all_of(&self, query: &CallQuery) -> bool {
        self.is_whole()
            || is_one_of(self.numbers(), query.number.as_ref())
            || is_one_of(self.numbers(), query.agent.as_ref())
            || is_one_of(self.seen_queues(), query.queue.as_ref())
    }
}

fn is_one_of(list: &BTreeSet<Arc<str>>, asked: Option<&Arc<str>>) -> bool {
    asked.is_some_and(|asked| list.contains(asked))
}

/// A page of the calls that `query` asks for and that are within reach, as [`CallStore::calls`] gives it.
///
/// In the whole of a tenant, of one's own number or agent, or of one seen queue, it is one question, and the total is
/// exact. Else it is a question for each number and queue, whose answers are put together in order, each call once; the
/// total is left out then, as calls that were in two queues would count twice. A page may have fewer calls than its limit
/// and still lead to a next one.
///
/// # Errors
/// Those of [`CallStore::calls`].
pub async fn calls_within(
    store: &dyn CallStore,
    reach: &Reach,
    query: &CallQuery,
) -> Result<CallPage, StoreError> {
    query.check()?;
    let questions = reach.questions(query);
    match questions.as_slice() {
        [] => Ok(nothing(query)),
        [one] if reach.holds_all_of(one) => store.calls(one).await,
        several => put_together(store, reach, query, several).await,
    }
}

fn nothing(query: &CallQuery) -> CallPage {
    CallPage::of(Vec::new(), query.limit, query.with_total.then_some(0))
}

async fn put_together(
    store: &dyn CallStore,
    reach: &Reach,
    query: &CallQuery,
    questions: &[CallQuery],
) -> Result<CallPage, StoreError> {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut skip = query.offset;
    let mut cursor = query.cursor.clone();
    let mut page = nothing(query);
    page.total = None;
    let mut rounds = 0;
    while rounds < MOST_ROUNDS {
        // What is skipped is read in large pages and without a limit, as it is asked for.
        rounds += u32::from(skip == 0);
        let size = u64::from(query.limit).saturating_add(skip).min(u64::from(MAX_LIMIT));
        let size = u32::try_from(size).unwrap_or(MAX_LIMIT);
        let (calls, more) = round(store, (query, size), questions, cursor.as_ref()).await?;
        cursor = calls.last().map(Cursor::after).or(cursor);
        for call in calls.into_iter().filter(|call| reach.holds_call(call)) {
            if skip > 0 {
                skip -= 1;
            } else if page.items.len() < limit {
                page.items.push(call);
            } else {
                page.next_cursor = page.items.last().map(Cursor::after);
                return Ok(page);
            }
        }
        if !more {
            return Ok(page);
        }
    }
    page.next_cursor = cursor;
    Ok(page)
}

/// The next calls of all questions, in order, each once, as far as no question has left any out; and whether more follow.
async fn round(
    store: &dyn CallStore,
    (query, size): (&CallQuery, u32),
    questions: &[CallQuery],
    cursor: Option<&Cursor>,
) -> Result<(Vec<Call>, bool), StoreError> {
    let mut calls: Vec<Call> = Vec::new();
    let mut horizon: Option<Call> = None;
    for question in questions {
        let mut question = question.clone();
        (question.cursor, question.offset, question.with_total) = (cursor.cloned(), 0, false);
        question.limit = size;
        let page = store.calls(&question).await?;
        if page.next_cursor.is_some()
            && let Some(last) = page.items.last()
            && horizon.as_ref().is_none_or(|horizon| query.order(last, horizon).is_lt())
        {
            horizon = Some(last.clone());
        }
        calls.extend(page.items);
    }
    calls.sort_by(|one, other| query.order(one, other));
    calls.dedup_by(|one, other| one.id == other.id);
    if let Some(horizon) = &horizon {
        calls.retain(|call| query.order(call, horizon).is_le());
    }
    Ok((calls, horizon.is_some()))
}

/// The statistics that `query` asks for, within reach, as [`CallStore::statistics`] gives them.
///
/// Counts of several numbers or queues cannot be added up, as a call may be in two of them. So whoever has several names
/// one; whoever has one need not.
///
/// # Errors
/// [`StoreError::InvalidQuery`] of the field `agent` or `queue` where one must be named, or is not within reach; those of
/// [`CallStore::statistics`].
pub async fn statistics_within(
    store: &dyn CallStore,
    reach: &Reach,
    query: &StatisticsQuery,
) -> Result<Vec<StatisticsRow>, StoreError> {
    query.check()?;
    let Some(scope) = reach.scope(&query.scope) else { return Ok(Vec::new()) };
    let mut query = query.clone();
    query.scope = scope;
    if !reach.is_whole() {
        let (own, seen) = (reach.numbers(), reach.seen_queues());
        if !is_one_of(own, query.agent.as_ref()) && !is_one_of(seen, query.queue.as_ref()) {
            match (own.first(), seen.first(), own.len() + seen.len()) {
                (Some(number), None, 1) if query.agent.is_none() => query.agent = Some(number.clone()),
                (_, Some(queue), _) if seen.len() == 1 && query.queue.is_none() => {
                    query.queue = Some(queue.clone())
                }
                (None, None, _) => return Ok(Vec::new()),
                (_, Some(_), _) => return Err(StoreError::invalid("queue", "name a queue that you see")),
                (Some(_), None, _) => return Err(StoreError::invalid("agent", "name a number of your own")),
            }
        }
    }
    store.statistics(&query).await
}

#[cfg(test)]
mod tests;
