//! External entities (XML 1.0, 4.2.2): the external subset of the document type declaration, parameter entities and
//! parsed general entities in files of their own. The parser below reads no files, so what they declare is written into
//! the internal subset before it sees the text. Lines stay where they were.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::changed::{Change, Changed};
use super::parse::Parsed;
use crate::text::{Loader, Source, Span, decode, join, percent_decoded};

/// Files, and entities in entities, nest this deep.
const MAX_DEPTH: usize = 20;

/// Bytes that the declarations may grow to.
const MAX_SIZE: usize = 1 << 24;

/// Declarations and references that are read in all.
const MAX_STEPS: usize = 100_000;

/// The document type declaration with the declarations of all external entities in its internal subset; `None` where it names none. Files
/// that cannot be read are left out: what they declare is then reported where it is used. Nothing is fetched.
fn external_entities(text: &str, base: &str, loader: &dyn Loader) -> Option<Change> {
    let start = doctype(text)?;
    let head = &text[start..];
    let (before, subset) = split_head(head)?;
    let end = match subset {
        Some(subset) => {
            let inside = subset_end(&head[subset..])?;
            subset + inside + 1 + head[subset + inside + 1..].find('>')? + 1
        }
        None => before + 1,
    };
    let declaration = &head[..end];
    let mut words = Words { rest: declaration["<!DOCTYPE".len()..before].trim() };
    let name = words.next()?;
    let (public, system) = match words.next() {
        Some("SYSTEM") => (None, words.next()),
        Some("PUBLIC") => (words.next(), words.next()),
        _ => (None, None),
    };
    let internal = subset.map_or("", |at| &head[at + 1..at + subset_end(&head[at..]).unwrap_or(1)]);
    if system.is_none() && !internal.contains('%') && !internal.contains("SYSTEM") && !internal.contains("PUBLIC") {
        return None;
    }
    let mut reader = Reader::new(loader);
    reader.declarations(internal, base, false, 0);
    if let Some((text, base)) = system.and_then(|system| reader.load(base, public, system)) {
        reader.declarations(&text, &base, true, 0);
    }
    let lines = declaration.matches('\n').count().saturating_sub(reader.out.matches('\n').count());
    let new = format!("<!DOCTYPE {name} [{}{}]>", reader.out, "\n".repeat(lines));
    Some(Change { old: start..start + end, new, bytes: Vec::new() })
}

/// Parses a source with its external entities. Places are those of the source: what an external entity holds has an
/// empty one in the document type declaration, so that nothing can be mended there.
pub fn parse_with_entities(source: &Source, loader: &dyn Loader) -> Parsed {
    let changes: Vec<Change> = external_entities(&source.text, &source.name, loader).into_iter().collect();
    if changes.is_empty() {
        return super::parse(source);
    }
    let changed = Changed::new(&source.text, changes);
    let mut parsed = super::parse(&source.with_text(Arc::from(&*changed.text)));
    let moved = |span: Span| {
        let range = changed.place(span.range());
        Span::new(span.source, range.start, range.end)
    };
    parsed.document.map_spans(&moved);
    for diagnostic in &mut parsed.diagnostics {
        // What lies in another file cannot be mended in this one.
        let edits = diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
        let here = edits.fold(true, |here, edit| {
            let before = edit.span;
            edit.span = moved(before);
            here && before.len() == edit.span.len()
        });
        let before = diagnostic.primary;
        diagnostic.primary = moved(before);
        if !here || before.len() != diagnostic.primary.len() {
            diagnostic.fixes.clear();
        }
        for label in &mut diagnostic.labels {
            label.span = moved(label.span);
        }
    }
    parsed
}

/// The declarations of elements and attributes in a DTD that stands at `base`, without their brackets, parameter entities
/// replaced.
#[must_use]
pub fn dtd_declarations(text: &str, base: &str, loader: &dyn Loader) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let text = match text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => &text,
    };
    let mut reader = Reader::new(loader);
    reader.kept = Some(Vec::new());
    reader.declarations(text, base, true, 0);
    reader.kept.unwrap_or_default()
}

