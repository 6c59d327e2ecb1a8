//! XInclude 1.1: elements `xi:include` are replaced by what they name. Parts of other files keep their places there.

use std::collections::HashSet;
use std::path::Path;

use super::{Attribute, Content, Document, Element, NodeId, QName, XML_NAMESPACE, is_ncname};
use crate::diagnostic::Diagnostic;
use crate::text::{Loader, Sources, Span, decode, join, percent_decoded};

const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";
/// Files include each other this deep.
const MAX_DEPTH: usize = 40;
/// Inclusions made in all.
const MAX_INCLUSIONS: usize = 10_000;
/// Bytes included in all.
const MAX_BYTES: usize = 256 << 20;
/// Bytes of files that were included before: a small document could ask for any number.
const MAX_REPEATED: usize = 4 << 20;

/// The document with its inclusions made, and what could not be included.
#[must_use]
pub fn include(document: &Document, sources: &mut Sources, loader: &dyn Loader) -> (Document, Vec<Diagnostic>) {
    let mut made = Document::new();
    made.source = document.source;
    made.base.clone_from(&document.base);
    made.unparsed_entities.clone_from(&document.unparsed_entities);
    made.dtd.clone_from(&document.dtd);
    made.node_mut(NodeId::ROOT).span = document.node(NodeId::ROOT).span;
    let mut includer = Includer {
        sources,
        loader,
        made,
        open: vec![(document.base.clone(), String::new())],
        inclusions: 0,
        bytes: 0,
        seen: HashSet::new(),
        repeated: 0,
        diagnostics: Vec::new(),
    };
    let children: Vec<NodeId> = document.children(NodeId::ROOT).collect();
    for child in children {
        includer.copy(document, child, NodeId::ROOT);
    }
    (includer.made, includer.diagnostics)
}

