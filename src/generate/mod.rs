//! Generators: Rust types, constants for names, XSD.
pub mod constants;
pub mod types;
pub mod xsd;
