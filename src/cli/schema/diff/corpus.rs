//! `--corpus`: what a change does to real documents.

use std::path::{Path, PathBuf};

use super::load::LoadedSchema;
use crate::cli::Terminal;
use crate::compat::{AttributeOf, Comparison};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::files::FileLoader;
use crate::rng::Schema;
use crate::text::{EntryKind, Loader, Sources};
use crate::{schematron, xml};

/// Files looked at, at most.
const MOST: usize = 100_000;

/// How documents fare.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// XML documents that could be read.
    pub(super) documents: usize,
    /// Those valid by the old schema.
    pub(super) valid: usize,
    /// Those that the new schema refuses, each with why.
    pub(super) broken: Vec<(PathBuf, String)>,
    /// Those that only Schematron rules refuse now.
    pub(super) by_rules: Vec<(PathBuf, String)>,
}

/// Directories nest this deep.
const MAX_DEPTH: usize = 64;

fn files(path: &Path, depth: usize, loader: &FileLoader, found: &mut Vec<PathBuf>) {
    if found.len() >= MOST || depth > MAX_DEPTH {
        return;
    }
    match loader.kind(path) {
        // a link to a directory may lead round in a circle
        Some(EntryKind::Directory) if depth == 0 || loader.link(path).is_none() => {
            for name in loader.list(path).iter().filter(|name| !name.starts_with('.')) {
                files(&path.join(name), depth + 1, loader, found);
            }
        }
        Some(EntryKind::File) => found.push(path.to_owned()),
        _ => {}
    }
}

/// Judges all documents by both schemas.
pub(super) fn judge(
    paths: &[PathBuf],
    schemas: [&LoadedSchema; 2],
    comparison: &Comparison,
    version: Option<&AttributeOf>,
    terminal: &Terminal,
) -> Result<Tally, String> {
    let mut all = Vec::new();
    let loader = terminal.access.loader(paths.iter().map(PathBuf::as_path));
    for path in paths {
        if loader.kind(path).is_none() {
            return Err(format!("there is no `{}`", path.display()));
        }
        files(path, 0, &loader, &mut all);
    }
    let compile =
        |schema: &LoadedSchema| Schema::compile(schema.grammar.clone()).map_err(|error| error.message.clone());
    let compiled = [compile(schemas[0])?, compile(schemas[1])?];
    let mut tally = Tally::default();
    for path in all {
        let named = paths.contains(&path);
        let extension = path.extension().and_then(|own| own.to_str()).unwrap_or("");
        if !named && !matches!(extension, "xml" | "kiwi" | "") {
            continue;
        }
        let Ok(bytes) = loader.read(&path) else { continue };
        let mut sources = Sources::new();
        let Ok(id) = sources.add_bytes(path.to_string_lossy(), &bytes) else { continue };
        if !sources.get(id).text.trim_start().starts_with('<') {
            continue;
        }
        let mut parsed = xml::parse(sources.get(id));
        if has_errors(&parsed.diagnostics) {
            continue;
        }
        tally.documents += 1;
        let by_rules = |side: usize, document: &xml::Document| -> Vec<Diagnostic> {
            schematron::validate(&schemas[side].rules, document, None)
        };
        if has_errors(&compiled[0].validate(&parsed.document)) || has_errors(&by_rules(0, &parsed.document)) {
            continue;
        }
        tally.valid += 1;
        if let (Some(version), [Some(_), Some(new)]) = (version, &comparison.versions) {
            set_version(&mut parsed.document, version, new.split('|').next_back().unwrap_or(""));
        }
        let first = |found: &[Diagnostic]| {
            let place = |one: &Diagnostic| sources.get(id).line_column(one.primary.start as usize).line;
            found.first().map(|one| format!("line {}: {}", place(one), one.message)).unwrap_or_default()
        };
        let found = compiled[1].validate(&parsed.document);
        if has_errors(&found) {
            tally.broken.push((path, first(&found)));
            continue;
        }
        let found = by_rules(1, &parsed.document);
        if has_errors(&found) {
            tally.by_rules.push((path, first(&found)));
        }
    }
    Ok(tally)
}

/// Gives the document element the new schema's version, which is not what is asked about.
fn set_version(document: &mut xml::Document, version: &AttributeOf, new: &str) {
    let Some(root) = document.root_element() else { return };
    let is_it = document.name(root).is_some_and(|name| *name.local == *version.element.local);
    if is_it && let Some(attribute) = document.attribute_named(root, &version.attribute.local) {
        let mut attribute = attribute.clone();
        attribute.value = new.into();
        document.set_attribute(root, attribute);
    }
}
