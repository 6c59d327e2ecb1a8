//! The commands of `docs/tour.md` run, in a copy of `tests/tour`, and print what the page shows.
//! `UPDATE=1 cargo test --test tour` writes the page's outputs anew.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fs;
use std::path::Path;
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("the fixture").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Runs one command line in `directory`; what it printed, and its status where that is not 0.
fn run(line: &str, directory: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_rowi"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().expect("a directory").display());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {line}\n}} 2>&1")])
        .current_dir(directory)
        .env("PATH", path)
        .env_remove("ROWI_CONFIG_FILE")
        .output()
        .expect("a shell");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    if let Some(code) = output.status.code().filter(|code| *code != 0) {
        text.push_str(&format!("[exit status {code}]\n"));
    }
    text
}

/// The README shows what its first command prints.
#[test]
#[cfg(unix)]
fn the_readme_shows_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let (open, close) = ("<!-- capture: rowi check examples/broken-registry -->\n", "<!-- end of capture -->");
    let (before, rest) = readme.split_once(open).expect("the capture begins");
    let (shown, after) = rest.split_once(close).expect("the capture ends");
    let printed = run("rowi check examples/broken-registry", root);
    assert!(printed.contains("error["), "{printed}");
    let wanted = format!("\n```console\n$ rowi check examples/broken-registry\n{printed}```\n\n");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root.join("README.md"), format!("{before}{open}{wanted}{close}{after}")).expect("writing the README");
        return;
    }
    assert_eq!(shown, wanted, "`UPDATE=1 cargo test --test tour` writes the README's capture anew");
}

#[test]
#[cfg(unix)]
fn the_tour_shows_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = std::env::temp_dir().join(format!("rowi-tour-{}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    copy(&root.join("tests/tour"), &directory);
    let page = fs::read_to_string(root.join("docs/tour.md")).expect("docs/tour.md");
    let mut result = String::new();
    let mut commands = 0;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        result.push_str(line);
        result.push('\n');
        // Outputs that hold fences themselves stand between longer ones.
        let Some(fence) = line.strip_suffix("console").filter(|fence| fence.starts_with("```")) else { continue };
        while let Some(line) = lines.next_if(|line| *line != fence) {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            commands += 1;
            result.push_str(&format!("{line}\n{}", run(command, &directory)));
        }
    }
    fs::remove_dir_all(&directory).expect("removing the copy");
    assert!(commands >= 8, "only {commands} commands");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root.join("docs/tour.md"), result).expect("writing the page");
        return;
    }
    if page != result {
        let diff = similar::TextDiff::from_lines(&page, &result);
        panic!(
            "docs/tour.md is out of date; `UPDATE=1 cargo test --test tour` writes it anew:\n{}",
            diff.unified_diff()
        );
    }
}
