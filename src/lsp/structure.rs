//! Symbols, folding, selections, formatting, tokens, hints, lenses.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use gen_lsp_types::{Position, TextEdit};
use serde_json::{Value, json};

use super::capabilities::TOKEN_TYPES;
use super::documents::{Document, Kind};
use super::features::{Answer, edits_between};
use super::snapshot::Snapshot;
use super::{navigation, schema};
use crate::query::kiwi::NameKind;
use crate::query::structure::{self, Symbol, TokenKind};
use crate::query::{self, format};
use crate::text::{EntryKind, Loader, Sources};
use crate::xml;

pub(super) fn linked_editing(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    let Some(tree) = document.tree_if_xml() else { return Value::Null };
    match structure::tag_pair(tree, offset) {
        Some((start, Some(end))) => {
            json!({ "ranges": [snapshot.range(document, start), snapshot.range(document, end)], "wordPattern": "[-:._\\p{L}\\p{N}]+" })
        }
        _ => Value::Null,
    }
}

/// The kind of an element in an outline, by number of the protocol.
fn symbol_kind(name: &str) -> u8 {
    match name {
        "image" => 2,
        "preferences" | "packages" | "profiles" | "users" | "repository" | "containers" | "drivers" | "strip" => 3,
        "type" => 5,
        "profile" => 10,
        "package" | "container" => 4,
        "user" => 19,
        "file" | "archive" | "include" => 1,
        "volume" | "partition" => 18,
        _ => 8,
    }
}

pub(super) fn document_symbols(snapshot: &Snapshot, document: &Document) -> Value {
    let symbols = if document.kind == Kind::Schema {
        schema::symbols(snapshot, document)
    } else {
        let Some(tree) = document.tree_if_xml() else { return json!([]) };
        structure::symbols(tree).iter().map(|symbol| nested(snapshot, document, symbol)).collect()
    };
    if snapshot.client.hierarchical_symbols {
        return json!(symbols);
    }
    let mut flat = Vec::new();
    for symbol in &symbols {
        flatten(document, symbol, "", &mut flat);
    }
    json!(flat)
}

fn nested(snapshot: &Snapshot, document: &Document, symbol: &Symbol) -> Value {
    let children: Vec<Value> = symbol.children.iter().map(|child| nested(snapshot, document, child)).collect();
    json!({
        "name": symbol.name,
        "detail": symbol.detail,
        "kind": symbol_kind(&symbol.name),
        "range": snapshot.range(document, symbol.range.clone()),
        "selectionRange": snapshot.range(document, symbol.selection.clone()),
        "children": children,
    })
}

fn flatten(document: &Document, symbol: &Value, container: &str, flat: &mut Vec<Value>) {
    let name = symbol["name"].as_str().unwrap_or("");
    let detail = symbol["detail"].as_str().unwrap_or("");
    let shown = if detail.is_empty() { name.to_owned() } else { format!("{name} {detail}") };
    flat.push(json!({
        "name": shown,
        "kind": symbol["kind"],
        "containerName": container,
        "location": { "uri": document.uri, "range": symbol["range"] },
    }));
    for child in symbol["children"].as_array().into_iter().flatten() {
        flatten(document, child, name, flat);
    }
}

/// The descriptions and schemas below a directory.
pub(super) fn walk(snapshot: &Snapshot, directory: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) {
    const MAX: usize = 2000;
    if depth > 12 || found.len() > MAX {
        return;
    }
    found.extend(snapshot.descriptions_in(directory));
    for name in snapshot.list(directory) {
        let path = directory.join(&name);
        let skip = name.starts_with('.') || matches!(&*name, "target" | "node_modules" | "root");
        if !skip && snapshot.kind(&path) == Some(EntryKind::Directory) && snapshot.link(&path).is_none() {
            walk(snapshot, &path, depth + 1, found);
        }
    }
}

