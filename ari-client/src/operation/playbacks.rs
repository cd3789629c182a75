//! Playbacks: media that is being played.
//!
//! Written by ari-client-generate from the catalogue; do not edit.

#[allow(unused_imports, reason = "one list for all resources")]
use alloc::vec::Vec;

use super::macros::operations;
#[cfg(feature = "client")]
use super::macros::resource;
#[allow(unused_imports, reason = "one list for all resources")]
use crate::model::*;
#[allow(unused_imports, reason = "one list for all resources")]
use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};

operations! {
    "Tells of a playback." Get "playbacks.get" Get "/playbacks/{playbackId}" since ["12.0.0"] => [Playback] {
        required {
            playback_id "playbackId" path PlaybackId => "The playback.";
        }
        optional {}
    }
    "Stops a playback." Stop "playbacks.stop" Delete "/playbacks/{playbackId}" since ["12.0.0"] => [()] {
        required {
            playback_id "playbackId" path PlaybackId => "The playback.";
        }
        optional {}
    }
    "Pauses, restarts or moves a playback." Control "playbacks.control" Post "/playbacks/{playbackId}/control" since ["12.0.0"] => [()] {
        required {
            playback_id "playbackId" path PlaybackId => "The playback.";
            operation "operation" query PlaybackControl => "What is done.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Playbacks: media that is being played." Playbacks {
        "Tells of a playback." get Get => Playback;
        "Stops a playback." stop Stop => ();
        "Pauses, restarts or moves a playback." control Control => ();
    }
}
