use callflow_core::{Change, Plan};
use proptest::prelude::*;

use super::super::client::written;
use super::super::mirror::Mirror;
use super::super::samples::{audience, change};
use super::copy::{self, Items, items};
use super::*;

const ROOM: Limits = Limits { messages: 4, bytes: 1 << 20 };

fn hub(kept: usize) -> Hub {
    Hub::new(Epoch(7), Bounds { kept, outbox: ROOM, clients: 100 })
}

/// What a client has read.
#[derive(Debug, Default)]
struct Copy {
    items: Items,
    /// What is kept of a client of Socket.IO.
    mirror: Mirror,
    last: Option<Place>,
    snapshots: Vec<Reason>,
    told: usize,
}

impl Copy {
    fn snapshot(&mut self, (place, snapshot): (Place, Snapshot), audience: &Audience) {
        self.snapshots.push(snapshot.reason);
        self.mirror.put(snapshot.clone());
        self.items = items(&serde_json::from_str(&written(snapshot, audience)).unwrap());
        self.last = Some(place);
    }

    fn take(&mut self, event: &Event, place: Place, audience: &Audience) {
        let last = self.last.unwrap();
        assert!(place.number > last.number, "{place} behind {last}");
        self.last = Some(place);
        self.told += 1;
        self.mirror.take(event);
        let data = serde_json::from_str(&event.json(audience.sees_numbers)).unwrap();
        copy::take(&mut self.items, event.payload.name(), &data);
    }
}

/// A client that may be away for a while.
#[derive(Debug)]
struct Follower {
    audience: Arc<Audience>,
    connected: Option<(ClientId, Arc<Mailbox>)>,
    copy: Copy,
}

impl Follower {
    fn connect(&mut self, hub: &Hub) {
        let joined = hub.join(&self.audience, self.copy.last).unwrap();
        self.connected = Some(joined);
    }

    fn disconnect(&mut self, hub: &Hub) {
        if let Some((id, _)) = self.connected.take() {
            hub.leave(id);
        }
    }

    /// Reads one message, if there is one.
    fn read(&mut self, hub: &Hub) -> bool {
        let Some((id, mailbox)) = &self.connected else { return false };
        match mailbox.pop() {
            Next::Snapshot(reason) => {
                self.copy.snapshot(hub.snapshot(*id, reason).unwrap(), &self.audience);
            }
            Next::Event(event) => {
                let place = hub.place(event.number, &self.audience);
                self.copy.take(&event, place, &self.audience);
            }
            Next::Closing(_) | Next::Nothing => return false,
        }
        true
    }
}

#[derive(Clone, Debug)]
enum Step {
    Change(Arc<Change>),
    /// A client reads a message.
    Read(usize),
    /// A client goes, and comes again with the id that it read last.
    Go(usize),
    Come(usize),
    /// What it may see changes.
    Regard(usize, Arc<Audience>),
    /// How everything stands is told anew.
    Renew,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => change().prop_map(Step::Change),
        8 => (0..4_usize).prop_map(Step::Read),
        1 => (0..4_usize).prop_map(Step::Go),
        2 => (0..4_usize).prop_map(Step::Come),
        1 => (0..4_usize, audience()).prop_map(|(who, audience)| Step::Regard(who, audience)),
        1 => Just(Step::Renew),
    ]
}

fn nothing_stands() -> Told {
    let (calls, queues, agents, extensions) = Default::default();
    let (pbx, plan) = ("default".into(), Plan::default());
    Told::Standing(Arc::new(Standing { pbx, plan, calls, queues, agents, extensions }))
}

proptest! {
    /// Whatever happens while clients read, are slow, go and come back: who has read everything has what there is to see, and
    /// nothing of it was told twice.
    #[test]
    fn copies_are_what_there_is_to_see(
        audiences in proptest::collection::vec(audience(), 4), steps in proptest::collection::vec(step(), 0..120)
    ) {
        let hub = hub(16);
        hub.take(&nothing_stands());
        let mut followers: Vec<Follower> = audiences
            .into_iter()
            .map(|audience| Follower { audience, connected: None, copy: Copy::default() })
            .collect();
        for step in steps {
            match step {
                Step::Change(change) => hub.take(&Told::Change(change)),
                Step::Read(who) => drop(followers[who].read(&hub)),
                Step::Go(who) => followers[who].disconnect(&hub),
                Step::Come(who) if followers[who].connected.is_none() => followers[who].connect(&hub),
                Step::Come(_) => {}
                Step::Regard(who, audience) => {
                    followers[who].audience = audience.clone();
                    if let Some((id, _)) = &followers[who].connected {
                        hub.regard(*id, &audience);
                    }
                }
                Step::Renew => hub.take(&nothing_stands()),
            }
        }
        for follower in &mut followers {
            if follower.connected.is_none() {
                follower.connect(&hub);
            }
            while follower.read(&hub) {}
            let (place, now) = hub.look(&follower.audience);
            let mirror = &follower.copy.mirror;
            let mut calls = now.calls.iter().map(|call| (call.id.clone(), call.ended_at)).collect::<Vec<_>>();
            calls.sort();
            let mut mirrored = mirror.calls().iter().map(|call| (call.id.clone(), call.ended_at)).collect::<Vec<_>>();
            mirrored.sort();
            prop_assert_eq!(mirrored, calls);
            prop_assert!(mirror.agents().eq(&now.agents));
            let of = |queues: &[Arc<QueueNow>]| queues.iter().map(|queue| queue.waiting).collect::<Vec<_>>();
            let mirrored: Vec<Arc<QueueNow>> = mirror.queues().cloned().collect();
            prop_assert!(of(&mirrored).iter().sum::<u32>() == of(&now.queues).iter().sum::<u32>());
            let now = items(&serde_json::from_str(&written(now, &follower.audience)).unwrap());
            prop_assert_eq!(&follower.copy.items, &now);
            let (id, _) = follower.connected.as_ref().unwrap();
            prop_assert_eq!(hub.reached(*id), Some(place));
        }
        for follower in &mut followers {
            follower.disconnect(&hub);
        }
        prop_assert_eq!(hub.len(), 0);
        prop_assert!(hub.lock().classes.is_empty());
    }
}

