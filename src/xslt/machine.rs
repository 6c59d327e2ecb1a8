//! Runs a stylesheet. Instructions that hold others push a frame; nothing here calls itself for a deeper instruction,
//! so that recursion in a stylesheet costs memory, not stack. Only global variables and `func:function` run nested,
//! to a fixed depth.
//!
//! Above 800 lines: the instructions, the frames and the variables are one machine.
//!
//! The file is long because all instructions run in one loop over one stack.

use crate::xslt::catalogue;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::compile::preserves_space;
use super::stylesheet::{
    Avt, AvtPart, Binding, BindingValue, Body, ComputedName, Instruction, LiteralElement, Mode, Operation,
    OutputSettings, ResultDocument, Rule, SpaceRules, Stylesheet, Template,
};
use super::tree::{Added, Builder, copied_attribute, origin_of, text_origin};
use super::{number, sort};
use crate::diagnostic::{Diagnostic, Entry};
use crate::text::{Loader, SourceId, Sources, Span};
use crate::xml::{
    self, Attribute, AttributeId, Content, Document, DtdFacts, NodeId, NodeKind, Origin, OriginKind, QName, SharedStr,
    WriteOptions, XML_NAMESPACE, XMLNS_NAMESPACE, is_ncname,
};
use crate::xpath::{self, Expression, Focus, Forest, NodeRef, NodeSet, RefKind, TextOrigin, Value};

/// What a transformation may use before it is stopped.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Templates inside one another.
    pub depth: usize,
    /// Instructions and nodes visited.
    pub instructions: u64,
    /// Nodes that expressions look at.
    pub steps: u64,
    /// Nodes made, in results and fragments.
    pub nodes: usize,
    /// Bytes of text put together.
    pub text: usize,
}

impl Limits {
    /// For a document and a stylesheet of this many bytes together: a larger input may well need more work. Up to one
    /// MiB a limit is met within two seconds and half a GiB.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self {
            depth: 20_000,
            instructions: 20_000_000 + 20 * bytes as u64,
            steps: 25_000_000 + 25 * bytes as u64,
            nodes: 300_000 + bytes / 4,
            text: (1 << 26) + 16 * bytes,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(1 << 20)
    }
}

/// Global variables and evaluations that may be inside one another: each is a piece of the thread's stack.
const MAX_NESTED: usize = 60;

/// The same where the stylesheet has functions, which may well call themselves: on a stack of its own.
const MAX_NESTED_FUNCTIONS: usize = 2000;

/// Bytes of that stack; what is not used costs nothing.
const FUNCTION_STACK: usize = 1 << 29;

/// What a transformation runs with.
#[allow(missing_debug_implementations)]
pub struct Run<'a> {
    /// Where the source came from, and where what `document()` reads goes.
    pub sources: &'a mut Sources,
    /// Reads files for `document()`.
    pub loader: &'a dyn Loader,
    /// Values for the stylesheet's parameters.
    pub parameters: &'a [Parameter],
    /// When to stop.
    pub limits: Limits,
}

/// A value for a parameter of the stylesheet.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The parameter's name.
    pub name: QName,
    /// Its value.
    pub value: String,
}

/// What `xsl:message` said.
#[derive(Debug, Clone)]
pub struct Message {
    /// The text of it.
    pub text: String,
    /// All of it.
    pub content: Document,
    /// Whether it ended the transformation.
    pub terminate: bool,
    /// What the current node came from; of an attribute, its element.
    pub origin: Option<Origin>,
    /// What the current attribute came from.
    pub attribute: Option<(SourceId, AttributeId)>,
    /// The `xsl:message` in the stylesheet.
    pub span: Span,
}

/// The result of a transformation.
#[derive(Debug)]
pub struct Transformation {
    /// The result tree; where the transformation was stopped, what there was of it.
    pub document: Document,
    /// Further results, in order.
    pub results: Vec<SecondaryResult>,
    /// Messages, in order.
    pub messages: Vec<Message>,
    /// Errors and warnings. After an error, or a message that terminates, the result is not complete.
    pub diagnostics: Vec<Diagnostic>,
}

impl Transformation {
    /// Whether it came to its end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !crate::diagnostic::has_errors(&self.diagnostics) && !self.messages.iter().any(|message| message.terminate)
    }
}

impl Transformation {
    /// The result as bytes, as `xsl:output` says.
    #[must_use]
    pub fn serialise(&self, settings: &OutputSettings) -> Vec<u8> {
        self.document.write_bytes(&self.write_options(settings))
    }

    /// How the result is written.
    #[must_use]
    pub fn write_options(&self, settings: &OutputSettings) -> WriteOptions {
        settings.write_options(&self.document)
    }
}

/// A document that `exsl:document` makes.
#[derive(Debug)]
pub struct SecondaryResult {
    /// Where it is to go, as the stylesheet says.
    pub href: String,
    /// The tree.
    pub document: Document,
    /// How it is written.
    pub output: OutputSettings,
    /// The instruction in the stylesheet.
    pub span: Span,
}

impl SecondaryResult {
    /// The document as bytes.
    #[must_use]
    pub fn serialise(&self) -> Vec<u8> {
        self.document.write_bytes(&self.output.write_options(&self.document))
    }
}

/// Why the machine stops.
pub(super) enum Stop {
    Error(Box<Diagnostic>),
    Message,
}

impl From<Box<Diagnostic>> for Stop {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Error(diagnostic)
    }
}

impl From<Stop> for xpath::Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Error(diagnostic) => xpath::Error::from_diagnostic(*diagnostic),
            Stop::Message => xpath::Error::new(&TERMINATED, "a message ended the transformation"),
        }
    }
}

/// The name of the error that carries [`Stop::Message`] through an expression.
static TERMINATED: Entry = Entry { name: "xslt-terminated", ..Entry::EMPTY };

type Done = Result<(), Stop>;
type Values<'d> = Vec<(&'d QName, Value<'d>)>;

/// The state that belongs to a template or a loop.
struct State<'d> {
    focus: Focus<'d>,
    rule: Option<&'d Rule>,
    /// The template running, for `xsl:apply-imports`.
    template: Option<&'d Template>,
    mode: &'d QName,
    /// Locals below this belong to callers.
    base: usize,
    passed: Values<'d>,
    /// Where in which output the result of the current node goes: outputs open, elements open.
    place: (usize, usize),
}

struct Frame<'d> {
    body: &'d [Instruction],
    at: usize,
    locals: usize,
    end: End<'d>,
}

