//! From text to [`Document`]: roxmltree decides what is well-formed, this module adds what it leaves out (spans of
//! tags, of namespace declarations and of text between markup).

use std::sync::Arc;

use super::document::{Attribute, Content, Document, Element, ElementSpans, NamespaceDeclaration, NodeId};
use super::{QName, SharedStr};
use crate::diagnostic::Diagnostic;
use crate::text::{Source, SourceId, Span};

/// Elements may nest this deep; what a person or a sane program writes stays far below.
pub const MAX_DEPTH: usize = 4096;

/// A document and what is wrong with its text.
#[derive(Debug)]
pub struct Parsed {
    /// The tree; where the text is not well-formed, as much of it as could be saved.
    pub document: Document,
    /// What is not well-formed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a source: XML, or the YAML or JSON form of a description.
#[must_use]
pub fn parse(source: &Source) -> Parsed {
    if super::markup::is_markup(source) {
        return super::markup::parse_markup(source);
    }
    let text: &str = &source.text;
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    match roxmltree::Document::parse_with_options(text, options) {
        Ok(tree) => convert_where(source, &tree, &mut |_| true),
        Err(error) => refused(source, &error),
    }
}

/// The part of an already parsed source that `keep` wants: a node that it refuses is left out with all below it.
/// `tree` must come from `source.text`.
pub(crate) fn convert_where(
    source: &Source,
    tree: &roxmltree::Document<'_>,
    keep: &mut dyn FnMut(roxmltree::Node<'_, '_>) -> bool,
) -> Parsed {
    let mut converter = Converter::new(source);
    converter.convert(tree, keep);
    Parsed { document: converter.document, diagnostics: converter.diagnostics }
}

/// The strict parser names the first mistake only; the tolerant one finds all and saves what it can. Where that sees
/// none (limits, entities that hold markup), the strict parser's own word stands.
fn refused(source: &Source, error: &roxmltree::Error) -> Parsed {
    let mut parsed = super::tolerant::parse(source);
    if parsed.diagnostics.is_empty() {
        let place = error.pos();
        let place = crate::text::LineColumn { line: place.row as usize, column: place.col as usize };
        let at = Span::at(source.id, source.lines().offset(&source.text, place));
        let diagnostic = match error {
            roxmltree::Error::EntityReferenceLoop(_) => {
                Diagnostic::error("entity-expansion-limit", "entities refer to each other too deeply or too often", at)
                    .with_note("entities may nest 10 deep and refer to 255 others at most")
            }
            _ => Diagnostic::error("malformed-xml", error.to_string(), at),
        };
        parsed.diagnostics.push(diagnostic);
    }
    parsed
}

type Scope = Arc<[(Arc<str>, Arc<str>)]>;

struct Converter<'s> {
    source: SourceId,
    text: &'s Arc<str>,
    document: Document,
    names: std::collections::HashMap<(String, String), QName>,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Converter<'s> {
    fn new(source: &'s Source) -> Self {
        let mut document = Document::new();
        document.source = Some(source.id);
        document.base.clone_from(&source.name);
        document.unparsed_entities = super::unparsed_entities(&source.text);
        document.node_mut(NodeId::ROOT).span = Some(Span::new(source.id, 0, source.text.len()));
        Self {
            source: source.id,
            text: &source.text,
            document,
            names: std::collections::HashMap::new(),
            diagnostics: Vec::new(),
        }
    }

    fn convert(&mut self, tree: &roxmltree::Document<'_>, keep: &mut dyn FnMut(roxmltree::Node<'_, '_>) -> bool) {
        let empty: Scope = Arc::from([]);
        let mut stack: Vec<(NodeId, Scope)> = vec![(NodeId::ROOT, empty)];
        let mut next = tree.root().first_child();
        while let Some(node) = next {
            let (parent, scope) = stack.last().expect("the root stays on the stack");
            let (parent, scope) = (*parent, scope.clone());
            let range = node.range();
            let span = Span::new(self.source, range.start, range.end);
            let mut descend = None;
            match node.node_type() {
                _ if !keep(node) => {}
                roxmltree::NodeType::Element => {
                    if stack.len() > MAX_DEPTH {
                        let message = format!("elements nest deeper than {MAX_DEPTH} levels");
                        self.diagnostics.push(Diagnostic::error(
                            "nesting-too-deep",
                            message,
                            Span::at(self.source, range.start),
                        ));
                        return;
                    }
                    let (element, scope) = self.element(&node, &scope);
                    let id = self.document.append(parent, Content::Element(Box::new(element)));
                    self.document.node_mut(id).span = Some(span);
                    descend = node.first_child().map(|child| (child, id, scope));
                }
                roxmltree::NodeType::Text => {
                    let span = self.text_span(&node);
                    let value = self.shared(node.text().unwrap_or(""), span.range());
                    let id = self.document.append(parent, Content::Text(value));
                    self.document.node_mut(id).span = Some(span);
                }
                roxmltree::NodeType::Comment => {
                    let inner = range.start + 4..range.end.saturating_sub(3);
                    let value = self.shared(node.text().unwrap_or(""), inner);
                    let id = self.document.append(parent, Content::Comment(value));
                    self.document.node_mut(id).span = Some(span);
                }
                roxmltree::NodeType::PI => {
                    let pi = node.pi().expect("a processing instruction");
                    let content = Content::ProcessingInstruction {
                        target: pi.target.into(),
                        value: pi.value.unwrap_or("").into(),
                    };
                    let id = self.document.append(parent, content);
                    self.document.node_mut(id).span = Some(span);
                }
                roxmltree::NodeType::Root => {}
            }
            if let Some((child, id, scope)) = descend {
                stack.push((id, scope));
                next = Some(child);
                continue;
            }
            let mut at = node;
            next = loop {
                if let Some(sibling) = at.next_sibling() {
                    break Some(sibling);
                }
                stack.pop();
                match at.parent() {
                    Some(parent) if !stack.is_empty() => at = parent,
                    _ => break None,
                }
            };
        }
    }

