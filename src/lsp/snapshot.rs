//! The state of the workspace at one moment: what requests are answered from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Location, Range as LspRange, TextEdit, Uri};

use super::SharedLoader;
use super::documents::Document;
use super::position::Encoding;
use super::uri;
use crate::text::{Edit, Encoding as TextEncoding, EntryKind, LoadError, Loader, Source, Span, decode, encode};

/// What the client can do, as far as it matters.
#[derive(Debug, Clone, Default)]
pub(super) struct Client {
    pub(super) snippets: bool,
    pub(super) document_changes: bool,
    pub(super) pulls_diagnostics: bool,
    pub(super) refreshes_diagnostics: bool,
    pub(super) watches_files: bool,
    pub(super) hierarchical_symbols: bool,
    pub(super) resolves_edits: bool,
    pub(super) virtual_documents: bool,
}

/// Everything a request needs.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) documents: Arc<BTreeMap<PathBuf, Arc<Document>>>,
    pub(super) folders: Arc<Vec<PathBuf>>,
    pub(super) loader: SharedLoader,
    pub(super) encoding: Encoding,
    pub(super) client: Arc<Client>,
    /// Grows with every change of anything.
    pub(super) generation: u64,
    pub(super) cache: Arc<super::findings::Cache>,
}

impl Snapshot {
    pub(super) fn document(&self, uri: &Uri) -> Option<&Arc<Document>> {
        self.documents.get(&uri::to_path(uri))
    }

    /// The range of a span in its source.
    pub(super) fn range_in(&self, source: &Source, span: Span) -> LspRange {
        // the lines of an open text are known
        let document = self.documents.get(source.path()).filter(|document| Arc::ptr_eq(&document.text, &source.text));
        let lines = document.map_or_else(|| source.lines(), |document| &document.lines);
        self.encoding.range(&source.text, lines, span.range())
    }

    pub(super) fn range(&self, document: &Document, range: std::ops::Range<usize>) -> LspRange {
        self.encoding.range(&document.text, &document.lines, range)
    }

    pub(super) fn location_in(&self, source: &Source, span: Span) -> Location {
        Location { uri: self.uri_of(source.path()), range: self.range_in(source, span) }
    }

    /// The URI of a path; of an open file the one that the client uses.
    pub(super) fn uri_of(&self, path: &Path) -> Uri {
        self.documents.get(path).map_or_else(|| uri::from_path(path), |document| document.uri.clone())
    }

    pub(super) fn edit_in(&self, source: &Source, edit: &Edit) -> TextEdit {
        TextEdit { range: self.range_in(source, edit.span), new_text: edit.text.clone() }
    }

    /// The text of a file, open or not.
    pub(super) fn text_of(&self, path: &Path) -> Option<Arc<str>> {
        if let Some(document) = self.documents.get(path) {
            return Some(document.text.clone());
        }
        let bytes = self.loader.read(path).ok()?;
        crate::text::decode(&bytes).ok().map(|decoded| decoded.text.into())
    }
}

/// Open texts stand before the files on disk.
impl Loader for Snapshot {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        match self.documents.get(path) {
            Some(document) => Ok(as_saved(&document.text)),
            None => self.loader.read(path),
        }
    }

    fn read_limited(&self, path: &Path, limit: usize) -> Result<Vec<u8>, LoadError> {
        match self.documents.get(path) {
            Some(document) => Ok(as_saved(&document.text)),
            None => self.loader.read_limited(path, limit),
        }
    }

    fn start(&self, path: &Path, length: usize) -> Result<Vec<u8>, LoadError> {
        match self.documents.get(path) {
            Some(document) => {
                let mut bytes = as_saved(&document.text);
                bytes.truncate(length);
                Ok(bytes)
            }
            None => self.loader.start(path, length),
        }
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        if self.documents.contains_key(path) { Some(EntryKind::File) } else { self.loader.kind(path) }
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let mut names = self.loader.list(directory);
        for path in self.documents.keys().filter(|path| path.parent() == Some(directory)) {
            if let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned())
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names.sort();
        names
    }

    fn is_executable(&self, path: &Path) -> bool {
        self.loader.is_executable(path)
    }

    fn link(&self, path: &Path) -> Option<String> {
        self.loader.link(path)
    }
}

/// A text in the bytes that its XML declaration promises, as the editor would save it.
fn as_saved(text: &str) -> Vec<u8> {
    let declaration = text.starts_with("<?xml").then(|| text.find("?>").map(|end| &text[..end + 2])).flatten();
    if let Some(declaration) = declaration.filter(|one| one.contains("encoding")) {
        if declaration.to_ascii_lowercase().contains("utf-16") {
            return encode(text, TextEncoding::Utf16Le, true);
        }
        if let Ok(decoded) = decode(declaration.as_bytes())
            && decoded.encoding != TextEncoding::Utf8
        {
            return encode(text, decoded.encoding, false);
        }
    }
    text.as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_encoding_is_kept() {
        for name in ["utf-8", "ISO-8859-1", "UTF-16", "windows-1252"] {
            let text = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n<a>\u{e4}</a>");
            let decoded = decode(&as_saved(&text)).unwrap();
            assert_eq!(decoded.text, text, "{name}");
        }
        assert_eq!(as_saved("\u{e4}"), "\u{e4}".as_bytes());
    }
}
