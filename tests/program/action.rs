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

/// What runs beside the project is named by the hash of a commit, in workflows and in what is shown to be copied.
#[test]
fn actions_are_named_by_hash() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let workflows =
        fs::read_dir(root.join(".github/workflows")).expect("workflows").flatten().map(|entry| entry.path());
    let mut found = 0;
    for file in workflows.chain(["action.yml", "docs/ci.md", "README.md"].map(|name| root.join(name))) {
        let text = fs::read_to_string(&file).expect("a text");
        for line in text.lines() {
            let Some(used) = line.trim().trim_start_matches("- ").strip_prefix("uses:") else { continue };
            let used = used.split('#').next().unwrap_or("").trim();
            let own = used.starts_with("./") || used == "OWNER/rowi@COMMIT";
            let hash = used.split_once('@').map_or("", |(_, version)| version);
            let is_hash = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(own || is_hash, "{}: {line}", file.display());
            found += 1;
        }
    }
    assert!(found > 20, "{found}");
}
