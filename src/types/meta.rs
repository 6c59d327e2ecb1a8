//! Tables that describe elements, for programs that need no instance: documentation, completion, forms.

use super::{Form, Group, Node};

/// An element.
#[derive(Debug)]
pub struct Element {
    /// Its names, each with its namespace (empty for none).
    pub names: &'static [(&'static str, &'static str)],
    /// The define in the schema that it comes from.
    pub define: &'static str,
    /// Its documentation.
    pub documentation: &'static str,
    /// Its attributes, in the schema's order.
    pub attributes: &'static [Attribute],
    /// Whether attributes that are not listed may stand here, too.
    pub open_attributes: bool,
    /// Its text.
    pub text: Value,
    /// What stands in it, in the schema's order: one part for each field.
    pub parts: &'static [Part],
}

impl Element {
    /// Its name, the first where there are several.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.names.first().map_or("", |(_, local)| local)
    }

    /// The attribute of this local name.
    #[must_use]
    pub fn attribute(&self, local: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == local)
    }

    /// All elements that may stand in it, in the schema's order.
    pub fn children(&self) -> impl Iterator<Item = &'static Child> + use<> {
        self.parts.iter().flat_map(|part| part.children().iter().chain(part.group().iter().flat_map(Part::children)))
    }

    /// The child of this local name.
    #[must_use]
    pub fn child(&self, local: &str) -> Option<&'static Child> {
        self.children().find(|child| child.names().any(|(_, own)| own == local))
    }

    /// Whether elements that are not listed may stand here, too.
    #[must_use]
    pub fn open_children(&self) -> bool {
        self.children().any(|child| matches!(child, Child::Any))
    }
}

/// An attribute.
#[derive(Debug)]
pub struct Attribute {
    /// Its namespace, empty for none.
    pub namespace: &'static str,
    /// Its local name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub value: Value,
    /// What counts when it is absent (`a:defaultValue`).
    pub default: Option<&'static str>,
    /// Its documentation.
    pub documentation: &'static str,
}

// What generated code calls.
#[doc(hidden)]
impl Attribute {
    #[must_use]
    pub const fn required<F: Form>(namespace: &'static str, name: &'static str, documentation: &'static str) -> Self {
        Self { namespace, name, required: true, value: F::VALUE, default: None, documentation }
    }

    #[must_use]
    pub const fn optional<F: Form>(namespace: &'static str, name: &'static str, documentation: &'static str) -> Self {
        Self { required: false, ..Self::required::<F>(namespace, name, documentation) }
    }

    #[must_use]
    pub const fn with_default(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }
}

/// What may stand in one place of an element, and how often: what one field of a record holds.
#[derive(Debug)]
pub struct Part {
    /// How many elements there must be.
    pub min: u32,
    /// How many there may be; `None` without limit.
    pub max: Option<u32>,
    /// Whether text may stand between them.
    pub mixed: bool,
    children: Children,
}

#[derive(Debug)]
enum Children {
    Listed(&'static [Child]),
    Groups(&'static [Part]),
    One(Child),
}

impl Part {
    /// The elements of which one may stand there each time.
    #[must_use]
    pub const fn children(&self) -> &[Child] {
        match &self.children {
            Children::Listed(all) => all,
            Children::One(only) => std::slice::from_ref(only),
            Children::Groups(_) => &[],
        }
    }

    /// The parts that stand there one after the other each time, where it is more than one element.
    #[must_use]
    pub const fn group(&self) -> &'static [Self] {
        match self.children {
            Children::Groups(parts) => parts,
            _ => &[],
        }
    }

    pub(super) fn accepts(&self, namespace: &str, local: &str) -> bool {
        self.children().iter().flat_map(Child::names).any(|(own, name)| name == local && own == namespace)
    }
}

// What generated code calls: one function for each kind of row in `record!`.
#[doc(hidden)]
impl Part {
    #[must_use]
    pub const fn many<N: Node>(min: u32, max: Option<u32>) -> Self {
        Self { min, max, mixed: false, children: Children::Listed(N::CHILDREN) }
    }

