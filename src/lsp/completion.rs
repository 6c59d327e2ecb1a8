//! `textDocument/completion`

use std::collections::HashSet;

use gen_lsp_types::{CompletionItem, CompletionItemKind, InsertTextFormat, TextEdit};
use serde_json::{Value, json};

use super::documents::{Document, Kind};
use super::features::{Holding, holding};
use super::snapshot::Snapshot;
use crate::kiwi::Edition;
use crate::query::complete::{self, Documented, Item, ItemKind};
use crate::query::{self, Place};
use crate::rng::simple::{DefineId, PatternId};
use crate::text::{EntryKind, Loader};

pub(super) fn complete(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    let mut items = Vec::new();
    let mut key = String::new();
    let mut is_incomplete = false;
    if document.kind == Kind::Schema {
        items.extend(super::schema::completions(snapshot, document, offset));
    }
    if document.is_xml() {
        if let Some(holding) = holding(snapshot, document)
            && let Some(schema) = holding.schema()
        {
            key = holding.key();
            items.extend(complete::complete(document.tree(), schema, offset));
            if matches!(holding, Holding::Kiwi(_)) || document.kind == Kind::Description {
                items.extend(names_and_files(snapshot, document, offset, &mut is_incomplete));
            }
        }
        items.extend(suppressions(snapshot, document, offset));
    }
    let list: Vec<Value> =
        items.iter().enumerate().map(|(rank, item)| to_protocol(snapshot, document, item, rank, &key)).collect();
    json!({ "isIncomplete": is_incomplete, "items": list })
}

/// Names offered at most; an editor asks again as more is typed.
const MAX_NAMES: usize = 300;

/// Names that are defined elsewhere, and files, where such are meant.
fn names_and_files(snapshot: &Snapshot, document: &Document, offset: usize, is_incomplete: &mut bool) -> Vec<Item> {
    let tree = document.tree();
    let Place::AttributeValue { element, attribute, value } = Place::at(tree, offset) else { return Vec::new() };
    let text = tree.text();
    let name = &text[tree.attributes(element)[attribute].name()];
    let mut items = Vec::new();
    if let Some((kind, separator)) = query::kiwi::kind_of_value(tree.name(element), name) {
        let start =
            separator.and_then(|c| text[value.start..offset].rfind(c)).map_or(value.start, |at| value.start + at + 1);
        let end = separator.and_then(|c| text[offset..value.end].find(c)).map_or(value.end, |at| offset + at);
        let start = start + (text[start..offset].len() - text[start..offset].trim_start().len());
        let taken: Vec<&str> = match separator {
            Some(c) => {
                text[value.clone()].split(c).map(str::trim).filter(|one| *one != text[start..end].trim()).collect()
            }
            None => Vec::new(),
        };
        let typed = text[start..offset.max(start)].to_lowercase();
        let mut seen: HashSet<String> = taken.into_iter().map(str::to_owned).collect();
        let mut known: Vec<String> = Vec::new();
        // a long list is shortened to what begins as typed
        let begins = |name: &str| {
            name.get(..typed.len())
                .map_or_else(|| name.to_lowercase().starts_with(&typed), |start| start.to_lowercase() == typed)
        };
        super::navigation::each_of_kind(snapshot, document, kind, &mut |one, range, is_definition| {
            let counts = (is_definition || matches!(kind, query::kiwi::NameKind::Group))
                && !(one.path == document.path && range.start <= offset && offset <= range.end);
            let written = &one.text[range];
            if !counts || *is_incomplete && (known.len() >= MAX_NAMES || !begins(written)) {
                return;
            }
            let name = query::unescape(written);
            if !seen.contains(&name) {
                seen.insert(name.clone());
                known.push(name);
                if known.len() > MAX_NAMES {
                    known.retain(|name| begins(name));
                    known.truncate(MAX_NAMES);
                    *is_incomplete = true;
                }
            }
        });
        for name in known {
            let mut item = Item::new(ItemKind::Name, name, start..end);
            item.detail = Some(kind.as_str().to_owned());
            items.push(item);
        }
    }
    if query::kiwi::is_file_value(tree.name(element), name) {
        items.extend(paths(snapshot, document, value, offset));
    }
    items
}

/// What lies in the directory that a value names so far.
pub(super) fn paths(
    snapshot: &Snapshot,
    document: &Document,
    value: std::ops::Range<usize>,
    offset: usize,
) -> Vec<Item> {
    let text = &document.text;
    let typed = &text[value.start..offset];
    let scheme = typed.find("://").map_or(0, |at| at + 3);
    let path = &typed[scheme..];
    let directory = path.rfind('/').map_or(0, |at| at + 1);
    let base =
        document.path.parent().unwrap_or(std::path::Path::new("")).join(path[..directory].trim_start_matches("./"));
    let start = value.start + scheme + directory;
    let mut items = Vec::new();
    for name in snapshot.list(&base) {
        if name.starts_with('.') || base.join(&name) == document.path {
            continue;
        }
        let is_directory = snapshot.kind(&base.join(&name)) == Some(EntryKind::Directory);
        let kind = if is_directory { ItemKind::Directory } else { ItemKind::File };
        let mut item = Item::new(kind, name.clone(), start..value.end);
        if is_directory {
            item.text = format!("{name}/");
            item.then_complete = true;
        }
        items.push(item);
    }
    items
}

