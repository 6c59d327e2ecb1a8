//! The tags of a text, however broken it is: what editors work on while a person types. It is renewed at every
//! keystroke, so it keeps offsets only, and no names or values of its own.

mod renew;

use std::ops::Range;
use std::sync::Arc;

use crate::xml::{is_name_char, is_name_start_char};

/// A node of a [`Tree`], by its place in document order.
pub type NodeIndex = usize;

const NONE: u32 = u32::MAX;

/// The kinds of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeKind {
    /// An element.
    Element,
    /// Text that is not blank.
    Text,
    /// A comment.
    Comment,
    /// A CDATA section.
    Cdata,
    /// A processing instruction, or the XML declaration.
    Instruction,
    /// A document type declaration.
    Doctype,
    /// An end tag that closes nothing, or is not finished.
    StrayEnd,
}

/// A node. Its offsets are bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Whether its start tag has no `>`, or it is not closed otherwise.
    pub is_unterminated: bool,
    /// Whether it is written `<a/>`.
    pub is_empty_tag: bool,
    start: u32,
    end: u32,
    name_end: u32,
    tag_end: u32,
    end_tag: u32,
    attributes: (u32, u32),
    parent: u32,
    after: u32,
}

impl Node {
    /// All of it.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The name in the start tag.
    #[must_use]
    pub fn name(&self) -> Range<usize> {
        self.start as usize + 1..self.name_end as usize
    }

    /// The start tag.
    #[must_use]
    pub fn start_tag(&self) -> Range<usize> {
        self.start as usize..self.tag_end as usize
    }

    /// The end tag.
    #[must_use]
    pub fn end_tag(&self) -> Option<Range<usize>> {
        (self.end_tag != NONE).then_some(self.end_tag as usize..self.end as usize)
    }

    /// The name in the end tag.
    #[must_use]
    pub fn end_name(&self) -> Option<Range<usize>> {
        let start = self.end_tag()?.start + 2;
        Some(start..start + self.name().len())
    }

    /// What stands between the tags.
    #[must_use]
    pub fn content(&self) -> Range<usize> {
        let end = if self.end_tag == NONE { self.end } else { self.end_tag };
        self.tag_end as usize..end.max(self.tag_end) as usize
    }
}

/// An attribute as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    start: u32,
    name_end: u32,
    value_start: u32,
    value_end: u32,
    end: u32,
    /// Whether the value is in quotes that are closed.
    pub is_closed: bool,
    /// The quote, 0 without one.
    pub quote: u8,
}

impl Attribute {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Range<usize> {
        self.start as usize..self.name_end as usize
    }

    /// Its value, between the quotes; `None` where there is no `=`.
    #[must_use]
    pub fn value(&self) -> Option<Range<usize>> {
        (self.value_start != NONE).then_some(self.value_start as usize..self.value_end as usize)
    }

    /// All of it.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The tags of a text.
#[derive(Debug, Clone)]
pub struct Tree {
    text: Arc<str>,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// The number of namespace declarations.
    declarations: usize,
    /// The bytes that were read for it, where the rest was taken from an earlier tree.
    read: usize,
}

impl Tree {
    /// Reads a text.
    #[must_use]
    pub fn new(text: Arc<str>) -> Self {
        let capacity = text.len() / 64;
        let mut scanner = Scanner {
            at: 0,
            nodes: Vec::with_capacity(capacity),
            attributes: Vec::with_capacity(capacity),
            open: Vec::new(),
            declarations: 0,
            text: &text,
        };
        scanner.run();
        let Scanner { nodes, attributes, declarations, .. } = scanner;
        let read = text.len();
        Self { text, nodes, attributes, declarations, read }
    }

    /// Reads a text as far as the start tag of the document element.
    #[must_use]
    pub fn prolog(text: &Arc<str>) -> Self {
        let end = root_end(text);
        Self::new(if end < text.len() { Arc::from(&text[..end]) } else { text.clone() })
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// All nodes, in document order.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A node.
    #[must_use]
    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index]
    }

    /// The name of an element, as written.
    #[must_use]
    pub fn name(&self, index: NodeIndex) -> &str {
        &self.text[self.nodes[index].name()]
    }

    /// The attributes of an element.
    #[must_use]
    pub fn attributes(&self, index: NodeIndex) -> &[Attribute] {
        let (start, end) = self.nodes[index].attributes;
        &self.attributes[start as usize..end as usize]
    }

