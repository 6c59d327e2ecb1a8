//! The document type declaration with its internal subset (XML 1.0, 2.8, 3.2, 3.3, 4.2, 4.7), read to the letter: the
//! parser below skips over most of it. Nothing outside the file is read.
//!
//! This file is long because every production of the internal subset has its function here, and they share one reader.

use crate::xml::catalogue;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::changed::{Change, Changed};
use super::strict::{self, Fault};
use super::{is_name_char, is_name_start_char, is_ncname};

/// Facts from the internal subset of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DtdFacts {
    /// Elements with their attributes of type ID, names as written.
    pub ids: Vec<(String, String)>,
    /// Unparsed entities with their system identifiers.
    pub unparsed: Vec<(String, String)>,
}

impl DtdFacts {
    /// Reads the internal subset of a document.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Dtd::read(text).map(|dtd| dtd.facts).unwrap_or_default()
    }
}

/// What a document type declaration says.
#[derive(Debug, Default)]
pub(super) struct Dtd {
    pub(super) facts: DtdFacts,
    /// What is wrong with it.
    pub(super) faults: Vec<Fault>,
    /// One past its `>`.
    pub(super) end: usize,
    /// Attributes with a default value, or whose values are to be normalised as tokens (3.3.3).
    pub(super) attributes: Vec<AttributeDeclaration>,
    entities: HashMap<String, Entity>,
    /// Markup whose place in the text stays blank for the parser below.
    blank: Vec<Range<usize>>,
    /// Literals of entities whose character references are put in for the parser below.
    values: Vec<Range<usize>>,
    start: usize,
    /// It declares more than the parser below can look up in reasonable time.
    pub(super) is_excessive: bool,
}

/// An attribute that an `<!ATTLIST …>` declares.
#[derive(Debug)]
pub(super) struct AttributeDeclaration {
    pub(super) element: String,
    pub(super) name: String,
    /// Whether it is of a tokenized type, so that its value is normalised further.
    pub(super) is_tokenized: bool,
    /// Its default value, normalised.
    pub(super) default: Option<String>,
}

#[derive(Debug)]
enum Entity {
    /// With its replacement text.
    Internal(String),
    External,
    Unparsed,
}

/// Replacement text of parameter entities read at most, in bytes.
const MAX_EXPANSION: usize = 1 << 20;
/// Text that general entities may expand to in the whole document, in bytes.
const MAX_TEXT: usize = 16 << 20;
/// Parameter entities may nest this deep.
const MAX_DEPTH: usize = 32;
/// General entities declared at most.
const MAX_ENTITIES: usize = 10_000;
/// Faults told at most.
const MAX_FAULTS: usize = 20;

/// The offset of `<!DOCTYPE`, where the prolog has one.
fn find(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("<!DOCTYPE") {
            return Some(at);
        }
        let close = if trimmed.starts_with("<!--") {
            "-->"
        } else if trimmed.starts_with("<?") {
            "?>"
        } else {
            return None;
        };
        at += trimmed.find(close)? + close.len();
    }
}

