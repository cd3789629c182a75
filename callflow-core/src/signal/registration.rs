//! Where devices are, as events name it.

use alloc::borrow::Cow;

use crate::extension::ContactStatus;

/// A contact, as an event names it.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactSnapshot<'a> {
    /// The device whose it is, `PJSIP/101`.
    pub device: Cow<'a, str>,
    /// Its address, `sip:101@127.0.0.1:6101`.
    pub uri: Cow<'a, str>,
    /// What is known of it; `None` where the event leaves it as it was (`Updated`).
    pub status: Option<ContactStatus>,
    /// What the device calls itself, where the event tells.
    pub user_agent: Option<Cow<'a, str>>,
}

/// What became of a device with one address at most. AMI `PeerStatus`, header `PeerStatus`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PeerStatus {
    /// It registered, or did so again.
    Registered,
    /// It unregistered, or its registration ran out.
    Unregistered,
    /// It answers when asked.
    Reachable,
    /// It answers late.
    Lagged,
    /// It does not answer; its registration stands.
    Unreachable,
}
