//! Tables that describe elements, for programs that need no instance: documentation, completion, forms.

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
    /// The elements in it, in the schema's order.
    pub children: &'static [Child],
    /// Its text.
    pub text: Value,
    /// Whether attributes that are not listed may stand here, too.
    pub open_attributes: bool,
    /// Whether elements that are not listed may stand here, too.
    pub open_children: bool,
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

    /// The child of this local name.
    #[must_use]
    pub fn child(&self, local: &str) -> Option<&'static Child> {
        self.children.iter().find(|child| child.name == local)
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

impl Attribute {
    /// An attribute; generated code calls it.
    #[must_use]
    pub const fn new(
        namespace: &'static str,
        name: &'static str,
        required: bool,
        value: Value,
        default: Option<&'static str>,
        documentation: &'static str,
    ) -> Self {
        Self { namespace, name, required, value, default, documentation }
    }
}

/// An element in an element.
#[derive(Debug)]
pub struct Child {
    /// Its namespace, empty for none.
    pub namespace: &'static str,
    /// Its local name.
    pub name: &'static str,
    /// How many there must be.
    pub min: u32,
    /// How many there may be; `None` without limit.
    pub max: Option<u32>,
    /// Its documentation.
    pub documentation: &'static str,
    /// Its own table; `None` for elements that hold nothing but a value.
    pub element: Option<fn() -> &'static Element>,
    /// The value, of elements that hold nothing else.
    pub value: Value,
}

impl Child {
    /// A child; generated code calls it.
    #[must_use]
    pub const fn new(
        namespace: &'static str,
        name: &'static str,
        min: u32,
        max: Option<u32>,
        documentation: &'static str,
        element: Option<fn() -> &'static Element>,
        value: Value,
    ) -> Self {
        Self { namespace, name, min, max, documentation, element, value }
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
    /// A datatype, in words.
    Type(&'static str),
}
