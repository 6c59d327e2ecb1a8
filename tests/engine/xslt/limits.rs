//! What goes wrong is said with its place; what does not end is stopped.

use rowi::diagnostic::Severity;
use rowi::text::{MemoryLoader, Sources};
use rowi::xml;
use rowi::xslt::{self, Limits, Run};

/// All diagnostics of compiling and running, as `severity name: message at text`.
fn diagnostics(body: &str, limits: Limits) -> Vec<String> {
    let mut sources = Sources::new();
    let stylesheet = sources.add(
        "s.xsl",
        format!(
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:my='urn:my' \
             xmlns:func='http://exslt.org/functions' extension-element-prefixes='func'>{body}</xsl:stylesheet>"
        ),
    );
    let loader = MemoryLoader::new();
    let compiled = xslt::compile(stylesheet, &mut sources, &loader);
    let mut all = compiled.diagnostics;
    if let Some(stylesheet) = compiled.stylesheet {
        let input = sources.add("in.xml", "<a x='1'><b>t</b><b/></a>");
        let document = xml::parse(sources.get(input)).document;
        let run = Run { sources: &mut sources, loader: &loader, parameters: &[], limits };
        all.extend(stylesheet.transform(&document, run).diagnostics);
    }
    all.iter()
        .map(|one| {
            let severity = if one.severity == Severity::Error { "error" } else { "warning" };
            format!("{severity} {}: {} at `{}`", one.name, one.message, sources.slice(one.primary))
        })
        .collect()
}

#[test]
fn functions_may_call_themselves_deeply_but_not_for_ever() {
    let down = "<func:function name='my:d'><xsl:param name='n'/><xsl:choose><xsl:when test='$n = 0'>\
                <func:result select='0'/></xsl:when><xsl:otherwise><func:result select='my:d($n - 1) + 1'/>\
                </xsl:otherwise></xsl:choose></func:function><xsl:template match='/'><xsl:value-of select='my:d(START)'/>\
                </xsl:template>";
    assert_eq!(diagnostics(&down.replace("START", "1500"), Limits::default()), [""; 0]);
    check(
        &down.replace("START", "-1"),
        "error xslt-limit: functions and global variables refer to one another 2000 levels deep at `func:function`",
    );
}

#[test]
fn further_documents() {
    let mut sources = Sources::new();
    let stylesheet = sources.add(
        "s.xsl",
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         xmlns:exsl='http://exslt.org/common' extension-element-prefixes='exsl'><xsl:template match='/'><r>\
         <xsl:for-each select='a/b'><exsl:document href='{position()}.txt' method='text' encoding='iso-8859-1'>\
         &#233;<xsl:value-of select='.'/></exsl:document></xsl:for-each><exsl:document href='p/x.xml' indent='{\"yes\"}'>\
         <x><y/></x></exsl:document><z/></r></xsl:template></xsl:stylesheet>",
    );
    let loader = MemoryLoader::new();
    let compiled = xslt::compile(stylesheet, &mut sources, &loader);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let stylesheet = compiled.stylesheet.unwrap();
    let input = sources.add("in.xml", "<a x='1'><b>t</b><b/></a>");
    let document = xml::parse(sources.get(input)).document;
    let run = Run { sources: &mut sources, loader: &loader, parameters: &[], limits: Limits::default() };
    let result = stylesheet.transform(&document, run);
    assert!(result.is_complete(), "{:?}", result.diagnostics);
    let made: Vec<(&str, Vec<u8>)> = result.results.iter().map(|one| (one.href.as_str(), one.serialise())).collect();
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x>\n  <y/>\n</x>\n".to_owned();
    assert_eq!(made, [("1.txt", b"\xe9t".to_vec()), ("2.txt", b"\xe9".to_vec()), ("p/x.xml", xml.into_bytes())]);
    let main = String::from_utf8(result.serialise(stylesheet.output())).unwrap();
    assert!(main.ends_with("<r><z/></r>\n"), "{main}");
}

fn check(body: &str, expected: &str) {
    assert_eq!(diagnostics(body, Limits::default()), [expected], "{body}");
}

