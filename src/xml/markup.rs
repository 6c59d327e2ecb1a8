//! Descriptions in YAML or JSON, which KIWI reads through anymarkup: a key with `@` is an attribute, `#text` is text, a
//! list is a repeated element. Every node has its place in the YAML or JSON. JSON is read as the YAML that it is.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use super::document::{Attribute, Content, Document, ElementSpans, NodeId};
use super::parse::{MAX_DEPTH, Parsed};
use super::{QName, is_ncname};
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};

/// References to anchors are written out where they stand; more than this could fill any memory.
const MAX_ALIASES: usize = 32;

/// Lists and maps may be nested this deep: the parser of YAML needs stack for each level.
const MAX_NESTING: usize = 200;

/// Whether a text is YAML or JSON and not XML, by the ending of its name or, where that says nothing, by how it
/// begins.
#[must_use]
pub fn is_markup(source: &Source) -> bool {
    let text = source.text.trim_start();
    if text.starts_with('<') || text.is_empty() {
        return false;
    }
    let ending = source.path().extension().and_then(|ending| ending.to_str()).unwrap_or("");
    matches!(ending, "yaml" | "yml" | "json") || text.starts_with("image:") || text.starts_with("---\n")
}

/// Reads a description in YAML or JSON.
#[must_use]
pub fn parse_markup(source: &Source) -> Parsed {
    let mut document = Document::new();
    document.source = Some(source.id);
    document.base.clone_from(&source.name);
    document.node_mut(NodeId::ROOT).span = Some(Span::new(source.id, 0, source.text.len()));
    let mut reader = Reader { source, places: Places::new(&source.text), document, diagnostics: Vec::new() };
    reader.read();
    Parsed { document: reader.document, diagnostics: reader.diagnostics }
}

/// Byte offsets of characters; the YAML parser counts the latter.
struct Places(Option<Vec<usize>>);

impl Places {
    fn new(text: &str) -> Self {
        Self((!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()))
    }

    fn offset(&self, index: usize) -> usize {
        match &self.0 {
            None => index,
            Some(offsets) => offsets.get(index).or(offsets.last()).copied().unwrap_or(0),
        }
    }
}

struct Reader<'s> {
    source: &'s Source,
    places: Places,
    document: Document,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, message: impl Into<String>, span: Span) {
        self.diagnostics.push(Diagnostic::error("malformed-markup", message, span));
    }

    fn read(&mut self) {
        let text: &str = &self.source.text;
        let start = Span::at(self.source.id, 0);
        let aliases = text.split([' ', '\n', '[', ',']).filter(|word| word.starts_with('*') && word.len() > 1).count();
        if aliases > MAX_ALIASES {
            self.error(format!("more than {MAX_ALIASES} references to anchors"), start);
            return;
        }
        if nesting(text) > MAX_NESTING {
            self.error(format!("lists and maps nest deeper than {MAX_NESTING} levels"), start);
            return;
        }
        let nodes = match MarkedYaml::load_from_str(text) {
            Ok(nodes) => nodes,
            Err(error) => {
                let at = self.places.offset(error.marker().index()).min(text.len());
                self.error(error.info().to_owned(), Span::at(self.source.id, at));
                return;
            }
        };
        let Some(YamlData::Mapping(map)) = nodes.first().map(|node| &node.data) else {
            self.error("a description in YAML or JSON is a map with one key, `image`", start);
            return;
        };
        for (key, value) in map {
            self.child(NodeId::ROOT, key, value, 0);
        }
        if self.document.child_elements(NodeId::ROOT).count() != 1 {
            self.error("a description in YAML or JSON is a map with one key, `image`", start);
        }
    }

    /// The bytes of a node, without the white space behind it.
    fn span(&self, node: &MarkedYaml<'_>) -> Span {
        let text: &str = &self.source.text;
        let start = self.places.offset(node.span.start.index()).min(text.len());
        let end = self.places.offset(node.span.end.index()).clamp(start, text.len());
        let end = start + text[start..end].trim_end().len();
        Span::new(self.source.id, start, end)
    }

    /// The same without quotes.
    fn value_span(&self, node: &MarkedYaml<'_>) -> Span {
        let span = self.span(node);
        let text = self.source.slice(span);
        let quoted = text.len() >= 2 && (text.starts_with('"') || text.starts_with('\''));
        if quoted { span.slice(1, text.len() - 1) } else { span }
    }

    fn child(&mut self, parent: NodeId, key: &MarkedYaml<'_>, value: &MarkedYaml<'_>, depth: usize) {
        let place = self.value_span(key);
        let Some(name) = self.scalar(key) else {
            self.error("a key must be a name", self.span(key));
            return;
        };
        if let Some(attribute) = name.strip_prefix('@') {
            match self.scalar(value) {
                Some(text) if is_ncname(attribute) => self.attribute(parent, attribute, text, key, value),
                _ => self.error(format!("`{name}` must be the name of an attribute with a plain value"), place),
            }
            return;
        }
        if name == "#text" {
            match self.scalar(value) {
                Some(text) => {
                    if let Some(node) = self.document.append_text(parent, text) {
                        self.document.node_mut(node).span = Some(self.value_span(value));
                    }
                }
                None => self.error("`#text` must have a plain value", place),
            }
            return;
        }
        if !is_ncname(&name) {
            self.error(format!("`{name}` is no name of an element"), place);
            return;
        }
        if depth > MAX_DEPTH {
            self.error("elements nest too deeply", place);
            return;
        }
        match &value.data {
            YamlData::Sequence(items) => {
                for item in items {
                    self.element(parent, &name, key, item, depth);
                }
            }
            _ => self.element(parent, &name, key, value, depth),
        }
    }

    fn element(&mut self, parent: NodeId, name: &str, key: &MarkedYaml<'_>, value: &MarkedYaml<'_>, depth: usize) {
        let id = self.document.append_element(parent, QName::local(name));
        let (place, whole) = (self.value_span(key), self.span(value));
        self.document.node_mut(id).span = Some(place.to(whole));
        if let Some(element) = self.document.element_mut(id) {
            element.spans = Some(ElementSpans { start_tag: place, name: place, end_tag: None });
        }
        match &value.data {
            YamlData::Mapping(map) => {
                // Attributes first: a tree is built in document order.
                let is_attribute = |key: &MarkedYaml<'_>| key.data.as_str().is_some_and(|key| key.starts_with('@'));
                for (key, value) in map.iter().filter(|(key, _)| is_attribute(key)) {
                    self.child(id, key, value, depth + 1);
                }
                for (key, value) in map.iter().filter(|(key, _)| !is_attribute(key)) {
                    self.child(id, key, value, depth + 1);
                }
            }
            _ => match self.scalar(value) {
                Some(text) => {
                    if let Some(node) = self.document.append_text(id, text) {
                        self.document.node_mut(node).span = Some(self.value_span(value));
                    }
                }
                None => self.error(format!("`{name}` must hold a map, a list or a plain value"), place),
            },
        }
    }

    fn attribute(
        &mut self,
        element: NodeId,
        name: &str,
        value: String,
        key: &MarkedYaml<'_>,
        value_node: &MarkedYaml<'_>,
    ) {
        let (key, place) = (self.value_span(key), self.value_span(value_node));
        let mut attribute = Attribute::new(QName::local(name), value);
        attribute.span = Some(key.to(place));
        // Behind the `@`.
        attribute.name_span = Some(key.slice(1, key.len().max(1)));
        attribute.value_span = Some(place);
        self.document.set_attribute(element, attribute);
    }

    /// A plain value as KIWI's reader writes it into XML: switches as `true` and `false`, numbers as numbers, which
    /// makes `7.10` a `7.1`.
    fn scalar(&self, node: &MarkedYaml<'_>) -> Option<String> {
        let YamlData::Value(scalar) = &node.data else { return None };
        Some(match scalar {
            Scalar::Null => String::new(),
            Scalar::Boolean(value) => value.to_string(),
            Scalar::Integer(value) => value.to_string(),
            Scalar::FloatingPoint(value) => {
                let value = value.into_inner();
                if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.1}") } else { value.to_string() }
            }
            Scalar::String(text) => {
                let raw = self.source.slice(self.span(node));
                // The words that YAML 1.1, which KIWI's reader follows, takes for switches.
                match (raw == &**text, raw) {
                    (true, "yes" | "Yes" | "YES" | "on" | "On" | "ON") => "true".to_owned(),
                    (true, "no" | "No" | "NO" | "off" | "Off" | "OFF") => "false".to_owned(),
                    _ => text.to_string(),
                }
            }
        })
    }
}