/// What to do behind the last instruction of a frame.
enum End<'d> {
    Block,
    /// An element that has no name; what its output refused before.
    Unmade(Option<NodeId>),
    Element,
    LiteralAttributes(&'d LiteralElement),
    AttributeSet {
        base: usize,
    },
    Attribute(&'d ComputedName, Span),
    Comment,
    ProcessingInstruction(Option<&'d Avt>, Span),
    Message {
        terminate: bool,
        span: Span,
    },
    Variable(&'d QName, Span),
    Parameter(Box<Pending<'d>>),
    Template(Box<State<'d>>),
    Loop(Box<Loop<'d>>),
    Result(Span),
    Document(&'d ResultDocument, Span),
    /// The end of a nested run.
    Nested,
}

/// A call whose parameters are being evaluated.
struct Pending<'d> {
    instruction: &'d Instruction,
    parameters: &'d [Binding],
    next: usize,
    values: Values<'d>,
}

struct Loop<'d> {
    nodes: Vec<NodeRef<'d>>,
    next: usize,
    work: Work<'d>,
    saved: State<'d>,
}

enum Work<'d> {
    Each(&'d [Instruction]),
    Apply { mode: Option<&'d Mode>, values: Values<'d>, span: Span },
}

enum Global<'d> {
    Unset,
    Busy,
    Set(Value<'d>),
}

type KeyIndex<'d> = HashMap<String, Vec<NodeRef<'d>>>;

pub(super) struct Machine<'s, 'd> {
    pub stylesheet: &'d Stylesheet,
    pub forest: &'d Forest,
    sources: &'s mut Sources,
    loader: &'s dyn Loader,
    parameters: &'s [Parameter],
    limits: Limits,
    frames: Vec<Frame<'d>>,
    outputs: Vec<Builder>,
    locals: Values<'d>,
    globals: Vec<Global<'d>>,
    state: State<'d>,
    source: NodeRef<'d>,
    depth: usize,
    nested: usize,
    max_nested: usize,
    used_instructions: u64,
    used_steps: u64,
    used_nodes: usize,
    used_text: usize,
    documents: HashMap<String, Option<&'d Document>>,
    /// What the DOCTYPEs of documents say, where they say anything.
    dtds: HashMap<SourceId, DtdFacts>,
    key_indexes: HashMap<(QName, u32), KeyIndex<'d>>,
    /// Children kept by a pattern step's predicates: step, parent, kept.
    pub sibling_cache: Option<(usize, NodeRef<'d>, Vec<NodeRef<'d>>)>,
    /// Where a position in a pattern was counted last: step, node, nodes before it that the step takes.
    pub position_cache: Option<(usize, NodeRef<'d>, u32)>,
    /// What `xsl:number` counted last.
    pub counted: super::number::Counted<'d>,
    returned: Option<Value<'d>>,
    results: Vec<SecondaryResult>,
    /// Where the documents go that are being made.
    open_documents: Vec<String>,
    messages: Vec<Message>,
    pub diagnostics: Vec<Diagnostic>,
    /// Where in the stylesheet the expression in evaluation stands.
    expression_span: Span,
    /// The element that an expression stands in, by place.
    expression_elements: HashMap<Span, Option<(usize, NodeId)>>,
}

impl Stylesheet {
    /// Transforms a document.
    #[must_use]
    pub fn transform(&self, document: &Document, run: Run<'_>) -> Transformation {
        if self.functions.is_empty() {
            return transform(self, document, &Forest::new(), run, MAX_NESTED);
        }
        let mut run = Some(run);
        let done = std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(FUNCTION_STACK);
            let work = || run.take().map(|run| transform(self, document, &Forest::new(), run, MAX_NESTED_FUNCTIONS));
            let thread = builder.spawn_scoped(scope, work).ok()?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        match (done, run) {
            (Some(done), _) => done,
            // no thread was to be had
            (None, Some(run)) => transform(self, document, &Forest::new(), run, MAX_NESTED),
            (None, None) => unreachable!("a thread that ends gives what it made"),
        }
    }
}

fn transform<'d>(
    stylesheet: &'d Stylesheet,
    document: &'d Document,
    forest: &'d Forest,
    run: Run<'_>,
    max_nested: usize,
) -> Transformation {
    let mut early = Vec::new();
    let dtd = document.dtd.clone();
    let document = match stripped(document, &stylesheet.space) {
        Some(copy) => forest.add(copy).unwrap_or(document),
        None => document,
    };
    let source = NodeRef::root_of(document);
    static NO_MODE: std::sync::LazyLock<QName> = std::sync::LazyLock::new(|| QName::local(""));
    let mut documents = HashMap::new();
    if !document.base.is_empty() {
        documents.insert(document.base.clone(), Some(document));
    }
    for parameter in run.parameters {
        let known = stylesheet.global_index.get(&parameter.name).map(|index| &stylesheet.globals[*index]);
        if !known.is_some_and(|binding| binding.is_parameter) {
            let span = stylesheet.modules.first().and_then(|module| module.name_span(module.root_element()?));
            let message = format!("the stylesheet has no parameter `{}`", parameter.name);
            early.push(Diagnostic::warning(&catalogue::XSLT_UNKNOWN_PARAMETER, message, span.unwrap_or_default()));
        }
    }
    let mut machine = Machine {
        stylesheet,
        forest,
        sources: run.sources,
        loader: run.loader,
        parameters: run.parameters,
        limits: run.limits,
        frames: Vec::new(),
        outputs: vec![Builder::new()],
        locals: Vec::new(),
        globals: stylesheet.globals.iter().map(|_| Global::Unset).collect(),
        state: State {
            focus: Focus::on(source),
            rule: None,
            template: None,
            mode: &NO_MODE,
            base: 0,
            passed: Vec::new(),
            place: (1, 0),
        },
        source,
        depth: 0,
        nested: 0,
        max_nested,
        used_instructions: 0,
        used_steps: 0,
        used_nodes: 0,
        used_text: 0,
        documents,
        dtds: HashMap::new(),
        key_indexes: HashMap::new(),
        sibling_cache: None,
        position_cache: None,
        counted: super::number::Counted::default(),
        returned: None,
        results: Vec::new(),
        open_documents: Vec::new(),
        messages: Vec::new(),
        diagnostics: early,
        expression_span: Span::default(),
        expression_elements: HashMap::new(),
    };
    machine.keep_dtd(document, dtd);
    let result = machine.all(&NO_MODE);
    if let Err(Stop::Error(diagnostic)) = result
        && !diagnostic.name.is(&TERMINATED)
    {
        machine.diagnostics.push(*diagnostic);
    }
    let mut outputs = machine.outputs;
    outputs.truncate(1);
    let mut document = outputs.pop().unwrap_or_else(Builder::new).finish();
    document.base.clone_from(&source.document.base);
    Transformation { document, results: machine.results, messages: machine.messages, diagnostics: machine.diagnostics }
}

/// A copy without the white space that the rules take away; `None` where nothing goes.
fn stripped(document: &Document, rules: &SpaceRules) -> Option<Document> {
    if rules.is_empty() {
        return None;
    }
    let goes = |node: NodeId| {
        let Content::Text(text) = &document.node(node).content else { return false };
        text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
            && document.parent(node).and_then(|parent| document.name(parent)).is_some_and(|name| rules.strips(name))
            && !preserves_space(document, node)
    };
    let list: Vec<NodeId> = document.descendants(NodeId::ROOT).filter(|node| goes(*node)).collect();
    if list.is_empty() {
        return None;
    }
    let mut copy = document.clone();
    for node in list {
        copy.detach(node);
    }
    Some(copy)
}

impl<'d> Machine<'_, 'd> {
    fn all(&mut self, mode: &'d QName) -> Done {
        // globals first, so that their messages and errors come whether they are used or not
        for index in 0..self.stylesheet.globals.len() {
            self.global(index)?;
        }
        let nodes = vec![self.source];
        let rules = self.stylesheet.modes.get(mode);
        self.start_loop(nodes, mode, Work::Apply { mode: rules, values: Vec::new(), span: Span::default() });
        self.run(0)
    }

    /// Runs until no more than `floor` frames are left.
    fn run(&mut self, floor: usize) -> Done {
        while self.frames.len() > floor {
            self.used_instructions += 1;
            if self.used_instructions > self.limits.instructions {
                return Err(self.limit("the transformation takes too many steps", None));
            }
            let Some(frame) = self.frames.last_mut() else { break };
            let body = frame.body;
            match body.get(frame.at) {
                Some(instruction) => {
                    frame.at += 1;
                    self.execute(instruction)?;
                }
                None if matches!(frame.end, End::Loop(_)) => self.advance_loop()?,
                None => {
                    if let Some(frame) = self.frames.pop() {
                        self.locals.truncate(frame.locals);
                        self.finish(frame.end)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn limit(&self, message: &str, span: Option<Span>) -> Stop {
        Stop::Error(self.limit_at(message, span))
    }

    fn limit_at(&self, message: &str, span: Option<Span>) -> Box<Diagnostic> {
        // the innermost instruction that runs
        let here = self.frames.iter().rev().find_map(|frame| frame.body.get(frame.at.checked_sub(1)?));
        let span = span.or(here.map(|instruction| instruction.span)).unwrap_or_default();
        let diagnostic = Diagnostic::error(&catalogue::XSLT_LIMIT, message, span)
            .with_note("it was stopped here; a template that calls itself without end may be the reason");
        Box::new(diagnostic)
    }

    fn push(&mut self, body: &'d [Instruction], end: End<'d>) {
        self.frames.push(Frame { body, at: 0, locals: self.locals.len(), end });
    }

    fn output(&mut self) -> &mut Builder {
        self.outputs.last_mut().expect("the principal output stays open")
    }

    pub fn warn(
        &mut self,
        name: &'static Entry,
        message: impl Into<crate::diagnostic::Message>,
        span: Span,
        note: &str,
    ) {
        // once for a place, however often it runs
        if !self.diagnostics.iter().any(|known| known.primary == span && known.name == name) {
            self.diagnostics.push(Diagnostic::warning(name, message, span).with_note(note));
        }
    }

    // --- expressions

    /// The expression whose namespaces and base count from here on; gives what [`leave_expression`](Self::leave_expression) puts back.
    pub fn enter_expression(&mut self, expression: &Expression) -> Span {
        std::mem::replace(&mut self.expression_span, expression.place().whole())
    }

    pub fn leave_expression(&mut self, outer: Span) {
        self.expression_span = outer;
    }

    pub fn evaluate(&mut self, expression: &'d Expression) -> Result<Value<'d>, Stop> {
        self.expression_span = expression.place().whole();
        expression.evaluate(self.state.focus, self).map_err(|error| failed(expression, error))
    }

    fn test(&mut self, expression: &'d Expression) -> Result<bool, Stop> {
        self.expression_span = expression.place().whole();
        expression.boolean(self.state.focus, self).map_err(|error| failed(expression, error))
    }

    fn nodes(&mut self, expression: &'d Expression) -> Result<NodeSet<'d>, Stop> {
        self.expression_span = expression.place().whole();
        expression.nodes(self.state.focus, self).map_err(|error| failed(expression, error))
    }

    /// Evaluates with another current node, as for sort keys and `use` of keys.
    pub fn evaluate_at(&mut self, expression: &'d Expression, focus: Focus<'d>) -> Result<Value<'d>, Stop> {
        let saved = std::mem::replace(&mut self.state.focus, focus);
        let result = self.evaluate(expression);
        self.state.focus = saved;
        result
    }

    /// The value of an attribute value template, with what it is a copy of.
    fn avt_with_origin(&mut self, avt: &'d Avt) -> Result<(SharedStr, TextOrigin), Stop> {
        match avt {
            Avt::Literal(text) => Ok((text.clone(), TextOrigin::default())),
            Avt::Expression(expression) => {
                let value = self.evaluate(expression)?;
                Ok(text_of(&value))
            }
            Avt::Parts(parts) => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        AvtPart::Literal(part) => text.push_str(part),
                        AvtPart::Expression(expression) => text.push_str(&self.evaluate(expression)?.text()),
                    }
                }
                Ok((text.into(), TextOrigin::default()))
            }
        }
    }

    pub fn avt(&mut self, avt: &'d Avt) -> Result<SharedStr, Stop> {
        self.avt_with_origin(avt).map(|(text, _)| text)
    }

    pub fn focus(&self) -> Focus<'d> {
        self.state.focus
    }

    // --- instructions

    fn execute(&mut self, instruction: &'d Instruction) -> Done {
        let span = instruction.span;
        match &instruction.operation {
            Operation::Text { value, raw } => self.text(value, TextOrigin::default(), *raw)?,
            Operation::ValueOf { select, raw } => {
                let value = self.evaluate(select)?;
                let (text, mut origin) = text_of(&value);
                if origin == TextOrigin::default() {
                    origin.node = self.text_in_place();
                }
                self.text(&text, origin, *raw)?;
            }
            Operation::Literal(element) => self.literal(element)?,
            Operation::Element { name, attribute_sets, body } => self.element(name, attribute_sets, body, span)?,
            Operation::Attribute { name, body } => {
                self.outputs.push(Builder::new());
                self.push(body, End::Attribute(name, span));
            }
            Operation::Comment(body) => {
                self.outputs.push(Builder::new());
                self.push(body, End::Comment);
            }
            Operation::ProcessingInstruction { name, body } => {
                self.outputs.push(Builder::new());
                self.push(body, End::ProcessingInstruction(name.as_ref(), span));
            }
            Operation::Copy { attribute_sets, body } => self.copy(attribute_sets, body, span)?,
            Operation::CopyOf(select) => {
                let value = self.evaluate(select)?;
                let before = self.output().len();
                let added = self.output().copy_value(&value);
                self.added(added, span);
                let made = self.output().len() - before;
                self.count_nodes(made)?;
            }
            Operation::ApplyTemplates(apply) => self.gather(instruction, &apply.parameters)?,
            Operation::ApplyImports => self.invoke(instruction, Vec::new())?,
            Operation::CallTemplate { parameters, .. } => self.gather(instruction, parameters)?,
            Operation::ForEach { select, sorts, body } => {
                let nodes = self.nodes(select)?.into_vec();
                let nodes = sort::sort(self, sorts, nodes)?;
                self.start_loop(nodes, self.state.mode, Work::Each(body));
            }
            Operation::If { test, body } => {
                if self.test(test)? {
                    self.push(body, End::Block);
                }
            }
            Operation::Choose { branches, otherwise } => {
                for (test, body) in branches {
                    if self.test(test)? {
                        self.push(body, End::Block);
                        return Ok(());
                    }
                }
                self.push(otherwise, End::Block);
            }
            Operation::Variable(binding) => self.variable_instruction(binding)?,
            Operation::Number(spec) => {
                let text = number::number(self, spec)?;
                self.text(&text.into(), TextOrigin::default(), false)?;
            }
            Operation::Message { terminate, body } => {
                self.outputs.push(Builder::new());
                self.push(body, End::Message { terminate: *terminate, span });
            }
            Operation::Document(document) => {
                // Seen from the document that it stands in (EXSLT, `exsl:document`).
                let href = self.avt(&document.href)?;
                let href = match self.open_documents.last() {
                    Some(outer) => crate::text::join(Path::new(outer), &href).to_string_lossy().into_owned(),
                    None => href.to_string(),
                };
                self.open_documents.push(href);
                self.outputs.push(Builder::new());
                self.push(&document.body, End::Document(document, span));
            }
            Operation::Unknown { name, fallbacks } => {
                if fallbacks.is_empty() {
                    let mut diagnostic = Diagnostic::error(
                        &catalogue::XSLT_UNKNOWN_ELEMENT,
                        format!("there is no instruction `{name}`"),
                        span,
                    )
                    .with_note("it has no `xsl:fallback` either");
                    if *name.namespace == *super::XSL {
                        diagnostic.notes.extend(super::body::newer(&name.local));
                    }
                    return Err(Box::new(diagnostic).into());
                }
                for body in fallbacks.iter().rev() {
                    self.push(body, End::Block);
                }
            }
            Operation::Result(_) if self.returned.is_some() => {
                let diagnostic =
                    Diagnostic::error(&catalogue::XSLT_MISPLACED_RESULT, "the function has a result already", span)
                        .with_note("a `func:function` makes one `func:result` (EXSLT)");
                return Err(Box::new(diagnostic).into());
            }
            Operation::Result(value) => match &**value {
                BindingValue::Select(select) => self.returned = Some(self.evaluate(select)?),
                BindingValue::Empty => self.returned = Some(Value::string("")),
                BindingValue::Body(body) => {
                    self.outputs.push(Builder::new());
                    self.push(body, End::Result(span));
                }
            },
        }
        Ok(())
    }

    fn text(&mut self, text: &SharedStr, origin: TextOrigin, raw: bool) -> Done {
        self.used_text += text.len();
        if self.used_text > self.limits.text {
            return Err(self.limit("the transformation makes too much text", None));
        }
        self.output().text(text, origin, raw);
        Ok(())
    }

    /// Counts a node that is looked at beside expressions.
    pub fn look(&mut self) -> Done {
        Ok(self.look_at_one()?)
    }

    /// The same in patterns.
    pub fn look_at_one(&mut self) -> Result<(), Box<Diagnostic>> {
        if xpath::Context::spend(self, 1) {
            return Ok(());
        }
        Err(self.limit_at("the transformation looks at too many nodes", None))
    }

    fn count_nodes(&mut self, count: usize) -> Done {
        self.used_nodes += count;
        if self.used_nodes > self.limits.nodes {
            return Err(self.limit("the transformation makes too many nodes", None));
        }
        Ok(())
    }

    /// Whether what is made now stands where the result of the current node goes.
    fn in_place(&mut self) -> bool {
        let here = (self.outputs.len(), self.output().depth());
        self.state.place == here
    }

    /// The origin of an element made in place of the current one.
    fn rebuilt(&mut self) -> Option<Origin> {
        if !self.in_place() || !self.state.focus.node.is_element() {
            return None;
        }
        let origin = origin_of(self.state.focus.node)?;
        Some(Origin { kind: OriginKind::Rebuilt, ..origin })
    }

    /// The origin of text made in place of the current text.
    fn text_in_place(&mut self) -> Option<Origin> {
        if self.state.focus.node.kind() != RefKind::Node(NodeKind::Text) || !self.in_place() {
            return None;
        }
        let origin = origin_of(self.state.focus.node)?;
        Some(Origin { kind: OriginKind::Rebuilt, ..origin })
    }

    fn literal(&mut self, element: &'d LiteralElement) -> Done {
        self.count_nodes(1)?;
        let origin = self.rebuilt();
        self.output().open(&element.name, &element.namespaces, origin);
        self.push(&element.body, End::Element);
        if element.attribute_sets.is_empty() {
            return self.literal_attributes(element);
        }
        self.push(&[], End::LiteralAttributes(element));
        self.push_attribute_sets(&element.attribute_sets)
    }

    fn literal_attributes(&mut self, element: &'d LiteralElement) -> Done {
        for (name, value) in &element.attributes {
            let (value, origin) = self.avt_with_origin(value)?;
            let mut attribute = Attribute::new(name.clone(), value);
            attribute.origin = origin.attribute;
            self.output().attribute(attribute);
        }
        Ok(())
    }

    fn push_attribute_sets(&mut self, sets: &'d [usize]) -> Done {
        let stylesheet = self.stylesheet;
        // what a set uses comes before it; frames come back in reverse
        let mut order = Vec::new();
        let mut open: Vec<(usize, bool)> = sets.iter().rev().map(|set| (*set, false)).collect();
        while let Some((set, expanded)) = open.pop() {
            if expanded {
                order.push(set);
                continue;
            }
            open.push((set, true));
            open.extend(stylesheet.attribute_sets[set].uses.iter().rev().map(|set| (*set, false)));
            self.used_instructions += 1;
            if order.len() > 10_000 {
                return Err(self.limit("attribute sets use one another too often", None));
            }
        }
        for set in order.into_iter().rev() {
            // only global variables are known in an attribute set (XSLT 1.0, 7.1.4)
            let base = self.state.base;
            self.push(&stylesheet.attribute_sets[set].body, End::AttributeSet { base });
            self.state.base = self.locals.len();
        }
        Ok(())
    }

    /// The name of an element or attribute to be made; `None`, with a warning, where it is not one.
    fn computed_name(
        &mut self,
        computed: &'d ComputedName,
        attribute: bool,
        span: Span,
    ) -> Result<Option<QName>, Stop> {
        let text = self.avt(&computed.name)?;
        let (prefix, local) = text.split_once(':').unwrap_or(("", &text));
        let bare = text.starts_with(':');
        if bare || !is_ncname(local) || !(prefix.is_empty() || is_ncname(prefix)) || (attribute && *text == *"xmlns") {
            self.warn(
                &catalogue::XSLT_INVALID_NAME,
                format!("`{}` is not a name", &*text),
                span,
                "nothing is made there (XSLT 1.0, 7.1.2 and 7.1.3)",
            );
            return Ok(None);
        }
        let scope = &computed.in_scope;
        let bound = |prefix: &str| scope.iter().find(|(known, _)| **known == *prefix).map(|(_, uri)| uri.clone());
        let namespace: Arc<str> = match &computed.namespace {
            Some(avt) => self.avt(avt)?.as_str().into(),
            None if prefix == "xml" => XML_NAMESPACE.into(),
            None if prefix.is_empty() && attribute => Arc::from(""),
            None => match bound(prefix) {
                Some(namespace) => namespace,
                None if prefix.is_empty() => Arc::from(""),
                None => {
                    self.warn(
                        &catalogue::XSLT_INVALID_NAME,
                        format!("prefix `{prefix}` of `{}` is not bound to a namespace", &*text),
                        span,
                        "nothing is made there; declare the prefix in the stylesheet",
                    );
                    return Ok(None);
                }
            },
        };
        if *namespace == *XMLNS_NAMESPACE {
            self.warn(
                &catalogue::XSLT_INVALID_NAME,
                "namespace declarations cannot be made so",
                span,
                "nothing is made there",
            );
            return Ok(None);
        }
        let prefix = if namespace.is_empty() || (prefix == "xmlns") { "" } else { prefix };
        // an attribute in a namespace needs a prefix
        let prefix = match (attribute && prefix.is_empty() && !namespace.is_empty(), &*namespace) {
            (true, XML_NAMESPACE) => "xml".into(),
            (true, _) => scope
                .iter()
                .find(|(known, uri)| !known.is_empty() && *uri == namespace)
                .map_or_else(|| Arc::from(""), |(known, _)| known.clone()),
            (false, _) => Arc::from(prefix),
        };
        Ok(Some(QName { prefix, local: local.into(), namespace }))
    }

    fn element(&mut self, name: &'d ComputedName, sets: &'d [usize], body: &'d Body, span: Span) -> Done {
        let Some(name) = self.computed_name(name, false, span)? else {
            // What is made inside stays, but for the attributes of the element that is not made (XSLT 1.0, 7.1.2).
            let before = self.output().refuse_attributes();
            self.push(body, End::Unmade(before));
            return Ok(());
        };
        self.count_nodes(1)?;
        let origin = self.rebuilt();
        self.output().open(&name, &Arc::from([]), origin);
        self.push(body, End::Element);
        self.push_attribute_sets(sets)
    }

    fn copy(&mut self, sets: &'d [usize], body: &'d Body, span: Span) -> Done {
        let node = self.state.focus.node;
        self.count_nodes(1)?;
        match node.kind() {
            RefKind::Attribute => {
                if let Some(attribute) = node.as_attribute() {
                    let added = self.output().attribute(copied_attribute(node, attribute));
                    self.added(added, span);
                }
            }
            RefKind::Namespace => {
                if let Some((prefix, uri)) = node.as_namespace() {
                    self.output().namespace(prefix, uri);
                }
            }
            RefKind::Node(NodeKind::Root) => self.push(body, End::Block),
            RefKind::Node(NodeKind::Element) => {
                if let Some(element) = node.as_element() {
                    self.output().open(&element.name, &element.in_scope, origin_of(node));
                    self.push(body, End::Element);
                    self.push_attribute_sets(sets)?;
                }
            }
            RefKind::Node(_) => {
                self.output().copy_of(node);
            }
        }
        Ok(())
    }

    fn added(&mut self, added: Added, span: Span) {
        let message = match added {
            Added::Yes => return,
            Added::NoElement => "an attribute is made where no element is open",
            Added::TooLate => "an attribute is made behind children of its element",
        };
        self.warn(&catalogue::XSLT_MISPLACED_ATTRIBUTE, message, span, "it is left out (XSLT 1.0, 7.1.3)");
    }

    fn variable_instruction(&mut self, binding: &'d Binding) -> Done {
        if binding.is_parameter
            && let Some(at) = self.state.passed.iter().position(|(name, _)| **name == binding.name)
        {
            let passed = self.state.passed[at].1.clone();
            self.locals.push((&binding.name, passed));
            return Ok(());
        }
        let value = match &binding.value {
            BindingValue::Select(select) => self.evaluate(select)?,
            BindingValue::Empty => Value::string(""),
            BindingValue::Body(body) => {
                self.outputs.push(Builder::new());
                self.push(body, End::Variable(&binding.name, binding.span));
                return Ok(());
            }
        };
        self.locals.push((&binding.name, value));
        Ok(())
    }

    /// The fragment that the last output holds.
    fn fragment(&mut self, span: Span) -> Result<Value<'d>, Stop> {
        let builder = self.outputs.pop().unwrap_or_else(Builder::new);
        match builder.finish_fragment() {
            Ok((text, origin)) => Ok(Value::Text(text, origin)),
            Err(document) => self.keep(document, span).map(Value::Fragment),
        }
    }

    fn keep(&mut self, document: Document, span: Span) -> Result<&'d Document, Stop> {
        self.forest.add(document).map_err(|_| self.limit("too many documents and tree fragments", Some(span)))
    }

    // --- calls and loops

    /// Evaluates the parameters from `next` on, then makes the call.
    fn gather(&mut self, instruction: &'d Instruction, parameters: &'d [Binding]) -> Done {
        self.gather_more(Pending { instruction, parameters, next: 0, values: Vec::new() })
    }

    fn gather_more(&mut self, mut pending: Pending<'d>) -> Done {
        while let Some(binding) = pending.parameters.get(pending.next) {
            pending.next += 1;
            let value = match &binding.value {
                BindingValue::Select(select) => self.evaluate(select)?,
                BindingValue::Empty => Value::string(""),
                BindingValue::Body(body) => {
                    self.outputs.push(Builder::new());
                    self.push(body, End::Parameter(Box::new(pending)));
                    return Ok(());
                }
            };
            pending.values.push((&binding.name, value));
        }
        self.invoke(pending.instruction, pending.values)
    }

    fn invoke(&mut self, instruction: &'d Instruction, values: Values<'d>) -> Done {
        let span = instruction.span;
        let stylesheet = self.stylesheet;
        match &instruction.operation {
            Operation::ApplyTemplates(apply) => {
                let nodes = match &apply.select {
                    Some(select) => self.nodes(select)?.into_vec(),
                    None => children(self.state.focus.node),
                };
                let nodes = sort::sort(self, &apply.sorts, nodes)?;
                let mode = stylesheet.modes.get(&apply.mode);
                self.start_loop(nodes, &apply.mode, Work::Apply { mode, values, span });
            }
            Operation::CallTemplate { template, .. } => {
                let template = &stylesheet.templates[*template];
                let state = State {
                    focus: self.state.focus,
                    rule: self.state.rule,
                    template: self.state.template,
                    mode: self.state.mode,
                    base: self.locals.len(),
                    passed: values,
                    place: self.state.place,
                };
                self.enter(template, state, span)?;
            }
            Operation::ApplyImports => {
                let (Some(rule), Some(current)) = (self.state.rule, self.state.template) else {
                    let message = "there is no current template rule for `xsl:apply-imports`";
                    let diagnostic = Diagnostic::error(&catalogue::XSLT_NO_CURRENT_RULE, message, span)
                        .with_note("inside `xsl:for-each` and in global variables there is none (XSLT 1.0, 5.6)");
                    return Err(Box::new(diagnostic).into());
                };
                let node = self.state.focus.node;
                let mode = stylesheet.modes.get(&rule.mode);
                let range = current.imports_from..current.precedence;
                let found = match mode {
                    Some(mode) => self.find_rule(node, mode, Some(range))?,
                    None => None,
                };
                let focus = self.state.focus;
                match found {
                    Some(rule) => {
                        let template = &stylesheet.templates[rule.template];
                        let state = State {
                            focus,
                            rule: Some(rule),
                            template: Some(template),
                            mode: self.state.mode,
                            base: self.locals.len(),
                            passed: values,
                            place: self.state.place,
                        };
                        self.enter(template, state, span)?;
                    }
                    None => self.built_in(node, &rule.mode, mode, span)?,
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Runs a template with a state of its own.
    fn enter(&mut self, template: &'d Template, state: State<'d>, span: Span) -> Done {
        self.depth += 1;
        if self.depth > self.limits.depth {
            let message = format!("templates call one another more than {} levels deep", self.limits.depth);
            let Stop::Error(diagnostic) = self.limit(&message, Some(span)) else { return Err(Stop::Message) };
            let diagnostic = diagnostic.with_label(template.span, "the template called");
            return Err(Box::new(diagnostic).into());
        }
        let saved = std::mem::replace(&mut self.state, state);
        self.push(&template.body, End::Template(Box::new(saved)));
        Ok(())
    }

    fn start_loop(&mut self, nodes: Vec<NodeRef<'d>>, mode: &'d QName, work: Work<'d>) {
        if nodes.is_empty() {
            return;
        }
        let place = (self.outputs.len(), self.output().depth());
        let state = State {
            focus: self.state.focus,
            // there is no current rule inside for-each (XSLT 1.0, 5.6)
            rule: None,
            template: None,
            mode,
            base: self.state.base,
            passed: Vec::new(),
            place,
        };
        let saved = std::mem::replace(&mut self.state, state);
        self.push(&[], End::Loop(Box::new(Loop { nodes, next: 0, work, saved })));
    }

    /// The next node of the loop on top.
    fn advance_loop(&mut self) -> Done {
        let Some(Frame { end: End::Loop(at), locals, .. }) = self.frames.last_mut() else { return Ok(()) };
        self.locals.truncate(*locals);
        let Some(&node) = at.nodes.get(at.next) else {
            if let Some(Frame { end: End::Loop(at), .. }) = self.frames.pop() {
                self.state = at.saved;
            }
            return Ok(());
        };
        at.next += 1;
        let focus = Focus { node, position: at.next, size: at.nodes.len() };
        match &at.work {
            Work::Each(body) => {
                let body: &'d [Instruction] = body;
                self.state.focus = focus;
                self.push(body, End::Block);
                Ok(())
            }
            Work::Apply { mode, values, span } => {
                let (mode, span) = (*mode, *span);
                let values = values.clone();
                self.state.focus = focus;
                let found = match mode {
                    Some(mode) => self.find_rule(node, mode, None)?,
                    None => None,
                };
                match found {
                    Some(rule) => {
                        let template = &self.stylesheet.templates[rule.template];
                        // a copy and nothing else, of a node that can have nothing in it: no state, no frames
                        if let [Instruction { operation: Operation::Copy { attribute_sets, body }, span }] =
                            template.body.as_slice()
                            && !node.is_element()
                            && !node.is_root()
                        {
                            return self.copy(attribute_sets, body, *span);
                        }
                        let state = State {
                            focus,
                            rule: Some(rule),
                            template: Some(template),
                            mode: self.state.mode,
                            base: self.locals.len(),
                            passed: values,
                            place: self.state.place,
                        };
                        self.enter(template, state, span)
                    }
                    None => self.built_in(node, self.state.mode, mode, span),
                }
            }
        }
    }

    /// The built-in rules (XSLT 1.0, 5.8).
    fn built_in(&mut self, node: NodeRef<'d>, mode_name: &'d QName, mode: Option<&'d Mode>, span: Span) -> Done {
        match node.kind() {
            RefKind::Node(NodeKind::Root | NodeKind::Element) => {
                self.start_loop(children(node), mode_name, Work::Apply { mode, values: Vec::new(), span });
                Ok(())
            }
            RefKind::Node(NodeKind::Text) | RefKind::Attribute => {
                self.text(&node.string_value(), text_origin(node), false)
            }
            _ => Ok(()),
        }
    }

    /// The best rule for a node, in a range of import precedences if given.
    fn find_rule(
        &mut self,
        node: NodeRef<'d>,
        mode: &'d Mode,
        range: Option<std::ops::Range<u32>>,
    ) -> Result<Option<&'d Rule>, Stop> {
        let by_name = |named: &'d HashMap<Arc<str>, Vec<u32>>, any: &'d Vec<u32>| {
            node.qname().and_then(|name| named.get(&name.local)).unwrap_or(any)
        };
        let list: &'d [u32] = match node.kind() {
            RefKind::Node(NodeKind::Root) => &mode.root,
            RefKind::Node(NodeKind::Element) => by_name(&mode.elements, &mode.elements_any),
            RefKind::Node(NodeKind::Text) => &mode.text,
            RefKind::Node(NodeKind::Comment) => &mode.comment,
            RefKind::Node(NodeKind::ProcessingInstruction) => &mode.instruction,
            RefKind::Attribute => by_name(&mode.attributes, &mode.attributes_any),
            RefKind::Namespace => &[],
        };
        for index in list {
            let rule = &mode.rules[*index as usize];
            if range.as_ref().is_none_or(|range| range.contains(&rule.precedence))
                && rule.pattern.matches(node, self)?
            {
                return Ok(Some(rule));
            }
        }
        Ok(None)
    }

    // --- ends of frames

    fn finish(&mut self, end: End<'d>) -> Done {
        match end {
            End::Block | End::Nested | End::Loop(_) => {}
            End::Unmade(before) => self.output().allow_attributes(before),
            End::Element => self.output().close(),
            End::LiteralAttributes(element) => self.literal_attributes(element)?,
            End::AttributeSet { base } => self.state.base = base,
            End::Attribute(name, span) => self.finish_attribute(name, span)?,
            End::Comment => {
                let (text, _) = self.finish_text(None);
                // two hyphens cannot stand in a comment (XSLT 1.0, 7.4)
                let mut text = text.replace("--", "- -").replace("--", "- -");
                if text.ends_with('-') {
                    text.push(' ');
                }
                let origin = self.node_in_place(NodeKind::Comment);
                self.count_nodes(1)?;
                self.output().comment(text.into(), origin);
            }
            End::ProcessingInstruction(name, span) => {
                let (text, _) = self.finish_text(None);
                let Some(name) = name else { return Ok(()) };
                let target = self.avt(name)?;
                if !is_ncname(&target) || target.eq_ignore_ascii_case("xml") {
                    let message = format!("`{}` cannot be the target of a processing instruction", &*target);
                    self.warn(&catalogue::XSLT_INVALID_NAME, message, span, "nothing is made there (XSLT 1.0, 7.3)");
                    return Ok(());
                }
                let value = text.replace("?>", "? >");
                let value = value.trim_start_matches([' ', '\t', '\r', '\n']);
                let origin = self.node_in_place(NodeKind::ProcessingInstruction);
                self.count_nodes(1)?;
                self.output().instruction(target, value.into(), origin);
            }
            End::Message { terminate, span } => return self.finish_message(terminate, span),
            End::Variable(name, span) => {
                let value = self.fragment(span)?;
                self.locals.push((name, value));
            }
            End::Parameter(mut pending) => {
                let binding = &pending.parameters[pending.next - 1];
                let value = self.fragment(binding.span)?;
                pending.values.push((&binding.name, value));
                self.gather_more(*pending)?;
            }
            End::Template(saved) => {
                self.depth -= 1;
                self.state = *saved;
            }
            End::Document(made, span) => self.finish_document(made, span)?,
            End::Result(span) => self.returned = Some(self.fragment(span)?),
        }
        Ok(())
    }

    fn node_in_place(&mut self, kind: NodeKind) -> Option<Origin> {
        if self.state.focus.node.kind() != RefKind::Node(kind) || !self.in_place() {
            return None;
        }
        origin_of(self.state.focus.node).map(|origin| Origin { kind: OriginKind::Rebuilt, ..origin })
    }

    /// Takes the last output as text.
    fn finish_text(&mut self, span: Option<Span>) -> (SharedStr, TextOrigin) {
        let builder = self.outputs.pop().unwrap_or_else(Builder::new);
        let (text, origin, others) = builder.finish_text();
        if others && let Some(span) = span {
            let message = "an attribute's value holds more than text";
            self.warn(&catalogue::XSLT_MISPLACED_NODE, message, span, "only the text is kept (XSLT 1.0, 7.1.3)");
        }
        (text, origin)
    }

    fn finish_attribute(&mut self, name: &'d ComputedName, span: Span) -> Done {
        let (value, origin) = self.finish_text(Some(span));
        let Some(name) = self.computed_name(name, true, span)? else { return Ok(()) };
        let mut attribute = Attribute::new(name, value);
        let node = self.state.focus.node;
        attribute.origin = origin.attribute.or_else(|| text_origin(node).attribute);
        self.count_nodes(1)?;
        let added = self.output().attribute(attribute);
        self.added(added, span);
        Ok(())
    }

    fn finish_document(&mut self, made: &'d ResultDocument, span: Span) -> Done {
        let document = self.outputs.pop().unwrap_or_else(Builder::new).finish();
        let href = self.open_documents.pop().unwrap_or_default();
        let mut output = OutputSettings::default();
        let prefix = |prefix: &str| {
            let found = made.in_scope.iter().find(|(known, _)| **known == *prefix);
            found.map(|(_, uri)| uri.clone())
        };
        for (name, value) in &made.output {
            let value = self.avt(value)?;
            if let Err(message) = output.set(name, &value, &prefix) {
                return Err(Box::new(Diagnostic::error(&catalogue::XSLT_INVALID_VALUE, message, span)).into());
            }
        }
        self.results.push(SecondaryResult { href, document, output, span });
        if self.results.len() > 100_000 {
            return Err(self.limit("the transformation makes too many documents", Some(span)));
        }
        Ok(())
    }

    fn finish_message(&mut self, terminate: bool, span: Span) -> Done {
        let builder = self.outputs.pop().unwrap_or_else(Builder::new);
        let content = builder.finish();
        let text = content.string_value(NodeId::ROOT);
        let node = self.state.focus.node;
        let element = if node.is_tree_node() { Some(node) } else { node.parent() };
        self.messages.push(Message {
            text,
            content,
            terminate,
            origin: element.and_then(origin_of),
            attribute: text_origin(node).attribute,
            span,
        });
        if self.messages.len() > 100_000 {
            return Err(self.limit("the transformation writes too many messages", Some(span)));
        }
        if terminate { Err(Stop::Message) } else { Ok(()) }
    }

    // --- nested runs

    /// Runs `work` with a state of its own, inside an expression.
    fn nest<T>(
        &mut self,
        state: State<'d>,
        span: Span,
        work: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        self.begin_nested(span)?;
        let saved = std::mem::replace(&mut self.state, state);
        let (locals, source) = (self.locals.len(), self.expression_span);
        let result = work(self);
        self.locals.truncate(locals);
        self.expression_span = source;
        self.state = saved;
        self.nested -= 1;
        result
    }

    fn begin_nested(&mut self, span: Span) -> Done {
        if self.nested >= self.max_nested {
            let message = format!("functions and global variables refer to one another {} levels deep", self.nested);
            return Err(self.limit(&message, Some(span)));
        }
        self.nested += 1;
        Ok(())
    }

    /// The value of an expression that came as a string; `None` where it is none. The prefixes and variables are those
    /// of the expression that is evaluated.
    pub fn evaluate_text(&mut self, text: &str, focus: &Focus<'d>) -> Result<Option<Value<'d>>, xpath::Error> {
        let span = self.expression_span;
        let scope = match self.element_here() {
            Some((module, element)) => Here { document: Some((&self.stylesheet.modules[module], element)) },
            None => Here { document: None },
        };
        let Ok(expression) = xpath::parse(text, &scope, &xpath::Place::new(span)) else { return Ok(None) };
        self.begin_nested(span)?;
        let result = expression.evaluate(*focus, self);
        self.nested -= 1;
        result.map(Some)
    }

    fn fresh_state(&self, focus: Focus<'d>, passed: Values<'d>) -> State<'d> {
        State {
            focus,
            rule: None,
            template: None,
            mode: self.state.mode,
            base: self.locals.len(),
            passed,
            place: (usize::MAX, 0),
        }
    }

    /// The value of a global variable, evaluated at first use.
    fn global(&mut self, index: usize) -> Result<Value<'d>, Stop> {
        let stylesheet = self.stylesheet;
        let binding = &stylesheet.globals[index];
        match &self.globals[index] {
            Global::Set(value) => return Ok(value.clone()),
            Global::Busy => {
                let message = format!("the value of variable `{}` depends on itself", binding.name);
                let diagnostic = Diagnostic::error(&catalogue::XSLT_CIRCULAR_VARIABLE, message, binding.span);
                return Err(Box::new(diagnostic).into());
            }
            Global::Unset => {}
        }
        if binding.is_parameter
            && let Some(given) = self.parameters.iter().rev().find(|parameter| parameter.name == binding.name)
        {
            let value = Value::string(given.value.as_str());
            self.globals[index] = Global::Set(value.clone());
            return Ok(value);
        }
        self.globals[index] = Global::Busy;
        let state = self.fresh_state(Focus::on(self.source), Vec::new());
        let value = self.nest(state, binding.span, |machine| match &binding.value {
            BindingValue::Select(select) => machine.evaluate(select),
            BindingValue::Empty => Ok(Value::string("")),
            BindingValue::Body(body) => {
                machine.run_body(body)?;
                machine.fragment(binding.span)
            }
        })?;
        self.globals[index] = Global::Set(value.clone());
        Ok(value)
    }

    /// Runs a body to its end into a new output.
    fn run_body(&mut self, body: &'d [Instruction]) -> Done {
        self.outputs.push(Builder::new());
        let floor = self.frames.len();
        self.push(body, End::Nested);
        self.run(floor)
    }

    /// A call of a `func:function`; `None` where there is none of that name.
    pub fn call_function(
        &mut self,
        name: &QName,
        arguments: Vec<Value<'d>>,
        focus: &Focus<'d>,
    ) -> Result<Option<Value<'d>>, Stop> {
        let stylesheet = self.stylesheet;
        let Some(function) = stylesheet.functions.get(name) else { return Ok(None) };
        if arguments.len() > function.parameters.len() {
            let message = format!("`{name}()` is called with {} arguments", arguments.len());
            let diagnostic = Diagnostic::error(&catalogue::XSLT_WRONG_ARGUMENTS, message, function.span)
                .with_note(format!("it has {} parameters", function.parameters.len()));
            return Err(Box::new(diagnostic).into());
        }
        let passed = function.parameters.iter().zip(arguments).collect();
        let state = self.fresh_state(*focus, passed);
        let outer = self.returned.take();
        let result = self.nest(state, function.span, |machine| {
            machine.run_body(&function.body)?;
            if machine.outputs.pop().is_some_and(|output| !output.is_empty()) {
                let message = format!("`{name}()` makes nodes beside its result");
                let diagnostic = Diagnostic::error(&catalogue::XSLT_MISPLACED_RESULT, message, function.span)
                    .with_note("what a `func:function` gives stands in its `func:result` (EXSLT)");
                return Err(Box::new(diagnostic).into());
            }
            Ok(machine.returned.take())
        });
        self.returned = outer;
        Ok(Some(result?.unwrap_or_else(|| Value::string(""))))
    }

    // --- documents and keys

    /// The base for references in the expression that is evaluated.
    pub fn stylesheet_base(&self) -> String {
        self.sources.find(self.expression_span.source).map_or_else(String::new, |source| source.name.clone())
    }

    /// The namespace of a prefix where the expression in evaluation stands.
    pub fn namespace_here(&mut self, prefix: &str) -> Option<Arc<str>> {
        let (module, element) = self.element_here()?;
        self.stylesheet.modules[module].namespace_of_prefix(element, prefix)
    }

    /// Module and element that the expression in evaluation stands in.
    fn element_here(&mut self) -> Option<(usize, NodeId)> {
        let stylesheet = self.stylesheet;
        let span = self.expression_span;
        *self.expression_elements.entry(span).or_insert_with(|| {
            stylesheet.modules.iter().enumerate().find_map(|(index, module)| {
                let has = |node: &NodeId| {
                    module
                        .attributes(*node)
                        .any(|(_, attribute)| attribute.value_span.is_some_and(|value| value.contains(span)))
                };
                let element = module.descendants(NodeId::ROOT).find(has)?;
                Some((index, element))
            })
        })
    }

    /// Reads a document for `document()`: each file once.
    pub fn document(&mut self, base: &str, reference: &str) -> Result<Option<&'d Document>, Stop> {
        let own = self.loader.on_behalf_of(Path::new(base));
        let loader = own.unwrap_or(self.loader);
        let name = super::located(base, reference, loader);
        // what one may not read another may
        let key = if own.is_some() { format!("{name}\0") } else { name.clone() };
        if let Some(known) = self.documents.get(&key) {
            return Ok(*known);
        }
        let span = self.here();
        let module = self.stylesheet.modules.iter().find(|module| module.base == name);
        let document = match module {
            Some(module) => Some((**module).clone()),
            None => self.read_document(&name, loader, span),
        };
        let document = match document {
            Some(document) => {
                let dtd = document.dtd.clone();
                let document = stripped(&document, &self.stylesheet.space).unwrap_or(document);
                let document = self.keep(document, span)?;
                self.keep_dtd(document, dtd);
                Some(document)
            }
            None => None,
        };
        self.documents.insert(key, document);
        Ok(document)
    }

    fn keep_dtd(&mut self, document: &Document, facts: DtdFacts) {
        if let Some(source) = document.source
            && facts != DtdFacts::default()
        {
            self.dtds.insert(source, facts);
        }
    }

    /// The system identifier of an unparsed entity.
    pub fn unparsed_entity(&self, document: &Document, name: &str) -> Option<String> {
        let facts = self.dtds.get(&document.source?)?;
        let (_, system) = facts.unparsed.iter().find(|(known, _)| known == name)?;
        Some(super::resolve(&document.base, system))
    }

    pub fn here(&self) -> Span {
        let frame = self.frames.iter().rev().find_map(|frame| frame.body.get(frame.at.checked_sub(1)?));
        frame.map(|instruction| instruction.span).unwrap_or_default()
    }

    fn read_document(&mut self, name: &str, loader: &dyn Loader, span: Span) -> Option<Document> {
        let bytes = match loader.read(Path::new(name)) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read `{name}`: {error}");
                let diagnostic = Diagnostic::warning(&catalogue::XSLT_UNREADABLE_DOCUMENT, message, span)
                    .with_note("`document()` gives an empty node-set there");
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        match self.sources.add_bytes(name, &bytes) {
            Ok(source) => {
                let loader = loader.on_behalf_of(Path::new(name)).unwrap_or(loader);
                let parsed = xml::parse_with_entities(self.sources.get(source), loader);
                let failed = crate::diagnostic::has_errors(&parsed.diagnostics);
                self.diagnostics.extend(parsed.diagnostics);
                (!failed).then_some(parsed.document)
            }
            Err((_, error)) => {
                let message = format!("cannot read `{name}`: {error}");
                self.diagnostics.push(Diagnostic::warning(&catalogue::XSLT_UNREADABLE_DOCUMENT, message, span));
                None
            }
        }
    }

    /// A key that the stylesheet does not have finds nothing.
    pub fn unknown_key(&mut self, name: &QName) {
        let span = self.here();
        let message = format!("there is no key `{name}`");
        self.warn(&catalogue::XSLT_UNKNOWN_KEY, message, span, "`key()` gives an empty node-set there");
    }

    /// The nodes of `document` that a key finds for a value.
    pub fn key(&mut self, name: &QName, document: &'d Document, value: &str) -> Result<Vec<NodeRef<'d>>, Stop> {
        let slot = (name.clone(), document.order);
        if !self.key_indexes.contains_key(&slot) {
            self.key_indexes.insert(slot.clone(), HashMap::new());
            let index = self.index_key(name, document)?;
            self.key_indexes.insert(slot.clone(), index);
        }
        Ok(self.key_indexes.get(&slot).and_then(|index| index.get(value)).cloned().unwrap_or_default())
    }

    fn index_key(&mut self, name: &QName, document: &'d Document) -> Result<KeyIndex<'d>, Stop> {
        use super::pattern::Target;
        let mut index: KeyIndex<'d> = HashMap::new();
        let stylesheet = self.stylesheet;
        let Some(keys) = stylesheet.keys.get(name) else { return Ok(index) };
        let mut patterns = keys.iter().flat_map(|key| &key.pattern);
        let attributes = patterns.any(|pattern| matches!(pattern.target(), Target::Attribute(_) | Target::Any));
        for id in document.descendants(NodeId::ROOT) {
            let mut nodes = vec![NodeRef::new(document, id)];
            if attributes {
                nodes.extend(document.attributes(id).map(|(id, _)| NodeRef::attribute(document, id)));
            }
            for node in nodes {
                for key in keys {
                    let mut matches = false;
                    for pattern in &key.pattern {
                        matches = matches || pattern.matches(node, self)?;
                    }
                    if !matches {
                        continue;
                    }
                    let mut add = |value: String| {
                        let list = index.entry(value).or_default();
                        if list.last() != Some(&node) {
                            list.push(node);
                        }
                    };
                    match self.evaluate_at(&key.uses, Focus::on(node))? {
                        Value::Nodes(values) => values.iter().for_each(|value| add(value.string().into_owned())),
                        other => add(other.text().into_owned()),
                    }
                }
            }
        }
        Ok(index)
    }
}

/// What an expression in a string may speak of.
struct Here<'d> {
    document: Option<(&'d Document, NodeId)>,
}

impl xpath::StaticContext for Here<'_> {
    fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        let (document, element) = self.document?;
        document.namespace_of_prefix(element, prefix)
    }

    fn has_function(&self, name: &QName) -> bool {
        !name.namespace.is_empty() || super::functions::NAMES.contains(&&*name.local)
    }
}

fn failed(expression: &Expression, error: xpath::Error) -> Stop {
    let diagnostic = expression.diagnostic(error);
    if diagnostic.name.is(&TERMINATED) { Stop::Message } else { Stop::Error(Box::new(diagnostic)) }
}

/// The children of a node, as `xsl:apply-templates` takes them.
fn children(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    if !node.is_tree_node() {
        return Vec::new();
    }
    node.document.children(node.tree_node()).map(|id| NodeRef::new(node.document, id)).collect()
}

/// The text of a value, and what it is a copy of.
fn text_of(value: &Value<'_>) -> (SharedStr, TextOrigin) {
    let origin = match value {
        Value::Nodes(nodes) => nodes.first().map(text_origin).unwrap_or_default(),
        Value::Text(_, origin) => *origin,
        Value::Fragment(document) => text_origin(NodeRef::root_of(document)),
        _ => TextOrigin::default(),
    };
    (value.to_shared(), origin)
}

/// What taking or making a value counts as, in nodes looked at.
fn cost(value: &Value<'_>) -> u64 {
    match value {
        Value::Nodes(nodes) => nodes.len() as u64,
        Value::String(text) => text.len() as u64 / 16,
        _ => 1,
    }
}

impl<'d> xpath::Context<'d> for Machine<'_, 'd> {
    fn is_id(&self, element: NodeRef<'d>, attribute: &Attribute) -> bool {
        let declared = || {
            let facts = self.dtds.get(&element.document.source?)?;
            let name = element.qname()?.lexical();
            let written = attribute.name.lexical();
            Some(facts.ids.iter().any(|(element, attribute)| *element == name && *attribute == written))
        };
        attribute.name.is(XML_NAMESPACE, "id") || declared().unwrap_or(false)
    }

    fn variable(&mut self, name: &QName) -> Result<Option<Value<'d>>, xpath::Error> {
        let local = self.locals[self.state.base..].iter().rev().find(|(known, _)| *known == name);
        if let Some((_, value)) = local {
            return Ok(Some(value.clone()));
        }
        match self.stylesheet.global_index.get(name) {
            Some(&index) => Ok(Some(self.global(index)?)),
            None => Ok(None),
        }
    }

    fn call(
        &mut self,
        name: &QName,
        arguments: Vec<Value<'d>>,
        focus: &Focus<'d>,
    ) -> Result<Option<Value<'d>>, xpath::Error> {
        let taken: u64 = arguments.iter().map(cost).sum();
        let value = super::functions::call(self, name, arguments, focus)?;
        let made = value.as_ref().map_or(0, cost);
        if self.spend(1 + taken + made) {
            return Ok(value);
        }
        Err(xpath::Error::new(&catalogue::XSLT_LIMIT, "the transformation takes too many steps"))
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.used_steps = self.used_steps.saturating_add(steps);
        self.used_steps <= self.limits.steps
    }
}
