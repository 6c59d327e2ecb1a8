//! The README of `examples/broken-registry` shows what rowi prints. `UPDATE=1` writes it anew.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

use std::path::Path;
use std::process::Command;

const START: &str = "```text\n$ rowi check examples/broken-registry\n";

fn check(directory: &str) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_rowi"))
        .args(["check", directory])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn the_readme_shows_what_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken-registry/README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (printed, status) = check("examples/broken-registry");
    assert_eq!(status, Some(1));
    let (before, rest) = readme.split_once(START).expect("the README has the command");
    let (shown, after) = rest.split_once("```\n").expect("the block ends");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{START}{printed}```\n{after}")).unwrap();
        return;
    }
    assert_eq!(shown, printed, "`UPDATE=1 cargo test --test container_examples` mends this");
}

#[test]
fn the_repaired_description_is_clean() {
    let (printed, status) = check("examples/broken-registry-repaired");
    assert_eq!((printed.as_str(), status), ("", Some(0)));
}
