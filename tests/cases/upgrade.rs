//! The steps' fixtures: `tests/upgrade/steps/FROM-to-TO`, a description before and after. `UPDATE=1` writes the latter.

use std::fs;
use std::path::Path;

use libtest_mimic::Trial;
use rowi::text::Sources;
use rowi::upgrade::{Version, steps};

use crate::support::harness::case;
use crate::support::upgrades::{fixtures, upgrade_text};

pub fn trials() -> Vec<Trial> {
    let fixtures = fixtures();
    let count = fixtures.len();
    let mut trials: Vec<Trial> = fixtures
        .into_iter()
        .map(|fixture| {
            let name = fixture.file_name().expect("a name").to_string_lossy().into_owned();
            case(format!("upgrade/{name}"), move || does_what_its_fixture_says(&fixture))
        })
        .collect();
    trials.push(case("upgrade/every-step-has-a-fixture", move || assert_eq!(count, steps().len())));
    trials
}

fn versions(fixture: &Path) -> (Version, Version) {
    let name = fixture.file_name().unwrap().to_str().unwrap();
    let (from, to) = name.split_once("-to-").unwrap();
    (from.parse().unwrap(), to.parse().unwrap())
}

fn does_what_its_fixture_says(fixture: &Path) {
    let (_, to) = versions(fixture);
    let before = fs::read_to_string(fixture.join("before.xml")).unwrap();
    let done = upgrade_text("before.xml", &before, to);
    let mut found = done.text.clone();
    let mut sources = Sources::new();
    let id = sources.add("before.xml", before.as_str());
    found.push_str("<!--\n");
    for diagnostic in &done.upgrade.diagnostics {
        let line = sources.get(id).line_column(diagnostic.primary.start as usize).line;
        let (severity, name) = (diagnostic.severity.as_str(), &diagnostic.name);
        let message = diagnostic.message.as_str().replace("--", "- -");
        found.push_str(&format!("line {line}: {severity}: {name}: {message}\n"));
    }
    found.push_str("-->\n");
    let path = fixture.join("after.xml");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap_or_default());
}
