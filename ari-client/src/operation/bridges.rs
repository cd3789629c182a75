//! Bridges: what channels are mixed in.
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
    "Lists all bridges." List "bridges.list" Get "/bridges" since ["12.0.0"] => [Vec<Bridge>] {
        required {}
        optional {}
    }
    "Creates a bridge." Create "bridges.create" Post "/bridges" since ["12.0.0"] => [Bridge] {
        required {}
        optional {
            type_ "type" query Text => "What it is for: of `mixing`, `holding`, `dtmf_events`, `proxy_media`, `video_sfu`, `video_single`, `sdp_label`.";
            bridge_id "bridgeId" query BridgeId => "The bridge.";
            name "name" query Text => "The name.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Creates a bridge with an id of the client's choice, or updates it." CreateWithId "bridges.createWithId" Post "/bridges/{bridgeId}" since ["12.2.0"] => [Bridge] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
        }
        optional {
            type_ "type" query Text => "What it is for: of `mixing`, `holding`, `dtmf_events`, `proxy_media`, `video_sfu`, `video_single`, `sdp_label`.";
            name "name" query Text => "The name.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Tells of a bridge." Get "bridges.get" Get "/bridges/{bridgeId}" since ["12.0.0"] => [Bridge] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
        }
        optional {}
    }
    "Destroys a bridge; channels in it go back to their application." Destroy "bridges.destroy" Delete "/bridges/{bridgeId}" since ["12.0.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
        }
        optional {}
    }
    "Reads a variable of a bridge." GetBridgeVar "bridges.getBridgeVar" Get "/bridges/{bridgeId}/variable" since ["20.20.0", "22.10.0", "23.4.0"] => [Variable] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            variable "variable" query Text => "The variable.";
        }
        optional {}
    }
    "Sets a variable of a bridge." SetBridgeVar "bridges.setBridgeVar" Post "/bridges/{bridgeId}/variable" since ["20.20.0", "22.10.0", "23.4.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            variable "variable" query Text => "The variable.";
        }
        optional {
            value "value" query Text => "Its value; empty if left out.";
            report_events "report_events" query bool => "Whether events tell of the variable from now on.";
        }
    }
    "Reads variables of a bridge." GetBridgeVars "bridges.getBridgeVars" Get "/bridges/{bridgeId}/variables" since ["20.20.0", "22.10.0", "23.4.0"] => [Variables] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            variables "variables" list Text => "Variables.";
        }
        optional {}
    }
    "Sets variables of a bridge." SetBridgeVars "bridges.setBridgeVars" Post "/bridges/{bridgeId}/variables" since ["20.20.0", "22.10.0", "23.4.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            variables "variables" body Values => "Variables.";
        }
        optional {}
    }
    "Adds channels to a bridge." AddChannel "bridges.addChannel" Post "/bridges/{bridgeId}/addChannel" since ["12.0.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            channel "channel" list ChannelId => "The channels.";
        }
        optional {
            role "role" query Text => "`participant` or `announcer`, in holding bridges.";
            absorb_dtmf "absorbDTMF" query bool => "Whether DTMF does not reach the others.";
            mute "mute" query bool => "Whether nothing is heard of it.";
            inhibit_connected_line_updates "inhibitConnectedLineUpdates" query bool => "Whether it is not told who is at the other end.";
        }
    }
    "Takes channels out of a bridge." RemoveChannel "bridges.removeChannel" Post "/bridges/{bridgeId}/removeChannel" since ["12.0.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            channel "channel" list ChannelId => "The channels.";
        }
        optional {}
    }
    "Shows a channel's video to all in a bridge." SetVideoSource "bridges.setVideoSource" Post "/bridges/{bridgeId}/videoSource/{channelId}" since ["13.13.0", "14.2.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Takes back which channel's video is shown." ClearVideoSource "bridges.clearVideoSource" Delete "/bridges/{bridgeId}/videoSource" since ["13.13.0", "14.2.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
        }
        optional {}
    }
    "Plays music on hold to a bridge." StartMoh "bridges.startMoh" Post "/bridges/{bridgeId}/moh" since ["12.0.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
        }
        optional {
            moh_class "mohClass" query Text => "The class of music.";
        }
    }
    "Ends music on hold in a bridge." StopMoh "bridges.stopMoh" Delete "/bridges/{bridgeId}/moh" since ["12.0.0"] => [()] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
        }
        optional {}
    }
    "Plays media to a bridge." Play "bridges.play" Post "/bridges/{bridgeId}/play" since ["12.0.0"] => [Playback] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            media "media" list Text => "What is played: `sound:NAME`, `recording:NAME`, `number:N`, `digits:N`, `characters:TEXT`, `tone:NAME`. A name cannot have a comma.";
        }
        optional {
            announcer_format "announcer_format" query Text => "The format of the announcer's channel.";
            lang "lang" query Text => "The language.";
            offsetms "offsetms" query u32 => "Where to begin, in milliseconds.";
            skipms "skipms" query u32 => "How far `forward` and `reverse` go, in milliseconds.";
            playback_id "playbackId" query PlaybackId => "The playback.";
        }
    }
    "Plays media to a bridge, with an id of the client's choice." PlayWithId "bridges.playWithId" Post "/bridges/{bridgeId}/play/{playbackId}" since ["12.3.0"] => [Playback] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            playback_id "playbackId" path PlaybackId => "The playback.";
            media "media" list Text => "What is played: `sound:NAME`, `recording:NAME`, `number:N`, `digits:N`, `characters:TEXT`, `tone:NAME`. A name cannot have a comma.";
        }
        optional {
            announcer_format "announcer_format" query Text => "The format of the announcer's channel.";
            lang "lang" query Text => "The language.";
            offsetms "offsetms" query u32 => "Where to begin, in milliseconds.";
            skipms "skipms" query u32 => "How far `forward` and `reverse` go, in milliseconds.";
        }
    }
    "Records a bridge." Record "bridges.record" Post "/bridges/{bridgeId}/record" since ["12.0.0"] => [LiveRecording] {
        required {
            bridge_id "bridgeId" path BridgeId => "The bridge.";
            name "name" query RecordingName => "The name.";
            format "format" query Text => "The format, such as `wav` or `ulaw`.";
        }
        optional {
            recorder_format "recorder_format" query Text => "The format of the recorder's channel.";
            max_duration_seconds "maxDurationSeconds" query u32 => "The longest it may be, in seconds; 0 for no limit.";
            max_silence_seconds "maxSilenceSeconds" query u32 => "How much silence ends it, in seconds; 0 for no limit.";
            if_exists "ifExists" query IfExists => "What is done if there is one of this name.";
            beep "beep" query bool => "Whether a beep is played when it begins.";
            terminate_on "terminateOn" query TerminateOn => "The key that ends it.";
        }
    }
}

