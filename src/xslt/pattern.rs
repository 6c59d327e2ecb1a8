//! Patterns (XSLT 1.0, 5.2 and 5.5).

use super::machine::Machine;
use crate::diagnostic::Diagnostic;
use crate::xml::{NodeKind, QName};
use crate::xpath::{
    self, Axis, Expr, ExprKind, Expression, Function, NodeRef, NodeTest, Place, Predicate, PredicateKind, RefKind,
    Start, StaticContext, Step, filter_nodes, predicate_holds,
};
use crate::xslt::catalogue;

/// One alternative of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    anchor: Anchor,
    /// From the outermost to the node itself; empty only with an anchor.
    steps: Vec<PatternStep>,
    expression: Expression,
}

#[derive(Debug, Clone, PartialEq)]
enum Anchor {
    None,
    Root,
    /// `id('a')` or `key('a', 'b')`.
    Nodes(Expr),
}

#[derive(Debug, Clone, PartialEq)]
struct PatternStep {
    /// Whether `//` stands before it.
    anywhere: bool,
    attribute: bool,
    test: NodeTest,
    predicates: Vec<Predicate>,
}

/// What a pattern can match: where to look it up.
#[derive(Debug, PartialEq)]
pub(super) enum Target<'p> {
    Root,
    Element(Option<&'p QName>),
    Attribute(Option<&'p QName>),
    Text,
    Comment,
    Instruction,
    /// Any child node.
    Child,
    /// Anything.
    Any,
}

impl Pattern {
    /// Parses a pattern into its alternatives.
    pub fn parse(text: &str, context: &dyn StaticContext, place: &Place) -> Result<Vec<Self>, Box<Diagnostic>> {
        let expression = xpath::parse(text, context, place)?;
        let alternatives = match &expression.root.kind {
            ExprKind::Union(list) if !expression.is_parenthesised(&expression.root) => list.iter().collect(),
            _ => vec![&expression.root],
        };
        alternatives.into_iter().map(|alternative| Self::convert(alternative, &expression)).collect()
    }

    fn convert(expr: &Expr, expression: &Expression) -> Result<Self, Box<Diagnostic>> {
        let refuse = |message: &str, range| {
            let diagnostic = Diagnostic::error(&catalogue::XSLT_INVALID_PATTERN, message, expression.span(range));
            Err(Box::new(diagnostic.with_note(
                "a pattern is a path of child and attribute steps, or begins with `id()` or `key()` of literals \
                 (XSLT 1.0, 5.2)",
            )))
        };
        let is_lookup = |expr: &Expr| {
            let arguments = match &expr.kind {
                ExprKind::Call(Function::Core(xpath::CoreFunction::Id), arguments) => arguments,
                ExprKind::Call(Function::Other(name), arguments) if name.is("", "key") => arguments,
                _ => return false,
            };
            // only literals: what matches is known without running anything
            arguments.iter().all(|argument| matches!(argument.kind, ExprKind::Literal(_)))
        };
        if expression.is_parenthesised(expr) {
            return refuse("a pattern cannot stand in parentheses", expr.range);
        }
        let path = match &expr.kind {
            ExprKind::Path(path) => path,
            _ if is_lookup(expr) => {
                return Ok(Self {
                    anchor: Anchor::Nodes(expr.clone()),
                    steps: Vec::new(),
                    expression: expression.clone(),
                });
            }
            _ => return refuse("this is an expression, not a pattern", expr.range),
        };
        let anchor = match &path.start {
            Start::Context => Anchor::None,
            Start::Root => Anchor::Root,
            Start::Expr(start) if is_lookup(start) => Anchor::Nodes((**start).clone()),
            Start::Expr(start) => return refuse("a pattern cannot begin with this", start.range),
        };
        let mut steps: Vec<PatternStep> = Vec::new();
        let mut anywhere = false;
        for step in &path.steps {
            let written_as_slashes = expression.text()[step.range.range()].starts_with("//");
            let attribute = match step.axis {
                Axis::Child => false,
                Axis::Attribute => true,
                Axis::Descendant if written_as_slashes => {
                    anywhere = true;
                    false
                }
                Axis::DescendantOrSelf if written_as_slashes && is_slashes(step) => {
                    anywhere = true;
                    continue;
                }
                _ => {
                    return refuse(&format!("axis `{}` cannot stand in a pattern", step.axis.as_str()), step.range);
                }
            };
            steps.push(PatternStep {
                anywhere: std::mem::take(&mut anywhere),
                attribute,
                test: step.test.clone(),
                predicates: step.predicates.clone(),
            });
        }
        if steps.is_empty() && anchor == Anchor::None {
            return refuse("this pattern matches nothing", expr.range);
        }
        Ok(Self { anchor, steps, expression: expression.clone() })
    }

    /// The expression that it was read as, all alternatives of it.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// The default priority (XSLT 1.0, 5.5).
    pub fn default_priority(&self) -> f64 {
        match self.steps.as_slice() {
            [step] if self.anchor == Anchor::None && !step.anywhere && step.predicates.is_empty() => match &step.test {
                NodeTest::Name(_) | NodeTest::ProcessingInstruction(Some(_)) => 0.0,
                NodeTest::Namespace(_) => -0.25,
                _ => -0.5,
            },
            _ => 0.5,
        }
    }

    /// Whether it takes a node for its place and name alone, whatever the variables are.
    pub fn is_plain(&self) -> bool {
        !matches!(self.anchor, Anchor::Nodes(_)) && self.steps.iter().all(|step| step.predicates.is_empty())
    }

    /// What it can match.
    pub fn target(&self) -> Target<'_> {
        let Some(step) = self.steps.last() else {
            return if self.anchor == Anchor::Root { Target::Root } else { Target::Any };
        };
        match (&step.test, step.attribute) {
            (NodeTest::Name(name), true) => Target::Attribute(Some(name)),
            (_, true) => Target::Attribute(None),
            (NodeTest::Name(name), false) => Target::Element(Some(name)),
            (NodeTest::Any | NodeTest::Namespace(_), false) => Target::Element(None),
            (NodeTest::Text, false) => Target::Text,
            (NodeTest::Comment, false) => Target::Comment,
            (NodeTest::ProcessingInstruction(_), false) => Target::Instruction,
            (NodeTest::Node, false) => Target::Child,
        }
    }

    /// Whether the node matches.
    pub fn matches<'d>(&self, node: NodeRef<'d>, machine: &mut Machine<'_, 'd>) -> Result<bool, Box<Diagnostic>> {
        if self.steps.iter().all(|step| step.predicates.is_empty()) {
            return self.fits(node, machine);
        }
        // functions in predicates ask for the namespaces where the pattern stands
        let outer = machine.enter_expression(&self.expression);
        let found = self.fits(node, machine);
        machine.leave_expression(outer);
        found
    }

    fn fits<'d>(&self, node: NodeRef<'d>, machine: &mut Machine<'_, 'd>) -> Result<bool, Box<Diagnostic>> {
        let mut matcher = Matcher { pattern: self, machine, lookup: None };
        // greedy from the inside out: the nearest ancestor that fits a run of steps leaves the most for the rest
        let mut index = self.steps.len();
        let mut at = node;
        let mut retry: Option<(usize, NodeRef<'d>)> = None;
        if index == 0 {
            return match &self.anchor {
                Anchor::Root => Ok(node.is_root()),
                _ => matcher.anchored(node),
            };
        }
        let mut looked = false;
        loop {
            if std::mem::replace(&mut looked, true) {
                matcher.machine.look_at_one()?;
            }
            let step = &self.steps[index - 1];
            let mut fits = matcher.step(step, at)?;
            if fits {
                // what stands before this step must fit the parent, or some ancestor
                if index == 1 {
                    fits = match &self.anchor {
                        Anchor::None => return Ok(true),
                        Anchor::Root => step.anywhere || at.parent().is_some_and(NodeRef::is_root),
                        Anchor::Nodes(_) => {
                            let mut found = false;
                            let mut above = at.parent();
                            while let Some(ancestor) = above {
                                matcher.machine.look_at_one()?;
                                found = matcher.anchored(ancestor)?;
                                if found || !step.anywhere {
                                    break;
                                }
                                above = ancestor.parent();
                            }
                            found
                        }
                    };
                    if fits {
                        return Ok(true);
                    }
                } else if let Some(parent) = at.parent() {
                    index -= 1;
                    at = parent;
                    if step.anywhere {
                        retry = Some((index, parent));
                    }
                    continue;
                }
            }
            // back to the last `//`, one ancestor further up
            let Some((step_index, last)) = retry else { return Ok(false) };
            let Some(parent) = last.parent() else { return Ok(false) };
            index = step_index;
            at = parent;
            retry = Some((step_index, parent));
        }
    }
}