impl Dtd {
    /// The declaration in the prolog of a document; `None` where there is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        find(text).map(|at| Self::read_at(text, at))
    }

    /// The declaration at an offset.
    pub(super) fn read_at(text: &str, start: usize) -> Self {
        let mut reader =
            Reader { dtd: Self { start, ..Self::default() }, parameters: HashMap::new(), expanded: 0, is_cut: false };
        let mut cursor = Cursor { text, at: start + "<!DOCTYPE".len(), place: None };
        if let Err(fault) = reader.doctype(&mut cursor) {
            // The parser below is to refuse it, too.
            reader.dtd.blank.clear();
            reader.dtd.values.clear();
            cursor.at = skip_declaration(text, start, fault.range.start);
            reader.dtd.fault(fault);
        }
        reader.dtd.end = cursor.at;
        reader.dtd
    }

    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }

    /// The replacement texts of the internal general entities.
    pub(super) fn internal_entities(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entities.iter().filter_map(|(name, entity)| match entity {
            Entity::Internal(text) => Some((name.as_str(), text.as_str())),
            _ => None,
        })
    }

    /// The text as the parser below is to read it: with nothing in the internal subset but declarations of internal
    /// general entities, their character references put in (4.4, 4.5), and with the namespace declarations that the
    /// document type gives to elements in their start tags.
    pub(super) fn plain<'t>(&self, text: &'t str) -> Changed<'t> {
        let blank = self.blank.iter().map(|range| Change {
            old: range.clone(),
            new: text[range.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect(),
            bytes: Vec::new(),
        });
        let values = self.values.iter().map(|range| literal(text, range.clone()));
        let mut changes: Vec<Change> = blank.chain(values).collect();
        changes.sort_by_key(|change| change.old.start);
        changes.extend(self.given_namespaces(text));
        Changed::new(text, changes)
    }

    /// The namespace declarations that start tags are given by the document type (3.3.2; Namespaces in XML, 6).
    fn given_namespaces(&self, text: &str) -> Vec<Change> {
        let declared = |own: &&AttributeDeclaration| {
            own.default.is_some() && (own.name == "xmlns" || own.name.starts_with("xmlns:"))
        };
        let declared: Vec<&AttributeDeclaration> = self.attributes.iter().filter(declared).collect();
        let mut changes = Vec::new();
        if declared.is_empty() {
            return changes;
        }
        let mut at = self.end;
        while let Some(found) = text[at..].find('<') {
            at += found;
            let rest = &text[at..];
            let close = if rest.starts_with("<!--") {
                "-->"
            } else if rest.starts_with("<?") {
                "?>"
            } else if rest.starts_with("<![CDATA[") {
                "]]>"
            } else if rest.starts_with("</") || rest.starts_with("<!") {
                ">"
            } else {
                let tag = strict::StartTag::scan(text, at);
                let own = |name: &str| {
                    tag.declarations.iter().any(|range| {
                        let written = text[range.clone()].split(['=', ' ', '\t', '\r', '\n']).next();
                        written == Some(name)
                    })
                };
                let name = &text[tag.name.clone()];
                let mut new = String::new();
                for given in declared.iter().filter(|given| given.element == name && !own(&given.name)) {
                    let value = given.default.as_deref().unwrap_or("");
                    let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                    new.push_str(&format!(" {}=\"{value}\"", given.name));
                }
                if !new.is_empty() {
                    changes.push(Change { old: tag.name.end..tag.name.end, new, bytes: Vec::new() });
                }
                at = tag.end;
                continue;
            };
            match rest.find(close) {
                Some(length) => at += length + close.len(),
                None => break,
            }
        }
        changes
    }

    /// Why a reference to this entity cannot stand in the value of an attribute (3.1), where it cannot.
    pub(super) fn refused_in_value(&self, name: &str) -> Option<&'static str> {
        let mut seen = HashSet::new();
        let mut names = vec![name];
        while let Some(name) = names.pop() {
            if !seen.insert(name) {
                continue;
            }
            match self.entities.get(name) {
                Some(Entity::Internal(text)) => {
                    if text.contains('<') {
                        return Some("it holds `<`");
                    }
                    names.extend(strict::references(text).map(|(name, _)| name));
                }
                Some(Entity::External | Entity::Unparsed) => return Some("its text is not in this file"),
                None => {}
            }
        }
        None
    }

    /// The reference at which the entities have expanded to more text than is read, where there is one.
    pub(super) fn overflow(&self, text: &str) -> Option<Range<usize>> {
        let mut sizes = HashMap::new();
        let mut total = 0usize;
        strict::references(&text[self.end.min(text.len())..]).find_map(|(name, range)| {
            total = total.saturating_add(self.size(name, 0, &mut sizes));
            (total > MAX_TEXT).then(|| self.end + range.start..self.end + range.end)
        })
    }

    /// The length of an entity's text with all that it refers to. A loop is found by the parser below.
    fn size<'s>(&'s self, name: &'s str, depth: usize, sizes: &mut HashMap<&'s str, usize>) -> usize {
        if let Some(size) = sizes.get(name) {
            return *size;
        }
        let Some(Entity::Internal(text)) = self.entities.get(name).filter(|_| depth < MAX_DEPTH) else { return 0 };
        let inner = strict::references(text);
        let inner = inner.fold(0usize, |sum, (name, _)| sum.saturating_add(self.size(name, depth + 1, sizes)));
        let size = text.len().saturating_add(inner);
        sizes.insert(name, size);
        size
    }

    /// Entities that the text refers to and whose replacement text is not content by itself (4.3.2): the tags in it do
    /// not match, or it holds a part of some markup.
    pub(super) fn broken_entities(&self, text: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut seen = HashSet::new();
        let mut names: Vec<(&str, Range<usize>)> = strict::references(&text[self.end..])
            .map(|(name, range)| (name, self.end + range.start..self.end + range.end))
            .collect();
        names.reverse();
        while let Some((name, range)) = names.pop() {
            let Some(Entity::Internal(replacement)) = self.entities.get(name) else { continue };
            if !seen.insert(name) {
                continue;
            }
            names.extend(strict::references(replacement).map(|(name, _)| (name, range.clone())));
            if replacement.contains(['<', '&']) && !is_content(replacement) {
                let message = format!("the text of entity `{name}` is not well-formed by itself");
                faults.push(Fault::new(&catalogue::MALFORMED_ENTITY, message, range));
            }
        }
        faults
    }
}

