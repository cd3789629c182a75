//! Reports out of a store. The futures are described here and run by whoever asks.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::call_back::{AbandonedRow, CallBack, CallBackState, call_back};
use super::counts::Counts;
use super::distribution::{self, DistributionRow};
use super::grain::{Grain, periods};
use super::rows::{AgentRow, CallsRow, Period, QueueRow, Report, Restated};
use super::share::Group;
use super::times::times;
use crate::call::Call;
use crate::metrics::{AgentFigures, AgentTimes, By, QueueMetrics, Tally};
use crate::plan::Limits;
use crate::store::{
    AgentStore, CallQuery, CallStore, CountsQuery, ReportStore, Scope, Sort, Store, StoreError,
};
use crate::time::Timestamp;
use crate::zone::{Span, Zone};

/// What every report is asked: over which time, in which periods, of whom.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ask {
    /// The range; the report covers the whole periods that it touches.
    pub range: Span,
    /// By whose clocks.
    pub zone: Zone,
    /// How long a period is.
    pub grain: Grain,
    /// Of this tenant and PBX.
    pub scope: Scope,
    /// Of these names alone (agents, queues, whatever the report is by); `None` is any.
    pub names: Option<BTreeSet<Arc<str>>>,
}

/// Counts by the number of their period and by name.
type Grouped = BTreeMap<(usize, Arc<str>), Counts>;

impl Ask {
    /// All of a range, by the day.
    #[must_use]
    pub fn new(range: Span, zone: Zone) -> Self {
        Self { range, zone, grain: Grain::default(), scope: Scope::default(), names: None }
    }

    /// The periods of the report.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a range without a moment or with too many periods.
    pub fn periods(&self) -> Result<Vec<Span>, StoreError> {
        periods(self.grain, &self.zone, self.range)
            .map_err(|error| StoreError::invalid("to", error.to_string()))
    }

    async fn counts(
        &self,
        store: &(impl ReportStore + ?Sized),
        (group, periods): (Group, &[Span]),
    ) -> Result<Grouped, StoreError> {
        let whole = whole(periods);
        let (scope, names) = (self.scope.clone(), self.names.clone());
        let query = CountsQuery { scope, names, ..CountsQuery::new(group, whole.from, whole.to) };
        let mut grouped = Grouped::new();
        for share in store.report_counts(&query).await? {
            let period = periods.partition_point(|period| period.to <= share.key.quarter);
            *grouped.entry((period, share.key.name)).or_default() += &share.counts;
        }
        Ok(grouped)
    }
}

fn whole(periods: &[Span]) -> Span {
    let from = periods.first().map_or_else(Timestamp::default, |first| first.from);
    Span { from, to: periods.last().map_or(from, |last| last.to) }
}

/// The counts of all names together, of every period.
fn over_names(grouped: &Grouped, periods: &[Span]) -> Grouped {
    let mut sums: Grouped = (0..periods.len()).map(|n| ((n, Arc::from("")), Counts::default())).collect();
    for ((period, _), counts) in grouped {
        *sums.entry((*period, Arc::from(""))).or_default() += counts;
    }
    sums
}

fn sum(grouped: &Grouped) -> Counts {
    let mut sum = Counts::default();
    grouped.values().for_each(|counts| sum += counts);
    sum
}

/// Puts the rows of a report together.
fn report<R>(
    ask: &Ask,
    periods: &[Span],
    grouped: Grouped,
    row: impl Fn(Period, Arc<str>, Counts) -> R,
) -> Report<R> {
    let mut restated = Restated::default();
    let mut items = Vec::new();
    for ((number, name), counts) in grouped {
        if let Some(span) = periods.get(number) {
            restated.add(counts.revised_at);
            items.push(row(Period::new(*span, &ask.zone), name, counts));
        }
    }
    Report { span: whole(periods), items, totals: None, restated }
}

