//! Generators: Rust types, reference documentation, XSD.
