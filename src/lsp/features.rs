//! Requests and their answers. Each takes a snapshot and the request's parameters; what it asks is answered by
//! [`crate::query`], and only put into the protocol's form here.

use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::{Position, TextEdit, Uri};
use lsp_server::ErrorCode;
use serde_json::{Value, json};

use super::documents::{Document, Kind};
use super::findings::Bound;
use super::snapshot::Snapshot;
use super::{actions, completion, navigation, structure};
use crate::query;
use crate::rng::Schema;

/// What a request is answered with.
pub(super) type Answer = Result<Value, (ErrorCode, String)>;

/// Answers a request.
pub(super) fn answer(snapshot: &Snapshot, method: &str, params: Value) -> Answer {
    match method {
        "textDocument/diagnostic" => diagnostic(snapshot, &params),
        "workspace/diagnostic" => workspace_diagnostic(snapshot, &params),
        "textDocument/completion" => at(snapshot, &params, completion::complete),
        "completionItem/resolve" => Ok(completion::resolve(snapshot, params)),
        "textDocument/hover" => at(snapshot, &params, hover),
        "textDocument/codeAction" => actions::code_actions(snapshot, &params),
        "codeAction/resolve" => Ok(actions::resolve(snapshot, params)),
        "textDocument/definition" | "textDocument/declaration" | "textDocument/implementation" => {
            at(snapshot, &params, navigation::definition)
        }
        "textDocument/typeDefinition" => at(snapshot, &params, navigation::type_definition),
        "textDocument/references" => {
            let with_definitions =
                params.pointer("/context/includeDeclaration").and_then(Value::as_bool).unwrap_or(true);
            at(snapshot, &params, |snapshot, document, offset| {
                navigation::references(snapshot, document, offset, with_definitions)
            })
        }
        "textDocument/documentHighlight" => at(snapshot, &params, navigation::highlights),
        "textDocument/prepareRename" => at(snapshot, &params, navigation::prepare_rename),
        "textDocument/rename" => {
            let name = params["newName"].as_str().unwrap_or("").to_owned();
            let mut refused = None;
            let answer = at(snapshot, &params, |snapshot, document, offset| {
                navigation::rename(snapshot, document, offset, &name).unwrap_or_else(|why| {
                    refused = Some(why);
                    Value::Null
                })
            });
            refused.map_or(answer, |why| Err(invalid(why)))
        }
        "textDocument/linkedEditingRange" => at(snapshot, &params, structure::linked_editing),
        "textDocument/documentSymbol" => of(snapshot, &params, structure::document_symbols),
        "workspace/symbol" => structure::workspace_symbols(snapshot, params["query"].as_str().unwrap_or("")),
        "textDocument/foldingRange" => of(snapshot, &params, structure::folding),
        "textDocument/selectionRange" => {
            let positions: Vec<Position> = serde_json::from_value(params["positions"].clone()).unwrap_or_default();
            of(snapshot, &params, |snapshot, document| structure::selection(snapshot, document, &positions))
        }
        "textDocument/formatting" => {
            of(snapshot, &params, |snapshot, document| structure::format(snapshot, document, None, &params["options"]))
        }
        "textDocument/rangeFormatting" => of(snapshot, &params, |snapshot, document| {
            let range = offsets(snapshot, document, &params["range"]);
            structure::format(snapshot, document, Some(range), &params["options"])
        }),
        "textDocument/onTypeFormatting" => {
            let typed = params["ch"].as_str().unwrap_or("").to_owned();
            at(snapshot, &params, |snapshot, document, offset| structure::on_type(snapshot, document, offset, &typed))
        }
        "textDocument/semanticTokens/full" => of(snapshot, &params, structure::all_semantic_tokens),
        "textDocument/semanticTokens/full/delta" => of(snapshot, &params, |snapshot, document| {
            let known = params["previousResultId"].as_str().unwrap_or("");
            structure::semantic_token_edits(snapshot, document, known)
        }),
        "textDocument/semanticTokens/range" => of(snapshot, &params, |snapshot, document| {
            let range = offsets(snapshot, document, &params["range"]);
            json!({ "data": structure::semantic_tokens(snapshot, document, range) })
        }),
        "textDocument/inlayHint" => of(snapshot, &params, |snapshot, document| {
            let range = offsets(snapshot, document, &params["range"]);
            structure::inlay_hints(snapshot, document, range)
        }),
        "textDocument/codeLens" => of(snapshot, &params, structure::code_lenses),
        "codeLens/resolve" => Ok(params),
        "textDocument/documentLink" => of(snapshot, &params, navigation::links),
        "workspace/willRenameFiles" => Ok(super::moves::edits(snapshot, &params)),
        "workspace/textDocumentContent" => content(&params),
        "workspace/executeCommand" => Err(invalid("there is nothing to do for this command")),
        _ => Err((ErrorCode::MethodNotFound, format!("`{method}` is not served"))),
    }
}

