//! What an event changed in a record.

use std::collections::{BTreeMap, BTreeSet};

use callflow_core::call::CallState;
use callflow_core::{Call, CallId};
use serde::Serialize;
use serde_json::Value;

use super::Step;
use crate::playback::Cause;

/// One field, as a JSON pointer into the record, before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldChange {
    /// Where it is in the record: `/answered_by`, `/legs/1/answered_at`.
    pub(crate) field: String,
    /// Its value before, `null` where it had none.
    pub(crate) from: Value,
    /// Its value after.
    pub(crate) to: Value,
}

/// The records told of some calls, as steps from one to the next.
#[derive(Debug)]
pub(crate) struct History {
    ids: BTreeSet<CallId>,
    last: BTreeMap<CallId, Last>,
    steps: Vec<Step>,
    /// Durations grow with every event of a live call. The event that counts is the one after which they did no
    /// more, so the latest change waits here until the end.
    durations: BTreeMap<(CallId, String), Pending>,
}

#[derive(Debug)]
struct Last {
    record: Value,
    ended: bool,
    /// Number of the step that told it.
    step: usize,
}

#[derive(Debug)]
struct Pending {
    step: usize,
    from: Value,
    to: Value,
}

impl History {
    /// The history of the calls `ids`, of which nothing was told yet.
    pub(super) fn of(ids: BTreeSet<CallId>) -> Self {
        Self { ids, last: BTreeMap::new(), steps: Vec::new(), durations: BTreeMap::new() }
    }

    /// Takes a record that was told because of `cause`.
    pub(super) fn told(&mut self, cause: &Cause<'_>, call: &Call) {
        if !self.ids.contains(&call.id) {
            return;
        }
        // A record is plain data, so this cannot fail; if it did, no fact would be explained and none wrongly.
        let record = serde_json::to_value(call).unwrap_or_default();
        let step = self.step(cause, &call.id);
        let before = self.last.get(&call.id).map_or(&Value::Null, |last| &last.record);
        let mut changes = Vec::new();
        compare(&mut String::new(), before, &record, &mut changes);
        for change in changes {
            if is_duration(&change.field) {
                let FieldChange { field, from, to } = change;
                let pending = self.durations.entry((call.id.clone(), field)).or_insert(Pending {
                    step,
                    from,
                    to: Value::Null,
                });
                pending.step = step;
                pending.to = to;
            } else if change.field != "/version"
                && let Some(step) = self.steps.get_mut(step)
            {
                step.changes.push(change);
            }
        }
        let ended = call.state == CallState::Ended;
        self.last.insert(call.id.clone(), Last { record, ended, step });
    }

    /// All steps in order, but for those that changed nothing.
    pub(super) fn steps(mut self) -> Vec<Step> {
        for ((call, field), Pending { step, from, to }) in self.durations {
            // What a live call's last event changed may still run.
            let runs = self.last.get(&call).is_some_and(|last| !last.ended && last.step == step);
            if from != to
                && !runs
                && let Some(step) = self.steps.get_mut(step)
            {
                step.changes.push(FieldChange { field, from, to });
            }
        }
        self.steps.retain(|step| !step.changes.is_empty());
        self.steps
    }

    /// Number of the step of this cause and call. One cause may tell a call twice: that it began, and that it ended.
    fn step(&mut self, cause: &Cause<'_>, call: &CallId) -> usize {
        let of_cause = self.steps.iter().enumerate().rev().take_while(|(_, step)| step.cause == cause.number);
        if let Some((number, _)) = of_cause.into_iter().find(|(_, step)| step.call == *call) {
            return number;
        }
        self.steps.push(Step::new(cause, call));
        self.steps.len() - 1
    }
}

fn is_duration(field: &str) -> bool {
    field.ends_with("_ms") || field.ends_with("/ms")
}

/// What differs between two records of one call, but for their versions.
pub(crate) fn changes_between(from: &Call, to: &Call) -> Vec<FieldChange> {
    // Records are plain data, so this cannot fail.
    let value = |call: &Call| serde_json::to_value(call).unwrap_or_default();
    let (from, to) = (value(from), value(to));
    let mut changes = Vec::new();
    compare(&mut String::new(), &from, &to, &mut changes);
    changes.retain(|change| change.field != "/version");
    changes
}

static NOTHING: Value = Value::Null;

/// Adds the leaves in which the two values differ; `at` is where in the record they are.
fn compare<'v>(at: &mut String, from: &'v Value, to: &'v Value, changes: &mut Vec<FieldChange>) {
    let mut deeper = |at: &mut String, name: &str, from: &'v Value, to: &'v Value| {
        let len = at.len();
        at.push('/');
        // Names of channel variables are any text; RFC 6901 says how they stand in a pointer.
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        compare(at, from, to, changes);
        at.truncate(len);
    };
    match (from, to) {
        (Value::Object(_), _) | (_, Value::Object(_)) => {
            let names: BTreeSet<&String> =
                from.as_object().into_iter().chain(to.as_object()).flat_map(|map| map.keys()).collect();
            for name in names {
                let value = |of: &'v Value| of.get(name).unwrap_or(&NOTHING);
                deeper(at, name, value(from), value(to));
            }
        }
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            let len = |of: &Value| of.as_array().map_or(0, Vec::len);
            for index in 0..len(from).max(len(to)) {
                let value = |of: &'v Value| of.get(index).unwrap_or(&NOTHING);
                deeper(at, &index.to_string(), value(from), value(to));
            }
        }
        // A field that comes into being with `false`, 0 or nothing is no fact that anything made.
        (Value::Null, Value::Bool(false)) => {}
        (Value::Null, Value::Number(number)) if number.as_u64() == Some(0) => {}
        _ if from == to => {}
        _ => changes.push(FieldChange { field: at.clone(), from: from.clone(), to: to.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(from: &Value, to: &Value) -> Vec<(String, Value, Value)> {
        let mut changes = Vec::new();
        compare(&mut String::new(), from, to, &mut changes);
        changes.into_iter().map(|change| (change.field, change.from, change.to)).collect()
    }

    #[test]
    fn only_leaves_that_differ_are_changes() {
        let from = json!({"a": 1, "legs": [{"up": null, "name": "x"}], "same": {"b": [1, 2]}});
        let to = json!({"a": 2, "legs": [{"up": "now", "name": "x"}, {"name": "y"}], "same": {"b": [1, 2]}});
        assert_eq!(
            changes(&from, &to),
            [
                ("/a".into(), json!(1), json!(2)),
                ("/legs/0/up".into(), json!(null), json!("now")),
                ("/legs/1/name".into(), json!(null), json!("y")),
            ]
        );
    }

    #[test]
    fn what_begins_as_nothing_is_no_change() {
        assert_eq!(changes(&Value::Null, &json!({"a": null, "b": false, "c": 0, "d": [], "e": {}})), []);
        assert_eq!(
            changes(&json!({"b": true, "c": 3}), &json!({"b": false, "c": 0})),
            [("/b".into(), json!(true), json!(false)), ("/c".into(), json!(3), json!(0))]
        );
    }

    #[test]
    fn a_list_that_shrinks_names_what_went() {
        assert_eq!(
            changes(&json!({"merged": ["a", "b"]}), &json!({"merged": ["a"]})),
            [("/merged/1".into(), json!("b"), json!(null))]
        );
    }

    #[test]
    fn names_are_escaped_as_pointers_are() {
        let change = changes(&json!({}), &json!({"CALLERID(a/b~c)": "1"}));
        assert_eq!(change, [("/CALLERID(a~1b~0c)".into(), json!(null), json!("1"))]);
    }
}
