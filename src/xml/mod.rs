//! XML documents whose every part knows its place in the text, and result trees that know where they came from.

mod canonical;
pub mod catalogue;
mod changed;
mod document;
mod dtd;
mod entity_catalog;
mod external;
mod from_text;
mod include;
mod model;
mod name;
mod parse;
mod plain;
mod shared_str;
pub(crate) mod strict;
pub(crate) mod tolerant;
mod writer;

pub use canonical::CanonicalOptions;

pub use document::{
    Attribute, AttributeId, Attributes, Children, Content, Descendants, Document, Element, ElementSpans,
    NamespaceDeclaration, Node, NodeId, NodeKind, Origin, OriginKind,
};
pub use dtd::DtdFacts;
pub use entity_catalog::{EntityCatalogs, SYSTEM_CATALOG, resolve};
pub use external::{dtd_declarations, parse_with_entities};
pub use include::include;
pub use model::{Model, ModelKind, models};
pub use name::{QName, XML_NAMESPACE, XMLNS_NAMESPACE, is_name, is_name_char, is_name_start_char, is_ncname};
pub(crate) use parse::MAX_ATTRIBUTES;
#[cfg(test)]
pub(crate) use parse::PARSES;
pub use parse::{MAX_DEPTH, Parsed, parse};
pub use shared_str::SharedStr;
pub use writer::{OutputMethod, WriteOptions};
