//! Recordings, stored ones and those being made.
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
    "Lists all stored recordings." ListStored "recordings.listStored" Get "/recordings/stored" since ["12.0.0"] => [Vec<StoredRecording>] {
        required {}
        optional {}
    }
    "Tells of a stored recording." GetStored "recordings.getStored" Get "/recordings/stored/{recordingName}" since ["12.0.0"] => [StoredRecording] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Deletes a stored recording." DeleteStored "recordings.deleteStored" Delete "/recordings/stored/{recordingName}" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Fetches the file of a stored recording. Not over a WebSocket." GetStoredFile "recordings.getStoredFile" Get "/recordings/stored/{recordingName}/file" since ["14.0.0"] => [Vec<u8>] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Copies a stored recording." CopyStored "recordings.copyStored" Post "/recordings/stored/{recordingName}/copy" since ["12.5.0"] => [StoredRecording] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
            destination_recording_name "destinationRecordingName" query RecordingName => "The new recording.";
        }
        optional {}
    }
    "Tells of a recording that is being made." GetLive "recordings.getLive" Get "/recordings/live/{recordingName}" since ["12.0.0"] => [LiveRecording] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Stops a recording and throws it away." Cancel "recordings.cancel" Delete "/recordings/live/{recordingName}" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Stops a recording and stores it." Stop "recordings.stop" Post "/recordings/live/{recordingName}/stop" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Pauses a recording." Pause "recordings.pause" Post "/recordings/live/{recordingName}/pause" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Goes on with a recording." Unpause "recordings.unpause" Delete "/recordings/live/{recordingName}/pause" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Mutes a recording: silence is recorded." Mute "recordings.mute" Post "/recordings/live/{recordingName}/mute" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
    "Takes a mute back." Unmute "recordings.unmute" Delete "/recordings/live/{recordingName}/mute" since ["12.0.0"] => [()] {
        required {
            recording_name "recordingName" path RecordingName => "The recording.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Recordings, stored ones and those being made." Recordings {
        "Lists all stored recordings." list_stored ListStored => Vec<StoredRecording>;
        "Tells of a stored recording." get_stored GetStored => StoredRecording;
        "Deletes a stored recording." delete_stored DeleteStored => ();
        "Fetches the file of a stored recording. Not over a WebSocket." get_stored_file GetStoredFile => Vec<u8>;
        "Copies a stored recording." copy_stored CopyStored => StoredRecording;
        "Tells of a recording that is being made." get_live GetLive => LiveRecording;
        "Stops a recording and throws it away." cancel Cancel => ();
        "Stops a recording and stores it." stop Stop => ();
        "Pauses a recording." pause Pause => ();
        "Goes on with a recording." unpause Unpause => ();
        "Mutes a recording: silence is recorded." mute Mute => ();
        "Takes a mute back." unmute Unmute => ();
    }
}
