//! Schemas and documents for the tests of generated types.

use std::path::{Path, PathBuf};

use rowi::cli::FileLoader;
use rowi::rng::simple::Grammar;
use rowi::text::Sources;

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn schema(path: &Path) -> Grammar {
    let path = root().join(path);
    let mut sources = Sources::new();
    let text = std::fs::read(&path).expect("a schema");
    let id = sources.add_bytes(path.to_string_lossy(), &text).expect("a text");
    let loaded = rowi::rng::load(id, &mut sources, &FileLoader);
    loaded.grammar.unwrap_or_else(|| panic!("{}: {:#?}", path.display(), loaded.diagnostics))
}
