//! What stands around rowi: the pre-commit hooks run under pre-commit, the action's script runs, manual pages and
//! completions are read by the programs that they are for.
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::repository::{action_script, repository, text};
use crate::support::{python, root, scratch};

/// The search path with rowi's own directory first.
fn path() -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_rowi")).parent().expect("a directory").display().to_string();
    format!("{own}:{}", std::env::var("PATH").unwrap_or_default())
}

pub fn the_pre_commit_hooks_work() {
    let directory = repository("pre-commit");
    let pre_commit = |arguments: &[&str]| {
        let mut command = Command::new(python());
        command.args(["-m", "pre_commit"]).args(arguments).current_dir(directory.join("repo"));
        command.env("PATH", path()).env("PRE_COMMIT_HOME", directory.join("cache")).env("PRE_COMMIT_COLOR", "never");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command.output().expect("python runs")
    };
    let hooks = root().join(".pre-commit-hooks.yaml");
    let output = pre_commit(&["validate-manifest", &hooks.to_string_lossy()]);
    assert!(output.status.success(), "{}", text(&output));
    let git = |directory: &Path, arguments: &[&str]| {
        let all = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").args(all).args(arguments).current_dir(directory).output().expect("git runs");
        assert!(output.status.success(), "{}", text(&output));
    };
    // the hooks as a repository of their own, so that what is not yet committed is tried as well
    let own = directory.join("hooks");
    fs::create_dir_all(&own).expect("a directory");
    fs::copy(&hooks, own.join(".pre-commit-hooks.yaml")).expect("the hooks");
    for repository in [&own, &directory.join("repo")] {
        git(repository, &["init", "-q"]);
        git(repository, &["add", "-A"]);
        git(repository, &["commit", "-qm", "one"]);
    }
    let own = own.display().to_string();
    let run = |files: &[&str]| {
        let arguments = ["try-repo", &own, "rowi-check-system", "--files"];
        let output = pre_commit(&[&arguments, files].concat());
        (text(&output), output.status.code())
    };
    let (output, status) = run(&["good/config.xml"]);
    assert!(output.contains("Passed") && status == Some(0), "{output}");
    // the script of a description stands for it
    let (output, status) = run(&["bad/config.sh"]);
    assert!(
        output.contains("heredoc-operator-missing") && output.contains("in 1 file") && status == Some(1),
        "{output}"
    );
    let (output, status) = run(&["good/config.xml", "bad/config.xml", "bad/config.sh"]);
    assert!(output.contains("in 2 files") && status == Some(1), "{output}");
    fs::remove_dir_all(&directory).expect("removing it");
}

/// The step of `action.yml` that checks.
pub fn shellcheck_likes_the_action() {
    let file = scratch("action-script").join("action.sh");
    fs::write(&file, format!("#!/bin/bash\n{}", action_script())).expect("the script");
    let output = Command::new("shellcheck").args(["--severity=warning"]).arg(&file).output().expect("it runs");
    assert!(output.status.success(), "{}", text(&output));
    fs::remove_dir_all(file.parent().expect("a directory")).expect("removing it");
}

fn print(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_rowi")).args(arguments).output().expect("rowi runs");
    assert!(output.status.success(), "{}", text(&output));
    output.stdout
}

fn completions_are_read_by(shell: &str) {
    let directory = scratch(&format!("completions-{shell}"));
    let file = directory.join(format!("rowi.{shell}"));
    fs::write(&file, print(&["completions", shell])).expect("the completions");
    let output = Command::new(shell).arg("-n").arg(&file).output().expect("the shell runs");
    assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {}", text(&output));
    fs::remove_dir_all(&directory).expect("removing it");
}

pub fn completions_are_read_by_bash() {
    completions_are_read_by("bash");
}

pub fn completions_are_read_by_zsh() {
    completions_are_read_by("zsh");
}

pub fn completions_are_read_by_fish() {
    completions_are_read_by("fish");
}

pub fn manual_pages_are_read_by_mandoc() {
    let directory = scratch("manual-pages");
    print(&["man", &directory.to_string_lossy()]);
    for page in fs::read_dir(&directory).expect("pages").flatten() {
        let output = Command::new("mandoc").args(["-T", "lint", "-W", "error"]).arg(page.path()).output();
        let output = output.expect("mandoc runs");
        assert!(output.status.success(), "{}", text(&output));
    }
    fs::remove_dir_all(&directory).expect("removing it");
}
