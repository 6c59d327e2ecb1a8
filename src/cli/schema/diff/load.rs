//! A schema by the name that the command line gives it.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use super::git::{self, History};
use crate::cli::{Reporter, Terminal};
use crate::compat::Prefixes;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::kiwi::Edition;
use crate::rng::ast::{Namespace, Syntax};
use crate::rng::simple::Grammar;
use crate::schematron::{self, Rules};
use crate::text::{Loader, SourceId, Sources};
use crate::{analysis, rng};

/// A schema and its Schematron rules.
pub(super) struct LoadedSchema {
    pub(super) grammar: Grammar,
    pub(super) rules: Rules,
    /// The files it consists of.
    pub(super) files: Vec<String>,
    /// The prefixes that they declare.
    pub(super) prefixes: Prefixes,
}

/// Why there is no schema to compare.
pub(super) enum Refusal {
    /// In a sentence.
    Message(String),
    /// It was read, and is no schema.
    Schema(Vec<Diagnostic>),
}

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

impl Refusal {
    /// Reports it; a message for the terminal, where one is left to say.
    pub(super) fn tell(self, sources: &Sources, terminal: &Terminal) -> String {
        match self {
            Self::Message(message) => message,
            Self::Schema(diagnostics) => {
                let _ = Reporter::in_format(None, terminal).finish(sources, &diagnostics, 1);
                String::new()
            }
        }
    }

    /// The first fault, in a line.
    pub(super) fn line(&self, sources: &Sources) -> String {
        match self {
            Self::Message(message) => message.clone(),
            Self::Schema(diagnostics) => {
                let first = diagnostics.iter().max_by_key(|own| (own.severity, Reverse(own.primary.start)));
                first.map_or_else(String::new, |own| {
                    let at = sources.get(own.primary.source).line_column(own.primary.start as usize);
                    format!("line {}: {}", at.line, own.message)
                })
            }
        }
    }
}

/// Loads a schema.
pub(super) fn load(name: &str, sources: &mut Sources, terminal: &Terminal) -> Result<LoadedSchema, Refusal> {
    if let Some((revision, path)) = git::parts(name) {
        let path = Path::new(path);
        let folder = git::folder_of(path);
        let history = History::new(revision, &folder);
        return from_history(&history, &history.name(&git::from_top(&folder, path)), sources);
    }
    if name.starts_with("git:") {
        return Err(format!("`{name}` is not of the form git:REVISION:PATH").into());
    }
    let path = PathBuf::from(name);
    if !path.exists()
        && let Some(edition) = Edition::from_name(name)
        && let Some(schema) = edition.schema()
    {
        let grammar = Grammar::clone(schema.grammar());
        return Ok(LoadedSchema { grammar, rules: Rules::default(), files: Vec::new(), prefixes: Prefixes::default() });
    }
    let mut diagnostics = Vec::new();
    let Some(id) = analysis::read(&path, sources, &terminal.access.loader([path.as_path()]), &mut diagnostics) else {
        return Err(Refusal::Schema(diagnostics));
    };
    finish(id, sources, &terminal.access.loader([path.as_path()]))
}

/// Loads a schema from the history, by the name of its main file there.
pub(super) fn from_history(history: &History, name: &str, sources: &mut Sources) -> Result<LoadedSchema, Refusal> {
    let bytes = history.bytes(Path::new(name))?;
    let id = sources.add_bytes(name, &bytes).map_err(|(_, error)| format!("`{}`: {error}", git::shown(name)))?;
    finish(id, sources, history)
}

fn finish(id: SourceId, sources: &mut Sources, loader: &dyn Loader) -> Result<LoadedSchema, Refusal> {
    let loaded = rng::load(id, sources, loader);
    let Some(grammar) = loaded.grammar.filter(|_| !has_errors(&loaded.diagnostics)) else {
        return Err(Refusal::Schema(loaded.diagnostics));
    };
    let (rules, _) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema), sources);
    let files = loaded.files.iter().map(|file| sources.get(file.schema.source).name.clone()).collect();
    let mut prefixes = Prefixes::default();
    for file in &loaded.files {
        for (prefix, namespace) in file.schema.prefixes.iter() {
            // In XML syntax the default namespace is that of RELAX NG.
            if let Namespace::Uri(uri) = namespace
                && !uri.is_empty()
                && !(prefix.is_empty() && file.schema.syntax == Syntax::Xml)
            {
                prefixes.declare(uri, prefix);
            }
        }
    }
    Ok(LoadedSchema { grammar, rules, files, prefixes })
}
