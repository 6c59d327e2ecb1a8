//! Files that are generated and committed: compared here, rewritten by `UPDATE=1 cargo test --test program generated`.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use rowi::analysis::{catalogue, config_schema, explain};
use rowi::render::report_schema;

/// Compares a directory with what it should hold; files that are not generated any more count as a difference.
fn compare(directory: &str, wanted: &BTreeMap<String, String>) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(&directory).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !wanted.contains_key(&name) {
            if update {
                fs::remove_file(entry.path()).expect("removing a page");
            }
            wrong.push(format!("{name} is not generated any more"));
        }
    }
    fs::create_dir_all(&directory).expect("the directory");
    for (name, text) in wanted {
        let path = directory.join(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            if update {
                fs::write(&path, text).expect("writing a page");
            }
            wrong.push(format!("{name} is out of date"));
        }
    }
    assert!(update || wrong.is_empty(), "`UPDATE=1 cargo test --test program generated` mends this: {wrong:#?}");
}

#[test]
fn a_page_for_every_diagnostic() {
    let mut pages = BTreeMap::new();
    let mut index =
        String::from("# Diagnostics\n\nMade from the rules themselves; `rowi explain NAME` prints the same pages.\n");
    let mut group = "";
    for entry in catalogue() {
        if entry.group.as_str() != group {
            group = entry.group.as_str();
            index.push_str(&format!("\n## {group}\n\n| name | severity | fix | |\n|---|---|---|---|\n"));
        }
        let fix = entry.fix.map_or("", |fix| fix.as_str());
        let summary = entry.summary.replace('|', "\\|");
        index.push_str(&format!("| [{0}]({0}.md) | {1} | {fix} | {summary} |\n", entry.name, entry.severity.as_str()));
        pages.insert(format!("{}.md", entry.name), explain(entry.name).expect("a name of the catalogue"));
    }
    pages.insert("README.md".to_owned(), index);
    compare("docs/rules", &pages);
}

#[test]
fn json_schemas() {
    let pretty = |value: &serde_json::Value| format!("{}\n", serde_json::to_string_pretty(value).expect("JSON"));
    let schemas = BTreeMap::from([
        ("rowi.toml.schema.json".to_owned(), pretty(&config_schema())),
        ("report.schema.json".to_owned(), pretty(&report_schema())),
    ]);
    compare("docs/schemas", &schemas);
}

fn rowi(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_rowi")).args(arguments).output().expect("rowi runs");
    assert!(output.status.success(), "rowi {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let help = rowi(&["help"]);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains(&"check") && commands.contains(&"explain"), "{help}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = rowi(&["completions", shell]);
        for command in &commands {
            assert!(text.contains(command), "{shell} completions lack `{command}`");
        }
    }
    let directory = std::env::temp_dir().join(format!("rowi-man-{}", std::process::id()));
    rowi(&["man", &directory.to_string_lossy()]);
    for command in &commands {
        let page = fs::read_to_string(directory.join(format!("rowi-{command}.1"))).expect("a page for each command");
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    fs::remove_dir_all(directory).expect("removing the pages");
}

#[test]
fn embedded_rules_are_those_of_the_schemas_annotations() {
    use rowi::kiwi::Edition;
    use rowi::rng;
    use rowi::schematron::{read_annotations, read_document, write};
    use rowi::text::Sources;

    let mut texts = Vec::new();
    for edition in Edition::ALL {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(edition.schema_file());
        let mut sources = Sources::new();
        let id = sources.add(path.to_string_lossy(), fs::read_to_string(&path).expect("the schema"));
        let (files, diagnostics) = rng::read(id, &mut sources, &rowi::files::FileLoader::beside(&path));
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        let (rules, diagnostics) = read_annotations(files.iter().map(|file| &file.schema), &sources);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        let text = write(&rules);
        let id = sources.add("kiwi.sch", text.as_str());
        let document = rowi::xml::parse(sources.get(id)).document;
        let (again, diagnostics) = read_document(&document, &mut sources, &rowi::files::FileLoader::beside(&path));
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        assert_eq!(write(&again), text, "writing and reading gives the same rules");
        texts.push(text);
    }
    assert_eq!(texts[0], texts[1], "the editions share KIWI's rules");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rng/compiled/kiwi.sch");
    if fs::read_to_string(&path).ok().as_ref() != Some(&texts[0]) {
        assert!(
            std::env::var_os("UPDATE").is_some(),
            "rng/compiled/kiwi.sch: `UPDATE=1 cargo test --test program generated` mends it"
        );
        fs::write(path, &texts[0]).expect("writing the rules");
    }
}
