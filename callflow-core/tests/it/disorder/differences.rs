//! Where two records of one call differ.

use std::collections::{BTreeMap, BTreeSet};

use callflow_core::Timestamp;
use callflow_core::call::Call;
use serde_json::{Map, Value};

/// Times this near are the same: another event of the same moment may have told them.
const NEAR_MS: u64 = 100;

/// The fields in which two records differ, those in lists as `legs.role`. How often and when a record was told is
/// no part of what it tells.
pub(crate) fn differences(one: &Call, other: &Call) -> BTreeSet<String> {
    let (one, other) = (object(one), object(other));
    let mut found = BTreeSet::new();
    for (field, value) in &one {
        let other = &other[field];
        match &**field {
            "version" | "revised_at" => {}
            _ if are_near(value, other) => {}
            "legs" => compare_list(field, by(value, "uniqueid"), by(other, "uniqueid"), &mut found),
            "parties" => compare_list(field, by(value, "number"), by(other, "number"), &mut found),
            "queue_visits" | "segments" => compare_list(field, in_order(value), in_order(other), &mut found),
            _ => {
                found.insert(field.clone());
            }
        }
    }
    found
}

type Items<'v> = BTreeMap<String, &'v Map<String, Value>>;

fn compare_list(list: &str, one: Items<'_>, other: Items<'_>, found: &mut BTreeSet<String>) {
    if one.keys().ne(other.keys()) {
        found.insert(list.to_owned());
        return;
    }
    let before = found.len();
    for (item, other) in one.values().zip(other.values()) {
        let differs = item.iter().filter(|(field, value)| !are_near(value, &other[*field]));
        found.extend(differs.map(|(field, _)| format!("{list}.{field}")));
    }
    if found.len() == before && !found.iter().any(|field| field.starts_with(list)) {
        found.insert(format!("{list} in order"));
    }
}

fn object(call: &Call) -> Map<String, Value> {
    let mut call = call.clone();
    // Who talks with whom has no order, and a talk of a moment is none: one party may be told to come before
    // the other is told to leave.
    call.segments.retain(|segment| segment.to.is_none_or(|to| to.millis_since(segment.from) > NEAR_MS));
    call.segments.iter_mut().for_each(|segment| segment.parties.sort_unstable());
    match serde_json::to_value(call).unwrap() {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn by<'v>(list: &'v Value, key: &str) -> Items<'v> {
    let items = list.as_array().unwrap().iter().map(|item| item.as_object().unwrap());
    items.map(|item| (item[key].as_str().unwrap().to_owned(), item)).collect()
}

fn in_order(list: &Value) -> Items<'_> {
    let items = list.as_array().unwrap().iter().map(|item| item.as_object().unwrap());
    items.enumerate().map(|(number, item)| (format!("{number:03}"), item)).collect()
}

/// Whether two values are the same but for a moment.
fn are_near(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one.as_u64().zip(other.as_u64()).is_some_and(|(one, other)| one.abs_diff(other) <= NEAR_MS)
        }
        (Value::String(one), Value::String(other)) => one == other || are_near_times(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_near(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same =
                |(field, value): (&String, &Value)| other.get(field).is_some_and(|o| are_near(value, o));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}

fn are_near_times(one: &str, other: &str) -> bool {
    let times = one.parse::<Timestamp>().ok().zip(other.parse::<Timestamp>().ok());
    times.is_some_and(|(one, other)| one.millis_since(other).max(other.millis_since(one)) <= NEAR_MS)
}
