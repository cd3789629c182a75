//! The OpenAPI document, made of the routes themselves, and the page to try it.
//!
//! Records of the core describe themselves (`schemars`); they are put in where a route names them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use callflow_core::agent::AgentState;
use callflow_core::counted::CallVisit;
use callflow_core::device_state::{DeviceState, ExtensionStatus};
use callflow_core::extension::Contact;
use callflow_core::lease::Lease;
use callflow_core::metrics::{AgentFigures, QueueMetrics};
use callflow_core::queue::QueueMember;
use callflow_core::report;
use callflow_core::store::{IntervalRow, StatisticsRow};
use callflow_core::{Call, Change};
use serde_json::{Map, Value, json};
use utoipa::openapi::{InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_swagger_ui::SwaggerUi;

use super::{State, asyncapi};
use crate::realtime::forms::{Closing, Gone, QueueNow, Snapshot};

const DESCRIPTION: &str = "\
What happens on one or several Asterisks: calls, queues, agents, extensions.

**Signing in.** People sign in at `/api/auth/login` and get cookies; what changes something then brings the cookie \
`callflow_csrf` back in the header `X-CSRF-Token`. Machines send an API key: `Authorization: Bearer cfk_…`, or `X-API-Key`.

**Times** are RFC 3339 in UTC. **Errors** are `application/problem+json` (RFC 9457). **Lists** take `limit` (500 at most) and \
`cursor`, and answer `{\"items\": […], \"next_cursor\": …, \"total\": …}`.

**Changes** of what has a version say in `If-Match` which one is changed, as `ETag` gave it: who comes too late is told \
(412) and changes nothing.";

/// What stands in the document before the routes.
pub(super) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Callflow")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .build();
    OpenApiBuilder::new().info(info).build()
}

/// Routes of the document and of its page.
pub(super) fn router(document: OpenApi) -> Router<State> {
    let document = whole(&document);
    let stream = asyncapi::document(&document);
    let page = SwaggerUi::new("/api/docs").config(
        utoipa_swagger_ui::Config::from("/api/openapi.json")
            .try_it_out_enabled(true)
            .persist_authorization(false),
    );
    let page: Router<State> = Router::from(page);
    Router::new()
        .route("/api/openapi.json", get(move || async move { Json(document) }))
        .route("/api/asyncapi.json", get(move || async move { Json(stream) }))
        .merge(page.layer(axum::middleware::map_response(with_policy)))
}

/// The page brings its own scripts and styles, and nothing from elsewhere.
async fn with_policy(response: Response) -> Response {
    const POLICY: &str =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))], response).into_response()
}

