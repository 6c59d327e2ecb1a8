//! All lint rules on the corpus: quiet on maintained images, no panic anywhere, quick.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rowi::bundle::Bundle;
use rowi::diagnostic::Severity;
use rowi::image::{Description, Input};
use rowi::lint;
use rowi::text::Sources;

use crate::support::{Disk, shared};

struct Row {
    path: PathBuf,
    /// A real image on a default branch.
    maintained: bool,
    /// KIWI takes it.
    valid: bool,
}

fn corpus() -> Vec<Row> {
    let shared = shared();
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).expect("the manifest");
    let mut rows = Vec::new();
    for line in manifest.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() < 14 || fields[7] != "xml" {
            continue;
        }
        let file = shared.join("corpus/files").join(fields[0]);
        let tree = (fields[11] != "-").then(|| shared.join("corpus").join(fields[11])).filter(|tree| tree.is_file());
        let path = tree.unwrap_or(file);
        if path.is_file() {
            let maintained =
                fields[4] == "head" && matches!(fields[5], "image" | "build-test") && fields[6] == "description";
            rows.push(Row { path, maintained, valid: fields[13] == "valid" });
        }
    }
    rows
}

fn judge(path: &Path, options: &lint::Options) -> Vec<(String, Severity, String)> {
    let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
    let mut sources = Sources::new();
    let Ok(id) = sources.add_bytes(path.display().to_string(), &bytes) else { return Vec::new() };
    let bundle = Bundle::assemble(id, &mut sources, &Disk);
    let description = Description::load(&Input::of(&bundle, &bundle.whole_as_written()), &Disk, &mut sources);
    lint::run(&description, options)
        .into_iter()
        .map(|finding| {
            let source = sources.get(finding.primary.source);
            assert!(source.text.get(finding.primary.range()).is_some(), "a span outside of {}", source.name);
            (finding.name.to_string(), finding.severity, finding.message.to_string())
        })
        .collect()
}

/// What `rowi check` prints by default: all stages, not the rules alone.
pub fn quiet_on_maintained_images() {
    let rows = corpus();
    let mut counts: BTreeMap<(String, &'static str), (usize, usize)> = BTreeMap::new();
    let (mut files, mut valid, mut findings, mut of_valid) = (0, 0, 0, 0);
    let mut errors = Vec::new();
    for row in rows.iter().filter(|row| row.maintained) {
        files += 1;
        valid += usize::from(row.valid);
        let mut sources = Sources::new();
        for finding in rowi::analysis::check(&row.path, &mut sources, &Disk, &rowi::analysis::Options::default()) {
            let entry = counts.entry((finding.name.to_string(), finding.severity.as_str())).or_default();
            entry.0 += 1;
            findings += 1;
            if row.valid {
                entry.1 += 1;
                of_valid += 1;
                if finding.severity == Severity::Error {
                    errors.push(format!("{}: {}: {}", row.path.display(), finding.name, finding.message));
                }
            }
        }
    }
    println!("by name: all maintained images, those that KIWI takes");
    for ((name, severity), (all, valid)) in &counts {
        println!("{name:40} {severity:8} {all:6} {valid:6}");
    }
    println!("{findings} findings on {files} maintained images, {of_valid} on the {valid} that KIWI takes");
    // KIWI itself refuses a selection without a repository; nothing else is an error on an image that it takes
    errors.retain(|error| !error.contains(": no-repository: "));
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(files > 50, "only {files} maintained images");
    assert!(findings <= 2 * files, "{findings} findings on {files} images");
}

/// The rules on every file of the corpus, as it stands.
pub fn the_rules_run_everywhere() {
    let rows = corpus();
    let start = Instant::now();
    let findings: usize = rows.iter().map(|row| judge(&row.path, &lint::Options::default()).len()).sum();
    println!("{findings} findings in {} files in {:?}", rows.len(), start.elapsed());
}

pub fn the_pedantic_rules_run_everywhere() {
    let rows = corpus();
    let options = lint::Options { pedantic: true, ..lint::Options::default() };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in &rows {
        for (name, _, _) in judge(&row.path, &options) {
            *counts.entry(name).or_default() += 1;
        }
    }
    for (name, count) in &counts {
        println!("{name:40} {count:6}");
    }
    assert!(counts.len() > 5);
}
