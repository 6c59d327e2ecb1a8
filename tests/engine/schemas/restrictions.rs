//! Sections 4 and 7 of the RELAX NG specification: what is refused, and where the message points.

use crate::support::schemas::{accepted, load, places, refused, valid};

#[test]
fn section_4_5_references_to_files() {
    let (_, loaded) = load("s.rnc", "start = external \"a.rnc#b\"", &[]);
    assert_eq!(loaded.diagnostics[0].name, "schema-href");
    let (_, loaded) = load("s.rnc", "start = external \"http://example.org/a.rnc\"", &[]);
    assert_eq!(loaded.diagnostics[0].name, "schema-file-unreadable");
    let (_, loaded) = load("d/s.rnc", "start = external \"../a%20b.rnc\"", &[("a b.rnc", "element a { empty }")]);
    assert!(loaded.grammar.is_some(), "{:#?}", loaded.diagnostics);
}

#[test]
fn sections_4_6_and_4_7_cycles() {
    for (text, other) in [
        ("include \"b.rnc\"", "include \"s.rnc\" start = element a { empty }"),
        ("start = element a { external \"b.rnc\"? }", "element b { external \"s.rnc\" }"),
        ("include \"s.rnc\"", ""),
    ] {
        let (_, loaded) = load("s.rnc", text, &[("b.rnc", other)]);
        let names: Vec<&str> = loaded.diagnostics.iter().map(|found| &*found.name).collect();
        assert!(names.contains(&"schema-include-cycle"), "{text}: {names:?}");
    }
}

#[test]
fn section_4_7_overrides() {
    let included = "start = a a = element a { b } b = element b { empty }";
    let (_, loaded) = load("s.rnc", "include \"i.rnc\" { b = element c { empty } }", &[("i.rnc", included)]);
    assert!(loaded.grammar.is_some(), "{:#?}", loaded.diagnostics);
    let (sources, loaded) = load("s.rnc", "include \"i.rnc\" { c = empty }", &[("i.rnc", included)]);
    assert_eq!(loaded.diagnostics[0].name, "schema-override-nothing");
    assert_eq!(sources.slice(loaded.diagnostics[0].primary), "c");
    let (_, loaded) = load("s.rnc", "include \"i.rnc\"", &[("i.rnc", "element a { empty }")]);
    assert_eq!(loaded.diagnostics[0].name, "schema-include-no-grammar");
    // an outer include replaces what an inner one put in place
    let (_, loaded) = load(
        "s.rnc",
        "include \"m.rnc\" { b = element d { empty } }",
        &[("m.rnc", "include \"i.rnc\" { b = element c { empty } }"), ("i.rnc", included)],
    );
    let names: Vec<String> = loaded
        .grammar
        .expect("a grammar")
        .defines
        .iter()
        .flat_map(|define| define.name_class.names().unwrap_or_default())
        .map(|(_, local)| local.to_string())
        .collect();
    assert_eq!(names, ["a", "d"]);
}

#[test]
fn section_4_16_datatypes() {
    refused("element a { xsd:integr }", &["schema-unknown-datatype"]);
    refused("datatypes q = \"urn:q\" element a { q:z }", &["schema-unknown-datatype-library"]);
    refused("element a { xsd:int { minInclusive = \"x\" } }", &["schema-invalid-facet"]);
    refused("element a { string { minLength = \"1\" } }", &["schema-invalid-facet"]);
    refused("element a { xsd:int \"x\" }", &["schema-invalid-value"]);
    refused("element a { attribute xmlns { text } }", &["schema-xmlns-attribute"]);
    assert_eq!(places("element a { xsd:integr }"), ["integr"]);
}

#[test]
fn section_4_17_combine() {
    refused("start = a a = element a { empty } a = element b { empty }", &["schema-duplicate-define"]);
    refused("start = a a |= element a { empty } a &= element b { empty }", &["schema-combine-conflict"]);
    accepted("start |= element a { empty } start |= element b { empty }");
}

#[test]
fn sections_4_18_and_4_19_references() {
    refused("a = empty", &["schema-missing-start"]);
    // whatever the first character is, the place is a part of the text
    assert_eq!(places("état = empty"), [""]);
    refused("start = element a { b } bb = empty", &["schema-undefined-reference"]);
    refused("start = element a { b } b = c? c = b", &["schema-recursion"]);
    accepted("start = a a = element a { a? }");
    accepted("start = element a { empty } unused = unused");
}