    #[must_use]
    pub const fn one<N: Node>() -> Self {
        Self::many::<N>(1, Some(1))
    }

    #[must_use]
    pub const fn maybe<N: Node>() -> Self {
        Self::many::<N>(0, Some(1))
    }

    #[must_use]
    pub const fn many_of<N: Node>(_test: super::NameTest, min: u32, max: Option<u32>) -> Self {
        Self::many::<N>(min, max)
    }

    #[must_use]
    pub const fn one_of<N: Node>(_test: super::NameTest) -> Self {
        Self::one::<N>()
    }

    #[must_use]
    pub const fn maybe_of<N: Node>(_test: super::NameTest) -> Self {
        Self::maybe::<N>()
    }

    #[must_use]
    pub const fn many_value<F: Form>(
        min: u32,
        max: Option<u32>,
        namespace: &'static str,
        name: &'static str,
        documentation: &'static str,
    ) -> Self {
        let child = Child::one_value::<F>(namespace, name, documentation);
        Self { min, max, mixed: false, children: Children::One(child) }
    }

    #[must_use]
    pub const fn one_value<F: Form>(namespace: &'static str, name: &'static str, documentation: &'static str) -> Self {
        Self::many_value::<F>(1, Some(1), namespace, name, documentation)
    }

    #[must_use]
    pub const fn maybe_value<F: Form>(
        namespace: &'static str,
        name: &'static str,
        documentation: &'static str,
    ) -> Self {
        Self::many_value::<F>(0, Some(1), namespace, name, documentation)
    }

    #[must_use]
    pub const fn groups<G: Group>(min: u32) -> Self {
        Self { min, max: None, mixed: false, children: Children::Groups(G::PARTS) }
    }

    #[must_use]
    pub const fn sequence<N: Node>(min: u32) -> Self {
        Self::many::<N>(min, None)
    }

    #[must_use]
    pub const fn mixed<N: Node>() -> Self {
        Self { mixed: true, ..Self::many::<N>(0, None) }
    }
}

/// An element in an element.
#[derive(Debug, Clone, Copy)]
pub enum Child {
    /// One with a table of its own.
    Element(fn() -> &'static Element),
    /// One that holds nothing but a value.
    Value {
        /// Its namespace, empty for none.
        namespace: &'static str,
        /// Its local name.
        name: &'static str,
        /// What it holds.
        value: Value,
        /// Its documentation.
        documentation: &'static str,
    },
    /// One that the schema allows without describing it.
    Any,
}

impl Child {
    /// Its names, each with its namespace; none where any will do.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let (listed, own) = match *self {
            Self::Element(table) => (table().names, None),
            Self::Value { namespace, name, .. } => (&[][..], Some((namespace, name))),
            Self::Any => (&[][..], None),
        };
        listed.iter().copied().chain(own)
    }

    /// Its documentation.
    #[must_use]
    pub fn documentation(&self) -> &'static str {
        match *self {
            Self::Element(table) => table().documentation,
            Self::Value { documentation, .. } => documentation,
            Self::Any => "",
        }
    }
}

// What generated code calls: one function for each kind of row in `choice!`.
#[doc(hidden)]
impl Child {
    #[must_use]
    pub const fn one<N: Node>() -> Self {
        N::CHILDREN[0]
    }

    #[must_use]
    pub const fn one_of<N: Node>(_test: super::NameTest) -> Self {
        N::CHILDREN[0]
    }

    #[must_use]
    pub const fn one_value<F: Form>(namespace: &'static str, name: &'static str, documentation: &'static str) -> Self {
        Self::Value { namespace, name, value: F::VALUE, documentation }
    }
}

/// What an attribute or an element's text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Any text.
    Text,
    /// One of these values, each with its documentation.
    OneOf(&'static [(&'static str, &'static str)]),
    /// One of these values, each with its documentation, or what one of the others allows.
    AnyOf(&'static [(&'static str, &'static str)], &'static [Value]),
    /// A datatype, in words.
    Type(&'static str),
    /// A list of these, separated by blanks.
    List(&'static Value),
}
