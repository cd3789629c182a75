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
    said["numbers"].as_array().unwrap().clone()
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
