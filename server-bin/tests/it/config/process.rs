//! The command, run as a user does.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::ONE_PBX;

/// Exit status, standard output and standard error of a run in `folder`.
fn callflowd(folder: &Path, env: &[(&str, &str)], args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callflowd"));
    let output =
        command.args(args).env_clear().envs(env.iter().copied()).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_valid_configuration_is_said_to_be_valid() {
    let plan = format!("plan = \"plan.toml\"\n{ONE_PBX}");
    let folder = folder(&[("callflow.toml", &plan), ("plan.toml", "[numbers]\ncountry_code = \"49\"\n")]);
    let valid = (0, String::new(), "configuration is valid\n".into());
    assert_eq!(callflowd(folder.path(), &[], &["--check-config"]), valid);
}

#[test]
fn the_file_may_be_named_and_must_then_exist() {
    let folder = folder(&[("callflow.toml", "x"), ("other.toml", ONE_PBX)]);
    let check = |env: &[_], args: &[_]| {
        let (status, _, said) = callflowd(folder.path(), env, &[&["--check-config"], args].concat());
        (status, said)
    };
    let valid = (0, "configuration is valid\n".to_owned());
    assert_eq!(check(&[], &["--config", "other.toml"]), valid);
    assert_eq!(check(&[("CALLFLOW_CONFIG", "other.toml")], &[]), valid);
    assert_eq!(check(&[("CALLFLOW_CONFIG", "nowhere.toml")], &["--config", "other.toml"]), valid);
    for (env, args, message) in [
        (&[] as &[_], &[] as &[_], "callflow.toml:1:2: key with no value, expected `=`"),
        (
            &[],
            &["--config", "nowhere.toml"],
            "nowhere.toml: no such file; check the path (configuration file, named by --config)",
        ),
        (
            &[("CALLFLOW_CONFIG", ".")],
            &[],
            ".: a folder; name the file in it (configuration file, named by CALLFLOW_CONFIG)",
        ),
    ] {
        assert_eq!(check(env, args), (2, format!("callflowd: {message}\n")));
    }
}

#[test]
fn a_plan_that_is_wrong_is_told_before_the_start() {
    let plan = format!("plan = \"plan.toml\"\n{ONE_PBX}");
    let folder = folder(&[("callflow.toml", &plan)]);
    let run = |args: &[_]| callflowd(folder.path(), &[], args);
    let missing = "callflowd: plan: plan.toml: no such file; check the path (named by callflow.toml:1:8)\n";
    assert_eq!(run(&["--check-config"]), (2, String::new(), missing.into()));
    assert_eq!(run(&[]), (2, String::new(), missing.into()));
    fs::write(folder.path().join("plan.toml"), "[blocking]\ncontext = []\n").unwrap();
    let wrong = "callflowd: plan: plan.toml:2:1: blocking.context: unknown field `context`, expected `contexts` (named \
                 by callflow.toml:1:8)\n";
    assert_eq!(run(&["--check-config"]), (2, String::new(), wrong.into()));
}

#[test]
fn certificate_authorities_that_are_none_are_told_before_the_start() {
    let folder = folder(&[("callflow.toml", &format!("{ONE_PBX}tls = \"on\"\ntls_ca = \"ca.pem\"\n"))]);
    let run = |args: &[_]| callflowd(folder.path(), &[], args);
    let missing = "callflowd: pbx.default.tls_ca: ca.pem: no such file; check the path\n";
    assert_eq!(run(&["--check-config"]), (2, String::new(), missing.into()));
    fs::write(folder.path().join("ca.pem"), "-----BEGIN KEY-----\n").unwrap();
    let (status, _, said) = run(&[]);
    assert_eq!(status, 2);
    assert!(said.starts_with("callflowd: pbx.default.tls_ca: ca.pem: no certificate in PEM form"), "{said}");
}

#[test]
fn what_is_wrong_is_printed_and_told() {
    let folder = folder(&[]);
    let (status, out, err) = callflowd(folder.path(), &[("AMI_HOST", "h")], &["--print-config"]);
    assert_eq!(status, 2);
    assert!(out.contains("\nhost = \"h\"  # environment variable AMI_HOST\n"), "{out}");
    assert!(
        err.starts_with("callflowd: pbx.default.username: not set (environment variable AMI_HOST"),
        "{err}"
    );
    assert_eq!(err.lines().count(), 1);
}

#[test]
fn help_and_version_are_results() {
    let folder = folder(&[]);
    let (status, out, err) = callflowd(folder.path(), &[], &["--help"]);
    assert_eq!((status, &*err), (0, ""));
    for flag in ["--config <FILE>", "--listen <ADDR:PORT>", "--demo", "--print-config", "--check-config"] {
        assert!(out.contains(flag), "{flag}\n{out}");
    }
    let version = concat!("callflowd ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(callflowd(folder.path(), &[], &["--version"]), (0, version.into(), String::new()));
    let (status, out, err) = callflowd(folder.path(), &[], &["--lisen"]);
    assert_eq!((status, &*out), (2, ""));
    assert!(err.contains("'--listen'"), "{err}");
}
