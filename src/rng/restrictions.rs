//! Section 7: what a grammar in the simple form may not do. Patterns are shared, so each is looked at once in each
//! kind of surroundings; nothing here recurses.

use crate::rng::schema_catalogue;
use std::collections::HashSet;

use super::simple::{Grammar, NameClass, Pattern, PatternId};
use super::symbol::SeededMap;
use crate::diagnostic::{Diagnostic, Entry};
use crate::text::Span;

/// Checks all restrictions.
#[must_use]
pub fn check(grammar: &Grammar) -> Vec<Diagnostic> {
    let mut checker = Checker {
        grammar,
        lists: None,
        surfaces: surfaces(grammar),
        seen: vec![0; grammar.patterns.len()],
        walk: 0,
        stack: Vec::new(),
        reported: HashSet::new(),
        diagnostics: Vec::new(),
    };
    checker.contexts();
    checker.string_sequences();
    checker.attributes_and_interleaves();
    checker.diagnostics.sort_by_key(|diagnostic| diagnostic.primary);
    checker.diagnostics
}

const ATTRIBUTE: u8 = 1;
const ONE_OR_MORE: u8 = 2;
const REPEATED_GROUP: u8 = 4;
const LIST: u8 = 8;
const EXCEPT: u8 = 16;
const START: u8 = 32;

const ATTRIBUTES: u8 = 1;
const ELEMENTS: u8 = 2;
const TEXT: u8 = 4;

/// What a pattern stands in, with the places of it for messages.
#[derive(Clone, Copy)]
struct Surroundings {
    flags: u8,
    repeated_by: PatternId,
    outer: PatternId,
}

struct Checker<'g> {
    grammar: &'g Grammar,
    /// What only lists reach; gathered at first use.
    lists: Option<HashSet<PatternId>>,
    /// What each pattern holds outside of elements, attributes and lists: [`ATTRIBUTES`], [`ELEMENTS`], [`TEXT`].
    surfaces: Vec<u8>,
    /// The last walk over a surface that met each pattern.
    seen: Vec<u32>,
    walk: u32,
    /// Empty between walks, to be used again.
    stack: Vec<PatternId>,
    reported: HashSet<(Span, &'static Entry)>,
    diagnostics: Vec<Diagnostic>,
}