/// Calls by the period in which they began: all of them, a row a period, or by a group, a row a period and name with calls.
///
/// Groups of visits have no calls. A call that several agents took, or that entered several queues, is in the row of each
/// and once in the totals, which are of all calls; where names are asked for they are the sum of the rows.
///
/// # Errors
/// [`StoreError::InvalidQuery`] for a range that has no periods, and those of the store.
pub async fn calls(
    store: &(impl ReportStore + ?Sized),
    ask: &Ask,
    group: Option<Group>,
) -> Result<Report<CallsRow>, StoreError> {
    let periods = ask.periods()?;
    let grouped = ask.counts(store, (group.unwrap_or(Group::Direction), &periods)).await?;
    let totals = match (&ask.names, group) {
        (None, Some(Group::Did | Group::Agent | Group::Queue | Group::Disposition)) => {
            sum(&ask.counts(store, (Group::Direction, &periods)).await?)
        }
        _ => sum(&grouped),
    };
    let grouped = if group.is_some() { grouped } else { over_names(&grouped, &periods) };
    let row = |period, name, counts: Counts| CallsRow {
        period,
        name,
        counts: counts.calls,
        revised_at: counts.revised_at,
    };
    let whole = Period::new(whole(&periods), &ask.zone);
    // What an agent only missed is no call that it took.
    let grouped = grouped
        .into_iter()
        .filter(|(_, counts)| group.is_none() || counts.calls.calls > 0 || counts.revised_at.is_some());
    let named = |name: Arc<str>| group.is_some().then_some(name);
    let report =
        report(ask, &periods, grouped.collect(), |period, name, counts| row(period, named(name), counts));
    Ok(Report { totals: Some(row(whole, None, totals)), ..report })
}

/// Visits to queues, a row a period and queue with visits, by the limits of each queue.
///
/// # Errors
/// As [`calls`].
pub async fn queues(
    store: &(impl ReportStore + ?Sized),
    ask: &Ask,
    by: By,
    limits: impl Fn(&str) -> Limits,
) -> Result<Report<QueueRow>, StoreError> {
    let periods = ask.periods()?;
    let grouped = ask.counts(store, (visits(by), &periods)).await?;
    let mut total = Total::default();
    for ((_, queue), counts) in &grouped {
        total.add(counts, limits(queue));
    }
    let totals = total.row(Period::new(whole(&periods), &ask.zone));
    let report = report(ask, &periods, grouped, |period, queue, counts| {
        let limits = limits(&queue);
        QueueRow {
            period,
            queue: Some(queue),
            metrics: QueueMetrics::of(counts.visits.tally(limits), limits),
            revised_at: counts.revised_at,
            mixed_limits: false,
        }
    });
    Ok(Report { totals: Some(totals), ..report })
}

fn visits(by: By) -> Group {
    match by {
        By::Joined => Group::VisitsJoined,
        By::Ended => Group::VisitsEnded,
    }
}

/// The sum over queues, each counted by its own limits.
#[derive(Debug, Default)]
struct Total {
    tally: Tally,
    limits: Option<Limits>,
    mixed_limits: bool,
    revised_at: Option<Timestamp>,
}

impl Total {
    fn add(&mut self, counts: &Counts, limits: Limits) {
        self.tally += counts.visits.tally(limits);
        self.mixed_limits |= self.limits.is_some_and(|others| others != limits);
        self.limits = Some(limits);
        self.revised_at = self.revised_at.max(counts.revised_at);
    }

    fn row(self, period: Period) -> QueueRow {
        let Self { tally, limits, mixed_limits, revised_at } = self;
        let metrics = QueueMetrics::of(tally, limits.unwrap_or_default());
        QueueRow { period, queue: None, metrics, revised_at, mixed_limits }
    }
}

/// How waits and talks in queues are spread: some rows a period and queue. `bounds` are seconds in ascending order, each
/// once; each measure has its usual ones where there are none.
///
/// # Errors
/// As [`calls`].
pub async fn distribution(
    store: &(impl ReportStore + ?Sized),
    ask: &Ask,
    by: By,
    bounds: Option<&[u32]>,
) -> Result<Report<DistributionRow>, StoreError> {
    let periods = ask.periods()?;
    let grouped = ask.counts(store, (visits(by), &periods)).await?;
    let report = report(ask, &periods, grouped, |period, queue, counts| {
        distribution::rows((&period, Some(&queue)), (&counts.visits, counts.revised_at), bounds)
    });
    let items: Vec<DistributionRow> = report.items.into_iter().flatten().collect();
    let restated = Restated {
        rows: items.iter().filter(|row| row.revised_at.is_some()).count() as u64,
        ..report.restated
    };
    Ok(Report { span: report.span, items, totals: None, restated })
}