/// Where the document type declaration begins.
fn doctype(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        let rest = &text[at..];
        let close = if rest.starts_with("<!DOCTYPE") {
            return Some(at);
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else {
            return None;
        };
        at += rest.find(close)? + close.len();
    }
}

/// Where the name and the identifiers end, and where the `[` is; quoted identifiers may hold both `[` and `>`.
fn split_head(head: &str) -> Option<(usize, Option<usize>)> {
    let mut quote = None;
    for (at, byte) in head.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => return Some((at, Some(at))),
            (None, b'>') => return Some((at, None)),
            _ => {}
        }
    }
    None
}

/// The offset of the `]` that ends what begins with `[`.
fn subset_end(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let next = rest.find(['<', ']'])?;
        let rest = &rest[next..];
        at += next;
        at += if rest.starts_with(']') {
            return Some(at);
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else {
            declaration_end(rest)?
        };
    }
}

/// One past the `>` of a declaration; quoted literals may hold that character.
fn declaration_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A literal without its quotes.
fn unquoted(literal: &str) -> &str {
    literal.get(1..literal.len().saturating_sub(1)).unwrap_or("")
}

/// The words of a declaration, literals with their quotes.
struct Words<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        let length = if matches!(first, '"' | '\'') {
            self.rest[1..].find(first).map_or(self.rest.len(), |at| at + 2)
        } else {
            self.rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).unwrap_or(self.rest.len())
        };
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(word)
    }
}

/// A parameter entity: its text, and the file that it came from where it is an external one.
#[derive(Clone)]
struct Parameter {
    text: String,
    file: Option<String>,
}

struct Reader<'l> {
    loader: &'l dyn Loader,
    parameters: HashMap<String, Parameter>,
    /// General entities that are declared already: of two declarations the first binds (4.2).
    general: HashSet<String>,
    out: String,
    steps: usize,
    /// The declarations of elements and attributes, where they are asked for.
    kept: Option<Vec<String>>,
}

impl<'l> Reader<'l> {
    fn new(loader: &'l dyn Loader) -> Self {
        let (parameters, general) = (HashMap::new(), HashSet::new());
        Self { loader, parameters, general, out: String::new(), steps: 0, kept: None }
    }
}

