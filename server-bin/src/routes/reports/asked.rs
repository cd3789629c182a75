//! What is asked of a report, and what of it is within reach.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::reach::Reach;
use callflow_core::metrics::By;
use callflow_core::plan::{CallCentre, Limits};
use callflow_core::report::{Ask, Grain, Group, ServiceLevel};
use callflow_core::store::Scope;
use callflow_core::{Span, Zone};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::State;
use super::super::query::{NUMBER, Parameters, TIME};
use super::name::ReportName;
use crate::auth::Granted;
use crate::problem::Problem;

/// What every report is asked.
const COMMON: &[&str] = &["from", "to", "zone", "by", "tenant", "pbx", "format"];
/// Where nothing else is asked for: the last week.
const USUAL_SPAN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const GRAINS: &str = "quarter, hour, day, week, month, joined, ended";
/// Of a distribution.
const MOST_BOUNDS: usize = 100;

/// In which form.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    #[default]
    Json,
    Csv,
    Xlsx,
}

/// A question that was understood, of what is within reach.
pub(super) struct Asked {
    pub(super) ask: Ask,
    pub(super) format: Format,
}

/// How queues are counted.
pub(super) struct QueueLimits {
    pub(super) by: By,
    pub(super) level: Option<ServiceLevel>,
    service_level_s: Option<u32>,
    short_abandon_s: Option<u32>,
    centre: CallCentre,
}

/// How waits and talks are told apart.
pub(super) struct Spread {
    pub(super) by: By,
    pub(super) bounds: Option<Vec<u32>>,
}

impl QueueLimits {
    /// Those of the queue, where none were asked for.
    pub(super) fn of(&self, queue: &str) -> Limits {
        let own = self.centre.limits(queue);
        Limits {
            service_level_s: self.service_level_s.unwrap_or(own.service_level_s),
            short_abandon_s: self.short_abandon_s.unwrap_or(own.short_abandon_s),
        }
    }
}

impl Asked {
    /// A report on calls, and by what they are told apart.
    pub(super) fn of_calls(
        pairs: Vec<(String, String)>,
        state: &State,
        granted: &Granted,
    ) -> Result<(Self, Option<Group>), Problem> {
        const GROUPS: [(&str, Group); 5] = [
            ("direction", Group::Direction),
            ("disposition", Group::Disposition),
            ("did", Group::Did),
            ("agent", Group::Agent),
            ("queue", Group::Queue),
        ];
        let known = with(ReportName::Calls.filters());
        let mut asked = Parameters::new(pairs, &known);
        let words = GROUPS.map(|(word, _)| word);
        let per: Option<Group> = asked.word("per", &words);
        let mut name = None;
        for (word, group) in GROUPS {
            if let Some(value) = asked.text(word) {
                if per == Some(group) {
                    name = Some(value);
                } else {
                    asked.refuse(word, format!("needs per={word}: a report is told apart by one thing"));
                }
            }
        }
        let (mut this, _) = Self::common(&mut asked, state, granted);
        let reach = &granted.reach;
        let seen = match per {
            _ if reach.is_whole() => None,
            Some(Group::Agent) => Some(reach.numbers()),
            Some(Group::Queue) => Some(reach.seen_queues()),
            _ => {
                asked.refuse("per", "must be agent or queue for those who do not see all calls".to_owned());
                None
            }
        };
        this.narrow(seen, name);
        asked.finish()?;
        Ok((this, per))
    }

    /// A report on queues.
    pub(super) fn of_queues(
        pairs: Vec<(String, String)>,
        state: &State,
        granted: &Granted,
    ) -> Result<(Self, QueueLimits), Problem> {
        const LEVELS: &[&str] = &["service_level_answered", "service_level_offered", "service_level_strict"];
        let known = with(ReportName::Queues.filters());
        let mut asked = Parameters::new(pairs, &known);
        let (mut this, by) = Self::common(&mut asked, state, granted);
        let limits = QueueLimits {
            by,
            level: asked.word("service_level", LEVELS),
            service_level_s: asked.parsed("threshold_s", NUMBER),
            short_abandon_s: asked.parsed("short_abandon_s", NUMBER),
            centre: state.plan.borrow().call_centre.clone(),
        };
        this.narrow(seen_queues(&granted.reach), asked.text("queue"));
        asked.finish()?;
        Ok((this, limits))
    }

