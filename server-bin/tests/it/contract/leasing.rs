//! Extensions given out on time, in the forms of earlier backends.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;

use asterisk_sim::{Options, Sim};
use serde_json::{Value, json};

use super::phones::{self, Site, WSS, event, password, unplugged};
use crate::browser::{administrator, user};
use crate::child::Callflowd;
use crate::server::{Answer, Client, Database, Server};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Takes one that is free.
#[track_caller]
fn leased(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.text);
    let lease = answer.json();
    assert_eq!(keys(&lease), BTreeSet::from(["expires_at", "extension", "password", "wss"]));
    assert_eq!(lease["wss"], WSS);
    lease["extension"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn extensions_are_given_out_in_the_form_of_earlier_backends() {
    let site = Site::with(&["3001", "3002"], &[]).await;
    // Nobody signs in: it is asked from this machine.
    let client = site.client().stranger();
    let free = json!({"3001": "free", "3002": "free"});
    let status = client.get("/extensions/status").await;
    let untouched = json!({"extensions": free, "amiConnected": true, "reconnectAttempts": 0});
    assert_eq!((status.status, status.json()), (200, untouched.clone()));

    let first = client.get("/extensions/free").await;
    let second = client.get("/extensions/free").await;
    assert_eq!((leased(&first), leased(&second)), ("3001".to_owned(), "3002".to_owned()));
    assert_eq!(first.json()["password"], password("3001"));
    assert_eq!(second.json()["password"], password("3002"));
    assert!(first.json()["expires_at"].as_str().unwrap().ends_with('Z'));
    let none = client.get("/extensions/free").await;
    assert_eq!(
        (none.status, none.header("content-type")),
        (503, "application/problem+json"),
        "{}",
        none.text
    );
    let after: u64 = none.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&after), "{after}");
    assert_eq!(client.get("/extensions/status").await.json(), untouched, "a reserved one reads free");
    let own = site.client().get("/api/extensions/3001").await.json();
    assert_eq!(own["lease"]["state"], "reserved", "the newer path tells it");

    let released = client.send("POST /extensions/release", Some(&json!({"extension": "3001"})), &[]).await;
    assert_eq!((released.status, &released.json()["extension"]), (200, &json!("3001")));
    assert_eq!(leased(&client.get("/extensions/free").await), "3001");
    let reset = client.ask("POST /extensions/reset", &[]).await;
    assert_eq!((reset.status, reset.json()), (200, json!({"released": 2})));
    leased(&client.get("/extensions/free").await);

    for (body, status) in [
        (json!({"extension": "4001"}), 404),
        (json!({"extension": 3001}), 400),
        (json!({}), 400),
        (json!(["3001"]), 400),
    ] {
        let answer = client.send("POST /extensions/release", Some(&body), &[]).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, "application/problem+json"),
            "{body}: {}",
            answer.text
        );
    }
    site.stop().await;
}

#[tokio::test]
async fn leasing_may_need_a_sign_in() {
    let open = Site::with(&["3001"], &[]).await;
    let client = open.client().stranger();
    // A proxy that nobody told us of makes everybody look like a neighbour; a page of another site is somebody else.
    for (headers, status) in [
        (&[("x-forwarded-for", "203.0.113.9")][..], 401),
        (&[("host", "evil.example.com")], 401),
        (&[("authorization", "Bearer nonsense")], 401),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[], 200),
    ] {
        assert_eq!(client.ask("GET /extensions/status", headers).await.status, status, "{headers:?}");
    }
    open.stop().await;

    let closed = Site::with(&["3001"], &[("CALLFLOW_LEASING_OPEN_TO", "none")]).await;
    let (client, stranger) = (closed.client(), closed.client().stranger());
    let release = json!({"extension": "3001"});
    for (request, body) in [
        ("GET /extensions/free", None),
        ("GET /extensions/status", None),
        ("POST /extensions/release", Some(&release)),
        ("POST /extensions/reset", None),
    ] {
        assert_eq!(stranger.send(request, body, &[]).await.status, 401, "{request}");
        assert_eq!(client.send(request, body, &[]).await.status, 200, "{request}");
    }
    closed.stop().await;
}

