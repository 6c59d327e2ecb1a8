//! Whether an edited text is what the steps made, and where its parts came from.

use std::ops::Range;

use super::{Edited, attribute_origin, origin_of};
use crate::text::{EditSet, Link, Source, SourceId, Span};
use crate::upgrade::working::Working;
use crate::xml::{self, Attribute, Content, Document, NodeId, NodeKind, Parsed};

/// Where an edited text is not what it should be.
#[derive(Debug)]
pub(super) struct Difference {
    /// What differs.
    pub message: String,
    /// Where it stood in the source, if anywhere.
    pub span: Option<Span>,
}

pub(super) struct Check<'a> {
    pub source: &'a Source,
    pub working: &'a Working,
    pub result: &'a Document,
}

impl Check<'_> {
    /// Parses the edited text and compares it with the result: names, attributes in any order, text, and in their
    /// places the elements that no step saw, byte by byte but for white space.
    pub fn run(&self, edits: &EditSet, id: SourceId) -> Result<(Edited, Vec<Link>), Difference> {
        let text = Source::apart(id, self.source.name.as_str(), edits.apply(&self.source.text));
        let Parsed { document, diagnostics } = xml::parse(&text);
        if let Some(first) = diagnostics.first() {
            let message = format!("the edited text is not well-formed: {}", first.message);
            return Err(Difference { message, span: None });
        }
        let mut links = Vec::new();
        let written = Written::new(edits);
        let mut stack = Vec::new();
        if let (Some(found), Some(root)) = (document.root_element(), self.result.root_element()) {
            stack.push((found, root));
        }
        while let Some((found, expected)) = stack.pop() {
            self.compare(&text, &document, found, expected, &mut stack)?;
            self.link(&text, &document, found, expected, &written, &mut links);
        }
        Ok((Edited { text, document }, links))
    }

    fn origin(&self, expected: NodeId) -> Option<NodeId> {
        origin_of(self.source.id, &self.working.document, self.result, expected)
    }

    fn compare(
        &self,
        edited: &Source,
        document: &Document,
        found: NodeId,
        expected: NodeId,
        stack: &mut Vec<(NodeId, NodeId)>,
    ) -> Result<(), Difference> {
        let result = self.result;
        let differs = |what: &str| {
            let span = self.origin(expected).and_then(|old| self.working.document.name_span(old));
            let name = result.name(expected).map_or(String::new(), |name| name.lexical());
            Err(Difference { message: format!("`{name}`: {what} differ from what the steps made"), span })
        };
        let (Some(element), Some(own)) = (result.element(expected), document.element(found)) else { return Ok(()) };
        if own.name != element.name {
            return differs("the names");
        }
        // The document type may give more.
        let written = own.attributes.iter().filter(|attribute| attribute.span.is_some());
        let is_same = |attribute: &Attribute| {
            element.attributes.iter().any(|other| other.name == attribute.name && other.value == attribute.value)
        };
        if written.clone().count() != element.attributes.len() || !written.clone().all(is_same) {
            return differs("the attributes");
        }
        let frozen = self.origin(expected).and_then(|origin| self.working.frozen.get(&origin));
        let mut frozen = frozen.map_or(&[][..], Vec::as_slice).iter().peekable();
        let mut wanted = result.children(expected).filter(|id| result.kind(*id) == NodeKind::Element);
        for child in document.child_elements(found) {
            let bytes = document.span(child).map_or("", |span| edited.slice(span));
            if frozen.next_if(|span| same_but_space(bytes, self.source.slice(**span))).is_some() {
                continue;
            }
            match wanted.next() {
                Some(wanted) => stack.push((child, wanted)),
                None => return differs("the children"),
            }
        }
        if wanted.next().is_some() || frozen.next().is_some() {
            return differs("the children");
        }
        let words = |document: &Document, node: NodeId| {
            let mut words = String::new();
            for child in document.children(node) {
                if let Content::Text(part) = &document.node(child).content {
                    words.push_str(significant(part));
                }
            }
            words
        };
        if words(document, found) == words(result, expected) { Ok(()) } else { differs("the texts") }
    }

    /// Remembers where an element and its attributes came from, as far as an edit wrote them.
    fn link(
        &self,
        edited: &Source,
        document: &Document,
        found: NodeId,
        expected: NodeId,
        written: &Written,
        links: &mut Vec<Link>,
    ) {
        let working = &self.working.document;
        if let Some(whole) = document.span(found).map(Span::range)
            && written.covers(whole.start)
        {
            // A new element stands for the one around it that has an origin.
            let from = std::iter::once(expected)
                .chain(self.result.ancestors(expected))
                .find_map(|id| self.origin(id).filter(|old| working.element(*old).is_some()));
            if let Some(old) = from.and_then(|old| working.name_span(old)) {
                links.push(Link { new: whole, old, is_verbatim: false });
            }
        }
        let (Some(element), Some(own)) = (self.result.element(expected), document.element(found)) else { return };
        for attribute in &own.attributes {
            let (Some(whole), Some(name), Some(value)) = (attribute.span, attribute.name_span, attribute.value_span)
            else {
                continue;
            };
            if !written.covers(whole.start as usize) {
                continue;
            }
            let from = element.attributes.iter().find(|other| other.name == attribute.name);
            let Some(id) = from.and_then(|from| attribute_origin(self.source.id, from)) else { continue };
            let old = working.element(id.element).and_then(|element| element.attributes.get(id.index as usize));
            if let Some(old) = old {
                for (new, old) in [(whole, old.span), (name, old.name_span), (value, old.value_span)] {
                    links.extend(old.map(|old| Link {
                        is_verbatim: edited.slice(new) == self.source.slice(old),
                        new: new.range(),
                        old,
                    }));
                }
            }
        }
    }
}

/// The ranges of an edited text that edits wrote.
struct Written {
    ranges: Vec<Range<usize>>,
}

impl Written {
    fn new(edits: &EditSet) -> Self {
        let mut delta = 0i64;
        let ranges = edits
            .edits()
            .iter()
            .map(|edit| {
                let start = (i64::from(edit.span.start) + delta) as usize;
                delta += edit.text.len() as i64 - edit.span.len() as i64;
                start..start + edit.text.len()
            })
            .collect();
        Self { ranges }
    }

    fn covers(&self, at: usize) -> bool {
        let index = self.ranges.partition_point(|range| range.end <= at);
        self.ranges.get(index).is_some_and(|range| range.contains(&at))
    }
}

/// White space between elements is no content.
fn significant(text: &str) -> &str {
    if text.chars().all(super::layout::is_space) { "" } else { text }
}

fn same_but_space(one: &str, other: &str) -> bool {
    one == other || {
        let strip = |text: &str| text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<_>>();
        strip(one) == strip(other)
    }
}