    /// A report on waits and talks.
    pub(super) fn of_distribution(
        pairs: Vec<(String, String)>,
        state: &State,
        granted: &Granted,
    ) -> Result<(Self, Spread), Problem> {
        let known = with(ReportName::Distribution.filters());
        let mut asked = Parameters::new(pairs, &known);
        let (mut this, by) = Self::common(&mut asked, state, granted);
        let bounds = asked.text("bounds_s").map(|text| {
            let bounds: Vec<u32> = text.split(',').map_while(|bound| bound.trim().parse().ok()).collect();
            let all = bounds.len() == text.split(',').count() && bounds.len() <= MOST_BOUNDS;
            if !all || bounds.windows(2).any(|pair| pair.first() >= pair.last()) {
                let message = format!("{text:?} is not up to {MOST_BOUNDS} ascending seconds: 10,20,60");
                asked.refuse("bounds_s", message);
            }
            bounds
        });
        this.narrow(seen_queues(&granted.reach), asked.text("queue"));
        asked.finish()?;
        Ok((this, Spread { by, bounds }))
    }

    /// A report on agents. Whoever sees queues sees their members.
    pub(super) async fn of_agents(
        pairs: Vec<(String, String)>,
        state: &State,
        granted: &Granted,
    ) -> Result<Self, Problem> {
        let known = with(ReportName::Agents.filters());
        let mut asked = Parameters::new(pairs, &known);
        let (mut this, _) = Self::common(&mut asked, state, granted);
        let name = asked.text("agent");
        asked.finish()?;
        let reach = &granted.reach;
        if reach.is_whole() {
            this.narrow(None, name);
        } else {
            let mut seen = BTreeSet::new();
            for agent in state.store.agents(&this.ask.scope).await? {
                let own = agent.number.as_ref().is_some_and(|number| reach.numbers().contains(number));
                let own = own || reach.numbers().contains(&agent.agent);
                if own || agent.queues.iter().any(|queue| reach.seen_queues().contains(queue)) {
                    seen.insert(agent.agent);
                }
            }
            this.narrow(Some(&seen), name);
        }
        Ok(this)
    }

    /// What lists of calls are asked, besides what they read themselves.
    pub(super) fn of_list(asked: &mut Parameters, state: &State, granted: &Granted) -> Self {
        Self::common(asked, state, granted).0
    }

    fn common(asked: &mut Parameters, state: &State, granted: &Granted) -> (Self, By) {
        let to = asked.parsed("to", TIME).unwrap_or(granted.now);
        let from = asked.parsed("from", TIME).unwrap_or_else(|| to.saturating_sub(USUAL_SPAN));
        let zone = zone(asked, state);
        let (grain, by) = grain(asked);
        let mut ask = Ask::new(Span { from, to }, zone);
        ask.grain = grain;
        let scope = Scope { tenant: asked.text("tenant"), pbx: asked.text("pbx") };
        match granted.reach.scope(&scope) {
            Some(scope) => ask.scope = scope,
            // Another tenant's: as good as nothing.
            None => (ask.scope, ask.names) = (scope, Some(BTreeSet::new())),
        }
        let format = asked.word("format", &["json", "csv", "xlsx"]).unwrap_or_default();
        (Self { ask, format }, by)
    }

    /// Leaves the names that are seen, and of these the one that is asked for.
    fn narrow(&mut self, seen: Option<&BTreeSet<Arc<str>>>, name: Option<Arc<str>>) {
        let seen = match (&self.ask.names, seen) {
            (Some(nothing), _) => Some(nothing),
            (None, seen) => seen,
        };
        self.ask.names = match (seen, name) {
            (None, name) => name.map(|name| [name].into()),
            (Some(seen), None) => Some(seen.clone()),
            (Some(seen), Some(name)) => Some(seen.iter().filter(|it| **it == name).cloned().collect()),
        };
    }
}

fn seen_queues(reach: &Reach) -> Option<&BTreeSet<Arc<str>>> {
    (!reach.is_whole()).then(|| reach.seen_queues())
}

