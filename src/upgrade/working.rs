//! The part of a document that steps have to see.
//!
//! Comments, white space, the content of `extension` and every element that no needed step looks at stay out of the
//! tree that the steps run on. They are text that nothing changes: the merge leaves their bytes alone, and they go
//! where the element around them goes. So a list of a hundred thousand packages costs no step anything.

use std::collections::HashMap;

use super::steps::{Step, Trigger};
use crate::diagnostic::Diagnostic;
use crate::text::{Source, Span};
use crate::xml::{self, Document, NodeId};

/// A reduced document.
#[derive(Debug)]
pub struct Working {
    /// The tree, with spans.
    pub document: Document,
    /// The elements that were left out, by the parent that is in the tree, in order.
    pub frozen: HashMap<NodeId, Vec<Span>>,
}

/// Names that some step looks at.
#[derive(Debug, Default)]
struct Interest {
    triggers: HashMap<&'static str, Vec<Trigger>>,
    /// Elements whose children are all of interest.
    parents: Vec<&'static str>,
}

impl Interest {
    fn new<'s>(steps: impl IntoIterator<Item = &'s Step>) -> Self {
        let mut interest = Self::default();
        for step in steps {
            let (parents, needs): (Vec<&'static str>, Vec<&'static str>) =
                step.needs().iter().copied().partition(|name| name.ends_with("/*"));
            interest.parents.extend(parents.into_iter().map(|name| name.trim_end_matches("/*")));
            let needs = needs.into_iter().map(|element| Trigger { element, attribute: None, value: None });
            for trigger in step.triggers().iter().copied().chain(needs) {
                let list = interest.triggers.entry(trigger.element).or_default();
                if !list.contains(&trigger) {
                    list.push(trigger);
                }
            }
        }
        interest
    }

    fn wants(&self, node: &roxmltree::Node<'_, '_>) -> bool {
        let triggered = |list: &Vec<Trigger>| {
            list.iter().any(|trigger| trigger.matches(node.tag_name().name(), |name| node.attribute(name)))
        };
        let is_child = || {
            !self.parents.is_empty()
                && node.parent_element().is_some_and(|parent| self.parents.contains(&parent.tag_name().name()))
        };
        node.tag_name().namespace().is_none()
            && (self.triggers.get(node.tag_name().name()).is_some_and(triggered) || is_child())
    }
}

impl Working {
    /// The whole document without comments, processing instructions and white space; for documents that steps run
    /// on one by one.
    #[must_use]
    pub fn whole(source: &Source) -> Self {
        Self::build(source, |_| true).unwrap_or_else(|diagnostics| {
            debug_assert!(!diagnostics.is_empty());
            Self { document: Document::new(), frozen: HashMap::new() }
        })
    }

    /// What the steps have to see of a source.
    ///
    /// # Errors
    /// What is not well-formed.
    pub fn new<'s>(
        source: &Source,
        tree: &roxmltree::Document<'_>,
        steps: impl IntoIterator<Item = &'s Step>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let interest = Interest::new(steps);
        let mut kept = vec![false; tree.descendants().count() + 1];
        let root = tree.root_element();
        kept[root.id().get_usize()] = true;
        let mut at = root.first_element_child();
        // A walk of our own: the inside of extension is not even looked at.
        while let Some(node) = at {
            if interest.wants(&node) {
                for ancestor in node.ancestors() {
                    let seen = &mut kept[ancestor.id().get_usize()];
                    if *seen {
                        break;
                    }
                    *seen = true;
                }
            }
            let is_extension = node.tag_name().name() == "extension" && node.parent() == Some(root);
            at = if is_extension { None } else { node.first_element_child() }.or_else(|| {
                let mut from = node;
                loop {
                    if from == root {
                        return None;
                    }
                    match from.next_sibling_element() {
                        Some(next) => return Some(next),
                        None => from = from.parent()?,
                    }
                }
            });
        }
        Self::reduce(source, tree, |node| kept[node.id().get_usize()])
    }

    fn build(source: &Source, keep: impl Fn(roxmltree::Node<'_, '_>) -> bool) -> Result<Self, Vec<Diagnostic>> {
        let tree = parse(source)?;
        Self::reduce(source, &tree, keep)
    }

    fn reduce(
        source: &Source,
        tree: &roxmltree::Document<'_>,
        keep: impl Fn(roxmltree::Node<'_, '_>) -> bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut left_out: Vec<(u32, Span)> = Vec::new();
        let parsed = xml::convert_where(source, tree, &mut |node| match node.node_type() {
            roxmltree::NodeType::Element if keep(node) => true,
            roxmltree::NodeType::Element => {
                let (range, parent) = (node.range(), node.parent().map_or(0, |parent| parent.range().start));
                left_out.push((parent as u32, Span::new(source.id, range.start, range.end)));
                false
            }
            roxmltree::NodeType::Text => !node.text().unwrap_or("").trim_matches([' ', '\t', '\r', '\n']).is_empty(),
            _ => false,
        });
        if !parsed.diagnostics.is_empty() {
            return Err(parsed.diagnostics);
        }
        let document = parsed.document;
        let mut by_start = HashMap::new();
        for node in document.descendants(NodeId::ROOT) {
            if let (Some(_), Some(span)) = (document.element(node), document.span(node)) {
                by_start.insert(span.start, node);
            }
        }
        let mut frozen: HashMap<NodeId, Vec<Span>> = HashMap::new();
        for (parent, span) in left_out {
            if let Some(parent) = by_start.get(&parent) {
                frozen.entry(*parent).or_default().push(span);
            }
        }
        Ok(Self { document, frozen })
    }
}

/// The strict parser's tree.
///
/// # Errors
/// What is not well-formed, as [`xml::parse`] finds it.
pub fn parse(source: &Source) -> Result<roxmltree::Document<'_>, Vec<Diagnostic>> {
    if let Some(diagnostics) = xml::beyond_limits(source) {
        return Err(diagnostics);
    }
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(&source.text, options).map_err(|_| xml::parse(source).diagnostics)
}
