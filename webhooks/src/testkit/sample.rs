//! Made-up webhooks and events.

use callflow_core::Timestamp;
use callflow_core::store::{OutboxRow, Sealed};

use crate::filter::Filter;
use crate::id::WebhookId;
use crate::target::Target;
use crate::webhook::{OlderSecret, Settings, Webhook};

/// So many seconds after some time.
#[must_use]
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros((1_795_197_600 + seconds) * 1_000_000)
}

/// A webhook of a tenant, made at this second.
#[must_use]
pub fn webhook(tenant: &str, second: i64) -> Webhook {
    let filter =
        Filter { events: vec!["call.ended".into()], queues: vec!["søg".into()], ..Filter::default() };
    let url = Target::parse("https://crm.example.com/hook?a=b").unwrap();
    let settings = Settings { name: "CRM \u{1f4de}".into(), url, filter, enabled: true };
    let mut webhook = Webhook::new((tenant, second % 2 == 1), settings, at(second)).unwrap();
    webhook.secret = Sealed::new(*b"\0\xffsealed");
    webhook.older_secret = Some(OlderSecret { secret: Sealed::new(*b"older"), until: at(second + 60) });
    webhook
}

/// The `n`th event of a line, for a webhook, on the PBX `default`.
#[must_use]
pub fn event(webhook: &WebhookId, line: &str, n: u32) -> OutboxRow {
    OutboxRow {
        receiver: webhook.text(),
        event: format!("evt_{line}_{n}").into(),
        tenant: "default".into(),
        pbx: "default".into(),
        kind: "call.updated".into(),
        line: line.into(),
        place: OutboxRow::place(1, n.into(), 0),
        at: at(n.into()),
        body: format!(r#"{{"n": {n}, "text": "søg 📞"}}"#).into(),
    }
}
