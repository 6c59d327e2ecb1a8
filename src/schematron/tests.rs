use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rng::simple::Grammar;
use crate::text::{MemoryLoader, Sources};
use crate::xml::{Document, parse};

struct Case {
    sources: Sources,
    rules: Rules,
    problems: Vec<Diagnostic>,
}

fn document(sources: &mut Sources, name: &str, text: &str) -> Document {
    let id = sources.add(name, text);
    let parsed = parse(sources.get(id));
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.document
}

fn schema(body: &str) -> Case {
    schema_with(body, &MemoryLoader::new())
}

fn schema_with(body: &str, loader: &MemoryLoader) -> Case {
    let mut sources = Sources::new();
    let text = format!("<sch:schema xmlns:sch='{NAMESPACE}'>{body}</sch:schema>");
    let schema = document(&mut sources, "s.sch", &text);
    let (rules, problems) = read_document(&schema, &mut sources, loader);
    Case { sources, rules, problems }
}

impl Case {
    /// Findings as `name: message @ text below the primary span`.
    fn run(&mut self, text: &str) -> Vec<String> {
        self.run_phase(text, None)
    }

    fn run_phase(&mut self, text: &str, phase: Option<&str>) -> Vec<String> {
        assert!(self.problems.is_empty(), "{:?}", self.problems);
        let document = document(&mut self.sources, "d.xml", text);
        let found = validate(&self.rules, &document, phase);
        found
            .iter()
            .map(|found| format!("{}: {} @ {}", found.name, found.message, self.sources.slice(found.primary)))
            .collect()
    }

    fn findings(&mut self, text: &str) -> Vec<Diagnostic> {
        let document = document(&mut self.sources, "d.xml", text);
        validate(&self.rules, &document, None)
    }

    fn problems(&self) -> Vec<String> {
        let show =
            |found: &Diagnostic| format!("{}: {} @ {}", found.name, found.message, self.sources.slice(found.primary));
        self.problems.iter().map(show).collect()
    }
}

#[test]
fn asserts_and_reports() {
    let mut case = schema(
        "<sch:pattern id='p_q'><sch:rule context='a'>
           <sch:assert test='@x = 1'>x must be 1.</sch:assert><sch:report test='b' role='warning'>b is old</sch:report>
         </sch:rule></sch:pattern>",
    );
    assert_eq!(case.run("<r><a x='1'/><a x='2'><b/></a></r>"), ["p-q: x must be 1 @ 2", "p-q: b is old @ b"]);
    assert_eq!(case.findings("<a x='1'><b/></a>")[0].severity, Severity::Warning);
}

#[test]
fn the_first_matching_rule_of_a_pattern_counts() {
    let mut case = schema(
        "<sch:pattern id='p'>
           <sch:rule context='a[@x]'><sch:assert test='true()'>never</sch:assert></sch:rule>
           <sch:rule context='a'><sch:assert test='false()'>second</sch:assert></sch:rule>
         </sch:pattern>
         <sch:pattern id='q'><sch:rule context='a'><sch:assert test='false()'>other</sch:assert></sch:rule></sch:pattern>",
    );
    assert_eq!(case.run("<r><a x=''/><a/></r>"), ["q: other @ a", "p: second @ a", "q: other @ a"]);
}

#[test]
fn contexts_are_match_patterns() {
    for (context, expected) in [
        ("/", 1),
        ("/r", 1),
        ("/a", 0),
        ("a", 3),
        ("r/a", 2),
        ("//a", 3),
        ("r//a", 3),
        ("/r/b/a", 1),
        ("a[2]", 1),
        ("a[position() = last()]", 2),
        ("@x", 2),
        ("a/@x", 1),
        ("*", 5),
        ("node()", 7),
        ("text()", 1),
        ("comment()", 1),
        ("a | b", 4),
        ("a | a[@x]", 3),
        ("b[a]/a", 1),
        ("*[@x]", 2),
        ("a[../b]", 2),
        ("self::a", 3),
    ] {
        let mut case = schema(&format!(
            "<sch:pattern><sch:rule context='{context}'><sch:assert test='false()'>no</sch:assert></sch:rule></sch:pattern>"
        ));
        let found = case.run("<r><a x='1'/><a/><b x='2'><a>t</a></b><!--c--></r>");
        assert_eq!(found.len(), expected, "{context}: {found:?}");
    }
}

