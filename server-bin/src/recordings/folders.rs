//! From the name that Asterisk tells to the file on this machine, and to no other.
//!
//! The name comes from outside: a dial plan may put what a caller has dialled into it. So it names nothing but a plain file
//! **within** a configured folder, whatever it looks like: names with `..` or NUL are refused as they are; what is left is
//! resolved with all its symbolic links, and has to lie within the folder then; and the file is opened beneath the folder
//! without following any link, so that nothing put in its way meanwhile is opened instead.

use std::fs::{self, File};
use std::io::{self, Seek as _};
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use callflow_core::Timestamp;
use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags};

use crate::follow::timestamp;

/// A folder in which recordings are, here and for Asterisk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Folder {
    /// As Asterisk names it.
    told: PathBuf,
    /// Where it is on this machine.
    here: PathBuf,
}

/// Why a text names no folder.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// It could be any, depending on where the server is started.
    #[error("{0:?} is no absolute path")]
    Relative(String),
    /// Everything would be a recording.
    #[error("{0:?} is the root of all, or has a '..' in it")]
    TooMuch(String),
}

impl Folder {
    /// `/var/spool/asterisk/monitor`, or `/var/spool/asterisk/monitor=/mnt/pbx/monitor` where the folder that Asterisk tells
    /// is another one here.
    ///
    /// # Errors
    /// If one of them is not absolute, or is no folder within another one.
    pub fn parse(text: &str) -> Result<Self, FolderError> {
        let (told, here) = text.split_once('=').unwrap_or((text, text));
        Ok(Self { told: absolute(told)?, here: absolute(here)? })
    }
}

fn absolute(text: &str) -> Result<PathBuf, FolderError> {
    let path = Path::new(text.trim());
    if !path.is_absolute() {
        return Err(FolderError::Relative(text.to_owned()));
    }
    let mut parts = path.components().skip(1).peekable();
    if parts.peek().is_none() || parts.any(|part| !matches!(part, Component::Normal(_))) {
        return Err(FolderError::TooMuch(text.to_owned()));
    }
    Ok(path.to_owned())
}

/// The folders in which recordings are looked for. Nothing outside of them is ever read or removed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Folders(Vec<Folder>);

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotFound {
    /// No folder is configured.
    #[error("no folder of recordings is configured")]
    NoFolders,
    /// The name leads out of the folders, or is none.
    #[error("the file is in none of the configured folders")]
    Outside,
    /// It is not there, or no plain file.
    #[error("the file is not on this machine")]
    Missing,
    /// The system does not let us.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[source] io::Error),
}

/// A recording's file, opened.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) file: File,
    pub(crate) size: u64,
    pub(crate) changed: SystemTime,
    /// Folder, and file below it, both without any link.
    place: (PathBuf, PathBuf),
    /// By which it is known whether it is still the same one.
    node: (u64, u64),
    /// The folder as Asterisk names it.
    told: PathBuf,
}

impl Folders {
    /// These.
    #[must_use]
    pub const fn new(folders: Vec<Folder>) -> Self {
        Self(folders)
    }

    /// Opens the file that Asterisk names so.
    pub(crate) fn find(&self, told: &str) -> Result<Found, NotFound> {
        if self.0.is_empty() {
            return Err(NotFound::NoFolders);
        }
        let mut why = NotFound::Outside;
        for (folder, below) in self.candidates(told) {
            match find_in(folder, &below) {
                Ok(found) => return Ok(found),
                // That it was looked for within a folder says more than that it is not within others.
                Err(NotFound::Outside) => {}
                Err(other) => why = other,
            }
        }
        Err(why)
    }

    /// In which folders it may be, and by what name there.
    fn candidates(&self, told: &str) -> Vec<(&Folder, PathBuf)> {
        if told.contains('\0') {
            return Vec::new();
        }
        let told = Path::new(told);
        let below = |folder: &Folder| match told.is_absolute() {
            true => told.strip_prefix(&folder.told).ok().map(Path::to_owned),
            // A relative name is one below Asterisk's own folder; which of these that is, the file says.
            false => Some(told.to_owned()),
        };
        let is_plain = |below: &PathBuf| {
            below.components().next().is_some()
                && below.components().all(|part| matches!(part, Component::Normal(_)))
        };
        self.0.iter().filter_map(|folder| Some((folder, below(folder).filter(is_plain)?))).collect()
    }
}

