//! All models. Written by ari-client-generate from the catalogue; do not edit.

use alloc::vec::Vec;

use super::code::*;
use super::macros::models;
use super::{Date, Object, Values};
use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};

models! {
    [] "A parameter that a protocol adds to a transfer's destination." AdditionalParam {
        required parameter_name "parameter_name" Text => "The name.";
        required parameter_value "parameter_value" Text => "The value.";
    }
    [] "A Stasis application, and what it is subscribed to." Application {
        required name "name" Text => "The name.";
        required channel_ids "channel_ids" Vec<ChannelId> => "The channels that it is subscribed to.";
        required bridge_ids "bridge_ids" Vec<BridgeId> => "The bridges that it is subscribed to.";
        required endpoint_ids "endpoint_ids" Vec<Text> => "The endpoints that it is subscribed to, as `technology/resource`.";
        required device_names "device_names" Vec<Text> => "The devices that it is subscribed to.";
        required events_allowed "events_allowed" Vec<Object> => "The event filter: the only types that are told.";
        required events_disallowed "events_disallowed" Vec<Object> => "The event filter: types that are not told.";
    }
    [] "What Asterisk says about itself; each part may be left out by asking for others `only`." AsteriskInfo {
        optional build "build" BuildInfo => "How it was built.";
        optional system "system" SystemInfo => "Version and identity.";
        optional config "config" ConfigInfo => "Settings.";
        optional status "status" StatusInfo => "Since when it runs.";
    }
    [] "The answer to a ping." AsteriskPing {
        required asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
        required ping "ping" Text => "Always `pong`.";
        required timestamp "timestamp" Text => "When it happened.";
    }
    [] "A bridge: what channels are mixed in." Bridge {
        required id "id" BridgeId => "The bridge's id.";
        required technology "technology" Text => "The technology that mixes now, such as `simple_bridge`.";
        required bridge_type "bridge_type" BridgeType => "What it is for.";
        required bridge_class "bridge_class" Text => "Who made it: `stasis`, `basic`, `base` and so on.";
        required creator "creator" Text => "What created it, such as `Stasis`.";
        required name "name" Text => "The name.";
        required channels "channels" Vec<ChannelId> => "The channels in it.";
        optional video_mode "video_mode" VideoMode => "How its video source is chosen.";
        optional video_source_id "video_source_id" ChannelId => "The channel whose video is shown.";
        required creationtime "creationtime" Date => "When it was created.";
        optional bridgevars "bridgevars" Values => "Variables, as `bridgevars` in `ari.conf` says.";
    }
    [] "How Asterisk was built." BuildInfo {
        required os "os" Text => "The operating system.";
        required kernel "kernel" Text => "The kernel's version.";
        required options "options" Text => "Compile-time options.";
        required machine "machine" Text => "The machine's architecture.";
        required date "date" Text => "When.";
        required user "user" Text => "By whom.";
    }
    [] "A name and a number." CallerId {
        required name "name" Text => "The name.";
        required number "number" Text => "The number.";
    }
    [] "A channel: one leg of a call." Channel {
        required id "id" ChannelId => "The channel's id. AMI: `Uniqueid`.";
        required protocol_id "protocol_id" Text => "The protocol's id of the call, such as a SIP `Call-ID`.";
        required name "name" Text => "The name, such as `PJSIP/101-00000003`.";
        required state "state" ChannelState => "The state.";
        required caller "caller" CallerId => "Who is at this channel.";
        required connected "connected" CallerId => "Who is at the other end.";
        required accountcode "accountcode" Text => "The account code.";
        required dialplan "dialplan" DialplanCep => "Where in the dial plan it is.";
        required creationtime "creationtime" Date => "When it was created.";
        required language "language" Text => "The language, such as `en`.";
        optional channelvars "channelvars" Values => "Variables, as `channelvars` in `ari.conf` says.";
        optional caller_rdnis "caller_rdnis" Text => "The number that it was forwarded from.";
        optional tenantid "tenantid" Text => "The tenant.";
    }
    [] "Asterisk's settings." ConfigInfo {
        required name "name" Text => "The name.";
        required default_language "default_language" Text => "The default language.";
        optional max_channels "max_channels" i64 => "The most channels at once.";
        optional max_open_files "max_open_files" i64 => "The most open files at once.";
        optional max_load "max_load" f64 => "The highest load at which calls are taken.";
        required setid "setid" SetId => "User and group.";
    }
    [] "One field of a configuration object." ConfigTuple {
        required attribute "attribute" Text => "The field.";
        required value "value" Text => "The value.";
    }
    [] "Where a device can be reached." ContactInfo {
        required uri "uri" Text => "The address.";
        required contact_status "contact_status" Text => "`Reachable`, `Unreachable`, `Unknown`, `NonQualified`, `Created` or `Removed`.";
        required aor "aor" Text => "The address of record.";
        optional roundtrip_usec "roundtrip_usec" Text => "How long a question and its answer take, in microseconds.";
    }
    [] "The state of a device." DeviceState {
        required name "name" Text => "The name.";
        required state "state" DeviceStatus => "The state.";
    }
    [] "Which channel dialled; Asterisk gives it no fields." Dialed {
    }
    [] "Where in the dial plan a channel is: context, extension, priority." DialplanCep {
        required context "context" Text => "The context.";
        required exten "exten" Text => "The extension.";
        required priority "priority" i64 => "The priority.";
        required app_name "app_name" Text => "The application.";
        required app_data "app_data" Text => "Its arguments.";
    }
    [] "A device that calls come from or go to." Endpoint {
        required technology "technology" Text => "The technology.";
        required resource "resource" Text => "The name within its technology.";
        optional state "state" EndpointState => "The state.";
        required channel_ids "channel_ids" Vec<ChannelId> => "The channels.";
    }
    [] "A format and language that a sound is there in." FormatLangPair {
        required language "language" Text => "The language, such as `en`.";
        required format "format" Text => "The format, such as `wav`.";
    }
    [] "A recording that is being made." LiveRecording {
        required name "name" RecordingName => "The name.";
        required format "format" Text => "The format, such as `wav`.";
        required target_uri "target_uri" Text => "What it is of: `channel:ID` or `bridge:ID`.";
        required state "state" RecordingState => "The state.";
        optional duration "duration" i64 => "How long it is, in seconds; known at its end.";
        optional talking_duration "talking_duration" i64 => "How long somebody talked, in seconds, where silence is detected.";
        optional silence_duration "silence_duration" i64 => "How long nobody talked, in seconds, where silence is detected.";
        optional cause "cause" Text => "Why it failed.";
    }
    [] "A log of Asterisk." LogChannel {
        required channel "channel" Text => "The log's name.";
        required type_ "type" Text => "What kind of log it is.";
        required status "status" Text => "The status.";
        required configuration "configuration" Text => "What goes into it.";
    }
    [] "How many messages a mailbox has." Mailbox {
        required name "name" Text => "The name.";
        required old_messages "old_messages" i64 => "Messages that were heard.";
        required new_messages "new_messages" i64 => "Messages that were not heard.";
    }
    [] "A message that is told instead of events when parameters are missing." MissingParams {
        required params "params" Vec<Text> => "Their names.";
    }
    [] "A module of Asterisk." Module {
        required name "name" Text => "The name.";
        required description "description" Text => "What it is.";
        required use_count "use_count" i64 => "How many use it.";
        required status "status" Text => "The status.";
        required support_level "support_level" Text => "Who looks after it.";
    }
    [] "What became of a peer's registration." Peer {
        required peer_status "peer_status" Text => "`Registered`, `Unregistered`, `Reachable` and so on.";
        optional cause "cause" Text => "Why.";
        optional address "address" Text => "Its address.";
        optional port "port" Text => "Its port.";
        optional time "time" Text => "The registration's age or the peer's answer time.";
    }
    [] "Media that is being played." Playback {
        required id "id" PlaybackId => "The playback's id.";
        required media_uri "media_uri" Text => "What is played.";
        optional next_media_uri "next_media_uri" Text => "What is played next.";
        required target_uri "target_uri" Text => "What it is of: `channel:ID` or `bridge:ID`.";
        optional language "language" Text => "The language, such as `en`.";
        required state "state" PlaybackState => "The state.";
    }
    [] "A header of a request over the WebSocket." RestHeader {
        required name "name" Text => "The name.";
        required value "value" Text => "The value.";
    }
    [] "A query parameter of a request over the WebSocket." RestQueryStringParameter {
        required name "name" Text => "The name.";
        required value "value" Text => "The value.";
    }
    [] "A request over the WebSocket." RestRequest {
        required type_ "type" Text => "Always `RESTRequest`.";
        required transaction_id "transaction_id" Text => "What the asker calls the exchange; given back as it was.";
        required request_id "request_id" Text => "What the asker calls the request; given back as it was.";
        required method "method" Text => "The HTTP method.";
        required uri "uri" Text => "The path, without `/ari/`.";
        optional content_type "content_type" Text => "The type of the body.";
        optional query_strings "query_strings" Vec<RestQueryStringParameter> => "The query.";
        optional message_body "message_body" Text => "The body.";
    }
    [] "Statistics of a channel's RTP session, as RTCP tells them." RtpStat {
        required txcount "txcount" i64 => "Packets sent.";
        required rxcount "rxcount" i64 => "Packets received.";
        optional txjitter "txjitter" f64 => "Jitter of what was sent, as the peer tells it.";
        optional rxjitter "rxjitter" f64 => "Jitter of what was received.";
        optional remote_maxjitter "remote_maxjitter" f64 => "Greatest jitter that the peer told.";
        optional remote_minjitter "remote_minjitter" f64 => "Least jitter that the peer told.";
        optional remote_normdevjitter "remote_normdevjitter" f64 => "Mean jitter that the peer told.";
        optional remote_stdevjitter "remote_stdevjitter" f64 => "Standard deviation of the jitter that the peer told.";
        optional local_maxjitter "local_maxjitter" f64 => "Greatest jitter here.";
        optional local_minjitter "local_minjitter" f64 => "Least jitter here.";
        optional local_normdevjitter "local_normdevjitter" f64 => "Mean jitter here.";
        optional local_stdevjitter "local_stdevjitter" f64 => "Standard deviation of the jitter here.";
        required txploss "txploss" i64 => "Sent packets that were lost.";
        required rxploss "rxploss" i64 => "Packets that were not received.";
        optional remote_maxrxploss "remote_maxrxploss" f64 => "Greatest loss that the peer told.";
        optional remote_minrxploss "remote_minrxploss" f64 => "Least loss that the peer told.";
        optional remote_normdevrxploss "remote_normdevrxploss" f64 => "Mean loss that the peer told.";
        optional remote_stdevrxploss "remote_stdevrxploss" f64 => "Standard deviation of the loss that the peer told.";
        optional local_maxrxploss "local_maxrxploss" f64 => "Greatest loss here.";
        optional local_minrxploss "local_minrxploss" f64 => "Least loss here.";
        optional local_normdevrxploss "local_normdevrxploss" f64 => "Mean loss here.";
        optional local_stdevrxploss "local_stdevrxploss" f64 => "Standard deviation of the loss here.";
        optional rtt "rtt" f64 => "Round trip time, in seconds.";
        optional maxrtt "maxrtt" f64 => "Greatest round trip time, in seconds.";
        optional minrtt "minrtt" f64 => "Least round trip time, in seconds.";
        optional normdevrtt "normdevrtt" f64 => "Mean round trip time, in seconds.";
        optional stdevrtt "stdevrtt" f64 => "Standard deviation of the round trip time, in seconds.";
        required local_ssrc "local_ssrc" i64 => "Our synchronisation source.";
        required remote_ssrc "remote_ssrc" i64 => "The peer's synchronisation source.";
        required txoctetcount "txoctetcount" i64 => "Bytes sent.";
        required rxoctetcount "rxoctetcount" i64 => "Bytes received.";
        required channel_uniqueid "channel_uniqueid" ChannelId => "The channel.";
    }
    [] "Where a transfer is to go." ReferTo {
        required requested_destination "requested_destination" RequiredDestination => "What was asked for.";
        optional destination_channel "destination_channel" Channel => "The channel that it is about, where there is one.";
        optional connected_channel "connected_channel" Channel => "The channel at the other end.";
        optional bridge "bridge" Bridge => "The bridge of that channel.";
    }
    [] "Who transfers." ReferredBy {
        required source_channel "source_channel" Channel => "The channel that asks.";
        optional connected_channel "connected_channel" Channel => "The channel at the other end.";
        optional bridge "bridge" Bridge => "The bridge of that channel.";
    }
    [] "The destination of a transfer, as the protocol says it." RequiredDestination {
        optional protocol_id "protocol_id" Text => "The call that is to be replaced, by the protocol's id.";
        optional destination "destination" Text => "The number or address.";
        optional additional_protocol_params "additional_protocol_params" Vec<AdditionalParam> => "What else the protocol says.";
    }
    [] "The user and group that Asterisk runs as." SetId {
        required user "user" Text => "The user.";
        required group "group" Text => "The group.";
    }
    [] "A sound file that can be played." Sound {
        required id "id" Text => "The sound's id.";
        optional text "text" Text => "What is said.";
        required formats "formats" Vec<FormatLangPair> => "Formats and languages that it is there in.";
    }
    [] "Since when Asterisk runs." StatusInfo {
        required startup_time "startup_time" Date => "When it was started.";
        required last_reload_time "last_reload_time" Date => "When its configuration was last read.";
    }
    [] "A recording on the disk." StoredRecording {
        required name "name" RecordingName => "The name.";
        required format "format" Text => "The format, such as `wav`.";
    }
    [] "Asterisk's version and identity." SystemInfo {
        required version "version" Text => "The version, such as `22.10.1`.";
        required entity_id "entity_id" Text => "Its identity: `entityid` in `asterisk.conf`.";
    }
    [] "A text message, not of a call." TextMessage {
        required from "from" Text => "Who sent it.";
        required to "to" Text => "Whom to.";
        required body "body" Text => "The text.";
        optional variables "variables" Values => "The variables.";
    }
    [] "The value of a variable." Variable {
        required value "value" Text => "The value.";
    }
    [] "The values of several variables." Variables {
        required variables "variables" Values => "The variables.";
    }
}
