//! The laws of leasing, in any order of clients, devices, calls, expiries and restarts of our own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use callflow_core::lease::{Lease, LeaseError, LeaseState, ReleasedBy};
use callflow_core::{CallFlow, Change, Input, SavedState, Signal, Timestamp};
use proptest::prelude::*;

use crate::leases::{Pool, channel, ended, plan, registers, release, renew, reserve, unregisters};

const EXTENSIONS: [&str; 3] = ["3001", "3002", "3003"];
const CLIENTS: [&str; 4] = ["a", "b", "c", "d"];

#[derive(Clone, Debug)]
enum Happening {
    Reserve(Option<usize>, usize),
    Renew(usize, usize),
    Release(usize, Option<usize>),
    Reset,
    Registers(usize, u8),
    Unregisters(usize, u8),
    CallBegins(usize),
    CallEnds(usize),
    Tick,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening as H;
    let exten = || 0..EXTENSIONS.len();
    let client = || 0..CLIENTS.len();
    prop_oneof![
        6 => (prop::option::weighted(0.3, exten()), client()).prop_map(|(e, c)| H::Reserve(e, c)),
        2 => (exten(), client()).prop_map(|(e, c)| H::Renew(e, c)),
        2 => (exten(), prop::option::weighted(0.7, client())).prop_map(|(e, c)| H::Release(e, c)),
        1 => Just(H::Reset),
        5 => (exten(), 0..2_u8).prop_map(|(e, n)| H::Registers(e, n)),
        5 => (exten(), 0..2_u8).prop_map(|(e, n)| H::Unregisters(e, n)),
        3 => exten().prop_map(H::CallBegins),
        3 => exten().prop_map(H::CallEnds),
        2 => Just(H::Tick),
    ]
}

/// Happenings with the milliseconds since the one before; a reservation lasts 30 s.
fn log() -> impl Strategy<Value = Vec<(u64, Happening)>> {
    prop::collection::vec((0..12_000_u64, happening()), 1..80)
}

/// What a bystander counts, who knows the rules and nothing of the machine.
#[derive(Default)]
struct Bystander {
    devices: BTreeMap<&'static str, BTreeSet<u8>>,
    channels: BTreeMap<&'static str, BTreeSet<u64>>,
    /// Who has which extension, and until when if no device of it came.
    holders: BTreeMap<&'static str, (&'static str, Option<Timestamp>)>,
    next: u64,
}

impl Bystander {
    fn expire(&mut self, now: Timestamp) {
        self.holders.retain(|_, (_, until)| until.is_none_or(|until| until > now));
    }

    fn is_used(&self, exten: &str) -> bool {
        self.devices.get(exten).is_some_and(|devices| !devices.is_empty()) || self.is_in_call(exten)
    }

    fn is_in_call(&self, exten: &str) -> bool {
        self.channels.get(exten).is_some_and(|channels| !channels.is_empty())
    }

    fn settle(&mut self) {
        for exten in EXTENSIONS {
            let registered = self.devices.get(exten).is_some_and(|devices| !devices.is_empty());
            let used = self.is_used(exten);
            match self.holders.get_mut(exten) {
                Some((_, until)) if registered => *until = None,
                Some((_, None)) if !used => {
                    self.holders.remove(exten);
                }
                _ => {}
            }
        }
    }
}

