//! Every route, asked by nobody, by each role and by a machine: the table of rights holds.

use callflow_accounts::rights::{Action, Extent};
use serde_json::{Value, json};

use crate::browser::{Browser, administrator, user};
use crate::server::{Client, Database, Server};

/// A route of the document: method, path and right.
struct Route {
    method: String,
    path: String,
    right: String,
    /// Open to the networks of `leasing.open_to` besides.
    is_open: bool,
}

/// All routes, in an order in which none takes from the next what it needs: signing out comes last.
async fn routes(client: &Client) -> Vec<Route> {
    let document = client.stranger().get("/api/openapi.json").await.json();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let right = operation["x-callflow-right"].as_str();
            let right = right.unwrap_or_else(|| unreachable!("{method} {path} has no right")).to_owned();
            // Nobody has this id; whether there is such a thing is asked behind the guard.
            let path = path.replace("{id}", "00000000000000000000000000000000");
            let path = path.replace("{queue}", "none").replace("{agent}", "none");
            let path = path.replace("{delivery}", "none").replace("{pbx}", "none");
            assert!(!path.contains('{'), "{path}: no value is known for it");
            let is_open = operation["x-callflow-open-to"] == "leasing.open_to";
            routes.push(Route { method: method.to_uppercase(), path, right, is_open });
        }
    }
    assert!(routes.len() > 70, "{}", routes.len());
    routes
}

fn is_public(route: &Route) -> bool {
    route.right == "public"
}

#[tokio::test]
async fn nobody_gets_nothing() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let stranger = client.stranger();
    let mut public = Vec::new();
    for route in routes(&client).await {
        let answer = stranger.ask(&format!("{} {}", route.method, route.path), &[]).await;
        if route.is_open {
            // The tests ask from the loopback, which leasing is open to.
            assert_ne!(answer.status, 401, "{} {}: {}", route.method, route.path, answer.text);
        } else if is_public(&route) {
            public.push(format!("{} {}", route.method, route.path));
        } else {
            assert_eq!(answer.status, 401, "{} {}: {}", route.method, route.path, answer.text);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
    // What everybody may is written down here once more, so that nothing joins it by mistake.
    public.sort_unstable();
    assert_eq!(
        public,
        [
            "GET /",
            "GET /healthz",
            "GET /readyz",
            "POST /api/auth/login",
            "POST /api/auth/logout",
            "POST /api/auth/refresh",
            "POST /api/auth/register",
        ]
    );
    server.stop().await;
}

/// Whether it was let through the guard: what is wrong with the request comes behind it.
async fn is_let_in(browser: &mut Browser, route: &Route) -> bool {
    let body = (route.method != "GET").then(|| json!({}));
    let answer = browser
        .ask(&format!("{} {}", route.method, route.path), body.as_ref(), &[("if-match", "\"1\"")])
        .await;
    assert!(answer.status < 500, "{} {}: {}", route.method, route.path, answer.text);
    assert_ne!(answer.status, 401, "{} {}: {}", route.method, route.path, answer.text);
    answer.status != 403
}

#[tokio::test]
async fn each_role_may_what_the_table_says() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let mut agent = user(&client, &mut admin, ("ann", "agent"), json!({"numbers": ["101"]})).await;
    let mut supervisor = user(&client, &mut admin, ("sue", "supervisor"), json!({"queues": ["sales"]})).await;
    let routes = routes(&client).await;
    for route in routes.iter().filter(|route| !is_public(route)) {
        let action: Action = route.right.parse().unwrap();
        let right = action.right();
        for (browser, extent, who) in [
            (&mut agent, right.agent, "agent"),
            (&mut supervisor, right.supervisor, "supervisor"),
            (&mut admin, right.administrator, "administrator"),
        ] {
            let want = extent != Extent::No;
            assert_eq!(
                is_let_in(browser, route).await,
                want,
                "{who}: {} {} ({})",
                route.method,
                route.path,
                route.right
            );
        }
    }
    // What was refused stands in the audit log.
    let refused = admin.get("/api/audit?action=users.write&limit=500").await.json();
    let refused = refused["items"].as_array().unwrap();
    assert!(refused.iter().any(|entry| entry["outcome"] == "refused" && entry["actor"]["name"] == "ann"));
    server.stop().await;
}

