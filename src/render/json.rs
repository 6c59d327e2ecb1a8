//! The versioned JSON of the contract.

use serde_json::{Value, json};

use super::{Report, stream};
use crate::diagnostic::Diagnostic;
use crate::text::{Sources, Span};

pub(super) fn render(report: &Report<'_>) -> String {
    let sorted = report.sorted();
    let frame = json!({ "version": 1, "files": report.files, "diagnostics": [] });
    stream::around(&frame, "diagnostics", sorted.into_iter().map(|one| diagnostic(report, one)))
}

/// The JSON Schema of what [`super::Format::Json`] prints.
#[must_use]
pub fn report_schema() -> Value {
    let string = json!({ "type": "string" });
    let strings = json!({ "type": "array", "items": { "type": "string" } });
    let object = |properties: Value| {
        let names: Vec<String> = properties.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
        json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
    };
    let list = |item: &Value| json!({ "type": "array", "items": item });
    let place = object(json!({
        "line": { "type": "integer", "minimum": 1, "description": "from 1" },
        "column": { "type": "integer", "minimum": 1, "description": "from 1, in Unicode scalar values" },
        "offset": { "type": "integer", "minimum": 0, "description": "in bytes of the text in UTF-8, without byte order mark" },
    }));
    let span = object(json!({ "start": place, "end": place }));
    let label = object(json!({ "file": string, "span": span, "message": string }));
    let edit = object(json!({ "file": string, "span": span, "text": string }));
    let applicability = json!({ "enum": ["safe", "unsafe", "display-only"] });
    let fix = object(json!({ "title": string, "applicability": applicability, "edits": list(&edit) }));
    let diagnostic = object(json!({
        "name": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
        "severity": { "enum": ["error", "warning", "note"] },
        "message": string,
        "label": { "type": "string", "description": "what is written under the place: why, or what was meant; often empty" },
        "file": string,
        "span": span,
        "labels": list(&label),
        "notes": strings,
        "expected": strings,
        "fixes": list(&fix),
        "url": { "type": ["string", "null"] },
    }));
    let mut schema = object(json!({
        "version": { "const": 1 },
        "files": { "type": "integer", "minimum": 0 },
        "diagnostics": list(&diagnostic),
    }));
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("rowi report");
    schema
}

pub(super) fn render_lines(report: &Report<'_>) -> String {
    report.sorted().into_iter().map(|one| format!("{}\n", diagnostic(report, one))).collect()
}

fn diagnostic(report: &Report<'_>, diagnostic: &Diagnostic) -> Value {
    let sources = report.sources;
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| json!({ "file": file(sources, label.span), "span": span(sources, label.span), "message": label.message }))
        .collect();
    let fixes: Vec<Value> = diagnostic
        .fixes
        .iter()
        .map(|fix| {
            let edits: Vec<Value> = fix
                .edits
                .iter()
                .map(|edit| json!({ "file": file(sources, edit.span), "span": span(sources, edit.span), "text": edit.text }))
                .collect();
            json!({ "title": fix.title, "applicability": fix.applicability.as_str(), "edits": edits })
        })
        .collect();
    json!({
        "name": diagnostic.name.name(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message.as_str(),
        "label": diagnostic.primary_label,
        "file": file(sources, diagnostic.primary),
        "span": span(sources, diagnostic.primary),
        "labels": labels,
        "notes": diagnostic.notes,
        "expected": diagnostic.expected,
        "fixes": fixes,
        "url": report.url(diagnostic),
    })
}

fn file(sources: &Sources, span: Span) -> &str {
    &sources.get(span.source).name
}

fn span(sources: &Sources, span: Span) -> Value {
    let source = sources.get(span.source);
    let end = |offset: u32| {
        let place = source.line_column(offset as usize);
        json!({ "line": place.line, "column": place.column, "offset": offset })
    };
    json!({ "start": end(span.start), "end": end(span.end) })
}
