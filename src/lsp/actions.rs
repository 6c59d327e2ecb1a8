//! `textDocument/codeAction`: fixes, permissions, upgrades, what is missing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gen_lsp_types::{TextEdit, Uri};
use serde_json::{Map, Value, json};

use super::documents::{Document, Kind};
use super::features::{Answer, document, edits_between, holding, offsets};
use super::findings::Checked;
use super::snapshot::Snapshot;
use crate::bundle::Bundle;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::query;
use crate::text::{EditSet, Source, SourceId, Sources};
use crate::upgrade;

pub(super) const FIX_ALL: &str = "source.fixAll.rowi";
pub(super) const UPGRADE: &str = "source.upgrade.rowi";
/// The command behind a lens: the server answers it by an edit that the client applies.
pub(super) const UPGRADE_COMMAND: &str = "rowi.applyUpgrade";

/// Rounds of fixes, as `rowi check --fix` makes them.
const MAX_ROUNDS: usize = 10;

/// An action before it is put into the protocol's form.
struct Action {
    title: String,
    kind: &'static str,
    preferred: bool,
    /// The finding that it is about.
    finding: Option<Value>,
    edits: Edits,
}

/// Edits by file.
type Edits = BTreeMap<PathBuf, Vec<TextEdit>>;

pub(super) fn code_actions(snapshot: &Snapshot, params: &Value) -> Answer {
    let document = document(snapshot, params)?;
    let range = offsets(snapshot, document, &params["range"]);
    let only: Option<Vec<&str>> = params
        .pointer("/context/only")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect());
    // a kind stands for those below it
    let wanted = |kind: &str| {
        only.as_ref().is_none_or(|only| {
            only.iter().any(|one| {
                one.is_empty() || kind == *one || kind.strip_prefix(one).is_some_and(|rest| rest.starts_with('.'))
            })
        })
    };
    let mut actions: Vec<Action> = Vec::new();
    if wanted("quickfix") {
        quick_fixes(snapshot, document, &range, &mut actions);
        if document.kind == Kind::Schema {
            for (title, finding, edits) in super::schema::actions(snapshot, document, &range) {
                actions.push(Action { title, kind: "quickfix", preferred: false, finding: Some(finding), edits });
            }
        }
    }
    if wanted("refactor.rewrite") || wanted("quickfix") {
        let kind = if wanted("refactor.rewrite") { "refactor.rewrite" } else { "quickfix" };
        missing(snapshot, document, range.start, kind, &mut actions);
    }
    if wanted(UPGRADE) && document.kind == Kind::Description && document.is_xml() {
        upgrades(snapshot, document, &mut actions);
    }
    if wanted(FIX_ALL) {
        let edits = fix_all(snapshot, document);
        if !edits.is_empty() {
            actions.push(Action {
                title: "Fix all that is safe to fix".to_owned(),
                kind: FIX_ALL,
                preferred: false,
                finding: None,
                edits,
            });
        }
    }
    let resolves = snapshot.client.resolves_edits;
    let list: Vec<Value> =
        actions.into_iter().map(|action| to_protocol(snapshot, document, action, params, resolves)).collect();
    Ok(json!(list))
}

fn to_protocol(snapshot: &Snapshot, document: &Document, action: Action, params: &Value, resolves: bool) -> Value {
    let mut value = json!({ "title": action.title, "kind": action.kind });
    if action.preferred {
        value["isPreferred"] = json!(true);
    }
    if let Some(finding) = action.finding {
        value["diagnostics"] = json!([finding]);
    }
    if resolves {
        value["data"] =
            json!({ "uri": document.uri, "range": params["range"], "kind": action.kind, "title": action.title });
    } else {
        value["edit"] = workspace_edit(snapshot, &action.edits);
    }
    value
}

/// Adds the edit to an action that was listed without.
pub(super) fn resolve(snapshot: &Snapshot, mut action: Value) -> Value {
    let data = action["data"].clone();
    let params = json!({
        "textDocument": { "uri": data["uri"] },
        "range": data["range"],
        "context": { "only": [data["kind"]] },
    });
    let mut eager = snapshot.clone();
    let mut client = (*eager.client).clone();
    client.resolves_edits = false;
    eager.client = std::sync::Arc::new(client);
    if let Ok(Value::Array(list)) = code_actions(&eager, &params)
        && let Some(found) = list.iter().find(|one| one["title"] == data["title"])
    {
        action["edit"] = found["edit"].clone();
    }
    action
}

