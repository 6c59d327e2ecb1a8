//! Laws and small cases of the validator, on grammars built by hand.

use super::Schema;
use super::simple::{DatatypeName, DefineId, ElementDefine, Grammar, Info, NameClass, Pattern, PatternId};
use crate::diagnostic::Diagnostic;
use crate::text::Sources;

/// Builds grammars in few letters.
#[derive(Default)]
struct Build {
    grammar: Grammar,
}

impl Build {
    fn add(&mut self, pattern: Pattern) -> PatternId {
        self.grammar.add(pattern, Info::default())
    }

    fn name(name: &str) -> NameClass {
        let (namespace, local) = name.rsplit_once('}').map_or(("", name), |(uri, local)| (&uri[1..], local));
        NameClass::Name { namespace: namespace.into(), local: local.into() }
    }

    fn element(&mut self, name: &str, content: PatternId) -> PatternId {
        self.element_class(Self::name(name), content)
    }

    fn element_class(&mut self, name_class: NameClass, content: PatternId) -> PatternId {
        let id = DefineId(self.grammar.defines.len() as u32);
        let name = format!("d{}", id.0).into();
        self.grammar.defines.push(ElementDefine { name, name_class, content, info: Info::default() });
        self.add(Pattern::Ref(id))
    }

    fn attribute(&mut self, name: &str, content: PatternId) -> PatternId {
        self.add(Pattern::Attribute { name: Self::name(name), content })
    }

    fn text(&mut self) -> PatternId {
        self.add(Pattern::Text)
    }

    fn empty(&mut self) -> PatternId {
        self.add(Pattern::Empty)
    }

    fn optional(&mut self, item: PatternId) -> PatternId {
        let empty = self.empty();
        self.choice(&[item, empty])
    }

    fn plus(&mut self, item: PatternId) -> PatternId {
        self.add(Pattern::OneOrMore(item))
    }

    fn star(&mut self, item: PatternId) -> PatternId {
        let plus = self.plus(item);
        self.optional(plus)
    }

    fn choice(&mut self, items: &[PatternId]) -> PatternId {
        self.add(Pattern::Choice(items.to_vec()))
    }

    fn group(&mut self, items: &[PatternId]) -> PatternId {
        self.add(Pattern::Group(items.to_vec()))
    }

    fn interleave(&mut self, items: &[PatternId]) -> PatternId {
        self.add(Pattern::Interleave(items.to_vec()))
    }

    fn value(&mut self, value: &str) -> PatternId {
        let datatype = DatatypeName { library: "".into(), name: "token".into() };
        self.add(Pattern::Value { datatype, value: value.into(), namespace: "".into(), prefixes: [].into() })
    }

    fn xsd(&mut self, name: &str) -> PatternId {
        let datatype = DatatypeName { library: super::datatype::XSD_LIBRARY.into(), name: name.into() };
        self.add(Pattern::Data { datatype, params: Vec::new(), except: None })
    }

    fn schema(mut self, start: PatternId) -> Schema {
        self.grammar.start = start;
        Schema::compile(self.grammar).unwrap()
    }
}

fn findings(schema: &Schema, document: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::new();
    let id = sources.add("t.xml", document);
    let parsed = crate::xml::parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    schema.validate(&parsed.document)
}

fn names(schema: &Schema, document: &str) -> Vec<String> {
    findings(schema, document).into_iter().map(|one| one.name.to_string()).collect()
}

#[track_caller]
fn valid(schema: &Schema, document: &str) {
    assert_eq!(findings(schema, document), []);
}

#[test]
fn order_repetition_and_text() {
    let mut b = Build::default();
    let text = b.text();
    let empty = b.empty();
    let (a, c) = (b.element("a", empty), b.element("c", text));
    let many = b.star(c);
    let content = b.group(&[a, many]);
    let root = b.element("r", content);
    let schema = b.schema(root);
    valid(&schema, "<r><a/></r>");
    valid(&schema, "<r>\n <a/><!-- x --><c>t</c><c/></r>");
    assert_eq!(names(&schema, "<r><c/></r>"), ["element-not-allowed-yet"]);
    assert_eq!(names(&schema, "<r/>"), ["incomplete-element"]);
    assert_eq!(names(&schema, "<r><a/>x<!-- y -->z<c/></r>"), ["text-not-allowed"]);
    assert_eq!(names(&schema, "<r><a/><a/></r>"), ["duplicate-element"]);
    assert_eq!(names(&schema, "<r><c/><a/></r>"), ["element-not-allowed-yet"]);
    assert_eq!(names(&schema, "<x><a/></x>"), ["unknown-element"]);
}

