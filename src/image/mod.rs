//! The description as a whole: the XML with its includes, what can be built from it, its scripts, and the files that
//! its directory puts into the image.

pub mod content;
pub mod defaults;
pub mod description;
pub mod files;
mod compressed;
pub mod named;
pub mod overlay;
pub mod script;
pub mod selection;
pub mod tar;
pub mod target;
pub mod tree;
pub mod view;

pub use content::{Base, Content, Piece, Rendered, Step};
pub use description::{Description, Input, Profile};
pub use files::ImageFiles;
pub use named::{NamedFile, NamedFiles, Whereabouts};
pub use overlay::{Layer, LayerKind, Overlay, OverlayFile};
pub use script::interpret::{Operation, OperationKind, State};
pub use script::{Script, ScriptKind};
pub use selection::{Narrow, Refused, Selection, Unbuildable};
pub use target::{Distribution, Place, Target};
pub use tree::{Attribute, Element, ElementId, Name, Tree};
pub use view::{Entry, EntryKind, PackageUse, View};
