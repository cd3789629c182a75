//! What `/metrics` shows, in the text form of Prometheus.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

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
    pub(crate) connected: AtomicBool,
    pub(crate) connects: Counter,
    pub(crate) bytes: Counter,
    pub(crate) events: Counter,
    pub(crate) anomalies: Counter,
    pub(crate) calls_ended: Counter,
    /// Microseconds from the reception of the last bytes (or the event's own time, where it has one) to the moment
    /// at which they were told.
    pub(crate) lag_micros: AtomicI64,
}

impl PbxMeters {
    pub(crate) fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            connected: AtomicBool::new(false),
            connects: Counter::default(),
            bytes: Counter::default(),
            events: Counter::default(),
            anomalies: Counter::default(),
            calls_ended: Counter::default(),
            lag_micros: AtomicI64::new(0),
        }
    }
}

/// The whole page.
pub(crate) fn page(meters: &Meters, pbxs: &[std::sync::Arc<PbxMeters>], live: usize) -> String {
    let mut page = String::new();
    let one = |page: &mut String, name: &str, kind: &str, help: &str, value: u64| {
        let _ = write!(page, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    };
    one(&mut page, "callflow_calls_live", "gauge", "Calls that go on now.", live as u64);
    one(&mut page, "callflow_calls_stored_total", "counter", "Records written.", meters.calls_stored.get());
    one(&mut page, "callflow_store_commits_total", "counter", "Transactions written.", meters.commits.get());
    let failures = meters.store_failures.get();
    one(&mut page, "callflow_store_failures_total", "counter", "Transactions that failed.", failures);
    each(&mut page, pbxs, "callflow_pbx_connected", "gauge", "1 while logged in.", |pbx| {
        f64::from(u8::from(pbx.connected.load(Relaxed)))
    });
    each(&mut page, pbxs, "callflow_pbx_connects_total", "counter", "Logins.", |pbx| {
        pbx.connects.get() as f64
    });
    each(&mut page, pbxs, "callflow_pbx_received_bytes_total", "counter", "Bytes received.", |pbx| {
        pbx.bytes.get() as f64
    });
    each(&mut page, pbxs, "callflow_pbx_events_total", "counter", "Events received.", |pbx| {
        pbx.events.get() as f64
    });
    each(&mut page, pbxs, "callflow_pbx_anomalies_total", "counter", "Events without explanation.", |pbx| {
        pbx.anomalies.get() as f64
    });
    each(&mut page, pbxs, "callflow_pbx_calls_ended_total", "counter", "Calls that ended.", |pbx| {
        pbx.calls_ended.get() as f64
    });
    let help = "Seconds from an event (its own time, else its reception) to its telling.";
    each(&mut page, pbxs, "callflow_pbx_event_lag_seconds", "gauge", help, |pbx| {
        pbx.lag_micros.load(Relaxed) as f64 / 1e6
    });
    page
}

fn each(
    page: &mut String,
    pbxs: &[std::sync::Arc<PbxMeters>],
    name: &str,
    kind: &str,
    help: &str,
    value: impl Fn(&PbxMeters) -> f64,
) {
    let _ = write!(page, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    for pbx in pbxs {
        let label = pbx.name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(page, "{name}{{pbx=\"{label}\"}} {}", value(pbx));
    }
}
