//! Wrong usage and bad input: one line on standard error that names the thing, and status 2.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::run::{callflow, callflow_with, capture, command, file, folder};

#[track_caller]
fn refused(args: &[&str], want: &str) {
    let said = callflow(args);
    assert_eq!((said.status, &*said.out, &*said.err), (2, "", &*format!("callflow: {want}\n")), "{args:?}");
}

#[test]
fn wrong_usage_names_the_argument_and_the_help() {
    for (args, want) in [
        (&["--fromat"][..], "unexpected argument '--fromat' found (see 'callflow --help')"),
        (
            &["prase"],
            "unrecognized subcommand 'prase'; a similar subcommand exists: 'parse' (see 'callflow --help')",
        ),
        (
            &["parse"],
            "the following required arguments were not provided: <FILE> (see 'callflow parse --help')",
        ),
        (
            &["parse", "x", "--fromat", "jsonl"],
            "unexpected argument '--fromat' found; a similar argument exists: '--format' (see 'callflow parse --help')",
        ),
        (
            &["parse", "x", "--format", "xml"],
            "invalid value 'xml' for '--format <FORMAT>' [possible values: jsonl, summary] (see 'callflow parse --help')",
        ),
        (&["parse", "x", "y"], "unexpected argument 'y' found (see 'callflow parse --help')"),
        (
            &["replay"],
            "the following required arguments were not provided: <PATH>... (see 'callflow replay --help')",
        ),
        (
            &["explain"],
            "the following required arguments were not provided: <CALL> (see 'callflow explain --help')",
        ),
    ] {
        refused(args, want);
    }
}

