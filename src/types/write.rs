use crate::xml::{QName, XML_NAMESPACE};

use super::{AnyAttribute, Form, Node, Text};

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
    tag_open: bool,
}

#[derive(Debug)]
struct Open {
    name: String,
    bindings: usize,
    keep_space: bool,
    has_elements: bool,
    has_text: bool,
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
            tag_open: false,
        }
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

    fn bind(&mut self, prefix: &str, uri: &str) {
        if self.namespace_of(prefix) == Some(uri) || prefix == "xml" {
            return;
        }
        self.bindings.push((prefix.to_owned(), uri.to_owned()));
        self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape(uri, true, &mut self.out);
        self.out.push('"');
    }

    fn begin(&mut self, name: String) {
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
        self.out.push('<');
        self.out.push_str(&name);
        self.tag_open = true;
        let bindings = self.bindings.len();
        self.open.push(Open { name, bindings, keep_space, has_elements: false, has_text: false });
    }

    /// Opens an element. Its namespace becomes the default one.
    pub fn start(&mut self, namespace: &str, local: &str) {
        if namespace == XML_NAMESPACE {
            self.begin(format!("xml:{local}"));
            return;
        }
        self.begin(local.to_owned());
        self.bind("", namespace);
    }

    /// Opens an element by a prefixed name, with the prefixes that its values may speak of.
    pub(super) fn start_named(&mut self, name: &QName, namespaces: &[(String, String)]) {
        self.begin(name.lexical());
        self.bind(&name.prefix, &name.namespace);
        for (prefix, uri) in namespaces {
            if **prefix != *name.prefix && !(prefix.is_empty() && name.prefix.is_empty()) {
                self.bind(prefix, uri);
            }
        }
    }

    /// White space matters in the open element: nothing is indented there.
    pub fn keep_space(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.keep_space = true;
        }
    }

    fn prefix_for(&mut self, preferred: &str, namespace: &str) -> String {
        if namespace == XML_NAMESPACE {
            return "xml".to_owned();
        }
        if !preferred.is_empty() && self.namespace_of(preferred) == Some(namespace) {
            return preferred.to_owned();
        }
        let bound = self.bindings.iter().rev().find(|(prefix, uri)| {
            !prefix.is_empty() && uri == namespace && self.namespace_of(prefix) == Some(namespace)
        });
        if let Some((prefix, _)) = bound {
            return prefix.clone();
        }
        let known = match namespace {
            "http://www.w3.org/2001/XMLSchema-instance" => "xsi",
            "http://www.w3.org/1999/xlink" => "xlink",
            _ => preferred,
        };
        let mut prefix = if known.is_empty() { "ns".to_owned() } else { known.to_owned() };
        let mut number = 0;
        while self.namespace_of(&prefix).is_some() {
            number += 1;
            prefix = format!("{}{number}", if known.is_empty() { "ns" } else { known });
        }
        self.bind(&prefix, namespace);
        prefix
    }

    fn raw_attribute(&mut self, preferred: &str, namespace: &str, local: &str, value: &str) {
        let name = if namespace.is_empty() {
            local.to_owned()
        } else {
            format!("{}:{local}", self.prefix_for(preferred, namespace))
        };
        self.out.push(' ');
        self.out.push_str(&name);
        self.out.push_str("=\"");
        escape(value, true, &mut self.out);
        self.out.push('"');
    }

    fn write_form<F: Form>(&mut self, value: &F::Value) -> String {
        let mut text = Text::default();
        F::write(value, &mut text);
        for (prefix, uri) in &text.prefixes {
            if prefix.is_empty() && self.namespace_of("") != Some(uri) {
                // The default namespace is the element's own: the value needs a prefix.
                let prefix = self.prefix_for("", uri);
                return format!("{prefix}:{}", text.text);
            }
            self.bind(prefix, uri);
        }
        text.text
    }

    /// Writes an attribute.
    pub fn attribute<F: Form>(&mut self, namespace: &str, local: &str, value: &F::Value) {
        let text = self.write_form::<F>(value);
        self.raw_attribute("", namespace, local, &text);
    }

    /// Writes an attribute that may be absent.
    pub fn optional<F: Form>(&mut self, namespace: &str, local: &str, value: Option<&F::Value>) {
        if let Some(value) = value {
            self.attribute::<F>(namespace, local, value);
        }
    }

    pub(super) fn named_attribute(&mut self, name: &QName, value: &str) {
        self.raw_attribute(&name.prefix, &name.namespace, &name.local, value);
    }

    /// Writes attributes that the schema does not name.
    pub fn any_attributes(&mut self, attributes: &[AnyAttribute]) {
        for attribute in attributes {
            self.named_attribute(&attribute.name, &attribute.value);
        }
    }

    /// Writes the text of an element that holds a value.
    pub fn value<F: Form>(&mut self, value: &F::Value) {
        let text = self.write_form::<F>(value);
        self.text(&text);
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
    pub fn text_element<F: Form>(&mut self, namespace: &str, local: &str, value: &F::Value) {
        self.start(namespace, local);
        self.value::<F>(value);
        self.end();
    }

    /// Writes such elements one after the other.
    pub fn text_elements<'a, F: Form>(
        &mut self,
        namespace: &str,
        local: &str,
        values: impl IntoIterator<Item = &'a F::Value>,
    ) where
        F::Value: 'a,
    {
        for value in values {
            self.text_element::<F>(namespace, local, value);
        }
    }

    /// Writes nodes one after the other.
    pub fn nodes<'a, N: Node + 'a>(&mut self, nodes: impl IntoIterator<Item = &'a N>) {
        for node in nodes {
            node.write(self);
        }
    }

    fn close_tag(&mut self) {
        if self.tag_open {
            self.out.push('>');
            self.tag_open = false;
        }
    }

    /// Closes the element opened last.
    pub fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if self.tag_open {
            self.out.push_str("/>");
            self.tag_open = false;
        } else {
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

fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' if !attribute => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if attribute => out.push_str(&format!("&#{};", u32::from(c))),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}
