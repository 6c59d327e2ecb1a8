//! What validators are fed with.

use super::datatype::Context;
use super::symbol::Symbol;
use crate::text::Span;

/// A name as an event brings it.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// Prefix as written, empty without one.
    pub prefix: &'a str,
    /// Local part.
    pub local: &'a str,
    /// Namespace URI, empty for none.
    pub namespace: &'a str,
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.prefix.is_empty() {
            write!(f, "{}:", self.prefix)?;
        }
        f.write_str(self.local)
    }
}

/// Where an attribute stands.
#[derive(Debug, Clone, Copy)]
pub struct AttributePlace {
    /// Name, equals sign and quoted value.
    pub whole: Span,
    /// Its name.
    pub name: Span,
    /// Its value, between the quotes.
    pub value: Span,
}

/// A start tag, without its namespace declarations.
pub trait StartTag {
    /// The name's symbol.
    fn symbol(&self) -> Symbol;
    /// The name.
    fn name(&self) -> Name<'_>;
    /// Where the name stands.
    fn name_span(&self) -> Span;
    /// Number of attributes.
    fn attribute_count(&self) -> usize;
    /// The symbol of an attribute's name.
    fn attribute_symbol(&self, index: usize) -> Symbol;
    /// An attribute's name.
    fn attribute_name(&self, index: usize) -> Name<'_>;
    /// An attribute's normalised value.
    fn attribute_value(&self, index: usize) -> &str;
    /// Where an attribute stands.
    fn attribute_place(&self, index: usize) -> AttributePlace;
    /// The namespace of a prefix at the element; of the empty prefix the default one.
    fn namespace(&self, prefix: &str) -> Option<&str>;
    /// A prefix that is bound to this namespace at the element, where that is known.
    fn prefix_of(&self, _namespace: &str) -> Option<&str> {
        None
    }
    /// Whether the document type declares an unparsed entity of this name.
    fn is_unparsed_entity(&self, _name: &str) -> bool {
        false
    }
}

/// The namespaces at a start tag, for QNames in values.
pub(crate) struct TagContext<'a, T>(pub(crate) &'a T);

impl<T: StartTag> Context for TagContext<'_, T> {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.0.namespace(prefix)
    }

    fn is_unparsed_entity(&self, name: &str) -> bool {
        self.0.is_unparsed_entity(name)
    }
}
