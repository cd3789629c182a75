//! Manager traffic made from a few bytes: plausible events in implausible orders.
//!
//! Bytes of the wire seldom survive mutation as events that belong together, since a channel is the same channel only if
//! twenty letters agree. Here six bytes make one event about a few channels, bridges and queues, so that each mutation is
//! another story about the same parties.

use core::fmt::Write;

/// One thing that came in.
#[derive(Clone, Debug)]
pub struct Received {
    /// Unix time in microseconds; never goes back.
    pub at_micros: i64,
    /// What it was.
    pub what: What,
}

/// What came in.
#[derive(Clone, Debug)]
pub enum What {
    /// The bytes of one event with its blank line.
    Event(Vec<u8>),
    /// The connection was lost.
    LinkLost,
    /// Nothing; time passed.
    Silence,
}

/// How many bytes make one event.
const STEP: usize = 6;
/// More events than this make a run slow and tell no other story.
const MOST_STEPS: usize = 200;
const CHANNELS: u8 = 8;
const BRIDGES: u8 = 3;
const BEGIN_MICROS: i64 = 1_795_199_420_000_000;

/// Reads a story. At its end every channel that was ever named hangs up, and all time limits pass, so that whatever began
/// must have ended.
pub fn story(orders: &[u8]) -> Vec<Received> {
    let mut at_micros = BEGIN_MICROS;
    let mut told = Vec::new();
    let mut channels = Channels::default();
    for step in orders.chunks_exact(STEP).take(MOST_STEPS) {
        let &[kind, a, b, x, y, pause] = step else { continue };
        at_micros += PAUSES_MS[usize::from(pause & 7)] * 1000;
        let what = if kind % 40 == 39 {
            if x & 3 == 3 { What::LinkLost } else { What::Silence }
        } else {
            let mut event = channels.event(kind, a, b, x, y);
            if pause & 8 != 0 {
                // The server's own clock, up to eight seconds before or after ours.
                let seconds = at_micros / 1_000_000 + i64::from(pause >> 4) - 8;
                event.field("Timestamp", format_args!("{seconds}.000042"));
            }
            What::Event(event.wire())
        };
        told.push(Received { at_micros, what });
    }
    told.extend(
        channels.all_hang_up().map(|hangup| Received { at_micros, what: What::Event(hangup.wire()) }),
    );
    for hours in [0, 1, 24, 24 * 365] {
        told.push(Received { at_micros: at_micros + hours * 3_600_000_000, what: What::Silence });
    }
    told
}

const PAUSES_MS: [i64; 8] = [0, 0, 1, 20, 400, 5_000, 61_000, 7_200_000];

/// The channels of a story by their places. A Uniqueid is never given out twice: the channel that comes after one that
/// has hung up has a new one.
#[derive(Default)]
struct Channels {
    lives: [Life; CHANNELS as usize],
}

#[derive(Clone, Copy, Default)]
struct Life {
    /// How many channels had this place before.
    before: u16,
    hung_up: bool,
}

const NEW_CHANNEL: u8 = 0;
const NEW_CHANNEL_TOO: u8 = 1;
const HANGUP: u8 = 19;
const HANGUP_TOO: u8 = 20;

impl Channels {
    /// The event that five bytes order.
    fn event(&mut self, kind: u8, a: u8, b: u8, x: u8, y: u8) -> Event {
        let kind = kind % 40;
        let life = &mut self.lives[usize::from(a % CHANNELS)];
        match kind {
            NEW_CHANNEL | NEW_CHANNEL_TOO if life.hung_up => {
                *life = Life { before: life.before + 1, hung_up: false };
            }
            HANGUP | HANGUP_TOO => life.hung_up = true,
            _ => {}
        }
        self.told(kind, a, b, x, y)
    }

    /// The hangup of every channel that has been, also of those that hung up before.
    fn all_hang_up(&self) -> impl Iterator<Item = Event> {
        (0..CHANNELS).zip(self.lives).flat_map(|(channel, life)| {
            (0..=life.before).map(move |generation| {
                Event::new("Hangup").channel_of(generation, "", channel, 6).with("Cause", "16")
            })
        })
    }

