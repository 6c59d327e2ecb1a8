//! Description directories, each with one proven failure (`broken/`) and without it (`repaired/`). A directory is named
//! after the rule that must report it. A file `options` says what the image is built for, as in the rules' examples.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

use std::path::{Path, PathBuf};

use rowi::diagnostic::{Diagnostic, Severity};
use rowi::image::{Description, Input};
use rowi::lint::{self, Group, Rule, example};
use rowi::text::{EntryKind, LoadError, Loader, Sources};

/// Reads the directories of the cases.
struct Disk;

impl Loader for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        std::fs::read(path).map_err(|error| LoadError::Unreadable(error.to_string()))
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let data = path.metadata().ok()?;
        Some(if data.is_dir() { EntryKind::Directory } else { EntryKind::File })
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn is_executable(&self, path: &Path) -> bool {
        // The first line is what a person would go by; modes do not survive every archive.
        std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"#!"))
    }
}

fn judge(directory: &Path) -> Vec<Diagnostic> {
    let path = directory.join("config.xml");
    let mut sources = Sources::new();
    let id = sources.add("config.xml", std::fs::read_to_string(&path).unwrap());
    let parsed = rowi::xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty(), "{}: not well-formed", path.display());
    let options = std::fs::read_to_string(directory.join("options")).unwrap_or_default();
    let example = example::parse(&format!("=== options\n{options}"));
    let mut input = Input::new(&parsed.document, &path);
    input.narrow = example.narrow.clone();
    let description = Description::load(&input, &Disk, &mut sources);
    lint::run(&description, &example.options)
}

/// The rules that these directories are about: containers, their configuration, scripts.
fn rules() -> impl Iterator<Item = &'static Rule> {
    let groups = [Group::Container, Group::Registry, Group::Script];
    lint::rules().iter().copied().filter(move |rule| groups.contains(&rule.group))
}

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/container_cases");
    Disk.list(&directory).into_iter().map(|name| directory.join(name)).filter(|path| path.is_dir()).collect()
}

#[test]
fn broken_descriptions_are_reported_and_repaired_ones_are_clean() {
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let broken = judge(&case.join("broken"));
        if !broken.iter().any(|finding| finding.name == name && finding.severity == Severity::Error) {
            wrong.push(format!("{name}/broken: not reported; {broken:#?}"));
        }
        for finding in judge(&case.join("repaired")) {
            let about = rules().any(|rule| rule.name == finding.name);
            if about && (finding.severity == Severity::Error || finding.name == name) {
                wrong.push(format!("{name}/repaired: {}: {}", finding.name, finding.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("{} failures, each with its repaired twin", cases.len());
}

#[test]
fn every_error_of_a_rule_has_its_directory() {
    let cases = cases();
    let missing: Vec<&str> = rules()
        .filter(|rule| rule.severity == Severity::Error)
        .map(|rule| rule.name)
        .filter(|name| !cases.iter().any(|case| case.ends_with(name)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
