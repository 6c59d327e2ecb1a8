//! RELAX NG schemas: both syntaxes by section of their specifications, conversion, formatting, hostile input.

mod compact;
mod convert;
mod diagnostics;
mod restrictions;
