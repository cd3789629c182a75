//! Reports that nobody asks for: what the API would answer the operator, as a file.

use axum::body::to_bytes;
use axum::extract::{self, Query};
use axum::http::header;
use callflow_accounts::reach::Reach;
use callflow_accounts::rights::Actor;
use callflow_accounts::service::Origin;
use callflow_core::{Span, Zone};

use super::super::State;
use super::asked::Format;
use super::name::ReportName;
use super::{agents, calls, distribution, lists, queues};
use crate::auth::Granted;
use crate::problem::Problem;
use crate::schedules::Schedule;

/// Few mailboxes take more.
const MOST_BYTES: usize = 20 << 20;

/// A report to be sent.
#[derive(Debug)]
pub(crate) struct ReportFile {
    /// What it is called.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) kind: String,
    pub(crate) content: Vec<u8>,
}

/// The report of a schedule over a time.
pub(crate) async fn scheduled_report(
    state: &State,
    schedule: &Schedule,
    (zone, covers): (&Zone, Span),
) -> Result<ReportFile, Problem> {
    let now = state.clock.now();
    let granted = Granted { actor: Actor::System, reach: Reach::Everything, origin: Origin::default(), now };
    let ending = match schedule.format {
        Format::Json => "json",
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
    };
    let own = [
        ("from", covers.from.to_string()),
        ("to", covers.to.to_string()),
        ("zone", zone.name().to_owned()),
        ("format", ending.to_owned()),
    ];
    let tenant = schedule.tenant.iter().map(|tenant| ("tenant", tenant.to_string()));
    let pairs = own.into_iter().chain(tenant).map(|(name, value)| (name.to_owned(), value));
    let pairs = Query(pairs.chain(schedule.parameters.iter().cloned()).collect());
    let asked = extract::State(state.clone());
    let answer = match schedule.report {
        ReportName::Calls => calls(granted, asked, pairs).await,
        ReportName::Queues => queues(granted, asked, pairs).await,
        ReportName::Agents => agents(granted, asked, pairs).await,
        ReportName::Distribution => distribution(granted, asked, pairs).await,
        ReportName::Abandoned => lists::abandoned(granted, asked, pairs).await,
        ReportName::Details => lists::details(granted, asked, pairs).await,
    }?;
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or("application/octet-stream").to_owned();
    let content = to_bytes(answer.into_body(), MOST_BYTES).await;
    let content = content.map_err(|error| Problem::Internal(error.into()))?.to_vec();
    let day: String = zone.shown(covers.from).chars().take(10).collect();
    Ok(ReportFile { name: format!("{}-{day}.{ending}", schedule.name), kind, content })
}
