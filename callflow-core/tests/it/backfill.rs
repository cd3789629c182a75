//! What the files that Asterisk writes tell of the time in which nobody listened.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use callflow_core::backfill::{CelEvent, CelExtra, CelRow, Evidence, Files, QueueLogEntry, correct, told};
use callflow_core::call::Call;
use callflow_core::signal::{ChannelSnapshot, ChannelState, ListedChannel, Signal};
use callflow_core::{CallFlow, Input, Plan, Timestamp, Zone};

use crate::captures::last_records;
use crate::recording::{Step, feed, folders, play, read, root};

/// The files of a capture.
pub(crate) fn files(folder: &Path) -> Files {
    let log = fs::read_to_string(folder.join("queue_log")).unwrap_or_default();
    let queue_log = log.lines().map(|line| QueueLogEntry::read(line).unwrap()).collect();
    // Names come from callers, in any encoding.
    let cel = fs::read(folder.join("cel.csv")).unwrap();
    let cel = String::from_utf8_lossy(&cel);
    let mut reader = csv::Reader::from_reader(cel.as_bytes());
    let rows = reader.deserialize().map(|row| {
        let row: CelRow = row.unwrap();
        let extra = if row.eventextra.is_empty() {
            CelExtra::default()
        } else {
            serde_json::from_str(&row.eventextra).unwrap()
        };
        CelEvent::new(row, extra, &Zone::default()).unwrap()
    });
    Files { cel: rows.collect(), queue_log }
}

/// What is compared, one word a fact.
fn facts(call: &Call) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut add = |name: &str, value: &dyn std::fmt::Debug| {
        facts.insert(name.to_owned(), format!("{value:?}"));
    };
    add("disposition", &call.disposition);
    add("answered_by", &call.answered_by);
    add("final_party", &call.final_party);
    add("hung_up_by", &call.hung_up_by);
    add("queue", &call.queue);
    add("direction", &call.direction);
    let visits = call.queue_visits.iter().map(|visit| (&visit.queue, visit.outcome, &visit.member));
    add("visits", &visits.collect::<Vec<_>>());
    facts
}

/// Whole seconds cut off at both ends.
fn is_near(one: u64, other: u64) -> bool {
    one.abs_diff(other) < 2_000
}

fn figures(call: &Call) -> Vec<(String, u64)> {
    let mut figures = vec![
        ("talk".into(), call.talk_ms),
        ("wait".into(), call.wait_ms),
        ("duration".into(), call.duration_ms),
    ];
    for (number, visit) in call.queue_visits.iter().enumerate() {
        figures.push((format!("visit {number} wait"), visit.wait_ms));
        figures.push((format!("visit {number} talk"), visit.talk_ms));
    }
    figures
}

fn differences(want: &Call, got: &Call) -> Vec<String> {
    let (want_facts, got_facts) = (facts(want), facts(got));
    let mut differ: Vec<String> = want_facts
        .iter()
        .filter(|(name, value)| got_facts.get(*name) != Some(value))
        .map(|(name, value)| format!("{name} {value} not {}", got_facts[name]))
        .collect();
    for ((name, want), (_, got)) in figures(want).iter().zip(figures(got)) {
        if !is_near(*want, got) {
            differ.push(format!("{name} {want} not {got}"));
        }
    }
    differ
}

