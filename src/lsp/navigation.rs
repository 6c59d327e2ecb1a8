//! Definitions, references, renames, links.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::TextEdit;
use serde_json::{Value, json};

use super::actions::workspace_edit;
use super::documents::{Document, Kind};
use super::features::{Holding, holding};
use super::schema;
use super::snapshot::Snapshot;
use crate::query::hover::Subject;
use crate::query::kiwi::{self, Mention, NameKind};
use crate::query::{self, structure};
use crate::text::{EntryKind, Loader, join};

/// A document that is open, or as it is on disk.
pub(super) fn load(snapshot: &Snapshot, path: &Path) -> Option<Arc<Document>> {
    if let Some(document) = snapshot.documents.get(path) {
        return Some(document.clone());
    }
    let text = snapshot.text_of(path)?;
    Some(Arc::new(Document::new(snapshot.uri_of(path), 0, text)))
}

/// A place in a file in the protocol's form.
pub(super) fn location(snapshot: &Snapshot, path: &Path, range: Range<usize>) -> Value {
    match load(snapshot, path) {
        Some(document) => json!({ "uri": snapshot.uri_of(path), "range": snapshot.range(&document, range) }),
        None => Value::Null,
    }
}

/// The beginning of a file.
fn top(snapshot: &Snapshot, path: &Path) -> Value {
    let start = json!({ "line": 0, "character": 0 });
    json!({ "uri": snapshot.uri_of(path), "range": { "start": start, "end": start } })
}

/// The files of the descriptions that a document belongs to.
fn bundle(snapshot: &Snapshot, document: &Document) -> Vec<PathBuf> {
    let mut files = vec![document.path.clone()];
    for main in snapshot.owners(document) {
        if !files.contains(&main) {
            files.push(main.clone());
        }
        let mut stack = vec![main.clone()];
        while let Some(path) = stack.pop() {
            let Some(one) = load(snapshot, &path) else { continue };
            let Some(tree) = one.tree_if_xml() else { continue };
            for (from, _) in kiwi::includes(tree) {
                if let Some(local) = kiwi::local_path(&from) {
                    let target = join(&main, &local);
                    if files.len() < 200 && !files.contains(&target) && snapshot.kind(&target) == Some(EntryKind::File)
                    {
                        files.push(target.clone());
                        stack.push(target);
                    }
                }
            }
        }
    }
    files
}

/// Visits the names of one kind in the description that a document belongs to: the document, where each stands, and
/// whether it is defined there.
pub(super) fn each_of_kind(
    snapshot: &Snapshot,
    document: &Document,
    kind: NameKind,
    visit: &mut dyn FnMut(&Document, Range<usize>, bool),
) {
    for path in bundle(snapshot, document) {
        let Some(one) = load(snapshot, &path) else { continue };
        if let Some(tree) = one.tree_if_xml() {
            kiwi::each_of_kind(tree, kind, &mut |range, is_definition| visit(&one, range, is_definition));
        }
    }
}

/// All names in the description that a document belongs to, with their files.
pub(super) fn all_mentions(snapshot: &Snapshot, document: &Document) -> Vec<(PathBuf, Mention)> {
    let mut found = Vec::new();
    for path in bundle(snapshot, document) {
        let Some(one) = load(snapshot, &path) else { continue };
        if let Some(tree) = one.tree_if_xml() {
            found.extend(kiwi::mentions(tree).into_iter().map(|mention| (path.clone(), mention)));
        }
    }
    found
}

