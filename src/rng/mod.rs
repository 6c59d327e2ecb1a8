//! RELAX NG: compact and XML syntax, simplification, restrictions, datatypes, validation.
//!
//! ```text
//! .rnc -> compact --\
//!                    >-- ast (faithful) -> load -> simplify -> simple -> validator, generators, compat
//! .rng -> xml ------/
//! ```

pub mod ast;
mod automaton;
pub mod catalogue;
pub mod compact;
mod compatibility;
pub mod datatype;
pub mod embedded;
mod event;
mod expected;
mod explain;
mod explain_attributes;
mod from_dtd;
mod infer;
mod live;
mod from_text;
mod load;
mod namespaces;
mod pattern;
mod possible;
pub mod name;
mod restrictions;
mod schema;
pub mod schema_catalogue;
pub mod simple;
mod simplified;
mod simplify;
mod stream;
mod symbol;
mod tree;
mod unused;
mod uri;
mod validate;
#[cfg(test)]
mod validator_tests;
mod values;
pub mod xml_syntax;

pub use compatibility::check_compatibility;
pub use event::{AttributePlace, Name, StartTag};
pub use from_dtd::{FromDtd, from_dtd};
pub use infer::infer;
pub use live::Live;
pub use load::{File, Loaded, load, parse, read, syntax_of};
pub use possible::{AttributeOption, ElementOption, Explorer, Minimal, State, Tag, ValueOption, ValueOptions};
pub use schema::Schema;
pub use simplified::write_simplified;
pub use simplify::{MAX_PATTERN_DEPTH, simplify};
pub use stream::Streamed;
pub use symbol::{NamespaceId, Symbol};
pub use unused::unused_definitions;
pub use validate::Validator;
