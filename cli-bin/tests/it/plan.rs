//! `callflow plan`.

use std::path::Path;

use serde_json::{Value, json};

use crate::run::{callflow, capture, file, folder};

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/plans").join(name);
    path.to_str().unwrap().into()
}

fn check(plan: &str, more: &[&str]) -> Vec<Value> {
    let said = callflow(&[&["plan", "check", "--format", "json", plan], more].concat()).json();
    said.get("numbers").unwrap().as_array().unwrap().clone()
}

#[test]
fn a_decision_is_explained_to_people() {
    let folder = folder("plan-check");
    let plan = file(
        &folder,
        "plan.toml",
        "[numbers]\ncountry_code = \"1\"\nnational_prefix = \"1\"\n[[dids]]\nnumber = \"+15125550170\"\n\
         name = \"Sales\"\ntenant = \"acme\"\n",
    );
    assert_eq!(
        callflow(&["plan", "check", &plan, "912025550111", "Anonymous", "--context", "from-internal"]).well(),
        "\
912025550111
  is             outside: digits of the public network, and not in numbers.internal
  access prefix  9, taken off where the number is shown as somebody's
  shown as       +12025550111, E.164 by numbers.national_prefix and country_code
  as caller      912025550111
  when dialled   outbound: a number of the public network
  dialled is     912025550111
  tenant         default

Anonymous
  is             hidden: anonymous of numbers.anonymous
  shown as       –, for it is nobody's number
  as caller      –
  when dialled   internal: a phone that is inside reached something inside
  dialled is     –
  tenant         default
"
    );
    assert_eq!(
        callflow(&["plan", "check", &plan, "0170", "--endpoint", "my-trunk"]).well(),
        "\
0170
  is             inside: _XXXX of numbers.internal
  shown as       0170, as all inside numbers
  DID            +15125550170 (Sales), the end of +15125550170
  as caller      0170
  when dialled   inbound: it comes over a trunk, *trunk* of inbound.trunks or trunks
  dialled is     +15125550170
  tenant         acme
"
    );
}

#[test]
fn the_default_plan_is_a_file_to_begin_with() {
    let template = callflow(&["plan", "show"]).well();
    let folder = folder("plan-show");
    let plan = file(&folder, "plan.toml", &template);
    let whole = callflow(&["plan", "show", &plan]).well();
    let again = file(&folder, "whole.toml", &whole);
    assert_eq!(callflow(&["plan", "show", &again]).well(), whole, "what is shown is a plan itself");
    let empty = file(&folder, "empty.toml", "");
    assert_eq!(callflow(&["plan", "show", &empty]).well(), whole);
    assert!(template.contains("#[[dids]]") && !whole.contains('#') || whole.contains("\"_#.\""), "{whole}");
}

#[test]
fn a_plan_that_cannot_be_read_is_refused() {
    let folder = folder("plan-refused");
    let wrong = file(&folder, "plan.toml", "[[dids]]\nnumber = \"_[\"\n");
    for (args, want) in [
        (
            &["plan", "check", "/no/plan.toml", "101"][..],
            "/no/plan.toml: no such file or folder; check the path",
        ),
        (
            &["plan", "check", &wrong, "101"],
            &*format!("{wrong}:2: dids[0].number: pattern \"_[\" has a '[' without a set and ']'"),
        ),
        (&["plan", "show", "/no/plan.toml"], "/no/plan.toml: no such file or folder; check the path"),
        (
            &["plan", "check", &wrong],
            "the following required arguments were not provided: <NUMBER>... (see 'callflow plan --help')",
        ),
    ] {
        let said = callflow(args);
        assert_eq!(
            (said.status, &*said.out, &*said.err),
            (2, "", &*format!("callflow: {want}\n")),
            "{args:?}"
        );
    }
}