    /// A value without copying, where the text holds it as it is.
    fn shared(&self, value: &str, range: std::ops::Range<usize>) -> SharedStr {
        if self.text.get(range.clone()) == Some(value) {
            SharedStr::slice(self.text, range.start, range.end)
        } else {
            value.into()
        }
    }

    fn qname(&mut self, lexical: &str, local: &str, namespace: &str) -> QName {
        let prefix = lexical.split_once(':').map_or("", |(prefix, _)| prefix);
        let key = (lexical.to_owned(), namespace.to_owned());
        self.names.entry(key).or_insert_with(|| QName::new(prefix, local, namespace)).clone()
    }

    fn element(&mut self, node: &roxmltree::Node<'_, '_>, scope: &Scope) -> (Element, Scope) {
        let range = node.range();
        let tag = StartTag::scan(self.text, range.start);
        let span = |range: std::ops::Range<usize>| Span::new(self.source, range.start, range.end);
        let end_tag = (tag.end < range.end).then(|| {
            let at = self.text[..range.end].rfind("</").unwrap_or(tag.end);
            span(at..range.end)
        });
        let spans = ElementSpans { start_tag: span(range.start..tag.end), name: span(tag.name.clone()), end_tag };
        let declarations: Vec<NamespaceDeclaration> = tag
            .declarations
            .iter()
            .map(|range| {
                let name = self.text[range.clone()].split(['=', ' ', '\t', '\r', '\n']).next().unwrap_or("");
                let prefix = name.strip_prefix("xmlns:").unwrap_or("");
                let uri = node.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or("");
                NamespaceDeclaration { prefix: prefix.into(), uri: uri.into(), span: Some(span(range.clone())) }
            })
            .collect();
        let scope = if declarations.is_empty() {
            scope.clone()
        } else {
            let mut list: Vec<_> = scope.to_vec();
            for declaration in &declarations {
                list.retain(|(prefix, _)| *prefix != declaration.prefix);
                if !declaration.uri.is_empty() && &*declaration.prefix != "xml" {
                    list.push((declaration.prefix.clone(), declaration.uri.clone()));
                }
            }
            list.into()
        };
        let attributes = node
            .attributes()
            .map(|attribute| {
                let (whole, name, value) = (attribute.range(), attribute.range_qname(), attribute.range_value());
                let lexical = self.text[name.clone()].to_owned();
                Attribute {
                    name: self.qname(&lexical, attribute.name(), attribute.namespace().unwrap_or("")),
                    value: self.shared(attribute.value(), value.clone()),
                    span: Some(Span::new(self.source, whole.start, whole.end)),
                    name_span: Some(Span::new(self.source, name.start, name.end)),
                    value_span: Some(Span::new(self.source, value.start, value.end)),
                    origin: None,
                }
            })
            .collect();
        let lexical = self.text[tag.name].to_owned();
        let name = self.qname(&lexical, node.tag_name().name(), node.tag_name().namespace().unwrap_or(""));
        (Element { name, attributes, declarations, in_scope: scope.clone(), spans: Some(spans) }, scope)
    }

    /// roxmltree gives a text node that is joined from several pieces the range of its first; the neighbours tell
    /// the whole. Text from an entity keeps the range of the piece, which lies in the entity's declaration.
    fn text_span(&self, node: &roxmltree::Node<'_, '_>) -> Span {
        let own = node.range();
        let start = match (node.prev_sibling(), node.parent()) {
            (Some(sibling), _) => sibling.range().end,
            (None, Some(parent)) if parent.is_element() => StartTag::scan(self.text, parent.range().start).end,
            _ => own.start,
        };
        let end = match (node.next_sibling(), node.parent()) {
            (Some(sibling), _) => sibling.range().start,
            (None, Some(parent)) if parent.is_element() => {
                let range = parent.range();
                self.text[..range.end].rfind("</").unwrap_or(own.end)
            }
            _ => own.end,
        };
        let range = if start <= end && start <= own.start && own.end <= end { start..end } else { own };
        Span::new(self.source, range.start, range.end)
    }
}