#[tokio::test]
async fn a_machine_may_what_its_scopes_open() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let made =
        admin.send("POST /api/api-keys", &json!({"name": "wallboard", "scopes": ["calls:read"]})).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let (key, id) = (made["key"].as_str().unwrap(), made["api_key"]["id"].as_str().unwrap());
    let bearer = format!("Bearer {key}");
    let stranger = client.stranger();
    for headers in [[("x-api-key", key)], [("authorization", &*bearer)]] {
        for (path, want) in [
            ("/api/calls", 200),
            ("/api/calls/live", 200),
            ("/api/calls/statistics", 403),
            ("/api/users", 403),
        ] {
            assert_eq!(stranger.ask(&format!("GET {path}"), &headers).await.status, want, "{path}");
        }
    }
    // The key is shown once, and never again.
    let listed = admin.get("/api/api-keys").await;
    assert!(listed.text.contains(id) && !listed.text.contains(key) && !listed.text.contains("digest"));
    assert_eq!(admin.ask(&format!("DELETE /api/api-keys/{id}"), None, &[]).await.status, 204);
    assert_eq!(stranger.ask("GET /api/calls", &[("x-api-key", key)]).await.status, 401);
    server.stop().await;
}

#[tokio::test]
async fn users_are_kept_and_no_change_is_lost() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let made = admin.send("POST /api/users", &json!({"name": "Bob@Example.com", "role": "agent"})).await;
    let user = made.json();
    assert_eq!((made.status, made.header("etag"), &user["name"]), (201, "\"1\"", &json!("bob@example.com")));
    assert_eq!(user["one_time_password"].as_str().unwrap().len(), 29);
    let path = format!("/api/users/{}", user["id"].as_str().unwrap());
    let taken = admin.send("POST /api/users", &json!({"name": "bob@example.com ", "role": "agent"})).await;
    assert_eq!(taken.status, 409, "{}", taken.text);

    let change = json!({"name": "bob", "role": "supervisor", "queues": ["sales"]});
    assert_eq!(admin.send(&format!("PUT {path}"), &change).await.status, 428);
    let changed = admin.ask(&format!("PUT {path}"), Some(&change), &[("if-match", "\"1\"")]).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    let late = admin.ask(&format!("PUT {path}"), Some(&change), &[("if-match", "\"1\"")]).await;
    assert_eq!(late.status, 412, "{}", late.text);
    assert_eq!(admin.get(&path).await.json()["queues"], json!(["sales"]));

    for (wrong, field) in [
        (json!({"role": "agent"}), "body"),
        (json!({"name": "x", "role": "king"}), "role"),
        (json!({"name": "a b", "role": "agent"}), "name"),
        (json!({"name": "x", "role": "agent", "spans_tenants": true}), "spans_tenants"),
        (json!({"name": "x", "role": "agent", "password": "short"}), "password"),
        (json!({"name": "x", "role": "agent", "admin": true}), "admin"),
    ] {
        let answer = admin.send("POST /api/users", &wrong).await;
        assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (400, &json!(field)), "{wrong}");
        assert!(!answer.text.contains("short"), "{}", answer.text);
    }
    let reset = admin.send(&format!("POST {path}/password"), &Value::Null).await;
    assert_eq!(reset.status, 200, "{}", reset.text);
    assert_eq!(admin.ask(&format!("DELETE {path}"), None, &[]).await.status, 204);
    assert_eq!(admin.get(&path).await.status, 404);
    let listed = admin.get("/api/users?limit=1").await.json();
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["next_cursor"]), (1, &Value::Null));
    server.stop().await;
}