fn word(pattern: &Pattern) -> &'static str {
    match pattern {
        Pattern::Empty => "empty",
        Pattern::NotAllowed => "notAllowed",
        Pattern::Text => "text",
        Pattern::Choice(_) => "choice",
        Pattern::Group(_) => "group",
        Pattern::Interleave(_) => "interleave",
        Pattern::OneOrMore(_) => "oneOrMore",
        Pattern::List(_) => "list",
        Pattern::Data { .. } => "data",
        Pattern::Value { .. } => "value",
        Pattern::Attribute { .. } => "attribute",
        Pattern::Ref(_) => "element",
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

impl<'g> Checker<'g> {
    fn span(&self, id: PatternId) -> Span {
        self.grammar.info(id).span
    }

    fn report(&mut self, name: &'static Entry, message: String, span: Span) -> Option<&mut Diagnostic> {
        if !self.reported.insert((span, name)) {
            return None;
        }
        self.diagnostics.push(Diagnostic::error(name, message, span));
        self.diagnostics.last_mut()
    }

    // ---- 7.1 ----

    fn contexts(&mut self) {
        let mut seen = vec![0u64; self.grammar.patterns.len()];
        let mut stack: Vec<(PatternId, Surroundings)> = Vec::new();
        let fresh = |flags, id| Surroundings { flags, repeated_by: id, outer: id };
        stack.push((self.grammar.start, fresh(START, self.grammar.start)));
        for define in &self.grammar.defines {
            stack.push((define.content, fresh(0, define.content)));
        }
        while let Some((id, around)) = stack.pop() {
            let bit = 1u64 << around.flags;
            if seen[id.0 as usize] & bit != 0 {
                continue;
            }
            seen[id.0 as usize] |= bit;
            self.check_place(id, around);
            match self.grammar.pattern(id) {
                Pattern::Choice(members) => stack.extend(members.iter().map(|member| (*member, around))),
                Pattern::Group(members) | Pattern::Interleave(members) => {
                    let mut inner = around;
                    if around.flags & ONE_OR_MORE != 0 && around.flags & REPEATED_GROUP == 0 {
                        inner.flags |= REPEATED_GROUP;
                        inner.outer = id;
                    }
                    stack.extend(members.iter().map(|member| (*member, inner)));
                }
                Pattern::OneOrMore(inner) => {
                    let flags = around.flags | ONE_OR_MORE;
                    stack.push((*inner, Surroundings { flags, repeated_by: id, ..around }));
                }
                Pattern::List(inner) => {
                    let flags = around.flags | LIST;
                    stack.push((*inner, Surroundings { flags, outer: id, ..around }));
                }
                Pattern::Attribute { content, .. } => {
                    let flags = (around.flags | ATTRIBUTE) & (ATTRIBUTE | LIST | EXCEPT);
                    stack.push((*content, Surroundings { flags, outer: id, ..around }));
                }
                Pattern::Data { except: Some(except), .. } => {
                    let flags = around.flags | EXCEPT;
                    stack.push((*except, Surroundings { flags, outer: id, ..around }));
                }
                _ => {}
            }
        }
    }

    fn check_place(&mut self, id: PatternId, around: Surroundings) {
        use Pattern as P;
        let grammar = self.grammar;
        let pattern = grammar.pattern(id);
        let flags = around.flags;
        let inside = |set: u8| flags & set != 0;
        let (place, section) = match pattern {
            P::Attribute { .. } if inside(START) => ("the start", "7.1.5"),
            P::Attribute { .. } if inside(EXCEPT) => ("what is taken out of a datatype", "7.1.4"),
            P::Attribute { .. } if inside(LIST) => ("a list", "7.1.3"),
            P::Attribute { .. } if inside(ATTRIBUTE) => ("another attribute", "7.1.1"),
            P::Attribute { .. } if inside(REPEATED_GROUP) => ("a repeated group", "7.1.2"),
            P::Ref(_) if inside(EXCEPT) => ("what is taken out of a datatype", "7.1.4"),
            P::Ref(_) if inside(LIST) => ("a list", "7.1.3"),
            P::Ref(_) if inside(ATTRIBUTE) => ("an attribute", "7.1.1"),
            P::List(_) | P::Text | P::Interleave(_) if inside(LIST) => ("a list", "7.1.3"),
            P::List(_) | P::Group(_) | P::Interleave(_) | P::OneOrMore(_) | P::Text | P::Empty if inside(EXCEPT) => {
                ("what is taken out of a datatype", "7.1.4")
            }
            P::Data { .. }
            | P::Value { .. }
            | P::Text
            | P::List(_)
            | P::Group(_)
            | P::Interleave(_)
            | P::OneOrMore(_)
            | P::Empty
                if inside(START) =>
            {
                ("the start", "7.1.5")
            }
            _ => {
                self.check_open_attribute(id, around);
                return;
            }
        };
        let what = word(pattern);
        let why = match section {
            "7.1.5" => "a document is one element: `start` holds elements and choices between them",
            "7.1.4" => "only values and datatypes, and choices between them, can be taken out of a datatype",
            "7.1.3" => "a list holds values and datatypes, in groups, choices and repetitions",
            "7.1.2" => {
                "an attribute occurs once: repeat what stands beside it, or repeat the attribute alone where its name class is open"
            }
            _ => "the value of an attribute is text",
        };
        let span = match self.span(id) {
            span if span.is_empty() && section == "7.1.5" => self.span(grammar.start),
            span if span.is_empty() => self.span(around.outer),
            span => span,
        };
        let outer = self.span(around.outer);
        let repeated = self.span(around.repeated_by);
        let message = format!("{} `{what}` may not stand in {place}", article(what));
        if let Some(diagnostic) = self.report(&schema_catalogue::SCHEMA_PATTERN_NOT_ALLOWED_HERE, message, span) {
            diagnostic.notes.push(format!("{why} (section {section})"));
            if section == "7.1.2" {
                *diagnostic = diagnostic.clone().with_label(repeated, "repeated here");
            } else if section != "7.1.5" && outer != span {
                *diagnostic = diagnostic.clone().with_label(outer, "inside this");
            }
        }
    }

    /// Section 7.3, second part: an attribute with infinitely many names must be repeated.
    fn check_open_attribute(&mut self, id: PatternId, around: Surroundings) {
        let Pattern::Attribute { name, .. } = self.grammar.pattern(id) else { return };
        if around.flags & ONE_OR_MORE != 0 || !is_open(name) {
            return;
        }
        let span = self.span(id);
        let message = "an attribute with an open name class must be repeated".to_owned();
        if let Some(diagnostic) = self.report(&schema_catalogue::SCHEMA_OPEN_ATTRIBUTE_NOT_REPEATED, message, span) {
            diagnostic.notes.push(
                "`*` and `p:*` match any number of attributes: write `attribute * { … }*` (section 7.3)".to_owned(),
            );
        }
    }

    // ---- 7.2 ----

    /// Text that is typed stands alone in its element or attribute: content types grow from the members up.
    fn string_sequences(&mut self) {
        let mut kinds: Vec<Content> = Vec::with_capacity(self.grammar.patterns.len());
        for index in 0..self.grammar.patterns.len() {
            let id = PatternId(index as u32);
            let kind_of = |id: &PatternId| kinds[id.0 as usize];
            let kind = match self.grammar.pattern(id) {
                Pattern::Empty | Pattern::NotAllowed | Pattern::Attribute { .. } => Content::Empty,
                Pattern::Text | Pattern::Ref(_) => Content::Complex,
                Pattern::List(_) | Pattern::Data { .. } | Pattern::Value { .. } => Content::Simple,
                Pattern::Choice(members) => members.iter().map(kind_of).max().unwrap_or(Content::Empty),
                Pattern::Group(members) | Pattern::Interleave(members) => {
                    let kind = members.iter().map(kind_of).max().unwrap_or(Content::Empty);
                    let simple = members.iter().find(|member| kind_of(member) == Content::Simple).copied();
                    if let Some(simple) = simple {
                        let filled = |member: &&PatternId| **member != simple && kind_of(member) != Content::Empty;
                        let other = members.iter().find(filled).copied();
                        let other = other.or_else(|| {
                            (members.iter().filter(|member| **member == simple).count() > 1).then_some(simple)
                        });
                        if let Some(other) = other {
                            self.report_sequence(id, simple, other);
                        }
                    }
                    kind
                }
                Pattern::OneOrMore(inner) => {
                    let kind = kind_of(inner);
                    if kind == Content::Simple {
                        self.report_sequence(id, *inner, *inner);
                    }
                    kind
                }
            };
            kinds.push(kind);
        }
    }

    fn report_sequence(&mut self, sequence: PatternId, simple: PatternId, other: PatternId) {
        // below a list the members are the list's items, which may follow each other
        if self.lists.is_none() {
            self.lists = Some(self.below_list());
        }
        if self.lists.as_ref().is_some_and(|lists| lists.contains(&sequence)) {
            return;
        }
        let (first, second) = (self.span(simple), self.span(other));
        let (message, at) = if simple == other {
            ("typed text may not be repeated".to_owned(), first)
        } else {
            let kind = word(self.grammar.pattern(other));
            (format!("typed text may not stand beside {} `{kind}`", article(kind)), first)
        };
        if let Some(diagnostic) = self.report(&schema_catalogue::SCHEMA_STRING_SEQUENCE, message, at) {
            diagnostic.notes.push(
                "values and datatypes are the whole text of an element or attribute; use `list { … }` for several (section 7.2)"
                    .to_owned(),
            );
            if simple != other {
                *diagnostic = diagnostic.clone().with_label(second, "this stands beside it");
            }
        }
    }

    fn below_list(&self) -> HashSet<PatternId> {
        // a sequence that is shared between a list and other content is judged by the other content: so only those
        // that nothing else reaches count
        let mut outside = vec![false; self.grammar.patterns.len()];
        let mut stack: Vec<PatternId> = self.grammar.defines.iter().map(|define| define.content).collect();
        stack.push(self.grammar.start);
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut outside[id.0 as usize], true) {
                continue;
            }
            match self.grammar.pattern(id) {
                Pattern::List(_) => {}
                other => stack.extend(members_of(other)),
            }
        }
        (0..outside.len()).filter(|index| !outside[*index]).map(|index| PatternId(index as u32)).collect()
    }

    // ---- 7.3 and 7.4 ----

    fn attributes_and_interleaves(&mut self) {
        let grammar = self.grammar;
        let mut classes = Classes::new(grammar);
        for index in 0..grammar.patterns.len() {
            let id = PatternId(index as u32);
            match grammar.pattern(id) {
                Pattern::Group(members) => self.check_attributes(members, &mut classes),
                Pattern::Interleave(members) => {
                    self.check_attributes(members, &mut classes);
                    self.check_interleave(members, &mut classes);
                }
                _ => {}
            }
        }
    }

    /// Whether two members at least hold something of `kinds` on their surfaces: one alone cannot clash.
    fn may_clash(&self, members: &[PatternId], kinds: u8) -> bool {
        members.iter().filter(|member| self.surfaces[member.0 as usize] & kinds != 0).nth(1).is_some()
    }

    /// What of `kinds` is reachable without entering elements, attributes and lists.
    fn surface(&mut self, member: PatternId, kinds: u8, found: &mut Vec<PatternId>) {
        self.walk += 1;
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(member);
        while let Some(id) = stack.pop() {
            let at = id.0 as usize;
            if self.surfaces[at] & kinds == 0 || std::mem::replace(&mut self.seen[at], self.walk) == self.walk {
                continue;
            }
            match self.grammar.pattern(id) {
                Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => {
                    stack.extend(members.iter().rev());
                }
                Pattern::OneOrMore(inner) => stack.push(*inner),
                _ => found.push(id),
            }
        }
        self.stack = stack;
    }

    fn check_attributes(&mut self, members: &[PatternId], classes: &mut Classes<'g>) {
        if !self.may_clash(members, ATTRIBUTES) {
            return;
        }
        classes.begin();
        let mut found = Vec::new();
        let mut clashes = Vec::new();
        for (index, member) in members.iter().enumerate() {
            found.clear();
            self.surface(*member, ATTRIBUTES, &mut found);
            for id in &found {
                if let Some((other, shared)) = classes.add(index, *id) {
                    clashes.push((other, *id, shared));
                }
            }
        }
        for (first, second, shared) in clashes {
            let (one, two) = (self.span(first), self.span(second));
            let message = match shared {
                Some(name) => format!("attribute `{name}` can occur twice"),
                None => "attributes with overlapping name classes stand together".to_owned(),
            };
            if let Some(diagnostic) = self.report(&schema_catalogue::SCHEMA_DUPLICATE_ATTRIBUTE, message, two) {
                diagnostic.notes.push(
                    "an element has an attribute once: put both in a `choice`, or take the name out of one of them (section 7.3)"
                        .to_owned(),
                );
                if one != two {
                    *diagnostic = diagnostic.clone().with_label(one, "the other one");
                }
            }
        }
    }

    fn check_interleave(&mut self, members: &[PatternId], classes: &mut Classes<'g>) {
        if !self.may_clash(members, ELEMENTS | TEXT) {
            return;
        }
        let grammar = self.grammar;
        classes.begin();
        let mut text: Option<(usize, PatternId)> = None;
        let mut found = Vec::new();
        let mut clashes = Vec::new();
        for (index, member) in members.iter().enumerate() {
            found.clear();
            self.surface(*member, ELEMENTS | TEXT, &mut found);
            for id in &found {
                match grammar.pattern(*id) {
                    Pattern::Ref(_) => {
                        if let Some((other, shared)) = classes.add(index, *id) {
                            clashes.push((other, *id, shared));
                        }
                    }
                    Pattern::Text => match text {
                        Some((first, other)) if first != index => {
                            let (one, two) = (self.span(other), self.span(*id));
                            let message = "text stands on both sides of an interleave".to_owned();
                            if let Some(diagnostic) =
                                self.report(&schema_catalogue::SCHEMA_INTERLEAVE_TEXT, message, two)
                            {
                                diagnostic.notes.push(
                                    "`text` may occur in one member only; `mixed` has one, too (section 7.4)"
                                        .to_owned(),
                                );
                                *diagnostic = diagnostic.clone().with_label(one, "the other one");
                            }
                        }
                        _ => text = Some((index, *id)),
                    },
                    _ => {}
                }
            }
        }
        for (first, second, shared) in clashes {
            let (one, two) = (self.span(first), self.span(second));
            let message = match shared {
                Some(name) => format!("element `{name}` stands on both sides of an interleave"),
                None => "elements with overlapping name classes stand on both sides of an interleave".to_owned(),
            };
            if let Some(diagnostic) = self.report(&schema_catalogue::SCHEMA_INTERLEAVE_OVERLAP, message, two) {
                diagnostic.notes.push(
                    "each member of `&` is told by the names of its elements: repeat it in one member, as in `a* & b` (section 7.4)"
                        .to_owned(),
                );
                if one != two {
                    *diagnostic = diagnostic.clone().with_label(one, "the other one");
                }
            }
        }
    }
}