    /// Which channel of its place is meant: the present one, or the one before it for an event that comes late.
    fn generation(&self, channel: u8) -> u16 {
        let late = channel / CHANNELS == 30;
        self.lives[usize::from(channel % CHANNELS)].before.saturating_sub(u16::from(late))
    }

    fn uniqueid(&self, channel: u8) -> String {
        uniqueid(channel, self.generation(channel))
    }

    fn told(&self, kind: u8, a: u8, b: u8, x: u8, y: u8) -> Event {
        match kind {
            NEW_CHANNEL | NEW_CHANNEL_TOO => Event::new("Newchannel").channel(self, "", a, x),
            2 => Event::new("Newstate").channel(self, "", a, x),
            3 => Event::new(pick(x, &["NewCallerid", "NewConnectedLine", "NewAccountCode"]))
                .channel(self, "", a, y),
            4 => Event::new("Newexten")
                .channel(self, "", a, y)
                .with("Application", pick(x, &APPLICATIONS))
                .with(
                    "AppData",
                    pick(b, &["", "PJSIP/101", "sales,t", "100@default,u", "Local/102@from-internal/n"]),
                ),
            5 | 6 => Event::new("DialBegin")
                .channel(self, "", a, 4)
                .channel(self, "Dest", b, x)
                .with("DialString", pick(y, &DIALLED)),
            7 => Event::new("DialState")
                .channel(self, "", a, 4)
                .channel(self, "Dest", b, 5)
                .with("DialStatus", pick(x, &DIAL_STATUS)),
            8 | 9 => Event::new("DialEnd")
                .channel(self, "", a, y)
                .channel(self, "Dest", b, x)
                .with("DialStatus", pick(x, &DIAL_STATUS)),
            10 => Event::new("DialEnd")
                .channel(self, "Dest", b, x)
                .with("DialStatus", pick(x, &DIAL_STATUS))
                .with("Forward", "103"),
            11..=13 => Event::new("BridgeEnter").bridge("", b, x).channel(self, "", a, 6),
            14 => Event::new("BridgeEnter")
                .bridge("", b, x)
                .channel(self, "", a, 6)
                .with("SwapUniqueid", self.uniqueid(y)),
            15 | 16 => Event::new("BridgeLeave").bridge("", b, x).channel(self, "", a, 6),
            17 => Event::new(pick(x, &["BridgeCreate", "BridgeDestroy"])).bridge("", b, y),
            18 => Event::new("BridgeMerge").bridge("To", a, x).bridge("From", b, x),
            HANGUP | HANGUP_TOO => Event::new("Hangup")
                .channel(self, "", a, x)
                .with("Cause", CAUSES[usize::from(y) % CAUSES.len()]),
            21 => Event::new(pick(x, &["HangupRequest", "SoftHangupRequest"]))
                .channel(self, "", a, y)
                .with("Cause", "16"),
            22 => Event::new(pick(x, &["LocalBridge", "LocalOptimizationBegin", "LocalOptimizationEnd"]))
                .channel(self, "LocalOne", a, 6)
                .channel(self, "LocalTwo", b, 6),
            23 => Event::new("BlindTransfer")
                .with("Result", pick(y, &["Success", "Fail", "Invalid"]))
                .channel(self, "Transferer", a, 6)
                .channel(self, "Transferee", b, 6)
                .bridge("", x, 0)
                .with("Extension", pick(y, &EXTENSIONS)),
            24 => Event::new("AttendedTransfer")
                .with("Result", pick(y, &["Success", "Fail"]))
                .channel(self, "OrigTransferer", a, 6)
                .channel(self, "SecondTransferer", b, 6)
                .channel(self, "Transferee", x, 6)
                .channel(self, "TransferTarget", y, 6)
                .bridge("Orig", x, 0)
                .bridge("Second", y, 0)
                .with("DestType", pick(x, &["Bridge", "Threeway", "Link"])),
            25 => Event::new(pick(
                x,
                &["ParkedCall", "ParkedCallTimeOut", "ParkedCallGiveUp", "ParkedCallSwap"],
            ))
            .channel(self, "Parkee", a, 6)
            .with("ParkerDialString", "PJSIP/101")
            .with("Parkinglot", "default")
            .with("ParkingSpace", "901"),
            26 => Event::new("UnParkedCall")
                .channel(self, "Parkee", a, 6)
                .channel(self, "Retriever", b, 6)
                .with("ParkingSpace", "901"),
            27 => Event::new(pick(x, &["Hold", "Unhold"])).channel(self, "", a, 6),
            28 => Event::new("Pickup").channel(self, "", a, 4).channel(self, "Target", b, 5),
            29 | 30 => Event::new(pick(x, &["QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon"]))
                .channel(self, "", a, 6)
                .with("Queue", pick(y, &QUEUES))
                .with("Position", "1")
                .with("Count", "1"),
            31 | 32 => {
                Event::new(pick(x, &["AgentCalled", "AgentConnect", "AgentRingNoAnswer", "AgentComplete"]))
                    .channel(self, "", a, 6)
                    .channel(self, "Dest", b, 5)
                    .with("Queue", pick(y, &QUEUES))
                    .with("Interface", pick(b, &["PJSIP/101", "Local/102@from-queue/n", "Agent:1001"]))
                    .with("MemberName", "Bob Example")
                    .with("RingTime", "5000")
                    .with("Reason", pick(y, &["agent", "caller", "transfer"]))
            }
            33 => Event::new(pick(
                x,
                &["ConfbridgeJoin", "ConfbridgeLeave", "ConfbridgeStart", "ConfbridgeEnd"],
            ))
            .with("Conference", "800")
            .bridge("", b, 1)
            .channel(self, "", a, 6),
            34 => Event::new(pick(x, &["MixMonitorStart", "MixMonitorStop"])).channel(self, "", a, 6),
            35 => Event::new("OriginateResponse")
                .with("Response", pick(x, &["Success", "Failure"]))
                .with("Exten", pick(y, &EXTENSIONS))
                .with("Reason", pick(y, &["4", "5", "0", "3"]))
                .with("Uniqueid", self.uniqueid(a)),
            36 => Event::new("VarSet")
                .channel(self, "", a, x)
                .with("Variable", pick(x, &VARIABLES))
                .with("Value", pick(y, &["", "BUSY", "101", "/tmp/a.wav", "TIMEOUT", "PJSIP/100-00000001"])),
            37 => Event::new(pick(
                x,
                &["QueueMemberStatus", "QueueMemberPause", "QueueMemberAdded", "QueueMemberRemoved"],
            ))
            .with("Queue", pick(y, &QUEUES))
            .with("MemberName", "Bob Example")
            .with("Interface", "PJSIP/101")
            .with("StateInterface", "PJSIP/101")
            .with("Status", pick(b, &["1", "2", "5", "6", "nonsense"]))
            .with("Paused", pick(a, &["0", "1"])),
            _ => Event::new(pick(
                x,
                &["FullyBooted", "Shutdown", "Reload", "UnheardOf", "ExtensionStatus", "PeerStatus"],
            ))
            .with("Uptime", pick(y, &["0", "3600", "-1"]))
            .with("Exten", "101")
            .with("Context", "from-internal")
            .with("Status", pick(b, &["0", "1", "4", "8", "-2", "x"])),
        }
    }
}