/// Whether an entity's replacement text matches `content` (4.3.2). References to other entities stand for text here;
/// prefixes may be bound outside.
fn is_content(replacement: &str) -> bool {
    let mut text = String::with_capacity(replacement.len() + 7);
    text.push_str("<x>");
    let mut done = 0;
    for (name, range) in strict::references(replacement) {
        if !matches!(name, "lt" | "gt" | "amp" | "apos" | "quot") {
            text.push_str(&replacement[done..range.start]);
            done = range.end;
        }
    }
    text.push_str(&replacement[done..]);
    text.push_str("</x>");
    match roxmltree::Document::parse(&text) {
        Ok(tree) => tree.root_element().range().end == text.len(),
        Err(roxmltree::Error::UnknownNamespace(..)) => true,
        Err(_) => false,
    }
}

/// Where reading goes on behind a declaration with a fault.
fn skip_declaration(text: &str, start: usize, from: usize) -> usize {
    let from = from.clamp(start, text.len());
    let in_subset = text[start..from].contains('[');
    let close = if in_subset { text[from..].find("]>").map(|at| at + 2) } else { None };
    close.or_else(|| text[from..].find('>').map(|at| at + 1)).map_or(text.len(), |length| from + length)
}

/// A place in the text, or in the replacement text of a parameter entity.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    /// The reference that the text stands for; faults are told there.
    place: Option<Range<usize>>,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn range(&self, range: Range<usize>) -> Range<usize> {
        self.place.clone().unwrap_or(range)
    }

    /// A fault at this place.
    fn expected(&self, what: &str) -> Fault {
        let next = self.rest().chars().next();
        let shown = next.map_or_else(|| "the end".to_owned(), |c| format!("`{}`", c.escape_debug()));
        let length = next.map_or(0, char::len_utf8);
        let message = format!("{what} is expected in the document type declaration, not {shown}");
        Fault::new(&catalogue::MALFORMED_DOCTYPE, message, self.range(self.at..self.at + length))
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.rest().starts_with(word);
        if there {
            self.at += word.len();
        }
        there
    }

    fn need(&mut self, word: &str) -> Result<(), Fault> {
        if self.take(word) { Ok(()) } else { Err(self.expected(&format!("`{word}`"))) }
    }

    /// Skips white space; says whether there was any.
    fn space(&mut self) -> bool {
        let before = self.at;
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\r', '\n']).len();
        self.at > before
    }

    fn need_space(&mut self) -> Result<(), Fault> {
        if self.space() { Ok(()) } else { Err(self.expected("white space")) }
    }

    /// A run of name characters, possibly none.
    fn token(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// A name. Namespaces in XML wants qualified names for elements and attributes, and no colon in others.
    fn name(&mut self, is_qualified: bool) -> Result<&'t str, Fault> {
        let start = self.at;
        let name = if self.rest().starts_with(is_name_start_char) { self.token() } else { "" };
        if name.is_empty() {
            return Err(self.expected("a name"));
        }
        let is_well_formed = match name.split_once(':') {
            None => true,
            Some((prefix, local)) => is_qualified && is_ncname(prefix) && is_ncname(local),
        };
        if is_well_formed {
            return Ok(name);
        }
        let range = self.range(start..self.at);
        Err(Fault::new(&catalogue::MALFORMED_DOCTYPE, format!("`{name}` has a colon where none can stand"), range))
    }

    /// A literal in quotes: its text, and its range with the quotes.
    fn literal(&mut self) -> Result<(&'t str, Range<usize>), Fault> {
        let start = self.at;
        let rest = self.rest();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Err(self.expected("a literal in quotes"));
        };
        let Some(length) = rest[1..].find(quote) else {
            let range = self.range(start..start + 1);
            return Err(Fault::new(&catalogue::MALFORMED_DOCTYPE, "the literal is never closed", range));
        };
        self.at += length + 2;
        let value = &rest[1..=length];
        if let Some((c, at)) = strict::invalid_character(value) {
            let range = self.range(start + 1 + at..start + 1 + at + c.len_utf8());
            return Err(Fault::invalid_character(c, range));
        }
        Ok((value, start..self.at))
    }
}

struct Reader {
    dtd: Dtd,
    /// Replacement texts of parameter entities; `None` for those in other files.
    parameters: HashMap<String, Option<String>>,
    expanded: usize,
    /// A parameter entity that is not read came before: declarations of entities and attributes behind it may not be
    /// those that count (5.1).
    is_cut: bool,
}

