//! Clients of the manager interface: from bytes on a loopback socket to events in the hands of one who listens.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use ami_client::{Client, Message, Policy, SubscribeOptions};
use anyhow::Context as _;
use asterisk_rs_ami::AmiClient;
use asterisk_rs_core::event::EventReceive;
use tokio::runtime::Runtime;

use crate::options::Options;
use crate::recording::Recording;
use crate::storm::Storm;
use crate::stream::BANNER;

/// The last event of a stream.
const LAST: &[u8] = b"Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: StreamEnd\r\n\r\n";
/// A client that lost the last event is not waited for for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// One client, several times.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The fastest first.
    pub(crate) runs: Vec<Run>,
}

/// One stream through one client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) sent: u64,
    pub(crate) delivered: u64,
    /// From the first byte sent to the last event seen.
    pub(crate) took: Duration,
    /// Most bytes in the queue of one who never reads.
    pub(crate) queued: Option<usize>,
}

impl Run {
    pub(crate) fn events_a_second(&self) -> f64 {
        self.delivered as f64 / self.took.as_secs_f64()
    }
}

pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Vec<Row>> {
    let storm = Storm::without(recordings, &[])?;
    let count = options.bytes().div_ceil(storm.recording.len());
    let stream = Stream { bytes: storm.recording.bytes(), events: storm.recording.events() as u64, count };
    let mut rows = Vec::new();
    for (name, listen) in [
        ("ami-client, one lossless subscriber", ours as fn(_, _) -> _),
        ("ami-client, one that never reads", never_reads),
        ("asterisk-rs-ami, one subscriber", asterisk_rs),
    ] {
        let mut runs =
            (0..options.rounds.min(5)).map(|_| run(&stream, listen)).collect::<anyhow::Result<Vec<Run>>>()?;
        runs.sort_by(|one, two| two.events_a_second().total_cmp(&one.events_a_second()));
        rows.push(Row { name, runs });
    }
    Ok(rows)
}

/// The same recording again and again: what it says makes no difference to a client.
#[derive(Clone, Copy, Debug)]
struct Stream<'s> {
    bytes: &'s [u8],
    events: u64,
    count: usize,
}

/// Events seen, when the last was, and how much waited in a queue at most.
type Listened = anyhow::Result<(u64, Instant, Option<usize>)>;

fn run(stream: &Stream<'_>, listen: fn(SocketAddr, Sender<()>) -> Listened) -> anyhow::Result<Run> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("listening")?;
    let address = listener.local_addr()?;
    let (ready, go) = channel();
    let listener = &listener;
    thread::scope(|scope| {
        let sender = scope.spawn(move || send(listener, &go, stream));
        let (delivered, last, queued) = listen(address, ready)?;
        let begun = sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        let took = last.saturating_duration_since(begun);
        Ok(Run { sent: stream.events * stream.count as u64, delivered, took, queued })
    })
}

/// Logs a client in, answers everything with success, and sends when the client is ready.
fn send(listener: &TcpListener, go: &Receiver<()>, stream: &Stream<'_>) -> anyhow::Result<Instant> {
    let (mut socket, _) = listener.accept().context("accepting")?;
    socket.set_nodelay(true)?;
    socket.write_all(BANNER)?;
    let answers = socket.try_clone()?;
    // A client that has gone reads no answers.
    thread::spawn(move || drop(answer(answers)));
    go.recv().context("the client never came in")?;
    let begun = Instant::now();
    for _ in 0..stream.count {
        socket.write_all(stream.bytes)?;
    }
    socket.write_all(LAST)?;
    Ok(begun)
}

fn answer(mut socket: TcpStream) -> anyhow::Result<()> {
    let reader = BufReader::new(socket.try_clone()?);
    let mut id = String::new();
    for line in reader.lines() {
        let line = line?;
        if line.starts_with("ActionID: ") {
            id = format!("{line}\r\n");
        } else if line.is_empty() {
            let answer = format!("Response: Success\r\n{id}Challenge: 1234\r\nMessage: OK\r\n\r\n");
            socket.write_all(answer.as_bytes())?;
        }
    }
    Ok(())
}

fn options(address: SocketAddr) -> anyhow::Result<ami_client::Options> {
    Ok(ami_client::Options::new(address.to_string(), "bench", "bench")?)
}

fn is_last(message: &Message) -> bool {
    matches!(message, Message::Event(event) if event.frame().get("UserEvent") == Some(b"StreamEnd"))
}

fn ours(address: SocketAddr, ready: Sender<()>) -> Listened {
    let runtime = Runtime::new().context("starting tokio")?;
    runtime.block_on(async {
        // Room for the whole stream, so that nothing is missed however slow this machine's reader is.
        let lossless = SubscribeOptions::new().policy(Policy::Lossless { bytes: usize::MAX });
        let (client, mut events) = Client::start_listening(options(address)?, lossless)?;
        anyhow::ensure!(client.ready().await, "not connected");
        ready.send(())?;
        let (mut seen, mut messages) = (0, Vec::with_capacity(1_024));
        while events.recv_many(&mut messages, 1_024).await > 0 {
            seen += messages.iter().filter(|message| matches!(message, Message::Event(_))).count() as u64;
            if messages.last().is_some_and(is_last) {
                break;
            }
            messages.clear();
        }
        // The last one is not of the stream.
        Ok((seen - 1, Instant::now(), None))
    })
}

fn never_reads(address: SocketAddr, ready: Sender<()>) -> Listened {
    let runtime = Runtime::new().context("starting tokio")?;
    runtime.block_on(async {
        let (client, _never) = Client::start_listening(options(address)?, SubscribeOptions::new())?;
        let newest = SubscribeOptions::new().policy(Policy::Lag { messages: 1 });
        let mut newest = client.subscribe(newest);
        anyhow::ensure!(client.ready().await, "not connected");
        ready.send(())?;
        while let Some(message) = newest.recv().await {
            if is_last(&message) {
                break;
            }
        }
        let (last, metrics) = (Instant::now(), client.metrics());
        let queued = metrics.subscribers.iter().map(|one| one.bytes).max();
        Ok((metrics.events - 1, last, queued))
    })
}

fn asterisk_rs(address: SocketAddr, ready: Sender<()>) -> Listened {
    let runtime = Runtime::new().context("starting tokio")?;
    runtime.block_on(async {
        let client = AmiClient::builder()
            .host(address.ip().to_string())
            .port(address.port())
            .credentials("bench", "bench")
            // Its default of 256 loses nearly everything of such a stream.
            .event_capacity(1 << 16)
            .build()
            .await?;
        let mut events = client.subscribe();
        ready.send(())?;
        let (mut seen, mut last) = (0, Instant::now());
        while let Ok(event) = tokio::time::timeout(PATIENCE, events.recv()).await {
            match event {
                EventReceive::Event(event) => {
                    last = Instant::now();
                    if event.event_name() == "UserEvent" {
                        break;
                    }
                    seen += 1;
                }
                EventReceive::Lagged(_) => {}
                _ => break,
            }
        }
        Ok((seen, last, None))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lossless_subscriber_gets_all_of_a_short_stream() {
        let captures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
        let recordings = Recording::read_all(&captures).unwrap();
        let storm = Storm::without(&recordings, &[]).unwrap();
        let events = storm.recording.events() as u64;
        let stream = Stream { bytes: storm.recording.bytes(), events, count: 3 };
        let run = run(&stream, ours).unwrap();
        assert_eq!((run.sent, run.delivered), (events * 3, events * 3));
    }
}
