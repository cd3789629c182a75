//! Whatever goes wrong on the way, after the last login the tracker knows what a twin knows who saw everything.
//!
//! The client and the follower are the real ones; the other side is the simulated Asterisk, in memory and on a clock
//! that jumps from one deadline to the next. A schedule of faults follows from its seed, which a failure names:
//! `FAULTS_SEED=17 cargo test -p callflow-server faults` runs that one alone; `FAULTS_RUNS` says how many are run, a
//! thousand by `scripts/test`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ami_client::{Address, Client, Connecting, Connector, Io, Message, SubscribeOptions, Transport};
use ami_proto::{Decoder, OwnedFrame};
use asterisk_sim::{
    Audience, Bounds, ConnectionId, Harm, Ids, Machine, Options, Pace, Place, Played, Schedule, Script,
    Stamps, Track, User,
};
use callflow_core::device_state::ExtensionStatus;
use callflow_core::resync::{Heard, Resync};
use callflow_core::{CallFlow, ChangeKind, Input, Plan, Signal, Timestamp};
use callflow_server::follow::Follower;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use crate::captures;

/// Connections after this one are spared: the last login must be possible.
const STRUCK: u64 = 12;

/// The simulated Asterisk, and everybody who is connected to it.
#[derive(Clone, Debug)]
struct World {
    machine: Arc<Mutex<Machine>>,
    /// Something may have changed for the other connections.
    turn: watch::Sender<u64>,
    /// All connections there are break.
    cut: watch::Sender<u64>,
    wall: Duration,
    begun: Instant,
}

impl World {
    fn new(options: Options) -> Self {
        // Asterisk's clock need not be ours, and its ids come from its clock: so each run of a seed is the same.
        let wall = Duration::from_secs(1_795_300_000);
        let machine = Arc::new(Mutex::new(Machine::new(options, wall)));
        Self { machine, turn: watch::Sender::new(0), cut: watch::Sender::new(0), wall, begun: Instant::now() }
    }

    fn now(&self) -> Duration {
        self.wall + self.begun.elapsed()
    }

    fn with<T>(&self, act: impl FnOnce(&mut Machine, Duration) -> T) -> T {
        act(&mut self.machine.lock().unwrap(), self.now())
    }

    /// Lets the machine's time go on though nobody is connected.
    async fn run(self) {
        loop {
            let due = self.with(|machine, now| {
                machine.advance(now);
                machine.poll_timeout()
            });
            self.turn.send_modify(|turn| *turn += 1);
            // What is due already waits for somebody to read.
            let soon = self.begun.elapsed() + Duration::from_millis(5);
            let due = due.map_or(soon, |due| {
                due.saturating_sub(self.wall).clamp(soon, soon + Duration::from_millis(500))
            });
            sleep_until(self.begun + due).await;
        }
    }

    /// Moves the bytes of one connection.
    async fn serve(self, id: ConnectionId, mut stream: DuplexStream) {
        let mut turn = self.turn.subscribe();
        let mut cut = self.cut.subscribe();
        let mut buffer = vec![0; 4_096];
        loop {
            let (bytes, then_close) = self.with(|machine, _| {
                let output = machine.output(id);
                (output.bytes.to_vec(), output.then_close)
            });
            if !bytes.is_empty() {
                if stream.write_all(&bytes).await.is_err() {
                    break;
                }
                self.with(|machine, now| machine.sent(id, bytes.len(), now));
                continue;
            }
            if then_close {
                break;
            }
            tokio::select! {
                read = stream.read(&mut buffer) => match read {
                    Ok(count) if count > 0 => {
                        self.with(|machine, now| machine.receive(id, &buffer[..count], now));
                    }
                    _ => break,
                },
                _ = turn.changed() => {}
                _ = cut.changed() => break,
            }
        }
        self.with(|machine, now| machine.lost(id, now));
        self.turn.send_modify(|turn| *turn += 1);
    }
}