impl Reader {
    /// What follows `<!DOCTYPE`.
    fn doctype(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        cursor.need_space()?;
        cursor.name(true)?;
        let space = cursor.space();
        if space && (cursor.rest().starts_with("SYSTEM") || cursor.rest().starts_with("PUBLIC")) {
            Self::external_id(cursor, true)?;
            cursor.space();
        }
        if cursor.take("[") {
            let start = cursor.at;
            self.subset(cursor, 0)?;
            if !cursor.take("]") {
                return Err(if cursor.rest().is_empty() {
                    let range = self.dtd.start..self.dtd.start + "<!DOCTYPE".len();
                    Fault::new(&catalogue::UNTERMINATED_DOCTYPE, "document type declaration is never closed", range)
                } else {
                    cursor.expected("a declaration, or `]`,")
                });
            }
            // What the parser below does not know is blank for it, what it knows too loosely is given anew.
            self.mask(start..cursor.at - 1, cursor.text);
            cursor.space();
        }
        if cursor.rest().is_empty() {
            let range = self.dtd.start..self.dtd.start + "<!DOCTYPE".len();
            return Err(Fault::new(
                &catalogue::UNTERMINATED_DOCTYPE,
                "document type declaration is never closed",
                range,
            ));
        }
        cursor.need(">")
    }

    /// Blanks what lies between the entity declarations that stay.
    fn mask(&mut self, subset: Range<usize>, text: &str) {
        let kept = std::mem::take(&mut self.dtd.blank);
        let mut at = subset.start;
        for range in kept {
            if range.start >= at {
                self.dtd.blank.push(at..range.start);
                at = range.end;
            }
        }
        self.dtd.blank.push(at..subset.end);
        self.dtd.blank.retain(|range| !text[range.clone()].trim().is_empty());
    }

    /// Declarations up to `]` or to the end of a parameter entity.
    fn subset(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Result<(), Fault> {
        loop {
            cursor.space();
            let rest = cursor.rest();
            if rest.is_empty() || (depth == 0 && rest.starts_with(']')) {
                return Ok(());
            }
            let start = cursor.at;
            let found = if rest.starts_with("<!--") {
                Self::comment(cursor)
            } else if rest.starts_with("<?") {
                Self::instruction(cursor)
            } else if rest.starts_with("<!") {
                self.declaration(cursor)
            } else if rest.starts_with('%') {
                self.reference(cursor, depth)
            } else {
                Err(cursor.expected("a declaration, or `]`,"))
            };
            if let Err(fault) = found {
                let is_end = [&catalogue::UNTERMINATED_COMMENT, &catalogue::UNTERMINATED_PROCESSING_INSTRUCTION]
                    .contains(&fault.name);
                // Only markup has an end to go on behind.
                if is_end || !rest.starts_with('<') {
                    return Err(fault);
                }
                let is_passed = rest.starts_with("<!--") || rest.starts_with("<?");
                if !is_passed {
                    let from = cursor.at.max(start + 1).min(cursor.text.len());
                    let Some(length) = cursor.text[from..].find('>') else { return Err(fault) };
                    let skipped = cursor.text[from..from + length].trim_end_matches([' ', '\t', '\r', '\n']);
                    // The `>` behind `]` is that of the whole.
                    let closes = depth == 0 && skipped.ends_with(']');
                    cursor.at = if closes { from + skipped.len() - 1 } else { from + length + 1 };
                }
                self.dtd.fault(fault);
            }
        }
    }

    fn comment(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at;
        let Some(length) = cursor.rest()[4..].find("-->") else {
            let range = cursor.range(start..start + 4);
            return Err(Fault::new(&catalogue::UNTERMINATED_COMMENT, "comment is never closed", range));
        };
        cursor.at += 4 + length + 3;
        match strict::comment(cursor.text, start..cursor.at) {
            Some(fault) => Err(Fault { range: cursor.range(fault.range.clone()), ..fault }),
            None => Ok(()),
        }
    }

    fn instruction(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at;
        let Some(length) = cursor.rest()[2..].find("?>") else {
            let range = cursor.range(start..start + 2);
            return Err(Fault::new(
                &catalogue::UNTERMINATED_PROCESSING_INSTRUCTION,
                "processing instruction is never closed",
                range,
            ));
        };
        cursor.at += 2 + length + 2;
        match strict::instruction(cursor.text, start..cursor.at) {
            Some(fault) => Err(Fault { range: cursor.range(fault.range.clone()), ..fault }),
            None => Ok(()),
        }
    }

    /// A reference to a parameter entity between declarations (4.4.8).
    fn reference(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Result<(), Fault> {
        let start = cursor.at;
        cursor.at += 1;
        let name = cursor.name(false)?;
        cursor.need(";")?;
        let range = cursor.range(start..cursor.at);
        match self.parameters.get(name).cloned() {
            None => {
                Err(Fault::new(&catalogue::UNKNOWN_ENTITY, format!("parameter entity `{name}` is not declared"), range))
            }
            Some(None) => {
                self.is_cut = true;
                Ok(())
            }
            Some(Some(text)) => {
                self.expanded += text.len();
                if depth >= MAX_DEPTH || self.expanded > MAX_EXPANSION {
                    let message = "parameter entities refer to each other too deeply or too often";
                    return Err(Fault::new(&catalogue::ENTITY_EXPANSION_LIMIT, message, range));
                }
                self.subset(&mut Cursor { text: &text, at: 0, place: Some(range) }, depth + 1)
            }
        }
    }

    fn declaration(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at;
        cursor.at += 2;
        match cursor.token() {
            "ENTITY" => self.entity(cursor, start),
            "ELEMENT" => {
                cursor.need_space()?;
                cursor.name(true)?;
                cursor.need_space()?;
                content_model(cursor)?;
                cursor.space();
                cursor.need(">")
            }
            "ATTLIST" => self.attribute_list(cursor),
            "NOTATION" => {
                cursor.need_space()?;
                cursor.name(false)?;
                cursor.need_space()?;
                Self::external_id(cursor, false)?;
                cursor.space();
                cursor.need(">")
            }
            word => {
                let message = if cursor.text[start..].starts_with("<![") {
                    "conditional sections can stand in external subsets only".to_owned()
                } else {
                    format!("`<!{word}` begins no declaration; there are ENTITY, ELEMENT, ATTLIST and NOTATION")
                };
                Err(Fault::new(&catalogue::MALFORMED_DOCTYPE, message, cursor.range(start..cursor.at)))
            }
        }
    }

    /// `SYSTEM "…"` or `PUBLIC "…" "…"`; the system identifier, where there is one. A notation needs none with PUBLIC.
    fn external_id<'t>(cursor: &mut Cursor<'t>, needs_system: bool) -> Result<&'t str, Fault> {
        if cursor.take("SYSTEM") {
            cursor.need_space()?;
            return Ok(cursor.literal()?.0);
        }
        if !cursor.take("PUBLIC") {
            return Err(cursor.expected("`SYSTEM` or `PUBLIC`"));
        }
        cursor.need_space()?;
        let (public, range) = cursor.literal()?;
        let is_pubid = |c: char| c.is_ascii_alphanumeric() || " \r\n-'()+,./:=?;!*#@$_%".contains(c);
        if let Some(c) = public.chars().find(|c| !is_pubid(*c)) {
            let message = format!("`{}` cannot stand in a public identifier", c.escape_debug());
            return Err(Fault::new(&catalogue::MALFORMED_DOCTYPE, message, cursor.range(range)));
        }
        let space = cursor.space();
        if !needs_system && !cursor.rest().starts_with(['"', '\'']) {
            return Ok("");
        }
        if !space {
            return Err(cursor.expected("white space"));
        }
        Ok(cursor.literal()?.0)
    }

