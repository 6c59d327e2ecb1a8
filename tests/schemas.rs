//! RELAX NG schemas: both syntaxes by section of their specifications, conversion, formatting, hostile input.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod schemas {
    pub mod cases;
    pub mod compact;
    pub mod convert;
    pub mod diagnostics;
    pub mod restrictions;
    pub mod support;
}
