//! Events: the WebSocket, and user events.
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
    "Opens the WebSocket. The client does it when it connects." EventWebsocket "events.eventWebsocket" Get "/events" since ["12.0.0"] => [()] {
        required {
            app "app" list Text => "The applications.";
        }
        optional {
            subscribe_all "subscribeAll" query bool => "Whether all events of Asterisk are told, not only those of the application.";
        }
    }
    "Raises a user event." UserEvent "events.userEvent" Post "/events/user/{eventName}" since ["12.3.0"] => [()] {
        required {
            event_name "eventName" path Text => "The name of the event.";
            application "application" query Text => "The application.";
        }
        optional {
            source "source" list Text => "What it is about: `channel:ID`, `bridge:ID`, `endpoint:TECH/NAME`.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Claims a channel that was broadcast to several applications." ClaimChannel "events.claimChannel" Post "/events/claim" since ["20.17.0", "22.7.0", "23.1.0"] => [()] {
        required {
            channel_id "channelId" query ChannelId => "The channel.";
            application "application" query Text => "The application.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Events: the WebSocket, and user events." Events {
        "Raises a user event." user_event UserEvent => ();
        "Claims a channel that was broadcast to several applications." claim_channel ClaimChannel => ();
    }
}
