//! Events and list items about where devices are.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use ami_proto::Frame;

use super::fields::text;
use crate::signal::{ContactSnapshot, PeerStatus, Signal};
use crate::source::registration::{contact, contact_status, peer, pjsip};

/// The signal of an event about a device's whereabouts. An unregistered device has no address (`PeerEntry` says
/// `-none-`), a wrong password (`Rejected`) changes nothing.
pub(super) fn signal<'a>(frame: &Frame<'a>, name: &[u8]) -> Option<Signal<'a>> {
    Some(match name {
        b"ContactStatus" => contact(
            pjsip(&text(frame, "EndpointName").or_else(|| text(frame, "AOR"))?),
            text(frame, "URI")?,
            &text(frame, "ContactStatus")?,
        ),
        b"ContactStatusDetail" => Signal::ContactSeen(ContactSnapshot {
            device: pjsip(&text(frame, "EndpointName").or_else(|| text(frame, "AOR"))?),
            uri: text(frame, "URI")?,
            status: Some(contact_status(&text(frame, "Status")?)),
            user_agent: text(frame, "UserAgent"),
        }),
        b"ContactList" => Signal::ContactSeen(ContactSnapshot {
            device: pjsip(&text(frame, "Endpoint").or_else(|| aor_of(frame))?),
            uri: text(frame, "Uri")?,
            status: Some(contact_status(&text(frame, "Status")?)),
            user_agent: text(frame, "UserAgent"),
        }),
        b"ContactListComplete" => Signal::ContactsListed { technology: Cow::Borrowed("PJSIP") },
        b"EndpointList" => Signal::EndpointListed {
            device: pjsip(&text(frame, "ObjectName")?),
            contacts: text(frame, "Contacts").map(uris).unwrap_or_default(),
        },
        b"PeerStatus" => peer(text(frame, "Peer")?, &text(frame, "PeerStatus")?, text(frame, "Address"))?,
        b"PeerEntry" => peer_entry(frame)?,
        _ => return None,
    })
}

/// A peer of `SIPpeers` or `IAXpeerlist`. IAX2 writes `Channeltype: IAX`, and `ObjectName: name/username`.
fn peer_entry<'a>(frame: &Frame<'a>) -> Option<Signal<'a>> {
    let name = text(frame, "ObjectName")?;
    let name = name.split('/').next().unwrap_or(&name);
    let technology = match &*text(frame, "Channeltype")? {
        "IAX" | "IAX2" => "IAX2",
        _ => "SIP",
    };
    let device = Cow::Owned(format!("{technology}/{name}"));
    let host = text(frame, "IPaddress").filter(|host| !host.starts_with(['-', '(']));
    let Some(host) = host else {
        return Some(Signal::PeerChanged { device, status: PeerStatus::Unregistered, address: None });
    };
    let status = match text(frame, "Status").as_deref().and_then(|status| status.split(' ').next()) {
        Some("OK") => PeerStatus::Reachable,
        Some("LAGGED") => PeerStatus::Lagged,
        Some("UNREACHABLE") => PeerStatus::Unreachable,
        // `Unmonitored`, or not answered yet (`UNKNOWN`): there is an address, and no more is known.
        _ => PeerStatus::Registered,
    };
    let port = text(frame, "IPport").or_else(|| text(frame, "IPPort"));
    let address = port.map_or_else(|| host.clone().into_owned(), |port| format!("{host}:{port}"));
    Some(Signal::PeerChanged { device, status, address: Some(Cow::Owned(address)) })
}

/// The AOR in a contact's name: `106;@f26286fc6d5d…` of a registered one, `100@@822c58f9fdac…` of a static one.
fn aor_of<'a>(frame: &Frame<'a>) -> Option<Cow<'a, str>> {
    let name = text(frame, "ObjectName")?;
    let aor = name.split_once(";@").or_else(|| name.split_once("@@")).or_else(|| name.split_once('/'))?.0;
    Some(Cow::Owned(aor.into()))
}

/// The addresses of `104/sip:104@127.0.0.1:6104,104/sip:104@127.0.0.1:7104,`.
fn uris(contacts: Cow<'_, str>) -> Vec<Cow<'_, str>> {
    let uri = |contact: &str| contact.trim().split_once('/').map(|(_, uri)| Cow::Owned(uri.into()));
    contacts.split(',').filter_map(uri).collect()
}
