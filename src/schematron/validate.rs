//! Runs rules on a document.

use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::read::FUNCTIONS;
use super::rules::{
    Above, Check, CheckKind, Key, Let, Matcher, Message, NamedDocument, Pattern, Piece, Rule, Rules, StepMatcher,
};
use super::{explain, svrl};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Span;
use crate::xml::{AttributeId, Document, NodeId, QName};
use crate::xpath::{self, Axis, Error, Expression, Focus, NodeRef, NodeSet, NodeTest, Value};
use crate::xslt;

/// Bytes of a value that a message shows.
const MAX_VALUE: usize = 4096;
/// Bytes that the messages about a document have together.
const MAX_TOLD: usize = 16 << 20;
/// Findings in a document.
const MAX_FOUND: usize = 20_000;

/// The name that asks for all patterns whatever the schema's default phase.
pub const ACTIVE_ALL: &str = "#ALL";

/// Checks a document; `phase` is the id of a phase, `None` for the schema's default. Findings come in document order.
#[must_use]
pub fn validate(rules: &Rules, document: &Document, phase: Option<&str>) -> Vec<Diagnostic> {
    let mut found = run(rules, document, &Index::new(document), phase);
    in_order(&mut found);
    found
}

/// As [`validate`], and says which patterns had nothing to judge although the document looks as if they should: all of
/// them, or those whose elements the document has in another namespace.
#[must_use]
pub fn validate_telling(rules: &Rules, document: &Document, phase: Option<&str>) -> Vec<Diagnostic> {
    let index = Index::new(document);
    let mut run = Run::new(rules, document, &index);
    run.all(phase);
    let mut found = std::mem::take(&mut run.found);
    in_order(&mut found);
    found.extend(run.silent());
    found
}

/// As [`validate_telling`], and records for SVRL which patterns ran on the document of this name, which rules fired and
/// what they found; see [`super::svrl_report`].
#[must_use]
pub fn validate_recording(
    rules: &Rules,
    document: &Document,
    phase: Option<&str>,
    name: &str,
) -> (Vec<Diagnostic>, String) {
    let index = Index::new(document);
    let mut run = Run::new(rules, document, &index);
    run.record = Some((name.to_owned(), String::new()));
    run.all(phase);
    let mut found = std::mem::take(&mut run.found);
    in_order(&mut found);
    found.extend(run.silent());
    (found, run.record.map(|(_, record)| record).unwrap_or_default())
}

/// As [`validate`] with the default phase, for a schema whose patterns come in parts.
#[must_use]
pub fn validate_parts<'r>(parts: impl IntoIterator<Item = &'r Rules>, document: &Document) -> Vec<Diagnostic> {
    let index = Index::new(document);
    let mut found: Vec<Diagnostic> = parts.into_iter().flat_map(|rules| run(rules, document, &index, None)).collect();
    in_order(&mut found);
    found
}

fn in_order(found: &mut [Diagnostic]) {
    found.sort_by_key(|diagnostic| (diagnostic.primary.source, diagnostic.primary.start));
}

fn run<'d>(rules: &Rules, document: &'d Document, index: &Index<'d>, phase: Option<&str>) -> Vec<Diagnostic> {
    let mut run = Run::new(rules, document, index);
    run.all(phase);
    run.found
}

/// Elements by local name, in document order: most contexts name the element that they are about.
struct Index<'d> {
    by_name: HashMap<&'d str, Vec<NodeId>>,
    elements: Vec<NodeId>,
}

impl<'d> Index<'d> {
    fn new(document: &'d Document) -> Self {
        let mut index = Self { by_name: HashMap::new(), elements: Vec::new() };
        for node in document.descendants(NodeId::ROOT) {
            if let Some(name) = document.name(node) {
                index.by_name.entry(&name.local).or_default().push(node);
                index.elements.push(node);
            }
        }
        index
    }
}

/// Variables in scope; the later of two of the same name counts.
#[derive(Clone, Default)]
pub(super) struct Variables<'d> {
    list: Vec<(Arc<str>, Value<'d>)>,
}

