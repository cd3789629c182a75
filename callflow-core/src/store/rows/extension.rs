//! Extensions, what became of them, and their leases.

use alloc::borrow::Cow;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Row;
use crate::change::Change;
use crate::device_state::{DeviceState, ExtensionStatus};
use crate::extension::{Contact, ExtensionRecord};
use crate::lease::Lease;
use crate::store::Dated;
use crate::time::Timestamp;

/// An extension as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExtensionRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The extension. Its lease is as it was at `changed_at`; [`LeaseRow`] may know a newer one.
    pub extension: ExtensionRecord,
    /// When its status, device state or registration changed.
    pub changed_at: Timestamp,
}

impl ExtensionRow {
    pub(super) fn of(change: &Change, extension: &ExtensionRecord) -> Self {
        let (pbx, tenant) = (change.pbx.clone(), change.tenant.clone());
        Self { pbx, tenant, extension: extension.clone(), changed_at: change.at }
    }
}

impl Row for ExtensionRow {
    type Key<'a> = (&'a str, &'a str);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.extension.extension)
    }

    fn replaces(&self, old: &Self) -> bool {
        self.changed_at >= old.changed_at
    }
}

/// One change of an extension's status, device state or registration, with what it was after it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeviceEventRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Unlike that of all others in the store: the change's id and its time in Unix microseconds,
    /// `default-17@1795197600000000`. A tracker that has lost its state counts its changes from the beginning.
    pub id: Arc<str>,
    /// The extension.
    pub extension: Arc<str>,
    /// When it changed.
    pub at: Timestamp,
    /// Whether it could be reached.
    pub status: ExtensionStatus,
    /// What its device was doing.
    pub device_state: Option<DeviceState>,
    /// Whether a device could be called.
    pub registered: bool,
    /// Where its devices were.
    pub contacts: Vec<Contact>,
}

impl DeviceEventRow {
    pub(super) fn of(change: &Change, extension: &ExtensionRecord) -> Self {
        Self {
            pbx: change.pbx.clone(),
            tenant: change.tenant.clone(),
            id: format!("{}@{}", change.id, change.at.unix_micros()).into(),
            extension: extension.extension.clone(),
            at: change.at,
            status: extension.status,
            device_state: extension.device_state,
            registered: extension.registered,
            contacts: extension.contacts.clone(),
        }
    }
}

impl Row for DeviceEventRow {
    type Key<'a> = (&'a str, &'a str, Timestamp, &'a str);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.extension, self.at, &self.id)
    }

    /// What happened does not change: one of the same key is the same one.
    fn replaces(&self, _: &Self) -> bool {
        true
    }
}

impl Dated for DeviceEventRow {
    /// When it changed.
    fn at(&self) -> Timestamp {
        self.at
    }

    /// Its `id`.
    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    /// The extension.
    fn of(&self) -> &str {
        &self.extension
    }
}

/// The lease of an extension as it stands.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct LeaseRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The lease.
    pub lease: Lease,
    /// When it changed.
    pub changed_at: Timestamp,
}

impl LeaseRow {
    pub(super) fn of(change: &Change, lease: &Lease) -> Self {
        let (pbx, tenant) = (change.pbx.clone(), change.tenant.clone());
        Self { pbx, tenant, lease: lease.clone(), changed_at: change.at }
    }
}

impl Row for LeaseRow {
    type Key<'a> = (&'a str, &'a str);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.lease.extension)
    }

    fn replaces(&self, old: &Self) -> bool {
        self.changed_at >= old.changed_at
    }
}