impl Connector for World {
    fn connect<'a>(&'a self, _: &'a Address) -> Connecting<'a> {
        Box::pin(async move {
            let id = self.with(|machine, now| machine.accept(now));
            let id = id.ok_or(std::io::ErrorKind::ConnectionRefused)?;
            let (ours, theirs) = duplex(1 << 16);
            tokio::spawn(self.clone().serve(id, theirs));
            Ok(Box::new(ours) as Box<dyn Io>)
        })
    }
}

/// Several recordings at once, so that calls go on whenever a fault strikes.
fn script(seed: u64) -> Script {
    let mut folders = captures::folders();
    // Restarts come from the schedule; and whom an agent's standing line talks with is told by events alone.
    folders.retain(|folder| !["/29", "/56"].iter().any(|number| captures::name(folder).contains(number)));
    let pick = |number: u64| {
        &folders[((seed.wrapping_mul(31).wrapping_add(number * 7_919)) as usize) % folders.len()]
    };
    let tracks = (0..4).map(|number| {
        let capture = asterisk_sim::Capture::open(pick(number)).unwrap();
        Track::of([capture]).starts_after(Duration::from_millis(seed % 7 * 300 * number))
    });
    let script = tracks.fold(Script::new(), Script::track);
    // With their times no two events are alike.
    script.ids(Ids::Fresh).stamps(Stamps::OnAll).pace(Pace::Original).audience(Audience::FirstListener)
}

/// Everything that a tracker was told to tell, to see that each call ends once.
#[derive(Default)]
struct Told {
    ends: BTreeMap<String, u32>,
    begun: BTreeSet<String>,
}

impl Told {
    fn drain(&mut self, flow: &mut CallFlow) {
        while let Some(change) = flow.poll_output() {
            match change.kind {
                ChangeKind::CallStarted(call) => drop(self.begun.insert(call.id.to_string())),
                ChangeKind::CallEnded(call) | ChangeKind::CallMerged(call) => {
                    *self.ends.entry(call.id.to_string()).or_default() += 1;
                }
                _ => {}
            }
        }
    }
}

/// What both trackers must agree on, as text to compare.
fn picture(flow: &CallFlow) -> String {
    let mut picture = String::new();
    let mut calls: Vec<String> = flow
        .live_calls()
        .iter()
        .map(|call| {
            let alive = call.legs.iter().filter(|leg| leg.ended_at.is_none());
            let mut alive: Vec<String> = alive.map(|leg| leg.uniqueid.to_string()).collect();
            alive.sort();
            alive.join(" ")
        })
        .collect();
    calls.sort();
    let _ = writeln!(picture, "calls {calls:#?}");
    for queue in flow.queues() {
        // Of one that was only named once there is nothing to know.
        if queue.waiting > 0 || !queue.members.is_empty() {
            let _ = writeln!(picture, "queue {} waiting {}", queue.queue, queue.waiting);
        }
        for member in queue.members {
            let _ = writeln!(picture, "  {} {:?} {:?}", member.interface, member.state, member.paused);
        }
    }
    for extension in flow.extensions() {
        // Of one that was only named once there is nothing to know.
        if extension.status == ExtensionStatus::Unknown && extension.device_state.is_none() {
            continue;
        }
        let (status, state) = (extension.status, extension.device_state);
        // Whether it is registered follows from its contacts, and else from its state. The simulated Asterisk lists
        // those of PJSIP alone.
        let mut contacts: Vec<String> = extension
            .contacts
            .iter()
            .filter(|contact| contact.uri.starts_with("sip"))
            .map(|contact| format!("{contact:?}"))
            .collect();
        contacts.sort();
        let _ = writeln!(picture, "extension {} {status:?} {state:?} {contacts:?}", extension.extension);
    }
    picture
}

/// The twin: what really happened, straight into a tracker.
struct Twin {
    flow: CallFlow,
    told: Told,
    decoder: Decoder,
    played: Vec<(Duration, Vec<u8>)>,
}