#[test]
fn mistakes_in_stylesheets() {
    for (body, expected) in [
        (
            "<xsl:template match='/'><xsl:value-of/></xsl:template>",
            "error xslt-missing-attribute: `xsl:value-of` has no `select` at `xsl:value-of`",
        ),
        (
            "<xsl:template match='/'><xsl:value-of selct='.' select='.'/></xsl:template>",
            "warning xslt-unknown-attribute: `xsl:value-of` has no attribute `selct` at `selct`",
        ),
        (
            "<xsl:template match='/'><xsl:valueof select='.'/></xsl:template>",
            "error xslt-unknown-element: there is no instruction `xsl:valueof` at `xsl:valueof`",
        ),
        (
            "<xsl:template match='/'><xsl:value-of select='a['/></xsl:template>",
            "error xpath-syntax: the expression ends where a path, a value, a variable or a call is missing at ``",
        ),
        (
            "<xsl:template match='/'><xsl:if test='1 &lt; $z'/></xsl:template>",
            "error xslt-unknown-variable: there is no variable `$z` here at `$z`",
        ),
        ("<xsl:template match='..'/>", "error xslt-invalid-pattern: axis `parent` cannot stand in a pattern at `..`"),
        (
            "<xsl:template match='/'><xsl:call-template name='nope'/></xsl:template>",
            "error xslt-unknown-template: there is no template `nope` at `nope`",
        ),
        (
            "<xsl:template/>",
            "error xslt-missing-attribute: `xsl:template` has neither `match` nor `name` at `xsl:template`",
        ),
        (
            "<xsl:template name='n'/><xsl:template name='n'/>",
            "error xslt-duplicate-template: there are two templates `n` at `xsl:template`",
        ),
        ("<xsl:template match='/'><a b='{x'/></xsl:template>", "error xslt-invalid-template: `{` is not closed at `{`"),
        ("<xsl:template match='/'><a b='x}'/></xsl:template>", "error xslt-invalid-template: `}` without `{` at `}`"),
        (
            "<xsl:include href='gone.xsl'/>",
            "error xslt-unreadable-stylesheet: cannot read `gone.xsl`: no such file at `gone.xsl`",
        ),
        ("<xsl:include href='s.xsl'/>", "error xslt-cyclic-import: `s.xsl` imports or includes itself at `s.xsl`"),
        (
            "<xsl:attribute-set name='a' use-attribute-sets='a'/>",
            "error xslt-cyclic-attribute-set: attribute set `a` uses itself at `xsl:attribute-set`",
        ),
        (
            "<xsl:template match='/'><q:a xmlns:q='u' xsl:use-attribute-sets='b'/></xsl:template>",
            "warning xslt-unknown-attribute-set: there is no attribute set `b` at `b`",
        ),
        (
            "<xsl:template name='n' mode='m'/>",
            "warning xslt-mode-without-match: a template without `match` has a `mode` at `mode='m'`",
        ),
        (
            "<xsl:template match='a'><xsl:processing-instruction>x</xsl:processing-instruction></xsl:template>",
            "warning xslt-instruction-without-name: `xsl:processing-instruction` has no `name` at \
             `xsl:processing-instruction`",
        ),
        (
            "<xsl:template match='/'><xsl:choose/></xsl:template>",
            "error xslt-missing-element: `xsl:choose` has no `xsl:when` at `xsl:choose`",
        ),
        (
            "<nothing/>",
            "error xslt-unknown-element: `nothing` cannot stand at the top level of a stylesheet at `nothing`",
        ),
    ] {
        check(body, expected);
    }
}

#[test]
fn mistakes_while_running() {
    for (body, expected) in [
        (
            "<xsl:template match='/'><xsl:value-of select='my:f(1)'/></xsl:template>",
            "error xpath-unknown-function: there is no function `my:f()` at `my:f(1)`",
        ),
        (
            "<xsl:variable name='v'><b/></xsl:variable><xsl:template match='/'><xsl:copy-of select='$v/b'/></xsl:template>",
            "error xpath-not-a-node-set: a node-set is needed here, this is a result tree fragment at `$v`",
        ),
        (
            "<xsl:variable name='v' select='$w'/><xsl:variable name='w' select='$v'/>",
            "error xslt-circular-variable: the value of variable `v` depends on itself at `xsl:variable`",
        ),
        (
            "<xsl:template match='/'><xsl:for-each select='a'><xsl:apply-imports/></xsl:for-each></xsl:template>",
            "error xslt-no-current-rule: there is no current template rule for `xsl:apply-imports` at `xsl:apply-imports`",
        ),
        (
            "<xsl:template match='/'><a><b/><xsl:attribute name='c'/></a></xsl:template>",
            "warning xslt-misplaced-attribute: an attribute is made behind children of its element at `xsl:attribute`",
        ),
        (
            "<xsl:template match='/'><xsl:element name='1x'/></xsl:template>",
            "warning xslt-invalid-name: `1x` is not a name at `xsl:element`",
        ),
        (
            "<xsl:template match='/'><xsl:copy-of select='document(\"gone.xml\")'/></xsl:template>",
            "warning xslt-unreadable-document: cannot read `gone.xml`: no such file at `xsl:copy-of`",
        ),
        (
            "<xsl:template match='/'><xsl:value-of select='key(\"k\", 1)'/></xsl:template>",
            "warning xslt-unknown-key: there is no key `k` at `xsl:value-of`",
        ),
    ] {
        check(body, expected);
    }
}