fn everybody() -> Arc<Audience> {
    let all = Some(callflow_accounts::reach::Reach::Everything);
    Arc::new(Audience {
        calls: all.clone(),
        queues: all.clone(),
        agents: all.clone(),
        extensions: all,
        sees_numbers: true,
    })
}

fn gap() -> Told {
    let (id, at) = ("default-1".into(), callflow_core::Timestamp::default());
    let kind = callflow_core::ChangeKind::LinkGap;
    Told::Change(Arc::new(Change { id, at, tenant: "default".into(), pbx: "default".into(), kind }))
}

fn follower() -> Follower {
    Follower { audience: everybody(), connected: None, copy: Copy::default() }
}

#[test]
fn who_comes_back_is_told_what_it_missed_and_nothing_else() {
    let hub = hub(4);
    let mut follower = follower();
    follower.connect(&hub);
    while follower.read(&hub) {}
    assert_eq!(follower.copy.snapshots, [Reason::Start]);
    follower.disconnect(&hub);
    for _ in 0..4 {
        hub.take(&gap());
    }
    follower.connect(&hub);
    while follower.read(&hub) {}
    assert_eq!((follower.copy.told, follower.copy.snapshots.len()), (4, 1));

    // One more than is kept: a snapshot takes their place.
    follower.disconnect(&hub);
    for _ in 0..5 {
        hub.take(&gap());
    }
    follower.connect(&hub);
    while follower.read(&hub) {}
    assert_eq!((follower.copy.told, follower.copy.snapshots), (4, vec![Reason::Start, Reason::Missed]));
}

#[test]
fn ids_of_another_run_or_of_other_rights_lead_nowhere() {
    let hub = hub(4);
    let audience = everybody();
    let here = hub.look(&audience).0;
    for (last, reason) in [
        (None, Some(Reason::Start)),
        (Some(here), None),
        (Some(Place { epoch: Epoch(8), ..here }), Some(Reason::Missed)),
        (Some(Place { mark: !here.mark, ..here }), Some(Reason::Missed)),
        (Some(Place { number: here.number + 1, ..here }), Some(Reason::Missed)),
        (Some(Place::NOWHERE), Some(Reason::Missed)),
    ] {
        let (_, mailbox) = hub.join(&audience, last).unwrap();
        let next = match mailbox.pop() {
            Next::Snapshot(reason) => Some(reason),
            _ => None,
        };
        assert_eq!(next, reason, "{last:?}");
    }
}

#[test]
fn a_slow_client_gets_a_snapshot_and_others_everything() {
    let hub = hub(100);
    let (mut slow, mut quick) = (follower(), follower());
    slow.connect(&hub);
    quick.connect(&hub);
    while slow.read(&hub) || quick.read(&hub) {}
    for _ in 0..50 {
        hub.take(&gap());
        while quick.read(&hub) {}
        let (_, mailbox) = slow.connected.as_ref().unwrap();
        assert!(mailbox.outbox().waiting() <= ROOM.messages);
    }
    while slow.read(&hub) {}
    assert_eq!(slow.copy.snapshots, [Reason::Start, Reason::Slow]);
    assert_eq!((quick.copy.snapshots.len(), quick.copy.told), (1, 50));
    assert_eq!(slow.copy.last, quick.copy.last);
}

#[test]
fn there_are_no_more_clients_than_there_may_be_and_none_once_it_ends() {
    let hub = Hub::new(Epoch(1), Bounds { kept: 1, outbox: ROOM, clients: 1 });
    let (id, mailbox) = hub.join(&everybody(), None).unwrap();
    assert!(hub.join(&everybody(), None).is_err());
    hub.close(ClosingReason::Stopping);
    assert!(matches!(mailbox.pop(), Next::Closing(ClosingReason::Stopping)));
    hub.leave(id);
    let (_, late) = hub.join(&everybody(), None).unwrap();
    assert!(matches!(late.pop(), Next::Closing(ClosingReason::Stopping)));
}
