//! The typed model of KIWI descriptions (generated).

mod schema;

pub use schema::{Edition, SCHEMA_VERSION};
