//! Descriptions in YAML, JSON or INI, which KIWI reads through the Python module anymarkup: a key with `@` is an
//! attribute, `#text` is text, a list is a repeated element. Every node has its place in the user's text.
//!
//! Each form is read into a [`Value`] as anymarkup's own readers would, and the document is built from that as its
//! writer of XML does it.

mod ini;
mod yaml;

use crate::bundle::catalogue::MALFORMED_MARKUP;
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};
use crate::xml::{Attribute, Content, Document, ElementSpans, NodeId, Parsed, QName, is_ncname};

/// Lists and maps may be nested this deep.
const MAX_NESTING: usize = 200;

/// What a description is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// XML, the one form that rowi writes.
    Xml,
    /// YAML 1.1.
    Yaml,
    /// JSON.
    Json,
    /// INI as configobj reads it.
    Ini,
}

impl Form {
    /// As KIWI tells them apart: by the ending of the name or, where that says nothing, by how the text begins.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        let text = source.text.trim_start();
        let ending = source.path().extension().and_then(|ending| ending.to_str()).unwrap_or("");
        match ending {
            _ if text.starts_with('<') || text.is_empty() => Self::Xml,
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            "ini" => Self::Ini,
            "xml" => Self::Xml,
            _ => Self::by_look(text),
        }
    }

    /// KIWI takes all for YAML that is neither XML nor INI. Here it must also look like it: a broken XML file should be
    /// told what is wrong with its XML.
    fn by_look(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = lines.next().unwrap_or_default();
        if ini::is_section(first) {
            return Self::Ini;
        }
        let key = first.trim_start_matches(['{', '"', '\'', ' ']);
        let is_yaml =
            first.starts_with("---") || first.starts_with("%YAML") || first == "{" || key.starts_with("image");
        match is_yaml {
            true => Self::Yaml,
            // KIWI takes it for YAML; what is wrong with it is told once, by its name
            false if is_toml(text) => Self::Ini,
            false => Self::Xml,
        }
    }

    /// As people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Xml => "XML",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
            Self::Ini => "INI",
        }
    }
}

/// Reads a description in YAML, JSON or INI.
pub(super) fn parse(source: &Source, form: Form) -> Parsed {
    let mut document = Document::new();
    document.source = Some(source.id);
    document.base.clone_from(&source.name);
    document.node_mut(NodeId::ROOT).span = Some(Span::new(source.id, 0, source.text.len()));
    let mut diagnostics = Vec::new();
    let value = match form {
        Form::Yaml | Form::Xml => yaml::read(source, false, &mut diagnostics),
        Form::Json => yaml::read(source, true, &mut diagnostics),
        Form::Ini => ini::read(source, &mut diagnostics),
    };
    let mut builder = Builder { document, diagnostics };
    if let Some(value) = value {
        builder.root(value, form, Span::at(source.id, 0));
    }
    let Builder { document, mut diagnostics } = builder;
    if (form == Form::Ini && has_dotted_section(&source.text)) || (!diagnostics.is_empty() && is_toml(&source.text)) {
        // All that is wrong with it follows from that.
        let note = "a description is written in XML, YAML, JSON or INI; in INI sections nest as `[image]`, `[[preferences]]`, `[[[type]]]`";
        diagnostics = vec![malformed("this is TOML, which KIWI does not read", Span::at(source.id, 0)).with_note(note)];
    }
    Parsed { document, diagnostics }
}

/// Whether a text is TOML: what begins as INI does, only where `image` is a table with others in it.
fn is_toml(text: &str) -> bool {
    let Ok(table) = text.parse::<toml::Table>() else { return false };
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let image = table.get("image").and_then(toml::Value::as_table);
    let is_nested = |value: &toml::Value| value.is_table() || value.is_array();
    match first {
        Some(first) if ini::is_section(first) => image.is_some_and(|image| image.values().any(is_nested)),
        _ => table.values().any(is_nested),
    }
}

/// Whether a line is `[image.preferences]` or `[[image.packages]]`: TOML's sections, also where something else in it is
/// no TOML. INI nests by brackets in brackets, and no element of KIWI has a dot in its name.
fn has_dotted_section(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let inner = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        let inner = inner.map(|inner| inner.trim_start_matches('[').trim_end_matches(']').trim());
        inner.and_then(|inner| inner.strip_prefix("image")).is_some_and(|rest| {
            rest.starts_with('.') && rest.chars().all(|c| c.is_ascii_alphanumeric() || "._-\"@".contains(c))
        })
    })
}

fn malformed(message: impl Into<crate::diagnostic::Message>, span: Span) -> Diagnostic {
    Diagnostic::error(&MALFORMED_MARKUP, message, span)
}

