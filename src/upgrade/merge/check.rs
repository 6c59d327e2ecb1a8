//! Whether an edited text is what the steps made, and where its parts came from.

use std::ops::Range;

use super::{Link, attribute_origin, origin_of};
use crate::text::{EditSet, Source, Span};
use crate::upgrade::working::Working;
use crate::xml::{Content, Document, NodeId, NodeKind};

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
    pub fn run(
        &self,
        edits: &EditSet,
        inspect: &mut dyn FnMut(&roxmltree::Document<'_>, &EditSet),
    ) -> Result<Vec<Link>, Difference> {
        let edited = edits.apply(&self.source.text);
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let tree = roxmltree::Document::parse_with_options(&edited, options).map_err(|error| Difference {
            message: format!("the edited text is not well-formed: {error}"),
            span: None,
        })?;
        let mut links = Vec::new();
        let written = Written::new(edits);
        let mut stack = Vec::new();
        if let Some(root) = self.result.root_element() {
            stack.push((tree.root_element(), root));
        }
        while let Some((found, expected)) = stack.pop() {
            self.compare(&edited, found, expected, &mut stack)?;
            self.link(&edited, found, expected, &written, &mut links);
        }
        links.sort_by_key(|link| (link.new.start, std::cmp::Reverse(link.new.end)));
        inspect(&tree, edits);
        Ok(links)
    }

    fn origin(&self, expected: NodeId) -> Option<NodeId> {
        origin_of(self.source.id, &self.working.document, self.result, expected)
    }

    fn compare<'t>(
        &self,
        edited: &str,
        found: roxmltree::Node<'t, 't>,
        expected: NodeId,
        stack: &mut Vec<(roxmltree::Node<'t, 't>, NodeId)>,
    ) -> Result<(), Difference> {
        let result = self.result;
        let differs = |what: &str| {
            let span = self.origin(expected).and_then(|old| self.working.document.name_span(old));
            let name = result.name(expected).map_or(String::new(), |name| name.lexical());
            Err(Difference { message: format!("`{name}`: {what} differ from what the steps made"), span })
        };
        let Some(element) = result.element(expected) else { return Ok(()) };
        if found.tag_name().name() != &*element.name.local
            || found.tag_name().namespace().unwrap_or("") != &*element.name.namespace
        {
            return differs("the names");
        }
        let same_attribute = |attribute: roxmltree::Attribute<'_, '_>| {
            element.attributes.iter().any(|other| {
                *other.name.local == *attribute.name()
                    && *other.name.namespace == *attribute.namespace().unwrap_or("")
                    && other.value == *attribute.value()
            })
        };
        if found.attributes().count() != element.attributes.len() || !found.attributes().all(same_attribute) {
            return differs("the attributes");
        }
        let frozen = self.origin(expected).and_then(|origin| self.working.frozen.get(&origin));
        let mut frozen = frozen.map_or(&[][..], Vec::as_slice).iter().peekable();
        let mut wanted = result.children(expected).filter(|id| result.kind(*id) == NodeKind::Element);
        for child in found.children().filter(roxmltree::Node::is_element) {
            let bytes = edited.get(child.range()).unwrap_or("");
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
        let mut text = String::new();
        for child in found.children().filter(roxmltree::Node::is_text) {
            text.push_str(significant(child.text().unwrap_or("")));
        }
        let mut wanted = String::new();
        for child in result.children(expected) {
            if let Content::Text(part) = &result.node(child).content {
                wanted.push_str(significant(part));
            }
        }
        if text == wanted { Ok(()) } else { differs("the texts") }
    }

    /// Remembers where an element and its attributes came from, as far as an edit wrote them.
    fn link(
        &self,
        edited: &str,
        found: roxmltree::Node<'_, '_>,
        expected: NodeId,
        written: &Written,
        links: &mut Vec<Link>,
    ) {
        let working = &self.working.document;
        let whole = found.range();
        if written.covers(whole.start) {
            // A new element stands for the one around it that has an origin.
            let from = std::iter::once(expected)
                .chain(self.result.ancestors(expected))
                .find_map(|id| self.origin(id).filter(|old| working.element(*old).is_some()));
            if let Some(old) = from.and_then(|old| working.name_span(old)) {
                links.push(Link { new: whole.clone(), old, is_verbatim: false });
            }
        }
        let Some(element) = self.result.element(expected) else { return };
        for attribute in found.attributes() {
            let range = attribute.range();
            if !written.covers(range.start) {
                continue;
            }
            let own = element.attributes.iter().find(|other| {
                *other.name.local == *attribute.name() && *other.name.namespace == *attribute.namespace().unwrap_or("")
            });
            let Some(id) = own.and_then(|own| attribute_origin(self.source.id, own)) else { continue };
            let old = working.element(id.element).and_then(|element| element.attributes.get(id.index as usize));
            if let Some(old) = old {
                for (new, old) in [
                    (range.clone(), old.span),
                    (attribute.range_qname(), old.name_span),
                    (attribute.range_value(), old.value_span),
                ] {
                    links.extend(old.map(|old| Link {
                        is_verbatim: edited.get(new.clone()) == Some(self.source.slice(old)),
                        new,
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