/// What an expression sees besides its node.
pub(super) struct Scope<'c, 'd> {
    variables: &'c Variables<'d>,
    current: NodeRef<'d>,
    keys: &'c HashMap<Arc<str>, HashMap<String, Vec<NodeRef<'d>>>>,
    documents: &'d [NamedDocument],
    /// Nodes that the rules may still look at.
    steps: &'c Cell<u64>,
}

impl<'d> xpath::Context<'d> for Scope<'_, 'd> {
    fn variable(&mut self, name: &QName) -> Result<Option<Value<'d>>, Error> {
        Ok(self.variables.list.iter().rev().find(|(own, _)| *own == name.local).map(|(_, value)| value.clone()))
    }

    fn spend(&mut self, steps: u64) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(steps));
        left >= steps
    }

    fn call(&mut self, name: &QName, arguments: Vec<Value<'d>>, focus: &Focus<'d>) -> Result<Option<Value<'d>>, Error> {
        let text = |index: usize| arguments.get(index).map_or_else(String::new, |value| value.text().into_owned());
        Ok(match &*name.local {
            "current" => Some(Value::Nodes(self.current.into())),
            "generate-id" => {
                let node = match arguments.first() {
                    Some(Value::Nodes(nodes)) => nodes.first(),
                    _ => Some(focus.node),
                };
                Some(Value::string(node.map_or_else(String::new, |node| {
                    let part = node.attribute_id().map_or(0, |id| id.index + 1);
                    format!("id{}-{}-{part}", node.document.order, node.tree_node().index())
                })))
            }
            "document" => {
                let reference = text(0);
                let named = self.documents.iter().find(|named| *named.reference == *reference);
                let root = named.and_then(|named| named.tree.as_ref()).map(NodeRef::root_of);
                Some(Value::Nodes(root.map_or_else(NodeSet::default, NodeSet::from)))
            }
            "format-number" => {
                let number = arguments.first().map_or(f64::NAN, Value::to_number);
                Some(Value::string(xslt::format_number(number, &text(1))?))
            }
            "function-available" => {
                let name = text(0);
                Some(Value::Boolean(FUNCTIONS.contains(&&*name) || xpath::CoreFunction::by_name(&name).is_some()))
            }
            // a test holds no instructions
            "element-available" => Some(Value::Boolean(false)),
            "system-property" => Some(Value::string(if text(0) == "xsl:version" { "1.0" } else { "" })),
            "key" => {
                let Some(table) = self.keys.get(text(0).as_str()) else {
                    return Err(Error::new(
                        &crate::xpath::catalogue::XPATH_UNKNOWN_KEY,
                        format!("there is no key `{}`", text(0)),
                    ));
                };
                let mut nodes: Vec<NodeRef<'d>> = Vec::new();
                let mut add = |value: &str| nodes.extend(table.get(value).into_iter().flatten());
                match arguments.get(1) {
                    Some(Value::Nodes(values)) => values.iter().for_each(|value| add(&value.string())),
                    _ => add(&text(1)),
                }
                Some(Value::Nodes(NodeSet::from(nodes)))
            }
            _ => None,
        })
    }
}

type Keys<'d> = HashMap<Arc<str>, HashMap<String, Vec<NodeRef<'d>>>>;

struct Run<'r, 'd> {
    rules: &'r Rules,
    document: &'d Document,
    index: &'r Index<'d>,
    found: Vec<Diagnostic>,
    keys: Keys<'d>,
    /// The patterns that were run, and whether a rule of them matched anything.
    ran: Vec<(&'r Pattern, bool)>,
    /// The name of the document and what is recorded of it for SVRL, where that is asked for.
    record: Option<(String, String)>,
    /// The places of the document's nodes, for what is recorded.
    places: OnceCell<svrl::Places>,
    steps: Cell<u64>,
    /// Bytes of messages.
    told: Cell<usize>,
    stopped: bool,
}

impl<'r: 'd, 'd> Run<'r, 'd> {
    fn new(rules: &'r Rules, document: &'d Document, index: &'r Index<'d>) -> Self {
        // a second, and more for a document that is large
        let steps = 40_000_000 + 40 * document.len() as u64;
        Self {
            rules,
            document,
            index,
            found: Vec::new(),
            keys: HashMap::new(),
            ran: Vec::new(),
            record: None,
            places: OnceCell::new(),
            steps: Cell::new(steps),
            told: Cell::new(0),
            stopped: false,
        }
    }

