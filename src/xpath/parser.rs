//! From text to tree (XPath 1.0, 2 and 3): recursive descent, never deeper than [`MAX_NESTING`].

use crate::xpath::catalogue;
use std::sync::Arc;

use super::ast::{
    Arithmetic, Axis, Comparison, CoreFunction, Expr, ExprKind, Function, NodeTest, Path, Predicate, PredicateKind,
    Start, Step, TextRange,
};
use super::later;
use super::lexer::{Token, lex};
use crate::diagnostic::{Diagnostic, Entry, nearest};
use crate::text::Span;
use crate::xml::{Document, NodeId, QName, SharedStr};

/// Parentheses, predicates, arguments and chains of operators may nest this deep.
pub const MAX_NESTING: usize = 64;

/// Operators of one kind in a row, beyond the first, that an expression may have in all: each makes its tree deeper.
const MAX_CHAINED: usize = 256;

/// What must be known to read an expression.
pub trait StaticContext {
    /// The namespace that a prefix is bound to.
    fn namespace(&self, prefix: &str) -> Option<Arc<str>>;

    /// Whether a function exists besides XPath's own. Where it says no, a call is an error at once.
    fn has_function(&self, _name: &QName) -> bool {
        false
    }

    /// The functions that it knows in no namespace, for suggestions.
    fn function_names(&self) -> &[&'static str] {
        &[]
    }
}

/// The prefixes in scope at an element; no functions but XPath's own.
#[derive(Debug, Clone, Copy)]
pub struct Namespaces<'d> {
    /// The document.
    pub document: &'d Document,
    /// The element.
    pub element: NodeId,
}

impl StaticContext for Namespaces<'_> {
    fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        self.document.namespace_of_prefix(self.element, prefix)
    }
}

/// No prefixes, no functions but XPath's own.
impl StaticContext for () {
    fn namespace(&self, _prefix: &str) -> Option<Arc<str>> {
        None
    }
}

/// Where an expression's text stands in a source, so that errors can point into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    span: Span,
    /// For every byte of the text, and its end, the offset in the raw text; `None` where they are the same.
    offsets: Option<Arc<[u32]>>,
}

impl Place {
    /// The text stands at `span`, written as it is.
    #[must_use]
    pub fn new(span: Span) -> Self {
        Self { span, offsets: None }
    }

    /// The text `value` is an attribute's value or a piece of text that was written as `raw` at `span`: character and
    /// entity references make the two differ.
    #[must_use]
    pub fn in_attribute(span: Span, value: &str, raw: &str) -> Self {
        if raw.len() == value.len() || span.len() != raw.len() {
            return Self::new(span);
        }
        let mut offsets = Vec::with_capacity(value.len() + 1);
        let mut at = 0;
        for character in value.chars() {
            offsets.extend(std::iter::repeat_n(at as u32, character.len_utf8()));
            let rest = &raw[at..];
            at += match rest.as_bytes().first() {
                Some(b'&') => rest.find(';').map_or(1, |end| end + 1),
                Some(b'\r') if rest.starts_with("\r\n") => 2,
                Some(_) => rest.chars().next().map_or(0, char::len_utf8),
                None => return Self::new(span),
            };
        }
        offsets.push(at as u32);
        Self { span, offsets: Some(offsets.into()) }
    }

    /// A part of the text, in the source.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let carry = |at: usize| match &self.offsets {
            None => at,
            Some(offsets) => offsets.get(at).or(offsets.last()).map_or(0, |offset| *offset as usize),
        };
        let span = self.span.slice(carry(range.start), carry(range.end));
        if self.span.contains(span) { span } else { self.span }
    }

    /// The place of the part of the text that begins at `start` (bytes).
    #[must_use]
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        match &self.offsets {
            None => Self::new(self.span(range)),
            Some(offsets) => {
                let base = offsets.get(range.start).copied().unwrap_or(0);
                let end = (range.end + 1).min(offsets.len());
                let part = offsets.get(range.start..end).unwrap_or(&[]);
                Self { span: self.span(range), offsets: Some(part.iter().map(|offset| offset - base).collect()) }
            }
        }
    }

    /// The whole.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.span
    }
}