#[test]
fn attributes_in_tables_and_in_choices() {
    let mut b = Build::default();
    let text = b.text();
    let integer = b.xsd("integer");
    let (x, y) = (b.attribute("x", integer), b.attribute("y", text));
    let y = b.optional(y);
    let (v1, v2) = (b.value("one"), b.value("two"));
    let (kind1, kind2) = (b.attribute("kind", v1), b.attribute("kind", v2));
    let (p, q) = (b.attribute("p", text), b.attribute("q", text));
    let (one, two) = (b.group(&[kind1, p]), b.group(&[kind2, q]));
    let either = b.choice(&[one, two]);
    let content = b.group(&[x, y, either]);
    let root = b.element("r", content);
    let schema = b.schema(root);
    valid(&schema, "<r x='1' kind='one' p=''/>");
    valid(&schema, "<r q='' y='' kind=' two ' x=' -1 '/>");
    assert_eq!(names(&schema, "<r x='1' kind='two' p=''/>"), ["attribute-not-allowed-here"]);
    assert_eq!(names(&schema, "<r x='1' kind='one'/>"), ["missing-attribute"]);
    assert_eq!(names(&schema, "<r x='a' kind='one' p=''/>"), ["invalid-value"]);
    assert_eq!(names(&schema, "<r x='1' kind='three' p=''/>"), ["invalid-value"]);
    assert_eq!(names(&schema, "<r kind='one' p=''/>"), ["missing-attribute"]);
    assert_eq!(names(&schema, "<r x='1' z='2' kind='one' p=''/>"), ["unknown-attribute"]);
}

#[test]
fn an_attribute_decides_the_content() {
    let mut b = Build::default();
    let empty = b.empty();
    let (a, c) = (b.element("a", empty), b.element("c", empty));
    let (v1, v2) = (b.value("1"), b.value("2"));
    let (k1, k2) = (b.attribute("k", v1), b.attribute("k", v2));
    let (one, two) = (b.group(&[k1, a]), b.group(&[k2, c]));
    // Both as two elements of one name and as a choice in one.
    let (e1, e2) = (b.element("e", one), b.element("e", two));
    let either = b.choice(&[one, two]);
    let f = b.element("f", either);
    let any = b.choice(&[e1, e2, f]);
    let many = b.star(any);
    let root = b.element("r", many);
    let schema = b.schema(root);
    valid(&schema, "<r><e k='1'><a/></e><e k='2'><c/></e><f k='1'><a/></f><f k='2'><c/></f></r>");
    assert_eq!(names(&schema, "<r><e k='1'><c/></e><e k='2'><c/></e></r>").len(), 2);
    assert_eq!(names(&schema, "<r><f k='2'><a/></f></r>").len(), 2);
    assert_eq!(names(&schema, "<r><f k='3'><c/></f></r>"), ["invalid-value"]);
}

#[test]
fn ambiguous_elements_are_followed_side_by_side() {
    // e { a+, b } | e { a+, c }, told apart only at the end, and by what follows: the first needs an x behind it.
    let mut b = Build::default();
    let empty = b.empty();
    let (a, bb, c, x) = (b.element("a", empty), b.element("b", empty), b.element("c", empty), b.element("x", empty));
    let many = b.plus(a);
    let (one, two) = (b.group(&[many, bb]), b.group(&[many, c]));
    let (e1, e2) = (b.element("e", one), b.element("e", two));
    let first = b.group(&[e1, x]);
    let content = b.choice(&[first, e2]);
    let root = b.element("r", content);
    let schema = b.schema(root);
    valid(&schema, "<r><e><a/><a/><b/></e><x/></r>");
    valid(&schema, "<r><e><a/><c/></e></r>");
    assert_eq!(names(&schema, "<r><e><a/><c/></e><x/></r>"), ["element-not-allowed-here"]);
    assert_eq!(names(&schema, "<r><e><a/><b/></e></r>"), ["incomplete-element"]);
}

