//! The texts that are open in the editor.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use gen_lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::Encoding;
use super::uri;
use crate::query::Tree;
use crate::text::{LineIndex, join};

/// What a text is to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A KIWI description, or a file included in one.
    Description,
    /// A RELAX NG schema.
    Schema,
    /// Any other XML.
    Xml,
    /// `rowi.toml`.
    Config,
    /// A script or another file that may belong to a description.
    Other,
}

/// An open text.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) path: PathBuf,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    pub(super) lines: LineIndex,
    pub(super) kind: Kind,
    /// A number that no other text has.
    pub(super) serial: u64,
    prolog: OnceLock<Tree>,
    tree: OnceLock<Arc<Tree>>,
    /// The tags of an earlier text, to be renewed.
    earlier: Mutex<Option<Arc<Tree>>>,
    includes: OnceLock<Vec<PathBuf>>,
}

impl Document {
    pub(super) fn new(uri: Uri, version: i32, text: Arc<str>) -> Self {
        let path = uri::to_path(&uri);
        let lines = LineIndex::new(&text);
        Self::with_lines(uri, path, version, text, lines)
    }

    fn with_lines(uri: Uri, path: PathBuf, version: i32, text: Arc<str>, lines: LineIndex) -> Self {
        static SERIAL: AtomicU64 = AtomicU64::new(1);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let prolog = OnceLock::new();
        let kind = kind_of(&path, &text, &prolog);
        let (tree, earlier, includes) = (OnceLock::new(), Mutex::default(), OnceLock::new());
        Self { lines, uri, path, version, text, kind, serial, prolog, tree, earlier, includes }
    }

    /// The text after changes.
    pub(super) fn changed(
        &self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Self {
        let mut text = self.text.clone();
        let mut lines: Option<LineIndex> = None;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                    let index = lines.as_ref().unwrap_or(&self.lines);
                    let start = encoding.offset(&text, index, &change.range.start);
                    let end = encoding.offset(&text, index, &change.range.end).max(start);
                    let mut new = String::with_capacity(text.len() - (end - start) + change.text.len());
                    new.push_str(&text[..start]);
                    new.push_str(&change.text);
                    new.push_str(&text[end..]);
                    lines = Some(index.edited(&new, start, end, start + change.text.len()));
                    text = new.into();
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                    lines = Some(LineIndex::new(&change.text));
                    text = change.text.into();
                }
            }
        }
        let lines = lines.unwrap_or_else(|| self.lines.clone());
        let earlier = match self.tree.get() {
            Some(tree) => Some(tree.clone()),
            None => self.earlier.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        };
        let new = Self::with_lines(self.uri.clone(), self.path.clone(), version, text, lines);
        Self { earlier: Mutex::new(earlier), ..new }
    }

    /// Its tags up to the start tag of the document element.
    pub(super) fn prolog(&self) -> &Tree {
        self.prolog.get_or_init(|| Tree::prolog(&self.text))
    }

    /// Its tags.
    pub(super) fn tree(&self) -> &Arc<Tree> {
        self.tree.get_or_init(|| {
            let earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner).take();
            Arc::new(earlier.map_or_else(|| Tree::new(self.text.clone()), |tree| tree.edited(&self.text)))
        })
    }

    /// Its tags, where it has tags.
    pub(super) fn tree_if_xml(&self) -> Option<&Tree> {
        self.is_xml().then(|| &**self.tree())
    }

    /// Whether its bytes, once saved, say what the text says: no byte order mark, no other encoding than UTF-8.
    pub(super) fn is_saved_as_it_is(&self) -> bool {
        let declaration = self.text.strip_prefix("<?xml").map_or("", |rest| rest.split("?>").next().unwrap_or(""));
        let declaration = declaration.to_ascii_lowercase();
        !self.text.starts_with('\u{feff}') && (!declaration.contains("encoding") || declaration.contains("utf-8"))
    }

    /// The files that it includes, as a description.
    pub(super) fn includes(&self) -> &[PathBuf] {
        self.includes.get_or_init(|| {
            let may_include = self.kind == Kind::Description && self.is_xml() && self.text.contains("<include");
            if may_include { included(self.tree(), &self.path) } else { Vec::new() }
        })
    }

    /// Whether it is written in XML.
    pub(super) fn is_xml(&self) -> bool {
        let extension = self.extension();
        match self.kind {
            Kind::Description => !matches!(extension.as_str(), "yaml" | "yml" | "json" | "ini" | "toml"),
            Kind::Xml => true,
            Kind::Schema => extension == "rng",
            _ => false,
        }
    }

    /// The extension of its name, in lower case.
    pub(super) fn extension(&self) -> String {
        self.path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
    }
}

/// The files that a description includes.
pub(super) fn included(tree: &Tree, main: &std::path::Path) -> Vec<PathBuf> {
    let addresses = crate::query::kiwi::includes(tree).into_iter();
    addresses.filter_map(|(from, _)| crate::query::kiwi::local_path(&from)).map(|from| join(main, &from)).collect()
}

fn kind_of(path: &std::path::Path, text: &Arc<str>, prolog: &OnceLock<Tree>) -> Kind {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match extension.as_deref() {
        Some("rnc" | "rng") => return Kind::Schema,
        Some("kiwi") => return Kind::Description,
        _ if name == crate::analysis::CONFIG_FILE => return Kind::Config,
        Some("yaml" | "yml" | "json" | "ini") if name.starts_with("config.") || name.contains(".kiwi.") => {
            return Kind::Description;
        }
        _ => {}
    }
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    if !trimmed.starts_with('<') {
        return Kind::Other;
    }
    let tree = prolog.get_or_init(|| Tree::prolog(text));
    match tree.root() {
        Some(root) if tree.name(root) == "image" && tree.attribute(root, "xmlns").is_none() => Kind::Description,
        _ => Kind::Xml,
    }
}