fn is_slashes(step: &Step) -> bool {
    step.test == NodeTest::Node && step.predicates.is_empty()
}

struct Matcher<'m, 'p, 's, 'd> {
    pattern: &'p Pattern,
    machine: &'m mut Machine<'s, 'd>,
    lookup: Option<xpath::NodeSet<'d>>,
}

impl<'d> Matcher<'_, '_, '_, 'd> {
    fn failed(&self, error: xpath::Error) -> Box<Diagnostic> {
        Box::new(self.pattern.expression.diagnostic(error))
    }

    fn anchored(&mut self, node: NodeRef<'d>) -> Result<bool, Box<Diagnostic>> {
        let Anchor::Nodes(expr) = &self.pattern.anchor else { return Ok(false) };
        if self.lookup.is_none() {
            let nodes = xpath::nodes_of(expr, xpath::Focus::on(node), self.machine);
            self.lookup = Some(nodes.map_err(|error| Box::new(self.pattern.expression.diagnostic(error)))?);
        }
        Ok(self.lookup.as_ref().is_some_and(|nodes| nodes.contains(node)))
    }

    fn step(&mut self, step: &PatternStep, node: NodeRef<'d>) -> Result<bool, Box<Diagnostic>> {
        let axis = match node.kind() {
            RefKind::Attribute if step.attribute => Axis::Attribute,
            RefKind::Node(kind) if !step.attribute && kind != NodeKind::Root => Axis::Child,
            _ => return Ok(false),
        };
        if !node.matches(&step.test, axis) {
            return Ok(false);
        }
        for (index, predicate) in step.predicates.iter().enumerate() {
            let holds = match predicate.kind {
                PredicateKind::Condition => {
                    predicate_holds(predicate, node, self.machine).map_err(|error| self.failed(error))?
                }
                PredicateKind::Position(position) if index == 0 && axis == Axis::Child => {
                    self.before(step, node)? + 1 == position
                }
                PredicateKind::Last if index == 0 && axis == Axis::Child => {
                    let document = node.document;
                    let mut next = document.next_sibling(node.tree_node());
                    while let Some(id) = next
                        && !NodeRef::new(document, id).matches(&step.test, axis)
                    {
                        self.machine.look_at_one()?;
                        next = document.next_sibling(id);
                    }
                    next.is_none()
                }
                _ => return self.among_siblings(step, node, axis),
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many siblings before the node the step takes; from the sibling that was asked for last where that is nearer.
    fn before(&mut self, step: &PatternStep, node: NodeRef<'d>) -> Result<u32, Box<Diagnostic>> {
        let document = node.document;
        let step_id = std::ptr::from_ref(step) as usize;
        let mut before = 0;
        let mut sibling = document.previous_sibling(node.tree_node());
        while let Some(id) = sibling {
            self.machine.look_at_one()?;
            let at = NodeRef::new(document, id);
            before += u32::from(at.matches(&step.test, Axis::Child));
            if let Some((own, last, count)) = self.machine.position_cache
                && own == step_id
                && last == at
            {
                before += count;
                break;
            }
            sibling = document.previous_sibling(id);
        }
        self.machine.position_cache = Some((step_id, node, before));
        Ok(before)
    }

    /// All predicates on all children (or attributes) of the parent; kept, since the siblings will be asked next.
    fn among_siblings(&mut self, step: &PatternStep, node: NodeRef<'d>, axis: Axis) -> Result<bool, Box<Diagnostic>> {
        let Some(parent) = node.parent() else { return Ok(false) };
        let step_id = std::ptr::from_ref(step) as usize;
        if let Some((id, cached, nodes)) = &self.machine.sibling_cache
            && *id == step_id
            && *cached == parent
        {
            return Ok(nodes.binary_search(&node).is_ok());
        }
        let candidates: Vec<NodeRef<'d>> = match axis {
            Axis::Attribute => parent
                .document
                .attributes(parent.tree_node())
                .map(|(id, _)| NodeRef::attribute(parent.document, id))
                .filter(|candidate| candidate.matches(&step.test, axis))
                .collect(),
            _ => parent
                .document
                .children(parent.tree_node())
                .map(|id| NodeRef::new(parent.document, id))
                .filter(|candidate| candidate.matches(&step.test, axis))
                .collect(),
        };
        let kept = filter_nodes(&step.predicates, candidates, self.machine).map_err(|error| self.failed(error))?;
        let found = kept.binary_search(&node).is_ok();
        self.machine.sibling_cache = Some((step_id, parent, kept));
        Ok(found)
    }
}
