//! Extensions given out on time: the lease machine, its pool, and its laws.

use std::time::Duration;

use callflow_core::lease::{Lease, LeaseCommand, LeaseError, LeaseId, LeaseState, ReleasedBy};
use callflow_core::signal::{ChannelSnapshot, ChannelState, ContactSnapshot, ListedChannel, Signal};
use callflow_core::{CallFlow, Change, ChangeKind, HangupCause, Input, Plan, Timestamp};

use crate::recording::{feed, read, root};

const TTL: Duration = Duration::from_secs(30);

/// An Asterisk whose extensions 3001 to 3003 are given out, and 101 is not.
pub(crate) struct Pool {
    pub(crate) flow: CallFlow,
    pub(crate) now: Timestamp,
}

pub(crate) fn plan() -> Plan {
    toml::from_str("[leasing]\nextensions = [\"_3XXX\"]").unwrap()
}

impl Pool {
    pub(crate) fn new() -> Self {
        let now = Timestamp::from_unix_micros(1_700_000_000_000_000);
        let mut pool = Self { flow: CallFlow::new("default", plan()), now };
        for exten in ["101", "3002", "3003", "3001"] {
            pool.signal(Signal::EndpointListed { device: device(exten).into(), contacts: vec![] });
        }
        pool
    }

    pub(crate) fn after(&mut self, ms: u64) -> &mut Self {
        self.now = self.now.saturating_add(Duration::from_millis(ms));
        self
    }

    pub(crate) fn input(&mut self, input: Input<'_>) -> Vec<Change> {
        self.flow.handle(input, self.now);
        self.drain()
    }

    pub(crate) fn drain(&mut self) -> Vec<Change> {
        std::iter::from_fn(|| self.flow.poll_output()).collect()
    }

    pub(crate) fn signal(&mut self, signal: Signal<'_>) -> Vec<Change> {
        self.input(Input::Signal(signal, None))
    }

    pub(crate) fn command(&mut self, command: &LeaseCommand) -> Result<Lease, LeaseError> {
        self.flow.lease(command, self.now)
    }

    fn reserve(&mut self, id: &str) -> Result<Lease, LeaseError> {
        self.command(&reserve(None, id))
    }

    fn registers(&mut self, exten: &str) -> Vec<Change> {
        self.signal(registers(exten, 0))
    }

    fn unregisters(&mut self, exten: &str) -> Vec<Change> {
        self.signal(unregisters(exten, 0))
    }

    fn lease(&self, exten: &str) -> Lease {
        let records = self.flow.extensions();
        records.into_iter().find(|record| &*record.extension == exten).unwrap().lease
    }

    /// State and holder.
    fn stands(&self, exten: &str) -> (LeaseState, Option<String>) {
        let lease = self.lease(exten);
        (lease.state, lease.id.map(|id| id.to_string()))
    }
}

fn device(exten: &str) -> String {
    format!("PJSIP/{exten}")
}

fn uri(exten: &str, number: u8) -> String {
    format!("sip:{exten}@192.0.2.{number}")
}

pub(crate) fn registers(exten: &str, number: u8) -> Signal<'static> {
    Signal::ContactCreated(ContactSnapshot {
        device: device(exten).into(),
        uri: uri(exten, number).into(),
        status: None,
        user_agent: None,
    })
}

pub(crate) fn unregisters(exten: &str, number: u8) -> Signal<'static> {
    Signal::ContactRemoved { device: device(exten).into(), uri: uri(exten, number).into() }
}

pub(crate) fn channel(exten: &str, number: u64) -> ChannelSnapshot<'static> {
    ChannelSnapshot {
        name: format!("PJSIP/{exten}-{number:08x}").into(),
        uniqueid: format!("1700000000.{number}").into(),
        state: Some(ChannelState::Ring),
        ..ChannelSnapshot::default()
    }
}

pub(crate) fn ended(exten: &str, number: u64) -> Signal<'static> {
    Signal::ChannelEnded { channel: channel(exten, number), cause: HangupCause::NORMAL_CLEARING }
}

pub(crate) fn reserve(exten: Option<&str>, id: &str) -> LeaseCommand {
    LeaseCommand::Reserve { extension: exten.map(Into::into), id: LeaseId::new(id), time_to_live: TTL }
}

pub(crate) fn renew(exten: &str, id: &str) -> LeaseCommand {
    LeaseCommand::Renew { extension: exten.into(), id: LeaseId::new(id), time_to_live: TTL }
}

pub(crate) fn release(exten: &str, by: ReleasedBy) -> LeaseCommand {
    LeaseCommand::Release { extension: exten.into(), by }
}

fn holder(id: &str) -> ReleasedBy {
    ReleasedBy::Holder(LeaseId::new(id))
}