#[test]
fn mixed_content_and_data_content() {
    let mut b = Build::default();
    let (text, empty) = (b.text(), b.empty());
    let bold = b.element("b", empty);
    let many = b.star(bold);
    let mixed = b.interleave(&[text, many]);
    let p = b.element("p", mixed);
    let integer = b.xsd("integer");
    let n = b.element("n", integer);
    let either = b.choice(&[p, n]);
    let some = b.star(either);
    let root = b.element("r", some);
    let schema = b.schema(root);
    valid(&schema, "<r><p>a<b/>b<!-- c -->d<b/></p><n> 12 </n><n>1<!-- x -->2</n></r>");
    assert_eq!(
        names(&schema, "<r><n>x</n><n/><n>1<b/></n></r>"),
        ["invalid-value", "invalid-value", "element-not-allowed-here"]
    );
}

#[test]
fn wildcards_in_names() {
    let mut b = Build::default();
    let text = b.text();
    let not_ours = NameClass::AnyName {
        except: Some(Box::new(NameClass::Choice(vec![
            NameClass::NsName { namespace: "".into(), except: None },
            NameClass::NsName { namespace: "u".into(), except: Some(Box::new(Build::name("{u}ok"))) },
        ]))),
    };
    let foreign = b.add(Pattern::Attribute { name: not_ours.clone(), content: text });
    let foreign = b.plus(foreign);
    let foreign = b.optional(foreign);
    let name = b.attribute("name", text);
    let content = b.group(&[name, foreign]);
    let element = b.element_class(not_ours, content);
    let many = b.star(element);
    let root = b.element("r", many);
    let schema = b.schema(root);
    valid(&schema, "<r xmlns:v='v' xmlns:u='u'><v:a name='' v:x='' u:ok='' xml:lang=''/><u:ok name=''/></r>");
    assert_eq!(names(&schema, "<r xmlns:u='u'><u:no name=''/></r>").len(), 1);
    assert_eq!(names(&schema, "<r xmlns:v='v' xmlns:u='u'><v:a name='' u:no=''/></r>"), ["foreign-namespace"]);
    assert_eq!(names(&schema, "<r xmlns:v='v'><v:a name='' x=''/></r>"), ["unknown-attribute"]);
}

/// `n` optional members interleaved below `r`, many of which stand in `root`.
fn shuffle(n: usize) -> Schema {
    let mut b = Build::default();
    let empty = b.empty();
    let members: Vec<PatternId> = (0..n)
        .map(|at| {
            let element = b.element(&format!("m{at}"), empty);
            b.optional(element)
        })
        .collect();
    let all = b.interleave(&members);
    let r = b.element("r", all);
    let many = b.star(r);
    let root = b.element("root", many);
    b.schema(root)
}

#[test]
fn no_order_of_interleaved_members_makes_new_states() {
    let schema = shuffle(24);
    let mut order: Vec<usize> = (0..24).collect();
    let mut seed = 1u64;
    let mut document = String::from("<root>");
    for _ in 0..300 {
        for at in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (seed >> 33) as usize % (at + 1));
        }
        document += "<r>";
        for member in &order {
            document += &format!("<m{member}/>");
        }
        document += "</r>";
    }
    document += "</root>";
    valid(&schema, &document);
    assert!(schema.cached() < 2_000, "{}", schema.cached());
    assert_eq!(names(&schema, &document.replacen("<m3/>", "<m3/><m3/>", 1)), ["duplicate-element"]);
}

