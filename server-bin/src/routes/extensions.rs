//! Extensions: as Asterisk tells them, and as people have configured them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use callflow_core::Timestamp;
use callflow_core::device_state::{DeviceState, ExtensionStatus};
use callflow_core::extension::{Contact, ExtensionRecord};
use callflow_core::lease::{Lease, LeaseState};
use callflow_core::plan::TenantQuestion;
use callflow_core::store::{EntryId, EntryKind, ExtensionEntry, Scope, entries};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::document::{ContactRecord, DeviceStateWord, ExtensionStatusWord, LeaseRecord};
use super::path::Path;
use super::places::{PbxFilter, pbx_of, tracker};
use super::versions::{MaybeIfMatch, Versioned};
use super::{State, configured, texts};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

/// The most characters of a text of an entry, and of a password.
const MOST_CHARACTERS: usize = 500;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadExtensions, routes!(list)))
        .routes(guarded(state, Action::WriteExtensions, routes!(create)))
        .routes(guarded(state, Action::ReadExtensions, routes!(statistics)))
        .routes(guarded(state, Action::ReadExtensions, routes!(look)))
        .routes(guarded(state, Action::ReadExtensions, routes!(one)))
        .routes(guarded(state, Action::WriteExtensions, routes!(change)))
        .routes(guarded(state, Action::WriteExtensions, routes!(remove)))
}

/// An extension: what Asterisk tells of it, and what somebody has configured.
#[derive(Clone, Serialize, ToSchema)]
struct ExtensionView {
    extension: Arc<str>,
    pbx: Arc<str>,
    tenant: Arc<str>,
    /// Whose it is.
    name: Option<Arc<str>>,
    context: Option<Arc<str>>,
    email: Option<Arc<str>>,
    notes: Option<Arc<str>>,
    /// Whether its SIP password is known here, without which it is not given out. The password itself is never shown.
    has_password: bool,
    #[schema(value_type = ExtensionStatusWord)]
    status: ExtensionStatus,
    #[schema(value_type = Option<DeviceStateWord>)]
    device_state: Option<DeviceState>,
    registered: bool,
    #[schema(value_type = Vec<ContactRecord>)]
    contacts: Vec<Contact>,
    /// `null` where Asterisk has told of no such extension yet.
    #[schema(value_type = Option<LeaseRecord>)]
    lease: Option<Lease>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_activity_at: Option<Timestamp>,
    /// Of what is configured; `null` where nothing is.
    version: Option<u64>,
}

impl ExtensionView {
    fn told(pbx: &Arc<str>, tenant: &str, record: ExtensionRecord) -> Self {
        Self {
            extension: record.extension,
            pbx: pbx.clone(),
            tenant: tenant.into(),
            name: None,
            context: None,
            email: None,
            notes: None,
            has_password: false,
            status: record.status,
            device_state: record.device_state,
            registered: record.registered,
            contacts: record.contacts,
            lease: Some(record.lease),
            last_activity_at: Some(record.last_activity_at),
            version: None,
        }
    }

    fn configured(entry: &ExtensionEntry) -> Self {
        Self {
            extension: entry.extension.clone(),
            pbx: entry.pbx.clone(),
            tenant: entry.tenant.clone(),
            name: None,
            context: None,
            email: None,
            notes: None,
            has_password: false,
            status: ExtensionStatus::Unknown,
            device_state: None,
            registered: false,
            contacts: Vec::new(),
            lease: None,
            last_activity_at: None,
            version: None,
        }
        .with(entry)
    }

    fn with(mut self, entry: &ExtensionEntry) -> Self {
        self.tenant = entry.tenant.clone();
        self.name = entry.name.clone();
        self.context = entry.context.clone();
        self.email = entry.email.clone();
        self.notes = entry.notes.clone();
        self.has_password = entry.secret.is_some();
        self.version = Some(entry.version);
        self
    }
}

fn tenant_of(state: &State, extension: &str) -> String {
    let plan = state.plan.borrow();
    plan.tenant(TenantQuestion { endpoint: Some(extension), ..TenantQuestion::default() }).to_owned()
}

