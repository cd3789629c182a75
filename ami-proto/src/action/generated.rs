//! Builders of all documented actions. Written by ami-proto-generate from the catalogue; do not edit.

use crate::action::builder::builders;

builders! {
    AbsoluteTimeout "AbsoluteTimeout" " Required: `Channel`, `Timeout`." ["Channel", "Timeout"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        timeout "Timeout" Text;
    }
    AgentLogoff "AgentLogoff" " Required: `Agent`." ["Agent"] {
        action_id "ActionID" Text;
        agent "Agent" Text;
        soft "Soft" Text;
    }
    Agents "Agents" "" [] {
        action_id "ActionID" Text;
    }
    Agi "AGI" " Required: `Channel`, `Command`." ["Channel", "Command"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        command "Command" Text;
        command_id "CommandID" Text;
    }
    AOCMessage "AOCMessage" " Required: `MsgType`." ["MsgType"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        channel_prefix "ChannelPrefix" Text;
        msg_type "MsgType" Text;
        charge_type "ChargeType" Text;
        unit_amount "UnitAmount" Indexed;
        unit_type "UnitType" Indexed;
        currency_name "CurrencyName" Text;
        currency_amount "CurrencyAmount" Text;
        currency_multiplier "CurrencyMultiplier" Text;
        total_type "TotalType" Text;
        aoc_billing_id "AOCBillingId" Text;
        charging_association_id "ChargingAssociationId" Text;
        charging_association_number "ChargingAssociationNumber" Text;
        charging_association_plan "ChargingAssociationPlan" Text;
        charged_item "ChargedItem" Text;
        rate_type "RateType" Text;
        time "Time" Text;
        time_scale "TimeScale" Text;
        granularity "Granularity" Text;
        granularity_time_scale "GranularityTimeScale" Text;
        charging_type "ChargingType" Text;
        volume_unit "VolumeUnit" Text;
        code "Code" Text;
    }
    Atxfer "Atxfer" " Required: `Channel`, `Exten`." ["Channel", "Exten"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        exten "Exten" Text;
        context "Context" Text;
    }
    BlindTransfer "BlindTransfer" " Required: `Channel`." ["Channel"] {
        channel "Channel" Text;
        context "Context" Text;
        exten "Exten" Text;
    }
    Bridge "Bridge" " Required: `Channel1`, `Channel2`." ["Channel1", "Channel2"] {
        action_id "ActionID" Text;
        channel1 "Channel1" Text;
        channel2 "Channel2" Text;
        tone "Tone" Text;
    }
    BridgeDestroy "BridgeDestroy" " Required: `BridgeUniqueid`." ["BridgeUniqueid"] {
        action_id "ActionID" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
    }
    BridgeInfo "BridgeInfo" " Required: `BridgeUniqueid`. The answer ends with the event `BridgeInfoComplete`." ["BridgeUniqueid"] {
        action_id "ActionID" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
    }
    BridgeKick "BridgeKick" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        channel "Channel" Text;
    }
    BridgeList "BridgeList" "" [] {
        action_id "ActionID" Text;
        bridge_type "BridgeType" Text;
    }
    BridgeTechnologyList "BridgeTechnologyList" "" [] {
        action_id "ActionID" Text;
    }
    BridgeTechnologySuspend "BridgeTechnologySuspend" " Required: `BridgeTechnology`." ["BridgeTechnology"] {
        action_id "ActionID" Text;
        bridge_technology "BridgeTechnology" Text;
    }
    BridgeTechnologyUnsuspend "BridgeTechnologyUnsuspend" " Required: `BridgeTechnology`." ["BridgeTechnology"] {
        action_id "ActionID" Text;
        bridge_technology "BridgeTechnology" Text;
    }
    CancelAtxfer "CancelAtxfer" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
    }
    Challenge "Challenge" " Required: `AuthType`." ["AuthType"] {
        action_id "ActionID" Text;
        auth_type "AuthType" Text;
    }
    Command "Command" " Required: `Command`." ["Command"] {
        action_id "ActionID" Text;
        command "Command" Text;
    }
    ConfbridgeKick "ConfbridgeKick" " Required: `Conference`, `Channel`." ["Conference", "Channel"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
        channel "Channel" Text;
    }
    ConfbridgeList "ConfbridgeList" " Required: `Conference`." ["Conference"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
    }
    ConfbridgeListRooms "ConfbridgeListRooms" "" [] {
        action_id "ActionID" Text;
    }
    ConfbridgeLock "ConfbridgeLock" " Required: `Conference`." ["Conference"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
    }
    ConfbridgeMute "ConfbridgeMute" " Required: `Conference`, `Channel`." ["Conference", "Channel"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
        channel "Channel" Text;
    }
    ConfbridgeSetSingleVideoSrc "ConfbridgeSetSingleVideoSrc" " Required: `Conference`, `Channel`." ["Conference", "Channel"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
        channel "Channel" Text;
    }
    ConfbridgeStartRecord "ConfbridgeStartRecord" " Required: `Conference`." ["Conference"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
        record_file "RecordFile" Text;
    }
    ConfbridgeStopRecord "ConfbridgeStopRecord" " Required: `Conference`." ["Conference"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
    }
    ConfbridgeUnlock "ConfbridgeUnlock" " Required: `Conference`." ["Conference"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
    }
    ConfbridgeUnmute "ConfbridgeUnmute" " Required: `Conference`, `Channel`." ["Conference", "Channel"] {
        action_id "ActionID" Text;
        conference "Conference" Text;
        channel "Channel" Text;
    }
    ControlPlayback "ControlPlayback" " Required: `Channel`, `Control`." ["Channel", "Control"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        control "Control" Text;
    }
    CoreSettings "CoreSettings" "" [] {
        action_id "ActionID" Text;
    }
    CoreShowChannelMap "CoreShowChannelMap" "" [] {
        channel "Channel" Text;
    }
    CoreShowChannels "CoreShowChannels" " The answer ends with the event `CoreShowChannelsComplete`." [] {
        action_id "ActionID" Text;
    }
    CoreStatus "CoreStatus" "" [] {
        action_id "ActionID" Text;
    }
    CreateConfig "CreateConfig" " Required: `Filename`." ["Filename"] {
        action_id "ActionID" Text;
        filename "Filename" Text;
    }
    DAHDIDialOffhook "DAHDIDialOffhook" " Required: `DAHDIChannel`, `Number`." ["DAHDIChannel", "Number"] {
        action_id "ActionID" Text;
        dahdi_channel "DAHDIChannel" Text;
        number "Number" Text;
    }
    DAHDIDNDoff "DAHDIDNDoff" " Required: `DAHDIChannel`." ["DAHDIChannel"] {
        action_id "ActionID" Text;
        dahdi_channel "DAHDIChannel" Text;
    }
    DAHDIDNDon "DAHDIDNDon" " Required: `DAHDIChannel`." ["DAHDIChannel"] {
        action_id "ActionID" Text;
        dahdi_channel "DAHDIChannel" Text;
    }
    DAHDIHangup "DAHDIHangup" " Required: `DAHDIChannel`." ["DAHDIChannel"] {
        action_id "ActionID" Text;
        dahdi_channel "DAHDIChannel" Text;
    }
    DAHDIRestart "DAHDIRestart" "" [] {
        action_id "ActionID" Text;
    }
    DAHDIShowChannels "DAHDIShowChannels" "" [] {
        action_id "ActionID" Text;
        dahdi_channel "DAHDIChannel" Text;
    }
    DAHDIShowStatus "DAHDIShowStatus" "" [] {
    }
    DAHDITransfer "DAHDITransfer" " Required: `DAHDIChannel`." ["DAHDIChannel"] {
        action_id "ActionID" Text;
        dahdi_channel "DAHDIChannel" Text;
    }
    DBDel "DBDel" " Required: `Family`, `Key`." ["Family", "Key"] {
        action_id "ActionID" Text;
        family "Family" Text;
        key "Key" Text;
    }
    DBDelTree "DBDelTree" " Required: `Family`." ["Family"] {
        action_id "ActionID" Text;
        family "Family" Text;
        key "Key" Text;
    }
    DBGet "DBGet" " Required: `Family`, `Key`." ["Family", "Key"] {
        action_id "ActionID" Text;
        family "Family" Text;
        key "Key" Text;
    }
    DBGetTree "DBGetTree" "" [] {
        action_id "ActionID" Text;
        family "Family" Text;
        key "Key" Text;
    }
    DBPut "DBPut" " Required: `Family`, `Key`." ["Family", "Key"] {
        action_id "ActionID" Text;
        family "Family" Text;
        key "Key" Text;
        val "Val" Text;
    }
    DeviceStateList "DeviceStateList" " The answer ends with the event `DeviceStateListComplete`." [] {
        action_id "ActionID" Text;
    }
    DialplanExtensionAdd "DialplanExtensionAdd" " Required: `Context`, `Extension`, `Priority`, `Application`." ["Context", "Extension", "Priority", "Application"] {
        action_id "ActionID" Text;
        context "Context" Text;
        extension "Extension" Text;
        priority "Priority" Text;
        application "Application" Text;
        application_data "ApplicationData" Text;
        replace "Replace" Text;
    }
    DialplanExtensionRemove "DialplanExtensionRemove" " Required: `Context`, `Extension`." ["Context", "Extension"] {
        action_id "ActionID" Text;
        context "Context" Text;
        extension "Extension" Text;
        priority "Priority" Text;
    }
    Events "Events" " Required: `EventMask`." ["EventMask"] {
        action_id "ActionID" Text;
        event_mask "EventMask" Text;
    }
    ExtensionState "ExtensionState" " Required: `Exten`, `Context`." ["Exten", "Context"] {
        action_id "ActionID" Text;
        exten "Exten" Text;
        context "Context" Text;
    }
    ExtensionStateList "ExtensionStateList" " The answer ends with the event `ExtensionStateListComplete`." [] {
        action_id "ActionID" Text;
    }
    FAXSession "FAXSession" " Required: `SessionNumber`." ["SessionNumber"] {
        action_id "ActionID" Text;
        session_number "SessionNumber" Text;
    }
    FAXSessions "FAXSessions" "" [] {
        action_id "ActionID" Text;
    }
    FAXStats "FAXStats" "" [] {
        action_id "ActionID" Text;
    }
    Filter "Filter" "" [] {
        action_id "ActionID" Text;
        operation "Operation" Text;
        match_criteria "MatchCriteria" Text;
        filter "Filter" Text;
    }
    GetConfig "GetConfig" " Required: `Filename`." ["Filename"] {
        action_id "ActionID" Text;
        filename "Filename" Text;
        category "Category" Text;
        filter "Filter" Text;
    }
    GetConfigJSON "GetConfigJSON" " Required: `Filename`." ["Filename"] {
        action_id "ActionID" Text;
        filename "Filename" Text;
        category "Category" Text;
        filter "Filter" Text;
    }
    Getvar "Getvar" " Required: `Variable`." ["Variable"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        variable "Variable" Text;
    }
    Hangup "Hangup" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        cause "Cause" Text;
    }
    IAXnetstats "IAXnetstats" "" [] {
    }
    IAXpeerlist "IAXpeerlist" "" [] {
        action_id "ActionID" Text;
    }
    IAXpeers "IAXpeers" "" [] {
        action_id "ActionID" Text;
    }
    IAXregistry "IAXregistry" "" [] {
        action_id "ActionID" Text;
    }
    JabberSend "JabberSend" " Required: `Jabber`, `JID`, `Message`." ["Jabber", "JID", "Message"] {
        action_id "ActionID" Text;
        jabber "Jabber" Text;
        jid "JID" Text;
        message "Message" Text;
    }
    ListCategories "ListCategories" " Required: `Filename`." ["Filename"] {
        action_id "ActionID" Text;
        filename "Filename" Text;
    }
    ListCommands "ListCommands" "" [] {
        action_id "ActionID" Text;
    }
    LocalOptimizeAway "LocalOptimizeAway" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
    }
    LoggerRotate "LoggerRotate" "" [] {
        action_id "ActionID" Text;
    }
    Login "Login" " Required: `Username`." ["Username"] {
        action_id "ActionID" Text;
        username "Username" Text;
        auth_type "AuthType" Text;
        secret "Secret" Text;
        key "Key" Text;
        events "Events" Text;
    }
    Logoff "Logoff" "" [] {
        action_id "ActionID" Text;
    }
    MailboxCount "MailboxCount" " Required: `Mailbox`." ["Mailbox"] {
        action_id "ActionID" Text;
        mailbox "Mailbox" Text;
    }
    MailboxStatus "MailboxStatus" " Required: `Mailbox`." ["Mailbox"] {
        action_id "ActionID" Text;
        mailbox "Mailbox" Text;
    }
    MeetmeList "MeetmeList" "" [] {
        action_id "ActionID" Text;
        conference "Conference" Text;
    }
    MeetmeListRooms "MeetmeListRooms" "" [] {
        action_id "ActionID" Text;
    }
    MeetmeMute "MeetmeMute" " Required: `Meetme`, `Usernum`." ["Meetme", "Usernum"] {
        action_id "ActionID" Text;
        meetme "Meetme" Text;
        usernum "Usernum" Text;
    }
    MeetmeUnmute "MeetmeUnmute" " Required: `Meetme`, `Usernum`." ["Meetme", "Usernum"] {
        action_id "ActionID" Text;
        meetme "Meetme" Text;
        usernum "Usernum" Text;
    }
    MessageSend "MessageSend" "" [] {
        action_id "ActionID" Text;
        destination "Destination" Text;
        to "To" Text;
        from "From" Text;
        body "Body" Text;
        base64_body "Base64Body" Text;
        variable "Variable" Variable;
    }
    MixMonitor "MixMonitor" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        file "File" Text;
        options "Options" Text;
        command "Command" Text;
    }
    MixMonitorMute "MixMonitorMute" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        direction "Direction" Text;
        state "State" Text;
    }
    ModuleCheck "ModuleCheck" " Required: `Module`." ["Module"] {
        action_id "ActionID" Text;
        module "Module" Text;
    }
    ModuleLoad "ModuleLoad" " Required: `LoadType`." ["LoadType"] {
        action_id "ActionID" Text;
        module "Module" Text;
        load_type "LoadType" Text;
        recursive "Recursive" Text;
    }
    MuteAudio "MuteAudio" " Required: `Channel`, `Direction`, `State`." ["Channel", "Direction", "State"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        direction "Direction" Text;
        state "State" Text;
    }
    MWIDelete "MWIDelete" " Required: `Mailbox`." ["Mailbox"] {
        action_id "ActionID" Text;
        mailbox "Mailbox" Text;
    }
    MWIGet "MWIGet" " Required: `Mailbox`." ["Mailbox"] {
        action_id "ActionID" Text;
        mailbox "Mailbox" Text;
    }
    MWIUpdate "MWIUpdate" " Required: `Mailbox`." ["Mailbox"] {
        action_id "ActionID" Text;
        mailbox "Mailbox" Text;
        old_messages "OldMessages" Text;
        new_messages "NewMessages" Text;
    }
    Originate "Originate" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        exten "Exten" Text;
        context "Context" Text;
        priority "Priority" Text;
        application "Application" Text;
        data "Data" Text;
        timeout "Timeout" Text;
        caller_id "CallerID" Text;
        variable "Variable" Variable;
        account "Account" Text;
        early_media "EarlyMedia" Text;
        async_ "Async" Text;
        codecs "Codecs" Text;
        channel_id "ChannelId" Text;
        other_channel_id "OtherChannelId" Text;
        pre_dial_go_sub "PreDialGoSub" Text;
    }
    Park "Park" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        timeout_channel "TimeoutChannel" Text;
        announce_channel "AnnounceChannel" Text;
        timeout "Timeout" Text;
        parkinglot "Parkinglot" Text;
        parking_space "ParkingSpace" Text;
    }
    ParkedCalls "ParkedCalls" "" [] {
        action_id "ActionID" Text;
        parking_lot "ParkingLot" Text;
    }
    Parkinglots "Parkinglots" "" [] {
        action_id "ActionID" Text;
    }
    Ping "Ping" "" [] {
        action_id "ActionID" Text;
    }
    PJSIPHangup "PJSIPHangup" " Required: `Channel`, `Cause`." ["Channel", "Cause"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        cause "Cause" Text;
    }
    PJSIPNotify "PJSIPNotify" "" [] {
        action_id "ActionID" Text;
        endpoint "Endpoint" Text;
        uri "URI" Text;
        channel "channel" Text;
        option "Option" Text;
        variable "Variable" Variable;
    }
    PJSIPQualify "PJSIPQualify" " Required: `Endpoint`." ["Endpoint"] {
        action_id "ActionID" Text;
        endpoint "Endpoint" Text;
    }
    PJSIPRegister "PJSIPRegister" " Required: `Registration`." ["Registration"] {
        action_id "ActionID" Text;
        registration "Registration" Text;
    }
    PJSIPSetMaintenance "PJSIPSetMaintenance" " Required: `Endpoint`, `State`." ["Endpoint", "State"] {
        action_id "ActionID" Text;
        endpoint "Endpoint" Text;
        state "State" Text;
    }
    PJSIPShowAors "PJSIPShowAors" " The answer ends with the event `AorListComplete`." [] {
    }
    PJSIPShowAuths "PJSIPShowAuths" " The answer ends with the event `AuthListComplete`." [] {
    }
    PJSIPShowContacts "PJSIPShowContacts" " The answer ends with the event `ContactListComplete`." [] {
    }
    PJSIPShowEndpoint "PJSIPShowEndpoint" " Required: `Endpoint`. The answer ends with the event `EndpointDetailComplete`." ["Endpoint"] {
        action_id "ActionID" Text;
        endpoint "Endpoint" Text;
    }
    PJSIPShowEndpoints "PJSIPShowEndpoints" " The answer ends with the event `EndpointListComplete`." [] {
    }
    PJSIPShowMaintenance "PJSIPShowMaintenance" "" [] {
        action_id "ActionID" Text;
        endpoint "Endpoint" Text;
    }
    PJSIPShowRegistrationInboundContactStatuses "PJSIPShowRegistrationInboundContactStatuses" "" [] {
    }
    PJSIPShowRegistrationsInbound "PJSIPShowRegistrationsInbound" "" [] {
    }
    PJSIPShowRegistrationsOutbound "PJSIPShowRegistrationsOutbound" "" [] {
    }
    PJSIPShowResourceLists "PJSIPShowResourceLists" "" [] {
    }
    PJSIPShowSubscriptionsInbound "PJSIPShowSubscriptionsInbound" "" [] {
    }
    PJSIPShowSubscriptionsOutbound "PJSIPShowSubscriptionsOutbound" "" [] {
    }
    PJSIPUnregister "PJSIPUnregister" " Required: `Registration`." ["Registration"] {
        action_id "ActionID" Text;
        registration "Registration" Text;
    }
    PlayDTMF "PlayDTMF" " Required: `Channel`, `Digit`." ["Channel", "Digit"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        digit "Digit" Text;
        duration "Duration" Text;
        receive "Receive" Text;
    }
    PlayMF "PlayMF" " Required: `Channel`, `Digit`." ["Channel", "Digit"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        digit "Digit" Text;
        duration "Duration" Text;
    }
    PresenceState "PresenceState" " Required: `Provider`." ["Provider"] {
        action_id "ActionID" Text;
        provider "Provider" Text;
    }
    PresenceStateList "PresenceStateList" " The answer ends with the event `PresenceStateListComplete`." [] {
        action_id "ActionID" Text;
    }
    PRIDebugFileSet "PRIDebugFileSet" " Required: `File`." ["File"] {
        action_id "ActionID" Text;
        file "File" Text;
    }
    PRIDebugFileUnset "PRIDebugFileUnset" "" [] {
        action_id "ActionID" Text;
    }
    PRIDebugSet "PRIDebugSet" " Required: `Span`, `Level`." ["Span", "Level"] {
        action_id "ActionID" Text;
        span "Span" Text;
        level "Level" Text;
    }
    PRIShowSpans "PRIShowSpans" "" [] {
        action_id "ActionID" Text;
        span "Span" Text;
    }
    QueueAdd "QueueAdd" " Required: `Queue`, `Interface`." ["Queue", "Interface"] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        interface "Interface" Text;
        penalty "Penalty" Text;
        paused "Paused" Text;
        reason "Reason" Text;
        member_name "MemberName" Text;
        state_interface "StateInterface" Text;
    }
    QueueChangePriorityCaller "QueueChangePriorityCaller" " Required: `Queue`, `Caller`, `Priority`." ["Queue", "Caller", "Priority"] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        caller "Caller" Text;
        priority "Priority" Text;
        immediate "Immediate" Text;
    }
    QueueLog "QueueLog" " Required: `Queue`, `Event`." ["Queue", "Event"] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        event "Event" Text;
        uniqueid "Uniqueid" Text;
        interface "Interface" Text;
        message "Message" Text;
    }
    QueueMemberRingInUse "QueueMemberRingInUse" " Required: `Interface`, `RingInUse`." ["Interface", "RingInUse"] {
        action_id "ActionID" Text;
        interface "Interface" Text;
        ring_in_use "RingInUse" Text;
        queue "Queue" Text;
    }
    QueuePause "QueuePause" " Required: `Interface`, `Paused`." ["Interface", "Paused"] {
        action_id "ActionID" Text;
        interface "Interface" Text;
        paused "Paused" Text;
        queue "Queue" Text;
        reason "Reason" Text;
    }
    QueuePenalty "QueuePenalty" " Required: `Interface`, `Penalty`." ["Interface", "Penalty"] {
        action_id "ActionID" Text;
        interface "Interface" Text;
        penalty "Penalty" Text;
        queue "Queue" Text;
    }
    QueueReload "QueueReload" "" [] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        members "Members" Text;
        rules "Rules" Text;
        parameters "Parameters" Text;
    }
    QueueRemove "QueueRemove" " Required: `Queue`, `Interface`." ["Queue", "Interface"] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        interface "Interface" Text;
    }
    QueueReset "QueueReset" "" [] {
        action_id "ActionID" Text;
        queue "Queue" Text;
    }
    QueueRule "QueueRule" "" [] {
        action_id "ActionID" Text;
        rule "Rule" Text;
    }
    QueueStatus "QueueStatus" "" [] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        member "Member" Text;
    }
    QueueSummary "QueueSummary" "" [] {
        action_id "ActionID" Text;
        queue "Queue" Text;
    }
    QueueWithdrawCaller "QueueWithdrawCaller" " Required: `Queue`, `Caller`." ["Queue", "Caller"] {
        action_id "ActionID" Text;
        queue "Queue" Text;
        caller "Caller" Text;
        withdraw_info "WithdrawInfo" Text;
    }
    Redirect "Redirect" " Required: `Channel`, `Exten`, `Context`, `Priority`." ["Channel", "Exten", "Context", "Priority"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        extra_channel "ExtraChannel" Text;
        exten "Exten" Text;
        extra_exten "ExtraExten" Text;
        context "Context" Text;
        extra_context "ExtraContext" Text;
        priority "Priority" Text;
        extra_priority "ExtraPriority" Text;
    }
    Reload "Reload" "" [] {
        action_id "ActionID" Text;
        module "Module" Text;
    }
    SendFlash "SendFlash" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        receive "Receive" Text;
    }
    SendText "SendText" " Required: `Channel`, `Message`." ["Channel", "Message"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        message "Message" Text;
        content_type "Content-Type" Text;
    }
    Setvar "Setvar" " Required: `Variable`, `Value`." ["Variable", "Value"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        variable "Variable" Text;
        value "Value" Text;
    }
    ShowDialPlan "ShowDialPlan" "" [] {
        action_id "ActionID" Text;
        extension "Extension" Text;
        context "Context" Text;
    }
    SorceryMemoryCacheExpire "SorceryMemoryCacheExpire" " Required: `Cache`." ["Cache"] {
        action_id "ActionID" Text;
        cache "Cache" Text;
    }
    SorceryMemoryCacheExpireObject "SorceryMemoryCacheExpireObject" " Required: `Cache`, `Object`." ["Cache", "Object"] {
        action_id "ActionID" Text;
        cache "Cache" Text;
        object "Object" Text;
    }
    SorceryMemoryCachePopulate "SorceryMemoryCachePopulate" " Required: `Cache`." ["Cache"] {
        action_id "ActionID" Text;
        cache "Cache" Text;
    }
    SorceryMemoryCacheStale "SorceryMemoryCacheStale" " Required: `Cache`." ["Cache"] {
        action_id "ActionID" Text;
        cache "Cache" Text;
    }
    SorceryMemoryCacheStaleObject "SorceryMemoryCacheStaleObject" " Required: `Cache`, `Object`." ["Cache", "Object"] {
        action_id "ActionID" Text;
        cache "Cache" Text;
        object "Object" Text;
        reload "Reload" Text;
    }
    Status "Status" " The answer ends with the event `StatusComplete`." [] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        variables "Variables" Text;
        all_variables "AllVariables" Text;
    }
    StopMixMonitor "StopMixMonitor" " Required: `Channel`." ["Channel"] {
        action_id "ActionID" Text;
        channel "Channel" Text;
        mix_monitor_id "MixMonitorID" Text;
    }
    UpdateConfig "UpdateConfig" " Required: `SrcFilename`, `DstFilename`." ["SrcFilename", "DstFilename"] {
        action_id "ActionID" Text;
        src_filename "SrcFilename" Text;
        dst_filename "DstFilename" Text;
        reload "Reload" Text;
        preserve_effective_context "PreserveEffectiveContext" Text;
        action "Action-" Numbered;
        cat "Cat-" Numbered;
        var "Var-" Numbered;
        value "Value-" Numbered;
        match_ "Match-" Numbered;
        line "Line-" Numbered;
        options "Options-" Numbered;
    }
    UserEvent "UserEvent" " Required: `UserEvent`." ["UserEvent"] {
        action_id "ActionID" Text;
        user_event "UserEvent" Text;
    }
    VoicemailBoxSummary "VoicemailBoxSummary" " Required: `Context`, `Mailbox`." ["Context", "Mailbox"] {
        action_id "ActionID" Text;
        context "Context" Text;
        mailbox "Mailbox" Text;
    }
    VoicemailForward "VoicemailForward" " Required: `Context`, `Mailbox`, `Folder`, `ID`, `ToContext`, `ToMailbox`, `ToFolder`." ["Context", "Mailbox", "Folder", "ID", "ToContext", "ToMailbox", "ToFolder"] {
        action_id "ActionID" Text;
        context "Context" Text;
        mailbox "Mailbox" Text;
        folder "Folder" Text;
        id "ID" Text;
        to_context "ToContext" Text;
        to_mailbox "ToMailbox" Text;
        to_folder "ToFolder" Text;
    }
    VoicemailMove "VoicemailMove" " Required: `Context`, `Mailbox`, `Folder`, `ID`, `ToFolder`." ["Context", "Mailbox", "Folder", "ID", "ToFolder"] {
        action_id "ActionID" Text;
        context "Context" Text;
        mailbox "Mailbox" Text;
        folder "Folder" Text;
        id "ID" Text;
        to_folder "ToFolder" Text;
    }
    VoicemailRefresh "VoicemailRefresh" "" [] {
        action_id "ActionID" Text;
        context "Context" Text;
        mailbox "Mailbox" Text;
    }
    VoicemailRemove "VoicemailRemove" " Required: `Context`, `Mailbox`, `Folder`, `ID`." ["Context", "Mailbox", "Folder", "ID"] {
        action_id "ActionID" Text;
        context "Context" Text;
        mailbox "Mailbox" Text;
        folder "Folder" Text;
        id "ID" Text;
    }
    VoicemailUsersList "VoicemailUsersList" "" [] {
        action_id "ActionID" Text;
    }
    VoicemailUserStatus "VoicemailUserStatus" " Required: `Context`, `Mailbox`." ["Context", "Mailbox"] {
        action_id "ActionID" Text;
        context "Context" Text;
        mailbox "Mailbox" Text;
    }
    WaitEvent "WaitEvent" " Required: `Timeout`." ["Timeout"] {
        action_id "ActionID" Text;
        timeout "Timeout" Text;
    }
}
