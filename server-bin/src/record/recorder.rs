//! A connection that writes down what is read from it.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use ami_client::{Address, Connecting, Connector, Io, Transport};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc::UnboundedSender;

use super::RecordError;
use super::tape::{Paths, Tape};
use crate::clock::Clock;

/// Makes connections as `inner` does, each with a tape of its own.
#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) inner: Transport,
    pub(super) tapes: Arc<Tapes>,
}

/// The tapes of one recording.
#[derive(Debug)]
pub(super) struct Tapes {
    folder: PathBuf,
    clock: Clock,
    /// Hears of a tape that cannot be written: the recording ends then, whatever the client makes of it.
    failed: UnboundedSender<RecordError>,
    made: Mutex<Made>,
}

#[derive(Debug, Default)]
struct Made {
    count: u32,
    latest: Option<Paths>,
}

impl Tapes {
    pub(super) fn new(folder: &Path, failed: UnboundedSender<RecordError>) -> Self {
        Self { folder: folder.into(), clock: Clock::start(), failed, made: Mutex::default() }
    }

    fn next(&self) -> io::Result<Tape> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let number = made.count.saturating_add(1);
        let tape = Tape::create(Paths::new(&self.folder, number), self.clock);
        let tape = tape.map_err(|error| self.fail(error))?;
        *made = Made { count: number, latest: Some(tape.paths().clone()) };
        Ok(tape)
    }

    /// Removes what the last connection sent.
    pub(super) fn remove_latest(&self) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(paths) = made.latest.take() {
            paths.remove();
        }
    }

    fn fail(&self, error: RecordError) -> io::Error {
        let told = io::Error::other(error.to_string());
        // A recording that has ended needs no telling.
        let _ = self.failed.send(error);
        told
    }
}

impl Connector for Recorder {
    fn connect<'a>(&'a self, address: &'a Address) -> Connecting<'a> {
        Box::pin(async move {
            let io = self.inner.connect(address).await?;
            let tape = self.tapes.next()?;
            Ok(Box::new(Taped { io, tape, tapes: self.tapes.clone() }) as Box<dyn Io>)
        })
    }
}

struct Taped {
    io: Box<dyn Io>,
    tape: Tape,
    tapes: Arc<Tapes>,
}

impl AsyncRead for Taped {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { io, tape, tapes } = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(io).poll_read(cx, buffer))?;
        let read = buffer.filled().get(before..).unwrap_or_default();
        let written = if read.is_empty() { Ok(()) } else { tape.write(read) };
        Poll::Ready(written.map_err(|error| tapes.fail(error)))
    }
}

impl AsyncWrite for Taped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

impl Drop for Taped {
    fn drop(&mut self) {
        if let Err(error) = self.tape.end() {
            self.tapes.fail(error);
        }
    }
}
