//! Cuts a document into sections and puts those that stay together into trees of their own.
//!
//! Elements are visited in document order with a stack, each with the [`Place`] that an action made for its section: the
//! mode for what is below, and the tree that the section is copied into.

use std::sync::Arc;

use super::catalogue::NVDL_REJECTED;
use super::{Action, INSTANCE, Kind, Rule, Script};
use crate::diagnostic::Diagnostic;
use crate::text::Span;
use crate::xml::{Attribute, Content, Document, Element, NodeId, QName};

/// A tree to be judged.
pub(super) struct Candidate {
    pub(super) schema: usize,
    pub(super) document: Document,
}

/// What becomes of a section.
#[derive(Clone)]
struct Place<'s> {
    action: Option<&'s Action>,
    /// The mode for sections below, where no context of the action says another.
    mode: usize,
    namespace: Arc<str>,
    /// The candidate that elements of the section, or sections attached to it, go into.
    candidate: Option<usize>,
    /// Whether the section itself is copied.
    copied: bool,
}

/// An element or text to visit.
struct Item {
    node: NodeId,
    place: usize,
    /// The parent in the candidate.
    parent: NodeId,
    /// The path of the element above, within its section: an index into `paths`.
    path: Option<usize>,
}

struct Dispatch<'s, 'd> {
    script: &'s Script,
    document: &'d Document,
    places: Vec<Place<'s>>,
    /// Local names, each with the path that it ends.
    paths: Vec<(Option<usize>, Arc<str>)>,
    candidates: Vec<Candidate>,
    found: Vec<Diagnostic>,
}

/// The element that attributes stand on that are judged by themselves.
const VIRTUAL: &str = "virtualElement";
/// So many trees are cut out of one document at most: sections below several actions multiply.
const MAX_CANDIDATES: usize = 100_000;

pub(super) fn dispatch(script: &Script, document: &Document) -> (Vec<Candidate>, Vec<Diagnostic>) {
    let mut dispatch =
        Dispatch { script, document, places: Vec::new(), paths: Vec::new(), candidates: Vec::new(), found: Vec::new() };
    match document.root_element().map(|root| (root, document.element(root))) {
        Some((_, Some(element))) if is_virtual(&element.name) => dispatch.attributes_alone(element),
        Some((root, _)) => dispatch.run(root),
        None => {}
    }
    (dispatch.candidates, dispatch.found)
}

/// Whether this is the element that another script made for attributes.
fn is_virtual(name: &QName) -> bool {
    &*name.local == VIRTUAL && &*name.namespace == INSTANCE
}

