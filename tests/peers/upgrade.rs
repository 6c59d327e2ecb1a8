//! Upgrades of the corpus: what changes, what is valid afterwards, and what KIWI's own converters make of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use rowi::text::Sources;
use rowi::upgrade::{Version, newest};

use crate::support::upgrades::{corpus, properties, survive_formatting, upgrade_text};
use crate::support::{root, shared, tree};

pub fn upgrades_of_the_corpus_change_only_what_must_change() {
    let corpus = corpus();
    assert!(corpus.len() > 1000);
    let results: Vec<(usize, usize, usize)> = corpus.par_iter().map(|(name, _, text)| properties(name, text)).collect();
    let changed: usize = results.iter().map(|result| result.0).sum();
    let needed: usize = results.iter().map(|result| result.1).sum();
    let comments: usize = results.iter().map(|result| result.2).sum();
    println!("{} files: {changed} lines changed, {needed} needed, {comments} comments kept", corpus.len());
    assert!(changed as f64 <= needed as f64 * 1.1, "{changed} lines changed, {needed} needed");
}

/// Every 23rd description in every style of formatting.
pub fn formatting_survives_upgrades() {
    let texts: Vec<(String, String)> = corpus().into_iter().step_by(23).map(|(name, _, text)| (name, text)).collect();
    survive_formatting(&texts);
}

/// The upgraded document is what KIWI's own chain makes of it, but for the exceptions in the table.
pub fn upgrades_agree_with_kiwis_own_chain() {
    let (old_chain, new_chain) = chains();
    let table = fs::read_to_string(root().join("tests/upgrade/exceptions.tsv")).unwrap();
    let mut exceptions: BTreeMap<&str, &str> = table.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
    let corpus = corpus();
    let compared: Vec<(String, bool)> = corpus
        .par_iter()
        .filter_map(|(name, version, text)| {
            let theirs = run_chain(&old_chain, &new_chain, *version, text)?;
            let ours = upgrade_text(name, text, newest()).text;
            Some((name.clone(), tree::canonical(&ours) == tree::canonical(&theirs)))
        })
        .collect();
    assert!(compared.len() > 1000, "only {} files compared", compared.len());
    let mut wrong = Vec::new();
    for (name, same) in &compared {
        let excepted = exceptions.remove(name.as_str()).is_some();
        if *same == excepted {
            wrong.push(format!("{name}: {}", if *same { "is excepted but agrees" } else { "differs" }));
        }
    }
    println!("{} files compared, {} exceptions", compared.len(), table.lines().count() - 1);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// KIWI's stylesheets: `update.xsl` is in its source package, `master.xsl` in every installation.
fn chains() -> (PathBuf, PathBuf) {
    let directory = PathBuf::from(std::env::var_os("ROWI_KIWI_SOURCE").expect("KIWI's source archive"));
    (directory.join("helper/xsl_to_v74/update.xsl"), directory.join("kiwi/xsl/master.xsl"))
}

fn run_chain(old: &Path, new: &Path, version: Version, text: &str) -> Option<String> {
    let run = |stylesheet: &Path, input: &str| -> Option<String> {
        use std::io::Write as _;
        let mut child = Command::new("xsltproc")
            .arg("--nonet")
            .arg(stylesheet)
            .arg("-")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .ok()?;
        let mut stdin = child.stdin.take()?;
        let input = input.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().ok()?;
        writer.join().ok()?.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let middle = if version < Version::new(7, 4) { run(old, text)? } else { text.to_owned() };
    run(new, &middle)
}

/// Of the descriptions that are valid at their own version, nine in ten are valid at the newest after the upgrade, and
/// each of the others has a finding that says what to decide.
pub fn most_of_the_corpus_is_valid_after_the_upgrade() {
    let shared = shared();
    let manifest = fs::read_to_string(shared.join("corpus/manifest.tsv")).unwrap();
    let own_valid: std::collections::HashSet<&str> = manifest
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[12] == "valid" && fields[7] == "xml").then_some(fields[0])
        })
        .collect();
    let schema = rowi::kiwi::Edition::Kiwi.schema().unwrap();
    let verdicts: Vec<(String, bool, bool)> = corpus()
        .par_iter()
        .filter(|(name, ..)| own_valid.contains(name.as_str()))
        .map(|(name, _, text)| {
            let done = upgrade_text(name, text, newest());
            let mut sources = Sources::new();
            let id = sources.add(name.as_str(), done.text.as_str());
            let found = schema.validate(&rowi::xml::parse(sources.get(id)).document);
            (name.clone(), found.is_empty(), rowi::diagnostic::has_errors(&done.upgrade.diagnostics))
        })
        .collect();
    let valid = verdicts.iter().filter(|(_, valid, _)| *valid).count();
    println!("{valid} of {} valid at {}", verdicts.len(), newest());
    assert!(valid * 10 >= verdicts.len() * 9, "{valid} of {}", verdicts.len());
    let silent: Vec<&str> =
        verdicts.iter().filter(|(_, valid, told)| !valid && !told).map(|(name, ..)| name.as_str()).collect();
    assert!(silent.is_empty(), "invalid without a finding that says what to decide: {silent:#?}");
}