#[test]
fn a_full_cache_is_emptied_and_nothing_is_forgotten() {
    // Interleaves inside a repetition have no plan, and each order of their members is a state of its own.
    let mut b = Build::default();
    let empty = b.empty();
    let members: Vec<PatternId> = (0..10)
        .map(|at| {
            let element = b.element(&format!("m{at}"), empty);
            b.optional(element)
        })
        .collect();
    let all = b.interleave(&members);
    let end = b.element("end", empty);
    let once = b.group(&[all, end]);
    let many = b.plus(once);
    let root = b.element("root", many);
    let schema = b.schema(root);
    let mut document = String::from("<root>");
    let mut seed = 7u64;
    for _ in 0..200 {
        let mut order: Vec<usize> = (0..10).collect();
        for at in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (seed >> 33) as usize % (at + 1));
        }
        for member in order {
            document += &format!("<m{member}/>");
        }
        document += "<end/>";
    }
    document += "</root>";
    schema.set_cache_limit(300);
    valid(&schema, &document);
    assert!(schema.cached() < 1_500, "{}", schema.cached());
    assert_eq!(names(&schema, &document.replacen("<end/>", "<end/><end/>", 1)), Vec::<String>::new());
    assert_eq!(names(&schema, &document.replacen("<m3/>", "<m3/><m3/>", 1)), ["element-not-allowed-yet"]);
    assert_eq!(names(&schema, &document.replacen("<end/></root>", "</root>", 1)), ["incomplete-element"]);
}

/// Findings of a stream by name; the tree must find the same at the same places where the document is well-formed.
fn streamed(schema: &Schema, document: &str) -> Vec<String> {
    match schema.validate_stream(document.as_bytes(), crate::text::SourceId(0)) {
        super::Streamed::Done { diagnostics, complete } => {
            if complete {
                assert_eq!(diagnostics, findings(schema, document), "{document}");
            }
            diagnostics.into_iter().map(|one| one.name.to_string()).collect()
        }
        super::Streamed::Unfit(why) => vec![why.to_owned()],
    }
}

#[test]
fn a_stream_finds_what_the_tree_finds() {
    let mut b = Build::default();
    let (text, empty) = (b.text(), b.empty());
    let integer = b.xsd("integer");
    let name = b.attribute("name", text);
    let size = b.attribute("size", integer);
    let size = b.optional(size);
    let words = b.element("{u}words", text);
    let number = b.element("number", integer);
    let hollow = b.element("hollow", empty);
    let any = b.choice(&[words, number, hollow]);
    let many = b.star(any);
    let content = b.group(&[name, size, many]);
    let root = b.element("root", content);
    let schema = b.schema(root);
    let none: [&str; 0] = [];
    for document in [
        "\u{feff}<?xml version='1.0' encoding='utf-8'?>\n<root name='a&#10;b&lt;\r\n'><number> 1<!-- c -->2 </number></root>\n<!-- x -->",
        "<root name=''><u:words xmlns:u='u'>a &amp; b<![CDATA[<]]></u:words><words xmlns='u'/><hollow></hollow></root>",
        "<root name=\"x>y\" size = ' 12 '><hollow\n/></root>",
    ] {
        assert_eq!(streamed(&schema, document), none, "{document}");
    }
    for document in [
        "<root nam='a' size='x'><nummber>1</nummber>text &amp; more<hollow>a</hollow><words/></root>",
        "<root><v:words xmlns:v='v'/><number>1 x</number><number/></root>",
        "<roott name='a'><hollow name='x'/></roott>",
    ] {
        assert!(streamed(&schema, document).len() > 1, "{document}");
    }
}

