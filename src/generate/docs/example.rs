//! Small valid parts of documents, made from a grammar, and the proof that all examples of a reference are valid.

use std::collections::HashMap;

use super::model::Reference;
use crate::diagnostic::has_errors;
use crate::rng::Schema;
use crate::rng::datatype::{Datatype, NoContext};
use crate::rng::simple::{DefineId, Grammar, Info, NameClass, Pattern, PatternId};
use crate::text::Sources;
use crate::xml;

/// An example longer than this helps nobody.
const MAX_LINES: usize = 40;

/// Writes the smallest element of a define that the grammar accepts.
pub(super) struct Minimal<'g> {
    grammar: &'g Grammar,
    /// The size of the smallest content of each define; those that need themselves have none.
    sizes: Vec<Option<usize>>,
}

#[derive(Default)]
struct Written {
    attributes: Vec<(String, String)>,
    content: Vec<Item>,
}

enum Item {
    Text(String),
    Element(usize),
}

impl<'g> Minimal<'g> {
    pub(super) fn new(grammar: &'g Grammar) -> Self {
        let mut minimal = Self { grammar, sizes: vec![None; grammar.defines.len()] };
        // smallest first, until nothing changes: each round settles at least one define
        loop {
            let mut changed = false;
            for (index, define) in grammar.defines.iter().enumerate() {
                let size = minimal.size(define.content, &mut HashMap::new()).map(|size| size + 1);
                if size.is_some() && (minimal.sizes[index].is_none() || size < minimal.sizes[index]) {
                    minimal.sizes[index] = size;
                    changed = true;
                }
            }
            if !changed {
                return minimal;
            }
        }
    }

    fn size(&self, id: PatternId, memo: &mut HashMap<PatternId, Option<usize>>) -> Option<usize> {
        if let Some(known) = memo.get(&id) {
            return *known;
        }
        let size = match self.grammar.pattern(id) {
            Pattern::Empty | Pattern::Text => Some(0),
            Pattern::NotAllowed => None,
            Pattern::Value { .. } | Pattern::Data { .. } => Some(1),
            Pattern::Attribute { content, .. } => self.size(*content, memo).map(|size| size + 1),
            Pattern::Ref(DefineId(index)) => self.sizes[*index as usize],
            Pattern::Choice(members) => members.iter().filter_map(|member| self.size(*member, memo)).min(),
            Pattern::Group(members) | Pattern::Interleave(members) => {
                members.iter().map(|member| self.size(*member, memo)).sum()
            }
            Pattern::OneOrMore(member) | Pattern::List(member) => self.size(*member, memo),
        };
        memo.insert(id, size);
        size
    }

    /// The element; `None` where the grammar has none, or where it takes more than a page can show.
    pub(super) fn element(&self, index: usize) -> Option<String> {
        let mut text = String::new();
        self.write(index, 0, &mut text)?;
        (text.lines().count() <= MAX_LINES).then_some(text)
    }

