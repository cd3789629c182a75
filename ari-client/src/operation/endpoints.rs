//! Endpoints: devices that calls come from and go to.
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
    "Lists all endpoints." List "endpoints.list" Get "/endpoints" since ["12.0.0"] => [Vec<Endpoint>] {
        required {}
        optional {}
    }
    "Sends a text message to an address." SendMessage "endpoints.sendMessage" Put "/endpoints/sendMessage" since ["13.0.0"] => [()] {
        required {
            to "to" query Text => "Whom to, such as `pjsip:101`.";
            from "from" query Text => "Who it is from, such as `sip:100@pbx.example`.";
        }
        optional {
            body "body" query Text => "The text.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Refers somebody to another address." Refer "endpoints.refer" Post "/endpoints/refer" since ["18.20.0", "20.5.0"] => [()] {
        required {
            to "to" query Text => "Whom to, such as `pjsip:101`.";
            from "from" query Text => "Who it is from, such as `sip:100@pbx.example`.";
            refer_to "refer_to" query Text => "Whom or what they are referred to.";
        }
        optional {
            to_self "to_self" query bool => "Whether they are referred to a number of this Asterisk.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Lists the endpoints of a technology." ListByTech "endpoints.listByTech" Get "/endpoints/{tech}" since ["12.0.0"] => [Vec<Endpoint>] {
        required {
            tech "tech" path Text => "The technology, such as `PJSIP`.";
        }
        optional {}
    }
    "Tells of an endpoint." Get "endpoints.get" Get "/endpoints/{tech}/{resource}" since ["12.0.0"] => [Endpoint] {
        required {
            tech "tech" path Text => "The technology, such as `PJSIP`.";
            resource "resource" path Text => "The name within the technology.";
        }
        optional {}
    }
    "Sends a text message to an endpoint." SendMessageToEndpoint "endpoints.sendMessageToEndpoint" Put "/endpoints/{tech}/{resource}/sendMessage" since ["13.0.0"] => [()] {
        required {
            tech "tech" path Text => "The technology, such as `PJSIP`.";
            resource "resource" path Text => "The name within the technology.";
            from "from" query Text => "Who it is from, such as `sip:100@pbx.example`.";
        }
        optional {
            body "body" query Text => "The text.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Refers an endpoint to another address." ReferToEndpoint "endpoints.referToEndpoint" Post "/endpoints/{tech}/{resource}/refer" since ["18.20.0", "20.5.0"] => [()] {
        required {
            tech "tech" path Text => "The technology, such as `PJSIP`.";
            resource "resource" path Text => "The name within the technology.";
            from "from" query Text => "Who it is from, such as `sip:100@pbx.example`.";
            refer_to "refer_to" query Text => "Whom or what they are referred to.";
        }
        optional {
            to_self "to_self" query bool => "Whether they are referred to a number of this Asterisk.";
            variables "variables" body Values => "Variables.";
        }
    }
}

#[cfg(feature = "client")]
resource! {
    "Endpoints: devices that calls come from and go to." Endpoints {
        "Lists all endpoints." list List => Vec<Endpoint>;
        "Sends a text message to an address." send_message SendMessage => ();
        "Refers somebody to another address." refer Refer => ();
        "Lists the endpoints of a technology." list_by_tech ListByTech => Vec<Endpoint>;
        "Tells of an endpoint." get Get => Endpoint;
        "Sends a text message to an endpoint." send_message_to_endpoint SendMessageToEndpoint => ();
        "Refers an endpoint to another address." refer_to_endpoint ReferToEndpoint => ();
    }
}