#[test]
fn a_stream_must_be_well_formed() {
    let mut b = Build::default();
    let text = b.text();
    let x = b.attribute("x", text);
    let x = b.optional(x);
    let content = b.group(&[x, text]);
    let root = b.element("a", content);
    let schema = b.schema(root);
    for (document, finding) in [
        ("<a></b>", "mismatched-end-tag"),
        ("<a>", "unclosed-element"),
        ("", "no-root-element"),
        ("</a>", "unexpected-end-tag"),
        ("<a/><a/>", "several-root-elements"),
        ("<a/>x", "text-outside-root"),
        ("<a/>&amp;", "text-outside-root"),
        ("<a x='1' x='2'/>", "duplicate-attribute"),
        ("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", "duplicate-attribute"),
        ("<a xmlns:p='u' xmlns:p='u'/>", "duplicate-attribute"),
        ("<a x='1'y='2'/>", "missing-white-space"),
        ("<a x=1/>", "unquoted-attribute-value"),
        ("<a x/>", "attribute-without-value"),
        ("<a x='<'/>", "unescaped-less-than"),
        ("<a x='&'/>", "unescaped-ampersand"),
        ("<a x='&b;'/>", "unknown-entity"),
        ("<a>&b;</a>", "unknown-entity"),
        ("<a>&#0;</a>", "invalid-character-reference"),
        ("<a>& b</a>", "unescaped-ampersand"),
        ("<a>\u{1}</a>", "invalid-character"),
        ("<a>\u{fffe}</a>", "invalid-character"),
        ("<a x='\u{b}'/>", "invalid-character"),
        ("<a>]]></a>", "cdata-end-in-text"),
        ("<p:a/>", "unbound-prefix"),
        ("<a p:x=''/>", "unbound-prefix"),
        ("<a 1x=''/>", "malformed-tag"),
        ("<1a/>", "malformed-tag"),
        ("<a><!-- -- --></a>", "double-hyphen-in-comment"),
        ("<a><!-- ---></a>", "double-hyphen-in-comment"),
        ("<a><!-- </a>", "unterminated-comment"),
        ("<a><![CDATA[ </a>", "unterminated-cdata"),
        ("<a", "unterminated-tag"),
        ("<a><?xml version='1.0'?></a>", "misplaced-xml-declaration"),
        ("<!DOCTYPE a><a/>", "it has a document type declaration"),
        ("<?xml version='1.0' encoding='iso-8859-1'?><a/>", "its encoding is not UTF-8"),
    ] {
        let found = streamed(&schema, document);
        assert!(found.iter().any(|name| name == finding), "{document}: {found:?}");
    }
    let invalid = schema.validate_stream(&b"<a>\xff</a>"[..], crate::text::SourceId(0));
    let super::Streamed::Done { diagnostics, complete: false } = invalid else { panic!("{invalid:?}") };
    assert_eq!(diagnostics[0].name, "invalid-encoding");
    let deep = "<a>".repeat(100_000);
    assert!(streamed(&schema, &deep).contains(&"nesting-too-deep".to_owned()));
}

#[test]
fn deep_patterns_fit_the_stack_or_are_refused() {
    let nested = |depth: usize| {
        let mut b = Build::default();
        let (text, empty) = (b.text(), b.empty());
        let a = b.element("a", empty);
        let x = b.attribute("x", text);
        let x = b.optional(x);
        let mut content = b.group(&[x, a]);
        for level in 0..depth / 3 {
            let own = b.element(&format!("e{level}"), empty);
            let more = b.plus(content);
            let optional = b.optional(more);
            content = b.group(&[own, optional]);
        }
        let root = b.element("r", content);
        b.grammar.start = root;
        Schema::compile(b.grammar)
    };
    let schema = nested(900).unwrap();
    valid(&schema, "<r><e299/><e298/><e297/></r>");
    assert_eq!(names(&schema, "<r><e299/><e5/><zzz/></r>").len(), 2);
    assert_eq!(nested(4000).unwrap_err().name, "schema-too-deep");
}

#[test]
fn long_groups_are_no_deep_recursion() {
    let mut b = Build::default();
    let (text, empty) = (b.text(), b.empty());
    let members: Vec<PatternId> = (0..6_000)
        .map(|at| {
            let element = b.element(&format!("e{}", at % 50), empty);
            b.optional(element)
        })
        .collect();
    let texts = vec![text; 6_000];
    let all = b.group(&members);
    let texts = b.group(&texts);
    let list = b.element("list", all);
    let prose = b.element("prose", texts);
    let both = b.group(&[list, prose]);
    let root = b.element("r", both);
    let schema = b.schema(root);
    valid(&schema, "<r><list><e1/><e0/><e1/></list><prose>x</prose></r>");
    assert_eq!(names(&schema, "<r><list><e1/>x<f/></list><prose><e1/></prose></r>").len(), 3);
}