/// The protocol's form of edits in files.
pub(super) fn workspace_edit(snapshot: &Snapshot, edits: &Edits) -> Value {
    if snapshot.client.document_changes {
        let changes: Vec<Value> = edits
            .iter()
            .map(|(path, edits)| {
                let version = snapshot.documents.get(path).map(|document| document.version);
                json!({ "textDocument": { "uri": snapshot.uri_of(path), "version": version }, "edits": edits })
            })
            .collect();
        return json!({ "documentChanges": changes });
    }
    let mut changes = Map::new();
    for (path, edits) in edits {
        let Uri(uri) = snapshot.uri_of(path);
        changes.insert(uri, json!(edits));
    }
    json!({ "changes": changes })
}

fn edits_of(snapshot: &Snapshot, sources: &Sources, fix: &Fix) -> Edits {
    let mut edits = Edits::new();
    for edit in &fix.edits {
        let source = sources.get(edit.span.source);
        edits.entry(source.path().to_path_buf()).or_default().push(snapshot.edit_in(source, edit));
    }
    edits
}

fn capitalized(title: &str) -> String {
    let mut characters = title.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

fn quick_fixes(snapshot: &Snapshot, document: &Document, range: &std::ops::Range<usize>, actions: &mut Vec<Action>) {
    let found = snapshot.findings_in(document);
    let here: Vec<&(std::sync::Arc<Checked>, usize)> = found
        .iter()
        .filter(|(checked, index)| {
            let at = checked.diagnostics[*index].primary.range();
            at.start <= range.end && range.start <= at.end
        })
        .collect();
    for (checked, index) in &here {
        let one: &Diagnostic = &checked.diagnostics[*index];
        for fix in one.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
            let mut title = capitalized(&fix.title);
            if fix.applicability == Applicability::Unsafe {
                title.push_str(" (may change meaning)");
            }
            actions.push(Action {
                title,
                kind: "quickfix",
                preferred: fix.applicability == Applicability::Safe,
                finding: Some(snapshot.finding(checked, *index)),
                edits: edits_of(snapshot, &checked.sources, fix),
            });
        }
    }
    for (checked, index) in &here {
        let one: &Diagnostic = &checked.diagnostics[*index];
        for (title, at, text) in
            query::suppress::comments(&document.text, document.tree_if_xml(), one.primary.start as usize, &one.name)
        {
            let edit = TextEdit { range: snapshot.range(document, at..at), new_text: text };
            actions.push(Action {
                title,
                kind: "quickfix",
                preferred: false,
                finding: Some(snapshot.finding(checked, *index)),
                edits: Edits::from([(document.path.clone(), vec![edit])]),
            });
        }
    }
}

/// "Add missing attributes", "add missing children".
fn missing(snapshot: &Snapshot, document: &Document, offset: usize, kind: &'static str, actions: &mut Vec<Action>) {
    if !document.is_xml() {
        return;
    }
    let Some(holding) = holding(snapshot, document) else { return };
    let Some(schema) = holding.schema() else { return };
    for (title, edits) in query::missing::missing(document.tree(), schema, offset) {
        let edits = edits
            .into_iter()
            .map(|(range, text)| TextEdit { range: snapshot.range(document, range), new_text: text })
            .collect();
        actions.push(Action {
            title,
            kind,
            preferred: false,
            finding: None,
            edits: Edits::from([(document.path.clone(), edits)]),
        });
    }
}

/// The upgrade to each newer version that the steps lead to.
fn upgrades(snapshot: &Snapshot, document: &Document, actions: &mut Vec<Action>) {
    let mut sources = Sources::new();
    let id = sources.add(document.path.to_string_lossy(), document.text.clone());
    let newest = upgrade::newest();
    let from = upgrade::upgrade(id, &mut sources, &upgrade::Options::default()).from;
    let Some(from) = from.filter(|from| *from < newest) else { return };
    let mut targets = vec![newest];
    if let Some(next) = upgrade::path(from, newest).and_then(|steps| steps.first()).map(|step| step.to)
        && next < newest
    {
        targets.push(next);
    }
    for to in targets {
        let options = upgrade::Options { to, included_by: None, edition: None };
        let mut sources = Sources::new();
        let id = sources.add(document.path.to_string_lossy(), document.text.clone());
        let bundle = Bundle::assemble(id, &mut sources, snapshot);
        let upgraded = upgrade::upgrade_bundle(&bundle, &mut sources, &options);
        let mut edits = Edits::new();
        for file in &upgraded.files {
            let source: &Source = sources.get(file.source);
            let own: Vec<TextEdit> = file.edits.edits().iter().map(|edit| snapshot.edit_in(source, edit)).collect();
            if !own.is_empty() {
                edits.entry(source.path().to_path_buf()).or_default().extend(own);
            }
        }
        if !edits.is_empty() {
            actions.push(Action {
                title: format!("Upgrade to {to}"),
                kind: UPGRADE,
                preferred: false,
                finding: None,
                edits,
            });
        }
    }
}

