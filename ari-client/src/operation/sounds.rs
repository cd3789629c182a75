//! Sounds that can be played.
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
    "Lists all sounds." List "sounds.list" Get "/sounds" since ["12.0.0"] => [Vec<Sound>] {
        required {}
        optional {
            lang "lang" query Text => "The language.";
            format "format" query Text => "The format, such as `wav` or `ulaw`.";
        }
    }
    "Tells of a sound." Get "sounds.get" Get "/sounds/{soundId}" since ["12.0.0"] => [Sound] {
        required {
            sound_id "soundId" path Text => "The sound.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Sounds that can be played." Sounds {
        "Lists all sounds." list List => Vec<Sound>;
        "Tells of a sound." get Get => Sound;
    }
}
