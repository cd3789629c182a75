//! Extensions: configured, listed, counted, looked at.

use serde_json::{Value, json};

use super::entries::{Entry, kept, told_by_asterisk};
use super::phones::{Site, event, unplugged};

#[tokio::test]
async fn extensions_are_configured_and_no_change_is_lost() {
    let site = Site::start(&[unplugged("3001")], &[]).await;
    let client = site.client();
    let change = json!({"name": "Ann", "context": "from-internal", "email": "ann@example.com"});
    let wrong = [
        (json!({"nmae": "Ann"}), "nmae"),
        (json!({"name": "a".repeat(501)}), "name"),
        (json!({"notes": "a\u{1b}[0m"}), "notes"),
        (json!({"password": "a\nb\u{0}"}), "password"),
        (json!({"context": 7}), "context"),
    ];
    let path = "/api/extensions";
    kept(&client, &Entry { path, name: "extension", id: "102", change, wrong: &wrong }).await;
    told_by_asterisk(&client, "/api/extensions/3001").await;
    // Names with signs in them are one part of the path.
    let named = json!({"extension": "PJSIP/ann+1"});
    assert_eq!(client.send("POST /api/extensions", Some(&named), &[]).await.status, 201);
    assert_eq!(client.get("/api/extensions/PJSIP%2Fann%2B1").await.json()["extension"], "PJSIP/ann+1");
    site.stop().await;
}

#[tokio::test]
async fn extensions_stand_as_asterisk_says() {
    let state = |device: &str, state: &str| {
        event(&format!("DeviceStateChange\nPrivilege: call,all\nDevice: PJSIP/{device}\nState: {state}"))
    };
    let status = |extension: &str, status: i32| {
        event(&format!(
            "ExtensionStatus\nPrivilege: call,all\nExten: {extension}\nContext: from-internal\n\
             Hint: PJSIP/{extension}\nStatus: {status}\nStatusText: any"
        ))
    };
    let mut events = Vec::new();
    // Asterisk's bits, and what they are called.
    let table = [
        ("100", 0, "online"),
        ("101", 1, "online"),
        ("102", 2, "online"),
        ("103", 4, "offline"),
        ("104", 8, "online"),
        ("105", 9, "online"),
        ("106", 16, "online"),
        ("107", 17, "online"),
        ("108", -1, "unknown"),
        ("109", -2, "unknown"),
        ("110", 5, "offline"),
    ];
    for (extension, bits, _) in table {
        events.push(status(extension, bits));
    }
    events.push(state("101", "INUSE"));
    events.push(state("103", "UNAVAILABLE"));
    events.push(unplugged("3001"));
    let site = Site::start(&events, &[]).await;
    let client = site.client();
    client.until("/api/extensions/3001", |answer| answer.status == 200).await;
    for (extension, bits, word) in table {
        let one = client.get(&format!("/api/extensions/{extension}")).await.json();
        assert_eq!(one["status"], word, "{bits}");
    }
    assert_eq!(client.get("/api/extensions/101").await.json()["device_state"], "in_use");

    let counts = client.get("/api/extensions/statistics").await.json();
    let items = client.items("/api/extensions").await;
    let count = |word: &str| items.iter().filter(|item| item["status"] == word).count();
    assert_eq!(
        (&counts["total"], &counts["online"], &counts["offline"], &counts["unknown"]),
        (&json!(items.len()), &json!(count("online")), &json!(count("offline")), &json!(count("unknown")))
    );
    assert_eq!(counts["leases"], json!({"free": 1, "reserved": 0, "busy": 0, "in_call": 0}));

    // Asterisk alone knows how it stands; a client that believes something else is told.
    for (body, status, answer) in [
        (json!({"extension": "103", "status": "online"}), 200, json!(["offline", true])),
        (json!({"extension": "103", "status": "offline"}), 200, json!(["offline", false])),
        (json!({"extension": "101"}), 200, json!(["online", false])),
        (json!({"extension": "999"}), 404, Value::Null),
        (json!({"extension": "103", "status": "asleep"}), 400, Value::Null),
        (json!({"status": "online"}), 400, Value::Null),
    ] {
        let told = client.send("PUT /api/extensions/status", Some(&body), &[]).await;
        assert_eq!(told.status, status, "{body}: {}", told.text);
        if status == 200 {
            assert_eq!(json!([told.json()["status"], told.json()["changed"]]), answer, "{body}");
        }
    }
    for path in ["/api/extensions", "/api/extensions/statistics", "/api/extensions/101"] {
        assert_eq!(client.get(&format!("{path}?pxb=default")).await.status, 400, "{path}");
    }
    assert_eq!(client.get("/api/extensions/101?pbx=other").await.status, 404);
    site.stop().await;
}
