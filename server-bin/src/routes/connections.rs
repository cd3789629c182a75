//! How the connections to Asterisk stand, and what is to be said of one: the settings of the dashboard show it.

use std::sync::Arc;
use std::time::Duration;

use ami_client::State as Link;
use axum::Json;
use axum::extract::{self, Query};
use callflow_accounts::rights::Action;
use callflow_core::Timestamp;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::path::Path;
use super::query::{NUMBER, Parameters};
use crate::auth::guarded;
use crate::config::Tls;
use crate::doctor::{Finding, examine};
use crate::meters::PbxMeters;
use crate::problem::Problem;

/// So long an Asterisk is listened to, in seconds, unless told …
const LISTEN: u64 = 5;
/// … and at most.
const LISTEN_AT_MOST: u64 = 20;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    let read = |routes| guarded(state, Action::ReadSettings, routes);
    OpenApiRouter::new().routes(read(routes!(list))).routes(read(routes!(findings)))
}

/// All connections.
#[derive(Serialize, ToSchema)]
struct ConnectionPage {
    items: Vec<Connection>,
}

/// The connection to one Asterisk.
#[derive(Serialize, ToSchema)]
struct Connection {
    /// Its name in the configuration.
    #[schema(value_type = String)]
    pbx: Arc<str>,
    /// Where it is: host and port.
    address: String,
    /// The manager user.
    username: String,
    /// Whether it is encrypted: `on`, `unverified` or `off`.
    tls: &'static str,
    /// `up`, `connecting` or `waiting` (for the next attempt).
    state: &'static str,
    /// Since when it is up.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Why it is not.
    error: Option<String>,
    /// The major version of Asterisk, while it is up.
    asterisk: Option<u32>,
    /// Events that came since the server started.
    events: u64,
    /// How often the connection was lost since then.
    disconnects: u64,
    /// Times of which events are missing.
    gaps: u64,
    /// Events that the tracker could not make sense of.
    anomalies: u64,
    /// Calls that ended since then.
    calls_ended: u64,
}

/// Connections to Asterisk as they stand.
#[utoipa::path(get, path = "", tag = "settings", responses(
    (status = 200, description = "All of them", body = ConnectionPage),
))]
async fn list(extract::State(state): extract::State<State>) -> Json<ConnectionPage> {
    let of = |meters: &Arc<PbxMeters>| connection(&state, meters);
    Json(ConnectionPage { items: state.pbxs.iter().filter_map(of).collect() })
}

fn connection(state: &State, meters: &PbxMeters) -> Option<Connection> {
    let (name, pbx) = state.settings.pbx.get_key_value(&*meters.name)?;
    let link = meters.client.get().map(|client| client.state().borrow().clone());
    let counted = meters.client.get().map(ami_client::Client::metrics).unwrap_or_default();
    let (word, since, error, asterisk) = match &link {
        Some(Link::Up { since, server }) => ("up", Some(*since), None, server.asterisk_major()),
        Some(Link::Waiting { error, .. }) => ("waiting", None, Some(error.to_string()), None),
        _ => ("connecting", None, None, None),
    };
    Some(Connection {
        pbx: name.clone(),
        address: format!("{}:{}", pbx.host, pbx.port),
        username: pbx.username.clone(),
        tls: match pbx.tls {
            Tls::On { .. } => "on",
            Tls::Unverified => "unverified",
            Tls::Off => "off",
        },
        state: word,
        since: since.and_then(|since| since.duration_since(std::time::UNIX_EPOCH).ok()).and_then(timestamp),
        error,
        asterisk,
        events: counted.events,
        disconnects: counted.disconnects,
        gaps: counted.gaps,
        anomalies: meters.anomalies.get(),
        calls_ended: meters.calls_ended.get(),
    })
}

fn timestamp(since_epoch: Duration) -> Option<Timestamp> {
    i64::try_from(since_epoch.as_micros()).ok().map(Timestamp::from_unix_micros)
}

/// What is to be said of an Asterisk.
#[derive(Serialize, ToSchema)]
struct Findings {
    #[schema(value_type = String)]
    pbx: Arc<str>,
    /// In the order in which they were found.
    #[schema(value_type = Vec<FindingForm>)]
    findings: Vec<Finding>,
}

/// Something to be said of an Asterisk, in the document.
#[derive(ToSchema)]
#[schema(as = Finding)]
#[expect(dead_code, reason = "the form of `Finding`, for the document")]
struct FindingForm {
    /// It costs the truth of calls, or shows them to others.
    is_fault: bool,
    /// `fine`, `note` (to be known) or `fault` (to be mended).
    weight: String,
    /// What it is, and what to do about it.
    text: String,
}

/// How long, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`findings` reads it, and tells all mistakes at once")]
struct Listening {
    /// How long to listen, from 1 to 20 seconds; 5 unless told.
    #[param(minimum = 1, maximum = 20)]
    seconds: Option<u64>,
}

/// Looks at an Asterisk as `callflow doctor` does: with a connection of its own it is asked what the server needs to know,
/// and listened to for some seconds. Nothing is changed there.
#[utoipa::path(get, path = "/{pbx}/findings", tag = "settings", params(
    ("pbx" = String, Path, description = "Its name in the configuration"), Listening,
), responses(
    (status = 200, description = "What is to be said of it", body = Findings),
))]
async fn findings(
    extract::State(state): extract::State<State>,
    Path(pbx): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Findings>, Problem> {
    let mut asked = Parameters::new(pairs, &["seconds"]);
    let seconds: u64 = asked.parsed("seconds", NUMBER).unwrap_or(LISTEN);
    if !(1..=LISTEN_AT_MOST).contains(&seconds) {
        asked.refuse("seconds", format!("{seconds} is not from 1 to {LISTEN_AT_MOST}"));
    }
    asked.finish()?;
    let found = state.settings.pbx.get_key_value(pbx.as_str());
    let (name, asterisk) = found.ok_or_else(|| Problem::NotFound(format!("Asterisk {pbx}")))?;
    let findings = match examine(name, asterisk, Duration::from_secs(seconds)).await {
        Ok(findings) => findings,
        // That it cannot be looked at is what is to be said of it.
        Err(error) => vec![Finding::fault(error.to_string())],
    };
    Ok(Json(Findings { pbx: name.clone(), findings }))
}
