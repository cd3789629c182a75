//! What happened on an Asterisk, in words that belong to no interface.
//!
//! A source ([`crate::source`]) turns each event of its interface into at most one [`Signal`]; nothing after it
//! knows where a signal came from. Signals borrow from the event.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

use crate::cause::HangupCause;
use crate::device_state::{DeviceState, ExtensionStatus};
use crate::time::Timestamp;

mod media;
mod registration;

pub use self::media::{LiveRecordingSnapshot, MediaTarget, PlaybackSnapshot};
pub use self::registration::{ContactSnapshot, PeerStatus};

/// What is known of a channel at the moment of an event.
///
/// A text that says nothing (empty, `<unknown>`) is `None` already here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChannelSnapshot<'a> {
    /// Name, `PJSIP/101-00000003`; empty where the event has none.
    pub name: Cow<'a, str>,
    /// `Uniqueid`; empty where the event has none, and the signal is then of no use.
    pub uniqueid: Cow<'a, str>,
    /// `Linkedid`.
    pub linkedid: Option<Cow<'a, str>>,
    /// What it is doing.
    pub state: Option<ChannelState>,
    /// Caller ID number.
    pub caller_number: Option<Cow<'a, str>>,
    /// Caller ID name.
    pub caller_name: Option<Cow<'a, str>>,
    /// Number of the connected party.
    pub connected_number: Option<Cow<'a, str>>,
    /// Place in the dial plan: context.
    pub context: Option<Cow<'a, str>>,
    /// Place in the dial plan: extension.
    pub exten: Option<Cow<'a, str>>,
    /// Place in the dial plan: priority, from 1.
    pub priority: Option<u32>,
    /// Account code.
    pub account_code: Option<Cow<'a, str>>,
    /// Variables that the manager's `channelvars` adds, `name=value` taken apart.
    pub variables: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// What a channel is doing. AMI header `ChannelState`; the numbers of `enum ast_channel_state`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChannelState {
    /// Exists, and nothing rings (`Down`, `Rsrvd`, `OffHook`, `Dialing` and any number unknown here).
    Down,
    /// Waits for Asterisk to answer (`Ring`): an incoming channel.
    Ring,
    /// Its phone rings (`Ringing`): a dialled channel.
    Ringing,
    /// Answered.
    Up,
    /// Hears the busy tone of the dial plan's own `Busy()`.
    Busy,
}

impl ChannelState {
    /// Reads the number of the header `ChannelState`.
    #[must_use]
    pub fn from_number(number: u16) -> Self {
        match number {
            4 => Self::Ring,
            5 => Self::Ringing,
            6 => Self::Up,
            7 => Self::Busy,
            _ => Self::Down,
        }
    }
}

/// A channel as a list tells of it: what it is doing, and what its events would have said before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedChannel<'a> {
    /// The channel.
    pub channel: ChannelSnapshot<'a>,
    /// The application that it runs, `Queue`; `AppDial` or `AppQueue` for one that was called.
    pub application: Option<Cow<'a, str>>,
    /// The application's arguments.
    pub data: Option<Cow<'a, str>>,
    /// The bridge that it is in.
    pub bridge: Option<Cow<'a, str>>,
    /// The number that its caller dialled. AMI `Status`, header `DNID`.
    pub dialled: Option<Cow<'a, str>>,
    /// How long it has been there; AMI tells whole seconds, cut off.
    pub age: Option<Duration>,
}

/// A bridge, as an event names it.
#[derive(Clone, Debug, PartialEq)]
pub struct BridgeSnapshot<'a> {
    /// `BridgeUniqueid`.
    pub id: Cow<'a, str>,
    /// What it is for.
    pub kind: BridgeKind,
}

/// What a bridge is for; only those of kind [`Talk`](Self::Talk) carry a conversation between two parties.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
pub enum BridgeKind {
    /// Two parties or a few talk. AMI `BridgeType: basic`, ARI's mixing bridges.
    Talk,
    /// A conference room, whose members stay calls of their own. AMI `BridgeType: base` (`ConfBridge`, `Page`).
    Conference,
    /// A place to wait: parking, an agent's standing line, any holding bridge.
    Waiting,
}

