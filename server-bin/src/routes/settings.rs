//! The settings of the server, to be looked at: how long what is kept, and what the dial plan makes of a number.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{self, Query};
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use callflow_core::plan::Supposed;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::query::Parameters;
use crate::auth::guarded;
use crate::config::{Config, Pbx, Retention};
use crate::problem::Problem;

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;
const YES_OR_NO: &str = "true or false";

/// What of the configuration is shown.
#[derive(Debug)]
pub(crate) struct Shown {
    retention: Retention,
    recordings: Option<Duration>,
    /// The Asterisks, by name.
    pub(super) pbx: BTreeMap<Arc<str>, Pbx>,
}

impl Shown {
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            retention: config.retention,
            recordings: config.recordings.keep,
            pbx: config.pbx.iter().map(|(name, pbx)| (name.as_str().into(), pbx.clone())).collect(),
        }
    }
}

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    let read = |routes| guarded(state, Action::ReadSettings, routes);
    OpenApiRouter::new().routes(read(routes!(retention))).routes(read(routes!(number)))
}

/// How long what is kept, in days; `null` is for ever.
#[derive(Serialize, ToSchema)]
struct Kept {
    /// Calls, from their end on.
    calls_days: Option<u64>,
    /// What agents did, from its end on.
    agent_intervals_days: Option<u64>,
    /// What became of devices.
    device_events_days: Option<u64>,
    /// The audit log.
    audit_days: Option<u64>,
    /// Recordings, from their beginning on.
    recordings_days: Option<u64>,
}

/// How long what is kept. The server's configuration says it.
#[utoipa::path(get, path = "/retention", tag = "settings", responses(
    (status = 200, description = "In days", body = Kept),
))]
async fn retention(extract::State(state): extract::State<State>) -> Json<Kept> {
    let days = |keep: Option<Duration>| keep.map(|keep| keep.as_secs() / SECONDS_OF_A_DAY);
    let Retention { calls, agent_intervals, device_events, audit } = state.settings.retention;
    Json(Kept {
        calls_days: days(calls),
        agent_intervals_days: days(agent_intervals),
        device_events_days: days(device_events),
        audit_days: days(audit),
        recordings_days: days(state.settings.recordings),
    })
}

/// What the plan makes of a number, in the document.
#[derive(ToSchema)]
#[schema(as = NumberChecked)]
#[expect(dead_code, reason = "the form of `NumberChecked`, for the document")]
struct NumberForm {
    /// The number as it was given.
    number: String,
    /// `internal`, `public`, `anonymous`, `innards` (a word of Asterisk's own) or `neither`.
    kind: String,
    /// The pattern that decided so.
    pattern: Option<String>,
    /// The access prefix that was dialled before it.
    access_prefix: Option<String>,
    /// What records show of it; `null` where they show nothing.
    shown: Option<String>,
    /// By which rule it is written so: `internal`, `e164`, `country`, `international_prefix`, `national_prefix` or `as_it_is`.
    rule: String,
    /// The DID that it means as the number that a caller from outside dialled.
    did: Option<DidForm>,
    /// `caller.number` of a call that it makes.
    as_caller: Option<String>,
    as_dialled: DialledForm,
}

/// A DID of the plan, in the document.
#[derive(ToSchema)]
#[schema(as = NumberDid)]
#[expect(dead_code, reason = "the form of `DidExplained`, for the document")]
struct DidForm {
    /// As records show it.
    number: String,
    /// What people call it.
    name: Option<String>,
    /// Whose it is.
    tenant: Option<String>,
    /// What of its entry it was found by: `number`, `form` or `end`.
    by: String,
    /// The entry's number or range.
    entry: String,
}

/// What a call is in which a number was dialled, in the document.
#[derive(ToSchema)]
#[schema(as = NumberDialled)]
#[expect(dead_code, reason = "the form of `NumberDialled`, for the document")]
struct DialledForm {
    /// `inbound`, `outbound`, `internal` or `unknown`.
    direction: String,
    /// What decides so: `trunk`, `inbound_context`, `internal_number`, `public_number`, …
    reason: String,
    /// The pattern that says so, where it is one.
    pattern: Option<String>,
    /// `dialled` of its record.
    dialled: Option<String>,
    /// Whose it is.
    tenant: String,
}

/// Which number, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`number` reads them, and tells all mistakes at once")]
struct NumberQuestion {
    /// The number or name, as it stands on the wire.
    #[param(max_length = 128)]
    number: String,
    /// The context that the call's first channel comes in at.
    context: Option<String>,
    /// The endpoint of that channel: `101` of `PJSIP/101-00000003`.
    endpoint: Option<String>,
    /// The queue that the caller waits in.
    queue: Option<String>,
    /// Asterisk itself called the endpoint (Originate).
    originated: Option<bool>,
}

/// What the dial plan that is in force makes of a number, and why: what `callflow plan check` says of its file.
#[utoipa::path(get, path = "/plan/number", tag = "settings", params(NumberQuestion), responses(
    (status = 200, description = "What it makes of it", body = NumberForm),
))]
async fn number(
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut asked = Parameters::new(pairs, &["number", "context", "endpoint", "queue", "originated"]);
    let number = asked.text("number").unwrap_or_default();
    let number = number.trim();
    if number.is_empty() {
        asked.refuse("number", "is missing".to_owned());
    }
    let (context, endpoint, queue) = (asked.text("context"), asked.text("endpoint"), asked.text("queue"));
    let originated = asked.parsed("originated", YES_OR_NO).unwrap_or(false);
    asked.finish()?;
    let supposed = Supposed {
        context: context.as_deref(),
        endpoint: endpoint.as_deref(),
        queue: queue.as_deref(),
        originated,
    };
    let plan = state.plan.borrow();
    // It borrows from the plan.
    Ok(Json(plan.check_number(number, supposed)).into_response())
}
