//! What is told of calls while they live.

use std::collections::BTreeMap;
use std::path::PathBuf;

use callflow_core::call::Call;
use callflow_core::{CallFlow, CallId, Plan};
use serde_json::Value;

use crate::recording::{feed, folders, read};

/// A record without what time alone changes, and without the count of its tellings.
fn still(call: &Call) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                let counts =
                    |name: &str| name.ends_with("_ms") || matches!(name, "ms" | "version" | "revised_at");
                fields.retain(|name, _| !counts(name));
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(call).unwrap();
    strip(&mut value);
    value
}

/// Whoever is told of every change knows at any moment what the records of all calls say then. The older Asterisk adds
/// the phones of chan_sip.
#[test]
fn no_record_changes_untold() {
    let told_apart = |folder: &PathBuf| {
        folder.parent().is_some_and(|version| version.ends_with("asterisk-22"))
            || folder.ends_with("38-chan-sip")
    };
    for folder in folders().into_iter().filter(told_apart) {
        let mut flow = CallFlow::new("default", Plan::default());
        let mut told: BTreeMap<CallId, Call> = BTreeMap::new();
        for (place, (at, step)) in read(&folder).iter().enumerate() {
            let changes = feed(&mut flow, *at, step);
            for call in changes.iter().filter_map(|change| change.kind.call()) {
                told.insert(call.id.clone(), call.clone());
            }
            for call in flow.live_calls() {
                let known = told.get(&call.id).unwrap();
                if *known != call {
                    assert_eq!(still(known), still(&call), "{} in {} at {place}", call.id, folder.display());
                    told.insert(call.id.clone(), call);
                }
            }
        }
    }
}
