//! What `/metrics` shows, in the text form of Prometheus.

use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ami_client::{Client, LATENCY_BUCKETS, Metrics};
use callflow_core::Timestamp;
use tokio::sync::watch;

use crate::journal::Journal;
use crate::ownership::Ownership;

/// A number that only rises.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// A number that rises and falls.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

impl Gauge {
    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Of the whole server.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    pub(crate) calls_stored: Counter,
    pub(crate) commits: Counter,
    pub(crate) store_failures: Counter,
}

/// Of one PBX.
#[derive(Debug)]
pub(crate) struct PbxMeters {
    pub(crate) name: String,
    /// What the connection has counted itself; set once the server runs.
    pub(crate) client: OnceLock<Client>,
    /// Its connection to ARI; set once the server runs, where there is one.
    pub(crate) ari: OnceLock<ari_client::Client>,
    /// Whose the PBX is; set once the server runs.
    pub(crate) ownership: OnceLock<watch::Receiver<Ownership>>,
    pub(crate) anomalies: Counter,
    pub(crate) calls_ended: Counter,
    /// Microseconds from the reception of the last event to the moment at which it was told.
    pub(crate) lag_micros: AtomicI64,
    /// The place in the journal up to which the store has everything …
    pub(crate) store_applied: Gauge,
    /// … and when what stands there was received, or the server started, in microseconds since 1970.
    pub(crate) store_applied_at: AtomicI64,
}

impl PbxMeters {
    /// With nothing counted yet, in a server that started at `started`.
    pub(crate) fn of(name: &str, started: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            client: OnceLock::new(),
            ari: OnceLock::new(),
            ownership: OnceLock::new(),
            anomalies: Counter::default(),
            calls_ended: Counter::default(),
            lag_micros: AtomicI64::new(0),
            store_applied: Gauge::default(),
            store_applied_at: AtomicI64::new(started.unix_micros()),
        }
    }

    /// Notes that the store has got everything before this place.
    pub(crate) fn note_applied(&self, position: u64, at: Timestamp) {
        self.store_applied.set(position);
        self.store_applied_at.fetch_max(at.unix_micros(), Relaxed);
    }

    /// Entries of the journal that the store has not got yet.
    fn behind(&self, journal: &Journal) -> u64 {
        let durable = journal.durable(&self.name).map_or(0, |durable| *durable.borrow());
        durable.saturating_sub(self.store_applied.get())
    }

    /// Whether we are logged in.
    pub(crate) fn is_connected(&self) -> bool {
        self.client.get().is_some_and(|client| client.state().borrow().is_up())
    }

    /// Whether ARI's events come; `None` where it is not configured.
    pub(crate) fn is_ari_connected(&self) -> Option<bool> {
        self.ari.get().map(|client| client.state().borrow().is_up())
    }

    /// Whether this server is the one that writes what it hears of the PBX into the store.
    fn is_owner(&self) -> bool {
        self.ownership.get().is_some_and(|ownership| matches!(*ownership.borrow(), Ownership::Ours(_)))
    }
}

