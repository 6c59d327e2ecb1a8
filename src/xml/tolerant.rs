//! Reads a text that is not well-formed: reports every mistake where a person would look for it, and saves as much of
//! the tree as it can, so that later stages go on. Used only after the strict parser has refused the text. It is long because
//! each kind of mistake is told in its own way.

use crate::xml::catalogue;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::document::{Attribute, Content, Document, Element, ElementSpans, NamespaceDeclaration, NodeId};
use super::dtd::Dtd;
use super::parse::{MAX_DEPTH, Parsed};
use super::strict::{self, Fault};
use super::{QName, SharedStr, XML_NAMESPACE, XMLNS_NAMESPACE, is_name_char, is_name_start_char};
use crate::diagnostic::{Applicability, Diagnostic, nearest};
use crate::text::{Edit, Source, SourceId, Span};

/// More mistakes than this in one text are not told: it is not XML.
pub(crate) const MAX_DIAGNOSTICS: usize = 50;
/// Text that entity references may add, in bytes.
const MAX_EXPANSION: usize = 1 << 20;
/// Entities may refer to each other this deep.
const MAX_ENTITY_DEPTH: usize = 32;

pub(super) fn parse(source: &Source) -> Parsed {
    let mut scanner = Scanner::new(source);
    scanner.run();
    Parsed { document: scanner.document, diagnostics: scanner.diagnostics }
}

/// Each mistake of a text, with the offset of the construct at which it was noticed.
pub(crate) fn mistakes(source: &Source) -> Vec<(u32, Diagnostic)> {
    let mut scanner = Scanner::new(source);
    scanner.run();
    scanner.noticed_at.into_iter().zip(scanner.diagnostics).collect()
}

/// A part of a text, read as it is read with the whole.
pub(crate) struct Part {
    /// The elements that are open before the part, each in the other, and what is in the part.
    pub(crate) document: Document,
    /// What is not well-formed in the part, with the offset of the construct at which it was noticed.
    pub(crate) mistakes: Vec<(u32, Diagnostic)>,
    /// The elements that are open behind it, outermost first.
    pub(crate) open: Vec<NodeId>,
}

/// Reads the part `range` of a text, which begins and ends in front of a construct. `around` are the offsets of the
/// start tags that are open before it. `None` where the part does not end at `range.end`.
pub(crate) fn parse_part(source: &Source, around: &[u32], range: Range<usize>) -> Option<Part> {
    let mut scanner = Scanner::new(source);
    for start in around {
        scanner.at = *start as usize;
        let before = scanner.open.len();
        scanner.start_tag();
        if scanner.open.len() != before + 1 {
            return None;
        }
    }
    scanner.diagnostics.clear();
    scanner.noticed_at.clear();
    scanner.at = range.start;
    while scanner.at < range.end {
        if scanner.diagnostics.len() >= MAX_DIAGNOSTICS || !scanner.step() {
            return None;
        }
    }
    let is_whole = scanner.at == range.end && !scanner.is_cut;
    let open = scanner.open.iter().map(|open| open.node).collect();
    is_whole.then(|| Part {
        document: scanner.document,
        mistakes: scanner.noticed_at.into_iter().zip(scanner.diagnostics).collect(),
        open,
    })
}

/// What is not well-formed in a part of a text that is read from `range.start` until `range.end` is reached. `around` are
/// the offsets of the start tags that are open before it.
pub(crate) fn mistakes_in(source: &Source, around: &[u32], range: Range<usize>) -> Vec<Diagnostic> {
    let mut scanner = Scanner::new(source);
    for start in around {
        scanner.at = *start as usize;
        scanner.start_tag();
    }
    scanner.diagnostics.clear();
    scanner.at = range.start;
    while scanner.at < range.end && scanner.diagnostics.len() < MAX_DIAGNOSTICS && scanner.step() {}
    scanner.diagnostics
}

struct Open {
    node: NodeId,
    name: Range<usize>,
    /// Its start tag was never closed, and perhaps was meant to be the whole element.
    is_unterminated: bool,
}

/// One attribute as written, before namespaces are resolved.
struct Written {
    whole: Range<usize>,
    name: Range<usize>,
    value: Range<usize>,
}

struct Scanner<'s> {
    text: &'s Arc<str>,
    id: SourceId,
    at: usize,
    document: Document,
    open: Vec<Open>,
    diagnostics: Vec<Diagnostic>,
    entities: HashMap<String, String>,
    expanded: usize,
    entity_depth: usize,
    root_seen: bool,
    /// Something that is never closed took the rest of the text with it: what is open could not be closed.
    is_cut: bool,
    has_doctype: bool,
    /// The text had a byte order mark, which is not in it any more.
    has_mark: bool,
    /// Where the construct at hand begins.
    construct: usize,
    /// For each diagnostic the construct at which it was noticed.
    noticed_at: Vec<u32>,
}