pub(super) fn workspace_symbols(snapshot: &Snapshot, query: &str) -> Answer {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for folder in snapshot.folders.iter() {
        walk(snapshot, folder, 0, &mut files);
        schema::walk(snapshot, folder, 0, &mut files);
    }
    files.extend(snapshot.documents.keys().cloned());
    let query = query.to_lowercase();
    // the letters of the query, in order
    let matches = |name: &str| {
        let name = name.to_lowercase();
        let mut rest = name.chars();
        query.chars().all(|c| rest.any(|own| own == c))
    };
    let mut found = Vec::new();
    for path in files {
        let document = match snapshot.documents.get(&path) {
            Some(document) => document.clone(),
            None => match snapshot.text_of(&path) {
                Some(text) => std::sync::Arc::new(Document::new(snapshot.uri_of(&path), 0, text)),
                None => continue,
            },
        };
        let mut add = |name: &str, kind: u8, container: &str, range: Range<usize>| {
            if matches(name) && found.len() < 1000 {
                found.push(json!({
                    "name": name, "kind": kind, "containerName": container,
                    "location": { "uri": document.uri, "range": snapshot.range(&document, range) },
                }));
            }
        };
        if document.kind == Kind::Schema {
            for (name, range) in schema::names(&document) {
                add(&name, 13, "", range);
            }
        } else if document.kind == Kind::Description && document.is_xml() {
            let tree = document.tree();
            if let Some(root) = tree.root() {
                let image = tree.attribute(root, "name").unwrap_or_default();
                add(&image, 2, "", tree.node(root).name());
                for child in tree.child_elements(Some(root)) {
                    let kind = tree.attribute(child, "type").map_or(String::new(), |kind| format!(" {kind}"));
                    add(&format!("{}{kind}", tree.name(child)), 3, &image, tree.node(child).name());
                    if tree.name(child) == "preferences" {
                        for inner in tree.child_elements(Some(child)).filter(|inner| tree.name(*inner) == "type") {
                            let kind = tree.attribute(inner, "image").unwrap_or_default();
                            add(&format!("type {kind}"), 5, &image, tree.node(inner).name());
                        }
                    }
                }
                for mention in query::kiwi::mentions(tree).into_iter().filter(|one| one.is_definition) {
                    let kind = match mention.kind {
                        NameKind::Profile => 10,
                        NameKind::Package => 4,
                        NameKind::User | NameKind::Group => 19,
                        NameKind::Volume | NameKind::Partition => 18,
                    };
                    add(&mention.name, kind, &image, mention.range);
                }
            }
        }
    }
    Ok(json!(found))
}

pub(super) fn folding(snapshot: &Snapshot, document: &Document) -> Value {
    let folds: Vec<(Range<usize>, bool)> = if document.kind == Kind::Schema && document.extension() != "rng" {
        query::schema::folds(&document.text)
    } else {
        let Some(tree) = document.tree_if_xml() else { return json!([]) };
        structure::folds(tree).into_iter().map(|fold| (fold.range, fold.is_comment)).collect()
    };
    let mut seen = BTreeSet::new();
    let list: Vec<Value> = folds
        .into_iter()
        .filter_map(|(range, is_comment)| {
            let range = snapshot.range(document, range);
            if range.start.line >= range.end.line || !seen.insert((range.start.line, range.end.line)) {
                return None;
            }
            let mut value = json!({
                "startLine": range.start.line, "startCharacter": range.start.character,
                "endLine": range.end.line, "endCharacter": range.end.character,
            });
            if is_comment {
                value["kind"] = json!("comment");
            }
            Some(value)
        })
        .collect();
    json!(list)
}

pub(super) fn selection(snapshot: &Snapshot, document: &Document, positions: &[Position]) -> Value {
    let list: Vec<Value> = positions
        .iter()
        .map(|position| {
            let offset = snapshot.encoding.offset(&document.text, &document.lines, position);
            let ranges = match document.tree_if_xml() {
                Some(tree) => structure::selections(tree, offset),
                None if document.kind == Kind::Schema => query::schema::selections(&document.text, offset),
                None => std::iter::once(0..document.text.len()).collect(),
            };
            let mut value = Value::Null;
            for range in ranges.into_iter().rev() {
                let own = json!({ "range": snapshot.range(document, range) });
                value = if value.is_null() {
                    own
                } else {
                    let mut own = own;
                    own["parent"] = value;
                    own
                };
            }
            value
        })
        .collect();
    json!(list)
}

/// The layout of the text as `rowi fmt` keeps it; where it has none, the one that the client's options ask for. Not all
/// clients know how a file is indented: some send what a tabulator is worth.
fn options(tree: &query::Tree, params: &Value) -> format::Options {
    let indent = if params["insertSpaces"].as_bool().unwrap_or(true) {
        " ".repeat(params["tabSize"].as_u64().unwrap_or(4).clamp(1, 16) as usize)
    } else {
        "\t".to_owned()
    };
    format::Options::of(tree, &indent)
}

