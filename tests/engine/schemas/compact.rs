//! The compact syntax, by section of its specification.

use crate::support::schemas::{accepted, converted, findings, load, places, refused, valid};

const START: &str = "start = element foo { empty }\n";

#[test]
fn section_2_patterns() {
    accepted("element foo { (attribute a { text } | element b { empty }), text?, (element c { text }+)* }");
    accepted(
        "start = element foo { x? } x = element bar { mixed { y & z } } y = empty z = element baz { list { xsd:int+ } }",
    );
    refused("element foo { element a { empty }, text | empty }", &["schema-mixed-connectors"]);
    refused("element foo { element a { empty }+? }", &["schema-syntax"]);
    refused("element foo { empty };", &["schema-syntax"]);
    refused("", &["schema-syntax"]);
    refused("# only a comment", &["schema-syntax"]);
}

#[test]
fn section_2_except() {
    accepted("element foo { xsd:string - (\"a\" | \"b\") }");
    accepted("element foo { attribute a { (xsd:string - \"a\") | \"b\" } }");
    refused("element foo { xsd:string - \"a\" | \"b\" }", &["schema-except-needs-parentheses"]);
    refused("element foo { \"b\" | xsd:string - \"a\" }", &["schema-except-needs-parentheses"]);
    refused(
        "element foo { list { (xsd:string - \"a\")*, xsd:string - \"a\"* } }",
        &["schema-except-needs-parentheses"],
    );
    refused("element * - a | b { empty }", &["schema-except-needs-parentheses"]);
    refused("element b | * - a { empty }", &["schema-except-needs-parentheses"]);
    accepted("element b | (* - (a | b)) { empty }");
}

#[test]
fn section_2_name_classes() {
    accepted("namespace p = \"u\" element * - (p:* - p:a) { empty }");
    refused("element * - * { empty }", &["schema-name-class-except"]);
    refused("namespace p = \"u\" element p:* - p:* { empty }", &["schema-name-class-except"]);
    refused("namespace p = \"u\" element p:* - * { empty }", &["schema-name-class-except"]);
    let schema =
        "namespace p = \"u\" default namespace = \"d\" element (p:* - p:no) | only { attribute * - n { text }* }";
    assert!(valid(schema, "<yes xmlns='u' a='' b=''/>"));
    assert!(valid(schema, "<only xmlns='d'/>"));
    assert!(!valid(schema, "<no xmlns='u'/>"));
    assert!(!valid(schema, "<only xmlns='u' n=''/>"));
    assert!(!valid(schema, "<other xmlns='d'/>"));
}

#[test]
fn section_2_keywords_as_names() {
    accepted("start = \\element \\element = element element { attribute start { text } }");
    refused("start = element", &["schema-syntax"]);
    assert_eq!(places("start = element foo { text text }"), ["text"]);
}

#[test]
fn section_2_grammars() {
    accepted("start = element a { grammar { start = parent b } } b = element b { empty }");
    accepted("div { div { start = a } } a |= element a { empty } a |= element b { empty }");
    refused("start = element foo { parent a } a = empty", &["schema-undefined-reference"]);
    refused(
        "include \"x.rnc\" { include \"y.rnc\" }",
        &["schema-syntax", "schema-file-unreadable", "schema-file-unreadable"],
    );
}

#[test]
fn section_3_escapes() {
    assert!(valid("element \\x{66}oo { \"a\\x{A}b\" }", "<foo>a b</foo>"));
    assert!(valid("element \\xx{66}\\x{6F}o { empty }", "<foo/>"));
    accepted("start = \\xfoo xfoo = element foo { empty }");
    refused("element foo { \"\\x{110000}\" }", &["schema-invalid-escape"]);
    refused("element foo { \"\\x{}\" }", &["schema-invalid-escape"]);
    refused("element foo { \"\\x{0}\" }", &["schema-invalid-escape"]);
    refused("# \\x{zz}\nelement foo { empty }", &["schema-invalid-escape"]);
    // places stay right behind escapes, also where they stand for brackets
    assert_eq!(places("element \\x{66}oo \\x{7B} oops }"), ["oops"]);
    assert_eq!(places("element foo { \"\\x{66}\" }\r\noops"), ["oops"]);
    // an escaped newline ends a comment
    assert!(valid("# c\\x{A}element foo { empty }", "<foo/>"));
}

