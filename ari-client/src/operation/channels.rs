//! Channels: the legs of calls.
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
    "Lists all channels." List "channels.list" Get "/channels" since ["12.0.0"] => [Vec<Channel>] {
        required {}
        optional {}
    }
    "Creates a channel and dials." Originate "channels.originate" Post "/channels" since ["12.0.0"] => [Channel] {
        required {
            endpoint "endpoint" query Text => "Whom to call, such as `PJSIP/101`.";
        }
        optional {
            extension "extension" query Text => "The extension to go to.";
            context "context" query Text => "The context to go to.";
            priority "priority" query i64 => "The priority to go to.";
            label "label" query Text => "The label to go to.";
            app "app" query Text => "The application.";
            app_args "appArgs" query Text => "Its arguments, separated by commas.";
            caller_id "callerId" query Text => "The caller ID, as `Name <number>`.";
            timeout "timeout" query i64 => "How long it may ring, in seconds; -1 for ever.";
            variables "variables" body Values => "Variables.";
            channel_id "channelId" query ChannelId => "The channel.";
            other_channel_id "otherChannelId" query ChannelId => "The id of the second half of a Local channel.";
            originator "originator" query ChannelId => "The channel that the new one takes its account, language and so on from.";
            formats "formats" query Text => "The formats, separated by commas, instead of those of the originator.";
        }
    }
    "Creates a channel without dialling." Create "channels.create" Post "/channels/create" since ["14.0.0"] => [Channel] {
        required {
            endpoint "endpoint" query Text => "Whom to call, such as `PJSIP/101`.";
            app "app" query Text => "The application.";
        }
        optional {
            app_args "appArgs" query Text => "Its arguments, separated by commas.";
            channel_id "channelId" query ChannelId => "The channel.";
            other_channel_id "otherChannelId" query ChannelId => "The id of the second half of a Local channel.";
            originator "originator" query ChannelId => "The channel that the new one takes its account, language and so on from.";
            formats "formats" query Text => "The formats, separated by commas, instead of those of the originator.";
            variables "variables" body Values => "Variables.";
        }
    }
    "Tells of a channel." Get "channels.get" Get "/channels/{channelId}" since ["12.0.0"] => [Channel] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Creates a channel with an id of the client's choice, and dials." OriginateWithId "channels.originateWithId" Post "/channels/{channelId}" since ["12.2.0"] => [Channel] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            endpoint "endpoint" query Text => "Whom to call, such as `PJSIP/101`.";
        }
        optional {
            extension "extension" query Text => "The extension to go to.";
            context "context" query Text => "The context to go to.";
            priority "priority" query i64 => "The priority to go to.";
            label "label" query Text => "The label to go to.";
            app "app" query Text => "The application.";
            app_args "appArgs" query Text => "Its arguments, separated by commas.";
            caller_id "callerId" query Text => "The caller ID, as `Name <number>`.";
            timeout "timeout" query i64 => "How long it may ring, in seconds; -1 for ever.";
            variables "variables" body Values => "Variables.";
            other_channel_id "otherChannelId" query ChannelId => "The id of the second half of a Local channel.";
            originator "originator" query ChannelId => "The channel that the new one takes its account, language and so on from.";
            formats "formats" query Text => "The formats, separated by commas, instead of those of the originator.";
        }
    }
    "Hangs a channel up." Hangup "channels.hangup" Delete "/channels/{channelId}" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            reason_code "reason_code" query Text => "The hangup cause, by Q.850.";
            reason "reason" query HangupReason => "The hangup cause as a word.";
        }
    }
    "Lets a channel leave the application and go on in the dial plan." ContinueInDialplan "channels.continueInDialplan" Post "/channels/{channelId}/continue" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            context "context" query Text => "The context to go to.";
            extension "extension" query Text => "The extension to go to.";
            priority "priority" query i64 => "The priority to go to.";
            label "label" query Text => "The label to go to.";
        }
    }
    "Moves a channel into another application." Move "channels.move" Post "/channels/{channelId}/move" since ["13.26.0", "16.3.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            app "app" query Text => "The application.";
        }
        optional {
            app_args "appArgs" query Text => "Its arguments, separated by commas.";
        }
    }
    "Redirects a channel, unanswered, to another place." Redirect "channels.redirect" Post "/channels/{channelId}/redirect" since ["13.3.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            endpoint "endpoint" query Text => "Whom to call, such as `PJSIP/101`.";
        }
        optional {}
    }
    "Answers a channel." Answer "channels.answer" Post "/channels/{channelId}/answer" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Says that it is ringing." Ring "channels.ring" Post "/channels/{channelId}/ring" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Says that it is ringing no more." RingStop "channels.ringStop" Delete "/channels/{channelId}/ring" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Says that the call makes progress." Progress "channels.progress" Post "/channels/{channelId}/progress" since ["22.6.0", "21.11.0", "20.16.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Sends DTMF." SendDtmf "channels.sendDTMF" Post "/channels/{channelId}/dtmf" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            dtmf "dtmf" query Text => "The digits.";
            before "before" query i64 => "How long before the first digit, in milliseconds.";
            between "between" query i64 => "How long between digits, in milliseconds.";
            duration "duration" query i64 => "How long each digit, in milliseconds.";
            after "after" query i64 => "How long after the last digit, in milliseconds.";
        }
    }
    "Mutes a channel." Mute "channels.mute" Post "/channels/{channelId}/mute" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            direction "direction" query Direction => "Which direction.";
        }
    }
    "Takes a mute back." Unmute "channels.unmute" Delete "/channels/{channelId}/mute" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            direction "direction" query Direction => "Which direction.";
        }
    }
    "Puts a channel on hold." Hold "channels.hold" Post "/channels/{channelId}/hold" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Takes a channel off hold." Unhold "channels.unhold" Delete "/channels/{channelId}/hold" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Plays music on hold to a channel." StartMoh "channels.startMoh" Post "/channels/{channelId}/moh" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            moh_class "mohClass" query Text => "The class of music.";
        }
    }
    "Ends music on hold of a channel." StopMoh "channels.stopMoh" Delete "/channels/{channelId}/moh" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Plays silence to a channel, so that media flows." StartSilence "channels.startSilence" Post "/channels/{channelId}/silence" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Ends the silence." StopSilence "channels.stopSilence" Delete "/channels/{channelId}/silence" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Plays media to a channel." Play "channels.play" Post "/channels/{channelId}/play" since ["12.0.0"] => [Playback] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            media "media" list Text => "What is played: `sound:NAME`, `recording:NAME`, `number:N`, `digits:N`, `characters:TEXT`, `tone:NAME`. A name cannot have a comma.";
        }
        optional {
            lang "lang" query Text => "The language.";
            offsetms "offsetms" query i64 => "Where to begin, in milliseconds.";
            skipms "skipms" query i64 => "How far `forward` and `reverse` go, in milliseconds.";
            playback_id "playbackId" query PlaybackId => "The playback.";
        }
    }
    "Plays media to a channel, with an id of the client's choice." PlayWithId "channels.playWithId" Post "/channels/{channelId}/play/{playbackId}" since ["12.2.0"] => [Playback] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            playback_id "playbackId" path PlaybackId => "The playback.";
            media "media" list Text => "What is played: `sound:NAME`, `recording:NAME`, `number:N`, `digits:N`, `characters:TEXT`, `tone:NAME`. A name cannot have a comma.";
        }
        optional {
            lang "lang" query Text => "The language.";
            offsetms "offsetms" query i64 => "Where to begin, in milliseconds.";
            skipms "skipms" query i64 => "How far `forward` and `reverse` go, in milliseconds.";
        }
    }
    "Records what a channel hears from its device." Record "channels.record" Post "/channels/{channelId}/record" since ["12.0.0"] => [LiveRecording] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            name "name" query RecordingName => "The name.";
            format "format" query Text => "The format, such as `wav` or `ulaw`.";
        }
        optional {
            max_duration_seconds "maxDurationSeconds" query u32 => "The longest it may be, in seconds; 0 for no limit.";
            max_silence_seconds "maxSilenceSeconds" query u32 => "How much silence ends it, in seconds; 0 for no limit.";
            if_exists "ifExists" query IfExists => "What is done if there is one of this name.";
            beep "beep" query bool => "Whether a beep is played when it begins.";
            terminate_on "terminateOn" query TerminateOn => "The key that ends it.";
        }
    }
    "Reads a variable, or the value of a function, of a channel." GetChannelVar "channels.getChannelVar" Get "/channels/{channelId}/variable" since ["12.0.0"] => [Variable] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            variable "variable" query Text => "The variable.";
        }
        optional {}
    }
    "Sets a variable, or writes to a function, of a channel." SetChannelVar "channels.setChannelVar" Post "/channels/{channelId}/variable" since ["12.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            variable "variable" query Text => "The variable.";
        }
        optional {
            value "value" query Text => "Its value; empty if left out.";
            report_events "report_events" query bool => "Whether events tell of the variable from now on.";
        }
    }
    "Reads variables of a channel." GetChannelVars "channels.getChannelVars" Get "/channels/{channelId}/variables" since ["20.20.0", "22.10.0", "23.4.0"] => [Variables] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            variables "variables" list Text => "Variables.";
        }
        optional {}
    }
    "Sets variables of a channel." SetChannelVars "channels.setChannelVars" Post "/channels/{channelId}/variables" since ["20.20.0", "22.10.0", "23.4.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            variables "variables" body Values => "Variables.";
        }
        optional {}
    }
    "Listens to a channel, or whispers to it, by a new channel." SnoopChannel "channels.snoopChannel" Post "/channels/{channelId}/snoop" since ["12.0.0"] => [Channel] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            app "app" query Text => "The application.";
        }
        optional {
            spy "spy" query Direction => "Which direction is listened to.";
            whisper "whisper" query Direction => "Which direction is whispered to.";
            app_args "appArgs" query Text => "Its arguments, separated by commas.";
            snoop_id "snoopId" query ChannelId => "The id of the new channel.";
        }
    }
    "The same, with an id of the client's choice." SnoopChannelWithId "channels.snoopChannelWithId" Post "/channels/{channelId}/snoop/{snoopId}" since ["12.2.0"] => [Channel] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            snoop_id "snoopId" path ChannelId => "The id of the new channel.";
            app "app" query Text => "The application.";
        }
        optional {
            spy "spy" query Direction => "Which direction is listened to.";
            whisper "whisper" query Direction => "Which direction is whispered to.";
            app_args "appArgs" query Text => "Its arguments, separated by commas.";
        }
    }
    "Dials a channel that was created." Dial "channels.dial" Post "/channels/{channelId}/dial" since ["14.0.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {
            caller "caller" query ChannelId => "The channel that the call is for.";
            timeout "timeout" query u32 => "How long it may ring, in seconds; 0 for ever.";
        }
    }
    "Tells RTP statistics of a channel." RtpStatistics "channels.rtpstatistics" Get "/channels/{channelId}/rtp_statistics" since ["13.27.0", "16.4.0"] => [RtpStat] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
        }
        optional {}
    }
    "Creates a channel whose media goes to a server of yours." ExternalMedia "channels.externalMedia" Post "/channels/externalMedia" since ["16.6.0", "17.1.0"] => [Channel] {
        required {
            app "app" query Text => "The application.";
            format "format" query Text => "The format, such as `wav` or `ulaw`.";
        }
        optional {
            channel_id "channelId" query ChannelId => "The channel.";
            variables "variables" body Values => "Variables.";
            external_host "external_host" query Text => "Where the media goes: `host:port`, or a section of `websocket_client.conf`.";
            encapsulation "encapsulation" query Encapsulation => "How the media is wrapped.";
            transport "transport" query MediaTransport => "By what the media travels.";
            connection_type "connection_type" query ConnectionType => "Who connects.";
            direction "direction" query Direction => "Which direction.";
            data "data" query Text => "What the encapsulation needs, such as a UUID for AudioSocket.";
            transport_data "transport_data" query Text => "What the transport needs.";
        }
    }
    "Tells the one who asked for a transfer how it goes." TransferProgress "channels.transfer_progress" Post "/channels/{channelId}/transfer_progress" since ["22.3.0", "21.8.0", "20.13.0"] => [()] {
        required {
            channel_id "channelId" path ChannelId => "The channel.";
            states "states" query Text => "How far it is: `channel_progress`, `channel_answered`, `channel_unavailable` or `channel_declined`.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Channels: the legs of calls." Channels {
        "Lists all channels." list List => Vec<Channel>;
        "Creates a channel and dials." originate Originate => Channel;
        "Creates a channel without dialling." create Create => Channel;
        "Tells of a channel." get Get => Channel;
        "Creates a channel with an id of the client's choice, and dials." originate_with_id OriginateWithId => Channel;
        "Hangs a channel up." hangup Hangup => ();
        "Lets a channel leave the application and go on in the dial plan." continue_in_dialplan ContinueInDialplan => ();
        "Moves a channel into another application." move_ Move => ();
        "Redirects a channel, unanswered, to another place." redirect Redirect => ();
        "Answers a channel." answer Answer => ();
        "Says that it is ringing." ring Ring => ();
        "Says that it is ringing no more." ring_stop RingStop => ();
        "Says that the call makes progress." progress Progress => ();
        "Sends DTMF." send_dtmf SendDtmf => ();
        "Mutes a channel." mute Mute => ();
        "Takes a mute back." unmute Unmute => ();
        "Puts a channel on hold." hold Hold => ();
        "Takes a channel off hold." unhold Unhold => ();
        "Plays music on hold to a channel." start_moh StartMoh => ();
        "Ends music on hold of a channel." stop_moh StopMoh => ();
        "Plays silence to a channel, so that media flows." start_silence StartSilence => ();
        "Ends the silence." stop_silence StopSilence => ();
        "Plays media to a channel." play Play => Playback;
        "Plays media to a channel, with an id of the client's choice." play_with_id PlayWithId => Playback;
        "Records what a channel hears from its device." record Record => LiveRecording;
        "Reads a variable, or the value of a function, of a channel." get_channel_var GetChannelVar => Variable;
        "Sets a variable, or writes to a function, of a channel." set_channel_var SetChannelVar => ();
        "Reads variables of a channel." get_channel_vars GetChannelVars => Variables;
        "Sets variables of a channel." set_channel_vars SetChannelVars => ();
        "Listens to a channel, or whispers to it, by a new channel." snoop_channel SnoopChannel => Channel;
        "The same, with an id of the client's choice." snoop_channel_with_id SnoopChannelWithId => Channel;
        "Dials a channel that was created." dial Dial => ();
        "Tells RTP statistics of a channel." rtp_statistics RtpStatistics => RtpStat;
        "Creates a channel whose media goes to a server of yours." external_media ExternalMedia => Channel;
        "Tells the one who asked for a transfer how it goes." transfer_progress TransferProgress => ();
    }
}