/// What agents did, a row a period and agent: counts of the calls that ended, times out of intervals. What goes on ends at
/// `now`.
///
/// # Errors
/// As [`calls`].
pub async fn agents(
    store: &(impl ReportStore + AgentStore + ?Sized),
    ask: &Ask,
    now: Timestamp,
) -> Result<Report<AgentRow>, StoreError> {
    let periods = ask.periods()?;
    let known = store.agents(&ask.scope).await?;
    // Calls know agents by the number of the phone, intervals by the name of the agent.
    let numbers: BTreeMap<&str, &Arc<str>> =
        known.iter().filter_map(|row| Some((&**row.number.as_ref()?, &row.agent))).collect();
    let names: BTreeMap<&str, &Arc<str>> =
        known.iter().filter_map(|row| Some((&*row.agent, row.name.as_ref()?))).collect();
    let wanted = |agent: &Arc<str>| ask.names.as_ref().is_none_or(|names| names.contains(agent));

    let any = Ask { names: None, ..ask.clone() };
    let mut rows: BTreeMap<(usize, Arc<str>), (Counts, AgentTimes)> = BTreeMap::new();
    let agents: BTreeSet<&str> = known.iter().map(|row| &*row.agent).collect();
    for ((period, number), counts) in any.counts(store, (Group::Agent, &periods)).await? {
        let agent = numbers.get(&*number).map_or(&number, |agent| *agent).clone();
        // Everyone in a call has a part in it, outside parties too; those who were told to be agents are agents.
        if agents.contains(&*agent) && wanted(&agent) {
            rows.entry((period, agent)).or_default().0 += &counts;
        }
    }
    for (key, times) in times(store, ask, (&periods, now)).await? {
        if wanted(&key.1) {
            rows.entry(key).or_default().1 += times;
        }
    }
    let mut restated = Restated::default();
    let (mut counts, mut times) = (Counts::default(), AgentTimes::default());
    let mut items = Vec::new();
    for ((period, agent), (own, spent)) in rows {
        let Some(span) = periods.get(period) else { continue };
        restated.add(own.revised_at);
        counts += &own;
        times += spent;
        items.push(AgentRow {
            period: Period::new(*span, &ask.zone),
            name: names.get(&*agent).map(|name| (*name).clone()),
            agent: Some(agent),
            figures: AgentFigures::of(own.agents, spent),
            revised_at: own.revised_at,
        });
    }
    let totals = AgentRow {
        period: Period::new(whole(&periods), &ask.zone),
        agent: None,
        name: None,
        figures: AgentFigures::of(counts.agents, times),
        revised_at: counts.revised_at,
    };
    Ok(Report { span: whole(&periods), items, totals: Some(totals), restated })
}

/// What became of calls that were given up in a queue, within so long after each.
///
/// # Errors
/// Those of [`CallStore::calls`].
pub async fn abandoned(
    store: &(impl CallStore + ?Sized),
    calls: &[Call],
    (within, zone): (Duration, &Zone),
) -> Result<Vec<AbandonedRow>, StoreError> {
    let mut rows = Vec::new();
    for call in calls {
        rows.push(AbandonedRow::new(call, settled(store, call, within).await?, zone));
    }
    Ok(rows)
}

async fn settled(
    store: &(impl CallStore + ?Sized),
    abandoned: &Call,
    within: Duration,
) -> Result<CallBack, StoreError> {
    let Some(number) = &abandoned.caller.number else { return Ok(call_back(abandoned, [])) };
    let ended = abandoned.ended_at.unwrap_or(abandoned.started_at);
    let mut query = CallQuery {
        from: Some(ended),
        to: Some(ended.saturating_add(within)),
        number: Some(number.clone()),
        scope: Scope { tenant: Some(abandoned.tenant.clone()), pbx: None },
        sort: Sort::OldestFirst,
        ..CallQuery::default()
    };
    let mut found = CallBack::default();
    loop {
        let page = store.calls(&query).await?;
        let next = call_back(abandoned, &page.items);
        found = CallBack {
            calls_back: found.calls_back + next.calls_back,
            calls_again: found.calls_again + next.calls_again,
            settled_at: next.settled_at,
            call_back: match next.call_back {
                CallBackState::Open => found.call_back,
                newer => newer,
            },
        };
        match page.next_cursor {
            Some(next) if found.settled_at.is_none() => query.cursor = Some(next),
            _ => return Ok(found),
        }
    }
}

/// A whole store is both.
const _: fn(&dyn Store) = |store| {
    fn both(_: &(impl ReportStore + AgentStore + ?Sized)) {}
    both(store);
};
