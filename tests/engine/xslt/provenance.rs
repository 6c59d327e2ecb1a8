//! What result nodes remember.

use rowi::text::{MemoryLoader, SourceId, Sources};
use rowi::xml::{self, Document, NodeId, OriginKind};
use rowi::xslt::{self, Limits, Run, Transformation};

struct Fixture {
    sources: Sources,
    input: SourceId,
    document: Document,
    result: Transformation,
}

fn transform(body: &str, input: &str) -> Fixture {
    let mut sources = Sources::new();
    let stylesheet = sources.add(
        "s.xsl",
        format!(
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
             xmlns:exsl='http://exslt.org/common' exclude-result-prefixes='exsl'>{body}</xsl:stylesheet>"
        ),
    );
    let compiled = xslt::compile(stylesheet, &mut sources, &MemoryLoader::new());
    let stylesheet = compiled.stylesheet.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    let input = sources.add("in.xml", input);
    let document = xml::parse(sources.get(input)).document;
    let run = Run { sources: &mut sources, loader: &MemoryLoader::new(), parameters: &[], limits: Limits::default() };
    let result = stylesheet.transform(&document, run);
    assert!(result.is_complete(), "{:?}", result.diagnostics);
    Fixture { sources, input, document, result }
}

impl Fixture {
    /// Every node of the result as `result <- source text [kind]`, attributes below their elements.
    fn origins(&self) -> Vec<String> {
        let result = &self.result.document;
        let mut lines = Vec::new();
        for node in result.descendants(NodeId::ROOT).skip(1) {
            let what = match result.name(node) {
                Some(name) => format!("<{name}>"),
                None => result.write_node(node),
            };
            let from = match result.node(node).origin {
                None => "new".to_owned(),
                Some(origin) => {
                    assert_eq!(origin.source, self.input);
                    let span = self.document.name_span(origin.node).unwrap();
                    let kind = if origin.kind == OriginKind::Copied { "copied" } else { "rebuilt" };
                    format!("{kind} {}@{}", self.sources.slice(span), span.start)
                }
            };
            lines.push(format!("{what} {from}"));
            for (_, attribute) in result.attributes(node) {
                let from = match attribute.origin {
                    None => "new".to_owned(),
                    Some((source, id)) => {
                        assert_eq!(source, self.input);
                        let span = self.document.attribute(id).span.unwrap();
                        format!("{}@{}", self.sources.slice(span), span.start)
                    }
                };
                lines.push(format!("  {}={} {from}", attribute.name, attribute.value.as_str()));
            }
        }
        lines
    }
}

const IDENTITY: &str =
    "<xsl:template match='@*|node()'><xsl:copy><xsl:apply-templates select='@*|node()'/></xsl:copy></xsl:template>";

#[test]
fn copies_remember_their_source() {
    let fixture = transform(IDENTITY, "<a x='1'><b/>t<!--c--><?p v?></a>");
    assert_eq!(
        fixture.origins(),
        [
            "<a> copied a@1",
            "  x=1 x='1'@3",
            "<b> copied b@10",
            "t copied t@13",
            "<!--c--> copied <!--c-->@14",
            "<?p v?> copied <?p v?>@22"
        ]
    );
}

#[test]
fn through_fragments_and_stripped_space() {
    let body = "<xsl:strip-space elements='*'/>
        <xsl:template match='/'><xsl:variable name='one'><xsl:apply-templates mode='one'/></xsl:variable>
        <xsl:variable name='two'><xsl:apply-templates select='exsl:node-set($one)/*' mode='two'/></xsl:variable>
        <xsl:copy-of select='$two'/></xsl:template>
        <xsl:template match='@*|node()' mode='one'><xsl:copy><xsl:apply-templates select='@*|node()' mode='one'/></xsl:copy></xsl:template>
        <xsl:template match='b' mode='one'><c><xsl:copy-of select='@*|node()'/></c></xsl:template>
        <xsl:template match='@*|node()' mode='two'><xsl:copy><xsl:apply-templates select='@*|node()' mode='two'/></xsl:copy></xsl:template>
        <xsl:template match='@x' mode='two'><xsl:attribute name='y'><xsl:value-of select='.'/></xsl:attribute></xsl:template>";
    let fixture = transform(body, "<a>\n <b x='1'>t</b>\n <d/></a>");
    assert_eq!(
        fixture.origins(),
        ["<a> copied a@1", "<c> rebuilt b@6", "  y=1 x='1'@8", "t copied t@14", "<d> copied d@22"]
    );
}

