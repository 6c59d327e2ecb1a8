//! Where a finding points, and what it says besides the author's words.
//!
//! A test speaks of attributes and elements: `not(@a)` of one that must not be there, `@b` of one that must, and
//! `contains('x y', @c)` of a value. Those are read from the syntax tree, looked up at the node, and ranked: first what
//! must not be there, then what is missing, then what the rule's context asks for, then the values that are compared.
//! Notes name the values that would be right. Where the test itself is known to misjudge (a substring taken for a word,
//! `1` not taken for `true`), a note says so and what to write instead.

use super::read::FUNCTIONS;
use super::rules::{Check, CheckKind, Rule};
use super::validate::{Scope, span_of};
use crate::diagnostic::{Diagnostic, shortlist};
use crate::text::Span;
use crate::xml::QName;
use crate::xpath::{
    self, Axis, Comparison, CoreFunction, Expr, ExprKind, Expression, Focus, Function, NodeRef, NodeTest, Path, Place,
    StaticContext, Value,
};

/// What a test does with a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Usage {
    /// Asks whether it selects anything.
    Exists,
    /// Compares it with a text.
    Equals(String),
    /// The same, for `!=`.
    Differs(String),
    /// `contains('a b', path)`
    Within(String),
    /// `starts-with(path, 'a')`
    Begins(String),
    /// Anything else.
    Other,
}

/// A path that a test speaks of.
#[derive(Debug)]
pub(super) struct Mention<'e> {
    pub(super) expr: &'e Expr,
    pub(super) path: &'e Path,
    /// Whether the check wants it so, or the contrary.
    pub(super) wanted: bool,
    pub(super) usage: Usage,
}

/// The paths that an expression speaks of.
pub(super) fn mentions(expr: &Expr, wanted: bool) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    walk(expr, wanted, &mut found);
    found
}

fn walk<'e>(expr: &'e Expr, wanted: bool, found: &mut Vec<Mention<'e>>) {
    match &expr.kind {
        ExprKind::Or(members) | ExprKind::And(members) | ExprKind::Union(members) => {
            for member in members {
                walk(member, wanted, found);
            }
        }
        ExprKind::Path(path) => found.push(Mention { expr, path, wanted, usage: Usage::Exists }),
        ExprKind::Call(Function::Core(CoreFunction::Not), arguments) => {
            for argument in arguments {
                walk(argument, !wanted, found);
            }
        }
        ExprKind::Call(Function::Core(CoreFunction::Boolean), arguments) => {
            for argument in arguments {
                walk(argument, wanted, found);
            }
        }
        ExprKind::Call(Function::Core(function), arguments) if arguments.len() == 2 => {
            let (first, second) = (&arguments[0], &arguments[1]);
            match (function, &first.kind, &second.kind) {
                (CoreFunction::Contains, ExprKind::Literal(list), ExprKind::Path(path)) => {
                    found.push(Mention { expr: second, path, wanted, usage: Usage::Within(list.as_str().to_owned()) });
                }
                (CoreFunction::StartsWith, ExprKind::Path(path), ExprKind::Literal(text)) => {
                    found.push(Mention { expr: first, path, wanted, usage: Usage::Begins(text.as_str().to_owned()) });
                }
                _ => arguments.iter().for_each(|argument| others(argument, wanted, found)),
            }
        }
        ExprKind::Compare(operator, left, right) => {
            let (path, literal) = match (&left.kind, &right.kind) {
                (_, ExprKind::Literal(literal)) => (left, literal),
                (ExprKind::Literal(literal), _) => (right, literal),
                _ => {
                    others(left, wanted, found);
                    others(right, wanted, found);
                    return;
                }
            };
            let literal = literal.as_str().to_owned();
            let usage = match operator {
                Comparison::Equal => Usage::Equals(literal),
                Comparison::NotEqual => Usage::Differs(literal),
                _ => Usage::Other,
            };
            match &path.kind {
                ExprKind::Path(inner) => found.push(Mention { expr: path, path: inner, wanted, usage }),
                _ => others(path, wanted, found),
            }
        }
        _ => others(expr, wanted, found),
    }
}

