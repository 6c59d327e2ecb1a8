//! What CI systems read: GitHub's workflow commands, Azure's logging commands, GitLab's code quality, JUnit and
//! checkstyle.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use super::fingerprint::fingerprints;
use super::{Report, in_lines, in_one_line, stream};
use crate::diagnostic::{Diagnostic, Severity};

/// What GitHub keeps of an annotation's title and of its message, in bytes.
const MAX_TITLE: usize = 255;
const MAX_MESSAGE: usize = 60_000;

/// The text cut to a number of bytes.
fn limited(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let most = limit - '…'.len_utf8();
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= most).last().unwrap_or(0);
    format!("{}…", &text[..end])
}

/// GitHub shows ten annotations a step: the most severe come first, and a last line tells the total.
pub(super) fn github(report: &Report<'_>) -> String {
    let escape_data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let escape_property = |text: &str| escape_data(text).replace(':', "%3A").replace(',', "%2C");
    let mut list = report.sorted();
    list.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    let mut text = String::new();
    for diagnostic in &list {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let source = report.sources.get(diagnostic.primary.source);
        let name = report.rooted(&source.name);
        let (start, end) = (
            source.line_column(diagnostic.primary.start as usize),
            source.line_column(diagnostic.primary.end as usize),
        );
        let _ = write!(text, "::{command} file={},line={},endLine={}", escape_property(&name), start.line, end.line);
        // Columns are only allowed within one line.
        if start.line == end.line {
            let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
        }
        let message = limited(&in_lines(diagnostic), MAX_MESSAGE);
        let title = limited(&diagnostic.name, MAX_TITLE);
        let _ = writeln!(text, ",title={}::{}", escape_property(&title), escape_data(&message));
    }
    if !list.is_empty() {
        let _ = writeln!(text, "rowi: {}", report.summary());
    }
    text
}

pub(super) fn gitlab(report: &Report<'_>) -> String {
    stream::list(fingerprints(report).into_iter().map(|(diagnostic, fingerprint)| {
        let source = report.sources.get(diagnostic.primary.source);
        let severity = match diagnostic.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Note => "info",
        };
        let lines = json!({
            "begin": source.line_column(diagnostic.primary.start as usize).line,
            "end": source.line_column(diagnostic.primary.end as usize).line,
        });
        // GitLab does not show check_name, so the description bears it too.
        json!({
            "description": format!("{}: {}", diagnostic.name, in_one_line(diagnostic)),
            "content": { "body": in_lines(diagnostic).replace('\n', "\n\n") },
            "check_name": diagnostic.name.name(),
            "fingerprint": fingerprint,
            "severity": severity,
            "location": { "path": report.rooted(&source.name), "lines": lines },
        })
    }))
}

pub(super) fn junit(report: &Report<'_>) -> String {
    let files = by_file(report);
    let total: usize = files.values().map(Vec::len).sum();
    let fails = |diagnostic: &Diagnostic| diagnostic.severity >= report.fails;
    let errors = report.diagnostics.iter().filter(|one| fails(one)).count();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let clean = usize::from(files.is_empty());
    let _ = writeln!(text, "<testsuites name=\"rowi\" tests=\"{}\" failures=\"{errors}\" errors=\"0\">", total + clean);
    if files.is_empty() {
        text.push_str("  <testsuite name=\"rowi\" tests=\"1\" failures=\"0\" errors=\"0\">\n");
        text.push_str("    <testcase classname=\"rowi\" name=\"check\"/>\n  </testsuite>\n");
    }
    for (file, list) in &files {
        let failures = list.iter().filter(|diagnostic| fails(diagnostic)).count();
        let name = escape(file);
        let _ = writeln!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\">",
            list.len()
        );
        for diagnostic in list {
            let place = report.sources.get(diagnostic.primary.source).line_column(diagnostic.primary.start as usize);
            let case = format!("{}:{}:{}", diagnostic.name, place.line, place.column);
            let _ = write!(text, "    <testcase classname=\"{name}\" name=\"{}\"", escape(&case));
            let headline = escape(&in_one_line(diagnostic));
            let body = escape(&format!("{file}:{}:{}: {}", place.line, place.column, in_lines(diagnostic)));
            if fails(diagnostic) {
                let severity = diagnostic.severity.as_str();
                let _ = writeln!(
                    text,
                    ">\n      <failure message=\"{headline}\" type=\"{severity}\">{body}</failure>\n    </testcase>"
                );
            } else {
                let _ = writeln!(
                    text,
                    ">\n      <system-out>{}: {body}</system-out>\n    </testcase>",
                    diagnostic.severity.as_str()
                );
            }
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

pub(super) fn checkstyle(report: &Report<'_>) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (file, list) in by_file(report) {
        let _ = writeln!(text, "  <file name=\"{}\">", escape(&file));
        for diagnostic in list {
            let place = report.sources.get(diagnostic.primary.source).line_column(diagnostic.primary.start as usize);
            let severity = if diagnostic.severity == Severity::Note { "info" } else { diagnostic.severity.as_str() };
            let _ = writeln!(
                text,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"rowi.{}\"/>",
                place.line,
                place.column,
                escape(&in_one_line(diagnostic)),
                escape(&diagnostic.name)
            );
        }
        text.push_str("  </file>\n");
    }
    text.push_str("</checkstyle>\n");
    text
}

fn by_file<'a>(report: &Report<'a>) -> BTreeMap<String, Vec<&'a Diagnostic>> {
    let mut files: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in report.sorted() {
        files.entry(report.sources.get(diagnostic.primary.source).name.clone()).or_default().push(diagnostic);
    }
    files
}

/// Logging commands of Azure Pipelines, which knows errors and warnings; notes are plain lines.
pub(super) fn azure(report: &Report<'_>) -> String {
    let data = |text: &str| text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(';', "%3B").replace(']', "%5D");
    let mut list = report.sorted();
    list.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    let mut text = String::new();
    for diagnostic in &list {
        let source = report.sources.get(diagnostic.primary.source);
        let (name, place) = (report.rooted(&source.name), source.line_column(diagnostic.primary.start as usize));
        let message = in_one_line(diagnostic);
        if diagnostic.severity == Severity::Note {
            let _ = writeln!(text, "{name}:{}:{}: note[{}] {message}", place.line, place.column, diagnostic.name);
            continue;
        }
        let _ = writeln!(
            text,
            "##vso[task.logissue type={};sourcepath={};linenumber={};columnnumber={};code={}]{}",
            diagnostic.severity.as_str(),
            property(&name),
            place.line,
            place.column,
            property(&diagnostic.name),
            data(&message)
        );
    }
    if !list.is_empty() {
        let _ = writeln!(text, "rowi: {}", report.summary());
    }
    text
}

/// For XML attributes and text; control characters that XML does not allow become a replacement character.
fn escape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\n' => result.push_str("&#10;"),
            '\t' => result.push_str("&#9;"),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => result.push('\u{fffd}'),
            c if super::inert::by_number(c) => result.push_str(&format!("&#x{:X};", u32::from(c))),
            _ => result.push(c),
        }
    }
    result
}
