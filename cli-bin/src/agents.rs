//! `callflow agents`: agents of a server, what each does and how much it did.

use callflow_core::Timestamp;
use callflow_core::agent::AgentState;
use callflow_core::metrics::AgentFigures;
use serde::Deserialize;

use crate::api::Api;
use crate::cli::{AgentsArgs, word as choice};
use crate::database::block_on;
use crate::failure::Failure;
use crate::now::now;
use crate::output::grid::{Cell, Column};
use crate::output::listed::{Listed, Page, Printer};
use crate::output::table::{duration, word};
use crate::paint::Colour;

/// What is shown of an agent.
#[derive(Debug, Deserialize)]
struct Agent {
    agent: String,
    pbx: String,
    tenant: String,
    name: Option<String>,
    number: Option<String>,
    /// Nothing of one of whom Asterisk has not told yet.
    state: Option<AgentState>,
    since: Option<Timestamp>,
    reason: Option<String>,
    queue: Option<String>,
    queues: Vec<String>,
    today: Option<AgentFigures>,
}

const LISTED: Listed<Agent> = Listed {
    called: ("agent", "agents"),
    columns,
    csv: &[
        ("agent", |agent| agent.agent.clone()),
        ("name", |agent| agent.name.clone().unwrap_or_default()),
        ("number", |agent| agent.number.clone().unwrap_or_default()),
        ("state", |agent| agent.state.map(|state| word(&state).replace(' ', "_")).unwrap_or_default()),
        ("since", |agent| agent.since.map(|since| since.to_string()).unwrap_or_default()),
        ("reason", |agent| agent.reason.clone().unwrap_or_default()),
        ("queue", |agent| agent.queue.clone().unwrap_or_default()),
        ("queues", |agent| agent.queues.join(" ")),
        ("handled", |agent| agent.figure(|figures| figures.counts.handled)),
        ("missed", |agent| agent.figure(|figures| figures.counts.missed)),
        ("talk_ms", |agent| agent.figure(|figures| figures.times.talk_ms)),
        ("occupancy", |agent| {
            agent
                .today
                .as_ref()
                .and_then(|today| today.occupancy)
                .map(|it| it.to_string())
                .unwrap_or_default()
        }),
        ("tenant", |agent| agent.tenant.clone()),
        ("pbx", |agent| agent.pbx.clone()),
    ],
};

/// Runs the command.
pub(crate) fn run(args: &AgentsArgs) -> Result<(), Failure> {
    block_on(async {
        let api = Api::open(&args.server).await?;
        let query: Vec<_> = args.scope.pbx.iter().map(|pbx| ("pbx", pbx.clone())).collect();
        let page = api.get::<Page>("/api/agent", &query).await;
        api.close().await;
        let mut printer = Printer::new(&LISTED, args.format)?;
        let state = args.state.map(choice);
        printer.page(page?, |agent: &Agent| {
            let does = agent.state.map(|state| word(&state).replace(' ', "_"));
            args.queue.as_ref().is_none_or(|queue| agent.queues.contains(queue))
                && state.as_ref().is_none_or(|state| does.as_ref() == Some(state))
        })?;
        printer.finish(false)
    })
}

impl Agent {
    fn figure(&self, of: impl Fn(&AgentFigures) -> u64) -> String {
        self.today.as_ref().map(|figures| of(figures).to_string()).unwrap_or_default()
    }
}

/// Green could take a call, cyan has one, yellow does not take any for now.
pub(crate) const fn colour(state: AgentState) -> Colour {
    match state {
        AgentState::Available => Colour::Green,
        AgentState::Ringing | AgentState::InCall | AgentState::OnHold => Colour::Cyan,
        AgentState::WrapUp | AgentState::Paused => Colour::Yellow,
        AgentState::Offline => Colour::Dim,
    }
}

fn columns(agents: &[Agent]) -> Vec<Column<Agent>> {
    let mut columns = vec![
        Column::new("agent", |agent: &Agent| Cell::new(&agent.agent)),
        Column::new("name", |agent: &Agent| Cell::of(agent.name.as_deref())),
        Column::new("state", |agent: &Agent| {
            agent.state.map_or_else(Cell::nothing, |state| Cell::new(word(&state)).painted(colour(state)))
        }),
        Column::new("for", |agent: &Agent| {
            agent.since.map_or_else(Cell::nothing, |since| Cell::new(duration(now().millis_since(since))))
        })
        .right(),
        Column::new("about", |agent: &Agent| Cell::of(agent.reason.as_deref().or(agent.queue.as_deref())))
            .spare(2),
        Column::new("calls", |agent: &Agent| Cell::new(agent.figure(|of| of.counts.handled))).right(),
        Column::new("missed", |agent: &Agent| Cell::new(agent.figure(|of| of.counts.missed)))
            .right()
            .spare(4),
        Column::new("talk", |agent: &Agent| {
            agent.today.as_ref().map_or_else(Cell::nothing, |today| Cell::new(duration(today.times.talk_ms)))
        })
        .right()
        .spare(3),
        Column::new("queues", |agent: &Agent| Cell::new(agent.queues.join(", "))).spare(1),
        Column::new("asterisk", |agent: &Agent| Cell::new(&agent.pbx)).spare(0),
    ];
    let pbx = agents.first().map(|agent| &agent.pbx);
    if agents.iter().all(|agent| Some(&agent.pbx) == pbx) {
        columns.pop();
    }
    columns
}
