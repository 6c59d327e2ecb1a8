//! The whole pipeline as one function: sources in, diagnostics out.

mod catalogue;

pub use catalogue::{catalogue, explain};