    /// `<!ENTITY …>` (4.2).
    fn entity(&mut self, cursor: &mut Cursor<'_>, start: usize) -> Result<(), Fault> {
        cursor.need_space()?;
        let is_parameter = cursor.take("%");
        if is_parameter {
            cursor.need_space()?;
        }
        let name = cursor.name(false)?;
        cursor.need_space()?;
        let mut literal = None;
        let entity = if cursor.rest().starts_with(['"', '\'']) {
            let (value, range) = cursor.literal()?;
            let text = entity_value(value, range.start + 1)
                .map_err(|fault| Fault { range: cursor.range(fault.range.clone()), ..fault })?;
            literal = Some((range, text.clone()));
            Entity::Internal(text)
        } else {
            let system = Self::external_id(cursor, true)?;
            let space = cursor.space();
            if !is_parameter && cursor.rest().starts_with("NDATA") {
                if !space {
                    return Err(cursor.expected("white space"));
                }
                cursor.need("NDATA")?;
                cursor.need_space()?;
                cursor.name(false)?;
                if !self.dtd.entities.contains_key(name) {
                    self.dtd.facts.unparsed.push((name.to_owned(), system.to_owned()));
                }
                Entity::Unparsed
            } else {
                Entity::External
            }
        };
        cursor.space();
        cursor.need(">")?;
        if is_parameter {
            let text = if let Entity::Internal(text) = entity { Some(text) } else { None };
            self.parameters.entry(name.to_owned()).or_insert(text);
            return Ok(());
        }
        // the first declaration counts (4.2)
        if self.is_cut || self.dtd.entities.contains_key(name) {
            return Ok(());
        }
        if self.dtd.entities.len() >= MAX_ENTITIES {
            self.dtd.is_excessive = true;
            let message = format!("more than {MAX_ENTITIES} entities are declared");
            return Err(Fault::new(
                &catalogue::ENTITY_EXPANSION_LIMIT,
                message,
                cursor.range(start..start + "<!ENTITY".len()),
            ));
        }
        if let (Some((range, text)), None) = (literal, &cursor.place) {
            if cursor.text[range.start + 1..range.end - 1] != *text {
                self.dtd.values.push(range);
            }
            // kept, see `mask`
            self.dtd.blank.push(start..cursor.at);
        }
        self.dtd.entities.insert(name.to_owned(), entity);
        Ok(())
    }

