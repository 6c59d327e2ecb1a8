//! A description with all that it includes: each file found, read, decoded and parsed once, before anything is judged.
//!
//! ```text
//! config.xml --include--> part.xml       Bundle { files: [config.xml, part.xml], includes: [..] }
//! upgrade:  each file from its own version, by edits of its own text
//! whole():  one document with the includes put in, for the schema, Schematron and the rules
//! ```
//!
//! KIWI's other forms of a description (YAML, JSON, INI) are read here, too: the XML parser knows nothing of them.

pub mod catalogue;
mod forms;
mod include;
mod label_helpers;
mod whole;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use forms::{Form, place_by_origin};
pub use include::{Address, Include, IncludeState, Start, resolve};
pub use label_helpers::without_label_helpers;
pub use whole::cut_out;

use crate::diagnostic::{Diagnostic, has_errors};
use crate::text::{LoadError, Loader, Source, SourceId, Sources, Span, normalize};
use crate::xml::{self, Attribute, Document, NodeId, Parsed};

/// Includes may nest this deep; below, they are not followed.
const MAX_DEPTH: usize = 32;

/// Reads a text in whichever form a description may have.
#[must_use]
pub fn parse(source: &Source) -> Parsed {
    match Form::of(source) {
        Form::Xml => xml::parse(source),
        form => forms::parse(source, form),
    }
}

/// The attribute that says a description's schema version; old ones spell it `schemeversion`.
#[must_use]
pub fn schemaversion(document: &Document) -> Option<&Attribute> {
    let root = document.root_element()?;
    ["schemaversion", "schemeversion"].into_iter().find_map(|name| document.attribute_named(root, name))
}

/// A file of a description.
#[derive(Debug)]
pub struct File {
    /// Its text.
    pub source: SourceId,
    /// Where it is.
    pub path: PathBuf,
    /// What it is written in.
    pub form: Form,
    /// Its tree, as far as it could be read.
    pub document: Document,
    /// What is not well-formed in it.
    pub diagnostics: Vec<Diagnostic>,
    /// The values of `from` that lead there, in order; none for the description itself.
    pub included_from: Vec<Span>,
    /// Whether the description itself includes it, and not another included file.
    pub is_direct: bool,
}

impl File {
    fn read(source: &Source, path: PathBuf) -> Self {
        let parsed = parse(source);
        Self {
            source: source.id,
            path,
            form: Form::of(source),
            document: parsed.document,
            diagnostics: parsed.diagnostics,
            included_from: Vec::new(),
            is_direct: false,
        }
    }

    /// Whether its text is well-formed.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        !has_errors(&self.diagnostics)
    }

    /// Whether its document element is KIWI's `image`.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.document.root_element().is_some_and(|root| self.document.is_element(root, "image"))
    }
}

/// A description and the files that it includes.
#[derive(Debug)]
pub struct Bundle {
    /// The description first, then each included file once.
    pub files: Vec<File>,
    /// All `include` elements with an address, in the order of the files.
    pub includes: Vec<Include>,
}

impl Bundle {
    /// Reads what a description, which is in `sources` under its path, includes.
    #[must_use]
    pub fn assemble(main: SourceId, sources: &mut Sources, loader: &dyn Loader) -> Self {
        let source = sources.get(main);
        let path = PathBuf::from(&source.name);
        let mut reader = Reader {
            loader,
            bundle: Self { files: vec![File::read(source, path.clone())], includes: Vec::new() },
            by_path: HashMap::from([(normalize(&path), Ok(0))]),
        };
        // each file with the files that lead to it
        let mut waiting = vec![(0, vec![0])];
        while let Some((file, chain)) = waiting.pop() {
            let new = reader.follow(file, &chain, sources);
            if chain.len() <= MAX_DEPTH {
                waiting.extend(new.into_iter().rev().map(|new| {
                    let mut chain = chain.clone();
                    chain.push(new);
                    (new, chain)
                }));
            }
        }
        reader.bundle
    }

