use crate::xml::{QName, SharedStr};

/// A range of bytes in an expression's own text; [`super::Expression::span`] carries it to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextRange {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextRange {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub(super) fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As indices of a `str`.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place in the expression's text.
    pub range: TextRange,
}

/// The kinds of expressions (XPath 1.0, 3).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ExprKind {
    /// `a or b or c`.
    Or(Vec<Expr>),
    /// `a and b and c`.
    And(Vec<Expr>),
    /// `a = b` and its kin.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a + b` and its kin.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `-a`.
    Negate(Box<Expr>),
    /// `a | b | c`.
    Union(Vec<Expr>),
    /// A location path, or a path that begins with an expression.
    Path(Path),
    /// `(a)[b]`.
    Filter(Box<Expr>, Vec<Predicate>),
    /// A string.
    Literal(SharedStr),
    /// A number.
    Number(f64),
    /// `$name`.
    Variable(QName),
    /// `name(a, b)`.
    Call(Function, Vec<Expr>),
}

/// The comparing operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `div`
    Divide,
    /// `mod`
    Modulo,
}

/// A function that is called.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Function {
    /// One of XPath's own (XPath 1.0, 4).
    Core(CoreFunction),
    /// Any other: the context knows it.
    Other(QName),
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// At the context node.
    Context,
    /// At the root of the context node's document: `/a`.
    Root,
    /// At the nodes of an expression: `$x/a`.
    Expr(Box<Expr>),
}

/// A path: where it begins, and its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Where it begins.
    pub start: Start,
    /// Its steps; `//` is an own step only where it could not be joined with the next one.
    pub steps: Vec<Step>,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The axis.
    pub axis: Axis,
    /// What it takes from the axis.
    pub test: NodeTest,
    /// What it keeps of that.
    pub predicates: Vec<Predicate>,
    /// Its place in the expression's text.
    pub range: TextRange,
}

/// The axes (XPath 1.0, 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// `ancestor`
    Ancestor,
    /// `ancestor-or-self`
    AncestorOrSelf,
    /// `attribute`
    Attribute,
    /// `child`
    Child,
    /// `descendant`
    Descendant,
    /// `descendant-or-self`
    DescendantOrSelf,
    /// `following`
    Following,
    /// `following-sibling`
    FollowingSibling,
    /// `namespace`
    Namespace,
    /// `parent`
    Parent,
    /// `preceding`
    Preceding,
    /// `preceding-sibling`
    PrecedingSibling,
    /// `self`
    SelfAxis,
}

impl Axis {
    const NAMES: [(&'static str, Axis); 13] = [
        ("ancestor", Axis::Ancestor),
        ("ancestor-or-self", Axis::AncestorOrSelf),
        ("attribute", Axis::Attribute),
        ("child", Axis::Child),
        ("descendant", Axis::Descendant),
        ("descendant-or-self", Axis::DescendantOrSelf),
        ("following", Axis::Following),
        ("following-sibling", Axis::FollowingSibling),
        ("namespace", Axis::Namespace),
        ("parent", Axis::Parent),
        ("preceding", Axis::Preceding),
        ("preceding-sibling", Axis::PrecedingSibling),
        ("self", Axis::SelfAxis),
    ];

    pub(super) fn by_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(other, _)| *other == name).map(|(_, axis)| *axis)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().map(|(name, _)| *name)
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, axis)| *axis == self).map_or("", |(name, _)| name)
    }

    /// Whether its nodes come in reverse document order, so that positions count backwards.
    #[must_use]
    pub fn is_reverse(self) -> bool {
        matches!(self, Self::Ancestor | Self::AncestorOrSelf | Self::Preceding | Self::PrecedingSibling)
    }
}

/// What a step takes from its axis.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeTest {
    /// `node()`
    Node,
    /// `text()`
    Text,
    /// `comment()`
    Comment,
    /// `processing-instruction()`, with a target or any.
    ProcessingInstruction(Option<SharedStr>),
    /// `*`
    Any,
    /// `prefix:*`
    Namespace(std::sync::Arc<str>),
    /// A name.
    Name(QName),
}

/// A predicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// What stands between the brackets.
    pub expr: Expr,
    /// How it can be evaluated.
    pub kind: PredicateKind,
}

/// What is known about a predicate before evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PredicateKind {
    /// A position written as a number.
    Position(u32),
    /// `last()`.
    Last,
    /// A truth that does not depend on the position.
    Condition,
    /// Anything else: a number, or something that asks for the position.
    Any,
}

macro_rules! core_functions {
    ($($variant:ident $name:literal $min:literal $max:tt;)*) => {
        /// XPath's own functions (XPath 1.0, 4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum CoreFunction { $(#[doc = concat!("`", $name, "()`")] $variant,)* }

        impl CoreFunction {
            const TABLE: &'static [(&'static str, CoreFunction, usize, usize)] =
                &[$(($name, CoreFunction::$variant, $min, $max),)*];
        }
    };
}