/// Number, options, and what the record of a call to it says: direction, dialled, tenant.
type Call<'a> = (&'a str, &'a [&'a str], [&'a str; 3]);

#[track_caller]
fn tells(plan: &str, calls: &[Call<'_>]) {
    for (number, options, want) in calls {
        let numbers = check(&example(plan), &[&[*number], *options].concat());
        let said = numbers.first().unwrap().get("as_dialled").unwrap();
        assert_eq!(
            ["direction", "dialled", "tenant"].map(|field| said.get(field).unwrap()),
            *want,
            "{number} {options:?}"
        );
    }
}

#[test]
fn the_example_for_freepbx_tells_its_calls() {
    let inside: &[&str] = &["--context", "from-internal", "--endpoint", "101"];
    let outside: &[&str] = &["--context", "from-pstn", "--endpoint", "trunk2"];
    tells(
        "freepbx.toml",
        &[
            ("5125550103", outside, ["inbound", "+15125550103", "default"]),
            ("15125550174", outside, ["inbound", "+15125550174", "support"]),
            ("0181", outside, ["inbound", "+15125550181", "default"]),
            ("102", inside, ["internal", "102", "default"]),
            ("*97", inside, ["internal", "*97", "default"]),
            ("92025550111", inside, ["outbound", "92025550111", "default"]),
            ("700", &["--context", "from-internal", "--queue", "700"], ["internal", "700", "support"]),
        ],
    );
    let shown = |number| check(&example("freepbx.toml"), &[number])[0]["shown"].clone();
    for (number, want) in [
        ("912025550111", "+12025550111"),
        ("9011442079460958", "+442079460958"),
        ("92025550111", "2025550111"),
        ("101", "101"),
    ] {
        assert_eq!(shown(number), want, "{number}");
    }
}

#[test]
fn the_example_for_a_plain_dial_plan_tells_its_calls() {
    let outside: &[&str] = &["--context", "from-trunk", "--endpoint", "trunk"];
    let old: &[&str] = &["--endpoint", "old-pbx"];
    tells(
        "plain.toml",
        &[
            ("0170", outside, ["inbound", "+15125550170", "acme-sales"]),
            ("K-4711-0", outside, ["inbound", "+15125550170", "acme-sales"]),
            ("05", old, ["inbound", "+15125550105", "default"]),
            ("101", &["--context", "from-acme-phones"], ["internal", "101", "acme"]),
            ("101", &["--endpoint", "acme-7"], ["internal", "101", "acme"]),
            ("700", &["--queue", "sales"], ["internal", "700", "acme-sales"]),
        ],
    );
    let caller = |number| check(&example("plain.toml"), &[&[number], old].concat())[0]["as_caller"].clone();
    for (number, want) in [
        ("012025550143", json!("+12025550143")),
        ("02025550143", json!("+12025550143")),
        ("000000", json!(null)),
        ("Anonymous", json!(null)),
    ] {
        assert_eq!(caller(number), want, "{number}");
    }
}

#[test]
fn the_example_for_ari_tells_its_calls_by_their_endpoints() {
    tells(
        "ari.toml",
        &[
            (
                "+15125550181",
                &["--endpoint", "trunk", "--context", "default"],
                ["inbound", "+15125550181", "hotline"],
            ),
            ("5125550182", &["--endpoint", "sbc-acme"], ["inbound", "+15125550182", "acme"]),
            (
                "2025550111",
                &["--endpoint", "101", "--context", "default"],
                ["outbound", "2025550111", "default"],
            ),
            ("2025550111", &["--endpoint", "sbc-2", "--originated"], ["outbound", "2025550111", "default"]),
            ("102", &["--endpoint", "acme-101", "--context", "from-trunk"], ["internal", "102", "acme"]),
        ],
    );
}

/// A site's plan says more than the default plan, and nothing else.
#[test]
fn recordings_are_told_alike_with_the_plan_of_their_site() {
    let plain = [
        "01-internal-caller-hangs-up",
        "06-inbound-did",
        "07-outbound",
        "09-queue-answered-after-wait",
        "17-conference",
        "18-originate-answered",
        "39-dialer-customer-first",
    ];
    let freepbx = [
        "41-fp-ring-group",
        "43-fp-ivr-timecondition-queues-voicemail",
        "44b-fp-forward-out",
        "46-fp-trunk-failover",
        "51-fp-refused",
        "53-fp-queue-member-transfers",
        "67-fp-click-to-call",
    ];
    let sites = [("plain.toml", &plain[..]), ("freepbx.toml", &freepbx), ("ari.toml", &["25-stasis-ari"])];
    for version in ["asterisk-16", "asterisk-22"] {
        for (plan, names) in &sites {
            let folders: Vec<String> =
                names.iter().map(|name| capture(&format!("{version}/{name}"))).collect();
            let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
            let told = |options: &[&str]| {
                let mut said =
                    callflow(&[&["replay", "--format", "json"], options, &folders].concat()).json();
                for call in said["calls"].as_array_mut().unwrap() {
                    call["tenant"] = json!(null);
                }
                said
            };
            let with = told(&["--plan", &example(plan)]);
            assert!(with["calls"].as_array().unwrap().len() >= names.len());
            assert_eq!(with, told(&[]), "{plan} {version}");
        }
    }
}

#[test]
fn the_table_of_dids_and_the_tenants_count_in_records() {
    let calls = |plan: &str, name: &str| -> Vec<Value> {
        let said = callflow(&["replay", "--format", "json", "--plan", &example(plan), &capture(name)]).json();
        let fields = ["/dialled", "/did", "/caller/number", "/tenant"];
        let row = |call: &Value| fields.iter().map(|field| call.pointer(field).cloned().unwrap()).collect();
        said["calls"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(
        calls("freepbx.toml", "asterisk-22/40-fp-inbound-did"),
        [
            json!(["+15125550101", "+15125550101", "+12025550143", "default"]),
            json!(["+15125550140", "+15125550140", "2125550147", "default"]),
            json!(["+15125550103", "+15125550103", "2125550119", "default"]),
        ]
    );
    assert_eq!(
        calls("plain.toml", "asterisk-22/09-queue-answered-after-wait"),
        [json!(["+15125550170", "+15125550170", "+12025550143", "acme-sales"])]
    );
    assert_eq!(
        calls("ari.toml", "asterisk-22/25-stasis-ari"),
        [json!(["+15125550181", "+15125550181", "+12025550143", "hotline"])]
    );
}

#[test]
fn a_country_needs_the_data() {
    let folder = folder("plan-country");
    let plan = file(&folder, "plan.toml", "[numbers]\n\ncountry = \"US\"\n");
    let said = callflow(&["plan", "check", "--format", "json", &plan, "2025550143"]);
    if cfg!(feature = "phonenumber") {
        let number = &said.json()["numbers"][0];
        assert_eq!((&number["shown"], &number["rule"]), (&json!("+12025550143"), &json!("country")));
    } else {
        assert_eq!(said.status, 2);
        assert!(
            said.err.starts_with(&format!(
                "callflow: {plan}:3: numbers.country: this program was built without libphonenumber's data"
            )),
            "{}",
            said.err
        );
    }
}
