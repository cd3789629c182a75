//! Sets of words that may grow: those known have names, and others survive.

use crate::text::texts;

/// Codes, with a name for each known value.
macro_rules! codes {
    ($( $(#[$about:meta])* $name:ident { $( $constant:ident = $value:literal, )* } )*) => {
        texts! { $( $(#[$about])* $name; )* }
        $(impl $name {
            $(
                #[doc = concat!("`", $value, "`")]
                pub const $constant: Self = Self($crate::text::Text::from_static($value));
            )*

            /// All values that have a name.
            pub const ALL: &'static [Self] = &[$( Self::$constant, )*];
        })*
    };
}

codes! {
    /// How far a channel is: `channel.state`. AMI: `ChannelStateDesc`.
    ChannelState {
        DOWN = "Down",
        RESERVED = "Rsrved",
        OFF_HOOK = "OffHook",
        DIALING = "Dialing",
        RING = "Ring",
        RINGING = "Ringing",
        UP = "Up",
        BUSY = "Busy",
        DIALING_OFFHOOK = "Dialing Offhook",
        PRE_RING = "Pre-ring",
        UNKNOWN = "Unknown",
    }
    /// What a bridge is for: `bridge.bridge_type`.
    BridgeType {
        MIXING = "mixing",
        HOLDING = "holding",
    }
    /// How a bridge's video source is chosen: `bridge.video_mode`.
    VideoMode {
        NONE = "none",
        TALKER = "talker",
        SFU = "sfu",
        SINGLE = "single",
    }
    /// How far a playback is: `playback.state`.
    PlaybackState {
        QUEUED = "queued",
        PLAYING = "playing",
        CONTINUING = "continuing",
        PAUSED = "paused",
        DONE = "done",
        FAILED = "failed",
    }
    /// How far a recording is: `recording.state`.
    RecordingState {
        QUEUED = "queued",
        RECORDING = "recording",
        PAUSED = "paused",
        DONE = "done",
        FAILED = "failed",
        CANCELED = "canceled",
    }
    /// Whether an endpoint can be reached: `endpoint.state`.
    EndpointState {
        UNKNOWN = "unknown",
        OFFLINE = "offline",
        ONLINE = "online",
    }
    /// The state of a device: `device_state.state`.
    DeviceStatus {
        UNKNOWN = "UNKNOWN",
        NOT_INUSE = "NOT_INUSE",
        INUSE = "INUSE",
        BUSY = "BUSY",
        INVALID = "INVALID",
        UNAVAILABLE = "UNAVAILABLE",
        RINGING = "RINGING",
        RINGINUSE = "RINGINUSE",
        ONHOLD = "ONHOLD",
    }
    /// What came of a dial: `dialstatus` of `Dial`. AMI: `DialStatus`.
    DialStatus {
        BEGIN = "",
        PROGRESS = "PROGRESS",
        PROCEEDING = "PROCEEDING",
        RINGING = "RINGING",
        ANSWER = "ANSWER",
        BUSY = "BUSY",
        CANCEL = "CANCEL",
        CHANUNAVAIL = "CHANUNAVAIL",
        CONGESTION = "CONGESTION",
        NOANSWER = "NOANSWER",
    }
    /// A direction, seen from Asterisk's core: `in` comes from the device.
    Direction {
        NONE = "none",
        BOTH = "both",
        IN = "in",
        OUT = "out",
    }
    /// The hangup cause that a hangup gives.
    HangupReason {
        NORMAL = "normal",
        BUSY = "busy",
        CONGESTION = "congestion",
        NO_ANSWER = "no_answer",
        TIMEOUT = "timeout",
        REJECTED = "rejected",
        UNALLOCATED = "unallocated",
        NORMAL_UNSPECIFIED = "normal_unspecified",
        NUMBER_INCOMPLETE = "number_incomplete",
        CODEC_MISMATCH = "codec_mismatch",
        INTERWORKING = "interworking",
        FAILURE = "failure",
        ANSWERED_ELSEWHERE = "answered_elsewhere",
    }
    /// What is done with a playback.
    PlaybackControl {
        RESTART = "restart",
        PAUSE = "pause",
        UNPAUSE = "unpause",
        REVERSE = "reverse",
        FORWARD = "forward",
    }
    /// What is done if there is a recording of that name.
    IfExists {
        FAIL = "fail",
        OVERWRITE = "overwrite",
        APPEND = "append",
    }
    /// The key that ends a recording.
    TerminateOn {
        NONE = "none",
        ANY = "any",
        STAR = "*",
        HASH = "#",
    }
    /// A part of what Asterisk says about itself.
    InfoPart {
        BUILD = "build",
        SYSTEM = "system",
        CONFIG = "config",
        STATUS = "status",
    }
    /// How outside media is wrapped.
    Encapsulation {
        RTP = "rtp",
        AUDIOSOCKET = "audiosocket",
        NONE = "none",
    }
    /// By what outside media travels.
    MediaTransport {
        UDP = "udp",
        TCP = "tcp",
        WEBSOCKET = "websocket",
    }
    /// Who connects for outside media, seen from Asterisk.
    ConnectionType {
        CLIENT = "client",
        SERVER = "server",
    }
}