impl<'s> Dispatch<'s, '_> {
    /// Attributes without an element of their own to stay on: each needs a rule.
    fn attributes_alone(&mut self, element: &Element) {
        for attribute in self.attributes(element, self.script.start) {
            let span = attribute.name_span.or(attribute.span).unwrap_or_default();
            self.rejected(format!("attribute `{}`", attribute.name), &attribute.name.namespace, span, None, None);
        }
    }

    fn run(&mut self, root: NodeId) {
        let mut stack = Vec::new();
        self.section(root, self.script.start, None, NodeId::ROOT, &mut stack);
        while let Some(Item { node, place, parent, path }) = stack.pop() {
            match &self.document.node(node).content {
                Content::Element(element) => {
                    let own = &self.places[place];
                    if element.name.namespace == own.namespace && !self.is_triggered(node, element) {
                        self.element(node, element, place, parent, path, &mut stack);
                    } else {
                        let (mode, candidate) = (self.mode_below(own, path), own.candidate);
                        self.section(node, mode, candidate, parent, &mut stack);
                    }
                }
                Content::Text(text) => {
                    if let Place { copied: true, candidate: Some(candidate), .. } = self.places[place] {
                        let (span, made) = (self.document.span(node), &mut self.candidates[candidate].document);
                        if let Some(id) = made.append_text(parent, text.clone()) {
                            let node = made.node_mut(id);
                            node.span = node.span.filter(|own| !own.is_empty()).or(span);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the element begins a section though it is in the namespace of its parent.
    fn is_triggered(&self, node: NodeId, element: &Element) -> bool {
        let parent = self.document.parent(node).and_then(|parent| self.document.name(parent));
        self.script.triggers.iter().any(|trigger| {
            let names = |name: &QName| {
                *trigger.namespace == *name.namespace && trigger.names.iter().any(|own| **own == *name.local)
            };
            names(&element.name) && parent.is_none_or(|parent| !names(parent))
        })
    }

    fn mode_below(&self, place: &Place<'_>, path: Option<usize>) -> usize {
        let fits = |wanted: &super::ElementPath| {
            let mut at = path;
            for name in wanted.names.iter().rev() {
                let Some((above, own)) = at.map(|at| &self.paths[at]) else { return false };
                if own != name {
                    return false;
                }
                at = *above;
            }
            !wanted.absolute || at.is_none()
        };
        let contexts = place.action.map_or(&[][..], |action| &action.contexts);
        contexts.iter().find(|context| context.paths.iter().any(fits)).map_or(place.mode, |context| context.mode)
    }

    /// A section begins: all that the rule for its namespace says is done with it.
    fn section(&mut self, node: NodeId, mode: usize, candidate: Option<usize>, parent: NodeId, stack: &mut Vec<Item>) {
        let script = self.script;
        let Some(element) = self.document.element(node) else { return };
        let namespace = element.name.namespace.clone();
        let Some(rule) = script.rule(mode, &namespace, false) else {
            self.reject(element, None, None);
            return;
        };
        if rule.actions.iter().any(|action| action.kind == Kind::Cancel) {
            return;
        }
        // those that go on with the parent's tree come last, and so are visited first: its order is the document's
        let (result, apart): (Vec<&Action>, Vec<&Action>) = rule
            .actions
            .iter()
            .partition(|action| matches!(action.kind, Kind::Attach | Kind::AttachPlaceholder | Kind::Unwrap));
        for action in apart.into_iter().chain(result) {
            let mut place = Place {
                action: Some(action),
                mode: action.mode.unwrap_or(mode),
                namespace: namespace.clone(),
                candidate: None,
                copied: false,
            };
            let mut at = NodeId::ROOT;
            match action.kind {
                Kind::Validate(schema) => {
                    if self.candidates.len() >= MAX_CANDIDATES {
                        continue;
                    }
                    let mut document = Document::new();
                    document.source = self.document.source;
                    document.base.clone_from(&self.document.base);
                    document.unparsed_entities.clone_from(&self.document.unparsed_entities);
                    document.node_mut(NodeId::ROOT).span = self.document.span(node);
                    self.candidates.push(Candidate { schema, document });
                    (place.candidate, place.copied) = (Some(self.candidates.len() - 1), true);
                }
                Kind::Reject => self.reject(element, Some(rule), Some(action)),
                Kind::Attach => (place.candidate, place.copied, at) = (candidate, candidate.is_some(), parent),
                Kind::Unwrap => (place.candidate, at) = (candidate, parent),
                Kind::AttachPlaceholder => {
                    if let Some(candidate) = candidate {
                        self.placeholder(candidate, parent, element, self.document.span(node));
                    }
                }
                Kind::Allow | Kind::Cancel => {}
            }
            self.places.push(place);
            self.element(node, element, self.places.len() - 1, at, None, stack);
        }
    }

    /// An element of a section that has its place: it is copied, and its children are put on the stack.
    fn element(
        &mut self,
        node: NodeId,
        element: &Element,
        place: usize,
        parent: NodeId,
        path: Option<usize>,
        stack: &mut Vec<Item>,
    ) {
        self.paths.push((path, element.name.local.clone()));
        let path = Some(self.paths.len() - 1);
        let own = self.places[place].clone();
        let mode = self.mode_below(&own, path);
        let attributes = self.attributes(element, mode);
        let mut below = parent;
        if let (true, Some(candidate)) = (own.copied, own.candidate) {
            let made = &mut self.candidates[candidate].document;
            let copy = Element { attributes, ..element.clone() };
            below = made.append(parent, Content::Element(Box::new(copy)));
            made.node_mut(below).span = self.document.span(node);
        }
        let children: Vec<NodeId> = self.document.children(node).collect();
        stack.extend(children.into_iter().rev().map(|node| Item { node, place, parent: below, path }));
    }

    /// The attributes that stay on their element; those of each namespace are a section of their own.
    fn attributes(&mut self, element: &Element, mode: usize) -> Vec<Attribute> {
        let script = self.script;
        let mut kept: Vec<Attribute> = Vec::with_capacity(element.attributes.len());
        let mut done: Vec<&str> = Vec::new();
        for attribute in &element.attributes {
            let namespace = &*attribute.name.namespace;
            let Some(rule) = script.rule(mode, namespace, true) else {
                kept.push(attribute.clone());
                continue;
            };
            if rule.actions.iter().any(|action| action.kind == Kind::Attach) {
                kept.push(attribute.clone());
            }
            if done.contains(&namespace) {
                continue;
            }
            done.push(namespace);
            for action in &rule.actions {
                match action.kind {
                    Kind::Reject => {
                        let span = attribute.name_span.or(attribute.span).unwrap_or_default();
                        self.rejected(
                            format!("attribute `{}`", attribute.name),
                            namespace,
                            span,
                            Some(rule),
                            Some(action),
                        );
                    }
                    Kind::Validate(schema) => self.virtual_element(schema, element, namespace),
                    _ => {}
                }
            }
        }
        kept
    }

    /// Attributes that are judged by themselves stand on an element that NVDL makes for them.
    fn virtual_element(&mut self, schema: usize, element: &Element, namespace: &str) {
        if self.candidates.len() >= MAX_CANDIDATES {
            return;
        }
        let mut document = Document::new();
        document.source = self.document.source;
        document.base.clone_from(&self.document.base);
        let name = QName { prefix: "".into(), local: VIRTUAL.into(), namespace: INSTANCE.into() };
        let attributes = element.attributes.iter().filter(|one| *one.name.namespace == *namespace).cloned().collect();
        let copy = Element { name, attributes, ..element.clone() };
        document.append(NodeId::ROOT, Content::Element(Box::new(copy)));
        self.candidates.push(Candidate { schema, document });
    }

    fn placeholder(&mut self, candidate: usize, parent: NodeId, element: &Element, span: Option<Span>) {
        let name = QName { prefix: "".into(), local: "placeholder".into(), namespace: INSTANCE.into() };
        let attributes = vec![
            Attribute::new(QName::local("ns"), &*element.name.namespace),
            Attribute::new(QName::local("localName"), &*element.name.local),
        ];
        let made = &mut self.candidates[candidate].document;
        let copy = Element { name, attributes, ..element.clone() };
        let id = made.append(parent, Content::Element(Box::new(copy)));
        made.node_mut(id).span = span;
    }

    fn reject(&mut self, element: &Element, rule: Option<&Rule>, action: Option<&Action>) {
        let span = element.spans.map(|spans| spans.name).unwrap_or_default();
        let what = format!("element `{}`", element.name.local);
        self.rejected(what, &element.name.namespace, span, rule, action);
    }

    fn rejected(&mut self, what: String, namespace: &str, span: Span, rule: Option<&Rule>, action: Option<&Action>) {
        let message = match namespace {
            "" => format!("{what} in no namespace is not allowed here"),
            namespace => format!("{what} in the namespace `{namespace}` is not allowed here"),
        };
        let mut diagnostic = Diagnostic::error(&NVDL_REJECTED, message, span);
        if let Some(own) = action.and_then(|action| action.message.as_ref()) {
            diagnostic.notes.push(own.clone());
        }
        if let Some(action) = action {
            diagnostic = diagnostic.with_label(action.span, "rejected here");
        } else if rule.is_none() {
            diagnostic.notes.push("the NVDL script has no rule for this namespace in this place".to_owned());
        }
        self.found.push(diagnostic);
    }
}