#[test]
fn ids_and_references() {
    let mut b = Build::default();
    let (id, idrefs) = (b.xsd("ID"), b.xsd("IDREFS"));
    let id = b.attribute("id", id);
    let id = b.optional(id);
    let refs = b.attribute("refs", idrefs);
    let refs = b.optional(refs);
    let content = b.group(&[id, refs]);
    let item = b.element("item", content);
    let items = b.star(item);
    let root = b.element("r", items);
    b.grammar.uses_id_types = true;
    let schema = b.schema(root);
    valid(&schema, "<r><item refs='b a'/><item id='a'/><item id=' b '/></r>");
    let document = "<r><item id='a'/><item id='a'/><item refs='a ab'/></r>";
    assert_eq!(names(&schema, document), ["duplicate-id", "unknown-id"]);
    assert_eq!(names(&schema.without_ids(), document), Vec::<String>::new());
}

#[test]
fn findings_are_capped() {
    let schema = shuffle(3);
    let document = format!("<root>{}</root>", "<r><x/></r>".repeat(12_000));
    let found = findings(&schema, &document);
    assert_eq!(found.len(), 10_001);
    assert!(found.iter().any(|one| one.message == "2000 more errors are not shown"));
}

#[test]
fn lists_say_which_word_is_wrong() {
    let mut b = Build::default();
    let integer = b.xsd("integer");
    let pair = b.group(&[integer, integer]);
    let pair = b.add(Pattern::List(pair));
    let x = b.attribute("x", pair);
    let root = b.element("r", x);
    let schema = b.schema(root);
    valid(&schema, "<r x=' 1  2 '/>");
    let label = |document: &str| findings(&schema, document)[0].primary_label.clone();
    assert_eq!(label("<r x='1 two'/>"), "`two` does not fit here");
    assert_eq!(label("<r x='1 2 3'/>"), "`3` does not fit here");
    assert_eq!(label("<r x='1'/>"), "words are missing");
}

#[test]
fn schemas_that_multiply_or_repeat_without_end_are_refused() {
    use crate::rng::load;
    use crate::text::{MemoryLoader, Sources};
    let mut loader = MemoryLoader::new();
    for level in 1..10 {
        let next = format!("div {{ include \"f{}.rnc\" }}\n", level + 1);
        loader.insert(format!("f{level}.rnc"), next.repeat(10));
    }
    loader.insert("f10.rnc", "x |= notAllowed\n");
    let names = |text: String| {
        let mut sources = Sources::new();
        let id = sources.add("f0.rnc", text);
        load(id, &mut sources, &loader).diagnostics.into_iter().map(|one| one.name.to_string()).collect::<Vec<_>>()
    };
    let found = names("include \"f1.rnc\" start = element a { text }".to_owned());
    assert_eq!(found, ["schema-too-many-includes"]);
    let found = names(format!("start = element a {{ text{} }}", "*".repeat(100_000)));
    assert!(found.iter().all(|name| name == "schema-syntax"), "{found:?}");
}

/// A document leaves nothing behind that changes the verdict on the next.
#[test]
fn each_document_is_judged_as_if_it_were_the_first() {
    let text = r#"
start = e0
e0 = element (a | b) {
  ((empty, (attribute * { text })+, e1) | (empty & e3)
   | (attribute y { list { ("1", (token - "p")?) } } | attribute (x | y) { string "p" }))
}
e1 = element b { e2 }
e2 = element (a | b) { (attribute x { (xsd:NCName - ("p" | "q")) } & text & e2) }
e3 = element * - a { (empty | xsd:integer) }
"#;
    let compile = || {
        let mut sources = Sources::new();
        let id = sources.add("s.rnc", text);
        let loaded = crate::rng::load(id, &mut sources, &crate::text::MemoryLoader::new());
        Schema::compile(loaded.grammar.expect("a grammar")).expect("a schema")
    };
    let used = compile();
    for document in [
        "<a z='q'/>",
        "<a y='p'/>",
        "<a y='1'/>",
        "<a y='1 p'/>",
        "<a y='1 q'/>",
        "<a x='p'/>",
        "<a y=''/>",
        "<a y='q'/>",
    ] {
        let mut sources = Sources::new();
        let id = sources.add("d.xml", document);
        let parsed = crate::xml::parse(sources.get(id));
        let names = |schema: &Schema| {
            schema.validate(&parsed.document).iter().map(|one| one.message.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(&used), names(&compile()), "{document}");
    }
}