/// A parsed expression with its text and place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// The tree.
    pub root: Expr,
    text: SharedStr,
    place: Place,
}

impl Expression {
    /// The text it was parsed from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a part of it is written in parentheses.
    #[must_use]
    pub fn is_parenthesised(&self, part: &Expr) -> bool {
        !matches!(part.kind, ExprKind::Filter(..))
            && self.text[part.range.range()].starts_with('(')
            && self.text[part.range.range()].ends_with(')')
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// A part of it in the source.
    #[must_use]
    pub fn span(&self, range: TextRange) -> Span {
        self.place.span(range.range())
    }
}

/// Parses an expression.
///
/// # Errors
/// A diagnostic at the first thing that is wrong: `xpath-syntax`, `xpath-unknown-function`, `xpath-wrong-arguments`,
/// `xpath-unbound-prefix` or `xpath-limit`.
pub fn parse(text: &str, context: &dyn StaticContext, place: &Place) -> Result<Expression, Box<Diagnostic>> {
    let tokens = match lex(text) {
        Ok(tokens) => tokens,
        Err(error) => {
            let range = error.range.range();
            let note = later::syntax(text, range.start).unwrap_or(error.note);
            return Err(Box::new(
                Diagnostic::error(&catalogue::XPATH_SYNTAX, error.message, place.span(range)).with_note(note),
            ));
        }
    };
    let mut parser = Parser { tokens: &tokens, at: 0, text, context, place, depth: 0, chained: 0 };
    if text.trim().is_empty() {
        return Err(parser.error("the expression is empty", "write a path, a comparison or a value"));
    }
    let root = parser.expr()?;
    if parser.peek() != Token::End {
        let note = match parser.peek() {
            Token::RightParenthesis => "no parenthesis is open here",
            Token::RightBracket => "no bracket is open here",
            _ => "an operator is missing, or something is left over",
        };
        let message = format!("unexpected `{}` behind a complete expression", parser.here());
        return Err(parser.error(message, note));
    }
    Ok(Expression { root, text: text.into(), place: place.clone() })
}

struct Parser<'p> {
    tokens: &'p [(Token<'p>, TextRange)],
    at: usize,
    text: &'p str,
    context: &'p dyn StaticContext,
    place: &'p Place,
    depth: usize,
    chained: usize,
}

type Parsed<T> = Result<T, Box<Diagnostic>>;

