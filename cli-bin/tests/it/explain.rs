use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::run::{callflow, capture, file, folder};
use crate::running::Running;

const QUEUE: &str = "asterisk-22/09-queue-answered-after-wait";

/// The event that gave a field its last value, and that value.
fn last_change<'a>(said: &'a Value, field: &str) -> (&'a Value, &'a Value) {
    let steps = said["steps"].as_array().unwrap().iter();
    let changes =
        steps.flat_map(|step| step["changes"].as_array().unwrap().iter().map(move |change| (step, change)));
    let mut of_field = changes.rev().filter(|(_, change)| change["field"] == field);
    let (step, change) = of_field.next().ok_or_else(|| format!("no step for {field}")).unwrap();
    (step, &change["to"])
}

#[test]
fn each_fact_is_put_down_to_the_event_that_made_it() {
    let path = capture(QUEUE);
    let said = callflow(&["explain", "default-1795198599.20", &path, "--format", "json"]).json();
    assert_eq!(said["call"], "default-1795198599.20");
    let record = &said["record"];
    for (field, event) in [
        ("/caller/number", "Newchannel"),
        ("/queue", "QueueCallerJoin"),
        ("/answered_by", "BridgeEnter"),
        ("/answered_at", "BridgeEnter"),
        ("/legs/1/ringing_at", "Newstate"),
        ("/queue_visits/0/left_at", "QueueCallerLeave"),
        ("/hung_up_by", "Hangup"),
        ("/state", "Hangup"),
    ] {
        let (step, to) = last_change(&said, field);
        assert_eq!((&step["event"], Some(to)), (&json!(event), record.pointer(field)), "{field}");
    }
    let (step, _) = last_change(&said, "/answered_by");
    assert_eq!(step["at"], record["answered_at"]);
    assert!(step["headers"].as_array().unwrap().contains(&json!(["Channel", "PJSIP/trunk-00000014"])));
    let raw = fs::read(path + "/ami.raw").unwrap();
    let at = usize::try_from(step["offset"].as_u64().unwrap()).unwrap();
    assert!(raw[at..].starts_with(b"Event: BridgeEnter\r\n"));
}

#[test]
fn a_duration_is_put_down_to_the_event_after_which_it_stood_still() {
    let said = callflow(&["explain", "20", &capture(QUEUE), "--format", "json"]).json();
    for (field, not_after) in
        [("/wait_ms", "answered_at"), ("/ring_ms", "answered_at"), ("/talk_ms", "ended_at")]
    {
        let (step, to) = last_change(&said, field);
        assert_eq!(Some(to), said["record"].pointer(field), "{field}");
        assert!(step["at"].as_str() <= said["record"][not_after].as_str(), "{field} at {}", step["at"]);
    }
}

#[test]
fn the_steps_make_up_the_record() {
    for name in [QUEUE, "asterisk-22/21-pickup", "asterisk-16/16-hold", "asterisk-22/29b-crash-in-mid-call"] {
        let path = capture(name);
        let replayed = callflow(&["replay", "--format", "json", &path]).json();
        for call in replayed["calls"].as_array().unwrap() {
            let said = callflow(&["explain", call["id"].as_str().unwrap(), &path, "--format", "json"]).json();
            assert_eq!(&said["record"], call);
            for (field, value) in call.as_object().unwrap() {
                if value.is_object() || value.is_array() || field == "version" {
                    continue;
                }
                if value.is_null() || *value == json!(false) || *value == json!(0) {
                    continue;
                }
                let own = json!({
                    "steps": said["steps"].as_array().unwrap().iter()
                        .filter(|step| step["call"] == call["id"]).collect::<Vec<_>>()
                });
                assert_eq!(last_change(&own, &format!("/{field}")).1, value, "{field} of {}", call["id"]);
            }
        }
    }
}