/// The whole page.
pub(crate) fn page(
    meters: &Meters,
    journal: &Journal,
    now: Timestamp,
    pbxs: &[Arc<PbxMeters>],
    live: usize,
) -> String {
    let mut page = Page::default();
    page.one("callflow_calls_live", "gauge", "Calls that go on now.", live as u64);
    page.one("callflow_calls_stored_total", "counter", "Records written.", meters.calls_stored.get());
    page.one("callflow_store_commits_total", "counter", "Transactions written.", meters.commits.get());
    let failures = meters.store_failures.get();
    page.one("callflow_store_failures_total", "counter", "Transactions that failed.", failures);
    let gauges = journal.gauges();
    page.one("callflow_journal_bytes", "gauge", "What the journal holds.", gauges.bytes.load(Relaxed));
    page.one(
        "callflow_journal_max_bytes",
        "gauge",
        "The most that the journal may hold.",
        journal.max_bytes(),
    );
    let waiting = gauges.waiting.load(Relaxed);
    page.one(
        "callflow_journal_waiting_bytes",
        "gauge",
        "What waits for the journal's disk in memory.",
        waiting,
    );
    let failures = gauges.failures.load(Relaxed);
    page.one("callflow_journal_failures_total", "counter", "Commits of the journal that failed.", failures);
    let lost = gauges.lost.load(Relaxed);
    page.one("callflow_journal_lost_total", "counter", "Entries for which there was no room anywhere.", lost);

    let read: Vec<(&PbxMeters, Metrics)> =
        pbxs.iter().map(|pbx| (&**pbx, pbx.client.get().map(Client::metrics).unwrap_or_default())).collect();
    page.family("callflow_pbx_connected", "gauge", "1 while logged in.");
    for (pbx, _) in &read {
        page.sample("callflow_pbx_connected", &[("pbx", &pbx.name)], u64::from(pbx.is_connected()));
    }
    ari(&mut page, pbxs);
    page.family("callflow_pbx_owner", "gauge", "1 while this server writes what it hears into the store.");
    for (pbx, _) in &read {
        page.sample("callflow_pbx_owner", &[("pbx", &pbx.name)], u64::from(pbx.is_owner()));
    }
    type Count = (&'static str, &'static str, fn(&PbxMeters, &Metrics) -> u64);
    let counts: [Count; 11] = [
        ("connects_total", "Logins.", |_, of| of.connects),
        ("disconnects_total", "Connections lost.", |_, of| of.disconnects),
        ("gaps_total", "Times of which not all events are known.", |_, of| {
            of.gaps + of.subscribers.iter().map(|one| one.gaps).sum::<u64>()
        }),
        ("missed_events_total", "Events missed because the tracker was slow.", |_, of| {
            of.subscribers.iter().map(|one| one.missed).sum()
        }),
        ("received_bytes_total", "Bytes received.", |_, of| of.bytes),
        ("events_total", "Events received.", |_, of| of.events),
        ("actions_total", "Actions sent.", |_, of| of.actions.sent),
        ("actions_refused_total", "Actions that Asterisk refused.", |_, of| of.actions.refused),
        ("actions_timed_out_total", "Actions without an answer.", |_, of| of.actions.timed_out),
        ("anomalies_total", "Events without explanation.", |pbx, _| pbx.anomalies.get()),
        ("calls_ended_total", "Calls that ended.", |pbx, _| pbx.calls_ended.get()),
    ];
    for (name, help, value) in counts {
        let name = format!("callflow_pbx_{name}");
        page.family(&name, "counter", help);
        for (pbx, metrics) in &read {
            page.sample(&name, &[("pbx", &pbx.name)], value(pbx, metrics));
        }
    }
    let name = "callflow_pbx_queue_bytes";
    page.family(name, "gauge", "Events received that the tracker has not seen yet.");
    for (pbx, metrics) in &read {
        let bytes: usize = metrics.subscribers.iter().map(|one| one.bytes).sum();
        page.sample(name, &[("pbx", &pbx.name)], bytes as u64);
    }
    let name = "callflow_pbx_event_lag_seconds";
    page.family(name, "gauge", "Seconds from the reception of an event to its telling.");
    for (pbx, _) in &read {
        page.sample(name, &[("pbx", &pbx.name)], pbx.lag_micros.load(Relaxed) as f64 / 1e6);
    }
    let name = "callflow_pbx_store_behind_entries";
    page.family(name, "gauge", "Entries of the journal that the store has not got yet.");
    for (pbx, _) in &read {
        page.sample(name, &[("pbx", &pbx.name)], pbx.behind(journal));
    }
    let name = "callflow_pbx_store_lag_seconds";
    page.family(name, "gauge", "Age of what was last brought into the store; 0 where nothing is missing.");
    for (pbx, _) in &read {
        let applied_at = Timestamp::from_unix_micros(pbx.store_applied_at.load(Relaxed));
        let lag = if pbx.behind(journal) == 0 { Duration::ZERO } else { now.since(applied_at) };
        page.sample(name, &[("pbx", &pbx.name)], lag.as_secs_f64());
    }
    let name = "callflow_pbx_events_by_name_total";
    page.family(name, "counter", "Events received, by name.");
    for (pbx, metrics) in &read {
        for (event, count) in &metrics.events_by_name {
            page.sample(name, &[("pbx", &pbx.name), ("event", event)], *count);
        }
    }
    latency(&mut page, &read);
    page.0
}

/// The connections to ARI; nothing where there is none.
fn ari(page: &mut Page, pbxs: &[Arc<PbxMeters>]) {
    let links: Vec<_> = pbxs.iter().filter_map(|pbx| Some((pbx, pbx.ari.get()?))).collect();
    if links.is_empty() {
        return;
    }
    page.family("callflow_ari_connected", "gauge", "1 while events of ARI come.");
    for (pbx, client) in &links {
        let up = client.state().borrow().is_up();
        page.sample("callflow_ari_connected", &[("pbx", &pbx.name)], u64::from(up));
    }
    type Count = (&'static str, &'static str, fn(&ari_client::SubscriberMetrics) -> u64);
    let counts: [Count; 2] = [
        ("callflow_ari_gaps_total", "Times of which not all events of ARI are known.", |of| of.gaps),
        ("callflow_ari_missed_events_total", "Events of ARI missed because the tracker was slow.", |of| {
            of.missed
        }),
    ];
    for (name, help, value) in counts {
        page.family(name, "counter", help);
        for (pbx, client) in &links {
            let count: u64 = client.subscribers().iter().map(value).sum();
            page.sample(name, &[("pbx", &pbx.name)], count);
        }
    }
}

/// How long answers took, as a histogram.
fn latency(page: &mut Page, read: &[(&PbxMeters, Metrics)]) {
    let name = "callflow_pbx_action_seconds";
    page.family(name, "histogram", "Seconds from an action to its response.");
    for (pbx, metrics) in read {
        let actions = &metrics.actions;
        let mut sum = 0;
        for (index, count) in actions.latency.iter().enumerate() {
            sum += count;
            let bound = match LATENCY_BUCKETS.get(index) {
                Some(millis) => (*millis as f64 / 1e3).to_string(),
                None => "+Inf".to_owned(),
            };
            page.sample(&format!("{name}_bucket"), &[("pbx", &pbx.name), ("le", &bound)], sum);
        }
        page.sample(&format!("{name}_sum"), &[("pbx", &pbx.name)], actions.latency_sum.as_secs_f64());
        page.sample(&format!("{name}_count"), &[("pbx", &pbx.name)], sum);
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{}{label}=\"{text}\"", if index == 0 { '{' } else { ',' });
        }
        let _ = writeln!(self.0, "{} {value}", if labels.is_empty() { "" } else { "}" });
    }
}