impl Reader<'_> {
    /// The text of an external entity, and where it stands; identifiers come with their quotes.
    fn load(&self, base: &str, public: Option<&str>, system: &str) -> Option<(String, String)> {
        let system = unquoted(system);
        let located = self.loader.locate_entity(public.map(unquoted), system);
        let path = match located {
            Some(path) => path,
            None => {
                let file = system.strip_prefix("file://").unwrap_or(system);
                if file.contains("://") {
                    return None;
                }
                join(Path::new(base), &percent_decoded(file))
            }
        };
        let text = decode(&self.loader.read(&path).ok()?).ok()?.text.replace("\r\n", "\n");
        // the text declaration is no part of the entity (4.3.1)
        let text = match text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
            Some((_, rest)) => rest.to_owned(),
            None => text,
        };
        Some((text, path.to_string_lossy().into_owned()))
    }

    /// Reads declarations one after the other; `external` ones may use parameter entities inside declarations (2.8).
    fn declarations(&mut self, text: &str, base: &str, external: bool, depth: usize) {
        let mut rest = text;
        while depth < MAX_DEPTH && self.out.len() < MAX_SIZE && self.steps < MAX_STEPS {
            self.steps += 1;
            rest = rest.trim_start();
            let end = if rest.starts_with("<!--") {
                rest.find("-->").map(|at| at + 3)
            } else if rest.starts_with("<?") {
                rest.find("?>").map(|at| at + 2)
            } else if let Some(section) = rest.strip_prefix("<![") {
                self.conditional(section, base, depth).map(|length| length + 3)
            } else if rest.starts_with("<!") {
                let end = declaration_end(rest);
                if let Some(end) = end {
                    self.declaration(&rest[2..end - 1], base, external);
                }
                end
            } else if let Some((name, length)) = reference(rest) {
                if let Some(parameter) = self.parameters.get(name).cloned() {
                    let inside = external || parameter.file.is_some();
                    let base = parameter.file.as_deref().unwrap_or(base);
                    self.declarations(&parameter.text, base, inside, depth + 1);
                }
                Some(length)
            } else {
                None
            };
            match end {
                Some(end) => rest = &rest[end..],
                None => return,
            }
        }
    }

    /// `INCLUDE[ … ]]>` or `IGNORE[ … ]]>` (3.4); gives its length.
    fn conditional(&mut self, text: &str, base: &str, depth: usize) -> Option<usize> {
        let open = text.find('[')?;
        let keyword = self.expanded(&text[..open], false);
        let (mut at, mut level) = (open + 1, 1);
        while level > 0 {
            let rest = text.get(at..)?;
            let (next, end) = (rest.find("<!["), rest.find("]]>")?);
            if next.is_some_and(|next| next < end) {
                level += 1;
                at += next? + 3;
            } else {
                level -= 1;
                at += end + 3;
            }
        }
        if keyword.trim() == "INCLUDE" {
            self.declarations(&text[open + 1..at - 3], base, true, depth + 1);
        }
        Some(at)
    }

    /// A declaration without its brackets.
    fn declaration(&mut self, text: &str, base: &str, external: bool) {
        let expanded;
        let text = if external {
            expanded = self.expanded(text, text.starts_with("ENTITY"));
            &expanded
        } else {
            text
        };
        if let Some(kept) = &mut self.kept
            && (text.starts_with("ELEMENT") || text.starts_with("ATTLIST"))
        {
            kept.push(text.to_owned());
        }
        let words: Vec<&str> = Words { rest: text }.collect();
        match words.as_slice() {
            ["ENTITY", "%", name, literal] => self.parameter(name, unquoted(literal).to_owned(), None),
            ["ENTITY", "%", name, "SYSTEM", system] => {
                if let Some((text, file)) = self.load(base, None, system) {
                    self.parameter(name, text, Some(file));
                }
            }
            ["ENTITY", "%", name, "PUBLIC", public, system] => {
                if let Some((text, file)) = self.load(base, Some(public), system) {
                    self.parameter(name, text, Some(file));
                }
            }
            ["ENTITY", name, literal] => {
                let value = unquoted(literal).to_owned();
                self.entity(name, &value);
            }
            ["ENTITY", name, rest @ ("SYSTEM" | "PUBLIC"), .., system]
                if words.len() == if *rest == "SYSTEM" { 4 } else { 5 } =>
            {
                let public = if words.len() == 5 { Some(words[3]) } else { None };
                if let Some((text, _)) = self.load(base, public, system) {
                    // References in a file are read where the entity is used, those in a literal when it is declared.
                    self.entity(name, &text.replace("&#", "&#38;#"));
                }
            }
            ["ENTITY" | "ATTLIST" | "NOTATION", ..] => {
                self.out.push_str("<!");
                self.out.push_str(&text.replace(['\n', '\r'], " "));
                self.out.push('>');
            }
            _ => {}
        }
    }

    fn parameter(&mut self, name: &str, text: String, file: Option<String>) {
        self.parameters.entry(name.to_owned()).or_insert(Parameter { text, file });
    }

    fn entity(&mut self, name: &str, value: &str) {
        if !self.general.insert(name.to_owned()) {
            return;
        }
        // Parameter entities are in already; a `%` that is left is just that.
        let value = lines_as_references(&value.replace('%', "&#37;"));
        let (quote, value) = match (value.contains('"'), value.contains('\'')) {
            (false, _) => ('"', value),
            (true, false) => ('\'', value),
            (true, true) => ('\'', value.replace('\'', "&#39;")),
        };
        self.out.push_str(&format!("<!ENTITY {name} {quote}{value}{quote}>"));
    }

    /// The text of a declaration with its parameter entities replaced; in literals only where `literals` says so, for
    /// the values of entities.
    fn expanded(&self, text: &str, literals: bool) -> String {
        let mut text = text.to_owned();
        for _ in 0..MAX_DEPTH {
            let Some(next) = self.expanded_once(&text, literals) else { break };
            text = next;
        }
        text
    }

    fn expanded_once(&self, text: &str, literals: bool) -> Option<String> {
        let (mut result, mut quote, mut found) = (String::new(), None, false);
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            if let Some((name, length)) = reference(&text[at..])
                && (quote.is_none() || literals)
                && let Some(parameter) = self.parameters.get(name)
            {
                found = true;
                // outside literals spaces keep it apart (4.4.8)
                let space = if quote.is_none() { " " } else { "" };
                result.push_str(space);
                result.push_str(&parameter.text);
                result.push_str(space);
                at += length;
                if result.len() > MAX_SIZE {
                    return None;
                }
                continue;
            }
            match quote {
                Some(open) if open == character => quote = None,
                None if matches!(character, '"' | '\'') => quote = Some(character),
                _ => {}
            }
            result.push(character);
            at += character.len_utf8();
        }
        found.then_some(result)
    }
}

