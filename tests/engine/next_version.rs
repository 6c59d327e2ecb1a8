//! A schema version that does not exist: what a next one has to bring, and what it has to touch.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rowi::kiwi::{SCHEMA_VERSION, SOURCES};
use rowi::rng::Schema;
use rowi::text::{MemoryLoader, Sources};
use rowi::upgrade::steps;
use rowi::xml::{Document, NodeId};
use rowi::xslt;

/// One attribute of `type` is renamed.
const OLD: &str = "efiparttable";
const NEW: &str = "efi_partition_table";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The version after the newest.
fn next() -> String {
    let (major, minor) = SCHEMA_VERSION.split_once('.').expect("a version");
    format!("{major}.{}", minor.parse::<u32>().expect("a number") + 1)
}

/// The schema of the next version: the version and the name in its source are all that changes.
fn next_schema() -> Schema {
    let mut loader = MemoryLoader::new();
    let mut changed = Vec::new();
    for (path, text) in SOURCES {
        let other = text
            .replace(&format!("\"{SCHEMA_VERSION}\""), &format!("\"{}\"", next()))
            .replace(&format!("attribute {OLD} "), &format!("attribute {NEW} "));
        if other != text {
            changed.push(path);
        }
        loader.insert(path, other);
    }
    assert_eq!(changed, ["kiwi.rnc", "kiwi/type.rnc"]);
    Schema::load(Path::new("kiwi.rnc"), &loader).expect("a schema")
}

/// The step to it, as it would stand in `xslt/`.
fn step() -> xslt::Stylesheet {
    let next = next();
    let text = format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'
            xmlns:u='urn:rowi:upgrade' exclude-result-prefixes='u'>
          <xsl:import href='common.xsl'/>
          <u:step from='{SCHEMA_VERSION}' to='{next}' on='type/@{OLD}'/>
          <xsl:template match='/image/@schemaversion'>
            <xsl:attribute name='schemaversion'>{next}</xsl:attribute>
          </xsl:template>
          <xsl:template match='/image/preferences/type/@{OLD}'>
            <xsl:attribute name='{NEW}'><xsl:value-of select='.'/></xsl:attribute>
          </xsl:template>
        </xsl:stylesheet>"
    );
    let mut loader = MemoryLoader::new();
    loader.insert("common.xsl", std::fs::read(root().join("xslt/common.xsl")).expect("common.xsl"));
    let mut sources = Sources::new();
    let id = sources.add("step.xsl", text);
    let compiled = xslt::compile(id, &mut sources, &loader);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    compiled.stylesheet.expect("a stylesheet")
}

/// A description of the newest version that has the attribute, and those among the examples.
fn descriptions() -> Vec<String> {
    let own = format!(
        "<image schemaversion='{SCHEMA_VERSION}' name='a'><description type='system'><author>a</author>\
         <contact>b</contact><specification>c</specification></description><preferences><version>1.0.0</version>\
         <packagemanager>zypper</packagemanager><type image='oem' {OLD}='gpt' filesystem='ext4'/></preferences>\
         <packages type='image'><package name='a'/></packages></image>"
    );
    let examples = std::fs::read_dir(root().join("examples")).expect("examples").flatten();
    let files = examples.flat_map(|example| std::fs::read_dir(example.path()).into_iter().flatten().flatten());
    let texts = files
        .map(|file| file.path())
        .filter(|path| path.ends_with("config.xml") || path.extension().is_some_and(|end| end == "kiwi"))
        .map(|path| std::fs::read_to_string(path).expect("a text"));
    std::iter::once(own).chain(texts).collect()
}

#[test]
fn the_step_makes_descriptions_of_the_next_version() {
    let (new, step) = (next_schema(), step());
    let old = rowi::kiwi::Edition::Kiwi.schema().expect("the schema");
    let (mut upgraded, mut renamed) = (0, 0);
    for text in descriptions() {
        let document: Document = text.parse().expect("XML");
        if !old.validate(&document).is_empty() {
            continue;
        }
        assert!(!new.validate(&document).is_empty(), "still of the old version: {text}");
        let result: Document = step.apply(&document).expect("a result").parse().expect("XML");
        assert_eq!(new.validate(&result), [], "{text}");
        upgraded += 1;
        let has = |name| result.descendants(NodeId::ROOT).any(|node| result.attribute_value(node, name).is_some());
        assert!(!has(OLD));
        renamed += usize::from(has(NEW));
    }
    assert!(upgraded > 3 && renamed > 0, "{upgraded}, {renamed}");
}

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The files below some folders whose own text a test accepts: without unit tests, and without what is generated.
fn touched(folders: &[&str], is_touched: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = Vec::new();
    folders.iter().for_each(|folder| files(&root().join(folder), &mut found));
    let name = |path: &Path| path.strip_prefix(root()).expect("below").to_string_lossy().replace('\\', "/");
    found
        .iter()
        .filter(|path| !path.ends_with("tests.rs") && !path.ends_with("README.md"))
        .filter_map(|path| Some((name(path), std::fs::read_to_string(path).ok()?)))
        .filter(|(_, text)| !text.lines().take(3).any(|line| line.contains("@generated") || line.contains("made from")))
        .filter(|(_, text)| is_touched(text.split("#[cfg(test)]").next().unwrap_or_default()))
        .map(|(path, _)| path)
        .collect()
}

/// Whether a text has a word, no part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let part = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
        !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// By hand: the version where it is defined, the list of steps, and the step itself. All else is generated, says
/// `{newest}`, or asks for it.
#[test]
fn the_newest_version_stands_in_few_places() {
    let is_code = |text: &str| {
        let mut code = text.lines().filter(|line| !line.trim_start().starts_with(['/', '#']));
        code.any(|line| has_word(line, SCHEMA_VERSION))
    };
    let last = steps().last().expect("steps");
    let expected: BTreeSet<String> = [
        // `SCHEMA_VERSION`
        "src/kiwi/schema.rs",
        // the list of steps
        "src/upgrade/steps.rs",
        // which release of KIWI brought which version: one line more
        "src/kiwi/releases.tsv",
        // what the step did to names, for the reference: a line a rename
        "src/generate/docs/history.tsv",
        "rng/kiwi.rnc",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([format!("xslt/{}", last.file)])
    .collect();
    assert_eq!(touched(&["src", "rng", "xslt"], is_code), expected);
    assert_eq!(last.to.to_string(), SCHEMA_VERSION, "the last step leads to the newest version");
}

/// A rename in the schema changes the generated constant, so that the compiler finds all who asked for the old name.
#[test]
fn the_compiler_finds_who_asks_for_a_renamed_attribute() {
    let constant = format!("at::{}", OLD.to_uppercase());
    let found = touched(&["src"], |text| has_word(text, &constant));
    assert!(
        !found.is_empty()
            && found.iter().all(|path| ["src/lint/", "src/image/"].iter().any(|top| path.starts_with(top))),
        "{found:?}"
    );
    let by_text = touched(&["src"], |text| {
        text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(&format!("\"{OLD}\"")))
    });
    assert_eq!(by_text, BTreeSet::new(), "asked for by a literal");
}
