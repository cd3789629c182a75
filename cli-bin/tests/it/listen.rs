//! `callflow listen`, against `callflow sim`.

use callflow_core::Call;
use callflow_core::store::{CallQuery, CallStore};
use callflow_store_sql::SqlStore;
use serde_json::Value;

use crate::run::{callflow, capture, file, folder};
use crate::running::Running;

/// The calls that are stored.
fn stored(database: &str) -> Vec<Call> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SqlStore::open(database).await.unwrap();
        store.calls(&CallQuery::default()).await.unwrap().items
    })
}

#[test]
fn the_calls_of_an_asterisk_are_kept() {
    let folder = folder("listen-kept");
    let database = format!("sqlite:{}", folder.join("calls.db").display());
    let recording = capture("asterisk-22/14-attended-transfer-dtmf");
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--recorded-ids"]);
    let port = sim.address().port().to_string();
    let mut listen = Running::start(
        &["listen"],
        &[
            ("AMI_HOST", "127.0.0.1"),
            ("AMI_PORT", &port),
            ("AMI_USERNAME", "admin"),
            ("AMI_PASSWORD", "secret"),
            ("DATABASE_URL", &database),
            // Set in a shell from which the simulator is started too.
            ("CALLFLOW_SIM_SECRET", "secret"),
        ],
    );
    listen.line_with("connected to Asterisk");
    sim.line_with("everything is played");
    // The connection is over, so everything was read.
    listen.line_with("Asterisk closed the connection");
    listen.signal("TERM");
    assert_eq!(listen.end().0, Some(0));
    assert_eq!(sim.end().0, Some(0));

    let calls = serde_json::to_value(stored(&database)).unwrap();
    let replayed = callflow(&["replay", "--format", "json", &recording]).json();
    let facts = |call: &Value| {
        ["id", "disposition", "answered_by", "final_party", "hung_up_by"].map(|field| call[field].clone())
    };
    assert_eq!(calls.as_array().unwrap().len(), 1);
    assert_eq!(calls[0]["final_party"], "102");
    assert_eq!(facts(&calls[0]), facts(&replayed["calls"][0]));
}

#[test]
fn it_stops_in_order_while_calls_go_on() {
    let folder = folder("listen-stops");
    let database = format!("sqlite:{}", folder.join("calls.db").display());
    let mut sim = Running::sim(&["--speed", "50"]);
    // The HTTP address is that of callflowd and may be taken.
    let config = file(
        &folder,
        "callflow.toml",
        format!(
            "listen = \"127.0.0.1:{port}\"\ndatabase.url = \"{database}\"\n\
             [pbx.office]\nhost = \"127.0.0.1\"\nport = {port}\nusername = \"admin\"\npassword = \"secret\"\n",
            port = sim.address().port(),
        ),
    );
    for signal in ["TERM", "INT"] {
        let mut listen = Running::start(&["listen", "--config", &config], &[]);
        listen.line_with("connected to Asterisk");
        listen.signal(signal);
        let (status, said) = listen.end();
        assert_eq!(status, Some(0), "{said}");
        assert!(!said.contains("listening") && !said.contains("secret"), "{said}");
    }
    assert!(stored(&database).iter().all(|call| call.id.as_str().starts_with("office-")));
}

#[test]
fn what_it_cannot_start_with_is_told_in_one_line() {
    let folder = folder("listen-refused");
    let unknown = file(&folder, "unknown.toml", "[pbx.default]\nhots = \"10.0.0.5\"\n");
    let broken = file(
        &folder,
        "broken.db",
        "this is no database, but it is long enough to look like one\n".repeat(99),
    );
    let broken = format!("sqlite:{broken}");
    let asterisk = [("AMI_HOST", "127.0.0.1"), ("AMI_USERNAME", "admin"), ("AMI_PASSWORD", "secret")];
    let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
        asterisk.iter().chain(more).map(|(name, value)| ((*name).into(), (*value).into())).collect()
    };
    for (args, env, status, told) in [
        (vec!["--config", "/no/such.toml"], with(&[]), 2, "/no/such.toml: no such file; check the path"),
        (
            vec!["--config", &unknown],
            with(&[]),
            2,
            "unknown key pbx.default.hots; did you mean pbx.default.host?",
        ),
        (vec![], vec![], 2, "pbx: no Asterisk is named; "),
        (vec![], with(&[("CALLFLOW_CONNECT", "false")]), 2, "connect is false: "),
        (vec![], with(&[("CALLFLOW_PLAN", "/no/such/plan.toml")]), 2, "/no/such/plan.toml: no such file"),
        (vec![], with(&[("DATABASE_URL", "sqlite:/no/such/folder/calls.db")]), 1, "/no/such/folder"),
        (vec![], with(&[("DATABASE_URL", &broken)]), 1, "broken.db"),
        (vec!["--listen", "127.0.0.1:0"], with(&[]), 2, "unexpected argument '--listen' found"),
    ] {
        let env: Vec<_> = env.iter().map(|(name, value)| (&**name, &**value)).collect();
        let listen = Running::start(&[&["listen"], &args[..]].concat(), &env);
        let (code, said) = listen.end();
        assert_eq!((code, said.lines().count()), (Some(status), 1), "{args:?} {env:?}: {said}");
        assert!(said.starts_with("callflow: ") && said.contains(told), "{args:?} {env:?}: {said}");
    }
}
