//! `callflow completions` and `callflow man`.

use std::fs;
use std::process::Command;

use crate::run::{callflow, callflow_with, folder};

/// All subcommands, by the help.
fn subcommands() -> Vec<String> {
    let help = callflow(&["--help"]).well();
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let name = |line: &str| {
        line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '))?.split(' ').next().map(str::to_owned)
    };
    let names: Vec<String> = list.lines().filter_map(name).filter(|name| name != "help").collect();
    assert!(names.len() > 20, "{names:?}");
    names
}

#[test]
fn every_command_is_completed_in_every_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let script = callflow(&["completions", shell]).well();
        for name in subcommands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        assert!(
            script.contains("no-verify") && script.contains("jsonl"),
            "{shell}: options and their values"
        );
    }
    let script = callflow(&["completions", "bash"]).well();
    let checked = Command::new("bash").args(["-n", "-c", &script]).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    // What somebody gets who presses Tab behind `callflow calls --form`.
    let completed = format!(
        "{script}\nCOMP_WORDS=(callflow calls --form) COMP_CWORD=2\n_callflow callflow --form calls\necho \"${{COMPREPLY[@]}}\""
    );
    let completed = Command::new("bash").args(["-c", &completed]).output().unwrap();
    assert_eq!(String::from_utf8(completed.stdout).unwrap().trim(), "--format");
    let refused = callflow_with(&["completions", "tcsh"], b"");
    assert_eq!(refused.status, 2);
}

#[test]
fn every_command_has_a_man_page() {
    let folder = folder("man").join("man1");
    let path = folder.to_str().unwrap();
    assert_eq!(callflow(&["man", path]).well(), "");
    let page = |name: &str| fs::read_to_string(folder.join(format!("{name}.1"))).unwrap();
    assert!(page("callflow").contains(".TH callflow 1"));
    for name in subcommands() {
        let page = page(&format!("callflow-{name}"));
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
    // Pages of subcommands within subcommands, and all that the help says.
    assert!(page("callflow-plan-check").contains("callflow"));
    assert!(page("callflow-top").contains("CALLFLOW_API_KEY"));
    let said = callflow(&["man", "/dev/null/man1"]);
    assert_eq!((said.status, said.err.lines().count()), (1, 1), "{}", said.err);
}
