//! The connection to one Asterisk: connect, log in, read, and begin again when it is lost.

use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use ami_proto::{Action, DecodeError, Decoder, EncodeError, FrameKind};
use callflow_core::{Input, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::config::Pbx;
use crate::login::{Login, Step};
use crate::pipeline::Pipeline;
use crate::resync::{self, Heard, Resync};
use crate::unasked::Unasked;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A silent Asterisk is asked whether it is there …
const PING_AFTER: Duration = Duration::from_secs(20);
/// … and given up when it does not answer.
const GIVE_UP_AFTER: Duration = Duration::from_secs(30);
/// When the server stops, what Asterisk has sent already is still taken; so long at most.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);
const READ: usize = 64 * 1024;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("cannot connect to {host}:{port}: {source}; is Asterisk running, and its manager enabled?")]
    Connect { host: String, port: u16, source: io::Error },
    #[error("cannot connect to {host}:{port}: no answer within {CONNECT_WITHIN:?}")]
    NoAnswer { host: String, port: u16 },
    #[error(
        "Asterisk refuses the login of {username:?}: {message}; see username and password in manager.conf"
    )]
    Refused { username: String, message: String },
    #[error("the connection broke: {0}")]
    Broke(#[from] io::Error),
    #[error("Asterisk closed the connection")]
    Closed,
    #[error("Asterisk is silent for {GIVE_UP_AFTER:?}")]
    Silent,
    #[error("an action cannot be sent: {0}")]
    Action(#[from] EncodeError),
}

/// Runs until `stop`, whatever happens to the connection. The state is saved at the end.
pub(crate) async fn run(pbx: Pbx, name: String, mut pipeline: Pipeline, stop: CancellationToken) {
    let mut failures = 0;
    let mut unasked = Unasked::default();
    while !stop.is_cancelled() {
        let connects = pipeline.meters().connects.get();
        // Not to be dropped half-way: what the tracker has told must reach the writer.
        let Err(lost) = connect_and_read(&pbx, &name, (&mut pipeline, &mut unasked), &stop).await else {
            break;
        };
        if pipeline.meters().connected.swap(false, Relaxed) {
            let now = pipeline.clock().now();
            pipeline.feed(Input::LinkLost, now).await;
            pipeline.save().await;
        }
        failures = if pipeline.meters().connects.get() > connects { 0 } else { failures + 1 };
        let pause = backoff(failures);
        warn!(pbx.name = %name, retry_in_ms = pause.as_millis(), "{lost}");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => break,
        }
    }
    pipeline.meters().connected.store(false, Relaxed);
    pipeline.save().await;
}

/// Half a second, doubled with each failure in a row, half a minute at most.
fn backoff(failures: u32) -> Duration {
    (Duration::from_millis(500) * 2_u32.saturating_pow(failures.min(8))).min(Duration::from_secs(30))
}

async fn connect_and_read(
    pbx: &Pbx,
    name: &str,
    (pipeline, unasked): (&mut Pipeline, &mut Unasked),
    stop: &CancellationToken,
) -> Result<(), Lost> {
    let mut socket = tokio::select! {
        socket = connect(pbx) => socket?,
        () = stop.cancelled() => return Ok(()),
    };
    let (login, action) = Login::begin()?;
    send(&mut socket, &action).await?;
    let mut session = Session { pbx, name, login, resync: None, unasked };
    let mut decoder = Decoder::new();
    let mut buffer = vec![0; READ];
    let mut heard = Instant::now();
    let mut pinged = false;
    loop {
        let silence = heard + if pinged { GIVE_UP_AFTER } else { PING_AFTER };
        let read = tokio::select! {
            read = socket.read(&mut buffer) => Some(read?),
            () = sleep_until(silence) => None,
            () = at(pipeline.next_tick()) => {
                let now = pipeline.clock().now();
                pipeline.feed(Input::Tick, now).await;
                continue;
            }
            () = at(pipeline.next_save()) => {
                pipeline.save().await;
                continue;
            }
            () = stop.cancelled() => {
                // The answer to the login may be on its way, with events behind it.
                if !matches!(session.login, Login::Challenged) {
                    // Stopping, a connection that breaks is as good as one that ends.
                    let _ = leave(&mut socket, &mut session, &mut decoder, pipeline).await;
                }
                return Ok(());
            }
        };
        match read {
            Some(0) => return Err(Lost::Closed),
            Some(count) => {
                heard = Instant::now();
                pinged = false;
                pipeline.meters().bytes.add(count as u64);
                let now = pipeline.clock().now();
                decoder.feed(buffer.get(..count).unwrap_or_default());
                for action in session.take(&mut decoder, pipeline, now).await? {
                    send(&mut socket, &action).await?;
                }
                pipeline.note_lag(now);
            }
            None if pinged => return Err(Lost::Silent),
            None => {
                pinged = true;
                send(&mut socket, &Action::new("Ping")).await?;
            }
        }
    }
}