/// Where scripts of the description ask for a profile by its name.
fn in_scripts(snapshot: &Snapshot, document: &Document, name: &str) -> Vec<(PathBuf, Range<usize>)> {
    let mut found = Vec::new();
    let mut directories: BTreeSet<PathBuf> = BTreeSet::new();
    for main in snapshot.owners(document) {
        directories.extend(main.parent().map(Path::to_path_buf));
    }
    for directory in directories {
        for script in snapshot.list(&directory).into_iter().filter(|name| name.ends_with(".sh")) {
            let path = directory.join(script);
            let Some(text) = snapshot.text_of(&path) else { continue };
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                if line.contains("kiwi_profiles") && !line.trim_start().starts_with('#') {
                    let mut from = 0;
                    while let Some(at) = line[from..].find(name).map(|at| from + at) {
                        from = at + name.len();
                        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
                        if !line[..at].ends_with(is_part) && !line[from..].starts_with(is_part) {
                            found.push((path.clone(), start + at..start + from));
                        }
                    }
                }
                start += line.len();
            }
        }
    }
    found
}

/// What a name is, in words.
pub(super) fn about_name(snapshot: &Snapshot, document: &Document, mention: &Mention) -> String {
    let all = all_mentions(snapshot, document);
    let same = |one: &&(PathBuf, Mention)| one.1.kind == mention.kind && one.1.name == mention.name;
    let definitions: Vec<&(PathBuf, Mention)> = all.iter().filter(same).filter(|one| one.1.is_definition).collect();
    let uses = all.iter().filter(same).filter(|one| !one.1.is_definition).count();
    let mut text = format!("{} **`{}`**", mention.kind.as_str(), mention.name);
    if mention.kind == NameKind::Profile {
        for (path, definition) in &definitions {
            if let Some(one) = load(snapshot, path)
                && let Some(words) = one.tree().attribute(definition.element, "description")
            {
                text.push_str(&format!(": {words}"));
            }
        }
        text.push_str(&format!("\n\nmentioned {uses} time{}", if uses == 1 { "" } else { "s" }));
        if definitions.is_empty() {
            text.push_str(", defined nowhere");
        }
    }
    text
}

/// The file that a value at an offset names.
pub(super) fn file_at(snapshot: &Snapshot, document: &Document, offset: usize) -> Option<(PathBuf, Range<usize>)> {
    let tree = document.tree_if_xml()?;
    let found = kiwi::file_names(tree).into_iter().find(|one| one.range.start <= offset && offset <= one.range.end)?;
    let mains = snapshot.owners(document);
    let mut bases: Vec<&Path> = mains.iter().map(PathBuf::as_path).collect();
    bases.push(&document.path);
    let candidates = bases.into_iter().map(|base| join(base, &found.path));
    candidates
        .filter(|path| snapshot.kind(path) == Some(EntryKind::File))
        .map(|path| (path, found.range.clone()))
        .next()
}

pub(super) fn definition(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    if document.kind == Kind::Schema {
        let found = schema::definition(snapshot, document, offset);
        if !found.is_empty() {
            return json!(found);
        }
    }
    let Some(tree) = document.tree_if_xml() else { return Value::Null };
    if let Some((href, range)) = query::binding::xml_model(tree)
        && range.start <= offset
        && offset <= range.end
    {
        return top(snapshot, &snapshot.resolve(&document.path, &href));
    }
    if document.kind == Kind::Description {
        if let Some((path, _)) = file_at(snapshot, document, offset) {
            return top(snapshot, &path);
        }
        if let Some(mention) = kiwi::mention_at(tree, offset) {
            let found: Vec<Value> = all_mentions(snapshot, document)
                .into_iter()
                .filter(|(_, one)| one.is_definition && one.kind == mention.kind && one.name == mention.name)
                .map(|(path, one)| location(snapshot, &path, one.range))
                .collect();
            if !found.is_empty() {
                return json!(found);
            }
        }
    }
    type_definition(snapshot, document, offset)
}

