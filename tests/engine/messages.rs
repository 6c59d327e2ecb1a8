//! What is said of mistakes that a schema cannot name by itself: namespaces, wildcards, keywords, newer languages.

use rowi::rng::Schema;
use rowi::text::{MemoryLoader, Sources};

/// The findings of a document under a schema in the compact syntax: headline, label and notes as one line each.
fn findings(schema: &str, document: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let id = sources.add("schema.rnc", schema);
    let loaded = rowi::rng::load(id, &mut sources, &MemoryLoader::new());
    assert_eq!(loaded.diagnostics, []);
    let schema = Schema::compile(loaded.grammar.expect("a grammar")).expect("a schema");
    let id = sources.add("document.xml", document);
    let parsed = rowi::xml::parse(sources.get(id));
    assert_eq!(parsed.diagnostics, []);
    let found = schema.validate(&parsed.document);
    found
        .into_iter()
        .map(|one| {
            let fixes = one.fixes.iter().map(|fix| format!("{}: {}", fix.applicability.as_str(), fix.title));
            let all: Vec<String> = [one.message.into(), one.primary_label]
                .into_iter()
                .chain(one.notes)
                .chain(fixes)
                .filter(|text| !text.is_empty())
                .collect();
            all.join("; ")
        })
        .collect()
}

#[test]
fn an_attribute_of_another_namespace() {
    let schema = "namespace x = 'urn:x' start = element a { attribute x:href { text }, attribute b { text }? }";
    let found = findings(schema, "<a xmlns:p='urn:x' href='1'/>");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("attribute `href` of `a` is in no namespace; did you mean `p:href`?"), "{found:?}");
    assert!(found[0].ends_with("safe: write `p:href`"), "{found:?}");
    let found = findings(schema, "<a href='1'/>");
    assert!(found[0].contains("expected in the namespace `urn:x`"), "{found:?}");
    assert!(found[0].ends_with("unsafe: write `x:href` and declare the prefix"), "{found:?}");
}

#[test]
fn a_document_without_its_namespace_is_one_mistake() {
    let schema =
        "default namespace d = 'urn:d' start = element a { element i { element t { text }, any* }, element p { text } }
                  any = element * - d:* { text }";
    let found = findings(schema, "<a><i><t>x</t></i><p/></a>");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("expected in `urn:d`"), "{found:?}");
}

#[test]
fn what_only_a_wildcard_names() {
    let schema = "namespace m = 'urn:m' start = element a { i | j }
                  i = element i { element m:* { empty }+ } j = element i { attribute file { text } | attribute ref { text } }";
    let found = findings(schema, "<a><i/></a>");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("`i` lacks one of the attributes `ref` or `file`, or an element in the namespace `urn:m`"),
        "{found:?}"
    );
}

#[test]
fn keywords_as_names() {
    let mut sources = Sources::new();
    for text in
        ["start = element a { list* } \nlist = element b { empty }", "start = element a { include }\ninclude = empty"]
    {
        let id = sources.add("schema.rnc", text);
        let (_, found) = rowi::rng::parse(sources.get(id));
        assert!(found.iter().all(|one| one.primary_label.starts_with("as a name it is written `\\")), "{found:#?}");
        assert_eq!(found.len(), 2, "{found:#?}");
    }
}

#[test]
fn newer_versions_are_named() {
    for (text, expected) in
        [("a eq 'b'", "XPath 2.0"), ("every $x in a satisfies $x", "XPath 2.0"), ("if (a) then b else c", "XPath 2.0")]
    {
        let mut sources = Sources::new();
        let id = sources.add(
            "s.sch",
            format!(
                "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern><rule context='a'>\
                 <assert test=\"{text}\">m</assert></rule></pattern></schema>"
            ),
        );
        let parsed = rowi::xml::parse(sources.get(id));
        let (_, found) = rowi::schematron::read_document(&parsed.document, &mut sources, &MemoryLoader::new());
        assert!(found[0].notes.iter().any(|note| note.contains(expected)), "{found:#?}");
    }
}

#[test]
fn schematron_says_what_it_cannot_judge() {
    let mut sources = Sources::new();
    let id = sources.add(
        "s.sch",
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><let name='most' value='3'/><pattern><rule context='a'>\
         <report test='@n > $more'>x <xsl:value-of xmlns:xsl='http://www.w3.org/1999/XSL/Transform' select='1'/></report>\
         <assert test='@n'>n</assert></rule></pattern></schema>",
    );
    let parsed = rowi::xml::parse(sources.get(id));
    let (rules, found) = rowi::schematron::read_document(&parsed.document, &mut sources, &MemoryLoader::new());
    let said: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(said, ["`value-of` of another namespace puts nothing into a message", "there is no variable `$more`"]);
    let id = sources.add("d.xml", "<a xmlns='urn:a'/>");
    let document = rowi::xml::parse(sources.get(id)).document;
    let found = rowi::schematron::validate_telling(&rules, &document, None);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].primary_label.contains("those of the document are in the namespace `urn:a`"), "{found:#?}");
}