    fn write(&self, index: usize, depth: usize, text: &mut String) -> Option<()> {
        let define = &self.grammar.defines[index];
        let (namespace, local) = name_of(&define.name_class)?;
        let mut written = Written::default();
        if depth > 12 {
            return None;
        }
        self.fill(define.content, &mut written)?;
        let indent = "  ".repeat(depth);
        text.push_str(&format!("{indent}<{local}"));
        if depth == 0 && !namespace.is_empty() {
            text.push_str(&format!(" xmlns=\"{}\"", escaped(&namespace)));
        }
        for (name, value) in &written.attributes {
            text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        let texts: String = written
            .content
            .iter()
            .filter_map(|item| if let Item::Text(text) = item { Some(text.as_str()) } else { None })
            .collect();
        let children: Vec<usize> = written
            .content
            .iter()
            .filter_map(|item| if let Item::Element(index) = item { Some(*index) } else { None })
            .collect();
        if children.is_empty() && texts.is_empty() {
            text.push_str("/>\n");
        } else if children.is_empty() {
            text.push_str(&format!(">{}</{local}>\n", escaped(&texts)));
        } else {
            text.push_str(">\n");
            for child in children {
                self.write(child, depth + 1, text)?;
            }
            text.push_str(&format!("{indent}</{local}>\n"));
        }
        Some(())
    }

    fn fill(&self, id: PatternId, written: &mut Written) -> Option<()> {
        match self.grammar.pattern(id) {
            Pattern::Empty => {}
            // what may be empty says more with a word in it
            Pattern::Text => {
                if !written.content.iter().any(|item| matches!(item, Item::Element(_))) {
                    written.content.push(Item::Text("text".to_owned()));
                }
            }
            Pattern::NotAllowed => return None,
            Pattern::Value { .. } | Pattern::Data { .. } | Pattern::List(_) => {
                let value = self.value(id)?;
                written.content.push(Item::Text(value));
            }
            Pattern::Attribute { name, content } => {
                let (namespace, local) = name_of(name)?;
                let local = match &*namespace {
                    "" => local,
                    xml::XML_NAMESPACE => format!("xml:{local}"),
                    _ => return None,
                };
                written.attributes.push((local, self.value(*content)?));
            }
            Pattern::Ref(DefineId(index)) => {
                self.sizes[*index as usize]?;
                written.content.push(Item::Element(*index as usize));
            }
            Pattern::Choice(members) => {
                let mut memo = HashMap::new();
                let least = members.iter().filter_map(|member| Some((self.size(*member, &mut memo)?, *member)));
                let (_, member) = least.min_by_key(|(size, _)| *size)?;
                self.fill(member, written)?;
            }
            Pattern::Group(members) | Pattern::Interleave(members) => {
                for member in members {
                    self.fill(*member, written)?;
                }
            }
            Pattern::OneOrMore(member) => self.fill(*member, written)?,
        }
        Some(())
    }

    /// A value that a pattern of text is likely to take; the validator has the last word.
    fn value(&self, id: PatternId) -> Option<String> {
        match self.grammar.pattern(id) {
            Pattern::Empty => Some(String::new()),
            Pattern::Text => Some("text".to_owned()),
            Pattern::Value { value, .. } => Some(value.to_string()),
            Pattern::Data { datatype, params, .. } => {
                let candidates = [
                    "name",
                    "1",
                    "true",
                    "0",
                    "10",
                    "text",
                    "a",
                    "1.0.0",
                    "2026-11-28",
                    "2026-11-28T09:00:00",
                    "09:00:00",
                    "P1D",
                    "en",
                    "http://example.com/",
                    "1G",
                    "4k",
                    "0x4",
                    "root",
                    "x86_64",
                    "00112233",
                    "b0:00:00:00:00:01",
                    "/path",
                    "this://path",
                    "user:group",
                    "644",
                    "8192",
                ];
                let typed = Datatype::new(&datatype.library, &datatype.name, params).ok()?;
                let found = candidates.iter().find(|candidate| typed.is_valid(candidate, &NoContext));
                found.map(|found| (*found).to_owned())
            }
            Pattern::Choice(members) => members.iter().find_map(|member| {
                let empty = matches!(self.grammar.pattern(*member), Pattern::Empty);
                if empty { None } else { self.value(*member) }
            }),
            Pattern::OneOrMore(member) | Pattern::List(member) => self.value(*member),
            Pattern::Group(members) => {
                Some(members.iter().map(|member| self.value(*member)).collect::<Option<Vec<_>>>()?.join(" "))
            }
            _ => None,
        }
    }
}

fn name_of(class: &NameClass) -> Option<(String, String)> {
    match class {
        NameClass::Name { namespace, local } => Some((namespace.to_string(), local.to_string())),
        NameClass::Choice(classes) => classes.iter().find_map(name_of),
        NameClass::NsName { .. } | NameClass::AnyName { .. } => None,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A validator for parts of documents: any element of the grammar may be the document element.
pub(super) fn of_parts(grammar: &Grammar) -> Option<Schema> {
    let mut parts = grammar.clone();
    let refs: Vec<PatternId> = (0..parts.defines.len())
        .map(|index| parts.add(Pattern::Ref(DefineId(u32::try_from(index).unwrap_or(u32::MAX))), Info::default()))
        .collect();
    parts.start = match refs.len() {
        0 => return None,
        1 => refs[0],
        _ => parts.add(Pattern::Choice(refs), Info::default()),
    };
    Schema::compile(parts).ok().map(Schema::without_ids)
}

/// Whether a part of a document is valid.
pub(super) fn is_valid(parts: &Schema, text: &str) -> bool {
    let mut sources = Sources::new();
    let id = sources.add("example.xml", text);
    let parsed = xml::parse(sources.get(id));
    !has_errors(&parsed.diagnostics) && !has_errors(&parts.validate(&parsed.document))
}

/// Examples of a reference that the grammar refuses.
pub(super) fn invalid(reference: &Reference, grammar: &Grammar) -> Vec<String> {
    let Some(parts) = of_parts(grammar) else { return Vec::new() };
    let mut wrong = Vec::new();
    for element in &reference.elements {
        let examples = element.examples.iter().map(|example| (example.title.as_str(), example.text.as_str()));
        for (title, text) in examples.chain(element.minimal.iter().map(|text| ("the smallest one", text.as_str()))) {
            if !is_valid(&parts, text) {
                wrong.push(format!("an example of `{}` is not valid: {title}", element.name));
            }
        }
    }
    wrong
}