#[test]
fn section_3_literals() {
    refused("element foo { \"a\nb\" }", &["schema-unclosed-literal"]);
    assert!(valid("element foo { \"\"\"a\n\"b\" ''c\"\"\" }", "<foo>a \"b\" ''c</foo>"));
    assert!(valid("element foo { string \"a\" ~ 'b\"' ~ \"\"\"c\nd\"\"\" }", "<foo>ab\"c\nd</foo>"));
    assert!(valid("element foo { string '''a'b''' }", "<foo>a'b</foo>"));
    assert!(valid("element foo { string \"\" }", "<foo/>"));
    refused("element foo { \"a\" \"b\" }", &["schema-syntax"]);
    refused("element foo { \"\"\"a }", &["schema-unclosed-literal"]);
}

#[test]
fn section_3_names_follow_the_fourth_edition() {
    accepted("element \u{E14}\u{E35} { empty }");
    refused("element \u{E35} { empty }", &["schema-syntax"]);
    accepted("start = a-b.c a-b.c = element x { empty }");
}

#[test]
fn section_4_declarations() {
    assert!(valid("namespace a = \"x\" ~ 'y' element a:foo { empty }", "<foo xmlns='xy'/>"));
    assert!(valid(
        "default namespace a = \"x\" element foo { attribute a:b { text }, element a:c { empty } }",
        "<foo xmlns='x' xmlns:q='x' q:b=''><c/></foo>"
    ));
    assert!(valid("namespace element = \"u\" element element:foo { empty }", "<foo xmlns='u'/>"));
    accepted("namespace xml = \"http://www.w3.org/XML/1998/namespace\" element foo { attribute xml:lang { text } }");
    accepted("element foo { attribute xml:lang { xsd:language } }");
    refused("element a:foo { empty }", &["schema-undeclared-prefix"]);
    refused("element foo { a:int }", &["schema-undeclared-prefix"]);
    refused("namespace xmlns = \"x\" element foo { empty }", &["schema-reserved-prefix"]);
    refused("namespace xml = \"x\" element foo { empty }", &["schema-reserved-prefix"]);
    refused(
        "namespace x = \"http://www.w3.org/XML/1998/namespace\" element foo { empty }",
        &["schema-reserved-prefix"],
    );
    refused("namespace a = \"x\" namespace a = \"y\" element foo { empty }", &["schema-duplicate-declaration"]);
    refused("element foo { empty } namespace a = \"x\"", &["schema-syntax"]);
}

#[test]
fn section_4_inherit() {
    let (_, loaded) = load(
        "s.rnc",
        "namespace p = \"u\" start = element a { external \"b.rnc\" inherit = p } include \"c.rnc\" inherit = p",
        &[("b.rnc", "element b { empty }"), ("c.rnc", "c = element c { empty }")],
    );
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    let grammar = loaded.grammar.expect("a grammar");
    let names: Vec<(String, String)> = grammar
        .defines
        .iter()
        .flat_map(|define| define.name_class.names().unwrap_or_default())
        .map(|(namespace, local)| (namespace.to_string(), local.to_string()))
        .collect();
    assert_eq!(names, [(String::new(), "a".to_owned()), ("u".to_owned(), "b".to_owned())]);
}

#[test]
fn section_5_1_annotations_are_told_by_namespace() {
    let declared = "namespace x = \"u\" namespace r = \"http://relaxng.org/ns/structure/1.0\" namespace i = inherit namespace n = \"\"\n";
    for good in [
        "[ x:a = \"1\" ]",
        "[ x:e [ a = \"1\" n:b = \"2\" r:c [] ] ]",
        "[ e [] ]",
        "[ n:e [] ]",
        "[ xml:lang = \"en\" ]",
    ] {
        accepted(&format!("{declared}{good} element foo {{ empty }}"));
    }
    for bad in [
        "[ a = \"1\" ]",
        "[ n:a = \"1\" ]",
        "[ r:a = \"1\" ]",
        "[ i:a = \"1\" ]",
        "[ r:e [] ]",
        "[ i:e [] ]",
        "[ x:e [ xmlns = \"1\" ] ]",
    ] {
        refused(&format!("{declared}{bad} element foo {{ empty }}"), &["schema-annotation-namespace"]);
    }
    refused(
        "namespace x = \"u\" namespace y = \"u\" [ x:a = \"1\" y:a = \"2\" ] element foo { empty }",
        &["schema-duplicate-annotation-attribute"],
    );
    refused("[ e [ a = \"1\" a = \"2\" ] ] element foo { empty }", &["schema-duplicate-annotation-attribute"]);
}

