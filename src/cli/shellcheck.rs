//! shellcheck's opinion of a description's scripts, asked for by `--shellcheck`.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::analysis::SHELLCHECK;
use crate::diagnostic::{Diagnostic, Severity};
use crate::image::ScriptKind;
use crate::text::{LineColumn, Source, Sources, Span};

#[derive(Debug, Deserialize)]
struct Report {
    comments: Vec<Comment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    line: usize,
    end_line: usize,
    column: usize,
    end_column: usize,
    level: String,
    code: u32,
    message: String,
}

/// Whether the program is installed.
pub(super) fn is_installed() -> bool {
    let status = Command::new("shellcheck").arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Its findings in the scripts that a check has read.
pub(super) fn findings(sources: &Sources) -> Vec<Diagnostic> {
    let scripts: Vec<&str> = ScriptKind::ALL.into_iter().filter_map(ScriptKind::file_name).collect();
    let is_script = |source: &&std::sync::Arc<Source>| {
        let name = Path::new(&source.name).file_name().unwrap_or_default().to_string_lossy();
        scripts.contains(&&*name)
    };
    sources.iter().filter(is_script).flat_map(|source| ask(source)).collect()
}

fn ask(source: &Source) -> Vec<Diagnostic> {
    // KIWI sources its helper functions and profile variables first, which shellcheck cannot see.
    let arguments = ["--format=json1", "--shell=bash", "--exclude=SC1090,SC1091,SC2154", "--", &source.name];
    let Ok(output) = Command::new("shellcheck").args(arguments).stdin(Stdio::null()).output() else {
        return Vec::new();
    };
    let Ok(report) = serde_json::from_slice::<Report>(&output.stdout) else { return Vec::new() };
    report.comments.into_iter().map(|comment| diagnostic(source, &comment)).collect()
}

fn diagnostic(source: &Source, comment: &Comment) -> Diagnostic {
    let offset = |line, column| source.lines().offset(&source.text, LineColumn { line, column });
    let (start, end) = (offset(comment.line, comment.column), offset(comment.end_line, comment.end_column));
    let severity = match comment.level.as_str() {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Note,
    };
    let message = comment.message.trim_end_matches('.');
    let mut headline = format!("SC{}: {message}", comment.code);
    if let Some(end) = headline.find(". ") {
        headline.truncate(end);
    }
    Diagnostic::new(severity, &SHELLCHECK, headline, Span::new(source.id, start, end.max(start)))
        .with_note(comment.message.clone())
}
