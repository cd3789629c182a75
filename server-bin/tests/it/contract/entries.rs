//! What extensions, agents and queues have in common: they are configured, changed and removed, and no change is lost.

use serde_json::{Value, json};

use crate::server::Client;

/// Something that is configured at `path`, by the name `id` in the field `name`.
pub(super) struct Entry<'e> {
    pub(super) path: &'e str,
    pub(super) name: &'e str,
    pub(super) id: &'e str,
    /// What the first change writes.
    pub(super) change: Value,
    /// What is wrong, with the field that the answer is to name.
    pub(super) wrong: &'e [(Value, &'e str)],
}

/// Configures it, changes it and removes it, each time also by one who comes too late.
pub(super) async fn kept(client: &Client, entry: &Entry<'_>) {
    let Entry { path, name, id, change, wrong } = entry;
    let new = with(&json!({"notes": "first"}), name, id);
    let made = client.send(&format!("POST {path}"), Some(&new), &[]).await;
    assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.text);
    assert_eq!((&made.json()[*name], &made.json()["notes"]), (&json!(id), &json!("first")));
    let again = client.send(&format!("POST {path}"), Some(&new), &[]).await;
    assert_eq!((again.status, again.header("content-type")), (409, "application/problem+json"));

    let one = format!("{path}/{id}");
    let read = client.get(&one).await;
    assert_eq!((read.status, read.header("etag"), read.json()), (200, "\"1\"", made.json()));
    let put = format!("PUT {one}");
    let changed = client.send(&put, Some(change), &[("if-match", "\"1\"")]).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    for (field, value) in change.as_object().unwrap().iter().filter(|(field, _)| *field != "queues") {
        assert_eq!(&changed.json()[field], value, "{field}");
    }
    assert_eq!(changed.json()["notes"], Value::Null, "what is left out is empty");
    for late in ["\"1\"", "\"3\"", "nonsense"] {
        let refused = client.send(&put, Some(change), &[("if-match", late)]).await;
        assert_eq!((refused.status, &refused.json()["status"]), (412, &json!(412)), "{late}");
        let refused = client.ask(&format!("DELETE {one}"), &[("if-match", late)]).await;
        assert_eq!(refused.status, 412, "{late}");
    }
    // Clients of earlier backends send none.
    let blind = client.send(&put, Some(&json!({"notes": "third"})), &[]).await;
    assert_eq!((blind.status, blind.header("etag")), (200, "\"3\""), "{}", blind.text);
    let listed = client.items(path).await;
    let found: Vec<&Value> = listed.iter().filter(|item| item[*name] == *id).collect();
    assert_eq!(found, [&blind.json()]);

    for (fields, field) in *wrong {
        let new = with(fields, name, "another");
        let answer = client.send(&format!("POST {path}"), Some(&new), &[]).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["field"]),
            (400, &json!(field)),
            "{fields}: {}",
            answer.text
        );
    }
    for unknown in ["${SHELL(id)}", "a b", ""] {
        let answer = client.send(&format!("POST {path}"), Some(&with(&json!({}), name, unknown)), &[]).await;
        assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (400, &json!(name)), "{unknown:?}");
    }

    let removed = client.ask(&format!("DELETE {one}"), &[("if-match", "\"3\"")]).await;
    assert_eq!((removed.status, &*removed.text), (204, ""));
    assert_eq!(client.ask(&format!("DELETE {one}"), &[]).await.status, 404);
    assert_eq!(client.get(&one).await.status, 404);
    assert_eq!(client.send(&put, Some(change), &[]).await.status, 404);
}

/// What Asterisk alone has told of is configured by changing it, and told of afterwards, too.
pub(super) async fn told_by_asterisk(client: &Client, one: &str) {
    let told = client.until(one, |answer| answer.status == 200).await;
    assert_eq!((told.header("etag"), &told.json()["version"]), ("\"0\"", &Value::Null));
    let put = format!("PUT {one}");
    let notes = json!({"notes": "by the window"});
    assert_eq!(client.send(&put, Some(&notes), &[("if-match", "\"1\"")]).await.status, 412);
    let configured = client.send(&put, Some(&notes), &[("if-match", "\"0\"")]).await;
    assert_eq!((configured.status, configured.header("etag")), (200, "\"1\""), "{}", configured.text);
    assert_eq!(client.send(&put, Some(&notes), &[("if-match", "\"0\"")]).await.status, 412);
    assert_eq!(client.ask(&format!("DELETE {one}"), &[]).await.status, 204);
    let again = client.get(one).await;
    assert_eq!(
        (again.status, &again.json()["version"], &again.json()["notes"]),
        (200, &Value::Null, &Value::Null)
    );
    assert_eq!(client.ask(&format!("DELETE {one}"), &[]).await.status, 404);
}

fn with(fields: &Value, name: &str, id: &str) -> Value {
    let mut all = fields.clone();
    all[name] = id.into();
    all
}