#[test]
fn help_and_version_are_results() {
    for args in [
        &["--help"][..],
        &["parse", "--help"],
        &["replay", "--help"],
        &["explain", "--help"],
        &["compare", "--help"],
        &["listen", "--help"],
        &["tail", "--help"],
        &["top", "--help"],
        &["calls", "--help"],
        &["queues", "--help"],
        &["agents", "--help"],
        &["init", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
        &["doctor", "--help"],
        &["record", "--help"],
        &["sim", "--help"],
    ] {
        let help = callflow(args).well();
        assert!(help.contains("Usage: callflow"), "{help}");
        assert_eq!(help.contains("Examples:"), args.len() > 1, "{help}");
    }
    assert_eq!(callflow(&["--version"]).well(), concat!("callflow ", env!("CARGO_PKG_VERSION"), "\n"));
    let nothing = callflow(&[]);
    assert_eq!((nothing.status, &*nothing.out), (2, ""));
    assert!(nothing.err.contains("Usage: callflow <COMMAND>"), "{}", nothing.err);
}

#[test]
fn a_missing_file_is_named() {
    let want = "/no/such/file: no such file or folder; check the path";
    refused(&["parse", "/no/such/file"], want);
    refused(&["replay", "/no/such/file"], want);
    refused(&["explain", "x", "/no/such/file"], want);
    refused(&["replay", "--plan", "/no/such/file", "/no"], want);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = folder("unreadable");
    let link = folder.join("loop");
    symlink(&link, &link).unwrap();
    let link = link.to_str().unwrap();
    let said = callflow(&["parse", link]);
    assert_eq!((said.status, &*said.out), (2, ""));
    assert!(said.err.starts_with(&format!("callflow: {link}: cannot be read: ")), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1);
}

#[test]
fn an_empty_file_is_named() {
    let folder = folder("empty");
    let path = file(&folder, "empty.raw", b"");
    let want = "is empty; give the bytes that an AMI connection received";
    refused(&["parse", &path], &format!("{path}: {want}"));
    refused(&["parse", "--format", "summary", &path], &format!("{path}: {want}"));
    refused(&["replay", &path], &format!("{path}: {want}"));
    refused(&["explain", "x", &path], &format!("{path}: {want}"));
    refused(&["parse", "-"], &format!("standard input: {want}"));
}

#[test]
fn noise_is_named() {
    let folder = folder("noise");
    let mut noise: Vec<u8> =
        (0..100_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    let path = file(&folder, "noise.raw", &noise);
    let want =
        format!("{path}: no AMI message in its 100000 bytes; give the bytes that an AMI connection received");
    refused(&["replay", &path], &want);
    refused(&["explain", "x", &path], &want);
    refused(&["parse", "--format", "summary", &path], &want);
    // Shown as garbage, and refused all the same.
    let said = callflow(&["parse", &path]);
    assert_eq!((said.status, said.err), (2, format!("callflow: {want}\n")));
    assert!(said.out.starts_with(r#"{"offset":"#) && said.out.contains("base64"));
    // A line that never ends is beyond the limits.
    noise.retain(|byte| *byte != b'\n');
    noise = noise.repeat(20);
    let said = callflow_with(&["parse", "-"], &noise);
    assert_eq!(
        (said.status, &*said.err),
        (1, "callflow: standard input: frame at byte 0 is longer than 1048576 bytes; it is left out\n")
    );
}

#[test]
fn a_folder_is_told_from_a_file() {
    let (folder, path) = (folder("folders"), capture("asterisk-22/01-internal-caller-hangs-up"));
    let empty = folder.to_str().unwrap();
    refused(&["parse", &path], &format!("{path}: is a folder; name the file in it: {path}/ami.raw"));
    refused(&["parse", empty], &format!("{empty}: is a folder; name a file of AMI bytes"));
    refused(&["replay", empty], &format!("{empty}: no ami.raw in this folder; a capture folder has one"));
    let above = Path::new(&path).parent().unwrap().to_str().unwrap();
    refused(
        &["replay", above],
        &format!("{above}: no ami.raw in this folder, but in {path} within it; name those"),
    );
}

#[test]
fn a_broken_capture_is_named_by_file_and_line() {
    let folder = folder("broken");
    let raw = fs::read(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw").unwrap();
    file(&folder, "ami.raw", &raw);
    let path = folder.to_str().unwrap();
    for (times, want) in [
        ("", ": is empty; it must have a row for each read"),
        ("0\t10\n30 11\n", ":2: not a byte offset, a tab and Unix seconds: \"30 11\""),
        ("0\t10\n30\t11\n20\t12\n", ":3: byte 20 after a later one; rows must be in order"),
        ("0\t10\n9999999\t11\n", ":2: byte 9999999 is past the end of the recorded bytes, which are 37628"),
        ("0\t10\n37628\t11\nx", ":3: not a byte offset, a tab and Unix seconds: \"x\""),
    ] {
        file(&folder, "ami.times", times);
        refused(&["replay", path], &format!("{path}/ami.times{want}"));
        refused(&["explain", "0", path], &format!("{path}/ami.times{want}"));
    }
}

#[test]
fn a_wrong_plan_is_named_by_file_line_and_key() {
    let folder = folder("wrong-plan");
    let plan = file(&folder, "plan.toml", "[numbers]\ninternals = []\n");
    refused(
        &["replay", "--plan", &plan, "/no"],
        &format!(
            "{plan}:2: numbers.internals: unknown field `internals`, expected one of `internal`, `access_prefixes`, \
             `anonymous`, `country`, `country_code`, `national_prefix`, `international_prefix`"
        ),
    );
}

#[test]
fn explain_refuses_what_it_cannot_read_twice() {
    refused(
        &["explain", "x", "/dev/null"],
        "/dev/null: is a pipe or a device, and explain reads its input twice; give a file",
    );
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let raw = capture("asterisk-22/01-internal-caller-hangs-up");
    let parse = [raw.clone() + "/ami.raw"];
    for args in [&["parse", &*parse[0]][..], &["replay", &raw], &["explain", "0", &raw]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.starts_with("callflow: standard output: cannot be written: No space left"), "{err}");
    }
}
