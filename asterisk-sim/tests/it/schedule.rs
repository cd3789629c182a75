//! Faults by chance: whatever they are, what they do not concern goes on.

use std::time::Duration;

use asterisk_sim::{
    Bounds, ConnectionId, Ids, Machine, Options, Pace, Played, Schedule, Script, Track, User,
};
use proptest::prelude::*;

use crate::support::{NOW, capture, played};

const TWIN: &[u8] = b"Action: Login\r\nUsername: twin\r\nSecret: t\r\n\r\n";
const ADMIN: &[u8] = b"Action: Login\r\nUsername: admin\r\nSecret: a\r\n\r\n";

fn script() -> Script {
    let names = ["01-internal-caller-hangs-up", "09-queue-answered-after-wait", "23-ring-group"];
    let tracks = names.iter().map(|name| Track::of([capture(&format!("asterisk-22/{name}"))]));
    tracks.fold(Script::new(), Script::track).ids(Ids::RecordedFirst).pace(Pace::Original)
}

fn with(schedule: Schedule) -> Options {
    let options = Options::new().user(User::new("admin", "a")).user(User::new("twin", "t").spared());
    options.script(script()).schedule(schedule).keep_played(true)
}

/// What a client reads now; whether its connection ends.
fn read(machine: &mut Machine, id: ConnectionId, now: Duration, got: &mut Vec<u8>) -> bool {
    loop {
        let output = machine.output(id);
        if output.bytes.is_empty() {
            return output.then_close;
        }
        got.extend_from_slice(output.bytes);
        let length = output.bytes.len();
        machine.sent(id, length, now);
    }
}

/// A twin that stays and a client that comes again whenever it is cut off, for a minute. What the twin got, and
/// what was played.
fn run(schedule: Schedule) -> (Vec<u8>, Vec<Played>) {
    let mut machine = Machine::new(with(schedule), NOW);
    let twin = machine.accept(NOW).unwrap();
    machine.receive(twin, TWIN, NOW);
    let (mut heard, mut client) = (Vec::new(), None);
    let mut played = Vec::new();
    for tick in 0..1_200_u32 {
        let now = NOW + tick * Duration::from_millis(50);
        machine.advance(now);
        read(&mut machine, twin, now, &mut heard);
        let id = client.or_else(|| machine.accept(now).inspect(|id| machine.receive(*id, ADMIN, now)));
        client = id;
        if let Some(id) = id {
            if tick % 20 == 0 {
                machine.receive(id, b"Action: Status\r\n\r\nAction: Ping\r\n\r\n", now);
            }
            if read(&mut machine, id, now, &mut Vec::new()) {
                machine.lost(id, now);
                client = None;
            }
        }
        played.extend(machine.take_played());
    }
    (heard, played)
}

fn events(kept: &[Played]) -> Vec<u8> {
    kept.iter().filter_map(Played::event).collect::<Vec<_>>().concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_spared_listener_gets_exactly_the_script(seed: u64) {
        // From the login on nothing strikes it, though the faults are for its connection too.
        let bounds = Bounds::new(Duration::from_secs(20)).connections(2..=12).faults(4);
        let mut schedule = Schedule::random(seed, &bounds);
        let on_all = Schedule::random(seed ^ 1, &bounds.connections(1..=1).faults(8));
        let late = on_all.faults.into_iter().filter(|fault| match fault.place {
            asterisk_sim::Place::Byte(byte) => byte >= 30,
            asterisk_sim::Place::After(time) => time > Duration::ZERO,
            _ => true,
        });
        schedule.faults.extend(late);
        let shown = schedule.to_string();
        let (heard, kept) = run(schedule);
        let (_, whole) = run(Schedule::default());
        prop_assert_eq!(events(&kept), events(&whole), "{}", shown);
        prop_assert_eq!(played(&heard), played(&events(&whole)), "{}", shown);
    }

    #[test]
    fn no_schedule_does_harm_to_the_machine(seed: u64) {
        let bounds = Bounds::new(Duration::from_secs(20)).faults(6).outages(4);
        let schedule = Schedule::random(seed, &bounds);
        let (_, kept) = run(schedule.clone());
        let downs = kept.iter().filter(|one| matches!(one, Played::Down { .. })).count();
        let ups = kept.iter().filter(|one| matches!(one, Played::Up { .. })).count();
        prop_assert!(downs == ups || downs == ups + 1, "{schedule}");
        prop_assert_eq!(run(schedule).1, kept, "the same again");
    }
}

#[test]
fn a_seed_is_a_schedule() {
    let bounds = Bounds::new(Duration::from_secs(60)).connections(2..=4).faults(2).outages(2);
    let schedule = Schedule::random(1, &bounds);
    assert_eq!(schedule, Schedule::random(1, &bounds));
    assert_ne!(schedule, Schedule::random(2, &bounds));
    // Each line stands for one fault or outage.
    let lines: Vec<String> = schedule.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), schedule.faults.len() + schedule.outages.len());
    assert!(lines.iter().all(|line| line.contains([':', '='])));
}
