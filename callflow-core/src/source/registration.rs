//! What both interfaces tell of devices in the same words.

use alloc::borrow::Cow;
use alloc::format;

use crate::extension::ContactStatus;
use crate::signal::{ContactSnapshot, PeerStatus, Signal};

/// `PJSIP/101`: events of contacts and endpoints name the endpoint alone.
pub(super) fn pjsip<'a>(endpoint: &str) -> Cow<'a, str> {
    Cow::Owned(format!("PJSIP/{endpoint}"))
}

/// The signal of a contact's change. AMI `ContactStatus`; ARI `ContactStatusChange`.
pub(super) fn contact<'a>(device: Cow<'a, str>, uri: Cow<'a, str>, word: &str) -> Signal<'a> {
    let contact =
        |status| ContactSnapshot { device: device.clone(), uri: uri.clone(), status, user_agent: None };
    match word {
        "Removed" => Signal::ContactRemoved { device, uri },
        "Updated" => Signal::ContactSeen(contact(None)),
        // quirk: the state of a contact that was just made reads `NonQualified` (26-registration); documented is
        // `Unqualified`, and up to Asterisk 15 it read `Created`.
        "Created" | "NonQualified" | "Unqualified" => {
            Signal::ContactCreated(contact(Some(ContactStatus::NonQualified)))
        }
        word => Signal::ContactSeen(contact(Some(contact_status(word)))),
    }
}

pub(super) fn contact_status(word: &str) -> ContactStatus {
    match word {
        "Reachable" => ContactStatus::Reachable,
        "Unreachable" => ContactStatus::Unreachable,
        "NonQualified" | "Unqualified" | "Created" => ContactStatus::NonQualified,
        _ => ContactStatus::Unknown,
    }
}

/// The signal of a device's change. AMI `PeerStatus`; ARI `PeerStatusChange`. A wrong password (`Rejected`) changes
/// nothing.
pub(super) fn peer<'a>(
    device: Cow<'a, str>,
    word: &str,
    address: Option<Cow<'a, str>>,
) -> Option<Signal<'a>> {
    let status = match word {
        "Registered" => PeerStatus::Registered,
        "Unregistered" => PeerStatus::Unregistered,
        "Reachable" => PeerStatus::Reachable,
        "Lagged" => PeerStatus::Lagged,
        "Unreachable" => PeerStatus::Unreachable,
        _ => return None,
    };
    if device.starts_with("PJSIP/") {
        let reachable = !matches!(status, PeerStatus::Unreachable | PeerStatus::Unregistered);
        return Some(Signal::EndpointChanged { device, reachable });
    }
    Some(Signal::PeerChanged { device, status, address })
}
