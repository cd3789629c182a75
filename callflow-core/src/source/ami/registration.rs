//! Events and list items about where devices are.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use ami_proto::Frame;

use super::fields::text;
use crate::extension::ContactStatus;
use crate::signal::{ContactSnapshot, PeerStatus, Signal};

/// The signal of an event about a device's whereabouts. An unregistered device has no address (`PeerEntry` says
/// `-none-`), a wrong password (`Rejected`) changes nothing.
pub(super) fn signal<'a>(frame: &Frame<'a>, name: &[u8]) -> Option<Signal<'a>> {
    Some(match name {
        b"ContactStatus" => contact_status(frame)?,
        b"ContactStatusDetail" => Signal::ContactSeen(ContactSnapshot {
            device: pjsip(&text(frame, "EndpointName").or_else(|| text(frame, "AOR"))?),
            uri: text(frame, "URI")?,
            status: Some(status(&text(frame, "Status")?)),
            user_agent: text(frame, "UserAgent"),
        }),
        b"ContactList" => Signal::ContactSeen(ContactSnapshot {
            device: pjsip(&text(frame, "Endpoint").or_else(|| aor_of(frame))?),
            uri: text(frame, "Uri")?,
            status: Some(status(&text(frame, "Status")?)),
            user_agent: text(frame, "UserAgent"),
        }),
        b"ContactListComplete" => Signal::ContactsListed { technology: Cow::Borrowed("PJSIP") },
        b"EndpointList" => Signal::EndpointListed {
            device: pjsip(&text(frame, "ObjectName")?),
            contacts: text(frame, "Contacts").map(uris).unwrap_or_default(),
        },
        b"PeerStatus" => peer_status(frame)?,
        b"PeerEntry" => peer_entry(frame)?,
        _ => return None,
    })
}

fn contact_status<'a>(frame: &Frame<'a>) -> Option<Signal<'a>> {
    let device = pjsip(&text(frame, "EndpointName").or_else(|| text(frame, "AOR"))?);
    let uri = text(frame, "URI")?;
    let word = text(frame, "ContactStatus")?;
    let contact =
        |status| ContactSnapshot { device: device.clone(), uri: uri.clone(), status, user_agent: None };
    Some(match &*word {
        "Removed" => Signal::ContactRemoved { device, uri },
        "Updated" => Signal::ContactSeen(contact(None)),
        // quirk: the state of a contact that was just made reads `NonQualified` (26-registration); documented is
        // `Unqualified`, and up to Asterisk 15 it read `Created`.
        "Created" | "NonQualified" | "Unqualified" => {
            Signal::ContactCreated(contact(Some(ContactStatus::NonQualified)))
        }
        word => Signal::ContactSeen(contact(Some(status(word)))),
    })
}

fn peer_status<'a>(frame: &Frame<'a>) -> Option<Signal<'a>> {
    let device = text(frame, "Peer")?;
    let status = match frame.get("PeerStatus")? {
        b"Registered" => PeerStatus::Registered,
        b"Unregistered" => PeerStatus::Unregistered,
        b"Reachable" => PeerStatus::Reachable,
        b"Lagged" => PeerStatus::Lagged,
        b"Unreachable" => PeerStatus::Unreachable,
        _ => return None,
    };
    if device.starts_with("PJSIP/") {
        let reachable = !matches!(status, PeerStatus::Unreachable | PeerStatus::Unregistered);
        return Some(Signal::EndpointChanged { device, reachable });
    }
    Some(Signal::PeerChanged { device, status, address: text(frame, "Address") })
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

/// `PJSIP/101`: the events of contacts and endpoints name the endpoint alone.
fn pjsip<'a>(endpoint: &str) -> Cow<'a, str> {
    Cow::Owned(format!("PJSIP/{endpoint}"))
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

fn status(word: &str) -> ContactStatus {
    match word {
        "Reachable" => ContactStatus::Reachable,
        "Unreachable" => ContactStatus::Unreachable,
        "NonQualified" | "Unqualified" | "Created" => ContactStatus::NonQualified,
        _ => ContactStatus::Unknown,
    }
}
