use std::fs;

use serde_json::{Value, json};

use crate::run::{callflow, capture, file, folder};

fn compare(way: &str, path: &str) -> Value {
    let said = callflow(&["compare", "--format", "json", "--ways", way, path]).json();
    said.pointer("/recordings/0/ways/0").unwrap().clone()
}

/// Some fields of each call.
fn told(way: &str, path: &str, fields: &[&str]) -> Vec<Value> {
    let said = compare(way, path);
    assert_eq!(said.pointer("/way").unwrap(), way);
    let some =
        |call: &Value| fields.iter().map(|field| call.pointer(field).cloned().unwrap_or_default()).collect();
    said.pointer("/calls").unwrap().as_array().unwrap().iter().map(some).collect()
}

#[test]
fn people_see_every_way_one_above_the_other() {
    let path = capture("asterisk-22/13b-blind-transfer-refer");
    let ways = "truth,callflow,cdr,uniqueid,linkedid";
    assert_eq!(
        callflow(&["compare", "--ways", ways, &path]).well(),
        path + "

way       start     caller → dialled              disposition  answered by   wait   talk  hung up by  queue
truth     18:17:21  +442079460018 → +15125550101  answered     101          0.4 s  4.1 s  callee      –
callflow  18:17:21  +442079460018 → +15125550101  answered     101          0.4 s  4.1 s  callee      –
cdr       18:17:21  +442079460018 → 102           answered     101          0.0 s  1.0 s  –           –
          18:17:23  +442079460018 → 102           answered     102          0.0 s  2.0 s  –           –
uniqueid  18:17:21  +442079460018 → +15125550101  answered     101          0.4 s  4.1 s  system      –
          18:17:21  101 → s                       cancelled    –            1.9 s      –  system      –
          18:17:23  102 → s                       cancelled    –            2.6 s      –  caller      –
linkedid  18:17:21  +442079460018 → +15125550101  answered     101          0.4 s  4.1 s  callee      –

calls counted: truth 1, callflow 1, cdr 2, uniqueid 3, linkedid 1
"
    );
}

#[test]
fn ours_is_the_record_without_calls_that_became_part_of_another() {
    let path = capture("asterisk-22/21-pickup");
    let replayed = callflow(&["replay", "--format", "json", &path]).json();
    let all = replayed["calls"].as_array().unwrap();
    let whole: Vec<&Value> = all.iter().filter(|call| call["merged_into"].is_null()).collect();
    let said = compare("callflow", &path);
    assert_eq!(said["calls"].as_array().unwrap().iter().collect::<Vec<_>>(), whole);
    assert_eq!((whole.len(), all.len()), (2, 4));
}

#[test]
fn the_plain_readings_know_what_their_events_say() {
    let path = capture("asterisk-22/11-queue-ring-no-answer-then-answered");
    let fields = ["/queue", "/answered_by", "/queue_visits/0/outcome", "/queue_visits/0/attempts/0/member"];
    assert_eq!(told("linkedid", &path, &fields), [json!(["sales", "101", "answered", "103"])]);
    let path = capture("asterisk-22/16-hold");
    let seconds = |ms: &Value| (ms.as_u64().unwrap() + 500) / 1000;
    let said = compare("linkedid", &path);
    let holds = said["calls"][0]["holds"].as_array().unwrap();
    let holds: Vec<(&Value, u64)> = holds.iter().map(|hold| (&hold["by"], seconds(&hold["ms"]))).collect();
    assert_eq!(holds, [(&json!("101"), 1), (&json!("100"), 1), (&json!("101"), 2)]);
    let parks = told(
        "linkedid",
        &capture("asterisk-22/15-park-and-retrieve"),
        &["/parks/0/space", "/parks/0/retrieved_by"],
    );
    assert_eq!(parks[0], json!(["901", "102"]));
}

/// Where the Linkedid changes on the way, one row for each Linkedid counts one call twice.
#[test]
fn a_consultation_by_a_second_call_is_two_linkedids() {
    let path = capture("asterisk-22/14c-attended-transfer-refer-replaces");
    assert_eq!(compare("callflow", &path)["calls"].as_array().unwrap().len(), 1);
    assert_eq!(compare("linkedid", &path)["calls"].as_array().unwrap().len(), 2);
}

