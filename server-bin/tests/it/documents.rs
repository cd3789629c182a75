//! What `docs/api.md`, `docs/control.md` and `docs/security.md` say holds.

use std::collections::BTreeSet;
use std::path::Path;

use callflow_accounts::rights::{Action, Extent};
use callflow_server::control::Rules;
use serde_json::Value;

use crate::server::{Database, Server};

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

async fn openapi() -> Value {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let document = server.client().stranger().get("/api/openapi.json").await.json();
    server.stop().await;
    document
}

const fn word(extent: Extent) -> &'static str {
    match extent {
        Extent::No => "",
        Extent::Own => "own",
        Extent::Queues => "queues",
        Extent::Tenant => "tenant",
    }
}

/// The row of the table that an operation has.
fn row(method: &str, path: &str, operation: &Value) -> String {
    let mut marks = String::new();
    if operation["x-callflow-open-to"] == "leasing.open_to" {
        marks.push_str(" *");
    }
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    if parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key") {
        marks.push_str(" +");
    }
    let right = operation["x-callflow-right"].as_str().unwrap();
    let begin = format!("| `{} {path}`{marks} |", method.to_uppercase());
    let Ok(action) = right.parse::<Action>() else { return format!("{begin} {right} | | | | |") };
    let right = action.right();
    let reaches = [right.agent, right.supervisor, right.administrator].map(word);
    let scope = right.scope.map(|scope| format!("`{scope}`")).unwrap_or_default();
    let cells = [&*format!("`{action}`"), reaches[0], reaches[1], reaches[2], &*scope];
    let cell = |text: &&str| if text.is_empty() { " |".to_owned() } else { format!(" {text} |") };
    cells.iter().fold(begin, |row, text| row + &cell(text))
}

#[tokio::test]
async fn the_table_of_paths_is_that_of_the_openapi_document() {
    let document = openapi().await;
    let (mut rows, mut older) = (BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let row = |path: &str| row(method, path, operation);
            // The same under an older name, of which the guide has a sentence.
            if path == "/api/call" || path.starts_with("/api/call/") {
                older.insert(row(&path.replacen("/api/call", "/api/calls", 1)));
            } else {
                rows.insert(row(path));
            }
        }
    }
    assert!(rows.len() > 50, "{}", rows.len());
    assert!(older.len() > 10 && older.is_subset(&rows), "{older:?}");
    let guide = text("docs/api.md");
    let is_row = |line: &&str| {
        let methods = ["GET", "PUT", "POST", "PATCH", "DELETE"];
        methods.iter().any(|method| line.starts_with(&format!("| `{method} /")))
    };
    let told: BTreeSet<String> = guide.lines().filter(is_row).map(str::to_owned).collect();
    let missing: Vec<&String> = rows.difference(&told).collect();
    let wrong: Vec<&String> = told.difference(&rows).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "missing: {missing:#?}\nwrong: {wrong:#?}");
}

/// Whether a path of an example is one of the document's: `/api/calls/$ID` of `/api/calls/{id}`.
fn is_of(example: &str, path: &str) -> bool {
    let (example, path): (Vec<&str>, Vec<&str>) = (example.split('/').collect(), path.split('/').collect());
    let fits = |(part, of): (&&str, &&str)| part == of || (of.starts_with('{') && !part.is_empty());
    example.len() == path.len() && example.iter().zip(&path).all(fits)
}

#[tokio::test]
async fn examples_ask_at_paths_that_there_are() {
    let document = openapi().await;
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    for (file, least) in [("docs/api.md", 10), ("docs/control.md", 3)] {
        let guide = text(file);
        let asked: Vec<&str> = guide
            .split("$API")
            .skip(1)
            .map(|rest| rest.split(['"', ' ', '?', '\n', '`']).next().unwrap())
            .filter(|path| path.starts_with('/'))
            .collect();
        assert!(asked.len() >= least, "{file}: {asked:?}");
        for path in asked {
            assert!(paths.iter().any(|of| is_of(path, of)), "{file}: {path}");
        }
    }
}

#[test]
fn every_field_of_the_rules_is_explained_and_every_example_of_them_counts() {
    let guide = text("docs/control.md");
    let default = format!("{:#?}", Rules::default());
    let fields: Vec<&str> = default
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|sign: char| sign.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(": ").map(|(field, _)| field))
        .collect();
    assert!(fields.len() >= 13, "{fields:?}");
    for field in fields {
        assert!(guide.contains(&format!("| `{field}` |")), "{field}");
    }
    let examples: Vec<&str> =
        guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 2, "{}", examples.len());
    for example in examples {
        let rules: Rules = toml::from_str(example).unwrap();
        assert_ne!(format!("{rules:#?}"), default, "{example}");
    }
}

#[test]
fn every_check_of_the_document_of_security_has_a_test() {
    let document = text("docs/security.md");
    let mut tests = 0;
    for line in document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what ")) {
        // `a_test`, `another_test` in `its/file.rs`; `…`
        let quoted: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
        let (mut names, mut held) = (Vec::new(), 0);
        for word in quoted {
            if !word.ends_with(".rs") {
                names.push(word);
                continue;
            }
            let source = text(word);
            // What stands before the first test may be anything: a header, a key.
            let of_file = names.drain(..).filter(|name| {
                let snake = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
                name.matches('_').count() >= 2 && name.chars().all(snake)
            });
            for name in of_file {
                assert!(source.contains(&format!("fn {name}(")), "{word} has no {name}");
                held += 1;
            }
        }
        assert!(held > 0, "no test: {line}");
        tests += held;
    }
    assert!(tests >= 40, "{tests}");
}
