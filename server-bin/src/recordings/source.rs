//! Where the bytes of a recording come from: its file, or the copy where that is gone.

use std::io::{self, Read, SeekFrom};
use std::sync::Arc;

use axum::body::Bytes;
use callflow_core::Timestamp;
use callflow_core::store::RecordingCopy;
use futures_util::{StreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::runtime::Handle;

use super::folders::Found;
use super::range::Range;
use super::storage::{Parts, Storage};

/// Read at once.
const CHUNK: usize = 64 << 10;

/// A recording that can be read.
#[derive(Debug)]
pub(crate) enum Source {
    /// From its file.
    File(Found),
    /// From its copy.
    Copy(Copied),
}

/// A complete copy, and the storage that has it.
#[derive(Debug)]
pub(crate) struct Copied {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) copy: RecordingCopy,
}

impl Source {
    /// In bytes.
    pub(crate) const fn size(&self) -> u64 {
        match self {
            Self::File(found) => found.size,
            Self::Copy(copied) => copied.copy.size,
        }
    }

    /// When the file was last written.
    pub(crate) fn written_at(&self) -> Timestamp {
        match self {
            Self::File(found) => found.written_at(),
            Self::Copy(copied) => copied.copy.written_at,
        }
    }

    /// What it is known by as it is now. A copy has another one than its file: whoever was in the middle of that begins anew.
    pub(crate) fn tag(&self) -> String {
        match self {
            Self::File(found) => found.tag(),
            Self::Copy(Copied { copy, .. }) => {
                format!("\"c-{:x}-{:x}\"", copy.size, copy.written_at.unix_micros())
            }
        }
    }

    /// A part of it, which has to be within its size. If it is shorter than it was, the stream breaks off with an error, as its
    /// length was promised.
    pub(crate) async fn part(self, part: Range) -> io::Result<Parts> {
        match self {
            Self::File(found) => {
                let mut file = tokio::fs::File::from_std(found.file);
                file.seek(SeekFrom::Start(part.first)).await?;
                Ok(read(file, part.bytes()).boxed())
            }
            Self::Copy(Copied { storage, copy }) => storage.read(&copy.url, part).await,
        }
    }

    /// All of it, for a thread that may wait.
    pub(crate) async fn reader(self) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Self::File(found) => Ok(Box::new(found.file)),
            Self::Copy(Copied { copy, .. }) if copy.size == 0 => Ok(Box::new(io::empty())),
            Self::Copy(Copied { storage, copy }) => {
                let parts = storage.read(&copy.url, Range { first: 0, last: copy.size - 1 }).await?;
                Ok(Box::new(Waiting { parts, chunk: Bytes::new(), runtime: Handle::current() }))
            }
        }
    }
}

/// So many bytes from where the file stands.
fn read(file: tokio::fs::File, bytes: u64) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((file, bytes), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let mut chunk = vec![0; usize::try_from(left).unwrap_or(CHUNK).min(CHUNK)];
        let count = file.read(&mut chunk).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        chunk.truncate(count);
        Ok(Some((Bytes::from(chunk), (file, left.saturating_sub(count as u64)))))
    })
}

/// Waits for each part of a stream; not on a thread of the runtime's own.
struct Waiting {
    parts: Parts,
    chunk: Bytes,
    runtime: Handle,
}

impl Read for Waiting {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match self.runtime.block_on(self.parts.next()) {
                Some(chunk) => self.chunk = chunk?,
                None => return Ok(0),
            }
        }
        let count = self.chunk.len().min(into.len());
        let taken = self.chunk.split_to(count);
        for (to, from) in into.iter_mut().zip(taken) {
            *to = from;
        }
        Ok(count)
    }
}
