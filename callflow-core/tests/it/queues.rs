//! Queues as they were counted, against Asterisk's own queue_log and what the script of a recording did.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use callflow_core::metrics::QueueMetrics;
use callflow_core::queue::QueueRecord;
use callflow_core::{CallFlow, Plan};

use crate::events::Script;
use crate::recording::{feed, folders, play, read, root};

/// Recordings in which queue_log does not tell what a person would: Asterisk goes down or is killed in mid-call
/// (its visits are lost, whatever it writes of itself), or the recording begins in mid-call.
const APART: &[&str] = &["29-restart-in-mid-call", "29b-crash-in-mid-call", "35-attach-in-mid-call"];

/// Recordings in which a waiting caller is redirected, which queue_log calls an abandon.
const REDIRECTED: &[&str] = &["84-redirect-of-who-waits"];

/// The lines of queue_log of a recording, by queue: event and its parameters.
fn queue_log(folder: &Path) -> BTreeMap<String, Vec<(String, Vec<String>)>> {
    let mut queues: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
    let text = fs::read_to_string(folder.join("queue_log")).unwrap_or_default();
    for line in text.lines() {
        let fields: Vec<String> = line.split('|').map(str::to_owned).collect();
        if fields[2] != "NONE" {
            queues.entry(fields[2].clone()).or_default().push((fields[4].clone(), fields[5..].to_vec()));
        }
    }
    queues
}

fn queue(records: &[QueueRecord], name: &str) -> QueueRecord {
    records.iter().find(|record| &*record.queue == name).cloned().unwrap()
}

fn queue_of(version: &str, capture: &str, name: &str) -> QueueRecord {
    let (flow, _) = play(&read(&root().join(version).join(capture)));
    queue(&flow.queues(), name)
}

#[test]
fn every_visit_is_counted_as_queue_log_has_it() {
    let mut visits = 0;
    for folder in folders().iter().filter(|folder| !APART.iter().any(|name| folder.ends_with(name))) {
        let (flow, _) = play(&read(folder));
        let records = flow.queues();
        for (name, lines) in queue_log(folder) {
            let at = format!("{} {name}", folder.display());
            let count = |event: &str| lines.iter().filter(|(known, _)| known == event).count() as u64;
            if count("ENTERQUEUE") == 0 {
                continue;
            }
            let tally = queue(&records, &name).metrics.tally;
            assert_eq!(tally.visits, count("ENTERQUEUE"), "{at}");
            assert_eq!(tally.answered, count("CONNECT"), "{at}");
            let redirected = REDIRECTED.iter().filter(|name| folder.ends_with(name)).count() as u64;
            assert_eq!(tally.abandoned + redirected, count("ABANDON"), "{at}");
            assert_eq!(tally.timeout, count("EXITWITHTIMEOUT"), "{at}");
            assert_eq!(tally.exit_key, count("EXITWITHKEY"), "{at}");
            assert_eq!(tally.exit_empty, count("EXITEMPTY"), "{at}");
            assert_eq!(tally.withdrawn, count("WITHDRAW"), "{at}");
            assert_eq!((tally.transferred, tally.lost), (redirected, 0), "{at}");
            // Asterisk rounds each wait to whole seconds.
            let waits = lines.iter().filter(|(event, _)| event == "CONNECT");
            let waits: u64 = waits.map(|(_, rest)| rest[0].parse::<u64>().unwrap() * 1_000).sum();
            assert!(tally.answered_wait_ms.abs_diff(waits) <= tally.answered * 1_000, "{at}");
            visits += tally.visits;
        }
    }
    assert!(visits > 80, "{visits}");
}