#[test]
fn variables_by_scope() {
    let mut case = schema(
        "<sch:let name='a' value='1'/><sch:pattern id='p'><sch:let name='b' value='count(//x)'/>
         <sch:rule context='x'><sch:let name='c' value='@n'/><sch:let name='a' value='$a + $b'/>
         <sch:assert test='$c = $a'>expected <sch:value-of select='$a'/>, not <sch:value-of select='$c'/></sch:assert>
         </sch:rule></sch:pattern>",
    );
    assert_eq!(case.run("<r><x n='3'/><x n='4'/></r>"), ["p: expected 3, not 4 @ x"]);
}

#[test]
fn messages() {
    let mut case = schema(
        "<sch:pattern id='p'><sch:rule context='x'><sch:assert test='false()' diagnostics='d'>
           <sch:name/> in <sch:name path='..'/>: <sch:emph>bad</sch:emph>  value   &lt;<sch:value-of select='@v'/>>
         </sch:assert></sch:rule></sch:pattern>
         <sch:diagnostics><sch:diagnostic id='d'>see <sch:value-of select='@v'/></sch:diagnostic></sch:diagnostics>",
    );
    assert_eq!(case.run("<r><x v='7'/></r>"), ["p: x in r: bad value <7> @ x"]);
    assert!(case.findings("<r><x v='7'/></r>")[0].notes.contains(&"see 7".to_owned()));
}

#[test]
fn abstract_patterns_and_rules() {
    let mut case = schema(
        "<sch:pattern abstract='true' id='t'><sch:rule abstract='true' id='r'>
           <sch:assert test='@$attr'>$attr of $attribute</sch:assert></sch:rule>
           <sch:rule context='$element'><sch:extends rule='r'/></sch:rule></sch:pattern>
         <sch:pattern is-a='t' id='one'><sch:param name='attr' value='x'/><sch:param name='attribute' value='long'/>
           <sch:param name='element' value='a'/></sch:pattern>
         <sch:pattern is-a='t' id='two'><sch:param name='attr' value='y'/><sch:param name='attribute' value='long'/>
           <sch:param name='element' value='b'/></sch:pattern>",
    );
    assert_eq!(case.run("<a><b/></a>"), ["one: x of long @ a", "two: y of long @ b"]);
}

#[test]
fn phases() {
    let mut case = schema(
        "<sch:phase id='f'><sch:active pattern='p'/></sch:phase>
         <sch:pattern id='p'><sch:rule context='a'><sch:assert test='false()'>p</sch:assert></sch:rule></sch:pattern>
         <sch:pattern id='q'><sch:rule context='a'><sch:assert test='false()'>q</sch:assert></sch:rule></sch:pattern>",
    );
    assert_eq!(case.run("<a/>").len(), 2);
    assert_eq!(case.run_phase("<a/>", Some("f")), ["p: p @ a"]);
    case.rules.default_phase = "f".into();
    assert_eq!(case.run("<a/>").len(), 1);
    assert_eq!(case.run_phase("<a/>", Some(ACTIVE_ALL)).len(), 2);
}

#[test]
fn namespaces_keys_and_current() {
    let mut case = schema(
        "<sch:ns prefix='n' uri='urn:n'/><sch:key xmlns:xsl='x' name='k' match='n:d' use='@id'/>
         <sch:pattern id='p'><sch:rule context='n:u'>
         <sch:assert test=\"key('k', @ref) and //n:d[@id = current()/@ref]\">dangling ref</sch:assert></sch:rule></sch:pattern>",
    );
    assert_eq!(case.run("<r xmlns='urn:n'><d id='1'/><u ref='1'/><u ref='2'/></r>"), ["p: dangling ref @ 2"]);
}

