//! The catalogue's JSON, and its parts put together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Everything that is generated from.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) events: Vec<Event>,
    pub(crate) actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) classes: Vec<String>,
    pub(crate) params: Vec<Param>,
    #[serde(skip)]
    pub(crate) undocumented: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) params: Vec<Param>,
    #[serde(default)]
    pub(crate) responds_with: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) prefix: String,
    #[serde(default)]
    pub(crate) group: String,
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) multiple: bool,
}

#[derive(Deserialize)]
struct Documented {
    events: Vec<Event>,
    actions: Vec<Action>,
    undocumented_event_names_seen_in_source: Vec<String>,
}

#[derive(Deserialize)]
struct Seen {
    events: BTreeMap<String, Vec<String>>,
}

pub(crate) fn parse(documented: &str, seen: &str) -> anyhow::Result<Catalogue> {
    let documented: Documented = serde_json::from_str(documented)?;
    let seen: Seen = serde_json::from_str(seen)?;
    let mut events = documented.events;
    let names =
        documented.undocumented_event_names_seen_in_source.into_iter().chain(seen.events.keys().cloned());
    for name in names {
        // The documentation's NewExten is Newexten in the source: names are one if only their case differs.
        if !events.iter().any(|event| event.name.eq_ignore_ascii_case(&name)) {
            events.push(Event { name, classes: Vec::new(), params: Vec::new(), undocumented: true });
        }
    }
    for event in &mut events {
        add_channel_variables(event);
        for param in event.params.iter_mut().filter(|param| param.name == "DialStatus") {
            param.values = DIAL_STATUS.map(str::to_owned).into();
        }
        let headers = seen.events.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&event.name));
        for header in headers.flat_map(|(_, headers)| headers) {
            if !event.params.iter().any(|param| param.name.eq_ignore_ascii_case(header)) {
                let multiple = REPEATED.contains(&(event.name.as_str(), header));
                event.params.push(Param { name: header.clone(), multiple, ..Param::default() });
            }
        }
    }
    events.sort_by_key(|event| event.name.to_lowercase());
    let mut actions = documented.actions;
    actions.sort_by_key(|action| action.name.to_lowercase());
    Ok(Catalogue { events, actions })
}

/// The documentation gives DialEnd and DialState a set each; for readers they are one.
const DIAL_STATUS: [&str; 12] = [
    "ABORT",
    "ANSWER",
    "BUSY",
    "CANCEL",
    "CHANUNAVAIL",
    "CONGESTION",
    "CONTINUE",
    "GOTO",
    "NOANSWER",
    "PROCEEDING",
    "PROGRESS",
    "RINGING",
];

/// Headers that the recordings show more than once in one event.
const REPEATED: [(&str, &str); 2] = [("TestEvent", "State"), ("Status", "Variable")];

/// Where a channel is described, the setting `channelvars` adds headers that the documentation leaves out.
fn add_channel_variables(event: &mut Event) {
    let prefixes: BTreeSet<String> = event
        .params
        .iter()
        .filter(|param| param.group == "channel_snapshot")
        .map(|param| param.prefix.clone())
        .collect();
    for prefix in prefixes {
        let name = format!("{prefix}ChanVariable");
        if !event.params.iter().any(|param| param.name == name) {
            event.params.push(Param { name, multiple: true, ..Param::default() });
        }
    }
}