/// `(extension, state, holder)` of each `lease.changed`.
fn told(changes: &[Change]) -> Vec<(String, LeaseState, Option<String>)> {
    let lease = |lease: &Lease| {
        (lease.extension.to_string(), lease.state, lease.id.as_ref().map(ToString::to_string))
    };
    let leases = changes.iter().filter_map(|change| match &change.kind {
        ChangeKind::LeaseChanged(changed) => Some(lease(changed)),
        _ => None,
    });
    leases.collect()
}

fn at(exten: &str, state: LeaseState, id: Option<&str>) -> (String, LeaseState, Option<String>) {
    (exten.to_owned(), state, id.map(str::to_owned))
}

#[test]
fn a_client_reserves_registers_calls_and_leaves() {
    let mut pool = Pool::new();
    let lease = pool.reserve("a").unwrap();
    let until = pool.now.saturating_add(TTL);
    assert_eq!(
        (&*lease.extension, lease.state, lease.expires_at),
        ("3001", LeaseState::Reserved, Some(until))
    );
    let a = Some("a");
    assert_eq!(told(&pool.drain()), [at("3001", LeaseState::Reserved, a)]);
    assert_eq!(told(&pool.after(900).registers("3001")), [at("3001", LeaseState::Busy, a)]);
    assert_eq!(pool.lease("3001").expires_at, None);
    let mut changes = pool.after(900).signal(Signal::ChannelCreated(channel("3001", 1)));
    assert_eq!(told(&changes), [at("3001", LeaseState::InCall, a)]);
    changes = pool.after(900).signal(Signal::ChannelCreated(channel("3001", 2)));
    changes.extend(pool.after(900).signal(ended("3001", 1)));
    assert_eq!(told(&changes), [], "the other one goes on");
    assert_eq!(told(&pool.after(900).signal(ended("3001", 2))), [at("3001", LeaseState::Busy, a)]);
    assert_eq!(told(&pool.after(900).unregisters("3001")), [at("3001", LeaseState::Free, None)]);
}

#[test]
fn a_device_without_a_reservation_is_busy_and_given_to_nobody() {
    let mut pool = Pool::new();
    for exten in ["3001", "3002", "3003"] {
        assert_eq!(told(&pool.registers(exten)), [at(exten, LeaseState::Busy, None)]);
    }
    assert_eq!(pool.reserve("a"), Err(LeaseError::NoneFree));
    let taken = Err(LeaseError::Taken { extension: "3002".into() });
    assert_eq!(pool.command(&reserve(Some("3002"), "a")), taken);
    pool.unregisters("3002");
    assert_eq!(&*pool.reserve("a").unwrap().extension, "3002");
}

#[test]
fn a_reservation_ends_exactly_at_its_time() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    let until = pool.now.saturating_add(TTL);
    pool.drain();
    assert_eq!(pool.flow.poll_timeout(), Some(until));
    let early = Timestamp::from_unix_micros(until.unix_micros() - 1);
    pool.flow.handle(Input::Tick, early);
    assert_eq!(told(&pool.drain()), []);
    assert_eq!(pool.stands("3001"), (LeaseState::Reserved, Some("a".to_owned())));
    pool.flow.handle(Input::Tick, until);
    let changes = pool.drain();
    assert_eq!(told(&changes), [at("3001", LeaseState::Free, None)]);
    assert_eq!((changes[0].at, pool.flow.poll_timeout()), (until, None));
}

#[test]
fn whoever_comes_after_the_end_of_a_reservation_is_too_late() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    let late = pool.after(30_000).command(&renew("3001", "a"));
    assert_eq!(late, Err(LeaseError::NotHeld { extension: "3001".into() }));
    pool.command(&reserve(Some("3001"), "a")).unwrap();
    pool.drain();
    // The device registers at the same time: it is a stranger's then.
    let changes = pool.after(30_000).registers("3001");
    assert_eq!(told(&changes), [at("3001", LeaseState::Free, None), at("3001", LeaseState::Busy, None)]);
}

#[test]
fn a_renewed_reservation_lasts_longer_and_a_registered_one_needs_no_renewal() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    let renewed = pool.after(20_000).command(&renew("3001", "a")).unwrap();
    assert_eq!(renewed.expires_at, Some(pool.now.saturating_add(TTL)));
    pool.after(20_000).input(Input::Tick);
    assert_eq!(pool.stands("3001").0, LeaseState::Reserved);
    pool.registers("3001");
    assert_eq!(pool.flow.poll_timeout(), None);
    assert_eq!(pool.command(&renew("3001", "a")).unwrap().expires_at, None);
    pool.after(3_600_000).input(Input::Tick);
    assert_eq!(pool.stands("3001"), (LeaseState::Busy, Some("a".to_owned())));
}

