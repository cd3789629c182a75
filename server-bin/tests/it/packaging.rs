//! What the files in `packaging/` say of the server holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use asterisk_sim::{Options, Script, Sim};
use callflow_core::Plan;
use callflow_server::config::{ConfigFile, Settings, Sources, parse_plan};
use callflow_server::control::Rules;
use serde_json::Value;

use crate::captures;
use crate::server::{Answer, Database, Server};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

/// The words of a text that begin so.
fn words<'t>(text: &'t str, begin: &str) -> Vec<&'t str> {
    text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')
        .filter(|word| word.len() > begin.len() && word.starts_with(begin))
        .collect()
}

/// Every expression of a dashboard.
fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().filter(|_| name == "expr" || name == "definition") {
                    Some(expression) => found.push(expression.to_owned()),
                    None => expressions(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| expressions(value, found)),
        _ => {}
    }
}

/// The kind of each metric of a page; a histogram by the names of its samples.
fn kinds(page: &str) -> BTreeMap<String, String> {
    let mut kinds = BTreeMap::new();
    for line in page.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = line.split_once(' ').unwrap();
        if kind == "histogram" {
            // Each of its samples only rises.
            for part in ["bucket", "sum", "count"] {
                kinds.insert(format!("{name}_{part}"), "counter".to_owned());
            }
        } else {
            kinds.insert(name.to_owned(), kind.to_owned());
        }
    }
    kinds
}

#[tokio::test]
async fn the_dashboard_and_the_alerts_ask_for_metrics_that_there_are() {
    let sim =
        Sim::bind(Options::new().script(Script::of(captures::open("asterisk-22/04-busy")))).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    let owned = |page: &Answer| page.text.contains("\ncallflow_pbx_owner{pbx=\"default\"} 1\n");
    let page = client.until("/metrics", owned).await.text;
    server.stop().await;
    assert!(page.contains("\ncallflow_journal_max_bytes 4294967296\n"), "{page}");

    let kinds = kinds(&page);
    let dashboard: Value = serde_json::from_str(&text("packaging/grafana/callflow.json")).unwrap();
    let mut asked = Vec::new();
    expressions(&dashboard, &mut asked);
    for (file, text) in [
        ("grafana/callflow.json", asked.join("\n")),
        ("prometheus/alerts.yml", text("packaging/prometheus/alerts.yml")),
    ] {
        let names = words(&text, "callflow_");
        assert!(names.len() >= 10, "{file}: {names:?}");
        for name in names {
            assert!(kinds.contains_key(name), "{file}: {name} is not in /metrics");
        }
        // Of what rises and falls these two tell nothing.
        for of_counters in ["rate(", "increase("] {
            for rest in text.split(of_counters).skip(1) {
                let name = rest.split(['[', '{', ' ', ')']).next().unwrap();
                assert_eq!(
                    kinds.get(name).map(String::as_str),
                    Some("counter"),
                    "{file}: {of_counters}{name}"
                );
            }
        }
    }
}

/// An example with all that is switched off in it: of `#key = …` the sign goes, `# text` stays a comment.
fn with_everything(example: &str) -> String {
    let taken = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest.to_owned(),
        _ => line.to_owned(),
    };
    example.lines().map(taken).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_of_a_configuration_has_every_key_and_its_default() {
    let example = text("packaging/config/callflow.toml");
    let printed = |text: &str| {
        let file = ConfigFile { path: "callflow.toml".into(), text: text.into() };
        let settings = Settings::gather(&Sources { file: Some(file), ..Sources::default() }).unwrap();
        settings.config().unwrap();
        settings.to_toml()
    };
    let (short, whole) = (printed(&example), printed(&with_everything(&example)));
    let from_elsewhere: Vec<&str> = whole
        .lines()
        .skip(1)
        .filter(|line| {
            !line.is_empty() && !line.starts_with('[') && !line.contains("  # file callflow.toml:")
        })
        .collect();
    // Of its two Asterisks one has no ARI, and the other one is not encrypted.
    let of_one = ["ari_url", "ari_username", "ari_password", "ari_app", "tls_ca", "tls_name"];
    assert_eq!(from_elsewhere, of_one.map(|key| format!("# {key}: not set")), "{whole}");
    for line in short.lines().filter_map(|line| line.strip_suffix("  # default")) {
        assert!(whole.contains(&format!("\n{line}  # file callflow.toml:")), "{line}\n{whole}");
    }
}

#[test]
fn the_example_is_accepted_as_it_is() {
    let output = Command::new(env!("CARGO_BIN_EXE_callflowd"))
        .arg("--config")
        .arg(path("packaging/config/callflow.toml"))
        .arg("--check-config")
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), &*said), (Some(0), "configuration is valid\n"));
}

#[test]
fn the_example_of_a_plan_changes_nothing_until_something_is_switched_on() {
    let example = text("packaging/config/plan.toml");
    let json = |text: &str| serde_json::to_value(parse_plan(text).unwrap()).unwrap();
    let default = serde_json::to_value(Plan::default()).unwrap();
    assert_eq!(json(&example), default);
    // And everything that is shown may be.
    assert_ne!(json(&with_everything(&example)), default);
}

#[test]
fn the_example_of_rules_changes_nothing_until_something_is_switched_on() {
    let example = text("packaging/config/control.toml");
    let rules = |text: &str| format!("{:#?}", toml::from_str::<Rules>(text).unwrap());
    let default = format!("{:#?}", Rules::default());
    assert_eq!(rules(&example), default);
    // And everything that is shown may be.
    let whole = rules(&with_everything(&example));
    for changed in
        ["contexts: []", "allow: []", "deny: []", "trunks: []", "caller_ids: []", "recording: None"]
    {
        assert!(default.contains(changed) && !whole.contains(changed), "{changed}");
    }
}

#[test]
fn every_variable_that_is_set_somewhere_is_one_of_the_server() {
    for file in [
        "packaging/container/Containerfile",
        "packaging/container/compose.yaml",
        "packaging/container/healthcheck",
        "packaging/config/callflowd.env",
        "packaging/systemd/callflowd.service",
        "docs/running.md",
    ] {
        let text = text(file);
        // Set to nothing counts as not set, but an unknown name is refused.
        let env = words(&text, "CALLFLOW_").into_iter().map(|name| (name.into(), "".into())).collect();
        let gathered = Settings::gather(&Sources { env, ..Sources::default() });
        assert!(gathered.is_ok(), "{file}: {}", gathered.unwrap_err());
    }
}
