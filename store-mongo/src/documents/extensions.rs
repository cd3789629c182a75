//! `extensions`, `deviceEvents` and `leases`.

use callflow_core::extension::Contact;
use callflow_core::store::{DeviceEventRow, ExtensionRow, LeaseRow};
use mongodb::bson::Bson;

use super::Fields;
use super::rows::{StoredRow, key, not_after};
use crate::schema::{DEVICE_EVENTS, EXTENSIONS, LEASES};
use crate::words::word;

impl StoredRow for ExtensionRow {
    const COLLECTION: &'static str = EXTENSIONS;

    fn id(&self) -> String {
        key([&self.pbx, &self.extension.extension])
    }

    fn fields(&self, fields: Fields) -> Fields {
        let extension = &self.extension;
        fields
            .set("extension", &*extension.extension)
            .set("status", word(&extension.status))
            .maybe("deviceState", extension.device_state.as_ref().map(word))
            .set("registered", extension.registered)
            .set("contacts", contacts(&extension.contacts))
            .date("lastActivityAt", Some(extension.last_activity_at))
            .moment("changedAt", Some(self.changed_at))
    }

    fn guard(&self) -> Bson {
        not_after("changedAtMicros", self.changed_at.unix_micros())
    }
}

impl StoredRow for DeviceEventRow {
    const COLLECTION: &'static str = DEVICE_EVENTS;

    fn id(&self) -> String {
        key([&self.pbx, &self.extension, &self.at.unix_micros().to_string(), &self.id])
    }

    fn fields(&self, fields: Fields) -> Fields {
        fields
            .set("extension", &*self.extension)
            .moment("at", Some(self.at))
            .set("status", word(&self.status))
            .maybe("deviceState", self.device_state.as_ref().map(word))
            .set("registered", self.registered)
            .set("contacts", contacts(&self.contacts))
            .history(self)
    }

    /// One of the same key is the same one.
    fn guard(&self) -> Bson {
        true.into()
    }
}

impl StoredRow for LeaseRow {
    const COLLECTION: &'static str = LEASES;

    fn id(&self) -> String {
        key([&self.pbx, &self.lease.extension])
    }

    fn fields(&self, fields: Fields) -> Fields {
        fields
            .set("extension", &*self.lease.extension)
            .set("state", word(&self.lease.state))
            .maybe("leaseId", self.lease.id.as_ref().map(|id| id.as_str()))
            .date("expiresAt", self.lease.expires_at)
            .moment("changedAt", Some(self.changed_at))
    }

    fn guard(&self) -> Bson {
        not_after("changedAtMicros", self.changed_at.unix_micros())
    }
}

fn contacts(contacts: &[Contact]) -> Vec<Bson> {
    let contact = |contact: &Contact| -> Bson {
        Fields::default()
            .set("uri", &*contact.uri)
            .set("status", word(&contact.status))
            .date("since", Some(contact.since))
            .text("userAgent", contact.user_agent.as_ref())
            .done()
            .into()
    };
    contacts.iter().map(contact).collect()
}
