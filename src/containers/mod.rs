//! What the container stack reads: references, registries.conf and its neighbours.
//!
//! A library of parsers and judges without I/O. Each takes a text and says what the tools of a given [`version`]
//! make of it: a value with spans, or a [`Rejection`] with the span that is wrong and the text the tool prints.
//! The rules are those of podman, skopeo and docker themselves, which the tests in `tests/registry_cases.rs` and
//! `tests/peers_containers.rs` hold this module to.

pub mod go_toml;
pub mod kiwi;
pub mod reference;
pub mod version;

use crate::text::Span;

pub use version::Version;

/// What a tool says against a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// What is wrong, in kebab case; the rules group by it.
    pub reason: &'static str,
    /// The smallest range that is wrong.
    pub span: Span,
    /// What the tool prints, without the prefix that names file and command.
    pub text: String,
}

impl Rejection {
    /// A rejection at `span`.
    pub fn new(reason: &'static str, span: Span, text: impl Into<String>) -> Self {
        Self { reason, span, text: text.into() }
    }
}