impl Twin {
    fn take(&mut self, played: Vec<Played>) {
        for one in played {
            let now = Timestamp::default().saturating_add(one.at());
            match &one {
                Played::Event { at, bytes } => {
                    self.played.push((*at, bytes.trim_ascii_end().to_vec()));
                    self.decoder.feed(bytes);
                    while let Some(frame) = self.decoder.next() {
                        self.flow.handle(Input::Ami(frame.unwrap()), now);
                    }
                }
                Played::Down { .. } => self.flow.handle(Input::LinkLost, now),
                Played::Up { .. } => {
                    self.flow.handle(Input::Signal(Signal::Booted { since: Some(now) }, None), now);
                    self.nothing_is_there(now);
                }
                other => unreachable!("{other:?}"),
            }
            self.told.drain(&mut self.flow);
        }
    }
}

impl Twin {
    /// Right after a restart every list of the simulated Asterisk is empty.
    fn nothing_is_there(&mut self, now: Timestamp) {
        let mut resync = Resync::new();
        resync.begin(&self.flow);
        let start = OwnedFrame::from_headers([("Response", "Success"), ("EventList", "start")]);
        while let Some(ask) = resync.poll_ask() {
            let end = format!("{}Complete", String::from_utf8_lossy(ask.action.name()));
            let end = OwnedFrame::from_headers([("Event", &*end), ("EventList", "Complete")]);
            resync.answer(&mut self.flow, ask.id, Heard::Response(start.as_frame()), now);
            resync.answer(&mut self.flow, ask.id, Heard::End(end.as_frame()), now);
        }
    }
}

/// What the follower heard, as far as it matters here.
enum HeardOne {
    Event(Vec<u8>),
    Gap,
}

async fn run(seed: u64) -> Result<(), String> {
    // The pauses between attempts to connect, too.
    fastrand::seed(seed);
    let span = Duration::from_secs(5 + seed % 20);
    let bounds = Bounds::new(span).connections(1..=STRUCK).faults(2).outages(2).pause(Duration::from_secs(4));
    let mut schedule = Schedule::random(seed, &bounds);
    // Bytes put into the middle of an event make another event of it, and nobody can tell.
    schedule.faults.retain(|fault| !matches!((&fault.place, &fault.harm), (Place::Byte(_), Harm::Insert(_))));
    let shown = schedule.to_string();
    let user = User::new("callflow", "s3cret");
    let world = World::new(
        Options::new().user(user).script(script(seed)).schedule(schedule).keep_played(true).seed(seed),
    );
    let ticking = tokio::spawn(world.clone().run());

    let options = ami_client::Options::new("pbx", "callflow", "s3cret")
        .unwrap()
        .transport(Transport::Custom(Arc::new(world.clone())));
    // A login that was refused by a fault is tried again before the script is over.
    let options =
        options.backoff(ami_client::Backoff { refused: Duration::from_secs(1), ..Default::default() });
    let (client, mut events) = Client::start_listening(options, SubscribeOptions::new()).unwrap();
    let (mut flow, mut follower) = (CallFlow::new("pbx", Plan::default()), Follower::new());
    let (mut told, mut heard) = (Told::default(), Vec::new());
    let mut twin = Twin {
        flow: CallFlow::new("pbx", Plan::default()),
        told: Told::default(),
        decoder: Decoder::new(),
        played: Vec::new(),
    };
    let give_up = world.begun + span + Duration::from_secs(120);
    let mut calm_since = None;
    let is_calm = loop {
        let before_end = world.begun.elapsed() < span;
        tokio::select! {
            biased;
            message = events.recv() => {
                let message = message.unwrap();
                match &message {
                    // Some events have a blank line more than others behind them.
                    Message::Event(event) => {
                        heard.push(HeardOne::Event(event.frame().bytes().trim_ascii_end().to_vec()));
                    }
                    Message::Gap(_) => heard.push(HeardOne::Gap),
                    _ => {}
                }
                follower.take(&message, &mut flow, &mut events).await;
                told.drain(&mut flow);
                calm_since = None;
                continue;
            }
            () = sleep(Duration::from_millis(20)) => {}
        }
        twin.take(world.with(|machine, _| machine.take_played()));
        if before_end {
            continue;
        }
        if Instant::now() > give_up {
            break false;
        }
        // Every connection that a fault may strike is used up, and the next one is a good one.
        let (accepted, listeners) = world.with(|machine, _| (machine.accepted(), machine.listeners()));
        if accepted <= STRUCK {
            world.cut.send_modify(|cut| *cut += 1);
            continue;
        }
        if listeners == 1 && follower.is_done() && client.state().borrow().is_up() {
            let since = *calm_since.get_or_insert(Instant::now());
            if since.elapsed() >= Duration::from_millis(40) {
                break true;
            }
        }
    };
    ticking.abort();
    let fail = |what: String| Err(format!("seed {seed}: {what}\nschedule:\n{shown}"));
    if !is_calm {
        return fail(format!("never came back: {:?}", client.state().borrow()));
    }
    let (ours, theirs) = (picture(&flow), picture(&twin.flow));
    if ours != theirs {
        return fail(format!("the trackers differ\n{}", difference(&theirs, &ours)));
    }
    for (id, count) in &told.ends {
        if *count != 1 {
            return fail(format!("{id} ended {count} times"));
        }
    }
    let live = flow.live_count();
    if told.begun.len() != told.ends.len() + live {
        return fail(format!("{} calls began, {} ended, {live} are live", told.begun.len(), told.ends.len()));
    }
    if let Some(missed) = untold(&twin.played, &heard) {
        return fail(missed);
    }
    Ok(())
}