#[tokio::test]
async fn a_lease_follows_what_the_telephone_does() {
    const CONTACT: &str = "Privilege: system,all\nURI: sip:3001@127.0.0.1:6106\nAOR: 3001\nEndpointName: 3001\n\
        RoundtripUsec: 0";
    const CHANNEL: &str = "Privilege: call,all\nChannel: PJSIP/3001-00000001\nChannelState: 0\nChannelStateDesc: Down\n\
        CallerIDNum: 3001\nCallerIDName: Ann\nConnectedLineNum: <unknown>\nConnectedLineName: <unknown>\nLanguage: en\n\
        AccountCode: \nContext: from-internal\nExten: 101\nPriority: 1\nUniqueid: 1795198571.1\nLinkedid: 1795198571.1";
    let state = |word: &str| {
        event(&format!("DeviceStateChange\nPrivilege: call,all\nDevice: PJSIP/3001\nState: {word}"))
    };
    let steps = [
        ("free", unplugged("3001")),
        (
            "busy",
            event(&format!("ContactStatus\n{CONTACT}\nContactStatus: NonQualified")) + &state("NOT_INUSE"),
        ),
        ("in_call", event(&format!("Newchannel\n{CHANNEL}")) + &state("INUSE")),
        (
            "busy",
            event(&format!("Hangup\n{CHANNEL}\nCause: 16\nCause-txt: Normal Clearing")) + &state("NOT_INUSE"),
        ),
        ("free", event(&format!("ContactStatus\n{CONTACT}\nContactStatus: Removed")) + &state("UNAVAILABLE")),
    ];
    for until in 1..=steps.len() {
        let (word, _) = steps[until - 1];
        let events: Vec<String> = steps[..until].iter().map(|(_, events)| events.clone()).collect();
        let site = Site::start(&events, &[]).await;
        let client = site.client().stranger();
        let stands = |answer: &Answer| answer.json()["extensions"]["3001"] == word;
        client.until("/extensions/status", stands).await;
        if word != "free" {
            let password = json!({"password": password("3001")});
            let put = site.client().send("PUT /api/extensions/3001", Some(&password), &[]).await;
            assert_eq!(put.status, 200, "{}", put.text);
            assert_eq!(client.get("/extensions/free").await.status, 503, "{word}");
        }
        site.stop().await;
    }
}

#[tokio::test]
async fn who_has_signed_in_gets_the_same_one_again() {
    let site = Site::with(&["3001", "3002", "3003"], &[("CALLFLOW_LEASING_OPEN_TO", "none")]).await;
    let client = site.client();
    let mut admin = administrator(&client, &site.database).await;
    let mut ann = user(&client, &mut admin, ("ann", "agent"), json!({})).await;
    let mut bob = user(&client, &mut admin, ("bob", "agent"), json!({})).await;
    let of_ann = leased(&ann.get("/extensions/free").await);
    assert_eq!(leased(&ann.get("/extensions/free").await), of_ann);
    let of_bob = leased(&bob.get("/extensions/free").await);
    assert_ne!(of_ann, of_bob);
    let release = json!({"extension": of_ann});
    let stolen = bob.send("POST /extensions/release", &release).await;
    assert_eq!(stolen.status, 409, "{}", stolen.text);
    assert_eq!(ann.send("POST /extensions/reset", &Value::Null).await.status, 403);
    assert_eq!(leased(&ann.get("/extensions/free").await), of_ann);
    assert_eq!(ann.send("POST /extensions/release", &release).await.status, 200);
    assert_eq!(ann.send("POST /extensions/release", &release).await.status, 409, "it is not hers any more");
    // An administrator takes it back from anybody.
    let taken = admin.send("POST /extensions/release", &json!({"extension": of_bob})).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let log = admin.get("/api/audit?limit=500").await.json();
    let told: BTreeSet<(&str, &str)> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["action"].as_str().is_some_and(|action| action.starts_with("leases.")))
        .map(|entry| (entry["actor"]["name"].as_str().unwrap_or(""), entry["action"].as_str().unwrap()))
        .collect();
    for entry in [("ann", "leases.taken"), ("ann", "leases.released"), ("admin", "leases.released")] {
        assert!(told.contains(&entry), "{entry:?}: {told:?}");
    }
    site.stop().await;
}

#[tokio::test]
async fn a_lease_with_which_nobody_registers_ends() {
    let site = Site::with(&["3001"], &[("CALLFLOW_LEASING_SECONDS", "1")]).await;
    let client = site.client().stranger();
    assert_eq!(leased(&client.get("/extensions/free").await), "3001");
    let taken = client.get("/extensions/free").await;
    assert_eq!((taken.status, taken.header("retry-after")), (503, "1"));
    client.until("/extensions/free", |answer| answer.status == 200).await;
    site.stop().await;
}

/// A program that needs a moment to tell Asterisk a password, and writes it down.
fn changer(database: &Database) -> (String, std::path::PathBuf) {
    let (program, told) = (database.folder().join("change"), database.folder().join("told"));
    let text = format!("#!/bin/sh\nread password\nsleep 1\necho \"$1 $2 $password\" >>{}\n", told.display());
    std::fs::write(&program, text).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    (program.display().to_string(), told)
}

