//! Acting on calls: hang up, transfer, originate, park, record, send digits.

use std::borrow::Cow;

use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::audit::{AuditActor, AuditEntry, AuditOutcome};
use callflow_accounts::rights::Action;
use callflow_core::CallId;
use callflow_core::plan::TenantQuestion;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::body::{Body, MaybeBody};
use super::path::Path;
use crate::auth::guard::operations;
use crate::auth::{Granted, Routes, guarded};
use crate::control::{ControlError, Done, Dtmf, Hangup, Originate, Park, Recording, Transfer};
use crate::problem::Problem;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(acting(state, Action::Originate, routes!(originate)))
        .routes(acting(state, Action::Hangup, routes!(hangup)))
        .routes(acting(state, Action::Transfer, routes!(transfer)))
        .routes(acting(state, Action::Park, routes!(park)))
        .routes(acting(state, Action::Record, routes!(recording)))
        .routes(acting(state, Action::Hold, routes!(hold)))
        .routes(acting(state, Action::SendDtmf, routes!(dtmf)))
}

/// Behind the guard, and done once for each `Idempotency-Key`.
pub(super) fn acting(state: &State, action: Action, (schemas, mut paths, router): Routes) -> Routes {
    let once = axum::middleware::from_fn_with_state(state.clone(), super::once::once);
    paths.paths.values_mut().flat_map(operations).for_each(super::once::told);
    guarded(state, action, (schemas, paths, router.route_layer(once)))
}

/// What was done, in the document.
#[derive(ToSchema)]
#[schema(as = Done)]
#[expect(dead_code, reason = "the form of `Done`, for the document")]
pub(super) struct DoneForm {
    /// The call; `null` where a queue was meant.
    call: Option<String>,
    /// An event of Asterisk has shown that it was done.
    confirmed: bool,
    /// The name of that event.
    by: Option<String>,
    #[schema(format = DateTime)]
    at: String,
    details: DetailsForm,
}

/// What is known besides.
#[derive(ToSchema)]
#[schema(as = Details)]
#[expect(dead_code, reason = "the form of `Details`, for the document")]
struct DetailsForm {
    #[schema(nullable = false)]
    parking_space: Option<String>,
    #[schema(nullable = false)]
    parking_lot: Option<String>,
    /// The file of a recording that was begun, on the machine of the Asterisk.
    #[schema(nullable = false)]
    file: Option<String>,
    /// The interface of the member of a queue.
    #[schema(nullable = false)]
    interface: Option<String>,
}

/// Writes what came of it into the audit log, and tells it.
pub(super) async fn noted(
    state: &State,
    granted: &Granted,
    (action, tenant): (Action, &str),
    (target, detail): (Option<&str>, Value),
    done: Result<Done, ControlError>,
) -> Result<Done, Problem> {
    let outcome = match &done {
        Ok(_) => AuditOutcome::Done,
        Err(ControlError::Refused(_)) => AuditOutcome::Refused,
        Err(ControlError::Unknown { .. }) => AuditOutcome::Unknown,
        Err(_) => AuditOutcome::Failed,
    };
    let actor = AuditActor::from(&granted.actor);
    let entry = AuditEntry::new(tenant, actor, action.as_str(), outcome, granted.now);
    let entry = entry.map_err(|error| Problem::Internal(error.into()))?;
    let address = granted.origin.address.map(|address| address.to_string());
    let mut entry =
        entry.with_request(address.as_deref(), granted.origin.request.as_deref()).with_detail(detail);
    entry.target = target.map(Into::into);
    if let Ok(done) = &done {
        entry.target = entry.target.or_else(|| done.call.as_ref().map(|call| call.as_str().into()));
    }
    // What was done was done: that the log has it not is told, and no reason to say that it failed.
    if let Err(error) = state.callers.accounts.audit(entry).await {
        tracing::error!(%error, action = action.as_str(), "the audit log has not got what was done");
    }
    Ok(done?)
}

/// The tenant of a live call that is within reach; one that is not is as good as none.
fn within_reach(state: &State, granted: &Granted, id: &str) -> Result<(CallId, String), Problem> {
    let id = CallId::new(id);
    let call = state.live.call(&id).filter(|call| granted.reach.holds_call(call));
    let call = call.ok_or_else(|| Problem::NotFound(format!("live call {id}")))?;
    Ok((id, call.tenant.to_string()))
}

