//! Upgrades of texts, and what holds for each.

use std::path::PathBuf;

use rowi::text::Sources;
use rowi::upgrade::{Options, Upgrade, Version, newest, upgrade};

use super::{root, shared, tree};

pub struct Upgraded {
    pub upgrade: Upgrade,
    pub text: String,
}

pub fn upgrade_text(name: &str, text: &str, to: Version) -> Upgraded {
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    let upgrade = upgrade(id, &mut sources, &Options { to, ..Options::default() });
    let text = upgrade.edits.apply(text);
    Upgraded { upgrade, text }
}

/// The directories of the steps' fixtures.
pub fn fixtures() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("tests/upgrade/steps")).unwrap();
    let mut list: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    list.sort();
    list
}

/// The descriptions of the corpus with their versions.
pub fn corpus() -> Vec<(String, Version, String)> {
    let shared = shared();
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).unwrap();
    manifest
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let version = fields[8].parse().ok().filter(|_| fields[7] == "xml")?;
            let text = std::fs::read_to_string(shared.join("corpus/files").join(fields[0])).ok()?;
            Some((fields[0].to_owned(), version, text))
        })
        .collect()
}

/// The properties of one upgrade; the lines that changed, those that had to, and the comments.
pub fn properties(name: &str, text: &str) -> (usize, usize, usize) {
    let done = upgrade_text(name, text, newest());
    assert!(done.upgrade.from.is_some(), "{name}: {:?}", done.upgrade.diagnostics);
    let rewritten = |upgrade: &Upgrade| {
        upgrade.diagnostics.iter().any(|d| matches!(&*d.name, "upgrade-rewrites-document" | "upgrade-failed"))
    };
    assert!(!rewritten(&done.upgrade), "{name}: {:?}", done.upgrade.diagnostics);
    let again = upgrade_text(name, &done.text, newest());
    assert!(again.upgrade.edits.is_empty(), "{name}: a second upgrade changes {:?}", again.upgrade.edits);
    let (before, after) = (tree::comments(text), tree::comments(&done.text));
    for comment in &before {
        assert!(after.contains(comment), "{name}: lost {comment:?}");
    }
    let changed = tree::changed_lines(text, &done.text);
    let needed = tree::changed_lines(&tree::one_per_line(text), &tree::one_per_line(&done.text));
    (changed, needed, before.len())
}

/// Every text in every style of formatting has the properties, and keeps its style.
pub fn survive_formatting(texts: &[(String, String)]) {
    use rayon::prelude::*;

    use super::formatting;

    texts.par_iter().for_each(|(name, text)| {
        // A style may lay out running text otherwise.
        let loose = |text: &str| {
            tree::canonical(text)
                .replace("\\n", " ")
                .replace("\\t", " ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace(" \"", "\"")
        };
        let plain = loose(&upgrade_text(name, text, newest()).text);
        for (style, varied) in formatting::variants(text) {
            let name = format!("{name}, {style}");
            properties(&name, &varied);
            let found = upgrade_text(&name, &varied, newest()).text;
            assert_eq!(loose(&found), plain, "{name}");
            formatting::keeps(style, &varied, &found).unwrap_or_else(|why| panic!("{name}: {why}\n{found}"));
        }
    });
}
