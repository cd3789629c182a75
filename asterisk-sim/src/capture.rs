//! Recordings: what Asterisk once sent, and when.
//!
//! A capture folder holds `ami.raw`, the bytes of one connection from the banner on, and after a reconnect
//! `ami-2.raw`, `ami-3.raw` … of the same Asterisk. Beside each may stand its receive times, `ami.times` …: one
//! row for each read, the byte offset, a tab, and Unix seconds.
//!
//! Played are the events. Answers to the recorder's own actions are not, and neither is `FullyBooted`, which
//! whoever logs in gets anew.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

mod groups;
mod read;
mod times;

use crate::ids::{Id, Mark, Span};
use crate::user::Classes;
use crate::version::Version;

/// A recording, ready to be played.
///
/// ```
/// use asterisk_sim::Capture;
///
/// let bytes = b"Asterisk Call Manager/5.0.4\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n\
///     Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1795198571.0\r\n\r\n";
/// let capture = Capture::from_bytes("one hangup", bytes, Some("0\t1795198571.25\n"))?;
/// assert_eq!(capture.events(), 1);
/// assert_eq!(capture.version().ami(), "5.0.4");
/// # Ok::<(), asterisk_sim::CaptureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Capture {
    pub(crate) name: String,
    pub(crate) version: Version,
    pub(crate) bytes: Vec<u8>,
    pub(crate) items: Vec<Item>,
    pub(crate) marks: Vec<Mark>,
    /// Unix time of the first byte.
    pub(crate) began: Duration,
    /// From the first byte to the end of the last connection.
    pub(crate) length: Duration,
    pub(crate) span: Span,
}

/// Something that is played.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// When, since the recording began.
    pub(crate) after: Duration,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Event(Event),
    /// Asterisk goes away.
    Down,
    /// It is there again.
    Up,
}

/// Ranges are into the capture's tables.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) marks_from: usize,
    pub(crate) marks_to: usize,
    /// Where a header `Timestamp` belongs; `None` if the event has one.
    pub(crate) stamp_at: Option<usize>,
    pub(crate) classes: Classes,
    /// Place of the first item that tells of the same calls; `None` if it tells of none.
    pub(crate) begins: Option<usize>,
}

/// Why a recording cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The folder has no `ami.raw`.
    #[error("no ami.raw in {}", path.display())]
    NoCapture {
        /// The folder.
        path: PathBuf,
    },
    /// The bytes do not begin with `Asterisk Call Manager/`.
    #[error("{name} is no recording of a manager connection: it does not begin with the banner")]
    NoBanner {
        /// The recording.
        name: String,
    },
    /// A row of receive times is not an offset, a tab and Unix seconds.
    #[error("receive times of {name}, line {line}: not a byte offset, a tab and Unix seconds")]
    BadTimes {
        /// The recording.
        name: String,
        /// Number of the line, from 1.
        line: usize,
    },
}

/// One connection of a recording.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) bytes: Vec<u8>,
    pub(crate) times: Option<String>,
}

impl Capture {
    /// Reads a capture folder, or a raw file of AMI bytes with its `.times` beside it.
    ///
    /// # Errors
    ///
    /// [`CaptureError`]: the files are not there or are no recording.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, CaptureError> {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let connections =
            files(path)?.iter().map(|raw| connection(raw)).collect::<Result<Vec<_>, CaptureError>>()?;
        read::capture(name, connections)
    }

    /// Takes the bytes of one connection, with receive times in the form of `ami.times`. Without them all
    /// events come at once, unless they have a header `Timestamp`.
    ///
    /// # Errors
    ///
    /// [`CaptureError`]: the bytes or the times are no recording.
    pub fn from_bytes(
        name: impl Into<String>,
        bytes: &[u8],
        times: Option<&str>,
    ) -> Result<Self, CaptureError> {
        let connection = Connection { bytes: bytes.to_vec(), times: times.map(Into::into) };
        read::capture(name.into(), vec![connection])
    }

    /// Name of the folder or file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which Asterisk it was, from the banner.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// How many events are played in one round.
    #[must_use]
    pub fn events(&self) -> usize {
        self.items.iter().filter(|item| matches!(item.what, What::Event(_))).count()
    }

    /// How long one round takes at original speed.
    #[must_use]
    pub fn length(&self) -> Duration {
        self.length
    }

    /// Which numbers are used by what begins with that item or later.
    pub(crate) fn numbers_from(&self, place: usize) -> Span {
        let mut span = Span::default();
        for item in self.items.iter().skip(place) {
            let What::Event(event) = &item.what else { continue };
            // What is left of older calls is not played.
            if event.begins.is_none_or(|begins| begins < place) {
                continue;
            }
            for mark in self.marks.get(event.marks_from..event.marks_to).unwrap_or_default() {
                match mark.what {
                    Id::Suffix(suffix) => span.suffix = widened(&span.suffix, suffix),
                    Id::Call(call) => span.call = widened(&span.call, call),
                    Id::Unique { .. } | Id::Bridge(_) | Id::Text | Id::Stamp(_) => {}
                }
            }
        }
        span
    }

    /// The events as recorded, each with the blank line that ends it.
    pub fn frames(&self) -> impl Iterator<Item = &[u8]> {
        self.items.iter().filter_map(|item| match &item.what {
            What::Event(event) => self.bytes.get(event.start..event.end),
            What::Down | What::Up => None,
        })
    }
}

fn widened(range: &Range<u32>, number: u32) -> Range<u32> {
    let end = number.saturating_add(1);
    if range.is_empty() { number..end } else { range.start.min(number)..range.end.max(end) }
}

/// The raw files at `path`, the earliest first.
fn files(path: &Path) -> Result<Vec<PathBuf>, CaptureError> {
    let unreadable = |source| CaptureError::Unreadable { path: path.into(), source };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.into()]);
    }
    let first = path.join("ami.raw");
    if !first.is_file() {
        return Err(CaptureError::NoCapture { path: path.into() });
    }
    let further = (2..).map(|number| path.join(format!("ami-{number}.raw"))).take_while(|raw| raw.is_file());
    Ok(std::iter::once(first).chain(further).collect())
}

fn connection(raw: &Path) -> Result<Connection, CaptureError> {
    let unreadable = |path: &Path| {
        let path = path.to_path_buf();
        move |source| CaptureError::Unreadable { path, source }
    };
    let bytes = fs::read(raw).map_err(unreadable(raw))?;
    let beside = raw.with_extension("times");
    let times = if beside != raw && beside.is_file() {
        Some(fs::read_to_string(&beside).map_err(unreadable(&beside))?)
    } else {
        None
    };
    Ok(Connection { bytes, times })
}
