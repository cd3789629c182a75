//! `callflow report`: the reports of the API, out of a store.

mod sink;

use std::time::Duration;

use anyhow::anyhow;
use callflow_core::metrics::By;
use callflow_core::plan::{CallCentre, Limits};
use callflow_core::report::{
    self, AbandonedRow, Ask, DetailsRow, DistributionRow, Grain, Group, Record, RecordError, Report,
};
use callflow_core::store::{CallQuery, MAX_LIMIT, Sort, Stage, Store};
use callflow_core::{Call, Disposition, Span, Zone};
use serde::Serialize;

use self::sink::Sink;
use crate::cli::{GrainArg, PerArg, ReportArgs, ReportName};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;
use crate::now::now;
use crate::plan_file;

/// Where nothing else is asked for: the last week.
const USUAL_SPAN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Runs the command.
pub(crate) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let centre = plan_file::read(args.plan.as_deref())?.call_centre;
    let zone = match &args.zone {
        Some(name) => Zone::new(name).map_err(|error| Failure::input("--zone", error))?,
        None => centre.zone.clone(),
    };
    let to = args.to.unwrap_or_else(now);
    let from = args.from.unwrap_or_else(|| to.saturating_sub(USUAL_SPAN));
    if from >= to {
        return Err(Failure::input("--to", "must be after --from"));
    }
    let mut ask = Ask::new(Span { from, to }, zone);
    ask.grain = grain(args.by);
    let url = DatabaseUrl::existing(&args.database)?;
    let mut sink = Sink::open(args)?;
    database::block_on(async {
        let store = url.open().await?;
        write(&*store, (args, &centre), ask, &mut sink).await?;
        store.close().await.map_err(database::failed)
    })?;
    sink.finish()
}

const fn grain(by: GrainArg) -> Grain {
    match by {
        GrainArg::Quarter => Grain::Quarter,
        GrainArg::Hour => Grain::Hour,
        GrainArg::Day => Grain::Day,
        GrainArg::Week => Grain::Week,
        GrainArg::Month => Grain::Month,
    }
}

const fn group(per: PerArg) -> Group {
    match per {
        PerArg::Direction => Group::Direction,
        PerArg::Disposition => Group::Disposition,
        PerArg::Did => Group::Did,
        PerArg::Agent => Group::Agent,
        PerArg::Queue => Group::Queue,
    }
}

async fn write(
    store: &dyn Store,
    (args, centre): (&ReportArgs, &CallCentre),
    mut ask: Ask,
    sink: &mut Sink,
) -> Result<(), Failure> {
    let by = if args.joined { By::Joined } else { By::Ended };
    let only = |name: &Option<String>| name.as_deref().map(|name| [name.into()].into());
    let failed = database::failed;
    match args.report {
        ReportName::Calls => {
            ask.names = match args.per {
                Some(PerArg::Queue) => only(&args.queue),
                Some(PerArg::Agent) => only(&args.agent),
                _ => None,
            };
            let told = report::calls(store, &ask, args.per.map(group)).await.map_err(failed)?;
            rows(sink, &told, &[], Record::of)
        }
        ReportName::Queues => {
            ask.names = only(&args.queue);
            let limits = |queue: &str| {
                let own = centre.limits(queue);
                Limits { service_level_s: args.threshold_s.unwrap_or(own.service_level_s), ..own }
            };
            let told = report::queues(store, &ask, by, limits).await.map_err(failed)?;
            rows(sink, &told, &[], |row| row.record(None))
        }
        ReportName::Agents => {
            ask.names = only(&args.agent);
            let told = report::agents(store, &ask, now()).await.map_err(failed)?;
            rows(sink, &told, &[], Record::of)
        }
        ReportName::Distribution => {
            ask.names = only(&args.queue);
            let told = report::distribution(store, &ask, by, None).await.map_err(failed)?;
            rows(sink, &told, DistributionRow::COLUMNS, Record::of)
        }
        ReportName::Abandoned | ReportName::Details => list(store, args, &ask, sink).await,
    }
}

fn rows<R: Serialize>(
    sink: &mut Sink,
    report: &Report<R>,
    columns: &[&str],
    of: impl Fn(&R) -> Result<Record, RecordError>,
) -> Result<(), Failure> {
    let of = |row: &R| of(row).map_err(no_row);
    let totals = report.totals.as_ref().map(of).transpose()?;
    match &totals {
        Some(totals) => sink.begin(&totals.columns().collect::<Vec<_>>())?,
        None => sink.begin(columns)?,
    }
    for row in &report.items {
        sink.row(&of(row)?)?;
    }
    sink.end(totals.as_ref(), Some(&report.restated))
}

fn no_row(error: RecordError) -> Failure {
    Failure::Work(anyhow!(error))
}

/// Calls, page by page.
async fn list(store: &dyn Store, args: &ReportArgs, ask: &Ask, sink: &mut Sink) -> Result<(), Failure> {
    let mut query = CallQuery::default();
    (query.from, query.to) = (Some(ask.range.from), Some(ask.range.to));
    (query.sort, query.limit, query.stage) = (Sort::OldestFirst, MAX_LIMIT, Some(Stage::Ended));
    query.queue = args.queue.as_deref().map(Into::into);
    query.agent = args.agent.as_deref().map(Into::into);
    let abandoned = args.report == ReportName::Abandoned;
    if abandoned {
        query.disposition = Some(Disposition::Abandoned);
    }
    sink.begin(if abandoned { AbandonedRow::COLUMNS } else { DetailsRow::COLUMNS })?;
    let within = Duration::from_secs(args.within_h * 3_600);
    loop {
        let page = store.calls(&query).await.map_err(database::failed)?;
        let records: Result<Vec<Record>, RecordError> = if abandoned {
            let found = report::abandoned(store, &page.items, (within, &ask.zone)).await;
            found.map_err(database::failed)?.iter().map(Record::of).collect()
        } else {
            let row = |call: &Call| Record::of(&DetailsRow::new(call, &ask.zone));
            page.items.iter().map(row).collect()
        };
        for record in records.map_err(no_row)? {
            sink.row(&record)?;
        }
        match page.next_cursor {
            Some(next) => query.cursor = Some(next),
            None => return sink.end(None, None),
        }
    }
}