/// How deep brackets and indentation nest, at most.
fn nesting(text: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches([' ', '-', '?']).len();
        deepest = deepest.max(indent / 2);
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(depth);
        }
    }
    deepest
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

    fn read(name: &str, text: &str) -> (Sources, Parsed) {
        let mut sources = Sources::new();
        let id = sources.add(name, text);
        assert!(is_markup(sources.get(id)));
        let parsed = parse_markup(sources.get(id));
        (sources, parsed)
    }

    #[test]
    fn yaml_is_a_document_with_places() {
        let text = "image:\n  '@name': Müller\n  '@schemaversion': 7.5\n  packages:\n  - '@type': image\n    package:\n    - '@name': a\n    - '@name': b\n  - '@type': bootstrap\n  preferences:\n    version: 1.0.0\n    rpm-excludedocs: yes\n    empty:\n    size: {'@unit': M, '#text': '512'}\n";
        let (sources, parsed) = read("t.yaml", text);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        assert_eq!(document.attribute_value(root, "name"), Some("Müller"));
        let version = document.attribute_named(root, "schemaversion").unwrap();
        assert_eq!((&*version.value, sources.slice(version.value_span.unwrap())), ("7.5", "7.5"));
        assert_eq!(sources.slice(version.name_span.unwrap()), "schemaversion");
        let packages: Vec<_> = document.children_named(root, "packages").collect();
        assert_eq!(packages.len(), 2);
        assert_eq!(document.children_named(packages[0], "package").count(), 2);
        assert_eq!(sources.slice(document.name_span(packages[0]).unwrap()), "packages");
        let preferences = document.children_named(root, "preferences").next().unwrap();
        let value = |name| document.string_value(document.children_named(preferences, name).next().unwrap());
        assert_eq!(value("version"), "1.0.0");
        assert_eq!(value("rpm-excludedocs"), "true");
        assert_eq!(value("empty"), "");
        assert_eq!(value("size"), "512");
    }

    #[test]
    fn json_is_read_too_and_mistakes_have_places() {
        let (_, parsed) = read(
            "t.json",
            "{\"image\": {\"@name\": \"n\", \"users\": {\"user\": [{\"@name\": \"a\"}, {\"@name\": \"b\"}]}}}",
        );
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let document = &parsed.document;
        let users = document.first_child(document.root_element().unwrap()).unwrap();
        assert_eq!(document.child_elements(users).count(), 2);
        for text in ["image: [a", "a: 1\nb: 2", "- a", "image:\n  '@a b': c", "image:\n  a b: c"] {
            let (_, parsed) = read("t.yaml", text);
            assert_eq!(parsed.diagnostics[0].name, "malformed-markup", "{text}");
        }
        let bomb = format!("image: {}", "[".repeat(100_000));
        assert_eq!(read("t.yaml", &bomb).1.diagnostics[0].name, "malformed-markup");
    }
}