#[test]
fn includes_come_from_the_loader() {
    let mut loader = MemoryLoader::new();
    let pattern = "<rule context='a'><assert test='false()'>inc</assert></rule>";
    loader.insert("inc.sch", format!("<pattern xmlns='{NAMESPACE}' id='i'>{pattern}</pattern>"));
    loader.insert("loop.sch", format!("<pattern xmlns='{NAMESPACE}'><include href='loop.sch'/></pattern>"));
    let mut case = schema_with("<sch:include href='inc.sch'/>", &loader);
    assert_eq!(case.run("<a/>"), ["i: inc @ a"]);
    let case = schema_with("<sch:include href='nope.sch'/><sch:include href='loop.sch'/>", &loader);
    assert_eq!(
        case.problems(),
        [
            "schematron-include: cannot read `nope.sch`: no such file @ nope.sch",
            "schematron-include: `loop.sch` includes itself @ loop.sch",
        ]
    );
}

#[test]
fn rules_of_other_patterns_and_files_can_be_extended() {
    let mut loader = MemoryLoader::new();
    let rule = "<assert test='@y'>no y</assert><extends rule='z'/>";
    loader.insert("rule.sch", format!("<rule xmlns='{NAMESPACE}' abstract='true'>{rule}</rule>"));
    let mut case = schema_with(
        "<sch:pattern id='p'><sch:rule context='a'><sch:extends href='rule.sch'/></sch:rule></sch:pattern>
         <sch:pattern><sch:rule abstract='true' id='z'><sch:assert test='@z'>no z</sch:assert></sch:rule></sch:pattern>",
        &loader,
    );
    assert_eq!(case.run("<a/>"), ["p: no y @ a", "p: no z @ a"]);
}

#[test]
fn a_rule_speaks_for_its_checks() {
    let mut case = schema(
        "<sch:pattern id='p'><sch:rule context='a' role='warning' subject='b'>
         <sch:assert test='c'>no c</sch:assert><sch:assert test='d' role='error' subject='.'>no d</sch:assert>
         </sch:rule></sch:pattern>",
    );
    assert_eq!(case.run("<a><b/></a>"), ["p: no d @ a", "p: no c @ b"]);
    let severities: Vec<Severity> = case.findings("<a><b/></a>").iter().map(|found| found.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Warning]);
}

#[test]
fn keys_of_xslt_work() {
    let mut case = schema(
        "<xsl:key xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='k' match='d|e' use='@id'/>
         <sch:pattern id='p'><sch:rule context='u'><sch:assert test=\"key('k', @ref)\">dangling ref</sch:assert></sch:rule>
         </sch:pattern>",
    );
    assert_eq!(case.run("<r><d id='1'/><e id='2'/><u ref='1'/><u ref='2'/><u ref='3'/></r>"), ["p: dangling ref @ 3"]);
}

#[test]
fn documents_beside_the_schema_are_read() {
    let mut loader = MemoryLoader::new();
    loader.insert("codes.xml", "<codes><code id='a'/><code id='b'/></codes>");
    loader.insert("with space.xml", "<codes xmlns='u:c'><code>a</code></codes>");
    let known = "<sch:assert test=\"document('codes.xml')//code[@id = current()/@c]\">unknown <sch:value-of select='@c'/> of <sch:value-of select=\"count(document('codes.xml')/*/*)\"/></sch:assert>";
    let body = format!("<sch:pattern><sch:rule context='x'>{known}</sch:rule></sch:pattern>");
    let mut case = schema_with(&body, &loader);
    assert_eq!(case.run("<r><x c='a'/><x c='c'/></r>"), ["schematron-assertion: unknown c of 2 @ x"]);
    // the schema itself, a name with a space, and a node of another document beside one of this
    let mut case = schema_with(
        "<sch:ns prefix='c' uri='u:c'/><sch:ns prefix='s' uri='http://purl.oclc.org/dsdl/schematron'/><sch:pattern><sch:rule context='x'>
         <sch:assert test=\"count(document('')//s:rule) = 1\">a</sch:assert>
         <sch:assert test=\"document('with%20space.xml')/c:codes/c:code = .\">b</sch:assert>
         <sch:assert test=\"count(document('with%20space.xml')/* | /*) = 2\">c</sch:assert>
         <sch:assert test=\"generate-id(document('with%20space.xml')/*) != generate-id(/*)\">d</sch:assert></sch:rule></sch:pattern>",
        &loader,
    );
    assert_eq!(case.run("<r><x>a</x><x>z</x></r>"), ["schematron-assertion: b @ x"]);
    for (test, expected) in [
        ("document('none.xml')", "schematron-document: cannot read `none.xml`: no such file @ document('none.xml')"),
        ("document(@href)", "schematron-document: `document()` takes the name of a file in quotes @ document(@href)"),
        (
            "document('codes.xml', /)",
            "schematron-document: `document()` takes the name of a file in quotes @ document('codes.xml', /)",
        ),
    ] {
        let body = format!(
            "<sch:pattern><sch:rule context='x'><sch:assert test=\"{test}\">a</sch:assert></sch:rule></sch:pattern>"
        );
        assert_eq!(schema_with(&body, &loader).problems(), [expected]);
    }
}

