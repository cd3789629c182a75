//! What is sent of a change: the event of the core as JSON, with an id that is made of its content.

use std::sync::Arc;

use callflow_core::store::{numbers, queues};
use callflow_core::{Call, Change, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::hex;

/// What a webhook can be told of.
pub const KINDS: [&str; 14] = [
    "call.started",
    "call.updated",
    "call.ended",
    "call.merged",
    "queue.joined",
    "queue.left",
    "queue.member",
    "agent.state",
    "extension.status",
    "lease.changed",
    "recording.ready",
    "link.gap",
    "link.resynced",
    "anomaly",
];

/// The kind of the event that somebody sends to try a webhook out.
pub const TEST: &str = "webhook.test";

/// A change as it is sent. Its form in JSON is that of [`Change`], with [`id`](Self::id) for the change's own: that one counts,
/// and another server that has heard the same may have counted otherwise.
#[derive(Clone, Debug)]
pub struct Event<'c> {
    /// Made of the content: whoever tells the same tells it with the same id. `evt_` and 32 hexadecimal digits.
    pub id: Arc<str>,
    /// When it happened.
    pub at: Timestamp,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// On which Asterisk.
    pub pbx: Arc<str>,
    /// What it is: `call.ended`.
    pub kind: Arc<str>,
    /// What it tells of: a call, an agent, a member, an extension. The order of a line is kept.
    pub line: Arc<str>,
    /// What is sent.
    pub body: Arc<str>,
    call: Option<&'c Call>,
    data: Value,
}

impl<'c> Event<'c> {
    /// What is sent of this change.
    ///
    /// # Errors
    /// A change that has no form in JSON, of which there is none.
    pub fn of(change: &'c Change) -> Result<Self, serde_json::Error> {
        let mut json = serde_json::to_value(change)?;
        let kind: Arc<str> = json.get("type").and_then(Value::as_str).unwrap_or_default().into();
        let data = json.get("data").cloned().unwrap_or_default();
        let call = change.kind.call();
        let id = id(change, &kind, call, &data)?;
        if let Some(there) = json.get_mut("id") {
            *there = (*id).into();
        }
        Ok(Self {
            line: line(&kind, &data),
            id,
            at: change.at,
            tenant: change.tenant.clone(),
            pbx: change.pbx.clone(),
            kind,
            body: serde_json::to_string(&json)?.into(),
            call,
            data,
        })
    }

    /// The call whose record it carries.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        self.call
    }

    /// Whether it is about this queue.
    #[must_use]
    pub fn has_queue(&self, queue: &str) -> bool {
        match self.call {
            Some(call) => queues(call).contains(queue),
            None => {
                let several = self.data.get("queues").and_then(Value::as_array).into_iter().flatten();
                several.chain(self.data.get("queue")).any(|name| name.as_str() == Some(queue))
            }
        }
    }

    /// Whether it is about this number: of a party, an agent, an extension or a member.
    #[must_use]
    pub fn has_number(&self, number: &str) -> bool {
        match self.call {
            Some(call) => numbers(call).contains(number),
            None => ["number", "extension", "agent", "member"]
                .iter()
                .any(|field| self.data.get(*field).and_then(Value::as_str) == Some(number)),
        }
    }
}

/// Of a call its version says it all: the same server, or another one, may tell it again at another time. Everything else is
/// what it is by its content.
fn id(change: &Change, kind: &str, call: Option<&Call>, data: &Value) -> Result<Arc<str>, serde_json::Error> {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    part(kind.as_bytes());
    part(change.tenant.as_bytes());
    part(change.pbx.as_bytes());
    match call {
        Some(call) => {
            part(call.id.as_str().as_bytes());
            part(&call.version.to_be_bytes());
        }
        None => {
            part(&change.at.unix_micros().to_be_bytes());
            part(&serde_json::to_vec(data)?);
        }
    }
    let digest = hash.finalize();
    Ok(format!("evt_{}", hex::encode(digest.get(..16).unwrap_or(&digest))).into())
}