/// A party, in the document: `caller`, `callee`, a number, or the Uniqueid of a channel.
type PartyForm = Option<String>;

/// Whom to hang up.
#[derive(ToSchema)]
#[schema(as = HangupRequest)]
#[expect(dead_code, reason = "the form of `Hangup`, for the document")]
struct HangupForm {
    /// `caller`, `callee`, a number, or the Uniqueid of a channel; everybody unless told.
    party: PartyForm,
    /// Q.850 cause that the phone is told; 16 unless told.
    #[schema(minimum = 1, maximum = 127)]
    cause: Option<u8>,
}

/// Hangs up a party, or everybody.
#[utoipa::path(post, path = "/{id}/hangup", tag = "control", request_body = HangupForm,
    params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn hangup(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    MaybeBody(request): MaybeBody<Hangup>,
) -> Result<Json<Done>, Problem> {
    hang_up(&state, &granted, &id, &request).await.map(Json)
}

/// Also for those who ask over Socket.IO.
pub(super) async fn hang_up(
    state: &State,
    granted: &Granted,
    id: &str,
    request: &Hangup,
) -> Result<Done, Problem> {
    let (id, tenant) = within_reach(state, granted, id)?;
    let done = state.control.hangup(&id, request).await;
    let detail = json!({"party": format!("{:?}", request.party), "cause": request.cause});
    noted(state, granted, (Action::Hangup, &tenant), (Some(id.as_str()), detail), done).await
}

/// Where to transfer.
#[derive(ToSchema)]
#[schema(as = TransferRequest)]
#[expect(dead_code, reason = "the form of `Transfer`, for the document")]
struct TransferForm {
    /// The one who transfers and leaves the call; the callee unless told, so that the caller is sent on.
    party: PartyForm,
    /// The number to send the peer to.
    to: String,
    /// The context that the number is dialled in.
    context: Option<String>,
}

/// Transfers a call, blindly: the party leaves it, and the peer goes to another number.
#[utoipa::path(post, path = "/{id}/transfer", tag = "control", request_body = TransferForm,
    params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn transfer(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    Body(request): Body<Transfer>,
) -> Result<Json<Done>, Problem> {
    let (id, tenant) = within_reach(&state, &granted, &id)?;
    let done = state.control.transfer(&id, &request).await;
    let detail =
        json!({"party": format!("{:?}", request.party), "to": request.to, "context": request.context});
    noted(&state, &granted, (Action::Transfer, &tenant), (Some(id.as_str()), detail), done).await.map(Json)
}

/// Whom to park, and where.
#[derive(ToSchema)]
#[schema(as = ParkRequest)]
#[expect(dead_code, reason = "the form of `Park`, for the document")]
struct ParkForm {
    /// The one who is parked; the caller unless told.
    party: PartyForm,
    /// The parking lot.
    lot: Option<String>,
    /// After so many seconds the call goes back.
    #[schema(minimum = 1, maximum = 3600)]
    timeout_s: Option<u32>,
}

/// Parks a party; the answer has the space.
#[utoipa::path(post, path = "/{id}/park", tag = "control", request_body = ParkForm,
    params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn park(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    MaybeBody(request): MaybeBody<Park>,
) -> Result<Json<Done>, Problem> {
    let (id, tenant) = within_reach(&state, &granted, &id)?;
    let done = state.control.park(&id, &request).await;
    let detail = json!({"party": format!("{:?}", request.party), "lot": request.lot});
    noted(&state, &granted, (Action::Park, &tenant), (Some(id.as_str()), detail), done).await.map(Json)
}

/// What to do with a recording.
#[derive(ToSchema)]
#[schema(as = RecordingRequest)]
#[expect(dead_code, reason = "the form of `Recording`, for the document")]
struct RecordingForm {
    /// `on`, `off`, `pause` or `resume`.
    action: String,
    /// On whose channel; the caller's unless told.
    party: PartyForm,
}

