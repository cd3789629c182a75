//! What the book says of commands holds: those of some chapters are run, those of all are looked at.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::demo::Demo;
use crate::run::{callflow, folder};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A block of a chapter: what kind it is, and its lines.
struct Block {
    kind: String,
    lines: Vec<String>,
}

/// Blocks, also those within a list. Lines that end in `\` are put together.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let indented = line.trim_start();
        if let Some(kind) = indented.strip_prefix("```") {
            open = !open;
            if open {
                blocks.push(Block { kind: kind.to_owned(), lines: Vec::new() });
            }
            continue;
        }
        let Some(block) = blocks.last_mut().filter(|_| open) else { continue };
        match block.lines.last_mut().filter(|last| last.ends_with('\\')) {
            Some(last) => {
                last.pop();
                last.push_str(indented);
            }
            None => block.lines.push(indented.to_owned()),
        }
    }
    blocks
}

/// A command of a `console` block, and what is shown below it.
struct Shown {
    command: String,
    below: String,
}

fn shown(block: &Block) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push(Shown { command: command.to_owned(), below: String::new() }),
            (None, Some(last)) => last.below += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    all
}

/// Whether an output is as the book shows it: `…` stands for anything, and blanks are not counted.
fn is_as_shown(output: &str, below: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let output = plain(output);
    let mut rest = &*output;
    plain(below).split('…').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
        let found = rest.find(part);
        rest = found.map_or("", |at| &rest[at + part.len()..]);
        found.is_some()
    })
}

/// Runs the commands of a chapter one after the other in one shell.
fn run(chapter: &str, demo: &Demo) {
    let text = fs::read_to_string(repository().join("docs").join(chapter)).unwrap();
    let scratch = folder(&format!("book-{}", chapter.trim_end_matches(".md")));
    symlink(repository().join("captures"), scratch.join("captures")).unwrap();
    let greeting = scratch.join("greeting");
    fs::write(&greeting, &demo.greeting).unwrap();
    let here = |text: &str| {
        let text = text.replace("http://127.0.0.1:8080", &demo.url);
        text.replace("the key that it prints", &demo.key)
            .replace("the password that it prints", &demo.password)
    };
    let programs = Path::new(env!("CARGO_BIN_EXE_callflow")).parent().unwrap();
    let has_server = programs.join("callflowd").exists();
    let commands: Vec<Shown> = blocks(&text)
        .iter()
        .filter(|block| block.kind == "console")
        .flat_map(shown)
        // Where these tests were built alone there is no such program.
        .filter(|shown| has_server || !shown.command.starts_with("callflowd --config"))
        .collect();
    assert!(!commands.is_empty(), "{chapter}");
    let mut script = String::new();
    for shown in &commands {
        // It runs already.
        let command = match &*shown.command {
            "callflowd --demo" => format!("cat {}", greeting.display()),
            command => here(command),
        };
        writeln!(script, "{command}\necho \"-- status $?\"").unwrap();
    }
    let mut shell = Command::new("bash");
    shell.env_clear().current_dir(&scratch).stdin(Stdio::null());
    shell.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", programs.display()));
    // Both streams are one, in the order in which they are written.
    let output = shell.args(["-c", &format!("exec 2>&1\n{script}")]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let mut said = said.split("-- status ");
    let mut output = said.next().unwrap().to_owned();
    for (shown, next) in commands.iter().zip(said) {
        let (status, rest) = next.split_once('\n').unwrap();
        let (command, below) = (&shown.command, here(&shown.below));
        assert_eq!(status, "0", "{chapter}: {command}\n{output}");
        assert!(is_as_shown(&output, &below), "{chapter}: {command}\nshown:\n{below}\nreally:\n{output}");
        rest.clone_into(&mut output);
    }
}

/// Whether a call has ended.
fn ended(demo: &Demo) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
    command.args(["calls", "--format", "csv"]).env_clear().envs(demo.env());
    let output = command.current_dir(env!("CARGO_TARGET_TMPDIR")).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().count() > 1
}

#[test]
fn the_commands_of_these_chapters_do_what_is_shown() {
    let demo = Demo::start();
    // What there is to be seen comes with the first calls.
    let end = Instant::now() + Duration::from_secs(120);
    let answered = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
        command.args(["queues", "--format", "csv"]).env_clear().envs(demo.env());
        let output = command.current_dir(env!("CARGO_TARGET_TMPDIR")).output().unwrap();
        let rows = String::from_utf8(output.stdout).unwrap();
        rows.lines().any(|row| row.starts_with("sales,")) && ended(&demo)
    };
    while !answered() {
        assert!(Instant::now() < end, "no call ends");
        sleep(Duration::from_millis(200));
    }
    for chapter in ["quickstart.md", "concepts.md", "moving.md", "libraries.md"] {
        run(chapter, &demo);
    }
}

/// The help of each command that was asked for; nothing of one that there is not.
#[derive(Default)]
struct Helps(BTreeMap<String, Option<String>>);

