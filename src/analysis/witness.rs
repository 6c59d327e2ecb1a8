//! A loader that remembers what it was refused: a file of a description that cannot be judged is told, whichever stage
//! asked for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::text::{EntryKind, LoadError, Loader, Sources, Span};
use crate::xml::catalogue::UNREADABLE_FILE;

pub(super) struct Witness<'l> {
    base: &'l dyn Loader,
    refused: Mutex<BTreeMap<PathBuf, LoadError>>,
}

impl<'l> Witness<'l> {
    pub(super) fn new(base: &'l dyn Loader) -> Self {
        Self { base, refused: Mutex::default() }
    }

    /// A finding for each file that is there and could not be read, but for those that `found` tells already.
    pub(super) fn refusals(self, found: &[Diagnostic], sources: &mut Sources) -> Vec<Diagnostic> {
        let refused = self.refused.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut told = Vec::new();
        for (path, error) in refused {
            let name = path.to_string_lossy();
            let is_told =
                found.iter().any(|one| one.name == &UNREADABLE_FILE && sources.get(one.primary.source).name == name);
            if !is_told {
                let at = Span::at(sources.add(name.clone(), ""), 0);
                told.push(Diagnostic::error(&UNREADABLE_FILE, format!("cannot read `{name}`: {error}"), at));
            }
        }
        told
    }

    fn seen<T>(&self, path: &Path, result: Result<T, LoadError>) -> Result<T, LoadError> {
        if let Err(error @ (LoadError::Outside | LoadError::Unreadable(_))) = &result {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            refused.entry(path.to_path_buf()).or_insert_with(|| error.clone());
        }
        result
    }
}

impl Loader for Witness<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.seen(path, self.base.read(path))
    }

    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        self.seen(path, self.base.read_limited(path, limit))
    }

    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        self.seen(path, self.base.start(path, length))
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.base.kind(path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        self.base.list(directory)
    }

    fn is_executable(&self, path: &Path) -> bool {
        self.base.is_executable(path)
    }

    fn link(&self, path: &Path) -> Option<String> {
        self.base.link(path)
    }
}