/// All paths in an expression, for uses that are not understood.
fn others<'e>(expr: &'e Expr, wanted: bool, found: &mut Vec<Mention<'e>>) {
    match &expr.kind {
        ExprKind::Path(path) => found.push(Mention { expr, path, wanted, usage: Usage::Other }),
        ExprKind::Or(members) | ExprKind::And(members) | ExprKind::Union(members) | ExprKind::Call(_, members) => {
            members.iter().for_each(|member| others(member, wanted, found));
        }
        ExprKind::Compare(_, left, right) | ExprKind::Arithmetic(_, left, right) => {
            others(left, wanted, found);
            others(right, wanted, found);
        }
        ExprKind::Negate(inner) | ExprKind::Filter(inner, _) => others(inner, wanted, found),
        ExprKind::Literal(_) | ExprKind::Number(_) | ExprKind::Variable(_) => {}
    }
}

/// The attribute or element name that a path ends in.
fn last_name(path: &Path) -> Option<(bool, &QName)> {
    let step = path.steps.last()?;
    match (&step.axis, &step.test) {
        (Axis::Attribute, NodeTest::Name(name)) => Some((true, name)),
        (Axis::Child | Axis::Descendant, NodeTest::Name(name)) => Some((false, name)),
        _ => None,
    }
}

/// The path as written.
fn path_text<'e>(expression: &'e Expression, mention: &Mention<'_>) -> &'e str {
    expression.text().get(mention.expr.range.range()).unwrap_or("")
}

/// All prefixes are bound already: names in the tree hold their namespaces.
struct Bound<'d>(NodeRef<'d>);

impl StaticContext for Bound<'_> {
    fn namespace(&self, prefix: &str) -> Option<std::sync::Arc<str>> {
        self.0.namespace_of_prefix(prefix)
    }

    fn has_function(&self, name: &QName) -> bool {
        FUNCTIONS.contains(&&*name.local)
    }
}

/// A place that a finding could point at.
struct Candidate {
    rank: u8,
    /// Where the message names it.
    mentioned: usize,
    span: Span,
    label: String,
    /// The label says only what the excerpt shows.
    shows_value: bool,
}

/// Points the finding at what it is about and adds what would be right.
pub(super) fn explain<'d>(
    diagnostic: &mut Diagnostic,
    rule: &Rule,
    check: &Check,
    node: NodeRef<'d>,
    scope: &mut Scope<'_, 'd>,
) {
    let mut teller = Teller {
        message: diagnostic.message.to_string(),
        node,
        scope,
        candidates: Vec::new(),
        notes: Vec::new(),
        expected: Vec::new(),
    };
    let wanted = check.kind == CheckKind::Assert;
    let test = mentions(&check.test.root, wanted);
    for mention in &test {
        teller.test_mention(&check.test, mention, &test);
    }
    teller.values(&check.test, &test);
    teller.context(rule);
    let own = teller.name_position(node.local_name());
    let own_rank = if own == usize::MAX { 9 } else { 6 };
    teller.candidates.push(Candidate {
        rank: own_rank,
        mentioned: own,
        span: span_of(node),
        label: String::new(),
        shows_value: true,
    });
    let Teller { mut candidates, notes, expected, .. } = teller;
    candidates.sort_by_key(|candidate| (candidate.rank, candidate.mentioned));
    let mut candidates = candidates.into_iter();
    if let Some(first) = candidates.next() {
        diagnostic.primary = first.span;
        // the excerpt shows what is there; only what is missing has to be said
        if !first.shows_value {
            diagnostic.primary_label = first.label;
        }
        // where the finding points at another element, the one that the rule is about is shown as well
        let start_tag = node.as_element().and_then(|element| element.spans).map(|spans| spans.start_tag);
        if node.is_element() && !start_tag.is_some_and(|tag| tag.contains(first.span)) {
            let label = format!("`{}` asks for it", node.name());
            diagnostic.labels.push(crate::diagnostic::Label { span: span_of(node), message: label });
        }
    }
    for other in candidates {
        let known = other.label.is_empty()
            || other.span == diagnostic.primary
            || diagnostic.primary.contains(other.span)
            || diagnostic.labels.iter().any(|label| label.span == other.span);
        if !known && diagnostic.labels.len() < 3 {
            diagnostic.labels.push(crate::diagnostic::Label { span: other.span, message: other.label });
        }
    }
    diagnostic.notes.extend(notes);
    diagnostic.expected.extend(expected);
}

