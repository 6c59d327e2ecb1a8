//! SARIF 2.1.0, as GitHub code scanning reads it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::{Report, in_lines, stream, uri};
use crate::diagnostic::{Applicability, Diagnostic, Entry, Fix, Severity};
use crate::text::{Sources, Span};

/// Where people read about the program.
const HOME: &str = env!("CARGO_PKG_HOMEPAGE");

pub(super) fn render(report: &Report<'_>) -> String {
    let findings = fingerprints(report);
    // Every rule that speaks is described once for each address of its page; results refer to it by index (SARIF
    // 3.27.6: rules may share an id).
    let rule = |diagnostic: &Diagnostic| (diagnostic.name.to_string(), report.url(diagnostic));
    let mut rules: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for (diagnostic, _) in &findings {
        rules.insert(rule(diagnostic), 0);
    }
    for (index, (_, at)) in rules.iter_mut().enumerate() {
        *at = index;
    }
    let described: Vec<Value> = rules
        .keys()
        .map(|(name, url)| {
            let entry = report.catalogue.iter().copied().find(|entry| entry.name == name.as_str());
            describe(name, entry, url.clone())
        })
        .collect();
    let results = findings.iter().map(|(diagnostic, fingerprint)| {
        let message = in_lines(diagnostic).replace('\n', "\n\n");
        let related: Vec<Value> = diagnostic
            .labels
            .iter()
            .enumerate()
            .map(|(index, label)| {
                let mut place = location(report, label.span);
                place["id"] = json!(index);
                place["message"] = json!({ "text": label.message });
                place
            })
            .collect();
        let mut result = json!({
            "ruleId": diagnostic.name.name(),
            "ruleIndex": rules[&rule(diagnostic)],
            "level": level(diagnostic.severity),
            "message": { "text": message },
            "locations": [location(report, diagnostic.primary)],
            "partialFingerprints": { "rowi/v1": fingerprint },
        });
        if !related.is_empty() {
            result["relatedLocations"] = json!(related);
        }
        let fixes: Vec<Value> = diagnostic
            .fixes
            .iter()
            .filter(|fix| fix.applicability != Applicability::DisplayOnly && !fix.edits.is_empty())
            .map(|one| fix(report, one))
            .collect();
        if !fixes.is_empty() {
            result["fixes"] = json!(fixes);
        }
        result
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "rowi",
                "informationUri": HOME,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "columnKind": "unicodeCodePoints",
            "results": [],
        }],
    });
    stream::around(&log, "results", results)
}

fn describe(name: &str, entry: Option<&Entry>, url: Option<String>) -> Value {
    // SARIF wants a readable name in Pascal case beside the id.
    let pascal: String = name
        .split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect();
    let mut rule = json!({ "id": name, "name": pascal });
    if entry.is_none() {
        // a rule of a schema or stylesheet, of which only the name is known
        let text = format!("The rule `{name}` of the schema or stylesheet.");
        rule["shortDescription"] = json!({ "text": text });
        rule["fullDescription"] = json!({ "text": text });
        rule["help"] = json!({ "text": text });
    }
    if let Some(entry) = entry {
        rule["shortDescription"] = json!({ "text": entry.summary });
        rule["fullDescription"] = json!({ "text": sentence(entry.explanation) });
        rule["help"] = json!({ "text": entry.explanation.trim(), "markdown": entry.explanation.trim() });
        rule["defaultConfiguration"] = json!({ "level": level(entry.severity) });
        rule["properties"] = json!({ "tags": [entry.group.as_str()] });
    }
    if let Some(url) = url {
        rule["helpUri"] = json!(url);
    }
    rule
}

/// The first paragraph, within GitHub's 1,000 characters.
fn sentence(explanation: &str) -> String {
    let paragraph = explanation.trim().split("\n\n").next().unwrap_or("").replace('\n', " ");
    paragraph.chars().take(1000).collect()
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn location(report: &Report<'_>, span: Span) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": file(report, span) },
        "region": region(report.sources, span),
    }})
}

fn file(report: &Report<'_>, span: Span) -> String {
    uri(&report.rooted(&report.sources.get(span.source).name))
}

fn region(sources: &Sources, span: Span) -> Value {
    let source = sources.get(span.source);
    let (start, end) = (source.line_column(span.start as usize), source.line_column(span.end as usize));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn fix(report: &Report<'_>, fix: &Fix) -> Value {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let replacement =
            json!({ "deletedRegion": region(report.sources, edit.span), "insertedContent": { "text": edit.text } });
        files.entry(file(report, edit.span)).or_default().push(replacement);
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(uri, replacements)| json!({ "artifactLocation": { "uri": uri }, "replacements": replacements }))
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}
