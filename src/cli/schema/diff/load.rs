//! A schema by the name that the command line gives it.

use std::path::{Path, PathBuf};

use super::git::{self, History};
use crate::cli::{Reporter, Terminal};
use crate::diagnostic::has_errors;
use crate::kiwi::Edition;
use crate::rng::simple::Grammar;
use crate::schematron::{self, Rules};
use crate::text::{Loader, Sources};
use crate::{analysis, rng};

/// A schema and its Schematron rules.
pub(super) struct LoadedSchema {
    pub(super) grammar: Grammar,
    pub(super) rules: Rules,
    /// The files it consists of.
    pub(super) files: Vec<String>,
}

/// Loads a schema; what is wrong with it has been said where the message is empty.
pub(super) fn load(name: &str, sources: &mut Sources, terminal: &Terminal) -> Result<LoadedSchema, String> {
    if let Some((revision, path)) = git::parts(name) {
        return from_history(revision, path, false, sources, terminal);
    }
    if name.starts_with("git:") {
        return Err(format!("`{name}` is not of the form git:REVISION:PATH"));
    }
    let path = PathBuf::from(name);
    if !path.exists()
        && let Some(edition) = Edition::from_name(name)
        && let Some(schema) = edition.schema()
    {
        let grammar = Grammar::clone(schema.grammar());
        return Ok(LoadedSchema { grammar, rules: Rules::default(), files: Vec::new() });
    }
    let mut diagnostics = Vec::new();
    let Some(id) = analysis::read(&path, sources, &terminal.access.loader([path.as_path()]), &mut diagnostics) else {
        return Err(refused(sources, &diagnostics, terminal));
    };
    finish(id, sources, &terminal.access.loader([path.as_path()]), terminal)
}

/// Loads a schema from the history.
pub(super) fn from_history(
    revision: &str,
    path: &str,
    from_root: bool,
    sources: &mut Sources,
    terminal: &Terminal,
) -> Result<LoadedSchema, String> {
    let history = History { revision, from_root };
    let bytes = history.read(Path::new(path)).map_err(|_| {
        let name = format!("{revision}:{}{path}", if from_root { "" } else { "./" });
        git::git(&["cat-file", "blob", &name]).err().unwrap_or_else(|| format!("`{name}` cannot be read"))
    })?;
    let name = format!("git:{revision}:{path}");
    let id = sources.add_bytes(name, &bytes).map_err(|(_, error)| format!("`{path}` of {revision}: {error}"))?;
    finish(id, sources, &history, terminal)
}

fn finish(
    id: crate::text::SourceId,
    sources: &mut Sources,
    loader: &dyn Loader,
    terminal: &Terminal,
) -> Result<LoadedSchema, String> {
    let loaded = rng::load(id, sources, loader);
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else {
        return Err(refused(sources, &loaded.diagnostics, terminal));
    };
    let (rules, _) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema));
    let files = loaded.files.iter().map(|file| sources.get(file.schema.source).name.clone()).collect();
    Ok(LoadedSchema { grammar, rules, files })
}

fn refused(sources: &Sources, diagnostics: &[crate::diagnostic::Diagnostic], terminal: &Terminal) -> String {
    let _ = Reporter::in_format(None, terminal).finish(sources, diagnostics, 1);
    String::new()
}
