//! Frames of a file or of standard input, read in chunks so that memory does not grow with the input.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use ami_proto::{DecodeError, Decoder, Frame, FrameKind};

use crate::failure::Failure;
use crate::terminal::Progress;

const CHUNK: usize = 64 << 10;

/// A place that AMI bytes come from.
pub(crate) struct Source {
    name: String,
    reader: Box<dyn Read>,
    len: Option<u64>,
}

/// What reading gives, in the order of the bytes.
pub(crate) enum Got<'a> {
    /// A frame.
    Frame(Frame<'a>),
    /// A frame was left out because it is larger than the decoder's limits.
    Refused(DecodeError),
    /// All that has been read so far was given; more may take long to come.
    Waiting,
}

/// What was read, once it is all read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Bytes of the input.
    pub(crate) bytes: u64,
    /// Banners, events, responses and actions.
    pub(crate) messages: u64,
    /// Blocks of bytes that are none of these.
    pub(crate) garbage: u64,
    /// Frames beyond the decoder's limits.
    pub(crate) refused: u64,
}

impl Source {
    /// Standard input.
    pub(crate) fn stdin() -> Self {
        Self { name: "standard input".into(), reader: Box::new(io::stdin()), len: None }
    }

    /// A file.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let unreadable = |error| Failure::unreadable(&name, &error);
        let about = fs::metadata(path).map_err(unreadable)?;
        if about.is_dir() {
            return Err(is_a_folder(path));
        }
        let file = File::open(path).map_err(unreadable)?;
        let len = about.is_file().then_some(about.len());
        Ok(Self { name, reader: Box::new(file), len })
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes there are, if that can be known before reading.
    pub(crate) fn len(&self) -> Option<u64> {
        self.len
    }

    /// Reads to the end and hands over all that comes.
    pub(crate) fn read(
        &mut self,
        progress: &Progress,
        mut take: impl FnMut(Got<'_>) -> Result<(), Failure>,
    ) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut take = |got: Got<'_>, tally: &mut Tally| {
            tally.count(&got);
            take(got)
        };
        let mut decoder = Decoder::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match self.reader.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let what = format_args!("cannot be read from byte {} on: {error}", tally.bytes);
                    return Err(Failure::input(&self.name, what));
                }
            };
            tally.bytes += read as u64;
            progress.add(read as u64);
            decoder.feed(chunk.get(..read).unwrap_or_default());
            while let Some(decoded) = decoder.next() {
                take(decoded.map_or_else(Got::Refused, Got::Frame), &mut tally)?;
            }
            take(Got::Waiting, &mut tally)?;
        }
        if let Some(frame) = decoder.finish() {
            take(Got::Frame(frame), &mut tally)?;
        }
        Ok(tally)
    }
}

impl Tally {
    fn count(&mut self, got: &Got<'_>) {
        match got {
            Got::Frame(frame) => match frame.kind() {
                FrameKind::Garbage => self.garbage += 1,
                FrameKind::Truncated => {}
                _ => self.messages += 1,
            },
            Got::Refused(_) => self.refused += 1,
            Got::Waiting => {}
        }
    }

    /// Counts another input in.
    pub(crate) fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.messages += other.messages;
        self.garbage += other.garbage;
        self.refused += other.refused;
    }

    /// Fails for an input called `name` that has no AMI in it: whoever gave it meant another one.
    pub(crate) fn must_be_ami(&self, name: &str) -> Result<(), Failure> {
        if self.bytes == 0 {
            return Err(Failure::input(name, "is empty; give the bytes that an AMI connection received"));
        }
        if self.messages == 0 && self.refused == 0 {
            let what = format_args!(
                "no AMI message in its {} bytes; give the bytes that an AMI connection received",
                self.bytes
            );
            return Err(Failure::input(name, what));
        }
        Ok(())
    }
}

fn is_a_folder(path: &Path) -> Failure {
    let raw = path.join("ami.raw");
    if raw.is_file() {
        Failure::input(path.display(), format_args!("is a folder; name the file in it: {}", raw.display()))
    } else {
        Failure::input(path.display(), "is a folder; name a file of AMI bytes")
    }
}
