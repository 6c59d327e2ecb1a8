//! Texts, positions in them, and edits of them. Knows nothing of XML or of diagnostics.

mod edit;
mod encoding;
mod line_index;
mod loader;
mod origins;
mod source;

pub use edit::{Edit, EditConflict, EditSet, SourceMap};
pub use encoding::{DecodeError, Decoded, Encoding, OtherEncoding, decode, encode};
pub use line_index::{LineColumn, LineIndex};
pub use loader::{EntryKind, LoadError, Loader, MemoryLoader, PatchedLoader, join, normalize, percent_decoded};
pub use origins::{Home, Link, Origins};
pub use source::{Source, SourceId, Sources, Span};
