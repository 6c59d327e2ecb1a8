//! Namespace declarations of a stream.

use std::sync::Arc;

use super::datatype::Context;
use super::schema::Schema;
use super::symbol::NamespaceId;
use crate::xml::XML_NAMESPACE;

/// Namespace declarations in scope.
pub(super) struct Bindings {
    pub(super) list: Vec<Binding>,
    pub(super) default: NamespaceId,
}

pub(super) struct Binding {
    pub(super) prefix: Box<str>,
    pub(super) uri: Arc<str>,
    pub(super) id: NamespaceId,
    pub(super) depth: usize,
}

pub(super) const XML_BINDING: u32 = 0;
pub(super) const UNBOUND: u32 = u32::MAX;

impl Bindings {
    pub(super) fn new(schema: &Schema) -> Self {
        let xml =
            Binding { prefix: "xml".into(), uri: XML_NAMESPACE.into(), id: schema.namespace(XML_NAMESPACE), depth: 0 };
        Self { list: vec![xml], default: NamespaceId::NONE }
    }

    pub(super) fn find(&self, prefix: &str) -> Option<(u32, &Binding)> {
        let found = self.list.iter().enumerate().rev().find(|(_, binding)| *binding.prefix == *prefix);
        found.map(|(index, binding)| (index as u32, binding))
    }

    pub(super) fn refresh(&mut self) {
        self.default = self.find("").map_or(NamespaceId::NONE, |(_, binding)| binding.id);
    }

    pub(super) fn leave(&mut self, depth: usize) {
        if self.list.last().is_some_and(|binding| binding.depth >= depth && binding.depth > 0) {
            while self.list.last().is_some_and(|binding| binding.depth >= depth && binding.depth > 0) {
                self.list.pop();
            }
            self.refresh();
        }
    }

    pub(super) fn uri(&self, prefix: &str) -> Option<&str> {
        self.find(prefix).map(|(_, binding)| &*binding.uri)
    }
}

impl Context for Bindings {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.uri(prefix).or(prefix.is_empty().then_some(""))
    }
}
