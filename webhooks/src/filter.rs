//! What a webhook is told of.

use callflow_core::call::Direction;
use callflow_core::disposition::Disposition;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::event::{Event, KINDS};

/// What a webhook is told of. All that is set must hold; one that is empty lets everything pass.
///
/// Directions and dispositions are those of calls: with one of them set, a webhook is told of nothing else. Dispositions are
/// known at the end of a call.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Events of these kinds ([`KINDS`]).
    pub events: Vec<Arc<str>>,
    /// Calls of these directions.
    pub directions: Vec<Direction>,
    /// Calls that ended so.
    pub dispositions: Vec<Disposition>,
    /// What happens in these queues.
    pub queues: Vec<Arc<str>>,
    /// What these numbers have part in: outside parties in E.164, extensions, agents.
    pub numbers: Vec<Arc<str>>,
}

/// A filter that nothing passes.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is no kind of event")]
pub struct UnknownKind(
    /// The word.
    pub Arc<str>,
);

impl Filter {
    /// Whether each kind is one.
    ///
    /// # Errors
    /// [`UnknownKind`] with the first one that is none.
    pub fn check(&self) -> Result<(), UnknownKind> {
        match self.events.iter().find(|kind| !KINDS.contains(&&***kind)) {
            Some(unknown) => Err(UnknownKind(unknown.clone())),
            None => Ok(()),
        }
    }

    /// Whether the event passes.
    #[must_use]
    pub fn passes(&self, event: &Event<'_>) -> bool {
        let call = event.call();
        passes(&self.events, |kind| **kind == *event.kind)
            && passes(&self.directions, |it| call.is_some_and(|call| call.direction == *it))
            && passes(&self.dispositions, |it| call.is_some_and(|call| call.disposition == Some(*it)))
            && passes(&self.queues, |queue| event.has_queue(queue))
            && passes(&self.numbers, |number| event.has_number(number))
    }
}

fn passes<T>(wanted: &[T], is_it: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(is_it)
}

#[cfg(test)]
mod tests {
    use callflow_core::change::QueueJoined;
    use callflow_core::{Change, ChangeKind, Timestamp};

    use super::*;
    use crate::sample::call;

    fn change(kind: ChangeKind) -> Change {
        let at = Timestamp::default();
        Change { id: "1".into(), at, tenant: "acme".into(), pbx: "default".into(), kind }
    }

    #[test]
    fn all_that_is_set_must_hold() {
        let mut record = call("default-1.7", 3);
        record.direction = Direction::Inbound;
        record.disposition = Some(Disposition::Busy);
        record.queue = Some("sales".into());
        record.caller.number = Some("+12025550143".into());
        let ended = change(ChangeKind::CallEnded(Box::new(record)));
        let joined = QueueJoined {
            queue: "sales".into(),
            call: callflow_core::CallId::new("default-1.7"),
            position: None,
        };
        let joined = change(ChangeKind::QueueJoined(joined));
        let (ended, joined) = (Event::of(&ended).unwrap(), Event::of(&joined).unwrap());
        for (filter, of_ended, of_joined) in [
            (r#"{}"#, true, true),
            (r#"{"events": ["call.ended", "call.merged"]}"#, true, false),
            (r#"{"events": ["call.started"]}"#, false, false),
            (r#"{"directions": ["inbound"]}"#, true, false),
            (r#"{"directions": ["outbound", "internal"]}"#, false, false),
            (r#"{"dispositions": ["busy"]}"#, true, false),
            (r#"{"dispositions": ["answered"]}"#, false, false),
            (r#"{"queues": ["sales", "help"]}"#, true, true),
            (r#"{"queues": ["help"]}"#, false, false),
            (r#"{"numbers": ["+12025550143"]}"#, true, false),
            (r#"{"numbers": ["12025550143"]}"#, false, false),
            (r#"{"directions": ["inbound"], "queues": ["help"]}"#, false, false),
        ] {
            let filter: Filter = serde_json::from_str(filter).unwrap();
            let passed = (filter.passes(&ended), filter.passes(&joined));
            assert_eq!(passed, (of_ended, of_joined), "{filter:?}");
        }
    }

    #[test]
    fn a_kind_that_does_not_exist_is_told() {
        let filter = |kind: &str| Filter { events: vec![kind.into()], ..Filter::default() };
        assert_eq!(filter("recording.ready").check(), Ok(()));
        assert_eq!(filter("call.end").check(), Err(UnknownKind("call.end".into())));
    }
}
