//! Generators: Rust types, constants for names, XSD, DTDs, the reference.
#[cfg(feature = "types")]
pub mod constants;
#[cfg(feature = "docs")]
pub mod docs;
#[cfg(feature = "types")]
pub mod dtd;
#[cfg(feature = "types")]
pub mod types;
#[cfg(feature = "types")]
pub mod xsd;
