//! RELAX NG: compact and XML syntax, simplification, restrictions, datatypes, validation.
//!
//! ```text
//! .rnc -> compact --\
//!                    >-- ast (faithful) -> load -> simplify -> simple -> validator, generators, compat
//! .rng -> xml ------/
//! ```

pub mod datatype;
pub mod simple;
