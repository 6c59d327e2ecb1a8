//! The reference: complete for KIWI's schema, without dead links, the same twice.
use std::collections::BTreeSet;

use rowi::generate::docs::{self, Files, Format, Site, kiwi_reference, kiwi_sources, reference};
use rowi::rng;
use rowi::text::{MemoryLoader, Sources};

use crate::support::site::dead_links;

fn site() -> Files {
    let site = Site {
        reference: kiwi_reference(),
        grammar: &kiwi_sources().1,
        rules: rowi::analysis::catalogue(),
        pages: Vec::new(),
        templates: Vec::new(),
    };
    site.files().expect("templates and examples are in order")
}

#[test]
fn the_site_of_kiwi_is_complete_and_has_no_dead_link() {
    let files = site();
    assert_eq!(dead_links(&files), Vec::<String>::new());
    let reference = kiwi_reference();
    let names: BTreeSet<&str> = reference.elements.iter().map(|element| element.name.as_str()).collect();
    assert_eq!(names.iter().filter(|name| !name.starts_with("any name")).count(), 111);
    for element in &reference.elements {
        assert!(files.contains_key(&format!("element/{}.html", element.id)), "{}", element.id);
    }
    for entry in rowi::analysis::catalogue() {
        assert!(files.contains_key(&format!("rules/{}.html", entry.name)), "{}", entry.name);
        for alias in entry.aliases {
            assert!(files.contains_key(&format!("rules/{alias}.html")), "{alias}");
        }
    }
    assert_eq!(docs::check(reference, &kiwi_sources().1), Vec::<String>::new());
    let attributes = reference.elements.iter().flat_map(|element| &element.attributes);
    let without_kind: Vec<&str> =
        attributes.filter(|attribute| attribute.kind.is_empty()).map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(without_kind, Vec::<&str>::new());
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(site(), site());
}

#[test]
fn other_schemas_get_a_site_and_texts() {
    let mut sources = Sources::new();
    let text = "namespace a = \"urn:a\"\nstart = book\n\
                ## A book. It has chapters.\nbook = element book { attribute lang { xsd:language }?, title, (chapter | appendix)+ }\n\
                title = element title { text }\n\
                chapter = element chapter { title, element para { mixed { element em { text }* } }* }\n\
                appendix = element appendix { title, element para { empty }, element * - a:* { text }? }\n";
    let id = sources.add("book.rnc", text);
    let grammar = rng::load(id, &mut sources, &MemoryLoader::new()).grammar.expect("a schema");
    let reference = reference("book", &grammar, &sources);
    let book = reference.elements.iter().find(|element| element.name == "book").expect("an element");
    assert_eq!(book.summary, "A book.");
    assert_eq!(book.compact, "title, (chapter | appendix)+");
    assert_eq!(book.attributes[0].kind, "a language tag, as in en-US");
    let occurs: Vec<(&str, &str)> = book.children.iter().map(|child| (child.id.as_str(), child.occurs)).collect();
    assert_eq!(
        occurs,
        [("appendix", "any number of times"), ("chapter", "any number of times"), ("title", "exactly once")]
    );
    // two elements of one name have a page each, and one that tells them apart
    assert_eq!(reference.shared[0].name, "para");
    let site = Site { reference: &reference, grammar: &grammar, rules: &[], pages: Vec::new(), templates: Vec::new() };
    let files = site.files().expect("templates are in order");
    assert!(files.contains_key("element/para.html"));
    assert_eq!(dead_links(&files), Vec::<String>::new());
    for format in [Format::Markdown, Format::Rst, Format::Man, Format::Json] {
        assert!(!docs::files(&reference, format).is_empty());
    }
}

/// What an element, an attribute or a value may be called does not meet what pages call their own parts.
#[test]
fn names_of_a_schema_do_not_meet_those_of_a_page() {
    let mut sources = Sources::new();
    let text = "namespace a = \"urn:a\"\nnamespace b = \"http://example.org/b/1.0\"\n\
                start = element where { attribute where { text }, attribute model { text }, attribute content { text },\n\
                  attribute search { text }?, attribute found { text }?, attribute a:found { text }?,\n\
                  attribute sign { \"INF\" | \"+INF\" | \"-INF\" | \"a b\" | \"a-b\" },\n\
                  any, (element a:index { any } | element index { text }) }\n\
                any = element * - (b:* | b) { attribute * { text }*, any* }*\n";
    let text = text.replace(" | b)", " | a:index)");
    let id = sources.add("names.rnc", text);
    let grammar = rng::load(id, &mut sources, &MemoryLoader::new()).grammar.expect("a schema");
    let reference = reference("names", &grammar, &sources);
    let site = Site { reference: &reference, grammar: &grammar, rules: &[], pages: Vec::new(), templates: Vec::new() };
    let files = site.files().expect("templates are in order");
    assert_eq!(dead_links(&files), Vec::<String>::new());
    assert!(files.keys().all(|path| path.matches('/').count() <= 1), "{:?}", files.keys());
    let page = String::from_utf8_lossy(&files["element/where.html"]).into_owned();
    for anchor in ["sign-is-INF", "sign-is-~2BINF", "sign-is--INF", "sign-is-a+b", "sign-is-a-b", "found", "found:2"] {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}: {page}");
    }
    // what other elements are called so is one step away
    let index = files.iter().find(|(path, _)| path.starts_with("element/index--")).expect("a page").1;
    assert!(String::from_utf8_lossy(index).contains("href=\"index.html\""));
    assert_eq!(reference.counts(), (2, 6));
}

#[test]
fn a_template_of_the_users_replaces_ours_and_its_mistakes_are_told() {
    let with = |text: &str| {
        let site = Site {
            reference: kiwi_reference(),
            grammar: &kiwi_sources().1,
            rules: &[],
            pages: Vec::new(),
            templates: vec![("start.html".to_owned(), text.to_owned())],
        };
        site.files().map(|files| String::from_utf8_lossy(&files["index.html"]).into_owned())
    };
    assert_eq!(with("{{ counts[0] }} elements").expect("a template"), "111 elements");
    let error = with("{% if %}").expect_err("no template").to_string();
    assert!(error.contains("start.html:1"), "{error}");
}
