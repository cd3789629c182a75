//! Recording what an Asterisk says, in the form of a capture folder.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::time::Duration;

use ami_proto::{Decoder, EncodeError};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::clock::Clock;
use crate::config::Pbx;
use crate::login::{Login, Step};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const AGAIN_AFTER: Duration = Duration::from_secs(1);
const READ: usize = 64 * 1024;

/// Why a recording does not begin, or breaks off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The first connection could not be made.
    #[error("cannot connect to {address}: {why}")]
    Connect {
        /// Host and port.
        address: String,
        /// What the system said.
        why: String,
    },
    /// Asterisk refuses the login.
    #[error("Asterisk refuses the login: {0}")]
    Refused(String),
    /// User name or secret cannot be sent.
    #[error("the login cannot be sent: {0}")]
    Login(#[from] EncodeError),
    /// A file of the recording cannot be written; one that is there is not written over.
    #[error("{path}: {source}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes what the Asterisk sends into `folder` until `stop`: `ami.raw` with the bytes as received, `ami.times` with
/// when; after a lost connection `ami-2.raw` and so on. What is sent to it, the login above all, is not written.
///
/// # Errors
/// If the first connection cannot be made, a login is refused, or a file cannot be written. A later connection is
/// tried again for ever.
pub async fn record(pbx: &Pbx, folder: &Path, stop: impl Future<Output = ()>) -> Result<(), RecordError> {
    let clock = Clock::start();
    let mut stop = pin!(stop);
    let mut number = 1_u32;
    loop {
        let connected = tokio::select! {
            connected = connect(pbx) => connected,
            () = &mut stop => return Ok(()),
        };
        match connected {
            Ok(socket) => {
                let mut tape = Tape::create(folder, number, clock).await?;
                let ended = listen(pbx, socket, &mut tape, stop.as_mut()).await;
                if matches!(ended, Err(RecordError::Refused(_))) {
                    // So that the next try, with the right secret, may write there.
                    tape.remove().await;
                    return ended.map(drop);
                }
                tape.end().await?;
                if ended? == Ended::Stopped {
                    return Ok(());
                }
                tracing::warn!("the connection to Asterisk is lost; connecting again");
                number = number.saturating_add(1);
            }
            Err(error) if number == 1 => return Err(error),
            Err(_) => {}
        }
        tokio::select! {
            () = sleep(AGAIN_AFTER) => {}
            () = &mut stop => return Ok(()),
        }
    }
}

async fn connect(pbx: &Pbx) -> Result<TcpStream, RecordError> {
    let address = format!("{}:{}", pbx.host, pbx.port);
    let failed = |why: String| RecordError::Connect { address: address.clone(), why };
    match timeout(CONNECT_WITHIN, TcpStream::connect((&*pbx.host, pbx.port))).await {
        Ok(connected) => connected.map_err(|error| failed(error.to_string())),
        Err(_) => Err(failed(format!("no answer within {CONNECT_WITHIN:?}"))),
    }
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ended {
    /// It was to.
    Stopped,
    /// It was lost.
    Lost,
}

/// Logs in and writes until the connection ends.
async fn listen(
    pbx: &Pbx,
    mut socket: TcpStream,
    tape: &mut Tape,
    mut stop: Pin<&mut impl Future<Output = ()>>,
) -> Result<Ended, RecordError> {
    let (mut login, action) = Login::begin()?;
    let mut to_send = vec![action.encode()?];
    let mut decoder = Decoder::new();
    let mut buffer = vec![0; READ];
    loop {
        for bytes in to_send.drain(..) {
            if socket.write_all(&bytes).await.is_err() {
                return Ok(Ended::Lost);
            }
        }
        // Nothing is stopped amid a write, so that bytes and times agree.
        let read = tokio::select! {
            read = socket.read(&mut buffer) => read,
            () = stop.as_mut() => return Ok(Ended::Stopped),
        };
        let Ok(count @ 1..) = read else { return Ok(Ended::Lost) };
        let bytes = buffer.get(..count).unwrap_or_default();
        tape.write(bytes).await?;
        if matches!(login, Login::Done) {
            continue;
        }
        decoder.feed(bytes);
        while let Some(frame) = decoder.next() {
            let Ok(frame) = frame else { continue };
            match login.handle(&frame, pbx)? {
                Step::Send(action) => to_send.push(action.encode()?),
                Step::Refused(why) => return Err(RecordError::Refused(why)),
                Step::In => tracing::info!("recording"),
                Step::Wait => {}
            }
        }
    }
}

/// The files of one connection.
struct Tape {
    raw: (PathBuf, File),
    times: (PathBuf, File),
    clock: Clock,
    length: u64,
}

impl Tape {
    async fn create(folder: &Path, number: u32, clock: Clock) -> Result<Self, RecordError> {
        let name = if number == 1 { "ami".to_owned() } else { format!("ami-{number}") };
        let raw = create(folder.join(format!("{name}.raw"))).await?;
        let times = create(folder.join(format!("{name}.times"))).await?;
        Ok(Self { raw, times, clock, length: 0 })
    }

    /// The row of a read is its offset and its time.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), RecordError> {
        self.row().await?;
        let (path, file) = &mut self.raw;
        file.write_all(bytes).await.map_err(|source| RecordError::Write { path: path.clone(), source })?;
        self.length = self.length.saturating_add(bytes.len() as u64);
        Ok(())
    }

    async fn row(&mut self) -> Result<(), RecordError> {
        let micros = self.clock.now().unix_micros();
        let (seconds, part) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        let row = format!("{}\t{seconds}.{part:06}\n", self.length);
        let (path, file) = &mut self.times;
        file.write_all(row.as_bytes())
            .await
            .map_err(|source| RecordError::Write { path: path.clone(), source })
    }

    async fn remove(self) {
        for (path, file) in [self.raw, self.times] {
            drop(file);
            // What cannot be removed does no harm, and is named when it is in the way.
            let _ = fs::remove_file(path).await;
        }
    }

    /// A last row at the length of the file says when the connection ended.
    async fn end(mut self) -> Result<(), RecordError> {
        self.row().await?;
        for (path, mut file) in [self.raw, self.times] {
            file.flush().await.map_err(|source| RecordError::Write { path, source })?;
        }
        Ok(())
    }
}

/// Calls are in it, so that others are not to read it.
async fn create(path: PathBuf) -> Result<(PathBuf, File), RecordError> {
    if let Some(folder) = path.parent() {
        let made = fs::create_dir_all(folder).await;
        made.map_err(|source| RecordError::Write { path: folder.into(), source })?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    match options.open(&path).await {
        Ok(file) => Ok((path, file)),
        Err(source) => Err(RecordError::Write { path, source }),
    }
}
