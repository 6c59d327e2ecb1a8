use crate::xpath::catalogue;
use std::cell::{Cell, OnceCell};

use crate::xml::Document;

const CHUNKS: usize = 26;

/// Keeps the documents that come up during an evaluation (result tree fragments, loaded files) for as long as nodes may
/// speak of them, and numbers them, so that document order is defined between them (XPath 1.0, 5).
///
/// Documents are added through a shared reference and live as long as the forest: chunks that double in size, each cell
/// written once.
#[derive(Debug)]
pub struct Forest {
    chunks: [OnceCell<Box<[OnceCell<Document>]>>; CHUNKS],
    count: Cell<usize>,
}

impl Default for Forest {
    fn default() -> Self {
        Self::new()
    }
}

impl Forest {
    /// A forest without documents.
    #[must_use]
    pub fn new() -> Self {
        Self { chunks: [const { OnceCell::new() }; CHUNKS], count: Cell::new(0) }
    }

    /// Keeps a document; its [`Document::order`] is set to come behind all that were added before.
    ///
    /// # Errors
    /// Where the forest is full (some hundred million documents).
    pub fn add(&self, mut document: Document) -> Result<&Document, super::Error> {
        let count = self.count.get();
        document.order = count as u32 + 1;
        // chunk n holds 8 * 2^n documents
        let (mut chunk, mut at, mut size) = (0, count, 8);
        while at >= size {
            at -= size;
            size *= 2;
            chunk += 1;
        }
        let Some(cell) = self.chunks.get(chunk) else {
            return Err(super::Error::new(&catalogue::XPATH_LIMIT, "too many documents and tree fragments"));
        };
        let chunk = cell.get_or_init(|| (0..size).map(|_| OnceCell::new()).collect());
        self.count.set(count + 1);
        Ok(chunk[at].get_or_init(|| document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_keep_their_place() {
        let forest = Forest::new();
        let documents: Vec<_> = (0..100).map(|_| forest.add(Document::new()).unwrap()).collect();
        for (index, document) in documents.iter().enumerate() {
            assert_eq!(document.order as usize, index + 1);
        }
    }
}
