//! From text to [`Document`]. Plain texts go the short way ([`super::plain`]); for others roxmltree decides what is
//! well-formed, and this module adds what it leaves out: spans of tags, of namespace declarations and of text between
//! markup.

use crate::xml::catalogue;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::changed::Changed;
use super::document::{Attribute, Content, Document, Element, ElementSpans, NamespaceDeclaration, NodeId};
use super::dtd::Dtd;
use super::strict::{self, Fault, StartTag};
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

/// Parses a source.
#[must_use]
pub fn parse(source: &Source) -> Parsed {
    #[cfg(test)]
    PARSES.with_borrow_mut(|parses| parses.push(source.name.clone()));
    if let Some(document) = super::plain::parse(source) {
        return Parsed { document, diagnostics: Vec::new() };
    }
    parse_fully(source)
}

/// The long way, for texts with all that XML has, and for those that are not well-formed.
pub(super) fn parse_fully(source: &Source) -> Parsed {
    let dtd = Dtd::read(&source.text);
    if let Some(parsed) = over_limits(source, dtd.as_ref()) {
        return parsed;
    }
    let plain = dtd.as_ref().map_or_else(|| Changed::new(&source.text, Vec::new()), |dtd| dtd.plain(&source.text));
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    match roxmltree::Document::parse_with_options(&plain.text, options) {
        Ok(tree) => convert(source, dtd, &plain, &tree),
        Err(error) => refused(source, &error),
    }
}

