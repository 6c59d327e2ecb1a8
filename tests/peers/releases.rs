//! `--kiwi` beside the releases themselves: the verdict on real descriptions and on mutants of them is that of jing with
//! the release's own schema, and of lxml with the rules in it. `ROWI_MUTANTS` sets how many (CI: few),
//! `ROWI_RELEASES` which releases (CI: three).

use std::path::Path;
use std::process::Command;

use rowi::analysis::{Options, check_source};
use rowi::diagnostic::Severity;
use rowi::kiwi::Edition;
use rowi::kiwi::releases::{self, Release};
use rowi::text::{MemoryLoader, Sources};

use crate::support::corpus::jing;
use crate::support::mutants::{Random, Seeds, vocabulary};
use crate::support::need::release_schema;
use crate::support::{python, scratch, shared};

fn amount() -> usize {
    std::env::var("ROWI_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

fn chosen() -> Vec<Release> {
    let names = std::env::var("ROWI_RELEASES").unwrap_or_else(|_| "9.24.43 10.2.12 10.3.11".to_owned());
    let all = releases::all().iter().copied();
    all.filter(|release| names.split_whitespace().any(|name| release.version.to_string() == name)).collect()
}

/// Descriptions of the corpus as the release upgrades them, at most `limit`, spread evenly over it.
fn descriptions(shared: &Path, release: Release, limit: usize) -> Vec<String> {
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).expect("the manifest");
    let rows: Vec<Vec<&str>> = manifest.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let xml: Vec<_> = rows.iter().filter(|row| row[7] == "xml").collect();
    let step = xml.len().div_ceil(limit.max(1)).max(1);
    let to = release.schema.parse().expect("a version");
    let mut texts = Vec::new();
    for row in xml.into_iter().step_by(step) {
        let bytes = std::fs::read(shared.join("corpus/files").join(row[0])).expect("a file of the corpus");
        let mut sources = Sources::new();
        let Ok(id) = sources.add_bytes(row[0], &bytes) else { continue };
        let options = rowi::upgrade::Options { to, ..rowi::upgrade::Options::default() };
        let upgrade = rowi::upgrade::upgrade(id, &mut sources, &options);
        let text = upgrade.edits.apply(&sources.get(id).text);
        // what an include brings is another matter
        if text.contains(release.schema) && !text.contains("<include") && text.parse::<rowi::xml::Document>().is_ok() {
            texts.push(text);
        }
    }
    texts
}

/// Whether rowi finds an error, lint rules left aside.
fn accepts(release: Release, text: &str) -> Result<(), String> {
    let mut sources = Sources::new();
    let id = sources.add("config.xml", text);
    let mut options = Options::default();
    options.lint.target.kiwi = Some(release.version);
    options.lint.select = vec!["unknown-to-this-kiwi".to_owned()];
    let found = check_source(id, &mut sources, &MemoryLoader::new(), &options);
    let error = found.iter().find(|one| one.severity == Severity::Error && rowi::lint::rule(&one.name).is_none());
    error.map_or(Ok(()), |one| Err(one.to_string()))
}

pub fn descriptions_are_judged_as_each_release_does() {
    let releases = chosen();
    assert!(releases.len() > 2, "releases to compare");
    let (amount, shared) = (amount(), shared());
    for (number, release) in releases.into_iter().enumerate() {
        let schema = release_schema(&release.version.to_string()).expect("its schema");
        let mut texts = descriptions(&shared, release, amount / 4 + 20);
        let real = texts.len();
        let seeds = Seeds::new(&texts);
        let old = vocabulary(&seeds, release.compiled().expect("a schema").grammar());
        let new = vocabulary(&seeds, Edition::Kiwi.schema().expect("the schema").grammar());
        let mut random = Random::new(13 + number as u64);
        texts.extend((0..amount).map(|index| seeds.mutant(&mut random, if index % 2 == 0 { &old } else { &new })));

        let by_schema = jing(&schema, &texts);
        let directory = scratch(&format!("release-{}", release.version));
        for (index, text) in texts.iter().enumerate() {
            std::fs::write(directory.join(format!("{index}.xml")), text).expect("a document");
        }
        let peer = Command::new(python())
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/releases/rules.py"))
            .args([&schema, &directory])
            .output()
            .expect("python");
        assert!(peer.status.success(), "{}", String::from_utf8_lossy(&peer.stderr));
        let broken: Vec<usize> = String::from_utf8_lossy(&peer.stdout)
            .lines()
            .map(|line| line.trim_end_matches(".xml").parse().expect("a number"))
            .collect();
        let _ = std::fs::remove_dir_all(&directory);

        let (mut valid, mut different) = (0, Vec::new());
        for (index, text) in texts.iter().enumerate() {
            let expected = by_schema[index] && !broken.contains(&index);
            valid += usize::from(expected);
            match accepts(release, text) {
                Ok(()) if !expected => different.push(format!("rowi takes:\n{text}")),
                Err(error) if expected => different.push(format!("rowi refuses ({error}):\n{text}")),
                _ => {}
            }
        }
        println!("{}: {real} descriptions, {} texts, {valid} valid", release.version, texts.len());
        if let Ok(folder) = std::env::var("ROWI_DIFFERENCES") {
            for (index, text) in different.iter().enumerate() {
                let _ = std::fs::write(Path::new(&folder).join(format!("{}-{index}.txt", release.version)), text);
            }
        }
        assert!(
            different.is_empty(),
            "KIWI {}: {} of {} differ; {}",
            release.version,
            different.len(),
            texts.len(),
            different[0]
        );
        assert!(valid > 10 && valid < texts.len(), "both verdicts occur");
    }
}