/// Does one thing, and lets the bystander note it. What a command answered, and what was told.
fn step(
    pool: &mut Pool,
    bystander: &mut Bystander,
    happening: &Happening,
) -> (Option<Result<Lease, LeaseError>>, Vec<Change>) {
    bystander.expire(pool.now);
    let mut answer = None;
    // Some happenings are no input; time goes on all the same.
    let mut changes = if matches!(happening, Happening::Registers(..) | Happening::CallEnds(..)) {
        pool.input(Input::Tick)
    } else {
        Vec::new()
    };
    match *happening {
        Happening::Reserve(exten, client) => {
            answer = Some(pool.command(&reserve(exten.map(|exten| EXTENSIONS[exten]), CLIENTS[client])));
        }
        Happening::Renew(exten, client) => {
            answer = Some(pool.command(&renew(EXTENSIONS[exten], CLIENTS[client])));
        }
        Happening::Release(exten, client) => {
            let by = client.map_or(ReleasedBy::Operator, |client| {
                ReleasedBy::Holder(callflow_core::lease::LeaseId::new(CLIENTS[client]))
            });
            answer = Some(pool.command(&release(EXTENSIONS[exten], by)));
        }
        Happening::Reset => {
            changes.extend(pool.input(Input::ResetLeases));
            bystander.holders.clear();
        }
        Happening::Registers(exten, number) => {
            // A device that is there registers again under its old address, of which no event tells.
            if bystander.devices.entry(EXTENSIONS[exten]).or_default().insert(number) {
                changes.extend(pool.signal(registers(EXTENSIONS[exten], number)));
            }
        }
        Happening::Unregisters(exten, number) => {
            changes.extend(pool.signal(unregisters(EXTENSIONS[exten], number)));
            bystander.devices.entry(EXTENSIONS[exten]).or_default().remove(&number);
        }
        Happening::CallBegins(exten) => {
            bystander.next += 1;
            changes.extend(pool.signal(Signal::ChannelCreated(channel(EXTENSIONS[exten], bystander.next))));
            bystander.channels.entry(EXTENSIONS[exten]).or_default().insert(bystander.next);
        }
        Happening::CallEnds(exten) => {
            if let Some(number) = bystander.channels.entry(EXTENSIONS[exten]).or_default().pop_first() {
                changes.extend(pool.signal(ended(EXTENSIONS[exten], number)));
            }
        }
        Happening::Tick => changes.extend(pool.input(Input::Tick)),
    }
    changes.extend(pool.drain());
    (answer, changes)
}

/// Checks what a command answered against what the bystander saw before it, and lets him note it.
fn judge(
    bystander: &mut Bystander,
    happening: &Happening,
    answer: Option<Result<Lease, LeaseError>>,
) -> Result<(), TestCaseError> {
    let held = |bystander: &Bystander, exten: &str, client: &str| {
        bystander.holders.get(exten).is_some_and(|(holder, _)| *holder == client)
    };
    let is_free = |bystander: &Bystander, exten: &str| {
        !bystander.is_used(exten) && !bystander.holders.contains_key(exten)
    };
    match (happening, answer) {
        (Happening::Reserve(named, client), Some(Ok(lease))) => {
            let client = CLIENTS[*client];
            let exten = EXTENSIONS.into_iter().find(|exten| **exten == *lease.extension).unwrap();
            prop_assert!(named.is_none_or(|named| EXTENSIONS[named] == exten));
            let had = held(bystander, exten, client);
            prop_assert!(had || is_free(bystander, exten), "{} given to {client} was not free", exten);
            prop_assert_eq!(lease.id.as_ref().map(|id| id.as_str()), Some(client));
            prop_assert_eq!(
                lease.state == LeaseState::Reserved,
                lease.expires_at.is_some() && !bystander.is_used(exten)
            );
            bystander.holders.insert(exten, (client, lease.expires_at));
        }
        (Happening::Reserve(None, client), Some(Err(error))) => {
            prop_assert_eq!(error, LeaseError::NoneFree);
            for exten in EXTENSIONS {
                let could = is_free(bystander, exten) || held(bystander, exten, CLIENTS[*client]);
                prop_assert!(!could, "{exten} could have been given out");
            }
        }
        (Happening::Reserve(Some(exten), client), Some(Err(error))) => {
            let exten = EXTENSIONS[*exten];
            prop_assert_eq!(error, LeaseError::Taken { extension: exten.into() });
            prop_assert!(!is_free(bystander, exten) && !held(bystander, exten, CLIENTS[*client]));
        }
        (Happening::Renew(exten, client), Some(answer)) => {
            let (exten, client) = (EXTENSIONS[*exten], CLIENTS[*client]);
            prop_assert_eq!(answer.is_ok(), held(bystander, exten, client));
            if let Ok(lease) = answer {
                bystander.holders.insert(exten, (client, lease.expires_at));
            }
        }
        (Happening::Release(exten, client), Some(answer)) => {
            let exten = EXTENSIONS[*exten];
            let may = client.is_none_or(|client| held(bystander, exten, CLIENTS[client]));
            prop_assert_eq!(answer.is_ok(), may);
            if may {
                bystander.holders.remove(exten);
            }
        }
        _ => {}
    }
    Ok(())
}