struct Teller<'c, 's, 'd> {
    message: String,
    node: NodeRef<'d>,
    scope: &'c mut Scope<'s, 'd>,
    candidates: Vec<Candidate>,
    notes: Vec<String>,
    expected: Vec<String>,
}

impl<'d> Teller<'_, '_, 'd> {
    /// Where the message names something, as a whole word.
    fn name_position(&self, name: &str) -> usize {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        self.message
            .match_indices(name)
            .find(|(at, _)| {
                let before = self.message[..*at].chars().next_back();
                let after = self.message[at + name.len()..].chars().next();
                !is_word(before) && !is_word(after)
            })
            .map_or(usize::MAX, |(at, _)| at)
    }

    /// What is in a document beside the schema is no place of the finding.
    fn is_here(&self, node: NodeRef<'d>) -> bool {
        std::ptr::eq(node.document, self.node.document)
    }

    fn nodes(&mut self, expression: &Expression, expr: &Expr) -> Vec<NodeRef<'d>> {
        let Some(text) = expression.text().get(expr.range.range()) else { return Vec::new() };
        let place = Place::new(expression.place().whole());
        let Ok(part) = xpath::parse(text, &Bound(self.node), &place) else { return Vec::new() };
        match part.evaluate(Focus::on(self.node), self.scope) {
            Ok(Value::Nodes(nodes)) => nodes.iter().filter(|found| self.is_here(*found)).collect(),
            _ => Vec::new(),
        }
    }

    /// The element that a path's last step is looked for in.
    fn owner(&mut self, expression: &Expression, mention: &Mention<'_>) -> Option<NodeRef<'d>> {
        let steps = &mention.path.steps;
        if mention.path.start != xpath::Start::Context {
            return None;
        }
        let (last, before) = steps.split_last()?;
        if before.is_empty() {
            return Some(self.node);
        }
        let start = mention.expr.range.start as usize;
        let text = expression.text().get(start..last.range.start as usize)?;
        let text = text.trim_end().trim_end_matches('@').trim_end().trim_end_matches('/');
        let place = Place::new(expression.place().whole());
        let part = xpath::parse(if text.is_empty() { "." } else { text }, &Bound(self.node), &place).ok()?;
        match part.evaluate(Focus::on(self.node), self.scope) {
            Ok(Value::Nodes(nodes)) => nodes.first().filter(|node| node.is_element() && self.is_here(*node)),
            _ => None,
        }
    }

    fn test_mention(&mut self, expression: &Expression, mention: &Mention<'_>, all: &[Mention<'_>]) {
        let Some((is_attribute, name)) = last_name(mention.path) else { return };
        let name = name.to_string();
        let position = self.name_position(&name);
        let found = self.nodes(expression, mention.expr);
        // a path that is compared elsewhere in the test is about its value
        let own_text = path_text(expression, mention);
        let compared = mention.usage != Usage::Exists
            || all.iter().any(|other| other.usage != Usage::Exists && path_text(expression, other) == own_text);
        match found.first() {
            Some(found) => {
                let whole = span_of(*found);
                let value = found.as_attribute().and_then(|attribute| attribute.value_span).unwrap_or(whole);
                let outside = self.node.is_element() && !is_below(*found, self.node);
                let forbidden = mention.usage == Usage::Exists && !mention.wanted;
                // what stands further up is blamed only where the message does not speak of the node itself
                let own = self.name_position(self.node.local_name()) != usize::MAX;
                let rank = match (forbidden, outside && own) {
                    (true, _) => 1,
                    (false, false) => 4,
                    (false, true) => 7,
                };
                let label = if !is_attribute {
                    if forbidden { "must not be here".to_owned() } else { String::new() }
                } else {
                    format!("`{name}` is `{}`", found.string())
                };
                let span = if compared { value } else { whole };
                self.candidates.push(Candidate { rank, mentioned: position, span, label, shows_value: is_attribute });
            }
            None if self.almost(expression, mention, &name) => {}
            None => {
                let Some(owner) = self.owner(expression, mention) else { return };
                let required = mention.wanted && mention.usage == Usage::Exists;
                let outside = owner != self.node;
                let own = self.name_position(self.node.local_name()) != usize::MAX;
                let rank = match (required, outside && own) {
                    (true, _) => 2,
                    (false, false) if mention.wanted => 5,
                    (false, true) if mention.wanted => 8,
                    _ => return,
                };
                let kind = if is_attribute { "attribute" } else { "element" };
                let label = format!("the {kind} `{name}` is missing here");
                if required {
                    self.notes.push(format!("`{}` needs the {kind} `{name}`", owner.name()));
                    self.expected.push(name);
                }
                self.candidates.push(Candidate {
                    rank,
                    mentioned: position,
                    span: span_of(owner),
                    label,
                    shows_value: false,
                });
            }
        }
    }

    /// Where the last step's predicate alone is not fulfilled: what it would have to be.
    fn almost(&mut self, expression: &Expression, mention: &Mention<'_>, name: &str) -> bool {
        let Some(last) = mention.path.steps.last().filter(|last| !last.predicates.is_empty()) else { return false };
        let start = mention.expr.range.start as usize;
        let step = expression.text().get(last.range.range()).unwrap_or("");
        let Some(bracket) = step.find('[') else { return false };
        let plain = expression.text().get(start..last.range.start as usize + bracket).unwrap_or("");
        let place = Place::new(expression.place().whole());
        let Ok(plain) = xpath::parse(plain, &Bound(self.node), &place) else { return false };
        let Ok(found) = plain.nodes(Focus::on(self.node), self.scope) else { return false };
        let Some(first) = found.first() else { return false };
        let condition = step[bracket..].trim_start_matches('[').trim_end_matches(']');
        let text = first.string().trim().to_owned();
        let shown = !text.is_empty() && text.len() < 40 && !text.contains('\n');
        let label = if shown { format!("`{name}` is `{text}`") } else { format!("`{name}` is here") };
        if mention.wanted {
            self.notes.push(format!("no `{name}` fulfils `{condition}`"));
        }
        if !self.is_here(first) {
            return true;
        }
        let position = self.name_position(name);
        self.candidates.push(Candidate {
            rank: 7,
            mentioned: position,
            span: span_of(first),
            label,
            shows_value: false,
        });
        true
    }

    /// What the rule's context asks for: it decided that the rule applies.
    fn context(&mut self, rule: &Rule) {
        let expression = &rule.context.expression;
        let alternatives: Vec<&Expr> = match &expression.root.kind {
            ExprKind::Union(members) => members.iter().collect(),
            _ => vec![&expression.root],
        };
        for alternative in alternatives {
            let ExprKind::Path(path) = &alternative.kind else { continue };
            let Some(step) = path.steps.last() else { continue };
            for predicate in &step.predicates {
                for mention in mentions(&predicate.expr, true) {
                    let Some((true, name)) = last_name(mention.path) else { continue };
                    let name = name.to_string();
                    let Some(found) = self.nodes(expression, mention.expr).first().copied() else { continue };
                    let position = self.name_position(&name);
                    let exists = mention.usage == Usage::Exists;
                    let rank = if exists && position != usize::MAX { 3 } else { 6 };
                    let value = found.string().into_owned();
                    if exists && value == "false" && rank == 3 {
                        self.notes.push(format!(
                            "the rule asks only whether `{name}` is there, not what it says: leave it out instead of writing `false`"
                        ));
                    }
                    let span = span_of(found);
                    // the test speaks of the same attribute, and better
                    if rank == 3 && self.candidates.iter().any(|other| span.contains(other.span)) {
                        continue;
                    }
                    let label = format!("`{name}` is `{value}`");
                    self.candidates.push(Candidate { rank, mentioned: position, span, label, shows_value: true });
                }
            }
        }
    }

    /// Notes about the values that the test compares.
    fn values(&mut self, expression: &Expression, all: &[Mention<'_>]) {
        let mut told: Vec<&str> = Vec::new();
        for mention in all {
            let path = path_text(expression, mention);
            let Some((_, name)) = last_name(mention.path) else { continue };
            if told.contains(&path) {
                continue;
            }
            told.push(path);
            let name = name.to_string();
            let same: Vec<&Mention<'_>> = all.iter().filter(|other| path_text(expression, other) == path).collect();
            let Some(found) = self.nodes(expression, mention.expr).first().copied() else {
                continue;
            };
            let value = found.string().into_owned();
            let mut right: Vec<String> = Vec::new();
            let mut beginnings: Vec<String> = Vec::new();
            for other in &same {
                match (&other.usage, other.wanted) {
                    (Usage::Equals(text), true) | (Usage::Differs(text), false) => right.push(text.clone()),
                    (Usage::Within(list), true) => right.extend(list.split_whitespace().map(str::to_owned)),
                    (Usage::Begins(text), true) => beginnings.push(text.clone()),
                    (Usage::Within(list), false) => self.substring(&name, &value, list),
                    (Usage::Equals(text), false) => {
                        self.notes.push(format!("any value of `{name}` but `{text}` would be right"));
                    }
                    _ => {}
                }
            }
            if !right.is_empty() {
                self.spelling(&name, &value, &mut right);
            }
            if !right.is_empty() {
                let shown = shortlist(&value, right.iter().map(String::as_str), 8);
                self.notes.push(format!("`{name}` is `{value}`; {shown} would be right"));
                self.expected.extend(right.iter().cloned());
            }
            if !beginnings.is_empty() {
                self.notes.push(format!(
                    "`{name}` is `{value}`; a value that begins with {} would be right",
                    alternatives(&beginnings)
                ));
            }
        }
    }

    /// `not(contains('root boot', @name))` also refuses `oo`.
    fn substring(&mut self, name: &str, value: &str, list: &str) {
        if !list.split_whitespace().any(|word| word == value) && list.contains(value) && !value.is_empty() {
            let within = list.split_whitespace().find(|word| word.contains(value));
            let part = within.map_or_else(|| format!("`{list}`"), |word| format!("`{word}`"));
            self.notes.push(format!(
                "`{value}` is none of the words, only a part of {part}: the rule searches for text where it means words. \
                 It is refused all the same, so another `{name}` is needed"
            ));
        }
    }

    /// A value that is right but written otherwise than the rule expects it.
    fn spelling(&mut self, name: &str, value: &str, right: &mut Vec<String>) {
        let is_right = |text: &str| right.iter().any(|own| own == text);
        let trimmed = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if trimmed != value && is_right(&trimmed) {
            self.notes.push(format!("the rule takes white space for a part of the value: write `{trimmed}`"));
        }
        let other = match trimmed.as_str() {
            "1" => "true",
            "0" => "false",
            _ => "",
        };
        if is_right(other) {
            self.notes.push(format!(
                "`{trimmed}` means `{other}`, but the rule compares the text: write `{name}=\"{other}\"` instead"
            ));
        }
        let plain = |text: &str| text.replace(['-', '_', '.'], "").to_lowercase();
        if let Some(at) = right.iter().position(|own| **own != trimmed && plain(own) == plain(&trimmed)) {
            let near = right.remove(at);
            self.notes.push(format!(
                "the rule spells it `{near}`, which is probably a mistake in the schema: `{trimmed}` is refused all the same"
            ));
        }
    }
}

/// Whether a node is the element, one of its attributes, or in it.
fn is_below(node: NodeRef<'_>, element: NodeRef<'_>) -> bool {
    let mut at = Some(node);
    while let Some(here) = at {
        if here == element {
            return true;
        }
        at = here.parent();
    }
    false
}

/// `a`, `b` or `c`, in backticks.
fn alternatives(list: &[String]) -> String {
    let quoted: Vec<String> = list.iter().map(|text| format!("`{text}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