/// The records of a capture of which nothing was heard between two places of its steps. At the second place the
/// channels are listed that there are.
fn with_gap(steps: &[(Timestamp, Step)], from: usize, to: usize) -> Vec<Call> {
    let mut flow = CallFlow::new("default", Plan::default());
    let mut changes: Vec<_> =
        steps[..from].iter().flat_map(|(at, step)| feed(&mut flow, *at, step)).collect();
    flow.handle(Input::LinkLost, steps[from].0);
    let (whole, _) = play(&steps[..to]);
    let live = whole.live_calls();
    let listed = live.iter().flat_map(|call| call.legs.iter().map(move |leg| (call, leg)));
    let listed = { listed }.filter(|(_, leg)| leg.ended_at.is_none()).map(|(call, leg)| {
        let open = call.segments.iter().find(|segment| segment.to.is_none());
        Signal::ChannelListed(ListedChannel {
            channel: ChannelSnapshot {
                name: (&*leg.channel).into(),
                uniqueid: leg.uniqueid.as_str().into(),
                linkedid: Some(call.linkedid.as_str().into()),
                state: Some(if leg.answered_at.is_some() { ChannelState::Up } else { ChannelState::Ring }),
                ..ChannelSnapshot::default()
            },
            bridge: open.filter(|_| leg.answered_at.is_some()).map(|open| open.bridge.as_str().into()),
            ..ListedChannel::default()
        })
    });
    let items: Vec<Signal<'_>> = listed.collect();
    let mark = flow.mark();
    let at = steps.get(to).unwrap_or(&steps[to - 1]).0;
    flow.handle(Input::Snapshot { items: &items, all_channels: Some(mark) }, at);
    changes.extend(std::iter::from_fn(|| flow.poll_output()));
    changes.extend(steps[to..].iter().flat_map(|(at, step)| feed(&mut flow, *at, step)));
    last_records(&changes)
}

#[test]
fn score() {
    let (mut all, mut bad) = (0, 0);
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        let want = last_records(&changes);
        let got = told("default", &Plan::default(), &files(&folder));
        for want in want.iter().filter(|call| call.merged_into.is_none()) {
            all += 1;
            match got.iter().find(|got| got.id == want.id) {
                Some(got) => {
                    let differ = differences(want, got);
                    if !differ.is_empty() {
                        bad += 1;
                        println!("{} {}: {differ:?}", folder.file_name().unwrap().display(), want.id);
                    }
                }
                None => {
                    bad += 1;
                    println!("{} {}: missing", folder.file_name().unwrap().display(), want.id);
                }
            }
        }
    }
    println!("told {bad} of {all}");
}

#[test]
fn cuts() {
    let (mut all, mut before, mut after) = (0, 0, 0);
    for name in [
        "11-queue-ring-no-answer-then-answered",
        "43-fp-ivr-timecondition-queues-voicemail",
        "09-queue-answered-after-wait",
        "10-queue-abandoned",
        "01-internal-caller-hangs-up",
        "06-inbound-did",
        "55-fp-queue-withdraw",
        "54-fp-queue-exit-key",
        "28-storm",
    ] {
        let folder = root().join("asterisk-22").join(name);
        let steps = read(&folder);
        let (_, changes) = play(&steps);
        let want = last_records(&changes);
        let files = files(&folder);
        let told = told("default", &Plan::default(), &files);
        for part in 1..8 {
            for long in 1..=(8 - part) {
                let (from, to) = (steps.len() * part / 8, steps.len() * (part + long) / 8);
                let stored = with_gap(&steps, from, to);
                for want in want.iter().filter(|call| call.merged_into.is_none()) {
                    all += 1;
                    let evidence = Evidence {
                        told: told.iter().find(|told| told.id == want.id),
                        queue_log: &files.queue_log,
                    };
                    let old = stored.iter().find(|call| call.id == want.id);
                    let now = Timestamp::from_unix_micros(0);
                    let new = match old {
                        Some(old) => correct(old, &evidence, now).or_else(|| Some(old.clone())),
                        None => evidence.told.cloned(),
                    };
                    before += usize::from(old.is_some_and(|old| differences(want, old).is_empty()));
                    match new {
                        Some(new) => {
                            let differ = differences(want, &new);
                            after += usize::from(differ.is_empty());
                            if !differ.is_empty() {
                                println!(
                                    "{name} {part}+{long} {}: {differ:?} gaps {} rec {}",
                                    want.id, new.gaps, new.reconstructed
                                );
                            }
                            if let Some(again) = correct(&new, &evidence, now) {
                                println!("AGAIN {name} {part}+{long}");
                                let (a, b) = (
                                    serde_json::to_value(&new).unwrap(),
                                    serde_json::to_value(&again).unwrap(),
                                );
                                for (key, value) in a.as_object().unwrap() {
                                    if b[key] != *value {
                                        println!("   {key}: {value} -> {}", b[key]);
                                    }
                                }
                            }
                        }
                        None => println!("{name} {part}+{long} {}: missing", want.id),
                    }
                }
            }
        }
    }
    println!("{all}: {before} before, {after} after");
}