/// An error that says what is wrong with the parameters.
fn invalid(message: impl Into<String>) -> (ErrorCode, String) {
    (ErrorCode::InvalidParams, message.into())
}

/// The document that the parameters name.
pub(super) fn document<'s>(snapshot: &'s Snapshot, params: &Value) -> Result<&'s Arc<Document>, (ErrorCode, String)> {
    let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).ok_or_else(|| invalid("no document"))?;
    snapshot.document(&Uri(uri.to_owned())).ok_or_else(|| invalid(format!("`{uri}` is not open")))
}

fn of(snapshot: &Snapshot, params: &Value, run: impl FnOnce(&Snapshot, &Document) -> Value) -> Answer {
    Ok(run(snapshot, document(snapshot, params)?))
}

fn at(snapshot: &Snapshot, params: &Value, run: impl FnOnce(&Snapshot, &Document, usize) -> Value) -> Answer {
    let document = document(snapshot, params)?;
    let position: Position =
        serde_json::from_value(params["position"].clone()).map_err(|error| invalid(error.to_string()))?;
    let offset = snapshot.encoding.offset(&document.text, &document.lines, &position);
    Ok(run(snapshot, document, offset))
}

/// The offsets of a range.
pub(super) fn offsets(snapshot: &Snapshot, document: &Document, range: &Value) -> std::ops::Range<usize> {
    let offset = |key: &str| {
        let position: Option<Position> = serde_json::from_value(range[key].clone()).ok();
        position.map_or(0, |position| snapshot.encoding.offset(&document.text, &document.lines, &position))
    };
    let (start, end) = (offset("start"), offset("end"));
    start..end.max(start)
}

/// Edits that turn one text into another, as few lines as differ.
pub(super) fn edits_between(snapshot: &Snapshot, document: &Document, new: &str) -> Vec<TextEdit> {
    let old = &*document.text;
    if old == new {
        return Vec::new();
    }
    let diff = similar::TextDiff::configure().timeout(std::time::Duration::from_millis(500)).diff_lines(old, new);
    let starts = |text: &str| {
        let mut starts = vec![0];
        let mut at = 0;
        // lines as the difference counts them
        for line in diff_lines(text) {
            at += line.len();
            starts.push(at);
        }
        starts
    };
    let (old_starts, new_starts) = (starts(old), starts(new));
    diff.ops()
        .iter()
        .filter(|op| op.tag() != similar::DiffTag::Equal)
        .map(|op| {
            let range = old_starts[op.old_range().start]..old_starts[op.old_range().end];
            let text = &new[new_starts[op.new_range().start]..new_starts[op.new_range().end]];
            TextEdit { range: snapshot.range(document, range), new_text: text.to_owned() }
        })
        .collect()
}

fn diff_lines(text: &str) -> Vec<&str> {
    use similar::DiffableStr;
    text.tokenize_lines()
}

