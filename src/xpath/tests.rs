use super::*;
use crate::text::{Sources, Span};
use crate::xml;

fn place(sources: &mut Sources, text: &str) -> Place {
    let id = sources.add("expression", text);
    Place::new(Span::new(id, 0, text.len()))
}

fn evaluate(document: &str, expression: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add("t.xml", document);
    let parsed = xml::parse(sources.get(id));
    let place = place(&mut sources, expression);
    let namespaces = Namespaces { document: &parsed.document, element: parsed.document.root_element().unwrap() };
    let expression = match parse(expression, &namespaces, &place) {
        Ok(expression) => expression,
        Err(error) => return format!("{}: {} at `{}`", error.name, error.message, sources.slice(error.primary)),
    };
    match expression.evaluate(Focus::on(NodeRef::root_of(&parsed.document)), &mut NoContext) {
        Ok(Value::Nodes(nodes)) => nodes.iter().map(|node| format!("{}={};", node.name(), node.string())).collect(),
        Ok(value) => value.text().into_owned(),
        Err(error) => expression.diagnostic(error).message.into(),
    }
}

#[test]
fn names_and_operators_are_told_apart_by_what_stands_before() {
    let document = "<div><mod>6</mod><and>4</and><or>2</or></div>";
    assert_eq!(evaluate(document, "div/mod div div/or"), "3");
    assert_eq!(evaluate(document, "div/mod mod div/and"), "2");
    assert_eq!(evaluate(document, "div/* * div/or"), "12");
    assert_eq!(evaluate(document, "div/and and div/or or or"), "true");
    assert_eq!(evaluate(document, "div[or=2]/and"), "and=4;");
    assert_eq!(evaluate(document, "-div/mod - - 2"), "-4");
}

#[test]
fn positions_count_along_the_axis() {
    let document = "<a><b>1</b><b>2</b><c><b>3</b><b>4</b></c></a>";
    assert_eq!(evaluate(document, "//b[1]"), "b=1;b=3;");
    assert_eq!(evaluate(document, "(//b)[1]"), "b=1;");
    assert_eq!(evaluate(document, "/descendant::b[last()]"), "b=4;");
    assert_eq!(evaluate(document, "//c/preceding-sibling::b[1]"), "b=2;");
    assert_eq!(evaluate(document, "(//c/preceding-sibling::b)[1]"), "b=1;");
    assert_eq!(evaluate(document, "//b[position() mod 2 = 0][1]"), "b=2;b=4;");
    assert_eq!(evaluate(document, "//b[. = 4]/preceding::*"), "b=1;b=2;b=3;");
    assert_eq!(evaluate(document, "//b[. = 2]/following::*"), "c=34;b=3;b=4;");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (expression, message) in [
        ("a[", "xpath-syntax: the expression ends where a path, a value, a variable or a call is missing at ``"),
        ("a)", "xpath-syntax: unexpected `)` behind a complete expression at `)`"),
        ("cont('a', 'b')", "xpath-unknown-function: there is no function `cont()` at `cont`"),
        ("contains('a')", "xpath-wrong-arguments: `contains()` is called with 1 arguments at `contains('a')`"),
        ("q:a", "xpath-unbound-prefix: prefix `q` is not bound to a namespace at `q:a`"),
        ("a & b", "xpath-syntax: unexpected character `&` at `&`"),
        ("'a", "xpath-syntax: a string is not closed at `'a`"),
        ("parents::a", "xpath-syntax: there is no axis `parents` at `parents`"),
        ("..[a]", "xpath-syntax: a predicate cannot follow `..` at `[`"),
        ("", "xpath-syntax: the expression is empty at ``"),
    ] {
        assert_eq!(evaluate("<a/>", expression), message, "{expression}");
    }
    assert_eq!(evaluate("<a/>", "count(1)"), "a node-set is needed here, this is a number");
    assert_eq!(evaluate("<a/>", "$x + 1"), "there is no variable `$x`");
}

#[test]
fn hostile_expressions_are_errors() {
    let many = 100_000;
    for expression in [
        "(".repeat(many),
        "-".repeat(many) + "1",
        "a[".repeat(many),
        "not(".repeat(many),
        "1".to_owned() + &"+1".repeat(many),
        "1".to_owned() + &"=1".repeat(many),
    ] {
        assert!(evaluate("<a/>", &expression).starts_with("xpath-"), "{}", &expression[..10]);
    }
    let nested = format!("{}1{}", "(".repeat(60), "+1+1+1+1+1)".repeat(60));
    assert_eq!(evaluate("<a/>", &nested), "301");
    assert_eq!(evaluate("<a/>", &format!("false(){}", " or false()".repeat(many))), "false");
    assert_eq!(evaluate("<a/>", &format!("a{}", "/..|a".repeat(1000))), "=;a=;");
    assert_eq!(evaluate("<a/>", &format!("boolean(a{})", "/../a".repeat(many))), "true");
}

#[test]
fn places_go_through_character_references() {
    let mut sources = Sources::new();
    let raw = "1 &lt; a &amp; b";
    let id = sources.add("t", raw);
    let place = Place::in_attribute(Span::new(id, 0, raw.len()), "1 < a & b", raw);
    let error = parse("1 < a & b", &(), &place).unwrap_err();
    assert_eq!(sources.slice(error.primary), "&amp;");
    assert_eq!(sources.slice(place.part(2..5).span(2..3)), "a");
}
