//! Arguments of `callflow sim`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use asterisk_sim::{Classes, Version};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

mod ari;
mod fault;

pub(crate) use ari::AriArgs;
pub(crate) use fault::Trouble;

const EXAMPLES: &str = r#"Examples:
  callflow sim
      The calls of a small office, without end. In a second terminal:
  AMI_HOST=127.0.0.1 AMI_USERNAME=admin AMI_PASSWORD=secret callflowd
  callflow sim --calls 200
      A call centre of six teams with about 200 calls at once, without end.
  callflow sim captures/asterisk-22/28-storm --speed 10 --loop
      One recording again and again, ten times as fast.
  callflow sim captures/asterisk-16 --together --speed max --recorded-ids
      All recordings of a folder at once, as fast as the client reads, for a test.
  callflow sim monday/ --fault event=100:drop-within --fault each:byte=5000:stall=3
      The first connection breaks within its 100th event; each one pauses for 3 s after 5000 bytes.
  callflow sim --fault after=60:crash=10 --fault each:byte=0:late=0.5
      Asterisk crashes after a minute and is away for 10 s; all its answers are half a second late.

  callflow sim --ari 127.0.0.1:8088 --ari-caller 'menu=+12025550143 plays=sound:demo-instruct after=1 press=2'
      Serves the REST interface too, where somebody calls the application 'menu' and presses a key after a second.

It says on standard error where it listens. Nothing that a client sends changes a call of a recording: Originate, Redirect and the like are refused. Calls that are made over the REST interface, or come in there, live: they are seen on both interfaces, and Hangup ends them.

It ends with status 0 when everything is played (clients that stay are cut off a second later, unless --stay is given), or on Ctrl-C or SIGTERM. A recording with ami-2.raw cuts its clients off in between, as the Asterisk did that was recorded. Each time that a recording is played its calls have new ids, and times of now.

Faults are [CONNECTION:]PLACE:HARM. CONNECTION counts from 1, the default, in the order of connecting; 2-5 is several, and 'each' is all of them.
PLACE:
  event=N            the Nth event that the connection gets
  answer=N           the Nth answer, usually to the login, with the list that may follow
  byte=N             after so many bytes, also in the middle of a message
  after=SECONDS      so long after the connection was accepted
HARM, once:
  drop-before, drop-within   the connection ends before or within the event or answer, or right there
  stall=SECONDS      nothing more comes for so long
  repeat             the event or answer comes twice
  insert=TEXT        in between comes TEXT, in which \r, \n, \t, \\ and \x00 may stand
  unanswered         the answer, or the next one, is never given
HARM, from there on:
  pieces=BYTES       output comes in pieces of at most so many bytes
  late=SECONDS       answers come so much later; events go on meanwhile
  refuse-login       logins fail as with a wrong secret

All connections suffer from event=N:OUTAGE=SECONDS, after N events of the recordings, and from after=SECONDS:OUTAGE=SECONDS, at a time of the recordings.
OUTAGE:
  crash              Asterisk is killed, and is there again after so long: without the calls that were going on, and with names of channels that begin again
  shutdown           the same, announced by the event Shutdown
  refuse             new connections are closed at once for so long

On the REST interface, PHONE is ENDPOINT [REPLY] [STEP...], such as 'PJSIP/1001 answers=0.5 bridged after=3 hang-up', and CALLER is APPLICATION[,ARGUMENT...]=NUMBER [STEP...].
REPLY:
  answers=SECONDS    it rings, and is answered after so long
  rings              it rings, and nobody answers
  refuses=CAUSE      it refuses, with this hangup cause (17 is busy)
  unreachable        no channel to it can be made
STEP: WHEN [after=SECONDS] ACT; each waits for the one before.
  WHEN: answered, plays=URI (a sound begins), recorded, bridged (with somebody else), held (in a holding bridge), echoed (sound came back from outside media)
  ACT: press=KEY, hang-up"#;