#[test]
fn the_extension_that_was_unused_for_longest_comes_first() {
    let mut pool = Pool::new();
    let mut order = Vec::new();
    for client in ["a", "b", "c", "d", "e", "f", "g"] {
        let lease = pool.after(1_000).reserve(client).unwrap();
        order.push(lease.extension.to_string());
        pool.after(1_000).command(&release(&lease.extension, holder(client))).unwrap();
    }
    assert_eq!(order, ["3001", "3002", "3003", "3001", "3002", "3003", "3001"]);
    // 3002 was in use last.
    pool.registers("3002");
    pool.after(1_000).unregisters("3002");
    order.clear();
    for client in ["a", "b", "c"] {
        order.push(pool.after(1_000).reserve(client).unwrap().extension.to_string());
    }
    assert_eq!(order, ["3003", "3001", "3002"]);
}

#[test]
fn a_client_that_asks_again_gets_its_own() {
    let mut pool = Pool::new();
    assert_eq!(&*pool.reserve("a").unwrap().extension, "3001");
    let again = pool.after(1_000).reserve("a").unwrap();
    assert_eq!((&*again.extension, again.expires_at), ("3001", Some(pool.now.saturating_add(TTL))));
    pool.registers("3001");
    assert_eq!(
        (&*pool.reserve("a").unwrap().extension, pool.lease("3001").state),
        ("3001", LeaseState::Busy)
    );
    assert_eq!(&*pool.reserve("b").unwrap().extension, "3002");
}

#[test]
fn only_the_holder_or_an_operator_gives_back() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    let not_held = || Err(LeaseError::NotHeld { extension: "3001".into() });
    assert_eq!(pool.command(&release("3001", holder("b"))), not_held());
    assert_eq!(pool.command(&renew("3001", "b")), not_held());
    assert_eq!(pool.stands("3001").1.as_deref(), Some("a"));
    assert_eq!(pool.command(&release("3001", ReleasedBy::Operator)).unwrap().state, LeaseState::Free);
    assert_eq!(pool.command(&release("3001", holder("a"))), not_held());
    assert_eq!(pool.command(&release("3001", ReleasedBy::Operator)).unwrap().state, LeaseState::Free);
}

#[test]
fn what_is_given_back_with_a_device_registered_is_free_when_that_leaves() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    pool.registers("3001");
    pool.drain();
    pool.command(&release("3001", holder("a"))).unwrap();
    assert_eq!(told(&pool.drain()), [at("3001", LeaseState::Busy, None)]);
    let taken = Err(LeaseError::Taken { extension: "3001".into() });
    assert_eq!(pool.command(&reserve(Some("3001"), "b")), taken);
    pool.unregisters("3001");
    assert!(pool.command(&reserve(Some("3001"), "b")).is_ok());
}

#[test]
fn an_operator_takes_all_back() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    pool.reserve("b").unwrap();
    pool.registers("3002");
    pool.drain();
    let changes = pool.input(Input::ResetLeases);
    assert_eq!(told(&changes), [at("3001", LeaseState::Free, None), at("3002", LeaseState::Busy, None)]);
    assert_eq!(pool.flow.poll_timeout(), None);
}

#[test]
fn extensions_outside_the_pool_are_unknown_to_it() {
    let mut pool = Pool::new();
    for exten in ["101", "3999"] {
        let unknown = || Err(LeaseError::Unknown { extension: exten.into() });
        assert_eq!(pool.command(&reserve(Some(exten), "a")), unknown());
        assert_eq!(pool.command(&renew(exten, "a")), unknown());
        assert_eq!(pool.command(&release(exten, ReleasedBy::Operator)), unknown());
    }
    assert_eq!(told(&pool.registers("101")), [], "its record tells, and no lease is said to have changed");
    assert_eq!(pool.stands("101"), (LeaseState::Busy, None));
    // A pool without extensions.
    let mut flow = CallFlow::new("default", Plan::default());
    assert_eq!(flow.lease(&reserve(None, "a"), pool.now), Err(LeaseError::NoneFree));
}

#[test]
fn an_extension_that_asterisk_took_away_is_not_given_out() {
    let mut pool = Pool::new();
    let hint = |status| Signal::ExtensionChanged { exten: "3001".into(), hint: None, status };
    pool.signal(hint(callflow_core::device_state::ExtensionStatus::Unknown));
    assert_eq!(&*pool.reserve("a").unwrap().extension, "3002");
    pool.signal(hint(callflow_core::device_state::ExtensionStatus::Offline));
    assert_eq!(&*pool.reserve("b").unwrap().extension, "3001");
}

#[test]
fn no_time_is_no_reservation() {
    let mut pool = Pool::new();
    for time_to_live in [Duration::ZERO, Duration::from_nanos(999)] {
        let id = LeaseId::new("a");
        let command = LeaseCommand::Reserve { extension: None, id, time_to_live };
        assert_eq!(pool.command(&command), Err(LeaseError::NoTime));
    }
    assert_eq!(pool.flow.poll_timeout(), None);
}

