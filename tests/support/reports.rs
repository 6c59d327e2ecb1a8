//! A report in every format.

use rowi::analysis::catalogue;
use rowi::diagnostic::{Applicability, Diagnostic};
use rowi::render::{Format, Options, Report, render};
use rowi::text::{Edit, Sources, Span};
use rowi::xml::catalogue::{UNBOUND_PREFIX, UNCLOSED_ELEMENT, UNTERMINATED_COMMENT};

/// A report of four findings.
pub fn rendered(format: Format) -> String {
    let mut sources = Sources::new();
    let id = sources.add("images/a b.kiwi", "<image>\n  <tpye image=\"oem\"/>\n  <tpye image=\"oem\"/>\n</image>\n");
    let span = Span::new(id, 11, 15);
    let diagnostics = [
        Diagnostic::note(&UNTERMINATED_COMMENT, "a note, with: commas\nand lines", Span::at(id, 3)),
        Diagnostic::error(&UNCLOSED_ELEMENT, "element `tpye` & \"type\" <x>", span)
            .with_label(Span::new(id, 1, 6), "in here")
            .with_note("first")
            .with_expected(["type".to_owned()])
            .with_fix("rename to `type`", Applicability::Safe, vec![Edit::replace(span, "type")]),
        Diagnostic::error(&UNCLOSED_ELEMENT, "element `tpye` & \"type\" <x>", Span::new(id, 34, 38)),
        Diagnostic::warning(&UNBOUND_PREFIX, "100% sure", Span::new(id, 8, 40)),
    ];
    let report = Report::new(&sources, &diagnostics, 1, catalogue());
    render(format, &report, &Options::default())
}

pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

/// A report of one finding at a range of a text.
pub fn rendered_of(text: &str, start: usize, end: usize, format: Format) -> String {
    let mut sources = Sources::new();
    let id = sources.add("a.xml", text);
    let found = [Diagnostic::error(&rowi::xml::catalogue::UNCLOSED_ELEMENT, "here", Span::new(id, start, end))];
    render(format, &Report::new(&sources, &found, 1, catalogue()), &Options::default())
}