const APPLICATIONS: [&str; 9] =
    ["Dial", "Queue", "VoiceMail", "Playback", "Answer", "ConfBridge", "Park", "AppDial", "Pickup"];
const DIALLED: [&str; 4] = ["101", "PJSIP/102", "+15125550132@trunk", ""];
const DIAL_STATUS: [&str; 10] = [
    "ANSWER",
    "RINGING",
    "BUSY",
    "NOANSWER",
    "CANCEL",
    "CONGESTION",
    "CHANUNAVAIL",
    "ABORT",
    "PROGRESS",
    "CONTINUE",
];
const CAUSES: [&str; 8] = ["16", "17", "0", "21", "34", "127", "", "none"];
const EXTENSIONS: [&str; 7] = ["101", "102", "700", "92025550132", "s", "+15125550101", "902"];
const CONTEXTS: [&str; 6] =
    ["from-internal", "from-trunk", "from-queue", "app-blacklist", "ext-queues", "macro-dialout-trunk"];
const QUEUES: [&str; 2] = ["sales", "support"];
const VARIABLES: [&str; 8] = [
    "DIALSTATUS",
    "QUEUESTATUS",
    "MIXMONITOR_FILENAME",
    "BLINDTRANSFER",
    "VMSTATUS",
    "PICKUPMARK",
    "X",
    "CONFBRIDGE_RESULT",
];
const NUMBERS: [&str; 6] = ["100", "101", "+12025550143", "<unknown>", "", "anonymous"];