/// The schema that holds for a document.
pub(super) enum Holding {
    /// KIWI's.
    Kiwi(&'static Schema),
    /// One that the document is bound to.
    Bound(Arc<Bound>),
    /// RELAX NG's own, for schemas in XML syntax.
    RelaxNg(&'static Schema),
}

impl Holding {
    /// The schema.
    pub(super) fn schema(&self) -> Option<&Schema> {
        match self {
            Self::Kiwi(schema) | Self::RelaxNg(schema) => Some(schema),
            Self::Bound(bound) => bound.schema.as_ref(),
        }
    }

    /// A name by which completion items find it again.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Kiwi(_) => "kiwi".to_owned(),
            Self::RelaxNg(_) => "relaxng".to_owned(),
            Self::Bound(bound) => bound.path.to_string_lossy().into_owned(),
        }
    }
}

/// The schema that holds for a document.
pub(super) fn holding(snapshot: &Snapshot, document: &Document) -> Option<Holding> {
    match document.kind {
        Kind::Description => {
            // a description may name a schema of its own
            if let Some(bound) = snapshot.schema_of(document).filter(|bound| bound.schema.is_some()) {
                return Some(Holding::Bound(bound));
            }
            super::judge::edition(snapshot, &document.path).schema().map(Holding::Kiwi)
        }
        Kind::Xml => snapshot.schema_of(document).map(Holding::Bound),
        Kind::Schema if document.extension() == "rng" => query::schema::relax_ng().map(Holding::RelaxNg),
        _ => None,
    }
}

fn hover(snapshot: &Snapshot, document: &Document, offset: usize) -> Value {
    if let Some(value) = hover_name_of_rule(snapshot, document, offset) {
        return value;
    }
    let found = if document.kind == Kind::Schema && document.extension() != "rng" {
        super::schema::hover(snapshot, document, offset)
    } else if document.kind == Kind::Schema {
        super::schema::hover(snapshot, document, offset).or_else(|| hover_xml(snapshot, document, offset))
    } else if document.is_xml() {
        hover_xml(snapshot, document, offset)
    } else if document.kind == Kind::Description {
        hover_markup(snapshot, document, offset)
    } else {
        None
    };
    match found {
        Some(found) => json!({
            "contents": { "kind": "markdown", "value": found.markdown },
            "range": snapshot.range(document, found.range),
        }),
        None => Value::Null,
    }
}

fn hover_xml(snapshot: &Snapshot, document: &Document, offset: usize) -> Option<query::hover::Hover> {
    let holding = holding(snapshot, document)?;
    let schema = holding.schema()?;
    let mut found = query::hover::hover(document.tree(), schema, offset);
    if let Some(mention) = query::kiwi::mention_at(document.tree(), offset)
        && document.kind == Kind::Description
    {
        let words = navigation::about_name(snapshot, document, &mention);
        match &mut found {
            Some(found) => found.markdown = format!("{words}\n\n---\n\n{}", found.markdown),
            None => found = Some(query::hover::Hover { range: mention.range.clone(), markdown: words }),
        }
    }
    if let Some(found) = &mut found
        && matches!(holding, Holding::Kiwi(_))
        && let Some(more) = query::reference::about(document.tree(), schema, offset)
    {
        found.markdown = format!("{}\n\n{more}", found.markdown);
    }
    found
}

/// In a description in YAML, JSON or INI.
fn hover_markup(snapshot: &Snapshot, document: &Document, offset: usize) -> Option<query::hover::Hover> {
    let mut sources = crate::text::Sources::new();
    let id = sources.add(document.path.to_string_lossy(), document.text.clone());
    let parsed = crate::bundle::parse(sources.get(id)).document;
    let schema = super::judge::edition(snapshot, &document.path).schema()?;
    query::hover::hover_document(&parsed, schema, offset)
}

