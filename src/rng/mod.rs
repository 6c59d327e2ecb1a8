//! RELAX NG: compact and XML syntax, simplification, restrictions, datatypes, validation.
//!
//! ```text
//! .rnc -> compact --\
//!                    >-- ast (faithful) -> load -> simplify -> simple -> validator, generators, compat
//! .rng -> xml ------/
//! ```

mod automaton;
mod catalogue;
pub mod datatype;
pub mod embedded;
mod expected;
mod explain;
mod explain_attributes;
mod pattern;
pub mod name;
pub mod simple;
mod stream;
mod symbol;
mod tree;
mod validate;
#[cfg(test)]
mod validator_tests;

pub use catalogue::CATALOGUE;
pub use stream::Streamed;
pub use symbol::{NamespaceId, Symbol};
pub use validate::{AttributePlace, Name, Schema, StartTag, Validator};
