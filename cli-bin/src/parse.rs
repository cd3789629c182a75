//! `callflow parse`: every frame of some AMI bytes, or how many there are of what.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use ami_proto::{Frame, FrameKind};

use crate::cli::{ParseArgs, ParseFormat};
use crate::failure::Failure;
use crate::frames::{Got, Source};
use crate::output::json::FrameLine;
use crate::output::table;
use crate::terminal::Progress;

/// Runs the command.
pub(crate) fn run(args: &ParseArgs) -> Result<(), Failure> {
    let mut source = if args.file == Path::new("-") { Source::stdin() } else { Source::open(&args.file)? };
    let refused = match args.format {
        ParseFormat::Jsonl => lines(&mut source)?,
        ParseFormat::Summary => summary(&mut source)?,
    };
    if refused > 0 { Err(Failure::Incomplete) } else { Ok(()) }
}

/// Prints one line a frame; gives the number of frames that were refused.
fn lines(source: &mut Source) -> Result<u64, Failure> {
    let name = source.name().to_owned();
    let mut out = BufWriter::new(io::stdout().lock());
    let progress = if io::stdout().is_terminal() { Progress::hidden() } else { Progress::new(source.len()) };
    let tally = source.read(&progress, |got| {
        match got {
            Got::Frame(frame) => {
                serde_json::to_writer(&mut out, &FrameLine(frame)).map_err(Failure::output)?;
                out.write_all(b"\n").map_err(Failure::output)?;
            }
            Got::Refused(error) => progress.complain(format_args!("{name}: {error}; it is left out")),
            // Whoever follows a live connection wants to see each message when it comes.
            Got::Waiting => out.flush().map_err(Failure::output)?,
        }
        Ok(())
    })?;
    out.flush().map_err(Failure::output)?;
    tally.must_be_ami(&name)?;
    Ok(tally.refused)
}

/// Counts and prints them; gives the number of frames that were refused.
fn summary(source: &mut Source) -> Result<u64, Failure> {
    let name = source.name().to_owned();
    let progress = Progress::new(source.len());
    let began = Instant::now();
    let mut counts = Counts::default();
    let tally = source.read(&progress, |got| {
        match got {
            Got::Frame(frame) => counts.add(&frame),
            Got::Refused(error) => progress.complain(format_args!("{name}: {error}; it is left out")),
            Got::Waiting => {}
        }
        Ok(())
    })?;
    let took = began.elapsed();
    drop(progress);
    tally.must_be_ami(&name)?;
    let mut out = BufWriter::new(io::stdout().lock());
    table::summary(&mut out, &name, &counts, &tally, took).map_err(Failure::output)?;
    out.flush().map_err(Failure::output)?;
    Ok(tally.refused)
}

/// How many frames there are of what.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Frames, by kind.
    pub(crate) kinds: BTreeMap<&'static str, u64>,
    /// Events, by name as sent.
    pub(crate) events: BTreeMap<Vec<u8>, u64>,
    /// Responses, by value of the header `Response`.
    pub(crate) responses: BTreeMap<Vec<u8>, u64>,
}

impl Counts {
    fn add(&mut self, frame: &Frame<'_>) {
        let kind = frame.kind();
        *self.kinds.entry(kind.as_str()).or_default() += 1;
        let names = match kind {
            FrameKind::Event => &mut self.events,
            FrameKind::Response => &mut self.responses,
            _ => return,
        };
        let Some(first) = frame.headers().next() else { return };
        match names.get_mut(first.value) {
            Some(count) => *count += 1,
            None => {
                names.insert(first.value.to_vec(), 1);
            }
        }
    }
}