/// An event that was missed, and no gap stands in its place.
fn untold(played: &[(Duration, Vec<u8>)], heard: &[HeardOne]) -> Option<String> {
    let mut places: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (index, (_, bytes)) in played.iter().enumerate() {
        places.entry(bytes).or_default().push(index);
    }
    // Before the first login nothing is promised.
    let (mut next, mut may_miss, mut last): (usize, bool, &[u8]) = (0, true, &[]);
    for one in heard {
        let HeardOne::Event(bytes) = one else {
            may_miss = true;
            continue;
        };
        let Some(places) = places.get(bytes.as_slice()) else { continue };
        match places.iter().find(|place| **place >= next) {
            Some(place) if *place == next || may_miss => (next, may_miss, last) = (place + 1, false, bytes),
            // It came twice, by a fault.
            _ if last == bytes => {}
            Some(_) => return Some(format!("no gap tells of {}", String::from_utf8_lossy(&played[next].1))),
            None => return Some(format!("out of order: {}", String::from_utf8_lossy(bytes))),
        }
    }
    let missed_at_the_end = next < played.len() && !may_miss;
    missed_at_the_end.then(|| format!("no gap tells of {}", String::from_utf8_lossy(&played[next].1)))
}

/// The lines that only one of two texts has.
fn difference(expected: &str, found: &str) -> String {
    let mut missing: Vec<&str> = expected.lines().collect();
    let mut more = Vec::new();
    for line in found.lines() {
        match missing.iter().position(|other| *other == line) {
            Some(place) => drop(missing.remove(place)),
            None => more.push(format!("+ {line}")),
        }
    }
    missing.iter().map(|line| format!("- {line}")).chain(more).collect::<Vec<_>>().join("\n")
}

#[test]
fn after_any_faults_the_tracker_knows_what_really_is() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("FAULTS_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("FAULTS_RUNS").unwrap_or(100)).collect(),
    };
    let next = Mutex::new(seeds.iter());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(seed) = { next.lock().unwrap().next().copied() } {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .start_paused(true)
                        .build()
                        .unwrap();
                    if let Err(error) = runtime.block_on(run(seed)) {
                        failed.lock().unwrap().push(error);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    if !failed.is_empty() {
        panic!("{} of {} failed:\n{}", failed.len(), seeds.len(), failed.join("\n"));
    }
}
