//! House rules that no compiler checks.
use std::fs;
use std::path::{Path, PathBuf};

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for directory in ["src", "tests"] {
        files(&root.join(directory), &mut found);
    }
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let name = |path: &PathBuf| path.strip_prefix(root).expect("below the package").to_path_buf();
    found
        .into_iter()
        .filter(is_rust)
        .map(|path| (name(&path), fs::read_to_string(&path).expect("a source file")))
        .collect()
}

#[test]
fn long_files_say_why() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| !path.ends_with("tidy.rs"))
        .filter(|(_, text)| text.lines().count() > 900)
        .filter(|(_, text)| !text.lines().take(20).any(|line| line.starts_with("//") && line.contains("long because")))
        .map(|(path, text)| format!("{} ({} lines)", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "split these, or say `long because …` in a comment at the top: {long:#?}");
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        // with a reason it is shown, and not passed over
        concat!("#[ig", "nore]"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let found: Vec<String> = sources()
        .into_iter()
        .flat_map(|(path, text)| {
            let hit = |line: &str| marks.iter().any(|mark| line.contains(mark));
            let lines: Vec<usize> =
                text.lines().enumerate().filter(|(_, line)| hit(line)).map(|(n, _)| n + 1).collect();
            lines.into_iter().map(move |line| format!("{}:{line}", path.display()))
        })
        .collect();
    assert!(found.is_empty(), "unfinished or skipped: {found:?}");
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("Cargo.toml");
    let mut section = "";
    let mut before = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && line.contains('=') {
            assert!(before.starts_with("# "), "`{line}` has no comment above it");
        }
        before = line;
    }
}

/// `image::Tree` takes names of the schema as values that only the generated `kiwi::el` and `kiwi::at` make, so that a
/// misspelled one does not compile. What is left to hold is that no look-up goes around them.
#[test]
fn rules_ask_for_names_of_the_schema() {
    let lookups =
        ["attribute", "get", "set", "flag", "place", "named", "first", "enclosing", "type_section", "preference"];
    let mut found = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        if !(name.starts_with("src/lint/rules/") || name.starts_with("src/image/")) || name.contains("/script/") {
            continue;
        }
        for (line, text) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let by_literal = lookups.iter().any(|lookup| text.contains(&format!(".{lookup}(\"")))
                || ["element.name", "section.name", "attribute.name"].iter().any(|name| {
                    text.contains(&format!("{name} == \"")) || text.contains(&format!("{name}.to_string()"))
                });
            if by_literal {
                found.push(format!("{name}:{}: {}", line + 1, text.trim()));
            }
        }
    }
    assert!(found.is_empty(), "look up by `kiwi::el` and `kiwi::at`: {found:#?}");
}

/// A diagnostic is named by its entry. A literal name would compile when it is misspelled, and do nothing.
#[test]
fn no_diagnostic_is_named_by_a_literal() {
    let names: Vec<String> = rowi::analysis::catalogue().iter().map(|entry| format!("\"{}\"", entry.name)).collect();
    // entries, and those of the rules in KIWI's schema
    let definitions = ["catalogue.rs", "schematron_pages.rs"];
    let is_catalogue = |path: &Path| definitions.iter().any(|end| path.to_string_lossy().ends_with(end));
    let mut found = Vec::new();
    for (path, text) in sources() {
        if !path.starts_with("src") || is_catalogue(&path) || path.to_string_lossy().ends_with("tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            // a rule's own definition, and what a page shows of a configuration
            let shown = line.trim_start().starts_with("name: \"") || line.contains("r#\"");
            // a name of one word may be an attribute as well
            let named = |name: &&String| name.contains('-') && line.contains(name.as_str());
            if !shown && names.iter().any(|name| named(&name)) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "write the entry instead: {found:#?}");
}

/// A finished sentence is for people. `Message` has no methods of a text, so that asking its words does not compile;
/// this holds the ways around it, and the other texts of a finding.
#[test]
fn nothing_reads_a_finished_sentence() {
    let texts = ["message", "primary_label", "headline", "note", "notes", "title"];
    let conversions = ["", ".as_str()", ".to_string()", ".clone()", "()"];
    let questions = [
        "contains",
        "replace",
        "split",
        "splitn",
        "rsplit",
        "split_once",
        "rsplit_once",
        "find",
        "rfind",
        "starts_with",
        "ends_with",
        "strip_prefix",
        "strip_suffix",
        "match_indices",
        "matches",
        "trim_matches",
    ];
    // sentences of other programs, which have nothing but their words, and pages
    let foreign = [
        "src/cli/shellcheck.rs",
        "src/bundle/forms/yaml.rs",
        "src/cli/guides.rs",
        "src/generate/docs/versions.rs",
        // knows a finding that another one was folded into by its note; both move with every edit, so that no index or
        // place kept beside them would last
        "src/rng/live.rs",
    ];
    let mut found = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        if !name.starts_with("src/") || name.ends_with("tests.rs") || foreign.contains(&name.as_str()) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let asks =
                texts.iter().flat_map(|text| line.match_indices(text).map(move |(at, _)| at + text.len())).any(|end| {
                    let rest = &line[end..];
                    let rest = conversions.iter().rev().find_map(|way| rest.strip_prefix(way)).unwrap_or(rest);
                    let method = rest.strip_prefix('.').and_then(|rest| rest.split_once('(')).map(|(method, _)| method);
                    method.is_some_and(|method| questions.contains(&method))
                });
            if asks {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "ask `Message::names`, or keep what is asked for beside the text: {found:#?}");
}