fn pick<'a>(byte: u8, from: &[&'a str]) -> &'a str {
    from[usize::from(byte) % from.len()]
}

/// The Uniqueid of the channel in a place, `generation` channels after the first one there.
fn uniqueid(channel: u8, generation: u16) -> String {
    format!("1795199420.{}", u16::from(channel % CHANNELS) + generation * u16::from(CHANNELS))
}

/// An event under construction. Small inputs choose among names that have a meaning to Asterisk.
struct Event(String);

impl Event {
    fn new(name: &str) -> Self {
        Self(format!("Event: {name}\r\n"))
    }

    fn field(&mut self, name: &str, value: core::fmt::Arguments<'_>) {
        write!(self.0, "{name}: {value}\r\n").expect("a String takes everything");
    }

    fn with(mut self, name: &str, value: impl core::fmt::Display) -> Self {
        self.field(name, format_args!("{value}"));
        self
    }

    fn channel(self, channels: &Channels, prefix: &str, channel: u8, variety: u8) -> Self {
        self.channel_of(channels.generation(channel), prefix, channel, variety)
    }

    /// The headers of a channel, each name with `prefix` before it. The low bits of `channel` say which one, the high ones
    /// what else there is of it; `variety` what it does and where it stands.
    fn channel_of(mut self, generation: u16, prefix: &str, channel: u8, variety: u8) -> Self {
        let which = channel % CHANNELS;
        let odd = channel / CHANNELS;
        if odd == 31 {
            return self; // An event that should name a channel and does not.
        }
        let name = match which {
            0 | 1 => format!("PJSIP/trunk-0000000{which}"),
            // Two halves of one Local channel.
            6 | 7 => format!("Local/102@from-internal-00000003;{}", which - 5),
            _ => format!("PJSIP/10{which}-0000000{which}"),
        };
        // Mostly the channel that began it all; sometimes its own, as before a merge.
        let linked = if odd.is_multiple_of(4) { which } else { odd % 3 };
        for (header, value) in [
            ("Channel", name.as_str()),
            ("ChannelState", pick(variety, &["0", "4", "5", "6", "7", "3", "6", "99"])),
            ("CallerIDNum", pick(which ^ (odd >> 3), &NUMBERS)),
            ("CallerIDName", "Alice Example"),
            ("ConnectedLineNum", pick(which.wrapping_add(1), &NUMBERS)),
            ("Context", pick(variety >> 3, &CONTEXTS)),
            ("Exten", pick(variety >> 4, &EXTENSIONS)),
            ("Uniqueid", uniqueid(which, generation).as_str()),
            ("Linkedid", uniqueid(linked, generation).as_str()),
        ] {
            self.field(&format!("{prefix}{header}"), format_args!("{value}"));
        }
        self
    }

    fn bridge(self, prefix: &str, bridge: u8, variety: u8) -> Self {
        self.with(&format!("{prefix}BridgeUniqueid"), format_args!("b-{}", bridge % BRIDGES))
            .with(&format!("{prefix}BridgeType"), pick(variety, &["basic", "base", "holding", "parking"]))
            .with(
                &format!("{prefix}BridgeTechnology"),
                pick(variety, &["simple_bridge", "softmix", "holding_bridge"]),
            )
    }

    fn wire(mut self) -> Vec<u8> {
        self.0.push_str("\r\n");
        self.0.into_bytes()
    }
}
