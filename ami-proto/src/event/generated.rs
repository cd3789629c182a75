//! Typed views of all events. Written by ami-proto-generate from the catalogue; do not edit.

use crate::event::view::{codes, events, views};

codes! {
    Multiplier { N1_1000 = "1/1000", N1_100 = "1/100", N1_10 = "1/10", N1 = "1", N10 = "10", N100 = "100", N1000 = "1000" }
    RtcpPacketType { N200_SR = "200(SR)", N201_RR = "201(RR)" }
    DialStatus { ABORT = "ABORT", ANSWER = "ANSWER", BUSY = "BUSY", CANCEL = "CANCEL", CHANUNAVAIL = "CHANUNAVAIL", CONGESTION = "CONGESTION", CONTINUE = "CONTINUE", GOTO = "GOTO", NOANSWER = "NOANSWER", PROCEEDING = "PROCEEDING", PROGRESS = "PROGRESS", RINGING = "RINGING" }
    AgentsStatus { AGENT_LOGGEDOFF = "AGENT_LOGGEDOFF", AGENT_IDLE = "AGENT_IDLE", AGENT_ONCALL = "AGENT_ONCALL" }
    AttendedTransferDestType { BRIDGE = "Bridge", APP = "App", LINK = "Link", THREEWAY = "Threeway", FAIL = "Fail" }
    CelEventName { CHAN_START = "CHAN_START", CHAN_END = "CHAN_END", ANSWER = "ANSWER", HANGUP = "HANGUP", BRIDGE_ENTER = "BRIDGE_ENTER", BRIDGE_EXIT = "BRIDGE_EXIT", APP_START = "APP_START", APP_END = "APP_END", PARK_START = "PARK_START", PARK_END = "PARK_END", BLINDTRANSFER = "BLINDTRANSFER", ATTENDEDTRANSFER = "ATTENDEDTRANSFER", PICKUP = "PICKUP", FORWARD = "FORWARD", LINKEDID_END = "LINKEDID_END", LOCAL_OPTIMIZE_BEGIN = "LOCAL_OPTIMIZE_BEGIN", LOCAL_OPTIMIZE = "LOCAL_OPTIMIZE", STREAM_BEGIN = "STREAM_BEGIN", STREAM_END = "STREAM_END", DTMF = "DTMF", USER_DEFINED = "USER_DEFINED" }
    ChannelStateDesc { DOWN = "Down", RSRVD = "Rsrvd", OFF_HOOK = "OffHook", DIALING = "Dialing", RING = "Ring", RINGING = "Ringing", UP = "Up", BUSY = "Busy", DIALING_OFFHOOK = "Dialing Offhook", PRE_RING = "Pre-ring", UNKNOWN = "Unknown" }
    TransferResult { FAIL = "Fail", INVALID = "Invalid", NOT_PERMITTED = "Not Permitted", SUCCESS = "Success" }
    Response { FAILURE = "Failure", SUCCESS = "Success" }
    LoadStatus { FAILURE = "Failure", SUCCESS = "Success", DECLINE = "Decline" }
    FAXSessionsEntrySessionType { G_711 = "G.711", T_38 = "T.38" }
    ExtensionStatusStatusText { IDLE = "Idle", IN_USE = "InUse", BUSY = "Busy", UNAVAILABLE = "Unavailable", RINGING = "Ringing", IN_USE_RINGING = "InUse&Ringing", HOLD = "Hold", IN_USE_HOLD = "InUse&Hold", UNKNOWN = "Unknown" }
    Severity { INFORMATIONAL = "Informational", ERROR = "Error" }
    CdrDisposition { NO_ANSWER = "NO ANSWER", FAILED = "FAILED", BUSY = "BUSY", ANSWERED = "ANSWERED", CONGESTION = "CONGESTION" }
    BillingID { NORMAL = "Normal", REVERSE = "Reverse", CREDIT_CARD = "CreditCard", CALL_FORWARDING_UNCONDITIONAL = "CallForwardingUnconditional", CALL_FORWARDING_BUSY = "CallForwardingBusy", CALL_FORWARDING_NO_REPLY = "CallForwardingNoReply", CALL_DEFLECTION = "CallDeflection", CALL_TRANSFER = "CallTransfer", NOT_AVAILABLE = "NotAvailable" }
    Type { NOT_AVAILABLE = "NotAvailable", FREE = "Free", CURRENCY = "Currency", UNITS = "Units" }
    AocSRateType { NOT_AVAILABLE = "NotAvailable", FREE = "Free", FREE_FROM_BEGINNING = "FreeFromBeginning", DURATION = "Duration", FLAG = "Flag", VOLUME = "Volume", SPECIAL_CODE = "SpecialCode" }
    AMAFlags { OMIT = "OMIT", BILLING = "BILLING", DOCUMENTATION = "DOCUMENTATION" }
    AocSUnit { OCTET = "Octet", SEGMENT = "Segment", MESSAGE = "Message" }
    ContactListStatus { REACHABLE = "Reachable", UNREACHABLE = "Unreachable", NON_QUALIFIED = "NonQualified", UNKNOWN = "Unknown" }
    Direction { RECEIVED = "Received", SENT = "Sent" }
    OutboundRegistrationDetailStatus { REGISTERED = "Registered", UNREGISTERED = "Unregistered", REJECTED = "Rejected" }
    RegistryStatus { REGISTERED = "Registered", UNREGISTERED = "Unregistered", REJECTED = "Rejected", FAILED = "Failed" }
    TotalType { SUB_TOTAL = "SubTotal", TOTAL = "Total" }
    Shutdown { UNCLEANLY = "Uncleanly", CLEANLY = "Cleanly" }
    State { UNINITIALIZED = "Uninitialized", INITIALIZED = "Initialized", OPEN = "Open", ACTIVE = "Active", COMPLETE = "Complete", RESERVED = "Reserved", INACTIVE = "Inactive", UNKNOWN = "Unknown" }
    PeerStatus { UNKNOWN = "Unknown", REGISTERED = "Registered", UNREGISTERED = "Unregistered", REJECTED = "Rejected", LAGGED = "Lagged" }
    ContactStatus { UNKNOWN = "Unknown", UNREACHABLE = "Unreachable", REACHABLE = "Reachable", UNQUALIFIED = "Unqualified", REMOVED = "Removed", UPDATED = "Updated" }
    AgentCompleteReason { CALLER = "caller", AGENT = "agent", TRANSFER = "transfer" }
    Membership { DYNAMIC = "dynamic", REALTIME = "realtime", STATIC = "static" }
    DNDStateStatus { ENABLED = "enabled", DISABLED = "disabled" }
    FAXSessionOperation { GATEWAY = "gateway", V_21 = "V.21", SEND = "send", RECEIVE = "receive", NONE = "none" }
    FAXStatusOperation { GATEWAY = "gateway", RECEIVE = "receive", SEND = "send" }
    SubscriptionType { MWI = "mwi", EXTENSION_STATE = "extension_state" }
    BridgeVideoSourceMode { NONE = "none", TALKER = "talker", SINGLE = "single" }
}

