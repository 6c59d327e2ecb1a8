//! The grammars that the program carries, in the form of [`crate::rng::embedded`].

use std::sync::OnceLock;

use crate::rng::Schema;
use crate::rng::embedded::decode;

/// The editions of KIWI's schema that the program carries, KIWI's own under the empty name. `rng/compiled` is written
/// from the sources in `rng` by `UPDATE=1 cargo test --test engine embedded`, which otherwise compares.
pub const EDITIONS: [(&str, &[u8]); 2] = [
    ("", include_bytes!("../../rng/compiled/kiwi.bin")),
    ("containers-in-packages", include_bytes!("../../rng/compiled/containers-in-packages.bin")),
];

/// An edition of the schema, ready to validate with; the empty name is KIWI's own. `None` where there is none of
/// that name. It is prepared once in a process, and knows no places in the schema's source.
#[must_use]
pub fn schema(edition: &str) -> Option<&'static Schema> {
    static SCHEMAS: [OnceLock<Option<Schema>>; EDITIONS.len()] = [const { OnceLock::new() }; EDITIONS.len()];
    let index = EDITIONS.iter().position(|(name, _)| *name == edition)?;
    SCHEMAS[index].get_or_init(|| decode(EDITIONS[index].1).and_then(|grammar| Schema::compile(grammar).ok())).as_ref()
}
