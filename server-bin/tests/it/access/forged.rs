//! Requests and tokens that somebody else has made.

use serde_json::json;

use crate::browser::{Browser, administrator, user};
use crate::server::{Database, Server};

#[tokio::test]
async fn what_changes_something_brings_the_token_back() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let ann = user(&client, &mut admin, ("ann", "agent"), json!({})).await;
    let new = json!({"name": "eve", "role": "administrator"});
    let stranger = client.stranger();
    let cookies = |browser: &Browser, names: &[&str]| {
        let pair = |part: &&str| browser.cookie(part).map(|(name, value)| format!("{name}={value}")).unwrap();
        names.iter().map(pair).collect::<Vec<_>>().join("; ")
    };
    let own = admin.cookie("csrf").unwrap().1;
    let others = ann.cookie("csrf").unwrap().1;
    // Another one's token, set as a cookie by whoever can set cookies of the domain.
    let (csrf_name, _) = admin.cookie("csrf").unwrap();
    let planted = format!("{}; {csrf_name}={others}", cookies(&admin, &["access"]));
    for (cookie, header) in [
        (cookies(&admin, &["access", "csrf"]), None),
        (cookies(&admin, &["access"]), Some(own)),
        (cookies(&admin, &["access", "csrf"]), Some(others)),
        (cookies(&admin, &["access", "csrf"]), Some("")),
        (planted, Some(others)),
    ] {
        let mut headers = vec![("cookie", &*cookie)];
        headers.extend(header.map(|header| ("x-csrf-token", header)));
        let answer = stranger.send("POST /api/users", Some(&new), &headers).await;
        assert_eq!(answer.status, 403, "{cookie} {header:?}: {}", answer.text);
    }
    let cookie = cookies(&admin, &["access"]);
    assert_eq!(
        stranger.ask("GET /api/users", &[("cookie", &cookie)]).await.status,
        200,
        "reading needs none"
    );
    assert_eq!(admin.send("POST /api/users", &new).await.status, 201);
    // A page of another site cannot even sign somebody in.
    let login = json!({"username": "ann", "password": "another password of the tests"});
    let forged =
        stranger.send("POST /api/auth/login", Some(&login), &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(forged.status, 403, "{}", forged.text);
    server.stop().await;
}

#[tokio::test]
async fn tokens_that_we_did_not_sign_open_nothing() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let admin = administrator(&client, &database).await;
    let good = admin.cookie("access").unwrap().1.to_owned();
    let (head, rest) = good.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    // The same claims, signed by a server with another secret.
    let other_database = Database::new();
    let other = Server::start(&other_database.config(&[])).await;
    let foreign =
        administrator(&other.client(), &other_database).await.cookie("access").unwrap().1.to_owned();
    let (_, foreign_signature) = foreign.rsplit_once('.').unwrap();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let hs512 = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9";
    let stranger = client.stranger();
    let works = |token: &str| {
        let (stranger, bearer) = (stranger.clone(), format!("Bearer {token}"));
        async move { stranger.ask("GET /api/auth/me", &[("authorization", &bearer)]).await.status }
    };
    assert_eq!(works(&good).await, 200);
    for forged in [
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{hs512}.{claims}.{signature}"),
        format!("{head}.{claims}.{foreign_signature}"),
        format!("{head}.{claims}."),
        format!("{head}.{claims}"),
        format!("{head}.eyJzdWIiOiJhZG1pbiJ9.{signature}"),
        foreign.clone(),
        "cfk_".to_owned(),
        "cfk_00000000000000000000000000000000_0000".to_owned(),
        String::new(),
        "a".repeat(10_000),
    ] {
        assert_eq!(works(&forged).await, 401, "{forged}");
    }
    other.stop().await;
    server.stop().await;
}
