//! The files of one connection.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::RecordError;
use crate::clock::Clock;

/// Where the bytes are, and when they came.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    raw: PathBuf,
    times: PathBuf,
}

impl Paths {
    /// Those of a connection, counted from 1.
    pub(super) fn new(folder: &Path, number: u32) -> Self {
        let name = if number == 1 { "ami".to_owned() } else { format!("ami-{number}") };
        Self { raw: folder.join(format!("{name}.raw")), times: folder.join(format!("{name}.times")) }
    }

    pub(super) fn remove(&self) {
        for path in [&self.raw, &self.times] {
            // What cannot be removed does no harm, and is named when it is in the way.
            let _ = fs::remove_file(path);
        }
    }
}

/// What one connection sent. Written as it is read, unbuffered: whatever ends the program, bytes and times agree.
#[derive(Debug)]
pub(super) struct Tape {
    paths: Paths,
    raw: File,
    times: File,
    clock: Clock,
    length: u64,
}

impl Tape {
    pub(super) fn create(paths: Paths, clock: Clock) -> Result<Self, RecordError> {
        if let Some(folder) = paths.raw.parent() {
            let made = fs::create_dir_all(folder);
            made.map_err(|source| RecordError::Write { path: folder.into(), source })?;
        }
        let raw = create(&paths.raw)?;
        let times = create(&paths.times)?;
        Ok(Self { paths, raw, times, clock, length: 0 })
    }

    pub(super) fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The row of a read is its offset and its time.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), RecordError> {
        self.row()?;
        let written = self.raw.write_all(bytes);
        written.map_err(|source| RecordError::Write { path: self.paths.raw.clone(), source })?;
        self.length = self.length.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// A last row at the length of the file says when the connection ended.
    pub(super) fn end(&mut self) -> Result<(), RecordError> {
        self.row()
    }

    fn row(&mut self) -> Result<(), RecordError> {
        let micros = self.clock.now().unix_micros();
        let (seconds, part) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        let row = format!("{}\t{seconds}.{part:06}\n", self.length);
        let written = self.times.write_all(row.as_bytes());
        written.map_err(|source| RecordError::Write { path: self.paths.times.clone(), source })
    }
}

/// Calls are in it, so that others are not to read it.
fn create(path: &Path) -> Result<File, RecordError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| RecordError::Write { path: path.into(), source })
}
