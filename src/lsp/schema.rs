//! Requests about RELAX NG schemas, in both syntaxes, across the files that belong together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use gen_lsp_types::TextEdit;
use serde_json::{Value, json};

use super::documents::Document;
use super::navigation::location;
use super::snapshot::Snapshot;
use crate::query::complete::{Item, ItemKind};
use crate::query::hover::Hover;
use crate::query::schema::{self, Index, NameKind, Occurrence, SchemaSymbol};
use crate::rng::{self, ast::Syntax};
use crate::text::{EntryKind, Loader, SourceId, Sources};

/// A schema with all its files, and which of its sources the open document is.
struct Read {
    sources: Sources,
    index: Index,
    own: SourceId,
}

/// The schemas that a document belongs to; where it belongs to none, it alone.
fn read(snapshot: &Snapshot, document: &Document) -> Vec<Read> {
    let mut found = Vec::new();
    for main in snapshot.owners(document) {
        let mut sources = Sources::new();
        let Some(text) = snapshot.text_of(&main) else { continue };
        let id = sources.add(main.to_string_lossy(), text);
        let (files, _) = rng::read(id, &mut sources, snapshot);
        let Some(own) = sources.by_name(&document.path.to_string_lossy()).map(|source| source.id) else { continue };
        let index = Index::new(&files, &sources);
        found.push(Read { sources, index, own });
    }
    found
}

fn syntax(document: &Document) -> Syntax {
    if document.extension() == "rng" { Syntax::Xml } else { Syntax::Compact }
}

pub(super) fn hover(snapshot: &Snapshot, document: &Document, offset: usize) -> Option<Hover> {
    read(snapshot, document).iter().find_map(|read| schema::hover(&read.index, &read.sources, read.own, offset))
}

pub(super) fn completions(snapshot: &Snapshot, document: &Document, offset: usize) -> Vec<Item> {
    // the file after a reference to one
    if let Some((_, range)) =
        schema::links(&document.text).into_iter().find(|(_, range)| range.start <= offset && offset <= range.end)
    {
        let mut items = super::completion::paths(snapshot, document, range, offset);
        items.retain(|item| {
            item.kind == ItemKind::Directory || item.label.ends_with(".rnc") || item.label.ends_with(".rng")
        });
        return items;
    }
    let mut items: Vec<Item> = Vec::new();
    for read in read(snapshot, document) {
        for item in schema::complete(&document.text, syntax(document), &read.index, &read.sources, offset) {
            if !items.iter().any(|known| known.label == item.label && known.kind == item.kind) {
                items.push(item);
            }
        }
    }
    items
}

/// All places of the name at an offset, each with whether it is defined there.
pub(super) fn occurrences(
    snapshot: &Snapshot,
    document: &Document,
    offset: usize,
) -> Vec<(PathBuf, Range<usize>, bool)> {
    let mut found: Vec<(PathBuf, Range<usize>, bool)> = Vec::new();
    for read in read(snapshot, document) {
        let Some(own) = read.index.at(read.own, offset).filter(|own| own.kind != NameKind::Start) else { continue };
        for one in read.index.same(own) {
            let place = (read.sources.get(one.span.source).path().to_path_buf(), one.span.range(), one.is_definition);
            if !found.contains(&place) {
                found.push(place);
            }
        }
    }
    found
}

pub(super) fn definition(snapshot: &Snapshot, document: &Document, offset: usize) -> Vec<Value> {
    if let Some((href, _)) =
        schema::links(&document.text).into_iter().find(|(_, range)| range.start <= offset && offset <= range.end)
    {
        let path = snapshot.resolve(&document.path, &href);
        if snapshot.kind(&path) == Some(EntryKind::File) {
            let start = json!({ "line": 0, "character": 0 });
            return vec![json!({ "uri": snapshot.uri_of(&path), "range": { "start": start, "end": start } })];
        }
    }
    let mut found: Vec<Value> = Vec::new();
    for read in read(snapshot, document) {
        let Some(own) = read.index.at(read.own, offset) else { continue };
        let place = |one: &Occurrence| json!(snapshot.location_in(read.sources.get(one.span.source), one.span));
        let definitions: Vec<&Occurrence> = read.index.same(own).into_iter().filter(|one| one.is_definition).collect();
        // at a definition itself: what it overrides, or what overrides it, else all of its name
        let (replaced, replacing) = if own.is_definition { read.index.overrides(own) } else { Default::default() };
        let targets = if !replaced.is_empty() {
            replaced
        } else if !replacing.is_empty() {
            replacing
        } else {
            definitions
        };
        for target in targets {
            let place = place(target);
            if !found.contains(&place) {
                found.push(place);
            }
        }
    }
    found
}

pub(super) fn references(
    snapshot: &Snapshot,
    document: &Document,
    offset: usize,
    with_definitions: bool,
) -> Vec<Value> {
    occurrences(snapshot, document, offset)
        .into_iter()
        .filter(|(_, _, is_definition)| with_definitions || !is_definition)
        .map(|(path, range, _)| location(snapshot, &path, range))
        .collect()
}