#[test]
fn a_visit_that_a_restart_cut_off_is_lost_and_in_no_rate() {
    for version in ["asterisk-16", "asterisk-22"] {
        for capture in ["29-restart-in-mid-call", "29b-crash-in-mid-call"] {
            let metrics = queue_of(version, capture, "sales").metrics;
            assert_eq!((metrics.tally.visits, metrics.tally.lost), (1, 1), "{version} {capture}");
            assert_eq!((metrics.abandon_rate, metrics.answer_rate, metrics.awt_s), (None, None, None));
        }
    }
}

#[test]
fn a_caller_who_is_not_let_in_is_turned_away_and_no_visit() {
    for version in ["asterisk-16", "asterisk-22"] {
        let strict = queue_of(version, "63-fp-queue-strict", "704");
        // Three callers: refused, left when it became empty, answered.
        assert_eq!((strict.metrics.tally.visits, strict.metrics.tally.turned_away), (2, 1));
        assert_eq!((strict.metrics.tally.exit_empty, strict.metrics.tally.answered), (1, 1));
        assert_eq!(strict.metrics.answer_rate, Some(100.0 / 3.0));
        assert_eq!(strict.metrics.abandon_rate, Some(0.0));
        // Who leaves by a key was let in, though `Queue()` shows up twice.
        assert_eq!(queue_of(version, "54-fp-queue-exit-key", "706").metrics.tally.turned_away, 0);
    }
}

#[test]
fn overflow_is_a_visit_to_each_queue() {
    for version in ["asterisk-16", "asterisk-22"] {
        // 43: both callers time out of 707; then one of them times out of 705, and one is answered there.
        let (flow, _) = play(&read(&root().join(version).join("43-fp-ivr-timecondition-queues-voicemail")));
        let first = queue(&flow.queues(), "707").metrics;
        let second = queue(&flow.queues(), "705").metrics;
        assert_eq!((first.tally.visits, first.tally.timeout, first.flow_outs), (2, 2, 2));
        assert_eq!((second.tally.visits, second.tally.timeout, second.tally.answered), (2, 1, 1));
        assert_eq!(first.service_level_answered, None);
        assert_eq!(second.answer_rate, Some(50.0));
    }
}

#[test]
fn the_storms_are_counted_whole() {
    // queue_log of 28: sales 10 CONNECT; night 4 ABANDON and 3 EXITWITHTIMEOUT.
    for version in ["asterisk-16", "asterisk-22"] {
        let (flow, _) = play(&read(&root().join(version).join("28-storm")));
        let sales = queue(&flow.queues(), "sales").metrics;
        let night = queue(&flow.queues(), "night").metrics;
        assert_eq!((sales.tally.visits, sales.tally.answered, sales.tally.handled), (10, 10, 10));
        assert_eq!((sales.service_level_answered, sales.service_level_strict), (Some(100.0), Some(100.0)));
        assert_eq!((night.tally.abandoned, night.tally.timeout, night.tally.visits), (4, 3, 7));
        assert_eq!(night.abandon_rate, Some(400.0 / 7.0));
        let handled: u64 = flow.agents().iter().map(|agent| agent.today.counts.handled_queue).sum();
        assert_eq!(handled, 10);
    }
}

#[test]
fn waits_and_talks_of_a_queue_are_those_of_its_calls() {
    for version in ["asterisk-16", "asterisk-22"] {
        // The script: waits of 4.6 s and 8.6 s answered, talks of 6.0 s and 1.2 s, one who gives up after 6.0 s.
        let metrics = queue_of(version, "64-fp-penalty-wrapup-position", "702").metrics;
        let near = |value: Option<f64>, want: f64| (value.unwrap() - want).abs() < 0.6;
        assert!(near(metrics.longest_wait_answered_s, 8.6), "{:?}", metrics.longest_wait_answered_s);
        assert!(near(metrics.longest_wait_abandoned_s, 6.0), "{:?}", metrics.longest_wait_abandoned_s);
        assert!(near(metrics.att_s, 3.6), "{:?}", metrics.att_s);
        assert_eq!((metrics.tally.short_abandoned, metrics.tally.abandoned), (0, 1));
        assert_eq!(metrics.abandon_rate_net, Some(100.0 / 3.0));
    }
}

