//! Recordings on disk: the capture folder, and a raw file of AMI bytes.
//!
//! A folder holds `ami.raw`, the bytes of one connection from the banner on, and after a reconnect `ami-2.raw`,
//! `ami-3.raw` … of the same Asterisk. Beside each may stand its receive times, `ami.times`, `ami-2.times` ….
//! Other files are not read: `ami-readonly.raw` and the like are connections that ran at the same time.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::frames::Source;

/// One connection to the manager interface, as recorded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Connection {
    /// The bytes as received.
    pub(crate) raw: PathBuf,
    /// When they were received, if that was recorded.
    pub(crate) times: Option<PathBuf>,
}

impl Connection {
    fn new(raw: PathBuf) -> Self {
        let times = Some(raw.with_extension("times")).filter(|times| *times != raw && times.is_file());
        Self { raw, times }
    }

    /// Opens the bytes.
    pub(crate) fn open(&self) -> Result<Source, Failure> {
        Source::open(&self.raw)
    }
}

/// The connections of a recording, the earliest first; a raw file is one connection.
pub(crate) fn connections(path: &Path) -> Result<Vec<Connection>, Failure> {
    let unreadable = |error| Failure::unreadable(path.display(), &error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![Connection::new(path.into())]);
    }
    let mut numbered = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if let Some(number) = name.to_str().and_then(number_of) {
            numbered.push((number, path.join(name)));
        }
    }
    numbered.sort_unstable();
    if numbered.first().is_none_or(|(number, _)| *number != 1) {
        return Err(no_capture(path));
    }
    Ok(numbered.into_iter().map(|(_, raw)| Connection::new(raw)).collect())
}

/// The capture folders at `path`: itself, or those within it, by name.
pub(crate) fn folders(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    collect(path, &mut found)?;
    if found.is_empty() {
        return Err(Failure::input(path.display(), "no ami.raw in this folder nor in those within it"));
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if folder.join("ami.raw").is_file() {
        found.push(folder.into());
        return Ok(());
    }
    let unreadable = |error| Failure::unreadable(folder.display(), &error);
    let entries =
        fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    // Links are not followed, so that a loop of them has an end.
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut within: Vec<PathBuf> =
        entries.iter().filter(|entry| is_folder(entry)).map(fs::DirEntry::path).collect();
    within.sort_unstable();
    within.iter().try_for_each(|folder| collect(folder, found))
}

/// Which connection a file is: 1 for `ami.raw`, 2 for `ami-2.raw`.
fn number_of(name: &str) -> Option<u32> {
    if name == "ami.raw" {
        return Some(1);
    }
    let digits = name.strip_prefix("ami-")?.strip_suffix(".raw")?;
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (number >= 2).then_some(number)
}

fn no_capture(path: &Path) -> Failure {
    let captures = fs::read_dir(path).ok().into_iter().flatten().flatten();
    let mut captures: Vec<PathBuf> =
        captures.map(|entry| entry.path()).filter(|entry| entry.join("ami.raw").is_file()).collect();
    captures.sort_unstable();
    match captures.first() {
        Some(capture) => Failure::input(
            path.display(),
            format_args!("no ami.raw in this folder, but in {} within it; name those", capture.display()),
        ),
        None => Failure::input(path.display(), "no ami.raw in this folder; a capture folder has one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reconnects_are_further_connections() {
        for (name, number) in [
            ("ami.raw", Some(1)),
            ("ami-2.raw", Some(2)),
            ("ami-10.raw", Some(10)),
            ("ami-1.raw", None),
            ("ami-readonly.raw", None),
            ("ami-.raw", None),
            ("ami-+2.raw", None),
            ("ami.times", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
    }
}