#[cfg(feature = "client")]
resource! {
    "Bridges: what channels are mixed in." Bridges {
        "Lists all bridges." list List => Vec<Bridge>;
        "Creates a bridge." create Create => Bridge;
        "Creates a bridge with an id of the client's choice, or updates it." create_with_id CreateWithId => Bridge;
        "Tells of a bridge." get Get => Bridge;
        "Destroys a bridge; channels in it go back to their application." destroy Destroy => ();
        "Reads a variable of a bridge." get_bridge_var GetBridgeVar => Variable;
        "Sets a variable of a bridge." set_bridge_var SetBridgeVar => ();
        "Reads variables of a bridge." get_bridge_vars GetBridgeVars => Variables;
        "Sets variables of a bridge." set_bridge_vars SetBridgeVars => ();
        "Adds channels to a bridge." add_channel AddChannel => ();
        "Takes channels out of a bridge." remove_channel RemoveChannel => ();
        "Shows a channel's video to all in a bridge." set_video_source SetVideoSource => ();
        "Takes back which channel's video is shown." clear_video_source ClearVideoSource => ();
        "Plays music on hold to a bridge." start_moh StartMoh => ();
        "Ends music on hold in a bridge." stop_moh StopMoh => ();
        "Plays media to a bridge." play Play => Playback;
        "Plays media to a bridge, with an id of the client's choice." play_with_id PlayWithId => Playback;
        "Records a bridge." record Record => LiveRecording;
    }
}
