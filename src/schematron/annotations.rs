//! Rules in the annotations of a RELAX NG schema.

use super::catalogue::SCHEMATRON_DOCUMENT;
use super::read::read_elements;
use super::rules::Rules;
use super::source::Element;
use super::{NAMESPACE, OLD_NAMESPACE};
use crate::diagnostic::Diagnostic;
use crate::rng::ast::{
    Annotations, Component, ComponentKind, NameClass, NameClassKind, Param, Pattern, PatternKind, Schema,
};
use crate::text::Sources;
use crate::xml::{Document, NodeId};

/// The rules in the annotations of a schema's files, and what is wrong with them.
#[must_use]
pub fn read_annotations<'a>(
    files: impl IntoIterator<Item = &'a Schema>,
    sources: &Sources,
) -> (Rules, Vec<Diagnostic>) {
    let mut found = Vec::new();
    for file in files {
        pattern(&file.pattern, sources, &mut found);
    }
    without_documents(read_elements(&found))
}

/// The rules in a RELAX NG schema in XML syntax that is at hand as a document; files that it includes are not looked at.
#[must_use]
pub fn read_schema_document(document: &Document) -> (Rules, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut inside: Option<NodeId> = None;
    for node in document.descendants(NodeId::ROOT) {
        if let Some(root) = inside {
            if document.ancestors(node).any(|ancestor| ancestor == root) {
                continue;
            }
            inside = None;
        }
        if document.name(node).is_some_and(|name| matches!(&*name.namespace, NAMESPACE | OLD_NAMESPACE)) {
            found.extend(Element::from_document(document, node, None));
            inside = Some(node);
        }
    }
    without_documents(read_elements(&found))
}

/// Annotations are read without what stands beside the schema.
fn without_documents((rules, mut found): (Rules, Vec<Diagnostic>)) -> (Rules, Vec<Diagnostic>) {
    found.extend(rules.documents.iter().map(|named| {
        let message = "`document()` is not read in the annotations of a RELAX NG schema";
        Diagnostic::error(&SCHEMATRON_DOCUMENT, message, named.span)
            .with_note("put the rule into a Schematron schema of its own")
    }));
    (rules, found)
}

fn annotations(annotations: Option<&Annotations>, sources: &Sources, found: &mut Vec<Element>, before: bool) {
    let Some(annotations) = annotations else { return };
    let list = if before { &annotations.children } else { &annotations.following };
    for child in list {
        if let crate::rng::ast::AnnotationChild::Element(element) = child
            && matches!(&*element.namespace, NAMESPACE | OLD_NAMESPACE)
        {
            found.push(Element::from_annotation(element, sources));
        }
    }
}

/// Patterns nest no deeper than `rng::ast::MAX_NESTING`.
fn pattern(this: &Pattern, sources: &Sources, found: &mut Vec<Element>) {
    annotations(this.annotations.as_deref(), sources, found, true);
    match &this.kind {
        PatternKind::Element(named) | PatternKind::Attribute(named) => name_class(&named.name, sources, found),
        PatternKind::Data(data) => {
            for Param { annotations: around, .. } in &data.params {
                annotations(around.as_deref(), sources, found, true);
                annotations(around.as_deref(), sources, found, false);
            }
        }
        PatternKind::Grammar(members) => components(members, sources, found),
        _ => {}
    }
    this.children().for_each(|child| pattern(child, sources, found));
    annotations(this.annotations.as_deref(), sources, found, false);
}

fn components(members: &[Component], sources: &Sources, found: &mut Vec<Element>) {
    for component in members {
        annotations(component.annotations.as_deref(), sources, found, true);
        match &component.kind {
            ComponentKind::Define(define) => pattern(&define.body, sources, found),
            ComponentKind::Div(inner) => components(inner, sources, found),
            ComponentKind::Include(include) => components(include.components.as_deref().unwrap_or(&[]), sources, found),
        }
        annotations(component.annotations.as_deref(), sources, found, false);
    }
}

fn name_class(this: &NameClass, sources: &Sources, found: &mut Vec<Element>) {
    annotations(this.annotations.as_deref(), sources, found, true);
    match &this.kind {
        NameClassKind::NsName { except: Some(inner), .. } | NameClassKind::AnyName { except: Some(inner) } => {
            name_class(inner, sources, found);
        }
        NameClassKind::Choice(members) => {
            for member in members {
                name_class(member, sources, found);
            }
        }
        _ => {}
    }
    annotations(this.annotations.as_deref(), sources, found, false);
}
