//! Extensions as they stand: whether they can be reached, where their devices are registered, what those are doing,
//! and who has leased them.

mod contact;
mod device;
mod leasing;
mod names;

use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::contact::{Contact, ContactStatus};
use self::device::Device;
use self::names::Names;
use crate::change::ChangeKind;
use crate::device_state::{DeviceState, ExtensionStatus};
use crate::ids::Uniqueid;
use crate::lease::{Lease, LeaseState, Tenure};
use crate::plan::Plan;
use crate::signal::Signal;
use crate::time::Timestamp;
use crate::tracker::PhoneChannel;

/// An extension as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExtensionRecord {
    /// The extension.
    pub extension: Arc<str>,
    /// Whether it can be reached. AMI `ExtensionStatus`; `unknown` as long as no hint told.
    pub status: ExtensionStatus,
    /// What its device is doing. AMI `DeviceStateChange`.
    pub device_state: Option<DeviceState>,
    /// A device can be called, or would be if it answered. AMI `ContactStatus`, `PeerStatus`, their lists, and the
    /// device's state where those say nothing.
    pub registered: bool,
    /// Where its devices are, by address. Empty also where a device is registered and no event told where.
    pub contacts: Vec<Contact>,
    /// Who has it. Every extension has one; only those that the [plan](crate::plan::Leasing) names are given out.
    pub lease: Lease,
    /// When its status, device state or registration changed last.
    pub last_activity_at: Timestamp,
}

/// When an input is: by Asterisk's own time, and by that of its receipt, which never goes back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instant {
    pub(crate) at: Timestamp,
    pub(crate) now: Timestamp,
}

