//! `callflow user`.

use serde_json::json;

use crate::run::{callflow, folder};
use crate::stores::url;

#[test]
fn users_are_made_shown_let_in_again_and_removed() {
    let folder = folder("user");
    let database = url(&folder, "calls.db");
    let early = callflow(&["user", "list", "--database", &database]);
    assert_eq!(early.status, 2, "looking creates nothing: {}", early.err);
    callflow(&["migrate", "up", "--database", &database]).well();

    let add = [
        "user",
        "add",
        " Ann@Example.com ",
        "--role",
        "supervisor",
        "--queue",
        "sales",
        "--database",
        &database,
    ];
    let made = callflow(&[&add[..], &["--format", "json"]].concat()).json();
    assert_eq!(
        (&made["user"]["name"], &made["user"]["queues"]),
        (&json!("ann@example.com"), &json!(["sales"]))
    );
    let first = made["one_time_password"].as_str().unwrap();
    assert_eq!(first.len(), 29, "{made}");
    let again = callflow(&add);
    assert_eq!(again.status, 2, "{}", again.err);
    assert!(again.err.contains("another user has this name"), "{}", again.err);

    let listed = callflow(&["user", "list", "--database", &database]).well();
    assert_eq!(listed.lines().count(), 1, "{listed}");
    assert!(listed.contains("supervisor") && listed.contains("must change its password"), "{listed}");
    assert!(!listed.contains(first), "{listed}");

    let reset = callflow(&["user", "reset", "ann@example.com", "--database", &database]).well();
    assert!(reset.contains("one-time password ") && !reset.contains(first), "{reset}");
    let nobody = callflow(&["user", "reset", "bob", "--database", &database]);
    assert_eq!(nobody.status, 2);
    assert!(nobody.err.contains("bob: there is no such user of the tenant default"), "{}", nobody.err);

    callflow(&["user", "remove", "ann@example.com", "--database", &database]).well();
    assert_eq!(callflow(&["user", "list", "--database", &database]).well(), "");
}
