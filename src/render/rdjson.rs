//! reviewdog's diagnostic format. Columns count bytes there.

use serde_json::{Value, json};

use super::{Report, in_lines, stream};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::text::{Sources, Span};

pub(super) fn render(report: &Report<'_>) -> String {
    let sorted = report.sorted();
    let frame = json!({
        "source": { "name": "rowi", "url": env!("CARGO_PKG_HOMEPAGE") },
        "diagnostics": [],
    });
    stream::around(&frame, "diagnostics", sorted.into_iter().map(|one| diagnostic(report, one)))
}

fn diagnostic(report: &Report<'_>, diagnostic: &Diagnostic) -> Value {
    let mut code = json!({ "value": diagnostic.name.name() });
    if let Some(url) = report.url(diagnostic) {
        code["url"] = json!(url);
    }
    let related: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| json!({ "message": label.message, "location": location(report, label.span) }))
        .collect();
    // a suggestion has no path: it is for the file of the finding
    let own = diagnostic.primary.source;
    let suggestions: Vec<Value> = diagnostic
        .fixes
        .first()
        .filter(|fix| fix.applicability != Applicability::DisplayOnly)
        .filter(|fix| fix.edits.iter().all(|edit| edit.span.source == own))
        .into_iter()
        .flat_map(|fix| &fix.edits)
        .map(|edit| json!({ "range": range(report.sources, edit.span), "text": edit.text }))
        .collect();
    let mut value = json!({
        "message": in_lines(diagnostic),
        "location": location(report, diagnostic.primary),
        "severity": match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        "code": code,
    });
    if !suggestions.is_empty() {
        value["suggestions"] = json!(suggestions);
    }
    if !related.is_empty() {
        value["relatedLocations"] = json!(related);
    }
    value
}

fn location(report: &Report<'_>, span: Span) -> Value {
    let path = report.rooted(&report.sources.get(span.source).name);
    json!({ "path": path, "range": range(report.sources, span) })
}

fn range(sources: &Sources, span: Span) -> Value {
    let source = sources.get(span.source);
    let place = |offset: u32| {
        let offset = (offset as usize).min(source.text.len());
        let lines = source.lines();
        let line = lines.line(offset);
        json!({ "line": line + 1, "column": offset - lines.line_range(&source.text, line).start + 1 })
    };
    json!({ "start": place(span.start), "end": place(span.end) })
}
