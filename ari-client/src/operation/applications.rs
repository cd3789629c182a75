//! Stasis applications: what they are subscribed to.
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
    "Lists all applications." List "applications.list" Get "/applications" since ["13.0.0"] => [Vec<Application>] {
        required {}
        optional {}
    }
    "Tells of an application." Get "applications.get" Get "/applications/{applicationName}" since ["13.0.0"] => [Application] {
        required {
            application_name "applicationName" path Text => "The application.";
        }
        optional {}
    }
    "Subscribes an application to channels, bridges, endpoints or devices." Subscribe "applications.subscribe" Post "/applications/{applicationName}/subscription" since ["13.0.0"] => [Application] {
        required {
            application_name "applicationName" path Text => "The application.";
            event_source "eventSource" list Text => "What it is subscribed to: `channel:ID`, `bridge:ID`, `endpoint:TECH/NAME`, `deviceState:NAME`, or `channel:` and the like for all.";
        }
        optional {}
    }
    "Ends subscriptions of an application." Unsubscribe "applications.unsubscribe" Delete "/applications/{applicationName}/subscription" since ["13.0.0"] => [Application] {
        required {
            application_name "applicationName" path Text => "The application.";
            event_source "eventSource" list Text => "What it is subscribed to: `channel:ID`, `bridge:ID`, `endpoint:TECH/NAME`, `deviceState:NAME`, or `channel:` and the like for all.";
        }
        optional {}
    }
    "Says which event types an application is told of. An empty filter tells all." Filter "applications.filter" Put "/applications/{applicationName}/eventFilter" since ["13.26.0", "16.3.0"] => [Application] {
        required {
            application_name "applicationName" path Text => "The application.";
            filter "filter" whole EventFilter => "Which types.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Stasis applications: what they are subscribed to." Applications {
        "Lists all applications." list List => Vec<Application>;
        "Tells of an application." get Get => Application;
        "Subscribes an application to channels, bridges, endpoints or devices." subscribe Subscribe => Application;
        "Ends subscriptions of an application." unsubscribe Unsubscribe => Application;
        "Says which event types an application is told of. An empty filter tells all." filter Filter => Application;
    }
}
