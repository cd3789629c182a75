//! Which interface says what calls there are, where AMI and ARI are both connected.

use serde::{Deserialize, Serialize};

use crate::signal::Signal;

/// The interface that says what calls there are, which channels and bridges they have, and how devices are.
///
/// AMI owns that from its first event on, because it tells more: Linkedids, queues, parking, who picked up. It keeps it
/// while its link is down: what that hid is told as a gap and asked for afterwards, and an ARI that stepped in for a
/// minute would have to be undone then. From ARI comes only what AMI cannot know: what applications play and record, and
/// what they were told. So nothing is counted twice, however the events of the two connections fall.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub enum Owner {
    /// ARI, as long as nothing was heard of AMI.
    #[default]
    Ari,
    /// AMI; a source of your own ([`Input::Signal`](crate::Input::Signal)) counts as one.
    Ami,
}

impl Owner {
    /// Whether what ARI says is to be taken in.
    #[must_use]
    pub fn takes_from_ari(self, signal: &Signal<'_>) -> bool {
        self == Self::Ari || is_aris_own(signal)
    }
}

/// Whether no other interface tells this.
fn is_aris_own(signal: &Signal<'_>) -> bool {
    matches!(
        signal,
        Signal::PlaybackStarted(_)
            | Signal::PlaybackEnded { .. }
            | Signal::LiveRecordingStarted(_)
            | Signal::LiveRecordingEnded { .. }
            | Signal::StasisEntered { .. }
            | Signal::StasisLeft { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::HangupCause;
    use crate::signal::{ChannelSnapshot, MediaTarget, PlaybackSnapshot};

    #[test]
    fn beside_ami_only_what_it_cannot_know_is_taken_from_ari() {
        let channel = ChannelSnapshot { uniqueid: "1.1".into(), ..ChannelSnapshot::default() };
        let playback = PlaybackSnapshot {
            id: "p".into(),
            media: "sound:hello".into(),
            target: MediaTarget::Channel("1.1".into()),
        };
        for (signal, beside_ami) in [
            (Signal::ChannelAppeared(channel.clone()), false),
            (Signal::Held(channel.clone()), false),
            (Signal::ChannelEnded { channel, cause: HangupCause::NORMAL_CLEARING }, false),
            (
                Signal::DeviceChanged {
                    device: "PJSIP/1".into(),
                    state: crate::device_state::DeviceState::Busy,
                },
                false,
            ),
            (Signal::PlaybackStarted(playback), true),
            (Signal::StasisLeft { uniqueid: "1.1".into(), application: "a".into() }, true),
        ] {
            assert_eq!(Owner::Ami.takes_from_ari(&signal), beside_ami, "{signal:?}");
            assert!(Owner::Ari.takes_from_ari(&signal), "{signal:?}");
        }
    }
}