fn parsed(document: &Document) -> (Sources, rng::ast::Schema) {
    let mut sources = Sources::new();
    let id = sources.add(document.path.to_string_lossy(), document.text.clone());
    let (schema, _) = rng::parse(sources.get(id));
    (sources, schema)
}

pub(super) fn symbols(snapshot: &Snapshot, document: &Document) -> Vec<Value> {
    fn nested(snapshot: &Snapshot, document: &Document, symbol: &SchemaSymbol) -> Value {
        let children: Vec<Value> = symbol.children.iter().map(|child| nested(snapshot, document, child)).collect();
        let kind = if symbol.is_include {
            2
        } else if symbol.name.starts_with("element ") {
            5
        } else if symbol.name.starts_with("attribute ") {
            7
        } else {
            13
        };
        let start = symbol.range.start.min(symbol.selection.start);
        let end = symbol.range.end.max(symbol.selection.end);
        json!({
            "name": symbol.name,
            "detail": symbol.detail,
            "kind": kind,
            "range": snapshot.range(document, start..end),
            "selectionRange": snapshot.range(document, symbol.selection.clone()),
            "children": children,
        })
    }
    let (sources, schema) = parsed(document);
    schema::symbols(&schema, &sources).iter().map(|symbol| nested(snapshot, document, symbol)).collect()
}

/// The names that one file defines.
pub(super) fn names(document: &Document) -> Vec<(String, Range<usize>)> {
    let (sources, schema) = parsed(document);
    let mut found = Vec::new();
    let mut stack = schema::symbols(&schema, &sources);
    while let Some(one) = stack.pop() {
        if !one.name.contains(' ') || one.name.starts_with("element ") {
            found.push((one.name.clone(), one.selection.clone()));
        }
        stack.extend(one.children);
    }
    found
}

/// The schemas below a directory.
pub(super) fn walk(snapshot: &Snapshot, directory: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) {
    if depth > 12 || found.len() > 4000 {
        return;
    }
    for name in snapshot.list(directory) {
        let path = directory.join(&name);
        if name.ends_with(".rnc") || name.ends_with(".rng") {
            found.insert(path);
        } else {
            let skip = name.starts_with('.') || matches!(&*name, "target" | "node_modules" | "root");
            if !skip && snapshot.kind(&path) == Some(EntryKind::Directory) && snapshot.link(&path).is_none() {
                walk(snapshot, &path, depth + 1, found);
            }
        }
    }
}

pub(super) fn lenses(snapshot: &Snapshot, document: &Document) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut done: BTreeSet<u32> = BTreeSet::new();
    for read in read(snapshot, document) {
        let definitions = read.index.occurrences.iter().filter(|one| {
            one.is_definition && one.span.source == read.own && matches!(one.kind, NameKind::Define | NameKind::Start)
        });
        for own in definitions {
            if !done.insert(own.span.start) {
                continue;
            }
            let range = snapshot.range(document, own.span.range());
            let places = |all: &[&Occurrence]| -> Vec<Value> {
                all.iter().map(|one| json!(snapshot.location_in(read.sources.get(one.span.source), one.span))).collect()
            };
            let mut lens = |title: String, places: Vec<Value>| {
                found.push(json!({
                    "range": range,
                    "command": {
                        "title": title,
                        "command": "rowi.showReferences",
                        "arguments": [document.uri, range.start, places],
                    },
                }));
            };
            if own.kind == NameKind::Define {
                let uses: Vec<&Occurrence> =
                    read.index.same(own).into_iter().filter(|one| !one.is_definition).collect();
                let plural = if uses.len() == 1 { "" } else { "s" };
                lens(format!("{} reference{plural}", uses.len()), places(&uses));
            }
            let (replaced, replacing) = read.index.overrides(own);
            let file = |one: &Occurrence| {
                let path = read.sources.get(one.span.source).path();
                path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            };
            if let Some(first) = replaced.first() {
                lens(format!("overrides {}", file(first)), places(&replaced));
            }
            if let Some(first) = replacing.first() {
                lens(format!("overridden in {}", file(first)), places(&replacing));
            }
        }
    }
    found
}

/// Actions that mend names: titles and edits.
pub(super) fn actions(
    snapshot: &Snapshot,
    document: &Document,
    range: &Range<usize>,
) -> Vec<(String, Value, BTreeMap<PathBuf, Vec<TextEdit>>)> {
    let mut found = Vec::new();
    for (checked, index) in snapshot.findings_in(document) {
        let one = &checked.diagnostics[index];
        let at = one.primary.range();
        if at.start > range.end || range.start > at.end {
            continue;
        }
        for (title, place, new) in
            schema::mends(&document.text, &one.name, one.message.names().next().unwrap_or(""), at)
        {
            let edit = TextEdit { range: snapshot.range(document, place), new_text: new };
            let finding = snapshot.finding(&checked, index);
            found.push((title, finding, BTreeMap::from([(document.path.clone(), vec![edit])])));
        }
    }
    found
}