views! {
    AgentCalled "AgentCalled" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    AgentComplete "AgentComplete" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        hold_time "HoldTime" Seconds;
        talk_time "TalkTime" Seconds;
        reason "Reason" Code AgentCompleteReason;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    AgentConnect "AgentConnect" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        ring_time "RingTime" Seconds;
        hold_time "HoldTime" Seconds;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    AgentDump "AgentDump" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    AgentLogin "AgentLogin" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        agent "Agent" Text;
        chan_variable "ChanVariable" List;
    }
    AgentLogoff "AgentLogoff" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        agent "Agent" Text;
        logintime "Logintime" Text;
        chan_variable "ChanVariable" List;
    }
    AgentRingNoAnswer "AgentRingNoAnswer" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        ring_time "RingTime" Seconds;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    Agents "Agents" "class agent" {
        agent "Agent" Text;
        name "Name" Text;
        status "Status" Code AgentsStatus;
        talking_to_chan "TalkingToChan" Text;
        call_started "CallStarted" Text;
        logged_in_time "LoggedInTime" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        action_id "ActionID" Text;
        chan_variable "ChanVariable" List;
    }
    AgentsComplete "AgentsComplete" "class agent" {
        action_id "ActionID" Text;
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    AGIExecEnd "AGIExecEnd" "class agi" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        command "Command" Text;
        command_id "CommandId" Text;
        result_code "ResultCode" Text;
        result "Result" Text;
        chan_variable "ChanVariable" List;
    }
    AGIExecStart "AGIExecStart" "class agi" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        command "Command" Text;
        command_id "CommandId" Text;
        chan_variable "ChanVariable" List;
    }
    Alarm "Alarm" "class system" {
        dahdi_channel "DAHDIChannel" Text;
        alarm "Alarm" Text;
    }
    AlarmClear "AlarmClear" "class system" {
        dahdi_channel "DAHDIChannel" Text;
    }
    AocD "AOC-D" "class aoc" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        charge "Charge" Text;
        type_ "Type" Code Type;
        billing_id "BillingID" Code BillingID;
        total_type "TotalType" Code TotalType;
        currency "Currency" Text;
        name "Name" Text;
        cost "Cost" Text;
        multiplier "Multiplier" Code Multiplier;
        units "Units" Text;
        number_of "NumberOf" Text;
        type_of "TypeOf" Text;
        chan_variable "ChanVariable" List;
    }
    AocE "AOC-E" "class aoc" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        charging_association "ChargingAssociation" Text;
        number "Number" Text;
        plan "Plan" Text;
        id "ID" Text;
        charge "Charge" Text;
        type_ "Type" Code Type;
        billing_id "BillingID" Code BillingID;
        total_type "TotalType" Code TotalType;
        currency "Currency" Text;
        name "Name" Text;
        cost "Cost" Text;
        multiplier "Multiplier" Code Multiplier;
        units "Units" Text;
        number_of "NumberOf" Text;
        type_of "TypeOf" Text;
        chan_variable "ChanVariable" List;
    }
    AocS "AOC-S" "class aoc" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chargeable "Chargeable" Text;
        rate_type "RateType" Code AocSRateType;
        currency "Currency" Text;
        name "Name" Text;
        cost "Cost" Text;
        multiplier "Multiplier" Code Multiplier;
        charging_type "ChargingType" Text;
        step_function "StepFunction" Text;
        granularity "Granularity" Text;
        length "Length" Text;
        scale "Scale" Text;
        unit "Unit" Code AocSUnit;
        special_code "SpecialCode" Number;
        chan_variable "ChanVariable" List;
    }
    AorDetail "AorDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        minimum_expiration "MinimumExpiration" Text;
        maximum_expiration "MaximumExpiration" Text;
        default_expiration "DefaultExpiration" Text;
        qualify_frequency "QualifyFrequency" Text;
        authenticate_qualify "AuthenticateQualify" Text;
        max_contacts "MaxContacts" Number;
        remove_existing "RemoveExisting" Text;
        remove_unavailable "RemoveUnavailable" Text;
        mailboxes "Mailboxes" Text;
        outbound_proxy "OutboundProxy" Text;
        support_path "SupportPath" Text;
        qualify2xx_only "Qualify2xxOnly" Text;
        qualify_timeout "QualifyTimeout" Text;
        voicemail_extension "VoicemailExtension" Text;
        contacts "Contacts" Text;
        total_contacts "TotalContacts" Number;
        contacts_registered "ContactsRegistered" Text;
        endpoint_name "EndpointName" Text;
    }
    AorList "AorList" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        minimum_expiration "MinimumExpiration" Text;
        maximum_expiration "MaximumExpiration" Text;
        default_expiration "DefaultExpiration" Text;
        qualify_frequency "QualifyFrequency" Text;
        qualify_timeout "QualifyTimeout" Text;
        qualify2xx_only "Qualify2xxOnly" Text;
        authenticate_qualify "AuthenticateQualify" Text;
        max_contacts "MaxContacts" Number;
        remove_existing "RemoveExisting" Text;
        remove_unavailable "RemoveUnavailable" Text;
        mailboxes "Mailboxes" Text;
        voicemail_extension "VoicemailExtension" Text;
        outbound_proxy "OutboundProxy" Text;
        support_path "SupportPath" Text;
        contacts "Contacts" Text;
    }
    AorListComplete "AorListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    AsyncAGIEnd "AsyncAGIEnd" "class agi" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    AsyncAGIExec "AsyncAGIExec" "class agi" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        command_id "CommandID" Text;
        result "Result" Text;
        chan_variable "ChanVariable" List;
    }
    AsyncAGIStart "AsyncAGIStart" "class agi" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        env "Env" Text;
        chan_variable "ChanVariable" List;
    }
    AttendedTransfer "AttendedTransfer" "class call" {
        result "Result" Code TransferResult;
        orig_transferer_channel "OrigTransfererChannel" Text;
        orig_transferer_channel_state "OrigTransfererChannelState" Number;
        orig_transferer_channel_state_desc "OrigTransfererChannelStateDesc" Code ChannelStateDesc;
        orig_transferer_caller_id_num "OrigTransfererCallerIDNum" Text;
        orig_transferer_caller_id_name "OrigTransfererCallerIDName" Text;
        orig_transferer_connected_line_num "OrigTransfererConnectedLineNum" Text;
        orig_transferer_connected_line_name "OrigTransfererConnectedLineName" Text;
        orig_transferer_language "OrigTransfererLanguage" Text;
        orig_transferer_account_code "OrigTransfererAccountCode" Text;
        orig_transferer_context "OrigTransfererContext" Text;
        orig_transferer_exten "OrigTransfererExten" Text;
        orig_transferer_priority "OrigTransfererPriority" Number;
        orig_transferer_uniqueid "OrigTransfererUniqueid" Text;
        orig_transferer_linkedid "OrigTransfererLinkedid" Text;
        orig_bridge_uniqueid "OrigBridgeUniqueid" Text;
        orig_bridge_type "OrigBridgeType" Text;
        orig_bridge_technology "OrigBridgeTechnology" Text;
        orig_bridge_creator "OrigBridgeCreator" Text;
        orig_bridge_name "OrigBridgeName" Text;
        orig_bridge_num_channels "OrigBridgeNumChannels" Number;
        orig_bridge_video_source_mode "OrigBridgeVideoSourceMode" Code BridgeVideoSourceMode;
        orig_bridge_video_source "OrigBridgeVideoSource" Text;
        second_transferer_channel "SecondTransfererChannel" Text;
        second_transferer_channel_state "SecondTransfererChannelState" Number;
        second_transferer_channel_state_desc "SecondTransfererChannelStateDesc" Code ChannelStateDesc;
        second_transferer_caller_id_num "SecondTransfererCallerIDNum" Text;
        second_transferer_caller_id_name "SecondTransfererCallerIDName" Text;
        second_transferer_connected_line_num "SecondTransfererConnectedLineNum" Text;
        second_transferer_connected_line_name "SecondTransfererConnectedLineName" Text;
        second_transferer_language "SecondTransfererLanguage" Text;
        second_transferer_account_code "SecondTransfererAccountCode" Text;
        second_transferer_context "SecondTransfererContext" Text;
        second_transferer_exten "SecondTransfererExten" Text;
        second_transferer_priority "SecondTransfererPriority" Number;
        second_transferer_uniqueid "SecondTransfererUniqueid" Text;
        second_transferer_linkedid "SecondTransfererLinkedid" Text;
        second_bridge_uniqueid "SecondBridgeUniqueid" Text;
        second_bridge_type "SecondBridgeType" Text;
        second_bridge_technology "SecondBridgeTechnology" Text;
        second_bridge_creator "SecondBridgeCreator" Text;
        second_bridge_name "SecondBridgeName" Text;
        second_bridge_num_channels "SecondBridgeNumChannels" Number;
        second_bridge_video_source_mode "SecondBridgeVideoSourceMode" Code BridgeVideoSourceMode;
        second_bridge_video_source "SecondBridgeVideoSource" Text;
        dest_type "DestType" Code AttendedTransferDestType;
        dest_bridge_uniqueid "DestBridgeUniqueid" Text;
        dest_app "DestApp" Text;
        local_one_channel "LocalOneChannel" Text;
        local_one_channel_state "LocalOneChannelState" Number;
        local_one_channel_state_desc "LocalOneChannelStateDesc" Code ChannelStateDesc;
        local_one_caller_id_num "LocalOneCallerIDNum" Text;
        local_one_caller_id_name "LocalOneCallerIDName" Text;
        local_one_connected_line_num "LocalOneConnectedLineNum" Text;
        local_one_connected_line_name "LocalOneConnectedLineName" Text;
        local_one_language "LocalOneLanguage" Text;
        local_one_account_code "LocalOneAccountCode" Text;
        local_one_context "LocalOneContext" Text;
        local_one_exten "LocalOneExten" Text;
        local_one_priority "LocalOnePriority" Number;
        local_one_uniqueid "LocalOneUniqueid" Text;
        local_one_linkedid "LocalOneLinkedid" Text;
        local_two_channel "LocalTwoChannel" Text;
        local_two_channel_state "LocalTwoChannelState" Number;
        local_two_channel_state_desc "LocalTwoChannelStateDesc" Code ChannelStateDesc;
        local_two_caller_id_num "LocalTwoCallerIDNum" Text;
        local_two_caller_id_name "LocalTwoCallerIDName" Text;
        local_two_connected_line_num "LocalTwoConnectedLineNum" Text;
        local_two_connected_line_name "LocalTwoConnectedLineName" Text;
        local_two_language "LocalTwoLanguage" Text;
        local_two_account_code "LocalTwoAccountCode" Text;
        local_two_context "LocalTwoContext" Text;
        local_two_exten "LocalTwoExten" Text;
        local_two_priority "LocalTwoPriority" Number;
        local_two_uniqueid "LocalTwoUniqueid" Text;
        local_two_linkedid "LocalTwoLinkedid" Text;
        dest_transferer_channel "DestTransfererChannel" Text;
        transferee_channel "TransfereeChannel" Text;
        transferee_channel_state "TransfereeChannelState" Number;
        transferee_channel_state_desc "TransfereeChannelStateDesc" Code ChannelStateDesc;
        transferee_caller_id_num "TransfereeCallerIDNum" Text;
        transferee_caller_id_name "TransfereeCallerIDName" Text;
        transferee_connected_line_num "TransfereeConnectedLineNum" Text;
        transferee_connected_line_name "TransfereeConnectedLineName" Text;
        transferee_language "TransfereeLanguage" Text;
        transferee_account_code "TransfereeAccountCode" Text;
        transferee_context "TransfereeContext" Text;
        transferee_exten "TransfereeExten" Text;
        transferee_priority "TransfereePriority" Number;
        transferee_uniqueid "TransfereeUniqueid" Text;
        transferee_linkedid "TransfereeLinkedid" Text;
        transfer_target_channel "TransferTargetChannel" Text;
        transfer_target_channel_state "TransferTargetChannelState" Number;
        transfer_target_channel_state_desc "TransferTargetChannelStateDesc" Code ChannelStateDesc;
        transfer_target_caller_id_num "TransferTargetCallerIDNum" Text;
        transfer_target_caller_id_name "TransferTargetCallerIDName" Text;
        transfer_target_connected_line_num "TransferTargetConnectedLineNum" Text;
        transfer_target_connected_line_name "TransferTargetConnectedLineName" Text;
        transfer_target_language "TransferTargetLanguage" Text;
        transfer_target_account_code "TransferTargetAccountCode" Text;
        transfer_target_context "TransferTargetContext" Text;
        transfer_target_exten "TransferTargetExten" Text;
        transfer_target_priority "TransferTargetPriority" Number;
        transfer_target_uniqueid "TransferTargetUniqueid" Text;
        transfer_target_linkedid "TransferTargetLinkedid" Text;
        local_one_chan_variable "LocalOneChanVariable" List;
        local_two_chan_variable "LocalTwoChanVariable" List;
        orig_transferer_chan_variable "OrigTransfererChanVariable" List;
        second_transferer_chan_variable "SecondTransfererChanVariable" List;
        transfer_target_chan_variable "TransferTargetChanVariable" List;
        transferee_chan_variable "TransfereeChanVariable" List;
        is_external "IsExternal" Text;
    }
    AuthDetail "AuthDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        username "Username" Text;
        password "Password" Text;
        md5_cred "Md5Cred" Text;
        realm "Realm" Text;
        nonce_lifetime "NonceLifetime" Text;
        auth_type "AuthType" Text;
        endpoint_name "EndpointName" Text;
        oauth_clientid "OauthClientid" Text;
        oauth_secret "OauthSecret" Text;
        password_digest "PasswordDigest" Text;
        refresh_token "RefreshToken" Text;
        supported_algorithms_uac "SupportedAlgorithmsUac" Text;
        supported_algorithms_uas "SupportedAlgorithmsUas" Text;
    }
    AuthList "AuthList" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        username "Username" Text;
        md5_cred "Md5Cred" Text;
        realm "Realm" Text;
        auth_type "AuthType" Text;
        password "Password" Text;
        nonce_lifetime "NonceLifetime" Text;
        oauth_clientid "OauthClientid" Text;
        oauth_secret "OauthSecret" Text;
        password_digest "PasswordDigest" Text;
        refresh_token "RefreshToken" Text;
        supported_algorithms_uac "SupportedAlgorithmsUac" Text;
        supported_algorithms_uas "SupportedAlgorithmsUas" Text;
    }
    AuthListComplete "AuthListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    AuthMethodNotAllowed "AuthMethodNotAllowed" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        auth_method "AuthMethod" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    BlindTransfer "BlindTransfer" "class call" {
        result "Result" Code TransferResult;
        transferer_channel "TransfererChannel" Text;
        transferer_channel_state "TransfererChannelState" Number;
        transferer_channel_state_desc "TransfererChannelStateDesc" Code ChannelStateDesc;
        transferer_caller_id_num "TransfererCallerIDNum" Text;
        transferer_caller_id_name "TransfererCallerIDName" Text;
        transferer_connected_line_num "TransfererConnectedLineNum" Text;
        transferer_connected_line_name "TransfererConnectedLineName" Text;
        transferer_language "TransfererLanguage" Text;
        transferer_account_code "TransfererAccountCode" Text;
        transferer_context "TransfererContext" Text;
        transferer_exten "TransfererExten" Text;
        transferer_priority "TransfererPriority" Number;
        transferer_uniqueid "TransfererUniqueid" Text;
        transferer_linkedid "TransfererLinkedid" Text;
        transferee_channel "TransfereeChannel" Text;
        transferee_channel_state "TransfereeChannelState" Number;
        transferee_channel_state_desc "TransfereeChannelStateDesc" Code ChannelStateDesc;
        transferee_caller_id_num "TransfereeCallerIDNum" Text;
        transferee_caller_id_name "TransfereeCallerIDName" Text;
        transferee_connected_line_num "TransfereeConnectedLineNum" Text;
        transferee_connected_line_name "TransfereeConnectedLineName" Text;
        transferee_language "TransfereeLanguage" Text;
        transferee_account_code "TransfereeAccountCode" Text;
        transferee_context "TransfereeContext" Text;
        transferee_exten "TransfereeExten" Text;
        transferee_priority "TransfereePriority" Number;
        transferee_uniqueid "TransfereeUniqueid" Text;
        transferee_linkedid "TransfereeLinkedid" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        is_external "IsExternal" Flag;
        context "Context" Text;
        extension "Extension" Text;
        transferee_chan_variable "TransfereeChanVariable" List;
        transferer_chan_variable "TransfererChanVariable" List;
    }
    BridgeCreate "BridgeCreate" "class call" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
    }
    BridgeDestroy "BridgeDestroy" "class call" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
    }
    BridgeEnter "BridgeEnter" "class call" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        swap_uniqueid "SwapUniqueid" Text;
        chan_variable "ChanVariable" List;
    }
    BridgeInfoChannel "BridgeInfoChannel" "class command" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    BridgeInfoComplete "BridgeInfoComplete" "class command" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    BridgeLeave "BridgeLeave" "class call" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    BridgeListComplete "BridgeListComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    BridgeListItem "BridgeListItem" "sent, but not in Asterisk's documentation" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Text;
    }
    BridgeMerge "BridgeMerge" "class call" {
        to_bridge_uniqueid "ToBridgeUniqueid" Text;
        to_bridge_type "ToBridgeType" Text;
        to_bridge_technology "ToBridgeTechnology" Text;
        to_bridge_creator "ToBridgeCreator" Text;
        to_bridge_name "ToBridgeName" Text;
        to_bridge_num_channels "ToBridgeNumChannels" Number;
        to_bridge_video_source_mode "ToBridgeVideoSourceMode" Code BridgeVideoSourceMode;
        to_bridge_video_source "ToBridgeVideoSource" Text;
        from_bridge_uniqueid "FromBridgeUniqueid" Text;
        from_bridge_type "FromBridgeType" Text;
        from_bridge_technology "FromBridgeTechnology" Text;
        from_bridge_creator "FromBridgeCreator" Text;
        from_bridge_name "FromBridgeName" Text;
        from_bridge_num_channels "FromBridgeNumChannels" Number;
        from_bridge_video_source_mode "FromBridgeVideoSourceMode" Code BridgeVideoSourceMode;
        from_bridge_video_source "FromBridgeVideoSource" Text;
    }
    BridgeTechnologyListComplete "BridgeTechnologyListComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    BridgeTechnologyListItem "BridgeTechnologyListItem" "sent, but not in Asterisk's documentation" {
        bridge_technology "BridgeTechnology" Text;
        bridge_type "BridgeType" Text;
        bridge_priority "BridgePriority" Number;
        bridge_suspended "BridgeSuspended" Text;
    }
    BridgeVideoSourceUpdate "BridgeVideoSourceUpdate" "class call" {
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        bridge_previous_video_source "BridgePreviousVideoSource" Text;
    }
    CCAvailable "CCAvailable" "sent, but not in Asterisk's documentation" {
    }
    CCCallerRecalling "CCCallerRecalling" "sent, but not in Asterisk's documentation" {
    }
    CCCallerStartMonitoring "CCCallerStartMonitoring" "sent, but not in Asterisk's documentation" {
    }
    CCCallerStopMonitoring "CCCallerStopMonitoring" "sent, but not in Asterisk's documentation" {
    }
    CCFailure "CCFailure" "sent, but not in Asterisk's documentation" {
    }
    CCMonitorFailed "CCMonitorFailed" "sent, but not in Asterisk's documentation" {
    }
    CCOfferTimerStart "CCOfferTimerStart" "sent, but not in Asterisk's documentation" {
    }
    CCRecallComplete "CCRecallComplete" "sent, but not in Asterisk's documentation" {
    }
    CCRequestAcknowledged "CCRequestAcknowledged" "sent, but not in Asterisk's documentation" {
    }
    CCRequested "CCRequested" "sent, but not in Asterisk's documentation" {
    }
    Cdr "Cdr" "class cdr" {
        account_code "AccountCode" Text;
        source "Source" Text;
        destination "Destination" Text;
        destination_context "DestinationContext" Text;
        caller_id "CallerID" Text;
        channel "Channel" Text;
        destination_channel "DestinationChannel" Text;
        last_application "LastApplication" Text;
        last_data "LastData" Text;
        start_time "StartTime" Text;
        answer_time "AnswerTime" Text;
        end_time "EndTime" Text;
        duration "Duration" Text;
        billable_seconds "BillableSeconds" Seconds;
        disposition "Disposition" Code CdrDisposition;
        ama_flags "AMAFlags" Code AMAFlags;
        unique_id "UniqueID" Text;
        user_field "UserField" Text;
    }
    Cel "CEL" "class call" {
        event_name "EventName" Code CelEventName;
        account_code "AccountCode" Text;
        caller_id_num "CallerIDnum" Text;
        caller_id_name "CallerIDname" Text;
        caller_id_ani "CallerIDani" Text;
        caller_id_rdnis "CallerIDrdnis" Text;
        caller_id_dnid "CallerIDdnid" Text;
        exten "Exten" Text;
        context "Context" Text;
        application "Application" Text;
        app_data "AppData" Text;
        event_time "EventTime" Text;
        ama_flags "AMAFlags" Code AMAFlags;
        unique_id "UniqueID" Text;
        linked_id "LinkedID" Text;
        user_field "UserField" Text;
        peer "Peer" Text;
        peer_account "PeerAccount" Text;
        extra "Extra" Text;
        channel "Channel" Text;
    }
    ChallengeResponseFailed "ChallengeResponseFailed" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        challenge "Challenge" Text;
        response "Response" Text;
        expected_response "ExpectedResponse" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    ChallengeSent "ChallengeSent" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        challenge "Challenge" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    ChannelHungup "ChannelHungup" "sent, but not in Asterisk's documentation" {
    }
    ChannelTalkingStart "ChannelTalkingStart" "class class" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    ChannelTalkingStop "ChannelTalkingStop" "class class" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        duration "Duration" Text;
        chan_variable "ChanVariable" List;
    }
    ChanSpyStart "ChanSpyStart" "class call" {
        spyer_channel "SpyerChannel" Text;
        spyer_channel_state "SpyerChannelState" Number;
        spyer_channel_state_desc "SpyerChannelStateDesc" Code ChannelStateDesc;
        spyer_caller_id_num "SpyerCallerIDNum" Text;
        spyer_caller_id_name "SpyerCallerIDName" Text;
        spyer_connected_line_num "SpyerConnectedLineNum" Text;
        spyer_connected_line_name "SpyerConnectedLineName" Text;
        spyer_language "SpyerLanguage" Text;
        spyer_account_code "SpyerAccountCode" Text;
        spyer_context "SpyerContext" Text;
        spyer_exten "SpyerExten" Text;
        spyer_priority "SpyerPriority" Number;
        spyer_uniqueid "SpyerUniqueid" Text;
        spyer_linkedid "SpyerLinkedid" Text;
        spyee_channel "SpyeeChannel" Text;
        spyee_channel_state "SpyeeChannelState" Number;
        spyee_channel_state_desc "SpyeeChannelStateDesc" Code ChannelStateDesc;
        spyee_caller_id_num "SpyeeCallerIDNum" Text;
        spyee_caller_id_name "SpyeeCallerIDName" Text;
        spyee_connected_line_num "SpyeeConnectedLineNum" Text;
        spyee_connected_line_name "SpyeeConnectedLineName" Text;
        spyee_language "SpyeeLanguage" Text;
        spyee_account_code "SpyeeAccountCode" Text;
        spyee_context "SpyeeContext" Text;
        spyee_exten "SpyeeExten" Text;
        spyee_priority "SpyeePriority" Number;
        spyee_uniqueid "SpyeeUniqueid" Text;
        spyee_linkedid "SpyeeLinkedid" Text;
        spyee_chan_variable "SpyeeChanVariable" List;
        spyer_chan_variable "SpyerChanVariable" List;
    }
    ChanSpyStop "ChanSpyStop" "class call" {
        spyer_channel "SpyerChannel" Text;
        spyer_channel_state "SpyerChannelState" Number;
        spyer_channel_state_desc "SpyerChannelStateDesc" Code ChannelStateDesc;
        spyer_caller_id_num "SpyerCallerIDNum" Text;
        spyer_caller_id_name "SpyerCallerIDName" Text;
        spyer_connected_line_num "SpyerConnectedLineNum" Text;
        spyer_connected_line_name "SpyerConnectedLineName" Text;
        spyer_language "SpyerLanguage" Text;
        spyer_account_code "SpyerAccountCode" Text;
        spyer_context "SpyerContext" Text;
        spyer_exten "SpyerExten" Text;
        spyer_priority "SpyerPriority" Number;
        spyer_uniqueid "SpyerUniqueid" Text;
        spyer_linkedid "SpyerLinkedid" Text;
        spyee_channel "SpyeeChannel" Text;
        spyee_channel_state "SpyeeChannelState" Number;
        spyee_channel_state_desc "SpyeeChannelStateDesc" Code ChannelStateDesc;
        spyee_caller_id_num "SpyeeCallerIDNum" Text;
        spyee_caller_id_name "SpyeeCallerIDName" Text;
        spyee_connected_line_num "SpyeeConnectedLineNum" Text;
        spyee_connected_line_name "SpyeeConnectedLineName" Text;
        spyee_language "SpyeeLanguage" Text;
        spyee_account_code "SpyeeAccountCode" Text;
        spyee_context "SpyeeContext" Text;
        spyee_exten "SpyeeExten" Text;
        spyee_priority "SpyeePriority" Number;
        spyee_uniqueid "SpyeeUniqueid" Text;
        spyee_linkedid "SpyeeLinkedid" Text;
        spyee_chan_variable "SpyeeChanVariable" List;
        spyer_chan_variable "SpyerChanVariable" List;
    }
    CloseSession "CloseSession" "sent, but not in Asterisk's documentation" {
    }
    ConfbridgeEnd "ConfbridgeEnd" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
    }
    ConfbridgeJoin "ConfbridgeJoin" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        admin "Admin" Flag;
        muted "Muted" Flag;
        chan_variable "ChanVariable" List;
    }
    ConfbridgeLeave "ConfbridgeLeave" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        admin "Admin" Flag;
        chan_variable "ChanVariable" List;
    }
    ConfbridgeList "ConfbridgeList" "class reporting" {
        conference "Conference" Text;
        admin "Admin" Flag;
        marked_user "MarkedUser" Flag;
        wait_marked "WaitMarked" Flag;
        end_marked "EndMarked" Flag;
        waiting "Waiting" Flag;
        muted "Muted" Flag;
        talking "Talking" Flag;
        answered_time "AnsweredTime" Seconds;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
        end_marked_any "EndMarkedAny" Text;
    }
    ConfbridgeListComplete "ConfbridgeListComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    ConfbridgeListRooms "ConfbridgeListRooms" "class reporting" {
        conference "Conference" Text;
        parties "Parties" Number;
        marked "Marked" Number;
        locked "Locked" Flag;
        muted "Muted" Flag;
    }
    ConfbridgeListRoomsComplete "ConfbridgeListRoomsComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    ConfbridgeMute "ConfbridgeMute" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        admin "Admin" Flag;
        chan_variable "ChanVariable" List;
    }
    ConfbridgeRecord "ConfbridgeRecord" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
    }
    ConfbridgeStart "ConfbridgeStart" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
    }
    ConfbridgeStopRecord "ConfbridgeStopRecord" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
    }
    ConfbridgeTalking "ConfbridgeTalking" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        talking_status "TalkingStatus" Flag;
        admin "Admin" Flag;
        chan_variable "ChanVariable" List;
    }
    ConfbridgeUnmute "ConfbridgeUnmute" "class call" {
        conference "Conference" Text;
        bridge_uniqueid "BridgeUniqueid" Text;
        bridge_type "BridgeType" Text;
        bridge_technology "BridgeTechnology" Text;
        bridge_creator "BridgeCreator" Text;
        bridge_name "BridgeName" Text;
        bridge_num_channels "BridgeNumChannels" Number;
        bridge_video_source_mode "BridgeVideoSourceMode" Code BridgeVideoSourceMode;
        bridge_video_source "BridgeVideoSource" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        admin "Admin" Flag;
        chan_variable "ChanVariable" List;
    }
    ContactList "ContactList" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        via_addr "ViaAddr" Text;
        via_port "ViaPort" Number;
        qualify_timeout "QualifyTimeout" Text;
        call_id "CallId" Text;
        reg_server "RegServer" Text;
        prune_on_boot "PruneOnBoot" Text;
        path "Path" Text;
        endpoint "Endpoint" Text;
        authenticate_qualify "AuthenticateQualify" Text;
        uri "Uri" Text;
        qualify_frequency "QualifyFrequency" Text;
        user_agent "UserAgent" Text;
        expiration_time "ExpirationTime" Text;
        outbound_proxy "OutboundProxy" Text;
        status "Status" Code ContactListStatus;
        roundtrip_usec "RoundtripUsec" Number;
        qualify2xx_only "Qualify2xxOnly" Text;
    }
    ContactListComplete "ContactListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    ContactStatus "ContactStatus" "class system" {
        uri "URI" Text;
        contact_status "ContactStatus" Code ContactStatus;
        aor "AOR" Text;
        endpoint_name "EndpointName" Text;
        roundtrip_usec "RoundtripUsec" Number;
    }
    ContactStatusDetail "ContactStatusDetail" "class command" {
        aor "AOR" Text;
        uri "URI" Text;
        status "Status" Code ContactListStatus;
        roundtrip_usec "RoundtripUsec" Number;
        endpoint_name "EndpointName" Text;
        user_agent "UserAgent" Text;
        reg_expire "RegExpire" Text;
        via_address "ViaAddress" Text;
        call_id "CallID" Text;
        id "ID" Text;
        authenticate_qualify "AuthenticateQualify" Text;
        outbound_proxy "OutboundProxy" Text;
        path "Path" Text;
        qualify_frequency "QualifyFrequency" Text;
        qualify_timeout "QualifyTimeout" Text;
        qualify2xx_only "Qualify2xxOnly" Text;
    }
    ContactStatusDetailComplete "ContactStatusDetailComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    CoreShowChannel "CoreShowChannel" "class call" {
        action_id "ActionID" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        bridge_id "BridgeId" Text;
        application "Application" Text;
        application_data "ApplicationData" Text;
        duration "Duration" Text;
        chan_variable "ChanVariable" List;
    }
    CoreShowChannelMap "CoreShowChannelMap" "sent, but not in Asterisk's documentation" {
    }
    CoreShowChannelMapComplete "CoreShowChannelMapComplete" "class call" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    CoreShowChannelsComplete "CoreShowChannelsComplete" "class call" {
        action_id "ActionID" Text;
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    DAHDIChannel "DAHDIChannel" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dahdi_group "DAHDIGroup" Text;
        dahdi_span "DAHDISpan" Text;
        dahdi_channel "DAHDIChannel" Text;
        chan_variable "ChanVariable" List;
    }
    DAHDIShowChannels "DAHDIShowChannels" "sent, but not in Asterisk's documentation" {
    }
    DAHDIShowChannelsComplete "DAHDIShowChannelsComplete" "sent, but not in Asterisk's documentation" {
    }
    DAHDIShowStatus "DAHDIShowStatus" "sent, but not in Asterisk's documentation" {
    }
    DAHDIShowStatusComplete "DAHDIShowStatusComplete" "sent, but not in Asterisk's documentation" {
    }
    DBGetComplete "DBGetComplete" "sent, but not in Asterisk's documentation" {
    }
    DBGetResponse "DBGetResponse" "sent, but not in Asterisk's documentation" {
    }
    DBGetTreeComplete "DBGetTreeComplete" "sent, but not in Asterisk's documentation" {
    }
    DBGetTreeResponse "DBGetTreeResponse" "sent, but not in Asterisk's documentation" {
    }
    DeadlockStart "DeadlockStart" "class system" {
        mutex "Mutex" Text;
    }
    DeviceStateChange "DeviceStateChange" "class call" {
        device "Device" Text;
        state "State" Text;
    }
    DeviceStateListComplete "DeviceStateListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    DialBegin "DialBegin" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        dial_string "DialString" Text;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    DialEnd "DialEnd" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        dial_status "DialStatus" Code DialStatus;
        forward "Forward" Text;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    DialState "DialState" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        dest_channel "DestChannel" Text;
        dest_channel_state "DestChannelState" Number;
        dest_channel_state_desc "DestChannelStateDesc" Code ChannelStateDesc;
        dest_caller_id_num "DestCallerIDNum" Text;
        dest_caller_id_name "DestCallerIDName" Text;
        dest_connected_line_num "DestConnectedLineNum" Text;
        dest_connected_line_name "DestConnectedLineName" Text;
        dest_language "DestLanguage" Text;
        dest_account_code "DestAccountCode" Text;
        dest_context "DestContext" Text;
        dest_exten "DestExten" Text;
        dest_priority "DestPriority" Number;
        dest_uniqueid "DestUniqueid" Text;
        dest_linkedid "DestLinkedid" Text;
        dial_status "DialStatus" Code DialStatus;
        forward "Forward" Text;
        chan_variable "ChanVariable" List;
        dest_chan_variable "DestChanVariable" List;
    }
    DNDState "DNDState" "class system" {
        dahdi_channel "DAHDIChannel" Text;
        status "Status" Code DNDStateStatus;
    }
    DTMFBegin "DTMFBegin" "class dtmf" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        digit "Digit" Text;
        direction "Direction" Code Direction;
        chan_variable "ChanVariable" List;
    }
    DTMFEnd "DTMFEnd" "class dtmf" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        digit "Digit" Text;
        duration_ms "DurationMs" Number;
        direction "Direction" Code Direction;
        chan_variable "ChanVariable" List;
    }
    EndpointDetail "EndpointDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        context "Context" Text;
        allow "Allow" Text;
        dtmf_mode "DtmfMode" Text;
        rtp_ipv6 "RtpIpv6" Text;
        rtp_symmetric "RtpSymmetric" Text;
        ice_support "IceSupport" Text;
        use_ptime "UsePtime" Text;
        force_rport "ForceRport" Text;
        rewrite_contact "RewriteContact" Text;
        transport "Transport" Text;
        outbound_proxy "OutboundProxy" Text;
        moh_suggest "MohSuggest" Text;
        rel_100 "100rel" Text;
        timers "Timers" Text;
        timers_min_se "TimersMinSe" Text;
        timers_sess_expires "TimersSessExpires" Text;
        auth "Auth" Text;
        outbound_auth "OutboundAuth" Text;
        aors "Aors" Text;
        media_address "MediaAddress" Text;
        identify_by "IdentifyBy" Text;
        direct_media "DirectMedia" Text;
        direct_media_method "DirectMediaMethod" Text;
        trust_connected_line "TrustConnectedLine" Text;
        send_connected_line "SendConnectedLine" Text;
        connected_line_method "ConnectedLineMethod" Text;
        direct_media_glare_mitigation "DirectMediaGlareMitigation" Text;
        disable_direct_media_on_nat "DisableDirectMediaOnNat" Text;
        callerid "Callerid" Text;
        callerid_privacy "CalleridPrivacy" Text;
        callerid_tag "CalleridTag" Text;
        trust_id_inbound "TrustIdInbound" Text;
        trust_id_outbound "TrustIdOutbound" Text;
        send_pai "SendPai" Text;
        send_rpid "SendRpid" Text;
        send_diversion "SendDiversion" Text;
        mailboxes "Mailboxes" Text;
        aggregate_mwi "AggregateMwi" Text;
        media_encryption "MediaEncryption" Text;
        media_encryption_optimistic "MediaEncryptionOptimistic" Text;
        use_avpf "UseAvpf" Text;
        force_avp "ForceAvp" Text;
        media_use_received_transport "MediaUseReceivedTransport" Text;
        one_touch_recording "OneTouchRecording" Text;
        inband_progress "InbandProgress" Text;
        call_group "CallGroup" Text;
        pickup_group "PickupGroup" Text;
        named_call_group "NamedCallGroup" Text;
        named_pickup_group "NamedPickupGroup" Text;
        device_state_busy_at "DeviceStateBusyAt" Text;
        t38_udptl "T38Udptl" Text;
        t38_udptl_ec "T38UdptlEc" Text;
        t38_udptl_maxdatagram "T38UdptlMaxdatagram" Text;
        fax_detect "FaxDetect" Text;
        t38_udptl_nat "T38UdptlNat" Text;
        t38_udptl_ipv6 "T38UdptlIpv6" Text;
        t38_bind_udptl_to_media_address "T38BindUdptlToMediaAddress" Text;
        tone_zone "ToneZone" Text;
        language "Language" Text;
        record_on_feature "RecordOnFeature" Text;
        record_off_feature "RecordOffFeature" Text;
        allow_transfer "AllowTransfer" Text;
        user_eq_phone "UserEqPhone" Text;
        moh_passthrough "MohPassthrough" Text;
        sdp_owner "SdpOwner" Text;
        sdp_session "SdpSession" Text;
        tos_audio "TosAudio" Text;
        tos_video "TosVideo" Text;
        cos_audio "CosAudio" Text;
        cos_video "CosVideo" Text;
        allow_subscribe "AllowSubscribe" Text;
        sub_min_expiry "SubMinExpiry" Text;
        from_user "FromUser" Text;
        from_domain "FromDomain" Text;
        mwi_from_user "MwiFromUser" Text;
        rtp_engine "RtpEngine" Text;
        dtls_verify "DtlsVerify" Text;
        dtls_rekey "DtlsRekey" Text;
        dtls_cert_file "DtlsCertFile" Text;
        dtls_private_key "DtlsPrivateKey" Text;
        dtls_cipher "DtlsCipher" Text;
        dtls_ca_file "DtlsCaFile" Text;
        dtls_ca_path "DtlsCaPath" Text;
        dtls_setup "DtlsSetup" Text;
        srtp_tag32 "SrtpTag32" Text;
        redirect_method "RedirectMethod" Text;
        set_var "SetVar" Text;
        message_context "MessageContext" Text;
        accountcode "Accountcode" Text;
        preferred_codec_only "PreferredCodecOnly" Text;
        device_state "DeviceState" Text;
        active_channels "ActiveChannels" Number;
        subscribe_context "SubscribeContext" Text;
        allow_overlap "AllowOverlap" Text;
        overlap_context "OverlapContext" Text;
        accept_multiple_sdp_answers "AcceptMultipleSdpAnswers" Text;
        acl "Acl" Text;
        allow_unauthenticated_options "AllowUnauthenticatedOptions" Text;
        asymmetric_rtp_codec "AsymmetricRtpCodec" Text;
        bind_rtp_to_media_address "BindRtpToMediaAddress" Text;
        bundle "Bundle" Text;
        codec_prefs_incoming_answer "CodecPrefsIncomingAnswer" Text;
        codec_prefs_incoming_offer "CodecPrefsIncomingOffer" Text;
        codec_prefs_outgoing_answer "CodecPrefsOutgoingAnswer" Text;
        codec_prefs_outgoing_offer "CodecPrefsOutgoingOffer" Text;
        contact_acl "ContactAcl" Text;
        dtls_auto_generate_cert "DtlsAutoGenerateCert" Text;
        dtls_fingerprint "DtlsFingerprint" Text;
        fax_detect_timeout "FaxDetectTimeout" Text;
        follow_early_media_fork "FollowEarlyMediaFork" Text;
        g726_non_standard "G726NonStandard" Text;
        geoloc_incoming_call_profile "GeolocIncomingCallProfile" Text;
        geoloc_outgoing_call_profile "GeolocOutgoingCallProfile" Text;
        ignore183_without_sdp "Ignore183WithoutSdp" Text;
        incoming_call_offer_pref "IncomingCallOfferPref" Text;
        incoming_mwi_mailbox "IncomingMwiMailbox" Text;
        max_audio_streams "MaxAudioStreams" Number;
        max_video_streams "MaxVideoStreams" Number;
        mwi_subscribe_replaces_unsolicited "MwiSubscribeReplacesUnsolicited" Text;
        notify_early_inuse_ringing "NotifyEarlyInuseRinging" Text;
        outgoing_call_offer_pref "OutgoingCallOfferPref" Text;
        refer_blind_progress "ReferBlindProgress" Text;
        rpid_immediate "RpidImmediate" Text;
        rtcp_mux "RtcpMux" Text;
        rtp_keepalive "RtpKeepalive" Text;
        rtp_timeout "RtpTimeout" Text;
        rtp_timeout_hold "RtpTimeoutHold" Text;
        rtp_port_start "RtpPortStart" Text;
        rtp_port_end "RtpPortEnd" Text;
        security_negotiation "SecurityNegotiation" Text;
        send_aoc "SendAoc" Text;
        send_history_info "SendHistoryInfo" Text;
        stir_shaken "StirShaken" Text;
        stir_shaken_profile "StirShakenProfile" Text;
        suppress_moh_on_sendonly "SuppressMohOnSendonly" Text;
        suppress_q850_reason_headers "SuppressQ850ReasonHeaders" Text;
        tenantid "Tenantid" Text;
        voicemail_extension "VoicemailExtension" Text;
        webrtc "Webrtc" Text;
        follow_redirect_methods "FollowRedirectMethods" Text;
    }
    EndpointDetailComplete "EndpointDetailComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    EndpointList "EndpointList" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        transport "Transport" Text;
        aor "Aor" Text;
        auths "Auths" Text;
        outbound_auths "OutboundAuths" Text;
        device_state "DeviceState" Text;
        active_channels "ActiveChannels" Number;
        contacts "Contacts" Text;
    }
    EndpointListComplete "EndpointListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    ExtensionStateListComplete "ExtensionStateListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    ExtensionStatus "ExtensionStatus" "class call" {
        exten "Exten" Text;
        context "Context" Text;
        hint "Hint" Text;
        status "Status" Number;
        status_text "StatusText" Code ExtensionStatusStatusText;
    }
    FailedACL "FailedACL" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        module "Module" Text;
        acl_name "ACLName" Text;
        session_tv "SessionTV" Text;
    }
    FakeMI "FakeMI" "sent, but not in Asterisk's documentation" {
    }
    FAXSession "FAXSession" "class reporting" {
        action_id "ActionID" Text;
        session_number "SessionNumber" Text;
        operation "Operation" Code FAXSessionOperation;
        state "State" Code State;
        error_correction_mode "ErrorCorrectionMode" Flag;
        data_rate "DataRate" Text;
        image_resolution "ImageResolution" Text;
        page_number "PageNumber" Text;
        file_name "FileName" Text;
        pages_transmitted "PagesTransmitted" Number;
        pages_received "PagesReceived" Number;
        total_bad_lines "TotalBadLines" Number;
    }
    FAXSessionsComplete "FAXSessionsComplete" "class call" {
        action_id "ActionID" Text;
        total "Total" Number;
    }
    FAXSessionsEntry "FAXSessionsEntry" "class reporting" {
        action_id "ActionID" Text;
        channel "Channel" Text;
        technology "Technology" Text;
        session_number "SessionNumber" Text;
        session_type "SessionType" Code FAXSessionsEntrySessionType;
        operation "Operation" Code FAXSessionOperation;
        state "State" Code State;
        files "Files" Text;
    }
    FAXStats "FAXStats" "class reporting" {
        action_id "ActionID" Text;
        current_sessions "CurrentSessions" Number;
        reserved_sessions "ReservedSessions" Text;
        transmit_attempts "TransmitAttempts" Number;
        receive_attempts "ReceiveAttempts" Number;
        completed_faxes "CompletedFAXes" Number;
        failed_faxes "FailedFAXes" Number;
    }
    FAXStatus "FAXStatus" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        operation "Operation" Code FAXStatusOperation;
        status "Status" Text;
        local_station_id "LocalStationID" Text;
        file_name "FileName" List;
        chan_variable "ChanVariable" List;
    }
    Flash "Flash" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    FullyBooted "FullyBooted" "class system" {
        status "Status" Text;
        uptime "Uptime" Seconds;
        last_reload "LastReload" Text;
    }
    Hangup "Hangup" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        cause "Cause" Number;
        cause_txt "Cause-txt" Text;
        tech_cause "TechCause" Text;
        chan_variable "ChanVariable" List;
    }
    HangupHandlerPop "HangupHandlerPop" "class dialplan" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        handler "Handler" Text;
        chan_variable "ChanVariable" List;
    }
    HangupHandlerPush "HangupHandlerPush" "class dialplan" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        handler "Handler" Text;
        chan_variable "ChanVariable" List;
    }
    HangupHandlerRun "HangupHandlerRun" "class dialplan" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        handler "Handler" Text;
        chan_variable "ChanVariable" List;
    }
    HangupRequest "HangupRequest" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        cause "Cause" Number;
        chan_variable "ChanVariable" List;
        tech_cause "TechCause" Text;
    }
    Hold "Hold" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        music_class "MusicClass" Text;
        chan_variable "ChanVariable" List;
    }
    IdentifyDetail "IdentifyDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        endpoint "Endpoint" Text;
        srv_lookups "SrvLookups" Text;
        match_ "Match" Text;
        match_header "MatchHeader" Text;
        match_request_uri "MatchRequestUri" Text;
        endpoint_name "EndpointName" Text;
    }
    InboundRegistrationDetail "InboundRegistrationDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        minimum_expiration "MinimumExpiration" Text;
        default_expiration "DefaultExpiration" Text;
        qualify_timeout "QualifyTimeout" Text;
        qualify2xx_only "Qualify2xxOnly" Text;
        mailboxes "Mailboxes" Text;
        support_path "SupportPath" Text;
        remove_unavailable "RemoveUnavailable" Text;
        voicemail_extension "VoicemailExtension" Text;
        max_contacts "MaxContacts" Number;
        authenticate_qualify "AuthenticateQualify" Text;
        maximum_expiration "MaximumExpiration" Text;
        qualify_frequency "QualifyFrequency" Text;
        remove_existing "RemoveExisting" Text;
        outbound_proxy "OutboundProxy" Text;
        contacts "Contacts" Text;
        contact "Contact" Text;
    }
    InboundRegistrationDetailComplete "InboundRegistrationDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    InboundSubscriptionDetail "InboundSubscriptionDetail" "class command" {
        role "Role" Text;
        endpoint "Endpoint" Text;
        callid "Callid" Text;
        state "State" Text;
        callerid "Callerid" Text;
        subscription_type "SubscriptionType" Code SubscriptionType;
        extension "Extension" Text;
        extension_states "ExtensionStates" Code ExtensionStatusStatusText;
        mailboxes "Mailboxes" Text;
    }
    InboundSubscriptionDetailComplete "InboundSubscriptionDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    InvalidAccountID "InvalidAccountID" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    InvalidPassword "InvalidPassword" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
        challenge "Challenge" Text;
        received_challenge "ReceivedChallenge" Text;
        received_hash "ReceivedHash" Text;
    }
    InvalidTransport "InvalidTransport" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        attempted_transport "AttemptedTransport" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    JabberStatus "JabberStatus" "sent, but not in Asterisk's documentation" {
    }
    ListDialplan "ListDialplan" "sent, but not in Asterisk's documentation" {
        context "Context" Text;
        extension "Extension" Text;
        priority "Priority" Number;
        application "Application" Text;
        app_data "AppData" Text;
        registrar "Registrar" Text;
        extension_label "ExtensionLabel" Text;
    }
    Load "Load" "class system" {
        module "Module" Text;
        status "Status" Code LoadStatus;
    }
    LoadAverageLimit "LoadAverageLimit" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    LocalBridge "LocalBridge" "class call" {
        local_one_channel "LocalOneChannel" Text;
        local_one_channel_state "LocalOneChannelState" Number;
        local_one_channel_state_desc "LocalOneChannelStateDesc" Code ChannelStateDesc;
        local_one_caller_id_num "LocalOneCallerIDNum" Text;
        local_one_caller_id_name "LocalOneCallerIDName" Text;
        local_one_connected_line_num "LocalOneConnectedLineNum" Text;
        local_one_connected_line_name "LocalOneConnectedLineName" Text;
        local_one_language "LocalOneLanguage" Text;
        local_one_account_code "LocalOneAccountCode" Text;
        local_one_context "LocalOneContext" Text;
        local_one_exten "LocalOneExten" Text;
        local_one_priority "LocalOnePriority" Number;
        local_one_uniqueid "LocalOneUniqueid" Text;
        local_one_linkedid "LocalOneLinkedid" Text;
        local_two_channel "LocalTwoChannel" Text;
        local_two_channel_state "LocalTwoChannelState" Number;
        local_two_channel_state_desc "LocalTwoChannelStateDesc" Code ChannelStateDesc;
        local_two_caller_id_num "LocalTwoCallerIDNum" Text;
        local_two_caller_id_name "LocalTwoCallerIDName" Text;
        local_two_connected_line_num "LocalTwoConnectedLineNum" Text;
        local_two_connected_line_name "LocalTwoConnectedLineName" Text;
        local_two_language "LocalTwoLanguage" Text;
        local_two_account_code "LocalTwoAccountCode" Text;
        local_two_context "LocalTwoContext" Text;
        local_two_exten "LocalTwoExten" Text;
        local_two_priority "LocalTwoPriority" Number;
        local_two_uniqueid "LocalTwoUniqueid" Text;
        local_two_linkedid "LocalTwoLinkedid" Text;
        context "Context" Text;
        exten "Exten" Text;
        local_optimization "LocalOptimization" Flag;
        local_one_chan_variable "LocalOneChanVariable" List;
        local_two_chan_variable "LocalTwoChanVariable" List;
    }
    LocalOptimizationBegin "LocalOptimizationBegin" "class call" {
        local_one_channel "LocalOneChannel" Text;
        local_one_channel_state "LocalOneChannelState" Number;
        local_one_channel_state_desc "LocalOneChannelStateDesc" Code ChannelStateDesc;
        local_one_caller_id_num "LocalOneCallerIDNum" Text;
        local_one_caller_id_name "LocalOneCallerIDName" Text;
        local_one_connected_line_num "LocalOneConnectedLineNum" Text;
        local_one_connected_line_name "LocalOneConnectedLineName" Text;
        local_one_language "LocalOneLanguage" Text;
        local_one_account_code "LocalOneAccountCode" Text;
        local_one_context "LocalOneContext" Text;
        local_one_exten "LocalOneExten" Text;
        local_one_priority "LocalOnePriority" Number;
        local_one_uniqueid "LocalOneUniqueid" Text;
        local_one_linkedid "LocalOneLinkedid" Text;
        local_two_channel "LocalTwoChannel" Text;
        local_two_channel_state "LocalTwoChannelState" Number;
        local_two_channel_state_desc "LocalTwoChannelStateDesc" Code ChannelStateDesc;
        local_two_caller_id_num "LocalTwoCallerIDNum" Text;
        local_two_caller_id_name "LocalTwoCallerIDName" Text;
        local_two_connected_line_num "LocalTwoConnectedLineNum" Text;
        local_two_connected_line_name "LocalTwoConnectedLineName" Text;
        local_two_language "LocalTwoLanguage" Text;
        local_two_account_code "LocalTwoAccountCode" Text;
        local_two_context "LocalTwoContext" Text;
        local_two_exten "LocalTwoExten" Text;
        local_two_priority "LocalTwoPriority" Number;
        local_two_uniqueid "LocalTwoUniqueid" Text;
        local_two_linkedid "LocalTwoLinkedid" Text;
        source_channel "SourceChannel" Text;
        source_channel_state "SourceChannelState" Number;
        source_channel_state_desc "SourceChannelStateDesc" Code ChannelStateDesc;
        source_caller_id_num "SourceCallerIDNum" Text;
        source_caller_id_name "SourceCallerIDName" Text;
        source_connected_line_num "SourceConnectedLineNum" Text;
        source_connected_line_name "SourceConnectedLineName" Text;
        source_language "SourceLanguage" Text;
        source_account_code "SourceAccountCode" Text;
        source_context "SourceContext" Text;
        source_exten "SourceExten" Text;
        source_priority "SourcePriority" Number;
        source_uniqueid "SourceUniqueid" Text;
        source_linkedid "SourceLinkedid" Text;
        dest_unique_id "DestUniqueId" Text;
        id "Id" Text;
        local_one_chan_variable "LocalOneChanVariable" List;
        local_two_chan_variable "LocalTwoChanVariable" List;
        source_chan_variable "SourceChanVariable" List;
    }
    LocalOptimizationEnd "LocalOptimizationEnd" "class call" {
        local_one_channel "LocalOneChannel" Text;
        local_one_channel_state "LocalOneChannelState" Number;
        local_one_channel_state_desc "LocalOneChannelStateDesc" Code ChannelStateDesc;
        local_one_caller_id_num "LocalOneCallerIDNum" Text;
        local_one_caller_id_name "LocalOneCallerIDName" Text;
        local_one_connected_line_num "LocalOneConnectedLineNum" Text;
        local_one_connected_line_name "LocalOneConnectedLineName" Text;
        local_one_language "LocalOneLanguage" Text;
        local_one_account_code "LocalOneAccountCode" Text;
        local_one_context "LocalOneContext" Text;
        local_one_exten "LocalOneExten" Text;
        local_one_priority "LocalOnePriority" Number;
        local_one_uniqueid "LocalOneUniqueid" Text;
        local_one_linkedid "LocalOneLinkedid" Text;
        local_two_channel "LocalTwoChannel" Text;
        local_two_channel_state "LocalTwoChannelState" Number;
        local_two_channel_state_desc "LocalTwoChannelStateDesc" Code ChannelStateDesc;
        local_two_caller_id_num "LocalTwoCallerIDNum" Text;
        local_two_caller_id_name "LocalTwoCallerIDName" Text;
        local_two_connected_line_num "LocalTwoConnectedLineNum" Text;
        local_two_connected_line_name "LocalTwoConnectedLineName" Text;
        local_two_language "LocalTwoLanguage" Text;
        local_two_account_code "LocalTwoAccountCode" Text;
        local_two_context "LocalTwoContext" Text;
        local_two_exten "LocalTwoExten" Text;
        local_two_priority "LocalTwoPriority" Number;
        local_two_uniqueid "LocalTwoUniqueid" Text;
        local_two_linkedid "LocalTwoLinkedid" Text;
        success "Success" Text;
        id "Id" Text;
        local_one_chan_variable "LocalOneChanVariable" List;
        local_two_chan_variable "LocalTwoChanVariable" List;
    }
    LogChannel "LogChannel" "class system" {
        channel "Channel" Text;
    }
    Mcid "MCID" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        m_caller_id_num_valid "MCallerIDNumValid" Text;
        m_caller_id_num "MCallerIDNum" Text;
        m_caller_id_ton "MCallerIDton" Text;
        m_caller_id_num_plan "MCallerIDNumPlan" Text;
        m_caller_id_num_pres "MCallerIDNumPres" Text;
        m_caller_id_name_valid "MCallerIDNameValid" Text;
        m_caller_id_name "MCallerIDName" Text;
        m_caller_id_name_char_set "MCallerIDNameCharSet" Text;
        m_caller_id_name_pres "MCallerIDNamePres" Text;
        m_caller_id_subaddr "MCallerIDSubaddr" Text;
        m_caller_id_subaddr_type "MCallerIDSubaddrType" Text;
        m_caller_id_subaddr_odd "MCallerIDSubaddrOdd" Text;
        m_caller_id_pres "MCallerIDPres" Text;
        m_connected_id_num_valid "MConnectedIDNumValid" Text;
        m_connected_id_num "MConnectedIDNum" Text;
        m_connected_id_ton "MConnectedIDton" Text;
        m_connected_id_num_plan "MConnectedIDNumPlan" Text;
        m_connected_id_num_pres "MConnectedIDNumPres" Text;
        m_connected_id_name_valid "MConnectedIDNameValid" Text;
        m_connected_id_name "MConnectedIDName" Text;
        m_connected_id_name_char_set "MConnectedIDNameCharSet" Text;
        m_connected_id_name_pres "MConnectedIDNamePres" Text;
        m_connected_id_subaddr "MConnectedIDSubaddr" Text;
        m_connected_id_subaddr_type "MConnectedIDSubaddrType" Text;
        m_connected_id_subaddr_odd "MConnectedIDSubaddrOdd" Text;
        m_connected_id_pres "MConnectedIDPres" Text;
        chan_variable "ChanVariable" List;
    }
    MeetmeEnd "MeetmeEnd" "class call" {
        meetme "Meetme" Text;
    }
    MeetmeJoin "MeetmeJoin" "class call" {
        meetme "Meetme" Text;
        user "User" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    MeetmeLeave "MeetmeLeave" "class call" {
        meetme "Meetme" Text;
        user "User" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        duration "Duration" Text;
        chan_variable "ChanVariable" List;
    }
    MeetmeList "MeetmeList" "class call" {
        conference "Conference" Text;
        user_number "UserNumber" Number;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        channel "Channel" Text;
        admin "Admin" Text;
        role "Role" Text;
        marked_user "MarkedUser" Text;
        muted "Muted" Text;
        talking "Talking" Text;
    }
    MeetmeListComplete "MeetmeListComplete" "sent, but not in Asterisk's documentation" {
    }
    MeetmeListRooms "MeetmeListRooms" "class call" {
        conference "Conference" Text;
        parties "Parties" Number;
        marked "Marked" Number;
        activity "Activity" Text;
        creation "Creation" Text;
        locked "Locked" Text;
    }
    MeetmeListRoomsComplete "MeetmeListRoomsComplete" "sent, but not in Asterisk's documentation" {
    }
    MeetmeMute "MeetmeMute" "class call" {
        meetme "Meetme" Text;
        user "User" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        duration "Duration" Text;
        status "Status" Flag;
        chan_variable "ChanVariable" List;
    }
    MeetmeTalking "MeetmeTalking" "class call" {
        meetme "Meetme" Text;
        user "User" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        duration "Duration" Text;
        status "Status" Flag;
        chan_variable "ChanVariable" List;
    }
    MeetmeTalkRequest "MeetmeTalkRequest" "class call" {
        meetme "Meetme" Text;
        user "User" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        duration "Duration" Text;
        status "Status" Flag;
        chan_variable "ChanVariable" List;
    }
    MemoryLimit "MemoryLimit" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    MessageWaiting "MessageWaiting" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        mailbox "Mailbox" Text;
        waiting "Waiting" Text;
        new_ "New" Number;
        old "Old" Number;
        chan_variable "ChanVariable" List;
    }
    MiniVoiceMail "MiniVoiceMail" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        action "Action" Text;
        mailbox "Mailbox" Text;
        counter "Counter" Text;
        chan_variable "ChanVariable" List;
    }
    MixMonitorMute "MixMonitorMute" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        direction "Direction" Text;
        state "State" Text;
        chan_variable "ChanVariable" List;
    }
    MixMonitorStart "MixMonitorStart" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    MixMonitorStop "MixMonitorStop" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    MobileStatus "MobileStatus" "sent, but not in Asterisk's documentation" {
    }
    MusicOnHoldStart "MusicOnHoldStart" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        class "Class" Text;
        chan_variable "ChanVariable" List;
    }
    MusicOnHoldStop "MusicOnHoldStop" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    MWIGet "MWIGet" "class reporting" {
        action_id "ActionID" Text;
        mailbox "Mailbox" Text;
        old_messages "OldMessages" Number;
        new_messages "NewMessages" Number;
    }
    MWIGetComplete "MWIGetComplete" "class reporting" {
        action_id "ActionID" Text;
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    NewAccountCode "NewAccountCode" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        old_account_code "OldAccountCode" Text;
        chan_variable "ChanVariable" List;
    }
    NewCallerid "NewCallerid" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        cid_calling_pres "CID-CallingPres" Text;
        chan_variable "ChanVariable" List;
    }
    Newchannel "Newchannel" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    NewConnectedLine "NewConnectedLine" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    NewExten "NewExten" "class dialplan" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        extension "Extension" Text;
        application "Application" Text;
        app_data "AppData" Text;
        chan_variable "ChanVariable" List;
    }
    Newstate "Newstate" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    OriginateResponse "OriginateResponse" "class call" {
        action_id "ActionID" Text;
        response "Response" Code Response;
        channel "Channel" Text;
        context "Context" Text;
        exten "Exten" Text;
        application "Application" Text;
        data "Data" Text;
        reason "Reason" Text;
        uniqueid "Uniqueid" Text;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
    }
    OutboundRegistrationDetail "OutboundRegistrationDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        max_retries "MaxRetries" Text;
        client_uri "ClientUri" Text;
        security_negotiation "SecurityNegotiation" Text;
        auth_rejection_permanent "AuthRejectionPermanent" Text;
        server_uri "ServerUri" Text;
        max_random_initial_delay "MaxRandomInitialDelay" Text;
        support_path "SupportPath" Text;
        retry_interval "RetryInterval" Text;
        contact_header_params "ContactHeaderParams" Text;
        expiration "Expiration" Text;
        transport "Transport" Text;
        line "Line" Number;
        contact_user "ContactUser" Text;
        endpoint "Endpoint" Text;
        user_agent "UserAgent" Text;
        forbidden_retry_interval "ForbiddenRetryInterval" Text;
        outbound_auth "OutboundAuth" Text;
        outbound_proxy "OutboundProxy" Text;
        fatal_retry_interval "FatalRetryInterval" Text;
        support_outbound "SupportOutbound" Text;
        status "Status" Code OutboundRegistrationDetailStatus;
        next_reg "NextReg" Text;
    }
    OutboundRegistrationDetailComplete "OutboundRegistrationDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    OutboundSubscriptionDetail "OutboundSubscriptionDetail" "class command" {
        role "Role" Text;
        endpoint "Endpoint" Text;
        callid "Callid" Text;
        state "State" Text;
        callerid "Callerid" Text;
        subscription_type "SubscriptionType" Code SubscriptionType;
        extension "Extension" Text;
        extension_states "ExtensionStates" Code ExtensionStatusStatusText;
        mailboxes "Mailboxes" Text;
    }
    OutboundSubscriptionDetailComplete "OutboundSubscriptionDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    ParkedCall "ParkedCall" "class call" {
        parkee_channel "ParkeeChannel" Text;
        parkee_channel_state "ParkeeChannelState" Number;
        parkee_channel_state_desc "ParkeeChannelStateDesc" Code ChannelStateDesc;
        parkee_caller_id_num "ParkeeCallerIDNum" Text;
        parkee_caller_id_name "ParkeeCallerIDName" Text;
        parkee_connected_line_num "ParkeeConnectedLineNum" Text;
        parkee_connected_line_name "ParkeeConnectedLineName" Text;
        parkee_language "ParkeeLanguage" Text;
        parkee_account_code "ParkeeAccountCode" Text;
        parkee_context "ParkeeContext" Text;
        parkee_exten "ParkeeExten" Text;
        parkee_priority "ParkeePriority" Number;
        parkee_uniqueid "ParkeeUniqueid" Text;
        parkee_linkedid "ParkeeLinkedid" Text;
        parker_dial_string "ParkerDialString" Text;
        parkinglot "Parkinglot" Text;
        parking_space "ParkingSpace" Text;
        parking_timeout "ParkingTimeout" Seconds;
        parking_duration "ParkingDuration" Seconds;
        parkee_chan_variable "ParkeeChanVariable" List;
    }
    ParkedCallGiveUp "ParkedCallGiveUp" "class call" {
        parkee_channel "ParkeeChannel" Text;
        parkee_channel_state "ParkeeChannelState" Number;
        parkee_channel_state_desc "ParkeeChannelStateDesc" Code ChannelStateDesc;
        parkee_caller_id_num "ParkeeCallerIDNum" Text;
        parkee_caller_id_name "ParkeeCallerIDName" Text;
        parkee_connected_line_num "ParkeeConnectedLineNum" Text;
        parkee_connected_line_name "ParkeeConnectedLineName" Text;
        parkee_language "ParkeeLanguage" Text;
        parkee_account_code "ParkeeAccountCode" Text;
        parkee_context "ParkeeContext" Text;
        parkee_exten "ParkeeExten" Text;
        parkee_priority "ParkeePriority" Number;
        parkee_uniqueid "ParkeeUniqueid" Text;
        parkee_linkedid "ParkeeLinkedid" Text;
        parker_channel "ParkerChannel" Text;
        parker_channel_state "ParkerChannelState" Number;
        parker_channel_state_desc "ParkerChannelStateDesc" Code ChannelStateDesc;
        parker_caller_id_num "ParkerCallerIDNum" Text;
        parker_caller_id_name "ParkerCallerIDName" Text;
        parker_connected_line_num "ParkerConnectedLineNum" Text;
        parker_connected_line_name "ParkerConnectedLineName" Text;
        parker_language "ParkerLanguage" Text;
        parker_account_code "ParkerAccountCode" Text;
        parker_context "ParkerContext" Text;
        parker_exten "ParkerExten" Text;
        parker_priority "ParkerPriority" Number;
        parker_uniqueid "ParkerUniqueid" Text;
        parker_linkedid "ParkerLinkedid" Text;
        parker_dial_string "ParkerDialString" Text;
        parkinglot "Parkinglot" Text;
        parking_space "ParkingSpace" Text;
        parking_timeout "ParkingTimeout" Seconds;
        parking_duration "ParkingDuration" Seconds;
        parkee_chan_variable "ParkeeChanVariable" List;
        parker_chan_variable "ParkerChanVariable" List;
    }
    ParkedCallsComplete "ParkedCallsComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
        total "Total" Number;
    }
    ParkedCallSwap "ParkedCallSwap" "class call" {
        parkee_channel "ParkeeChannel" Text;
        parkee_channel_state "ParkeeChannelState" Number;
        parkee_channel_state_desc "ParkeeChannelStateDesc" Code ChannelStateDesc;
        parkee_caller_id_num "ParkeeCallerIDNum" Text;
        parkee_caller_id_name "ParkeeCallerIDName" Text;
        parkee_connected_line_num "ParkeeConnectedLineNum" Text;
        parkee_connected_line_name "ParkeeConnectedLineName" Text;
        parkee_language "ParkeeLanguage" Text;
        parkee_account_code "ParkeeAccountCode" Text;
        parkee_context "ParkeeContext" Text;
        parkee_exten "ParkeeExten" Text;
        parkee_priority "ParkeePriority" Number;
        parkee_uniqueid "ParkeeUniqueid" Text;
        parkee_linkedid "ParkeeLinkedid" Text;
        parker_channel "ParkerChannel" Text;
        parker_channel_state "ParkerChannelState" Number;
        parker_channel_state_desc "ParkerChannelStateDesc" Code ChannelStateDesc;
        parker_caller_id_num "ParkerCallerIDNum" Text;
        parker_caller_id_name "ParkerCallerIDName" Text;
        parker_connected_line_num "ParkerConnectedLineNum" Text;
        parker_connected_line_name "ParkerConnectedLineName" Text;
        parker_language "ParkerLanguage" Text;
        parker_account_code "ParkerAccountCode" Text;
        parker_context "ParkerContext" Text;
        parker_exten "ParkerExten" Text;
        parker_priority "ParkerPriority" Number;
        parker_uniqueid "ParkerUniqueid" Text;
        parker_linkedid "ParkerLinkedid" Text;
        parker_dial_string "ParkerDialString" Text;
        parkinglot "Parkinglot" Text;
        parking_space "ParkingSpace" Text;
        parking_timeout "ParkingTimeout" Seconds;
        parking_duration "ParkingDuration" Seconds;
        parkee_chan_variable "ParkeeChanVariable" List;
        parker_chan_variable "ParkerChanVariable" List;
    }
    ParkedCallTimeOut "ParkedCallTimeOut" "class call" {
        parkee_channel "ParkeeChannel" Text;
        parkee_channel_state "ParkeeChannelState" Number;
        parkee_channel_state_desc "ParkeeChannelStateDesc" Code ChannelStateDesc;
        parkee_caller_id_num "ParkeeCallerIDNum" Text;
        parkee_caller_id_name "ParkeeCallerIDName" Text;
        parkee_connected_line_num "ParkeeConnectedLineNum" Text;
        parkee_connected_line_name "ParkeeConnectedLineName" Text;
        parkee_language "ParkeeLanguage" Text;
        parkee_account_code "ParkeeAccountCode" Text;
        parkee_context "ParkeeContext" Text;
        parkee_exten "ParkeeExten" Text;
        parkee_priority "ParkeePriority" Number;
        parkee_uniqueid "ParkeeUniqueid" Text;
        parkee_linkedid "ParkeeLinkedid" Text;
        parker_channel "ParkerChannel" Text;
        parker_channel_state "ParkerChannelState" Number;
        parker_channel_state_desc "ParkerChannelStateDesc" Code ChannelStateDesc;
        parker_caller_id_num "ParkerCallerIDNum" Text;
        parker_caller_id_name "ParkerCallerIDName" Text;
        parker_connected_line_num "ParkerConnectedLineNum" Text;
        parker_connected_line_name "ParkerConnectedLineName" Text;
        parker_language "ParkerLanguage" Text;
        parker_account_code "ParkerAccountCode" Text;
        parker_context "ParkerContext" Text;
        parker_exten "ParkerExten" Text;
        parker_priority "ParkerPriority" Number;
        parker_uniqueid "ParkerUniqueid" Text;
        parker_linkedid "ParkerLinkedid" Text;
        parker_dial_string "ParkerDialString" Text;
        parkinglot "Parkinglot" Text;
        parking_space "ParkingSpace" Text;
        parking_timeout "ParkingTimeout" Seconds;
        parking_duration "ParkingDuration" Seconds;
        parkee_chan_variable "ParkeeChanVariable" List;
        parker_chan_variable "ParkerChanVariable" List;
    }
    Parkinglot "Parkinglot" "sent, but not in Asterisk's documentation" {
        name "Name" Text;
        start_space "StartSpace" Number;
        stop_space "StopSpace" Number;
        timeout "Timeout" Text;
    }
    ParkinglotsComplete "ParkinglotsComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    PeerEntry "PeerEntry" "sent, but not in Asterisk's documentation" {
        channeltype "Channeltype" Text;
        object_name "ObjectName" Text;
        chan_object_type "ChanObjectType" Text;
        ip_address "IPaddress" Text;
        ip_port "IPport" Text;
        dynamic "Dynamic" Text;
        auto_forcerport "AutoForcerport" Text;
        forcerport "Forcerport" Text;
        auto_comedia "AutoComedia" Text;
        comedia "Comedia" Text;
        video_support "VideoSupport" Text;
        text_support "TextSupport" Text;
        acl "ACL" Text;
        status "Status" Text;
        realtime_device "RealtimeDevice" Text;
        description "Description" Text;
        accountcode "Accountcode" Text;
    }
    PeerlistComplete "PeerlistComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    PeerStatus "PeerStatus" "class system" {
        channel_type "ChannelType" Text;
        peer "Peer" Text;
        peer_status "PeerStatus" Code PeerStatus;
        cause "Cause" Number;
        address "Address" Text;
        port "Port" Number;
        time "Time" Text;
    }
    Pickup "Pickup" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        target_channel "TargetChannel" Text;
        target_channel_state "TargetChannelState" Number;
        target_channel_state_desc "TargetChannelStateDesc" Code ChannelStateDesc;
        target_caller_id_num "TargetCallerIDNum" Text;
        target_caller_id_name "TargetCallerIDName" Text;
        target_connected_line_num "TargetConnectedLineNum" Text;
        target_connected_line_name "TargetConnectedLineName" Text;
        target_language "TargetLanguage" Text;
        target_account_code "TargetAccountCode" Text;
        target_context "TargetContext" Text;
        target_exten "TargetExten" Text;
        target_priority "TargetPriority" Number;
        target_uniqueid "TargetUniqueid" Text;
        target_linkedid "TargetLinkedid" Text;
        chan_variable "ChanVariable" List;
        target_chan_variable "TargetChanVariable" List;
    }
    PJSIPMaintenanceStatus "PJSIPMaintenanceStatus" "class system" {
        endpoint "Endpoint" Text;
        status "Status" Code DNDStateStatus;
    }
    PJSIPMaintenanceStatusComplete "PJSIPMaintenanceStatusComplete" "sent, but not in Asterisk's documentation" {
    }
    Placeholder "Placeholder" "sent, but not in Asterisk's documentation" {
    }
    PresenceStateChange "PresenceStateChange" "class call" {
        presentity "Presentity" Text;
        status "Status" Text;
        subtype "Subtype" Text;
        message "Message" Text;
    }
    PresenceStateListComplete "PresenceStateListComplete" "class command" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    PresenceStatus "PresenceStatus" "class call" {
        exten "Exten" Text;
        context "Context" Text;
        hint "Hint" Text;
        status "Status" Text;
        subtype "Subtype" Text;
        message "Message" Text;
    }
    PRIShowSpansComplete "PRIShowSpansComplete" "sent, but not in Asterisk's documentation" {
    }
    QueueCallerAbandon "QueueCallerAbandon" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        queue "Queue" Text;
        position "Position" Number;
        original_position "OriginalPosition" Number;
        hold_time "HoldTime" Seconds;
        chan_variable "ChanVariable" List;
    }
    QueueCallerJoin "QueueCallerJoin" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        queue "Queue" Text;
        position "Position" Number;
        count "Count" Number;
        chan_variable "ChanVariable" List;
    }
    QueueCallerLeave "QueueCallerLeave" "class agent" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        queue "Queue" Text;
        count "Count" Number;
        position "Position" Number;
        chan_variable "ChanVariable" List;
    }
    QueueEntry "QueueEntry" "class agent" {
        queue "Queue" Text;
        position "Position" Number;
        channel "Channel" Text;
        uniqueid "Uniqueid" Text;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        wait "Wait" Seconds;
        priority "Priority" Number;
    }
    QueueMember "QueueMember" "sent, but not in Asterisk's documentation" {
        queue "Queue" Text;
        name "Name" Text;
        location "Location" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Text;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Text;
        status "Status" Text;
        paused "Paused" Text;
        paused_reason "PausedReason" Text;
        wrapuptime "Wrapuptime" Seconds;
    }
    QueueMemberAdded "QueueMemberAdded" "class agent" {
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Code Membership;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Flag;
        status "Status" Number;
        paused "Paused" Flag;
        paused_reason "PausedReason" Text;
        ringinuse "Ringinuse" Flag;
        wrapuptime "Wrapuptime" Seconds;
    }
    QueueMemberPause "QueueMemberPause" "class agent" {
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Code Membership;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Flag;
        status "Status" Number;
        paused "Paused" Flag;
        paused_reason "PausedReason" Text;
        ringinuse "Ringinuse" Flag;
        wrapuptime "Wrapuptime" Seconds;
        reason "Reason" Text;
    }
    QueueMemberPenalty "QueueMemberPenalty" "class agent" {
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Code Membership;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Flag;
        status "Status" Number;
        paused "Paused" Flag;
        paused_reason "PausedReason" Text;
        ringinuse "Ringinuse" Flag;
        wrapuptime "Wrapuptime" Seconds;
    }
    QueueMemberRemoved "QueueMemberRemoved" "class agent" {
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Code Membership;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Flag;
        status "Status" Number;
        paused "Paused" Flag;
        paused_reason "PausedReason" Text;
        ringinuse "Ringinuse" Flag;
        wrapuptime "Wrapuptime" Seconds;
    }
    QueueMemberRinginuse "QueueMemberRinginuse" "class agent" {
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Code Membership;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Flag;
        status "Status" Number;
        paused "Paused" Flag;
        paused_reason "PausedReason" Text;
        ringinuse "Ringinuse" Flag;
        wrapuptime "Wrapuptime" Seconds;
    }
    QueueMemberStatus "QueueMemberStatus" "class agent" {
        queue "Queue" Text;
        member_name "MemberName" Text;
        interface "Interface" Text;
        state_interface "StateInterface" Text;
        membership "Membership" Code Membership;
        penalty "Penalty" Number;
        calls_taken "CallsTaken" Number;
        last_call "LastCall" Text;
        last_pause "LastPause" Text;
        login_time "LoginTime" Text;
        in_call "InCall" Flag;
        status "Status" Number;
        paused "Paused" Flag;
        paused_reason "PausedReason" Text;
        ringinuse "Ringinuse" Flag;
        wrapuptime "Wrapuptime" Seconds;
    }
    QueueParams "QueueParams" "class agent" {
        max "Max" Number;
        strategy "Strategy" Text;
        calls "Calls" Number;
        holdtime "Holdtime" Seconds;
        talk_time "TalkTime" Seconds;
        completed "Completed" Number;
        abandoned "Abandoned" Text;
        service_level_perf "ServiceLevelPerf" Text;
        service_level_perf2 "ServiceLevelPerf2" Text;
        queue "Queue" Text;
        service_level "ServiceLevel" Seconds;
        weight "Weight" Number;
    }
    QueueStatusComplete "QueueStatusComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    QueueSummary "QueueSummary" "sent, but not in Asterisk's documentation" {
        queue "Queue" Text;
        logged_in "LoggedIn" Number;
        available "Available" Number;
        callers "Callers" Number;
        hold_time "HoldTime" Seconds;
        talk_time "TalkTime" Seconds;
        longest_hold_time "LongestHoldTime" Seconds;
    }
    QueueSummaryComplete "QueueSummaryComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    ReceiveFAX "ReceiveFAX" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        local_station_id "LocalStationID" Text;
        remote_station_id "RemoteStationID" Text;
        pages_transferred "PagesTransferred" Number;
        resolution "Resolution" Text;
        transfer_rate "TransferRate" Text;
        file_name "FileName" List;
        chan_variable "ChanVariable" List;
    }
    RegistrationsComplete "RegistrationsComplete" "sent, but not in Asterisk's documentation" {
    }
    Registry "Registry" "class system" {
        channel_type "ChannelType" Text;
        username "Username" Text;
        domain "Domain" Text;
        status "Status" Code RegistryStatus;
        cause "Cause" Number;
    }
    RegistryEntry "RegistryEntry" "sent, but not in Asterisk's documentation" {
    }
    Reload "Reload" "class system" {
        module "Module" Text;
        status "Status" Number;
    }
    Rename "Rename" "class call" {
    }
    RequestBadFormat "RequestBadFormat" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        request_type "RequestType" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
        request_params "RequestParams" Text;
    }
    RequestNotAllowed "RequestNotAllowed" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        request_type "RequestType" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
        request_params "RequestParams" Text;
    }
    RequestNotSupported "RequestNotSupported" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        request_type "RequestType" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    ResourceListDetail "ResourceListDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        event "Event" Text;
        full_state "FullState" Text;
        list_item "ListItem" Text;
        notification_batch_interval "NotificationBatchInterval" Text;
        resource_display_name "ResourceDisplayName" Text;
    }
    ResourceListDetailComplete "ResourceListDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    RTCPReceived "RTCPReceived" "class reporting" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        ssrc "SSRC" Text;
        pt "PT" Code RtcpPacketType;
        from "From" Text;
        rtt "RTT" Number;
        report_count "ReportCount" Text;
        sent_ntp "SentNTP" Text;
        sent_rtp "SentRTP" Number;
        sent_packets "SentPackets" Number;
        sent_octets "SentOctets" Number;
        report_x_source_ssrc "ReportXSourceSSRC" Text;
        report_x_fraction_lost "ReportXFractionLost" Text;
        report_x_cumulative_lost "ReportXCumulativeLost" Text;
        report_x_highest_sequence "ReportXHighestSequence" Text;
        report_x_sequence_number_cycles "ReportXSequenceNumberCycles" Text;
        report_xia_jitter "ReportXIAJitter" Text;
        report_xlsr "ReportXLSR" Text;
        report_xdlsr "ReportXDLSR" Text;
        chan_variable "ChanVariable" List;
        to "To" Text;
        mes "MES" Text;
    }
    RTCPSent "RTCPSent" "class reporting" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        ssrc "SSRC" Text;
        pt "PT" Code RtcpPacketType;
        to "To" Text;
        report_count "ReportCount" Text;
        sent_ntp "SentNTP" Text;
        sent_rtp "SentRTP" Number;
        sent_packets "SentPackets" Number;
        sent_octets "SentOctets" Number;
        report_x_source_ssrc "ReportXSourceSSRC" Text;
        report_x_fraction_lost "ReportXFractionLost" Text;
        report_x_cumulative_lost "ReportXCumulativeLost" Text;
        report_x_highest_sequence "ReportXHighestSequence" Text;
        report_x_sequence_number_cycles "ReportXSequenceNumberCycles" Text;
        report_xia_jitter "ReportXIAJitter" Text;
        report_xlsr "ReportXLSR" Text;
        report_xdlsr "ReportXDLSR" Text;
        chan_variable "ChanVariable" List;
        from "From" Text;
        report0_source_ssrc "Report0SourceSSRC" Text;
        report0_fraction_lost "Report0FractionLost" Text;
        report0_cumulative_lost "Report0CumulativeLost" Text;
        report0_highest_sequence "Report0HighestSequence" Text;
        report0_sequence_number_cycles "Report0SequenceNumberCycles" Text;
        report0_ia_jitter "Report0IAJitter" Text;
        report0_lsr "Report0LSR" Text;
        report0_dlsr "Report0DLSR" Text;
        mes "MES" Text;
    }
    SendFAX "SendFAX" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        local_station_id "LocalStationID" Text;
        remote_station_id "RemoteStationID" Text;
        pages_transferred "PagesTransferred" Number;
        resolution "Resolution" Text;
        transfer_rate "TransferRate" Text;
        file_name "FileName" List;
        chan_variable "ChanVariable" List;
    }
    SessionLimit "SessionLimit" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    ShowDialPlanComplete "ShowDialPlanComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
        list_extensions "ListExtensions" Number;
        list_priorities "ListPriorities" Number;
        list_contexts "ListContexts" Number;
    }
    Shutdown "Shutdown" "class system" {
        shutdown "Shutdown" Code Shutdown;
        restart "Restart" Flag;
    }
    SoftHangupRequest "SoftHangupRequest" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        cause "Cause" Number;
        chan_variable "ChanVariable" List;
        tech_cause "TechCause" Text;
    }
    SpanAlarm "SpanAlarm" "class system" {
        span "Span" Text;
        alarm "Alarm" Text;
    }
    SpanAlarmClear "SpanAlarmClear" "class system" {
        span "Span" Text;
    }
    Status "Status" "class call" {
        action_id "ActionID" Text;
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        type_ "Type" Text;
        dnid "DNID" Text;
        effective_connected_line_num "EffectiveConnectedLineNum" Text;
        effective_connected_line_name "EffectiveConnectedLineName" Text;
        time_to_hangup "TimeToHangup" Seconds;
        bridge_id "BridgeID" Text;
        application "Application" Text;
        data "Data" Text;
        nativeformats "Nativeformats" Text;
        readformat "Readformat" Text;
        readtrans "Readtrans" Text;
        writeformat "Writeformat" Text;
        writetrans "Writetrans" Text;
        callgroup "Callgroup" Text;
        pickupgroup "Pickupgroup" Text;
        seconds "Seconds" Seconds;
        chan_variable "ChanVariable" List;
        variable "Variable" List;
    }
    StatusComplete "StatusComplete" "class call" {
        items "Items" Number;
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    SuccessfulAuth "SuccessfulAuth" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        using_password "UsingPassword" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    TestEvent "TestEvent" "sent, but not in Asterisk's documentation" {
        type_ "Type" Text;
        state "State" List;
        app_file "AppFile" Text;
        app_function "AppFunction" Text;
        app_line "AppLine" Text;
    }
    TransportDetail "TransportDetail" "class command" {
        object_type "ObjectType" Text;
        object_name "ObjectName" Text;
        protocol "Protocol" Text;
        bind "Bind" Text;
        asyc_operations "AsycOperations" Text;
        ca_list_file "CaListFile" Text;
        ca_list_path "CaListPath" Text;
        cert_file "CertFile" Text;
        priv_key_file "PrivKeyFile" Text;
        password "Password" Text;
        external_signaling_address "ExternalSignalingAddress" Text;
        external_signaling_port "ExternalSignalingPort" Text;
        external_media_address "ExternalMediaAddress" Text;
        domain "Domain" Text;
        verify_server "VerifyServer" Text;
        verify_client "VerifyClient" Text;
        require_client_cert "RequireClientCert" Text;
        method "Method" Text;
        cipher "Cipher" Text;
        local_net "LocalNet" Text;
        tos "Tos" Text;
        cos "Cos" Text;
        websocket_write_timeout "WebsocketWriteTimeout" Text;
        allow_reload "AllowReload" Text;
        allow_wildcard_certs "AllowWildcardCerts" Text;
        symmetric_transport "SymmetricTransport" Text;
        tcp_keepalive_enable "TcpKeepaliveEnable" Text;
        tcp_keepalive_idle_time "TcpKeepaliveIdleTime" Text;
        tcp_keepalive_interval_time "TcpKeepaliveIntervalTime" Text;
        tcp_keepalive_probe_count "TcpKeepaliveProbeCount" Text;
        endpoint_name "EndpointName" Text;
        async_operations "AsyncOperations" Text;
    }
    UnexpectedAddress "UnexpectedAddress" "class security" {
        event_tv "EventTV" Text;
        severity "Severity" Code Severity;
        service "Service" Text;
        event_version "EventVersion" Text;
        account_id "AccountID" Text;
        session_id "SessionID" Text;
        local_address "LocalAddress" Text;
        remote_address "RemoteAddress" Text;
        expected_address "ExpectedAddress" Text;
        module "Module" Text;
        session_tv "SessionTV" Text;
    }
    Unhold "Unhold" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
    Unload "Unload" "class system" {
        module "Module" Text;
        status "Status" Text;
    }
    UnParkedCall "UnParkedCall" "class call" {
        parkee_channel "ParkeeChannel" Text;
        parkee_channel_state "ParkeeChannelState" Number;
        parkee_channel_state_desc "ParkeeChannelStateDesc" Code ChannelStateDesc;
        parkee_caller_id_num "ParkeeCallerIDNum" Text;
        parkee_caller_id_name "ParkeeCallerIDName" Text;
        parkee_connected_line_num "ParkeeConnectedLineNum" Text;
        parkee_connected_line_name "ParkeeConnectedLineName" Text;
        parkee_language "ParkeeLanguage" Text;
        parkee_account_code "ParkeeAccountCode" Text;
        parkee_context "ParkeeContext" Text;
        parkee_exten "ParkeeExten" Text;
        parkee_priority "ParkeePriority" Number;
        parkee_uniqueid "ParkeeUniqueid" Text;
        parkee_linkedid "ParkeeLinkedid" Text;
        parker_channel "ParkerChannel" Text;
        parker_channel_state "ParkerChannelState" Number;
        parker_channel_state_desc "ParkerChannelStateDesc" Code ChannelStateDesc;
        parker_caller_id_num "ParkerCallerIDNum" Text;
        parker_caller_id_name "ParkerCallerIDName" Text;
        parker_connected_line_num "ParkerConnectedLineNum" Text;
        parker_connected_line_name "ParkerConnectedLineName" Text;
        parker_language "ParkerLanguage" Text;
        parker_account_code "ParkerAccountCode" Text;
        parker_context "ParkerContext" Text;
        parker_exten "ParkerExten" Text;
        parker_priority "ParkerPriority" Number;
        parker_uniqueid "ParkerUniqueid" Text;
        parker_linkedid "ParkerLinkedid" Text;
        parker_dial_string "ParkerDialString" Text;
        parkinglot "Parkinglot" Text;
        parking_space "ParkingSpace" Text;
        parking_timeout "ParkingTimeout" Seconds;
        parking_duration "ParkingDuration" Seconds;
        retriever_channel "RetrieverChannel" Text;
        retriever_channel_state "RetrieverChannelState" Number;
        retriever_channel_state_desc "RetrieverChannelStateDesc" Code ChannelStateDesc;
        retriever_caller_id_num "RetrieverCallerIDNum" Text;
        retriever_caller_id_name "RetrieverCallerIDName" Text;
        retriever_connected_line_num "RetrieverConnectedLineNum" Text;
        retriever_connected_line_name "RetrieverConnectedLineName" Text;
        retriever_language "RetrieverLanguage" Text;
        retriever_account_code "RetrieverAccountCode" Text;
        retriever_context "RetrieverContext" Text;
        retriever_exten "RetrieverExten" Text;
        retriever_priority "RetrieverPriority" Number;
        retriever_uniqueid "RetrieverUniqueid" Text;
        retriever_linkedid "RetrieverLinkedid" Text;
        parkee_chan_variable "ParkeeChanVariable" List;
        parker_chan_variable "ParkerChanVariable" List;
        retriever_chan_variable "RetrieverChanVariable" List;
    }
    UserEvent "UserEvent" "class user" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        user_event "UserEvent" Text;
        chan_variable "ChanVariable" List;
    }
    VarSet "VarSet" "class dialplan" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        variable "Variable" Text;
        value "Value" Text;
        chan_variable "ChanVariable" List;
    }
    VoicemailBoxDetailComplete "VoicemailBoxDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    VoicemailPasswordChange "VoicemailPasswordChange" "class user" {
        context "Context" Text;
        mailbox "Mailbox" Text;
        new_password "NewPassword" Text;
    }
    VoicemailUserDetailComplete "VoicemailUserDetailComplete" "sent, but not in Asterisk's documentation" {
    }
    VoicemailUserEntry "VoicemailUserEntry" "sent, but not in Asterisk's documentation" {
        vm_context "VMContext" Text;
        voice_mailbox "VoiceMailbox" Text;
        fullname "Fullname" Text;
        email "Email" Text;
        pager "Pager" Text;
        server_email "ServerEmail" Text;
        from_string "FromString" Text;
        mail_command "MailCommand" Text;
        language "Language" Text;
        time_zone "TimeZone" Text;
        callback "Callback" Text;
        dialout "Dialout" Text;
        unique_id "UniqueID" Text;
        exit_context "ExitContext" Text;
        say_duration_minimum "SayDurationMinimum" Text;
        say_envelope "SayEnvelope" Text;
        say_cid "SayCID" Text;
        attach_message "AttachMessage" Text;
        attachment_format "AttachmentFormat" Text;
        delete_message "DeleteMessage" Text;
        volume_gain "VolumeGain" Text;
        can_review "CanReview" Text;
        call_operator "CallOperator" Text;
        max_message_count "MaxMessageCount" Text;
        max_message_length "MaxMessageLength" Text;
        new_message_count "NewMessageCount" Number;
        old_message_count "OldMessageCount" Number;
        can_mark_urgent "CanMarkUrgent" Text;
    }
    VoicemailUserEntryComplete "VoicemailUserEntryComplete" "sent, but not in Asterisk's documentation" {
        event_list "EventList" Text;
        list_items "ListItems" Number;
    }
    WaitEventComplete "WaitEventComplete" "sent, but not in Asterisk's documentation" {
    }
    Wink "Wink" "class call" {
        channel "Channel" Text;
        channel_state "ChannelState" Number;
        channel_state_desc "ChannelStateDesc" Code ChannelStateDesc;
        caller_id_num "CallerIDNum" Text;
        caller_id_name "CallerIDName" Text;
        connected_line_num "ConnectedLineNum" Text;
        connected_line_name "ConnectedLineName" Text;
        language "Language" Text;
        account_code "AccountCode" Text;
        context "Context" Text;
        exten "Exten" Text;
        priority "Priority" Number;
        uniqueid "Uniqueid" Text;
        linkedid "Linkedid" Text;
        chan_variable "ChanVariable" List;
    }
}

