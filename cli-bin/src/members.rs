//! What members of a queue do, as far as the queue is concerned.

use callflow_core::device_state::DeviceState;
use callflow_core::queue::QueueMember;

/// What a member does, as far as the queue is concerned.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Doing {
    /// Could be called.
    Available,
    /// In a call, or ringing.
    Busy,
    /// Takes no calls for now.
    Paused,
    /// Its device cannot be reached.
    Away,
}

/// What a member does.
pub(crate) fn doing(member: &QueueMember) -> Doing {
    match member.state {
        _ if member.in_call => Doing::Busy,
        Some(DeviceState::Unavailable | DeviceState::Invalid) => Doing::Away,
        _ if member.paused => Doing::Paused,
        Some(
            DeviceState::InUse
            | DeviceState::Busy
            | DeviceState::Ringing
            | DeviceState::RingInUse
            | DeviceState::OnHold,
        ) => Doing::Busy,
        // Not in use, or in a word that is not known here.
        Some(_) | None => Doing::Available,
    }
}

/// How many do this.
pub(crate) fn count(members: &[QueueMember], what: Doing) -> usize {
    members.iter().filter(|member| doing(member) == what).count()
}