#[test]
fn functions_of_xslt() {
    let mut case = schema(
        "<sch:pattern><sch:rule context='x'>
         <sch:report test=\"format-number(., '#,##0.00') = '1,234.50'\">a</sch:report>
         <sch:report test=\"format-number('x', '0') = 'NaN'\">b</sch:report>
         <sch:report test=\"function-available('count') and function-available('document')\">c</sch:report>
         <sch:report test=\"function-available('matches') or element-available('xsl:if')\">d</sch:report></sch:rule></sch:pattern>",
    );
    let found = case.run("<x>1234.5</x>");
    assert_eq!(found, ["a", "b", "c"].map(|name| format!("schematron-assertion: {name} @ x")));
}

#[test]
fn other_query_languages_are_named() {
    let mut sources = Sources::new();
    for (binding, expected) in [("xslt", 0), ("XSLT", 0), ("exslt", 0), ("xslt2", 1), ("xquery", 1)] {
        let text = format!("<schema xmlns='{NAMESPACE}' queryBinding='{binding}'/>");
        let schema = document(&mut sources, "s.sch", &text);
        let (_, problems) = read_document(&schema, &mut sources, &MemoryLoader::new());
        assert_eq!(problems.len(), expected, "{binding}");
        assert!(problems.iter().all(|one| one.name == "schematron-query-binding" && one.severity == Severity::Error));
    }
}

#[test]
fn rules_in_a_foreign_query_language_judge_nothing() {
    let mut sources = Sources::new();
    let text = format!(
        "<schema xmlns='{NAMESPACE}' queryBinding='xslt3'><pattern><rule context='a'><assert test='@x &lt; 3'>x</assert>\
         <assert test='every $b in b satisfies $b'>b</assert></rule></pattern></schema>"
    );
    let schema = document(&mut sources, "s.sch", &text);
    let (rules, problems) = read_document(&schema, &mut sources, &MemoryLoader::new());
    let case = Case { sources, rules, problems };
    assert_eq!(
        case.problems(),
        [
            "xpath-syntax: unexpected `$b` behind a complete expression @ $b",
            "schematron-query-binding: the rules are written in XPath 3, which rowi does not run @ xslt3"
        ]
    );
    assert_eq!(case.problems[1].notes[1], "one expression would have to change; it is reported where it stands");
    let mut case = Case { problems: Vec::new(), ..case };
    assert!(case.run("<a x='4'/>").is_empty());
}

#[test]
fn places_behind_references_are_exact() {
    let case = schema(
        "<sch:pattern><sch:rule context='a'><sch:assert test='@x &lt; 3 and&#10; $limit &gt; @y'>x</sch:assert>
         <sch:assert test='@x &lt;= 3 andd @y'>y</sch:assert></sch:rule></sch:pattern>",
    );
    assert_eq!(
        case.problems(),
        [
            "xpath-syntax: unexpected `andd` behind a complete expression @ andd",
            "xpath-unknown-variable: there is no variable `$limit` @ $limit",
        ]
    );
}

#[test]
fn the_old_namespace_works() {
    let mut sources = Sources::new();
    let text = format!(
        "<schema xmlns='{OLD_NAMESPACE}'><pattern name='x'><rule context='a'><assert test='b'>no b</assert></rule></pattern></schema>"
    );
    let schema = document(&mut sources, "s.sch", &text);
    let (rules, problems) = read_document(&schema, &mut sources, &MemoryLoader::new());
    let mut case = Case { sources, rules, problems };
    assert_eq!(case.run("<a/>"), ["schematron-assertion: no b @ a"]);
}