core_functions! {
    Last "last" 0 0;
    Position "position" 0 0;
    Count "count" 1 1;
    Id "id" 1 1;
    LocalName "local-name" 0 1;
    NamespaceUri "namespace-uri" 0 1;
    Name "name" 0 1;
    String "string" 0 1;
    Concat "concat" 2 (usize::MAX);
    StartsWith "starts-with" 2 2;
    Contains "contains" 2 2;
    SubstringBefore "substring-before" 2 2;
    SubstringAfter "substring-after" 2 2;
    Substring "substring" 2 3;
    StringLength "string-length" 0 1;
    NormalizeSpace "normalize-space" 0 1;
    Translate "translate" 3 3;
    Boolean "boolean" 1 1;
    Not "not" 1 1;
    True "true" 0 0;
    False "false" 0 0;
    Lang "lang" 1 1;
    Number "number" 0 1;
    Sum "sum" 1 1;
    Floor "floor" 1 1;
    Ceiling "ceiling" 1 1;
    Round "round" 1 1;
}

impl CoreFunction {
    /// The function of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|entry| entry.0)
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.entry().0
    }

    /// The least and the greatest number of arguments.
    #[must_use]
    pub fn arity(self) -> (usize, usize) {
        let entry = self.entry();
        (entry.2, entry.3)
    }

    fn entry(self) -> &'static (&'static str, CoreFunction, usize, usize) {
        &Self::TABLE[self as usize]
    }
}

/// What an expression evaluates to, as far as its form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StaticType {
    Nodes,
    Boolean,
    Number,
    String,
    Unknown,
}

impl Expr {
    pub(super) fn static_type(&self) -> StaticType {
        match &self.kind {
            ExprKind::Or(_) | ExprKind::And(_) | ExprKind::Compare(..) => StaticType::Boolean,
            ExprKind::Arithmetic(..) | ExprKind::Negate(_) | ExprKind::Number(_) => StaticType::Number,
            ExprKind::Union(_) | ExprKind::Path(_) | ExprKind::Filter(..) => StaticType::Nodes,
            ExprKind::Literal(_) => StaticType::String,
            ExprKind::Variable(_) => StaticType::Unknown,
            ExprKind::Call(Function::Other(_), _) => StaticType::Unknown,
            ExprKind::Call(Function::Core(function), _) => match function {
                CoreFunction::Last
                | CoreFunction::Position
                | CoreFunction::Count
                | CoreFunction::StringLength
                | CoreFunction::Number
                | CoreFunction::Sum
                | CoreFunction::Floor
                | CoreFunction::Ceiling
                | CoreFunction::Round => StaticType::Number,
                CoreFunction::Id => StaticType::Nodes,
                CoreFunction::StartsWith
                | CoreFunction::Contains
                | CoreFunction::Boolean
                | CoreFunction::Not
                | CoreFunction::True
                | CoreFunction::False
                | CoreFunction::Lang => StaticType::Boolean,
                _ => StaticType::String,
            },
        }
    }

    /// Whether its value depends on the position or the size of its own context.
    pub(super) fn asks_position(&self) -> bool {
        match &self.kind {
            ExprKind::Or(list) | ExprKind::And(list) | ExprKind::Union(list) => list.iter().any(Self::asks_position),
            ExprKind::Compare(_, left, right) | ExprKind::Arithmetic(_, left, right) => {
                left.asks_position() || right.asks_position()
            }
            ExprKind::Negate(inner) => inner.asks_position(),
            ExprKind::Path(path) => match &path.start {
                Start::Expr(start) => start.asks_position(),
                Start::Context | Start::Root => false,
            },
            ExprKind::Filter(base, _) => base.asks_position(),
            ExprKind::Literal(_) | ExprKind::Number(_) | ExprKind::Variable(_) => false,
            ExprKind::Call(function, arguments) => match function {
                Function::Core(CoreFunction::Last | CoreFunction::Position) => true,
                Function::Core(_) => arguments.iter().any(Self::asks_position),
                Function::Other(_) => true,
            },
        }
    }

    /// Calls `visit` for this expression and all inside it, predicates included, outermost first.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        let predicates = match &self.kind {
            ExprKind::Or(list) | ExprKind::And(list) | ExprKind::Union(list) | ExprKind::Call(_, list) => {
                list.iter().for_each(|expr| expr.walk(visit));
                return;
            }
            ExprKind::Compare(_, left, right) | ExprKind::Arithmetic(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
                return;
            }
            ExprKind::Negate(inner) => {
                inner.walk(visit);
                return;
            }
            ExprKind::Path(path) => {
                if let Start::Expr(start) = &path.start {
                    start.walk(visit);
                }
                for predicate in path.steps.iter().flat_map(|step| &step.predicates) {
                    predicate.expr.walk(visit);
                }
                return;
            }
            ExprKind::Filter(base, predicates) => {
                base.walk(visit);
                predicates
            }
            ExprKind::Literal(_) | ExprKind::Number(_) | ExprKind::Variable(_) => return,
        };
        predicates.iter().for_each(|predicate| predicate.expr.walk(visit));
    }
}

impl Predicate {
    pub(super) fn new(expr: Expr) -> Self {
        let kind = match &expr.kind {
            ExprKind::Number(number) if number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(number) => {
                PredicateKind::Position(*number as u32)
            }
            ExprKind::Call(Function::Core(CoreFunction::Last), _) => PredicateKind::Last,
            _ => match expr.static_type() {
                StaticType::Nodes | StaticType::Boolean | StaticType::String if !expr.asks_position() => {
                    PredicateKind::Condition
                }
                _ => PredicateKind::Any,
            },
        };
        Self { expr, kind }
    }
}
