//! One device of an extension: is it registered, and where?
//!
//! Asterisk tells it in several ways at once, in no fixed order: the status of each contact, the state of the
//! endpoint (`PeerStatus`) and the state of the device. A contact is a registration. Where none is known the other two
//! decide: the connection may be younger than the registration, and the channel driver may have no contacts. In doubt a
//! device counts as registered, so that its extension is given to nobody else.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;

use serde::{Deserialize, Serialize};

use super::contact::{Contact, ContactStatus};
use crate::signal::{ContactSnapshot, PeerStatus};
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Device {
    /// By address.
    contacts: BTreeMap<Arc<str>, Known>,
    /// Its endpoint or its state said last that it can be reached.
    reachable: bool,
    /// `reachable` was said before the link was lost.
    stale: bool,
}

/// A contact, and how sure it is that it is still there.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Known {
    contact: Contact,
    /// How many contacts of this address were made and not removed.
    instances: u32,
    /// One of several was removed; which one, the event did not say.
    doubtful: bool,
    /// Last heard of before the link was lost.
    stale: bool,
}

impl Device {
    pub(super) fn is_registered(&self) -> bool {
        self.reachable || !self.contacts.is_empty()
    }

    pub(super) fn contacts(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values().map(|known| &known.contact)
    }

    /// A contact was made. One of an address that is there already is a second one, which takes the place of the
    /// first: Asterisk removes the old one only after it made the new one.
    pub(super) fn created(&mut self, contact: &ContactSnapshot<'_>, at: Timestamp) {
        let known_before = self.contacts.contains_key(&*contact.uri);
        let known = self.seen(contact, at);
        if known_before {
            known.instances = known.instances.saturating_add(1);
        }
    }

    /// A contact is there.
    pub(super) fn listed(&mut self, contact: &ContactSnapshot<'_>, at: Timestamp) {
        self.seen(contact, at);
    }

    /// A contact was removed. Of two with one address the other stays, unless the endpoint says that none is left. The
    /// last one that is known may not be the last one there is: that too is the endpoint's to say.
    pub(super) fn removed(&mut self, uri: &str) {
        match self.contacts.get_mut(uri) {
            Some(known) if known.instances > 1 && self.reachable => {
                known.instances -= 1;
                known.doubtful = true;
            }
            _ => {
                self.contacts.remove(uri);
            }
        }
    }

    /// Which contacts it has, all of them.
    pub(super) fn only(&mut self, uris: &[impl AsRef<str>], at: Timestamp) {
        self.contacts.retain(|known, _| uris.iter().any(|uri| *uri.as_ref() == **known));
        for uri in uris {
            self.known(uri.as_ref(), at);
        }
        if uris.is_empty() {
            self.is_reachable(false);
        }
    }

    /// Its endpoint or its state tells whether it can be reached. A contact that does not answer stays registered,
    /// so nothing but a doubtful one goes.
    pub(super) fn is_reachable(&mut self, reachable: bool) {
        self.reachable = reachable;
        self.stale = false;
        if !reachable {
            self.contacts.retain(|_, known| !known.doubtful);
        }
    }

    /// The one address of a device of SIP or IAX2.
    pub(super) fn peer(&mut self, status: PeerStatus, address: Option<&str>, at: Timestamp) {
        let status = match status {
            PeerStatus::Unregistered => return self.only(&[] as &[&str], at),
            PeerStatus::Registered => None,
            PeerStatus::Reachable => Some(ContactStatus::Reachable),
            PeerStatus::Lagged => Some(ContactStatus::Lagged),
            PeerStatus::Unreachable => Some(ContactStatus::Unreachable),
        };
        if let Some(address) = address {
            self.only(&[address], at);
        }
        self.is_reachable(status != Some(ContactStatus::Unreachable));
        for known in self.contacts.values_mut() {
            known.contact.status = status.unwrap_or(known.contact.status);
        }
    }

    /// From now on anything may happen unseen.
    pub(super) fn link_lost(&mut self) {
        self.stale = true;
        self.contacts.values_mut().for_each(|known| known.stale = true);
    }

    /// All contacts have been listed: what was not heard of since the link was lost is gone.
    pub(super) fn all_listed(&mut self) {
        self.contacts.retain(|_, known| !known.stale);
        if self.stale && self.contacts.is_empty() {
            self.reachable = false;
        }
    }

    fn seen(&mut self, contact: &ContactSnapshot<'_>, at: Timestamp) -> &mut Known {
        let known = self.known(&contact.uri, at);
        known.contact.status = contact.status.unwrap_or(known.contact.status);
        if let Some(user_agent) = &contact.user_agent
            && known.contact.user_agent.as_deref() != Some(user_agent)
        {
            known.contact.user_agent = Some(Arc::from(&**user_agent));
        }
        known
    }

    /// The contact of that address, heard of just now.
    fn known(&mut self, uri: &str, at: Timestamp) -> &mut Known {
        let known = self.contacts.entry(uri.into()).or_insert_with(|| {
            let contact =
                Contact { uri: uri.into(), status: ContactStatus::Unknown, since: at, user_agent: None };
            Known { contact, instances: 1, doubtful: false, stale: false }
        });
        known.stale = false;
        known
    }
}