struct Includer<'l> {
    sources: &'l mut Sources,
    loader: &'l dyn Loader,
    made: Document,
    /// The files, and parts of them, that are being included.
    open: Vec<(String, String)>,
    inclusions: usize,
    bytes: usize,
    /// The files that were included, and the bytes of those that were so again.
    seen: HashSet<String>,
    repeated: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Includer<'_> {
    /// Copies a node with all below it; documents nest no deeper than the parser lets them.
    fn copy(&mut self, from: &Document, top: NodeId, parent: NodeId) {
        let mut stack = vec![(top, parent)];
        while let Some((node, parent)) = stack.pop() {
            match &from.node(node).content {
                Content::Element(element) if element.name.is(XINCLUDE, "include") => {
                    self.replace(from, node, element, parent)
                }
                Content::Text(text) => {
                    if let Some(id) = self.made.append_text(parent, text.clone()) {
                        let span = from.span(node);
                        self.made.node_mut(id).span = self.made.node(id).span.filter(|own| !own.is_empty()).or(span);
                    }
                }
                content => {
                    let id = self.made.append(parent, content.clone());
                    self.made.node_mut(id).span = from.node(node).span;
                    // Text that is appended joins what stands before it, so the order matters.
                    let children: Vec<NodeId> = from.children(node).collect();
                    if children.iter().any(|child| from.name(*child).is_some_and(|name| name.is(XINCLUDE, "include"))) {
                        for child in children {
                            self.copy(from, child, id);
                        }
                    } else {
                        stack.extend(children.into_iter().rev().map(|child| (child, id)));
                    }
                }
            }
        }
    }

    fn error(&mut self, message: String, span: Span, note: &str) {
        let mut diagnostic = Diagnostic::error(&crate::xml::catalogue::XINCLUDE, message, span);
        if !note.is_empty() {
            diagnostic.notes.push(note.to_owned());
        }
        self.diagnostics.push(diagnostic);
    }

    fn replace(&mut self, from: &Document, node: NodeId, element: &Element, parent: NodeId) {
        let span = from.name_span(node).unwrap_or_default();
        let limit = match () {
            () if self.inclusions == usize::MAX => return,
            () if self.inclusions >= MAX_INCLUSIONS => Some("at most 10,000 inclusions are made"),
            () if self.open.len() > MAX_DEPTH => Some("inclusions nest at most 40 deep"),
            () if self.bytes > MAX_BYTES => Some("at most 256 MiB are included"),
            () if self.repeated > MAX_REPEATED => Some("at most 4 MiB are included again"),
            () => None,
        };
        if let Some(limit) = limit {
            self.inclusions = usize::MAX;
            return self.error("too much is included".to_owned(), span, limit);
        }
        self.inclusions += 1;
        let attribute = |name: &str| from.attribute_named(node, name);
        let parse = attribute("parse").map_or("xml", |own| own.value.as_str());
        let href = attribute("href");
        let place = href.and_then(|href| href.value_span).unwrap_or(span);
        let pointer = attribute("xpointer").map_or_else(String::new, |own| own.value.to_string());
        let result = match parse {
            "xml" | "text/xml" | "application/xml" => {
                self.markup(from, href.map_or("", |href| href.value.as_str()), &pointer, parent)
            }
            parse if parse == "text" || parse.starts_with("text/") => {
                let name = href.map_or("", |href| href.value.as_str());
                self.text(from, name, parent, from.span(node))
            }
            other => Err(format!("`parse=\"{other}\"` is neither `xml` nor `text`")),
        };
        let Err(why) = result else { return };
        let fallback =
            from.children(node).find(|child| from.name(*child).is_some_and(|name| name.is(XINCLUDE, "fallback")));
        match fallback {
            Some(fallback) => {
                let children: Vec<NodeId> = from.children(fallback).collect();
                for child in children {
                    self.copy(from, child, parent);
                }
            }
            None => self.error(why, place, "there is no `xi:fallback` either"),
        }
        let _ = element;
    }

    fn path(&self, from: &Document, href: &str) -> Result<String, String> {
        if href.contains('#') {
            return Err(format!("`{href}` has a fragment identifier; `xpointer` names a part"));
        }
        if let Some(path) = self.loader.locate(href) {
            return Ok(path.to_string_lossy().into_owned());
        }
        let file = href.strip_prefix("file://").unwrap_or(href);
        if file.contains("://") {
            return Err(format!("`{href}` is not a file here; nothing is fetched from a network"));
        }
        Ok(join(Path::new(&from.base), &percent_decoded(file)).to_string_lossy().into_owned())
    }

    fn count(&mut self, name: &str, bytes: usize) {
        self.bytes += bytes;
        if !self.seen.insert(name.to_owned()) {
            // an empty file costs something, too
            self.repeated += bytes + 64;
        }
    }

    fn text(&mut self, from: &Document, href: &str, parent: NodeId, span: Option<Span>) -> Result<(), String> {
        let name = self.path(from, href)?;
        let bytes = self.loader.read(Path::new(&name)).map_err(|error| format!("cannot read `{name}`: {error}"))?;
        self.count(&name, bytes.len());
        let text = decode(&bytes).map_err(|error| format!("cannot read `{name}`: {error}"))?.text.replace("\r\n", "\n");
        if let Some(bad) = text
            .chars()
            .find(|c| (*c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}'))
        {
            return Err(format!("`{name}` holds U+{:04X}, which XML does not allow", u32::from(bad)));
        }
        if let Some(id) = self.made.append_text(parent, text) {
            self.made.node_mut(id).span = span;
        }
        Ok(())
    }

    fn markup(&mut self, from: &Document, href: &str, pointer: &str, parent: NodeId) -> Result<(), String> {
        if href.is_empty() && pointer.is_empty() {
            return Err("an inclusion names neither a file nor a part of this one".to_owned());
        }
        let name = if href.is_empty() { from.base.clone() } else { self.path(from, href)? };
        let step = (name.clone(), pointer.to_owned());
        if self.open.contains(&step) {
            return Err(format!("`{name}` includes itself"));
        }
        let bytes = self.loader.read(Path::new(&name)).map_err(|error| format!("cannot read `{name}`: {error}"))?;
        self.count(&name, bytes.len());
        let id = self
            .sources
            .add_bytes(name.clone(), &bytes)
            .map_err(|(_, error)| format!("cannot read `{name}`: {error}"))?;
        let parsed = super::parse_with_entities(self.sources.get(id), self.loader);
        let broken = crate::diagnostic::has_errors(&parsed.diagnostics);
        self.diagnostics.extend(parsed.diagnostics);
        if broken {
            // It is said what is wrong with it; a fallback is for what is not there.
            return Ok(());
        }
        let mut document = parsed.document;
        let tops: Vec<NodeId> = match pointer {
            "" => document.children(NodeId::ROOT).collect(),
            pointer => vec![part(&document, pointer).ok_or_else(|| format!("`{name}` has no part `{pointer}`"))?],
        };
        for top in &tops {
            fix_base(&mut document, *top, href, &self.made, parent);
        }
        self.open.push(step);
        for top in tops {
            self.copy(&document, top, parent);
        }
        self.open.pop();
        Ok(())
    }
}

/// Says where an included element came from, and keeps its language (4.5.5 and 4.5.6).
fn fix_base(document: &mut Document, top: NodeId, href: &str, made: &Document, parent: NodeId) {
    let xml = |document: &Document, id: NodeId, local: &str| {
        let element = document.element(id)?;
        element.attributes.iter().find(|own| own.name.is(XML_NAMESPACE, local)).map(|own| own.value.to_string())
    };
    let language = |document: &Document, id: NodeId| {
        std::iter::once(id).chain(document.ancestors(id)).find_map(|id| xml(document, id, "lang"))
    };
    let own_language = language(document, top).unwrap_or_default();
    let around = language(made, parent).unwrap_or_default();
    let has_base = xml(document, top, "base").is_some();
    let has_language = xml(document, top, "lang").is_some();
    let Some(element) = document.element_mut(top) else { return };
    if !href.is_empty() && !has_base {
        element.attributes.push(Attribute::new(QName::new("xml", "base", XML_NAMESPACE), href));
    }
    if own_language != around && !has_language {
        element.attributes.push(Attribute::new(QName::new("xml", "lang", XML_NAMESPACE), own_language));
    }
}