    /// The value of an attribute of this name, references resolved.
    #[must_use]
    pub fn attribute(&self, index: NodeIndex, name: &str) -> Option<String> {
        let found = self.attributes(index).iter().find(|one| &self.text[one.name()] == name)?;
        found.value().map(|value| unescape(&self.text[value]))
    }

    /// The element that a node stands in.
    #[must_use]
    pub fn parent(&self, index: NodeIndex) -> Option<NodeIndex> {
        let parent = self.nodes[index].parent;
        (parent != NONE).then_some(parent as usize)
    }

    /// The element, and those around it, outermost last.
    pub fn ancestors(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        std::iter::successors(Some(index), |at| self.parent(*at))
    }

    /// The nodes in an element; of the document, with `None`.
    #[must_use]
    pub fn children(&self, parent: Option<NodeIndex>) -> Children<'_> {
        match parent {
            Some(index) => Children { tree: self, next: index + 1, end: self.nodes[index].after as usize },
            None => Children { tree: self, next: 0, end: self.nodes.len() },
        }
    }

    /// The elements in an element.
    pub fn child_elements(&self, parent: Option<NodeIndex>) -> impl Iterator<Item = NodeIndex> + '_ {
        self.children(parent).filter(|child| self.nodes[*child].kind == NodeKind::Element)
    }

    /// The index behind everything in a node.
    #[must_use]
    pub fn after(&self, index: NodeIndex) -> usize {
        self.nodes[index].after as usize
    }

    /// The document element.
    #[must_use]
    pub fn root(&self) -> Option<NodeIndex> {
        self.child_elements(None).next()
    }

    /// The innermost node around an offset: `start < offset < end`, and at the end of what is not finished.
    #[must_use]
    pub fn innermost(&self, offset: usize) -> Option<NodeIndex> {
        let before = self.nodes.partition_point(|node| (node.start as usize) < offset);
        let mut at = before.checked_sub(1)?;
        loop {
            let node = &self.nodes[at];
            let end = node.end as usize;
            let is_open = match node.kind {
                NodeKind::Text => true,
                NodeKind::Element => node.is_unterminated || node.end_tag == NONE && !node.is_empty_tag,
                _ => node.is_unterminated,
            };
            if offset < end || (offset == end && is_open) {
                return Some(at);
            }
            at = self.parent(at)?;
        }
    }

    /// Whether any element declares a namespace.
    #[must_use]
    pub fn has_declarations(&self) -> bool {
        self.declarations > 0
    }

    /// The namespace of a prefix (empty: the default one) at an element.
    #[must_use]
    pub fn namespace(&self, at: Option<NodeIndex>, prefix: &str) -> Option<String> {
        if prefix == "xml" {
            return Some(crate::xml::XML_NAMESPACE.to_owned());
        }
        if !self.has_declarations() {
            return None;
        }
        let wanted = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        at.into_iter().flat_map(|at| self.ancestors(at)).find_map(|element| self.attribute(element, &wanted))
    }

    /// The prefixes in scope at an element with their namespaces; the nearest declaration of each.
    #[must_use]
    pub fn prefixes(&self, at: Option<NodeIndex>) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for element in at.into_iter().flat_map(|at| self.ancestors(at)) {
            for attribute in self.attributes(element) {
                let name = &self.text[attribute.name()];
                let prefix = if name == "xmlns" { "" } else { name.strip_prefix("xmlns:").unwrap_or("\0") };
                if prefix != "\0" && !found.iter().any(|(own, _)| own == prefix) {
                    let uri = attribute.value().map_or(String::new(), |value| unescape(&self.text[value]));
                    found.push((prefix.to_owned(), uri));
                }
            }
        }
        found
    }

    /// The text in an element, references resolved.
    #[must_use]
    pub fn text_in(&self, element: NodeIndex) -> String {
        let mut all = String::new();
        for child in self.children(Some(element)) {
            let node = &self.nodes[child];
            match node.kind {
                NodeKind::Text => all.push_str(&unescape(&self.text[node.range()])),
                NodeKind::Cdata => {
                    let inner = self.text[node.range()].strip_prefix("<![CDATA[").unwrap_or("");
                    all.push_str(inner.strip_suffix("]]>").unwrap_or(inner));
                }
                _ => {}
            }
        }
        all
    }
}