pub(super) fn format(snapshot: &Snapshot, document: &Document, range: Option<Range<usize>>, params: &Value) -> Value {
    if document.kind == Kind::Schema && document.extension() != "rng" {
        let Some(new) = query::schema::formatted(&document.text) else { return json!([]) };
        let mut edits = edits_between(snapshot, document, &new);
        if let Some(range) = range {
            let range = snapshot.range(document, range);
            edits.retain(|edit| edit.range.start.line <= range.end.line && edit.range.end.line >= range.start.line);
        }
        return json!(edits);
    }
    if !document.is_xml() || !is_well_formed(document) {
        return json!([]);
    }
    let edits: Vec<TextEdit> = format::edits(document.tree(), &options(document.tree(), params))
        .into_iter()
        .filter(|(own, _)| {
            range
                .as_ref()
                .is_none_or(|range| own.start < range.end && own.end > range.start || range.contains(&own.start))
        })
        .map(|(own, new)| TextEdit { range: snapshot.range(document, own), new_text: new })
        .collect();
    json!(edits)
}

fn is_well_formed(document: &Document) -> bool {
    let mut sources = Sources::new();
    let id = sources.add("x.xml", document.text.clone());
    !crate::diagnostic::has_errors(&xml::parse(sources.get(id)).diagnostics)
}

pub(super) fn on_type(snapshot: &Snapshot, document: &Document, offset: usize, typed: &str) -> Value {
    let Some(tree) = document.tree_if_xml() else { return json!([]) };
    match structure::close(tree, offset, typed) {
        Some(text) => json!([TextEdit { range: snapshot.range(document, offset..offset), new_text: text }]),
        None => json!([]),
    }
}

/// The tokens of a whole text, with a name by which the next answer can be a difference.
pub(super) fn all_semantic_tokens(snapshot: &Snapshot, document: &Document) -> Value {
    let data = semantic_tokens(snapshot, document, 0..document.text.len());
    let id = snapshot.cache.keep_tokens(&document.path, data.clone());
    json!({ "resultId": id, "data": data })
}

/// What differs from the tokens of an earlier answer: all that lies between what is the same at both ends.
pub(super) fn semantic_token_edits(snapshot: &Snapshot, document: &Document, known: &str) -> Value {
    let Some(old) = snapshot.cache.tokens(&document.path, known) else {
        return all_semantic_tokens(snapshot, document);
    };
    let data = semantic_tokens(snapshot, document, 0..document.text.len());
    let id = snapshot.cache.keep_tokens(&document.path, data.clone());
    // a token has five numbers
    let same = |(a, b): &(&[u32], &[u32])| a == b;
    let front = 5 * old.chunks(5).zip(data.chunks(5)).take_while(same).count();
    let back = 5 * old[front..].rchunks(5).zip(data[front..].rchunks(5)).take_while(same).count();
    let edits = if front == old.len() && front == data.len() {
        json!([])
    } else {
        let put = &data[front..data.len() - back];
        json!([{ "start": front, "deleteCount": old.len() - back - front, "data": put }])
    };
    json!({ "resultId": id, "edits": edits })
}

pub(super) fn semantic_tokens(snapshot: &Snapshot, document: &Document, within: Range<usize>) -> Vec<u32> {
    let tokens = if document.kind == Kind::Schema && document.extension() != "rng" {
        query::schema::tokens(&document.text)
    } else {
        match document.tree_if_xml() {
            Some(tree) => structure::tokens(tree, within.clone()),
            None => Vec::new(),
        }
    };
    let deprecated: Vec<Range<usize>> = snapshot
        .findings_if_known(document)
        .into_iter()
        .filter(|(checked, index)| super::findings::tag(&checked.diagnostics[*index].name) == Some(2))
        .map(|(checked, index)| checked.diagnostics[index].primary.range())
        .collect();
    let mut data: Vec<u32> = Vec::with_capacity(tokens.len() * 5);
    let (mut last_line, mut last_start) = (0, 0);
    for token in tokens.into_iter().filter(|token| token.range.start < within.end && token.range.end > within.start) {
        let kind = match token.kind {
            TokenKind::Element | TokenKind::Datatype => "type",
            TokenKind::Attribute => "property",
            TokenKind::Text => "string",
            TokenKind::Number => "number",
            TokenKind::Value => "enumMember",
            TokenKind::Comment | TokenKind::Documentation => "comment",
            TokenKind::Namespace => "namespace",
            TokenKind::Instruction => "macro",
            TokenKind::Keyword => "keyword",
            TokenKind::Operator => "operator",
            TokenKind::Define => "variable",
        };
        let kind = TOKEN_TYPES.iter().position(|own| *own == kind).unwrap_or(0) as u32;
        let is_deprecated =
            deprecated.iter().any(|range| range.start <= token.range.start && token.range.end <= range.end);
        let modifiers = u32::from(is_deprecated)
            | u32::from(token.is_definition) << 1
            | u32::from(token.kind == TokenKind::Documentation) << 2;
        // a token lies on one line
        let mut start = token.range.start;
        for line in document.text[token.range.clone()].split_inclusive('\n') {
            let shown = line.trim_end_matches(['\n', '\r']);
            if !shown.is_empty() {
                let position = snapshot.encoding.position(&document.text, &document.lines, start);
                let delta_start =
                    if position.line == last_line { position.character - last_start } else { position.character };
                data.extend([
                    position.line - last_line,
                    delta_start,
                    snapshot.encoding.length(shown) as u32,
                    kind,
                    modifiers,
                ]);
                (last_line, last_start) = (position.line, position.character);
            }
            start += line.len();
        }
    }
    data
}

