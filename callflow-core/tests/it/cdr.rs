//! Calls told from call detail records: those that a real Asterisk wrote, against the truth of what was done.

use std::fs;
use std::path::{Path, PathBuf};

use callflow_core::backfill::{CdrRecord, CdrRow, cdr_calls};
use callflow_core::{Call, Plan, Timestamp, Zone};
use serde_json::Value;

fn captures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
    let versions = ["asterisk-16", "asterisk-22"].map(|version| root.join(version));
    let folders = versions.iter().flat_map(|version| fs::read_dir(version).unwrap());
    let mut folders: Vec<PathBuf> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.sort();
    folders
}

fn capture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures").join(name)
}

fn rows(capture: &Path) -> Vec<CdrRow> {
    let bytes = fs::read(capture.join("cdr.csv")).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn records(rows: &[CdrRow]) -> Vec<CdrRecord> {
    rows.iter().map(|row| CdrRecord::new(row.clone(), &Zone::default()).unwrap()).collect()
}

fn told(capture: &Path) -> Vec<Call> {
    cdr_calls("default", &Plan::default(), &records(&rows(capture)))
}

fn truth(capture: &Path) -> Vec<Value> {
    let text = fs::read_to_string(capture.join("truth.json")).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();
    truth["calls"].as_array().unwrap().clone()
}

/// Facts of a call as both sides have them.
const FACTS: [&str; 7] =
    ["direction", "disposition", "caller", "dialled", "answered", "answered_by", "queue"];

fn fact(call: &Value, name: &str) -> Value {
    if name == "caller" { call["caller"]["number"].clone() } else { call[name].clone() }
}

/// The captures of one call each that both CDR and the truth know as one.
fn single() -> impl Iterator<Item = (PathBuf, Value, Call)> {
    captures().into_iter().filter_map(|capture| {
        let ([want], [call]) = (&truth(&capture)[..], &told(&capture)[..]) else { return None };
        Some((capture.clone(), want.clone(), call.clone()))
    })
}

#[test]
fn simple_calls_are_as_they_were() {
    for (name, unknown) in [
        ("01-internal-caller-hangs-up", &[][..]),
        ("02-internal-callee-hangs-up", &[]),
        ("03-no-answer", &[]),
        // The DID is not in CDR where the dial plan went on to the extension.
        ("06-inbound-did", &["dialled"]),
        ("07-outbound", &[]),
        ("09-queue-answered-after-wait", &["dialled"]),
        ("10-queue-abandoned", &["dialled"]),
        ("11-queue-ring-no-answer-then-answered", &["dialled"]),
        ("16-hold", &[]),
        ("18-originate-answered", &[]),
    ] {
        for version in ["asterisk-16", "asterisk-22"] {
            let capture = capture(&format!("{version}/{name}"));
            let (truth, told) = (truth(&capture), told(&capture));
            assert_eq!(told.len(), truth.len(), "{version}/{name}");
            for (want, call) in truth.iter().zip(&told) {
                let got = serde_json::to_value(call).unwrap();
                for fact_name in FACTS.into_iter().filter(|fact| !unknown.contains(fact)) {
                    assert_eq!(fact(&got, fact_name), want[fact_name], "{fact_name} of {version}/{name}");
                }
                let near = |got: f64, want: &Value| (got - want.as_f64().unwrap_or(0.0)).abs() < 2.0;
                assert!(near(call.started_at.unix_micros() as f64 / 1e6, &want["started_at"]), "{got}");
                assert!(near(call.ended_at.unwrap().unix_micros() as f64 / 1e6, &want["ended_at"]), "{got}");
                // In a queue the caller was answered by the dial plan, and that is when CDR begins to count.
                assert!(
                    want["queue"].is_string() || near(call.talk_ms as f64 / 1e3, &want["talk_s"]),
                    "{got}"
                );
            }
        }
    }
}

/// What CDR can know of all sorts of calls: no fact may get worse.
#[test]
fn of_every_call_most_is_told() {
    let (mut right, mut all) = (FACTS.map(|_| 0), 0);
    for (_, want, call) in single() {
        let got = serde_json::to_value(&call).unwrap();
        for (right, name) in right.iter_mut().zip(FACTS) {
            *right += u32::from(fact(&got, name) == want[name]);
        }
        all += 1;
    }
    assert!(all >= 71, "{all}");
    for (right, (name, least)) in right.iter().zip(FACTS.iter().zip([71, 65, 69, 24, 69, 69, 69])) {
        assert!(*right >= least, "{name}: {right} of {all}");
    }
}

#[test]
fn a_call_has_the_id_of_a_live_one_and_says_where_it_is_from() {
    let call = &told(&capture("asterisk-22/06-inbound-did"))[0];
    assert_eq!(call.id.as_str(), "default-1795198589.10");
    assert_eq!((call.imported_from.as_deref(), call.version, call.hung_up_by), (Some("cdr"), 0, None));
    let json = serde_json::to_string(call).unwrap();
    assert!(json.contains("\"imported_from\":\"cdr\""), "{json}");
    assert_eq!(serde_json::from_str::<Call>(&json).unwrap(), *call);
    let legs: Vec<_> =
        call.legs.iter().map(|leg| (leg.uniqueid.as_str(), &*leg.channel, leg.number.as_deref())).collect();
    assert_eq!(
        legs,
        [
            ("1795198589.10", "PJSIP/trunk-0000000a", Some("+12025550143")),
            ("PJSIP/101-0000000b", "PJSIP/101-0000000b", Some("101")),
        ]
    );
}

#[test]
fn the_order_of_rows_does_not_count() {
    for capture in captures() {
        let mut records = records(&rows(&capture));
        let want = cdr_calls("default", &Plan::default(), &records);
        records.reverse();
        assert_eq!(cdr_calls("default", &Plan::default(), &records), want, "{}", capture.display());
    }
}

fn row() -> CdrRow {
    let row = rows(&capture("asterisk-22/06-inbound-did"));
    row[0].clone()
}

#[test]
fn times_are_read_in_every_form() {
    let berlin = Zone::new("Europe/Berlin").unwrap();
    let at = |start: &str, zone: &Zone| {
        let row = CdrRow { start: start.into(), end: "".into(), duration: "2".into(), ..row() };
        CdrRecord::new(row, zone).map(|record| (record.start().unix_micros(), record.end().unix_micros()))
    };
    let second = 1_795_198_589_000_000;
    for (start, zone, want) in [
        ("2026-11-20 18:16:29", &Zone::default(), second),
        ("2026-11-20 19:16:29", &berlin, second),
        ("2026-11-20 18:16:29.250000", &Zone::default(), second + 250_000),
        ("1795198589", &berlin, second),
        ("1795198589.25", &berlin, second + 250_000),
        ("2026-11-20 18:16:29+00", &berlin, second),
        ("2026-11-20 19:16:29.25+01", &Zone::default(), second + 250_000),
    ] {
        assert_eq!(at(start, zone), Ok((want, want + 2_000_000)), "{start}");
    }
    let table = CdrRow {
        start: "".into(),
        calldate: "2026-11-20 18:16:29".into(),
        answer: "".into(),
        end: "".into(),
        ..row()
    };
    let told = cdr_calls("default", &Plan::default(), &[CdrRecord::new(table, &Zone::default()).unwrap()]);
    let answered = told[0].answered_at.unwrap();
    assert_eq!((answered, told[0].talk_ms), (Timestamp::from_unix_micros(second), 2_000));
}

#[test]
fn what_is_no_row_is_refused() {
    let refused = |row: CdrRow| CdrRecord::new(row, &Zone::default()).unwrap_err().to_string();
    for (row, want) in [
        (CdrRow { channel: "".into(), ..row() }, "channel is empty"),
        (CdrRow { start: "".into(), ..row() }, "start is empty"),
        (CdrRow { end: "".into(), duration: "".into(), ..row() }, "end is empty"),
        (
            CdrRow { start: "noon".into(), ..row() },
            "start \"noon\" is no time: 2026-11-20 18:16:50 or Unix seconds are wanted",
        ),
        (CdrRow { billsec: "long".into(), ..row() }, "billsec \"long\" is no number of seconds"),
        (
            CdrRow { disposition: "8".into(), ..row() },
            "disposition \"8\" is none of ANSWERED, NO ANSWER, BUSY, FAILED and CONGESTION",
        ),
    ] {
        assert_eq!(refused(row), want);
    }
}

#[test]
fn without_ids_each_row_is_a_call() {
    let row = CdrRow { uniqueid: "".into(), linkedid: "".into(), ..row() };
    let later = CdrRow { start: "2026-11-20 18:16:31".into(), ..row.clone() };
    let records = records(&[later, row]);
    let told = cdr_calls("default", &Plan::default(), &records);
    let ids: Vec<&str> = told.iter().map(|call| call.id.as_str()).collect();
    assert_eq!(
        ids,
        ["default-PJSIP%2Ftrunk-0000000a-1795198589", "default-PJSIP%2Ftrunk-0000000a-1795198591"]
    );
}

#[test]
fn the_columns_of_master_csv_follow_its_options() {
    let behind = |fields: usize, one: &str| {
        CdrRow::master_columns(fields, Some(one)).map(|columns| columns[16..].join(" "))
    };
    for (fields, one, want) in [
        (16, "", Some("")),
        (17, "1795198589.10", Some("uniqueid")),
        (17, "pbx-ams-1795198589.10", Some("uniqueid")),
        (17, "a remark", Some("userfield")),
        (18, "1795198589.10", Some("uniqueid userfield")),
        (19, "", Some("peeraccount linkedid sequence")),
        (20, "1795198589.10", Some("uniqueid peeraccount linkedid sequence")),
        (20, "vip", Some("userfield peeraccount linkedid sequence")),
        (21, "1795198589.10", Some("uniqueid userfield peeraccount linkedid sequence")),
        (15, "", None),
        (22, "", None),
    ] {
        assert_eq!(behind(fields, one).as_deref(), want, "{fields} {one}");
    }
}
