//! The versioned JSON of the contract.

use serde_json::{Value, json};

use super::Report;
use crate::diagnostic::Diagnostic;
use crate::text::{Sources, Span};

pub(super) fn render(report: &Report<'_>) -> String {
    let diagnostics: Vec<Value> = report.sorted().into_iter().map(|one| diagnostic(report.sources, one)).collect();
    let object = json!({ "version": 1, "files": report.files, "diagnostics": diagnostics });
    let mut text = serde_json::to_string_pretty(&object).unwrap_or_default();
    text.push('\n');
    text
}

pub(super) fn render_lines(report: &Report<'_>) -> String {
    report.sorted().into_iter().map(|one| format!("{}\n", diagnostic(report.sources, one))).collect()
}

fn diagnostic(sources: &Sources, diagnostic: &Diagnostic) -> Value {
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
        "name": diagnostic.name,
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "file": file(sources, diagnostic.primary),
        "span": span(sources, diagnostic.primary),
        "labels": labels,
        "notes": diagnostic.notes,
        "expected": diagnostic.expected,
        "fixes": fixes,
        "url": format!("docs/rules/{}.md", diagnostic.name),
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
