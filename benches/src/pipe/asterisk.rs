//! The other end of the socket: it logs a client in and sends the storm again and again.
//!
//! Not the simulated Asterisk of the tests: on two cores a sender that works would be measured with the server. This
//! one copies the storm, writes other names into it, and sends it.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::recording::Repetition;
use crate::rounds::time_spent;
use crate::storm::Storm;
use crate::stream::BANNER;

/// What is written at once; times are noted behind it.
const CHUNK: usize = 16 * 1024;

/// So many calls are on their way at most. The server's socket is always read, so that it brakes nobody: beyond its
/// queue it would tell a gap, and this is no measure of gaps.
const UNDER_WAY: usize = 1_000;

/// When the last bytes of calls were sent that are not stored yet, in the order of their ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    waiting: Arc<Mutex<VecDeque<Instant>>>,
    given_up: Arc<AtomicBool>,
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task<'s> {
    pub(crate) storm: &'s Storm,
    pub(crate) repetitions: u32,
    /// Calls a second; else as fast as they are taken.
    pub(crate) rate: Option<u32>,
}

/// What the sender tells at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sending {
    pub(crate) begun: Instant,
    pub(crate) processor_time: Duration,
}

impl Sent {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, calls: usize) {
        let now = Instant::now();
        self.lock().extend(std::iter::repeat_n(now, calls));
    }

    /// Takes out the oldest, at most so many.
    pub(crate) fn take(&self, calls: u64, mut each: impl FnMut(Instant)) -> u64 {
        let mut waiting = self.lock();
        let count = usize::try_from(calls).map_or(waiting.len(), |calls| calls.min(waiting.len()));
        waiting.drain(..count).for_each(&mut each);
        count as u64
    }

    /// Nobody looks any more: whoever waits for calls to be stored waits in vain.
    pub(crate) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// How many calls were sent and are not stored yet.
    pub(crate) fn waiting(&self) -> usize {
        self.lock().len()
    }
}

/// Waits for a client, logs it in, sends, and stays until the client goes.
pub(crate) fn serve(listener: &TcpListener, task: Task<'_>, sent: &Sent) -> anyhow::Result<Sending> {
    let (socket, _) = listener.accept().context("accepting")?;
    socket.set_nodelay(true)?;
    log_in(&socket).context("logging in")?;
    let sending = send(&socket, task, sent).context("sending")?;
    // However the server goes.
    let _ = (&socket).read_to_end(&mut Vec::new());
    Ok(sending)
}

/// Answers whatever is asked, up to the list of channels, which is empty; what is asked after it is left open.
pub(crate) fn log_in(mut socket: &TcpStream) -> anyhow::Result<()> {
    socket.write_all(BANNER)?;
    let mut reader = BufReader::new(socket);
    let (mut action, mut id) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        anyhow::ensure!(reader.read_line(&mut line)? > 0, "the server went away");
        match line.trim_end().split_once(": ") {
            Some(("Action", name)) => name.clone_into(&mut action),
            Some(("ActionID", _)) => id.clone_from(&line),
            Some(_) => {}
            None => {
                let answer = match &*action {
                    "Challenge" => format!("Response: Success\r\n{id}Challenge: 123456789\r\n\r\n"),
                    "Status" => format!(
                        "Response: Success\r\n{id}EventList: start\r\nMessage: Channel status will follow\r\n\r\n\
                         Event: StatusComplete\r\n{id}EventList: Complete\r\nListItems: 0\r\n\r\n"
                    ),
                    _ => format!("Response: Success\r\n{id}Message: OK\r\n\r\n"),
                };
                socket.write_all(answer.as_bytes())?;
                if action == "Status" {
                    return Ok(());
                }
                id.clear();
            }
        }
    }
}

fn send(mut socket: &TcpStream, task: Task<'_>, sent: &Sent) -> anyhow::Result<Sending> {
    let Task { storm, repetitions, rate } = task;
    let (begun, spent) = (Instant::now(), time_spent());
    let seconds_a_byte =
        rate.map(|rate| storm.calls() as f64 / f64::from(rate) / storm.recording.len() as f64);
    let (mut bytes, mut events) = (Vec::new(), Vec::new());
    let (mut begin_s, mut before) = (1_795_200_000, 0_u64);
    for number in 0..repetitions {
        bytes.clear();
        events.clear();
        storm.recording.repeat_into(Repetition { number, begin_s }, &mut bytes, &mut events);
        begin_s += storm.recording.seconds();
        let mut end = 0;
        let mut ended = 0;
        for chunk in bytes.chunks(CHUNK) {
            if let Some(seconds_a_byte) = seconds_a_byte {
                let due = Duration::from_secs_f64((before + end as u64) as f64 * seconds_a_byte);
                thread::sleep(due.saturating_sub(begun.elapsed()));
            }
            while sent.waiting() > UNDER_WAY {
                anyhow::ensure!(!sent.given_up.load(Ordering::Relaxed), "the calls are not stored");
                thread::sleep(Duration::from_millis(1));
            }
            socket.write_all(chunk)?;
            end += chunk.len();
            let ends = storm.ends.partition_point(|at| *at <= end);
            sent.note(ends - ended);
            ended = ends;
        }
        before += end as u64;
    }
    Ok(Sending { begun, processor_time: time_spent() - spent })
}