#[test]
fn elements_in_place_of_the_current_one() {
    let body = "<xsl:template match='a'><out><in/><xsl:apply-templates/></out></xsl:template>
        <xsl:template match='b'><xsl:copy><new/></xsl:copy></xsl:template>
        <xsl:template match='c'><first/><xsl:element name='second'><xsl:value-of select='.'/></xsl:element></xsl:template>
        <xsl:template match='d'><xsl:variable name='v'><kept/></xsl:variable><xsl:call-template name='n'/><xsl:copy-of select='$v'/></xsl:template>
        <xsl:template name='n'><named/></xsl:template>";
    let fixture = transform(body, "<a><b/><c>x</c><d/></a>");
    assert_eq!(
        fixture.origins(),
        [
            "<out> rebuilt a@1",
            "<in> new",
            "<b> copied b@4",
            "<new> new",
            "<first> rebuilt c@8",
            "<second> rebuilt c@8",
            "x copied x@10",
            "<named> rebuilt d@16",
            "<kept> new"
        ]
    );
}

#[test]
fn attributes_that_copy_one_value() {
    let body = "<xsl:template match='a'><xsl:variable name='v' select='@x'/><xsl:variable name='f'><xsl:value-of select='@y'/></xsl:variable>
        <out a='{@x}' b='{@x}!' c='{$v}' d='{$f}' e='{string(@x)}'><xsl:attribute name='f'><xsl:value-of select='$v'/></xsl:attribute>
        <xsl:attribute name='g'>1<xsl:value-of select='@x'/></xsl:attribute><xsl:apply-templates select='@z'/></out></xsl:template>
        <xsl:template match='@z'><xsl:attribute name='h'><xsl:value-of select='concat(., 1)'/></xsl:attribute></xsl:template>";
    let fixture = transform(body, "<a x='1' y='2' z='3'/>");
    assert_eq!(
        fixture.origins(),
        [
            "<out> rebuilt a@1",
            "  a=1 x='1'@3",
            "  b=1! new",
            "  c=1 x='1'@3",
            "  d=2 y='2'@9",
            "  e=1 new",
            "  f=1 x='1'@3",
            "  g=11 new",
            "  h=31 z='3'@15"
        ]
    );
}

#[test]
fn text_that_copies_one_text() {
    let body =
        "<xsl:template match='a'><out><x><xsl:value-of select='b'/></x><y><xsl:apply-templates select='c/text()'/></y>
        <z><xsl:value-of select='b'/>!</z><w><xsl:value-of select='d'/></w></out></xsl:template>
        <xsl:template match='c/text()'><xsl:value-of select='normalize-space(.)'/></xsl:template>";
    let fixture = transform(body, "<a><b>one</b><c> two </c><d>1<e>2</e></d></a>");
    assert_eq!(
        fixture.origins(),
        [
            "<out> rebuilt a@1",
            "<x> new",
            "one copied one@6",
            "<y> new",
            "two rebuilt  two @16",
            "<z> new",
            "one! rebuilt one@6",
            "<w> new",
            "12 new"
        ]
    );
}

#[test]
fn messages_know_the_current_node() {
    let body = "<xsl:template match='b'><xsl:message>at <xsl:value-of select='@x'/><e/></xsl:message></xsl:template>
        <xsl:template match='@x'><xsl:message>attribute</xsl:message></xsl:template>
        <xsl:template match='/'><out><xsl:apply-templates select='//b|//@x'/></out></xsl:template>";
    let fixture = transform(body, "<a><b x='1'/></a>");
    let messages = &fixture.result.messages;
    assert_eq!(messages[0].text, "at 1");
    assert_eq!(messages[0].content.child_elements(NodeId::ROOT).count(), 1);
    let span = fixture.document.name_span(messages[0].origin.unwrap().node).unwrap();
    assert_eq!(fixture.sources.slice(span), "b");
    let (_, attribute) = messages[1].attribute.unwrap();
    assert_eq!(fixture.document.attribute(attribute).value, "1");
}
