//! Questions that editors ask of a text and its schema, free of any protocol: what may stand here, what is this, who
//! mentions it, how is it laid out. All take a text as it is, half written or not, and an offset into it.

pub mod binding;
pub mod complete;
pub mod format;
pub mod hover;
pub mod kiwi;
mod lexemes;
pub mod missing;
pub mod place;
pub mod reference;
pub mod schema;
mod schema_complete;
mod schema_mends;
pub mod structure;
pub mod suppress;
pub mod syntax;

pub use place::Place;
pub use syntax::{Tree, unescape};