/// The extent of a start tag and of the namespace declarations in it.
struct StartTag {
    name: std::ops::Range<usize>,
    end: usize,
    declarations: Vec<std::ops::Range<usize>>,
}

impl StartTag {
    /// Reads the well-formed start tag at `start`.
    fn scan(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let ends_name = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>' | b'=');
        let name_end =
            |from: usize| bytes[from..].iter().position(|byte| ends_name(*byte)).map_or(bytes.len(), |n| from + n);
        let mut tag = Self { name: start + 1..name_end(start + 1), end: bytes.len(), declarations: Vec::new() };
        let mut at = tag.name.end;
        while at < bytes.len() {
            match bytes[at] {
                b'>' => {
                    tag.end = at + 1;
                    break;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b'/' => at += 1,
                _ => {
                    let name = at..name_end(at);
                    let Some(open) = bytes[name.end..].iter().position(|byte| matches!(byte, b'"' | b'\'')) else {
                        break;
                    };
                    let open = name.end + open;
                    let Some(close) = bytes[open + 1..].iter().position(|byte| *byte == bytes[open]) else { break };
                    let end = open + 1 + close + 1;
                    let lexical = &text[name.clone()];
                    if lexical == "xmlns" || lexical.starts_with("xmlns:") {
                        tag.declarations.push(name.start..end);
                    }
                    at = end;
                }
            }
        }
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;
    use crate::xml::NodeKind;

    fn parsed(text: &str) -> (Sources, Parsed) {
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        let parsed = parse(sources.get(id));
        (sources, parsed)
    }

    #[test]
    fn every_part_knows_its_place() {
        let text = "<?xml version=\"1.0\"?>\n<!-- c --><p:a xmlns:p='u' x = \"1 &amp; 2\" p:y='z'>t<![CDATA[<]]>u<b /><?pi v?></p:a >";
        let (sources, parsed) = parsed(text);
        assert!(parsed.diagnostics.is_empty());
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        let element = document.element(root).unwrap();
        let spans = element.spans.unwrap();
        assert_eq!(sources.slice(spans.start_tag), "<p:a xmlns:p='u' x = \"1 &amp; 2\" p:y='z'>");
        assert_eq!(sources.slice(spans.name), "p:a");
        assert_eq!(sources.slice(spans.end_tag.unwrap()), "</p:a >");
        assert_eq!(sources.slice(spans.end_name().unwrap()), "p:a");
        assert_eq!(sources.slice(spans.content().unwrap()), "t<![CDATA[<]]>u<b /><?pi v?>");
        assert_eq!(sources.slice(element.declarations[0].span.unwrap()), "xmlns:p='u'");
        let x = document.attribute_named(root, "x").unwrap();
        assert_eq!(x.value, "1 & 2");
        assert_eq!(sources.slice(x.span.unwrap()), "x = \"1 &amp; 2\"");
        assert_eq!(sources.slice(x.value_span.unwrap()), "1 &amp; 2");
        assert_eq!(element.attributes[1].name.lexical(), "p:y");
        assert_eq!(&*element.attributes[1].name.namespace, "u");
        let text = document.first_child(root).unwrap();
        assert_eq!(document.string_value(text), "t<u");
        assert_eq!(sources.slice(document.span(text).unwrap()), "t<![CDATA[<]]>u");
        let kinds: Vec<_> = document.children(root).map(|id| document.kind(id)).collect();
        assert_eq!(kinds, [NodeKind::Text, NodeKind::Element, NodeKind::ProcessingInstruction]);
    }

    #[test]
    fn namespaces_in_scope() {
        let (_, parsed) = parsed("<a xmlns='u'><b xmlns:q='v'><c xmlns=''/></b></a>");
        let document = &parsed.document;
        let b = document.first_child(document.root_element().unwrap()).unwrap();
        let c = document.first_child(b).unwrap();
        assert_eq!(document.namespace_of_prefix(b, "").as_deref(), Some("u"));
        assert_eq!(document.namespace_of_prefix(c, ""), None);
        assert_eq!(document.namespace_of_prefix(c, "q").as_deref(), Some("v"));
        assert_eq!(&*document.name(c).unwrap().namespace, "");
    }

    #[test]
    fn deep_nesting_is_a_diagnostic() {
        let text = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
        let (_, parsed) = parsed(&text);
        assert_eq!(parsed.diagnostics[0].name, "nesting-too-deep");
    }
}