/// Who asked for a hangup.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HangupAsk {
    /// The far end of the channel. AMI `HangupRequest`.
    Phone,
    /// Asterisk itself. AMI `SoftHangupRequest`.
    Asterisk,
    /// Asterisk, because it goes down. AMI `SoftHangupRequest` with the flag `AST_SOFTHANGUP_SHUTDOWN`.
    Shutdown,
}

/// How a stay in a parking lot ended without a retrieval.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParkEnd {
    /// AMI `ParkedCallTimeOut`.
    Timeout,
    /// AMI `ParkedCallGiveUp`.
    GivenUp,
    /// It left the lot, and what for is told by what it does next. ARI `ChannelLeftBridge` of a bridge of class `parking`.
    Left,
}

/// A ringing or talking member of a queue, as an event names it.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberSnapshot<'a> {
    /// Name of the queue.
    pub queue: Cow<'a, str>,
    /// The member's interface, `PJSIP/101` or `Local/104@agents/n`.
    pub interface: Cow<'a, str>,
    /// The member's name.
    pub name: Option<Cow<'a, str>>,
}

/// A member's standing in a queue. AMI `QueueMemberStatus`, `QueueMemberAdded`, `QueueMemberPause`, …
#[derive(Clone, Debug, PartialEq)]
pub struct MemberStatus<'a> {
    /// Which member of which queue.
    pub member: MemberSnapshot<'a>,
    /// The state of its device.
    pub state: Option<DeviceState>,
    /// It takes no calls for now.
    pub paused: bool,
    /// Why not.
    pub reason: Option<Cow<'a, str>>,
    /// Its penalty.
    pub penalty: u32,
    /// It has a call of the queue.
    pub in_call: bool,
    /// Its own time to work on after a call, `Wrapuptime`; 0 where that of the queue counts.
    pub wrap_up_s: Option<u32>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Signal<'a> {
    /// A channel came to be. AMI `Newchannel`.
    ChannelCreated(ChannelSnapshot<'a>),
    /// A channel came to be, and which call it is of is told by what follows. ARI `ChannelCreated`, which has no
    /// Linkedid.
    ChannelAppeared(ChannelSnapshot<'a>),
    /// A channel that is there, from a list of what is. AMI `CoreShowChannel`, `Status`.
    ChannelListed(ListedChannel<'a>),
    /// A bridge that is there. AMI `BridgeListItem`.
    BridgeListed(BridgeSnapshot<'a>),
    /// A channel changed its state. AMI `Newstate`, `NewAccountCode`.
    ChannelChanged(ChannelSnapshot<'a>),
    /// A channel's caller ID was set. AMI `NewCallerid`.
    CallerIdSet(ChannelSnapshot<'a>),
    /// A channel ran one step of the dial plan. AMI `Newexten`.
    DialplanStep {
        /// Whose step.
        channel: ChannelSnapshot<'a>,
        /// The application, `Dial`.
        application: Cow<'a, str>,
        /// Its arguments.
        data: Cow<'a, str>,
    },
    /// A channel began to call another. AMI `DialBegin`.
    DialBegan {
        /// Who calls; `None` for an Originate.
        caller: Option<ChannelSnapshot<'a>>,
        /// Who is called.
        callee: ChannelSnapshot<'a>,
        /// What was dialled, without the technology: `2025550111@trunk`.
        dial_string: Option<Cow<'a, str>>,
    },
    /// The called one rings. AMI `DialState` with `RINGING`.
    DialRings {
        /// Who is called.
        callee: ChannelSnapshot<'a>,
    },
    /// A dial came to its end. AMI `DialEnd`.
    DialEnded {
        /// Who called; `None` for an Originate.
        caller: Option<ChannelSnapshot<'a>>,
        /// Who was called.
        callee: ChannelSnapshot<'a>,
        /// `ANSWER`, `BUSY`, `NOANSWER`, `CANCEL`, `CONGESTION`, `CHANUNAVAIL`, …
        status: Cow<'a, str>,
        /// Where the called one sent the call on to.
        forward: Option<Cow<'a, str>>,
    },
    /// A channel entered a bridge. AMI `BridgeEnter`.
    BridgeEntered {
        /// The bridge.
        bridge: BridgeSnapshot<'a>,
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// The `Uniqueid` of the channel whose place it took.
        swapped: Option<Cow<'a, str>>,
    },
    /// A channel left a bridge. AMI `BridgeLeave`.
    BridgeLeft {
        /// The bridge.
        bridge: BridgeSnapshot<'a>,
        /// The channel.
        channel: ChannelSnapshot<'a>,
    },
    /// A bridge is gone. AMI `BridgeDestroy`.
    BridgeDestroyed {
        /// The bridge.
        bridge: BridgeSnapshot<'a>,
    },
    /// The two halves of a Local channel were joined. AMI `LocalBridge`.
    LocalJoined {
        /// `;1`, on the side of the one who dialled.
        one: ChannelSnapshot<'a>,
        /// `;2`, which runs the dial plan.
        two: ChannelSnapshot<'a>,
    },
    /// Somebody asked for a channel's end. AMI `HangupRequest`, `SoftHangupRequest`.
    HangupAsked {
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// Who asked.
        by: HangupAsk,
        /// The cause given.
        cause: Option<HangupCause>,
    },
    /// A channel is gone. AMI `Hangup`.
    ChannelEnded {
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// Why.
        cause: HangupCause,
    },
    /// A phone put its other side on hold. AMI `Hold`.
    Held(ChannelSnapshot<'a>),
    /// A phone took its other side back. AMI `Unhold`.
    Unheld(ChannelSnapshot<'a>),
    /// A caller joined a queue. AMI `QueueCallerJoin`.
    QueueJoined {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The queue.
        queue: Cow<'a, str>,
        /// The place in it, from 1.
        position: Option<u32>,
    },
    /// There is a queue of this name, also one without members and callers. AMI list item `QueueParams`.
    QueueListed {
        /// Its name.
        queue: Cow<'a, str>,
    },
    /// A caller waits in a queue, from a list of who does. AMI `QueueEntry`.
    QueueCallerListed {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The queue.
        queue: Cow<'a, str>,
        /// The place in it, from 1.
        position: Option<u32>,
        /// How long already; AMI tells whole seconds, cut off.
        waited: Duration,
    },
    /// A caller left a queue, whatever for. AMI `QueueCallerLeave`.
    QueueLeft {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The queue.
        queue: Cow<'a, str>,
    },
    /// A caller left a queue unserved, not always by hanging up. AMI `QueueCallerAbandon`.
    QueueAbandoned {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The queue.
        queue: Cow<'a, str>,
    },
    /// A queue calls a member. AMI `AgentCalled`.
    MemberCalled {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The member's channel.
        callee: ChannelSnapshot<'a>,
        /// The member.
        member: MemberSnapshot<'a>,
    },
    /// A queue connected a member. AMI `AgentConnect`.
    MemberConnected {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The member's channel.
        callee: ChannelSnapshot<'a>,
        /// The member.
        member: MemberSnapshot<'a>,
    },
    /// A member is done with a caller. AMI `AgentComplete`.
    MemberCompleted {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The member.
        member: MemberSnapshot<'a>,
        /// `agent`, `caller` or `transfer`.
        reason: Option<Cow<'a, str>>,
    },
    /// A member let it ring. AMI `AgentRingNoAnswer`.
    MemberLetRing {
        /// The caller.
        channel: ChannelSnapshot<'a>,
        /// The member.
        member: MemberSnapshot<'a>,
    },
    /// A member's standing changed. AMI `QueueMemberStatus`, `QueueMemberAdded`, `QueueMemberPause`,
    /// `QueueMemberPenalty`, `QueueMemberRinginuse`.
    MemberChanged(MemberStatus<'a>),
    /// A member left a queue for good. AMI `QueueMemberRemoved`.
    MemberRemoved(MemberSnapshot<'a>),
    /// A party sent the other on. AMI `BlindTransfer`.
    BlindTransferred {
        /// Who transferred.
        transferer: ChannelSnapshot<'a>,
        /// Who was transferred.
        transferee: ChannelSnapshot<'a>,
        /// The target, as dialled.
        exten: Cow<'a, str>,
    },
    /// A party joined two of its calls, and may have left. AMI `AttendedTransfer`.
    AttendedTransferred {
        /// The transferer's channel in the first call.
        first: ChannelSnapshot<'a>,
        /// The transferer's channel in the consultation; the same one with feature codes.
        second: ChannelSnapshot<'a>,
        /// Who was transferred, where the event says so.
        transferee: Option<Box<ChannelSnapshot<'a>>>,
        /// The target's channel, where the event says so; often a half of a Local channel.
        target: Option<Box<ChannelSnapshot<'a>>>,
    },
    /// A party was parked. AMI `ParkedCall`, also where it is the item of a list.
    Parked {
        /// Who was parked.
        parkee: ChannelSnapshot<'a>,
        /// Who parked, as a dial string: `PJSIP/101`.
        parker: Option<Cow<'a, str>>,
        /// The parking lot.
        lot: Option<Cow<'a, str>>,
        /// The parking space.
        space: Option<Cow<'a, str>>,
        /// How long ago, in whole seconds; zero unless it comes from a list.
        since: Duration,
    },
    /// A parked party was fetched. AMI `UnParkedCall`.
    Unparked {
        /// Who was parked.
        parkee: ChannelSnapshot<'a>,
        /// Who fetched.
        retriever: ChannelSnapshot<'a>,
    },
    /// A parked party left the lot otherwise. AMI `ParkedCallTimeOut`, `ParkedCallGiveUp`.
    ParkEnded {
        /// Who was parked.
        parkee: ChannelSnapshot<'a>,
        /// How it ended.
        end: ParkEnd,
    },
    /// A ringing call was taken from another phone. AMI `Pickup`.
    PickedUp {
        /// Who took it.
        picker: ChannelSnapshot<'a>,
        /// The phone that rang.
        target: ChannelSnapshot<'a>,
    },
    /// A channel entered a conference room. AMI `ConfbridgeJoin`, `MeetmeJoin`.
    ConferenceJoined {
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// The room.
        conference: Cow<'a, str>,
    },
    /// An Originate was carried out or failed. AMI `OriginateResponse`.
    Originated {
        /// The channel; without a `Uniqueid` where it failed.
        channel: ChannelSnapshot<'a>,
        /// The extension that it was to be joined with.
        exten: Option<Cow<'a, str>>,
        /// It was answered.
        succeeded: bool,
    },
    /// A recording of a channel began. AMI `MixMonitorStart`, `MonitorStart`.
    RecordingStarted(ChannelSnapshot<'a>),
    /// A recording of a channel ended. AMI `MixMonitorStop`, `MonitorStop`.
    RecordingStopped(ChannelSnapshot<'a>),
    /// A recording of a channel was muted, or heard again. AMI `MixMonitorMute`.
    RecordingMuted {
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// Muted, or heard again.
        muted: bool,
    },
    /// A message was left from a channel. AMI `MessageWaiting` with a channel.
    MessageLeft(ChannelSnapshot<'a>),
    /// A channel variable that tells something of a call was set. AMI `VarSet`.
    VariableSet {
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// Which.
        variable: KnownVariable,
        /// Its value.
        value: Cow<'a, str>,
    },
    /// The far end of a channel pressed a key. AMI `DTMFEnd`, `Direction: Received`.
    KeyPressed {
        /// The channel.
        channel: ChannelSnapshot<'a>,
        /// The key.
        digit: char,
    },
    /// Something is played. ARI `PlaybackStarted`; once for each of a playback's media.
    PlaybackStarted(PlaybackSnapshot<'a>),
    /// A playback ended, or could not be played. ARI `PlaybackFinished`.
    PlaybackEnded {
        /// Which.
        playback: PlaybackSnapshot<'a>,
        /// It could not be played.
        failed: bool,
    },
    /// An application records. ARI `RecordingStarted`.
    LiveRecordingStarted(LiveRecordingSnapshot<'a>),
    /// An application's recording ended, or could not be made. ARI `RecordingFinished`, `RecordingFailed`.
    LiveRecordingEnded {
        /// Which.
        recording: LiveRecordingSnapshot<'a>,
        /// There is none.
        failed: bool,
    },
    /// A channel came into an application. ARI `StasisStart`. It begins no call: the channel's own events do.
    StasisEntered {
        /// `Uniqueid` of the channel.
        uniqueid: Cow<'a, str>,
        /// The application.
        application: Cow<'a, str>,
        /// What it was told.
        arguments: Vec<Cow<'a, str>>,
    },
    /// A channel left an application. ARI `StasisEnd`.
    StasisLeft {
        /// `Uniqueid` of the channel.
        uniqueid: Cow<'a, str>,
        /// The application.
        application: Cow<'a, str>,
    },
    /// An agent's standing line began. AMI `AgentLogin`.
    AgentLoggedIn {
        /// The line.
        channel: ChannelSnapshot<'a>,
        /// The agent of the pool, `1001`.
        agent: Cow<'a, str>,
    },
    /// An agent's standing line ended. AMI `AgentLogoff`.
    AgentLoggedOff {
        /// The line.
        channel: ChannelSnapshot<'a>,
        /// The agent of the pool, `1001`.
        agent: Cow<'a, str>,
    },
    /// A hint changed, or was listed. AMI `ExtensionStatus`.
    ExtensionChanged {
        /// The extension.
        exten: Cow<'a, str>,
        /// The devices that it watches, `PJSIP/101&PJSIP/201`.
        hint: Option<Cow<'a, str>>,
        /// Its status.
        status: ExtensionStatus,
    },
    /// A device changed, or was listed. AMI `DeviceStateChange`.
    DeviceChanged {
        /// The device, `PJSIP/101`.
        device: Cow<'a, str>,
        /// Its state.
        state: DeviceState,
    },
    /// A device registered a contact; the same again where a new one of the same address takes the place of an old
    /// one. AMI `ContactStatus` with `NonQualified` (since Asterisk 16) or `Created` (before).
    ContactCreated(ContactSnapshot<'a>),
    /// A contact there is, and what is known of it. AMI `ContactStatus` with another status; the list items
    /// `ContactList` and `ContactStatusDetail`.
    ContactSeen(ContactSnapshot<'a>),
    /// A contact is gone: unregistered, run out, or its place taken. AMI `ContactStatus` with `Removed`.
    ContactRemoved {
        /// The device, `PJSIP/101`.
        device: Cow<'a, str>,
        /// The contact's address.
        uri: Cow<'a, str>,
    },
    /// All contacts that there are have been listed. AMI `ContactListComplete`.
    ContactsListed {
        /// Of the devices of that channel driver, `PJSIP`.
        technology: Cow<'a, str>,
    },
    /// All contacts of one device, from a list. AMI `EndpointList`.
    EndpointListed {
        /// The device, `PJSIP/101`.
        device: Cow<'a, str>,
        /// The addresses of its contacts; none if it is not registered.
        contacts: Vec<Cow<'a, str>>,
    },
    /// A device with contacts of its own can be reached over one of them, or over none any more. AMI `PeerStatus` of
    /// PJSIP, which sends it before or after the `ContactStatus` that made it so.
    EndpointChanged {
        /// The device, `PJSIP/101`.
        device: Cow<'a, str>,
        /// One of its contacts can be reached, or is not asked.
        reachable: bool,
    },
    /// A device with one address at most registered or changed, or was listed. AMI `PeerStatus` of SIP and IAX2; the
    /// list item `PeerEntry`.
    PeerChanged {
        /// The device, `SIP/120`.
        device: Cow<'a, str>,
        /// What it is now.
        status: PeerStatus,
        /// Where it is, `127.0.0.1:6120`, where the event tells.
        address: Option<Cow<'a, str>>,
    },
    /// Asterisk is up, since that long. AMI `FullyBooted`.
    Booted {
        /// When it started.
        since: Option<Timestamp>,
    },
    /// Asterisk is going down; what is hung up from now on is hung up by the system. AMI `Shutdown`.
    ShuttingDown,
}

/// The channel variables that tell something of a call which no event tells as well.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KnownVariable {
    /// `QUEUESTATUS`: why a caller left a queue.
    QueueStatus,
    /// `MIXMONITOR_FILENAME`: the file of the recording that begins.
    MixMonitorFilename,
    /// `VMSTATUS`: `VoiceMail()` ran.
    VoicemailStatus,
    /// `TRANSFERERNAME`: the name of the channel for which a transfer feature calls somebody. Of use where no Linkedid
    /// tells it.
    TransfererName,
}
