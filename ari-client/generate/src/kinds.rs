//! Rust types of fields and parameters. The catalogue tells of texts and numbers only; which of them are ids and codes
//! is known from what they mean.

use anyhow::bail;

use crate::catalogue::Param;
use crate::names;

/// The type of a model's field.
pub(crate) fn field(model: &str, field: &str, kind: &str) -> anyhow::Result<String> {
    if let Some(item) = kind.strip_prefix("List[").and_then(|rest| rest.strip_suffix(']')) {
        return Ok(format!("Vec<{}>", self::field(model, field, item)?));
    }
    Ok(match kind {
        "string" => text(model, field).to_owned(),
        "Date" => "Date".to_owned(),
        "int" | "long" => "i64".to_owned(),
        "double" => "f64".to_owned(),
        "boolean" => "bool".to_owned(),
        "object" if field.ends_with("vars") || field == "variables" => "Values".to_owned(),
        "object" => "Object".to_owned(),
        other => names::model(other),
    })
}

fn text(model: &str, field: &str) -> &'static str {
    match (model, field) {
        ("Channel", "id") => "ChannelId",
        ("Channel", "state") => "ChannelState",
        ("Bridge", "id") | (_, "bridge_ids") => "BridgeId",
        ("Bridge", "channels") | (_, "channel_ids" | "video_source_id" | "old_video_source_id") => {
            "ChannelId"
        }
        ("RTPstat", "channel_uniqueid") => "ChannelId",
        ("Bridge", "bridge_type") => "BridgeType",
        ("Bridge", "video_mode") => "VideoMode",
        ("Playback", "id") => "PlaybackId",
        ("Playback", "state") => "PlaybackState",
        ("LiveRecording" | "StoredRecording", "name") => "RecordingName",
        ("LiveRecording", "state") => "RecordingState",
        ("Endpoint", "state") => "EndpointState",
        ("DeviceState", "state") => "DeviceStatus",
        ("Dial", "dialstatus") => "DialStatus",
        ("BridgeAttendedTransfer", "destination_bridge") => "BridgeId",
        _ => "Text",
    }
}

/// The type of a parameter, of one of its values where it may have several.
pub(crate) fn param(param: &Param) -> anyhow::Result<String> {
    if !param.allowable_values.values.is_empty() {
        return Ok(match param.name.as_str() {
            "direction" | "spy" | "whisper" => "Direction",
            "reason" => "HangupReason",
            "operation" => "PlaybackControl",
            "deviceState" => "DeviceStatus",
            "only" => "InfoPart",
            "transport" => "MediaTransport",
            "ifExists" | "terminateOn" | "encapsulation" | "connection_type" => {
                return Ok(names::pascal(&param.name));
            }
            other => bail!("the values of {other} have no type"),
        }
        .to_owned());
    }
    Ok(match (param.data_type.as_str(), param.name.as_str()) {
        ("string", "channelId" | "otherChannelId" | "originator" | "snoopId" | "channel" | "caller") => {
            "ChannelId"
        }
        ("string", "bridgeId") => "BridgeId",
        ("string", "playbackId") => "PlaybackId",
        ("string", "recordingName" | "destinationRecordingName" | "name") if is_recording(param) => {
            "RecordingName"
        }
        ("string", _) => "Text",
        ("boolean", _) => "bool",
        ("int", _) if param.allowable_values.min == Some(0) => "u32",
        ("int" | "long", _) => "i64",
        ("object", "filter") => "EventFilter",
        ("containers", "variables") => "Values",
        ("containers", "fields") => "Vec<ConfigTuple>",
        (kind, name) => bail!("{name}: no type for {kind}"),
    }
    .to_owned())
}

/// `name` is required of recordings, and optional of bridges.
fn is_recording(param: &Param) -> bool {
    param.name != "name" || param.required
}

/// What the answer of an operation is.
pub(crate) fn answer(response: &str) -> anyhow::Result<String> {
    Ok(match response {
        "void" | "Message" => "()".to_owned(),
        "binary" => "Vec<u8>".to_owned(),
        _ => field("", "", response)?,
    })
}