impl Helps {
    fn of(&mut self, words: &[&str]) -> Option<&String> {
        let help = self.0.entry(words.join(" ")).or_insert_with(|| {
            let said = callflow(&[words, &["--help"]].concat());
            (said.status == 0).then_some(said.out)
        });
        help.as_ref()
    }
}

/// What stands before a command.
fn is_before_a_command(word: &str) -> bool {
    let is_variable = word
        .split_once('=')
        .is_some_and(|(name, _)| name.bytes().all(|byte| byte == b'_' || byte.is_ascii_uppercase()));
    matches!(word, "$" | "sudo" | "as_callflow" | "|" | "&&" | ";" | "exec") || is_variable
}

#[test]
fn every_command_of_the_documents_is_there_with_its_options() {
    let mut files: Vec<PathBuf> =
        vec![repository().join("README.md"), repository().join("cli-bin/README.md")];
    files.extend(fs::read_dir(repository().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    let (mut helps, mut looked_at) = (Helps::default(), 0);
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "md")) {
        let text = fs::read_to_string(file).unwrap();
        for line in blocks(&text)
            .iter()
            .filter(|block| matches!(&*block.kind, "console" | "sh"))
            .flat_map(|block| &block.lines)
        {
            let words: Vec<&str> = line.split_whitespace().collect();
            for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "callflow") {
                if at > 0 && !is_before_a_command(words[at - 1]) {
                    continue;
                }
                let rest = words[at + 1..].iter().copied();
                let rest: Vec<&str> = rest
                    .take_while(|word| !matches!(*word, "|" | "&&" | ";" | ">" | "#" | "<" | "&"))
                    .collect();
                let Some(first) =
                    rest.first().filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
                else {
                    continue;
                };
                let place = format!("{}: {line}", file.display());
                assert!(helps.of(&[first]).is_some(), "{place}: there is no {first}");
                // One within it: `plan check`.
                let both: Vec<&str> = rest.iter().copied().take(2).collect();
                let is_word =
                    both.get(1).is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
                let has_commands = helps.of(&[first]).is_some_and(|help| help.contains("\nCommands:\n"));
                let command = if is_word && has_commands { &both[..] } else { &both[..1] };
                let help =
                    helps.of(command).unwrap_or_else(|| panic!("{place}: there is no {command:?}")).clone();
                for option in
                    rest.iter().filter_map(|word| word.strip_prefix("--")).filter(|option| !option.is_empty())
                {
                    let option = option.split('=').next().unwrap();
                    assert!(help.contains(&format!("--{option}")), "{place}: {command:?} has no --{option}");
                }
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 40, "{looked_at}");
}

#[test]
fn every_chapter_is_in_the_summary_and_every_link_leads_somewhere() {
    let docs = repository().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    for entry in fs::read_dir(&docs).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".md"))
        else {
            continue;
        };
        assert!(
            name == "SUMMARY.md" || summary.contains(&format!("]({name})")),
            "{name} is in no part of the book"
        );
        let text = fs::read_to_string(&path).unwrap();
        // What stands in code is no link.
        let text = text.split('`').step_by(2).collect::<Vec<_>>().concat();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let in_repository = ["blob", "tree"].into_iter().find_map(|kind| {
                link.strip_prefix(&format!("https://github.com/callflow/callflow/{kind}/main/"))
            });
            if let Some(file) = in_repository {
                let file = file.split('#').next().unwrap();
                assert!(repository().join(file).exists(), "{name}: {link}");
                continue;
            }
            if link.starts_with("http") || link.contains(' ') || link.is_empty() {
                continue;
            }
            // The book has what is in this folder, and nothing else.
            assert!(!link.starts_with(".."), "{name}: {link} leads out of the book");
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { docs.join(file) };
            assert!(target.exists(), "{name}: {link}");
            if !anchor.is_empty() {
                let headings = fs::read_to_string(&target).unwrap();
                assert!(
                    anchors(&headings).iter().any(|known| known == anchor),
                    "{name}: no heading of {link}"
                );
            }
        }
    }
}

/// The anchors of headings, as both GitHub and the book make them.
fn anchors(text: &str) -> Vec<String> {
    let heading = |line: &str| {
        let heading = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))?;
        let kept = heading.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
        Some(kept.collect::<String>().to_lowercase().replace(' ', "-"))
    };
    text.lines().filter_map(heading).collect()
}

/// The keys of what the server tells of queues and agents, and the metrics of its own, are explained.
#[test]
fn every_figure_is_explained() {
    let demo = Demo::start();
    let text = fs::read_to_string(repository().join("docs/metrics.md")).unwrap();
    let agents = demo.listed("agents", |agents| !agents.is_empty());
    let figures = agents[0]["today"].as_object().unwrap();
    for field in figures.keys().filter(|field| *field != "last_activity_at" && *field != "longest_idle_ms") {
        assert!(text.contains(&format!("`{field}`")), "{field}");
    }
    // Those of the server are in the source of its page.
    let source = fs::read_to_string(repository().join("server-bin/src/meters.rs")).unwrap();
    let names = source.split('"').filter(|text| text.starts_with("callflow_") && !text.contains('{'));
    let names: Vec<&str> = names.collect();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
}
