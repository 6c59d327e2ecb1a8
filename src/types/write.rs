use std::collections::BTreeMap;

use crate::xml::{QName, XML_NAMESPACE};

use super::form::NameInText;
use super::{AnyAttribute, Form, Group, Loc, Node, Text};

/// The document with this document element, indented by two blanks where white space does not matter.
#[must_use]
pub fn to_xml<N: Node>(node: &N) -> String {
    let mut writer = Writer::new();
    node.write(&mut writer);
    writer.finish()
}

/// Writes elements. Generated code calls it; its calls come in document order.
#[derive(Debug)]
pub struct Writer {
    out: String,
    open: Vec<Open>,
    bindings: Vec<(String, String)>,
    /// Prefixes to use for elements, by namespace.
    prefixes: BTreeMap<String, String>,
    /// The start tag that is not written yet: which prefixes it declares depends on all that is in it.
    tag: Option<Tag>,
}

#[derive(Debug)]
struct Open {
    name: String,
    bindings: usize,
    keep_space: bool,
    has_elements: bool,
    has_text: bool,
}

#[derive(Debug)]
struct Tag {
    name: QName,
    /// Prefixes that values which are plain text may speak of.
    spoken_of: Vec<(String, String)>,
    attributes: Vec<(QName, Text)>,
    content: Text,
}

/// What a start tag says about prefixes, as it is put together.
#[derive(Debug, Default)]
struct Declared {
    /// Prefixes that something in the tag relies on, with their namespaces.
    used: Vec<(String, String)>,
    text: String,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// Starts a document.
    #[must_use]
    pub fn new() -> Self {
        Self {
            out: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned(),
            open: Vec::new(),
            bindings: vec![(String::new(), String::new()), ("xml".to_owned(), XML_NAMESPACE.to_owned())],
            prefixes: BTreeMap::new(),
            tag: None,
        }
    }

    /// Declares a prefix at the document element and uses it for the namespace's elements, which else are written
    /// without prefix. Must be called before anything is written.
    #[must_use]
    pub fn with_prefix(mut self, prefix: &str, namespace: &str) -> Self {
        self.prefixes.insert(namespace.to_owned(), prefix.to_owned());
        self
    }

