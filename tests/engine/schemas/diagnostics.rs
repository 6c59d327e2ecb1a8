//! Several mistakes in one schema, each told once, with what was found and what was expected.

use crate::support::schemas::{findings, load, places};

const BROKEN: &str = "start = element a { text
b = element b { b2, c | d }
c = elemnt c { text }
d = element ex:d { xsd:integr }
e = element e { parra, }
f = element f { [ x = \"1\" ] text }
strt
g = element g { \"abc }
h = element h { text foo }
h = empty
";

#[test]
fn eleven_mistakes_are_eleven_diagnostics() {
    let found = findings(BROKEN);
    let expected = [
        "schema-unclosed-bracket: `{` is not closed",
        "schema-mixed-connectors: `|` is mixed with `,`",
        "schema-syntax: unknown keyword `elemnt`",
        "schema-undeclared-prefix: prefix `ex` is not declared",
        "schema-syntax: expected a pattern, found `}`",
        "schema-annotation-namespace: annotation attribute `x` needs a prefix",
        "schema-syntax: expected `,`, `|`, `&` or a definition, found identifier `strt`",
        "schema-unclosed-literal: literal is not closed on its line",
        "schema-syntax: expected `}`, `,`, `|` or `&`, found identifier `foo`",
        "schema-duplicate-define: `h` is defined twice",
        "schema-unknown-datatype: `integr` is not a datatype of XML Schema's datatypes",
    ];
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn reading_goes_on_behind_a_mistake() {
    let messages = |text: &str| -> Vec<String> {
        findings(text).iter().map(|found| found.split_once(": ").expect("a name").1.to_owned()).collect()
    };
    // connectors that are missing or one too many
    assert_eq!(
        messages("element a { attribute b { text } attribute c { text }, (text text),, element d { } }"),
        [
            "expected `,`, `|`, `&` or `}`, found keyword `attribute`",
            "expected `,`, `|`, `&` or `)`, found keyword `text`",
            "expected a pattern, found `,`",
            "expected a pattern, found `}`",
        ]
    );
    // a definition without pattern does not take the next one's name for it
    assert_eq!(
        messages("start = element a { b }\nb =\nc = element c { empty }\nd element d { empty }\n"),
        ["`b` lacks a pattern", "expected `,`, `|`, `&` or a definition, found identifier `d`"]
    );
    // what follows from a quote too few is not told
    assert_eq!(messages("start = element a { \"x\n\" } , text }\n"), ["literal is not closed on its line"]);
    assert_eq!(
        messages("start = element a { \"x } , text }\nb = element b { \"y\" }\nc = elemnt c { empty }\n"),
        ["literal is not closed on its line", "unknown keyword `elemnt`"]
    );
    // a prefix whose declaration is broken is declared
    assert_eq!(
        messages("namespace x = y\nelement x:a { text }"),
        ["expected a namespace URI in quotes or `inherit`, found identifier `y`"]
    );
    assert_eq!(messages("[ xml:lang = \"en\" element a { text }"), ["`[` is not closed"]);
    // what is documented at the top must have room for the documentation
    assert_eq!(messages("## one\n\"x\""), ["the outermost pattern may not be followed by an annotation"]);
}

#[test]
fn every_message_points_at_the_smallest_thing() {
    assert_eq!(places("start = element a { parra } para = empty"), ["parra"]);
    assert_eq!(places("element a { xsd:int { minInclusive = \"x\" } }"), ["x"]);
    assert_eq!(places("start = element a { b } b = (b, c) c = empty"), ["b"]);
}

#[test]
fn what_was_probably_meant_is_a_fix() {
    let (_, loaded) = load("s.rnc", "start = element a { parra } para = empty", &[]);
    assert_eq!(loaded.diagnostics[0].fixes[0].edits[0].text, "para");
    let (_, loaded) = load("s.rnc", "start = elment a { text }", &[]);
    assert_eq!(loaded.diagnostics[0].fixes[0].edits[0].text, "element");
}

#[test]
fn xml_syntax_mistakes_are_all_told() {
    let text = r#"<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <start><ref nam="a"/></start>
  <defin name="b"/>
  <define name="a"><element name="x"><choise/></element></define>
  <define name="c:d"><text/></define>
  <define name="e">stray<empty/></define>
</grammar>"#;
    let (_, loaded) = load("s.rng", text, &[]);
    let messages: Vec<&str> = loaded.diagnostics.iter().map(|found| found.message.as_str()).collect();
    for part in [
        "`nam` is not allowed",
        "`defin` is not allowed",
        "`choise` is not allowed",
        "`c:d` is not a name",
        "text `stray`",
    ] {
        assert!(messages.iter().any(|message| message.contains(part)), "{part}: {messages:#?}");
    }
}