#[test]
fn section_7_1_places() {
    let name = "schema-pattern-not-allowed-here";
    refused("element a { attribute b { element c { empty } } }", &[name]);
    refused("element a { attribute b { attribute c { text } } }", &[name]);
    refused("element a { (attribute b { text }, element c { empty })+ }", &[name]);
    refused("element a { list { element b { empty } } }", &[name]);
    refused("element a { list { text } }", &[name]);
    refused("element a { list { list { xsd:int } } }", &[name]);
    refused("element a { xsd:string - (element b { empty }) }", &[name]);
    refused("start = text", &[name]);
    refused("start = element a { empty }, element b { empty }", &[name]);
    refused("start = empty", &[name]);
    accepted("element a { (element c { empty } | notAllowed)+ }");
    assert_eq!(places("element a { x } x = attribute b { text }").len(), 1);
}

#[test]
fn section_7_2_strings() {
    let name = "schema-string-sequence";
    refused("element a { xsd:int, element b { empty } }", &[name]);
    refused("element a { xsd:int & text }", &[name]);
    refused("element a { xsd:int+ }", &[name]);
    refused("element a { \"x\", \"y\" }", &[name]);
    accepted("element a { attribute b { text }, (xsd:int | element c { empty }) }");
    accepted("element a { list { \"x\", \"y\", xsd:int+ } }");
    // a type that stands alone in one place may be repeated in a list in another
    accepted("start = element a { attribute b { c }, attribute d { list { c+, (c, c?)? } } } c = xsd:int");
    refused("start = element a { element b { list { c, c } }, element d { c, c } } c = xsd:int", &[name]);
}

#[test]
fn section_4_20_an_element_whose_content_is_not_allowed_matches_nothing() {
    assert!(!valid("element a { notAllowed }", "<a/>"));
    assert!(!valid("element a { attribute b { text }, notAllowed }", "<a b=''/>"));
    let schema = "element a { element b { notAllowed } | element b { attribute c { text } }* }";
    assert!(!valid(schema, "<a><b/></a>"));
    assert!(valid(schema, "<a><b c=''/></a>"));
}

#[test]
fn section_7_3_attributes() {
    let name = "schema-duplicate-attribute";
    refused("element a { attribute b { text }, attribute b { text } }", &[name]);
    refused("element a { attribute b { text }, (empty | attribute c | b { text }) }", &[name]);
    refused("element a { attribute b { text }, attribute * { text }* }", &[name]);
    accepted("element a { attribute b { text }, attribute * - b { text }* }");
    accepted("element a { attribute b { text } | attribute b { empty } }");
    refused("element a { attribute * { text } }", &["schema-open-attribute-not-repeated"]);
    let (sources, loaded) = load("s.rnc", "element a { attribute b { text }, attribute b { empty } }", &[]);
    let found = &loaded.diagnostics[0];
    assert_eq!((found.primary.start, sources.slice(found.primary)), (44, "b"));
    assert_eq!(found.labels[0].span.start, 22);
}

#[test]
fn section_7_4_interleave() {
    refused("element a { element b { empty } & element b { text } }", &["schema-interleave-overlap"]);
    refused("element a { element b { empty } & element * { text } }", &["schema-interleave-overlap"]);
    refused("element a { text & (text | element b { empty }) }", &["schema-interleave-text"]);
    accepted("element a { element b { empty } & (element c { text }, text) }");
}

#[test]
fn compatibility_sections_2_and_3() {
    let warned = |text: &str| -> Vec<String> {
        let (_, loaded) = load("s.rnc", text, &[]);
        let grammar = loaded.grammar.expect("a grammar");
        rowi::rng::check_compatibility(&grammar).iter().map(|found| found.name.to_string()).collect()
    };
    let sound = "namespace a = \"http://relaxng.org/ns/compatibility/annotations/1.0\"
element x { attribute i { xsd:ID }, [ a:defaultValue = \"1\" ] attribute d { text }? }";
    assert!(warned(sound).is_empty());
    assert_eq!(warned(&sound.replace("}? }", "} }")), ["schema-unsound-default"]);
    assert_eq!(warned("element x | y { attribute i { xsd:ID } }"), ["schema-unsound-id"]);
    assert_eq!(
        warned("element x { attribute i { xsd:ID }, element y { element x { attribute i { text } } } }"),
        ["schema-unsound-id"]
    );
}
