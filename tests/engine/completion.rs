//! What completion offers, against what the validator says of every name of the schema put in at the same place: all
//! that is allowed is offered, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use rowi::diagnostic::Diagnostic;
use rowi::kiwi::Edition;
use rowi::query::Tree;
use rowi::query::complete::{ItemKind, complete};
use rowi::rng::Schema;
use rowi::text::{MemoryLoader, Sources};

use crate::support;
use crate::support::dice::Dice;

fn judged(schema: &Schema, text: &str) -> Option<Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let id = sources.add("x.xml", text);
    let parsed = rowi::xml::parse(sources.get(id));
    parsed.diagnostics.is_empty().then(|| schema.validate(&parsed.document))
}

/// How often each finding is there, by name and message; those that point into a range are left out, unless they say that
/// what stands there may not.
fn counted(found: &[Diagnostic], inserted: std::ops::Range<usize>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for one in found {
        let at = one.primary.range();
        let is_own = inserted.start <= at.start && at.end <= inserted.end && !inserted.is_empty();
        let refuses = [
            "unknown-element",
            "element-not-allowed-here",
            "element-not-allowed-yet",
            "duplicate-element",
            "unknown-attribute",
            "attribute-not-allowed-here",
            "foreign-namespace",
        ];
        if is_own && !refuses.contains(&one.code_name()) {
            continue;
        }
        *counts.entry(format!("{} {}", one.code_name(), one.message)).or_default() += 1;
    }
    counts
}

/// Whether a text with something put in has no findings that it had not before, but those about what it still lacks.
fn is_as_good(schema: &Schema, base: &BTreeMap<String, usize>, text: &str, inserted: std::ops::Range<usize>) -> bool {
    let Some(found) = judged(schema, text) else { return false };
    let now = counted(&found, inserted);
    let lacks = |name: &str| name.starts_with("incomplete-element") || name.starts_with("missing-attribute");
    now.iter()
        .filter(|(name, _)| !lacks(name))
        .all(|(name, count)| base.get(name).is_some_and(|before| before >= count))
}

trait CodeName {
    fn code_name(&self) -> &str;
}

impl CodeName for Diagnostic {
    fn code_name(&self) -> &str {
        &self.name
    }
}

/// Compares elements and attributes at places of a valid text.
fn compare(schema: &Schema, name: &str, text: &str, places: usize, dice: &mut Dice) {
    let tree = Tree::new(text.into());
    let base_found = judged(schema, text).unwrap_or_else(|| panic!("{name} is well-formed"));
    let base = counted(&base_found, 0..0);
    let grammar = schema.grammar();
    let elements: BTreeSet<String> = grammar
        .defines
        .iter()
        .flat_map(|define| define.name_class.names().unwrap_or_default())
        .filter(|(namespace, _)| namespace.is_empty())
        .map(|(_, local)| local.to_string())
        .collect();
    let attributes: BTreeSet<String> = grammar
        .patterns
        .iter()
        .filter_map(|pattern| match pattern {
            rowi::rng::simple::Pattern::Attribute { name, .. } => name.names(),
            _ => None,
        })
        .flatten()
        .filter(|(namespace, _)| namespace.is_empty())
        .map(|(_, local)| local.to_string())
        .collect();
    let spots: Vec<usize> = tree
        .nodes()
        .iter()
        .filter(|node| node.kind == rowi::query::syntax::NodeKind::Element)
        .flat_map(|node| [node.range().end, node.start_tag().end])
        .filter(|at| tree.innermost(*at).is_some())
        .collect();
    for _ in 0..places {
        let at = spots[dice.below(spots.len())];
        // elements
        let offered: BTreeSet<String> = complete(&tree, schema, at)
            .into_iter()
            .filter(|item| item.kind == ItemKind::Element)
            .map(|item| item.label)
            .collect();
        for element in &elements {
            let new = format!("{}<{element}/>{}", &text[..at], &text[at..]);
            let allowed = is_as_good(schema, &base, &new, at..at + element.len() + 3);
            let shown = || format!("{name}: `{element}` at …{}|{}…", tail(&text[..at]), head(&text[at..]));
            assert_eq!(offered.contains(element), allowed, "{}", shown());
        }
        // attributes of the element that begins before
        let Some(node) = tree
            .nodes()
            .iter()
            .rfind(|node| node.kind == rowi::query::syntax::NodeKind::Element && node.range().start < at)
        else {
            continue;
        };
        let inside = node.name().end;
        let with_blank = format!("{} {}", &text[..inside], &text[inside..]);
        let tree = Tree::new(with_blank.as_str().into());
        let offered: BTreeSet<String> = complete(&tree, schema, inside + 1)
            .into_iter()
            .filter(|item| item.kind == ItemKind::Attribute)
            .map(|item| item.label)
            .collect();
        for attribute in &attributes {
            let written = format!(" {attribute}=\"\"");
            let new = format!("{}{written}{}", &text[..inside], &text[inside..]);
            // one that is there already makes the text ill-formed
            let allowed = is_as_good(schema, &base, &new, inside..inside + written.len());
            let shown = || format!("{name}: `{attribute}` at …{}|{}…", tail(&text[..inside]), head(&text[inside..]));
            assert_eq!(offered.contains(attribute), allowed, "{}", shown());
        }
    }
}

fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    &text[start..]
}

fn head(text: &str) -> &str {
    &text[..text.char_indices().nth(60).map_or(text.len(), |(at, _)| at)]
}

#[test]
fn descriptions_are_offered_what_the_schema_allows() {
    let schema = Edition::Kiwi.schema().expect("KIWI's schema");
    let mut dice = Dice(7);
    let mut compared = 0;
    for path in [
        "examples/container-image/appliance.kiwi",
        "examples/disk-with-containers/appliance.kiwi",
        "examples/live-iso/config.xml",
    ] {
        let text = std::fs::read_to_string(support::root().join(path)).expect("an example");
        compare(schema, path, &text, 4, &mut dice);
        compared += 1;
    }
    assert_eq!(compared, 3);
}

#[test]
fn small_schemas_are_offered_what_they_allow() {
    let cases = [
        (
            "start = element r { element a { empty }, element b { empty }?, element c { attribute x { text }?, empty }* }",
            "<r><a/><c/><c x=''/></r>",
        ),
        (
            "start = element r { (element a { empty } | element b { empty }), element c { element a { empty }* } }",
            "<r><b/><c><a/></c></r>",
        ),
        (
            "start = element r { element a { empty } & element b { empty }* & (element c { empty }, element d { empty })? }",
            "<r><b/><c/><b/><d/><a/></r>",
        ),
        (
            "start = element r { (attribute k { text } | attribute l { text }), element a { attribute m { text }, (attribute n { text }, attribute o { text })? }+ }",
            "<r k=''><a m=''/><a m='' n='' o=''/></r>",
        ),
        (
            "start = element r { (attribute k { text }, element a { empty }*) | (attribute l { text }, element b { empty }*) }",
            "<r k=''><a/></r>",
        ),
        ("start = element r { mixed { (element a { empty } | element b { empty })* } }", "<r>t<a/>u<b/></r>"),
        ("start = element r { (element a { empty }, element b { empty })+ }", "<r><a/><b/><a/><b/></r>"),
    ];
    let mut dice = Dice(3);
    for (compact, text) in cases {
        let mut sources = Sources::new();
        let id = sources.add("s.rnc", compact);
        let grammar = rowi::rng::load(id, &mut sources, &MemoryLoader::new()).grammar.expect("a schema");
        let schema = Schema::compile(grammar).expect("a schema");
        assert_eq!(judged(&schema, text).map(|found| found.len()), Some(0), "{compact}");
        compare(&schema, compact, text, 12, &mut dice);
    }
}
