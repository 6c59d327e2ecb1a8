//! Compact schemas by section of the specification, made by putting every construct in every place that may bear it:
//! `tests/schemas/correct.txt` has those that trang and jing read, `incorrect.txt` those that they refuse.

use libtest_mimic::Trial;
use rowi::diagnostic::has_errors;

use crate::support::harness::case;
use crate::support::schemas::{FILES, converted, correct, incorrect, load};

pub fn trials() -> Vec<Trial> {
    let read = correct().into_iter().map(|(name, text)| {
        case(format!("schema/correct/{name}"), move || stays_the_same_through_the_other_syntax(&text))
    });
    let refused =
        incorrect().into_iter().map(|(name, text)| case(format!("schema/incorrect/{name}"), move || is_refused(&text)));
    read.chain(refused).collect()
}

fn stays_the_same_through_the_other_syntax(text: &str) {
    let there = converted("s.rnc", text);
    let back = converted("s.rng", &there);
    let again = converted("s.rnc", &back);
    let third = converted("s.rnc", &converted("s.rng", &again));
    assert_eq!(third, again, "{text}\n{back}");
}

fn is_refused(text: &str) {
    let (sources, loaded) = load("s.rnc", text, &FILES);
    assert!(has_errors(&loaded.diagnostics) && loaded.grammar.is_none(), "accepted:\n{text}");
    for found in &loaded.diagnostics {
        assert!(found.primary.end as usize <= sources.get(found.primary.source).text.len(), "{found:#?}");
    }
}
