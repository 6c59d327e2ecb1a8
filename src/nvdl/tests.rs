use super::*;
use crate::diagnostic::has_errors;
use crate::text::{MemoryLoader, Sources};

const A: &str = r#"default namespace = "u:A" namespace b = "u:B" namespace i = "http://purl.oclc.org/dsdl/nvdl/ns/instance/1.0"
start = a
a = element a { attribute y { text }?, (text | a | element b:b { text } | placeholder)* }
placeholder = element i:placeholder { attribute ns { "u:C" }, attribute localName { "c" } }"#;

/// What a script, given without its `rules` element, finds in a document: the text at each finding's place.
fn found(start: &str, script: &str, document: &str) -> Vec<String> {
    let text = format!("<rules xmlns='{NAMESPACE}' {start}>{script}</rules>");
    let mut loader = MemoryLoader::new();
    loader.insert("d/a.rnc", A);
    loader.insert("d/b.rnc", "namespace b = \"u:B\" namespace i = \"http://purl.oclc.org/dsdl/nvdl/ns/instance/1.0\" start = element i:virtualElement { attribute b:q { xsd:int } }");
    loader.insert("d/only b.rnc", "namespace b = \"u:B\" attribute b:p { xsd:int }, attribute b:q { xsd:int }");
    loader.insert("d/b.nvdl", format!("<rules xmlns='{NAMESPACE}'><namespace ns='u:B' match='attributes'><validate schema='only%20b.rnc'/></namespace></rules>"));
    loader.insert("d/s.sch", "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern><rule context='*'><assert test='@y'>y</assert></rule></pattern></schema>");
    let mut sources = Sources::new();
    let id = sources.add("d/script.nvdl", text.as_str());
    let (read, problems) = read(id, &mut sources, &loader);
    if has_errors(&problems) {
        return problems.iter().map(|one| format!("{}: {}", one.name, one.message)).collect();
    }
    let id = sources.add("d/document.xml", document);
    let parsed = crate::xml::parse(sources.get(id));
    assert_eq!(parsed.diagnostics, []);
    let findings = read.expect("a script").validate(&parsed.document);
    findings.iter().map(|one| sources.slice(one.primary).to_owned()).collect()
}

const VALIDATE: &str = "<namespace ns='u:A'><validate schema='a.rnc'/></namespace>";

/// Two modes: `u:A` is validated in the first, and what is below is treated by `rules`.
fn below(rules: &str, document: &str) -> Vec<String> {
    let script = format!(
        "<mode name='r'><namespace ns='u:A'><validate schema='a.rnc' useMode='n'/></namespace></mode><mode name='n'>{rules}</mode>"
    );
    found("startMode='r'", &script, document)
}

#[test]
fn sections_are_judged_apart() {
    assert_eq!(found("", VALIDATE, "<a xmlns='u:A'>t<a/></a>"), [""; 0]);
    assert_eq!(found("", "", "<a xmlns='u:A'><b/></a>"), ["a"], "a script without rules takes nothing");
    assert_eq!(found("", VALIDATE, "<a xmlns='u:A' z='1'/>"), ["z"]);
    assert_eq!(found("", VALIDATE, "<a xmlns='u:A'><b xmlns='u:B'/></a>"), ["b"], "no rule rejects");
    let allow = format!("{VALIDATE}<anyNamespace><allow/></anyNamespace>");
    assert_eq!(found("", &allow, "<a xmlns='u:A'>t<c xmlns='u:C'>x<a xmlns='u:A' z=''/></c>u</a>"), ["z"]);
    assert_eq!(found("", &allow, "<r><a xmlns='u:A' z=''/></r>"), ["z"]);
    let rules = "<namespace ns='u:A'><validate schema='s.sch'/></namespace>";
    assert_eq!(found("", rules, "<a xmlns='u:A'/>").len(), 1);
}