/// Logs off and takes what is on its way until Asterisk closes the connection, so that a server that is stopped in
/// good order misses nothing up to then.
async fn leave(
    socket: &mut TcpStream,
    session: &mut Session<'_>,
    decoder: &mut Decoder,
    pipeline: &mut Pipeline,
) -> Result<(), Lost> {
    send(socket, &Action::new("Logoff")).await?;
    let mut buffer = vec![0; READ];
    let until = Instant::now() + LEAVE_WITHIN;
    // Only reading is given up: what the tracker has told must reach the writer.
    while let Ok(read) = timeout_at(until, socket.read(&mut buffer)).await {
        let count = read?;
        if count == 0 {
            break;
        }
        pipeline.meters().bytes.add(count as u64);
        let now = pipeline.clock().now();
        decoder.feed(buffer.get(..count).unwrap_or_default());
        // There is nothing left to ask.
        session.take(decoder, pipeline, now).await?;
    }
    Ok(())
}

async fn connect(pbx: &Pbx) -> Result<TcpStream, Lost> {
    let (host, port) = (pbx.host.clone(), pbx.port);
    match timeout(CONNECT_WITHIN, TcpStream::connect((pbx.host.as_str(), pbx.port))).await {
        Ok(Ok(socket)) => {
            socket.set_nodelay(true)?;
            Ok(socket)
        }
        Ok(Err(source)) => Err(Lost::Connect { host, port, source }),
        Err(_) => Err(Lost::NoAnswer { host, port }),
    }
}

struct Session<'s> {
    pbx: &'s Pbx,
    name: &'s str,
    login: Login,
    resync: Option<Resync>,
    unasked: &'s mut Unasked,
}

impl Session<'_> {
    /// Takes all frames that are whole by now; gives what is to be sent.
    async fn take(
        &mut self,
        decoder: &mut Decoder,
        pipeline: &mut Pipeline,
        now: Timestamp,
    ) -> Result<Vec<Action>, Lost> {
        let mut actions = Vec::new();
        while let Some(frame) = decoder.next() {
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) => {
                    note_undecodable(self.name, &error);
                    continue;
                }
            };
            if !matches!(self.login, Login::Done) {
                match self.login.handle(&frame, self.pbx)? {
                    Step::Wait => {}
                    Step::Send(action) => actions.push(action),
                    Step::Refused(message) => {
                        return Err(Lost::Refused { username: self.pbx.username.clone(), message });
                    }
                    Step::In => actions.extend(self.logged_in(pipeline)?),
                }
                continue;
            }
            if frame.kind() == FrameKind::Event {
                pipeline.meters().events.add(1);
            }
            let heard = self.resync.as_mut().map_or(Heard::Other, |resync| resync.handle(&frame));
            match heard {
                Heard::Other => pipeline.feed(Input::Ami(frame), now).await,
                Heard::Part => {}
                Heard::Whole => {
                    if let Some(resync) = &mut self.resync {
                        let (channels, asked) = (resync.take_channels(), resync.asked());
                        let items = resync::items(&channels, now);
                        let all_channels = Some(asked);
                        pipeline.feed(Input::Snapshot { items: &items, all_channels }, now).await;
                    }
                }
                Heard::Refused(question, message) => match resync::empty(question, &message) {
                    Some(nothing) => pipeline.feed(Input::Signal(nothing, None), now).await,
                    None => self.unasked.add(self.name, question, &message),
                },
            }
        }
        Ok(actions)
    }

    fn logged_in(&mut self, pipeline: &Pipeline) -> Result<Vec<Action>, Lost> {
        pipeline.meters().connects.add(1);
        pipeline.meters().connected.store(true, Relaxed);
        info!(pbx.name = self.name, host = %self.pbx.host, port = self.pbx.port, "connected to Asterisk");
        let (resync, actions) = Resync::begin(pipeline.mark())?;
        self.resync = Some(resync);
        Ok(actions)
    }
}

fn note_undecodable(name: &str, error: &DecodeError) {
    warn!(pbx.name = name, %error, "a frame was left out");
}

async fn send(socket: &mut TcpStream, action: &Action) -> Result<(), Lost> {
    Ok(socket.write_all(&action.encode()?).await?)
}

/// Waits until then, or for ever.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stop_growing() {
        let pauses: Vec<u64> =
            [0, 1, 2, 5, 6, 100].map(|failures| backoff(failures).as_millis() as u64).into();
        assert_eq!(pauses, [500, 1_000, 2_000, 16_000, 30_000, 30_000]);
    }
}