/// Where the schema defines an element, attribute or value.
pub(super) fn type_definition(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    let Some(tree) = document.tree_if_xml() else { return Value::Null };
    let Some(holding) = holding(snapshot, document) else { return Value::Null };
    let Some(schema) = holding.schema() else { return Value::Null };
    let Some((_, subject)) = query::hover::subject(tree, schema, offset) else { return Value::Null };
    match &holding {
        Holding::Kiwi(_) => {
            let found = match subject {
                Subject::Element { define, .. } => query::reference::place_of_define(define),
                Subject::Attribute { pattern, .. } | Subject::Value { pattern, .. } => {
                    query::reference::place_of_pattern(pattern)
                }
            };
            let Some((path, text, range)) = found else { return Value::Null };
            let lines = crate::text::LineIndex::new(text);
            let range = snapshot.encoding.range(text, &lines, range);
            json!({ "uri": super::extract::uri_of_schema(snapshot, path, text), "range": range })
        }
        Holding::Bound(bound) => {
            let grammar = schema.grammar();
            let span = match subject {
                Subject::Element { define, .. } => grammar.define(define).info.span,
                Subject::Attribute { pattern, .. } | Subject::Value { pattern, .. } => grammar.info(pattern).span,
            };
            let Some(source) = bound.sources.find(span.source) else { return Value::Null };
            json!(snapshot.location_in(source, span))
        }
        Holding::RelaxNg(_) => Value::Null,
    }
}

pub(super) fn references(snapshot: &Snapshot, document: &Document, offset: usize, with_definitions: bool) -> Value {
    if document.kind == Kind::Schema {
        return json!(schema::references(snapshot, document, offset, with_definitions));
    }
    let Some(tree) = document.tree_if_xml() else { return json!([]) };
    let Some(mention) = kiwi::mention_at(tree, offset).filter(|_| document.kind == Kind::Description) else {
        return json!([]);
    };
    let mut found: Vec<Value> = all_mentions(snapshot, document)
        .into_iter()
        .filter(|(_, one)| {
            one.kind == mention.kind && one.name == mention.name && (with_definitions || !one.is_definition)
        })
        .map(|(path, one)| location(snapshot, &path, one.range))
        .collect();
    if mention.kind == NameKind::Profile {
        let scripts = in_scripts(snapshot, document, &mention.name);
        found.extend(scripts.into_iter().map(|(path, range)| location(snapshot, &path, range)));
    }
    json!(found)
}

pub(super) fn highlights(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    let one = |range: Range<usize>, kind: u8| json!({ "range": snapshot.range(document, range), "kind": kind });
    if document.kind == Kind::Schema {
        let own = schema::occurrences(snapshot, document, offset);
        let own = own.into_iter().filter(|(path, ..)| *path == document.path);
        return json!(
            own.map(|(_, range, is_definition)| one(range, if is_definition { 3 } else { 2 })).collect::<Vec<_>>()
        );
    }
    let Some(tree) = document.tree_if_xml() else { return json!([]) };
    if let Some((start, end)) = structure::tag_pair(tree, offset) {
        let all: Vec<Value> = std::iter::once(start).chain(end).map(|range| one(range, 1)).collect();
        return json!(all);
    }
    let Some(mention) = kiwi::mention_at(tree, offset).filter(|_| document.kind == Kind::Description) else {
        return json!([]);
    };
    let all: Vec<Value> = kiwi::mentions(tree)
        .into_iter()
        .filter(|other| other.kind == mention.kind && other.name == mention.name)
        .map(|other| one(other.range, if other.is_definition { 3 } else { 2 }))
        .collect();
    json!(all)
}