fn find_in(folder: &Folder, below: &Path) -> Result<Found, NotFound> {
    let root = fs::canonicalize(&folder.here).map_err(missing)?;
    let whole = fs::canonicalize(root.join(below)).map_err(missing)?;
    let below = whole.strip_prefix(&root).map_err(|_| NotFound::Outside)?.to_owned();
    // A pipe would keep us waiting for somebody who writes.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
    let file = File::from(open_beneath(&root, &below, flags).map_err(missing)?);
    let metadata = file.metadata().map_err(NotFound::Unreadable)?;
    if !metadata.is_file() {
        return Err(NotFound::Missing);
    }
    let changed = metadata.modified().map_err(NotFound::Unreadable)?;
    let node = node(&metadata);
    Ok(Found { file, size: metadata.len(), changed, place: (root, below), node, told: folder.told.clone() })
}

fn node(metadata: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

/// Opens what has no link in its name, and stays within.
fn open_beneath(root: &Path, below: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    let folder = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = rustix::fs::open(root, folder, Mode::empty())?;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    match rustix::fs::openat2(&root, below, flags | OFlags::CLOEXEC, Mode::empty(), resolve) {
        // Older kernels and some containers have no such call: then part by part, which comes to the same.
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::PERM) => part_by_part(root, below, flags),
        done => Ok(done?),
    }
}

fn part_by_part(root: OwnedFd, below: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    let mut folder = root;
    let mut parts = below.components().peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let flags = if is_last { flags } else { OFlags::RDONLY | OFlags::DIRECTORY };
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        folder = rustix::fs::openat(&folder, Path::new(part.as_os_str()), flags, Mode::empty())?;
    }
    Ok(folder)
}

fn missing(error: io::Error) -> NotFound {
    use io::ErrorKind as Kind;
    // A link was put in the way, or leads in a circle.
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return NotFound::Outside;
    }
    match error.kind() {
        Kind::NotFound | Kind::NotADirectory | Kind::InvalidInput | Kind::InvalidFilename => {
            NotFound::Missing
        }
        Kind::CrossesDevices => NotFound::Outside,
        _ => NotFound::Unreadable(error),
    }
}

impl Found {
    /// What the file is known by as it is now: another size, time or file is another tag. Strong: of WAV files that grow, no
    /// two states have the same.
    pub(crate) fn tag(&self) -> String {
        let since = self.changed.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        format!("\"{:x}-{:x}-{:x}\"", self.node.1, self.size, since.as_nanos())
    }

    /// When the file was last written.
    pub(crate) fn written_at(&self) -> Timestamp {
        timestamp(self.changed)
    }

    /// The same file opened for another reader, at its beginning. Both have one place in it: they read one after the other.
    pub(super) fn again(&self) -> io::Result<File> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(file)
    }

    /// Where it is, part by part: the folder as the operator has named it, and what is below it here, without any link. `None`
    /// where that is no text.
    pub(super) fn path(&self) -> Option<Vec<&str>> {
        let parts = self.told.components().chain(self.place.1.components());
        let names = parts.filter(|part| matches!(part, Component::Normal(_)));
        names.map(|part| part.as_os_str().to_str()).collect()
    }

    /// Removes the file. One that another has taken the place of is left.
    pub(crate) fn remove(&self) -> io::Result<()> {
        let (root, below) = &self.place;
        let Some(name) = below.file_name() else { return Ok(()) };
        let parent = below.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = OFlags::RDONLY | OFlags::DIRECTORY;
        let parent = match parent {
            Some(parent) => open_beneath(root, parent, folder)?,
            None => rustix::fs::open(root, folder | OFlags::CLOEXEC, Mode::empty())?,
        };
        let now = rustix::fs::statat(&parent, name, AtFlags::SYMLINK_NOFOLLOW)?;
        #[allow(clippy::unnecessary_cast, reason = "they are narrower on some systems")]
        if (now.st_dev as u64, now.st_ino as u64) != self.node {
            return Err(io::Error::other("another file has taken its place"));
        }
        Ok(rustix::fs::unlinkat(&parent, name, AtFlags::empty())?)
    }
}

#[cfg(test)]
mod tests;