#[test]
fn a_channel_of_an_unregistered_extension_is_a_call_all_the_same() {
    let mut pool = Pool::new();
    let changes = pool.signal(Signal::ChannelCreated(channel("3001", 1)));
    assert_eq!(told(&changes), [at("3001", LeaseState::InCall, None)]);
    assert_eq!(&*pool.reserve("a").unwrap().extension, "3002");
    assert_eq!(told(&pool.signal(ended("3001", 1)))[1..], [at("3001", LeaseState::Free, None)]);
}

#[test]
fn a_device_that_unregisters_in_a_call_has_it_until_the_call_is_over() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    pool.registers("3001");
    pool.signal(Signal::ChannelCreated(channel("3001", 1)));
    pool.unregisters("3001");
    assert_eq!(pool.stands("3001"), (LeaseState::InCall, Some("a".to_owned())));
    pool.signal(ended("3001", 1));
    assert_eq!(pool.stands("3001"), (LeaseState::Free, None));
}

#[test]
fn a_reservation_that_ends_during_a_call_leaves_the_call() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    pool.signal(Signal::ChannelCreated(channel("3001", 1)));
    assert_eq!(pool.stands("3001"), (LeaseState::InCall, Some("a".to_owned())));
    pool.after(30_000).input(Input::Tick);
    assert_eq!(pool.stands("3001"), (LeaseState::InCall, None));
    pool.signal(ended("3001", 1));
    assert_eq!(pool.stands("3001"), (LeaseState::Free, None));
}

#[test]
fn channels_that_ended_while_the_link_was_down_end_the_call() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    pool.registers("3001");
    pool.signal(Signal::ChannelCreated(channel("3001", 1)));
    pool.signal(Signal::ChannelCreated(channel("3002", 2)));
    pool.after(900).input(Input::LinkLost);
    assert_eq!(pool.stands("3001").0, LeaseState::InCall);
    let asked = pool.flow.mark();
    let other = ListedChannel { channel: channel("3002", 2), ..ListedChannel::default() };
    let items = [Signal::ChannelListed(other)];
    pool.after(900).input(Input::Snapshot { items: &items, all_channels: Some(asked) });
    assert_eq!(pool.stands("3001"), (LeaseState::Busy, Some("a".to_owned())));
    assert_eq!(pool.stands("3002").0, LeaseState::InCall);
    pool.input(Input::LinkLost);
    let since = Some(pool.now);
    pool.after(900).signal(Signal::Booted { since });
    assert_eq!(pool.stands("3002").0, LeaseState::Free);
    pool.signal(Signal::ContactsListed { technology: "PJSIP".into() });
    assert_eq!(pool.stands("3001"), (LeaseState::Free, None), "its device is not among the contacts");
}

#[test]
fn a_call_that_is_older_than_the_connection_is_a_call() {
    let mut pool = Pool::new();
    let asked = pool.flow.mark();
    let items =
        [Signal::ChannelListed(ListedChannel { channel: channel("3001", 1), ..ListedChannel::default() })];
    pool.input(Input::Snapshot { items: &items, all_channels: Some(asked) });
    assert_eq!(pool.stands("3001"), (LeaseState::InCall, None));
    assert_eq!(&*pool.reserve("a").unwrap().extension, "3002");
    pool.signal(ended("3001", 1));
    assert_eq!(pool.stands("3001"), (LeaseState::Free, None));
}

#[test]
fn real_phones_go_through_all_states() {
    for version in ["asterisk-16", "asterisk-22"] {
        let plan: Plan = toml::from_str("[leasing]\nextensions = [\"106\", \"107\"]").unwrap();
        let mut flow = CallFlow::new("default", plan);
        let mut changes = Vec::new();
        for (at, step) in &read(&root().join(version).join("26-registration")) {
            changes.extend(feed(&mut flow, *at, step));
        }
        for (exten, calls) in [("106", 2), ("107", 1)] {
            let mut want = vec![LeaseState::Busy];
            want.extend([LeaseState::InCall, LeaseState::Busy].repeat(calls));
            want.push(LeaseState::Free);
            let states = told(&changes).into_iter().filter(|(of, ..)| of == exten);
            assert_eq!(states.map(|(_, state, _)| state).collect::<Vec<_>>(), want, "{version} {exten}");
        }
    }
}

#[test]
fn a_change_of_a_lease_has_the_promised_form() {
    let mut pool = Pool::new();
    pool.reserve("a").unwrap();
    let change = serde_json::to_value(&pool.drain()[0]).unwrap();
    assert_eq!(change["type"], "lease.changed");
    assert_eq!(
        change["data"],
        serde_json::json!({
            "extension": "3001", "state": "reserved", "id": "a", "expires_at": "2023-11-14T22:13:50.000000Z"
        })
    );
}
