//! The action for GitHub.
#![cfg(unix)]

use std::fs;
use std::process::Command;

use crate::support::repository::{action_script, repository, text};

/// The step of `action.yml` that checks, as GitHub runs it.
#[test]
fn the_action_checks_and_reports() {
    let directory = repository("action");
    let script = action_script();
    let bin = directory.join("temp/rowi/bin");
    fs::create_dir_all(&bin).expect("a directory");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_rowi"), bin.join("rowi")).expect("a link");
    let run = |paths: &str, arguments: &str, sarif: &str| {
        Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script])
            .current_dir(directory.join("repo"))
            .env("RUNNER_TEMP", directory.join("temp"))
            .env("GITHUB_WORKSPACE", directory.join("repo"))
            .envs([("PATHS", paths), ("ARGUMENTS", arguments), ("SARIF", sarif)])
            .output()
            .expect("bash runs")
    };
    assert!(run("good", "", "").status.success());
    let output = run("good bad", "--pedantic --isolated", "out.sarif");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("::error file=bad/config.sh,line=1,"), "{}", text(&output));
    assert!(
        fs::read_to_string(directory.join("repo/out.sarif")).expect("a report").contains("heredoc-operator-missing")
    );
    fs::remove_dir_all(&directory).expect("removing it");
}