#[test]
fn mistakes_in_schemas() {
    for (body, expected) in [
        ("<sch:pattern is-a='no' id='p'/>", "schematron-dangling-is-a: there is no abstract pattern `no` @ no"),
        (
            "<sch:pattern><sch:rule context='a'><sch:extends rule='x'/></sch:rule></sch:pattern>",
            "schematron-dangling-extends: there is no abstract rule `x` @ x",
        ),
        (
            "<sch:pattern><sch:rule><sch:assert test='a'/></sch:rule></sch:pattern>",
            "schematron-missing-attribute: `rule` needs the attribute `context` @ sch:rule",
        ),
        (
            "<sch:pattern><sch:rule context='1'/></sch:pattern>",
            "schematron-invalid-context: `1` selects no nodes that a rule could be about @ 1",
        ),
        (
            "<sch:phase id='f'><sch:active pattern='p'/></sch:phase>",
            "schematron-unknown-pattern: the phase `f` names the pattern `p`, which does not exist @ p",
        ),
        ("<sch:pattern id='p'/><sch:pattern id='p'/>", "schematron-duplicate-id: two patterns have the id `p` @ p"),
        (
            "<sch:pattern abstract='true' id='t'/><sch:pattern is-a='t'><sch:param name='x' value='1'/></sch:pattern>",
            "schematron-unused-param: the abstract pattern has no `$x` @ x",
        ),
    ] {
        assert_eq!(schema(body).problems(), [expected], "{body}");
    }
    let case = schema("<sch:pattern><sch:rule context='a'><sch:assert test='@a ='/></sch:rule></sch:pattern>");
    assert_eq!(case.problems[0].name, "xpath-syntax");
    let case = schema("<sch:pattern abstract='true' id='t'/>");
    assert_eq!(check(&case.rules, None)[0].name, "schematron-unused-abstract-pattern");
}

#[test]
fn findings_point_at_what_the_test_speaks_of() {
    let text =
        "<image><type image='docker' boot='x' secure='1' format='qcow2'><luksformat/><part name='oo'/></type></image>";
    for (context, test, message, expected) in [
        ("type[@boot]", "contains('oem pxe', @image)", "boot works with oem only", "boot='x'"),
        ("type", "contains('oem pxe', @image)", "wrong kind", "docker"),
        ("type", "not(@boot)", "no boot here", "boot='x'"),
        ("type", "@filesystem", "an image needs a filesystem", "type"),
        ("luksformat", "../@luks", "luks must be set for luksformat", "type"),
        ("luksformat", "../@image = 'oem'", "luksformat needs an oem image", "luksformat"),
        ("luksformat", "../@image = 'oem'", "only for oem", "docker"),
        ("type", "not(@format) or starts-with(@format, 'oci:')", "wrong format", "qcow2"),
        ("part[@name]", "not(contains('root boot', @name))", "reserved name", "oo"),
        ("type", "vagrantconfig", "vagrantconfig is missing", "type"),
        ("type", "count(part) = 2", "two parts", "part"),
    ] {
        let mut case = schema(&format!(
            "<sch:pattern id='p'><sch:rule context=\"{context}\"><sch:assert test=\"{test}\">{message}</sch:assert></sch:rule></sch:pattern>"
        ));
        let found = case.findings(text);
        assert_eq!(found.len(), 1, "{test}");
        assert_eq!(case.sources.slice(found[0].primary), expected, "{context} {test} {message}");
    }
}

#[test]
fn findings_say_what_would_be_right() {
    let notes = |context: &str, test: &str, text: &str| {
        let mut case = schema(&format!(
            "<sch:pattern id='p'><sch:rule context=\"{context}\"><sch:assert test=\"{test}\">verity wrong</sch:assert></sch:rule></sch:pattern>"
        ));
        let found = case.findings(text);
        (found[0].notes.join("; "), found[0].expected.join(" "))
    };
    let (note, expected) = notes("a", "contains('oem pxe', @x)", "<a x='iso'/>");
    assert_eq!((note.as_str(), expected.as_str()), ("`x` is `iso`; `oem` or `pxe` would be right", "oem pxe"));
    let (note, _) = notes("a", "@x = 'true' or @y = 'true'", "<a x='1'/>");
    assert!(note.contains("write `x=\"true\"` instead"), "{note}");
    let (note, _) = notes("a", "@x = 'oem'", "<a x=' oem '/>");
    assert!(note.contains("write `oem`"), "{note}");
    let (note, _) = notes("a", "@x = 'grub2-s390x'", "<a x='grub2_s390x'/>");
    assert!(note.contains("spells it `grub2-s390x`"), "{note}");
    let (note, _) = notes("a", "not(contains('root boot', @x))", "<a x='oo'/>");
    assert!(note.contains("only a part of `root`"), "{note}");
    let (note, expected) = notes("a[@verity]", "@blocks", "<a verity='false'/>");
    assert!(note.contains("`a` needs the attribute `blocks`") && note.contains("leave it out"), "{note}");
    assert_eq!(expected, "blocks");
}