#[test]
fn a_threshold_of_the_queue_counts() {
    let plan: Plan =
        toml::from_str("[[call_centre.queues]]\nname = \"70*\"\nservice_level_s = 7\nshort_abandon_s = 7\n")
            .unwrap();
    let mut flow = CallFlow::new("default", plan);
    for (at, step) in &read(&root().join("asterisk-22/64-fp-penalty-wrapup-position")) {
        feed(&mut flow, *at, step);
    }
    let metrics: QueueMetrics = queue(&flow.queues(), "702").metrics;
    // Answered after 4.6 s and 8.6 s, abandoned after 6.0 s.
    assert_eq!(metrics.service_level_answered, Some(50.0));
    assert_eq!(metrics.service_level_offered, Some(200.0 / 3.0));
    assert_eq!((metrics.service_level_strict, metrics.tally.short_abandoned), (Some(50.0), 1));
}

#[test]
fn reloads_leave_counters_and_members_alone() {
    for version in ["asterisk-16", "asterisk-22"] {
        let record = queue_of(version, "61-fp-queue-reload", "702");
        assert_eq!((record.metrics.tally.visits, record.metrics.tally.handled, record.waiting), (2, 2, 0));
        let members: Vec<&str> = record.members.iter().map(|member| &*member.interface).collect();
        assert_eq!(members, ["Local/104@from-queue/n"]);
    }
}

#[test]
fn a_waiting_caller_is_shown_and_the_wait_that_the_next_one_may_expect() {
    let steps = read(&root().join("asterisk-22/64-fp-penalty-wrapup-position"));
    let mut flow = CallFlow::new("default", Plan::default());
    let mut most = 0;
    for (at, step) in &steps {
        feed(&mut flow, *at, step);
        let Some(record) = flow.queues().into_iter().find(|record| &*record.queue == "702") else { continue };
        let open = record.visits.iter().filter(|visit| visit.visit.left_at.is_none()).count();
        assert_eq!(open, record.waiting as usize);
        most = most.max(record.waiting);
        if record.waiting == 2 {
            // Nobody is free, and the one answered before had waited for 4.6 s.
            let (expected, asa) = (record.metrics.ewt_s.unwrap(), record.metrics.asa_s.unwrap());
            assert!((expected - 3.0 * asa).abs() < 1e-9 && (asa - 4.6).abs() < 0.6, "{expected} {asa}");
        }
    }
    assert_eq!(most, 2);
}

#[test]
fn a_queue_that_only_its_members_show_has_no_figures() {
    let mut script = Script::new();
    script.after(
        0,
        "Event: QueueMemberAdded\nQueue: sales\nMemberName: Bob\nInterface: PJSIP/101\nStatus: 1\nPaused: 0",
    );
    let queues = script.flow.queues();
    let json = serde_json::to_value(&queues).unwrap();
    assert_eq!(json[0]["queue"], "sales");
    assert_eq!(json[0]["metrics"]["answer_rate"], serde_json::Value::Null);
    assert_eq!(json[0]["metrics"]["ewt_s"], 60.0);
    assert_eq!(json[0]["visits"], serde_json::json!([]));
}

#[test]
fn the_talk_of_a_visit_is_that_of_whoever_took_the_call() {
    let near = |record: &QueueRecord, want: f64| (record.metrics.att_s.unwrap() - want).abs() < 0.6;
    for version in ["asterisk-16", "asterisk-22"] {
        // The agent of the pool stands at another extension: COMPLETECALLER|0|3.
        assert!(near(&queue_of(version, "56-fp-agent-pool", "708"), 3.0));
        // 109 picked up what rang at 101: COMPLETEAGENT|1|2.
        assert!(near(&queue_of(version, "52-fp-pickup", "700"), 2.0));
    }
}