impl<'s> Scanner<'s> {
    fn new(source: &'s Source) -> Self {
        let mut document = Document::new();
        document.source = Some(source.id);
        document.base.clone_from(&source.name);
        document.node_mut(NodeId::ROOT).span = Some(Span::new(source.id, 0, source.text.len()));
        Self {
            text: &source.text,
            id: source.id,
            at: 0,
            document,
            open: Vec::new(),
            diagnostics: Vec::new(),
            entities: HashMap::new(),
            expanded: 0,
            entity_depth: 0,
            root_seen: false,
            is_cut: false,
            has_doctype: false,
            has_mark: source.byte_order_mark,
            construct: 0,
            noticed_at: Vec::new(),
        }
    }

    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') && !self.has_mark {
            self.at = '\u{feff}'.len_utf8();
        } else if self.text.starts_with('\u{feff}') {
            let message = "a second byte order mark stands behind the first";
            self.fault(Fault::new(&catalogue::INVALID_CHARACTER, message, 0..'\u{feff}'.len_utf8()));
            self.at = '\u{feff}'.len_utf8();
        }
        while self.at < self.text.len() && self.diagnostics.len() < MAX_DIAGNOSTICS {
            if !self.step() {
                return;
            }
        }
        let end = self.text.len();
        self.construct = end;
        while let Some(open) = self.open.pop() {
            let name = &self.text[open.name.clone()];
            let diagnostic = Diagnostic::error(
                &catalogue::UNCLOSED_ELEMENT,
                format!("element `{name}` is never closed"),
                self.span(open.name.clone()),
            )
            .with_primary_label("opened here")
            .with_label(self.span(end..end), format!("`</{name}>` is missing before the end of the file"));
            self.close(open.node, end..end, None);
            if !self.is_cut && !open.is_unterminated {
                self.report(diagnostic);
            }
        }
        if !self.root_seen && self.diagnostics.is_empty() {
            self.report(Diagnostic::error(&catalogue::NO_ROOT_ELEMENT, "the document has no element", self.span(0..0)));
        }
    }

    /// Reads one construct. Returns whether there is any use in going on.
    fn step(&mut self) -> bool {
        self.construct = self.at;
        let rest = &self.text[self.at..];
        if rest.starts_with("<!--") {
            self.comment();
        } else if rest.starts_with("<![CDATA[") {
            self.cdata();
        } else if rest.starts_with("<!DOCTYPE") {
            self.doctype();
        } else if let Some(length) = rest.strip_prefix("<![").and_then(|rest| rest.find("]]>")) {
            let message = "`<![` begins no CDATA section, which is written `<![CDATA[…]]>`";
            let place = self.span(self.at..self.at + "<![".len());
            self.report(Diagnostic::error(&catalogue::UNESCAPED_LESS_THAN, message, place));
            self.at += "<![".len() + length + "]]>".len();
        } else if rest.starts_with("<?") {
            self.processing_instruction();
        } else if rest.starts_with("</") {
            self.end_tag();
        } else if rest.strip_prefix('<').is_some_and(|name| name.starts_with(is_name_start_char)) {
            if self.open.len() >= MAX_DEPTH {
                let message = format!("elements nest deeper than {MAX_DEPTH} levels");
                self.report(Diagnostic::error(&catalogue::NESTING_TOO_DEEP, message, self.span(self.at..self.at)));
                return false;
            }
            self.start_tag();
        } else {
            self.character_data();
        }
        true
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.id, range.start, range.end)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
            self.noticed_at.push(u32::try_from(self.construct).unwrap_or(u32::MAX));
        }
    }

    fn fault(&mut self, fault: Fault) {
        self.report(fault.diagnostic(self.id));
    }

    /// The rest of the text belongs to what has just been reported.
    fn cut(&mut self) {
        self.at = self.text.len();
        self.is_cut = true;
    }

    fn parent(&self) -> NodeId {
        self.open.last().map_or(NodeId::ROOT, |open| open.node)
    }

    /// The offset of `needle` from `from` on.
    fn find(&self, needle: &str, from: usize) -> Option<usize> {
        self.text[from..].find(needle).map(|at| from + at)
    }

    fn skip_space(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while at < bytes.len() && matches!(bytes[at], b' ' | b'\t' | b'\r' | b'\n') {
            at += 1;
        }
        at
    }

    fn name_end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        from + rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len())
    }

    fn append(&mut self, content: Content, range: Range<usize>) {
        let span = self.span(range);
        let id = self.document.append(self.parent(), content);
        self.document.node_mut(id).span = Some(span);
    }

    fn comment(&mut self) {
        let start = self.at;
        let Some(end) = self.find("-->", start + 4) else {
            self.report(
                Diagnostic::error(
                    &catalogue::UNTERMINATED_COMMENT,
                    "comment is never closed",
                    self.span(start..start + 4),
                )
                .with_note("a comment ends with `-->`"),
            );
            self.cut();
            return;
        };
        if let Some(fault) = strict::hyphens(self.text, start..end + 3) {
            let diagnostic = fault.diagnostic(self.id);
            self.report(diagnostic.with_note("write `- -` or another character (XML 1.0, section 2.5)"));
        }
        self.characters(start + 4..end);
        self.append(Content::Comment(SharedStr::slice(self.text, start + 4, end)), start..end + 3);
        self.at = end + 3;
    }

    fn cdata(&mut self) {
        let start = self.at;
        let Some(end) = self.find("]]>", start) else {
            self.report(
                Diagnostic::error(
                    &catalogue::UNTERMINATED_CDATA,
                    "CDATA section is never closed",
                    self.span(start..start + 9),
                )
                .with_note("a CDATA section ends with `]]>`"),
            );
            self.cut();
            return;
        };
        self.at = end + 3;
        if self.open.is_empty() {
            let message = "a CDATA section outside the document element";
            self.report(Diagnostic::error(&catalogue::TEXT_OUTSIDE_ROOT, message, self.span(start..start + 9)));
            return;
        }
        self.characters(start + 9..end);
        self.text_node(self.text[start + 9..end].to_owned(), start..end + 3);
    }

    fn text_node(&mut self, value: String, range: Range<usize>) {
        let span = self.span(range);
        if let Some(id) = self.document.append_text(self.parent(), value) {
            let node = self.document.node_mut(id);
            node.span = Some(node.span.map_or(span, |before| before.to(span)));
        }
    }

    fn processing_instruction(&mut self) {
        let start = self.at;
        let name = start + 2..self.name_end(start + 2);
        let Some(end) = self.find("?>", start + 2) else {
            self.report(
                Diagnostic::error(
                    &catalogue::UNTERMINATED_PROCESSING_INSTRUCTION,
                    "processing instruction is never closed",
                    self.span(start..name.end),
                )
                .with_note("it ends with `?>`"),
            );
            match self.find(">", start) {
                Some(at) => self.at = at + 1,
                None => self.cut(),
            }
            return;
        };
        self.at = end + 2;
        if &self.text[name.clone()] == "xml" {
            if let Some(fault) = strict::declaration(&self.text[start..]) {
                self.fault(Fault { range: fault.range.start + start..fault.range.end + start, ..fault });
            }
            if start > 0 {
                let leading = self.text[..start].trim().is_empty();
                let mut diagnostic = Diagnostic::error(
                    &catalogue::MISPLACED_XML_DECLARATION,
                    "the XML declaration must be the very first thing in the file",
                    self.span(start..name.end),
                );
                if leading {
                    diagnostic =
                        diagnostic.with_label(self.span(0..start), "this white space stands before it").with_fix(
                            "remove what stands before it",
                            Applicability::Safe,
                            vec![Edit::delete(self.span(0..start))],
                        );
                }
                self.report(diagnostic);
            }
            return;
        }
        if let Some(fault) = strict::instruction(self.text, start..end + 2) {
            self.fault(fault);
        }
        let value = self.skip_space(name.end).min(end);
        let content = Content::ProcessingInstruction {
            target: SharedStr::slice(self.text, name.start, name.end),
            value: SharedStr::slice(self.text, value, end),
        };
        self.append(content, start..end + 2);
    }

    /// Reads the document type declaration and takes the internal general entities from it.
    fn doctype(&mut self) {
        let start = self.at;
        let keyword = self.span(start..start + "<!DOCTYPE".len());
        if self.root_seen || self.has_doctype {
            let message = "a document type declaration stands once, before the document element";
            self.report(Diagnostic::error(&catalogue::MALFORMED_DOCTYPE, message, keyword));
        }
        self.has_doctype = true;
        let dtd = Dtd::read_at(self.text, start);
        let entities = dtd.internal_entities().map(|(name, text)| (name.to_owned(), text.to_owned()));
        self.entities.extend(entities);
        self.at = dtd.end;
        self.is_cut = self.at >= self.text.len();
        dtd.faults.into_iter().for_each(|fault| self.fault(fault));
    }

    fn character_data(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        if bytes[start] == b'<' {
            let next = self.text[start + 1..].chars().next();
            let shown = next.map_or_else(|| "the end of the file".to_owned(), |c| format!("`{}`", c.escape_debug()));
            self.report(
                Diagnostic::error(
                    &catalogue::UNESCAPED_LESS_THAN,
                    format!("`<` before {shown} begins no tag"),
                    self.span(start..start + 1),
                )
                .with_fix(
                    "write `&lt;`",
                    Applicability::Safe,
                    vec![Edit::replace(self.span(start..start + 1), "&lt;")],
                ),
            );
            self.at += 1;
        }
        let end = self.find("<", self.at).unwrap_or(bytes.len());
        if let Some(at) = self.text[start..end].find("]]>").filter(|_| !self.open.is_empty()) {
            let at = start + at;
            self.report(
                Diagnostic::error(
                    &catalogue::CDATA_END_IN_TEXT,
                    "`]]>` closes no CDATA section",
                    self.span(at..at + 3),
                )
                .with_fix(
                    "write `]]&gt;`",
                    Applicability::Safe,
                    vec![Edit::replace(self.span(at + 2..at + 3), "&gt;")],
                ),
            );
        }
        let before = self.diagnostics.len();
        let value = self.resolve(start..end, false);
        if self.open.is_empty() {
            let trimmed = self.text[start..end].trim();
            if !trimmed.is_empty() && bytes[start] != b'<' && self.diagnostics.len() == before {
                let offset = start + self.text[start..end].find(trimmed).unwrap_or(0);
                let where_ = if self.root_seen {
                    "after the end of the document element"
                } else {
                    "before the document element"
                };
                let line_end = self.text[offset..end].find('\n').map_or(offset + trimmed.len(), |n| offset + n);
                self.report(Diagnostic::error(
                    &catalogue::TEXT_OUTSIDE_ROOT,
                    format!("text {where_}"),
                    self.span(offset..line_end.min(offset + trimmed.len())),
                ));
            }
        } else {
            self.text_node(value, start..end);
        }
        self.at = end;
    }

    /// Reports characters that may not stand in comments, CDATA sections and processing instructions either.
    fn characters(&mut self, range: Range<usize>) {
        let text = self.text;
        for (offset, c) in text[range.clone()].char_indices().filter(|(_, c)| !strict::is_char(*c)) {
            let at = range.start + offset;
            self.fault(Fault::invalid_character(c, at..at + c.len_utf8()));
        }
    }

    /// The value of text or of an attribute, references resolved, with what is wrong with them reported.
    fn resolve(&mut self, range: Range<usize>, attribute: bool) -> String {
        let raw = self.text[range.clone()].to_owned();
        let mut value = String::with_capacity(raw.len());
        let mut characters = raw.char_indices();
        while let Some((offset, c)) = characters.next() {
            let at = range.start + offset;
            match c {
                '&' => {
                    let length = self.reference(&raw[offset..], at, &mut value);
                    for _ in 1..raw[offset..offset + length].chars().count() {
                        characters.next();
                    }
                }
                '\t' | '\n' | '\r' if attribute => value.push(' '),
                '\t' | '\n' | '\r' => value.push(c),
                _ if !strict::is_char(c) => self.fault(Fault::invalid_character(c, at..at + c.len_utf8())),
                _ => value.push(c),
            }
        }
        value
    }

    /// Resolves the reference at the start of `rest`; returns its length in bytes.
    fn reference(&mut self, rest: &str, at: usize, value: &mut String) -> usize {
        self.reference_in(rest, at, None, value)
    }

    /// As `reference`; what is wrong inside of an entity is told where the document refers to it.
    fn reference_in(&mut self, rest: &str, at: usize, within: Option<Span>, value: &mut String) -> usize {
        let body = &rest[1..];
        let end = body.find(|c: char| !(is_name_char(c) || c == '#')).unwrap_or(body.len());
        let name = &body[..end];
        if !body[end..].starts_with(';') || name.is_empty() {
            let mut diagnostic =
                Diagnostic::error(&catalogue::UNESCAPED_AMPERSAND, "`&` begins no reference", self.span(at..at + 1))
                    .with_fix(
                        "write `&amp;`",
                        Applicability::Safe,
                        vec![Edit::replace(self.span(at..at + 1), "&amp;")],
                    );
            if !name.is_empty() {
                diagnostic = diagnostic.with_note(format!("a reference ends with `;`, as in `&{name};`"));
            }
            self.report(diagnostic);
            value.push('&');
            return 1;
        }
        let length = end + 2;
        let span = within.unwrap_or_else(|| self.span(at..at + length));
        if name.starts_with('#') {
            match strict::character(name, span.range()) {
                Ok(c) => value.push(c),
                Err(fault) => self.fault(fault),
            }
            return length;
        }
        match strict::predefined(name) {
            Some(c) => value.push(c),
            None => match self.entities.get(name).cloned() {
                Some(text) if self.expanded + text.len() <= MAX_EXPANSION && self.entity_depth < MAX_ENTITY_DEPTH => {
                    self.expanded += text.len();
                    self.entity_depth += 1;
                    let mut rest = &*text;
                    while let Some(index) = rest.find('&') {
                        value.push_str(&rest[..index]);
                        // What is wrong in it is told where the entity is referred to.
                        let length = self.reference_in(&rest[index..], at, Some(span), value);
                        rest = &rest[index + length..];
                    }
                    value.push_str(rest);
                    self.entity_depth -= 1;
                }
                Some(_) => self.report(Diagnostic::error(
                    &catalogue::ENTITY_EXPANSION_LIMIT,
                    format!("entity `{name}` expands to too much text"),
                    span,
                )),
                None => {
                    let known = self.entities.keys().map(String::as_str).chain(["lt", "gt", "amp", "apos", "quot"]);
                    let meant = nearest(name, known).map(str::to_owned);
                    let mut diagnostic =
                        Diagnostic::error(&catalogue::UNKNOWN_ENTITY, format!("entity `{name}` is not declared"), span);
                    if let Some(meant) = meant {
                        let edit = Edit::replace(span, format!("&{meant};"));
                        diagnostic =
                            diagnostic.with_fix(format!("write `&{meant};`"), Applicability::Unsafe, vec![edit]);
                    }
                    self.report(diagnostic.with_note("XML itself knows `lt`, `gt`, `amp`, `apos` and `quot`"));
                }
            },
        }
        length
    }

    fn start_tag(&mut self) {
        let start = self.at;
        let name = start + 1..self.name_end(start + 1);
        let mut at = name.end;
        let mut written: Vec<Written> = Vec::new();
        let bytes = self.text.as_bytes();
        let mut is_empty = false;
        let mut is_unterminated = false;
        let end = loop {
            let next = self.skip_space(at);
            let rest = &self.text[next..];
            if rest.starts_with('>') {
                break next + 1;
            } else if rest.starts_with("/>") {
                is_empty = true;
                break next + 2;
            } else if rest.is_empty() || rest.starts_with('<') {
                let tag = &self.text[name.clone()];
                self.report(
                    Diagnostic::error(
                        &catalogue::UNTERMINATED_TAG,
                        format!("the tag of `{tag}` is never closed"),
                        self.span(start..name.end),
                    )
                    .with_label(self.span(at..at), "`>` is missing here")
                    .with_fix(
                        "add `>`",
                        Applicability::Unsafe,
                        vec![Edit::insert(self.span(at..at), ">")],
                    ),
                );
                is_unterminated = true;
                self.is_cut |= rest.is_empty();
                break at;
            } else if rest.starts_with('/') {
                is_empty = true;
                at = self.stray_slash(next);
            } else if rest.starts_with(is_name_start_char) && (next > at || self.has_equals(next)) {
                if next == at {
                    self.report(
                        Diagnostic::error(
                            &catalogue::MISSING_WHITE_SPACE,
                            "white space is missing between attributes",
                            self.span(at..at),
                        )
                        .with_fix(
                            "add a blank",
                            Applicability::Safe,
                            vec![Edit::insert(self.span(at..at), " ")],
                        ),
                    );
                }
                match self.attribute(next) {
                    Ok(attribute) => {
                        at = attribute.whole.end;
                        written.push(attribute);
                    }
                    Err(after) => at = after.max(next + 1),
                }
            } else {
                at = self.junk(next);
            }
            if at >= bytes.len() {
                break at;
            }
        };
        self.at = end;
        self.element(start..end, name, written, is_empty);
        if is_unterminated && let Some(open) = self.open.last_mut() {
            open.is_unterminated = true;
        }
    }

    /// Whether a name stands here with `=` behind it.
    fn has_equals(&self, at: usize) -> bool {
        self.text[self.skip_space(self.name_end(at))..].starts_with('=')
    }

    /// A `/` in a tag that no `>` follows.
    fn stray_slash(&mut self, at: usize) -> usize {
        let next = self.skip_space(at + 1);
        if matches!(self.text.as_bytes().get(next), None | Some(b'<')) {
            // what is missing is the `>`
            return at + 1;
        }
        let diagnostic =
            Diagnostic::error(&catalogue::MALFORMED_TAG, "`/` is not followed by `>`", self.span(at..at + 1));
        self.report(if self.text[next..].starts_with('>') {
            let between = self.span(at + 1..next);
            diagnostic.with_fix("remove the white space", Applicability::Safe, vec![Edit::delete(between)])
        } else {
            diagnostic
        });
        at + 1
    }

    /// What is no attribute, up to the next white space outside quotes: one mistake.
    fn junk(&mut self, start: usize) -> usize {
        let mut quote = None;
        let length = self.text[start..].find(|c: char| match quote {
            Some(open) => {
                if c == open {
                    quote = None;
                }
                matches!(c, '\n' | '<')
            }
            None => {
                if matches!(c, '"' | '\'') {
                    quote = Some(c);
                }
                matches!(c, ' ' | '\t' | '\r' | '\n' | '<' | '>' | '/')
            }
        });
        let end = length.map_or(self.text.len(), |length| start + length);
        let first = self.text[start..].chars().next().map_or(0, char::len_utf8);
        let end = end.max(start + first);
        let text = &self.text[start..end];
        // A word is shown whole, a line of something else by how it begins.
        let shown = if text.chars().count() <= 40 { text } else { &text[..first] };
        let message = format!("`{}` is not allowed in a tag", shown.escape_debug());
        self.report(Diagnostic::error(&catalogue::MALFORMED_TAG, message, self.span(start..end)));
        end
    }

    /// Reads `name="value"`; where that fails, the offset to go on from.
    fn attribute(&mut self, start: usize) -> Result<Written, usize> {
        let name = start..self.name_end(start);
        let written = self.text[name.clone()].to_owned();
        let equals = self.skip_space(name.end);
        if equals > name.end && self.text[equals..].starts_with(['"', '\'']) {
            let between = self.span(name.end..equals);
            self.report(
                Diagnostic::error(
                    &catalogue::ATTRIBUTE_WITHOUT_VALUE,
                    format!("`=` is missing between `{written}` and its value"),
                    self.span(name.clone()),
                )
                .with_fix("write `=`", Applicability::Safe, vec![Edit::replace(between, "=")]),
            );
            return Ok(self.value(start, name, equals));
        }
        let is_delimited = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '/' | '<' | '>' | '=');
        if self.text[name.end..].chars().next().is_some_and(|c| !is_delimited(c)) {
            return Err(self.junk(start));
        }
        if !self.text[equals..].starts_with('=') {
            self.report(
                Diagnostic::error(
                    &catalogue::ATTRIBUTE_WITHOUT_VALUE,
                    format!("attribute `{written}` has no value"),
                    self.span(name.clone()),
                )
                .with_note(format!("write `{written}=\"…\"`")),
            );
            return Err(name.end);
        }
        let open = self.skip_space(equals + 1);
        Ok(self.value(start, name, open))
    }

    /// Reads the value of an attribute that begins at `open`.
    fn value(&mut self, start: usize, name: Range<usize>, open: usize) -> Written {
        let written = self.text[name.clone()].to_owned();
        let rest = &self.text[open..];
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<')).unwrap_or(rest.len());
            let length = if rest[..length].ends_with('/') { length - 1 } else { length };
            let value = open..open + length;
            let found = Diagnostic::error(
                &catalogue::UNQUOTED_ATTRIBUTE_VALUE,
                format!("the value of `{written}` is not quoted"),
                self.span(value.clone()),
            );
            // with a quote in it, it is not known where the value ends
            self.report(match self.text[value.clone()].contains(['"', '\'']) {
                true => found.with_note("a quote stands in it: begin the value with one"),
                false => found.with_fix(
                    "put it in quotes",
                    Applicability::Safe,
                    vec![
                        Edit::insert(self.span(open..open), "\""),
                        Edit::insert(self.span(value.end..value.end), "\""),
                    ],
                ),
            });
            return Written { whole: start..value.end, name, value };
        };
        let value = open + 1;
        let close = self.find(&quote.to_string(), value);
        let less = self.find("<", value).unwrap_or(self.text.len());
        if let Some(end) = close.and_then(|close| self.missing_quote(value, close)) {
            self.report(
                Diagnostic::error(
                    &catalogue::UNTERMINATED_ATTRIBUTE_VALUE,
                    format!("the value of `{written}` has no closing quote"),
                    self.span(open..open + 1),
                )
                .with_primary_label("opened here")
                .with_label(self.span(end..end), format!("`{quote}` is missing here"))
                .with_fix(
                    format!("add `{quote}`"),
                    Applicability::Unsafe,
                    vec![Edit::insert(self.span(end..end), quote)],
                ),
            );
            return Written { whole: start..end, name, value: value..end };
        }
        match close {
            Some(close) if close < less => Written { whole: start..close + 1, name, value: value..close },
            // A `<` before the quote: either it should have been escaped, or the quote belongs to a later tag.
            Some(close) if !self.text[value..close].contains('\n') => {
                self.report(
                    Diagnostic::error(
                        &catalogue::UNESCAPED_LESS_THAN,
                        "`<` is not allowed in an attribute value",
                        self.span(less..less + 1),
                    )
                    .with_fix(
                        "write `&lt;`",
                        Applicability::Safe,
                        vec![Edit::replace(self.span(less..less + 1), "&lt;")],
                    ),
                );
                Written { whole: start..close + 1, name, value: value..close }
            }
            _ => {
                let line_end = self.find("\n", value).unwrap_or(self.text.len());
                let limit = line_end.min(less);
                let end = self.text[value..limit].find('>').map_or(limit, |at| value + at);
                let end = if self.text[value..end].ends_with('/') { end - 1 } else { end };
                self.report(
                    Diagnostic::error(
                        &catalogue::UNTERMINATED_ATTRIBUTE_VALUE,
                        format!("the value of `{written}` has no closing quote"),
                        self.span(open..open + 1),
                    )
                    .with_primary_label("opened here")
                    .with_note(format!("add a closing `{quote}`")),
                );
                Written { whole: start..end, name, value: value..end }
            }
        }
    }

    /// Where the value was meant to end, if the quote at `close` opens the value of the next attribute, as in
    /// `a="1 b="2"`.
    fn missing_quote(&self, value: usize, close: usize) -> Option<usize> {
        // a value in its right quotes is followed by white space or the end of the tag
        if !self.text[close + 1..].starts_with(|c: char| is_name_char(c) || c == '/') {
            return None;
        }
        let before = self.text[value..close].strip_suffix('=')?;
        let behind = before.trim_end_matches(is_name_char);
        let attribute = &before[behind.len()..];
        let gap = behind.trim_end_matches([' ', '\t', '\r', '\n']);
        (attribute.starts_with(is_name_start_char) && gap.len() < behind.len()).then(|| value + gap.len())
    }

    fn element(&mut self, tag: Range<usize>, name: Range<usize>, written: Vec<Written>, is_empty: bool) {
        if self.open.is_empty() {
            if self.root_seen {
                self.report(
                    Diagnostic::error(
                        &catalogue::SEVERAL_ROOT_ELEMENTS,
                        "a document has only one outermost element",
                        self.span(name.clone()),
                    )
                    .with_note("the document element is closed above"),
                );
            }
            self.root_seen = true;
        }
        let parent = self.parent();
        let mut scope: Vec<(Arc<str>, Arc<str>)> =
            self.document.element(parent).map_or_else(Vec::new, |element| element.in_scope.to_vec());
        let mut declarations = Vec::new();
        let mut plain: Vec<(Written, String)> = Vec::new();
        for attribute in written {
            let value = self.resolve(attribute.value.clone(), true);
            let lexical = &self.text[attribute.name.clone()];
            if lexical == "xmlns" || lexical.starts_with("xmlns:") {
                let prefix: Arc<str> = lexical.strip_prefix("xmlns:").unwrap_or("").into();
                if let Some(fault) = strict::namespace(lexical, &value, attribute.name.clone()) {
                    self.fault(fault);
                }
                if declarations.iter().any(|own: &NamespaceDeclaration| own.prefix == prefix) {
                    let message = format!("attribute `{}` is given twice", &self.text[attribute.name.clone()]);
                    self.fault(Fault::new(&catalogue::DUPLICATE_ATTRIBUTE, message, attribute.name.clone()));
                }
                let uri: Arc<str> = value.as_str().into();
                scope.retain(|(bound, _)| *bound != prefix);
                if !uri.is_empty() && &*prefix != "xml" {
                    scope.push((prefix.clone(), uri.clone()));
                }
                declarations.push(NamespaceDeclaration { prefix, uri, span: Some(self.span(attribute.whole)) });
            } else {
                plain.push((attribute, value));
            }
        }
        let qname = self.qname(name.clone(), &scope, true);
        let mut attributes: Vec<Attribute> = Vec::new();
        for (attribute, value) in plain {
            let name = self.qname(attribute.name.clone(), &scope, false);
            let span = self.span(attribute.name.clone());
            if let Some(first) = attributes.iter().find(|other| other.name == name) {
                let first = first.name_span.unwrap_or(span);
                self.report(
                    Diagnostic::error(
                        &catalogue::DUPLICATE_ATTRIBUTE,
                        format!("attribute `{name}` is given twice"),
                        span,
                    )
                    .with_label(first, "first given here"),
                );
                continue;
            }
            attributes.push(Attribute {
                name,
                value: value.into(),
                span: Some(self.span(attribute.whole)),
                name_span: Some(span),
                value_span: Some(self.span(attribute.value)),
                origin: None,
            });
        }
        let spans = ElementSpans { start_tag: self.span(tag.clone()), name: self.span(name.clone()), end_tag: None };
        let content = Content::Element(Box::new(Element {
            name: qname,
            attributes,
            declarations,
            in_scope: scope.into(),
            spans: Some(spans),
        }));
        let span = self.span(tag);
        let node = self.document.append(parent, content);
        self.document.node_mut(node).span = Some(span);
        if !is_empty {
            self.open.push(Open { node, name, is_unterminated: false });
        }
    }

    fn qname(&mut self, range: Range<usize>, scope: &[(Arc<str>, Arc<str>)], element: bool) -> QName {
        let lexical = self.text[range.clone()].to_owned();
        let (prefix, local) = lexical.split_once(':').unwrap_or(("", &lexical));
        if let Some(fault) = strict::qualified_name(&lexical, range.start) {
            self.fault(fault);
            return QName::local(local);
        }
        if prefix.is_empty() && !element {
            return QName::local(local);
        }
        let bound = scope.iter().find(|(bound, _)| **bound == *prefix).map(|(_, uri)| uri.to_string());
        match (prefix, bound) {
            ("xml", _) => QName::new(prefix, local, XML_NAMESPACE),
            ("xmlns", _) => QName::new(prefix, local, XMLNS_NAMESPACE),
            (_, Some(uri)) => QName::new(prefix, local, &uri),
            ("", None) => QName::local(local),
            (_, None) => {
                let span = self.span(range.start..range.start + prefix.len());
                self.report(
                    Diagnostic::error(
                        &catalogue::UNBOUND_PREFIX,
                        format!("prefix `{prefix}` is not bound to a namespace"),
                        span,
                    )
                    .with_note(format!("declare it with `xmlns:{prefix}=\"…\"` on this element or one above it")),
                );
                QName::new(prefix, local, "")
            }
        }
    }

    fn end_tag(&mut self) {
        let start = self.at;
        let begin = self.skip_space(start + 2);
        let name = begin..self.name_end(begin);
        if name.is_empty() || begin > start + 2 {
            let diagnostic = Diagnostic::error(
                &catalogue::MALFORMED_TAG,
                "an end tag has no name behind `</`",
                self.span(start..start + 2),
            );
            self.report(if name.is_empty() {
                diagnostic
            } else {
                let between = self.span(start + 2..begin);
                diagnostic.with_fix("remove the white space", Applicability::Safe, vec![Edit::delete(between)])
            });
            if name.is_empty() {
                self.at = self.text[begin..].find(['>', '<']).map_or(self.text.len(), |length| {
                    begin + length + usize::from(self.text[begin + length..].starts_with('>'))
                });
                return;
            }
        }
        let written = self.text[name.clone()].to_owned();
        let close = self.skip_space(name.end);
        let end = if self.text[close..].starts_with('>') {
            close + 1
        } else {
            let next = self.text[close..].find(['>', '<']).map_or(self.text.len(), |at| close + at);
            self.report(
                Diagnostic::error(
                    &catalogue::MALFORMED_TAG,
                    format!("the end tag of `{written}` is never closed"),
                    self.span(start..name.end),
                )
                .with_label(self.span(close..close), "`>` is expected here"),
            );
            if self.text[next..].starts_with('>') { next + 1 } else { next }
        };
        self.at = end;
        let tag = start..end;
        let Some(top) = self.open.last() else {
            self.report(Diagnostic::error(
                &catalogue::UNEXPECTED_END_TAG,
                format!("`</{written}>` closes nothing"),
                self.span(name),
            ));
            return;
        };
        let top_name = self.text[top.name.clone()].to_owned();
        if top_name == written {
            let open = self.open.pop().expect("the last one was just seen");
            self.close(open.node, tag, Some(start));
            return;
        }
        match self.open.iter().rposition(|open| self.text[open.name.clone()] == *written) {
            // Elements inside were left open: each is told where it began and what closed around it.
            Some(index) => {
                while self.open.len() > index + 1 {
                    let open = self.open.pop().expect("more than `index` are open");
                    let inner = self.text[open.name.clone()].to_owned();
                    let diagnostic = Diagnostic::error(
                        &catalogue::UNCLOSED_ELEMENT,
                        format!("element `{inner}` is never closed"),
                        self.span(open.name.clone()),
                    )
                    .with_primary_label("opened here")
                    .with_label(self.span(name.clone()), format!("`</{inner}>` is expected before this"));
                    self.close(open.node, start..start, None);
                    if !open.is_unterminated {
                        self.report(diagnostic);
                    }
                }
                let open = self.open.pop().expect("the one of this name");
                self.close(open.node, tag, Some(start));
            }
            // The end tag that is wanted comes next: this one is too many.
            None if self.closes(end, &top_name) => {
                let edit = Edit::delete(self.span(tag));
                self.report(
                    Diagnostic::error(
                        &catalogue::UNEXPECTED_END_TAG,
                        format!("`</{written}>` closes nothing"),
                        self.span(name),
                    )
                    .with_fix("remove it", Applicability::Unsafe, vec![edit]),
                );
            }
            None => {
                let open_span = self.span(top.name.clone());
                let span = self.span(name);
                let mut diagnostic = Diagnostic::error(
                    &catalogue::MISMATCHED_END_TAG,
                    format!("`</{written}>` does not close `<{top_name}>`"),
                    span,
                )
                .with_label(open_span, "opened here");
                let close_it = nearest(&written, [top_name.as_str()]).is_some() || !self.is_open_later(&top_name);
                if close_it {
                    let edit = Edit::replace(span, top_name.clone());
                    diagnostic =
                        diagnostic.with_fix(format!("write `</{top_name}>`"), Applicability::Unsafe, vec![edit]);
                    let open = self.open.pop().expect("the last one was just seen");
                    self.close(open.node, tag, Some(start));
                }
                self.report(diagnostic);
            }
        }
    }

    /// Whether the end tag of this name is what comes next.
    fn closes(&self, at: usize, name: &str) -> bool {
        let rest = self.text[at..].trim_start().strip_prefix("</").and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.trim_start().starts_with('>'))
    }

    /// Whether an end tag of this name follows: then the one at hand is a stray.
    fn is_open_later(&self, name: &str) -> bool {
        let tag = format!("</{name}");
        let mut at = self.at;
        while let Some(found) = self.find(&tag, at) {
            at = found + tag.len();
            if self.name_end(at) == at {
                return true;
            }
        }
        false
    }

    /// Records the end of an element; `end_tag` is where its end tag begins, where it has one.
    fn close(&mut self, node: NodeId, tag: Range<usize>, end_tag: Option<usize>) {
        let end = self.span(tag.end..tag.end);
        let end_tag = end_tag.map(|_| self.span(tag));
        let data = self.document.node_mut(node);
        data.span = data.span.map(|span| span.to(end));
        if let Content::Element(element) = &mut data.content
            && let Some(spans) = &mut element.spans
        {
            spans.end_tag = end_tag;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Sources;
    use crate::xml::parse as parse_xml;

    /// Each diagnostic as `name:line:column`.
    fn found(text: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        let source = sources.get(id).clone();
        let name = |one: &crate::diagnostic::Diagnostic| {
            let place = source.line_column(one.primary.start as usize);
            format!("{}:{}:{}", one.name, place.line, place.column)
        };
        parse_xml(&source).diagnostics.iter().map(name).collect()
    }

    #[test]
    fn each_mistake_is_named_where_it_stands() {
        assert_eq!(found("<a>\n  <b>\n</a>"), ["unclosed-element:2:4"]);
        assert_eq!(found("<a><b></a>\n</b>"), ["unclosed-element:1:5", "unexpected-end-tag:2:3"]);
        assert_eq!(found("<packages></package>"), ["mismatched-end-tag:1:13"]);
        assert_eq!(found("<a><packages></package>\n</packages></a>"), ["unexpected-end-tag:1:16"]);
        assert_eq!(found("<a><p></para><programlisting></programlisting></a>"), ["mismatched-end-tag:1:9"]);
        assert_eq!(found("<l><item></listitem></l><itemizedlist/>")[0], "mismatched-end-tag:1:12");
        assert_eq!(found("<a></:a>"), ["mismatched-end-tag:1:6"]);
        assert_eq!(found("<a><b>x</:b ><c/></a>"), ["mismatched-end-tag:1:10"]);
        assert_eq!(found("<!DOCTYPE a [<!ENTITY e '<b></:b>'>]><a>&e;</a>").len(), 1);
        assert_eq!(found("<a>\n"), ["unclosed-element:1:2"]);
        assert_eq!(found("<a b=c/>"), ["unquoted-attribute-value:1:6"]);
        assert_eq!(found("<a b/>"), ["attribute-without-value:1:4"]);
        assert_eq!(found("<a b='1' b='2'/>"), ["duplicate-attribute:1:10"]);
        assert_eq!(found("<a b='1'c='2'/>"), ["missing-white-space:1:9"]);
        assert_eq!(found("<a b='x<y'/>"), ["unescaped-less-than:1:8"]);
        assert_eq!(found("<a b='x\n<c d=''/></a>"), ["unterminated-attribute-value:1:6", "unterminated-tag:1:1"]);
        assert_eq!(
            found("<a>x & y &foo; &amp</a>"),
            ["unescaped-ampersand:1:6", "unknown-entity:1:10", "unescaped-ampersand:1:16"]
        );
        assert_eq!(found("<a>1 < 2</a>"), ["unescaped-less-than:1:6"]);
        assert_eq!(found("<a/>\n<b/>"), ["several-root-elements:2:2"]);
        assert_eq!(found("<a/>x"), ["text-outside-root:1:5"]);
        assert_eq!(found("\n<?xml version='1.0'?><a/>"), ["misplaced-xml-declaration:2:1"]);
        assert_eq!(found("<p:a/>"), ["unbound-prefix:1:2"]);
        // what is never closed hides the end tags behind it
        assert_eq!(found("<a><!-- x </a>"), ["unterminated-comment:1:4"]);
        assert_eq!(found("<a><!-- x -- y --></a>"), ["double-hyphen-in-comment:1:11"]);
        assert_eq!(found("<a>\u{1}</a>"), ["invalid-character:1:4"]);
        assert_eq!(found("<a><!-- \u{c} --></a>"), ["invalid-character:1:9"]);
        assert_eq!(found("<a><![CDATA[\u{c}]]></a>"), ["invalid-character:1:13"]);
        assert_eq!(found("<a><?p \u{c}?></a>"), ["invalid-character:1:8"]);
        assert_eq!(found("<a>&#0;</a>"), ["invalid-character-reference:1:4"]);
        assert_eq!(found(""), ["no-root-element:1:1"]);
        // what stands before the name of an attribute may be long in bytes
        assert!(found("<a b='x \u{10ffff}c='y' d='z'/>").contains(&"malformed-tag:1:13".to_owned()));
    }

    #[test]
    fn several_mistakes_are_all_told_and_the_rest_is_saved() {
        let text = "<image>\n  <type image=oem>\n  <b x='1' x='2'/>\n  a & b\n</image>";
        assert_eq!(
            found(text),
            [
                "unquoted-attribute-value:2:15",
                "duplicate-attribute:3:12",
                "unescaped-ampersand:4:5",
                "unclosed-element:2:4"
            ]
        );
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        let document = parse_xml(sources.get(id)).document;
        let root = document.root_element().unwrap();
        let inner = document.children_named(root, "type").next().unwrap();
        assert_eq!(document.attribute_value(inner, "image"), Some("oem"));
    }

    #[test]
    fn a_bomb_is_a_diagnostic() {
        let mut text = String::from("<!DOCTYPE a [<!ENTITY e0 'xxxxxxxxxx'>");
        for level in 1..12 {
            text.push_str(&format!("<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10)));
        }
        text.push_str("]><a>&e11;</a>");
        assert_eq!(found(&text).len(), 1);
    }
}