/// What a rename would change: the part under the cursor, its name, and all places.
fn renamed(
    snapshot: &Snapshot,
    document: &Document,
    offset: usize,
) -> Option<(Range<usize>, String, Vec<(PathBuf, Range<usize>)>)> {
    if document.kind == Kind::Schema {
        let all = schema::occurrences(snapshot, document, offset);
        let own = all
            .iter()
            .find(|(path, range, _)| *path == document.path && range.start <= offset && offset <= range.end)?;
        let name = document.text[own.1.clone()].to_owned();
        return Some((own.1.clone(), name, all.iter().map(|(path, range, _)| (path.clone(), range.clone())).collect()));
    }
    let tree = document.tree_if_xml()?;
    if document.kind == Kind::Description
        && let Some(mention) = kiwi::mention_at(tree, offset)
    {
        let mut places: Vec<(PathBuf, Range<usize>)> = all_mentions(snapshot, document)
            .into_iter()
            .filter(|(_, one)| one.kind == mention.kind && one.name == mention.name)
            .map(|(path, one)| (path, one.range))
            .collect();
        if mention.kind == NameKind::Profile {
            places.extend(in_scripts(snapshot, document, &mention.name));
        }
        return Some((mention.range, mention.name, places));
    }
    let (start, end) = structure::tag_pair(tree, offset)?;
    let name = document.text[start.clone()].to_owned();
    let here = if start.start <= offset && offset <= start.end { start.clone() } else { end.clone()? };
    let places = std::iter::once(start).chain(end).map(|range| (document.path.clone(), range)).collect();
    Some((here, name, places))
}

pub(super) fn prepare_rename(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    match renamed(snapshot, document, offset) {
        Some((range, name, _)) => json!({ "range": snapshot.range(document, range), "placeholder": name }),
        None => Value::Null,
    }
}

/// The edits of a rename.
///
/// # Errors
/// Why the name cannot be taken.
pub(super) fn rename(snapshot: &Snapshot, document: &Document, offset: usize, name: &str) -> Result<Value, String> {
    let Some((range, _, places)) = renamed(snapshot, document, offset) else { return Ok(Value::Null) };
    let is_name = match document.tree_if_xml() {
        _ if document.kind == Kind::Schema => crate::xml::is_ncname(name),
        Some(tree) if kiwi::mention_at(tree, offset).is_some_and(|mention| mention.range == range) => {
            !name.trim().is_empty() && !name.contains([',', '\n', '<'])
        }
        _ => crate::xml::is_name(name),
    };
    if !is_name {
        return Err(format!("`{name}` is no name here"));
    }
    let mut edits: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (path, range) in places {
        if !seen.insert((path.clone(), range.start)) {
            continue;
        }
        let Some(one) = load(snapshot, &path) else { continue };
        let escaped = if one.is_xml() {
            name.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
        } else {
            name.to_owned()
        };
        edits.entry(path).or_default().push(TextEdit { range: snapshot.range(&one, range), new_text: escaped });
    }
    Ok(workspace_edit(snapshot, &edits))
}

pub(super) fn links(snapshot: &Snapshot, document: &Document) -> Value {
    let mut found = Vec::new();
    let mut add = |range: Range<usize>, path: &Path| {
        if snapshot.kind(path) == Some(EntryKind::File) {
            found.push(json!({ "range": snapshot.range(document, range), "target": snapshot.uri_of(path) }));
        }
    };
    if document.kind == Kind::Schema {
        for (href, range) in query::schema::links(&document.text) {
            add(range, &snapshot.resolve(&document.path, &href));
        }
    }
    if let Some(tree) = document.tree_if_xml() {
        if let Some((href, range)) = query::binding::xml_model(tree) {
            add(range, &snapshot.resolve(&document.path, &href));
        }
        if document.kind == Kind::Description {
            for name in kiwi::file_names(tree) {
                if let Some((path, range)) = file_at(snapshot, document, name.range.start) {
                    add(range, &path);
                }
            }
        }
    }
    json!(found)
}

/// How many selections of profiles and types can be built.
pub(super) fn selections(snapshot: &Snapshot, document: &Document) -> usize {
    let mut sources = crate::text::Sources::new();
    let id = sources.add(document.path.to_string_lossy(), document.text.clone());
    let bundle = crate::bundle::Bundle::assemble(id, &mut sources, snapshot);
    let whole = bundle.whole(&|file| &bundle.files[file].document);
    let input = crate::image::Input::of(&bundle, &whole);
    crate::image::Description::load(&input, snapshot, &mut sources).views().len()
}