    /// Runs all patterns of a phase.
    fn all(&mut self, phase: Option<&str>) {
        let rules = self.rules;
        let phase = match phase.unwrap_or(&rules.default_phase) {
            "" | ACTIVE_ALL | "#DEFAULT" => None,
            id => rules.phases.iter().find(|phase| *phase.id == *id),
        };
        let root = NodeRef::root_of(self.document);
        let mut scope = Variables::default();
        self.bind(&rules.lets, root, &mut scope);
        if let Some(phase) = phase {
            self.bind(&phase.lets, root, &mut scope);
        }
        for pattern in &rules.patterns {
            let active = phase.is_none_or(|phase| {
                pattern.id.as_ref().is_some_and(|id| phase.active.iter().any(|(active, _)| active == id))
            });
            if active {
                self.pattern(pattern, &scope);
            }
        }
    }

    /// Patterns that matched nothing and should have.
    fn silent(&self) -> Vec<Diagnostic> {
        let none = self.ran.iter().all(|(_, matched)| !matched);
        let mut found = Vec::new();
        for (pattern, _) in self.ran.iter().filter(|(pattern, matched)| !matched && !pattern.rules.is_empty()) {
            let elsewhere = pattern.rules.iter().find_map(|rule| self.in_another_namespace(rule));
            if let Some((local, wanted, namespace)) = elsewhere {
                let namespaced = |uri: &str| match uri {
                    "" => "no namespace".to_owned(),
                    uri => format!("the namespace `{uri}`"),
                };
                let mut diagnostic = Diagnostic::warning(
                    &crate::schematron::catalogue::SCHEMATRON_NOTHING_MATCHED,
                    "no rule of the pattern matches anything in the document",
                    pattern.span,
                )
                .with_primary_label(format!(
                    "`{local}` means the element in {}; those of the document are in {}",
                    namespaced(&wanted),
                    namespaced(namespace)
                ));
                if !namespace.is_empty() {
                    diagnostic.notes.push(format!(
                        "declare `<sch:ns prefix=\"p\" uri=\"{namespace}\"/>` and write `p:{local}`; a default namespace does \
                         not count in XPath"
                    ));
                }
                found.push(diagnostic);
            }
        }
        if let (true, true, Some((first, _))) = (none, found.is_empty(), self.ran.first()) {
            let message = "no rule of the schema matches anything in the document";
            found.push(
                Diagnostic::warning(&crate::schematron::catalogue::SCHEMATRON_NOTHING_MATCHED, message, first.span)
                    .with_note("so nothing was judged: the document may be of another kind than the schema"),
            );
        }
        found
    }

    /// A name that a rule is about which the document has in another namespace only: the name, its namespace in the
    /// rule, that in the document.
    fn in_another_namespace(&self, rule: &Rule) -> Option<(String, Arc<str>, &'d str)> {
        let Matcher::Upwards(alternatives) = &rule.context.matcher else { return None };
        alternatives.iter().filter_map(|steps| steps.first()).find_map(|step| {
            let NodeTest::Name(name) = &step.test else { return None };
            let nodes = self.index.by_name.get(&*name.local).filter(|_| !step.attribute)?;
            let namespace = |node: &NodeId| self.document.name(*node).map(|own| &*own.namespace);
            if nodes.iter().any(|node| namespace(node) == Some(&*name.namespace)) {
                return None;
            }
            Some((name.local.to_string(), name.namespace.clone(), namespace(nodes.first()?)?))
        })
    }

    fn bind(&mut self, lets: &[Let], node: NodeRef<'d>, variables: &mut Variables<'d>) {
        if self.keys.is_empty() && !self.rules.keys.is_empty() {
            self.keys = self.key_tables();
        }
        for variable in lets {
            let mut scope = self.scope(variables, node);
            match variable.value.evaluate(Focus::on(node), &mut scope) {
                Ok(value) => variables.list.push((variable.name.clone(), value)),
                Err(error) => self.found.push(at_author(&variable.value, error)),
            }
        }
    }

