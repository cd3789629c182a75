//! All events. Written by ari-client-generate from the catalogue; do not edit.

use alloc::vec::Vec;

use super::macros::events;
use crate::model::macros::models;
use crate::model::*;
use crate::text::{BridgeId, ChannelId, Text};

models! {
    ["ApplicationMoveFailed"] "A channel could not be moved into another application." ApplicationMoveFailed {
        required channel "channel" Channel => "The channel.";
        required destination "destination" Text => "The application that it was to be moved into.";
        required args "args" Vec<Text> => "The arguments of the application.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ApplicationRegistered"] "An application was registered: its first WebSocket was opened." ApplicationRegistered {
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ApplicationReplaced"] "Another WebSocket has taken this application over; no more events come here." ApplicationReplaced {
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ApplicationUnregistered"] "An application has no WebSocket any more." ApplicationUnregistered {
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["BridgeAttendedTransfer"] "An attended transfer was made, or failed." BridgeAttendedTransfer {
        required transferer_first_leg "transferer_first_leg" Channel => "The transferer's first channel.";
        required transferer_second_leg "transferer_second_leg" Channel => "The transferer's second channel, of the consultation.";
        optional replace_channel "replace_channel" Channel => "The channel that takes the place of one that was in the application or bridge.";
        optional transferee "transferee" Channel => "The channel that is transferred, if it is but one.";
        optional transfer_target "transfer_target" Channel => "The channel that is the target, if it is but one.";
        required result "result" Text => "Whether it succeeded: `Success`, `Fail`, `Invalid` or `Not Permitted`.";
        required is_external "is_external" bool => "Whether the transfer was asked for by the channel's peer, not by Asterisk.";
        optional transferer_first_leg_bridge "transferer_first_leg_bridge" Bridge => "The bridge that the first leg is in.";
        optional transferer_second_leg_bridge "transferer_second_leg_bridge" Bridge => "The bridge that the second leg is in.";
        required destination_type "destination_type" Text => "What came of it: `bridge`, `application`, `link`, `threeway` or `fail`.";
        optional destination_bridge "destination_bridge" BridgeId => "The bridge that went on, where it is one.";
        optional destination_application "destination_application" Text => "The application that it went to, where it is one.";
        optional destination_link_first_leg "destination_link_first_leg" Channel => "The first half of the Local channel that links two bridges.";
        optional destination_link_second_leg "destination_link_second_leg" Channel => "The second half of it.";
        optional destination_threeway_channel "destination_threeway_channel" Channel => "The channel that stays in a call of three.";
        optional destination_threeway_bridge "destination_threeway_bridge" Bridge => "The bridge of a call of three.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["BridgeBlindTransfer"] "A blind transfer was made, or failed." BridgeBlindTransfer {
        required channel "channel" Channel => "The channel.";
        optional replace_channel "replace_channel" Channel => "The channel that takes the place of one that was in the application or bridge.";
        optional transferee "transferee" Channel => "The channel that is transferred, if it is but one.";
        required exten "exten" Text => "The extension that it goes to.";
        required context "context" Text => "The context that it goes to.";
        required result "result" Text => "Whether it succeeded: `Success`, `Fail`, `Invalid` or `Not Permitted`.";
        required is_external "is_external" bool => "Whether the transfer was asked for by the channel's peer, not by Asterisk.";
        optional bridge "bridge" Bridge => "The bridge.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["BridgeCreated"] "A bridge was created." BridgeCreated {
        required bridge "bridge" Bridge => "The bridge.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["BridgeDestroyed"] "A bridge was destroyed." BridgeDestroyed {
        required bridge "bridge" Bridge => "The bridge.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["BridgeMerged"] "One bridge was merged into another." BridgeMerged {
        required bridge "bridge" Bridge => "The bridge that remains.";
        required bridge_from "bridge_from" Bridge => "The bridge that is no more.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["BridgeVideoSourceChanged"] "Another channel's video is shown in the bridge." BridgeVideoSourceChanged {
        required bridge "bridge" Bridge => "The bridge.";
        optional old_video_source_id "old_video_source_id" ChannelId => "The channel whose video was shown before.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["CallBroadcast"] "A call waits for the first of several applications to claim it." CallBroadcast {
        required channel "channel" Channel => "The channel.";
        optional caller "caller" Text => "The caller's number.";
        optional called "called" Text => "The number that was called.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["CallClaimed"] "A broadcast call was claimed by an application." CallClaimed {
        required channel "channel" Channel => "The channel.";
        required winner_app "winner_app" Text => "The application that has it.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelCallerId"] "A channel's caller ID changed." ChannelCallerId {
        required caller_presentation "caller_presentation" i64 => "Whether the number may be shown, as a number.";
        required caller_presentation_txt "caller_presentation_txt" Text => "The same in words.";
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelConnectedLine"] "A channel's connected line changed." ChannelConnectedLine {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelCreated"] "A channel was created." ChannelCreated {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelDestroyed"] "A channel was destroyed." ChannelDestroyed {
        required cause "cause" i64 => "The hangup cause, by Q.850.";
        required cause_txt "cause_txt" Text => "The cause in words.";
        optional tech_cause "tech_cause" i64 => "The cause in the words of the channel's technology, such as a SIP status.";
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelDialplan"] "A channel has come to another place of the dial plan." ChannelDialplan {
        required channel "channel" Channel => "The channel.";
        required dialplan_app "dialplan_app" Text => "The application that is about to run.";
        required dialplan_app_data "dialplan_app_data" Text => "Its arguments.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelDtmfReceived"] "A DTMF digit was received; told when the key is released." ChannelDtmfReceived {
        required digit "digit" Text => "`0` to `9`, `A` to `D`, `*` or `#`.";
        required duration_ms "duration_ms" i64 => "How long the key was pressed, in milliseconds.";
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelEnteredBridge"] "A channel has entered a bridge." ChannelEnteredBridge {
        required bridge "bridge" Bridge => "The bridge.";
        optional channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelHangupRequest"] "A hangup was asked for." ChannelHangupRequest {
        optional cause "cause" i64 => "The hangup cause, by Q.850.";
        optional tech_cause "tech_cause" i64 => "The cause in the words of the channel's technology, such as a SIP status.";
        optional soft "soft" bool => "Whether it was asked for from inside Asterisk.";
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelHold"] "A channel was put on hold." ChannelHold {
        required channel "channel" Channel => "The channel.";
        optional musicclass "musicclass" Text => "The class of music that is wished for.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelLeftBridge"] "A channel has left a bridge." ChannelLeftBridge {
        required bridge "bridge" Bridge => "The bridge.";
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelStateChange"] "A channel has another state." ChannelStateChange {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelTalkingFinished"] "Somebody stopped talking; told where TALK_DETECT is on." ChannelTalkingFinished {
        required channel "channel" Channel => "The channel.";
        required duration "duration" i64 => "How long, in milliseconds.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelTalkingStarted"] "Somebody began to talk; told where TALK_DETECT is on." ChannelTalkingStarted {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelToneDetected"] "A tone was detected; told where TONE_DETECT is on." ChannelToneDetected {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelTransfer"] "A transfer is asked for, and the application is to make it." ChannelTransfer {
        optional state "state" Text => "How far the transfer is, where the application has told progress.";
        required refer_to "refer_to" ReferTo => "Where it is to go.";
        required referred_by "referred_by" ReferredBy => "Who asks for it.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelUnhold"] "A channel was taken off hold." ChannelUnhold {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelUserevent"] "A user event was raised, by the dial plan or by an application." ChannelUserevent {
        required eventname "eventname" Text => "The name of the user event.";
        optional channel "channel" Channel => "The channel.";
        optional bridge "bridge" Bridge => "The bridge.";
        optional endpoint "endpoint" Endpoint => "The endpoint.";
        required userevent "userevent" Object => "What it says.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ChannelVarset"] "A variable was set, of a channel or a global one." ChannelVarset {
        required variable "variable" Text => "The variable's name.";
        required value "value" Text => "The value.";
        optional channel "channel" Channel => "The channel; none of a global variable.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["ContactStatusChange"] "A contact can or cannot be reached any more." ContactStatusChange {
        required endpoint "endpoint" Endpoint => "The endpoint.";
        required contact_info "contact_info" ContactInfo => "The contact.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["DeviceStateChanged"] "A device has another state." DeviceStateChanged {
        required device_state "device_state" DeviceState => "The device and its state.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["Dial"] "An attempt to dial began, goes on, or ended." Dial {
        optional caller "caller" Channel => "The channel that dials.";
        required peer "peer" Channel => "The channel that is dialled.";
        optional forward "forward" Text => "Where the call is forwarded to.";
        optional forwarded "forwarded" Channel => "The channel that the call is forwarded to.";
        optional dialstring "dialstring" Text => "What was dialled.";
        required dialstatus "dialstatus" DialStatus => "What came of it; empty when it begins.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["EndpointStateChange"] "An endpoint has another state." EndpointStateChange {
        required endpoint "endpoint" Endpoint => "The endpoint.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["PeerStatusChange"] "A peer's registration changed." PeerStatusChange {
        required endpoint "endpoint" Endpoint => "The endpoint.";
        required peer "peer" Peer => "What became of it.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["PlaybackContinuing"] "The next media of a playback begins." PlaybackContinuing {
        required playback "playback" Playback => "The playback.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["PlaybackFinished"] "A playback has ended, or failed." PlaybackFinished {
        required playback "playback" Playback => "The playback.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["PlaybackStarted"] "A playback has begun." PlaybackStarted {
        required playback "playback" Playback => "The playback.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["RESTResponse"] "The answer to a request over the WebSocket." RestResponse {
        required transaction_id "transaction_id" Text => "What the asker calls the exchange; given back as it was.";
        required request_id "request_id" Text => "What the asker calls the request; given back as it was.";
        required status_code "status_code" i64 => "The HTTP status.";
        required reason_phrase "reason_phrase" Text => "The status in words.";
        required uri "uri" Text => "The address.";
        optional content_type "content_type" Text => "The type of the body.";
        optional message_body "message_body" Text => "The body.";
        optional application "application" Text => "The application that is told.";
        optional timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["RecordingFailed"] "A recording has failed." RecordingFailed {
        required recording "recording" LiveRecording => "The recording.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["RecordingFinished"] "A recording has ended." RecordingFinished {
        required recording "recording" LiveRecording => "The recording.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["RecordingStarted"] "A recording has begun." RecordingStarted {
        required recording "recording" LiveRecording => "The recording.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["StasisEnd"] "A channel has left the application." StasisEnd {
        required channel "channel" Channel => "The channel.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["StasisStart"] "A channel has entered the application." StasisStart {
        required args "args" Vec<Text> => "The arguments of the application.";
        required channel "channel" Channel => "The channel.";
        optional replace_channel "replace_channel" Channel => "The channel that takes the place of one that was in the application or bridge.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
    ["TextMessageReceived"] "A text message was received." TextMessageReceived {
        required message "message" TextMessage => "The message.";
        optional endpoint "endpoint" Endpoint => "The endpoint.";
        required application "application" Text => "The application that is told.";
        required timestamp "timestamp" Date => "When it happened.";
        optional asterisk_id "asterisk_id" Text => "Which Asterisk, as `entityid` in `asterisk.conf` has it.";
    }
}

events! {
    ApplicationMoveFailed "ApplicationMoveFailed" channels { one channel; } bridges { } playbacks { } recordings { }
    ApplicationRegistered "ApplicationRegistered" channels { } bridges { } playbacks { } recordings { }
    ApplicationReplaced "ApplicationReplaced" channels { } bridges { } playbacks { } recordings { }
    ApplicationUnregistered "ApplicationUnregistered" channels { } bridges { } playbacks { } recordings { }
    BridgeAttendedTransfer "BridgeAttendedTransfer" channels { one transferer_first_leg; one transferer_second_leg; maybe replace_channel; maybe transferee; maybe transfer_target; maybe destination_link_first_leg; maybe destination_link_second_leg; maybe destination_threeway_channel; } bridges { maybe transferer_first_leg_bridge; maybe transferer_second_leg_bridge; maybe destination_threeway_bridge; } playbacks { } recordings { }
    BridgeBlindTransfer "BridgeBlindTransfer" channels { one channel; maybe replace_channel; maybe transferee; } bridges { maybe bridge; } playbacks { } recordings { }
    BridgeCreated "BridgeCreated" channels { } bridges { one bridge; } playbacks { } recordings { }
    BridgeDestroyed "BridgeDestroyed" channels { } bridges { one bridge; } playbacks { } recordings { }
    BridgeMerged "BridgeMerged" channels { } bridges { one bridge; one bridge_from; } playbacks { } recordings { }
    BridgeVideoSourceChanged "BridgeVideoSourceChanged" channels { } bridges { one bridge; } playbacks { } recordings { }
    CallBroadcast "CallBroadcast" channels { one channel; } bridges { } playbacks { } recordings { }
    CallClaimed "CallClaimed" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelCallerId "ChannelCallerId" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelConnectedLine "ChannelConnectedLine" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelCreated "ChannelCreated" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelDestroyed "ChannelDestroyed" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelDialplan "ChannelDialplan" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelDtmfReceived "ChannelDtmfReceived" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelEnteredBridge "ChannelEnteredBridge" channels { maybe channel; } bridges { one bridge; } playbacks { } recordings { }
    ChannelHangupRequest "ChannelHangupRequest" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelHold "ChannelHold" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelLeftBridge "ChannelLeftBridge" channels { one channel; } bridges { one bridge; } playbacks { } recordings { }
    ChannelStateChange "ChannelStateChange" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelTalkingFinished "ChannelTalkingFinished" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelTalkingStarted "ChannelTalkingStarted" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelToneDetected "ChannelToneDetected" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelTransfer "ChannelTransfer" channels { } bridges { } playbacks { } recordings { }
    ChannelUnhold "ChannelUnhold" channels { one channel; } bridges { } playbacks { } recordings { }
    ChannelUserevent "ChannelUserevent" channels { maybe channel; } bridges { maybe bridge; } playbacks { } recordings { }
    ChannelVarset "ChannelVarset" channels { maybe channel; } bridges { } playbacks { } recordings { }
    ContactStatusChange "ContactStatusChange" channels { } bridges { } playbacks { } recordings { }
    DeviceStateChanged "DeviceStateChanged" channels { } bridges { } playbacks { } recordings { }
    Dial "Dial" channels { maybe caller; one peer; maybe forwarded; } bridges { } playbacks { } recordings { }
    EndpointStateChange "EndpointStateChange" channels { } bridges { } playbacks { } recordings { }
    PeerStatusChange "PeerStatusChange" channels { } bridges { } playbacks { } recordings { }
    PlaybackContinuing "PlaybackContinuing" channels { } bridges { } playbacks { one playback; } recordings { }
    PlaybackFinished "PlaybackFinished" channels { } bridges { } playbacks { one playback; } recordings { }
    PlaybackStarted "PlaybackStarted" channels { } bridges { } playbacks { one playback; } recordings { }
    RestResponse "RESTResponse" channels { } bridges { } playbacks { } recordings { }
    RecordingFailed "RecordingFailed" channels { } bridges { } playbacks { } recordings { one recording; }
    RecordingFinished "RecordingFinished" channels { } bridges { } playbacks { } recordings { one recording; }
    RecordingStarted "RecordingStarted" channels { } bridges { } playbacks { } recordings { one recording; }
    StasisEnd "StasisEnd" channels { one channel; } bridges { } playbacks { } recordings { }
    StasisStart "StasisStart" channels { one channel; maybe replace_channel; } bridges { } playbacks { } recordings { }
    TextMessageReceived "TextMessageReceived" channels { } bridges { } playbacks { } recordings { }
}