/// Where the start tag of the document element ends.
fn root_end(text: &str) -> usize {
    let mut scanner =
        Scanner { at: 0, nodes: Vec::new(), attributes: Vec::new(), open: Vec::new(), declarations: 0, text };
    while scanner.at < text.len() && scanner.nodes.iter().all(|node| node.kind != NodeKind::Element) {
        scanner.step();
    }
    scanner.at
}

/// The children of an element.
#[derive(Debug, Clone)]
pub struct Children<'t> {
    tree: &'t Tree,
    next: usize,
    end: usize,
}

impl Iterator for Children<'_> {
    type Item = NodeIndex;

    fn next(&mut self) -> Option<NodeIndex> {
        if self.next >= self.end {
            return None;
        }
        let index = self.next;
        self.next = self.tree.nodes[index].after as usize;
        Some(index)
    }
}

/// The text that predefined entities and character references stand for; others stay as they are.
#[must_use]
pub fn unescape(raw: &str) -> String {
    if !raw.contains('&') {
        return raw.to_owned();
    }
    let mut result = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end < 12);
        let character = end.and_then(|end| match &rest[1..end] {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            name => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (character, end) {
            (Some(character), Some(end)) => {
                result.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                result.push('&');
                rest = &rest[1..];
            }
        }
    }
    result.push_str(rest);
    result
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    open: Vec<u32>,
    declarations: usize,
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX - 1)
}