    fn key_tables(&mut self) -> Keys<'d> {
        let mut tables: Keys<'d> = HashMap::new();
        let root = NodeRef::root_of(self.document);
        let (variables, none) = (Variables::default(), HashMap::new());
        for Key { name, nodes, by } in &self.rules.keys {
            let table = tables.entry(name.clone()).or_default();
            let mut scope = Scope {
                variables: &variables,
                current: root,
                keys: &none,
                steps: &self.steps,
                documents: &self.rules.documents,
            };
            let nodes = match nodes.nodes(Focus::on(root), &mut scope) {
                Ok(nodes) => nodes,
                Err(error) => {
                    self.found.push(at_author(nodes, error));
                    continue;
                }
            };
            for node in nodes.iter() {
                let mut scope = Scope {
                    variables: &variables,
                    current: node,
                    keys: &none,
                    steps: &self.steps,
                    documents: &self.rules.documents,
                };
                match by.evaluate(Focus::on(node), &mut scope) {
                    Ok(Value::Nodes(values)) => {
                        for value in values.iter() {
                            table.entry(value.string().into_owned()).or_default().push(node);
                        }
                    }
                    Ok(value) => table.entry(value.text().into_owned()).or_default().push(node),
                    Err(error) => self.found.push(at_author(by, error)),
                }
            }
        }
        tables
    }

    fn pattern(&mut self, pattern: &'r Pattern, outer: &Variables<'d>) {
        let mut variables = outer.clone();
        self.bind(&pattern.lets, NodeRef::root_of(self.document), &mut variables);
        // of the rules that match a node the first one counts
        let mut taken: HashSet<NodeRef<'d>> = HashSet::new();
        let several = pattern.rules.len() > 1;
        if let Some((name, record)) = &mut self.record {
            record.push_str(&format!(
                "  <svrl:active-pattern{} document=\"{}\"/>\n",
                svrl::attribute("id", pattern.id.as_deref()),
                svrl::escape(name)
            ));
        }
        let mut matched = false;
        for rule in &pattern.rules {
            for node in self.nodes(rule, &variables) {
                matched = true;
                if several && !taken.insert(node) {
                    continue;
                }
                self.rule(pattern, rule, node, &variables);
            }
        }
        self.ran.push((pattern, matched));
    }

    fn rule(&mut self, pattern: &'r Pattern, rule: &'r Rule, node: NodeRef<'d>, outer: &Variables<'d>) {
        let bound;
        let variables = if rule.lets.is_empty() {
            outer
        } else {
            let mut own = outer.clone();
            self.bind(&rule.lets, node, &mut own);
            bound = own;
            &bound
        };
        if let Some((_, record)) = &mut self.record {
            let context = svrl::escape(rule.context.expression.text());
            record.push_str(&format!("  <svrl:fired-rule context=\"{context}\"/>\n"));
        }
        for check in &rule.checks {
            if self.is_stopped(check) {
                return;
            }
            let mut scope = self.scope(variables, node);
            match check.test.boolean(Focus::on(node), &mut scope) {
                Ok(holds) if holds == (check.kind == CheckKind::Assert) => {}
                Ok(_) => {
                    let diagnostic = self.finding(pattern, rule, check, node, variables);
                    if self.record.is_some() {
                        let made = self.recorded(check, node, variables);
                        self.record.iter_mut().for_each(|(_, record)| record.push_str(&made));
                    }
                    self.found.push(diagnostic);
                }
                Err(error) => self.found.push(at_author(&check.test, error)),
            }
        }
    }

    fn scope<'c>(&'c self, variables: &'c Variables<'d>, current: NodeRef<'d>) -> Scope<'c, 'd> {
        let Self { keys, steps, .. } = self;
        Scope { variables, current, keys, steps, documents: &self.rules.documents }
    }

    /// Whether the rules have looked at or told so much that the rest is left out, which is said once.
    fn is_stopped(&mut self, check: &Check) -> bool {
        let limit = match () {
            () if self.stopped => return true,
            () if self.steps.get() == 0 => "look at too many nodes",
            () if self.told.get() > MAX_TOLD => "say too much",
            () if self.found.len() > MAX_FOUND => "find too much",
            () => return false,
        };
        self.stopped = true;
        let message = format!("the rules {limit}; what they would find from here on is not told");
        let at = check.test.place().whole();
        self.found.push(Diagnostic::error(&super::catalogue::SCHEMATRON_LIMIT, message, at));
        true
    }

    fn finding(
        &self,
        pattern: &Pattern,
        rule: &Rule,
        check: &Check,
        node: NodeRef<'d>,
        variables: &Variables<'d>,
    ) -> Diagnostic {
        let mut scope = self.scope(variables, node);
        let mut message = self.text(&check.message, node, &mut scope);
        if message.is_empty() {
            let verb = if check.kind == CheckKind::Assert { "does not hold" } else { "holds" };
            message = format!("`{}` {verb}", check.test.text());
        }
        let mut diagnostic = Diagnostic::new(severity(check), pattern.code(), message, span_of(node));
        explain::explain(&mut diagnostic, rule, check, node, &mut scope);
        if let Some(subject) = &check.subject
            && let Ok(nodes) = subject.nodes(Focus::on(node), &mut scope)
            && let Some(first) = nodes.first().filter(|first| std::ptr::eq(first.document, self.document))
        {
            diagnostic.primary = span_of(first);
        }
        for id in &check.diagnostics {
            if let Some(message) = self.rules.diagnostics.get(id) {
                diagnostic.notes.push(self.text(message, node, &mut scope));
            }
        }
        diagnostic
    }

    /// A finding as SVRL has it.
    fn recorded(&self, check: &Check, node: NodeRef<'d>, variables: &Variables<'d>) -> String {
        let mut scope = self.scope(variables, node);
        let name = if check.kind == CheckKind::Assert { "failed-assert" } else { "successful-report" };
        let mut made = format!(
            "  <svrl:{name} test=\"{}\"{}{} location=\"{}\">\n    <svrl:text>{}</svrl:text>\n",
            svrl::escape(check.test.text()),
            svrl::attribute("id", check.id.as_deref()),
            svrl::attribute("role", check.role.as_deref()),
            svrl::escape(&svrl::location(node, self.places.get_or_init(|| svrl::Places::of(self.document)))),
            svrl::escape(&self.text(&check.message, node, &mut scope)),
        );
        for id in &check.diagnostics {
            if let Some(message) = self.rules.diagnostics.get(id) {
                made.push_str(&format!(
                    "    <svrl:diagnostic-reference diagnostic=\"{}\"><svrl:text>{}</svrl:text></svrl:diagnostic-reference>\n",
                    svrl::escape(id),
                    svrl::escape(&self.text(message, node, &mut scope))
                ));
            }
        }
        made.push_str(&format!("  </svrl:{name}>\n"));
        self.told.set(self.told.get() + made.len());
        made
    }

    fn text(&self, message: &Message, node: NodeRef<'d>, scope: &mut Scope<'_, 'd>) -> String {
        let mut text = String::new();
        for piece in &message.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Value(select) => {
                    if let Ok(value) = select.string(Focus::on(node), scope) {
                        let end = value.floor_char_boundary(MAX_VALUE);
                        text.push_str(&value[..end]);
                        text.push_str(if end < value.len() { "…" } else { "" });
                    }
                }
                Piece::Name(None) => text.push_str(&node.name()),
                Piece::Name(Some(path)) => match path.evaluate(Focus::on(node), scope) {
                    Ok(Value::Nodes(nodes)) => text.push_str(&nodes.first().map(NodeRef::name).unwrap_or_default()),
                    Ok(value) => text.push_str(&value.text()),
                    Err(_) => {}
                },
            }
        }
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.ends_with('.') && !text.ends_with("..") {
            text.pop();
        }
        self.told.set(self.told.get() + text.len());
        text
    }

    /// The nodes that a rule is about, in document order.
    fn nodes(&mut self, rule: &Rule, variables: &Variables<'d>) -> Vec<NodeRef<'d>> {
        match &rule.context.matcher {
            Matcher::Select(expression) => {
                let root = NodeRef::root_of(self.document);
                let mut scope = self.scope(variables, root);
                match expression.nodes(Focus::on(root), &mut scope) {
                    Ok(nodes) => nodes.into_vec(),
                    Err(error) => {
                        self.found.push(at_author(&rule.context.expression, error));
                        Vec::new()
                    }
                }
            }
            Matcher::Upwards(alternatives) => {
                let mut nodes = Vec::new();
                for steps in alternatives {
                    if let Err(error) = self.upwards(steps, variables, &mut nodes) {
                        self.found.push(at_author(&rule.context.expression, error));
                    }
                }
                NodeSet::from(nodes).into_vec()
            }
        }
    }

    fn upwards(
        &self,
        steps: &[StepMatcher],
        variables: &Variables<'d>,
        nodes: &mut Vec<NodeRef<'d>>,
    ) -> Result<(), Error> {
        let Some(last) = steps.first() else { return Ok(()) };
        if last.attribute {
            for element in &self.index.elements {
                let count = self.document.element(*element).map_or(0, |element| element.attributes.len());
                for index in 0..count {
                    let id = AttributeId { element: *element, index: u32::try_from(index).unwrap_or(u32::MAX) };
                    let node = NodeRef::attribute(self.document, id);
                    if self.step_matches(steps, node, variables)? {
                        nodes.push(node);
                    }
                }
            }
            return Ok(());
        }
        match &last.test {
            NodeTest::Name(name) => {
                for node in self.index.by_name.get(&*name.local).map_or(&[][..], Vec::as_slice) {
                    let node = NodeRef::new(self.document, *node);
                    if self.step_matches(steps, node, variables)? {
                        nodes.push(node);
                    }
                }
            }
            _ => {
                for node in self.document.descendants(NodeId::ROOT) {
                    let node = NodeRef::new(self.document, node);
                    if !node.is_root() && self.step_matches(steps, node, variables)? {
                        nodes.push(node);
                    }
                }
            }
        }
        Ok(())
    }

    fn step_matches(&self, steps: &[StepMatcher], node: NodeRef<'d>, variables: &Variables<'d>) -> Result<bool, Error> {
        let Some((step, rest)) = steps.split_first() else { return Ok(true) };
        let axis = if step.attribute { Axis::Attribute } else { Axis::Child };
        if !node.matches(&step.test, axis) {
            return Ok(false);
        }
        // names above first: they cost less than predicates
        let above = match step.above {
            Above::Anywhere => true,
            Above::Root => node.parent().is_some_and(NodeRef::is_root),
            Above::Parent => match node.parent() {
                Some(parent) => self.step_matches(rest, parent, variables)?,
                None => false,
            },
            Above::Ancestor => {
                let mut found = false;
                let mut at = node.parent();
                while let Some(ancestor) = at {
                    if self.step_matches(rest, ancestor, variables)? {
                        found = true;
                        break;
                    }
                    at = ancestor.parent();
                }
                found
            }
        };
        if !above {
            return Ok(false);
        }
        for predicate in &step.predicates {
            let mut scope = self.scope(variables, node);
            if !predicate.boolean(Focus::on(node), &mut scope)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// An evaluation failed: the schema's author has to mend it.
fn at_author(expression: &Expression, error: Error) -> Diagnostic {
    let mut diagnostic = expression.diagnostic(error);
    if diagnostic.primary.is_empty() {
        diagnostic.primary = expression.place().whole();
    }
    diagnostic
}

fn severity(check: &Check) -> Severity {
    match check.role.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("warn" | "warning") => Severity::Warning,
        Some("info" | "information" | "note" | "hint") => Severity::Note,
        _ => Severity::Error,
    }
}

/// Where a node stands: an element's name, an attribute, a text.
pub(super) fn span_of(node: NodeRef<'_>) -> Span {
    let nowhere = Span::at(node.document.source.unwrap_or_default(), 0);
    if let Some(attribute) = node.as_attribute() {
        return attribute.span.unwrap_or(nowhere);
    }
    if node.is_root() {
        return node.document.root_element().and_then(|root| node.document.name_span(root)).unwrap_or(nowhere);
    }
    let id = node.tree_node();
    let name = if node.is_element() { node.document.name_span(id) } else { None };
    name.or(node.document.span(id)).unwrap_or(nowhere)
}
