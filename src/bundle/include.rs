//! Where includes lead, and what is wrong with them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use super::{Bundle, direct_includes};
use crate::bundle::catalogue::{
    CYCLIC_INCLUDE, INCLUDE_FROM_WORKING_DIRECTORY, INCLUDE_IGNORED, MISSING_INCLUDE, NESTED_INCLUDE, REPEATED_INCLUDE,
    UNRESOLVABLE_INCLUDE,
};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::{Edit, Span, join, normalize};
use crate::xml::{Document, NodeId};

/// What became of an `include`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IncludeState {
    /// Its children stand in its place.
    Resolved,
    /// The file is not there.
    NotFound,
    /// The file is there and cannot be read.
    Unreadable,
    /// The file is there and in YAML, JSON or INI.
    NotXml,
    /// The address never leads to a file: a host where a path should be.
    Unresolvable,
    /// The file is there and its document element is not `image`: nothing is put in.
    NotAnImage,
    /// The file is being included already.
    Cyclic,
    /// It stands in an included file: KIWI leaves it there.
    Nested,
}

/// What an address starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// `this://` or an absolute path: it leads to the same file everywhere.
    Fixed,
    /// A plain relative path: beside the description, or in a temporary directory where KIWI has anymarkup.
    Plain,
    /// The directory that KIWI is started in.
    WorkingDirectory,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// To this file, if it is there.
    File {
        /// Its path.
        path: PathBuf,
        /// What the address starts from.
        start: Start,
    },
    /// Nowhere, ever; the text says why.
    Nowhere(String),
}

/// Where KIWI looks for what `from` names, always seen from the description at `main`.
#[must_use]
pub fn resolve(from: &str, main: &Path) -> Address {
    if let Some(path) = from.strip_prefix("this://") {
        return Address::File { path: join(main, path.trim_start_matches('/')), start: Start::Fixed };
    }
    match from.strip_prefix("file://").or_else(|| from.strip_prefix("dir://")) {
        Some(path) if path.starts_with('/') => Address::File { path: normalize(Path::new(path)), start: Start::Fixed },
        // The part before the first slash is taken for a host; only what follows is a path.
        Some(path) if path.split_once('/').is_none_or(|(host, _)| host.is_empty()) => {
            Address::Nowhere(format!("`{path}` stands where a URI has its host"))
        }
        Some(path) => Address::File { path: join(main, path), start: Start::WorkingDirectory },
        None if from.contains("://") => {
            Address::Nowhere("an include is a path, or begins with `this://`, `file://` or `dir://`".to_owned())
        }
        None if from.starts_with('/') => Address::File { path: normalize(Path::new(from)), start: Start::Fixed },
        None => Address::File { path: join(main, from), start: Start::Plain },
    }
}

/// An `include` with what became of it.
#[derive(Debug, Clone)]
pub struct Include {
    /// The file that it stands in, among [`Bundle::files`].
    pub file: usize,
    /// The value of `from`.
    pub from: String,
    /// Where the value stands.
    pub span: Span,
    /// The file that it names, as far as that can be said.
    pub path: Option<PathBuf>,
    /// What its address starts from.
    pub start: Start,
    /// The file among [`Bundle::files`], where it could be read.
    pub target: Option<usize>,
    /// What became of it.
    pub state: IncludeState,
    /// More about that.
    pub(super) why: String,
}

impl Include {
    /// The edit that makes it start from the description's directory; `None` where the value is not written as it
    /// reads.
    #[must_use]
    pub fn from_here(&self) -> Option<Edit> {
        let rest = self.from.split_once("://").map_or(&*self.from, |(_, rest)| rest).trim_start_matches("./");
        (self.span.len() == self.from.len()).then(|| Edit::replace(self.span, format!("this://{rest}")))
    }

    fn with_fix(&self, diagnostic: Diagnostic, applicability: Applicability) -> Diagnostic {
        match self.from_here() {
            Some(edit) => diagnostic.with_fix(format!("write `{}`", edit.text), applicability, vec![edit]),
            None => diagnostic,
        }
    }
}

/// The includes of a document, nothing known of them yet. What stands elsewhere than directly in `image` is the schema's
/// business: it is not allowed there, and KIWI does not look at it.
pub(super) fn find(document: &Document, file: usize) -> Vec<Include> {
    let include = |node: NodeId| {
        let from = document.attribute_named(node, "from")?;
        Some(Include {
            file,
            from: from.value.to_string(),
            span: from.value_span.or(document.span(node)).unwrap_or_default(),
            path: None,
            start: Start::Fixed,
            target: None,
            state: IncludeState::Resolved,
            why: String::new(),
        })
    };
    direct_includes(document).filter_map(include).collect()
}

