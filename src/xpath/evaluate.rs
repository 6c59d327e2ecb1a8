//! Evaluation (XPath 1.0, 1 and 2).

use std::collections::HashMap;

use crate::xpath::catalogue;

use super::ast::{Arithmetic, Axis, Expr, ExprKind, Function, Path, Predicate, PredicateKind, Start, Step, TextRange};
use super::{Expression, NodeRef, NodeSet, Value, functions};
use crate::diagnostic::{Code, Diagnostic};
use crate::xml::{self, QName, SharedStr, XML_NAMESPACE};

/// Nodes that one evaluation may look at: about a second.
pub const MAX_STEPS: u64 = 50_000_000;

/// Bytes that a string may grow to.
pub const MAX_STRING: usize = 1 << 26;

/// Why an evaluation failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<Failure>);

#[derive(Debug, Clone, PartialEq)]
struct Failure {
    name: Code,
    message: String,
    notes: Vec<String>,
    range: Option<TextRange>,
    diagnostic: Option<Diagnostic>,
}

impl Error {
    /// An error of this name and headline, as for [`Diagnostic::error`].
    pub fn new(name: impl Into<Code>, message: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            name: name.into(),
            message: message.into(),
            notes: Vec::new(),
            range: None,
            diagnostic: None,
        }))
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// An error that has its place already: it comes from another expression.
    #[must_use]
    pub fn from_diagnostic(diagnostic: Diagnostic) -> Self {
        let mut error = Self::new(diagnostic.name.clone(), diagnostic.message.clone());
        error.0.diagnostic = Some(diagnostic);
        error
    }

    /// The headline.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    fn at(mut self, range: TextRange) -> Self {
        self.0.range.get_or_insert(range);
        self
    }
}

impl Expression {
    /// The diagnostic for an error of its evaluation.
    #[must_use]
    pub fn diagnostic(&self, error: Error) -> Diagnostic {
        let failure = *error.0;
        failure.diagnostic.unwrap_or_else(|| {
            let span = self.span(failure.range.unwrap_or(self.root.range));
            let mut diagnostic = Diagnostic::error(failure.name, failure.message, span);
            diagnostic.notes = failure.notes;
            diagnostic
        })
    }
}

/// The context of an evaluation: node, position and size (XPath 1.0, 1).
#[derive(Debug, Clone, Copy)]
pub struct Focus<'d> {
    /// The context node.
    pub node: NodeRef<'d>,
    /// Its position, from 1.
    pub position: usize,
    /// The number of nodes that it is one of.
    pub size: usize,
}

impl<'d> Focus<'d> {
    /// The node alone.
    #[must_use]
    pub fn on(node: NodeRef<'d>) -> Self {
        Self { node, position: 1, size: 1 }
    }
}

/// What an expression may ask for: variables, and functions that are not XPath's own.
pub trait Context<'d> {
    /// The value of a variable; `None` where there is no such variable.
    ///
    /// # Errors
    /// Where its value cannot be had.
    fn variable(&mut self, _name: &QName) -> Result<Option<Value<'d>>, Error> {
        Ok(None)
    }

    /// The value of a call; `None` where there is no such function.
    ///
    /// # Errors
    /// Where the call fails.
    fn call(
        &mut self,
        _name: &QName,
        _arguments: Vec<Value<'d>>,
        _focus: &Focus<'d>,
    ) -> Result<Option<Value<'d>>, Error> {
        Ok(None)
    }

    /// Counts what an evaluation does, in nodes looked at; whether the run that it belongs to may do so much.
    fn spend(&mut self, _steps: u64) -> bool {
        true
    }

    /// Whether the attribute is a unique identifier, for `id()`.
    fn is_id(&self, _element: NodeRef<'d>, attribute: &xml::Attribute) -> bool {
        attribute.name.is(XML_NAMESPACE, "id")
    }
}

/// No variables, no functions but XPath's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoContext;

impl Context<'_> for NoContext {}

impl Expression {
    /// Evaluates.
    ///
    /// # Errors
    /// [`Error`]; [`Expression::diagnostic`] gives it its place.
    pub fn evaluate<'d>(&self, focus: Focus<'d>, context: &mut dyn Context<'d>) -> Result<Value<'d>, Error> {
        Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.value(&self.root, focus)
    }

