//! What is generated, before it is written as Rust.

use crate::rng::simple::{DefineId, NameClass, PatternId};

/// How a value is held; each is a `Form` of the runtime.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Scalar {
    /// `String`, as it is.
    Text,
    /// `String`, white space collapsed.
    Token,
    /// `bool`.
    Bool,
    /// A machine number, by its Rust type.
    Number(&'static str),
    /// A `NonZeroU64`.
    Positive,
    /// An integer of any size.
    BigInteger,
    /// A qualified name.
    Name,
    /// A type of the runtime's `xsd` module.
    Xsd(&'static str),
    /// A generated type.
    Named(usize),
    /// A list.
    List(Box<Scalar>),
}

/// A datatype as a constant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct TypeConst {
    pub library: String,
    pub name: String,
    pub facets: Vec<(String, String)>,
    pub except: Vec<ExceptConst>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum ExceptConst {
    Value(LiteralConst),
    Type(TypeConst),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct LiteralConst {
    pub library: String,
    pub name: String,
    pub value: String,
}

/// What a generated value type is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum SimpleKind {
    RestrictedText(TypeConst),
    RestrictedNumber(&'static str, TypeConst),
    /// Fixed values of one datatype.
    Enumeration(Vec<LiteralConst>),
    /// Fixed values and others, or others only; each of the others with a name to try.
    Open(Vec<LiteralConst>, Vec<(String, Scalar)>),
    /// A list of fixed length.
    Tuple(Vec<Scalar>),
}

/// A generated value type.
#[derive(Debug, Clone)]
pub(super) struct Simple {
    pub kind: SimpleKind,
    /// Names to try.
    pub candidates: Vec<String>,
    pub documentation: String,
    /// In words.
    pub description: String,
    /// Documentation of the fixed values.
    pub value_docs: Vec<String>,
    pub name: String,
    /// Names of the variants.
    pub variants: Vec<String>,
}

/// An attribute of a record.
#[derive(Debug, Clone)]
pub(super) struct AttributeField {
    pub namespace: String,
    pub local: String,
    pub required: bool,
    pub scalar: Scalar,
    pub default: Option<String>,
    pub documentation: String,
    pub field: String,
}

/// What child elements become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum ChildKind {
    /// One element, by its define.
    Define(DefineId),
    /// One of several, by the index of the generated choice.
    Choice(usize),
    /// Several that follow each other, by the index of the generated group.
    Group(usize),
}

/// Children of a record.
#[derive(Debug, Clone)]
pub(super) struct ChildField {
    pub kind: ChildKind,
    pub min: u32,
    pub max: Option<u32>,
    /// In document order, with other names between them.
    pub sequence: bool,
    pub mixed: bool,
    pub boxed: bool,
    pub documentation: String,
    pub field: String,
}

impl ChildField {
    /// Whether it is a `Vec`.
    pub fn is_many(&self) -> bool {
        self.sequence || self.max != Some(1)
    }
}

/// The text of a record.
#[derive(Debug, Clone)]
pub(super) struct ValueField {
    pub scalar: Scalar,
    pub optional: bool,
    pub field: String,
}

/// An element with fields.
#[derive(Debug, Clone)]
pub(super) struct RecordType {
    pub define: DefineId,
    /// Names, each with its namespace.
    pub names: Vec<(String, String)>,
    pub attributes: Vec<AttributeField>,
    pub any_attributes: Vec<NameClass>,
    pub value: Option<ValueField>,
    pub children: Vec<ChildField>,
    pub documentation: String,
    pub name: String,
}

/// How an element pattern is held.
#[derive(Debug, Clone)]
pub(super) enum ElementType {
    /// A record, by index.
    Record(usize),
    /// A plain value.
    Scalar { namespace: String, local: String, scalar: Scalar },
    /// `AnyElement`.
    Any,
}

/// A choice of elements, or of elements and text.
#[derive(Debug, Clone)]
pub(super) struct ChoiceType {
    pub defines: Vec<DefineId>,
    pub mixed: bool,
    pub candidates: Vec<String>,
    pub name: String,
    /// Names of the variants, one for each define.
    pub variants: Vec<String>,
    /// Which variants are boxed.
    pub boxed: Vec<bool>,
    pub text_variant: String,
}

/// Elements that follow each other, again and again: fields without an element around them.
#[derive(Debug, Clone)]
pub(super) struct GroupType {
    pub children: Vec<ChildField>,
    pub candidates: Vec<String>,
    pub name: String,
}

/// A part of an element's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub kind: PartKind,
    pub defines: Vec<DefineId>,
    /// What is repeated as a whole.
    pub inner: Vec<Part>,
    pub min: u32,
    pub max: Option<u32>,
    pub source: PatternId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    /// Elements of one name.
    Single,
    /// One of several elements.
    Choice,
    /// Several elements in any order.
    Sequence,
    /// Several elements in a fixed order, repeated as a whole.
    Groups,
}