impl Bundle {
    /// What is wrong with the includes.
    #[must_use]
    pub fn include_findings(&self) -> Vec<Diagnostic> {
        let mut first: HashMap<usize, Span> = HashMap::new();
        let mut findings: Vec<Diagnostic> = self.excess().into_iter().collect();
        for include in &self.includes {
            findings.extend(include.finding());
            let repeats = include.target.filter(|_| include.state == IncludeState::Resolved);
            match repeats.map(|target| first.entry(target)) {
                Some(Entry::Occupied(first)) => findings.push(
                    Diagnostic::warning(
                        &REPEATED_INCLUDE,
                        format!("`{}` is included again", include.from),
                        include.span,
                    )
                    .with_label(*first.get(), "included here first")
                    .with_note("KIWI inserts the content each time"),
                ),
                Some(Entry::Vacant(first)) => {
                    first.insert(include.span);
                }
                None => {}
            }
        }
        findings
    }
}

impl Include {
    fn finding(&self) -> Option<Diagnostic> {
        let (from, span) = (&self.from, self.span);
        let looked_for = |diagnostic: Diagnostic| match &self.path {
            Some(path) => diagnostic.with_note(format!("looked for `{}`; KIWI stops here", path.display())),
            None => diagnostic,
        };
        match self.state {
            IncludeState::Nested => Some(
                Diagnostic::error(&NESTED_INCLUDE, "an included file includes another", span)
                    .with_note("KIWI expands the includes of the main description only; this one stays unexpanded, passes validation and then stops the build")
                    .with_note("include the file from the main description instead"),
            ),
            IncludeState::Unresolvable => {
                let diagnostic =
                    Diagnostic::error(&UNRESOLVABLE_INCLUDE, format!("KIWI cannot resolve `{from}`"), span)
                        .with_note(&self.why);
                let is_path = from.starts_with("file://") || from.starts_with("dir://");
                Some(if is_path { self.with_fix(diagnostic, Applicability::Safe) } else { diagnostic })
            }
            // Whether the file is there depends on the same directory.
            _ if self.start == Start::WorkingDirectory => {
                let mut diagnostic = Diagnostic::warning(
                    &INCLUDE_FROM_WORKING_DIRECTORY,
                    "this is looked for in the directory that KIWI is started in",
                    span,
                );
                match self.state {
                    IncludeState::NotFound => diagnostic.notes.push("beside the description it is not".to_owned()),
                    IncludeState::Unreadable | IncludeState::NotXml | IncludeState::NotAnImage => {
                        diagnostic.notes.push("the file beside the description cannot be included".to_owned());
                    }
                    _ => diagnostic.notes.push("rowi took the file beside the description".to_owned()),
                }
                let is_there = self.target.is_some();
                Some(if is_there { self.with_fix(diagnostic, Applicability::Unsafe) } else { diagnostic })
            }
            IncludeState::NotFound => {
                let message = format!("included file `{from}` is not there");
                Some(looked_for(Diagnostic::error(&MISSING_INCLUDE, message, span)))
            }
            IncludeState::Unreadable => {
                let message = format!("included file `{from}` cannot be read: {}", self.why);
                Some(looked_for(Diagnostic::error(&MISSING_INCLUDE, message, span)))
            }
            IncludeState::NotXml => Some(
                Diagnostic::error(&MISSING_INCLUDE, format!("included file `{from}` is not XML"), span)
                    .with_note("KIWI reads a description in YAML, JSON or INI too, but only XML can be included"),
            ),
            IncludeState::NotAnImage => Some(
                Diagnostic::warning(&INCLUDE_IGNORED, "nothing of this file is included", span)
                    .with_note("its document element must be `image`; KIWI takes what is inside of that"),
            ),
            IncludeState::Cyclic => Some(
                Diagnostic::error(&CYCLIC_INCLUDE, format!("`{from}` includes itself"), span)
                    .with_note("KIWI expands includes once only; the inner one stays and stops the build"),
            ),
            IncludeState::Resolved => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_where_kiwi_looks() {
        let main = Path::new("d/config.xml");
        let file = |path: &str, start| Address::File { path: path.into(), start };
        for (from, address) in [
            ("this://a.xml", file("d/a.xml", Start::Fixed)),
            ("this:///a.xml", file("d/a.xml", Start::Fixed)),
            ("this://../a.xml", file("a.xml", Start::Fixed)),
            ("file:///e/a.xml", file("/e/a.xml", Start::Fixed)),
            ("/e/a.xml", file("/e/a.xml", Start::Fixed)),
            ("a.xml", file("d/a.xml", Start::Plain)),
            ("./e/a.xml", file("d/e/a.xml", Start::Plain)),
            ("file://./a.xml", file("d/a.xml", Start::WorkingDirectory)),
            ("dir://e/a.xml", file("d/e/a.xml", Start::WorkingDirectory)),
        ] {
            assert_eq!(resolve(from, main), address, "{from}");
        }
        for from in ["file://a.xml", "dir://a.xml", "https://example.org/a.xml"] {
            assert!(matches!(resolve(from, main), Address::Nowhere(_)), "{from}");
        }
    }
}
