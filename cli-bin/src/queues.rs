//! `callflow queues`: queues of a server, who waits in them and how they do.

use callflow_core::metrics::QueueMetrics;
use callflow_core::queue::QueueMember;
use serde::Deserialize;

use crate::api::Api;
use crate::cli::QueuesArgs;
use crate::database::block_on;
use crate::failure::Failure;
use crate::members::{self, Doing};
use crate::output::grid::{Cell, Column};
use crate::output::listed::{Listed, Page, Printer};
use crate::output::table::duration;
use crate::paint::Colour;

/// What is shown of a queue.
#[derive(Debug, Deserialize)]
struct Queue {
    queue: String,
    pbx: String,
    tenant: String,
    name: Option<String>,
    waiting: u32,
    longest_wait_ms: u64,
    members: Vec<QueueMember>,
    /// Of today.
    metrics: Option<QueueMetrics>,
}

const LISTED: Listed<Queue> = Listed {
    called: ("queue", "queues"),
    columns,
    csv: &[
        ("queue", |queue| queue.queue.clone()),
        ("name", |queue| queue.name.clone().unwrap_or_default()),
        ("waiting", |queue| queue.waiting.to_string()),
        ("longest_wait_ms", |queue| queue.longest_wait_ms.to_string()),
        ("members", |queue| queue.members.len().to_string()),
        ("members_available", |queue| queue.count(Doing::Available).to_string()),
        ("members_busy", |queue| queue.count(Doing::Busy).to_string()),
        ("members_paused", |queue| queue.count(Doing::Paused).to_string()),
        ("visits", |queue| queue.figure(|figures| figures.tally.visits)),
        ("answered", |queue| queue.figure(|figures| figures.tally.answered)),
        ("abandoned", |queue| queue.figure(|figures| figures.tally.abandoned)),
        ("service_level_offered", |queue| {
            queue
                .metrics
                .as_ref()
                .and_then(|of| of.service_level_offered)
                .map(|it| it.to_string())
                .unwrap_or_default()
        }),
        ("asa_s", |queue| {
            queue.metrics.as_ref().and_then(|of| of.asa_s).map(|it| it.to_string()).unwrap_or_default()
        }),
        ("tenant", |queue| queue.tenant.clone()),
        ("pbx", |queue| queue.pbx.clone()),
    ],
};

/// Runs the command.
pub(crate) fn run(args: &QueuesArgs) -> Result<(), Failure> {
    block_on(async {
        let api = Api::open(&args.server).await?;
        let query: Vec<_> = args.scope.pbx.iter().map(|pbx| ("pbx", pbx.clone())).collect();
        let page = api.get::<Page>("/api/queue", &query).await;
        api.close().await;
        let mut printer = Printer::new(&LISTED, args.format)?;
        printer.page(page?, |_| true)?;
        printer.finish(false)
    })
}

impl Queue {
    fn count(&self, doing: Doing) -> usize {
        members::count(&self.members, doing)
    }

    fn figure(&self, of: impl Fn(&QueueMetrics) -> u64) -> String {
        self.metrics.as_ref().map(|figures| of(figures).to_string()).unwrap_or_default()
    }

    /// Whether the first who waits has waited longer than calls of this queue should.
    fn is_late(&self) -> bool {
        let limit = self.metrics.as_ref().map(|figures| u64::from(figures.limits.service_level_s) * 1_000);
        limit.is_some_and(|limit| self.longest_wait_ms > limit)
    }
}

fn columns(queues: &[Queue]) -> Vec<Column<Queue>> {
    let mut columns = vec![
        Column::new("queue", |queue: &Queue| Cell::new(&queue.queue)),
        Column::new("name", |queue: &Queue| Cell::of(queue.name.as_deref())).spare(1),
        Column::new("waiting", |queue: &Queue| {
            let colour = match (queue.waiting, queue.is_late()) {
                (0, _) => Colour::Dim,
                (_, true) => Colour::Red,
                (_, false) => Colour::Yellow,
            };
            Cell::new(queue.waiting.to_string()).painted(colour)
        })
        .right(),
        Column::new("longest", |queue: &Queue| match queue.waiting {
            0 => Cell::nothing(),
            _ => Cell::new(duration(queue.longest_wait_ms)).painted(if queue.is_late() {
                Colour::Red
            } else {
                Colour::Yellow
            }),
        })
        .right(),
        Column::new("available", |queue: &Queue| {
            let free = queue.count(Doing::Available);
            Cell::new(format!("{free} of {}", queue.members.len())).painted(if free == 0 {
                Colour::Red
            } else {
                Colour::Green
            })
        })
        .right(),
        Column::new("busy", |queue: &Queue| Cell::new(queue.count(Doing::Busy).to_string())).right().spare(3),
        Column::new("paused", |queue: &Queue| Cell::new(queue.count(Doing::Paused).to_string()))
            .right()
            .spare(4),
        Column::new("came", |queue: &Queue| Cell::new(queue.figure(|of| of.tally.visits))).right().spare(5),
        Column::new("answered", |queue: &Queue| Cell::new(queue.figure(|of| of.tally.answered))).right(),
        Column::new("abandoned", |queue: &Queue| Cell::new(queue.figure(|of| of.tally.abandoned))).right(),
        Column::new("SLA", |queue: &Queue| {
            let level = queue.metrics.as_ref().and_then(|figures| figures.service_level_offered);
            level.map_or_else(Cell::nothing, |level| Cell::new(format!("{level:.0} %")))
        })
        .right(),
        Column::new("answer", |queue: &Queue| {
            let speed = queue.metrics.as_ref().and_then(|figures| figures.asa_s);
            speed.map_or_else(Cell::nothing, |seconds| Cell::new(format!("{seconds:.0} s")))
        })
        .right()
        .spare(2),
        Column::new("asterisk", |queue: &Queue| Cell::new(&queue.pbx)).spare(0),
    ];
    // What is the same in all rows tells nothing.
    let pbx = queues.first().map(|queue| &queue.pbx);
    if queues.iter().all(|queue| Some(&queue.pbx) == pbx) {
        columns.pop();
    }
    columns
}