#[test]
fn sections_stay_together() {
    let attach = "<anyNamespace><attach/></anyNamespace>";
    assert_eq!(below(attach, "<a xmlns='u:A'><b xmlns='u:B'>x</b></a>"), [""; 0]);
    assert_eq!(below(attach, "<a xmlns='u:A'><c xmlns='u:C'>x</c></a>"), ["c"]);
    let unwrap = "<namespace ns='u:A'><attach/></namespace><anyNamespace><unwrap/></anyNamespace>";
    assert_eq!(below(unwrap, "<a xmlns='u:A'><c xmlns='u:C'>x<a xmlns='u:A'/></c></a>"), [""; 0]);
    assert_eq!(below(unwrap, "<a xmlns='u:A'><c xmlns='u:C'>x<a xmlns='u:A' z=''/></c></a>"), ["z"]);
    let placeholder = "<anyNamespace><attachPlaceholder/></anyNamespace>";
    assert_eq!(below(placeholder, "<a xmlns='u:A'>x<c xmlns='u:C'><d/></c></a>"), [""; 0]);
    assert_eq!(below(placeholder, "<a xmlns='u:A'><d xmlns='u:C'/></a>").len(), 1);
    let both = "<namespace ns='u:B'><attach/><reject/></namespace>";
    assert_eq!(below(both, "<a xmlns='u:A'><b xmlns='u:B'/></a>"), ["b"]);
    let inline = "<namespace ns='u:B'><validate><schema><element name='b' ns='u:B' xmlns='http://relaxng.org/ns/structure/1.0'><empty/></element></schema></validate></namespace>";
    assert_eq!(below(inline, "<a xmlns='u:A'><b xmlns='u:B'/><b xmlns='u:B'><c/></b></a>"), ["c"]);
}

#[test]
fn attributes_are_sections_too() {
    let with = |rules: &str| format!("{VALIDATE}{rules}");
    let foreign = "<a xmlns='u:A' xmlns:b='u:B' y='' b:q='x'/>";
    assert_eq!(found("", VALIDATE, foreign), ["b:q"], "attributes stay where no rule says otherwise");
    assert_eq!(found("", &with("<namespace ns='u:B' match='attributes'><allow/></namespace>"), foreign), [""; 0]);
    assert_eq!(found("", &with("<namespace ns='u:B' match='attributes'><reject/></namespace>"), foreign), ["b:q"]);
    assert_eq!(found("", &with("<namespace ns='' match='attributes'><reject/></namespace>"), foreign), ["y", "b:q"]);
    let own = "<namespace ns='u:B' match='attributes'><validate schema='b.rnc'/></namespace>";
    assert_eq!(found("", &with(own), foreign), ["x"]);
    let both = "<namespace ns='u:B' match='elements attributes'><attach/></namespace>";
    assert_eq!(below(both, "<a xmlns='u:A' xmlns:b='u:B' b:q='1'><b:b/></a>"), ["b:q"]);
}

#[test]
fn attributes_are_judged_without_an_element() {
    let element = "<element name='v' xmlns='http://relaxng.org/ns/structure/1.0'><empty/></element>";
    let inline = "<schema><group xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>\
                  <attribute ns='u:B' name='p'><data type='int'/></attribute><attribute ns='u:B' name='q'><data type='int'/></attribute></group></schema>";
    for (own, content) in [("schema='only%20b.rnc'", ""), ("", inline), ("schema='b.nvdl'", "")] {
        let rule = format!("<namespace ns='u:B' match='attributes'><validate {own}>{content}</validate></namespace>");
        let rules = format!("<anyNamespace><allow/></anyNamespace>{rule}");
        let with = |attributes: &str| found("", &rules, &format!("<c xmlns:b='u:B'><d {attributes}/></c>"));
        assert_eq!(with("b:p='1' b:q='2'"), [""; 0], "{own}");
        assert_eq!(with(""), [""; 0], "{own}");
        assert_eq!(with("b:p='x' b:q='2'"), ["x"], "{own}");
        assert_eq!(with("b:p='1'").len(), 1, "{own}");
        assert_eq!(with("b:p='1' b:q='2' b:r='3'"), ["b:r"], "{own}");
    }
    // a script that is asked about attributes for which it has no rule
    let rules = "<anyNamespace><allow/></anyNamespace><anyNamespace match='attributes'><validate schema='b.nvdl'/></anyNamespace>";
    assert_eq!(found("", rules, "<c z='' xmlns:b='u:B' b:p='1' b:q='2'/>"), ["z"]);
    // a pattern of elements is no schema of attributes, and one of attributes none of elements
    let rules =
        format!("<namespace ns='u:B' match='attributes'><validate><schema>{element}</schema></validate></namespace>");
    assert_eq!(found("", &rules, "<c xmlns:b='u:B' b:p='1'/>").len(), 1);
    let rules = "<namespace ns='u:B'><validate schema='only%20b.rnc'/></namespace>";
    assert!(found("", rules, "<b xmlns='u:B'/>")[0].starts_with("schema-"));
}