#[test]
fn section_5_2_initial_annotations() {
    accepted("start = [ e [ \"t\" ] ] element [ e [] ] foo { [ e [] ] (a | [ e [] ] a) } a = empty");
    accepted("element foo { xsd:int { [ e [] ] minInclusive = \"1\" } }");
    refused("[ e [] \"t\" ] element foo { empty }", &["schema-syntax"]);
    refused("[ e [] element foo { empty }", &["schema-unclosed-bracket"]);
}

#[test]
fn section_5_3_documentation() {
    let xml = converted("s.rnc", "## one\n## two\n\n## three\nelement foo { empty }");
    assert!(
        xml.contains("<a:documentation>one\ntwo</a:documentation>\n  <a:documentation>three</a:documentation>"),
        "{xml}"
    );
    let xml = converted("s.rnc", "namespace a = \"u\"\n## one\nelement foo { empty }");
    assert!(xml.contains("<aa:documentation>one</aa:documentation>"), "{xml}");
    refused("element foo { empty ## late\n}", &["schema-syntax"]);
    refused("## before\nnamespace a = \"u\" element foo { empty }", &["schema-syntax"]);
}

#[test]
fn declarations_behind_the_start_of_the_schema() {
    let late = |text: &str| {
        refused(text, &["schema-syntax"]);
        assert!(findings(text)[0].contains("stands too late"), "{text}: {:?}", findings(text));
    };
    late("## before\nnamespace a = \"u\" element a:foo { empty }");
    late("element foo { empty }\nnamespace a = \"u\"");
    late("start = element a:foo { b }\nnamespace a = \"u\"\nb = empty");
    late("start = element foo { xs:int }\ndatatypes xs = \"http://www.w3.org/2001/XMLSchema-datatypes\"");
    late("start = element foo { empty }\ndefault namespace = inherit");
    refused("start = namespace\nnamespace = empty", &["schema-syntax", "schema-syntax"]);
    accepted("start = [ a [ namespace = \"u\" ] ] element foo { \\namespace } \\namespace = empty");
}

#[test]
fn section_5_4_following_annotations() {
    accepted("element foo { empty >> e [] }");
    accepted("start = element foo { (a >> e [])+ >> e [ \"q\" ] } >> e [] a = element b { empty }");
    refused("element foo { empty } >> e []", &["schema-annotation-at-top"]);
    refused("element foo { empty >> }", &["schema-syntax"]);
    refused("element foo { >> e [] }", &["schema-syntax"]);
}

#[test]
fn section_5_5_grammar_annotations() {
    accepted(&format!("e [ \"t\" ] {START} f [] div {{ g [] h = empty i [] }} \\text [ ]"));
    refused(&format!("text [ ] {START}"), &["schema-syntax"]);
}

#[test]
fn deep_nesting_is_one_diagnostic() {
    for (head, open, close) in [
        ("start = ", "(", ")"),
        ("start = ", "element a { ", "}"),
        ("start = ", "list { ", "}"),
        ("start = ", "grammar { start = ", "}"),
        ("element ", "(", ")"),
        ("", "div { ", ""),
        ("[ ", "e [ ", "]"),
    ] {
        let text = format!("{head}{}a{}", open.repeat(100_000), close.repeat(100_000));
        let (_, loaded) = load("s.rnc", &text, &[]);
        let names: Vec<&str> = loaded.diagnostics.iter().map(|found| &*found.name).collect();
        assert_eq!(names, ["nesting-too-deep"], "{open}");
    }
}

#[test]
fn long_chains_of_references_need_no_stack() {
    let mut text = "start = a0\n".to_owned();
    for index in 0..20_000 {
        text.push_str(&format!("a{index} = a{}\n", index + 1));
    }
    text.push_str("a20000 = element x { empty }\n");
    accepted(&text);
    let nested =
        text.replace(" = a", " = element y { empty } | element z { empty }, a").replace("| element z { empty },", "|");
    let (_, loaded) = load("s.rnc", &nested, &[]);
    assert!(loaded.grammar.is_some() || loaded.diagnostics.iter().any(|found| found.name == "nesting-too-deep"));
}