/// What is to be told.
type News = VecDeque<(Timestamp, ChangeKind)>;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Extensions {
    extensions: BTreeMap<Arc<str>, Extension>,
    names: Names,
    /// The live channels of phones, and the extension of each.
    channels: BTreeMap<Uniqueid, Arc<str>>,
    /// When the first reservation ends.
    due: Option<Timestamp>,
    /// Since when there is no link, until Asterisk has said since when it is up.
    #[serde(default)]
    lost: Option<Timestamp>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Extension {
    status: ExtensionStatus,
    device_state: Option<DeviceState>,
    devices: BTreeMap<Arc<str>, Device>,
    tenure: Tenure,
    /// Asterisk has it, as far as was heard: it took no hint away since.
    exists: bool,
    last_activity_at: Timestamp,
}

impl Extensions {
    /// Takes a signal, and tells what it changed.
    pub(crate) fn handle(&mut self, plan: &Plan, signal: &Signal<'_>, when: Instant, news: &mut News) {
        match signal {
            Signal::ExtensionChanged { exten, hint, status } => {
                self.names.learn(plan, exten, hint.as_deref());
                self.change(plan, exten, when, news, |extension| {
                    extension.status = *status;
                    extension.exists = *status != ExtensionStatus::Unknown;
                });
            }
            Signal::DeviceChanged { device, state } => self.device(plan, device, when, news, |extension| {
                extension.device_state = Some(*state);
                match state {
                    DeviceState::NotInUse => extension.device(device).is_reachable(true),
                    DeviceState::Unavailable | DeviceState::Invalid => {
                        extension.device(device).is_reachable(false);
                    }
                    // A device that unregisters in a call stays in use; one that nothing else was heard of is
                    // taken for registered, so that it is given to nobody.
                    state if *state != DeviceState::Unknown && !extension.devices.contains_key(&**device) => {
                        extension.device(device).is_reachable(true);
                    }
                    _ => {}
                }
            }),
            Signal::ContactCreated(contact) => self.device(plan, &contact.device, when, news, |extension| {
                extension.device(&contact.device).created(contact, when.at);
            }),
            Signal::ContactSeen(contact) => self.device(plan, &contact.device, when, news, |extension| {
                extension.device(&contact.device).listed(contact, when.at);
            }),
            Signal::ContactRemoved { device, uri } => self.device(plan, device, when, news, |extension| {
                extension.device(device).removed(uri);
            }),
            Signal::EndpointListed { device, contacts } => {
                self.device(plan, device, when, news, |extension| {
                    extension.device(device).only(contacts, when.at);
                })
            }
            Signal::EndpointChanged { device, reachable } => {
                self.device(plan, device, when, news, |extension| {
                    extension.device(device).is_reachable(*reachable);
                });
            }
            Signal::PeerChanged { device, status, address } => {
                self.device(plan, device, when, news, |extension| {
                    extension.device(device).peer(*status, address.as_deref(), when.at);
                });
            }
            Signal::ContactsListed { technology } => self.contacts_listed(plan, technology, when, news),
            Signal::Booted { since } => self.booted(plan, *since, when, news),
            _ => {}
        }
    }

    /// Asterisk is up. If it started after the link was lost, no state of before counts; lists and events tell the new
    /// ones.
    fn booted(&mut self, plan: &Plan, since: Option<Timestamp>, when: Instant, news: &mut News) {
        if self.lost.take().is_none_or(|lost| since.is_none_or(|since| since < lost)) {
            return;
        }
        let extensions: Vec<Arc<str>> = self.extensions.keys().cloned().collect();
        for exten in extensions {
            self.change(plan, &exten, when, news, |extension| {
                extension.status = ExtensionStatus::Unknown;
                extension.device_state = None;
            });
        }
    }

    /// Takes a phone's channel that came or went.
    pub(crate) fn channel(&mut self, plan: &Plan, channel: PhoneChannel, now: Timestamp, news: &mut News) {
        let when = Instant { at: channel.at, now };
        if channel.live {
            let Some(exten) = self.names.of_channel(plan, &channel.name).map(Arc::<str>::from) else {
                return;
            };
            if self.channels.insert(channel.uniqueid, exten.clone()).is_none() {
                self.change(plan, &exten, when, news, |extension| extension.tenure.channel_began());
            }
        } else if let Some(exten) = self.channels.remove(&channel.uniqueid) {
            self.change(plan, &exten, when, news, |extension| extension.tenure.channel_ended(now));
        }
    }

    /// The link to Asterisk was lost: what was known of registrations may change unseen.
    pub(crate) fn link_lost(&mut self, at: Timestamp) {
        self.lost = Some(at);
        let devices = self.extensions.values_mut().flat_map(|extension| extension.devices.values_mut());
        devices.for_each(Device::link_lost);
    }

    /// The extensions as they stand, by number.
    pub(crate) fn records(&self) -> Vec<ExtensionRecord> {
        self.extensions.iter().map(|(exten, extension)| extension.record(exten)).collect()
    }

    fn contacts_listed(&mut self, plan: &Plan, technology: &str, when: Instant, news: &mut News) {
        let is_of = |device: &str| device.split_once('/').is_some_and(|(of, _)| of == technology);
        let extensions: Vec<Arc<str>> = self.extensions.keys().cloned().collect();
        for exten in extensions {
            self.change(plan, &exten, when, news, |extension| {
                let devices = extension.devices.iter_mut().filter(|(name, _)| is_of(name));
                devices.for_each(|(_, device)| device.all_listed());
            });
        }
    }

    /// Changes the extension of a device; nothing if it has none.
    fn device(
        &mut self,
        plan: &Plan,
        device: &str,
        when: Instant,
        news: &mut News,
        change: impl FnOnce(&mut Extension),
    ) {
        let Some(exten) = self.names.of_device(plan, device).map(Arc::<str>::from) else { return };
        self.change(plan, &exten, when, news, |extension| {
            extension.exists = true;
            change(extension);
        });
    }

    /// Changes an extension, and tells what is different after it.
    fn change(
        &mut self,
        plan: &Plan,
        exten: &str,
        when: Instant,
        news: &mut News,
        change: impl FnOnce(&mut Extension),
    ) -> Lease {
        let known = self.extensions.get_key_value(exten).map(|(exten, _)| exten.clone());
        let exten = &known.unwrap_or_else(|| exten.into());
        let extension = self.extensions.entry(exten.clone()).or_insert_with(|| Extension::new(when.at));
        let before = extension.record(exten);
        change(extension);
        extension.tenure.set_registered(extension.devices.values().any(Device::is_registered), when.now);
        let mut after = extension.record(exten);
        let lease = after.lease.clone();
        if differs(&before, &after) {
            extension.last_activity_at = when.at;
            after.last_activity_at = when.at;
            news.push_back((when.at, ChangeKind::ExtensionStatus(after)));
        }
        // Not of extensions that are never given out: their every call would be told twice.
        if before.lease != lease && (plan.leases(exten) || before.lease.id.is_some()) {
            news.push_back((when.at, ChangeKind::LeaseChanged(lease.clone())));
        }
        if before.lease.expires_at != lease.expires_at {
            self.due = self.extensions.values().filter_map(|extension| extension.tenure.expires_at()).min();
        }
        lease
    }
}

impl Extension {
    fn new(at: Timestamp) -> Self {
        Self {
            status: ExtensionStatus::Unknown,
            device_state: None,
            devices: BTreeMap::new(),
            tenure: Tenure::default(),
            exists: true,
            last_activity_at: at,
        }
    }

    fn device(&mut self, name: &str) -> &mut Device {
        self.devices.entry(name.into()).or_default()
    }

    fn record(&self, exten: &Arc<str>) -> ExtensionRecord {
        let contacts = self.devices.values().flat_map(Device::contacts).cloned();
        ExtensionRecord {
            extension: exten.clone(),
            status: self.status,
            device_state: self.device_state,
            registered: self.devices.values().any(Device::is_registered),
            contacts: contacts.collect(),
            lease: self.tenure.lease(exten),
            last_activity_at: self.last_activity_at,
        }
    }

    /// Whether a client may have it.
    fn is_free(&self) -> bool {
        self.exists && self.tenure.state() == LeaseState::Free
    }
}

/// Whether a frontend that shows the one is to be told of the other; leases are told for themselves.
fn differs(before: &ExtensionRecord, after: &ExtensionRecord) -> bool {
    let facts = |record: &ExtensionRecord| (record.status, record.device_state, record.registered);
    facts(before) != facts(after) || before.contacts != after.contacts
}