/// Arguments of `callflow sim`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(crate) struct SimArgs {
    /// Capture folders, folders of them, or files with the bytes that an AMI connection received; without one the calls of a small office, endlessly
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Without a PATH: a call centre with about so many calls at once, instead of the small office; up to 120 each at a desk of its own
    #[arg(long, value_name = "N", conflicts_with = "paths", value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = PLAYED)]
    pub(crate) calls: Option<u32>,

    /// How fast: original, a number (so many times as fast), or max (as fast as clients read)
    #[arg(long, value_name = "SPEED", default_value = "original", value_parser = Speed::read, help_heading = PLAYED)]
    pub(crate) speed: Speed,

    /// Play again and again
    #[arg(long = "loop", conflicts_with = "rounds", help_heading = PLAYED)]
    pub(crate) endless: bool,

    /// Play so many times [default: once]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), requires = "paths", help_heading = PLAYED)]
    pub(crate) rounds: Option<u64>,

    /// Play all recordings at once, not one after the other
    #[arg(long, requires = "paths", help_heading = PLAYED)]
    pub(crate) together: bool,

    /// With --together, begin each recording so much after the one before
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "together", help_heading = PLAYED)]
    pub(crate) stagger: Option<Duration>,

    /// Silence after each recording
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "paths", help_heading = PLAYED)]
    pub(crate) gap: Option<Duration>,

    /// Ids and times as they were recorded, in the first round
    #[arg(long, requires = "paths", help_heading = PLAYED)]
    pub(crate) recorded_ids: bool,

    /// Put a Timestamp on every event, as 'timestampevents = yes' does: times of the recording at any speed
    #[arg(long, help_heading = PLAYED)]
    pub(crate) timestamps: bool,

    /// When time stands still until a client is logged in [default: always; never without a PATH]
    #[arg(long, value_name = "WHEN", help_heading = PLAYED)]
    pub(crate) wait: Option<Wait>,

    /// Stay when everything is played, until Ctrl-C or SIGTERM
    #[arg(long, help_heading = PLAYED)]
    pub(crate) stay: bool,

    /// Address and port of the manager interface; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:5038", value_parser = address, help_heading = ASTERISK)]
    pub(crate) listen: SocketAddr,

    /// Which Asterisk to be [default: that of the first recording]
    #[arg(long, value_name = "VERSION", help_heading = ASTERISK)]
    pub(crate) asterisk: Option<Asterisk>,

    /// Who may log in
    #[arg(long, value_name = "NAME", default_value = "admin", value_parser = NonEmptyStringValueParser::new(), help_heading = ASTERISK)]
    pub(crate) user: String,

    /// The user's secret; others may see it in the list of processes [env: CALLFLOW_SIM_SECRET] [default: secret]
    #[arg(long, value_name = "SECRET", value_parser = NonEmptyStringValueParser::new(), help_heading = ASTERISK)]
    pub(crate) secret: Option<String>,

    /// Of which classes the user gets events, as in manager.conf: call,agent
    #[arg(long, value_name = "CLASSES", default_value = "all", value_parser = classes, help_heading = ASTERISK)]
    pub(crate) read: Classes,

    /// Of which classes the user may use actions; or none
    #[arg(long, value_name = "CLASSES", default_value = "all", value_parser = classes, help_heading = ASTERISK)]
    pub(crate) write: Classes,

    /// Keep events of this name from the user, as an eventfilter does; may be repeated
    #[arg(long, value_name = "EVENT", help_heading = ASTERISK)]
    pub(crate) hide: Vec<String>,

    /// Seed of challenges and bridge ids
    #[arg(long, value_name = "N", default_value_t, help_heading = ASTERISK)]
    pub(crate) seed: u64,

    /// Something that goes wrong, see below; may be repeated
    #[arg(long, value_name = "FAULT", value_parser = fault::read, help_heading = WRONG)]
    pub(crate) fault: Vec<Trouble>,

    /// How many bytes may wait for a client; one with more is cut off (with --speed max it is waited for)
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20, help_heading = WRONG)]
    pub(crate) buffer: usize,

    /// How long a client may read nothing while bytes wait for it
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = WRONG)]
    pub(crate) slow_reader: Duration,

    /// How long a client may stay without logging in
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, help_heading = WRONG)]
    pub(crate) login_within: Duration,

    #[command(flatten)]
    pub(crate) rest: AriArgs,
}

const PLAYED: &str = "What is played";
const ASTERISK: &str = "The Asterisk";
const WRONG: &str = "What goes wrong";

/// How fast recordings are played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Speed {
    /// As recorded.
    Original,
    /// As fast as it is read.
    AsRead,
    /// So many times as fast as recorded.
    Times(asterisk_sim::Speed),
}

impl Speed {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "original" => Ok(Self::Original),
            "max" => Ok(Self::AsRead),
            factor => factor
                .parse()
                .ok()
                .and_then(asterisk_sim::Speed::new)
                .map(Self::Times)
                .ok_or_else(|| "write original, max, or a number of 0.001 or more".into()),
        }
    }
}

/// When time stands still.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Wait {
    /// Whenever nobody is logged in, so that no event is missed
    Always,
    /// Until the first client is logged in
    Start,
    /// Not at all: calls go on whether anybody listens or not
    Never,
}

/// Which Asterisk to be.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Asterisk {
    /// 13, with the form that Command output had before 14
    #[value(name = "13")]
    V13,
    /// 16
    #[value(name = "16")]
    V16,
    /// 22
    #[value(name = "22")]
    V22,
}

impl Asterisk {
    pub(crate) fn version(self) -> Version {
        match self {
            Self::V13 => Version::ASTERISK_13,
            Self::V16 => Version::ASTERISK_16,
            Self::V22 => Version::ASTERISK_22,
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "no IP address with a port; write 127.0.0.1:5038, 0.0.0.0:5038 or [::]:5038".into())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "no number of seconds; write 2 or 0.5".into())
}

fn classes(text: &str) -> Result<Classes, String> {
    if text == "none" {
        return Ok(Classes::NONE);
    }
    match text.split(',').find(|name| Classes::of(name).is_empty()) {
        Some(name) => {
            Err(format!("{name:?} is no class; write all, none, or a list like call,agent,reporting"))
        }
        None => Ok(Classes::of(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_words_or_factors() {
        for (text, want) in [
            ("original", Some(Speed::Original)),
            ("max", Some(Speed::AsRead)),
            ("10", asterisk_sim::Speed::new(10.0).map(Speed::Times)),
            ("0.5", asterisk_sim::Speed::new(0.5).map(Speed::Times)),
            ("0", None),
            ("-1", None),
            ("inf", None),
            ("NaN", None),
            ("", None),
            ("fast", None),
        ] {
            assert_eq!(Speed::read(text).ok(), want, "{text:?}");
        }
    }

    #[test]
    fn seconds_are_positive_and_finite() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        for text in ["-1", "inf", "1e30", "1s", ""] {
            assert!(seconds(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_misspelt_class_is_refused() {
        assert_eq!(classes("call,agent"), Ok(Classes::of("call,agent")));
        assert_eq!(classes("none"), Ok(Classes::NONE));
        assert!(classes("call,agents").is_err_and(|error| error.starts_with("\"agents\" is no class")));
        assert!(classes("").is_err());
    }
}