    /// A single text, whatever it includes.
    #[must_use]
    pub fn alone(source: &Source) -> Self {
        Self { files: vec![File::read(source, PathBuf::from(&source.name))], includes: Vec::new() }
    }

    /// The description itself.
    #[must_use]
    pub fn main(&self) -> &File {
        &self.files[0]
    }

    /// The included files.
    #[must_use]
    pub fn included(&self) -> &[File] {
        &self.files[1..]
    }

    /// What is not well-formed in the files.
    pub fn malformed(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.iter().flat_map(|file| &file.diagnostics)
    }
}

/// Why a file is not part of the bundle.
type Refusal = (IncludeState, String);

struct Reader<'l> {
    loader: &'l dyn Loader,
    bundle: Bundle,
    by_path: HashMap<PathBuf, Result<usize, Refusal>>,
}

impl Reader<'_> {
    /// Finds the includes of a file; the result are the files that were not known before.
    fn follow(&mut self, file: usize, chain: &[usize], sources: &mut Sources) -> Vec<usize> {
        let mut new = Vec::new();
        let main = self.bundle.files[0].path.clone();
        for mut include in include::find(&self.bundle.files[file].document, file) {
            let is_main = file == 0;
            match resolve(&include.from, &main) {
                Address::Nowhere(why) => {
                    include.state = IncludeState::Unresolvable;
                    include.why = why;
                }
                Address::File { path, start } => {
                    include.start = start;
                    let before = self.bundle.files.len();
                    let found = self.file(&path, sources);
                    include.path = Some(path);
                    match found {
                        Ok(target) => {
                            include.target = Some(target);
                            if chain.contains(&target) {
                                include.state = IncludeState::Cyclic;
                            } else if !self.bundle.files[target].is_image() {
                                include.state = IncludeState::NotAnImage;
                            }
                            if target >= before {
                                new.push(target);
                            }
                            let target = &mut self.bundle.files[target];
                            if include.state != IncludeState::Cyclic && (is_main || target.included_from.is_empty()) {
                                target.included_from.push(include.span);
                                target.is_direct |= is_main;
                            }
                        }
                        Err((state, why)) => {
                            include.state = state;
                            include.why = why;
                        }
                    }
                }
            }
            if !is_main && include.state != IncludeState::Cyclic {
                // KIWI never gets to look for it.
                include.state = IncludeState::Nested;
            }
            self.bundle.includes.push(include);
        }
        new
    }

    /// The file at a path, read at first use.
    fn file(&mut self, path: &Path, sources: &mut Sources) -> Result<usize, Refusal> {
        if let Some(known) = self.by_path.get(path) {
            return known.clone();
        }
        let read = self.read(path, sources);
        self.by_path.insert(path.to_owned(), read.clone());
        read
    }

    fn read(&mut self, path: &Path, sources: &mut Sources) -> Result<usize, Refusal> {
        let bytes = self.loader.read(path).map_err(|error| match error {
            LoadError::NotFound => (IncludeState::NotFound, String::new()),
            error => (IncludeState::Unreadable, error.to_string()),
        })?;
        let id = sources
            .add_bytes(path.to_string_lossy(), &bytes)
            .map_err(|(_, error)| (IncludeState::Unreadable, error.to_string()))?;
        let source = sources.get(id);
        if Form::of(source) != Form::Xml {
            return Err((IncludeState::NotXml, String::new()));
        }
        self.bundle.files.push(File::read(source, path.to_owned()));
        Ok(self.bundle.files.len() - 1)
    }
}

/// The `include` elements directly in a document element.
pub(crate) fn direct_includes(document: &Document) -> impl Iterator<Item = NodeId> + '_ {
    let root = document.root_element().into_iter();
    root.flat_map(|root| document.children(root)).filter(|node| document.is_element(*node, "include"))
}

#[cfg(test)]
mod tests;
