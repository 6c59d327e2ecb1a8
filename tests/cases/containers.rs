//! Description directories, each with one proven failure (`broken/`) and without it (`repaired/`). A directory is named
//! after the rule that must report it. A file `options` says what the image is built for, as in the rules' examples.
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use rowi::diagnostic::{Diagnostic, Group, Severity};
use rowi::image::{Description, Input};
use rowi::lint::{self, Rule, example};
use rowi::text::{Loader, Sources};

use crate::support::harness::case;
use crate::support::{Disk, root};

fn judge(directory: &Path) -> Vec<Diagnostic> {
    let path = directory.join("config.xml");
    let mut sources = Sources::new();
    let id = sources
        .add("config.xml", std::fs::read_to_string(&path).unwrap().replace("{newest}", rowi::kiwi::SCHEMA_VERSION));
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
    lint::rules().iter().copied().filter(move |rule| groups.contains(&rule.entry.group))
}

fn cases() -> Vec<PathBuf> {
    let directory = root().join("tests/container_cases");
    Disk.list(&directory).into_iter().map(|name| directory.join(name)).filter(|path| path.is_dir()).collect()
}

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for path in cases() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let (broken, of, rule) = (path.join("broken"), name.clone(), name.clone());
        trials.push(case(format!("container/{name}/broken"), move || is_reported(&broken, &of)));
        let repaired = path.join("repaired");
        trials.push(case(format!("container/{name}/repaired"), move || is_clean(&repaired, &rule)));
    }
    trials.push(case("container/every-error-of-a-rule-has-its-directory", every_error_of_a_rule_has_its_directory));
    trials
}

fn is_reported(broken: &Path, name: &str) {
    let found = judge(broken);
    let reported = found.iter().any(|finding| finding.name == name && finding.severity == Severity::Error);
    assert!(reported, "not reported; {found:#?}");
}

fn is_clean(repaired: &Path, name: &str) {
    for finding in judge(repaired) {
        let about = rules().any(|rule| finding.name.is(rule.entry));
        let wrong = about && (finding.severity == Severity::Error || finding.name == name);
        assert!(!wrong, "{}: {}", finding.name, finding.message);
    }
}

fn every_error_of_a_rule_has_its_directory() {
    let cases = cases();
    let missing: Vec<&str> = rules()
        .filter(|rule| rule.entry.severity == Severity::Error)
        .map(|rule| rule.entry.name)
        .filter(|name| !cases.iter().any(|case| case.ends_with(name)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