    /// Evaluates to a boolean, no further than needed.
    ///
    /// # Errors
    /// [`Error`]; [`Expression::diagnostic`] gives it its place.
    pub fn boolean<'d>(&self, focus: Focus<'d>, context: &mut dyn Context<'d>) -> Result<bool, Error> {
        Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.boolean(&self.root, focus)
    }

    /// Evaluates to a string.
    ///
    /// # Errors
    /// [`Error`]; [`Expression::diagnostic`] gives it its place.
    pub fn string<'d>(&self, focus: Focus<'d>, context: &mut dyn Context<'d>) -> Result<SharedStr, Error> {
        Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.string(&self.root, focus)
    }

    /// Evaluates to a node-set.
    ///
    /// # Errors
    /// [`Error`], also where the value is no node-set; [`Expression::diagnostic`] gives it its place.
    pub fn nodes<'d>(&self, focus: Focus<'d>, context: &mut dyn Context<'d>) -> Result<NodeSet<'d>, Error> {
        Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.nodes(&self.root, focus)
    }
}

/// Evaluates a part of an expression to a node-set.
///
/// # Errors
/// As [`Expression::nodes`].
pub fn nodes_of<'d>(expr: &Expr, focus: Focus<'d>, context: &mut dyn Context<'d>) -> Result<NodeSet<'d>, Error> {
    Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.nodes(expr, focus)
}

/// Keeps what the predicates keep of nodes in the order of their axis.
///
/// # Errors
/// As [`Expression::evaluate`].
pub fn filter_nodes<'d>(
    predicates: &[Predicate],
    nodes: Vec<NodeRef<'d>>,
    context: &mut dyn Context<'d>,
) -> Result<Vec<NodeRef<'d>>, Error> {
    Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.filter(predicates, nodes)
}

/// Whether a predicate that does not ask for the position holds at a node.
///
/// # Errors
/// As [`Expression::evaluate`].
pub fn predicate_holds<'d>(
    predicate: &Predicate,
    node: NodeRef<'d>,
    context: &mut dyn Context<'d>,
) -> Result<bool, Error> {
    Evaluator { context, steps: MAX_STEPS, known: HashMap::new() }.holds(predicate, Focus::on(node))
}

/// What looking at a text counts as, in nodes.
pub(super) fn bytes(text: &str) -> u64 {
    text.len() as u64 / 64
}

/// What the nodes before, in document order, have given of an axis already.
enum Covered<'d> {
    /// It is not known.
    Unknown,
    /// All below the last node; where that ends, unless with the document.
    Below(Option<(NodeRef<'d>, Option<NodeRef<'d>>)>),
    /// All siblings behind the last node, of which this is the parent.
    Siblings(Option<NodeRef<'d>>),
}

impl<'d> Covered<'d> {
    fn of(step: &Step) -> Self {
        let plain = step.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Condition);
        match step.axis {
            Axis::Descendant | Axis::DescendantOrSelf if plain => Self::Below(None),
            Axis::FollowingSibling if plain => Self::Siblings(None),
            _ => Self::Unknown,
        }
    }

    /// Whether the node gives nothing new; if it does, it is the last one from now on.
    fn holds(&mut self, node: NodeRef<'d>) -> bool {
        if !node.is_tree_node() {
            return false;
        }
        match self {
            Self::Unknown => false,
            Self::Below(last) => {
                if let Some((top, end)) = last
                    && top.document.order == node.document.order
                    && end.is_none_or(|end| node < end)
                {
                    return true;
                }
                let end = node.document.following(node.tree_node()).map(|end| NodeRef::new(node.document, end));
                *last = Some((node, end));
                false
            }
            Self::Siblings(last) => {
                let parent = node.parent();
                let known = parent.is_some() && *last == parent;
                *last = parent;
                known
            }
        }
    }
}

pub(super) struct Evaluator<'c, 'd> {
    pub context: &'c mut dyn Context<'d>,
    steps: u64,
    /// What calls gave that depend on nothing but the document: a predicate asks them for each node.
    known: HashMap<(usize, u32), Value<'d>>,
}

/// Whether the value is the same for all nodes of a document; `inside` of a predicate of a path that is.
fn is_closed(expr: &Expr, inside: bool) -> bool {
    let all = |list: &[Expr]| list.iter().all(|expr| is_closed(expr, inside));
    let predicates = |list: &[Predicate]| list.iter().all(|predicate| is_closed(&predicate.expr, true));
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Number(_) => true,
        ExprKind::Variable(_) | ExprKind::Call(Function::Other(_), _) => false,
        ExprKind::Or(list) | ExprKind::And(list) | ExprKind::Union(list) => all(list),
        ExprKind::Compare(_, left, right) | ExprKind::Arithmetic(_, left, right) => {
            is_closed(left, inside) && is_closed(right, inside)
        }
        ExprKind::Negate(inner) => is_closed(inner, inside),
        // without arguments they are about the node
        ExprKind::Call(Function::Core(_), arguments) => (inside || !arguments.is_empty()) && all(arguments),
        ExprKind::Filter(base, list) => is_closed(base, inside) && predicates(list),
        ExprKind::Path(path) => {
            let start = match &path.start {
                Start::Root => true,
                Start::Context => inside,
                Start::Expr(expr) => is_closed(expr, inside),
            };
            start && path.steps.iter().all(|step| predicates(&step.predicates))
        }
    }
}