#[cfg(test)]
thread_local! {
    /// The names of the texts that this thread parsed, for tests that count.
    pub(crate) static PARSES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Refuses a text that the parser below would take too long for, or too much memory.
fn over_limits(source: &Source, dtd: Option<&Dtd>) -> Option<Parsed> {
    if let Some(dtd) = dtd {
        let overflow = dtd
            .overflow(&source.text)
            .map(|range| Fault::new(&catalogue::ENTITY_EXPANSION_LIMIT, "entities expand to too much text", range));
        if dtd.is_excessive || overflow.is_some() {
            return Some(refuse(source, dtd.faults.iter().cloned().chain(overflow)));
        }
    }
    crowded(source)
}

/// A text that is not read, for these reasons.
fn refuse(source: &Source, faults: impl Iterator<Item = Fault>) -> Parsed {
    let mut document = Document::new();
    document.source = Some(source.id);
    Parsed { document, diagnostics: faults.map(|fault| fault.diagnostic(source.id)).collect() }
}

/// A tag may have this many attributes: the parser below compares each with all others.
pub(crate) const MAX_ATTRIBUTES: usize = 10_000;
/// A document type may give this many attributes to the elements of a document; long values count several times.
const MAX_GIVEN: usize = 100_000;
/// This many namespaces may be in scope: the parser below compares each with all others, for every tag that declares
/// one.
const MAX_NAMESPACES: usize = 256;

/// Refuses a text with more in one place than the parser below can compare in reasonable time.
fn crowded(source: &Source) -> Option<Parsed> {
    let text = &*source.text;
    // fewer bytes cannot hold as much: `a=""` and white space
    if text.len() >= 5 * MAX_ATTRIBUTES {
        let mut at = 0;
        for piece in text.split('<') {
            if piece.len() >= 5 * MAX_ATTRIBUTES {
                let tag = piece.split('>').next().unwrap_or(piece);
                if tag.bytes().filter(|byte| *byte == b'=').count() > MAX_ATTRIBUTES {
                    let message = format!("a tag with more than {MAX_ATTRIBUTES} attributes");
                    let fault = Fault::new(&catalogue::TOO_MANY_ATTRIBUTES, message, at.max(1) - 1..at.max(1));
                    return Some(refuse(source, std::iter::once(fault)));
                }
            }
            at += piece.len() + 1;
        }
    }
    if text.matches("xmlns").nth(MAX_NAMESPACES).is_some() {
        // the declarations of each open element, as far as tags can be told without parsing
        let (mut open, mut sum, mut at) = (Vec::new(), 0, 0);
        for piece in text.split('<') {
            let tag = piece.split('>').next().unwrap_or(piece);
            if tag.starts_with('/') {
                sum -= open.pop().unwrap_or(0);
            } else if !tag.starts_with(['!', '?']) && at > 0 {
                let own = tag.matches("xmlns").count();
                if sum + own > MAX_NAMESPACES {
                    let message =
                        format!("more than {MAX_NAMESPACES} namespaces are declared on elements around each other");
                    let fault = Fault::new(&catalogue::TOO_MANY_NAMESPACES, message, at - 1..at);
                    return Some(refuse(source, std::iter::once(fault)));
                }
                if !tag.ends_with('/') {
                    open.push(own);
                    sum += own;
                }
            }
            at += piece.len() + 1;
        }
    }
    None
}

fn convert(source: &Source, dtd: Option<Dtd>, plain: &Changed<'_>, tree: &roxmltree::Document<'_>) -> Parsed {
    let mut converter = Converter::new(source, dtd, plain);
    converter.prolog();
    converter.convert(tree);
    // each stage above goes through the text from its beginning
    converter.diagnostics.sort_by_key(|diagnostic| diagnostic.primary.start);
    converter.diagnostics.dedup_by_key(|diagnostic| diagnostic.primary);
    Parsed { document: converter.document, diagnostics: converter.diagnostics }
}

/// The strict parser names the first mistake only; the tolerant one finds all and saves what it can. Where that sees
/// none (limits, entities that hold markup), the strict parser's own word stands.
fn refused(source: &Source, error: &roxmltree::Error) -> Parsed {
    let mut parsed = super::tolerant::parse(source);
    // The strict parser knows the prefix `xml` on attributes only, no entities that a parameter entity declares, and no
    // `&lt;` in an entity that stands in a value.
    let is_mistaken = match error {
        roxmltree::Error::UnknownNamespace(prefix, _) => prefix == "xml",
        roxmltree::Error::UnknownEntityReference(..) => true,
        roxmltree::Error::InvalidAttributeValue(_) => source.text.contains("<!ENTITY"),
        _ => false,
    };
    if parsed.diagnostics.is_empty() && !is_mistaken {
        let place = error.pos();
        let place = crate::text::LineColumn { line: place.row as usize, column: place.col as usize };
        let at = Span::at(source.id, source.lines().offset(&source.text, place));
        let diagnostic = match error {
            roxmltree::Error::EntityReferenceLoop(_) => Diagnostic::error(
                &catalogue::ENTITY_EXPANSION_LIMIT,
                "entities refer to each other too deeply or too often",
                at,
            )
            .with_note("entities may nest 10 deep and refer to 255 others at most"),
            _ => Diagnostic::error(&catalogue::MALFORMED_XML, error.to_string(), at),
        };
        parsed.diagnostics.push(diagnostic);
    }
    parsed
}

type Scope = Arc<[(Arc<str>, Arc<str>)]>;

/// What the document type declares for the attributes of an element.
#[derive(Default)]
struct Declared {
    /// Those with a default, as indices of [`Dtd::attributes`].
    defaults: Vec<usize>,
    /// The names of those of a tokenized type.
    tokenized: HashSet<String>,
}

struct Converter<'s> {
    source: SourceId,
    /// The text as it is.
    text: &'s Arc<str>,
    /// The text that was parsed: all offsets that the parser gives are in it.
    plain: &'s Changed<'s>,
    dtd: Option<Dtd>,
    /// The text had a byte order mark, which is not in it any more.
    has_mark: bool,
    document: Document,
    names: std::collections::HashMap<(String, String), QName>,
    /// The attributes that the document type declares, by element.
    declared: HashMap<String, Declared>,
    /// How many attributes it has given to elements.
    given: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Converter<'s> {
    fn new(source: &'s Source, dtd: Option<Dtd>, plain: &'s Changed<'s>) -> Self {
        let mut document = Document::new();
        document.source = Some(source.id);
        document.base.clone_from(&source.name);
        if let Some(dtd) = &dtd {
            document.unparsed_entities = dtd.facts.unparsed.iter().map(|(name, _)| name.as_str().into()).collect();
            document.dtd = dtd.facts.clone();
        }
        document.node_mut(NodeId::ROOT).span = Some(Span::new(source.id, 0, source.text.len()));
        let mut declared: HashMap<String, Declared> = HashMap::new();
        for (index, attribute) in dtd.iter().flat_map(|dtd| &dtd.attributes).enumerate() {
            let of_element = declared.entry(attribute.element.clone()).or_default();
            if attribute.is_tokenized {
                of_element.tokenized.insert(attribute.name.clone());
            }
            if attribute.default.is_some() && !attribute.name.starts_with("xmlns") {
                of_element.defaults.push(index);
            }
        }
        Self {
            source: source.id,
            text: &source.text,
            plain,
            dtd,
            has_mark: source.byte_order_mark,
            document,
            names: std::collections::HashMap::new(),
            declared,
            given: 0,
            diagnostics: Vec::new(),
        }
    }

    fn fault(&mut self, fault: Fault) {
        self.diagnostics.push(fault.diagnostic(self.source));
    }

    /// A fault in the text that was parsed.
    fn fault_in_plain(&mut self, fault: Fault) {
        let range = self.plain.place(fault.range.clone());
        self.fault(Fault { range, ..fault });
    }

    /// Where a part of the text that was parsed stands.
    fn place(&self, range: std::ops::Range<usize>) -> Span {
        let range = self.plain.place(range);
        Span::new(self.source, range.start, range.end)
    }

    /// What the parser leaves out of the checks before the first element.
    fn prolog(&mut self) {
        if self.has_mark && self.text.starts_with('\u{feff}') {
            let message = "a second byte order mark stands behind the first";
            self.fault(Fault::new(&catalogue::INVALID_CHARACTER, message, 0..'\u{feff}'.len_utf8()));
        }
        if let Some(fault) = strict::declaration(self.text) {
            self.fault(fault);
        }
        if let Some(dtd) = &mut self.dtd {
            let mut faults = std::mem::take(&mut dtd.faults);
            if faults.is_empty() {
                faults = dtd.broken_entities(self.text);
            }
            faults.into_iter().for_each(|fault| self.fault(fault));
        }
    }

    /// What is wrong with the references in a text or value (4.1); CDATA sections hold none.
    fn check_references(&mut self, range: std::ops::Range<usize>, is_value: bool) {
        let plain = self.plain;
        let Some(mut rest) = plain.text.get(range.clone()) else { return };
        while let Some(at) = rest.find(['&', '<']) {
            let special = &rest[at..];
            let offset = range.end - special.len();
            if special.starts_with('<') {
                // a CDATA section, or what an entity's declaration holds
                let length = special.find("]]>").map_or(special.len(), |at| at + 3);
                rest = &special[length..];
                continue;
            }
            let Ok((name, length)) = strict::reference(special, offset) else { return };
            rest = &special[length..];
            let place = offset..offset + length;
            if name.starts_with('#') {
                if let Err(fault) = strict::character(name, place) {
                    self.fault_in_plain(fault);
                }
            } else if is_value && let Some(why) = self.dtd.as_ref().and_then(|dtd| dtd.refused_in_value(name)) {
                let message = format!("entity `{name}` cannot stand in the value of an attribute: {why}");
                self.fault_in_plain(Fault::new(&catalogue::MALFORMED_ENTITY, message, place));
            }
        }
    }

    fn convert(&mut self, tree: &roxmltree::Document<'_>) {
        let empty: Scope = Arc::from([]);
        let mut stack: Vec<(NodeId, Scope)> = vec![(NodeId::ROOT, empty)];
        let mut next = tree.root().first_child();
        while let Some(node) = next {
            let (parent, scope) = stack.last().expect("the root stays on the stack");
            let (parent, scope) = (*parent, scope.clone());
            let range = node.range();
            let span = self.place(range.clone());
            let mut descend = None;
            match node.node_type() {
                roxmltree::NodeType::Element => {
                    if stack.len() > MAX_DEPTH {
                        let message = format!("elements nest deeper than {MAX_DEPTH} levels");
                        self.diagnostics.push(Diagnostic::error(
                            &catalogue::NESTING_TOO_DEEP,
                            message,
                            Span { end: span.start, ..span },
                        ));
                        return;
                    }
                    let (element, scope) = self.element(&node, &scope);
                    let id = self.document.append(parent, Content::Element(Box::new(element)));
                    self.document.node_mut(id).span = Some(span);
                    descend = node.first_child().map(|child| (child, id, scope));
                }
                roxmltree::NodeType::Text => {
                    let range = self.text_range(&node);
                    let span = self.place(range.clone());
                    let value = self.shared(node.text().unwrap_or(""), span.range());
                    if !value.is_slice_of(self.text) {
                        self.check_references(range, false);
                    }
                    let id = self.document.append(parent, Content::Text(value));
                    self.document.node_mut(id).span = Some(span);
                }
                roxmltree::NodeType::Comment => {
                    let inner = range.start + 4..range.end.saturating_sub(3);
                    let value = self.shared(node.text().unwrap_or(""), self.plain.place(inner));
                    let id = self.document.append(parent, Content::Comment(value));
                    self.document.node_mut(id).span = Some(span);
                }
                roxmltree::NodeType::PI => {
                    let pi = node.pi().expect("a processing instruction");
                    // roxmltree knows the XML declaration only with a space after its name
                    let is_declaration = pi.target == "xml" && range.start == 0;
                    if self.plain.text[range.clone()].ends_with("?>")
                        && let Some(fault) = strict::instruction(&self.plain.text, range)
                    {
                        self.fault_in_plain(fault);
                    }
                    if !is_declaration {
                        let content = Content::ProcessingInstruction {
                            target: pi.target.into(),
                            value: pi.value.unwrap_or("").into(),
                        };
                        let id = self.document.append(parent, content);
                        self.document.node_mut(id).span = Some(span);
                    }
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
        let plain = self.plain;
        let text = &*plain.text;
        let tag = StartTag::scan(text, range.start);
        let span = |range: std::ops::Range<usize>| self.place(range);
        let end_at = (tag.end < range.end).then(|| text[..range.end].rfind("</").unwrap_or(tag.end));
        let end_tag = end_at.map(|at| span(at..range.end));
        let spans = ElementSpans { start_tag: span(range.start..tag.end), name: span(tag.name.clone()), end_tag };
        let mut declarations: Vec<NamespaceDeclaration> = Vec::with_capacity(tag.declarations.len());
        for range in &tag.declarations {
            let name = text[range.clone()].split(['=', ' ', '\t', '\r', '\n']).next().unwrap_or("");
            let place = range.start..range.start + name.len();
            let prefix = name.strip_prefix("xmlns:").unwrap_or("");
            let uri = node.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or("");
            if declarations.iter().any(|own| *own.prefix == *prefix) {
                let message = format!("attribute `{name}` is given twice");
                self.fault_in_plain(Fault::new(&catalogue::DUPLICATE_ATTRIBUTE, message, place));
            } else if prefix != "xml"
                && let Some(fault) = strict::namespace(name, uri, place)
            {
                self.fault_in_plain(fault);
            }
            // What the document type gives stands nowhere.
            let span = Some(self.place(range.clone())).filter(|span| !span.is_empty());
            declarations.push(NamespaceDeclaration { prefix: prefix.into(), uri: uri.into(), span });
        }
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
        let mut attributes: Vec<Attribute> = Vec::with_capacity(node.attributes().len());
        for attribute in node.attributes() {
            let (whole, name, place) = (attribute.range(), attribute.range_qname(), attribute.range_value());
            let lexical = text[name.clone()].to_owned();
            self.check_name(&lexical, name.start);
            let value = self.shared(attribute.value(), plain.place(place.clone()));
            if !value.is_slice_of(self.text) {
                self.check_references(place.clone(), true);
            }
            attributes.push(Attribute {
                name: self.qname(&lexical, attribute.name(), attribute.namespace().unwrap_or("")),
                value,
                span: Some(self.place(whole)),
                name_span: Some(self.place(name)),
                value_span: Some(self.place(place)),
                origin: None,
            });
        }
        let lexical = text[tag.name.clone()].to_owned();
        self.check_name(&lexical, tag.name.start);
        // roxmltree takes an empty prefix for none
        if let Some(at) = end_at
            && text[at..].starts_with("</:")
        {
            let name = at + "</".len()..range.end;
            let written = text[name.clone()].trim_end_matches(['>', ' ', '\t', '\r', '\n']);
            let message = format!("`</{written}>` does not close `<{lexical}>`");
            let place = name.start..name.start + written.len();
            self.fault_in_plain(Fault::new(&catalogue::MISMATCHED_END_TAG, message, place));
        }
        self.add_declared(&lexical, &mut attributes, &scope);
        let name = self.qname(&lexical, node.tag_name().name(), node.tag_name().namespace().unwrap_or(""));
        (Element { name, attributes, declarations, in_scope: scope.clone(), spans: Some(spans) }, scope)
    }

    fn check_name(&mut self, lexical: &str, at: usize) {
        if lexical.contains(':')
            && let Some(fault) = strict::qualified_name(lexical, at)
        {
            self.fault_in_plain(fault);
        }
    }

    /// Adds the attributes that the document type gives to the element, and normalises those of tokenized types
    /// (XML 1.0, 3.3.2 and 3.3.3).
    fn add_declared(&mut self, element: &str, attributes: &mut Vec<Attribute>, scope: &Scope) {
        let Some(dtd) = self.dtd.take() else { return };
        let Some(of_element) = self.declared.get(element) else {
            self.dtd = Some(dtd);
            return;
        };
        let mut own_names = HashSet::new();
        for own in attributes.iter_mut() {
            let name = own.name.lexical().to_string();
            if of_element.tokenized.contains(&name) {
                own.value = strict::collapse(&own.value).into();
            }
            own_names.insert(name);
        }
        for declared in of_element.defaults.iter().map(|index| &dtd.attributes[*index]) {
            let Some(value) = declared.default.as_ref().filter(|_| !own_names.contains(&declared.name)) else {
                continue;
            };
            let before = self.given;
            self.given += 1 + value.len() / 16;
            if self.given > MAX_GIVEN {
                if before <= MAX_GIVEN {
                    let message = format!("the document type gives more than {MAX_GIVEN} attributes to elements");
                    let at = self.text.find("<!DOCTYPE").unwrap_or(0);
                    let place = at..(at + "<!DOCTYPE".len()).min(self.text.len());
                    self.diagnostics
                        .push(Fault::new(&catalogue::TOO_MANY_ATTRIBUTES, message, place).diagnostic(self.source));
                }
                break;
            }
            let (prefix, local) = declared.name.split_once(':').unwrap_or(("", &declared.name));
            let namespace = match prefix {
                "" => "",
                "xml" => super::XML_NAMESPACE,
                _ => scope.iter().find(|(own, _)| **own == *prefix).map_or("", |(_, uri)| uri),
            };
            attributes.push(Attribute {
                name: QName::new(prefix, local, namespace),
                value: value.as_str().into(),
                span: None,
                name_span: None,
                value_span: None,
                origin: None,
            });
        }
        self.dtd = Some(dtd);
    }

    /// roxmltree gives a text node that is joined from several pieces the range of its first; the neighbours tell
    /// the whole. Text from an entity keeps the range of the piece, which lies in the entity's declaration.
    fn text_range(&self, node: &roxmltree::Node<'_, '_>) -> std::ops::Range<usize> {
        let own = node.range();
        let start = match (node.prev_sibling(), node.parent()) {
            (Some(sibling), _) => sibling.range().end,
            (None, Some(parent)) if parent.is_element() => StartTag::scan(&self.plain.text, parent.range().start).end,
            _ => own.start,
        };
        let end = match (node.next_sibling(), node.parent()) {
            (Some(sibling), _) => sibling.range().start,
            (None, Some(parent)) if parent.is_element() => {
                let range = parent.range();
                self.plain.text[..range.end].rfind("</").unwrap_or(own.end)
            }
            _ => own.end,
        };
        if start <= end && start <= own.start && own.end <= end { start..end } else { own }
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

    #[test]
    fn what_would_take_too_long_is_refused() {
        let names = |text: &str| parsed(text).1.diagnostics.iter().map(|one| one.name.to_string()).collect::<Vec<_>>();
        let attributes: String = (0..100_000).map(|index| format!(" a{index}=''")).collect();
        assert_eq!(names(&format!("<a{attributes}/>")), ["too-many-attributes"]);
        let nested: String = (0..3000).map(|index| format!("<a xmlns:p{index}='u{index}'>")).collect();
        assert_eq!(names(&(nested + &"</a>".repeat(3000))), ["too-many-namespaces"]);
        // side by side they may be as many as one likes
        let flat: String = (0..3000).map(|index| format!("<a xmlns:p='u{index}'/>")).collect();
        assert_eq!(names(&format!("<r>{flat}</r>")), [""; 0]);
        let long = "x".repeat(50_000);
        let bomb = format!("<!DOCTYPE a [<!ENTITY e '{long}'>]><a>{}</a>", "&e;".repeat(50_000));
        assert_eq!(names(&bomb), ["entity-expansion-limit"]);
        let many: String = (0..20_000).map(|index| format!("<!ENTITY e{index} 'x'>")).collect();
        assert!(names(&format!("<!DOCTYPE a [{many}]><a/>")).iter().all(|name| name == "entity-expansion-limit"));
    }

    #[test]
    fn the_document_type_gives_attributes_and_entities() {
        let (_, parsed) = parsed(
            "<!DOCTYPE a [<!ELEMENT a ANY><!ATTLIST a b CDATA 'x&#33;' c NMTOKENS #IMPLIED>\
             <!ENTITY e '&#60;d/>'><!ENTITY % p '<!ENTITY f \"y\">'>%p;]><a c=' 1  2 '>&e;</a>",
        );
        assert_eq!(parsed.diagnostics, []);
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        assert_eq!(document.attribute_value(root, "b"), Some("x!"));
        assert_eq!(document.attribute_value(root, "c"), Some("1 2"));
        assert_eq!(document.attribute_named(root, "b").unwrap().span, None);
        assert_eq!(document.children_named(root, "d").count(), 1);
    }
}