/// Names of rules in a suppression comment.
fn suppressions(snapshot: &Snapshot, document: &Document, offset: usize) -> Vec<Item> {
    let text = &document.text;
    // a list of names is never long, and a text may be
    let mut from = offset.saturating_sub(4096);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let Some(open) = text[from..offset].rfind("<!--").map(|at| from + at) else { return Vec::new() };
    let comment = &text[open..offset];
    if comment.contains("-->") || !comment.contains("rowi:") {
        return Vec::new();
    }
    let start = offset - comment.chars().rev().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').count();
    let words: Vec<&str> = comment.split("rowi:").nth(1).unwrap_or("").split_whitespace().collect();
    let has_verb = words.first().is_some_and(|word| word.starts_with("allow"))
        && comment.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').trim_end()
            != comment.split("rowi:").next().unwrap_or("").to_owned() + "rowi:";
    if !has_verb {
        return ["allow", "allow-file"]
            .into_iter()
            .map(|word| Item::new(ItemKind::Keyword, word, start..offset))
            .collect();
    }
    let found: std::collections::BTreeSet<String> = snapshot
        .findings_in(document)
        .iter()
        .map(|(checked, index)| checked.diagnostics[*index].name.to_string())
        .collect();
    crate::analysis::catalogue()
        .iter()
        .map(|entry| {
            let mut item = Item::new(ItemKind::Name, entry.name, start..offset);
            item.detail = Some(entry.summary.to_owned());
            item.required = found.contains(entry.name);
            item
        })
        .collect()
}

fn to_protocol(snapshot: &Snapshot, document: &Document, item: &Item, rank: usize, schema: &str) -> Value {
    let kind = match item.kind {
        ItemKind::Element => CompletionItemKind::Struct,
        ItemKind::Attribute => CompletionItemKind::Property,
        ItemKind::Value => CompletionItemKind::Value,
        ItemKind::EndTag => CompletionItemKind::Struct,
        ItemKind::Name => CompletionItemKind::Reference,
        ItemKind::File => CompletionItemKind::File,
        ItemKind::Directory => CompletionItemKind::Folder,
        ItemKind::Keyword => CompletionItemKind::Keyword,
        ItemKind::Define => CompletionItemKind::Variable,
        ItemKind::Datatype => CompletionItemKind::TypeParameter,
        ItemKind::Snippet => CompletionItemKind::Snippet,
    };
    let snippet = item.snippet.as_ref().filter(|_| snapshot.client.snippets);
    let new_text = snippet.unwrap_or(&item.text).clone();
    let edit = TextEdit { range: snapshot.range(document, item.replace.clone()), new_text };
    let replaced = &document.text[item.replace.clone()];
    let data = match item.documented {
        Some(Documented::Define(define)) => Some(json!({ "schema": schema, "define": define.0 })),
        Some(Documented::Pattern(pattern)) => Some(json!({ "schema": schema, "pattern": pattern.0 })),
        None => None,
    };
    let protocol = CompletionItem {
        label: item.label.clone(),
        kind: Some(kind),
        detail: item.detail.clone(),
        sort_text: Some(format!("{}{rank:05}", u8::from(!item.required))),
        // what is replaced begins with `<` where a tag was begun
        filter_text: Some(if replaced.starts_with('<') { format!("<{}", item.label) } else { item.label.clone() }),
        insert_text_format: Some(if snippet.is_some() {
            InsertTextFormat::Snippet
        } else {
            InsertTextFormat::PlainText
        }),
        ..CompletionItem::default()
    };
    let mut value = serde_json::to_value(protocol).unwrap_or_default();
    value["textEdit"] = json!(edit);
    if let Some(documentation) = &item.documentation {
        value["documentation"] = json!({ "kind": "markdown", "value": documentation });
    }
    if let Some(data) = data {
        value["data"] = data;
    }
    if item.then_complete {
        value["command"] = json!({ "title": "complete", "command": "editor.action.triggerSuggest" });
    }
    value
}

/// Adds the documentation of an item.
pub(super) fn resolve(snapshot: &Snapshot, mut item: Value) -> Value {
    let data = item["data"].clone();
    let schema = match data["schema"].as_str() {
        Some("kiwi") => Edition::Kiwi.schema().cloned(),
        Some("relaxng") => query::schema::relax_ng().cloned(),
        Some(path) => snapshot.bound_at(std::path::Path::new(path)).and_then(|bound| bound.schema.clone()),
        None => None,
    };
    let Some(schema) = schema else { return item };
    let number = |key: &str| data[key].as_u64().and_then(|n| u32::try_from(n).ok());
    let text = if let Some(define) = number("define").filter(|one| (*one as usize) < schema.grammar().defines.len()) {
        Some(query::hover::element_text(&schema, DefineId(define)))
    } else if let Some(pattern) = number("pattern").filter(|one| (*one as usize) < schema.grammar().patterns.len()) {
        let grammar = schema.grammar();
        match grammar.pattern(PatternId(pattern)) {
            crate::rng::simple::Pattern::Attribute { .. } => {
                Some(query::hover::attribute_text(grammar, PatternId(pattern)))
            }
            _ => complete::documentation(&schema, Documented::Pattern(PatternId(pattern))),
        }
    } else {
        None
    };
    if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
        item["documentation"] = json!({ "kind": "markdown", "value": text.trim_end() });
    }
    item
}