/// All that are within reach, by PBX and number.
async fn all(state: &State, granted: &Granted, pbx: Option<&str>) -> Result<Vec<ExtensionView>, Problem> {
    let mut views: BTreeMap<(Arc<str>, Arc<str>), ExtensionView> = BTreeMap::new();
    for tracker in state.trackers.iter().filter(|tracker| pbx.is_none_or(|pbx| *tracker.pbx == *pbx)) {
        for record in tracker.extensions().await? {
            let tenant = tenant_of(state, &record.extension);
            let view = ExtensionView::told(&tracker.pbx, &tenant, record);
            views.insert((tracker.pbx.clone(), view.extension.clone()), view);
        }
    }
    let Some(scope) = granted.reach.scope(&Scope { tenant: None, pbx: pbx.map(Into::into) }) else {
        return Ok(Vec::new());
    };
    for entry in entries::<ExtensionEntry>(&*state.store, &scope).await? {
        let key = (entry.pbx.clone(), entry.extension.clone());
        let view = match views.remove(&key) {
            Some(view) => view.with(&entry),
            None => ExtensionView::configured(&entry),
        };
        views.insert(key, view);
    }
    // Other servers' reservations, of which this one's tracker knows nothing.
    for (key, until) in state.leasing.claimed(&scope).await? {
        if let Some(lease) = views.get_mut(&key).and_then(|view| view.lease.as_mut())
            && lease.state == LeaseState::Free
        {
            (lease.state, lease.expires_at) = (LeaseState::Reserved, Some(until));
        }
    }
    views.retain(|_, view| granted.reach.holds_number(&view.tenant, &view.extension));
    Ok(views.into_values().collect())
}

/// Extensions.
#[derive(Serialize, ToSchema)]
struct ExtensionPage {
    items: Vec<ExtensionView>,
    /// Always `null`: it is one page.
    next_cursor: Option<String>,
    total: usize,
}

/// All extensions, by Asterisk and number.
#[utoipa::path(get, path = "", tag = "extensions", params(PbxFilter), responses(
    (status = 200, description = "All of them", body = ExtensionPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ExtensionPage>, Problem> {
    let items = all(&state, &granted, pbx_of(pairs)?.as_deref()).await?;
    Ok(Json(ExtensionPage { total: items.len(), items, next_cursor: None }))
}

/// How many extensions stand how.
#[derive(Default, Serialize, ToSchema)]
struct ExtensionStatistics {
    total: u64,
    online: u64,
    offline: u64,
    unknown: u64,
    /// A device of theirs can be called.
    registered: u64,
    leases: LeaseStatistics,
}

/// How many of the extensions that are given out stand how.
#[derive(Default, Serialize, ToSchema)]
struct LeaseStatistics {
    free: u64,
    reserved: u64,
    busy: u64,
    in_call: u64,
}

/// How many extensions stand how.
#[utoipa::path(get, path = "/statistics", tag = "extensions", params(PbxFilter), responses(
    (status = 200, description = "Counts of now", body = ExtensionStatistics),
))]
async fn statistics(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ExtensionStatistics>, Problem> {
    let mut counts = ExtensionStatistics::default();
    for view in all(&state, &granted, pbx_of(pairs)?.as_deref()).await? {
        counts.total += 1;
        counts.registered += u64::from(view.registered);
        *match view.status {
            ExtensionStatus::Online => &mut counts.online,
            ExtensionStatus::Offline => &mut counts.offline,
            ExtensionStatus::Unknown => &mut counts.unknown,
        } += 1;
        let leased = state.plan.borrow().leases(&view.extension);
        if let Some(lease) = view.lease.filter(|_| leased) {
            *match lease.state {
                LeaseState::Free => &mut counts.leases.free,
                LeaseState::Reserved => &mut counts.leases.reserved,
                LeaseState::Busy => &mut counts.leases.busy,
                LeaseState::InCall => &mut counts.leases.in_call,
            } += 1;
        }
    }
    Ok(Json(counts))
}

/// Which extension, and what a client believes of it.
#[derive(Deserialize, ToSchema)]
struct Believed {
    extension: Arc<str>,
    /// What the client believes; Asterisk knows better, so it changes nothing.
    #[serde(default)]
    #[schema(value_type = Option<ExtensionStatusWord>)]
    status: Option<ExtensionStatus>,
}

/// How an extension stands.
#[derive(Serialize, ToSchema)]
struct Standing {
    extension: Arc<str>,
    #[schema(value_type = ExtensionStatusWord)]
    status: ExtensionStatus,
    #[schema(value_type = Option<DeviceStateWord>)]
    device_state: Option<DeviceState>,
    registered: bool,
    /// Whether the client believed something else.
    changed: bool,
}

/// How an extension stands. Earlier backends set it here; Asterisk alone knows it, so the answer is what it says.
#[utoipa::path(put, path = "/status", tag = "extensions", params(PbxFilter), request_body = Believed, responses(
    (status = 200, description = "How it stands", body = Standing),
))]
async fn look(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
    Body(believed): Body<Believed>,
) -> Result<Json<Standing>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &believed.extension).await?;
    Ok(Json(Standing {
        extension: view.extension,
        status: view.status,
        device_state: view.device_state,
        registered: view.registered,
        changed: believed.status.is_some_and(|status| status != view.status),
    }))
}

