//! A browser that has signed in: it keeps cookies and brings the token against forged requests back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::server::{Answer, Client, Database};

/// Keeps what the server tells it to.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    client: Client,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(client: &Client) -> Self {
        Self { client: client.stranger(), cookies: BTreeMap::new() }
    }

    /// One that has signed in.
    pub(crate) async fn signed_in(client: &Client, name: &str, password: &str) -> Self {
        let mut browser = Self::new(client);
        let answer = browser.sign_in(name, password).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
        browser
    }

    pub(crate) async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.send("POST /api/auth/login", &json!({"username": name, "password": password})).await
    }

    pub(crate) fn cookie(&self, part: &str) -> Option<(&str, &str)> {
        let found = self.cookies.iter().find(|(name, _)| name.contains(part));
        found.map(|(name, value)| (&**name, &**value))
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), None, &[]).await
    }

    pub(crate) async fn send(&mut self, request: &str, body: &Value) -> Answer {
        self.ask(request, Some(body), &[]).await
    }

    /// Asks with the cookies, the token, and these headers besides.
    pub(crate) async fn ask(
        &mut self,
        request: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let csrf = self.cookie("csrf").map(|(_, value)| value.to_owned());
        let mut all: Vec<(&str, &str)> = headers.to_vec();
        if !cookies.is_empty() {
            all.push(("cookie", &cookies));
        }
        if let Some(csrf) =
            csrf.as_deref().filter(|_| !headers.iter().any(|(name, _)| *name == "x-csrf-token"))
        {
            all.push(("x-csrf-token", csrf));
        }
        let answer = self.client.send(request, body, &all).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// The administrator of a server that was started for the first time, with a password of its own.
pub(crate) async fn administrator(client: &Client, database: &Database) -> Browser {
    const PASSWORD: &str = "a password of the tests";
    let file = database.folder().join("callflow.first-password");
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    let first = loop {
        match std::fs::read_to_string(&file) {
            Ok(text) if text.ends_with('\n') => break text,
            _ => {
                assert!(tokio::time::Instant::now() < deadline, "no first password");
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
    };
    let (name, password) = first.trim().split_once(' ').unwrap();
    let mut browser = Browser::signed_in(client, name, password).await;
    let refused = browser.get("/api/calls").await;
    assert_eq!(refused.status, 403, "a one-time password opens nothing else: {}", refused.text);
    let changed = browser.send("PUT /api/auth/password", &json!({"old": password, "new": PASSWORD})).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    browser
}

/// A user that the administrator makes, signed in.
pub(crate) async fn user(
    client: &Client,
    administrator: &mut Browser,
    (name, role): (&str, &str),
    more: Value,
) -> Browser {
    const PASSWORD: &str = "another password of the tests";
    let mut new = json!({"name": name, "role": role, "password": PASSWORD});
    for (field, value) in more.as_object().unwrap() {
        new[field] = value.clone();
    }
    let made = administrator.send("POST /api/users", &new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let tenant = more.get("tenant").cloned().unwrap_or(Value::Null);
    let mut browser = Browser::new(client);
    let login = json!({"username": name, "password": PASSWORD, "tenant": tenant});
    let answer = browser.send("POST /api/auth/login", &login).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    browser
}
