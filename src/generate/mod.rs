//! Generators: Rust types, reference documentation, XSD.
pub mod types;
pub mod xsd;