/// The state and the holder of each extension follow from what is known to the bystander.
fn compare(pool: &Pool, bystander: &Bystander) -> Result<(), TestCaseError> {
    let records = pool.flow.extensions();
    let mut first = None;
    for exten in EXTENSIONS {
        let lease = &records.iter().find(|record| &*record.extension == exten).unwrap().lease;
        let held = bystander.holders.get(exten);
        let state = match () {
            () if bystander.is_in_call(exten) => LeaseState::InCall,
            () if bystander.is_used(exten) => LeaseState::Busy,
            () if held.is_some() => LeaseState::Reserved,
            () => LeaseState::Free,
        };
        prop_assert_eq!(lease.state, state, "{}", exten);
        prop_assert_eq!(
            lease.id.as_ref().map(|id| id.as_str()),
            held.map(|(holder, _)| *holder),
            "{}",
            exten
        );
        prop_assert_eq!(lease.expires_at, held.and_then(|(_, until)| *until), "{}", exten);
        first = first.into_iter().chain(lease.expires_at).min();
    }
    if let Some(first) = first {
        prop_assert!(first > pool.now);
        prop_assert!(pool.flow.poll_timeout().is_some_and(|due| due <= first), "its end is waited for");
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_two_clients_have_the_same_extension(log in log()) {
        let mut pool = Pool::new();
        let mut bystander = Bystander::default();
        for (after, happening) in &log {
            pool.after(*after);
            let (answer, _) = step(&mut pool, &mut bystander, happening);
            judge(&mut bystander, happening, answer)?;
            bystander.settle();
            compare(&pool, &bystander)?;
        }
    }

    #[test]
    fn what_nobody_uses_can_be_had_again(log in log()) {
        let mut pool = Pool::new();
        let mut bystander = Bystander::default();
        for (after, happening) in &log {
            pool.after(*after);
            step(&mut pool, &mut bystander, happening);
        }
        for (exten, channels) in std::mem::take(&mut bystander.channels) {
            for number in channels {
                pool.signal(ended(exten, number));
            }
        }
        for exten in EXTENSIONS {
            for number in 0..2 {
                pool.signal(unregisters(exten, number));
            }
        }
        while let Some(due) = pool.flow.poll_timeout() {
            pool.now = due;
            pool.input(Input::Tick);
        }
        let clients = ["x", "y", "z"];
        let got: BTreeSet<Arc<str>> =
            clients.iter().map(|client| pool.command(&reserve(None, client)).unwrap().extension).collect();
        prop_assert_eq!(got.len(), EXTENSIONS.len());
        prop_assert_eq!(pool.command(&reserve(None, "w")), Err(LeaseError::NoneFree));
    }

    #[test]
    fn a_restart_of_our_own_makes_no_difference(log in log(), places in prop::collection::btree_set(0..80_usize, 0..4)) {
        let run = |places: &BTreeSet<usize>| {
            let mut pool = Pool::new();
            let mut bystander = Bystander::default();
            let mut all = Vec::new();
            for (place, (after, happening)) in log.iter().enumerate() {
                pool.after(*after);
                all.push(step(&mut pool, &mut bystander, happening));
                if places.contains(&place) {
                    let saved = serde_json::to_string(&pool.flow.save()).unwrap();
                    let state: SavedState = serde_json::from_str(&saved).unwrap();
                    pool.flow = CallFlow::restore(plan(), state);
                }
            }
            (all, pool.flow.extensions())
        };
        prop_assert_eq!(run(&places), run(&BTreeSet::new()));
    }

    /// Ticks come when they are due, or not at all until something else happens: the same is told, at the same times.
    #[test]
    fn a_reservation_ends_at_its_time_whoever_looks(log in log()) {
        let run = |ticks: bool| {
            let mut pool = Pool::new();
            let mut bystander = Bystander::default();
            let mut leases = Vec::new();
            for (after, happening) in &log {
                let then = pool.now.saturating_add(std::time::Duration::from_millis(*after));
                while let Some(due) = pool.flow.poll_timeout().filter(|due| ticks && *due <= then) {
                    pool.now = due;
                    leases.extend(pool.input(Input::Tick));
                }
                pool.now = then;
                leases.extend(step(&mut pool, &mut bystander, happening).1);
            }
            leases.retain(|change| change.kind.call().is_none());
            leases.into_iter().map(|change| (change.at, change.kind)).collect::<Vec<_>>()
        };
        prop_assert_eq!(run(true), run(false));
    }
}
