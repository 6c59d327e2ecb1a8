//! What stands around rowi: the pre-commit hooks run under pre-commit, the action's script runs, manual pages and
//! completions are read by the programs that they are for. Each says `skipped` where its program is absent.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const BROKEN: &str = "cat > /etc/motd EOF\nhello\nEOF\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A directory of its own, with two descriptions of which one has a broken script.
fn scratch(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("rowi-integrations-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    for image in ["good", "bad"] {
        fs::create_dir_all(directory.join("repo").join(image)).expect("a directory");
        let text = fs::read_to_string(root().join("tests/tour/images/base/config.xml")).expect("the fixture");
        fs::write(directory.join("repo").join(image).join("config.xml"), text).expect("a description");
    }
    fs::write(directory.join("repo/bad/config.sh"), BROKEN).expect("a script");
    directory
}

/// The search path with rowi's own directory first.
fn path() -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_rowi")).parent().expect("a directory").display().to_string();
    format!("{own}:{}", std::env::var("PATH").unwrap_or_default())
}

fn is_there(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped: no {program}");
    }
    found
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
#[cfg(unix)]
fn the_pre_commit_hooks_work() {
    let Some(python) = std::env::var_os("ROWI_KIWI_PYTHON") else {
        eprintln!("skipped: ROWI_KIWI_PYTHON names no python with pre-commit");
        return;
    };
    let directory = scratch("pre-commit");
    let pre_commit = |arguments: &[&str]| {
        let mut command = Command::new(&python);
        command.args(["-m", "pre_commit"]).args(arguments).current_dir(directory.join("repo"));
        command.env("PATH", path()).env("PRE_COMMIT_HOME", directory.join("cache")).env("PRE_COMMIT_COLOR", "never");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command.output().expect("python runs")
    };
    if !pre_commit(&["--version"]).status.success() {
        eprintln!("skipped: ROWI_KIWI_PYTHON has no pre-commit");
        return;
    }
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

/// The step of `action.yml` that checks, as GitHub runs it.
#[test]
#[cfg(unix)]
fn the_action_checks_and_reports() {
    let directory = scratch("action");
    let action = fs::read_to_string(root().join("action.yml")).expect("action.yml");
    let (_, script) = action.rsplit_once("run: |\n").expect("the last step has a script");
    let script: String = script.lines().map(|line| format!("{}\n", line.trim_start())).collect();
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
    if is_there("shellcheck") {
        let file = directory.join("action.sh");
        fs::write(&file, format!("#!/bin/bash\n{script}")).expect("the script");
        let output = Command::new("shellcheck").args(["--severity=warning"]).arg(&file).output().expect("it runs");
        assert!(output.status.success(), "{}", text(&output));
    }
    fs::remove_dir_all(&directory).expect("removing it");
}

#[test]
#[cfg(unix)]
fn completions_are_read_by_their_shells_and_manual_pages_by_man() {
    let directory = scratch("completions");
    let rowi = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rowi")).args(arguments).output().expect("rowi runs");
        assert!(output.status.success(), "{}", text(&output));
        output.stdout
    };
    for shell in ["bash", "zsh", "fish"] {
        if is_there(shell) {
            let file = directory.join(format!("rowi.{shell}"));
            fs::write(&file, rowi(&["completions", shell])).expect("the completions");
            let output = Command::new(shell).arg("-n").arg(&file).output().expect("the shell runs");
            assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {}", text(&output));
        }
    }
    if is_there("mandoc") {
        rowi(&["man", &directory.join("man").to_string_lossy()]);
        for page in fs::read_dir(directory.join("man")).expect("pages").flatten() {
            let output = Command::new("mandoc").args(["-T", "lint", "-W", "error"]).arg(page.path()).output();
            let output = output.expect("mandoc runs");
            assert!(output.status.success(), "{}", text(&output));
        }
    }
    fs::remove_dir_all(&directory).expect("removing it");
}