async fn found(
    state: &State,
    granted: &Granted,
    pbx: Option<&str>,
    extension: &str,
) -> Result<ExtensionView, Problem> {
    let mut found = all(state, granted, pbx).await?.into_iter().filter(|view| *view.extension == *extension);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Problem::NotFound(format!("extension {extension}"))),
        (Some(_), Some(_)) => Err(Problem::field("pbx", "several Asterisks have this extension: name one")),
    }
}

/// One extension.
#[utoipa::path(get, path = "/{id}", tag = "extensions",
    params(("id" = String, Path, description = "Its number"), PbxFilter),
    responses((status = 200, description = "It, with the version of what is configured in `ETag`", body = ExtensionView)))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(extension): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &extension).await?;
    Ok(Versioned(view.version.unwrap_or(0), Json(view)).into_response())
}

/// What is configured of an extension.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExtensionFields {
    /// Whose it is.
    #[serde(default)]
    #[schema(max_length = 500)]
    name: Option<Arc<str>>,
    /// The context of the dial plan that its calls begin in.
    #[serde(default)]
    #[schema(max_length = 500)]
    context: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    email: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    notes: Option<Arc<str>>,
    /// Its SIP password, to be given to whoever leases it; `null` keeps the one that is there, an empty one removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, max_length = 500)]
    password: Option<SecretString>,
}

impl ExtensionFields {
    fn put_into(self, state: &State, entry: &mut ExtensionEntry) -> Result<(), Problem> {
        for (field, text) in
            [("name", &self.name), ("context", &self.context), ("email", &self.email), ("notes", &self.notes)]
        {
            texts::check(field, text.as_deref(), MOST_CHARACTERS)?;
        }
        if let Some(password) = self.password {
            texts::check("password", Some(password.expose_secret()), MOST_CHARACTERS)
                .map_err(|_| Problem::field("password", "must be plain, and not too long"))?;
            entry.secret = if password.expose_secret().is_empty() {
                None
            } else {
                let place = (&*entry.pbx, &*entry.extension);
                let sealed = state.leasing.vault().seal(place, &password);
                Some(sealed.map_err(|error| Problem::Internal(error.into()))?)
            };
        }
        (entry.name, entry.context, entry.email, entry.notes) =
            (self.name, self.context, self.email, self.notes);
        Ok(())
    }
}

/// A new extension.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewExtension {
    /// Its number.
    #[schema(max_length = 80)]
    extension: Arc<str>,
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pbx: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    name: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    context: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    email: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    notes: Option<Arc<str>>,
    /// Its SIP password, to be given to whoever leases it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, max_length = 500)]
    password: Option<SecretString>,
}

/// Configures an extension that is not configured yet.
#[utoipa::path(post, path = "", tag = "extensions", request_body = NewExtension, responses(
    (status = 201, description = "Made", body = ExtensionView),
))]
async fn create(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(new): Body<NewExtension>,
) -> Result<Response, Problem> {
    texts::name("extension", &new.extension)?;
    let pbx = tracker(&state, new.pbx.as_deref())?.pbx.clone();
    let tenant = tenant_of(&state, &new.extension);
    let mut entry = ExtensionEntry::new(&pbx, &tenant, &new.extension, granted.now);
    let NewExtension { extension, name, context, email, notes, password, .. } = new;
    ExtensionFields { name, context, email, notes, password }.put_into(&state, &mut entry)?;
    configured::create(&state, &granted, entry).await?;
    let view = found(&state, &granted, Some(&pbx), &extension).await?;
    Ok((StatusCode::CREATED, Versioned(1, Json(view))).into_response())
}

/// Changes what is configured of an extension, or configures one of which Asterisk alone has told.
#[utoipa::path(put, path = "/{id}", tag = "extensions", request_body = ExtensionFields,
    params(("id" = String, Path, description = "Its number"), PbxFilter,
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 200, description = "As it is now", body = ExtensionView)))]
async fn change(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(extension): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(fields): Body<ExtensionFields>,
) -> Result<Response, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &extension).await?;
    let empty = ExtensionEntry::new(&view.pbx, &view.tenant, &extension, granted.now);
    let version = configured::change(&state, &granted, empty, version, |entry| {
        entry.changed_at = granted.now;
        fields.put_into(&state, entry)
    })
    .await?;
    let view = found(&state, &granted, Some(&view.pbx), &extension).await?;
    Ok(Versioned(version, Json(view)).into_response())
}

/// Removes what is configured of an extension. What Asterisk tells of it stays.
#[utoipa::path(delete, path = "/{id}", tag = "extensions",
    params(("id" = String, Path, description = "Its number"), PbxFilter,
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 204, description = "It is configured no more")))]
async fn remove(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(extension): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    MaybeIfMatch(version): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &extension).await?;
    let id = EntryId {
        kind: EntryKind::Extension,
        tenant: Some(&view.tenant),
        pbx: &view.pbx,
        known_by: &extension,
    };
    configured::remove(&state, &granted, &id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}
