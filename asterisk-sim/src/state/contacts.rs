//! Where phones are registered.

use std::collections::BTreeMap;

use crate::wire::value;

/// The contacts of PJSIP.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contacts(BTreeMap<(Vec<u8>, Vec<u8>), Contact>);

/// One of them, in the words of `ContactStatus`.
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) endpoint: Vec<u8>,
    pub(crate) status: Vec<u8>,
    pub(crate) roundtrip: Vec<u8>,
}

impl Contacts {
    pub(super) fn changed(&mut self, frame: &[u8]) {
        let get = |name| value(frame, name).unwrap_or_default().to_vec();
        let place = (get("AOR"), get("URI"));
        match get("ContactStatus").as_slice() {
            b"Removed" => drop(self.0.remove(&place)),
            // A registration that goes on says nothing of what is reached there.
            b"Updated" if self.0.contains_key(&place) => {}
            status => {
                let contact = Contact {
                    endpoint: get("EndpointName"),
                    status: status.to_vec(),
                    roundtrip: get("RoundtripUsec"),
                };
                self.0.insert(place, contact);
            }
        }
    }

    /// AOR, address and contact.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8], &Contact)> {
        self.0.iter().map(|((aor, uri), contact)| (aor.as_slice(), uri.as_slice(), contact))
    }
}
