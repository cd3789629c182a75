//! Queues as they were counted, against Asterisk's own queue_log.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use callflow_core::metrics::QueueMetrics;
use callflow_core::queue::QueueRecord;

use crate::recording::{folders, play, read, root};

/// What queue_log says of each queue: event → how many.
fn queue_log(folder: &Path) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut queues: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let text = fs::read_to_string(folder.join("queue_log")).unwrap_or_default();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('|').collect();
        let (queue, event) = (fields[2], fields[4]);
        if queue != "NONE" {
            *queues.entry(queue.to_owned()).or_default().entry(event.to_owned()).or_default() += 1;
        }
    }
    queues
}

#[test]
fn dump_mismatch() {
    for folder in folders() {
        let log = queue_log(&folder);
        let (flow, _) = play(&read(&folder));
        for record in flow.queues() {
            let m = record.overall.tally;
            let n = |e: &str| log.get(&*record.queue).and_then(|l| l.get(e)).copied().unwrap_or(0);
            let got = (m.answered, m.abandoned, m.timeout, m.exit_key, m.exit_empty, m.withdrawn, m.transferred, m.lost, m.turned_away);
            let want = (n("CONNECT"), n("ABANDON"), n("EXITWITHTIMEOUT"), n("EXITWITHKEY"), n("EXITEMPTY"), n("WITHDRAW"), 0, 0, 0);
            if got != want || n("ENTERQUEUE") != m.visits { println!("{} {} got {got:?} want {want:?} entered {} {:?}", folder.display(), record.queue, n("ENTERQUEUE"), log.get(&*record.queue)); }
        }
    }
}