/// Content types (section 7.2), in the order of `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    Empty,
    Complex,
    Simple,
}

fn members_of(pattern: &Pattern) -> Vec<PatternId> {
    match pattern {
        Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => members.clone(),
        Pattern::OneOrMore(inner) | Pattern::List(inner) | Pattern::Attribute { content: inner, .. } => vec![*inner],
        Pattern::Data { except: Some(inner), .. } => vec![*inner],
        _ => Vec::new(),
    }
}

/// What the patterns hold outside of elements, attributes and lists. Members stand before what holds them.
fn surfaces(grammar: &Grammar) -> Vec<u8> {
    let mut surfaces: Vec<u8> = Vec::with_capacity(grammar.patterns.len());
    for pattern in &grammar.patterns {
        let surface = match pattern {
            Pattern::Attribute { .. } => ATTRIBUTES,
            Pattern::Ref(_) => ELEMENTS,
            Pattern::Text => TEXT,
            Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => {
                members.iter().fold(0, |all, member| all | surfaces[member.0 as usize])
            }
            Pattern::OneOrMore(inner) => surfaces[inner.0 as usize],
            _ => 0,
        };
        surfaces.push(surface);
    }
    surfaces
}

/// A name class: the single names that it lists, by number, and whether it has infinitely many.
struct Class<'g> {
    class: &'g NameClass,
    names: Vec<u32>,
    is_open: bool,
}

