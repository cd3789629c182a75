//! Users of the server, each an agent with one extension.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::traffic::number;

const PASSWORD: &str = "a password of the benches";

/// Cookies and the token against forged requests.
struct Session {
    cookies: String,
    csrf: String,
}

/// The cookies of so many users who have signed in.
pub(super) async fn users(server: SocketAddr, folder: &Path, count: u32) -> anyhow::Result<Vec<String>> {
    let base = format!("http://{server}");
    let client = reqwest::Client::new();
    let file = folder.join("callflow.first-password");
    let first = loop {
        match fs::read_to_string(&file) {
            Ok(text) if text.ends_with('\n') => break text,
            _ => sleep(Duration::from_millis(10)).await,
        }
    };
    let (name, password) = first.trim().split_once(' ').context("reading the first password")?;
    let first = sign_in(&client, &base, name, password).await?;
    let change = json!({"old": password, "new": PASSWORD});
    send(client.put(format!("{base}/api/auth/password")), &first, &change).await?;
    let admin = sign_in(&client, &base, name, PASSWORD).await?;
    let mut users = Vec::new();
    for user in 0..count {
        let (name, number) = (format!("agent{user}"), number(user));
        let new = json!({"name": name, "role": "agent", "password": PASSWORD, "numbers": [number]});
        send(client.post(format!("{base}/api/users")), &admin, &new).await?;
        users.push(sign_in(&client, &base, &name, PASSWORD).await?.cookies);
    }
    Ok(users)
}

async fn sign_in(
    client: &reqwest::Client,
    base: &str,
    name: &str,
    password: &str,
) -> anyhow::Result<Session> {
    let body = json!({"username": name, "password": password});
    let answer =
        client.post(format!("{base}/api/auth/login")).json(&body).send().await?.error_for_status()?;
    let set = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs: Vec<String> = set.filter_map(|cookie| cookie.split(';').next()).map(str::to_owned).collect();
    let csrf = pairs.iter().find_map(|pair| pair.strip_prefix("callflow_csrf=")).unwrap_or_default();
    Ok(Session { csrf: csrf.to_owned(), cookies: pairs.join("; ") })
}

async fn send(request: reqwest::RequestBuilder, as_: &Session, body: &Value) -> anyhow::Result<()> {
    let request = request.header("cookie", &as_.cookies).header("x-csrf-token", &as_.csrf);
    request.json(body).send().await?.error_for_status()?;
    Ok(())
}