#[test]
fn call_detail_records_are_read_with_and_without_their_head() {
    let fields =
        ["/caller/number", "/dialled", "/direction", "/disposition", "/answered_by", "/talk_ms", "/queue"];
    let want = json!(["+12025550143", "sales", "inbound", "answered", "101", 5000, "sales"]);
    let path = capture("asterisk-22/09-queue-answered-after-wait");
    assert_eq!(told("cdr", &path, &fields), std::slice::from_ref(&want));
    let headless = folder("cdr-without-head");
    fs::copy(path.clone() + "/ami.raw", headless.join("ami.raw")).unwrap();
    file(
        &headless,
        "cdr.csv",
        "\"\",\"+12025550143\",\"sales\",\"queues\",\"x\",\"PJSIP/trunk-00000014\",\"PJSIP/101-00000015\",\"Queue\",\
         \"sales,tT\",\"2026-11-20 18:16:39\",\"2026-11-20 18:16:39\",\"2026-11-20 18:16:45\",5,5,\"ANSWERED\",\
         \"DOCUMENTATION\",\"1795198599.20\",\"\"\n",
    );
    assert_eq!(told("cdr", headless.to_str().unwrap(), &fields), [want]);
}

#[test]
fn what_is_no_call_detail_record_is_named() {
    let folder = folder("cdr-nonsense");
    fs::copy(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw", folder.join("ami.raw"))
        .unwrap();
    let path = file(&folder, "cdr.csv", "what,is,this\n");
    let said = callflow(&["compare", "--ways", "cdr", folder.to_str().unwrap()]);
    assert_eq!((said.status, &*said.out), (2, ""));
    assert_eq!(said.err, format!("callflow: {path}:1: not a row of call detail records\n"));
}

#[test]
fn a_way_without_its_file_is_left_out() {
    let folder = folder("bare");
    let path = capture("asterisk-22/01-internal-caller-hangs-up");
    for name in ["ami.raw", "ami.times"] {
        fs::copy(format!("{path}/{name}"), folder.join(name)).unwrap();
    }
    let said =
        callflow(&["compare", "--format", "json", "--ways", "truth,cdr,linkedid", folder.to_str().unwrap()]);
    let said = said.json();
    let ways = said["recordings"][0]["ways"].as_array().unwrap();
    assert_eq!(ways.iter().map(|way| &way["way"]).collect::<Vec<_>>(), ["linkedid"]);
}

#[test]
fn a_folder_of_recordings_is_searched() {
    let root = folder("tree");
    let path = capture("asterisk-22/01-internal-caller-hangs-up");
    for name in ["b/two", "a/one", "a/nothing"] {
        fs::create_dir_all(root.join(name)).unwrap();
    }
    for name in ["b/two", "a/one"] {
        fs::copy(path.clone() + "/ami.raw", root.join(name).join("ami.raw")).unwrap();
        fs::copy(path.clone() + "/ami.times", root.join(name).join("ami.times")).unwrap();
    }
    let said =
        callflow(&["compare", "--format", "json", "--ways", "callflow", root.to_str().unwrap()]).json();
    let paths: Vec<&Value> = said["recordings"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(paths, [root.join("a/one").to_str().unwrap(), root.join("b/two").to_str().unwrap()]);
    let nothing = root.join("a/nothing");
    let said = callflow(&["compare", nothing.to_str().unwrap()]);
    let want = format!("callflow: {}: no ami.raw in this folder nor in those within it\n", nothing.display());
    assert_eq!((said.status, said.err), (2, want));
}

/// Its events of a channel have no number that was dialled, and each channel is a call.
#[cfg(feature = "peers")]
#[test]
fn the_tracker_of_another_crate_is_read_through_its_own_interface() {
    let path = capture("asterisk-22/01-internal-caller-hangs-up");
    let calls = told("asterisk-rs", &path, &["/caller/number", "/dialled", "/disposition", "/answered_by"]);
    assert_eq!(calls, [json!(["100", null, "answered", "101"]), json!(["101", null, "cancelled", null])]);
    let said = compare("asterisk-rs", &path);
    assert_eq!((said["calls"][0]["talk_ms"].as_u64().unwrap() + 50) / 100, 20);
}
