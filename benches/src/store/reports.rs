//! Reports of a month by the day.

use std::time::{Duration, Instant};

use callflow_core::metrics::By;
use callflow_core::plan::Limits;
use callflow_core::report::{self, Ask, Group};
use callflow_core::{Span, Zone};

use super::fill;
use super::questions::{Answer, Asked};

/// A report.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Report {
    Calls,
    CallsPerQueue,
    CallsPerAgent,
    Queues,
    Queue,
}

impl Report {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calls => "report of calls of 30 days by the day",
            Self::CallsPerQueue => "report of calls of 30 days by the day, per queue",
            Self::CallsPerAgent => "report of calls of 30 days by the day, per agent",
            Self::Queues => "report of queues of 30 days by the day",
            Self::Queue => "report of a queue of 30 days by the day",
        }
    }

    pub(crate) async fn ask(self, asked: &Asked<'_>) -> anyhow::Result<Answer> {
        let from = asked.day(30);
        let to = from.saturating_add(Duration::from_secs(30 * 86_400));
        let mut ask = Ask::new(Span { from, to }, Zone::default());
        let mut parameters =
            vec![("from", from.to_string()), ("to", to.to_string()), ("by", "day".to_owned())];
        let queue = matches!(self, Self::Queue).then(|| fill::queue(asked.spread(fill::QUEUES)));
        parameters.extend(queue.iter().map(|queue| ("queue", queue.to_string())));
        let mut of_counts = String::new();
        if let Some(queue) = queue {
            of_counts = format!(" AND name = '{queue}'");
            ask.names = Some([queue].into());
        }
        let group = match self {
            Self::Calls => None,
            Self::CallsPerQueue => Some(Group::Queue),
            Self::CallsPerAgent => Some(Group::Agent),
            Self::Queues | Self::Queue => Some(Group::VisitsEnded),
        };
        let begun = Instant::now();
        let rows = match self {
            Self::Calls | Self::CallsPerQueue | Self::CallsPerAgent => {
                report::calls(asked.store, &ask, group).await?.items.len()
            }
            Self::Queues | Self::Queue => {
                report::queues(asked.store, &ask, By::Ended, |_| Limits::default()).await?.items.len()
            }
        };
        let took = begun.elapsed();
        let (path, kind) = match self {
            Self::Calls => ("/api/reports/calls", "direction"),
            Self::CallsPerQueue => ("/api/reports/calls", "queue"),
            Self::CallsPerAgent => ("/api/reports/calls", "agent"),
            Self::Queues | Self::Queue => ("/api/reports/queues", "visits_ended"),
        };
        if matches!(self, Self::CallsPerQueue | Self::CallsPerAgent) {
            parameters.push(("per", kind.to_owned()));
        }
        // All counts that the report is made of.
        let bare = format!(
            "SELECT counts FROM report_counts WHERE kind = '{kind}' AND quarter >= {} AND quarter < {}{of_counts}",
            from.unix_micros(),
            to.unix_micros()
        );
        Ok(Answer { took, rows, bare, path: path.to_owned(), parameters })
    }
}