/// By names of fields and not by kinds, so that it holds for kinds that the core has learnt since.
fn line(kind: &str, data: &Value) -> Arc<str> {
    let text = |field: &str| data.get(field).and_then(Value::as_str);
    let call = if kind.starts_with("call.") { text("id") } else { text("call").or_else(|| text("call_id")) };
    let line = match (call, text("agent"), text("interface"), text("extension")) {
        (Some(call), ..) => format!("call:{call}"),
        (_, Some(agent), ..) => format!("agent:{agent}"),
        (_, _, Some(interface), _) => {
            format!("member:{}:{interface}", text("queue").unwrap_or_default())
        }
        (.., Some(extension)) => format!("extension:{extension}"),
        _ => kind.to_owned(),
    };
    line.into()
}

#[cfg(test)]
mod tests {
    use callflow_core::ChangeKind;
    use callflow_core::change::QueueJoined;

    use super::*;
    use crate::sample::call;

    fn change(id: &str, at: i64, kind: ChangeKind) -> Change {
        let at = Timestamp::from_unix_micros(at);
        Change { id: id.into(), at, tenant: "acme".into(), pbx: "default".into(), kind }
    }

    fn joined(queue: &str) -> ChangeKind {
        let call = callflow_core::CallId::new("default-1.7");
        ChangeKind::QueueJoined(QueueJoined { queue: queue.into(), call, position: Some(1) })
    }

    #[test]
    fn the_body_is_the_change_with_the_id_of_its_content() {
        let change = change("default-17", 5, ChangeKind::CallEnded(Box::new(call("default-1.7", 3))));
        let event = Event::of(&change).unwrap();
        let mut wanted = serde_json::to_value(&change).unwrap();
        wanted["id"] = (*event.id).into();
        assert_eq!(serde_json::from_str::<Value>(&event.body).unwrap(), wanted);
        assert_eq!((&*event.kind, &*event.line), ("call.ended", "call:default-1.7"));
        assert!(event.id.starts_with("evt_") && event.id.len() == 36, "{}", event.id);
    }

    #[test]
    fn the_same_event_has_the_same_id_wherever_it_is_told() {
        let id = |change: &Change| Event::of(change).unwrap().id;
        let ended = |version| ChangeKind::CallEnded(Box::new(call("default-1.7", version)));
        assert_eq!(id(&change("default-17", 5, ended(3))), id(&change("default-4", 9, ended(3))));
        assert_ne!(id(&change("default-17", 5, ended(3))), id(&change("default-17", 5, ended(4))));
        let updated = ChangeKind::CallUpdated(Box::new(call("default-1.7", 3)));
        assert_ne!(id(&change("default-17", 5, ended(3))), id(&change("default-17", 5, updated)));
        assert_eq!(
            id(&change("default-1", 5, joined("sales"))),
            id(&change("default-2", 5, joined("sales")))
        );
        assert_ne!(
            id(&change("default-1", 5, joined("sales"))),
            id(&change("default-1", 6, joined("sales")))
        );
        assert_ne!(id(&change("default-1", 5, joined("sales"))), id(&change("default-1", 5, joined("help"))));
    }

    #[test]
    fn what_tells_of_one_call_is_of_one_line() {
        let started = change("1", 1, ChangeKind::CallStarted(Box::new(call("default-1.7", 1))));
        let (started, queued) = (Event::of(&started).unwrap().line, change("2", 2, joined("sales")));
        assert_eq!(started, Event::of(&queued).unwrap().line);
        let gap = change("3", 3, ChangeKind::LinkGap);
        assert_eq!(&*Event::of(&gap).unwrap().line, "link.gap");
    }

    #[test]
    fn kinds_that_are_not_known_yet_find_their_line() {
        for (kind, data, want) in [
            ("recording.ready", serde_json::json!({"call": "default-1.7"}), "call:default-1.7"),
            ("recording.ready", serde_json::json!({"call_id": "default-1.7"}), "call:default-1.7"),
            ("link.resynced", serde_json::json!({}), "link.resynced"),
            ("queue.member", serde_json::json!({"queue": "q", "interface": "PJSIP/1"}), "member:q:PJSIP/1"),
        ] {
            assert_eq!(&*line(kind, &data), want);
        }
    }
}