pub(super) fn with(more: &[&'static str]) -> Vec<&'static str> {
    [COMMON, more].concat()
}

fn zone(asked: &mut Parameters, state: &State) -> Zone {
    let usual = || state.plan.borrow().call_centre.zone.clone();
    let Some(name) = asked.text("zone") else { return usual() };
    Zone::new(&name).unwrap_or_else(|error| {
        asked.refuse("zone", error.to_string());
        usual()
    })
}

/// A piece of time, and which moment of a visit counts: `hour`, `joined`, `hour,joined`.
fn grain(asked: &mut Parameters) -> (Grain, By) {
    let (mut grain, mut by) = (Grain::default(), By::default());
    let Some(text) = asked.text("by") else { return (grain, by) };
    for word in text.split(',') {
        match word {
            "quarter" => grain = Grain::Quarter,
            "hour" => grain = Grain::Hour,
            "day" => grain = Grain::Day,
            "week" => grain = Grain::Week,
            "month" => grain = Grain::Month,
            "joined" => by = By::Joined,
            "ended" => by = By::Ended,
            other => asked.refuse("by", format!("{other:?} is none of {GRAINS}")),
        }
    }
    (grain, by)
}

/// Parameters for the document: the common ones, and some of its own.
macro_rules! filters {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(IntoParams)]
        #[into_params(parameter_in = Query)]
        #[expect(dead_code, reason = "`Asked` reads them, and tells all mistakes at once")]
        pub(super) struct $name {
            /// The report begins with the period that has this time in it; a week ago unless told.
            #[param(format = DateTime)]
            from: Option<String>,
            /// It ends with the period that has the moment before this time in it; now unless told.
            #[param(format = DateTime)]
            to: Option<String>,
            /// By whose clocks days begin: `Europe/Berlin`; that of the call centre unless told.
            zone: Option<String>,
            /// `quarter` (15 minutes), `hour`, `day`, `week` or `month`; of visits also `joined` or `ended`, whose moment
            /// counts: `hour,joined`.
            by: Option<String>,
            /// Of this tenant.
            tenant: Option<String>,
            /// On this Asterisk.
            pbx: Option<String>,
            /// `json`, `csv` or `xlsx`.
            format: Option<String>,
            $($(#[$field_meta])* $field: $type,)*
        }
    )+};
}

filters! {
    /// Of a report on calls.
    CallsFilters {
        /// Told apart by `direction`, `disposition`, `did`, `agent` or `queue`; all together unless told.
        per: Option<String>,
        /// With `per=direction`: this one alone.
        direction: Option<String>,
        /// With `per=disposition`: this one alone.
        disposition: Option<String>,
        /// With `per=did`: this one alone.
        did: Option<String>,
        /// With `per=agent`: this one alone.
        agent: Option<String>,
        /// With `per=queue`: this one alone.
        queue: Option<String>,
    }
    /// Of a report on queues.
    QueuesFilters {
        /// This queue alone.
        queue: Option<String>,
        /// The one to show: `service_level_answered`, `service_level_offered` or `service_level_strict`; all unless told.
        service_level: Option<String>,
        /// An answer within so many seconds is in time; what the plan says of the queue unless told.
        threshold_s: Option<u32>,
        /// Who gives up before so many seconds has hardly waited; what the plan says of the queue unless told.
        short_abandon_s: Option<u32>,
    }
    /// Of a report on agents.
    AgentsFilters {
        /// This agent alone.
        agent: Option<String>,
    }
    /// Of a distribution.
    DistributionFilters {
        /// This queue alone.
        queue: Option<String>,
        /// Between which seconds is counted, ascending: `10,20,60`.
        bounds_s: Option<String>,
    }
    /// Of calls that were given up.
    AbandonedFilters {
        /// This queue alone.
        queue: Option<String>,
        /// For how many hours after a call somebody may still call; 72 unless told.
        #[param(minimum = 1, maximum = 744)]
        within_h: Option<u64>,
        /// How many, from 1 to 500; 50 unless told. Of JSON alone; the other forms have all.
        #[param(minimum = 1, maximum = 500)]
        limit: Option<u32>,
        /// `next_cursor` of the page before. Of JSON alone.
        cursor: Option<String>,
    }
    /// Of the calls behind the figures.
    DetailsFilters {
        /// Of this queue.
        queue: Option<String>,
        /// Of this agent.
        agent: Option<String>,
        /// `inbound`, `outbound`, `internal` or `unknown`.
        direction: Option<String>,
        /// How they came out.
        disposition: Option<String>,
        /// How many, from 1 to 500; 50 unless told. Of JSON alone; the other forms have all.
        #[param(minimum = 1, maximum = 500)]
        limit: Option<u32>,
        /// `next_cursor` of the page before. Of JSON alone.
        cursor: Option<String>,
    }
}