/// The edit that a command stands for.
pub(super) fn command(snapshot: &Snapshot, params: &Value) -> Option<Value> {
    let uri = params.pointer("/arguments/0").and_then(Value::as_str)?;
    let document = snapshot.document(&Uri(uri.to_owned())).filter(|_| params["command"] == UPGRADE_COMMAND)?;
    let mut actions = Vec::new();
    upgrades(snapshot, document, &mut actions);
    actions.first().map(|action| workspace_edit(snapshot, &action.edits))
}

/// A snapshot with some texts replaced.
struct Fixed<'s> {
    snapshot: &'s Snapshot,
    texts: BTreeMap<PathBuf, String>,
}

impl Fixed<'_> {
    fn as_snapshot(&self) -> Snapshot {
        let mut documents = (*self.snapshot.documents).clone();
        for (path, text) in &self.texts {
            let uri = self.snapshot.uri_of(path);
            documents.insert(path.clone(), std::sync::Arc::new(Document::new(uri, 0, text.as_str().into())));
        }
        let mut snapshot = self.snapshot.clone();
        snapshot.documents = std::sync::Arc::new(documents);
        snapshot.cache = std::sync::Arc::default();
        snapshot
    }
}

/// The edits of all safe fixes of a document and what belongs to it, made and judged again until nothing is left.
fn fix_all(snapshot: &Snapshot, document: &Document) -> Edits {
    let mut fixed = Fixed { snapshot, texts: BTreeMap::new() };
    let errors = |snapshot: &Snapshot| -> usize {
        let mains = snapshot.owners(document);
        mains
            .iter()
            .map(|main| {
                snapshot
                    .checked(main)
                    .diagnostics
                    .iter()
                    .filter(|one| one.severity == crate::diagnostic::Severity::Error)
                    .count()
            })
            .sum()
    };
    let before = errors(snapshot);
    let mut current = snapshot.clone();
    for _ in 0..MAX_ROUNDS {
        let mut sets: BTreeMap<PathBuf, (String, EditSet)> = BTreeMap::new();
        for main in current.owners(document) {
            let checked = current.checked(&main);
            for fix in checked.diagnostics.iter().flat_map(|one| &one.fixes) {
                if fix.applicability == Applicability::Safe && !fix.edits.is_empty() {
                    add(&mut sets, &checked.sources, fix);
                }
            }
        }
        if sets.is_empty() {
            break;
        }
        for (path, (text, set)) in sets {
            fixed.texts.insert(path, set.apply(&text));
        }
        current = fixed.as_snapshot();
    }
    if fixed.texts.is_empty() || errors(&current) > before {
        return Edits::new();
    }
    let mut edits = Edits::new();
    for (path, text) in &fixed.texts {
        let old = match snapshot.documents.get(path) {
            Some(open) => open.clone(),
            None => match snapshot.text_of(path) {
                Some(text) => std::sync::Arc::new(Document::new(snapshot.uri_of(path), 0, text)),
                None => continue,
            },
        };
        let own = edits_between(snapshot, &old, text);
        if !own.is_empty() {
            edits.insert(path.clone(), own);
        }
    }
    edits
}

/// Adds a fix to the edits of its files, all of it or nothing.
fn add(sets: &mut BTreeMap<PathBuf, (String, EditSet)>, sources: &Sources, fix: &Fix) {
    let mut by_file: BTreeMap<SourceId, Vec<crate::text::Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        by_file.entry(edit.span.source).or_default().push(edit.clone());
    }
    let path_of = |id: &SourceId| -> &Path { sources.get(*id).path() };
    // one text under two ids takes its edits under the first
    let mut trial: Vec<(PathBuf, String, EditSet)> = Vec::new();
    for (id, edits) in by_file {
        let path = path_of(&id).to_path_buf();
        let (text, mut set) =
            sets.get(&path).cloned().unwrap_or_else(|| (sources.get(id).text.to_string(), EditSet::new()));
        if set.add_all(edits).is_err() {
            return;
        }
        trial.push((path, text, set));
    }
    for (path, text, set) in trial {
        sets.insert(path, (text, set));
    }
}
