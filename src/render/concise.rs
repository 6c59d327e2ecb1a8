//! One line a finding: `file:line:column: severity[name] headline: reason (help: what to do)`.

use std::fmt::Write;

use super::{Report, in_one_line};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for diagnostic in report.sorted() {
        let source = report.sources.get(diagnostic.primary.source);
        let place = source.line_column(diagnostic.primary.start as usize);
        let severity = diagnostic.severity.as_str();
        let _ = writeln!(
            text,
            "{}:{}:{}: {severity}[{}] {}",
            source.name,
            place.line,
            place.column,
            diagnostic.name,
            in_one_line(diagnostic)
        );
    }
    text
}