/// The name classes of a grammar, and those of one group that were met so far: single names by table, open classes one
/// by one.
struct Classes<'g> {
    classes: Vec<Class<'g>>,
    /// The class of each attribute and reference.
    of_pattern: Vec<u32>,
    names: Vec<(&'g str, &'g str)>,
    /// Where each name was met first: the group, the member of it, the pattern.
    met: Vec<(u32, usize, PatternId)>,
    group: u32,
    /// The names that this group has.
    single: Vec<u32>,
    open: Vec<(&'g NameClass, usize, PatternId)>,
}

impl<'g> Classes<'g> {
    fn new(grammar: &'g Grammar) -> Self {
        let mut numbers: SeededMap<(&str, &str), u32> = SeededMap::default();
        let mut names = Vec::new();
        let mut number = |name: (&'g str, &'g str)| {
            *numbers.entry(name).or_insert_with(|| {
                names.push(name);
                names.len() as u32 - 1
            })
        };
        let mut classes = Vec::new();
        let mut class_of = |class: &'g NameClass| {
            let own: Vec<u32> = match class {
                NameClass::Name { namespace, local } => vec![number((namespace, local))],
                _ => single_names(class).into_iter().map(&mut number).collect(),
            };
            classes.push(Class { class, names: own, is_open: is_open(class) });
            classes.len() as u32 - 1
        };
        let of_define: Vec<u32> = grammar.defines.iter().map(|define| class_of(&define.name_class)).collect();
        let of_pattern = grammar
            .patterns
            .iter()
            .map(|pattern| match pattern {
                Pattern::Attribute { name, .. } => class_of(name),
                Pattern::Ref(define) => of_define[define.0 as usize],
                _ => 0,
            })
            .collect();
        let met = vec![(0, 0, PatternId(0)); names.len()];
        Self { classes, of_pattern, names, met, group: 0, single: Vec::new(), open: Vec::new() }
    }

    /// Forgets the group before.
    fn begin(&mut self) {
        self.group += 1;
        self.single.clear();
        self.open.clear();
    }

    /// Adds the class of an attribute or a reference in member `member`; tells another member's pattern with a name in
    /// common, and the name where it is a single one.
    fn add(&mut self, member: usize, id: PatternId) -> Option<(PatternId, Option<&'g str>)> {
        let mut clash = None;
        let Class { class, names, is_open } = &self.classes[self.of_pattern[id.0 as usize] as usize];
        for name in names {
            let met = &mut self.met[*name as usize];
            if met.0 != self.group {
                *met = (self.group, member, id);
                self.single.push(*name);
            } else if met.1 != member {
                clash = Some((met.2, Some(self.names[*name as usize].1)));
            }
        }
        if clash.is_none() {
            let other = self.open.iter().find(|(other, of, _)| *of != member && overlap(class, other));
            clash = other.map(|(_, _, id)| (*id, None));
        }
        if *is_open {
            if clash.is_none() {
                let shared = self.single.iter().find(|name| {
                    let (namespace, local) = self.names[**name as usize];
                    self.met[**name as usize].1 != member && class.contains(namespace, local)
                });
                clash = shared.map(|name| (self.met[*name as usize].2, Some(self.names[*name as usize].1)));
            }
            self.open.push((class, member, id));
        }
        clash
    }
}