#[test]
fn a_call_is_found_by_its_linkedid_and_by_either_end_of_its_id() {
    let path = capture(QUEUE);
    let whole = callflow(&["explain", "default-1795198599.20", &path]).well();
    for part in ["1795198599.20", "default-17", "179", "99.20", "0"] {
        assert_eq!(callflow(&["explain", part, &path]).well(), whole, "{part}");
    }
}

#[test]
fn what_happened_to_a_call_before_it_became_part_of_this_one_is_told_too() {
    let path = capture("asterisk-22/21-pickup");
    let said = callflow(&["explain", "default-1795198734.83", &path, "--format", "json"]).json();
    let merged = said["steps"].as_array().unwrap().iter().find(|step| step["call"] != said["call"]).unwrap();
    assert_eq!((&merged["event"], &merged["call"]), (&json!("Newchannel"), &json!("default-1795198735.85")));
    let (step, _) = last_change(&said, "/merged_into");
    assert_eq!(step["event"], "Pickup");
    let table = callflow(&["explain", "default-1795198734.83", &path]).well();
    assert!(table.contains("of default-1795198735.85, which became part of this call:\n"), "{table}");
    let part = callflow(&["explain", "default-1795198735.85", &path]).well();
    assert!(part.contains("became part of default-1795198734.83; explain that one"), "{part}");
}

#[test]
fn people_get_one_paragraph_an_event() {
    let table = callflow(&["explain", "20", &capture(QUEUE)]).well();
    let paragraphs: Vec<&str> = table.split("\n\n").collect();
    assert_eq!(paragraphs[0], "default-1795198599.20\n+12025550143 → +15125550170, inbound, answered");
    let answer = paragraphs.iter().find(|paragraph| paragraph.contains("answered_by:")).unwrap();
    let lines: Vec<&str> = answer.lines().map(str::trim).collect();
    assert_eq!(lines[0], "18:16:42.444  BridgeEnter  PJSIP/trunk-00000014  at byte 17731");
    assert!(lines.contains(&"answered_by: – → 101"), "{answer}");
    assert!(lines.contains(&"answered_at: – → 18:16:42.444"), "{answer}");
}

#[test]
fn a_lost_link_is_a_step() {
    let path = capture("asterisk-22/29b-crash-in-mid-call");
    let said = callflow(&["explain", "default-1795198813.2", &path, "--format", "json"]).json();
    let (step, to) = last_change(&said, "/gaps");
    assert_eq!((&step["event"], to), (&json!("(link lost)"), &json!(1)));
    let (step, _) = last_change(&said, "/state");
    assert!(step["file"].as_str().unwrap().ends_with("/ami-2.raw"), "{step}");
}

#[test]
fn a_call_that_is_not_there_or_not_the_only_one_is_an_error() {
    let (queue, storm) = (capture(QUEUE), capture("asterisk-22/28-storm"));
    for (args, want) in [
        (&["zz", &queue][..], "no call 'zz'; there are default-1795198599.20\n"),
        (&["zz", &storm], "no call 'zz'; there are default-1795198780.113, default-1795198781.115, "),
        (
            &["17951987", &storm],
            "'17951987' may be any of default-1795198780.113, default-1795198781.115, default-1795198781.117, \
             default-1795198781.118, default-1795198781.120 and 55 more; give more of the id\n",
        ),
        (&["0", &queue, &queue], "call default-1795198599.20 is in several recordings, "),
    ] {
        let said = callflow(&[&["explain"], args].concat());
        assert_eq!((said.status, &*said.out), (1, ""), "{args:?}");
        assert!(said.err.starts_with(&format!("callflow: {want}")), "{}", said.err);
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    }
}

