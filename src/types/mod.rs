//! What generated types stand on: reading them from a document with every mistake and its place, writing them in
//! schema order, and tables that describe them.
//!
//! [`crate::generate::types`] writes the types. They keep three laws, where *valid* means valid under the schema they
//! were made from: a valid document can be read; what is written from the value read is valid and is the same document,
//! apart from white space between elements, the free order of interleaved elements and the spelling of values; and reading
//! that gives an equal value. Reading is no validation: it reports what it stumbles over (unknown, missing and repeated
//! parts, bad values) and leaves what the types cannot say, such as which of two attributes excludes the other, to
//! the validator.

mod any;
mod form;
mod loc;
mod macros;
pub mod meta;
mod read;
mod write;
pub mod xsd;

pub use any::{AnyAttribute, AnyElement, AnyNode};
pub use form::{
    BigInteger, Checker, Except, Form, ListOf, Literal, Name, Scope, Text, Token, Type, ValueError, literal, one_of,
    one_of_or_other,
};
pub use loc::Loc;
pub use read::{DEPTH_LIMIT, Fields, ReadError, Reader, Way, parse, read, read_node};
pub use write::{Writer, to_xml};

use crate::xml::NodeId;

/// Whether a namespace and a local name belong to a name class.
pub type NameTest = fn(&str, &str) -> bool;

/// Something that can stand among the children of an element: a record, a choice of records, any element, text.
pub trait Node: Sized {
    /// The elements that it can be.
    const CHILDREN: &'static [meta::Child];

    /// Whether an element of this name can be one.
    fn accepts(namespace: &str, local: &str) -> bool;

    /// Reads the element. `None` when there were mistakes, which the reader then holds.
    fn read(reader: &mut Reader<'_>, node: NodeId) -> Option<Self>;

    /// Text as one, where text may stand among the children.
    #[must_use]
    fn text(_text: &str) -> Option<Self> {
        None
    }

    /// The text, where it is one. Text behind text is read back as one.
    fn as_text(&self) -> Option<&str> {
        None
    }

    /// Adds text to one that is text. False where it is none.
    fn push_text(&mut self, _text: &str) -> bool {
        false
    }

    /// Writes it.
    fn write(&self, writer: &mut Writer);
}

/// Elements that follow each other, again and again, as fields.
pub trait Group: Sized {
    /// What follows what.
    const PARTS: &'static [meta::Part];

    /// Reads them from the children that are left.
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self>;

    /// Writes them.
    fn write(&self, writer: &mut Writer);
}

/// An element with its attributes and children as fields.
pub trait Record: Node {
    /// The table that describes the element.
    const META: &'static meta::Element;

    /// Where it was read.
    fn loc(&self) -> &Loc;
}

impl<T: Node> Node for Box<T> {
    const CHILDREN: &'static [meta::Child] = T::CHILDREN;

    fn accepts(namespace: &str, local: &str) -> bool {
        T::accepts(namespace, local)
    }

    fn read(reader: &mut Reader<'_>, node: NodeId) -> Option<Self> {
        T::read(reader, node).map(Box::new)
    }

    fn write(&self, writer: &mut Writer) {
        T::write(self, writer);
    }
}