macro_rules! records {
    ($($(#[$meta:meta])* $doc:ident = $name:literal, $record:ty;)+) => {
        $(
            $(#[$meta])*
            pub(super) struct $doc;

            impl PartialSchema for $doc {
                fn schema() -> RefOr<Schema> {
                    // Its place; what the record says of itself is put there.
                    ObjectBuilder::new().into()
                }
            }

            impl ToSchema for $doc {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed($name)
                }
            }
        )+

        fn records() -> Vec<(&'static str, Value)> {
            vec![$(($name, schemars::schema_for!($record).to_value()),)+]
        }
    };
}

records! {
    /// A call.
    CallRecord = "Call", Call;
    /// Counts of an hour or a day.
    StatisticsRecord = "StatisticsRow", StatisticsRow;
    /// What an extension is, as the API says it.
    ExtensionStatusWord = "ExtensionStatus", ExtensionStatus;
    /// What a device is doing.
    DeviceStateWord = "DeviceState", DeviceState;
    /// Where a device is.
    ContactRecord = "Contact", Contact;
    /// Who has an extension.
    LeaseRecord = "Lease", Lease;
    /// What an agent is doing.
    AgentStateWord = "AgentState", AgentState;
    /// What an agent did.
    IntervalRecord = "IntervalRow", IntervalRow;
    /// An agent's figures.
    AgentFiguresRecord = "AgentFigures", AgentFigures;
    /// A queue's figures.
    QueueMetricsRecord = "QueueMetrics", QueueMetrics;
    /// A member of a queue.
    QueueMemberRecord = "QueueMember", QueueMember;
    /// Everything that a client may see, as it stands.
    SnapshotRecord = "Snapshot", Snapshot;
    /// Something changed.
    ChangeRecord = "Change", Change;
    /// A queue as it stands.
    QueueNowRecord = "QueueNow", QueueNow;
    /// Something that a client may see no more.
    GoneRecord = "Gone", Gone;
    /// Why a stream ends.
    ClosingRecord = "Closing", Closing;
    /// A caller's visit of a queue.
    CallVisitRecord = "CallVisit", CallVisit;
    /// A row of the report on calls.
    CallsReportRecord = "CallsReportRow", report::CallsRow;
    /// A row of the report on queues.
    QueuesReportRecord = "QueuesReportRow", report::QueueRow;
    /// A row of the report on agents.
    AgentsReportRecord = "AgentsReportRow", report::AgentRow;
    /// A row of a distribution.
    DistributionReportRecord = "DistributionReportRow", report::DistributionRow;
    /// A call that was given up.
    AbandonedReportRecord = "AbandonedReportRow", report::AbandonedRow;
    /// A call as a table has it.
    DetailsReportRecord = "DetailsReportRow", report::DetailsRow;
    /// What of a report was corrected.
    RestatedRecord = "Restated", report::Restated;
}

/// An error, in the document.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "the form of `problem::Body`, for the document")]
pub(super) struct ProblemForm {
    /// `about:blank`: the status says it all.
    r#type: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What went wrong with this request.
    detail: String,
    /// Of wrong input: each field with what is wrong.
    errors: Option<Vec<FieldErrorForm>>,
}

/// What is wrong with one field.
#[derive(ToSchema)]
#[schema(as = FieldError)]
#[expect(dead_code, reason = "the form of `problem::FieldError`, for the document")]
pub(super) struct FieldErrorForm {
    field: String,
    message: String,
}

/// The document with what utoipa cannot say of the routes.
fn whole(document: &OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    let mut schemas = take_schemas(&mut document);
    // What the routes say of themselves keeps its name: a definition of a record that has the same one is another thing.
    let of_routes: BTreeSet<String> = schemas.keys().cloned().collect();
    let all = records();
    let records: BTreeSet<&str> = all.iter().map(|(name, _)| *name).collect();
    for (name, mut record) in all {
        let inner = record.as_object_mut().and_then(|record| record.remove("$defs"));
        let hoisted = |inner: &str| {
            if of_routes.contains(inner) && !records.contains(inner) {
                format!("{name}{inner}")
            } else {
                inner.to_owned()
            }
        };
        for (inner, mut schema) in inner.and_then(|inner| inner.as_object().cloned()).unwrap_or_default() {
            hoist(&mut schema, &hoisted);
            schemas.insert(hoisted(&inner), schema);
        }
        hoist(&mut record, &hoisted);
        if let Some(record) = record.as_object_mut() {
            record.remove("$schema");
        }
        schemas.insert(name.to_owned(), record);
    }
    for (name, form) in [("Problem", ProblemForm::schema()), ("FieldError", FieldErrorForm::schema())] {
        schemas.insert(name.to_owned(), serde_json::to_value(form).unwrap_or_default());
    }
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), "3.1.0".into());
        root.insert("components".to_owned(), components(schemas));
        if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
            paths.iter_mut().for_each(|(path, item)| finish(path, item));
        }
    }
    document
}

fn take_schemas(document: &mut Value) -> Map<String, Value> {
    let schemas = document.get_mut("components").and_then(|it| it.get_mut("schemas")).map(Value::take);
    schemas.and_then(|it| it.as_object().cloned()).unwrap_or_default()
}

/// Definitions within a record are components of the document, under these names.
fn hoist(schema: &mut Value, named: &impl Fn(&str) -> String) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get_mut("$ref")
                && let Some(name) = to.strip_prefix("#/$defs/")
            {
                *to = format!("#/components/schemas/{}", named(name));
            }
            fields.values_mut().for_each(|value| hoist(value, named));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| hoist(value, named)),
        _ => {}
    }
}

fn components(schemas: Map<String, Value>) -> Value {
    json!({
        "schemas": schemas,
        "responses": {
            "Problem": {
                "description": "What went wrong",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
        "securitySchemes": {
            "cookie": {
                "type": "apiKey", "in": "cookie", "name": "__Host-callflow_access",
                "description": "Set by /api/auth/login; without the prefix where auth.secure_cookies is off.",
            },
            "bearer": {"type": "http", "scheme": "bearer", "description": "An API key, or an access token."},
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        },
    })
}

/// Every operation may end in a problem, and has a name of its own, also where it stands under two paths.
fn finish(path: &str, item: &mut Value) {
    const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];
    let Some(item) = item.as_object_mut() else { return };
    for (method, operation) in item.iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str())) {
        let Some(operation) = operation.as_object_mut() else { continue };
        operation.insert("operationId".to_owned(), operation_id(method, path).into());
        if path.starts_with("/api/call/") || path == "/api/call" {
            operation.insert("deprecated".to_owned(), true.into());
        }
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            responses.insert("default".to_owned(), json!({"$ref": "#/components/responses/Problem"}));
        }
    }
}

/// `get_api_calls_id` of `GET /api/calls/{id}`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |id, word| format!("{id}_{word}"))
}
