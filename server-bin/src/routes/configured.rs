//! What somebody has configured of an extension, an agent or a queue: made, changed and removed alike, and noted.

use callflow_accounts::rights::Action;
use callflow_core::store::{
    Configured, Creation, DirectoryEntry, EntryId, EntryKind, Removal, Update, entry,
};

use super::State;
use crate::auth::Granted;
use crate::problem::Problem;

/// Makes an entry that is not there yet, if whoever wants it is of its tenant.
pub(super) async fn create(state: &State, granted: &Granted, new: impl Configured) -> Result<(), Problem> {
    let new: DirectoryEntry = new.into();
    let id = new.id();
    if !id.tenant.is_some_and(|tenant| granted.reach.tenants().holds(tenant)) {
        let told = format!("by the dial plan this {} is another tenant's", id.kind);
        return Err(Problem::Forbidden(told));
    }
    match state.store.create_entry(&new).await? {
        Creation::Done => {}
        Creation::Exists => return Err(Problem::Conflict("it is configured already".to_owned())),
    }
    note(state, granted, &id).await;
    Ok(())
}

/// Changes the entry that is there, in this version if one is told, or fills in the `empty` one: what Asterisk alone has told
/// of has version 0. Gives the new version.
pub(super) async fn change<E: Configured + Clone>(
    state: &State,
    granted: &Granted,
    empty: E,
    version: Option<u64>,
    fill_in: impl FnOnce(&mut E) -> Result<(), Problem>,
) -> Result<u64, Problem> {
    let place: DirectoryEntry = empty.clone().into();
    let id = place.id();
    let there = entry::<E>(&*state.store, id.tenant, id.pbx, id.known_by).await?;
    let is_new = there.is_none();
    let mut changed = there.unwrap_or(empty);
    fill_in(&mut changed)?;
    let changed: DirectoryEntry = changed.into();
    let current = if is_new { 0 } else { changed.version() };
    if version.is_some_and(|version| version != current) {
        return Err(Problem::Changed);
    }
    let version = if is_new {
        match state.store.create_entry(&changed).await? {
            Creation::Done => changed.version(),
            Creation::Exists => return Err(Problem::Changed),
        }
    } else {
        match state.store.update_entry(&changed).await? {
            Update::Done { version } => version,
            Update::Changed => return Err(Problem::Changed),
            Update::Gone => return Err(Problem::NotFound(format!("{} {}", id.kind, id.known_by))),
        }
    };
    note(state, granted, &id).await;
    Ok(version)
}

/// Removes an entry, in this version if one is told.
pub(super) async fn remove(
    state: &State,
    granted: &Granted,
    id: &EntryId<'_>,
    version: Option<u64>,
) -> Result<(), Problem> {
    match state.store.remove_entry(id, version).await? {
        Removal::Done => {}
        Removal::Changed => return Err(Problem::Changed),
        Removal::Gone => return Err(Problem::NotFound(format!("configured {} {}", id.kind, id.known_by))),
    }
    note(state, granted, id).await;
    Ok(())
}

async fn note(state: &State, granted: &Granted, id: &EntryId<'_>) {
    let action = match id.kind {
        EntryKind::Extension => Action::WriteExtensions,
        EntryKind::Agent => Action::WriteAgents,
        EntryKind::Queue => Action::WriteQueues,
    };
    granted.note(state, (action, id.tenant.unwrap_or_default()), Some(id.known_by)).await;
}
