//! What the server tells of its settings: how long what is kept, the dial plan, and how its connections stand.

use asterisk_sim::{Options, Sim, User};
use serde_json::{Value, json};

use crate::browser::{administrator, user};
use crate::server::{Database, Server};

#[tokio::test]
async fn retention_is_told_in_days_and_for_ever_is_null() {
    let database = Database::new();
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_RETENTION_CALLS_DAYS".to_owned(), "90".to_owned()));
    env.push(("CALLFLOW_RETENTION_AUDIT_DAYS".to_owned(), "0".to_owned()));
    env.push(("CALLFLOW_RECORDINGS_KEEP_DAYS".to_owned(), "30".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let mut admin = administrator(&server.client(), &database).await;
    let told = admin.get("/api/settings/retention").await.json();
    assert_eq!(told["calls_days"], 90);
    assert_eq!(told["audit_days"], Value::Null);
    assert_eq!(told["recordings_days"], 30);
    server.stop().await;
}

#[tokio::test]
async fn a_number_is_explained_by_the_plan_that_is_in_force() {
    let database = Database::new();
    let plan = database.folder().join("plan.toml");
    std::fs::write(&plan, "[[dids]]\nnumber = \"+15125550170\"\nname = \"Sales\"\ntenant = \"acme\"\n")
        .unwrap();
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_PLAN".to_owned(), plan.display().to_string()));
    let server = Server::start(&database.config_of(env)).await;
    let mut admin = administrator(&server.client(), &database).await;

    let inside = admin.get("/api/settings/plan/number?number=92025550111&context=from-internal").await.json();
    assert_eq!((&inside["kind"], &inside["access_prefix"]), (&json!("public"), &json!("9")));
    assert_eq!(inside["as_dialled"]["direction"], "outbound");
    assert_eq!(inside["as_dialled"]["reason"], "public_number");

    let outside =
        admin.get("/api/settings/plan/number?number=%2B15125550170&context=from-trunk").await.json();
    assert_eq!(outside["as_dialled"]["direction"], "inbound");
    assert_eq!(outside["as_dialled"]["pattern"], "from-trunk*");
    assert_eq!(outside["as_dialled"]["tenant"], "acme");
    assert_eq!(outside["did"]["name"], "Sales");

    let missing = admin.get("/api/settings/plan/number").await;
    assert_eq!((missing.status, &missing.json()["errors"][0]["field"]), (400, &json!("number")));
    server.stop().await;
}

#[tokio::test]
async fn a_connection_is_looked_at_as_doctor_does() {
    let sim = Sim::bind(Options::new().user(User::new("admin", "secret"))).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("office", sim.local_addr())])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;

    let connections = admin.get("/api/connections").await.json();
    let office = &connections["items"][0];
    assert_eq!((&office["pbx"], &office["username"]), (&json!("office"), &json!("admin")));
    assert_eq!(office["address"], sim.local_addr().to_string());
    assert!(!connections.to_string().contains("secret"), "{connections}");

    let told = admin.get("/api/connections/office/findings?seconds=1").await.json();
    let texts: Vec<&str> =
        told["findings"].as_array().unwrap().iter().filter_map(|finding| finding["text"].as_str()).collect();
    assert!(texts.contains(&"admin may log in"), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("take command out of write")), "{texts:?}");
    assert_eq!(admin.get("/api/connections/attic/findings").await.status, 404);
    assert_eq!(admin.get("/api/connections/office/findings?seconds=3600").await.status, 400);

    let mut ann = user(&client, &mut admin, ("ann", "supervisor"), json!({"queues": ["sales"]})).await;
    for path in ["/api/connections", "/api/connections/office/findings", "/api/settings/retention"] {
        assert_eq!(ann.get(path).await.status, 403, "{path}");
    }
    server.stop().await;
    sim.shutdown().await;
}

#[tokio::test]
async fn an_asterisk_that_is_away_is_what_is_to_be_said_of_it() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let database = Database::new();
    let server = Server::start(&database.config(&[("office", address)])).await;
    let mut admin = administrator(&server.client(), &database).await;
    let told = admin.get("/api/connections/office/findings?seconds=1").await.json();
    assert_eq!(told["findings"][0]["weight"], "fault");
    assert!(told["findings"][0]["text"].as_str().unwrap().contains(&address.to_string()), "{told}");
    server.stop().await;
}
