//! Random schemas of named shapes with random documents, and the plain derivatives to judge them by.

pub mod generate;
pub mod matcher;

use super::dice::Dice;
use generate::{Case, SHAPES, Shape};
use rowi::rng::Schema;
use rowi::text::{MemoryLoader, Sources};

/// Documents of each schema.
pub const DOCUMENTS: usize = 10;

/// How many schemas: `ROWI_RANDOM_SCHEMAS`, or few.
pub fn amount() -> usize {
    std::env::var("ROWI_RANDOM_SCHEMAS").ok().and_then(|text| text.parse().ok()).unwrap_or(450)
}

/// A schema in the compact syntax, where rowi does not refuse it.
pub fn compile(text: &str) -> Option<Schema> {
    let mut sources = Sources::new();
    let id = sources.add("schema.rnc", text);
    Schema::compile(rowi::rng::load(id, &mut sources, &MemoryLoader::new()).grammar?).ok()
}

/// rowi's verdict, by tree and by stream.
pub fn accepts(schema: &Schema, text: &str) -> bool {
    let mut sources = Sources::new();
    let id = sources.add("document.xml", text);
    let parsed = rowi::xml::parse(sources.get(id));
    assert!(!rowi::diagnostic::has_errors(&parsed.diagnostics), "not well-formed: {text}");
    let found = schema.validate(&parsed.document);
    let whole = !rowi::diagnostic::has_errors(&found);
    match schema.validate_stream(text.as_bytes(), id) {
        rowi::rng::Streamed::Done { diagnostics, complete } => {
            assert!(complete, "{text}");
            assert_eq!(found, diagnostics, "a stream is judged as a document: {text}");
        }
        rowi::rng::Streamed::Unfit(why) => panic!("{why}: {text}"),
    }
    whole
}

/// The schema of a number, its shape and its documents.
pub fn case(seed: usize) -> (Shape, Case, Vec<matcher::Tree>) {
    let shape = SHAPES[seed % SHAPES.len()];
    let mut dice = Dice(seed as u64 * 7919 + 1);
    let case = generate::schema(&mut dice, shape);
    let documents = (0..DOCUMENTS)
        .map(|number| generate::joined(&generate::document(&mut dice, &case, [0, 1, 1, 2, 3][number % 5])))
        .collect();
    (shape, case, documents)
}