#[test]
fn runaways_are_stopped() {
    let call = "<xsl:call-template name='n'/>";
    let small = Limits { instructions: 2_000_000, nodes: 100_000, text: 1 << 24, ..Limits::default() };
    for body in [
        // by name, by rule, through a variable, through a parameter, growing the tree, two at a time
        format!("<xsl:template match='/' name='n'>{call}</xsl:template>"),
        "<xsl:template match='a'><xsl:apply-templates select='.'/></xsl:template>".to_owned(),
        format!("<xsl:template match='/' name='n'><xsl:variable name='v'>{call}</xsl:variable></xsl:template>"),
        "<xsl:template match='/' name='n'><xsl:call-template name='n'><xsl:with-param name='p'>\
         <xsl:call-template name='n'/></xsl:with-param></xsl:call-template></xsl:template>"
            .to_owned(),
        format!("<xsl:template match='/' name='n'><x>{call}</x></xsl:template>"),
        format!("<xsl:template match='/' name='n'><x/>{call}{call}</xsl:template>"),
        format!(
            "<xsl:template match='/' name='n'><xsl:param name='p'/><xsl:if test='$p &lt; 30'>{call}</xsl:if>\
                 <xsl:for-each select='//node()'>{call}</xsl:for-each></xsl:template>"
        ),
        "<xsl:template match='/'><xsl:call-template name='n'/></xsl:template><xsl:template name='n'>\
         <xsl:param name='s' select=\"'xxxxxxxx'\"/><xsl:value-of select='$s'/><xsl:call-template name='n'>\
         <xsl:with-param name='s' select='concat($s,$s)'/></xsl:call-template></xsl:template>"
            .to_owned(),
    ] {
        let found = diagnostics(&body, small);
        assert!(found.len() == 1 && found[0].contains("-limit: "), "{body}: {found:?}");
    }
    let function = "<func:function name='my:f'><func:result select='my:f()'/></func:function>\
                    <xsl:template match='/'><xsl:value-of select='my:f()'/></xsl:template>";
    let found = diagnostics(function, small);
    assert!(found.len() == 1 && found[0].contains("xslt-limit"), "{found:?}");
}

#[test]
fn recursion_of_some_thousands_works() {
    let body = "<xsl:template match='/' name='n'><xsl:param name='n' select='15000'/><xsl:if test='$n &gt; 0'>\
                <x><xsl:call-template name='n'><xsl:with-param name='n' select='$n - 1'/></xsl:call-template></x>\
                </xsl:if></xsl:template>";
    assert_eq!(diagnostics(body, Limits::default()), [""; 0]);
}

/// Runs a template for the root on many siblings, `top` beside it, with room for `each` looks at a node for each of them.
fn on_siblings(count: usize, each: u64, content: &str, top: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let stylesheet = sources.add(
        "s.xsl",
        format!(
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>{top}\
             <xsl:template match='/'>{content}</xsl:template></xsl:stylesheet>"
        ),
    );
    let loader = MemoryLoader::new();
    let stylesheet = xslt::compile(stylesheet, &mut sources, &loader).stylesheet.expect("a stylesheet");
    let input = sources.add("in.xml", format!("<r>{}</r>", "<a/>".repeat(count)));
    let document = xml::parse(sources.get(input)).document;
    let limits = Limits { steps: each * count as u64, ..Limits::default() };
    let run = Run { sources: &mut sources, loader: &loader, parameters: &[], limits };
    stylesheet.transform(&document, run).diagnostics.iter().map(|one| one.name.to_string()).collect()
}

#[test]
fn what_is_asked_of_each_node_goes_on_from_the_one_before() {
    for (content, top) in [
        ("<xsl:for-each select='r/a'><xsl:number/></xsl:for-each>", ""),
        ("<xsl:for-each select='r/a'><xsl:number level='any'/></xsl:for-each>", ""),
        ("<xsl:for-each select='r/a'><xsl:number level='multiple' count='*'/></xsl:for-each>", ""),
        ("<xsl:apply-templates select='r/a'/>", "<xsl:template match='a[2900]'>x</xsl:template>"),
        ("<xsl:value-of select='count(//a/following-sibling::a)'/>", ""),
        ("<xsl:value-of select='count(//a[count(//a[count(//a) = 1]) + count(/r) = 1])'/>", ""),
        ("<xsl:value-of select='count(r/descendant-or-self::*/descendant::a)'/>", ""),
    ] {
        assert_eq!(on_siblings(3000, 20, content, top), [""; 0], "{content}{top}");
    }
}

#[test]
fn looking_for_a_pattern_is_counted() {
    let content = "<xsl:apply-templates select='r/a'><xsl:sort select='position()' order='descending' \
                   data-type='number'/></xsl:apply-templates>";
    let found = on_siblings(3000, 20, content, "<xsl:template match='a[2900]'>x</xsl:template>");
    assert_eq!(found, ["xslt-limit"]);
    let content = "<xsl:for-each select='r/a'><xsl:number count='a[1 = 1]'/></xsl:for-each>";
    assert_eq!(on_siblings(3000, 20, content, ""), ["xslt-limit"]);
}