pub(super) fn inlay_hints(snapshot: &Snapshot, document: &Document, range: Range<usize>) -> Value {
    if document.kind != Kind::Description || !document.is_xml() {
        return json!([]);
    }
    let tree = document.tree();
    let mut hints = Vec::new();
    let all = navigation::all_mentions(snapshot, document);
    for (index, node) in tree.nodes().iter().enumerate() {
        if node.kind != query::syntax::NodeKind::Element || node.range().start >= range.end {
            continue;
        }
        let at = node.start_tag().end;
        if at < range.start || at > range.end {
            continue;
        }
        match tree.name(index) {
            // which sections a profile takes
            "profile" => {
                let Some(name) = tree.attribute(index, "name") else { continue };
                let used = all
                    .iter()
                    .filter(|(_, one)| one.kind == NameKind::Profile && !one.is_definition && one.name == name)
                    .count();
                hints.push(hint(snapshot, document, at, format!("used by {}", count(used, "section"))));
            }
            // what holds for every build
            "packages" | "preferences" | "repository" | "users" | "drivers" | "containers" | "strip" => {
                let is_top = tree.parent(index).is_some_and(|parent| tree.parent(parent).is_none());
                if is_top {
                    let label = match tree.attribute(index, "profiles") {
                        Some(profiles) if !profiles.trim().is_empty() => {
                            let names: Vec<&str> = profiles.split(',').map(str::trim).collect();
                            format!("with {}", names.join(" or "))
                        }
                        _ => "every selection".to_owned(),
                    };
                    hints.push(hint(snapshot, document, at, label));
                }
            }
            _ => {}
        }
    }
    json!(hints)
}

fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

fn hint(snapshot: &Snapshot, document: &Document, at: usize, label: String) -> Value {
    json!({
        "position": snapshot.encoding.position(&document.text, &document.lines, at),
        "label": label,
        "paddingLeft": true,
    })
}

pub(super) fn code_lenses(snapshot: &Snapshot, document: &Document) -> Value {
    if document.kind == Kind::Schema {
        return json!(schema::lenses(snapshot, document));
    }
    if document.kind != Kind::Description || !document.is_xml() {
        return json!([]);
    }
    let tree = document.tree();
    let Some(root) = tree.root() else { return json!([]) };
    let mut lenses = Vec::new();
    let lens = |range: Range<usize>, title: String, command: &str, arguments: Value| {
        json!({
            "range": snapshot.range(document, range),
            "command": { "title": title, "command": command, "arguments": arguments },
        })
    };
    let at = tree.node(root).name();
    let findings = snapshot.findings_in(document).len();
    let selections = navigation::selections(snapshot, document);
    lenses.push(lens(
        at.clone(),
        format!("{}, {}", count(selections, "selection"), count(findings, "finding")),
        "rowi.showProblems",
        json!([]),
    ));
    if let Some(version) =
        tree.attribute(root, "schemaversion").and_then(|text| text.parse::<crate::upgrade::Version>().ok())
        && version < crate::upgrade::newest()
    {
        lenses.push(lens(
            at,
            format!("upgrade to {}", crate::upgrade::newest()),
            super::actions::UPGRADE_COMMAND,
            json!([document.uri]),
        ));
    }
    let all = navigation::all_mentions(snapshot, document);
    for mention in
        query::kiwi::mentions(tree).into_iter().filter(|one| one.is_definition && one.kind == NameKind::Profile)
    {
        let used: Vec<Value> = all
            .iter()
            .filter(|(_, one)| one.kind == NameKind::Profile && !one.is_definition && one.name == mention.name)
            .map(|(path, one)| navigation::location(snapshot, path, one.range.clone()))
            .collect();
        let position = snapshot.encoding.position(&document.text, &document.lines, mention.range.start);
        lenses.push(lens(
            mention.range.clone(),
            format!("used by {}", count(used.len(), "section")),
            "rowi.showReferences",
            json!([document.uri, position, used]),
        ));
    }
    json!(lenses)
}