/// What a form says, with its places.
#[derive(Debug)]
enum Value {
    /// A plain value as it reads in XML.
    Text(String, Span),
    List(Vec<Value>, Span),
    /// Each key once.
    Map(Vec<(Key, Value)>, Span),
}

impl Value {
    fn span(&self) -> Span {
        match self {
            Self::Text(_, span) | Self::List(_, span) | Self::Map(_, span) => *span,
        }
    }
}

/// A key with its place, without quotes.
#[derive(Debug, Clone)]
struct Key {
    name: String,
    span: Span,
}

struct Builder {
    document: Document,
    diagnostics: Vec<Diagnostic>,
}

impl Builder {
    fn error(&mut self, message: impl Into<crate::diagnostic::Message>, span: Span) {
        self.diagnostics.push(malformed(message, span));
    }

    fn root(&mut self, value: Value, form: Form, start: Span) {
        let message = format!("a description in {} is one map with one key, `image`", form.name());
        let Value::Map(entries, _) = value else {
            self.error(message, start);
            return;
        };
        for (key, value) in entries {
            if matches!(&value, Value::List(items, _) if items.len() != 1) {
                self.error(message.clone(), key.span);
                return;
            }
            self.child(NodeId::ROOT, &key, value, 0);
        }
        let has_root = self.document.child_elements(NodeId::ROOT).count() == 1;
        if !has_root && self.diagnostics.is_empty() {
            self.error(message, start);
        }
    }

    fn child(&mut self, parent: NodeId, key: &Key, value: Value, depth: usize) {
        if key.name == "#comment" {
            return;
        }
        if !is_ncname(&key.name) {
            self.error(format!("`{}` is no name of an element", key.name), key.span);
            return;
        }
        if depth > MAX_NESTING {
            self.error("elements nest too deeply", key.span);
            return;
        }
        match value {
            Value::List(items, _) => {
                for item in items {
                    self.element(parent, key, item, depth);
                }
            }
            value => self.element(parent, key, value, depth),
        }
    }

    fn element(&mut self, parent: NodeId, key: &Key, value: Value, depth: usize) {
        let id = self.document.append_element(parent, QName::local(key.name.as_str()));
        self.document.node_mut(id).span = Some(key.span.to(value.span()));
        if let Some(element) = self.document.element_mut(id) {
            element.spans = Some(ElementSpans { start_tag: key.span, name: key.span, end_tag: None });
        }
        match value {
            Value::Text(text, span) => self.text(id, text, span),
            Value::List(_, span) => self.error(format!("`{}` is a list within a list", key.name), span),
            Value::Map(entries, _) => {
                // A tree is built in document order: attributes, children, text.
                let (attributes, rest): (Vec<_>, Vec<_>) =
                    entries.into_iter().partition(|(key, _)| key.name.starts_with('@'));
                for (key, value) in attributes {
                    self.attribute(id, &key, value);
                }
                let (texts, children): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(key, _)| key.name == "#text");
                for (key, value) in children {
                    self.child(id, &key, value, depth + 1);
                }
                for (key, value) in texts {
                    match value {
                        Value::Text(text, span) => self.text(id, text, span),
                        _ => self.error("`#text` must have a plain value", key.span),
                    }
                }
            }
        }
    }

    fn text(&mut self, element: NodeId, text: String, span: Span) {
        if let Some(node) = self.document.append_text(element, text) {
            self.document.node_mut(node).span = Some(span);
        }
    }

    fn attribute(&mut self, element: NodeId, key: &Key, value: Value) {
        let name = &key.name[1..];
        match value {
            Value::Text(text, place) if is_ncname(name) => {
                let mut attribute = Attribute::new(QName::local(name), text);
                attribute.span = Some(key.span.to(place));
                // Behind the `@`.
                attribute.name_span = Some(key.span.slice(1, key.span.len().max(1)));
                attribute.value_span = Some(place);
                self.document.set_attribute(element, attribute);
            }
            Value::List(_, span) => {
                let message = format!("`{}` is an attribute, and its value is a list", key.name);
                let diagnostic = malformed(message, span).with_note("put quotes around a value that has commas in it");
                self.diagnostics.push(diagnostic);
            }
            _ => self.error(format!("`{}` must be the name of an attribute with a plain value", key.name), key.span),
        }
    }
}

