//! A comparison as findings, for the formats that services read.

use super::{Outcome, Result as Compared, write};
use crate::analysis::catalogue;
use crate::compat::catalogue::{SCHEMA_INCOMPATIBLE, SCHEMA_UNDECIDED, SCHEMA_VERSION_RAISED, SCHEMA_WIDENED};
use crate::compat::{Change, Severity};
use crate::diagnostic::{self, Diagnostic, Entry};
use crate::render::{self, Options, Report, render};
use crate::text::{Sources, Span};

/// What is said of a comparison, a finding a change.
pub(super) fn of(result: &Compared<'_>) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> =
        result.comparison.changes.iter().filter_map(|change| finding(change, result)).collect();
    let whole = |entry: &'static Entry| {
        let place = findings.first().map_or_else(Span::default, |first| first.primary);
        Diagnostic::new(entry.severity, entry, write::headline(result), place)
    };
    let whole = match result.outcome {
        Outcome::NeedlessBump => Some(whole(&SCHEMA_VERSION_RAISED)),
        Outcome::Undecided => Some(whole(&SCHEMA_UNDECIDED)),
        _ => None,
    };
    findings.extend(whole.map(|whole| match write::advice(result) {
        Some(advice) => whole.with_note(advice),
        None => whole,
    }));
    findings
}

fn finding(change: &Change, result: &Compared<'_>) -> Option<Diagnostic> {
    let entry = match change.severity {
        Severity::Breaking => &SCHEMA_INCOMPATIBLE,
        Severity::Unknown => &SCHEMA_UNDECIDED,
        Severity::Compatible => &SCHEMA_WIDENED,
        Severity::Documentation => return None,
    };
    let fails = result.outcome == Outcome::Incompatible && !result.approved.contains(&change.fingerprint);
    let span = change.new.or(change.old).unwrap_or_default();
    let message = format!("{}: {}", write::title(&[change]), change.detail);
    let mut found = Diagnostic::new(entry.severity, entry, message, span);
    if !fails && change.severity != Severity::Compatible {
        found.severity = diagnostic::Severity::Warning;
    }
    if let Some(example) = &change.example {
        found = found.with_note(format!("valid before, refused now:\n{}", example.old.trim_end()));
    }
    if let Some(advice) = write::advice(result).filter(|_| fails && change.severity == Severity::Breaking) {
        found = found.with_note(advice);
    }
    Some(found.with_note(format!("fingerprint {}", change.fingerprint)))
}

/// The findings in a format.
pub(super) fn print(format: render::Format, findings: &[Diagnostic], sources: &Sources) -> String {
    let prefix = crate::cli::report::prefix();
    let report = Report { prefix: &prefix, ..Report::new(sources, findings, 2, catalogue()) };
    render(format, &report, &Options::default())
}