/// The element that a pointer names: by its id, or by the scheme `element()`.
fn part(document: &Document, pointer: &str) -> Option<NodeId> {
    let by_id = |id: &str| {
        document.descendants(NodeId::ROOT).find(|node| {
            document.element(*node).is_some_and(|element| {
                let is_id = |own: &Attribute| own.name.is(XML_NAMESPACE, "id") || own.name.is("", "id");
                element.attributes.iter().any(|own| is_id(own) && own.value.as_str() == id)
            })
        })
    };
    if is_ncname(pointer) {
        return by_id(pointer);
    }
    // Of several parts the first that names something counts.
    pointer.split(')').find_map(|piece| {
        let data = piece.trim().strip_prefix("element(")?;
        let (id, steps) = data.split_once('/').map_or((data, ""), |(id, steps)| (id, steps));
        let mut at = if id.is_empty() { NodeId::ROOT } else { by_id(id)? };
        for step in steps.split('/').filter(|step| !step.is_empty()) {
            let number: usize = step.parse().ok()?;
            at =
                document.children(at).filter(|child| document.element(*child).is_some()).nth(number.checked_sub(1)?)?;
        }
        (at != NodeId::ROOT).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;
    use crate::xml::WriteOptions;

    fn included(text: &str) -> (String, Vec<String>) {
        let mut loader = MemoryLoader::new();
        loader.insert("d/part.xml", "<!-- c --><p xml:id='i'><q/><r xml:lang='de'>R</r></p>");
        loader.insert(
            "d/more/deep.xml",
            "<deep xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='../part.xml' xpointer='i'/></deep>",
        );
        loader.insert("d/note.txt", "a < b & c");
        loader.insert("d/large.txt", "x".repeat(1 << 20));
        loader.insert("d/self.xml", "<s xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='self.xml'/></s>");
        let text = format!("<a xmlns:xi='{XINCLUDE}'>{text}</a>");
        loader.insert("d/in.xml", text.as_str());
        let mut sources = Sources::new();
        let id = sources.add("d/in.xml", text);
        let parsed = crate::xml::parse(sources.get(id));
        let (made, found) = include(&parsed.document, &mut sources, &loader);
        let plain = made.write(&WriteOptions::plain()).replace(" xmlns:xi=\"http://www.w3.org/2001/XInclude\"", "");
        (plain.trim_end().to_owned(), found.into_iter().map(|one| one.message.into()).collect())
    }

    #[test]
    fn files_parts_and_texts() {
        for (text, expected) in [
            (
                "<xi:include href='part.xml'/>",
                "<a><!-- c --><p xml:id=\"i\" xml:base=\"part.xml\"><q/><r xml:lang=\"de\">R</r></p></a>",
            ),
            (
                "<xi:include href='part.xml' xpointer='element(i/2)'/>",
                "<a><r xml:lang=\"de\" xml:base=\"part.xml\">R</r></a>",
            ),
            ("<xi:include href='part.xml' xpointer='element(/1/1)'/>", "<a><q xml:base=\"part.xml\"/></a>"),
            ("x <xi:include href='note.txt' parse='text'/> y", "<a>x a &lt; b &amp; c y</a>"),
            (
                "<xi:include href='more/deep.xml'/>",
                "<a><deep xml:base=\"more/deep.xml\"><p xml:id=\"i\" xml:base=\"../part.xml\"><q/><r xml:lang=\"de\">R</r></p></deep></a>",
            ),
            ("<xi:include href='none.xml'><xi:fallback><f/>F</xi:fallback></xi:include>", "<a><f/>F</a>"),
            ("<b id='x'><c/></b><xi:include xpointer='x'/>", "<a><b id=\"x\"><c/></b><b id=\"x\"><c/></b></a>"),
        ] {
            assert_eq!(included(text), (expected.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_included() {
        for (text, expected) in [
            ("<xi:include href='none.xml'/>", "cannot read `d/none.xml`: no such file"),
            ("<xi:include href='http://x/y'/>", "`http://x/y` is not a file here; nothing is fetched from a network"),
            ("<xi:include href='part.xml' xpointer='z'/>", "`d/part.xml` has no part `z`"),
            ("<xi:include href='self.xml'/>", "`d/self.xml` includes itself"),
            (&*"<xi:include href='large.txt' parse='text'/>".repeat(7), "too much is included"),
            ("<xi:include href='x' parse='json'/>", "`parse=\"json\"` is neither `xml` nor `text`"),
        ] {
            assert_eq!(included(text).1, [expected], "{text}");
        }
    }
}