#[tokio::test]
async fn nobody_registers_with_the_password_of_a_lease_that_ended() {
    let tools = Database::new();
    let (program, told) = changer(&tools);
    let more = [("CALLFLOW_LEASING_CHANGE_COMMAND", &*program), ("CALLFLOW_LEASING_SECONDS", "2")];
    let site = Site::with(&["3001"], &more).await;
    let client = site.client().stranger();
    let mut passwords = BTreeSet::from([password("3001")]);
    let release = json!({"extension": "3001"});
    let first = client.get("/extensions/free").await;
    assert_eq!(first.json()["password"], password("3001"));
    // It ends by being given back, by everything being taken back, or by its time.
    for end in ["POST /extensions/release", "POST /extensions/reset", "nothing"] {
        if end != "nothing" {
            let ended = client.send(end, Some(&release), &[]).await;
            assert_eq!(ended.status, 200, "{}", ended.text);
        }
        let again = client.until("/extensions/free", |answer| answer.status == 200).await;
        let password = again.json()["password"].as_str().unwrap().to_owned();
        let told = std::fs::read_to_string(&told).unwrap();
        assert_eq!(told.lines().last().unwrap(), format!("default 3001 {password}"), "after {end}");
        assert!(passwords.insert(password), "the same password again after {end}");
    }
    assert_eq!(std::fs::read_to_string(&told).unwrap().lines().count(), 3);
    site.stop().await;
}

#[tokio::test]
async fn a_lease_of_before_a_restart_ends_like_any_other() {
    let (database, tools) = (Database::new(), Database::new());
    let (program, told) = changer(&tools);
    let more = [("CALLFLOW_LEASING_CHANGE_COMMAND", &*program), ("CALLFLOW_LEASING_SECONDS", "60")];
    let events = [unplugged("3001")];
    let start = async || {
        let sim = Sim::bind(Options::new().script(phones::script(&events))).await.unwrap();
        let server = Server::start(&database.config_of(phones::env(&database, &sim, &more))).await;
        (server, sim)
    };
    let (server, _sim) = start().await;
    let client = server.client();
    phones::configure(&client, &["3001"]).await;
    assert_eq!(leased(&client.stranger().get("/extensions/free").await), "3001");
    server.stop().await;

    let (server, _sim) = start().await;
    let client = server.client().stranger();
    assert_eq!(client.get("/extensions/free").await.status, 503, "it is given out still");
    let release = json!({"extension": "3001"});
    assert_eq!(client.send("POST /extensions/release", Some(&release), &[]).await.status, 200);
    let again = client.until("/extensions/free", |answer| answer.status == 200).await;
    assert_ne!(again.json()["password"], password("3001"));
    assert_eq!(std::fs::read_to_string(&told).unwrap().lines().count(), 1);
    server.stop().await;
}

/// Everything that the server has written.
fn written(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(written(&path));
        } else {
            all.extend(std::fs::read(&path).unwrap());
        }
    }
    all
}

#[tokio::test]
async fn a_password_is_told_to_its_holder_alone() {
    let events = [unplugged("3001"), unplugged("3002")];
    let sim = Sim::bind(Options::new().script(phones::script(&events))).await.unwrap();
    let database = Database::new();
    let env = phones::env(&database, &sim, &[("CALLFLOW_LOG_FILTER", "trace")]);
    let mut server = Callflowd::start(database.folder(), &env);
    let client = server.client().await;
    let secret = password("3001");
    let said = ask_about(&client, &secret).await;
    assert!(said.contains("\"has_password\":true") && !said.contains(&secret), "{said}");
    server.terminate().await;
    let log = server.said.join("\n");
    assert!(log.lines().count() > 50, "the log says too little to be looked into: {log}");
    assert!(!log.contains(&secret), "{log}");
    let files = written(database.folder());
    let holds = |text: &[u8]| files.windows(text.len()).any(|window| window == text);
    assert!(holds(b"3001"), "there is nothing to look into");
    assert!(!holds(secret.as_bytes()), "a file has the password");
}

/// Everything that is told of extensions but the lease itself.
async fn ask_about(client: &Client, secret: &str) -> String {
    phones::configure(client, &["3001", "3002"]).await;
    let lease = client.get("/extensions/free").await;
    assert_eq!(lease.json()["password"], *secret);
    let mut said = String::new();
    for (request, body) in [
        ("GET /api/extensions", Value::Null),
        ("GET /api/extensions/3001", Value::Null),
        ("GET /extensions/status", Value::Null),
        ("GET /api/extensions/statistics", Value::Null),
        ("POST /api/extensions", json!({"extension": "3001", "password": secret})),
        ("PUT /api/extensions/3001", json!({"password": secret})),
        ("PUT /api/extensions/3001", json!({"password": [secret]})),
        ("PUT /api/extensions/3001", json!({"password": format!("{secret}\u{7}")})),
        ("PUT /api/extensions/3001", json!({"password": secret, "context": [secret]})),
        ("PUT /api/extensions/3001", json!(secret)),
        ("POST /extensions/release", json!({"extension": "3001"})),
        ("GET /api/audit?limit=500", Value::Null),
        ("GET /metrics", Value::Null),
    ] {
        let answer = client.send(request, Some(&body).filter(|body| !body.is_null()), &[]).await;
        assert!(answer.status < 500, "{request}: {}", answer.text);
        said.push_str(&answer.text);
    }
    said
}