impl<'p> Parser<'p> {
    fn peek(&self) -> Token<'p> {
        self.tokens[self.at].0
    }

    fn peek_second(&self) -> Token<'p> {
        self.tokens.get(self.at + 1).map_or(Token::End, |token| token.0)
    }

    fn range(&self) -> TextRange {
        self.tokens[self.at].1
    }

    fn here(&self) -> &'p str {
        &self.text[self.range().range()]
    }

    fn advance(&mut self) -> TextRange {
        let range = self.range();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        range
    }

    fn take(&mut self, token: Token<'_>) -> Option<TextRange> {
        (self.peek() == token).then(|| self.advance())
    }

    fn error(&self, message: impl Into<crate::diagnostic::Message>, note: impl Into<String>) -> Box<Diagnostic> {
        match later::syntax(self.text, self.range().range().start) {
            Some(note) => self.error_at(&catalogue::XPATH_SYNTAX, message, note, self.range()),
            None => self.error_at(&catalogue::XPATH_SYNTAX, message, note, self.range()),
        }
    }

    fn error_at(
        &self,
        name: &'static Entry,
        message: impl Into<crate::diagnostic::Message>,
        note: impl Into<String>,
        range: TextRange,
    ) -> Box<Diagnostic> {
        Box::new(Diagnostic::error(name, message, self.place.span(range.range())).with_note(note))
    }

    fn expected(&self, what: &str) -> Box<Diagnostic> {
        match self.peek() {
            Token::End => self.error(format!("the expression ends where {what} is missing"), "it is not complete"),
            _ => self.error(format!("unexpected `{}`", self.here()), format!("expected {what}")),
        }
    }

    fn expect(&mut self, token: Token<'_>, what: &str) -> Parsed<TextRange> {
        self.take(token).ok_or_else(|| self.expected(what))
    }

    fn too_deep(&self) -> Box<Diagnostic> {
        let message = format!("the expression nests deeper than {MAX_NESTING} levels");
        self.error_at(&catalogue::XPATH_LIMIT, message, "split it, with variables for its parts", self.range())
    }

    fn chain(&mut self) -> Parsed<()> {
        self.chained += 1;
        if self.chained > MAX_CHAINED {
            let message = format!("more than {MAX_CHAINED} operators follow one another");
            return Err(self.error_at(&catalogue::XPATH_LIMIT, message, "split the expression", self.range()));
        }
        Ok(())
    }

    fn expr(&mut self) -> Parsed<Expr> {
        if self.depth >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = self.list(0);
        self.depth -= 1;
        result
    }

    /// `or` (level 0) and `and` (level 1): lists, so that long ones do not nest.
    fn list(&mut self, level: u8) -> Parsed<Expr> {
        let token = if level == 0 { Token::Or } else { Token::And };
        let operand = |parser: &mut Self| if level == 0 { parser.list(1) } else { parser.binary(0) };
        let first = operand(self)?;
        if self.peek() != token {
            return Ok(first);
        }
        let mut range = first.range;
        let mut list = vec![first];
        while self.take(token).is_some() {
            let next = operand(self)?;
            range = range.to(next.range);
            list.push(next);
        }
        Ok(Expr { kind: if level == 0 { ExprKind::Or(list) } else { ExprKind::And(list) }, range })
    }

    /// Equality (level 0), relations (1), sums (2), products (3): all group to the left.
    fn binary(&mut self, level: u8) -> Parsed<Expr> {
        enum Operator {
            Comparison(Comparison),
            Arithmetic(Arithmetic),
        }
        let mut left = self.operand(level)?;
        let mut first = true;
        loop {
            let operator = match (level, self.peek()) {
                (0, Token::Equal) => Operator::Comparison(Comparison::Equal),
                (0, Token::NotEqual) => Operator::Comparison(Comparison::NotEqual),
                (1, Token::Less) => Operator::Comparison(Comparison::Less),
                (1, Token::LessOrEqual) => Operator::Comparison(Comparison::LessOrEqual),
                (1, Token::Greater) => Operator::Comparison(Comparison::Greater),
                (1, Token::GreaterOrEqual) => Operator::Comparison(Comparison::GreaterOrEqual),
                (2, Token::Plus) => Operator::Arithmetic(Arithmetic::Add),
                (2, Token::Minus) => Operator::Arithmetic(Arithmetic::Subtract),
                (3, Token::Multiply) => Operator::Arithmetic(Arithmetic::Multiply),
                (3, Token::Div) => Operator::Arithmetic(Arithmetic::Divide),
                (3, Token::Mod) => Operator::Arithmetic(Arithmetic::Modulo),
                _ => return Ok(left),
            };
            if !std::mem::take(&mut first) {
                self.chain()?;
            }
            self.advance();
            let right = self.operand(level)?;
            let range = left.range.to(right.range);
            let kind = match operator {
                Operator::Comparison(operator) => ExprKind::Compare(operator, Box::new(left), Box::new(right)),
                Operator::Arithmetic(operator) => ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)),
            };
            left = Expr { kind, range };
        }
    }

    fn operand(&mut self, level: u8) -> Parsed<Expr> {
        if level < 3 { self.binary(level + 1) } else { self.unary() }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let mut minuses = Vec::new();
        while let Some(range) = self.take(Token::Minus) {
            minuses.push(range);
            self.chain()?;
        }
        let mut expr = self.union()?;
        for minus in minuses.into_iter().rev() {
            let range = minus.to(expr.range);
            expr = Expr { kind: ExprKind::Negate(Box::new(expr)), range };
        }
        Ok(expr)
    }

    fn union(&mut self) -> Parsed<Expr> {
        let first = self.path()?;
        if self.peek() != Token::Pipe {
            return Ok(first);
        }
        let mut range = first.range;
        let mut list = vec![first];
        while self.take(Token::Pipe).is_some() {
            let next = self.path()?;
            range = range.to(next.range);
            list.push(next);
        }
        Ok(Expr { kind: ExprKind::Union(list), range })
    }

    fn path(&mut self) -> Parsed<Expr> {
        let start_range = self.range();
        let (start, mut steps) = match self.peek() {
            Token::Slash => {
                self.advance();
                if !self.begins_step() {
                    let path = Path { start: Start::Root, steps: Vec::new() };
                    return Ok(Expr { kind: ExprKind::Path(path), range: start_range });
                }
                (Start::Root, Vec::new())
            }
            Token::SlashSlash => {
                let range = self.advance();
                (Start::Root, vec![descendants(range)])
            }
            _ if self.begins_step() => (Start::Context, Vec::new()),
            _ => {
                let primary = self.filter()?;
                match self.peek() {
                    Token::Slash => {
                        self.advance();
                        (Start::Expr(Box::new(primary)), Vec::new())
                    }
                    Token::SlashSlash => {
                        let range = self.advance();
                        (Start::Expr(Box::new(primary)), vec![descendants(range)])
                    }
                    _ => return Ok(primary),
                }
            }
        };
        loop {
            steps.push(self.step()?);
            match self.peek() {
                Token::Slash => {
                    self.advance();
                }
                Token::SlashSlash => {
                    let range = self.advance();
                    steps.push(descendants(range));
                }
                _ => break,
            }
        }
        let range = steps.last().map_or(start_range, |step| start_range.to(step.range));
        Ok(Expr { kind: ExprKind::Path(Path { start, steps: joined(steps) }), range })
    }

    /// Whether a location step begins here, and not a primary expression.
    fn begins_step(&self) -> bool {
        match self.peek() {
            Token::Dot | Token::DotDot | Token::At | Token::Star | Token::PrefixStar(_) => true,
            Token::Name(prefix, local) => match self.peek_second() {
                Token::LeftParenthesis => prefix.is_empty() && is_node_type(local),
                _ => true,
            },
            _ => false,
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        let start = self.range();
        let simple = |axis, range| Step { axis, test: NodeTest::Node, predicates: Vec::new(), range };
        let axis = match self.peek() {
            Token::Dot | Token::DotDot => {
                let axis = if self.peek() == Token::Dot { Axis::SelfAxis } else { Axis::Parent };
                let range = self.advance();
                if self.peek() == Token::LeftBracket {
                    let written = self.text[range.range()].to_owned();
                    return Err(self.error(
                        format!("a predicate cannot follow `{written}`"),
                        format!("write `{}::node()[…]`", axis.as_str()),
                    ));
                }
                return Ok(simple(axis, range));
            }
            Token::At => {
                self.advance();
                Axis::Attribute
            }
            Token::Name(prefix, local) if self.peek_second() == Token::ColonColon => {
                let Some(axis) = Axis::by_name(local).filter(|_| prefix.is_empty()) else {
                    let mut error =
                        self.error(format!("there is no axis `{}`", self.here()), "XPath 1.0 has thirteen axes");
                    if let Some(near) = nearest(local, Axis::names()) {
                        error.notes.push(format!("did you mean `{near}`?"));
                        error.expected.push(near.to_owned());
                    }
                    return Err(error);
                };
                self.advance();
                self.advance();
                axis
            }
            _ => Axis::Child,
        };
        let (test, mut end) = self.node_test()?;
        let mut predicates = Vec::new();
        while self.peek() == Token::LeftBracket {
            let (predicate, range) = self.predicate()?;
            predicates.push(predicate);
            end = range;
        }
        Ok(Step { axis, test, predicates, range: start.to(end) })
    }

    fn node_test(&mut self) -> Parsed<(NodeTest, TextRange)> {
        match self.peek() {
            Token::Star => Ok((NodeTest::Any, self.advance())),
            Token::PrefixStar(prefix) => {
                let namespace = self.namespace(prefix)?;
                Ok((NodeTest::Namespace(namespace), self.advance()))
            }
            Token::Name("", local) if self.peek_second() == Token::LeftParenthesis => {
                if !is_node_type(local) {
                    return Err(self.error(
                        format!("a function cannot stand as a step: `{local}()`"),
                        "a function as a step is XPath 2.0; write the path as its argument, such as `string(a/b)`",
                    ));
                }
                self.advance();
                self.advance();
                let test = match local {
                    "node" => NodeTest::Node,
                    "text" => NodeTest::Text,
                    "comment" => NodeTest::Comment,
                    _ => match self.peek() {
                        Token::Literal(target) => {
                            self.advance();
                            NodeTest::ProcessingInstruction(Some(target.into()))
                        }
                        _ => NodeTest::ProcessingInstruction(None),
                    },
                };
                let end = self.expect(Token::RightParenthesis, "`)`")?;
                Ok((test, end))
            }
            Token::Name(prefix, local) => {
                // XPath 1.0, 2.3: a name without prefix is in no namespace, whatever the default namespace is
                let namespace = if prefix.is_empty() { Arc::from("") } else { self.namespace(prefix)? };
                let name = QName { prefix: prefix.into(), local: local.into(), namespace };
                Ok((NodeTest::Name(name), self.advance()))
            }
            _ => Err(self.expected("a name, `*` or a node test")),
        }
    }

    fn namespace(&self, prefix: &str) -> Parsed<Arc<str>> {
        if prefix == "xml" {
            return Ok(crate::xml::XML_NAMESPACE.into());
        }
        self.context.namespace(prefix).ok_or_else(|| {
            self.error_at(
                &catalogue::XPATH_UNBOUND_PREFIX,
                format!("prefix `{prefix}` is not bound to a namespace"),
                format!("declare it with `xmlns:{prefix}=\"…\"`"),
                self.range(),
            )
        })
    }

    fn predicate(&mut self) -> Parsed<(Predicate, TextRange)> {
        self.expect(Token::LeftBracket, "`[`")?;
        let expr = self.expr()?;
        let end = self.expect(Token::RightBracket, "`]`")?;
        Ok((Predicate::new(expr), end))
    }

    fn filter(&mut self) -> Parsed<Expr> {
        let primary = self.primary()?;
        let mut range = primary.range;
        let mut predicates = Vec::new();
        while self.peek() == Token::LeftBracket {
            let (predicate, end) = self.predicate()?;
            predicates.push(predicate);
            range = range.to(end);
        }
        if predicates.is_empty() {
            return Ok(primary);
        }
        Ok(Expr { kind: ExprKind::Filter(Box::new(primary), predicates), range })
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.range();
        match self.peek() {
            Token::Variable(prefix, local) => {
                let namespace = if prefix.is_empty() { Arc::from("") } else { self.namespace(prefix)? };
                self.advance();
                let name = QName { prefix: prefix.into(), local: local.into(), namespace };
                Ok(Expr { kind: ExprKind::Variable(name), range: start })
            }
            Token::LeftParenthesis => {
                self.advance();
                let inner = self.expr()?;
                let end = self.expect(Token::RightParenthesis, "`)`")?;
                Ok(Expr { kind: inner.kind, range: start.to(end) })
            }
            Token::Literal(text) => {
                self.advance();
                Ok(Expr { kind: ExprKind::Literal(text.into()), range: start })
            }
            Token::Number(number) => {
                self.advance();
                Ok(Expr { kind: ExprKind::Number(number), range: start })
            }
            Token::Name(prefix, local) if self.peek_second() == Token::LeftParenthesis => self.call(prefix, local),
            _ => Err(self.expected("a path, a value, a variable or a call")),
        }
    }

    fn call(&mut self, prefix: &'p str, local: &'p str) -> Parsed<Expr> {
        let name_range = self.range();
        let namespace = if prefix.is_empty() {
            Arc::from("")
        } else {
            // prefixes that later versions of XPath know without a declaration
            self.namespace(prefix).map_err(|mut unbound| {
                if let Some(note) = later::function(prefix, local) {
                    unbound.notes = vec![note];
                }
                unbound
            })?
        };
        self.advance();
        self.advance();
        let mut arguments = Vec::new();
        if self.peek() != Token::RightParenthesis {
            loop {
                arguments.push(self.expr()?);
                if self.take(Token::Comma).is_none() {
                    break;
                }
            }
        }
        let end = self.expect(Token::RightParenthesis, "`,` or `)`")?;
        let range = name_range.to(end);
        let core = if prefix.is_empty() { CoreFunction::by_name(local) } else { None };
        if let Some(function) = core {
            let (least, most) = function.arity();
            if !(least..=most).contains(&arguments.len()) {
                let wanted = match (least, most) {
                    (0, 0) => "none".to_owned(),
                    (least, usize::MAX) => format!("at least {least}"),
                    (least, most) if least == most => least.to_string(),
                    (least, most) => format!("{least} to {most}"),
                };
                return Err(self.error_at(
                    &catalogue::XPATH_WRONG_ARGUMENTS,
                    format!("`{local}()` is called with {} arguments", arguments.len()),
                    format!("it takes {wanted}"),
                    range,
                ));
            }
            return Ok(Expr { kind: ExprKind::Call(Function::Core(function), arguments), range });
        }
        let name = QName { prefix: prefix.into(), local: local.into(), namespace };
        if !self.context.has_function(&name) {
            let message = format!("there is no function `{name}()`");
            let later = later::function(prefix, local);
            let note = match &later {
                _ if is_node_type(local) => "a node test is no function".to_owned(),
                Some(note) => note.clone(),
                None => "XPath 1.0 has no such function".to_owned(),
            };
            let mut error = self.error_at(&catalogue::XPATH_UNKNOWN_FUNCTION, message, note, name_range);
            let known = CoreFunction::names().chain(self.context.function_names().iter().copied());
            if let Some(near) = nearest(local, known).filter(|_| later.is_none()) {
                error.notes.push(format!("did you mean `{near}()`?"));
                error.expected.push(near.to_owned());
            }
            return Err(error);
        }
        Ok(Expr { kind: ExprKind::Call(Function::Other(name), arguments), range })
    }
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}

/// The step that `//` stands for.
fn descendants(range: TextRange) -> Step {
    Step { axis: Axis::DescendantOrSelf, test: NodeTest::Node, predicates: Vec::new(), range }
}

/// `//a[c]` as one step `descendant::a[c]`, where no predicate asks for a position: the same nodes without a set of all
/// descendants in between.
fn joined(steps: Vec<Step>) -> Vec<Step> {
    let mut result: Vec<Step> = Vec::with_capacity(steps.len());
    for mut step in steps {
        let joins = step.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Condition);
        if joins
            && let Some(last) = result.last()
            && last.axis == Axis::DescendantOrSelf
            && last.test == NodeTest::Node
            && last.predicates.is_empty()
        {
            let axis = match step.axis {
                Axis::Child | Axis::Descendant => Some(Axis::Descendant),
                Axis::SelfAxis | Axis::DescendantOrSelf => Some(Axis::DescendantOrSelf),
                _ => None,
            };
            if let Some(axis) = axis {
                step.axis = axis;
                step.range = last.range.to(step.range);
                result.pop();
            }
        }
        result.push(step);
    }
    result
}
