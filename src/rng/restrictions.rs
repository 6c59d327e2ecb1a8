//! Section 7: what a grammar in the simple form may not do. Patterns are shared, so each is looked at once in each
//! kind of surroundings; nothing here recurses.

use crate::rng::schema_catalogue;
use std::collections::{HashMap, HashSet};

use super::simple::{DefineId, Grammar, NameClass, Pattern, PatternId};
use crate::diagnostic::{Diagnostic, Entry};
use crate::text::Span;

/// Checks all restrictions.
#[must_use]
pub fn check(grammar: &Grammar) -> Vec<Diagnostic> {
    let mut checker = Checker { grammar, lists: None, reported: HashSet::new(), diagnostics: Vec::new() };
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
        for index in 0..self.grammar.patterns.len() {
            let id = PatternId(index as u32);
            match self.grammar.pattern(id) {
                Pattern::Group(members) => self.check_attributes(members),
                Pattern::Interleave(members) => {
                    self.check_attributes(members);
                    self.check_interleave(members);
                }
                _ => {}
            }
        }
    }

    /// Everything reachable without entering elements, attributes and lists.
    fn surface(&self, member: PatternId, found: &mut Vec<PatternId>) {
        let mut seen = HashSet::new();
        let mut stack = vec![member];
        while let Some(id) = stack.pop() {
            let pattern = self.grammar.pattern(id);
            match pattern {
                Pattern::Attribute { .. } | Pattern::Ref(_) | Pattern::Text if seen.insert(id) => found.push(id),
                Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members)
                    if seen.insert(id) =>
                {
                    stack.extend(members.iter().rev());
                }
                Pattern::OneOrMore(inner) => stack.push(*inner),
                _ => {}
            }
        }
    }

    fn check_attributes(&mut self, members: &[PatternId]) {
        let grammar = self.grammar;
        let mut names: Names<'g> = Names::default();
        let mut found = Vec::new();
        let mut clashes = Vec::new();
        for (index, member) in members.iter().enumerate() {
            found.clear();
            self.surface(*member, &mut found);
            for id in &found {
                if let Pattern::Attribute { name, .. } = grammar.pattern(*id)
                    && let Some((other, shared)) = names.add(name, index, *id)
                {
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

    fn check_interleave(&mut self, members: &[PatternId]) {
        let grammar = self.grammar;
        let mut names: Names<'g> = Names::default();
        let mut text: Option<(usize, PatternId)> = None;
        let mut found = Vec::new();
        let mut clashes = Vec::new();
        for (index, member) in members.iter().enumerate() {
            found.clear();
            self.surface(*member, &mut found);
            let mut defines: HashSet<DefineId> = HashSet::new();
            for id in &found {
                match grammar.pattern(*id) {
                    Pattern::Ref(define) if defines.insert(*define) => {
                        if let Some((other, shared)) = names.add(&grammar.define(*define).name_class, index, *id) {
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

/// Name classes of the members of a group: single names by table, open classes one by one.
#[derive(Default)]
struct Names<'g> {
    single: HashMap<(&'g str, &'g str), (usize, PatternId)>,
    open: Vec<(&'g NameClass, usize, PatternId)>,
}

impl<'g> Names<'g> {
    /// Adds the class of a pattern in member `member`; tells another member's pattern with a name in common, and the
    /// name where it is a single one.
    fn add(&mut self, class: &'g NameClass, member: usize, id: PatternId) -> Option<(PatternId, Option<&'g str>)> {
        let mut clash = None;
        let open = is_open(class);
        if let NameClass::Name { namespace, local } = class {
            self.add_single(namespace, local, member, id, &mut clash);
        } else {
            for (namespace, local) in representatives(class).into_iter().filter(|name| class.contains(name.0, name.1)) {
                if local == OUTSIDE || namespace == OUTSIDE {
                    continue;
                }
                self.add_single(namespace, local, member, id, &mut clash);
            }
        }
        for (other, other_member, other_id) in &self.open {
            if *other_member == member || clash.is_some() {
                continue;
            }
            if overlap(class, other) {
                clash = Some((*other_id, None));
            }
        }
        if open {
            if clash.is_none() {
                let hit = self
                    .single
                    .iter()
                    .find(|((namespace, local), (other, _))| *other != member && class.contains(namespace, local));
                if let Some(((_, local), (_, other))) = hit {
                    clash = Some((*other, Some(*local)));
                }
            }
            self.open.push((class, member, id));
        }
        clash
    }

    fn add_single(
        &mut self,
        namespace: &'g str,
        local: &'g str,
        member: usize,
        id: PatternId,
        clash: &mut Option<(PatternId, Option<&'g str>)>,
    ) {
        match self.single.get(&(namespace, local)) {
            Some((other, first)) if *other != member => *clash = Some((*first, Some(local))),
            Some(_) => {}
            None => {
                self.single.insert((namespace, local), (member, id));
            }
        }
    }
}

/// Whether the class has infinitely many names.
fn is_open(class: &NameClass) -> bool {
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
