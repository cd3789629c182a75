//! What `docs/configuration.md` says holds.

use std::path::Path;

use callflow_server::config::{ConfigFile, Settings, Sources, Tls};

fn document() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md")).unwrap()
}

#[test]
fn the_file_in_the_document_sets_every_key() {
    let document = document();
    let text = document.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let file = ConfigFile { path: "callflow.toml".into(), text: text.into() };
    let settings = Settings::gather(&Sources { file: Some(file), ..Sources::default() }).unwrap();
    let config = settings.config().unwrap();
    assert_eq!(config.pbx.keys().collect::<Vec<_>>(), ["amsterdam", "default"]);
    // All but the port and ARI that one of the two leaves out, and what is about encryption, that the other leaves out.
    let printed = settings.to_toml();
    assert_eq!(printed.matches("  # default\n").count(), 2, "{printed}");
    let unset: Vec<&str> = printed.lines().filter(|line| line.ends_with(": not set")).collect();
    let ari = ["ari_url", "ari_username", "ari_password", "ari_app"].map(|key| format!("# {key}: not set"));
    let tls = ["# tls_ca: not set", "# tls_name: not set"].map(str::to_owned);
    assert_eq!(unset, [&ari[..], &tls].concat(), "{printed}");
    assert!(matches!(&config.pbx["amsterdam"].tls, Tls::On { ca: Some(_), name: Some(_) }));
}

#[test]
fn every_key_with_its_default_and_variable_is_in_the_table() {
    let document = document();
    // Each key as it is printed, `listen = "127.0.0.1:8080"  # default`, with the section before it.
    let printed = Settings::gather(&Sources::default()).unwrap().to_toml();
    let mut section = String::new();
    for line in printed.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((key, value)) =
            line.strip_suffix("  # default").and_then(|line| line.split_once(" = "))
        {
            let key = format!("{section}{key}");
            let variable = format!("CALLFLOW_{}", key.to_uppercase().replace('.', "_"));
            let row = format!("| `{key}` | `{value}` | `{variable}` |");
            assert!(document.contains(&row), "{row}");
        }
    }
}