#[test]
fn tests_are_followed_through_the_grammar() {
    use crate::rng::simple::{DatatypeName, DefineId, ElementDefine, Info, NameClass, Pattern};
    let name = |local: &str| NameClass::Name { namespace: "".into(), local: local.into() };
    let mut grammar = Grammar::default();
    let token = DatatypeName { library: "".into(), name: "token".into() };
    let value = |grammar: &mut Grammar, text: &str| {
        let pattern =
            Pattern::Value { datatype: token.clone(), value: text.into(), namespace: "".into(), prefixes: [].into() };
        grammar.add(pattern, Info::default())
    };
    let (oem, iso) = (value(&mut grammar, "oem"), value(&mut grammar, "iso"));
    let either = grammar.add(Pattern::Choice(vec![oem, iso]), Info::default());
    let image = grammar.add(Pattern::Attribute { name: name("image"), content: either }, Info::default());
    let boolean = DatatypeName { library: crate::rng::datatype::XSD_LIBRARY.into(), name: "boolean".into() };
    let boolean = grammar.add(Pattern::Data { datatype: boolean, params: Vec::new(), except: None }, Info::default());
    let secure = grammar.add(Pattern::Attribute { name: name("secure"), content: boolean }, Info::default());
    let size = grammar.add(Pattern::Ref(DefineId(1)), Info::default());
    let content = grammar.add(Pattern::Group(vec![image, secure, size]), Info::default());
    let empty = grammar.add(Pattern::Empty, Info::default());
    grammar.start = grammar.add(Pattern::Ref(DefineId(0)), Info::default());
    for (define, content) in [("type", content), ("size", empty)] {
        let name_class = name(define);
        grammar.defines.push(ElementDefine { name: define.into(), name_class, content, info: Info::default() });
    }
    for (context, test, expected) in [
        ("type", "@image = 'oem' and size", ""),
        ("size", "../@image = 'oem' and ancestor::type", ""),
        ("typ", "true()", "schematron-unknown-element: the grammar has no element `typ` @ typ"),
        ("type", "@imag", "schematron-unknown-attribute: `type` has no attribute `imag` in the grammar @ @imag"),
        ("size", "@image", "schematron-unknown-attribute: `size` has no attribute `image` in the grammar @ @image"),
        ("type", "size/type", "schematron-unknown-element: `size` has no child `type` in the grammar @ type"),
        (
            "type[@image='pxe']",
            "true()",
            "schematron-unknown-value: the grammar does not allow the value `pxe` for `@image` @ @image='pxe'",
        ),
        (
            "type",
            "@secure = 'true'",
            "schematron-boolean-test: `@secure` is a boolean, and `1` means `true` as well @ @secure = 'true'",
        ),
        (
            "type",
            "contains('oem', @image)",
            "schematron-substring-test: `contains` searches for `@image` as text, not as a word of the list @ contains('oem', @image)",
        ),
        ("type", "(@image | size)[2] or count(//size) > 1 or /type", ""),
    ] {
        let case = schema(&format!(
            "<sch:pattern><sch:rule context=\"{context}\"><sch:assert test=\"{test}\">m</sch:assert></sch:rule></sch:pattern>"
        ));
        assert!(case.problems.is_empty(), "{:?}", case.problems);
        let found = check(&case.rules, Some(&grammar));
        let shown: Vec<String> = found
            .iter()
            .map(|found| format!("{}: {} @ {}", found.name, found.message, case.sources.slice(found.primary)))
            .collect();
        assert_eq!(shown.join("\n"), expected, "{context} {test}");
    }
}