/// Whether it begins with a path from the root, which takes long.
fn is_of_the_whole(arguments: &[Expr]) -> bool {
    arguments.first().is_some_and(|first| matches!(&first.kind, ExprKind::Path(Path { start: Start::Root, .. })))
}

impl<'d> Evaluator<'_, 'd> {
    pub(super) fn count(&mut self, steps: u64) -> Result<(), Error> {
        match self.steps.checked_sub(steps) {
            Some(left) if self.context.spend(steps) => {
                self.steps = left;
                Ok(())
            }
            _ => Err(Error::new(&catalogue::XPATH_LIMIT, "the evaluation looks at too many nodes")
                .with_note("a path inside a predicate of a path over the whole document may be the reason")),
        }
    }

    /// Counts what the text of a node costs: of an element it is put together from all below it.
    pub(super) fn count_text(&mut self, node: NodeRef<'d>) -> Result<(), Error> {
        self.count(node.text_cost())
    }

    /// Counts what the text of a value costs: of a node-set that is the first one's.
    fn count_value(&mut self, value: &Value<'d>) -> Result<(), Error> {
        match value {
            Value::Nodes(nodes) => nodes.first().map_or(Ok(()), |node| self.count_text(node)),
            _ => Ok(()),
        }
    }

    /// Counts what a comparison costs, which may ask each node for its text.
    fn count_compared(&mut self, value: &Value<'d>) -> Result<(), Error> {
        match value {
            Value::Nodes(nodes) => nodes.iter().try_for_each(|node| self.count_text(node)),
            Value::String(text) => self.count(bytes(text)),
            _ => Ok(()),
        }
    }

    /// The text of an argument.
    pub(super) fn string(&mut self, expr: &Expr, focus: Focus<'d>) -> Result<SharedStr, Error> {
        let value = self.value(expr, focus)?;
        self.count_value(&value)?;
        let text = value.to_shared();
        self.count(bytes(&text))?;
        Ok(text)
    }

    pub fn value(&mut self, expr: &Expr, focus: Focus<'d>) -> Result<Value<'d>, Error> {
        match &expr.kind {
            ExprKind::Literal(text) => Ok(Value::String(text.clone())),
            ExprKind::Number(number) => Ok(Value::Number(*number)),
            ExprKind::Or(_) | ExprKind::And(_) | ExprKind::Compare(..) => self.boolean(expr, focus).map(Value::Boolean),
            ExprKind::Arithmetic(..) | ExprKind::Negate(_) => self.number(expr, focus).map(Value::Number),
            ExprKind::Variable(name) => match self.context.variable(name).map_err(|error| error.at(expr.range))? {
                Some(value) => Ok(value),
                None => Err(Error::new(&catalogue::XPATH_UNKNOWN_VARIABLE, format!("there is no variable `${name}`"))
                    .with_note("a variable must be declared before it is used")
                    .at(expr.range)),
            },
            ExprKind::Union(_) | ExprKind::Path(_) | ExprKind::Filter(..) => self.nodes(expr, focus).map(Value::Nodes),
            ExprKind::Call(Function::Core(function), arguments) if is_of_the_whole(arguments) => {
                let key = (std::ptr::from_ref(expr) as usize, focus.node.document.order);
                if let Some(value) = self.known.get(&key) {
                    return Ok(value.clone());
                }
                let value = functions::call(self, *function, arguments, focus).map_err(|error| error.at(expr.range))?;
                if !matches!(value, Value::Nodes(_)) && is_closed(expr, false) {
                    self.known.insert(key, value.clone());
                }
                Ok(value)
            }
            ExprKind::Call(Function::Core(function), arguments) => {
                functions::call(self, *function, arguments, focus).map_err(|error| error.at(expr.range))
            }
            ExprKind::Call(Function::Other(name), arguments) => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.value(argument, focus)?);
                }
                match self.context.call(name, values, &focus).map_err(|error| error.at(expr.range))? {
                    Some(value) => Ok(value),
                    None => {
                        Err(Error::new(&catalogue::XPATH_UNKNOWN_FUNCTION, format!("there is no function `{name}()`"))
                            .with_note("neither XPath nor the language around it defines it")
                            .at(expr.range))
                    }
                }
            }
        }
    }

    pub fn boolean(&mut self, expr: &Expr, focus: Focus<'d>) -> Result<bool, Error> {
        match &expr.kind {
            ExprKind::Or(list) => {
                for part in list {
                    if self.boolean(part, focus)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            ExprKind::And(list) => {
                for part in list {
                    if !self.boolean(part, focus)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            ExprKind::Compare(operator, left, right) => {
                let left = self.value(left, focus)?;
                let right = self.value(right, focus)?;
                self.count_compared(&left)?;
                self.count_compared(&right)?;
                Ok(left.compare(*operator, &right))
            }
            ExprKind::Path(path) => self.exists(path, focus),
            _ => self.value(expr, focus).map(|value| value.to_boolean()),
        }
    }

    pub fn number(&mut self, expr: &Expr, focus: Focus<'d>) -> Result<f64, Error> {
        match &expr.kind {
            ExprKind::Arithmetic(operator, left, right) => {
                let left = self.number(left, focus)?;
                let right = self.number(right, focus)?;
                Ok(match operator {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                    // truncating division (XPath 1.0, 3.5), as Rust's remainder
                    Arithmetic::Modulo => left % right,
                })
            }
            ExprKind::Negate(inner) => self.number(inner, focus).map(|number| -number),
            _ => {
                let value = self.value(expr, focus)?;
                self.count_value(&value)?;
                Ok(value.to_number())
            }
        }
    }

    /// A node-set; an error where it is another value.
    pub fn nodes(&mut self, expr: &Expr, focus: Focus<'d>) -> Result<NodeSet<'d>, Error> {
        match &expr.kind {
            ExprKind::Path(path) => self.path(path, focus),
            ExprKind::Union(list) => {
                let mut all = Vec::new();
                for part in list {
                    all.extend(self.nodes(part, focus)?.into_vec());
                }
                Ok(all.into())
            }
            ExprKind::Filter(base, predicates) => {
                let nodes = self.nodes(base, focus)?.into_vec();
                self.filter(predicates, nodes).map(NodeSet::from)
            }
            _ => match self.value(expr, focus)? {
                Value::Nodes(nodes) => Ok(nodes),
                other => {
                    let error = Error::new(
                        &catalogue::XPATH_NOT_A_NODE_SET,
                        format!("a node-set is needed here, this is a {}", other.type_name()),
                    );
                    let note = match other {
                        Value::Fragment(_) | Value::Text(..) => {
                            "make it one with `exsl:node-set()` (namespace `http://exslt.org/common`)"
                        }
                        _ => "only paths, unions, and functions that give nodes stand here",
                    };
                    Err(error.with_note(note).at(expr.range))
                }
            },
        }
    }

    fn start(&mut self, path: &Path, focus: Focus<'d>) -> Result<NodeSet<'d>, Error> {
        match &path.start {
            Start::Context => Ok(focus.node.into()),
            Start::Root => Ok(focus.node.root().into()),
            Start::Expr(expr) => self.nodes(expr, focus),
        }
    }

    /// How many nodes a set has, which are not put together where nobody needs them.
    pub(super) fn size(&mut self, expr: &Expr, focus: Focus<'d>) -> Result<usize, Error> {
        if let ExprKind::Path(path) = &expr.kind
            && let [step] = path.steps.as_slice()
            && step.predicates.is_empty()
            && !matches!(path.start, Start::Expr(_))
            && let [node] = self.start(path, focus)?.as_slice()
        {
            let mut size = 0;
            let seen = node.walk_axis(step.axis, |candidate| {
                size += usize::from(candidate.matches(&step.test, step.axis));
                true
            });
            self.count(seen)?;
            return Ok(size);
        }
        Ok(self.nodes(expr, focus)?.len())
    }

    fn path(&mut self, path: &Path, focus: Focus<'d>) -> Result<NodeSet<'d>, Error> {
        // many nodes may give the same ones again and again
        const REPEATS: usize = 1 << 16;
        let mut current = self.start(path, focus)?;
        for step in &path.steps {
            let mut next = Vec::new();
            let mut room = REPEATS;
            let mut covered = Covered::of(step);
            for node in current.iter() {
                if covered.holds(node) {
                    continue;
                }
                self.step(step, node, &mut next)?;
                if next.len() > room {
                    next = NodeSet::from(next).into_vec();
                    room = REPEATS.max(2 * next.len());
                }
            }
            // what is of one node is in order
            current = if current.len() == 1 { NodeSet::in_order(next) } else { next.into() };
            if current.is_empty() {
                break;
            }
        }
        Ok(current)
    }

    /// Adds what the step takes from one node, in document order.
    fn step(&mut self, step: &Step, node: NodeRef<'d>, result: &mut Vec<NodeRef<'d>>) -> Result<(), Error> {
        let first = result.len();
        if step.predicates.is_empty() {
            let seen = node.walk_axis(step.axis, |candidate| {
                if candidate.matches(&step.test, step.axis) {
                    result.push(candidate);
                }
                true
            });
            self.count(seen)?;
        } else {
            let candidates = self.candidates(step, node)?;
            result.extend(self.filter(&step.predicates, candidates)?);
        }
        if step.axis.is_reverse() {
            result[first..].reverse();
        }
        Ok(())
    }

    /// The nodes that a step's axis and test take, in the order of the axis, no more than its first predicate needs.
    fn candidates(&mut self, step: &Step, node: NodeRef<'d>) -> Result<Vec<NodeRef<'d>>, Error> {
        let enough = match step.predicates.first().map(|predicate| predicate.kind) {
            Some(PredicateKind::Position(position)) => position as usize,
            _ => usize::MAX,
        };
        let mut candidates = Vec::new();
        let seen = node.walk_axis(step.axis, |candidate| {
            if candidate.matches(&step.test, step.axis) {
                candidates.push(candidate);
            }
            candidates.len() < enough
        });
        self.count(seen)?;
        Ok(candidates)
    }

    fn filter(&mut self, predicates: &[Predicate], mut nodes: Vec<NodeRef<'d>>) -> Result<Vec<NodeRef<'d>>, Error> {
        for predicate in predicates {
            match predicate.kind {
                PredicateKind::Position(position) => {
                    let kept = nodes.get(position as usize - 1).copied();
                    nodes.clear();
                    nodes.extend(kept);
                }
                PredicateKind::Last => {
                    let kept = nodes.last().copied();
                    nodes.clear();
                    nodes.extend(kept);
                }
                PredicateKind::Condition | PredicateKind::Any => {
                    self.count(nodes.len() as u64)?;
                    let size = nodes.len();
                    let mut kept = 0;
                    for index in 0..size {
                        let focus = Focus { node: nodes[index], position: index + 1, size };
                        if self.holds(predicate, focus)? {
                            nodes[kept] = nodes[index];
                            kept += 1;
                        }
                    }
                    nodes.truncate(kept);
                }
            }
        }
        Ok(nodes)
    }

    #[allow(clippy::float_cmp, clippy::cast_precision_loss)] // XPath 1.0, 2.4: a number is compared with the position
    fn holds(&mut self, predicate: &Predicate, focus: Focus<'d>) -> Result<bool, Error> {
        if predicate.kind == PredicateKind::Condition {
            return self.boolean(&predicate.expr, focus);
        }
        Ok(match self.value(&predicate.expr, focus)? {
            Value::Number(number) => number == focus.position as f64,
            other => other.to_boolean(),
        })
    }

    /// Whether the path has any node: stops at the first.
    fn exists(&mut self, path: &Path, focus: Focus<'d>) -> Result<bool, Error> {
        // each step is a frame of the stack here
        const STEPS: usize = 8;
        let simple = |step: &Step| step.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Condition);
        if path.steps.len() > STEPS || !path.steps.iter().all(simple) {
            return self.path(path, focus).map(|nodes| !nodes.is_empty());
        }
        for node in self.start(path, focus)?.iter() {
            if self.exists_from(&path.steps, node)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn exists_from(&mut self, steps: &[Step], node: NodeRef<'d>) -> Result<bool, Error> {
        let Some((step, rest)) = steps.split_first() else { return Ok(true) };
        let mut result = Ok(false);
        let seen = node.walk_axis(step.axis, |candidate| {
            if candidate.matches(&step.test, step.axis) {
                result = self.exists_below(step, rest, candidate);
            }
            matches!(result, Ok(false))
        });
        self.count(seen)?;
        result
    }

    fn exists_below(&mut self, step: &Step, rest: &[Step], node: NodeRef<'d>) -> Result<bool, Error> {
        for predicate in &step.predicates {
            if !self.boolean(&predicate.expr, Focus::on(node))? {
                return Ok(false);
            }
        }
        if rest.is_empty() { Ok(true) } else { self.exists_from(rest, node) }
    }
}
