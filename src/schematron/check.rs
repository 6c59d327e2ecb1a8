//! What is wrong with rules themselves: names and values that the grammar does not have, tests that do not say what they
//! mean. A test is followed through the grammar from its rule's context on, so that `../@luks` is looked for in the
//! elements that the context can stand in.

use crate::schematron::catalogue;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::explain::{Usage, mentions};
use super::rules::{Pattern, Rule, Rules};
use crate::diagnostic::{Diagnostic, Entry, Message, nearest, shortlist};
use crate::rng::datatype::XSD_LIBRARY;
use crate::rng::simple::{self, Grammar, NameClass, PatternId};
use crate::text::Span;
use crate::xpath::{Axis, Comparison, CoreFunction, Expr, ExprKind, Expression, Function, NodeTest, Path, Start};

/// Checks rules, against a grammar where there is one. What [`super::read_document`] and its kin report is not repeated.
#[must_use]
pub fn check(rules: &Rules, grammar: Option<&Grammar>) -> Vec<Diagnostic> {
    let mut checker =
        Checker { index: grammar.map(Index::new), found: Vec::new(), told: HashSet::new(), pattern: None };
    for (id, span, uses) in &rules.abstract_patterns {
        if *uses == 0 {
            let message = format!("the abstract pattern `{id}` has no instance");
            checker.found.push(Diagnostic::warning(&catalogue::SCHEMATRON_UNUSED_ABSTRACT_PATTERN, message, *span));
        }
    }
    for pattern in &rules.patterns {
        checker.pattern = (!pattern.literal).then_some(pattern.span);
        checker.pattern(pattern);
    }
    checker.found
}

/// A grammar by names.
struct Index<'g> {
    grammar: &'g Grammar,
    /// For each define: the defines that may be its children, and its attributes.
    children: Vec<BTreeSet<u32>>,
    parents: Vec<BTreeSet<u32>>,
    attributes: Vec<Vec<(&'g NameClass, PatternId)>>,
    roots: BTreeSet<u32>,
}

impl<'g> Index<'g> {
    fn new(grammar: &'g Grammar) -> Self {
        let count = grammar.defines.len();
        let mut index = Self {
            grammar,
            children: vec![BTreeSet::new(); count],
            parents: vec![BTreeSet::new(); count],
            attributes: vec![Vec::new(); count],
            roots: BTreeSet::new(),
        };
        for (at, define) in grammar.defines.iter().enumerate() {
            let (children, attributes) = parts(grammar, define.content);
            for child in &children {
                index.parents[*child as usize].insert(u32::try_from(at).unwrap_or(u32::MAX));
            }
            index.children[at] = children;
            index.attributes[at] = attributes;
        }
        if !grammar.patterns.is_empty() {
            index.roots = parts(grammar, grammar.start).0;
        }
        index
    }

    fn all(&self) -> BTreeSet<u32> {
        (0..u32::try_from(self.grammar.defines.len()).unwrap_or(u32::MAX)).collect()
    }

    fn class(&self, define: u32) -> &'g NameClass {
        &self.grammar.defines[define as usize].name_class
    }

    /// The name of one of the defines, for a message.
    fn display(&self, defines: &BTreeSet<u32>) -> Option<String> {
        let names: BTreeSet<String> = defines
            .iter()
            .filter_map(|define| self.class(*define).names())
            .flatten()
            .map(|(_, local)| local.to_string())
            .collect();
        let shown: Vec<&str> = names.iter().map(String::as_str).collect();
        (!shown.is_empty()).then(|| shortlist("", shown, 4))
    }

    fn closure(&self, start: &BTreeSet<u32>, edges: &[BTreeSet<u32>]) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<u32> = start.iter().flat_map(|define| edges[*define as usize].iter().copied()).collect();
        while let Some(define) = open.pop() {
            if seen.insert(define) {
                open.extend(edges[define as usize].iter().copied());
            }
        }
        seen
    }
}