#[test]
fn modes_depend_on_the_path() {
    let script = |path: &str| {
        format!(
            "<mode name='r'><namespace ns='u:A'><validate schema='a.rnc'><context path='{path}' useMode='n'/></validate>\
             </namespace></mode><mode name='n'><anyNamespace><allow/></anyNamespace></mode>"
        )
    };
    let deep = "<a xmlns='u:A'><a><b xmlns='u:B'/></a></a>";
    for (path, count) in [("a/a", 0), ("a", 0), ("/a/a", 0), ("/a", 1), ("c | /a/a", 0), ("a/a/a", 1)] {
        assert_eq!(found("startMode='r'", &script(path), deep).len(), count, "{path}");
    }
    let nested = "<namespace ns='u:A'><validate schema='a.rnc'><mode><namespace ns='u:B'><attach/></namespace></mode></validate></namespace>";
    assert_eq!(found("", nested, "<a xmlns='u:A'><b xmlns='u:B'>x</b><c xmlns='u:B'/></a>"), ["c"]);
    let two = "<mode name='r'><namespace ns='u:A'><validate schema='a.rnc' useMode='n'/><allow useMode='k'/></namespace></mode>\
               <mode name='n'><anyNamespace><allow/></anyNamespace></mode><mode name='k'><anyNamespace><reject/></anyNamespace></mode>";
    assert_eq!(found("startMode='r'", two, "<a xmlns='u:A'><b xmlns='u:B'/></a>"), ["b"]);
    let included = "<mode name='r'><mode><anyNamespace><allow/></anyNamespace></mode>\
                    <namespace ns='u:A'><validate schema='a.rnc'/></namespace></mode>";
    assert_eq!(found("startMode='r'", included, "<a xmlns='u:A' z=''><b xmlns='u:B'/></a>"), ["z"]);
}

#[test]
fn triggers_and_wildcards() {
    let rules = "<trigger ns='u:A' nameList='a'/><mode name='r'><namespace ns='u:A'><allow useMode='n'/></namespace></mode>\
                 <mode name='n'><namespace ns='u:A'><reject/></namespace></mode>";
    assert_eq!(found("startMode='r'", rules, "<c xmlns='u:A'><a/></c>"), ["a"]);
    assert_eq!(found("startMode='r'", rules, "<a xmlns='u:A'><a/></a>"), [""; 0], "not below its like");
    for (ns, more, count) in
        [("u:A*x*", "", 1), ("u:A?x?", "wildCard='?'", 1), ("u:A*x*", "wildCard=''", 0), ("u:A*y", "", 0), ("*", "", 1)]
    {
        let rules = format!("<namespace ns='{ns}' {more}><reject/></namespace><anyNamespace><allow/></anyNamespace>");
        assert_eq!(found("", &rules, "<a xmlns='u:A12x3'/>").len(), count, "{ns}");
    }
}

#[test]
fn scripts_that_are_wrong() {
    for (start, rules, name) in [
        ("startMode='q'", "<mode name='r'/>", "nvdl-script"),
        ("", "<mode name='r'/><mode name='s'/>", "nvdl-script"),
        ("", "<namespace ns='u:A'><rejects/></namespace>", "nvdl-script"),
        ("", "<namespace ns='u:A'/>", "nvdl-script"),
        ("", "<namespace><reject/></namespace>", "nvdl-script"),
        ("", "<namespace ns='u'><reject/></namespace><namespace ns='u'><allow/></namespace>", "nvdl-script"),
        ("", "<namespace ns='u'><attach/><unwrap/></namespace>", "nvdl-script"),
        ("", "<namespace ns='u' match='element'><allow/></namespace>", "nvdl-script"),
        ("start='r'", "<mode name='r'/>", "nvdl-script"),
        ("", "<mode name='r' extends='r'/>", "nvdl-script"),
        ("", "<namespace ns='u' wildcard='?'><allow/></namespace>", "nvdl-script"),
        ("", "<anyNamespace ns='u'><allow/></anyNamespace>", "nvdl-script"),
        ("", "<anyNamespace><allow usemode='r'/></anyNamespace>", "nvdl-script"),
        (
            "",
            "<mode name='r'><anyNamespace><allow><context path='a' useMode='r' mode='r'/></allow></anyNamespace></mode>",
            "nvdl-script",
        ),
        ("", "<trigger ns='u' nameList='a' names='a'/><anyNamespace><allow/></anyNamespace>", "nvdl-script"),
        ("", "<namespace ns='u'><allow><context path='a b' useMode='x'/></allow></namespace>", "nvdl-script"),
        ("", "<namespace ns='u'><validate/></namespace>", "nvdl-schema"),
        ("", "<namespace ns='u'><validate schema='none.rng'/></namespace>", "nvdl-schema"),
        ("", "<namespace ns='u'><validate schema='http://x/y.rng'/></namespace>", "nvdl-schema"),
    ] {
        let found = found(start, rules, "<a/>");
        assert_eq!(found.len(), 1, "{rules}: {found:?}");
        assert!(found[0].starts_with(name), "{rules}: {found:?}");
    }
}
