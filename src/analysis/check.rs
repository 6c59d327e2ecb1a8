//! One description through all stages.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::text::{Loader, SourceId, Sources, Span};
use crate::xml;

/// What to check for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Does not upgrade an old description before checking it.
    pub no_upgrade: bool,
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
pub fn check_source(id: SourceId, sources: &mut Sources, _loader: &dyn Loader, _options: &Options) -> Vec<Diagnostic> {
    let parsed = xml::parse(sources.get(id));
    parsed.diagnostics
}

/// Reads a file into `sources`; where that fails, a diagnostic says why.
pub fn read(
    path: &Path,
    sources: &mut Sources,
    loader: &dyn Loader,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SourceId> {
    let name = path.to_string_lossy().into_owned();
    match loader.read(path) {
        Ok(bytes) => match sources.add_bytes(name, &bytes) {
            Ok(id) => Some(id),
            Err((id, error)) => {
                let at = match &error {
                    crate::text::DecodeError::InvalidUtf8 { offset, .. } => *offset,
                    _ => 0,
                };
                let span = Span::at(id, at.min(sources.get(id).text.len()));
                diagnostics.push(
                    Diagnostic::error("invalid-encoding", error.to_string(), span)
                        .with_note("save the file as UTF-8, or name its encoding in the XML declaration"),
                );
                None
            }
        },
        Err(error) => {
            let id = sources.add(name.clone(), "");
            diagnostics.push(Diagnostic::error(
                "unreadable-file",
                format!("cannot read `{name}`: {error}"),
                Span::at(id, 0),
            ));
            None
        }
    }
}