/// The children and attributes in a content pattern.
fn parts(grammar: &Grammar, content: PatternId) -> (BTreeSet<u32>, Vec<(&NameClass, PatternId)>) {
    let (mut children, mut attributes) = (BTreeSet::new(), Vec::new());
    let mut seen = HashSet::new();
    let mut open = vec![content];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match grammar.pattern(id) {
            simple::Pattern::Choice(members)
            | simple::Pattern::Group(members)
            | simple::Pattern::Interleave(members) => {
                open.extend(members);
            }
            simple::Pattern::OneOrMore(inner) => open.push(*inner),
            simple::Pattern::Attribute { name, content } => attributes.push((name, *content)),
            simple::Pattern::Ref(define) => {
                children.insert(define.0);
            }
            _ => {}
        }
    }
    (children, attributes)
}

/// The values of an attribute.
#[derive(Debug, Default)]
struct Domain {
    /// All values, where they can be listed.
    values: Option<BTreeSet<String>>,
    boolean: bool,
}

fn domain(grammar: &Grammar, contents: &[PatternId]) -> Domain {
    let mut values = Some(BTreeSet::new());
    let mut boolean = !contents.is_empty();
    let mut open = contents.to_vec();
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match grammar.pattern(id) {
            simple::Pattern::Choice(members) => open.extend(members),
            simple::Pattern::Value { value, .. } => {
                boolean = false;
                if let Some(values) = &mut values {
                    values.insert(value.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
            simple::Pattern::Data { datatype, .. } => {
                boolean &= *datatype.library == *XSD_LIBRARY && *datatype.name == *"boolean";
                values = None;
            }
            simple::Pattern::NotAllowed => {}
            _ => {
                boolean = false;
                values = None;
            }
        }
    }
    Domain { values: values.filter(|values| !values.is_empty()), boolean }
}

/// Name, headline and notes of what is wrong with a step.
type Problem = (&'static Entry, String, Vec<String>);

/// What nodes a path can be at.
#[derive(Debug, Clone)]
enum Place {
    /// Anything; nothing more is said.
    Unknown,
    /// The root, above these.
    Root,
    /// Elements of these defines.
    Elements(BTreeSet<u32>),
    /// An attribute with these contents.
    Attribute(Vec<PatternId>),
}

struct Checker<'g> {
    index: Option<Index<'g>>,
    found: Vec<Diagnostic>,
    /// What was said already, by place and text: instances of one abstract pattern share their faults.
    told: HashSet<(Span, Message)>,
    /// The instance whose expressions are checked, where they are not written in it.
    pattern: Option<Span>,
}

impl Checker<'_> {
    fn pattern(&mut self, pattern: &Pattern) {
        for rule in &pattern.rules {
            let places = self.context(rule);
            for check in &rule.checks {
                for place in &places {
                    self.expression(&check.test, &check.test.root, place, check.span);
                }
                self.substrings(&check.test, check.span);
            }
            self.substrings(&rule.context.expression, rule.context.span);
        }
    }

    fn tell(&mut self, mut diagnostic: Diagnostic, expression: &Expression, written: Span) {
        // an instance's expressions have no place of their own: the instance is at fault, or the abstract pattern
        let exact = !expression.place().whole().is_empty();
        if !exact {
            diagnostic.primary = self.pattern.unwrap_or(written);
            if self.pattern.is_some() {
                diagnostic = diagnostic.with_label(written, format!("with its params: `{}`", expression.text()));
            }
        }
        if self.told.insert((diagnostic.primary, diagnostic.message.clone())) {
            self.found.push(diagnostic);
        }
    }

    /// The places that a rule is about.
    fn context(&mut self, rule: &Rule) -> Vec<Place> {
        let Some(index) = &self.index else { return Vec::new() };
        let all = index.all();
        let expression = &rule.context.expression;
        let alternatives: Vec<&Expr> = match &expression.root.kind {
            ExprKind::Union(members) => members.iter().collect(),
            _ => vec![&expression.root],
        };
        let mut places = Vec::new();
        for alternative in alternatives {
            let ExprKind::Path(path) = &alternative.kind else { continue };
            // the first step of a match pattern may be anywhere
            let start = if path.start == Start::Root { Place::Root } else { Place::Elements(all.clone()) };
            places.push(self.steps(expression, path, start, path.start == Start::Context, rule.context.span));
        }
        places
    }

    fn path(&mut self, expression: &Expression, path: &Path, at: &Place, written: Span) -> Place {
        let start = match &path.start {
            Start::Context => at.clone(),
            Start::Root => Place::Root,
            Start::Expr(inner) => {
                self.expression(expression, inner, at, written);
                return Place::Unknown;
            }
        };
        self.steps(expression, path, start, false, written)
    }

    fn steps(&mut self, expression: &Expression, path: &Path, start: Place, anywhere: bool, written: Span) -> Place {
        let mut place = start;
        for (position, step) in path.steps.iter().enumerate() {
            let free = anywhere && position == 0;
            let (next, problem) = self.step(&place, step.axis, &step.test, free);
            place = next;
            if let Some((name, message, notes)) = problem {
                let mut diagnostic = Diagnostic::warning(name, message, expression.span(step.range));
                diagnostic.notes = notes;
                self.tell(diagnostic, expression, written);
            }
            for predicate in &step.predicates {
                let here = place.clone();
                if anywhere && position + 1 == path.steps.len() {
                    self.presence(expression, &predicate.expr, &here, written);
                }
                self.expression(expression, &predicate.expr, &here, written);
            }
        }
        place
    }

    /// Where a step leads, and what is wrong with it.
    fn step(&self, from: &Place, axis: Axis, test: &NodeTest, free: bool) -> (Place, Option<Problem>) {
        let Some(index) = &self.index else { return (Place::Unknown, None) };
        let unknown = (Place::Unknown, None);
        let elements = match from {
            Place::Unknown => return unknown,
            Place::Attribute(_) => return (if axis == Axis::SelfAxis { from.clone() } else { Place::Unknown }, None),
            Place::Root => BTreeSet::new(),
            Place::Elements(elements) => elements.clone(),
        };
        if axis == Axis::Attribute {
            let NodeTest::Name(name) = test else { return unknown };
            let contents: Vec<PatternId> = elements
                .iter()
                .flat_map(|define| &index.attributes[*define as usize])
                .filter(|(class, _)| class.contains(&name.namespace, &name.local))
                .map(|(_, content)| *content)
                .collect();
            if !contents.is_empty() {
                return (Place::Attribute(contents), None);
            }
            let everywhere = index.attributes.iter().flatten();
            let names = |list: Vec<&(&NameClass, PatternId)>| -> BTreeSet<String> {
                list.iter()
                    .filter_map(|(class, _)| class.names())
                    .flatten()
                    .map(|(_, local)| local.to_string())
                    .collect()
            };
            let here = names(elements.iter().flat_map(|define| &index.attributes[*define as usize]).collect());
            let known = everywhere.clone().any(|(class, _)| class.contains(&name.namespace, &name.local));
            let owner = index.display(&elements).filter(|_| elements.len() < 20);
            let message = match owner {
                Some(owner) => format!("{owner} has no attribute `{name}` in the grammar"),
                None => format!("the grammar has no attribute `{name}`"),
            };
            let mut notes = Vec::new();
            if let Some(near) = nearest(&name.local, here.iter().map(String::as_str)) {
                notes.push(format!("it has `{near}`"));
            } else if known {
                notes.push(format!("other elements have an attribute `{name}`"));
            }
            return (Place::Unknown, Some((&catalogue::SCHEMATRON_UNKNOWN_ATTRIBUTE, message, notes)));
        }
        let targets = match axis {
            Axis::Child if free => index.all(),
            Axis::Child if matches!(from, Place::Root) => index.roots.clone(),
            Axis::Child => {
                elements.iter().flat_map(|define| index.children[*define as usize].iter().copied()).collect()
            }
            Axis::Descendant | Axis::DescendantOrSelf if matches!(from, Place::Root) || free => index.all(),
            Axis::Descendant => index.closure(&elements, &index.children),
            Axis::DescendantOrSelf => index.closure(&elements, &index.children).union(&elements).copied().collect(),
            Axis::Parent => {
                elements.iter().flat_map(|define| index.parents[*define as usize].iter().copied()).collect()
            }
            Axis::Ancestor => index.closure(&elements, &index.parents),
            Axis::AncestorOrSelf => index.closure(&elements, &index.parents).union(&elements).copied().collect(),
            Axis::SelfAxis => elements.clone(),
            _ => {
                let NodeTest::Name(name) = test else { return unknown };
                return self.named(index, index.all(), name, None);
            }
        };
        match test {
            NodeTest::Name(name) => {
                let parent = (axis == Axis::Child && !free).then_some(&elements);
                self.named(index, targets, name, parent)
            }
            NodeTest::Node if matches!(axis, Axis::DescendantOrSelf) && matches!(from, Place::Root) => {
                (Place::Elements(index.all()), None)
            }
            NodeTest::Any | NodeTest::Node if !targets.is_empty() => (Place::Elements(targets), None),
            _ => unknown,
        }
    }

    /// The targets of this name.
    fn named(
        &self,
        index: &Index<'_>,
        targets: BTreeSet<u32>,
        name: &crate::xml::QName,
        parent: Option<&BTreeSet<u32>>,
    ) -> (Place, Option<Problem>) {
        let fits = |define: &u32| index.class(*define).contains(&name.namespace, &name.local);
        let found: BTreeSet<u32> = targets.iter().copied().filter(|define| fits(define)).collect();
        if !found.is_empty() {
            return (Place::Elements(found), None);
        }
        let known = index.all().iter().any(fits);
        let names: BTreeSet<String> = targets
            .iter()
            .filter_map(|define| index.class(*define).names())
            .flatten()
            .map(|(_, local)| local.to_string())
            .collect();
        let owner =
            parent.filter(|parent| !parent.is_empty() && parent.len() < 20).and_then(|parent| index.display(parent));
        let message = match owner {
            Some(owner) => format!("{owner} has no child `{name}` in the grammar"),
            None if known => format!("no element `{name}` can stand there by the grammar"),
            None => format!("the grammar has no element `{name}`"),
        };
        let mut notes = Vec::new();
        if let Some(near) = nearest(&name.local, names.iter().map(String::as_str)) {
            notes.push(format!("there is `{near}`"));
        } else if known && parent.is_some() {
            notes.push(format!("the grammar has `{name}` elsewhere"));
        }
        (Place::Unknown, Some((&catalogue::SCHEMATRON_UNKNOWN_ELEMENT, message, notes)))
    }

    fn expression(&mut self, expression: &Expression, expr: &Expr, at: &Place, written: Span) {
        match &expr.kind {
            ExprKind::Path(path) => {
                self.path(expression, path, at, written);
            }
            ExprKind::Compare(operator, left, right) => {
                let (path, literal) = match (&left.kind, &right.kind) {
                    (ExprKind::Path(path), ExprKind::Literal(literal)) => (path, literal),
                    (ExprKind::Literal(literal), ExprKind::Path(path)) => (path, literal),
                    _ => {
                        self.expression(expression, left, at, written);
                        self.expression(expression, right, at, written);
                        return;
                    }
                };
                let place = self.path(expression, path, at, written);
                if matches!(operator, Comparison::Equal | Comparison::NotEqual) {
                    self.value(expression, expr, path, &place, literal.as_str(), written);
                }
            }
            ExprKind::Call(Function::Core(CoreFunction::Contains), arguments) if arguments.len() == 2 => {
                if let (ExprKind::Literal(list), ExprKind::Path(path)) = (&arguments[0].kind, &arguments[1].kind) {
                    let place = self.path(expression, path, at, written);
                    for word in list.as_str().split_whitespace() {
                        self.value(expression, expr, path, &place, word, written);
                    }
                } else {
                    arguments.iter().for_each(|argument| self.expression(expression, argument, at, written));
                }
            }
            ExprKind::Or(members) | ExprKind::And(members) | ExprKind::Union(members) | ExprKind::Call(_, members) => {
                members.iter().for_each(|member| self.expression(expression, member, at, written));
            }
            ExprKind::Arithmetic(_, left, right) => {
                self.expression(expression, left, at, written);
                self.expression(expression, right, at, written);
            }
            ExprKind::Negate(inner) | ExprKind::Filter(inner, _) => self.expression(expression, inner, at, written),
            ExprKind::Literal(_) | ExprKind::Number(_) | ExprKind::Variable(_) => {}
        }
    }

    /// A value that an attribute is compared with.
    fn value(
        &mut self,
        expression: &Expression,
        expr: &Expr,
        path: &Path,
        place: &Place,
        literal: &str,
        written: Span,
    ) {
        let (Some(index), Place::Attribute(contents)) = (&self.index, place) else { return };
        let Domain { values, boolean } = domain(index.grammar, contents);
        let name = path_name(path);
        let span = expression.span(expr.range);
        if boolean && matches!(literal, "true" | "false") {
            let other = if literal == "true" { "1" } else { "0" };
            let diagnostic = Diagnostic::warning(
                &catalogue::SCHEMATRON_BOOLEAN_TEST,
                format!("`{name}` is a boolean, and `{other}` means `{literal}` as well"),
                span,
            )
            .with_note(format!("write `{name}='{literal}' or {name}='{other}'`"));
            self.tell(diagnostic, expression, written);
        }
        let Some(values) = values.filter(|values| !values.contains(literal) && !literal.is_empty()) else { return };
        let mut diagnostic = Diagnostic::warning(
            &catalogue::SCHEMATRON_UNKNOWN_VALUE,
            format!("the grammar does not allow the value `{literal}` for `{name}`"),
            span,
        );
        let near = nearest(literal, values.iter().map(String::as_str));
        diagnostic.notes.push(match near {
            Some(near) => format!("it allows `{near}`"),
            None => format!("it allows {}", shortlist(literal, values.iter().map(String::as_str), 8)),
        });
        self.tell(diagnostic, expression, written);
    }

    /// `type[@secure]` holds for `secure="false"` too.
    fn presence(&mut self, expression: &Expression, predicate: &Expr, at: &Place, written: Span) {
        for mention in mentions(predicate, true) {
            if mention.usage != Usage::Exists || !mention.wanted {
                continue;
            }
            let (Place::Attribute(contents), _) = (match mention.path.steps.as_slice() {
                [step] => self.step(at, step.axis, &step.test, false),
                _ => continue,
            }) else {
                continue;
            };
            let Some(index) = &self.index else { return };
            // asking whether an attribute may be there at all is right for booleans as well, so this is a hint only
            // where the test asks for something that the value decides
            if !domain(index.grammar, &contents).boolean || self.pattern.is_some() {
                continue;
            }
            let name = path_name(mention.path);
            let diagnostic = Diagnostic::warning(
                &catalogue::SCHEMATRON_BOOLEAN_TEST,
                format!("the rule asks whether `{name}` is there, so it applies to `false` as well"),
                expression.span(mention.expr.range),
            )
            .with_note("if the rule is about the attribute itself, whatever its value, this is right");
            self.tell(diagnostic, expression, written);
        }
    }

    /// `contains('a b', @x)` where a word is meant.
    fn substrings(&mut self, expression: &Expression, written: Span) {
        let mut calls: HashMap<(u32, u32), (String, String)> = HashMap::new();
        expression.root.walk(&mut |expr: &Expr| {
            if let ExprKind::Call(Function::Core(CoreFunction::Contains), arguments) = &expr.kind
                && let [list, path] = arguments.as_slice()
                && let (ExprKind::Literal(list), ExprKind::Path(_)) = (&list.kind, &path.kind)
            {
                let path = expression.text().get(path.range.range()).unwrap_or("").to_owned();
                calls.insert((expr.range.start, expr.range.end), (list.as_str().to_owned(), path));
            }
        });
        let mut calls: Vec<_> = calls.into_iter().collect();
        calls.sort_unstable();
        for ((start, end), (list, path)) in calls {
            let exact = !expression.place().whole().is_empty();
            let range = start as usize..end as usize;
            let span = if exact { expression.place().span(range) } else { written };
            let message = Message::from(format!("`contains` searches for `{path}` as text, not as a word of the list"));
            if !self.told.insert((span, message.clone())) {
                continue;
            }
            let part: String = list.chars().skip(1).take(1).collect();
            let mut diagnostic = Diagnostic::warning(&catalogue::SCHEMATRON_SUBSTRING_TEST, message, span)
                .with_note(format!("`contains(' … ', concat(' ', {path}, ' '))` asks for a whole word"));
            if !part.trim().is_empty() && !list.split_whitespace().any(|word| word == part) {
                diagnostic.notes.insert(0, format!("`{part}` would be found in `{list}`"));
            }
            self.found.push(diagnostic);
        }
    }
}

/// A path as its author wrote it, as far as a message needs it.
fn path_name(path: &Path) -> String {
    match path.steps.last().map(|step| (step.axis, &step.test)) {
        Some((Axis::Attribute, NodeTest::Name(name))) => format!("@{name}"),
        Some((_, NodeTest::Name(name))) => name.to_string(),
        _ => "text()".to_owned(),
    }
}
