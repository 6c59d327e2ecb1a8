//! What the expressions of `tests/xpath` are read with.

use std::sync::Arc;

use rowi::xpath::StaticContext;

/// The prefixes that they use.
pub const PREFIXES: [(&str, &str); 5] =
    [("x", "urn:extra"), ("a", "urn:a"), ("p", "urn:b"), ("d", "urn:d"), ("q", "urn:c")];

pub struct Prefixes;

impl StaticContext for Prefixes {
    fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        PREFIXES.iter().find(|(own, _)| *own == prefix).map(|(_, uri)| (*uri).into())
    }
}