impl Scanner<'_> {
    fn run(&mut self) {
        let length = self.text.len();
        while self.at < length {
            self.step();
        }
        while let Some(open) = self.open.pop() {
            self.close(open, length, NONE);
        }
    }

    fn step(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with("<!--") {
            self.until(NodeKind::Comment, 4, "-->");
        } else if rest.starts_with("<![CDATA[") {
            self.until(NodeKind::Cdata, 9, "]]>");
        } else if rest.starts_with("<!") {
            self.doctype();
        } else if rest.starts_with("<?") {
            self.until(NodeKind::Instruction, 2, "?>");
        } else if rest.starts_with("</") {
            self.end_tag();
        } else if rest.strip_prefix('<').is_some_and(|name| name.starts_with(is_name_start_char)) {
            self.start_tag();
        } else {
            self.characters();
        }
    }

    fn push(&mut self, kind: NodeKind, range: Range<usize>, is_unterminated: bool) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node {
            kind,
            is_unterminated,
            is_empty_tag: false,
            start: offset(range.start),
            end: offset(range.end),
            name_end: offset(range.start),
            tag_end: offset(range.end),
            end_tag: NONE,
            attributes: (0, 0),
            parent: self.open.last().copied().unwrap_or(NONE),
            after: index as u32 + 1,
        });
        index
    }

    fn until(&mut self, kind: NodeKind, skip: usize, end: &str) {
        let start = self.at;
        let found =
            self.text.get(start + skip..).and_then(|rest| rest.find(end)).map(|at| start + skip + at + end.len());
        self.at = found.unwrap_or_else(|| {
            // an unfinished one takes its line
            self.text[start..].find('\n').map_or(self.text.len(), |at| start + at)
        });
        self.push(kind, start..self.at, found.is_none());
    }

    fn doctype(&mut self) {
        let start = self.at;
        let mut depth = 0usize;
        let mut quote = None;
        let bytes = self.text.as_bytes();
        let mut at = start + 2;
        let end = loop {
            match bytes.get(at) {
                None => break None,
                Some(byte) if quote == Some(*byte) => quote = None,
                Some(_) if quote.is_some() => {}
                Some(byte @ (b'"' | b'\'')) => quote = Some(*byte),
                Some(b'[') => depth += 1,
                Some(b']') => depth = depth.saturating_sub(1),
                Some(b'>') if depth == 0 => break Some(at + 1),
                Some(_) => {}
            }
            at += 1;
        };
        self.at = end.unwrap_or_else(|| self.text[start..].find('\n').map_or(self.text.len(), |at| start + at));
        self.push(NodeKind::Doctype, start..self.at, end.is_none());
    }

    fn characters(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + usize::from(bytes[start] == b'<');
        at = bytes[at..].iter().position(|byte| *byte == b'<').map_or(bytes.len(), |found| at + found);
        self.at = at;
        if bytes[start..at].iter().any(|byte| !byte.is_ascii_whitespace()) {
            self.push(NodeKind::Text, start..at, false);
        }
    }

    fn name_end(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'-' | b'_' | b':' | b'.'))
        {
            at += 1;
        }
        if bytes.get(at).is_none_or(|byte| byte.is_ascii()) {
            return at;
        }
        let rest = &self.text[at..];
        at + rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len())
    }

    fn skip_space(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while at < bytes.len() && matches!(bytes[at], b' ' | b'\t' | b'\r' | b'\n') {
            at += 1;
        }
        at
    }

    fn close(&mut self, open: u32, end: usize, end_tag: u32) {
        let after = self.nodes.len() as u32;
        let node = &mut self.nodes[open as usize];
        node.end = offset(end);
        node.end_tag = end_tag;
        node.after = after;
    }

    fn end_tag(&mut self) {
        let start = self.at;
        let name_end = self.name_end(start + 2);
        let close = self.skip_space(name_end);
        let is_closed = self.text.as_bytes().get(close) == Some(&b'>');
        let end = if is_closed { close + 1 } else { name_end };
        self.at = end;
        let name = &self.text[start + 2..name_end];
        let matching = self.open.iter().rposition(|open| {
            let node = &self.nodes[*open as usize];
            &self.text[node.name()] == name
        });
        match matching {
            Some(at) if !name.is_empty() => {
                while self.open.len() > at + 1 {
                    let open = self.open.pop().unwrap_or(0);
                    self.close(open, start, NONE);
                }
                if let Some(open) = self.open.pop() {
                    self.close(open, end, offset(start));
                }
            }
            _ => {
                self.push(NodeKind::StrayEnd, start..end, !is_closed);
            }
        }
    }

    fn start_tag(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let name_end = self.name_end(start + 1);
        let first = self.attributes.len();
        let mut at = name_end;
        let (mut is_empty_tag, mut is_unterminated) = (false, false);
        let end = loop {
            let next = self.skip_space(at);
            match bytes.get(next) {
                None | Some(b'<') => {
                    is_unterminated = true;
                    // blanks on the same line belong to the tag: there attributes are written
                    let line = self.text[at..next].find(['\n', '\r']).map_or(next, |found| at + found);
                    break line;
                }
                Some(b'>') => break next + 1,
                Some(b'/') if bytes.get(next + 1) == Some(&b'>') => {
                    is_empty_tag = true;
                    break next + 2;
                }
                Some(b'/' | b'=' | b'"' | b'\'') => at = next + 1,
                Some(_) => {
                    let name = next..self.name_end(next);
                    if name.is_empty() {
                        at = next + self.text[next..].chars().next().map_or(1, char::len_utf8);
                        continue;
                    }
                    let attribute = self.attribute(name);
                    at = attribute.end as usize;
                    self.attributes.push(attribute);
                }
            }
        };
        self.at = end;
        let index = self.push(NodeKind::Element, start..end, is_unterminated);
        let last = self.attributes.len();
        let node = &mut self.nodes[index];
        node.is_empty_tag = is_empty_tag;
        node.name_end = offset(name_end);
        node.tag_end = offset(end);
        node.attributes = if first == last { (0, 0) } else { (first as u32, last as u32) };
        if !is_empty_tag && !is_unterminated {
            self.open.push(index as u32);
        }
    }

    fn attribute(&mut self, name: Range<usize>) -> Attribute {
        let bytes = self.text.as_bytes();
        self.declarations += usize::from(self.text[name.clone()].starts_with("xmlns"));
        let mut attribute = Attribute {
            start: offset(name.start),
            name_end: offset(name.end),
            value_start: NONE,
            value_end: NONE,
            end: offset(name.end),
            is_closed: false,
            quote: 0,
        };
        let equals = self.skip_space(name.end);
        if bytes.get(equals) != Some(&b'=') {
            return attribute;
        }
        let open = self.skip_space(equals + 1);
        let Some(quote @ (b'"' | b'\'')) = bytes.get(open).copied() else {
            // without quotes: up to what cannot be part of it
            let start = if open > equals + 1 && bytes.get(open).is_none_or(|byte| matches!(byte, b'<' | b'>' | b'/')) {
                equals + 1
            } else {
                open
            };
            let rest = &self.text[start..];
            let length = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '/' | '"' | '\'' | '='))
                .unwrap_or(rest.len());
            // `a= b="c"`: the value is missing
            let is_name = bytes.get(self.skip_space(start + length)) == Some(&b'=');
            let (start, length) = if is_name { (equals + 1, 0) } else { (start, length) };
            attribute.value_start = offset(start);
            attribute.value_end = offset(start + length);
            attribute.end = attribute.value_end;
            return attribute;
        };
        let start = open + 1;
        let found = bytes[start..].iter().position(|byte| *byte == quote || *byte == b'<').map(|at| start + at);
        let (end, is_closed) = match found {
            Some(end) if bytes[end] == quote => match self.missing_quote(start, end) {
                Some(earlier) => (earlier, false),
                None => (end, true),
            },
            _ => {
                let limit = found.unwrap_or(bytes.len());
                let stop = self.text[start..limit].find(['\n', '>']).map_or(limit, |at| start + at);
                let stop = if self.text[start..stop].ends_with('/') { stop - 1 } else { stop };
                (start + self.text[start..stop].trim_end().len(), false)
            }
        };
        attribute.quote = quote;
        attribute.is_closed = is_closed;
        attribute.value_start = offset(start);
        attribute.value_end = offset(end);
        attribute.end = offset(end + usize::from(is_closed));
        attribute
    }

    /// Where a value ends whose closing quote opens the next attribute's value instead: `a="x b="`.
    fn missing_quote(&self, start: usize, close: usize) -> Option<usize> {
        let value = &self.text[start..close];
        let before = value.trim_end().strip_suffix('=')?.trim_end();
        let name = before
            .rfind(|c: char| !is_name_char(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let is_name = before[name..].starts_with(is_name_start_char);
        let blank = before[..name].ends_with([' ', '\t', '\n', '\r']) || name == 0;
        // URLs end in `=` too: behind the quote there must be a value's rest, not the end of the tag
        let next = self.text[close + 1..].chars().next();
        let goes_on = next.is_some_and(|c| !c.is_whitespace() && !matches!(c, '>' | '/' | '<'));
        (is_name && blank && goes_on).then(|| start + before[..name].trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        fn write(tree: &Tree, parent: Option<NodeIndex>, out: &mut String) {
            for child in tree.children(parent) {
                let node = tree.node(child);
                if node.kind == NodeKind::Element {
                    out.push_str(tree.name(child));
                    for attribute in tree.attributes(child) {
                        let value = attribute.value().map_or("-", |value| &tree.text[value]);
                        out.push_str(&format!(" {}={value}", &tree.text[attribute.name()]));
                    }
                    out.push('(');
                    write(tree, Some(child), out);
                    out.push_str(if node.end_tag().is_some() || node.is_empty_tag { ")" } else { "…" });
                } else {
                    out.push_str(&format!("{:?} ", node.kind));
                }
            }
        }
        let mut out = String::new();
        write(&Tree::new(text.into()), None, &mut out);
        out
    }

    #[test]
    fn reads_what_is_finished() {
        assert_eq!(shape("<?xml?><a b='1'><!-- c --><d/>t<e>u</e></a>"), "Instruction a b=1(Comment d()Text e(Text ))");
    }

    #[test]
    fn reads_what_is_not() {
        assert_eq!(shape("<a><b <c/></a>"), "a(b(…c())");
        assert_eq!(shape("<a><b>t</a>"), "a(b(Text …)");
        assert_eq!(shape("<a></</a>"), "a(StrayEnd )");
        assert_eq!(shape("<a b=\"x c=\"y\"/>"), "a b=x c=y()");
        assert_eq!(shape("<a b=\"http://x?y=\"/>"), "a b=http://x?y=()");
        assert_eq!(shape("<a b=\"x>\n<c/></a>"), "a b=x(c())");
        assert_eq!(shape("<a b= c='1'/>"), "a b= c=1()");
        assert_eq!(shape("<a b"), "a b=-(…");
        assert_eq!(shape("<a><"), "a(Text …");
    }

    #[test]
    fn every_prefix_is_read() {
        let text =
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><a b=\"ü\" c = 'd'><!-- é --><![CDATA[<]]>\n<ß/></a>";
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let tree = Tree::new(text[..end].into());
            for at in 0..=end {
                let _ = tree.innermost(at);
            }
        }
    }
}
