//! `callflow backfill`: a store that missed a part, and what the files of the recording make of it.

use std::fs;
use std::path::Path;

use ami_proto::frames;
use callflow_core::signal::{ChannelSnapshot, ChannelState, ListedChannel, Signal};
use callflow_core::store::{CallQuery, CallStore, Lifecycle};
use callflow_core::{Call, CallFlow, ChangeKind, Input, Plan, Timestamp};
use callflow_store_sql::SqlStore;
use serde_json::Value;

use crate::run::{callflow, capture, file, folder};

/// The calls of a recording of which nothing was heard from one part of its frames to another, in thousandths: as a
/// server that lost its link and has it back then tells them, ended ones only.
fn heard(recording: &str, from: usize, to: usize) -> Vec<Call> {
    let bytes = fs::read(format!("{recording}/ami.raw")).unwrap();
    let times = fs::read_to_string(format!("{recording}/ami.times")).unwrap();
    let row = |line: &str| {
        let (offset, at) = line.split_once('\t').unwrap();
        (offset.parse::<u64>().unwrap(), Timestamp::from_unix_text(at).unwrap())
    };
    let times: Vec<(u64, Timestamp)> = times.lines().map(row).collect();
    let mut all = frames(&bytes);
    let mut heard = Vec::new();
    while let Some(frame) = all.next() {
        let frame = frame.unwrap();
        let read = times.partition_point(|(offset, _)| *offset <= frame.offset()).max(1) - 1;
        heard.push((times.get(read).unwrap().1, frame.to_owned()));
    }
    let (from, to) = (heard.len() * from / 1000, heard.len() * to / 1000);
    let mut flow = CallFlow::new("default", Plan::default());
    let mut whole = flow.clone();
    let mut ended = Vec::new();
    let mut drain = |flow: &mut CallFlow| {
        while let Some(change) = flow.poll_output() {
            match change.kind {
                ChangeKind::CallEnded(call) => ended.push(*call),
                ChangeKind::CallUpdated(call) if call.revised_at.is_some() => ended.push(*call),
                _ => {}
            }
        }
    };
    for (number, (at, frame)) in heard.iter().enumerate() {
        if number < to {
            whole.handle(Input::Ami(frame.as_frame()), *at);
            while whole.poll_output().is_some() {}
        }
        if number == from {
            flow.handle(Input::LinkLost, *at);
        }
        if number + 1 == to || number == to {
            let mark = flow.mark();
            let live = whole.live_calls();
            let legs = live.iter().flat_map(|call| call.legs.iter().map(move |leg| (call, leg)));
            let items = { legs }.filter(|(_, leg)| leg.ended_at.is_none()).map(|(call, leg)| {
                let bridge = call.segments.iter().find(|segment| segment.to.is_none());
                let up = leg.answered_at.is_some();
                Signal::ChannelListed(ListedChannel {
                    channel: ChannelSnapshot {
                        name: (&*leg.channel).into(),
                        uniqueid: leg.uniqueid.as_str().into(),
                        linkedid: Some(call.linkedid.as_str().into()),
                        state: Some(if up { ChannelState::Up } else { ChannelState::Ring }),
                        ..ChannelSnapshot::default()
                    },
                    bridge: bridge.filter(|_| up).map(|bridge| bridge.bridge.as_str().into()),
                    ..ListedChannel::default()
                })
            });
            let items: Vec<Signal<'_>> = items.collect();
            flow.handle(Input::Snapshot { items: &items, all_channels: Some(mark) }, *at);
        }
        if number < from || number >= to {
            flow.handle(Input::Ami(frame.as_frame()), *at);
        }
        drain(&mut flow);
    }
    ended
}

/// A database with these calls.
fn database(folder: &Path, calls: &[Call]) -> String {
    let url = format!("sqlite:{}", folder.join("calls.db").display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SqlStore::open(&url).await.unwrap();
        store.put_calls(calls).await.unwrap();
        store.close().await.unwrap();
    });
    url
}

/// The calls in it, by id.
fn stored(url: &str) -> Vec<Value> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut calls = runtime.block_on(async {
        let store = SqlStore::open(url).await.unwrap();
        let mut query = CallQuery::default();
        query.limit = 500;
        store.calls(&query).await.unwrap().items
    });
    calls.sort_by(|one, other| one.id.cmp(&other.id));
    calls.iter().map(|call| serde_json::to_value(call).unwrap()).collect()
}