    /// `<!ATTLIST …>` (3.3).
    fn attribute_list(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        cursor.need_space()?;
        let element = cursor.name(true)?;
        loop {
            let space = cursor.space();
            if cursor.take(">") {
                return Ok(());
            }
            if !space {
                return Err(cursor.expected("white space"));
            }
            let name = cursor.name(true)?;
            cursor.need_space()?;
            let kind = attribute_type(cursor)?;
            cursor.need_space()?;
            let mut default = None;
            if !cursor.take("#REQUIRED") && !cursor.take("#IMPLIED") {
                if cursor.take("#FIXED") {
                    cursor.need_space()?;
                } else if !cursor.rest().starts_with(['"', '\'']) {
                    return Err(cursor.expected("`#REQUIRED`, `#IMPLIED`, `#FIXED` or a value"));
                }
                let (value, range) = cursor.literal()?;
                let value = self
                    .default_value(value, range.start + 1)
                    .map_err(|fault| Fault { range: cursor.range(fault.range.clone()), ..fault })?;
                default = Some(if kind == "CDATA" { value } else { strict::collapse(&value) });
            }
            let is_known = self.dtd.attributes.iter().any(|own| own.element == element && own.name == name);
            if self.is_cut || is_known {
                continue;
            }
            if kind == "ID" {
                self.dtd.facts.ids.push((element.to_owned(), name.to_owned()));
            }
            let is_tokenized = kind != "CDATA";
            if is_tokenized || default.is_some() {
                let (element, name) = (element.to_owned(), name.to_owned());
                self.dtd.attributes.push(AttributeDeclaration { element, name, is_tokenized, default });
            }
        }
    }

    /// A default value, normalised (3.3.3). Entities in it must be declared before.
    fn default_value(&self, value: &str, at: usize) -> Result<String, Fault> {
        if let Some(index) = value.find('<') {
            let range = at + index..at + index + 1;
            return Err(Fault::new(&catalogue::UNESCAPED_LESS_THAN, "`<` is not allowed in an attribute value", range));
        }
        let mut normalised = String::new();
        self.normalise(value, at, 0, &mut normalised)?;
        Ok(normalised)
    }

    fn normalise(&self, value: &str, at: usize, depth: usize, into: &mut String) -> Result<(), Fault> {
        let mut rest = value;
        while let Some(index) = rest.find(['&', '\t', '\n', '\r']) {
            into.push_str(&rest[..index]);
            let special = &rest[index..];
            if !special.starts_with('&') {
                into.push(' ');
                rest = &special[1..];
                continue;
            }
            let offset = at + (value.len() - special.len());
            let (name, length) = strict::reference(special, offset)?;
            rest = &special[length..];
            let range = offset..offset + length;
            if let Some(c) = strict::predefined(name) {
                into.push(c);
            } else if name.starts_with('#') {
                into.push(strict::character(name, range)?);
            } else if let Some(why) = self.dtd.refused_in_value(name) {
                let message = format!("entity `{name}` cannot stand in the value of an attribute: {why}");
                return Err(Fault::new(&catalogue::MALFORMED_ENTITY, message, range));
            } else if let Some(Entity::Internal(text)) = self.dtd.entities.get(name) {
                if depth >= MAX_DEPTH || into.len() > MAX_EXPANSION {
                    let message = "entities refer to each other too deeply or too often";
                    return Err(Fault::new(&catalogue::ENTITY_EXPANSION_LIMIT, message, range));
                }
                self.normalise(text, offset, depth + 1, into)?;
            } else {
                return Err(Fault::new(&catalogue::UNKNOWN_ENTITY, format!("entity `{name}` is not declared"), range));
            }
        }
        into.push_str(rest);
        Ok(())
    }
}

