//! Device states: custom ones under `Stasis:` can be set.
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
    "Lists the device states that ARI controls." List "deviceStates.list" Get "/deviceStates" since ["12.0.0"] => [Vec<DeviceState>] {
        required {}
        optional {}
    }
    "Tells the state of a device." Get "deviceStates.get" Get "/deviceStates/{deviceName}" since ["12.0.0"] => [DeviceState] {
        required {
            device_name "deviceName" path Text => "The device, under `Stasis:` if it is to be set.";
        }
        optional {}
    }
    "Sets the state of a device under `Stasis:`." Update "deviceStates.update" Put "/deviceStates/{deviceName}" since ["12.0.0"] => [()] {
        required {
            device_name "deviceName" path Text => "The device, under `Stasis:` if it is to be set.";
            device_state "deviceState" query DeviceStatus => "The state.";
        }
        optional {}
    }
    "Deletes a device under `Stasis:`." Delete "deviceStates.delete" Delete "/deviceStates/{deviceName}" since ["12.0.0"] => [()] {
        required {
            device_name "deviceName" path Text => "The device, under `Stasis:` if it is to be set.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Device states: custom ones under `Stasis:` can be set." DeviceStates {
        "Lists the device states that ARI controls." list List => Vec<DeviceState>;
        "Tells the state of a device." get Get => DeviceState;
        "Sets the state of a device under `Stasis:`." update Update => ();
        "Deletes a device under `Stasis:`." delete Delete => ();
    }
}
