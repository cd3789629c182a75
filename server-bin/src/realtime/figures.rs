//! Figures of queues and agents, for lists that carry them: asked of the trackers when they are wanted, and not anew for each
//! client.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::counted::CallVisit;
use callflow_core::metrics::{AgentFigures, QueueMetrics};
use serde::Serialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::forms::{AgentNow, QueueNow};
use super::mirror::Name;
use crate::trackers::Tracker;

/// So old figures may be: asking takes time of the task that takes what Asterisk says.
const FRESH_FOR: Duration = Duration::from_secs(2);

/// Where they lack something that is new, they are asked for this much later at the earliest.
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// A queue with its figures, as `queueStatus` and `allQueueStats` carry it.
#[derive(Debug, Serialize)]
pub(crate) struct QueueWithFigures<'q> {
    #[serde(flatten)]
    now: &'q QueueNow,
    visits: &'q [CallVisit],
    metrics: Option<&'q QueueMetrics>,
    overall: Option<&'q QueueMetrics>,
}

/// An agent with its figures, as `agentStatusWithStats` carries it.
#[derive(Debug, Serialize)]
pub(crate) struct AgentWithFigures<'a> {
    #[serde(flatten)]
    now: &'a AgentNow,
    today: Option<&'a AgentFigures>,
    overall: Option<&'a AgentFigures>,
}

#[derive(Debug)]
struct OfQueue {
    visits: Vec<CallVisit>,
    metrics: QueueMetrics,
    overall: QueueMetrics,
}

/// All figures of one moment.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    queues: HashMap<Name, OfQueue>,
    agents: HashMap<Name, (AgentFigures, AgentFigures)>,
}

impl Figures {
    pub(crate) fn of_queue<'q>(&'q self, now: &'q QueueNow) -> QueueWithFigures<'q> {
        let figures = self.queues.get(&(now.pbx.clone(), now.queue.clone()));
        QueueWithFigures {
            now,
            visits: figures.map_or(&[], |figures| &figures.visits),
            metrics: figures.map(|figures| &figures.metrics),
            overall: figures.map(|figures| &figures.overall),
        }
    }

    pub(crate) fn knows_queue(&self, now: &QueueNow) -> bool {
        self.queues.contains_key(&(now.pbx.clone(), now.queue.clone()))
    }

    pub(crate) fn knows_agent(&self, now: &AgentNow) -> bool {
        self.agents.contains_key(&(now.pbx.clone(), now.agent.clone()))
    }

    pub(crate) fn of_agent<'a>(&'a self, now: &'a AgentNow) -> AgentWithFigures<'a> {
        let figures = self.agents.get(&(now.pbx.clone(), now.agent.clone()));
        AgentWithFigures {
            now,
            today: figures.map(|(today, _)| today),
            overall: figures.map(|(_, overall)| overall),
        }
    }
}

/// Who asks the trackers.
#[derive(Debug)]
pub(crate) struct FiguresSource {
    trackers: Arc<[Tracker]>,
    kept: Mutex<Option<(Instant, Arc<Figures>)>>,
}

impl FiguresSource {
    pub(crate) fn new(trackers: Arc<[Tracker]>) -> Self {
        Self { trackers, kept: Mutex::new(None) }
    }

    /// Figures of now, or of a moment ago if `has_all` says that they will do. Of a tracker that has ended there are none.
    pub(crate) async fn figures(&self, has_all: impl Fn(&Figures) -> bool) -> Arc<Figures> {
        let mut kept = self.kept.lock().await;
        if let Some((at, figures)) = &*kept
            && at.elapsed() < if has_all(figures) { FRESH_FOR } else { AGAIN_AFTER }
        {
            return figures.clone();
        }
        let mut figures = Figures::default();
        for tracker in self.trackers.iter() {
            for record in tracker.queues().await.unwrap_or_default() {
                let name = (tracker.pbx.clone(), record.queue);
                let (visits, metrics, overall) = (record.visits, record.metrics, record.overall);
                figures.queues.insert(name, OfQueue { visits, metrics, overall });
            }
            for record in tracker.agents().await.unwrap_or_default() {
                let name = (tracker.pbx.clone(), record.agent);
                figures.agents.insert(name, (record.today, record.overall));
            }
        }
        let figures = Arc::new(figures);
        *kept = Some((Instant::now(), figures.clone()));
        figures
    }
}