/// An entity's literal as the parser below is to read it: its character references put in, between quotes that it does
/// not hold. Where it holds both, attributes get double quotes, and references stand for the single ones.
fn literal(text: &str, range: Range<usize>) -> Change {
    let inside = range.start + 1..range.end - 1;
    let mut characters: Vec<(char, Range<usize>)> = Vec::new();
    let mut at = inside.start;
    while let Some(c) = text[at..inside.end].chars().next() {
        let mut found = (c, at..at + c.len_utf8());
        if text[at..].starts_with("&#")
            && let Some(length) = text[at..inside.end].find(';')
            && let Ok(c) = strict::character(&text[at + 1..at + length], at..at + length + 1)
        {
            found = (c, at..at + length + 1);
        }
        at = found.1.end;
        characters.push(found);
    }
    let holds = |quote: char| characters.iter().any(|(c, _)| *c == quote);
    let (single, double) = (holds('\''), holds('"'));
    let quote = if double { "'" } else { "\"" };
    let (mut new, mut bytes) = (String::new(), Vec::new());
    let mut push = |piece: &str, place: Range<usize>| {
        let place = (place.start - range.start) as u32..(place.end - range.start) as u32;
        bytes.extend(std::iter::repeat_n(place, piece.len()));
        new.push_str(piece);
    };
    push(quote, range.start..inside.start);
    let (mut in_tag, mut delimiter) = (false, None);
    for (c, place) in characters {
        let piece = match (c, delimiter) {
            _ if !(single && double) => None,
            ('\'' | '"', None) if in_tag => {
                delimiter = Some(c);
                Some("\"")
            }
            (c, Some(own)) if c == own => {
                delimiter = None;
                Some("\"")
            }
            ('"', Some(_)) => Some("&#34;"),
            ('\'', _) => Some("&#39;"),
            ('<', None) => {
                in_tag = true;
                None
            }
            ('>', None) => {
                in_tag = false;
                None
            }
            _ => None,
        };
        push(piece.unwrap_or(c.encode_utf8(&mut [0; 4])), place);
    }
    push(quote, inside.end..range.end);
    Change { old: range, new, bytes }
}

/// The replacement text of an entity's literal: character references are put in, others stay (4.5).
fn entity_value(value: &str, at: usize) -> Result<String, Fault> {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(index) = rest.find(['&', '%']) {
        text.push_str(&rest[..index]);
        let special = &rest[index..];
        let offset = at + (value.len() - special.len());
        if special.starts_with('%') {
            let message = "`%` cannot stand in the value of an entity here; write `&#37;`";
            return Err(Fault::new(&catalogue::MALFORMED_DOCTYPE, message, offset..offset + 1));
        }
        let (name, length) = strict::reference(special, offset)?;
        if name.starts_with('#') {
            text.push(strict::character(name, offset..offset + length)?);
        } else {
            text.push_str(&special[..length]);
        }
        rest = &special[length..];
    }
    text.push_str(rest);
    Ok(text)
}

/// What `<!ELEMENT name` is followed by (3.2). Parentheses may nest as they like, so there is no recursion.
fn content_model(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    if cursor.rest().starts_with(is_name_start_char) {
        let start = cursor.at;
        let word = cursor.token();
        if matches!(word, "EMPTY" | "ANY") {
            return Ok(());
        }
        cursor.at = start;
    }
    if !cursor.rest().starts_with('(') {
        return Err(cursor.expected("`EMPTY`, `ANY` or `(`"));
    }
    // the separator of each open parenthesis, once it is known
    let mut open: Vec<Option<char>> = Vec::new();
    loop {
        // a particle
        if cursor.take("(") {
            cursor.space();
            if open.is_empty() && cursor.take("#PCDATA") {
                return mixed(cursor);
            }
            open.push(None);
            continue;
        }
        cursor.name(true)?;
        occurrence(cursor);
        // what may follow it
        loop {
            cursor.space();
            let Some(separator) = open.last_mut() else { return Ok(()) };
            if cursor.take(")") {
                open.pop();
                occurrence(cursor);
                if open.is_empty() {
                    return Ok(());
                }
                continue;
            }
            match cursor.rest().chars().next() {
                Some(c @ (',' | '|')) if separator.is_none_or(|own| own == c) => {
                    *separator = Some(c);
                    cursor.at += 1;
                    cursor.space();
                    break;
                }
                _ => {
                    let what = separator.map_or("`,`, `|` or `)`".to_owned(), |own| format!("`{own}` or `)`"));
                    return Err(cursor.expected(&what));
                }
            }
        }
    }
}

fn occurrence(cursor: &mut Cursor<'_>) {
    let _ = cursor.take("?") || cursor.take("*") || cursor.take("+");
}

/// What follows `(#PCDATA` (3.2.2).
fn mixed(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    let mut has_names = false;
    loop {
        cursor.space();
        if cursor.take(")") {
            let star = cursor.take("*");
            return if star || !has_names { Ok(()) } else { Err(cursor.expected("`*` behind the `)`")) };
        }
        cursor.need("|").map_err(|_| cursor.expected("`|` or `)`"))?;
        cursor.space();
        cursor.name(true)?;
        has_names = true;
    }
}