/// Begins, ends or pauses a recording; the server chooses the file.
#[utoipa::path(post, path = "/{id}/recording", tag = "control", request_body = RecordingForm,
    params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn recording(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    Body(request): Body<Recording>,
) -> Result<Json<Done>, Problem> {
    let (id, tenant) = within_reach(&state, &granted, &id)?;
    let done = state.control.recording(&id, &request).await;
    let detail = json!({"step": format!("{:?}", request.action), "party": format!("{:?}", request.party)});
    noted(&state, &granted, (Action::Record, &tenant), (Some(id.as_str()), detail), done).await.map(Json)
}

/// Puts a call on hold. The manager interface cannot: the answer says so.
#[utoipa::path(post, path = "/{id}/hold", tag = "control",
    params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn hold(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<Done>, Problem> {
    let (id, tenant) = within_reach(&state, &granted, &id)?;
    let done = state.control.hold(&id);
    noted(&state, &granted, (Action::Hold, &tenant), (Some(id.as_str()), Value::Null), done).await.map(Json)
}

/// Digits for a party.
#[derive(ToSchema)]
#[schema(as = DtmfRequest)]
#[expect(dead_code, reason = "the form of `Dtmf`, for the document")]
struct DtmfForm {
    /// Who hears them; the callee unless told.
    party: PartyForm,
    /// The keys.
    #[schema(pattern = "^[0-9A-Da-d*#]{1,32}$")]
    digits: String,
}

/// Plays keys to a party.
#[utoipa::path(post, path = "/{id}/dtmf", tag = "control", request_body = DtmfForm,
    params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn dtmf(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    Body(request): Body<Dtmf>,
) -> Result<Json<Done>, Problem> {
    let (id, tenant) = within_reach(&state, &granted, &id)?;
    let done = state.control.dtmf(&id, &request).await;
    // The keys may be a PIN.
    let detail = json!({"party": format!("{:?}", request.party), "digits": request.digits.len()});
    noted(&state, &granted, (Action::SendDtmf, &tenant), (Some(id.as_str()), detail), done).await.map(Json)
}

/// A call to be made.
#[derive(ToSchema)]
#[schema(as = OriginateRequest)]
#[expect(dead_code, reason = "the form of `Originate`, for the document")]
struct OriginateForm {
    /// The Asterisk; may be left out where there is only one.
    pbx: Option<String>,
    /// Who is rung first: an extension, an interface, or with `trunk` an outside number.
    from: String,
    /// The number that is dialled once that phone has answered.
    to: String,
    context: Option<String>,
    trunk: Option<String>,
    caller_id: Option<CallerIdForm>,
    /// For how many seconds `from` rings at most.
    #[schema(minimum = 1, maximum = 300)]
    timeout_s: Option<u32>,
    /// Variables of the new channel.
    variables: Option<std::collections::BTreeMap<String, String>>,
}

/// Who a call is shown to be from.
#[derive(Deserialize, ToSchema)]
#[schema(as = CallerId)]
#[expect(dead_code, reason = "the form of `CallerId`, for the document")]
struct CallerIdForm {
    number: String,
    name: Option<String>,
}

/// Makes a call: rings one phone, and when it is answered dials a number. The answer comes as soon as the first channel is
/// there, with the call's id.
#[utoipa::path(post, path = "/originate", tag = "control", request_body = OriginateForm,
    responses((status = 201, description = "The first phone is about to ring", body = DoneForm)))]
async fn originate(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(request): Body<Originate>,
) -> Result<Response, Problem> {
    // From whose phone: `PJSIP/101` is 101's.
    let number: Cow<'_, str> = match request.from.split_once('/') {
        Some((_, number)) => number.into(),
        None => (&*request.from).into(),
    };
    let tenant = {
        let plan = state.plan.borrow();
        plan.tenant(TenantQuestion { endpoint: Some(&number), ..TenantQuestion::default() }).to_owned()
    };
    if !granted.reach.holds_number(&tenant, &number) {
        return Err(Problem::Forbidden("calls are made from one's own phone".to_owned()));
    }
    let done = state.control.originate(&request).await;
    let detail = json!({"from": request.from, "to": request.to, "trunk": request.trunk});
    let done = noted(&state, &granted, (Action::Originate, &tenant), (None, detail), done).await?;
    Ok((StatusCode::CREATED, Json(done)).into_response())
}