fn replayed(recording: &str) -> Vec<Value> {
    let told = callflow(&["replay", "--format", "json", recording]).json();
    let calls = told
        .get("calls")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .filter(|call| call["merged_into"].is_null());
    let mut calls: Vec<Value> = calls.cloned().collect();
    calls.sort_by_key(|call| call["id"].as_str().unwrap().to_owned());
    calls
}

/// What is the same whether it was seen or read, and what is the same but for whole seconds.
fn compare(want: &Value, got: &Value) {
    let id = &want["id"];
    for field in ["id", "direction", "disposition", "answered_by", "final_party", "hung_up_by", "queue"] {
        assert_eq!(got[field], want[field], "{field} of {id}");
    }
    let near = |field: &str, want: &Value, got: &Value| {
        let (want, got) = (want[field].as_u64().unwrap(), got[field].as_u64().unwrap());
        assert!(want.abs_diff(got) < 2_000, "{field} of {id}: {want}, and {got}");
    };
    for field in ["wait_ms", "talk_ms", "duration_ms"] {
        near(field, want, got);
    }
    let (visits, others) =
        (want["queue_visits"].as_array().unwrap(), got["queue_visits"].as_array().unwrap());
    assert_eq!(visits.len(), others.len(), "visits of {id}");
    for (want, got) in visits.iter().zip(others) {
        for field in ["queue", "outcome", "member"] {
            assert_eq!(got[field], want[field], "{field} of a visit of {id}");
        }
        near("wait_ms", want, got);
        near("talk_ms", want, got);
    }
}

#[test]
fn a_gap_is_filled_from_the_files_and_only_once() {
    for (name, from, to, corrected, made) in [
        // The member is about to be connected, and the call is over when the link is back.
        ("asterisk-22/11-queue-ring-no-answer-then-answered", 550, 1000, 1, 0),
        // The first call waits in its second queue; the second one is there and gone meanwhile.
        ("asterisk-22/43-fp-ivr-timecondition-queues-voicemail", 400, 1000, 1, 2),
        // Asterisk goes on with the calls of a storm.
        ("asterisk-22/28-storm", 300, 600, 17, 8),
    ] {
        let recording = capture(name);
        let folder = folder(&format!("backfill-{}", name.replace('/', "-")));
        let url = database(&folder, &heard(&recording, from, to));
        let (log, cel) = (format!("{recording}/queue_log"), format!("{recording}/cel.csv"));
        let args = ["backfill", "--database", &url, "--queue-log", &log, "--cel", &cel, "--format", "json"];
        let before = stored(&url);

        let dry = callflow(&[&args[..], &["--dry-run"]].concat()).json();
        assert_eq!(stored(&url), before, "{name}");
        let done = callflow(&args).json();
        assert_eq!((&done["corrected"], &done["made"]), (&dry["corrected"], &dry["made"]), "{name}");
        assert_eq!((&done["corrected"], &done["made"]), (&corrected.into(), &made.into()), "{name}");

        let (want, got) = (replayed(&recording), stored(&url));
        assert_eq!(want.len(), got.len(), "{name}");
        want.iter().zip(&got).for_each(|(want, got)| compare(want, got));
        for done in done["calls"].as_array().unwrap() {
            let (record, is_made) = (&done["record"], done["deed"] == "made");
            assert_eq!(record["revised_at"].is_null(), is_made, "{record}");
            assert!(!is_made || record["reconstructed"] == true, "{record}");
        }

        let again = callflow(&args).json();
        assert_eq!((&again["corrected"], &again["made"]), (&0.into(), &0.into()), "{name}: {again}");
        assert_eq!(stored(&url), got, "{name}");
    }
}

#[test]
fn the_table_tells_what_changes() {
    let recording = capture("asterisk-22/11-queue-ring-no-answer-then-answered");
    let folder = folder("backfill-table");
    let url = database(&folder, &heard(&recording, 550, 1000));
    let (log, cel) = (format!("{recording}/queue_log"), format!("{recording}/cel.csv"));
    let told =
        callflow(&["backfill", "--database", &url, "--queue-log", &log, "--cel", &cel, "--dry-run"]).well();
    assert!(told.starts_with("default-1795198610.24  corrected: "), "{told}");
    assert!(told.contains("disposition: ") && told.contains(" → answered"), "{told}");
    let last = "1 corrected, 0 made from CEL, 1 looked at (nothing is written: --dry-run)\n";
    assert!(told.ends_with(last), "{told}");
}

