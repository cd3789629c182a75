//! A recording through the tracker, as a driver of a live connection would do it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use ami_proto::{Frame, FrameKind};
use ari_client::Event;
use callflow_core::source::ami::stamp;
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};

use crate::ari_lines;
use crate::capture::{self, Connection};
use crate::cli::Interface;
use crate::failure::Failure;
use crate::frames::{Got, Source, Tally};
use crate::sieve::Sieve;
use crate::terminal::Progress;
use crate::times::Times;

/// What gave a change.
#[derive(Debug)]
pub(crate) struct Cause<'a> {
    /// Counts the causes of a recording.
    pub(crate) number: u64,
    /// The file that it is recorded in.
    pub(crate) file: &'a Path,
    /// Where in that file it is, in bytes; in a journal of `callflowd` the entry's number.
    pub(crate) offset: u64,
    /// When it was received.
    pub(crate) received: Timestamp,
    /// What it was.
    pub(crate) what: What<'a>,
}

/// What happened.
#[derive(Debug)]
pub(crate) enum What<'a> {
    /// A frame came.
    Frame(Frame<'a>),
    /// An event of ARI came.
    Ari(Box<Event>),
    /// The connection ended, and another one follows.
    LinkLost,
    /// The connection to ARI ended, and that to AMI did not; told by a journal only.
    AriLost,
    /// Time went on.
    Tick,
    /// The state that a journal of `callflowd` begins with was taken up.
    Restored,
    /// After a login Asterisk was asked how things are, or it gave no answer; told by a journal only.
    Asked,
}

/// What is to be known of a recording before it is played.
#[derive(Clone, Debug)]
pub(crate) struct Setting<'a> {
    /// The dial plan of the Asterisk.
    pub(crate) plan: &'a Plan,
    /// Its name.
    pub(crate) pbx: &'a str,
    /// Of which interface.
    pub(crate) source: Interface,
    /// Which frames are played.
    pub(crate) sieve: Sieve,
}

/// A recording that was played to its end.
#[derive(Debug)]
pub(crate) struct Played {
    /// The state after it.
    pub(crate) flow: CallFlow,
    /// What whoever gave the recording should know, one line each.
    pub(crate) notes: Vec<String>,
    /// Frames that were left out because they are larger than the decoder's limits.
    pub(crate) refused: u64,
}

/// Plays the recording at `path` on an Asterisk of which nothing is known, and hands over every change with what
/// gave it.
pub(crate) fn play(
    path: &Path,
    setting: &Setting<'_>,
    take: &mut dyn FnMut(&Cause<'_>, Change),
) -> Result<Played, Failure> {
    let mut player = Player { flow: CallFlow::new(setting.pbx, setting.plan.clone()), causes: 0, take };
    let take = &mut |passage: Passage<'_>| player.step(passage);
    let Read { notes, refused } = match setting.source {
        Interface::Ami => read(path, &setting.sieve, take)?,
        Interface::Ari => ari_lines::read(path, take)?,
    };
    Ok(Played { flow: player.flow, notes, refused })
}

/// Something that a recording holds, and where.
#[derive(Debug)]
pub(crate) struct Passage<'a> {
    /// The file that it is in.
    pub(crate) file: &'a Path,
    /// Where in it, in bytes.
    pub(crate) offset: u64,
    /// When it was received.
    pub(crate) received: Timestamp,
    /// What it is.
    pub(crate) what: What<'a>,
}

/// A recording that was read to its end.
#[derive(Debug)]
pub(crate) struct Read {
    /// What whoever gave the recording should know, one line each.
    pub(crate) notes: Vec<String>,
    /// Frames that were left out because they are larger than the decoder's limits.
    pub(crate) refused: u64,
}