/// Line ends between tags as references, inside tags as spaces, so that the literal takes one line; what holds no tags may
/// stand in an attribute, where the two are not the same.
fn lines_as_references(value: &str) -> String {
    if !value.contains('<') || value.contains("<!") || value.contains("<?") {
        return value.to_owned();
    }
    let mut inside = false;
    let mut result = String::with_capacity(value.len());
    for character in value.chars() {
        inside = (inside || character == '<') && character != '>';
        match character {
            '\n' if inside => result.push(' '),
            '\n' => result.push_str("&#10;"),
            other => result.push(other),
        }
    }
    result
}

/// The name and the length of the `%name;` that a text begins with.
fn reference(text: &str) -> Option<(&str, usize)> {
    let name = text.strip_prefix('%')?.split_once(';')?.0;
    super::is_name(name).then_some((name, name.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;
    use crate::text::Sources;
    use crate::xml::WriteOptions;

    fn loader() -> MemoryLoader {
        let mut loader = MemoryLoader::new();
        loader.insert(
            "d/main.dtd",
            "<!ENTITY % kind 'CDATA'><!ATTLIST a x %kind; 'default'><!ENTITY % f SYSTEM 'more.ent'>%f;
            <!ENTITY e 'too late'><![%no;[<!ENTITY g 'ignored'>]]><!ENTITY % yes 'INCLUDE'><![%yes;[<!ENTITY h 'H'>]]>",
        );
        loader.insert("d/more.ent", "<?xml encoding='UTF-8'?><!ENTITY m \"'%kind; &#38;#38; more'\">");
        loader.insert("d/part.xml", "<b c=\"d\"\ne=\"f\">don't &#60; 1%</b>\n");
        loader
    }

    fn written(text: &str) -> String {
        let mut sources = Sources::new();
        let id = sources.add("d/in.xml", text);
        let parsed = parse_with_entities(sources.get(id), &loader());
        assert!(parsed.diagnostics.is_empty(), "{:?}\n{}", parsed.diagnostics, sources.get(id).text);
        parsed.document.write(&WriteOptions::plain())
    }

    #[test]
    fn the_external_subset_is_read() {
        assert_eq!(
            written(
                "<!DOCTYPE a PUBLIC '-//[>' 'main.dtd' [\n<!ENTITY e 'own'><!ENTITY % no 'IGNORE'>]><a>&e;&m;&h;</a>"
            ),
            "<a x=\"default\">own'CDATA &amp; more'H</a>\n"
        );
    }

    #[test]
    fn entities_in_files_are_read() {
        assert_eq!(
            written("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY p SYSTEM 'part.xml'>]><a>&p;</a>"),
            "<a><b c=\"d\" e=\"f\">don't &lt; 1%</b>\n</a>\n"
        );
    }

    #[test]
    fn lines_stay_and_what_is_absent_is_left_out() {
        let text = "<!DOCTYPE a\n SYSTEM 'none.dtd'\n [ <!ENTITY % p SYSTEM 'http://example.com/x'>\n %p; ] >\n<a/>";
        let made = external_entities(text, "d/in.xml", &loader()).unwrap().new;
        assert_eq!(made, "<!DOCTYPE a [\n\n\n]>");
        for plain in
            ["<a/>", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<!DOCTYPE a [", "<!DOCTYPE"]
        {
            assert!(external_entities(plain, "", &loader()).is_none(), "{plain}");
        }
    }

    #[test]
    fn what_an_entity_begins_with_keeps_its_prefix() {
        let mut files = MemoryLoader::new();
        files.insert("p.ent", "\n<q:b c='1'\n q:d='2'/>&#65;<q:b/>");
        for text in [
            "<!DOCTYPE q:a [<!ENTITY p SYSTEM 'p.ent'>]><q:a xmlns:q='u'>&p;</q:a>",
            "<!DOCTYPE q:a [<!ENTITY p \"&#10;<q:b c='1' q:d=&#34;2&#34;/>&#65;<q:b/>\">]><q:a xmlns:q='u'>&p;</q:a>",
        ] {
            let mut sources = Sources::new();
            let id = sources.add("in.xml", text);
            let parsed = parse_with_entities(sources.get(id), &files);
            assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
            assert_eq!(
                parsed.document.write(&WriteOptions::plain()),
                "<q:a xmlns:q=\"u\">\n<q:b c=\"1\" q:d=\"2\"/>A<q:b/></q:a>\n"
            );
        }
    }

    #[test]
    fn places_are_those_of_the_source() {
        let text = "<!DOCTYPE a [<!ENTITY f SYSTEM 'part.xml'>\n<!ENTITY e '&#65;<c/>'>]>\n<a>&f;<d/></a>";
        let mut sources = Sources::new();
        let id = sources.add("d/in.xml", text);
        let parsed = parse_with_entities(sources.get(id), &loader());
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        let places: Vec<&str> = document.children(root).map(|id| sources.slice(document.span(id).unwrap())).collect();
        assert_eq!(places, ["", "", "<d/>"]);
        let text = "<!DOCTYPE a [<!ENTITY e '&#65;<c/>'>]><a>&e;<d/></a>";
        let id = sources.add("in.xml", text);
        let document = super::super::parse(sources.get(id)).document;
        let c = document.children_named(document.root_element().unwrap(), "c").next().unwrap();
        assert_eq!(sources.slice(document.span(c).unwrap()), "<c/>");
    }

    #[test]
    fn the_document_type_declares_namespaces() {
        let text = "<!DOCTYPE a [<!ATTLIST a xmlns CDATA #FIXED 'u' xmlns:p CDATA 'v'><!ATTLIST b xmlns CDATA 'w'>]>\
                    <a p:x='1'><b xmlns='own'/><!-- <b> --><b/></a>";
        let mut sources = Sources::new();
        let id = sources.add("in.xml", text);
        let parsed = super::super::parse(sources.get(id));
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let document = &parsed.document;
        let root = document.root_element().unwrap();
        assert_eq!(&*document.name(root).unwrap().namespace, "u");
        assert_eq!(&*document.element(root).unwrap().attributes[0].name.namespace, "v");
        let inner = document.children(root).filter_map(|id| document.name(id)).map(|name| name.namespace.to_string());
        assert_eq!(inner.collect::<Vec<_>>(), ["own", "w"]);
        let spans = document.element(root).unwrap().spans.unwrap();
        assert_eq!(sources.slice(spans.start_tag), "<a p:x='1'>");
    }

    #[test]
    fn circles_end() {
        let mut loader = MemoryLoader::new();
        loader.insert("a.dtd", "<!ENTITY % a SYSTEM 'a.dtd'>%a;%a;<!ENTITY % b '%b;%b;'><!ATTLIST x %b;>%b;");
        let made = external_entities("<!DOCTYPE a SYSTEM 'a.dtd'><a/>", "in.xml", &loader);
        assert!(made.is_some());
    }
}
