//! Files that are moved or renamed: whoever names them names them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use gen_lsp_types::{TextEdit, Uri};
use serde_json::Value;

use super::actions::workspace_edit;
use super::documents::{Document, Kind};
use super::navigation::{file_at, load};
use super::snapshot::Snapshot;
use super::uri;
use crate::query::{self, kiwi};
use crate::text::{EntryKind, Loader};

/// Directories above a file in which descriptions and schemas may name it.
const LEVELS: usize = 4;
/// Files that are looked into.
const MOST: usize = 400;

/// The old and new paths that the parameters name.
pub(super) fn moved(params: &Value) -> Vec<(PathBuf, PathBuf)> {
    let path = |value: &Value| value.as_str().map(|text| uri::to_path(&Uri(text.to_owned())));
    let files = params["files"].as_array().into_iter().flatten();
    files.filter_map(|file| Some((path(&file["oldUri"])?, path(&file["newUri"])?))).collect()
}

/// The edits that keep what is named named, before files are moved.
pub(super) fn edits(snapshot: &Snapshot, params: &Value) -> Value {
    let moved = moved(params);
    let new = |path: &Path| {
        moved
            .iter()
            .find_map(|(from, to)| {
                path.strip_prefix(from)
                    .ok()
                    .map(|rest| if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) })
            })
            .unwrap_or_else(|| path.to_path_buf())
    };
    let mut edits: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    for path in candidates(snapshot, &moved) {
        let Some(document) = load(snapshot, &path) else { continue };
        for (range, written, target) in named(snapshot, &document) {
            let arrives = new(&target);
            // what an included file names may be looked for beside the description
            let owners = snapshot.owners(&document);
            let bases = std::iter::once(&path).chain(&owners);
            let base = bases.into_iter().find(|base| snapshot.resolve(base, &written) == target).unwrap_or(&path);
            let after = new(base);
            // neither of the two goes elsewhere
            if arrives == target && after.parent() == base.parent() {
                continue;
            }
            let whole = &document.text[range.clone()];
            let Some(prefix) = whole.strip_suffix(written.as_str()) else { continue };
            let name = if written.starts_with('/') { Some(shown(&arrives)) } else { relative(&after, &arrives) };
            let Some(name) = name.filter(|name| *name != written) else { continue };
            let name = if document.is_xml() { escaped(&name) } else { name };
            let edit =
                TextEdit { range: snapshot.range(&document, range.clone()), new_text: format!("{prefix}{name}") };
            edits.entry(path.clone()).or_default().push(edit);
        }
    }
    if edits.is_empty() { Value::Null } else { workspace_edit(snapshot, &edits) }
}

/// Descriptions and schemas that may name what is moved, and those that are moved themselves.
fn candidates(snapshot: &Snapshot, moved: &[(PathBuf, PathBuf)]) -> BTreeSet<PathBuf> {
    let mut found: BTreeSet<PathBuf> = snapshot.documents.keys().cloned().collect();
    let is_named = |name: &String| [".kiwi", ".xml", ".rnc", ".rng"].iter().any(|end| name.ends_with(end));
    let mut add = |directory: &Path| {
        for name in snapshot.list(directory).into_iter().filter(is_named) {
            if found.len() < MOST {
                found.insert(directory.join(name));
            }
        }
    };
    for (from, _) in moved {
        if snapshot.kind(from) == Some(EntryKind::Directory) {
            add(from);
        }
        for directory in from.ancestors().skip(1).take(LEVELS) {
            add(directory);
            if snapshot.folders.iter().any(|folder| folder == directory) {
                break;
            }
        }
    }
    found
}

/// The files that a document names: where, how, and which.
fn named(snapshot: &Snapshot, document: &Document) -> Vec<(Range<usize>, String, PathBuf)> {
    let mut found = Vec::new();
    if document.kind == Kind::Schema {
        for (href, range) in query::schema::links(&document.text) {
            found.push((range, href.clone(), snapshot.resolve(&document.path, &href)));
        }
    }
    let Some(tree) = document.tree_if_xml() else { return found };
    if let Some((href, range)) = query::binding::xml_model(tree) {
        found.push((range, href.clone(), snapshot.resolve(&document.path, &href)));
    }
    if document.kind == Kind::Description {
        for name in kiwi::file_names(tree) {
            if let Some((path, range)) = file_at(snapshot, document, name.range.start) {
                found.push((range, name.path, path));
            }
        }
    }
    found
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&apos;")
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// How a file is named from another one's directory.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let from: Vec<Component<'_>> = from.parent()?.components().collect();
    let to: Vec<Component<'_>> = to.components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to[common..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}
