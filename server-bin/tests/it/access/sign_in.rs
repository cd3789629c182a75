//! Signing in and out.

use serde_json::{Value, json};

use crate::browser::{Browser, administrator, user};
use crate::server::{Database, Server};

#[tokio::test]
async fn a_sign_in_sets_cookies_that_scripts_cannot_read() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    administrator(&client, &database).await;
    let mut browser = Browser::new(&client);
    let answer = browser.sign_in(" Admin ", "a password of the tests").await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.text);
    let session = answer.json();
    assert_eq!((&session["user"]["name"], &session["expires_in"]), (&json!("admin"), &json!(600)));
    assert_eq!(session["csrf_token"].as_str(), browser.cookie("csrf").map(|(_, value)| value));
    let set: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(set.len(), 3);
    for cookie in set {
        assert!(cookie.contains("; SameSite=Strict") && cookie.contains("; Secure"), "{cookie}");
        assert_eq!(cookie.contains("; HttpOnly"), !cookie.contains("csrf"), "{cookie}");
    }
    // No token stands in the answer itself.
    let (_, access) = browser.cookie("access").unwrap();
    assert!(!answer.text.contains(access));

    let me = browser.get("/api/auth/me").await.json();
    assert_eq!(me["user"]["role"], "administrator");
    assert!(me["rights"].as_array().unwrap().contains(&json!("users.write")));
    server.stop().await;
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    administrator(&client, &database).await;
    let mut browser = Browser::new(&client);
    let wrong = browser.sign_in("admin", "not the password at all").await;
    let unknown = browser.sign_in("nobody", "not the password at all").await;
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.text, unknown.text);
    assert!(browser.cookies.is_empty() && !wrong.text.contains("not the password"));
    server.stop().await;
}

#[tokio::test]
async fn attempts_are_limited() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    administrator(&client, &database).await;
    let mut browser = Browser::new(&client);
    let mut last = browser.sign_in("admin", "wrong password number 0").await;
    for n in 1..40 {
        if last.status == 429 {
            break;
        }
        assert_eq!(last.status, 401, "{}", last.text);
        last = browser.sign_in("admin", &format!("wrong password number {n}")).await;
    }
    assert_eq!(last.status, 429, "{}", last.text);
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
    // The right one has to wait as well: else an attacker would know it by that.
    assert_eq!(browser.sign_in("admin", "a password of the tests").await.status, 429);
    server.stop().await;
}

#[tokio::test]
async fn a_refresh_token_counts_once() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut browser = administrator(&client, &database).await;
    let mut thief = browser.clone();
    let before = browser.cookies.clone();
    assert_eq!(browser.send("POST /api/auth/refresh", &Value::Null).await.status, 200);
    for cookie in ["refresh", "csrf"] {
        assert_ne!(browser.cookie(cookie).unwrap().1, before[browser.cookie(cookie).unwrap().0], "{cookie}");
    }
    assert_eq!(browser.send("POST /api/auth/refresh", &Value::Null).await.status, 200);
    // The one that was copied before comes too late, and ends the session for both.
    assert_eq!(thief.send("POST /api/auth/refresh", &Value::Null).await.status, 401);
    assert!(thief.cookies.is_empty(), "good for nothing");
    assert_eq!(browser.get("/api/auth/me").await.status, 401);
    assert_eq!(browser.send("POST /api/auth/refresh", &Value::Null).await.status, 401);
    server.stop().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_here_or_everywhere() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let mut here = user(&client, &mut admin, ("ann", "agent"), json!({})).await;
    let mut there = Browser::signed_in(&client, "ann", "another password of the tests").await;
    let mut third = Browser::signed_in(&client, "ann", "another password of the tests").await;
    let sessions = here.get("/api/auth/sessions").await.json();
    assert_eq!(sessions["total"], 3, "{sessions}");
    assert_eq!(sessions["items"].as_array().unwrap().iter().filter(|it| it["current"] == true).count(), 1);

    let copy = here.cookies.clone();
    assert_eq!(here.send("POST /api/auth/logout", &Value::Null).await.status, 204);
    assert!(here.cookies.is_empty());
    here.cookies = copy;
    assert_eq!(here.get("/api/auth/me").await.status, 401, "its token counts no more");
    assert_eq!(there.get("/api/auth/me").await.status, 200);

    assert_eq!(there.send("POST /api/auth/logout?everywhere=true", &Value::Null).await.status, 204);
    assert_eq!(third.get("/api/auth/me").await.status, 401);
    assert_eq!(Browser::new(&client).send("POST /api/auth/logout", &Value::Null).await.status, 204);
    assert_eq!(admin.get("/api/auth/me").await.status, 200, "others stay");
    server.stop().await;
}

#[tokio::test]
async fn a_sign_in_makes_a_new_session() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut browser = administrator(&client, &database).await;
    let before = browser.cookies.clone();
    // Whatever cookies there were, the attacker's own for one: none of them is the new session.
    assert_eq!(browser.sign_in("admin", "a password of the tests").await.status, 200);
    for (name, value) in &browser.cookies {
        assert_ne!(value, &before[name], "{name}");
    }
    server.stop().await;
}

#[tokio::test]
async fn users_register_at_a_development_server_alone() {
    let new = json!({"email": "ann@example.com", "password": "a long enough password"});
    for (development, want) in [("false", 404), ("true", 201)] {
        let database = Database::new();
        let mut env = database.env(&[]);
        env.push(("CALLFLOW_DEVELOPMENT".to_owned(), development.to_owned()));
        let server = Server::start(&database.config_of(env)).await;
        let client = server.client();
        let made = client.stranger().send("POST /api/auth/register", Some(&new), &[]).await;
        assert_eq!(made.status, want, "{}", made.text);
        if want == 201 {
            assert_eq!(made.json()["role"], "agent", "never more");
            Browser::signed_in(&client, "ann@example.com", "a long enough password").await;
        }
        server.stop().await;
    }
}