/// Gives the nodes of a result tree the places of what they came from, so that findings about it point into the
/// user's text.
pub fn place_by_origin(result: &mut Document, original: &Document) {
    for index in 0..result.len() {
        let id = NodeId::from_index(index);
        let Some(origin) = result.node(id).origin.filter(|origin| origin.node.index() < original.len()) else {
            continue;
        };
        result.node_mut(id).span = original.span(origin.node);
        let spans = original.element(origin.node).and_then(|element| element.spans);
        if let Content::Element(element) = &mut result.node_mut(id).content {
            element.spans = spans;
            for attribute in &mut element.attributes {
                let Some((_, from)) = attribute.origin else { continue };
                let own =
                    original.element(from.element).and_then(|element| element.attributes.get(from.index as usize));
                if let Some(own) = own {
                    attribute.span = own.span;
                    attribute.name_span = own.name_span;
                    attribute.value_span = own.value_span;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    pub(super) fn read(name: &str, text: &str) -> (Sources, Parsed) {
        let mut sources = Sources::new();
        let id = sources.add(name, text);
        let form = Form::of(sources.get(id));
        assert_ne!(form, Form::Xml, "{text}");
        let parsed = parse(sources.get(id), form);
        (sources, parsed)
    }

    pub(super) fn root(parsed: &Parsed) -> NodeId {
        parsed.document.root_element().unwrap_or(NodeId::ROOT)
    }

    /// The document as XML, or what is wrong.
    pub(super) fn xml(name: &str, text: &str) -> String {
        let (_, parsed) = read(name, text);
        match parsed.diagnostics.first() {
            Some(diagnostic) => diagnostic.message.to_string(),
            None => parsed.document.write_node(root(&parsed)),
        }
    }

    #[test]
    fn forms_are_told_apart_as_kiwi_does() {
        let form = |name: &str, text: &str| {
            let mut sources = Sources::new();
            let id = sources.add(name, text);
            Form::of(sources.get(id))
        };
        for (name, text, expected) in [
            ("a.kiwi", "<image/>", Form::Xml),
            ("a.yaml", "<image/>", Form::Xml),
            ("a.kiwi", "# c\n\n# d\nimage:\n", Form::Yaml),
            ("a.kiwi", "%YAML 1.1\n---\nimage:\n", Form::Yaml),
            ("a.kiwi", "{\n  \"image\": {}}", Form::Yaml),
            ("a.kiwi", "{\"image\": {}}", Form::Yaml),
            ("a.kiwi", "'image': {}", Form::Yaml),
            ("a.json", "{\"image\": {}}", Form::Json),
            ("a.kiwi", "# c\n[image]\n", Form::Ini),
            ("a.ini", "a = 1", Form::Ini),
            ("config.xml", "image: {}", Form::Xml),
            ("a.kiwi", "broken <image/>", Form::Xml),
            ("a.kiwi", "", Form::Xml),
        ] {
            assert_eq!(form(name, text), expected, "{name}: {text}");
        }
    }

    #[test]
    fn toml_is_told_once() {
        let text = "[image]\nschemaversion = \"8.5\"\n[[image.packages]]\ntype = \"image\"\n[image.preferences]\nversion = \"1\"\n";
        let texts = [
            text,
            // no TOML to its end, all the same meant as TOML
            "[image]\nname = \"a\"\n[[image.preferences]]\nversion = 1.0.0\n",
            "# mine\nimage.name = \"a\"\nimage.schemaversion = \"8.5\"\n",
            "name = \"a\"\n[image]\nb = 1\n",
            "[[image.packages]]\ntype = \"image\"\n",
        ];
        for (name, text) in texts.into_iter().map(|text| ("config.kiwi", text)).chain([("t.ini", text)]) {
            let (_, parsed) = read(name, text);
            let messages: Vec<_> = parsed.diagnostics.iter().map(|one| one.message.as_str()).collect();
            assert_eq!(messages, ["this is TOML, which KIWI does not read"], "{text}");
        }
        let (_, parsed) = read("config.kiwi", "[image]\n@name = a\n[[preferences]]\nversion = 1.0.0\n");
        assert!(parsed.diagnostics.is_empty());
    }

    #[test]
    fn text_stands_behind_children_and_comments_are_none() {
        let text = "image:\n  '#text': t\n  '#comment': c\n  a: [x, {'@b': 1}]\n  empty: []\n  '@c': null\n";
        assert_eq!(xml("t.yaml", text), "<image c=\"\"><a>x</a><a b=\"1\"/>t</image>");
        for (text, message) in [
            ("image: [{}, {}]", "a description in YAML is one map with one key, `image`"),
            ("- a", "a description in YAML is one map with one key, `image`"),
            ("a: 1\nb: 2", "a description in YAML is one map with one key, `image`"),
            ("image: [[a]]", "`image` is a list within a list"),
            ("image:\n  '@a': [b, c]", "`@a` is an attribute, and its value is a list"),
            ("image:\n  '@a b': c", "`@a b` must be the name of an attribute with a plain value"),
            ("image:\n  a b: c", "`a b` is no name of an element"),
            ("image:\n  '#text': [c]", "`#text` must have a plain value"),
        ] {
            assert_eq!(xml("t.yaml", text), message, "{text}");
        }
    }
}