#[test]
fn a_journal_is_searched_where_it_covers_the_call() {
    let recording = capture("asterisk-22/06-inbound-did");
    let journal = folder("explain-journal");
    for name in ["06-inbound-did", "43-fp-ivr-timecondition-queues-voicemail"] {
        let to = journal.join("default").join(name);
        fs::create_dir_all(&to).unwrap();
        for part in ["ami.raw", "ami.times"] {
            fs::copy(format!("{}/{part}", capture(&format!("asterisk-22/{name}"))), to.join(part)).unwrap();
        }
    }
    // Nothing of it may be read: the call is not in its time.
    fs::write(journal.join("default/43-fp-ivr-timecondition-queues-voicemail/ami.raw"), "no AMI").unwrap();
    let journal = journal.to_str().unwrap();
    let found =
        callflow(&["explain", "default-1795198589.10", "--journal", journal, "--format", "json"]).json();
    let direct = callflow(&["explain", "default-1795198589.10", &recording, "--format", "json"]).json();
    assert_eq!(found["record"], direct["record"]);
    assert_eq!(found["steps"].as_array().unwrap().len(), direct["steps"].as_array().unwrap().len());

    let said = callflow(&["explain", "default-1795100000.1", "--journal", journal]);
    assert_eq!((said.status, &*said.out), (1, ""));
    assert!(said.err.contains("no recording in ") && said.err.contains("2026-11-19T"), "{}", said.err);
}

#[test]
fn the_journal_of_a_running_server_explains_as_a_recording_does() {
    let folder = folder("explain-kept");
    let database = format!("sqlite:{}", folder.join("calls.db").display());
    let recording = capture(QUEUE);
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--recorded-ids"]);
    let config = file(
        &folder,
        "callflow.toml",
        format!(
            "database.url = \"{database}\"\n[pbx.default]\nhost = \"127.0.0.1\"\nport = {}\nusername = \"admin\"\n\
             password = \"secret\"\n",
            sim.address().port()
        ),
    );
    let mut listen = Running::start(&["listen", "--config", &config], &[]);
    listen.line_with("connected to Asterisk");
    sim.line_with("everything is played");
    listen.line_with("Asterisk closed the connection");

    // It is read while the server has it open, and writes what it heard in groups.
    let args = ["explain", "1795198599.20", "--config", &config, "--format", "json"];
    let whole = || {
        let said = callflow(&args);
        let said: Value = serde_json::from_str(&said.out).ok()?;
        (said["record"]["state"] == "ended").then_some(said)
    };
    let said = (0..200).find_map(|_| {
        whole().or_else(|| {
            std::thread::sleep(Duration::from_millis(50));
            None
        })
    });
    let said = said.unwrap();
    let journal = folder.join("callflow.journal");
    let named =
        callflow(&["explain", "99.20", "--journal", journal.to_str().unwrap(), "--format", "json"]).json();
    assert_eq!(named["steps"], said["steps"]);
    let recorded = callflow(&["explain", "1795198599.20", &recording, "--format", "json"]).json();
    for field in ["/caller/number", "/queue", "/answered_by", "/hung_up_by"] {
        let ((step, to), (want, value)) = (last_change(&said, field), last_change(&recorded, field));
        assert_eq!((&step["event"], to), (&want["event"], value), "{field}");
    }
    assert_eq!(said["record"]["id"], "default-1795198599.20");
    let table = callflow(&["explain", "1795198599.20", "--config", &config]).well();
    assert!(table.contains("  at entry ") && table.contains("callflow.journal"), "{table}");

    listen.signal("TERM");
    assert_eq!(listen.end().0, Some(0));
    assert_eq!(sim.end().0, Some(0));
}

#[test]
fn without_a_journal_it_says_what_to_name() {
    let folder = folder("explain-none");
    let config = file(&folder, "callflow.toml", "journal.path = \"/no/such/callflow.journal\"\n");
    let said = callflow(&["explain", "1.1", "--config", &config]);
    assert_eq!((said.status, said.err.lines().count()), (2, 1), "{}", said.err);
    assert!(
        said.err.contains("/no/such/callflow.journal: no such journal; name a recording"),
        "{}",
        said.err
    );
    let said = callflow(&["explain", "1.1", "--journal", &config]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("callflow.toml: is no journal of callflowd"), "{}", said.err);
}