/// Whether the class has infinitely many names.
fn is_open(class: &NameClass) -> bool {
    if let NameClass::Name { .. } = class {
        return false;
    }
    let mut stack = vec![class];
    while let Some(class) = stack.pop() {
        match class {
            NameClass::Name { .. } => {}
            NameClass::NsName { .. } | NameClass::AnyName { .. } => return true,
            NameClass::Choice(members) => stack.extend(members),
        }
    }
    false
}

/// A name that no schema and no document has.
const OUTSIDE: &str = "\u{1}";

/// Names that stand for all those that the class treats alike.
fn representatives(class: &NameClass) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut stack = vec![class];
    while let Some(class) = stack.pop() {
        match class {
            NameClass::Name { namespace, local } => found.push((namespace.as_ref(), local.as_ref())),
            NameClass::NsName { namespace, except } => {
                found.push((namespace.as_ref(), OUTSIDE));
                stack.extend(except.as_deref());
            }
            NameClass::AnyName { except } => {
                found.push((OUTSIDE, OUTSIDE));
                stack.extend(except.as_deref());
            }
            NameClass::Choice(members) => stack.extend(members),
        }
    }
    found
}

/// The single names that the class lists.
fn single_names(class: &NameClass) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut stack = vec![class];
    while let Some(class) = stack.pop() {
        match class {
            NameClass::Name { namespace, local } => found.push((namespace.as_ref(), local.as_ref())),
            NameClass::Choice(members) => stack.extend(members),
            NameClass::NsName { .. } | NameClass::AnyName { .. } => {}
        }
    }
    found
}

/// Whether two classes have a name in common: it is enough to try the names that stand for the others.
#[must_use]
pub(crate) fn overlap(one: &NameClass, two: &NameClass) -> bool {
    let both = |(namespace, local): (&str, &str)| one.contains(namespace, local) && two.contains(namespace, local);
    representatives(one).into_iter().any(both) || representatives(two).into_iter().any(both)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn name(local: &str) -> NameClass {
        NameClass::Name { namespace: "u".into(), local: Arc::from(local) }
    }

    #[test]
    fn classes_overlap_where_they_share_a_name() {
        let any = NameClass::AnyName { except: None };
        let all_of_u = NameClass::NsName { namespace: "u".into(), except: Some(Box::new(name("a"))) };
        let not_u =
            NameClass::AnyName { except: Some(Box::new(NameClass::NsName { namespace: "u".into(), except: None })) };
        assert!(overlap(&any, &name("a")));
        assert!(overlap(&all_of_u, &name("b")));
        assert!(!overlap(&all_of_u, &name("a")));
        assert!(!overlap(&all_of_u, &not_u));
        assert!(overlap(&any, &not_u));
        assert!(overlap(&NameClass::Choice(vec![name("x"), name("a")]), &name("a")));
    }
}