/// The page of a rule, on its name in a suppression comment or in `rowi.toml`.
fn hover_name_of_rule(snapshot: &Snapshot, document: &Document, offset: usize) -> Option<Value> {
    let text = &document.text;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let start = text[..offset]
        .rfind(|c: char| !is_name(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = offset + text[offset..].find(|c: char| !is_name(c)).unwrap_or(text.len() - offset);
    let name = &text[start..end];
    if name.is_empty() {
        return None;
    }
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let in_comment = text[line..start].contains("rowi:")
        || text[..start]
            .rfind("<!--")
            .is_some_and(|at| !text[at..start].contains("-->") && text[at..].contains("rowi:"));
    if !(in_comment || document.kind == Kind::Config) {
        return None;
    }
    let page = crate::analysis::explain(name).ok()?;
    Some(json!({
        "contents": { "kind": "markdown", "value": page },
        "range": snapshot.range(document, start..end),
    }))
}

fn report_id(items: &[Value]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for item in items {
        item.to_string().hash(&mut hasher);
    }
    format!("{:x}", hasher.finish())
}

fn diagnostic(snapshot: &Snapshot, params: &Value) -> Answer {
    let document = document(snapshot, params)?;
    let items = snapshot.report(document);
    let id = report_id(&items);
    if params["previousResultId"].as_str() == Some(&id) {
        return Ok(json!({ "kind": "unchanged", "resultId": id }));
    }
    Ok(json!({ "kind": "full", "resultId": id, "items": items }))
}

fn workspace_diagnostic(snapshot: &Snapshot, params: &Value) -> Answer {
    let previous: Vec<(String, String)> = params["previousResultIds"]
        .as_array()
        .map(|list| {
            let one = |one: &Value| Some((one["uri"].as_str()?.to_owned(), one["value"].as_str()?.to_owned()));
            list.iter().filter_map(one).collect()
        })
        .unwrap_or_default();
    let mut mains: std::collections::BTreeSet<PathBuf> = std::collections::BTreeSet::new();
    for folder in snapshot.folders.iter() {
        structure::walk(snapshot, folder, 0, &mut mains);
    }
    for document in snapshot.documents.values() {
        mains.extend(snapshot.owners(document));
    }
    let mut files: std::collections::BTreeMap<PathBuf, Vec<Value>> = std::collections::BTreeMap::new();
    for main in mains {
        let checked = snapshot.checked(&main);
        files.entry(main).or_default();
        for (index, one) in checked.diagnostics.iter().enumerate() {
            let path = checked.sources.get(one.primary.source).path().to_path_buf();
            let value = snapshot.finding(&checked, index);
            let list = files.entry(path).or_default();
            if !list.contains(&value) {
                list.push(value);
            }
        }
    }
    let reports: Vec<Value> = files
        .into_iter()
        .map(|(path, items)| {
            let uri = snapshot.uri_of(&path);
            let version = snapshot.documents.get(&path).map(|document| document.version);
            let id = report_id(&items);
            let mut report = if previous.contains(&(uri.0.clone(), id.clone())) {
                json!({ "kind": "unchanged", "resultId": id })
            } else {
                json!({ "kind": "full", "resultId": id, "items": items })
            };
            report["uri"] = json!(uri);
            report["version"] = json!(version);
            report
        })
        .collect();
    Ok(json!({ "items": reports }))
}

/// Texts that are nowhere on disk: pages of rules, KIWI's schema.
fn content(params: &Value) -> Answer {
    let uri = params["uri"].as_str().unwrap_or("");
    let path = uri.strip_prefix("rowi:").unwrap_or(uri).trim_start_matches('/');
    let text = if let Some(name) = path.strip_prefix("rules/") {
        crate::analysis::explain(name.trim_end_matches(".md")).ok()
    } else {
        query::reference::schema_text(path)
    };
    text.map(|text| json!({ "text": text })).ok_or_else(|| invalid(format!("there is no `{uri}`")))
}