    /// The document.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.out.push('\n');
        self.out
    }

    fn namespace_of(&self, prefix: &str) -> Option<&str> {
        self.bindings.iter().rev().find(|(own, _)| own == prefix).map(|(_, uri)| &**uri)
    }

    fn begin(&mut self, name: QName, spoken_of: Vec<(String, String)>) {
        let depth = self.open.len();
        self.close_tag();
        let mut keep_space = false;
        if let Some(parent) = self.open.last_mut() {
            keep_space = parent.keep_space;
            if !keep_space && !parent.has_text {
                self.out.push('\n');
                for _ in 0..depth {
                    self.out.push_str("  ");
                }
            }
            parent.has_elements = true;
        }
        let bindings = self.bindings.len();
        self.open.push(Open { name: String::new(), bindings, keep_space, has_elements: false, has_text: false });
        self.tag = Some(Tag { name, spoken_of, attributes: Vec::new(), content: Text::default() });
    }

    /// Opens an element: with the prefix that its namespace has, else it becomes the default namespace.
    pub fn start(&mut self, namespace: &str, local: &str) {
        self.close_tag();
        let bound =
            self.bindings.iter().rev().find(|(prefix, uri)| {
                uri == namespace && (prefix.is_empty() || self.namespace_of("") != Some(namespace))
            });
        let prefix = match self.prefixes.get(namespace) {
            Some(prefix) => prefix,
            None => bound.map_or("", |(prefix, _)| prefix),
        };
        self.begin(QName { prefix: prefix.into(), namespace: namespace.into(), local: local.into() }, Vec::new());
    }

    /// Opens an element that may have been read: then with the prefix that it had there, and with the prefixes that
    /// were declared there, since texts may speak of them.
    pub fn start_like(&mut self, namespace: &str, local: &str, loc: &Loc) {
        let Some((prefix, scope)) = loc.prefixes() else { return self.start(namespace, local) };
        self.close_tag();
        let fresh = scope.iter().filter(|(prefix, uri)| self.namespace_of(prefix) != Some(uri));
        let fresh = fresh.map(|(prefix, uri)| (prefix.to_string(), uri.to_string())).collect();
        self.begin(QName { prefix: prefix.clone(), namespace: namespace.into(), local: local.into() }, fresh);
    }

    /// Opens an element by a prefixed name, with the prefixes that its values may speak of.
    pub(super) fn start_named(&mut self, name: &QName, namespaces: &[(String, String)]) {
        self.begin(name.clone(), namespaces.to_vec());
    }

    /// White space matters in the open element: nothing is indented there.
    pub fn keep_space(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.keep_space = true;
        }
    }

    /// Makes a prefix stand for a namespace in the tag. False where something in the tag needs it for another one.
    fn declare(&mut self, tag: &mut Declared, prefix: &str, uri: &str) -> bool {
        if let Some((_, own)) = tag.used.iter().find(|(own, _)| own == prefix) {
            return own == uri;
        }
        // `xml` is never declared, and no other prefix stands for its namespace or for none.
        if (prefix == "xml") != (uri == XML_NAMESPACE) || prefix == "xmlns" || (uri.is_empty() && !prefix.is_empty()) {
            return false;
        }
        tag.used.push((prefix.to_owned(), uri.to_owned()));
        if self.namespace_of(prefix) != Some(uri) {
            self.bindings.push((prefix.to_owned(), uri.to_owned()));
            tag.text.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            tag.text.push_str(prefix);
            tag.text.push_str("=\"");
            escape(uri, true, &mut tag.text);
            tag.text.push('"');
        }
        true
    }

    /// A prefix, never the empty one, that stands for a namespace in the tag.
    fn prefix_for(&mut self, tag: &mut Declared, preferred: &str, uri: &str) -> String {
        if uri == XML_NAMESPACE {
            return "xml".to_owned();
        }
        let mut wanted = vec![preferred.to_owned()];
        wanted.extend(self.prefixes.get(uri).cloned());
        wanted.extend(self.bindings.iter().rev().filter(|(_, own)| own == uri).map(|(prefix, _)| prefix.clone()));
        for prefix in wanted {
            // A prefix that stands for something else outside is not turned over unless that was asked for.
            if !prefix.is_empty() && self.declare(tag, &prefix, uri) {
                return prefix;
            }
        }
        let known = match uri {
            "http://www.w3.org/2001/XMLSchema-instance" => "xsi",
            "http://www.w3.org/1999/xlink" => "xlink",
            _ => "ns",
        };
        let mut prefix = known.to_owned();
        let mut number = 0;
        while self.namespace_of(&prefix).is_some() || !self.declare(tag, &prefix, uri) {
            number += 1;
            prefix = format!("{known}{number}");
        }
        prefix
    }

    /// The text of a value, its names with prefixes that hold in the tag.
    fn resolve(&mut self, tag: &mut Declared, text: &Text) -> String {
        text.with_prefixes(|NameInText { prefix, namespace, .. }| {
            if namespace.is_empty() || (prefix.is_empty() && self.declare(tag, "", namespace)) {
                return String::new();
            }
            self.prefix_for(tag, prefix, namespace)
        })
    }

    /// Writes the start tag that is still open, and its content where that is a value.
    fn close_tag(&mut self) {
        self.write_tag(false);
    }

    fn write_tag(&mut self, empty: bool) {
        let Some(Tag { name, spoken_of, attributes, content }) = self.tag.take() else { return };
        let mut tag = Declared::default();
        let texts = || attributes.iter().map(|(_, text)| text).chain([&content]);
        // A name without prefix in a value settles what the default namespace is.
        let bare = texts().flat_map(|text| &text.names).filter(|name| name.prefix.is_empty());
        for name in bare.collect::<Vec<_>>() {
            self.declare(&mut tag, "", &name.namespace);
        }
        let prefix = match &*name.prefix {
            _ if name.namespace.is_empty() => {
                self.declare(&mut tag, "", "");
                String::new()
            }
            "" if self.declare(&mut tag, "", &name.namespace) => String::new(),
            preferred => self.prefix_for(&mut tag, preferred, &name.namespace),
        };
        let full = if prefix.is_empty() { name.local.to_string() } else { format!("{prefix}:{}", name.local) };
        if self.open.len() == 1 {
            for (uri, prefix) in self.prefixes.clone() {
                self.declare(&mut tag, &prefix, &uri);
            }
        }
        for (prefix, uri) in &spoken_of {
            self.declare(&mut tag, prefix, uri);
        }
        let mut rest = String::new();
        for (name, text) in &attributes {
            let value = self.resolve(&mut tag, text);
            rest.push(' ');
            if !name.namespace.is_empty() {
                rest.push_str(&self.prefix_for(&mut tag, &name.prefix, &name.namespace));
                rest.push(':');
            }
            rest.push_str(&name.local);
            rest.push_str("=\"");
            escape(&value, true, &mut rest);
            rest.push('"');
        }
        let content = self.resolve(&mut tag, &content);
        for part in ["<", &full, &tag.text, &rest, if empty && content.is_empty() { "/>" } else { ">" }] {
            self.out.push_str(part);
        }
        escape(&content, false, &mut self.out);
        if let Some(open) = self.open.last_mut() {
            open.name = if empty && content.is_empty() { String::new() } else { full };
            open.has_text |= !content.is_empty();
        }
    }

    fn add_attribute(&mut self, name: QName, text: Text) {
        if let Some(tag) = &mut self.tag {
            tag.attributes.push((name, text));
        }
    }

    /// Writes an attribute.
    pub fn required<F: Form>(&mut self, namespace: &str, local: &str, value: &F::Value) {
        let mut text = Text::default();
        F::write(value, &mut text);
        let name = QName { prefix: "".into(), namespace: namespace.into(), local: local.into() };
        self.add_attribute(name, text);
    }

    /// Writes an attribute that may be absent.
    pub fn optional<F: Form>(&mut self, namespace: &str, local: &str, value: &Option<F::Value>) {
        if let Some(value) = value {
            self.required::<F>(namespace, local, value);
        }
    }

    pub(super) fn named_attribute(&mut self, name: &QName, value: &str) {
        self.add_attribute(name.clone(), Text { text: value.to_owned(), ..Text::default() });
    }

    /// Writes attributes that the schema does not name.
    pub fn any_attributes(&mut self, attributes: &[AnyAttribute]) {
        for attribute in attributes {
            self.named_attribute(&attribute.name, &attribute.value);
        }
    }

    /// Writes the text of an element that holds a value.
    pub fn content<F: Form>(&mut self, value: &F::Value) {
        let mut text = Text::default();
        F::write(value, &mut text);
        match &mut self.tag {
            Some(tag) => tag.content = text,
            None => self.text(&text.as_written()),
        }
    }

    /// Writes the text of an element that may hold a value.
    pub fn maybe_content<F: Form>(&mut self, value: &Option<F::Value>) {
        if let Some(value) = value {
            self.content::<F>(value);
        }
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.close_tag();
        escape(text, false, &mut self.out);
        if let Some(open) = self.open.last_mut() {
            open.has_text = true;
        }
    }

    /// Writes an element that holds nothing but a value.
    pub fn one_value<F: Form>(&mut self, value: &F::Value, namespace: &str, local: &str) {
        self.start(namespace, local);
        self.content::<F>(value);
        self.end();
    }

    /// Writes such an element where it is there.
    pub fn maybe_value<F: Form>(&mut self, value: &Option<F::Value>, namespace: &str, local: &str) {
        if let Some(value) = value {
            self.one_value::<F>(value, namespace, local);
        }
    }

    /// Writes such elements one after the other.
    pub fn many_value<F: Form>(&mut self, values: &[F::Value], namespace: &str, local: &str) {
        for value in values {
            self.one_value::<F>(value, namespace, local);
        }
    }

    /// Writes a node.
    pub fn one<N: Node>(&mut self, node: &N) {
        node.write(self);
    }

    /// Writes a node where it is there.
    pub fn maybe<N: Node>(&mut self, node: &Option<N>) {
        if let Some(node) = node {
            node.write(self);
        }
    }

    /// Writes nodes one after the other.
    pub fn many<N: Node>(&mut self, nodes: &[N]) {
        for node in nodes {
            node.write(self);
        }
    }

    /// Writes groups of elements one after the other.
    pub fn groups<G: Group>(&mut self, groups: &[G]) {
        for group in groups {
            group.write(self);
        }
    }

    /// Closes the element opened last.
    pub fn end(&mut self) {
        self.write_tag(true);
        let Some(open) = self.open.pop() else { return };
        // Else the start tag closed it, too.
        if !open.name.is_empty() {
            if open.has_elements && !open.keep_space && !open.has_text {
                self.out.push('\n');
                for _ in 0..self.open.len() {
                    self.out.push_str("  ");
                }
            }
            self.out.push_str("</");
            self.out.push_str(&open.name);
            self.out.push('>');
        }
        self.bindings.truncate(open.bindings);
    }
}

// The kinds of rows in `record!` that are written like others.
#[doc(hidden)]
impl Writer {
    pub fn one_of<N: Node>(&mut self, node: &N) {
        self.one(node);
    }

    pub fn maybe_of<N: Node>(&mut self, node: &Option<N>) {
        self.maybe(node);
    }

    pub fn many_of<N: Node>(&mut self, nodes: &[N]) {
        self.many(nodes);
    }

    pub fn sequence<N: Node>(&mut self, nodes: &[N]) {
        self.many(nodes);
    }

    pub fn mixed<N: Node>(&mut self, nodes: &[N]) {
        self.keep_space();
        self.many(nodes);
    }
}

/// Characters that XML cannot hold become U+FFFD: a program's text never makes a document that is not well-formed.
fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' if !attribute => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if attribute => out.push_str(&format!("&#{};", u32::from(c))),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}
