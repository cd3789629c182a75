//! `PJSIPShowContacts`: where phones are registered.

use md5::{Digest, Md5};

use crate::ami::reply::Reply;
use crate::state::State;

pub(super) fn list(state: &State, reply: &mut Reply<'_>) {
    let mut contacts = state.contacts.iter().peekable();
    if contacts.peek().is_none() {
        // The second line end is Asterisk's own.
        reply.error("No Contacts found\n");
        return;
    }
    reply.list("A listing of Contacts follows, presented as ContactList events");
    for (aor, uri, contact) in contacts {
        let digest: String = Md5::digest(uri).iter().map(|byte| format!("{byte:02x}")).collect();
        reply.item("ContactList");
        reply.put("ObjectType", "contact");
        reply.put("ObjectName", [aor, b";@", digest.as_bytes()].concat());
        reply.put("Endpoint", &contact.endpoint);
        reply.put("Uri", uri);
        reply.put("Status", &contact.status);
        let is_reached = contact.status == b"Reachable";
        reply.put("RoundtripUsec", if is_reached { &contact.roundtrip[..] } else { b"N/A" });
        reply.end();
    }
    reply.complete("ContactListComplete", None);
}