/// Reads the recording at `path` and hands over what the sieve leaves of it, with the times of its reception.
pub(crate) fn read(path: &Path, sieve: &Sieve, take: &mut dyn FnMut(Passage<'_>)) -> Result<Read, Failure> {
    let connections = capture::connections(path)?;
    let mut sources = connections.iter().map(Connection::open).collect::<Result<Vec<_>, _>>()?;
    let progress = Progress::new(sources.iter().map(Source::len).sum());
    // When the last passage was received, and whether no time was found so far.
    let mut last_received = Timestamp::default();
    let mut timeless = true;
    let mut total = Tally::default();
    let mut notes = Vec::new();
    let last = connections.len().saturating_sub(1);
    for (number, (connection, source)) in connections.iter().zip(&mut sources).enumerate() {
        let file = connection.raw.as_path();
        let mut clock = Clock::new(connection)?;
        let tally = source.read(&progress, |got| {
            match got {
                Got::Frame(frame) => {
                    let received = clock.received(&frame)?;
                    timeless &= received.is_none();
                    let received = received.unwrap_or_else(|| after(last_received));
                    last_received = last_received.max(received);
                    if sieve.keeps(&frame) {
                        let offset = frame.offset();
                        take(Passage { file, offset, received, what: What::Frame(frame) });
                    }
                }
                Got::Refused(error) => notes.push(format!("{}: {error}; it is left out", file.display())),
                Got::Waiting => {}
            }
            Ok(())
        })?;
        if tally.garbage > 0 {
            let (file, blocks) = (file.display(), tally.garbage);
            notes.push(format!(
                "{file}: blocks of bytes that are no AMI message: {blocks}; 'callflow parse' shows them as garbage"
            ));
        }
        total.add(tally);
        // Asked for in any case, so that every row is checked.
        let ended = clock.end(last_received)?;
        if number < last {
            last_received = last_received.max(ended);
            take(Passage { file, offset: tally.bytes, received: ended, what: What::LinkLost });
        }
    }
    let first = connections.first().map_or(path, |first| &first.raw);
    total.must_be_ami(&first.display().to_string())?;
    if timeless {
        notes.push(format!(
            "{}: no receive times beside it and no Timestamp headers in it; times and durations say nothing",
            path.display()
        ));
    }
    Ok(Read { notes, refused: total.refused })
}

struct Player<'a> {
    flow: CallFlow,
    /// How many causes there were.
    causes: u64,
    take: &'a mut dyn FnMut(&Cause<'_>, Change),
}

impl Player<'_> {
    /// Lets time go on to when the passage was received, and then happen what did.
    fn step(&mut self, passage: Passage<'_>) {
        let Passage { file, offset, received, what } = passage;
        while let Some(due) = self.flow.poll_timeout().filter(|due| *due <= received) {
            self.handle(file, offset, due, What::Tick);
            if self.flow.poll_timeout() == Some(due) {
                break;
            }
        }
        self.handle(file, offset, received, what);
    }

    fn handle(&mut self, file: &Path, offset: u64, received: Timestamp, what: What<'_>) {
        let input = match &what {
            What::Frame(frame) => Input::Ami(*frame),
            What::Ari(event) => Input::Ari(event),
            What::LinkLost => Input::LinkLost,
            What::AriLost => Input::AriLost,
            What::Tick | What::Restored | What::Asked => Input::Tick,
        };
        self.flow.handle(input, received);
        self.causes += 1;
        let cause = Cause { number: self.causes, file, offset, received, what };
        while let Some(change) = self.flow.poll_output() {
            (self.take)(&cause, change);
        }
    }
}

/// Where the times of a connection come from.
enum Clock {
    /// Its bytes have receive times.
    Reads(Box<Times<BufReader<File>>>),
    /// Only its events' own times, the headers `Timestamp`, where Asterisk was told to send them.
    Stamps,
}

impl Clock {
    fn new(connection: &Connection) -> Result<Self, Failure> {
        match &connection.times {
            Some(times) => Ok(Self::Reads(Box::new(Times::open(times, &connection.raw)?))),
            None => Ok(Self::Stamps),
        }
    }

    /// A frame is there when its last byte is.
    fn received(&mut self, frame: &Frame<'_>) -> Result<Option<Timestamp>, Failure> {
        match self {
            Self::Reads(times) => {
                let end = frame.offset() + frame.bytes().len() as u64;
                times.of_byte(end.saturating_sub(1)).map(Some)
            }
            // The answer to a Ping has a Timestamp in any case; amid events without one it would be a leap.
            Self::Stamps if frame.kind() == FrameKind::Event => Ok(stamp(frame)),
            Self::Stamps => Ok(None),
        }
    }

    fn end(&mut self, last: Timestamp) -> Result<Timestamp, Failure> {
        match self {
            Self::Reads(times) => times.end(),
            Self::Stamps => Ok(last),
        }
    }
}

/// The time of a frame that has none: a microsecond past the one before, from 1970 on. So the order stays, and
/// durations, which are in milliseconds, do not pretend to be known.
pub(crate) fn after(received: Timestamp) -> Timestamp {
    received.saturating_add(Duration::from_micros(1))
}
