//! ISO Schematron (ISO/IEC 19757-3), and the older namespace of version 1.5, with XPath 1.0: rules in the annotations of
//! a RELAX NG schema, and files of their own.
//!
//! ```text
//! .sch -> xml::Document --\
//!                          >-- source (elements) -> read (includes, abstract patterns and rules) -> Rules -> validate
//! .rng, .rnc -> rng::ast -/                                                                           \-> check
//! ```
//!
//! A failed assertion points at what its test speaks of: `explain` reads that from the test's syntax tree. The name of
//! a finding is the id of its pattern in kebab case.

pub mod catalogue;
mod check;
mod annotations;
mod explain;
mod read;
mod rules;
mod source;
mod svrl;
mod validate;
mod write;

#[cfg(test)]
mod tests;

pub use annotations::{read_annotations, read_schema_document};

pub use check::check;
pub use read::read_document;
pub use rules::{Check, CheckKind, Message, NamedDocument, Pattern, Phase, Piece, Rule, Rules};
pub use svrl::svrl_report;
pub use validate::{ACTIVE_ALL, validate, validate_parts, validate_recording, validate_telling};
pub use write::write;

/// The namespace of ISO Schematron.
pub const NAMESPACE: &str = "http://purl.oclc.org/dsdl/schematron";
/// The namespace of Schematron 1.5.
pub const OLD_NAMESPACE: &str = "http://www.ascc.net/xml/schematron";

/// Whether a file of this name is a Schematron schema.
#[must_use]
pub fn is_schema_name(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sch"))
}
