//! One description through all stages.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::image::{Description, Input, Narrow};
use crate::kiwi::Edition;
use crate::lint;
use crate::text::{DecodeError, Loader, SourceId, Sources, Span};
use crate::{schematron, xml};

/// What to check for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Does not upgrade an old description before checking it.
    pub no_upgrade: bool,
    /// The edition of KIWI's schema.
    pub edition: Edition,
    /// What of the description is judged.
    pub narrow: Narrow,
    /// How the lint rules run.
    pub lint: lint::Options,
    /// Schemas for the content of `extension`, by namespace.
    pub extension: Vec<(String, PathBuf)>,
}

/// Checks the description at `path`; what it consists of is read through `loader`.
pub fn check(path: &Path, sources: &mut Sources, loader: &dyn Loader, options: &Options) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(id) = read(path, sources, loader, &mut diagnostics) {
        diagnostics.extend(check_source(id, sources, loader, options));
    }
    diagnostics
}

/// Checks a description that is in `sources` already; its name is its path.
pub fn check_source(id: SourceId, sources: &mut Sources, loader: &dyn Loader, options: &Options) -> Vec<Diagnostic> {
    let parsed = xml::parse(sources.get(id));
    let mut diagnostics = parsed.diagnostics;
    let document = parsed.document;
    if document.root_element().is_some()
        && let Some(schema) = options.edition.schema()
    {
        add_unreported(&mut diagnostics, schema.validate(&document));
        let mut found = schematron::validate(options.edition.rules(), &document, None);
        found.retain(|finding| !stands_on_a_mistake(finding, &diagnostics));
        diagnostics.extend(found);
    }
    let path = PathBuf::from(&sources.get(id).name);
    let mut input = Input::new(&document, &path);
    input.narrow = options.narrow.clone();
    let description = Description::load(&input, loader, sources);
    add_unreported(&mut diagnostics, lint::run(&description, &options.lint));
    if options.lint.no_suppressions {
        return diagnostics;
    }
    let names: Vec<&str> = catalogue().iter().map(|entry| entry.name).collect();
    let all_ran = options.lint.select.is_empty() && options.narrow == Narrow::default();
    lint::suppress(&description, diagnostics, &|name| names.contains(&name), &names, all_ran)
}

/// Whether a rule judged by a value that is wrong anyhow: once that is mended, the rule may well be content.
fn stands_on_a_mistake(finding: &Diagnostic, diagnostics: &[Diagnostic]) -> bool {
    let mut places = std::iter::once(finding.primary).chain(finding.labels.iter().map(|label| label.span));
    places.any(|place| {
        diagnostics.iter().any(|other| {
            // what is missing is another matter than what is there
            let absent = matches!(&*other.name, "missing-attribute" | "incomplete-element");
            let wrong = other.severity == Severity::Error && !other.primary.is_empty() && !absent;
            wrong && !place.is_empty() && (other.primary.contains(place) || place.contains(other.primary))
        })
    })
}

/// Adds findings of a later stage, but for those at a place that an earlier stage has called wrong already: one
/// mistake, one diagnostic.
fn add_unreported(diagnostics: &mut Vec<Diagnostic>, found: Vec<Diagnostic>) {
    let wrong: HashSet<Span> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error && !diagnostic.primary.is_empty())
        .map(|diagnostic| diagnostic.primary)
        .collect();
    diagnostics.extend(found.into_iter().filter(|diagnostic| !wrong.contains(&diagnostic.primary)));
}

/// Reads a file into `sources`; where that fails, a diagnostic says why.
pub fn read(
    path: &Path,
    sources: &mut Sources,
    loader: &dyn Loader,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SourceId> {
    let name = path.to_string_lossy().into_owned();
    let bytes = match loader.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let at = Span::at(sources.add(name.clone(), ""), 0);
            diagnostics.push(Diagnostic::error("unreadable-file", format!("cannot read `{name}`: {error}"), at));
            return None;
        }
    };
    match sources.add_bytes(name, &bytes) {
        Ok(id) => Some(id),
        Err((id, error)) => {
            let at = if let DecodeError::InvalidUtf8 { offset, .. } = error { offset } else { 0 };
            let span = Span::at(id, at.min(sources.get(id).text.len()));
            diagnostics.push(
                Diagnostic::error("invalid-encoding", error.to_string(), span)
                    .with_note("save the file as UTF-8, or name its encoding in the XML declaration"),
            );
            None
        }
    }
}