#[test]
fn calls_of_before_the_first_stored_one_are_not_made() {
    let recording = capture("asterisk-22/43-fp-ivr-timecondition-queues-voicemail");
    let folder = folder("backfill-before");
    let url = database(&folder, &[]);
    let cel = format!("{recording}/cel.csv");
    let said = callflow(&["backfill", "--database", &url, "--cel", &cel]);
    assert_eq!((said.status, &*said.out), (0, "0 corrected, 0 made from CEL, 0 looked at\n"));
    assert!(
        said.err.contains("left out 3 calls of before the first one that the database has"),
        "{}",
        said.err
    );
}

#[test]
fn times_in_cel_are_by_asterisks_own_clock() {
    let recording = capture("asterisk-22/43-fp-ivr-timecondition-queues-voicemail");
    let folder = folder("backfill-zone");
    let heard = heard(&recording, 400, 1000);
    // The same as a clock in Berlin shows it, in winter.
    let cel = fs::read_to_string(format!("{recording}/cel.csv"))
        .unwrap()
        .replace("2026-11-20 19:", "2026-11-20 20:");
    let cel = file(&folder, "Master.csv", cel);
    let url = database(&folder, &heard);
    let args = ["backfill", "--database", &url, "--cel", &cel, "--zone", "Europe/Berlin", "--format", "json"];
    let done = callflow(&args).json();
    let made = done["calls"].as_array().unwrap().iter().filter(|done| done["deed"] == "made");
    let started: Vec<&Value> = made.map(|done| &done["record"]["started_at"]).collect();
    assert!(started.contains(&&"2026-11-20T19:03:13.000000Z".into()), "{started:?}");
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    let folder = folder("backfill-refused");
    let url = database(&folder, &[]);
    let head = "eventtype,eventtime,channame,uniqueid,linkedid,eventextra\n";
    let row = "HANGUP,2026-11-20 18:16:59,PJSIP/100-00000000,1.2,1.2,";
    let log = file(
        &folder,
        "queue_log",
        "1795198610|1.2|sales|NONE|ENTERQUEUE||100|1\nyesterday|1|2|3|ABANDON|1|1|1\n",
    );
    let columns = file(&folder, "columns.csv", "eventtype,eventtime,channame,uniqueid\n");
    let json = file(&folder, "json.csv", format!("{head}{row}\n{row}not JSON\n"));
    let time = file(&folder, "time.csv", format!("{head}HANGUP,yesterday,PJSIP/100-00000000,1.2,1.2,\n"));
    let empty =
        file(&folder, "empty.csv", format!("{head}HANGUP,2026-11-20 18:16:59,PJSIP/100-00000000,,1.2,\n"));
    for (args, told) in [
        (vec!["--queue-log", &log], "queue_log:2: the first field is no time in Unix seconds"),
        (
            vec!["--queue-log", "/no/such/queue_log"],
            "/no/such/queue_log: no such file or folder; check the path",
        ),
        (vec!["--cel", &columns], "columns.csv:1: no column linkedid; without it no call can be told"),
        (vec!["--cel", &json], "json.csv:3: eventextra is not the JSON that CEL writes: "),
        (vec!["--cel", &time], "time.csv:2: eventtime \"yesterday\" is no time: "),
        (vec!["--cel", &empty], "empty.csv:2: uniqueid is empty"),
        (vec!["--cel", &time, "--zone", "Mars"], "--zone: "),
        (vec![], "required arguments were not provided"),
    ] {
        let said = callflow(&[&["backfill", "--database", &url], &args[..]].concat());
        assert_eq!((said.status, &*said.out), (2, ""), "{args:?}: {}", said.err);
        assert!(said.err.contains(told) && said.err.lines().count() == 1, "{args:?}: {}", said.err);
    }
    let said = callflow(&[
        "backfill",
        "--database",
        "sqlite:/no/such.db",
        "--queue-log",
        &log.replace("queue_log", "no"),
    ]);
    assert_eq!(said.status, 2);
    let good = file(&folder, "good_log", "1795198610|1.2|sales|NONE|ENTERQUEUE||100|1\n");
    let said = callflow(&["backfill", "--database", "sqlite:/no/such.db", "--queue-log", &good]);
    assert_eq!((said.status, said.out), (2, String::new()));
    assert!(said.err.contains("/no/such.db: no such database"), "{}", said.err);
}