events! {
    11 b'a' AgentCalled
    13 b'a' AgentComplete
    12 b'a' AgentConnect
    9 b'a' AgentDump
    10 b'a' AgentLogin
    11 b'a' AgentLogoff
    17 b'a' AgentRingNoAnswer
    6 b'a' Agents
    14 b'a' AgentsComplete
    10 b'a' AGIExecEnd
    12 b'a' AGIExecStart
    5 b'a' Alarm
    10 b'a' AlarmClear
    5 b'a' AocD
    5 b'a' AocE
    5 b'a' AocS
    9 b'a' AorDetail
    7 b'a' AorList
    15 b'a' AorListComplete
    11 b'a' AsyncAGIEnd
    12 b'a' AsyncAGIExec
    13 b'a' AsyncAGIStart
    16 b'a' AttendedTransfer
    10 b'a' AuthDetail
    8 b'a' AuthList
    16 b'a' AuthListComplete
    20 b'a' AuthMethodNotAllowed
    13 b'b' BlindTransfer
    12 b'b' BridgeCreate
    13 b'b' BridgeDestroy
    11 b'b' BridgeEnter
    17 b'b' BridgeInfoChannel
    18 b'b' BridgeInfoComplete
    11 b'b' BridgeLeave
    18 b'b' BridgeListComplete
    14 b'b' BridgeListItem
    11 b'b' BridgeMerge
    28 b'b' BridgeTechnologyListComplete
    24 b'b' BridgeTechnologyListItem
    23 b'b' BridgeVideoSourceUpdate
    11 b'c' CCAvailable
    17 b'c' CCCallerRecalling
    23 b'c' CCCallerStartMonitoring
    22 b'c' CCCallerStopMonitoring
    9 b'c' CCFailure
    15 b'c' CCMonitorFailed
    17 b'c' CCOfferTimerStart
    16 b'c' CCRecallComplete
    21 b'c' CCRequestAcknowledged
    11 b'c' CCRequested
    3 b'c' Cdr
    3 b'c' Cel
    23 b'c' ChallengeResponseFailed
    13 b'c' ChallengeSent
    13 b'c' ChannelHungup
    19 b'c' ChannelTalkingStart
    18 b'c' ChannelTalkingStop
    12 b'c' ChanSpyStart
    11 b'c' ChanSpyStop
    12 b'c' CloseSession
    13 b'c' ConfbridgeEnd
    14 b'c' ConfbridgeJoin
    15 b'c' ConfbridgeLeave
    14 b'c' ConfbridgeList
    22 b'c' ConfbridgeListComplete
    19 b'c' ConfbridgeListRooms
    27 b'c' ConfbridgeListRoomsComplete
    14 b'c' ConfbridgeMute
    16 b'c' ConfbridgeRecord
    15 b'c' ConfbridgeStart
    20 b'c' ConfbridgeStopRecord
    17 b'c' ConfbridgeTalking
    16 b'c' ConfbridgeUnmute
    11 b'c' ContactList
    19 b'c' ContactListComplete
    13 b'c' ContactStatus
    19 b'c' ContactStatusDetail
    27 b'c' ContactStatusDetailComplete
    15 b'c' CoreShowChannel
    18 b'c' CoreShowChannelMap
    26 b'c' CoreShowChannelMapComplete
    24 b'c' CoreShowChannelsComplete
    12 b'd' DAHDIChannel
    17 b'd' DAHDIShowChannels
    25 b'd' DAHDIShowChannelsComplete
    15 b'd' DAHDIShowStatus
    23 b'd' DAHDIShowStatusComplete
    13 b'd' DBGetComplete
    13 b'd' DBGetResponse
    17 b'd' DBGetTreeComplete
    17 b'd' DBGetTreeResponse
    13 b'd' DeadlockStart
    17 b'd' DeviceStateChange
    23 b'd' DeviceStateListComplete
    9 b'd' DialBegin
    7 b'd' DialEnd
    9 b'd' DialState
    8 b'd' DNDState
    9 b'd' DTMFBegin
    7 b'd' DTMFEnd
    14 b'e' EndpointDetail
    22 b'e' EndpointDetailComplete
    12 b'e' EndpointList
    20 b'e' EndpointListComplete
    26 b'e' ExtensionStateListComplete
    15 b'e' ExtensionStatus
    9 b'f' FailedACL
    6 b'f' FakeMI
    10 b'f' FAXSession
    19 b'f' FAXSessionsComplete
    16 b'f' FAXSessionsEntry
    8 b'f' FAXStats
    9 b'f' FAXStatus
    5 b'f' Flash
    11 b'f' FullyBooted
    6 b'h' Hangup
    16 b'h' HangupHandlerPop
    17 b'h' HangupHandlerPush
    16 b'h' HangupHandlerRun
    13 b'h' HangupRequest
    4 b'h' Hold
    14 b'i' IdentifyDetail
    25 b'i' InboundRegistrationDetail
    33 b'i' InboundRegistrationDetailComplete
    25 b'i' InboundSubscriptionDetail
    33 b'i' InboundSubscriptionDetailComplete
    16 b'i' InvalidAccountID
    15 b'i' InvalidPassword
    16 b'i' InvalidTransport
    12 b'j' JabberStatus
    12 b'l' ListDialplan
    4 b'l' Load
    16 b'l' LoadAverageLimit
    11 b'l' LocalBridge
    22 b'l' LocalOptimizationBegin
    20 b'l' LocalOptimizationEnd
    10 b'l' LogChannel
    4 b'm' Mcid
    9 b'm' MeetmeEnd
    10 b'm' MeetmeJoin
    11 b'm' MeetmeLeave
    10 b'm' MeetmeList
    18 b'm' MeetmeListComplete
    15 b'm' MeetmeListRooms
    23 b'm' MeetmeListRoomsComplete
    10 b'm' MeetmeMute
    13 b'm' MeetmeTalking
    17 b'm' MeetmeTalkRequest
    11 b'm' MemoryLimit
    14 b'm' MessageWaiting
    13 b'm' MiniVoiceMail
    14 b'm' MixMonitorMute
    15 b'm' MixMonitorStart
    14 b'm' MixMonitorStop
    12 b'm' MobileStatus
    16 b'm' MusicOnHoldStart
    15 b'm' MusicOnHoldStop
    6 b'm' MWIGet
    14 b'm' MWIGetComplete
    14 b'n' NewAccountCode
    11 b'n' NewCallerid
    10 b'n' Newchannel
    16 b'n' NewConnectedLine
    8 b'n' NewExten
    8 b'n' Newstate
    17 b'o' OriginateResponse
    26 b'o' OutboundRegistrationDetail
    34 b'o' OutboundRegistrationDetailComplete
    26 b'o' OutboundSubscriptionDetail
    34 b'o' OutboundSubscriptionDetailComplete
    10 b'p' ParkedCall
    16 b'p' ParkedCallGiveUp
    19 b'p' ParkedCallsComplete
    14 b'p' ParkedCallSwap
    17 b'p' ParkedCallTimeOut
    10 b'p' Parkinglot
    19 b'p' ParkinglotsComplete
    9 b'p' PeerEntry
    16 b'p' PeerlistComplete
    10 b'p' PeerStatus
    6 b'p' Pickup
    22 b'p' PJSIPMaintenanceStatus
    30 b'p' PJSIPMaintenanceStatusComplete
    11 b'p' Placeholder
    19 b'p' PresenceStateChange
    25 b'p' PresenceStateListComplete
    14 b'p' PresenceStatus
    20 b'p' PRIShowSpansComplete
    18 b'q' QueueCallerAbandon
    15 b'q' QueueCallerJoin
    16 b'q' QueueCallerLeave
    10 b'q' QueueEntry
    11 b'q' QueueMember
    16 b'q' QueueMemberAdded
    16 b'q' QueueMemberPause
    18 b'q' QueueMemberPenalty
    18 b'q' QueueMemberRemoved
    20 b'q' QueueMemberRinginuse
    17 b'q' QueueMemberStatus
    11 b'q' QueueParams
    19 b'q' QueueStatusComplete
    12 b'q' QueueSummary
    20 b'q' QueueSummaryComplete
    10 b'r' ReceiveFAX
    21 b'r' RegistrationsComplete
    8 b'r' Registry
    13 b'r' RegistryEntry
    6 b'r' Reload
    6 b'r' Rename
    16 b'r' RequestBadFormat
    17 b'r' RequestNotAllowed
    19 b'r' RequestNotSupported
    18 b'r' ResourceListDetail
    26 b'r' ResourceListDetailComplete
    12 b'r' RTCPReceived
    8 b'r' RTCPSent
    7 b's' SendFAX
    12 b's' SessionLimit
    20 b's' ShowDialPlanComplete
    8 b's' Shutdown
    17 b's' SoftHangupRequest
    9 b's' SpanAlarm
    14 b's' SpanAlarmClear
    6 b's' Status
    14 b's' StatusComplete
    14 b's' SuccessfulAuth
    9 b't' TestEvent
    15 b't' TransportDetail
    17 b'u' UnexpectedAddress
    6 b'u' Unhold
    6 b'u' Unload
    12 b'u' UnParkedCall
    9 b'u' UserEvent
    6 b'v' VarSet
    26 b'v' VoicemailBoxDetailComplete
    23 b'v' VoicemailPasswordChange
    27 b'v' VoicemailUserDetailComplete
    18 b'v' VoicemailUserEntry
    26 b'v' VoicemailUserEntryComplete
    17 b'w' WaitEventComplete
    4 b'w' Wink
}
