//! Requests over the WebSocket: `RESTRequest`, and `RESTResponse`, which answers it.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Answer, Content};
use super::json;
use super::request::{Body, Method, Request};
use super::told::ENTITY;

/// What an answer repeats of its request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Ids {
    transaction: String,
    request: String,
    uri: String,
}

/// A request, or the answer that refuses it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) ids: Ids,
    pub(super) request: Result<Request, Answer>,
}

pub(super) fn read(text: &str) -> Read {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else {
        let refusal = Answer::new(400, "Failed to parse request message JSON", Content::None);
        return Read { ids: Ids::default(), request: Err(refusal) };
    };
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut ids = Ids {
        transaction: text("transaction_id").to_owned(),
        request: text("request_id").to_owned(),
        uri: String::new(),
    };
    let refused = |ids, why: &str| Read { ids, request: Err(Answer::error(400, "Bad request", why)) };
    if text("type") != "RESTRequest" {
        return refused(ids, "Unknown request type.");
    }
    if text("uri").is_empty() {
        return refused(ids, "Empty or missing 'uri' property.");
    }
    text("uri").clone_into(&mut ids.uri);
    let Some(method) = Method::named(text("method")) else {
        return refused(ids, "Unknown or missing 'method' property.");
    };
    let mut request = Request::new(method, &ids.uri, Body::read(text("message_body").as_bytes()));
    for pair in fields.get("query_strings").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| pair.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        request.push(part("name"), part("value"));
    }
    Read { ids, request: Ok(request) }
}

/// The text of an answer, in the name of an application.
pub(super) fn response(ids: &Ids, answer: Answer, app: &str, now: Duration) -> String {
    let mut fields = json!({
        "type": "RESTResponse",
        "transaction_id": ids.transaction,
        "request_id": ids.request,
        "status_code": answer.status,
        "reason_phrase": answer.reason,
        "uri": ids.uri,
        "application": app,
        "timestamp": json::time(now),
        "asterisk_id": ENTITY,
    });
    // Files are not put into text.
    if let (Content::Json(body), Some(fields)) = (answer.content, fields.as_object_mut()) {
        fields.insert("content_type".into(), "application/json".into());
        fields.insert("message_body".into(), body.to_string().into());
    }
    fields.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        let read = read(text);
        let answer = read.request.unwrap_err();
        let text = response(&read.ids, answer, "app", Duration::ZERO);
        let fields: Value = serde_json::from_str(&text).unwrap();
        let body = fields.get("message_body").and_then(Value::as_str).unwrap_or_default();
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap();
        format!("{} {} {}: {body}", text("request_id"), text("uri"), text("reason_phrase"))
    }

    #[test]
    fn what_is_no_request_is_refused_in_the_words_of_asterisk() {
        for (text, want) in [
            ("{nonsense", "  Failed to parse request message JSON: "),
            (r#"{"type":"Nope","request_id":"6"}"#, r#"6  Bad request: {"message":"Unknown request type."}"#),
            (
                r#"{"type":"RESTRequest","request_id":"5","method":"GET"}"#,
                r#"5  Bad request: {"message":"Empty or missing 'uri' property."}"#,
            ),
            (
                r#"{"type":"RESTRequest","request_id":"4","uri":"bridges/x"}"#,
                r#"4 bridges/x Bad request: {"message":"Unknown or missing 'method' property."}"#,
            ),
        ] {
            assert_eq!(refusal(text), want, "{text}");
        }
    }

    #[test]
    fn a_request_has_its_query_and_its_body() {
        let text = r#"{"type":"RESTRequest","method":"POST","uri":"channels/a%2Fb/play?x=1",
            "query_strings":[{"name":"media","value":"sound:a b"}],"message_body":"{\"y\":\"2\"}"}"#;
        let request = read(text).request.unwrap();
        assert_eq!(
            (request.method, &*request.path),
            (Method::Post, &["channels", "a/b", "play"].map(str::to_owned)[..])
        );
        let get = |name| request.get(name).unwrap();
        assert_eq!((get("x"), get("media"), get("y")), ("1".into(), "sound:a b".into(), "2".into()));
    }
}