/// The type of an attribute (3.3.1): its keyword, `NOTATION`, or `(` for an enumeration.
fn attribute_type<'t>(cursor: &mut Cursor<'t>) -> Result<&'t str, Fault> {
    if cursor.rest().starts_with('(') {
        enumeration(cursor, false)?;
        return Ok("(");
    }
    let start = cursor.at;
    match cursor.token() {
        kind @ ("CDATA" | "ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS") => Ok(kind),
        kind @ "NOTATION" => {
            cursor.need_space()?;
            enumeration(cursor, true)?;
            Ok(kind)
        }
        _ => {
            cursor.at = start;
            Err(cursor.expected("the type of the attribute, as `CDATA`,"))
        }
    }
}

fn enumeration(cursor: &mut Cursor<'_>, is_notation: bool) -> Result<(), Fault> {
    cursor.need("(")?;
    loop {
        cursor.space();
        if is_notation {
            cursor.name(false)?;
        } else if cursor.token().is_empty() {
            return Err(cursor.expected("a value"));
        }
        cursor.space();
        if cursor.take(")") {
            return Ok(());
        }
        cursor.need("|").map_err(|_| cursor.expected("`|` or `)`"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_unparsed_entities() {
        let text = "<?xml version='1.0'?><!-- <!DOCTYPE x [ --><!DOCTYPE a SYSTEM 'a[.dtd' [
            <!-- <!ATTLIST no no ID #IMPLIED> --><!ELEMENT a ANY>
            <!ATTLIST a x CDATA 'ID' n ID #REQUIRED y (b|c) \"b\"><!ENTITY t 'SYSTEM'>
            <!ENTITY p SYSTEM 'p.gif' NDATA gif><!ENTITY q PUBLIC '-//q' 'q.gif' NDATA gif>]><a n='1'/>";
        let facts = DtdFacts::read(text);
        assert_eq!(facts.ids, [("a".to_owned(), "n".to_owned())]);
        let unparsed = [("p", "p.gif"), ("q", "q.gif")].map(|(name, uri)| (name.to_owned(), uri.to_owned()));
        assert_eq!(facts.unparsed, unparsed);
        assert_eq!(DtdFacts::read("<a/>"), DtdFacts::default());
        assert_eq!(DtdFacts::read("<!DOCTYPE a [<!ATTLIST a"), DtdFacts::default());
    }

    #[test]
    fn declarations_count_once_and_through_parameter_entities() {
        let text = "<!DOCTYPE a [<!ENTITY % p '<!ENTITY e \"1\"><!ATTLIST a x CDATA \"2\">'>%p;<!ENTITY e '3'>]><a/>";
        let dtd = Dtd::read(text).unwrap();
        assert!(dtd.faults.is_empty(), "{:?}", dtd.faults);
        assert_eq!(dtd.internal_entities().collect::<Vec<_>>(), [("e", "1")]);
        assert_eq!(dtd.attributes[0].default.as_deref(), Some("2"));
        assert_eq!(&text[dtd.end..], "<a/>");
    }

    #[test]
    fn the_parser_below_reads_entities_only() {
        let text = "<!DOCTYPE a [<!ELEMENT a ANY> <!ENTITY e '&#60;b/>'><!ENTITY % x ''>%x;]><a>&e;</a>";
        let dtd = Dtd::read(text).unwrap();
        let plain = dtd.plain(text).text;
        let words: Vec<&str> = plain.split_whitespace().collect();
        assert_eq!(words, ["<!DOCTYPE", "a", "[", "<!ENTITY", "e", "\"<b/>\">", "]><a>&e;</a>"]);
        // one that cannot be read is left to the parser
        let text = "<!DOCTYPE a [<!ENTITY e '1'>%x;]><a>&e;</a>";
        let dtd = Dtd::read(text).unwrap();
        assert_eq!(dtd.plain(text).text, text);
        assert_eq!(dtd.faults[0].name, &catalogue::UNKNOWN_ENTITY);
    }

    #[test]
    fn defaults_and_tokens() {
        let text = "<!DOCTYPE a [<!ENTITY e 'E&#x26;#38;'><!ATTLIST a d CDATA 'x &e; &lt;&#x9;' t NMTOKENS ' p  q ' \
                    f CDATA #FIXED \"F\" c ( y | z ) 'y' n NOTATION (g) #IMPLIED xml:space (default|preserve) 'preserve'>\
                    <!ATTLIST a d CDATA 'late'>]><a t='  1   2 '><a d='own' c='z'/></a>";
        let mut sources = crate::text::Sources::new();
        let id = sources.add("t.xml", text);
        let document = crate::xml::parse(sources.get(id)).document;
        assert_eq!(
            document.write(&crate::xml::WriteOptions::plain()),
            "<a t=\"1 2\" d=\"x E&amp; &lt;&#9;\" f=\"F\" c=\"y\" xml:space=\"preserve\">\
             <a d=\"own\" c=\"z\" t=\"p q\" f=\"F\" xml:space=\"preserve\"/></a>\n"
        );
    }
}