#[test]
fn annotations_stay_where_they_are() {
    let text = "element a {\n  string - (\"x\" >> x []) >> y [],\n  attribute (* - (b >> x []) >> y []) { text }*\n}\n";
    let write = |text: &str| {
        let mut sources = Sources::new();
        let id = sources.add("s.rnc", text);
        let (schema, _) = rowi::rng::parse(sources.get(id));
        (
            rowi::rng::compact::format(&schema, sources.get(id)),
            rowi::rng::xml_syntax::write(&schema, &|href| href.href.to_string()),
        )
    };
    let (formatted, before) = write(text);
    assert_eq!(write(&formatted).1, before, "{formatted}");
}

#[test]
fn definitions_that_double_are_refused() {
    let mut text = String::from("start = element a { d0 } ");
    for level in 0..30 {
        text.push_str(&format!("d{level} = d{0}, d{0} ", level + 1));
    }
    text.push_str("d30 = element b { text }?");
    let mut sources = Sources::new();
    let id = sources.add("s.rnc", text);
    let grammar = rowi::rng::load(id, &mut sources, &MemoryLoader::new()).grammar.expect("a grammar");
    let refused = Schema::compile(grammar).expect_err("too long");
    assert_eq!(refused.name.to_string(), "schema-too-long");
}

#[test]
fn of_several_ways_to_an_element_the_one_that_lacks_least_is_told() {
    let schema = "start = element t { column, ((rows, (heads, rows?)?) | (heads, rows?))+ }
                  column = element column { empty } rows = element row { empty }+ heads = element head { empty }";
    assert_eq!(
        findings(schema, "<t><row/><row/></t>"),
        ["element `row` is not allowed in `t` before `column`; `column` must come first"]
    );
    assert_eq!(findings(schema, "<t><column/><row/><head/><row/></t>"), [""; 0]);
}

#[test]
fn a_name_that_is_near_keeps_its_prefix() {
    let schema = "namespace x = 'urn:x' namespace y = 'urn:y'
                  start = element x:a { attribute x:style { text }?, attribute y:style-name { text }?, (element x:span { text } | element y:paragraph { text })* }";
    let with = |content: &str| findings(schema, &format!("<x:a xmlns:x='urn:x' xmlns:z='urn:y'{content}</x:a>"));
    assert_eq!(
        with("><x:spam/>"),
        ["unknown element `x:spam` in `a`; did you mean `x:span`?; safe: rename to `x:span`"]
    );
    // the prefix would have to change as well
    assert_eq!(with("><x:paragrph/>"), ["unknown element `x:paragrph` in `a`; did you mean `z:paragraph`?"]);
    assert_eq!(
        with(" x:stlye='1'>"),
        ["unknown attribute `x:stlye` on `a`; did you mean `x:style`?; safe: rename to `x:style`"]
    );
    assert_eq!(
        with(" z:stylename='1'>"),
        ["unknown attribute `z:stylename` on `a`; did you mean `z:style-name`?; safe: rename to `z:style-name`"]
    );
}

#[test]
fn text_that_was_meant_for_the_element_that_is_missing() {
    let schema = "start = element item { element para { text }+ }";
    assert_eq!(
        findings(schema, "<item>a</item>"),
        ["text is not allowed in `item`; `item` holds elements only: `para`; \
          `item` also lacks the element `para`; was that meant here?"]
    );
    assert_eq!(findings(schema, "<item>a<para/></item>").len(), 1);
}

#[test]
fn an_attribute_that_was_meant_for_one_that_would_do() {
    let schema = "namespace s = 'urn:s' start = element image { (attribute file { text } | attribute entity { text } | element s:* { text }), attribute w { text }? }";
    let found = findings(schema, "<image src='a' w='1'/>");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("unknown attribute `src` on `image`"), "{found:?}");
    assert!(found[0].contains("also lacks one of the attributes `file` or `entity`, or"), "{found:?}");
    // an attribute is never meant for an element that no attribute replaces
    let schema = "start = element image { attribute w { text }?, element file { text } }";
    assert_eq!(findings(schema, "<image src='a'/>").len(), 2);
}

#[test]
fn a_word_of_a_list_is_pointed_at() {
    let mut sources = Sources::new();
    let id = sources.add("s.rnc", "start = element a { attribute n { list { xsd:int+ } } }");
    let loaded = rowi::rng::load(id, &mut sources, &MemoryLoader::new());
    let schema = Schema::compile(loaded.grammar.expect("a grammar")).expect("a schema");
    let id = sources.add("d.xml", "<a n='1 2 three 4'/>");
    let parsed = rowi::xml::parse(sources.get(id));
    let found = schema.validate(&parsed.document);
    assert_eq!(found.len(), 1);
    assert_eq!(sources.slice(found[0].primary), "three");
}
